package maastest

import (
	"testing"

	"github.com/gomaas/maas/internal/engine"
)

func TestLicenseKeys(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	const (
		k1         = "AAAAA-BBBBB-CCCCC-DDDDD-12345"
		k2         = "aaaaa-bbbbb-ccccc-ddddd-12345"
		notAllowed = "User is not allowed access to this API."
		exists     = `{"__all__": ["License key with this operating system and distro series already exists."]}`
	)
	newKey := func(osystem, series, key string) []any {
		return []any{"osystem", osystem, "distro_series", series, "license_key", key}
	}
	shown := func(series, key string) string {
		return `{"osystem": "windows", "distro_series": "` + series + `", "license_key": "` + key +
			`", "resource_uri": "/MAAS/api/1.0/license-key/windows/` + series + `"}`
	}
	runSteps(t, s, []step{
		{"admin", "GET", "license-keys/", nil, 200, engine.TypeJSON, "[]"},
		{"user", "GET", "license-keys/", nil, 403, engine.TypeText, notAllowed},
		{"", "GET", "license-key/windows/win2012", nil, 403, engine.TypeText, notAllowed},
		{"admin", "POST", "license-keys/", newKey("windows", "win2012r2", k1), 200, engine.TypeJSON, shown("win2012r2", k1)},
		{"admin", "POST", "license-keys/", newKey("windows", "windows/win2012", k1), 200, engine.TypeJSON, shown("win2012", k1)},
		{"admin", "GET", "license-keys/", nil, 200, engine.TypeJSON, "[" + shown("win2012", k1) + "," + shown("win2012r2", k1) + "]"},
		{"admin", "POST", "license-keys/", nil, 400, engine.TypePlainJSON,
			`{"distro_series": ["This field is required."], "license_key": ["This field is required."], "osystem": ["This field is required."]}`},
		{"admin", "POST", "license-keys/", newKey("ubuntu", "trusty", k1), 400, engine.TypePlainJSON,
			`{"distro_series": ["'ubuntu/trusty' is not a valid distro_series.  It should be one of: 'windows/win2012r2', 'windows/win2012'."], ` +
				`"osystem": ["'ubuntu' is not a valid osystem.  It should be one of: 'windows'."]}`},
		{"admin", "POST", "license-keys/", newKey("windows", "win2012", k2), 400, engine.TypePlainJSON, exists},
		{"admin", "DELETE", "license-key/windows/win2012", nil, 204, engine.TypePlain, ""},
		{"admin", "DELETE", "license-key/windows/win2012", nil, 204, engine.TypePlain, ""},
		{"admin", "GET", "license-key/windows/win2012", nil, 404, engine.TypePlain, "Not Found"},
		{"admin", "PUT", "license-key/windows/win2012", nil, 404, engine.TypePlain, "Not Found"},
		{"admin", "POST", "license-keys/", newKey("windows", "win2012", "zz"), 400, engine.TypePlainJSON, `{"__all__": ["Invalid license key."]}`},
		{"admin", "PUT", "license-key/windows/win2012r2", []any{"license_key", k2}, 200, engine.TypeJSON, shown("win2012r2", k2)},
		{"admin", "PUT", "license-key/windows/win2012r2", nil, 200, engine.TypeJSON, shown("win2012r2", k2)},
		{"admin", "PUT", "license-key/windows/win2012r2", []any{"license_key", ""}, 400, engine.TypePlainJSON, `{"license_key": ["This field is required."]}`},
		{"admin", "PUT", "license-key/windows/win2012r2", []any{"distro_series", "win2012"}, 200, engine.TypeJSON, shown("win2012", k2)},
		{"admin", "GET", "license-keys/", nil, 200, engine.TypeJSON, "[" + shown("win2012", k2) + "]"},
	})
}
