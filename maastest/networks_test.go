package maastest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/engine"
)

// networkShown is a network as the API gives it.
func networkShown(name, ip, netmask, tag, description string) string {
	return `{"name": "` + name + `", "ip": "` + ip + `", "netmask": "` + netmask + `", "vlan_tag": ` + tag +
		`, "description": "` + description + `", "resource_uri": "/MAAS/api/1.0/networks/` + name + `/"}`
}

func networkForm(name, ip, netmask string, more ...any) []any {
	return append([]any{"name", name, "ip", ip, "netmask", netmask}, more...)
}

func TestNetworks(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithEmpty())
	lan := networkShown("lan", "10.1.0.0", "255.255.0.0", "5", "The LAN")
	runSteps(t, s, []step{
		{"user", "GET", "networks/", nil, 200, engine.TypeJSON, "[]"},
		{"", "GET", "networks/", nil, 401, engine.TypePlain, "Forbidden"},
		{"admin", "POST", "networks/", networkForm("lan", "10.1.0.7", "255.255.0.0", "vlan_tag", "5", "description", "The LAN"), 200, engine.TypeJSON, lan},
		{"admin", "POST", "networks/", networkForm("a", "fd00:1::9", "ffff:ffff::", "vlan_tag", "0"), 200, engine.TypeJSON, networkShown("a", "fd00:1::", "ffff:ffff::", "null", "")},
		{"user", "POST", "networks/", networkForm("b", "10.2.0.0", "255.255.0.0"), 403, engine.TypeText, adminsOnly},
		{"user", "GET", "networks/", nil, 200, engine.TypeJSON, "[" + networkShown("a", "fd00:1::", "ffff:ffff::", "null", "") + ", " + lan + "]"},
		{"user", "GET", "networks/lan/", nil, 200, engine.TypeJSON, lan},
		{"user", "GET", "networks/nosuch/", nil, 404, engine.TypePlain, "Not Found"},
		{"admin", "PUT", "networks/lan/", nil, 200, engine.TypeJSON, lan},
		{"admin", "PUT", "networks/lan/", []any{"vlan_tag", ""}, 200, engine.TypeJSON, lan},
		{"admin", "PUT", "networks/lan/", []any{"vlan_tag", "0", "description", ""}, 200, engine.TypeJSON, networkShown("lan", "10.1.0.0", "255.255.0.0", "null", "")},
		{"admin", "PUT", "networks/lan/", []any{"netmask", "255.255.255.0", "ip", "10.1.2.3"}, 200, engine.TypeJSON, networkShown("lan", "10.1.2.0", "255.255.255.0", "null", "")},
		{"admin", "PUT", "networks/lan/", []any{"name", ""}, 400, engine.TypePlainJSON, `{"name": ["This field is required."]}`},
		{"admin", "PUT", "networks/lan/", []any{"name", "a"}, 400, engine.TypePlainJSON, `{"name": ["Network with this Name already exists."]}`},
		{"admin", "PUT", "networks/lan/", []any{"name", "wan"}, 200, engine.TypeJSON, networkShown("wan", "10.1.2.0", "255.255.255.0", "null", "")},
		{"admin", "PUT", "networks/lan/", nil, 404, engine.TypePlain, "Not Found"},
		{"user", "PUT", "networks/wan/", nil, 403, engine.TypeText, adminsOnly},
		{"user", "DELETE", "networks/wan/", nil, 403, engine.TypeText, adminsOnly},
		{"admin", "DELETE", "networks/wan/", nil, 204, engine.TypePlain, ""},
		{"admin", "DELETE", "networks/wan/", nil, 204, engine.TypePlain, ""},
	})
	assert.Equal(t, "{}", askRaw(t, s, "admin", "networks/", "text/plain", "name=x").body)
	page := ask(t, s, "admin", "GET", "networks/no%20such/")
	assert.Equal(t, 404, page.status)
	assert.Equal(t, engine.TypeHTML, page.contentType, "the name does not fit the pattern")
}

