package maastest

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/engine"
)

const interfacesPath = defaultPath + "interfaces/"

// managedInterface are the parameters of a good interface, with some replaced.
func managedInterface(replaced ...string) []any {
	fields := map[string]string{
		"ip": "172.16.0.1", "interface": "eth1", "management": "1", "subnet_mask": "255.255.255.0",
		"router_ip": "172.16.0.254", "ip_range_low": "172.16.0.10", "ip_range_high": "172.16.0.50",
	}
	for i := 0; i < len(replaced); i += 2 {
		fields[replaced[i]] = replaced[i+1]
	}
	params := []any{"op", "new"}
	for name, value := range maps.All(fields) {
		params = append(params, name, value)
	}
	return params
}

func TestInterfaces(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	const eth0 = `{"interface": "eth0", "management": 1, "ip": "10.0.0.1", "subnet_mask": "255.255.255.0", "broadcast_ip": "10.0.0.255",
		"ip_range_low": "10.0.0.100", "ip_range_high": "10.0.0.150", "static_ip_range_low": "10.0.0.200", "static_ip_range_high": "10.0.0.220"}`
	shown := func(high, management, unset string) string {
		return `{"interface": "eth1", "management": ` + management + `, "ip": "172.16.0.1", "subnet_mask": "255.255.255.0",
			"broadcast_ip": "172.16.0.255", "ip_range_low": "172.16.0.10", "ip_range_high": "` + high + `",
			"static_ip_range_low": ` + unset + `, "static_ip_range_high": ` + unset + `}`
	}
	const empty = `""`
	runSteps(t, s, []step{
		{"admin", "GET", interfacesPath, []any{"op", "list"}, 200, engine.TypeJSON, "[" + eth0 + "]"},
		{workerUser, "GET", interfacesPath, []any{"op", "list"}, 200, engine.TypeJSON, "[" + eth0 + "]"},
		{"user", "GET", interfacesPath, []any{"op", "list"}, 403, engine.TypeText, workersOnly},
		{"admin", "GET", unknownPath + "interfaces/", []any{"op", "list"}, 404, engine.TypePlain, "Not Found"},
		{"", "GET", interfacesPath, []any{"op", "list"}, 401, engine.TypePlain, "Forbidden"},
		{"admin", "POST", interfacesPath, managedInterface(), 200, engine.TypeJSON, shown("172.16.0.50", "1", empty)},
		{"admin", "POST", interfacesPath, managedInterface(), 400, engine.TypePlainJSON, `{"__all__": ["Node group interface with this Nodegroup and Interface already exists."]}`},
		{"user", "POST", interfacesPath, managedInterface(), 403, engine.TypeText, workersOnly},
		{workerUser, "GET", interfacesPath + "eth1/", nil, 200, engine.TypeJSON, shown("172.16.0.50", "1", "null")},
		{"user", "GET", interfacesPath + "eth1/", nil, 403, engine.TypeText, workersOnly},
		{"admin", "GET", interfacesPath + "eth9/", nil, 404, engine.TypePlain, "Not Found"},
		{workerUser, "PUT", interfacesPath + "eth1/", []any{"ip_range_high", "172.16.0.60"}, 200, engine.TypeJSON, shown("172.16.0.60", "1", empty)},
		{"admin", "PUT", interfacesPath + "eth1/", []any{"ip", ""}, 400, engine.TypePlainJSON, `{"ip": ["This field is required."]}`},
		{"admin", "PUT", interfacesPath + "eth1/", []any{"interface", "eth0"}, 400, engine.TypePlainJSON, `{"__all__": ["Node group interface with this Nodegroup and Interface already exists."]}`},
		{"admin", "PUT", interfacesPath + "eth1/", []any{"management", ""}, 200, engine.TypeJSON, shown("172.16.0.60", "0", empty)},
		{"admin", "PUT", interfacesPath + "eth1/", []any{"ip_range_high", "9.9.9.9"}, 400, engine.TypePlainJSON, `{"ip_range_high": ["9.9.9.9 not in the 172.16.0.0/24 network"]}`},
		{"user", "PUT", interfacesPath + "eth1/", nil, 403, engine.TypeText, workersOnly},
		{"admin", "PUT", interfacesPath + "eth9/", nil, 404, engine.TypePlain, "Not Found"},
		{workerUser, "POST", interfacesPath + "eth1/", []any{"op", "report_foreign_dhcp", "foreign_dhcp_ip", "172.16.0.77"}, 200, engine.TypeJSON, shown("172.16.0.60", "0", "null")},
		{"admin", "POST", interfacesPath + "eth1/", []any{"op", "report_foreign_dhcp", "foreign_dhcp_ip", ""}, 200, engine.TypeJSON, shown("172.16.0.60", "0", "null")},
		{"admin", "POST", interfacesPath + "eth1/", []any{"op", "report_foreign_dhcp", "foreign_dhcp_ip", "zz"}, 400, engine.TypePlainJSON, `{"foreign_dhcp_ip": ["Enter a valid IPv4 or IPv6 address."]}`},
		{"admin", "POST", interfacesPath + "eth9/", []any{"op", "report_foreign_dhcp"}, 400, engine.TypeText, "No provided foreign_dhcp_ip!"},
		{"admin", "POST", interfacesPath + "eth9/", []any{"op", "report_foreign_dhcp", "foreign_dhcp_ip", ""}, 404, engine.TypePlain, "Not Found"},
		{"user", "POST", interfacesPath + "eth1/", []any{"op", "report_foreign_dhcp", "foreign_dhcp_ip", ""}, 403, engine.TypeText, workersOnly},
		{"user", "DELETE", interfacesPath + "eth1/", nil, 403, engine.TypeText, workersOnly},
		{"admin", "DELETE", interfacesPath + "eth1/", nil, 204, engine.TypePlain, ""},
		{"admin", "DELETE", interfacesPath + "eth1/", nil, 404, engine.TypePlain, "Not Found"},
	})
	got := askRaw(t, s, "admin", interfacesPath+"?op=new", "text/plain", "ip=10.9.0.1")
	assert.Equal(t, "{}", got.body)
	assert.Equal(t, 400, got.status)
}

