package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// TagsService is STUB.
type TagsService service

// Tag is STUB.
type Tag struct {
	Name        string `json:"name"`
	Definition  string `json:"definition"`
	Comment     string `json:"comment"`
	KernelOpts  string `json:"kernel_opts"`
	ResourceURI string `json:"resource_uri"`
}

// TagUpdate is STUB.
type TagUpdate struct {
	Added   int `json:"added"`
	Removed int `json:"removed"`
}

// List STUB.
//
// Any user may call it.
//
// GET /tags/
func (s *TagsService) List(ctx context.Context) ([]Tag, error) {
	return maas.List[Tag](ctx, s.client, maas.Get("/tags/"))
}

// Get STUB.
//
// Any user may call it.
//
// GET /tags/{name}/
func (s *TagsService) Get(ctx context.Context, name string) (*Tag, error) {
	return maas.Do[*Tag](ctx, s.client, maas.Get("/tags/{name}/", name))
}

// TagCreateOptions are STUB.
type TagCreateOptions struct {
	Comment    string `param:"comment"`
	Definition string `param:"definition"`
	KernelOpts string `param:"kernel_opts"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /tags/
func (s *TagsService) Create(ctx context.Context, name string, opts *TagCreateOptions) (*Tag, error) {
	return maas.Do[*Tag](ctx, s.client, maas.Post("/tags/").Set("name", name).With(opts))
}

// TagUpdateOptions are STUB.
type TagUpdateOptions struct {
	Comment    *string `param:"comment"`
	Definition *string `param:"definition"`
	KernelOpts *string `param:"kernel_opts"`
	Name       *string `param:"name"`
}

// Update STUB.
//
// Any user may call it.
//
// PUT /tags/{name}/
func (s *TagsService) Update(ctx context.Context, name string, opts *TagUpdateOptions) (*Tag, error) {
	return maas.Do[*Tag](ctx, s.client, maas.Put("/tags/{name}/", name).With(opts))
}

// Delete STUB.
//
// Any user may call it.
//
// DELETE /tags/{name}/
func (s *TagsService) Delete(ctx context.Context, name string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/tags/{name}/", name))
}

// Nodes STUB.
//
// Any user may call it.
//
// GET /tags/{name}/?op=nodes
func (s *TagsService) Nodes(ctx context.Context, name string) ([]Node, error) {
	return maas.List[Node](ctx, s.client, maas.Get("/tags/{name}/", name).Op("nodes"))
}

// Machines STUB.
//
// Any user may call it.
//
// GET /tags/{name}/?op=machines
func (s *TagsService) Machines(ctx context.Context, name string) ([]Machine, error) {
	return maas.List[Machine](ctx, s.client, maas.Get("/tags/{name}/", name).Op("machines"))
}

// Devices STUB.
//
// Any user may call it.
//
// GET /tags/{name}/?op=devices
func (s *TagsService) Devices(ctx context.Context, name string) ([]Device, error) {
	return maas.List[Device](ctx, s.client, maas.Get("/tags/{name}/", name).Op("devices"))
}

// RackControllers STUB.
//
// Any user may call it.
//
// GET /tags/{name}/?op=rack_controllers
func (s *TagsService) RackControllers(ctx context.Context, name string) ([]RackController, error) {
	return maas.List[RackController](ctx, s.client, maas.Get("/tags/{name}/", name).Op("rack_controllers"))
}

// RegionControllers STUB.
//
// Any user may call it.
//
// GET /tags/{name}/?op=region_controllers
func (s *TagsService) RegionControllers(ctx context.Context, name string) ([]RegionController, error) {
	return maas.List[RegionController](ctx, s.client, maas.Get("/tags/{name}/", name).Op("region_controllers"))
}

// Rebuild STUB.
//
// Any user may call it.
//
// POST /tags/{name}/?op=rebuild
func (s *TagsService) Rebuild(ctx context.Context, name string) error {
	return maas.Exec(ctx, s.client, maas.Post("/tags/{name}/", name).Op("rebuild"))
}

// TagUpdateNodesOptions are STUB.
type TagUpdateNodesOptions struct {
	Add            []string `param:"add"`
	Definition     string   `param:"definition"`
	RackController string   `param:"rack_controller"`
	Remove         string   `param:"remove"`
}

// UpdateNodes STUB.
//
// Administrators may call it.
//
// POST /tags/{name}/?op=update_nodes
func (s *TagsService) UpdateNodes(ctx context.Context, name string, opts *TagUpdateNodesOptions) (*TagUpdate, error) {
	return maas.Do[*TagUpdate](ctx, s.client, maas.Post("/tags/{name}/", name).Op("update_nodes").With(opts))
}
