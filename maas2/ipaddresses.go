package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// IPAddressesService is STUB.
type IPAddressesService service

// IPAddress is STUB.
type IPAddress struct {
	Created       string        `json:"created"`
	IP            string        `json:"ip"`
	AllocType     IPAddressType `json:"alloc_type"`
	Subnet        *Subnet       `json:"subnet"`
	AllocTypeName string        `json:"alloc_type_name"` // since 2.1
	InterfaceSet  []Interface   `json:"interface_set"`   // since 2.1
	Owner         *User         `json:"owner"`           // nil when MAAS has null, since 2.1
	ResourceURI   string        `json:"resource_uri"`
}

// IPAddressType is STUB a vocabulary.
type IPAddressType int

// STUB.
const (
	IPAddressTypeAuto         IPAddressType = 0
	IPAddressTypeSticky       IPAddressType = 1
	IPAddressTypeUserReserved IPAddressType = 4
	IPAddressTypeDHCP         IPAddressType = 5
	IPAddressTypeDiscovered   IPAddressType = 6
)

// String returns the name as MAAS shows it, IPAddressType(42) for an unknown value.
func (v IPAddressType) String() string {
	return enumName(v, "IPAddressType", map[IPAddressType]string{
		0: "Automatic",
		1: "Static",
		4: "User reserved",
		5: "DHCP",
		6: "Observed",
	})
}

// IPAddressListOptions are STUB.
type IPAddressListOptions struct {
	All   *bool  `param:"all"`   // since 2.1
	IP    string `param:"ip"`    // since 2.1
	Owner string `param:"owner"` // since 2.1
}

// List STUB.
//
// Any user may call it.
//
// GET /ipaddresses/
func (s *IPAddressesService) List(ctx context.Context, opts *IPAddressListOptions) ([]IPAddress, error) {
	return maas.List[IPAddress](ctx, s.client, maas.Get("/ipaddresses/").With(opts))
}

// IPAddressReserveOptions are STUB.
type IPAddressReserveOptions struct {
	Hostname   string `param:"hostname"`
	IP         string `param:"ip"` // since 2.1
	IPAddress  string `param:"ip_address"`
	MAC        string `param:"mac"`
	MACAddress string `param:"mac_address"`
	Subnet     string `param:"subnet"`
}

// Reserve STUB.
//
// Any user may call it.
//
// POST /ipaddresses/?op=reserve
func (s *IPAddressesService) Reserve(ctx context.Context, opts *IPAddressReserveOptions) (*IPAddress, error) {
	return maas.Do[*IPAddress](ctx, s.client, maas.Post("/ipaddresses/").Op("reserve").With(opts).Once())
}

// IPAddressReleaseOptions are STUB.
type IPAddressReleaseOptions struct {
	Address    string `param:"address"`
	Discovered *bool  `param:"discovered"` // since 2.2
	Force      *bool  `param:"force"`      // since 2.1
}

// Release STUB.
//
// Any user may call it.
//
// POST /ipaddresses/?op=release
func (s *IPAddressesService) Release(ctx context.Context, ip string, opts *IPAddressReleaseOptions) error {
	return maas.Exec(ctx, s.client, maas.Post("/ipaddresses/").Op("release").Set("ip", ip).With(opts).Once())
}
