package maas2

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/gomaas/maas"
)

// IPAddressesService is the section "IP Addresses" of the API: the addresses that
// users reserved, and for administrators all others that are in use.
type IPAddressesService service

// An IPAddress is an address that is in use.
type IPAddress struct {
	IP            string        `json:"ip"`
	AllocType     IPAddressType `json:"alloc_type"`
	AllocTypeName string        `json:"alloc_type_name"` // since 2.1
	Subnet        *Subnet       `json:"subnet"`          // nil where MAAS knows none
	// InterfaceSet are the interfaces that have it, since 2.1.
	InterfaceSet []Interface    `json:"interface_set"`
	Owner        *User          `json:"owner"` // nil for nobody, since 2.1
	Created      maas.LocalTime `json:"created"`
	ResourceURI  string         `json:"resource_uri"` // that of the section: an address has no path
}

// IPAddressType says how an address came into use.
type IPAddressType int

// The ways in which an address comes into use.
const (
	IPAddressTypeAuto         IPAddressType = 0 // MAAS chose it for a machine
	IPAddressTypeSticky       IPAddressType = 1 // a link has it for good
	IPAddressTypeUserReserved IPAddressType = 4 // see [IPAddressesService.Reserve]
	IPAddressTypeDHCP         IPAddressType = 5 // DHCP gave it out
	IPAddressTypeDiscovered   IPAddressType = 6 // MAAS saw it in use
)

// String returns a name of the type, IPAddressType(42) for an unknown one.
func (v IPAddressType) String() string {
	return enumName(v, "IPAddressType", map[IPAddressType]string{
		IPAddressTypeAuto:         "automatic",
		IPAddressTypeSticky:       "static",
		IPAddressTypeUserReserved: "user reserved",
		IPAddressTypeDHCP:         "DHCP",
		IPAddressTypeDiscovered:   "discovered",
	})
}

// IPAddressListOptions select addresses.
type IPAddressListOptions struct {
	IP    string `param:"ip,ip" since:"2.1"` // this one alone
	Owner string `param:"owner" since:"2.1"` // those of another user; administrators only
	All   *bool  `param:"all" since:"2.1"`   // of everybody and of nodes too; administrators only
}

// List returns the addresses that the caller reserved, or those that opts select.
//
// Any user may call it; All and Owner are for administrators. It fails with
// [maas.ErrForbidden] for those of others.
//
// GET /ipaddresses/
func (s *IPAddressesService) List(ctx context.Context, opts *IPAddressListOptions) ([]IPAddress, error) {
	return maas.List[IPAddress](ctx, s.client, maas.Get("/ipaddresses/").With(opts))
}

// IPAddressReserveOptions say which address to reserve: IP, or any free one of
// Subnet. One of the two must be given.
type IPAddressReserveOptions struct {
	IP       string `param:"ip,ip" since:"2.1"`
	Subnet   string `param:"subnet"`   // its CIDR or its id, see [ID]
	MAC      string `param:"mac,mac"`  // of the host, for which MAAS makes an interface
	Hostname string `param:"hostname"` // a DNS name for the address
}

// Reserve reserves an address for the caller until [IPAddressesService.Release].
// An address of a dynamic range can't be reserved.
//
// Any user may call it. It fails with [maas.ErrExists] for an address that is in
// use, with [maas.ErrForbidden] for one of a dynamic range, with
// [maas.ErrBadRequest] for one of no known subnet and for an unknown subnet, and
// with [maas.ErrUnavailable] when the subnet has none left.
//
// POST /ipaddresses/?op=reserve
func (s *IPAddressesService) Reserve(ctx context.Context, opts *IPAddressReserveOptions) (*IPAddress, error) {
	return maas.Do[*IPAddress](ctx, s.client, maas.Post("/ipaddresses/").Op("reserve").With(opts).Once())
}

// IPAddressReleaseOptions let administrators release addresses that they did
// not reserve.
type IPAddressReleaseOptions struct {
	Force      *bool `param:"force" since:"2.1"`      // of others, and of nodes
	Discovered *bool `param:"discovered" since:"2.2"` // seen in use
}

// Release ends the reservation of an address.
//
// The user who reserved it may call it; Force and Discovered are for
// administrators. It fails with [maas.ErrBadRequest] for an address that is not
// the caller's or not reserved, and with [maas.ErrForbidden].
//
// POST /ipaddresses/?op=release
func (s *IPAddressesService) Release(ctx context.Context, ip string, opts *IPAddressReleaseOptions) error {
	r := maas.Post("/ipaddresses/").Op("release").Set("ip", ip).Check(checkAddress("ip", ip)).With(opts)
	return maas.Exec(ctx, s.client, r.Once())
}

// Find returns an address that the caller reserved, in one request.
//
// Any user may call it. It fails with [maas.ErrNotFound] for an address that the
// caller has not reserved.
//
// GET /ipaddresses/
func (s *IPAddressesService) Find(ctx context.Context, ip string) (*IPAddress, error) {
	r := maas.Get("/ipaddresses/").Set("ip", ip).Check(checkAddress("ip", ip))
	addresses, err := maas.List[IPAddress](ctx, s.client, r)
	if err != nil {
		return nil, err
	}
	for i := range addresses {
		if sameAddress(addresses[i].IP, ip) { // MAAS 2.0 lists all
			return &addresses[i], nil
		}
	}
	return nil, fmt.Errorf("maas2: reserved address %s: %w", ip, maas.ErrNotFound)
}

// sameAddress reports whether two texts are the same address, however it is
// written.
func sameAddress(a, b string) bool {
	addrA, errA := netip.ParseAddr(a)
	addrB, errB := netip.ParseAddr(b)
	return errA == nil && errB == nil && addrA == addrB
}
