// Migrate-config compares the settings of two MAAS servers, which may run different
// releases, and copies them from one to the other. It shows settings whose names are
// data, concurrent calls through a client that limits them, and errors about fields.
//
// It prints the differences; -apply copies. The source is never changed.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/examples/internal/demo"
)

func main() { demo.Main("migrate-config", run) }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := demo.Flags("migrate-config [flags]", stdout)
	from := flags.String("from", os.Getenv("MAAS_URL"), "`URL` of the source, whose key is in MAAS_API_KEY")
	to := flags.String("to", os.Getenv("MAAS_URL_TO"), "`URL` of the target, whose key is in MAAS_API_KEY_TO")
	skip := flags.String("skip", "", "comma-separated `names` of settings not to copy")
	all := flags.Bool("all", false, "also print the settings that are equal")
	apply := flags.Bool("apply", false, "copy the settings, instead of only printing the differences")
	if _, err := demo.Parse(flags, args, 0); err != nil {
		return err
	}
	source, target, done, err := connect(ctx, *from, *to, stderr)
	if err != nil {
		return err
	}
	defer done()

	items, err := compare(ctx, source, target)
	if err != nil {
		return err
	}
	if err := exclude(items, *skip); err != nil {
		return err
	}
	if *apply {
		err = copyAll(ctx, target, items)
	}
	if err := report(stdout, items, *all); err != nil {
		return err
	}
	if !*apply {
		fmt.Fprintln(stdout, "nothing was copied; use -apply to copy")
	}
	return err
}

// connect returns clients for the two servers that the flags and the environment
// name, or for two in memory if they name none.
func connect(ctx context.Context, from, to string, w io.Writer) (source, target *maas.Client, done func(), err error) {
	fromKey, toKey := os.Getenv("MAAS_API_KEY"), os.Getenv("MAAS_API_KEY_TO")
	switch {
	case from+to+fromKey+toKey == "":
		if source, target, done, err = inMemory(ctx); err != nil {
			return nil, nil, nil, err
		}
		fmt.Fprintf(w, "no MAAS is named: copying from one in memory at %s to one at %s\n", source.BaseURL(), target.BaseURL())
		return source, target, done, nil
	case from == "":
		return nil, nil, nil, demo.Usagef("missing -from or MAAS_URL")
	case fromKey == "":
		return nil, nil, nil, demo.Usagef("missing MAAS_API_KEY")
	case to == "":
		return nil, nil, nil, demo.Usagef("missing -to or MAAS_URL_TO")
	case toKey == "":
		return nil, nil, nil, demo.Usagef("missing MAAS_API_KEY_TO")
	}
	if source, err = maas.NewClient(from, fromKey, limited); err != nil {
		return nil, nil, nil, fmt.Errorf("the source: %w", err)
	}
	if target, err = maas.NewClient(to, toKey, limited); err != nil {
		return nil, nil, nil, fmt.Errorf("the target: %w", err)
	}
	if source.BaseURL() == target.BaseURL() {
		return nil, nil, nil, demo.Usagef("the source and the target are the same MAAS")
	}
	fmt.Fprintf(w, "copying from the MAAS at %s to the one at %s\n", source.BaseURL(), target.BaseURL())
	return source, target, func() {
		source.CloseIdleConnections()
		target.CloseIdleConnections()
	}, nil
}

// The outcomes for a setting.
const (
	same          = "equal"
	differs       = "differs"
	targetLacksIt = "the target lacks it"
	sourceLacksIt = "the source lacks it"
	excluded      = "skipped"
	copied        = "copied"
	readOnly      = "read-only in the target"
	refused       = "refused: "
	failed        = "failed"
	notAttempted  = "not attempted"
)

// An item is a setting with its two values. A value is nil if the MAAS lacks the
// setting.
type item struct {
	name     string
	from, to json.RawMessage
	verdict  string
}

