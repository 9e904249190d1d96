package maas

import "context"

// IPAddressesService is the section "IP Addresses" of the API, which MAAS has
// since 1.6 and the API document does not have: the static IP addresses that
// users reserve for machines that are not nodes.
type IPAddressesService service

// An IPAddress is a static IP address in use.
type IPAddress struct {
	IP          string        `json:"ip"`
	AllocType   IPAddressType `json:"alloc_type"`
	Created     LocalTime     `json:"created"`
	ResourceURI string        `json:"resource_uri"` // of all IP addresses
}

// IPAddressType is how a static IP address came into use.
type IPAddressType int

// The types of IP addresses. What users reserve is of IPAddressTypeUserReserved.
const (
	IPAddressTypeAuto         IPAddressType = 0 // given to a node for as long as it is allocated
	IPAddressTypeSticky       IPAddressType = 1 // given to a node that keeps it
	IPAddressTypeUnmanaged    IPAddressType = 2 // until 1.7
	IPAddressTypeExtra        IPAddressType = 3 // until 1.7
	IPAddressTypeUserReserved IPAddressType = 4
	IPAddressTypeDHCP         IPAddressType = 5 // since 1.9
	IPAddressTypeDiscovered   IPAddressType = 6 // since 1.9
)

// String returns the type in words, IPAddressType(42) for an unknown one.
func (t IPAddressType) String() string {
	return enumName(t, "IPAddressType", "Auto", "Sticky", "Unmanaged", "Extra", "User reserved", "DHCP", "Discovered")
}

// List returns the IP addresses that the caller has reserved, the oldest first.
//
// Any user may call it, since MAAS 1.6.
//
// GET /ipaddresses/
func (s *IPAddressesService) List(ctx context.Context) ([]IPAddress, error) {
	return List[IPAddress](ctx, s.client, Get("/ipaddresses/").Since("1.6"))
}

// IPAddressReserveOptions choose the address that is reserved.
type IPAddressReserveOptions struct {
	RequestedAddress string `param:"requested_address,ip"` // "" is any that is free; since 1.7
	MACAddress       string `param:"mac,mac"`              // what the address is for; since 1.7.1
	Hostname         string `param:"hostname"`             // since 1.8
}

// Reserve takes a free address out of the static range of a network, such as
// "10.0.0.0/24", and makes it the caller's. The network must be that of an
// interface of an accepted cluster. From MAAS 1.8 on it may be "" with a
// RequestedAddress.
//
// Any user may call it, since MAAS 1.6. It fails with [ErrBadRequest] for an
// unknown network and with [ErrUnavailable] when no address is left; for a
// RequestedAddress with [ErrNotFound] when it is taken, and with [ErrForbidden]
// when it is not in a static range; and with [ErrConflict] when the MACAddress has
// an address there already.
//
// POST /ipaddresses/?op=reserve
func (s *IPAddressesService) Reserve(ctx context.Context, network string, opts *IPAddressReserveOptions) (*IPAddress, error) {
	r := Post("/ipaddresses/").Since("1.6").Op("reserve").With(opts)
	if network != "" || opts == nil || opts.RequestedAddress == "" {
		r = r.Set("network", network)
	}
	return Do[*IPAddress](ctx, s.client, r)
}

// Release gives up an IP address that the caller has reserved.
//
// Any user may call it, since MAAS 1.6. It fails with [ErrNotFound] for an
// address that the caller has not reserved.
//
// POST /ipaddresses/?op=release
func (s *IPAddressesService) Release(ctx context.Context, ip string) error {
	return Exec(ctx, s.client, Post("/ipaddresses/").Since("1.6").Op("release").Set("ip", ip).Check(checkIP("ip", ip)))
}
