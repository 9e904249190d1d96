package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// ResourcePoolsService is STUB.
type ResourcePoolsService service

// ResourcePool is STUB.
type ResourcePool struct {
	ID          int    `json:"id"`           // since 2.4.1
	Name        string `json:"name"`         // since 2.4.1
	Description string `json:"description"`  // since 2.4.1
	ResourceURI string `json:"resource_uri"` // since 2.4.1
}

// List STUB.
//
// Any user may call it, since MAAS 2.4.1.
//
// GET /resourcepools/
func (s *ResourcePoolsService) List(ctx context.Context) ([]ResourcePool, error) {
	return maas.List[ResourcePool](ctx, s.client, maas.Get("/resourcepools/").Since("2.4.1"))
}

// Get STUB.
//
// Any user may call it, since MAAS 2.4.1.
//
// GET /resourcepool/{id}/
func (s *ResourcePoolsService) Get(ctx context.Context, id int) (*ResourcePool, error) {
	return maas.Do[*ResourcePool](ctx, s.client, maas.Get("/resourcepool/{id}/", strconv.Itoa(id)).Since("2.4.1"))
}

// ResourcePoolCreateOptions are STUB.
type ResourcePoolCreateOptions struct {
	Description string `param:"description"`
}

// Create STUB.
//
// Any user may call it, since MAAS 2.4.1.
//
// POST /resourcepools/
func (s *ResourcePoolsService) Create(ctx context.Context, name string, opts *ResourcePoolCreateOptions) (*ResourcePool, error) {
	return maas.Do[*ResourcePool](ctx, s.client, maas.Post("/resourcepools/").Set("name", name).With(opts).Since("2.4.1"))
}

// ResourcePoolUpdateOptions are STUB.
type ResourcePoolUpdateOptions struct {
	Description *string `param:"description"`
	Name        *string `param:"name"`
}

// Update STUB.
//
// Any user may call it, since MAAS 2.4.1.
//
// PUT /resourcepool/{id}/
func (s *ResourcePoolsService) Update(ctx context.Context, id int, opts *ResourcePoolUpdateOptions) (*ResourcePool, error) {
	return maas.Do[*ResourcePool](ctx, s.client, maas.Put("/resourcepool/{id}/", strconv.Itoa(id)).With(opts).Since("2.4.1"))
}

// Delete STUB.
//
// Administrators may call it, since MAAS 2.4.1.
//
// DELETE /resourcepool/{id}/
func (s *ResourcePoolsService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/resourcepool/{id}/", strconv.Itoa(id)).Since("2.4.1"))
}