// compare reads the settings of both.
func compare(ctx context.Context, source, target *maas.Client) ([]*item, error) {
	from, err := readSettings(ctx, source)
	if err != nil {
		return nil, fmt.Errorf("the source: %w", err)
	}
	to, err := readSettings(ctx, target)
	if err != nil {
		return nil, fmt.Errorf("the target: %w", err)
	}
	names := maps.Clone(from)
	maps.Copy(names, to)
	var items []*item
	for _, name := range slices.Sorted(maps.Keys(names)) {
		it := &item{name: name, from: from[name], to: to[name], verdict: differs}
		switch {
		case it.to == nil:
			it.verdict = targetLacksIt
		case it.from == nil:
			it.verdict = sourceLacksIt
		case canonical(name, it.from) == canonical(name, it.to):
			it.verdict = same
		}
		items = append(items, it)
	}
	return items, nil
}

// canonical returns the same text for values with the same meaning: MAAS 1.6 has
// both "trusty" and "ubuntu/trusty" for a release of an operating system.
func canonical(name string, value json.RawMessage) string {
	text := plain(value)
	if strings.HasSuffix(name, "_distro_series") {
		text = text[strings.LastIndexByte(text, '/')+1:]
	}
	return text
}

// plain returns a value in the form that SetConfig takes. It is "" for a setting
// that was never set.
func plain(value json.RawMessage) string {
	var v any
	if json.Unmarshal(value, &v) != nil || v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// exclude marks the settings that are not to be copied.
func exclude(items []*item, names string) error {
	for name := range strings.SplitSeq(names, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		i := slices.IndexFunc(items, func(it *item) bool { return it.name == name })
		if i < 0 {
			return demo.Usagef("-skip: neither MAAS has the setting %q", name)
		}
		if items[i].verdict == differs {
			items[i].verdict = excluded
		}
	}
	return nil
}

// copyAll copies the settings that differ. It continues if the target refuses a
// value, and stops at an error that concerns every setting.
func copyAll(ctx context.Context, target *maas.Client, items []*item) error {
	refusals := 0
	var broken error
	for _, it := range items {
		if it.verdict != differs {
			continue
		}
		if broken != nil {
			it.verdict = notAttempted
			continue
		}
		err := target.MAAS.SetConfig(ctx, it.name, plain(it.from))
		refusal, isRefusal := errors.AsType[*maas.Error](err)
		switch {
		case err == nil:
			it.verdict = copied
		case isRefusal && errors.Is(err, maas.ErrBadRequest):
			refusals++
			it.verdict = why(it.name, refusal)
		default:
			it.verdict = failed
			broken = fmt.Errorf("the target: %s: %w", it.name, err)
		}
	}
	if broken == nil && refusals > 0 {
		return fmt.Errorf("the target refused %d of the settings", refusals)
	}
	return broken
}

// why explains why MAAS refused a value. A setting that could be read, but is
// unknown when it is written, is read-only.
func why(name string, refusal *maas.Error) string {
	text := strings.TrimPrefix(refusal.Message, name+": ")
	if strings.HasPrefix(text, name+" is not a valid config setting") {
		return readOnly
	}
	return refused + text
}

// report prints the settings and a summary. It leaves out equal ones unless all is
// set.
func report(w io.Writer, items []*item, all bool) error {
	count := map[string]int{}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SETTING\tFROM\tTO\tOUTCOME")
	for _, it := range items {
		count[it.verdict]++
		if it.verdict == same && !all {
			continue
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", it.name, shown(it.from), shown(it.to), it.verdict)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "%d settings: %d equal, %d different, %d copied\n", len(items), count[same], count[differs], count[copied])
	return nil
}

// shown formats a value for the table: without the password that the URL of a proxy
// may have, and cut to a maximum length.
func shown(value json.RawMessage) string {
	const most = 44
	if value == nil {
		return "(none)"
	}
	text := plain(value)
	if u, err := url.Parse(text); err == nil && u.User != nil {
		text = u.Redacted()
	}
	if letters := []rune(text); len(letters) > most {
		text = string(letters[:most-1]) + "…"
	}
	if text == "" || strings.TrimSpace(text) != text || strings.ContainsFunc(text, unicode.IsControl) {
		return strconv.Quote(text)
	}
	return text
}
