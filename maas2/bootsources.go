package maas2

import (
	"context"
	"io"
	"strconv"

	"github.com/gomaas/maas"
)

// BootSourcesService is the sections "Boot sources" and "Boot source" of the API:
// the servers that MAAS gets images from. What it gets of them is up to
// [BootSourceSelectionsService], and what it has got is in
// [BootResourcesService].
type BootSourcesService service

// A BootSource is a server of images, a SimpleStreams mirror.
type BootSource struct {
	ID                      int    `json:"id"`
	Name                    string `json:"name"`    // since 3.8
	Created                 string `json:"created"` // "2026-11-21T12:24:12.230", in UTC
	Updated                 string `json:"updated"`
	URL                     string `json:"url"`
	KeyringFilename         string `json:"keyring_filename"`          // on the region controller; "" if KeyringData is set
	KeyringData             []byte `json:"keyring_data"`              // the keyring itself
	Priority                *int   `json:"priority"`                  // nil before 3.8
	Enabled                 *bool  `json:"enabled"`                   // nil before 3.8
	SkipKeyringVerification *bool  `json:"skip_keyring_verification"` // nil before 3.8
	ResourceURI             string `json:"resource_uri"`
}

// List returns all boot sources.
//
// Administrators may call it. It fails with [maas.ErrForbidden].
//
// GET /boot-sources/
func (s *BootSourcesService) List(ctx context.Context) ([]BootSource, error) {
	return maas.List[BootSource](ctx, s.client, maas.Get("/boot-sources/"))
}

// Get returns a boot source.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// GET /boot-sources/{id}/
func (s *BootSourcesService) Get(ctx context.Context, id int) (*BootSource, error) {
	return maas.Do[*BootSource](ctx, s.client, maas.Get("/boot-sources/{id}/", strconv.Itoa(id)))
}

// BootSourceCreateOptions are the settings of a new boot source. MAAS wants a
// keyring, one way or the other.
type BootSourceCreateOptions struct {
	KeyringData             io.Reader `param:"keyring_data"`     // the keyring itself
	KeyringFilename         string    `param:"keyring_filename"` // on the region controller
	Name                    string    `param:"name" since:"3.8"`
	Priority                int       `param:"priority" since:"3.8"`
	Enabled                 *bool     `param:"enabled" since:"3.8"`
	SkipKeyringVerification *bool     `param:"skip_keyring_verification" since:"3.8"`
}

// Create adds a boot source by its URL. MAAS reads in the background what the
// server has; until then nothing can be selected of it.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrExists] for a URL that MAAS has, and with [maas.ErrBadRequest] and
// messages about fields.
//
// POST /boot-sources/
func (s *BootSourcesService) Create(ctx context.Context, url string, opts *BootSourceCreateOptions) (*BootSource, error) {
	return maas.Do[*BootSource](ctx, s.client, maas.Post("/boot-sources/").Set("url", url).With(opts))
}

// BootSourceUpdateOptions are the settings to change; nil keeps a setting.
type BootSourceUpdateOptions struct {
	KeyringData             io.Reader `param:"keyring_data"`
	KeyringFilename         *string   `param:"keyring_filename"`
	URL                     *string   `param:"url"`
	Name                    *string   `param:"name" since:"3.8"`
	Priority                *int      `param:"priority" since:"3.8"`
	Enabled                 *bool     `param:"enabled" since:"3.8"`
	SkipKeyringVerification *bool     `param:"skip_keyring_verification" since:"3.8"`
}

// Update changes the settings of a boot source.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /boot-sources/{id}/
func (s *BootSourcesService) Update(ctx context.Context, id int, opts *BootSourceUpdateOptions) (*BootSource, error) {
	return maas.Do[*BootSource](ctx, s.client, maas.Put("/boot-sources/{id}/", strconv.Itoa(id)).With(opts))
}

// Delete removes a boot source with its selections.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /boot-sources/{id}/
func (s *BootSourcesService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/boot-sources/{id}/", strconv.Itoa(id)))
}
