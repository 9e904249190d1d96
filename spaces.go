package maas

import (
	"context"
	"strconv"
)

// SpacesService is the section "Spaces" and "Space" of the API: sets of subnets
// that can reach each other. Since MAAS 1.9.
type SpacesService service

// A Space is a set of subnets. Since 1.9.
type Space struct {
	ID          int      `json:"id"` // 0: the default space
	Name        string   `json:"name"`
	Subnets     []Subnet `json:"subnets"`
	ResourceURI string   `json:"resource_uri"`
}

// List returns all spaces.
//
// Any user may call it, since MAAS 1.9.
//
// GET /spaces/
func (s *SpacesService) List(ctx context.Context) ([]Space, error) {
	return List[Space](ctx, s.client, Get("/spaces/").Since("1.9"))
}

// Get returns a space by its id.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /spaces/{space_id}/
func (s *SpacesService) Get(ctx context.Context, id int) (*Space, error) {
	return Do[*Space](ctx, s.client, Get("/spaces/{space_id}/", strconv.Itoa(id)).Since("1.9"))
}

// Find returns the one space that a specifier matches: its id, its name, or
// "name:" and a name.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound] when no
// space matches and with [ErrForbidden] when several do.
//
// GET /spaces/{space_id}/
func (s *SpacesService) Find(ctx context.Context, specifier string) (*Space, error) {
	return Do[*Space](ctx, s.client, Get("/spaces/{space_id}/", specifier).Since("1.9"))
}

// SpaceCreateOptions are the settings of a new space.
type SpaceCreateOptions struct {
	Name string `param:"name"` // "space-" and the id if empty; other names of that form are reserved
}

// Create makes a space.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrForbidden], and
// with [ErrBadRequest] and messages about fields, for example when the name is
// taken.
//
// POST /spaces/
func (s *SpacesService) Create(ctx context.Context, opts *SpaceCreateOptions) (*Space, error) {
	return Do[*Space](ctx, s.client, Post("/spaces/").With(opts).Since("1.9"))
}

// SpaceUpdateOptions are the settings to change; nil keeps a setting.
type SpaceUpdateOptions struct {
	Name *string `param:"name"`
}

// Update renames a space. Unlike Create it accepts a name that another space
// has.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrBadRequest] with messages about fields.
//
// PUT /spaces/{space_id}/
func (s *SpacesService) Update(ctx context.Context, id int, opts *SpaceUpdateOptions) (*Space, error) {
	return Do[*Space](ctx, s.client, Put("/spaces/{space_id}/", strconv.Itoa(id)).With(opts).Since("1.9"))
}

// Delete removes a space.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrServer] for one with subnets.
//
// DELETE /spaces/{space_id}/
func (s *SpacesService) Delete(ctx context.Context, id int) error {
	return Exec(ctx, s.client, Delete("/spaces/{space_id}/", strconv.Itoa(id)).Since("1.9"))
}