func TestNetworkValidation(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithEmpty())
	s.AddNetwork(Network{Name: "lan", IP: "10.1.0.0", Netmask: "255.255.0.0", VLANTag: 5})
	const clash = "IP range clashes with network 'lan'."
	const notTagged = "Value must be between 0x000 and 0xFFF (12 bits)"
	for name, test := range map[string]struct {
		params []any
		want   engine.FieldErrors
		crash  string // the text of a 500
	}{
		"nothing":             {crash: "failed to detect a valid IP address from u''"},
		"no mask":             {params: []any{"name", "n", "ip", "10.2.0.0"}, crash: "failed to detect a valid IP address from u''"},
		"bad name":            {params: networkForm("bad name", "10.4.0.0", "255.255.0.0"), want: engine.FieldErrors{"name": {"Enter a valid value."}}},
		"long name":           {params: networkForm(strings.Repeat("n", 256), "10.4.0.0", "255.255.0.0"), want: engine.FieldErrors{"name": {tooLong(255, strings.Repeat("n", 256))}}},
		"several":             {params: networkForm("bad name", "zz", "255.0.255.0", "vlan_tag", "5000"), want: engine.FieldErrors{"ip": {"Enter a valid IPv4 or IPv6 address."}, "name": {"Enter a valid value."}, "__all__": {"Invalid network address: invalid IPNetwork /255.0.255.0"}}},
		"bad name and mask":   {params: networkForm("bad name", "10.4.0.0", "255.0.255.0"), crash: "invalid IPNetwork 10.4.0.0/255.0.255.0"},
		"mask with a hole":    {params: networkForm("n", "10.8.0.0", "255.0.255.0"), want: engine.FieldErrors{"netmask": {"invalid IPNetwork 10.0.1.1/255.0.255.0"}, "__all__": {"Invalid network address: invalid IPNetwork 10.8.0.0/255.0.255.0"}}},
		"no mask bits":        {params: networkForm("n", "10.8.0.0", "0.0.0.0"), want: engine.FieldErrors{"netmask": {"This netmask would span the entire Internet."}}},
		"all mask bits":       {params: networkForm("n", "10.8.0.0", "255.255.255.255"), want: engine.FieldErrors{"netmask": {"This netmask leaves no room for IP addresses."}}},
		"IPv4 and IPv6":       {params: networkForm("n", "10.8.0.0", "ffff::"), want: engine.FieldErrors{"netmask": {"You can't mix IPv4 and IPv6 anywhere in the same network definition."}, "__all__": {"Invalid network address: invalid IPNetwork 10.8.0.0/ffff::"}}},
		"tag in words":        {params: networkForm("n", "10.8.0.0", "255.255.0.0", "vlan_tag", "abc"), want: engine.FieldErrors{"vlan_tag": {"Enter a whole number."}}},
		"tag below":           {params: networkForm("n", "10.8.0.0", "255.255.0.0", "vlan_tag", "-1"), want: engine.FieldErrors{"vlan_tag": {"Ensure this value is greater than or equal to 0."}}},
		"tag beyond":          {params: networkForm("n", "10.8.0.0", "255.255.0.0", "vlan_tag", "4096"), want: engine.FieldErrors{"vlan_tag": {notTagged}}},
		"tag reserved":        {params: networkForm("n", "10.8.0.0", "255.255.0.0", "vlan_tag", "4095"), want: engine.FieldErrors{"vlan_tag": {"Cannot use reserved value 0xFFF."}}},
		"overlap":             {params: networkForm("n", "10.1.5.0", "255.255.255.0"), want: engine.FieldErrors{"ip": {clash}, "netmask": {clash}}},
		"overlap from around": {params: networkForm("n", "10.0.0.0", "255.0.0.0"), want: engine.FieldErrors{"ip": {clash}, "netmask": {clash}}},
		"all taken": {params: networkForm("lan", "10.1.9.9", "255.255.0.0", "vlan_tag", "5"),
			want: engine.FieldErrors{"name": {"Network with this Name already exists."}, "ip": {"Network with this Ip already exists."}, "vlan_tag": {"Network with this Vlan tag already exists."}}},
		"unknown MAC": {params: networkForm("n", "10.8.0.0", "255.255.0.0", "mac_addresses", "aa:bb:cc:dd:ee:01"),
			want: engine.FieldErrors{"mac_addresses": {notAChoice("aa:bb:cc:dd:ee:01")}}},
	} {
		got := ask(t, s, "admin", "POST", "networks/", test.params...)
		if test.crash != "" {
			assert.Equal(t, 500, got.status, name)
			assert.Equal(t, test.crash, got.body, name)
			continue
		}
		assert.Equal(t, 400, got.status, name)
		assert.JSONEq(t, string(test.want.JSON()), got.body, name)
	}
	assert.Len(t, ask(t, s, "user", "GET", "networks/").json(t), 1, "nothing of this was stored")
	assert.Panics(t, func() { s.AddNetwork(Network{Name: "lan", IP: "10.9.0.0", Netmask: "255.255.0.0"}) })
	assert.Panics(t, func() {
		s.AddNetwork(Network{Name: "n", IP: "10.9.0.0", Netmask: "255.255.0.0", MACs: []string{"aa:bb:cc:dd:ee:01"}})
	})
}

