package maas2

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gomaas/maas"
)

// ResourcePoolsService is the sections "Resource pools" and "Resource pool" of
// the API: the sets that machines are divided in, such as one for each
// department. Every machine is in one.
type ResourcePoolsService service

// A ResourcePool is a set of machines.
type ResourcePool struct {
	ID          int    `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	ResourceURI string `json:"resource_uri"`
}

// DefaultResourcePool is the name of the pool that a new MAAS has, where machines
// are that were put nowhere else. Its id is 0.
const DefaultResourcePool = "default"

// List returns the pools that the caller may see.
//
// Any user may call it, since MAAS 2.4.1.
//
// GET /resourcepools/
func (s *ResourcePoolsService) List(ctx context.Context) ([]ResourcePool, error) {
	return maas.List[ResourcePool](ctx, s.client, maas.Get("/resourcepools/").Since("2.4.1"))
}

// Get returns a pool by its id. For a name there is [ResourcePoolsService.Find].
//
// Any user may call it, since MAAS 2.4.1. It fails with [maas.ErrNotFound].
//
// GET /resourcepool/{id}/
func (s *ResourcePoolsService) Get(ctx context.Context, id int) (*ResourcePool, error) {
	return maas.Do[*ResourcePool](ctx, s.client, maas.Get("/resourcepool/{id}/", strconv.Itoa(id)).Since("2.4.1"))
}

// ResourcePoolCreateOptions are the settings of a new pool that MAAS does not
// insist on.
type ResourcePoolCreateOptions struct {
	Description string `param:"description"`
}

// Create makes a pool.
//
// Administrators may call it, since MAAS 2.4.1. It fails with
// [maas.ErrForbidden], with [maas.ErrExists] for a name that is taken, and with
// [maas.ErrBadRequest] and messages about fields.
//
// POST /resourcepools/
func (s *ResourcePoolsService) Create(ctx context.Context, name string, opts *ResourcePoolCreateOptions) (*ResourcePool, error) {
	return maas.Do[*ResourcePool](ctx, s.client, maas.Post("/resourcepools/").Set("name", name).With(opts).Since("2.4.1"))
}

// ResourcePoolUpdateOptions are the settings to change; nil keeps a setting.
type ResourcePoolUpdateOptions struct {
	Name        *string `param:"name"`
	Description *string `param:"description"`
}

// Update renames a pool or changes its description.
//
// Administrators may call it, since MAAS 2.4.1. It fails with
// [maas.ErrForbidden], [maas.ErrNotFound], and [maas.ErrBadRequest] with messages
// about fields.
//
// PUT /resourcepool/{id}/
func (s *ResourcePoolsService) Update(ctx context.Context, id int, opts *ResourcePoolUpdateOptions) (*ResourcePool, error) {
	return maas.Do[*ResourcePool](ctx, s.client, maas.Put("/resourcepool/{id}/", strconv.Itoa(id)).With(opts).Since("2.4.1"))
}

// Delete removes a pool. The default pool can't be removed.
//
// Administrators may call it, since MAAS 2.4.1. It fails with
// [maas.ErrForbidden], [maas.ErrNotFound], and [maas.ErrBadRequest] for the
// default pool.
//
// DELETE /resourcepool/{id}/
func (s *ResourcePoolsService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/resourcepool/{id}/", strconv.Itoa(id)).Since("2.4.1"))
}

// Find returns a pool by its name, which MAAS does not take in place of the id:
// all pools are listed, in one request.
//
// Any user may call it, since MAAS 2.4.1. It fails with [maas.ErrNotFound].
//
// GET /resourcepools/
func (s *ResourcePoolsService) Find(ctx context.Context, name string) (*ResourcePool, error) {
	pools, err := s.List(ctx)
	if err != nil {
		return nil, err
	}
	for i := range pools {
		if pools[i].Name == name {
			return &pools[i], nil
		}
	}
	return nil, fmt.Errorf("maas2: resource pool %q: %w", name, maas.ErrNotFound)
}
