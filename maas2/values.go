package maas2

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/gomaas/maas"
)

// Addresses are IP addresses in options, which MAAS reads as one text. A text that
// is not an address is refused before anything is sent. In the options of an
// update, new(Addresses{}) removes all addresses.
type Addresses []string

// MarshalParams writes the addresses with blanks between them.
func (a Addresses) MarshalParams(name string) (maas.Params, error) {
	for _, address := range a {
		if err := checkAddress(name, address); err != nil {
			return nil, err
		}
	}
	return maas.Params{{Name: name, Value: strings.Join(a, " ")}}, nil
}

// checkAddress refuses a text that is not an IP address, to which some operations
// of MAAS answer 500.
func checkAddress(argument, text string) error {
	if addr, err := netip.ParseAddr(text); err != nil || addr.Zone() != "" {
		return &maas.ArgumentError{Argument: argument, Reason: fmt.Sprintf("%q is not an IP address", text)}
	}
	return nil
}

// A TTL is for how many seconds a DNS answer may be kept. In the options of an
// update 0 removes the setting, so that the default applies.
type TTL int

// MarshalParams writes the seconds, and nothing for 0.
func (t TTL) MarshalParams(name string) (maas.Params, error) {
	switch {
	case t < 0:
		return nil, &maas.ArgumentError{Argument: name, Reason: "is negative"}
	case t == 0:
		return maas.Params{{Name: name}}, nil
	}
	return maas.Params{{Name: name, Value: strconv.Itoa(int(t))}}, nil
}

// A ByteSize is a size in bytes. MAAS sends some, that it computes, with a decimal
// point; those are rounded down.
type ByteSize int64

// UnmarshalJSON reads the size from an integer or a float.
func (b *ByteSize) UnmarshalJSON(text []byte) error {
	var size int64
	err := json.Unmarshal(text, &size)
	if err != nil {
		var number float64
		if json.Unmarshal(text, &number) != nil || number < -1<<63 || number >= 1<<63 {
			return err
		}
		size = int64(number)
	}
	*b = ByteSize(size)
	return nil
}
