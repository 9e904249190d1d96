package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// FabricsService is the sections "Fabrics" and "Fabric" of the API: sets of
// connected VLANs. A VID means the same VLAN everywhere in a fabric.
//
// A fabric is named by its id (see [ID]) or its name.
type FabricsService service

// A Fabric is a set of VLANs that are connected.
type Fabric struct {
	ID          int     `json:"id"`
	Name        string  `json:"name"`       // "fabric-" and the id unless it was given one
	ClassType   *string `json:"class_type"` // free text, such as "10g"; nil for none
	VLANs       []VLAN  `json:"vlans"`
	ResourceURI string  `json:"resource_uri"`
}

// List returns all fabrics with their VLANs.
//
// Any user may call it.
//
// GET /fabrics/
func (s *FabricsService) List(ctx context.Context) ([]Fabric, error) {
	return maas.List[Fabric](ctx, s.client, maas.Get("/fabrics/"))
}

// Get returns a fabric by its id (see [ID]) or name.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /fabrics/{id}/
func (s *FabricsService) Get(ctx context.Context, fabric string) (*Fabric, error) {
	return maas.Do[*Fabric](ctx, s.client, maas.Get("/fabrics/{id}/", fabric))
}

// FabricCreateOptions are the settings of a new fabric.
type FabricCreateOptions struct {
	Name        string `param:"name"` // not "fabric-" and a number, which MAAS keeps for itself
	Description string `param:"description"`
	ClassType   string `param:"class_type"` // free text, such as "10g"
}

// Create makes a fabric, which has one VLAN then, the untagged one.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrExists] for a name that is taken, and with [maas.ErrBadRequest] and
// messages about fields.
//
// POST /fabrics/
func (s *FabricsService) Create(ctx context.Context, opts *FabricCreateOptions) (*Fabric, error) {
	return maas.Do[*Fabric](ctx, s.client, maas.Post("/fabrics/").With(opts))
}

// FabricUpdateOptions are the settings to change; nil keeps a setting.
type FabricUpdateOptions struct {
	Name        *string `param:"name"`
	Description *string `param:"description"`
	ClassType   *string `param:"class_type"`
}

// Update changes a fabric, which is named by its id (see [ID]) or name.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], [maas.ErrExists] for a name that is taken, and
// [maas.ErrBadRequest] with messages about fields.
//
// PUT /fabrics/{id}/
func (s *FabricsService) Update(ctx context.Context, fabric string, opts *FabricUpdateOptions) (*Fabric, error) {
	return maas.Do[*Fabric](ctx, s.client, maas.Put("/fabrics/{id}/", fabric).With(opts))
}

// Delete removes a fabric with its VLANs. The default fabric and one that has
// subnets can't be removed.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and [maas.ErrBadRequest] with the reason in words.
//
// DELETE /fabrics/{id}/
func (s *FabricsService) Delete(ctx context.Context, fabric string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/fabrics/{id}/", fabric))
}
