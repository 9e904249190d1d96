package maas2

import (
	"context"
	"io"
	"strconv"

	"github.com/gomaas/maas"
)

// BootSourcesService is STUB.
type BootSourcesService service

// BootSource is STUB.
type BootSource struct {
	ID                      int    `json:"id"`
	Name                    string `json:"name"` // since 3.8
	Created                 string `json:"created"`
	Updated                 string `json:"updated"`
	URL                     string `json:"url"`
	KeyringFilename         string `json:"keyring_filename"`
	KeyringData             string `json:"keyring_data"`
	Priority                string `json:"priority"`                  // since 3.8
	Enabled                 string `json:"enabled"`                   // since 3.8
	SkipKeyringVerification string `json:"skip_keyring_verification"` // since 3.8
	ResourceURI             string `json:"resource_uri"`
}

// List STUB.
//
// Administrators may call it.
//
// GET /boot-sources/
func (s *BootSourcesService) List(ctx context.Context) ([]BootSource, error) {
	return maas.List[BootSource](ctx, s.client, maas.Get("/boot-sources/"))
}

// Get STUB.
//
// Administrators may call it.
//
// GET /boot-sources/{id}/
func (s *BootSourcesService) Get(ctx context.Context, id int) (*BootSource, error) {
	return maas.Do[*BootSource](ctx, s.client, maas.Get("/boot-sources/{id}/", strconv.Itoa(id)))
}

// BootSourceCreateOptions are STUB.
type BootSourceCreateOptions struct {
	KeyringData             io.Reader `param:"keyring_data"`
	KeyringFilename         string    `param:"keyring_filename"`
	Name                    string    `param:"name"`                      // since 3.8
	Priority                int       `param:"priority"`                  // since 3.8
	Enabled                 *bool     `param:"enabled"`                   // since 3.8
	SkipKeyringVerification *bool     `param:"skip_keyring_verification"` // since 3.8
}

// Create STUB.
//
// Administrators may call it.
//
// POST /boot-sources/
func (s *BootSourcesService) Create(ctx context.Context, url string, opts *BootSourceCreateOptions) (*BootSource, error) {
	return maas.Do[*BootSource](ctx, s.client, maas.Post("/boot-sources/").Set("url", url).With(opts))
}

// BootSourceUpdateOptions are STUB.
type BootSourceUpdateOptions struct {
	KeyringData             io.Reader `param:"keyring_data"`
	KeyringFilename         *string   `param:"keyring_filename"`
	URL                     *string   `param:"url"`
	Name                    *string   `param:"name"`                      // since 3.8
	Priority                *int      `param:"priority"`                  // since 3.8
	Enabled                 *bool     `param:"enabled"`                   // since 3.8
	SkipKeyringVerification *bool     `param:"skip_keyring_verification"` // since 3.8
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /boot-sources/{id}/
func (s *BootSourcesService) Update(ctx context.Context, id int, opts *BootSourceUpdateOptions) (*BootSource, error) {
	return maas.Do[*BootSource](ctx, s.client, maas.Put("/boot-sources/{id}/", strconv.Itoa(id)).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /boot-sources/{id}/
func (s *BootSourcesService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/boot-sources/{id}/", strconv.Itoa(id)))
}
