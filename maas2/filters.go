package maas2

import (
	"fmt"
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
