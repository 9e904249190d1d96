package maas

import "context"

// LicenseKeysService is the section "License Keys" and "License Key" of the API,
// which the document lacks: the keys with which MAAS installs releases that want
// one, such as Windows. Since MAAS 1.6.
type LicenseKeysService service

// A LicenseKey belongs to one release of an operating system. Since 1.6.
type LicenseKey struct {
	OSystem      OSystem      `json:"osystem"`
	DistroSeries DistroSeries `json:"distro_series"` // without the operating system in front
	LicenseKey   Secret       `json:"license_key"`
	ResourceURI  string       `json:"resource_uri"`
}

// List returns all license keys.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden].
//
// GET /license-keys/
func (s *LicenseKeysService) List(ctx context.Context) ([]LicenseKey, error) {
	return List[LicenseKey](ctx, s.client, Get("/license-keys/").Since("1.6"))
}

// Get returns the license key of a release, "win2012r2" without the operating
// system in front.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden] and
// [ErrNotFound].
//
// GET /license-key/{osystem}/{distro_series}
func (s *LicenseKeysService) Get(ctx context.Context, osystem OSystem, series DistroSeries) (*LicenseKey, error) {
	return Do[*LicenseKey](ctx, s.client, Get("/license-key/{osystem}/{distro_series}", string(osystem), string(series)).Since("1.6"))
}

// Create adds the license key of a release.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden], and
// with [ErrBadRequest] and messages about fields for a release that wants no key,
// for one that has a key already ("__all__"), and for a key of the wrong form.
//
// POST /license-keys/
func (s *LicenseKeysService) Create(ctx context.Context, osystem OSystem, series DistroSeries, key Secret) (*LicenseKey, error) {
	r := Post("/license-keys/").Since("1.6").Set("osystem", string(osystem)).Set("distro_series", string(series)).SetSecret("license_key", key)
	return Do[*LicenseKey](ctx, s.client, r)
}

// LicenseKeyUpdateOptions are the settings to change; nil keeps a setting.
type LicenseKeyUpdateOptions struct {
	OSystem      *OSystem      `param:"osystem"`
	DistroSeries *DistroSeries `param:"distro_series"`
	LicenseKey   *Secret       `param:"license_key"`
}

// Update changes a license key, or the release that it belongs to.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden],
// [ErrNotFound], and [ErrBadRequest] with messages about fields.
//
// PUT /license-key/{osystem}/{distro_series}
func (s *LicenseKeysService) Update(ctx context.Context, osystem OSystem, series DistroSeries, opts *LicenseKeyUpdateOptions) (*LicenseKey, error) {
	r := Put("/license-key/{osystem}/{distro_series}", string(osystem), string(series)).Since("1.6").With(opts)
	return Do[*LicenseKey](ctx, s.client, r)
}

// Delete removes the license key of a release. One that does not exist is no
// error to MAAS.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden].
//
// DELETE /license-key/{osystem}/{distro_series}
func (s *LicenseKeysService) Delete(ctx context.Context, osystem OSystem, series DistroSeries) error {
	return Exec(ctx, s.client, Delete("/license-key/{osystem}/{distro_series}", string(osystem), string(series)).Since("1.6"))
}
