package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// FabricsService is STUB.
type FabricsService service

// Fabric is STUB.
type Fabric struct {
	ID          int     `json:"id"`
	Name        string  `json:"name"`
	ClassType   *string `json:"class_type"` // nil when MAAS has null
	VLANs       []VLAN  `json:"vlans"`
	ResourceURI string  `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it.
//
// GET /fabrics/
func (s *FabricsService) List(ctx context.Context) ([]Fabric, error) {
	return maas.List[Fabric](ctx, s.client, maas.Get("/fabrics/"))
}

// Get STUB.
//
// Any user may call it.
//
// GET /fabrics/{id}/
func (s *FabricsService) Get(ctx context.Context, id string) (*Fabric, error) {
	return maas.Do[*Fabric](ctx, s.client, maas.Get("/fabrics/{id}/", id))
}

// FabricCreateOptions are STUB.
type FabricCreateOptions struct {
	ClassType   string `param:"class_type"`
	Description string `param:"description"`
	Name        string `param:"name"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /fabrics/
func (s *FabricsService) Create(ctx context.Context, opts *FabricCreateOptions) (*Fabric, error) {
	return maas.Do[*Fabric](ctx, s.client, maas.Post("/fabrics/").With(opts))
}

// FabricUpdateOptions are STUB.
type FabricUpdateOptions struct {
	ClassType   *string `param:"class_type"`
	Description *string `param:"description"`
	Name        *string `param:"name"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /fabrics/{id}/
func (s *FabricsService) Update(ctx context.Context, id string, opts *FabricUpdateOptions) (*Fabric, error) {
	return maas.Do[*Fabric](ctx, s.client, maas.Put("/fabrics/{id}/", id).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /fabrics/{id}/
func (s *FabricsService) Delete(ctx context.Context, id string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/fabrics/{id}/", id))
}
