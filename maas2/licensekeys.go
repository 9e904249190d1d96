package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// LicenseKeysService is the sections "License Keys" and "License Key" of the API:
// the keys of operating systems, such as Windows, that are deployed with one.
type LicenseKeysService service

// A LicenseKey is the license key of a release of an operating system.
type LicenseKey struct {
	OSystem      string      `json:"osystem"`       // "windows"
	DistroSeries string      `json:"distro_series"` // "win2012r2"
	LicenseKey   maas.Secret `json:"license_key"`
	ResourceURI  string      `json:"resource_uri"`
}

// List returns all license keys.
//
// Administrators may call it. It fails with [maas.ErrForbidden].
//
// GET /license-keys/
func (s *LicenseKeysService) List(ctx context.Context) ([]LicenseKey, error) {
	return maas.List[LicenseKey](ctx, s.client, maas.Get("/license-keys/"))
}

// Get returns the license key of a release.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// GET /license-key/{osystem}/{distro_series}
func (s *LicenseKeysService) Get(ctx context.Context, osystem, distroSeries string) (*LicenseKey, error) {
	return maas.Do[*LicenseKey](ctx, s.client, maas.Get("/license-key/{osystem}/{distro_series}", osystem, distroSeries))
}

// Create adds the license key of a release.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrExists] for a release that has one already, and with
// [maas.ErrBadRequest] and messages about fields for a release that wants none
// and for a key of the wrong form.
//
// POST /license-keys/
func (s *LicenseKeysService) Create(ctx context.Context, osystem, distroSeries string, key maas.Secret) (*LicenseKey, error) {
	r := maas.Post("/license-keys/").Set("osystem", osystem).Set("distro_series", distroSeries).SetSecret("license_key", key)
	return maas.Do[*LicenseKey](ctx, s.client, r)
}

// LicenseKeyUpdateOptions are the settings to change; nil keeps a setting.
type LicenseKeyUpdateOptions struct {
	LicenseKey *maas.Secret `param:"license_key"`
}

// Update changes the license key of a release.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and [maas.ErrBadRequest] for a key of the wrong form.
//
// PUT /license-key/{osystem}/{distro_series}
func (s *LicenseKeysService) Update(ctx context.Context, osystem, distroSeries string, opts *LicenseKeyUpdateOptions) (*LicenseKey, error) {
	return maas.Do[*LicenseKey](ctx, s.client, maas.Put("/license-key/{osystem}/{distro_series}", osystem, distroSeries).With(opts))
}

// Delete removes the license key of a release. Deleting one that does not exist
// succeeds.
//
// Administrators may call it. It fails with [maas.ErrForbidden].
//
// DELETE /license-key/{osystem}/{distro_series}
func (s *LicenseKeysService) Delete(ctx context.Context, osystem, distroSeries string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/license-key/{osystem}/{distro_series}", osystem, distroSeries))
}
