package maastest

import (
	"net/netip"

	"github.com/gomaas/maas/internal/engine"
)

// What forms say of a bad value.
const (
	invalidAddress = "Enter a valid IPv4 or IPv6 address."
	wholeNumber    = "Enter a whole number."
)

// notAChoice is what a form says of a value outside its list.
func notAChoice(text string) string {
	return "Select a valid choice. " + text + " is not one of the available choices."
}

// formRequired reports whether a mandatory form field has a value, the current one
// if it was not sent.
func formRequired(data *engine.Values, name, current string, errs engine.FieldErrors) bool {
	value, sent := data.Lookup(name)
	if sent && value == "" || !sent && current == "" {
		errs.Add(name, fieldRequired)
		return false
	}
	return true
}

// formAddress reads a form field that holds an IP address or nothing. What
// cannot be read leaves the field as it was.
func formAddress(data *engine.Values, name string, field *string, errs engine.FieldErrors) {
	text, sent := data.Lookup(name)
	if !sent || text == "" {
		keepOr(data, name, field)
		return
	}
	ip, err := netip.ParseAddr(text)
	if err != nil || ip.Zone() != "" {
		errs.Add(name, invalidAddress)
		return
	}
	*field = ip.String()
}
