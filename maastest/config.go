package maastest

import (
	"cmp"
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A setting is an item of the server's configuration.
type setting struct {
	name  string
	value any // a string, a bool, or nil: never set
	clean cleaner
}

// A cleaner makes the value to store out of the text that set_config was given,
// or the message that refuses it.
type cleaner func(st *state, text string) (value any, problem string)

// settings are the items with their first values, in the order in which the
// server lists them when it is asked for another.
var settings = []setting{
	{"commissioning_distro_series", "trusty", choiceOf("commissioning_distro_series", commissioningSeriesChoices)},
	{"default_osystem", "ubuntu", choiceOf("osystem", osystemChoices)},
	{"check_compatibility", false, checkbox},
	{"http_proxy", nil, optional(urlField("Enter a valid URL."))},
	{"windows_kms_host", nil, anyText},
	{"default_distro_series", "trusty", choiceOf("release", (*state).distroSeriesChoices)},
	{"ntp_server", "ntp.ubuntu.com", anyText},
	{"enlistment_domain", "local", anyText},
	{"upstream_dns", nil, optional(ipAddressField)},
	{"enable_third_party_drivers", true, checkbox},
	{"kernel_opts", nil, anyText},
	{"main_archive", "http://archive.ubuntu.com/ubuntu", required(urlField(invalidArchive))},
	{"maas_name", "maas", required(anyText)},
	{"ports_archive", "http://ports.ubuntu.com/ubuntu-ports", required(urlField(invalidArchive))},
}

func maasResource() *resource {
	return &resource{
		Template:  "maas/",
		AdminOnly: true,
		Operations: []operation{
			{Method: http.MethodGet, Op: "get_config", Run: (*call).maasGetConfig},
			{Method: http.MethodPost, Op: "set_config", Run: (*call).maasSetConfig},
		},
	}
}

func (c *call) maasGetConfig() (any, error) {
	name, err := c.Query.Mandatory("name")
	if err != nil {
		return nil, err
	}
	item, err := findSetting(name)
	if err != nil {
		return nil, err
	}
	return engine.Python2.PlainJSON(c.state.setting(item.name)), nil
}

func (c *call) maasSetConfig() (any, error) {
	name, err := c.Data.Mandatory("name")
	if err != nil {
		return nil, err
	}
	if name == "" {
		return nil, engine.BadRequest("Invalid name: Please enter a value")
	}
	sent, err := c.Data.Mandatory("value")
	if err != nil {
		return nil, err
	}
	item, err := findSetting(name)
	if err != nil {
		return nil, err
	}
	value, problem := item.clean(c.state, sent)
	if problem != "" {
		return nil, engine.Invalid(name, problem)
	}
	c.state.settings.Put(name, &value)
	return engine.AllOK(), nil
}

func findSetting(name string) (*setting, error) {
	names := make([]string, len(settings))
	for i := range settings {
		if settings[i].name == name {
			return &settings[i], nil
		}
		names[i] = settings[i].name
	}
	return nil, engine.Invalid(name, fmt.Sprintf("%s is not a valid config setting (valid settings are: %s).", name, strings.Join(names, ", ")))
}

// setting is the value of a configuration item: a string, a bool or nil.
func (st *state) setting(name string) any {
	if value := st.settings.Get(name); value != nil {
		return *value
	}
	i := slices.IndexFunc(settings, func(item setting) bool { return item.name == name })
	return settings[i].value
}

// textSetting is the value of a configuration item that is a text, "" if it was
// never set.
func (st *state) textSetting(name string) string {
	value, _ := st.setting(name).(string)
	return value
}

const (
	invalidArchive = "Enter a valid url (e.g. http://host.example.com)."
	fieldRequired  = "This field is required."
)

func anyText(_ *state, text string) (any, string) { return text, "" }

// checkbox reads a boolean as a form's checkbox does: all but the word false and
// the empty text is true, "0" included.
func checkbox(_ *state, text string) (any, string) {
	return text != "" && !strings.EqualFold(text, "false"), ""
}

// optional takes an empty text as it is.
func optional(clean cleaner) cleaner {
	return func(st *state, text string) (any, string) {
		if text == "" {
			return "", ""
		}
		return clean(st, text)
	}
}

func required(clean cleaner) cleaner {
	return func(st *state, text string) (any, string) {
		if text == "" {
			return nil, fieldRequired
		}
		return clean(st, text)
	}
}

// choiceOf accepts the empty text and what is among the choices at that time.
func choiceOf(what string, choices func(*state) []string) cleaner {
	return optional(func(st *state, text string) (any, string) {
		valid := choices(st)
		if slices.Contains(valid, text) {
			return text, ""
		}
		return nil, invalidChoice(text, what, valid)
	})
}

// invalidChoice is what a form says of a choice that it does not offer, with the
// server's two blanks.
func invalidChoice(text, what string, valid []string) string {
	quoted := make([]string, len(valid))
	for i, v := range valid {
		quoted[i] = "'" + v + "'"
	}
	return fmt.Sprintf("'%s' is not a valid %s.  It should be one of: %s.", text, what, strings.Join(quoted, ", "))
}

// osystemChoices are the systems that a cluster has images of.
func osystemChoices(st *state) []string {
	var names []string
	for _, choice := range st.distroSeriesChoices() {
		if name, ok := strings.CutSuffix(choice, "/"); ok {
			names = append(names, name)
		}
	}
	return names
}

// commissioningSeriesChoices are the same whatever images there are.
func commissioningSeriesChoices(*state) []string { return []string{"trusty"} }

func ipAddressField(_ *state, text string) (any, string) {
	addr, err := netip.ParseAddr(text)
	switch {
	case err == nil && addr.Zone() == "":
		return addr.String(), ""
	case strings.Contains(text, ":"):
		return nil, "This is not a valid IPv6 address."
	}
	return nil, "Enter a valid IPv4 or IPv6 address."
}

var (
	urlParts = regexp.MustCompile(`^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)((?:\?[^#]*)?(?:#.*)?)$`)
	urlHost  = regexp.MustCompile(`(?i)^(?:localhost|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}\.?` +
		`|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\[?[a-f0-9]*:[a-f0-9:]+\]?)(?::[0-9]+)?$`)
	portOnly = regexp.MustCompile(`^[^/?#:]+:[0-9]+$`)
)

// urlField accepts a URL as people type it: http is put in where the scheme is
// missing, and "/" where the path is. The host has to be an address, localhost,
// or a name with a dot.
func urlField(problem string) cleaner {
	return func(_ *state, text string) (any, string) {
		if portOnly.MatchString(text) { // "host:80" would else read as a scheme
			text = "//" + text
		}
		m := urlParts.FindStringSubmatch(text)
		if m == nil {
			return nil, problem
		}
		scheme, host, path, rest := strings.ToLower(m[1]), m[2], m[3], m[4]
		scheme = cmp.Or(scheme, "http")
		if host == "" {
			var tail string
			host, tail, _ = strings.Cut(path, "/")
			path = "/" + tail
		}
		path = cmp.Or(path, "/")
		if !slices.Contains([]string{"http", "https", "ftp", "ftps"}, scheme) ||
			!urlHost.MatchString(host) || strings.ContainsAny(path+rest, " \t\r\n") {
			return nil, problem
		}
		return scheme + "://" + host + path + rest, ""
	}
}
