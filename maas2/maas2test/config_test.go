package maas2test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSettingsAreChecked(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	set := func(name, value string) int {
		return submit(s, "admin", "POST", "maas/?op=set_config", "name", name, "value", value).Code
	}
	get := func(name string) string {
		return ask(s, "alice", "GET", "maas/?op=get_config&name="+name).Body.String()
	}
	for _, c := range []struct{ name, value, stored string }{
		{"maas_proxy_port", "8001", "8001"},
		{"active_discovery_interval", "600", "600"},
		{"upstream_dns", "1.1.1.1, fd00::1", `"1.1.1.1 fd00::1"`},
		{"dns_trusted_acl", "10.0.0.0/8 trusted", `"10.0.0.0/8 trusted"`},
		{"http_proxy", "http://proxy.example.com:3128/", `"http://proxy.example.com:3128/"`},
		{"http_proxy", "", `""`},
		{"hardware_sync_interval", "1h 30m", `"1h 30m"`},
		{"maas_auto_ipmi_workaround_flags", "idzero", `["idzero"]`},
		{"enable_third_party_drivers", "false", "false"},
	} {
		assert.Equal(t, http.StatusOK, set(c.name, c.value), c.name)
		assert.Equal(t, c.stored, get(c.name), c.name)
	}
	for name, value := range map[string]string{
		"maas_proxy_port": "99999", "active_discovery_interval": "5", "upstream_dns": "nonsense", "dns_trusted_acl": "10.0.0.0/99",
		"http_proxy": "proxy", "hardware_sync_interval": "soon", "maas_auto_ipmi_workaround_flags": "nosuch", "session_length": "1",
		"node_timeout": "x",
	} {
		before := get(name)
		assert.Equal(t, http.StatusBadRequest, set(name, value), name)
		assert.Equal(t, before, get(name), name)
	}
}