func TestNetworkMACs(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithEmpty())
	s.AddNodeGroup(NodeGroup{UUID: secondCluster, Status: 1})
	const one, two, three, four = "aa:bb:cc:dd:ee:01", "aa:bb:cc:dd:ee:02", "aa:bb:cc:dd:ee:03", "aa:bb:cc:dd:ee:04"
	zed := s.AddNode(Node{Hostname: "zed", Architecture: "amd64/generic", MACs: []string{two, one}})
	amy := s.AddNode(Node{Hostname: "amy", Architecture: "amd64/generic", MACs: []string{three}})
	own := s.AddNode(Node{Hostname: "own", Architecture: "amd64/generic", MACs: []string{four}, Status: statusAllocated, Owner: "user"})
	s.AddNetwork(Network{Name: "lan", IP: "10.1.0.0", Netmask: "255.255.0.0", MACs: []string{one, four}})
	s.AddNetwork(Network{Name: "wan", IP: "10.2.0.0", Netmask: "255.255.0.0"})
	shown := func(id, mac string) string {
		return `{"mac_address": "` + mac + `", "resource_uri": "/MAAS/api/1.0/nodes/` + id + "/macs/" + strings.ReplaceAll(mac, ":", "%3A") + `/"}`
	}
	lan, wan := networkShown("lan", "10.1.0.0", "255.255.0.0", "null", ""), networkShown("wan", "10.2.0.0", "255.255.0.0", "null", "")
	connect := func(macs ...any) []any {
		params := []any{"op", "connect_macs"}
		for _, m := range macs {
			params = append(params, "macs", m)
		}
		return params
	}
	runSteps(t, s, []step{
		{"admin", "POST", "networks/lan/", connect(strings.ToUpper(two), three, one), 200, engine.TypeJSON, "null"},
		{"admin", "POST", "networks/lan/", connect(), 200, engine.TypeJSON, "null"},
		{"admin", "POST", "networks/lan/", connect(one, "aa:bb:cc:dd:ee:98", "aa:bb:cc:dd:ee:97"), 400, engine.TypePlainJSON,
			`{"macs": ["Unknown MAC address(es): aa:bb:cc:dd:ee:97, aa:bb:cc:dd:ee:98."]}`},
		{"admin", "POST", "networks/lan/", connect(one, strings.ToUpper(one)), 400, engine.TypePlainJSON,
			`{"macs": ["Unknown MAC address(es): AA:BB:CC:DD:EE:01."]}`},
		{"user", "POST", "networks/lan/", connect(one), 403, engine.TypeText, adminsOnly},
		{"admin", "POST", "networks/nosuch/", connect(one), 404, engine.TypePlain, "Not Found"},
		{"admin", "GET", "networks/lan/", []any{"op", "list_connected_macs"}, 200, engine.TypeJSON,
			"[" + shown(amy, three) + "," + shown(own, four) + "," + shown(zed, one) + "," + shown(zed, two) + "]"},
		{"user", "GET", "networks/lan/", []any{"op", "list_connected_macs"}, 200, engine.TypeJSON,
			"[" + shown(amy, three) + "," + shown(own, four) + "," + shown(zed, one) + "," + shown(zed, two) + "]"},
		{"user", "GET", "networks/nosuch/", []any{"op", "list_connected_macs"}, 404, engine.TypePlain, "Not Found"},
		{"user", "GET", "networks/", []any{"node", zed}, 200, engine.TypeJSON, "[" + lan + "," + lan + "]"},
		{"user", "GET", "networks/", []any{"node", zed, "node", amy, "node", amy}, 200, engine.TypeJSON, "[" + lan + "," + lan + "]"},
		{"user", "GET", "networks/", []any{"node", "x", "node", amy, "node", "b"}, 400, engine.TypePlainJSON, `{"node": ["Unknown node(s): b, x."]}`},
		{"admin", "POST", "networks/lan/", []any{"op", "disconnect_macs", "macs", two, "macs", three}, 200, engine.TypeJSON, "null"},
		{"admin", "POST", "networks/lan/", []any{"op", "disconnect_macs", "macs", two}, 200, engine.TypeJSON, "null"},
		{"user", "POST", "networks/lan/", []any{"op", "disconnect_macs", "macs", two}, 403, engine.TypeText, adminsOnly},
		{"user", "GET", "networks/", []any{"node", amy}, 200, engine.TypeJSON, "[]"},
		{"admin", "PUT", "networks/wan/", []any{"mac_addresses", two, "mac_addresses", three}, 200, engine.TypeJSON, wan},
		{"admin", "PUT", "networks/wan/", []any{"mac_addresses", three}, 200, engine.TypeJSON, wan},
		{"user", "GET", "networks/wan/", []any{"op", "list_connected_macs"}, 200, engine.TypeJSON, "[" + shown(amy, three) + "]"},
		{"admin", "PUT", "networks/wan/", []any{"name", "net"}, 200, engine.TypeJSON, strings.ReplaceAll(wan, "wan", "net")},
		{"user", "GET", "networks/net/", []any{"op", "list_connected_macs"}, 200, engine.TypeJSON, "[" + shown(amy, three) + "]"},
		{"admin", "DELETE", "networks/lan/", nil, 204, engine.TypePlain, ""},
		{"admin", "POST", "networks/", networkForm("lan", "10.1.0.0", "255.255.0.0"), 200, engine.TypeJSON, lan},
		{"admin", "GET", "networks/lan/", []any{"op", "list_connected_macs"}, 200, engine.TypeJSON, "[]"},
	})
	s.AddUser(User{Name: "other"})
	ask(t, s, "admin", "POST", "networks/lan/", connect(four)...)
	assert.Equal(t, "[]", ask(t, s, "other", "GET", "networks/lan/", "op", "list_connected_macs").body, "the node is somebody else's")
	assert.Equal(t, "{}", askRaw(t, s, "admin", "networks/lan/?op=connect_macs", "text/plain", "macs=x").body)
}

