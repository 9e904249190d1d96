package maas

import (
	"context"
	"strconv"
)

// FanNetworksService is the section "Fan Networks" and "Fan Network" of the API:
// overlay networks that give containers addresses computed from those of their
// hosts. Since MAAS 1.9.
type FanNetworksService service

// A FanNetwork maps an underlay network to an overlay network. Since 1.9.
type FanNetwork struct {
	ID          int    `json:"id"`
	Name        string `json:"name"`
	Underlay    string `json:"underlay"`     // CIDR of the network of the hosts
	Overlay     string `json:"overlay"`      // CIDR of the network of the containers
	DHCP        *bool  `json:"dhcp"`         // nil: never set
	HostReserve *int   `json:"host_reserve"` // addresses kept for each host
	Bridge      string `json:"bridge"`
	Off         *bool  `json:"off"` // nil: never set
	ResourceURI string `json:"resource_uri"`
}

// List returns all fan networks.
//
// Any user may call it, since MAAS 1.9.
//
// GET /fannetworks/
func (s *FanNetworksService) List(ctx context.Context) ([]FanNetwork, error) {
	return List[FanNetwork](ctx, s.client, Get("/fannetworks/").Since("1.9"))
}

// Get returns a fan network by its id.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /fannetworks/{fannetwork_id}/
func (s *FanNetworksService) Get(ctx context.Context, id int) (*FanNetwork, error) {
	return Do[*FanNetwork](ctx, s.client, Get("/fannetworks/{fannetwork_id}/", strconv.Itoa(id)).Since("1.9"))
}

// FanNetworkCreateOptions are the optional settings of a new fan network.
type FanNetworkCreateOptions struct {
	DHCP        *bool  `param:"dhcp,True"`
	HostReserve int    `param:"host_reserve"` // 0 is the default of 1
	Bridge      string `param:"bridge"`
	Off         *bool  `param:"off,True"`
}

// Create makes a fan network of two IPv4 networks in CIDR notation: overlay, in
// which the containers get addresses, and underlay, in which the hosts have
// theirs.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrForbidden], and
// with [ErrBadRequest] and messages about fields.
//
// POST /fannetworks/
func (s *FanNetworksService) Create(ctx context.Context, name, overlay, underlay string, opts *FanNetworkCreateOptions) (*FanNetwork, error) {
	r := Post("/fannetworks/").Set("name", name).Set("overlay", overlay).Set("underlay", underlay).With(opts)
	return Do[*FanNetwork](ctx, s.client, r.Since("1.9"))
}

// FanNetworkUpdateOptions are the settings to change; nil keeps a setting.
type FanNetworkUpdateOptions struct {
	Name        *string `param:"name"`
	Overlay     *string `param:"overlay"`
	Underlay    *string `param:"underlay"`
	DHCP        *bool   `param:"dhcp,True"`
	HostReserve *int    `param:"host_reserve"`
	Bridge      *string `param:"bridge"`
	Off         *bool   `param:"off,True"`
}

// Update changes a fan network.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrBadRequest] with messages about fields.
//
// PUT /fannetworks/{fannetwork_id}/
func (s *FanNetworksService) Update(ctx context.Context, id int, opts *FanNetworkUpdateOptions) (*FanNetwork, error) {
	return Do[*FanNetwork](ctx, s.client, Put("/fannetworks/{fannetwork_id}/", strconv.Itoa(id)).With(opts).Since("1.9"))
}

// Delete removes a fan network.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound] and
// [ErrForbidden].
//
// DELETE /fannetworks/{fannetwork_id}/
func (s *FanNetworksService) Delete(ctx context.Context, id int) error {
	return Exec(ctx, s.client, Delete("/fannetworks/{fannetwork_id}/", strconv.Itoa(id)).Since("1.9"))
}
