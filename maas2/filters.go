package maas2

import (
	"cmp"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/gomaas/maas"
)

// A NameList is written as one parameter, with commas between its names.
type NameList []string

// MarshalParams joins the names.
func (l NameList) MarshalParams(name string) (maas.Params, error) {
	for _, text := range l {
		if text == "" || strings.Contains(text, ",") {
			return nil, &maas.ArgumentError{Argument: name, Reason: fmt.Sprintf("has the name %q, which is empty or has a comma", text)}
		}
	}
	return maas.Params{{Name: name, Value: commas(l)}}, nil
}

// commas writes texts as one value of a parameter.
func commas(texts []string) string { return strings.Join(texts, ",") }

// NodeStatuses are statuses in a filter, where MAAS takes them by name.
type NodeStatuses []NodeStatus

// MarshalParams writes the name of each status.
func (l NodeStatuses) MarshalParams(name string) (maas.Params, error) {
	var params maas.Params
	for _, status := range l {
		text := strings.ReplaceAll(strings.ToLower(status.String()), " ", "_")
		switch status { // that MAAS shows otherwise than it names them
		case NodeStatusFailedReleasing:
			text = "failed_releasing"
		case NodeStatusFailedEnteringRescueMode:
			text = "failed_entering_rescue_mode"
		case NodeStatusFailedExitingRescueMode:
			text = "failed_exiting_rescue_mode"
		}
		if strings.Contains(text, "(") {
			return nil, &maas.ArgumentError{Argument: name, Reason: fmt.Sprintf("is %v, a status whose name is not known", status)}
		}
		params.Add(name, text)
	}
	return params, nil
}

// inRelease refuses options that are set although the release of the server,
// where that is known, lacks them by their tags since and until: a server that
// does not know a filter may ignore it.
func inRelease(client *maas.Client, options any) error {
	release := client.Release()
	v := reflect.ValueOf(options)
	if release == "" || v.IsNil() {
		return nil
	}
	v = v.Elem()
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag
		since, until := tag.Get("since"), tag.Get("until")
		if since == "" && until == "" || v.Field(i).IsZero() {
			continue
		}
		name, _, _ := strings.Cut(tag.Get("param"), ",")
		switch {
		case since != "" && compareReleases(release, since) < 0:
			return &maas.ArgumentError{Argument: name, Reason: fmt.Sprintf("is unknown to MAAS %s, which might ignore it; it is there since MAAS %s", release, since)}
		case until != "" && compareReleases(release, until) > 0:
			return &maas.ArgumentError{Argument: name, Reason: fmt.Sprintf("is unknown to MAAS %s, which might ignore it; it is there until MAAS %s", release, until)}
		}
	}
	return nil
}

// compareReleases compares as many numbers as limit has, so that 3.2.10 is in
// "3.2". A part that is not a number, as in "3.5.0~rc1", counts up to it.
func compareReleases(release, limit string) int {
	have, want := strings.Split(release, "."), strings.Split(limit, ".")
	for i := range want {
		if i == len(have) {
			return -1
		}
		if c := cmp.Compare(leadingNumber(have[i]), leadingNumber(want[i])); c != 0 {
			return c
		}
	}
	return 0
}

func leadingNumber(text string) int {
	end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(text)
	}
	number, _ := strconv.Atoi(text[:end])
	return number
}
