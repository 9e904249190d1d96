package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// SpacesService is the sections "Spaces" and "Space" of the API: sets of VLANs
// that can reach one another, such as those of one kind of traffic.
//
// A space is named by its id (see [ID]) or its name.
type SpacesService service

// A Space is a set of VLANs that can reach one another.
type Space struct {
	ID          int      `json:"id"`
	Name        string   `json:"name"`        // "space-" and the id unless it was given one
	Description string   `json:"description"` // since 3.3
	Subnets     []Subnet `json:"subnets"`
	VLANs       []VLAN   `json:"vlans"` // since 2.2
	ResourceURI string   `json:"resource_uri"`
}

// UndefinedSpace is the name of the space that VLANs are in that were put in
// none. It can be read, with the id -1, and nothing else.
const UndefinedSpace = "undefined"

// List returns all spaces with their VLANs and subnets.
//
// Any user may call it.
//
// GET /spaces/
func (s *SpacesService) List(ctx context.Context) ([]Space, error) {
	return maas.List[Space](ctx, s.client, maas.Get("/spaces/"))
}

// Get returns a space by its id (see [ID]) or name.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /spaces/{id}/
func (s *SpacesService) Get(ctx context.Context, space string) (*Space, error) {
	return maas.Do[*Space](ctx, s.client, maas.Get("/spaces/{id}/", space))
}

// SpaceCreateOptions are the settings of a new space.
type SpaceCreateOptions struct {
	Name        string `param:"name"` // not "space-" and a number, which MAAS keeps for itself
	Description string `param:"description"`
}

// Create makes a space. VLANs are put in it by [VLANsService.Update].
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrExists] for a name that is taken, and with [maas.ErrBadRequest] and
// messages about fields.
//
// POST /spaces/
func (s *SpacesService) Create(ctx context.Context, opts *SpaceCreateOptions) (*Space, error) {
	return maas.Do[*Space](ctx, s.client, maas.Post("/spaces/").With(opts))
}

// SpaceUpdateOptions are the settings to change; nil keeps a setting.
type SpaceUpdateOptions struct {
	Name        *string `param:"name"` // new("") keeps it too
	Description *string `param:"description"`
}

// Update changes a space, which is named by its id (see [ID]) or name.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// PUT /spaces/{id}/
func (s *SpacesService) Update(ctx context.Context, space string, opts *SpaceUpdateOptions) (*Space, error) {
	return maas.Do[*Space](ctx, s.client, maas.Put("/spaces/{id}/", space).With(opts))
}

// Delete removes a space, not the VLANs in it.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /spaces/{id}/
func (s *SpacesService) Delete(ctx context.Context, space string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/spaces/{id}/", space))
}
