package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// StaticRoutesService is the sections "Static routes" and "Static route" of the
// API: the routes from one subnet to another that deployed machines get.
type StaticRoutesService service

// A StaticRoute is a route from one subnet to another.
type StaticRoute struct {
	ID          int    `json:"id"`
	Source      Subnet `json:"source"`
	Destination Subnet `json:"destination"`
	GatewayIP   string `json:"gateway_ip"` // an address of the source
	Metric      int    `json:"metric"`     // the lowest one wins
	ResourceURI string `json:"resource_uri"`
}

// List returns all static routes.
//
// Any user may call it, since MAAS 2.1.
//
// GET /static-routes/
func (s *StaticRoutesService) List(ctx context.Context) ([]StaticRoute, error) {
	return maas.List[StaticRoute](ctx, s.client, maas.Get("/static-routes/").Since("2.1"))
}

// Get returns a static route by its id.
//
// Any user may call it, since MAAS 2.1. It fails with [maas.ErrNotFound].
//
// GET /static-routes/{id}/
func (s *StaticRoutesService) Get(ctx context.Context, id int) (*StaticRoute, error) {
	return maas.Do[*StaticRoute](ctx, s.client, maas.Get("/static-routes/{id}/", strconv.Itoa(id)).Since("2.1"))
}

// StaticRouteCreateOptions are the settings of a new static route that MAAS does
// not insist on.
type StaticRouteCreateOptions struct {
	Metric int `param:"metric"` // the lowest one wins
}

// Create makes a route for machines in the subnet source to the subnet
// destination, both named by their ids (see [ID]), over a gateway in source.
//
// Administrators may call it, since MAAS 2.1. It fails with [maas.ErrForbidden],
// with [maas.ErrExists] for a route that exists, and with [maas.ErrBadRequest] and
// messages about fields, such as for a gateway outside of source.
//
// POST /static-routes/
func (s *StaticRoutesService) Create(ctx context.Context, source, destination, gatewayIP string, opts *StaticRouteCreateOptions) (*StaticRoute, error) {
	r := maas.Post("/static-routes/").Since("2.1").Set("source", source).Set("destination", destination).Set("gateway_ip", gatewayIP).With(opts)
	return maas.Do[*StaticRoute](ctx, s.client, r)
}

// StaticRouteUpdateOptions are the settings to change; nil keeps a setting.
type StaticRouteUpdateOptions struct {
	Source      *string `param:"source"`      // its id, see [ID]
	Destination *string `param:"destination"` // its id, see [ID]
	GatewayIP   *string `param:"gateway_ip,ip"`
	Metric      *int    `param:"metric"`
}

// Update changes a static route.
//
// Administrators may call it, since MAAS 2.1. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and [maas.ErrBadRequest] with messages about fields.
//
// PUT /static-routes/{id}/
func (s *StaticRoutesService) Update(ctx context.Context, id int, opts *StaticRouteUpdateOptions) (*StaticRoute, error) {
	return maas.Do[*StaticRoute](ctx, s.client, maas.Put("/static-routes/{id}/", strconv.Itoa(id)).With(opts).Since("2.1"))
}

// Delete removes a static route.
//
// Administrators may call it, since MAAS 2.1. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// DELETE /static-routes/{id}/
func (s *StaticRoutesService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/static-routes/{id}/", strconv.Itoa(id)).Since("2.1"))
}
