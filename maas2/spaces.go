package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// SpacesService is STUB.
type SpacesService service

// Space is STUB.
type Space struct {
	ID          int      `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description"` // since 3.3
	Subnets     []Subnet `json:"subnets"`
	VLANs       []VLAN   `json:"vlans"` // since 2.2
	ResourceURI string   `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it.
//
// GET /spaces/
func (s *SpacesService) List(ctx context.Context) ([]Space, error) {
	return maas.List[Space](ctx, s.client, maas.Get("/spaces/"))
}

// Get STUB.
//
// Any user may call it.
//
// GET /spaces/{id}/
func (s *SpacesService) Get(ctx context.Context, id string) (*Space, error) {
	return maas.Do[*Space](ctx, s.client, maas.Get("/spaces/{id}/", id))
}

// SpaceCreateOptions are STUB.
type SpaceCreateOptions struct {
	Name        string `param:"name"`
	Description string `param:"description"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /spaces/
func (s *SpacesService) Create(ctx context.Context, opts *SpaceCreateOptions) (*Space, error) {
	return maas.Do[*Space](ctx, s.client, maas.Post("/spaces/").With(opts))
}

// SpaceUpdateOptions are STUB.
type SpaceUpdateOptions struct {
	Name        *string `param:"name"`
	Description *string `param:"description"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /spaces/{id}/
func (s *SpacesService) Update(ctx context.Context, id string, opts *SpaceUpdateOptions) (*Space, error) {
	return maas.Do[*Space](ctx, s.client, maas.Put("/spaces/{id}/", id).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /spaces/{id}/
func (s *SpacesService) Delete(ctx context.Context, id string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/spaces/{id}/", id))
}