func TestInterfaceValidation(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	const blank = "That field cannot be empty (unless that interface is 'unmanaged')"
	const overlap = "Static and dynamic IP ranges may not overlap."
	const reversed = "Lower bound 172.16.0.90 is higher than upper bound 172.16.0.80"
	const invalidIP = "Enter a valid IPv4 or IPv6 address."
	for name, test := range map[string]struct {
		params []any
		want   engine.FieldErrors
	}{
		"nothing":    {[]any{"op", "new"}, engine.FieldErrors{"ip": {"This field is required."}}},
		"incomplete": {[]any{"op", "new", "ip", "172.19.0.1", "management", "1"}, engine.FieldErrors{"interface": {blank}, "subnet_mask": {blank}, "router_ip": {blank}, "ip_range_low": {blank}, "ip_range_high": {blank}}},
		"unreadable": {managedInterface("ip", "zzz", "management", "9", "subnet_mask", "q", "router_ip", "1.2.3"),
			engine.FieldErrors{"ip": {invalidIP}, "management": {notAChoice("9")}, "subnet_mask": {invalidIP}, "router_ip": {invalidIP}}},
		"mask with a hole":    {managedInterface("subnet_mask", "255.0.255.0"), engine.FieldErrors{"subnet_mask": {"invalid IPNetwork 172.16.0.1/255.0.255.0"}}},
		"bad address, mask":   {managedInterface("ip", "zzz"), engine.FieldErrors{"ip": {invalidIP}, "subnet_mask": {"invalid IPNetwork /255.255.255.0"}}},
		"too big":             {managedInterface("subnet_mask", "255.0.0.0"), engine.FieldErrors{"subnet_mask": {"Cannot create an address space bigger than a /16 network.  This network is a /8 network."}}},
		"outside":             {managedInterface("router_ip", "9.9.9.9", "static_ip_range_low", "8.8.8.8"), engine.FieldErrors{"router_ip": {"9.9.9.9 not in the 172.16.0.0/24 network"}, "static_ip_range_low": {"8.8.8.8 not in the 172.16.0.0/24 network"}}},
		"reversed":            {managedInterface("static_ip_range_low", "172.16.0.90", "static_ip_range_high", "172.16.0.80"), engine.FieldErrors{"static_ip_range_low": {reversed}, "static_ip_range_high": {reversed}}},
		"overlapping":         {managedInterface("static_ip_range_low", "172.16.0.5", "static_ip_range_high", "172.16.0.80"), engine.FieldErrors{"ip_range_low": {overlap}, "ip_range_high": {overlap}, "static_ip_range_low": {overlap}, "static_ip_range_high": {overlap}}},
		"name too long":       {managedInterface("interface", strings.Repeat("e", 256)), engine.FieldErrors{"interface": {tooLong(255, strings.Repeat("e", 256)), blank}}},
		"IPv6 among IPv4":     {managedInterface("router_ip", "fe80::1"), engine.FieldErrors{"router_ip": {"fe80::1 not in the 172.16.0.0/24 network"}}},
		"outside, incomplete": {managedInterface("router_ip", "9.9.9.9", "ip_range_low", ""), engine.FieldErrors{"router_ip": {"9.9.9.9 not in the 172.16.0.0/24 network"}}},
		"zone in the address": {managedInterface("router_ip", "fe80::1%eth0"), engine.FieldErrors{"router_ip": {invalidIP, blank}}},
		"reversed, unmanaged": {managedInterface("interface", "eth7", "management", "0", "static_ip_range_low", "172.16.0.90", "static_ip_range_high", "172.16.0.80"), nil},
		"unmanaged and huge":  {managedInterface("management", "0", "subnet_mask", "255.0.0.0"), nil},
		"IPv6, by host bits":  {managedInterface("interface", "eth6", "management", "0", "ip", "FD00::1", "subnet_mask", "::ffff", "router_ip", "", "ip_range_low", "", "ip_range_high", ""), nil},
		"unmanaged, no range": {[]any{"op", "new", "ip", "172.17.0.1"}, nil},
	} {
		got := ask(t, s, "admin", "POST", interfacesPath, test.params...)
		if test.want == nil {
			assert.Equal(t, 200, got.status, "%s: %s", name, got.body)
			continue
		}
		assert.Equal(t, 400, got.status, name)
		assert.JSONEq(t, string(test.want.JSON()), got.body, name)
	}
	assert.Contains(t, ask(t, s, "admin", "GET", interfacesPath+"eth6/").body, `"broadcast_ip": "fd00::ffff"`)
}

