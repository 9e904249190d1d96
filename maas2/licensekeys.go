package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// LicenseKeysService is STUB.
type LicenseKeysService service

// LicenseKey is STUB.
type LicenseKey struct {
	OSystem      string      `json:"osystem"`
	DistroSeries string      `json:"distro_series"`
	LicenseKey   maas.Secret `json:"license_key"`
	ResourceURI  string      `json:"resource_uri"`
}

// List STUB.
//
// Administrators may call it.
//
// GET /license-keys/
func (s *LicenseKeysService) List(ctx context.Context) ([]LicenseKey, error) {
	return maas.List[LicenseKey](ctx, s.client, maas.Get("/license-keys/"))
}

// Get STUB.
//
// Administrators may call it.
//
// GET /license-key/{osystem}/{distro_series}
func (s *LicenseKeysService) Get(ctx context.Context, oSystem, distroSeries string) (*LicenseKey, error) {
	return maas.Do[*LicenseKey](ctx, s.client, maas.Get("/license-key/{osystem}/{distro_series}", oSystem, distroSeries))
}

// Create STUB.
//
// Administrators may call it.
//
// POST /license-keys/
func (s *LicenseKeysService) Create(ctx context.Context, distroSeries, licenseKey, oSystem string) (*LicenseKey, error) {
	return maas.Do[*LicenseKey](ctx, s.client, maas.Post("/license-keys/").Set("distro_series", distroSeries).Set("license_key", licenseKey).Set("osystem", oSystem))
}

// LicenseKeyUpdateOptions are STUB.
type LicenseKeyUpdateOptions struct {
	LicenseKey *string `param:"license_key"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /license-key/{osystem}/{distro_series}
func (s *LicenseKeysService) Update(ctx context.Context, oSystem, distroSeries string, opts *LicenseKeyUpdateOptions) (*LicenseKey, error) {
	return maas.Do[*LicenseKey](ctx, s.client, maas.Put("/license-key/{osystem}/{distro_series}", oSystem, distroSeries).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /license-key/{osystem}/{distro_series}
func (s *LicenseKeysService) Delete(ctx context.Context, oSystem, distroSeries string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/license-key/{osystem}/{distro_series}", oSystem, distroSeries))
}
