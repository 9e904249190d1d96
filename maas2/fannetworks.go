package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// FanNetworksService is STUB.
type FanNetworksService service

// FanNetwork is STUB.
type FanNetwork struct {
	ID          int    `json:"id"`
	Name        string `json:"name"`
	Underlay    string `json:"underlay"`
	Overlay     string `json:"overlay"`
	DHCP        string `json:"dhcp"`
	HostReserve string `json:"host_reserve"`
	Bridge      string `json:"bridge"`
	Off         string `json:"off"`
	ResourceURI string `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it, until MAAS 3.1.
//
// GET /fannetworks/
func (s *FanNetworksService) List(ctx context.Context) ([]FanNetwork, error) {
	return maas.List[FanNetwork](ctx, s.client, maas.Get("/fannetworks/").Until("3.1"))
}

// Get STUB.
//
// Any user may call it, until MAAS 3.1.
//
// GET /fannetworks/{id}/
func (s *FanNetworksService) Get(ctx context.Context, id int) (*FanNetwork, error) {
	return maas.Do[*FanNetwork](ctx, s.client, maas.Get("/fannetworks/{id}/", strconv.Itoa(id)).Until("3.1"))
}

// FanNetworkCreateOptions are STUB.
type FanNetworkCreateOptions struct {
	DHCP        *bool  `param:"dhcp"`
	HostReserve int    `param:"host_reserve"`
	Bridge      string `param:"bridge"`
	Off         *bool  `param:"off"`
}

// Create STUB.
//
// Administrators may call it, until MAAS 3.1.
//
// POST /fannetworks/
func (s *FanNetworksService) Create(ctx context.Context, name, overlay, underlay string, opts *FanNetworkCreateOptions) (*FanNetwork, error) {
	return maas.Do[*FanNetwork](ctx, s.client, maas.Post("/fannetworks/").Set("name", name).Set("overlay", overlay).Set("underlay", underlay).With(opts).Until("3.1"))
}

// FanNetworkUpdateOptions are STUB.
type FanNetworkUpdateOptions struct {
	Name        *string `param:"name"`
	Overlay     *string `param:"overlay"`
	Underlay    *string `param:"underlay"`
	DHCP        *bool   `param:"dhcp"`
	HostReserve *int    `param:"host_reserve"`
	Bridge      *string `param:"bridge"`
	Off         *bool   `param:"off"`
}

// Update STUB.
//
// Administrators may call it, until MAAS 3.1.
//
// PUT /fannetworks/{id}/
func (s *FanNetworksService) Update(ctx context.Context, id int, opts *FanNetworkUpdateOptions) (*FanNetwork, error) {
	return maas.Do[*FanNetwork](ctx, s.client, maas.Put("/fannetworks/{id}/", strconv.Itoa(id)).With(opts).Until("3.1"))
}

// Delete STUB.
//
// Administrators may call it, until MAAS 3.1.
//
// DELETE /fannetworks/{id}/
func (s *FanNetworksService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/fannetworks/{id}/", strconv.Itoa(id)).Until("3.1"))
}