func TestInterfaceMakesNetwork(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddInterface(defaultCluster, Interface{Name: "eth0.5:1", IP: "192.168.9.7", SubnetMask: "255.255.255.128"})
	s.AddInterface(defaultCluster, Interface{Name: "eth8", IP: "192.168.9.8", SubnetMask: "255.255.255.0"}) // clashes: no network
	s.AddInterface(defaultCluster, Interface{Name: "eth9", IP: "192.168.10.8"})
	got := ask(t, s, "user", "GET", "networks/")
	assert.JSONEq(t, `[
		{"name": "maas-eth0", "ip": "10.0.0.0", "netmask": "255.255.255.0", "vlan_tag": null,
			"description": "Auto created when creating interface eth0 on cluster maas", "resource_uri": "/MAAS/api/1.0/networks/maas-eth0/"},
		{"name": "maas-eth0-5-1", "ip": "192.168.9.0", "netmask": "255.255.255.128", "vlan_tag": 5,
			"description": "Auto created when creating interface eth0.5:1 on cluster maas", "resource_uri": "/MAAS/api/1.0/networks/maas-eth0-5-1/"}
	]`, got.body)
	assert.Panics(t, func() { s.AddInterface("nosuch", Interface{Name: "eth1", IP: "10.9.0.1"}) })
	assert.Panics(t, func() { s.AddInterface(defaultCluster, Interface{Name: "eth0", IP: "10.9.0.1"}) })
}

func TestInterfaceRenameKeepsMACs(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddNode(Node{Hostname: "alpha", Architecture: "amd64/generic", MACs: []string{"aa:bb:cc:dd:ee:01"}})
	ask(t, s, workerUser, "POST", defaultPath, "op", "update_leases", "leases", `{"10.0.0.201": "aa:bb:cc:dd:ee:01"}`)
	behind := func() string { return s.store.Current().macs.Get("aa:bb:cc:dd:ee:01").clusterInterface }
	assert.Equal(t, "eth0", behind())
	ask(t, s, "admin", "PUT", interfacesPath+"eth0/", "interface", "em1")
	assert.Equal(t, "em1", behind())
	ask(t, s, "admin", "DELETE", interfacesPath+"em1/")
	assert.Empty(t, behind())
}
