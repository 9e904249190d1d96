package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// ZonesService is the sections "Zones" and "Zone" of the API: the physical
// zones, such as racks or rooms, that nodes are in. Every node is in one.
type ZonesService service

// A Zone is a physical zone.
type Zone struct {
	ID          int    `json:"id"`
	Name        string `json:"name"` // letters, digits, "-" and "_"
	Description string `json:"description"`
	ResourceURI string `json:"resource_uri"`
}

// DefaultZone is the name of the zone that a new MAAS has, where nodes are that
// were put nowhere else.
const DefaultZone = "default"

// List returns all zones.
//
// Any user may call it.
//
// GET /zones/
func (s *ZonesService) List(ctx context.Context) ([]Zone, error) {
	return maas.List[Zone](ctx, s.client, maas.Get("/zones/"))
}

// Get returns a zone by its name.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /zones/{name}/
func (s *ZonesService) Get(ctx context.Context, name string) (*Zone, error) {
	return maas.Do[*Zone](ctx, s.client, maas.Get("/zones/{name}/", name))
}

// ZoneCreateOptions are the settings of a new zone that MAAS does not insist
// on.
type ZoneCreateOptions struct {
	Description string `param:"description"`
}

// Create makes a zone. Its name has letters, digits, "-" and "_".
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrExists] for a name that is taken, and with [maas.ErrBadRequest] and
// messages about fields for others that MAAS refuses.
//
// POST /zones/
func (s *ZonesService) Create(ctx context.Context, name string, opts *ZoneCreateOptions) (*Zone, error) {
	return maas.Do[*Zone](ctx, s.client, maas.Post("/zones/").Set("name", name).With(opts))
}

// ZoneUpdateOptions are the settings to change; nil keeps a setting.
type ZoneUpdateOptions struct {
	Name        *string `param:"name"`
	Description *string `param:"description"` // new("") empties it
}

// Update renames a zone or changes its description. The zone has the new name in
// its path from then on.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], [maas.ErrExists] for a name that is taken, and with
// [maas.ErrBadRequest] and messages about fields.
//
// PUT /zones/{name}/
func (s *ZonesService) Update(ctx context.Context, name string, opts *ZoneUpdateOptions) (*Zone, error) {
	return maas.Do[*Zone](ctx, s.client, maas.Put("/zones/{name}/", name).With(opts))
}

// Delete removes a zone. Its nodes move to the default zone, which itself can't
// be deleted. Deleting a zone that does not exist succeeds.
//
// Administrators may call it. It fails with [maas.ErrForbidden], and with
// [maas.ErrBadRequest] for the default zone.
//
// DELETE /zones/{name}/
func (s *ZonesService) Delete(ctx context.Context, name string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/zones/{name}/", name))
}
