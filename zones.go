package maas

import "context"

// ZonesService is the section "Zones" and "Zone" of the API: the physical zones,
// such as racks or rooms, that nodes are in. Every node is in one.
type ZonesService service

// A Zone is a physical zone.
type Zone struct {
	Name        string `json:"name"` // letters, digits, "-" and "_"
	Description string `json:"description"`
	ResourceURI string `json:"resource_uri,omitempty"`
}

// DefaultZone is the name of the zone that always exists, where nodes are that
// were put nowhere else. It can't be deleted or renamed.
const DefaultZone = "default"

// List returns all zones, ordered by name.
//
// Any user may call it.
//
// GET /zones/
func (s *ZonesService) List(ctx context.Context) ([]Zone, error) {
	return List[Zone](ctx, s.client, Get("/zones/"))
}

// Get returns a zone by its name.
//
// Any user may call it. It fails with [ErrNotFound].
//
// GET /zones/{name}/
func (s *ZonesService) Get(ctx context.Context, name string) (*Zone, error) {
	return Do[*Zone](ctx, s.client, Get("/zones/{name}/", name))
}

// ZoneCreateOptions are the settings of a new zone that MAAS does not insist
// on.
type ZoneCreateOptions struct {
	Description string `param:"description"`
}

// Create makes a zone. Its name has letters, digits, "-" and "_", 256 at most.
//
// Administrators may call it. It fails with [ErrForbidden], and with
// [ErrBadRequest] and messages about fields, for example when the name is taken.
//
// POST /zones/
func (s *ZonesService) Create(ctx context.Context, name string, opts *ZoneCreateOptions) (*Zone, error) {
	return Do[*Zone](ctx, s.client, Post("/zones/").Set("name", name).With(opts))
}

// ZoneUpdateOptions are the settings to change; nil keeps a setting.
type ZoneUpdateOptions struct {
	Name        *string `param:"name"`
	Description *string `param:"description"` // new("") empties it
}

// Update renames a zone or changes its description; the API document does not
// say so. The default zone can't be renamed.
//
// Administrators may call it. It fails with [ErrForbidden], [ErrNotFound], and
// [ErrBadRequest] with messages about fields.
//
// PUT /zones/{name}/
func (s *ZonesService) Update(ctx context.Context, name string, opts *ZoneUpdateOptions) (*Zone, error) {
	return Do[*Zone](ctx, s.client, Put("/zones/{name}/", name).With(opts))
}

// Delete removes a zone. Its nodes move to the default zone, which itself
// can't be deleted. Deleting one that does not exist succeeds.
//
// Administrators may call it. It fails with [ErrForbidden], and with
// [ErrBadRequest] for the default zone.
//
// DELETE /zones/{name}/
func (s *ZonesService) Delete(ctx context.Context, name string) error {
	return Exec(ctx, s.client, Delete("/zones/{name}/", name))
}
