package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// StaticRoutesService is STUB.
type StaticRoutesService service

// StaticRoute is STUB.
type StaticRoute struct {
	ID          int    `json:"id"`
	Source      Subnet `json:"source"`
	Destination Subnet `json:"destination"`
	GatewayIP   string `json:"gateway_ip"`
	Metric      int    `json:"metric"`
	ResourceURI string `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it, since MAAS 2.1.
//
// GET /static-routes/
func (s *StaticRoutesService) List(ctx context.Context) ([]StaticRoute, error) {
	return maas.List[StaticRoute](ctx, s.client, maas.Get("/static-routes/").Since("2.1"))
}

// Get STUB.
//
// Any user may call it, since MAAS 2.1.
//
// GET /static-routes/{id}/
func (s *StaticRoutesService) Get(ctx context.Context, id int) (*StaticRoute, error) {
	return maas.Do[*StaticRoute](ctx, s.client, maas.Get("/static-routes/{id}/", strconv.Itoa(id)).Since("2.1"))
}

// StaticRouteCreateOptions are STUB.
type StaticRouteCreateOptions struct {
	Metric int `param:"metric"`
}

// Create STUB.
//
// Administrators may call it, since MAAS 2.1.
//
// POST /static-routes/
func (s *StaticRoutesService) Create(ctx context.Context, destination, gatewayIP, source string, opts *StaticRouteCreateOptions) (*StaticRoute, error) {
	return maas.Do[*StaticRoute](ctx, s.client, maas.Post("/static-routes/").Set("destination", destination).Set("gateway_ip", gatewayIP).Set("source", source).With(opts).Since("2.1"))
}

// StaticRouteUpdateOptions are STUB.
type StaticRouteUpdateOptions struct {
	Destination *string `param:"destination"`
	GatewayIP   *string `param:"gateway_ip"`
	Metric      *int    `param:"metric"`
	Source      *string `param:"source"`
}

// Update STUB.
//
// Administrators may call it, since MAAS 2.1.
//
// PUT /static-routes/{id}/
func (s *StaticRoutesService) Update(ctx context.Context, id int, opts *StaticRouteUpdateOptions) (*StaticRoute, error) {
	return maas.Do[*StaticRoute](ctx, s.client, maas.Put("/static-routes/{id}/", strconv.Itoa(id)).With(opts).Since("2.1"))
}

// Delete STUB.
//
// Administrators may call it, since MAAS 2.1.
//
// DELETE /static-routes/{id}/
func (s *StaticRoutesService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/static-routes/{id}/", strconv.Itoa(id)).Since("2.1"))
}
