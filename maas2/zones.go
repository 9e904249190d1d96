package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// ZonesService is STUB.
type ZonesService service

// Zone is STUB.
type Zone struct {
	ID          int    `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	ResourceURI string `json:"resource_uri"`
}

// Get STUB.
//
// Any user may call it.
//
// GET /zones/{name}/
func (s *ZonesService) Get(ctx context.Context, name string) (*Zone, error) {
	return maas.Do[*Zone](ctx, s.client, maas.Get("/zones/{name}/", name))
}

// ZoneUpdateOptions are STUB.
type ZoneUpdateOptions struct {
	Description *string `param:"description"`
	Name        *string `param:"name"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /zones/{name}/
func (s *ZonesService) Update(ctx context.Context, name string, opts *ZoneUpdateOptions) (*Zone, error) {
	return maas.Do[*Zone](ctx, s.client, maas.Put("/zones/{name}/", name).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /zones/{name}/
func (s *ZonesService) Delete(ctx context.Context, name string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/zones/{name}/", name))
}

// ZoneCreateOptions are STUB.
type ZoneCreateOptions struct {
	Description string `param:"description"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /zones/
func (s *ZonesService) Create(ctx context.Context, name string, opts *ZoneCreateOptions) (*Zone, error) {
	return maas.Do[*Zone](ctx, s.client, maas.Post("/zones/").Set("name", name).With(opts))
}

// List STUB.
//
// Any user may call it.
//
// GET /zones/
func (s *ZonesService) List(ctx context.Context) ([]Zone, error) {
	return maas.List[Zone](ctx, s.client, maas.Get("/zones/"))
}