func TestNetworkBadMACSyntax(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	for given, want := range map[string]string{
		"zz": "invalid input syntax for type macaddr: \"zz\"\n" +
			`LINE 1: ...dress" WHERE "maasserver_macaddress"."mac_address" IN ('zz')` + "\n" +
			"                                                                  ^\n",
		"aa:bb:cc:dd:ee:01,aa:bb:cc:dd:ee:02": "invalid input syntax for type macaddr: \"aa:bb:cc:dd:ee:01,aa:bb:cc:dd:ee:02\"\n" +
			`LINE 1: ..." WHERE "maasserver_macaddress"."mac_address" IN ('aa:bb:cc:...` + "\n" +
			"                                                             ^\n",
	} {
		got := ask(t, s, "admin", "POST", "networks/maas-eth0/", "op", "connect_macs", "macs", given)
		assert.Equal(t, 500, got.status)
		assert.Equal(t, engine.TypeText, got.contentType)
		assert.Equal(t, want, got.body)
	}
}

func TestNetworkBySpecifier(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithEmpty())
	s.AddNetwork(Network{Name: "lan", IP: "10.1.0.0", Netmask: "255.255.0.0", VLANTag: 23})
	s.AddNetwork(Network{Name: "plain", IP: "10.2.0.0", Netmask: "255.255.255.0"})
	for spec, want := range map[string]string{
		"lan":         "lan:10.1.0.0/16(tag:17)",
		"ip:10.1.2.3": "lan:10.1.0.0/16(tag:17)",
		"vlan:23":     "lan:10.1.0.0/16(tag:17)",
		"vlan:0x17":   "lan:10.1.0.0/16(tag:17)",
		"plain":       "plain:10.2.0.0/24",
	} {
		n, err := s.store.Current().networkBySpecifier(spec)
		require.NoError(t, err, spec)
		assert.Equal(t, want, n.constraintText(), spec)
	}
	for spec, want := range map[string]string{
		"nosuch":      "No network matching 'nosuch'.",
		"ip:10.3.0.1": "No network matching 'ip:10.3.0.1'.",
		"vlan:24":     "No network matching 'vlan:24'.",
		"":            "Enter a valid value.",
		"bad name":    "Enter a valid value.",
		"ip:zz":       "Invalid IP address: failed to detect a valid IP address from u'zz'.",
		"vlan:zz":     "Invalid VLAN tag: 'zz'.",
		"vlan:4095":   "VLAN tag out of range (1-4094).",
		"vlan:0":      "VLAN tag out of range (1-4094).",
		"mac:zz":      "Invalid network specifier type: 'mac'.",
	} {
		_, err := s.store.Current().networkBySpecifier(spec)
		assert.EqualError(t, err, want, spec)
	}
}
