package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// FanNetworksService is the sections "Fan Networks" and "Fan Network" of the API:
// overlay networks that give every host of an underlay network many addresses.
// MAAS has none since 3.2.
type FanNetworksService service

// A FanNetwork is an overlay network.
type FanNetwork struct {
	ID          int     `json:"id"`
	Name        string  `json:"name"`
	Underlay    string  `json:"underlay"` // CIDR
	Overlay     string  `json:"overlay"`  // CIDR
	DHCP        *bool   `json:"dhcp"`
	HostReserve *int    `json:"host_reserve"` // addresses of each host that are kept from use
	Bridge      *string `json:"bridge"`
	Off         *bool   `json:"off"`
	ResourceURI string  `json:"resource_uri"`
}

// List returns all fan networks.
//
// Any user may call it, until MAAS 3.1.
//
// GET /fannetworks/
func (s *FanNetworksService) List(ctx context.Context) ([]FanNetwork, error) {
	return maas.List[FanNetwork](ctx, s.client, maas.Get("/fannetworks/").Until("3.1"))
}

// Get returns a fan network by its id.
//
// Any user may call it, until MAAS 3.1. It fails with [maas.ErrNotFound].
//
// GET /fannetworks/{id}/
func (s *FanNetworksService) Get(ctx context.Context, id int) (*FanNetwork, error) {
	return maas.Do[*FanNetwork](ctx, s.client, maas.Get("/fannetworks/{id}/", strconv.Itoa(id)).Until("3.1"))
}

// FanNetworkCreateOptions are the settings of a new fan network that MAAS does
// not insist on.
type FanNetworkCreateOptions struct {
	DHCP        *bool  `param:"dhcp"`
	HostReserve int    `param:"host_reserve"`
	Bridge      string `param:"bridge"`
	Off         *bool  `param:"off"`
}

// Create makes a fan network. The overlay and the underlay are CIDRs.
//
// Administrators may call it, until MAAS 3.1. It fails with [maas.ErrForbidden]
// and [maas.ErrBadRequest].
//
// POST /fannetworks/
func (s *FanNetworksService) Create(ctx context.Context, name, overlay, underlay string, opts *FanNetworkCreateOptions) (*FanNetwork, error) {
	r := maas.Post("/fannetworks/").Until("3.1").Set("name", name).Set("overlay", overlay).Set("underlay", underlay).With(opts)
	return maas.Do[*FanNetwork](ctx, s.client, r)
}

// FanNetworkUpdateOptions are the settings to change; nil keeps a setting.
type FanNetworkUpdateOptions struct {
	Name        *string `param:"name"`
	Overlay     *string `param:"overlay"`
	Underlay    *string `param:"underlay"`
	DHCP        *bool   `param:"dhcp"`
	HostReserve *int    `param:"host_reserve"`
	Bridge      *string `param:"bridge"`
	Off         *bool   `param:"off"`
}

// Update changes a fan network.
//
// Administrators may call it, until MAAS 3.1. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound] and [maas.ErrBadRequest].
//
// PUT /fannetworks/{id}/
func (s *FanNetworksService) Update(ctx context.Context, id int, opts *FanNetworkUpdateOptions) (*FanNetwork, error) {
	return maas.Do[*FanNetwork](ctx, s.client, maas.Put("/fannetworks/{id}/", strconv.Itoa(id)).With(opts).Until("3.1"))
}

// Delete removes a fan network.
//
// Administrators may call it, until MAAS 3.1. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// DELETE /fannetworks/{id}/
func (s *FanNetworksService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/fannetworks/{id}/", strconv.Itoa(id)).Until("3.1"))
}
