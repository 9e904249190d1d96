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

// ZoneGetOptions are STUB.
type ZoneGetOptions struct {
	Description string `param:"description"`
}

// Get STUB.
//
// Any user may call it.
//
// GET /zones/{name}/
func (s *ZonesService) Get(ctx context.Context, name string, opts *ZoneGetOptions) (*Zone, error) {
	return maas.Do[*Zone](ctx, s.client, maas.Get("/zones/{name}/", name).With(opts))
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

// ZoneDeleteOptions are STUB.
type ZoneDeleteOptions struct {
	Description string `param:"description"`
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /zones/{name}/
func (s *ZonesService) Delete(ctx context.Context, name string, opts *ZoneDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/zones/{name}/", name).With(opts))
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

// ZoneListOptions are STUB.
type ZoneListOptions struct {
	Description string `param:"description"`
	Name        string `param:"name"`
}

// List STUB.
//
// Any user may call it.
//
// GET /zones/
func (s *ZonesService) List(ctx context.Context, opts *ZoneListOptions) ([]Zone, error) {
	return maas.List[Zone](ctx, s.client, maas.Get("/zones/").With(opts))
}
