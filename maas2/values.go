package maas2

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/gomaas/maas"
)

// Addresses are IP addresses of an option that MAAS reads as one text. What is
// no address is refused before anything is sent. Behind a pointer an empty list
// is sent too, and removes the addresses: new(Addresses{}).
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

// checkAddress refuses what is no IP address: MAAS answers it with a 500 in
// places.
func checkAddress(argument, text string) error {
	if addr, err := netip.ParseAddr(text); err != nil || addr.Zone() != "" {
		return &maas.ArgumentError{Argument: argument, Reason: fmt.Sprintf("%q is not an IP address", text)}
	}
	return nil
}

// A TTL is for how many seconds a DNS answer may be kept. In the options of an
// update 0 takes the setting away, so that the default applies again.
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
