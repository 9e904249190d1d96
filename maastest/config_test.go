package maastest

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/engine"
)

const badSetting = `is not a valid config setting (valid settings are: commissioning_distro_series, default_osystem, ` +
	`check_compatibility, http_proxy, windows_kms_host, default_distro_series, ntp_server, enlistment_domain, upstream_dns, ` +
	`enable_third_party_drivers, kernel_opts, main_archive, maas_name, ports_archive).`

func TestConfigRefusals(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	const notAllowed = "User is not allowed access to this API."
	runSteps(t, s, []step{
		{"admin", "GET", "maas/", []any{"op", "get_config"}, 400, engine.TypeText, "No provided name!"},
		{"admin", "GET", "maas/", []any{"op", "get_config", "name", "nosuch"}, 400, engine.TypePlainJSON, `{"nosuch": ["nosuch ` + badSetting + `"]}`},
		{"user", "GET", "maas/", []any{"op", "get_config", "name", "maas_name"}, 403, engine.TypeText, notAllowed},
		{"", "GET", "maas/", []any{"op", "get_config", "name", "maas_name"}, 403, engine.TypeText, notAllowed},
		{"user", "POST", "maas/", []any{"op", "set_config", "name", "ntp_server", "value", "x"}, 403, engine.TypeText, notAllowed},
		{"admin", "POST", "maas/", []any{"op", "set_config", "value", "x"}, 400, engine.TypeText, "No provided name!"},
		{"admin", "POST", "maas/", []any{"op", "set_config", "name", "", "value", "x"}, 400, engine.TypeText, "Invalid name: Please enter a value"},
		{"admin", "POST", "maas/", []any{"op", "set_config", "name", "ntp_server"}, 400, engine.TypeText, "No provided value!"},
		{"admin", "POST", "maas/", []any{"op", "set_config", "name", "nosuch", "value", "x"}, 400, engine.TypePlainJSON, `{"nosuch": ["nosuch ` + badSetting + `"]}`},
		{"admin", "DELETE", "maas/", nil, 405, engine.TypeHTML, ""},
	})
}

func TestConfigDefaults(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	for name, value := range map[string]string{
		"commissioning_distro_series": `"trusty"`,
		"default_osystem":             `"ubuntu"`,
		"check_compatibility":         `false`,
		"http_proxy":                  `null`,
		"windows_kms_host":            `null`,
		"default_distro_series":       `"trusty"`,
		"ntp_server":                  `"ntp.ubuntu.com"`,
		"enlistment_domain":           `"local"`,
		"upstream_dns":                `null`,
		"enable_third_party_drivers":  `true`,
		"kernel_opts":                 `null`,
		"main_archive":                `"http://archive.ubuntu.com/ubuntu"`,
		"maas_name":                   `"maas"`,
		"ports_archive":               `"http://ports.ubuntu.com/ubuntu-ports"`,
	} {
		runSteps(t, s, []step{{"admin", "GET", "maas/", []any{"op", "get_config", "name", name}, 200, engine.TypePlainJSON, value}})
	}
}

// TestConfigValues sets each kind of item and reads it back, as what it became.
func TestConfigValues(t *testing.T) {
	t.Parallel()
	const (
		required = "This field is required."
		archive  = "Enter a valid url (e.g. http://host.example.com)."
		url      = "Enter a valid URL."
	)
	tests := []struct {
		name, value string
		want        any // the JSON that get_config shows afterwards
		problem     string
	}{
		{"ntp_server", "10.0.0.123", `"10.0.0.123"`, ""},
		{"ntp_server", "", `""`, ""},
		{"kernel_opts", " a=b ", `" a=b "`, ""},
		{"kernel_opts", "é", `"é"`, ""},
		{"maas_name", "", nil, required},
		{"maas_name", "mine", `"mine"`, ""},
		{"check_compatibility", "true", `true`, ""},
		{"check_compatibility", "0", `true`, ""},
		{"check_compatibility", "zzz", `true`, ""},
		{"check_compatibility", "False", `false`, ""},
		{"enable_third_party_drivers", "", `false`, ""},
		{"upstream_dns", "10.0.0.1", `"10.0.0.1"`, ""},
		{"upstream_dns", "FE80:0::0:1", `"fe80::1"`, ""},
		{"upstream_dns", "", `""`, ""},
		{"upstream_dns", "zz", nil, "Enter a valid IPv4 or IPv6 address."},
		{"upstream_dns", "10.0.0.256", nil, "Enter a valid IPv4 or IPv6 address."},
		{"upstream_dns", "1:2", nil, "This is not a valid IPv6 address."},
		{"http_proxy", "http://proxy.example.com:3128", `"http://proxy.example.com:3128/"`, ""},
		{"http_proxy", "proxy.example.com:3128", `"http://proxy.example.com:3128/"`, ""},
		{"http_proxy", "localhost", `"http://localhost/"`, ""},
		{"http_proxy", "", `""`, ""},
		{"http_proxy", "zz", nil, url},
		{"http_proxy", "gopher://example.com/", nil, url},
		{"main_archive", "https://10.0.0.1/ubuntu?x=1", `"https://10.0.0.1/ubuntu?x=1"`, ""},
		{"main_archive", "archive.example.com/ubuntu", `"http://archive.example.com/ubuntu"`, ""},
		{"main_archive", "http://[2001:db8::1]/u", `"http://[2001:db8::1]/u"`, ""},
		{"main_archive", "zz", nil, archive},
		{"main_archive", "http://-x.example.com/", nil, archive},
		{"main_archive", "http://example.com/a b", nil, archive},
		{"ports_archive", "", nil, required},
		{"default_osystem", "ubuntu", `"ubuntu"`, ""},
		{"default_osystem", "zz", nil, "'zz' is not a valid osystem.  It should be one of: 'ubuntu'."},
		{"default_distro_series", "", `""`, ""},
		{"default_distro_series", "ubuntu/trusty", `"ubuntu/trusty"`, ""},
		{"default_distro_series", "trusty", nil, "'trusty' is not a valid release.  It should be one of: '', 'ubuntu/', 'ubuntu/trusty'."},
		{"commissioning_distro_series", "trusty", `"trusty"`, ""},
		{"commissioning_distro_series", "zz", nil, "'zz' is not a valid commissioning_distro_series.  It should be one of: 'trusty'."},
	}
	for _, test := range tests {
		t.Run(test.name+"="+test.value, func(t *testing.T) {
			t.Parallel()
			s := NewUnstarted()
			before := ask(t, s, "admin", "GET", "maas/", "op", "get_config", "name", test.name)
			set := ask(t, s, "admin", "POST", "maas/", "op", "set_config", "name", test.name, "value", test.value)
			after := ask(t, s, "admin", "GET", "maas/", "op", "get_config", "name", test.name)
			if test.problem == "" {
				assert.Equal(t, 200, set.status, set.body)
				assert.Equal(t, engine.TypePlain, set.contentType)
				assert.Equal(t, "OK", set.body)
				assert.Equal(t, test.want, after.body)
				return
			}
			assert.Equal(t, 400, set.status)
			assert.Equal(t, engine.TypePlainJSON, set.contentType)
			var problems map[string][]string
			assert.NoError(t, json.Unmarshal([]byte(set.body), &problems))
			assert.Equal(t, map[string][]string{test.name: {test.problem}}, problems)
			assert.Equal(t, before.body, after.body)
		})
	}
}
