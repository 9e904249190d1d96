package maas

import (
	"context"
	"strconv"
)

// FabricsService is the section "Fabrics" and "Fabric" of the API: sets of
// switches that are wired together, within which VLAN tags are unique. Since
// MAAS 1.9.
type FabricsService service

// A Fabric is a set of interconnected VLANs. Since 1.9.
type Fabric struct {
	ID          int    `json:"id"` // 0: the default fabric
	Name        string `json:"name"`
	ClassType   string `json:"class_type"` // such as "10g"; "" for none
	VLANs       []VLAN `json:"vlans"`
	ResourceURI string `json:"resource_uri"`
}

// List returns all fabrics.
//
// Any user may call it, since MAAS 1.9.
//
// GET /fabrics/
func (s *FabricsService) List(ctx context.Context) ([]Fabric, error) {
	return List[Fabric](ctx, s.client, Get("/fabrics/").Since("1.9"))
}

// Get returns a fabric by its id.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /fabrics/{fabric_id}/
func (s *FabricsService) Get(ctx context.Context, id int) (*Fabric, error) {
	return Do[*Fabric](ctx, s.client, Get("/fabrics/{fabric_id}/", strconv.Itoa(id)).Since("1.9"))
}

// Find returns the one fabric that a specifier matches: its id, its name,
// "name:" and a name, or "class:" and a class type.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound] when no
// fabric matches and with [ErrForbidden] when several do.
//
// GET /fabrics/{fabric_id}/
func (s *FabricsService) Find(ctx context.Context, specifier string) (*Fabric, error) {
	return Do[*Fabric](ctx, s.client, Get("/fabrics/{fabric_id}/", specifier).Since("1.9"))
}

// FabricCreateOptions are the settings of a new fabric.
type FabricCreateOptions struct {
	Name      string `param:"name"` // "fabric-" and the id if empty; other names of that form are reserved
	ClassType string `param:"class_type"`
}

// Create makes a fabric with one untagged VLAN.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrForbidden], and
// with [ErrBadRequest] and messages about fields, for example when the name is
// taken.
//
// POST /fabrics/
func (s *FabricsService) Create(ctx context.Context, opts *FabricCreateOptions) (*Fabric, error) {
	return Do[*Fabric](ctx, s.client, Post("/fabrics/").With(opts).Since("1.9"))
}

// FabricUpdateOptions are the settings to change; nil keeps a setting.
type FabricUpdateOptions struct {
	Name      *string `param:"name"`
	ClassType *string `param:"class_type"` // new("") empties it
}

// Update changes the name or class of a fabric. Unlike Create it accepts a name
// that another fabric has.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrBadRequest] with messages about fields.
//
// PUT /fabrics/{fabric_id}/
func (s *FabricsService) Update(ctx context.Context, id int, opts *FabricUpdateOptions) (*Fabric, error) {
	return Do[*Fabric](ctx, s.client, Put("/fabrics/{fabric_id}/", strconv.Itoa(id)).With(opts).Since("1.9"))
}

// Delete removes a fabric and its VLANs.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrBadRequest] for the default fabric, and [ErrServer] for
// one with subnets.
//
// DELETE /fabrics/{fabric_id}/
func (s *FabricsService) Delete(ctx context.Context, id int) error {
	return Exec(ctx, s.client, Delete("/fabrics/{fabric_id}/", strconv.Itoa(id)).Since("1.9"))
}
