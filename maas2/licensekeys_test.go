package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestLicenseKeysWire(t *testing.T) {
	t.Parallel()
	const windows = `{"osystem": "windows", "distro_series": "win2012", "license_key": "XXXXX-XXXXX", "resource_uri": "/MAAS/api/2.0/license-key/windows/win2012"}`
	key := maas2.LicenseKey{
		OSystem: "windows", DistroSeries: "win2012", LicenseKey: maas.NewSecret("XXXXX-XXXXX"), ResourceURI: "/MAAS/api/2.0/license-key/windows/win2012",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.LicenseKeys.List(ctx)
			},
			want:   "GET /license-keys/",
			answer: "[" + windows + "]",
			result: []maas2.LicenseKey{key},
		},
		{
			name: "Get without a slash at the end",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.LicenseKeys.Get(ctx, "windows", "win2012")
			},
			want:   "GET /license-key/windows/win2012",
			answer: windows,
			result: &key,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.LicenseKeys.Create(ctx, "windows", "win2012", maas.NewSecret("XXXXX-XXXXX"))
			},
			want:   "POST /license-keys/",
			parts:  []string{"osystem=windows", "distro_series=win2012", "license_key=XXXXX-XXXXX"},
			answer: windows,
			result: &key,
		},
		{
			name: "Update without a slash at the end",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.LicenseKeys.Update(ctx, "windows", "win2012", &maas2.LicenseKeyUpdateOptions{LicenseKey: new(maas.NewSecret("YYYYY"))})
			},
			want:   "PUT /license-key/windows/win2012",
			parts:  []string{"license_key=YYYYY"},
			answer: windows,
			result: &key,
		},
		{
			name: "Delete without a slash at the end",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.LicenseKeys.Delete(ctx, "windows", "win2012")
			},
			want:        "DELETE /license-key/windows/win2012",
			status:      204,
			contentType: "text/plain",
		},
	})
}
