package maas_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/gomaas/maas"
)

func TestLicenseKeysWire(t *testing.T) {
	t.Parallel()
	const stored = `{
    "osystem": "windows", 
    "distro_series": "win2012r2", 
    "license_key": "XXXXX-XXXXX", 
    "resource_uri": "/MAAS/api/1.0/license-key/windows/win2012r2"
}`
	key := maas.LicenseKey{
		OSystem:      maas.OSystemWindows,
		DistroSeries: "win2012r2",
		LicenseKey:   maas.NewSecret("XXXXX-XXXXX"),
		ResourceURI:  "/MAAS/api/1.0/license-key/windows/win2012r2",
	}
	runWire(t, []wireCase{
		{
			name:   "List",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.LicenseKeys.List(ctx) },
			want:   "GET /license-keys/",
			answer: "[" + stored + "]",
			result: []maas.LicenseKey{key},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.LicenseKeys.Get(ctx, maas.OSystemWindows, "win2012r2")
			},
			want:   "GET /license-key/windows/win2012r2",
			answer: stored,
			result: &key,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.LicenseKeys.Create(ctx, maas.OSystemWindows, "win2012r2", maas.NewSecret("XXXXX-XXXXX"))
			},
			want:   "POST /license-keys/",
			parts:  []string{"osystem=windows", "distro_series=win2012r2", "license_key=XXXXX-XXXXX"},
			answer: stored,
			result: &key,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.LicenseKeys.Update(ctx, maas.OSystemWindows, "win2012r2", &maas.LicenseKeyUpdateOptions{
					OSystem: new(maas.OSystemWindows), DistroSeries: new(maas.DistroSeries("win2012")), LicenseKey: new(maas.NewSecret("YYYYY")),
				})
			},
			want:   "PUT /license-key/windows/win2012r2",
			parts:  []string{"osystem=windows", "distro_series=win2012", "license_key=YYYYY"},
			answer: stored,
			result: &key,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.LicenseKeys.Update(ctx, maas.OSystemWindows, "win2012r2", nil)
			},
			want:   "PUT /license-key/windows/win2012r2",
			parts:  []string{},
			answer: stored,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return noContent(c.LicenseKeys.Delete(ctx, maas.OSystemWindows, "win2012r2"))
			},
			want:        "DELETE /license-key/windows/win2012r2",
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
	})
}

func TestLicenseKeysRefuse(t *testing.T) {
	t.Parallel()
	const osystem, series = maas.OSystemWindows, maas.DistroSeries("win2012r2")
	runRefusals(t, []refusal{
		{"Get without system", func(ctx context.Context, c *maas.Client) error { return second(c.LicenseKeys.Get(ctx, "", series)) }, "osystem"},
		{"Delete without release", func(ctx context.Context, c *maas.Client) error { return c.LicenseKeys.Delete(ctx, osystem, "") }, "distro_series"},
		{"Create without system", func(ctx context.Context, c *maas.Client) error {
			return second(c.LicenseKeys.Create(ctx, "", series, maas.NewSecret("X")))
		}, "osystem"},
		{"Create without release", func(ctx context.Context, c *maas.Client) error {
			return second(c.LicenseKeys.Create(ctx, osystem, "", maas.NewSecret("X")))
		}, "distro_series"},
		{"Create without key", func(ctx context.Context, c *maas.Client) error {
			return second(c.LicenseKeys.Create(ctx, osystem, series, maas.Secret{}))
		}, "license_key"},
	})
}
