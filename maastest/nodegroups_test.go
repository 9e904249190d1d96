package maastest

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/gomaas/maas/internal/engine"
)

const (
	secondCluster = "11111111-2222-3333-4444-555555555555"
	defaultPath   = "nodegroups/" + defaultCluster + "/"
	secondPath    = "nodegroups/" + secondCluster + "/"
	unknownPath   = "nodegroups/00000000-0000-0000-0000-000000000000/"
	workersOnly   = "Only allowed for the u'maas' worker."
	adminsOnly    = "This method is reserved for admin users."
	cannotAccess  = "User is not allowed access to this API."
	defaultShown  = `{"uuid": "` + defaultCluster + `", "status": 1, "name": "maas", "cluster_name": "Cluster master"}`
)

func secondShown(status, name, clusterName string) string {
	return `{"uuid": "` + secondCluster + `", "status": ` + status + `, "name": "` + name + `", "cluster_name": "` + clusterName + `"}`
}

func TestNodeGroups(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	register := func(more ...any) []any { return append([]any{"op", "register", "uuid", secondCluster}, more...) }
	runSteps(t, s, []step{
		{"", "GET", "nodegroups/", []any{"op", "list"}, 200, engine.TypeJSON, "[" + defaultShown + "]"},
		{"admin", "GET", "nodegroups/", nil, 400, engine.TypeText, "Unrecognised signature: GET None"},
		{"", "GET", "nodegroups/", []any{"op", "describe_power_types"}, 400, engine.TypeText, "Unrecognised signature: GET describe_power_types"},
		{"admin", "POST", "nodegroups/", register(), 400, engine.TypeText, "Unrecognised signature: POST register"},
		{"", "POST", "nodegroups/", []any{"op", "register"}, 400, engine.TypeText, "No provided uuid!"},
		{"", "POST", "nodegroups/", []any{"op", "register", "uuid", ""}, 400, engine.TypePlainJSON, `{"uuid": ["This field is required."]}`},
		{"", "POST", "nodegroups/", register("interfaces", "zz"), 400, engine.TypePlainJSON, `{"interfaces": ["Invalid json value."]}`},
		{"", "POST", "nodegroups/", register("interfaces", `[{"ip": "zz"}]`), 400, engine.TypePlainJSON,
			`{"interfaces": ["Invalid interface: {u'ip': u'zz'} ({u'ip': [u'Enter a valid IPv4 or IPv6 address.']})."]}`},
		{"", "POST", "nodegroups/", register("cluster_name", "Cluster master", "name", strings.Repeat("x", 81)), 400, engine.TypePlainJSON,
			`{"cluster_name": ["Node group with this Cluster name already exists."], "name": ["Ensure this value has at most 80 characters (it has 81)."]}`},
		{"", "POST", "nodegroups/", register("name", "second", "interfaces",
			`[{"ip": "192.168.5.1", "subnet_mask": "255.255.255.0", "interface": "eth0", "management": 0, "router_ip": null}]`),
			202, engine.TypeHTML, "Cluster registered.  Awaiting admin approval."},
		{"", "POST", "nodegroups/", register(), 202, engine.TypeHTML, "Awaiting admin approval."},
		{"admin", "GET", secondPath + "interfaces/eth0/", nil, 200, engine.TypeJSON, `{"interface": "eth0", "management": 0, "ip": "192.168.5.1",
			"subnet_mask": "255.255.255.0", "broadcast_ip": "192.168.5.255", "ip_range_low": null, "ip_range_high": null,
			"static_ip_range_low": null, "static_ip_range_high": null}`},
		{"user", "POST", "nodegroups/", []any{"op", "reject", "uuid", secondCluster}, 403, engine.TypeText, adminsOnly},
		{"admin", "POST", "nodegroups/", []any{"op", "reject", "uuid", secondCluster}, 200, engine.TypeHTML, "Nodegroup(s) rejected."},
		{"", "POST", "nodegroups/", register(), 403, engine.TypeText, "Rejected cluster."},
		{"", "POST", "nodegroups/", []any{"op", "accept", "uuid", secondCluster}, 400, engine.TypeText, "Unrecognised signature: POST accept"},
		{"admin", "POST", "nodegroups/", []any{"op", "accept", "uuid", secondCluster, "uuid", "nosuch"}, 404, engine.TypePlain, "Not Found"},
		{"admin", "POST", "nodegroups/", []any{"op", "accept"}, 200, engine.TypeHTML, "Nodegroup(s) accepted."},
		{"", "POST", "nodegroups/", register(), 200, engine.TypeJSON, `{"BROKER_URL": "amqp://guest:guest@localhost:5672//"}`},
		{"user", "GET", "nodegroups/", []any{"op", "list"}, 200, engine.TypeJSON, "[" + defaultShown + ", " +
			secondShown("1", "second", "Cluster "+secondCluster) + "]"},
		{"", "POST", "nodegroups/", []any{"op", "refresh_workers"}, 200, engine.TypeHTML, "Sending worker refresh."},
		{"admin", "POST", "nodegroups/", []any{"op", "import_boot_images"}, 200, engine.TypeHTML, "Import of boot images started on all cluster controllers"},
		{"user", "POST", "nodegroups/", []any{"op", "import_boot_images"}, 403, engine.TypeText, adminsOnly},
	})
}

func TestNodeGroupsAcceptWantsForm(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	for contentType, kind := range map[string]string{"application/json": "dict", "text/plain": "NoneType"} {
		got := askRaw(t, s, "admin", "nodegroups/?op=accept", contentType, `{"uuid": "x"}`)
		assert.Equal(t, 500, got.status, contentType)
		assert.Equal(t, "'"+kind+"' object has no attribute 'getlist'", got.body)
	}
}

// askRaw posts a body as it is.
func askRaw(t *testing.T, s *Server, user, path, contentType, body string) answer {
	t.Helper()
	r := httptest.NewRequest("POST", "/MAAS"+apiRoot+path, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Authorization", authorization(s, user))
	return send(t, s, r)
}

func TestNodeGroupsRegisterOverlappingInterfaces(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	managed := func(name, ip string) string {
		return `{"interface": "` + name + `", "ip": "` + ip + `", "subnet_mask": "255.255.0.0", "management": 1,
			"router_ip": "` + ip + `", "ip_range_low": "` + ip + `", "ip_range_high": "` + ip + `"}`
	}
	for interfaces, want := range map[string]string{
		"[" + managed("eth1", "10.5.9.9") + "," + managed("eth0", "10.5.0.1") + "]": "Conflicting networks on eth1 and eth0: address ranges overlap.",
		`[1]`: "Invalid json value: should be a list of dictionaries, each containing the information needed to initialize an interface.",
		`7`:   "Invalid json value: should be a list of dictionaries, each containing the information needed to initialize an interface.",
	} {
		got := ask(t, s, "", "POST", "nodegroups/", "op", "register", "uuid", "x", "interfaces", interfaces)
		assert.Equal(t, 400, got.status)
		assert.Equal(t, map[string]any{"interfaces": []any{want}}, got.json(t))
	}
}

func TestNodeGroup(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddNodeGroup(NodeGroup{UUID: secondCluster, Name: "second"})
	runSteps(t, s, []step{
		{"user", "GET", defaultPath, nil, 200, engine.TypeJSON, defaultShown},
		{"user", "GET", unknownPath, nil, 404, engine.TypePlain, "Not Found"},
		{"", "GET", defaultPath, nil, 401, engine.TypePlain, "Forbidden"},
		{"admin", "DELETE", secondPath, nil, 405, engine.TypeHTML, ""},
		{"admin", "PUT", secondPath, []any{"cluster_name", "Other", "name", "bad name!", "status", "1"}, 200, engine.TypeJSON, secondShown("1", "bad name!", "Other")},
		{"admin", "PUT", secondPath, nil, 200, engine.TypeJSON, secondShown("1", "bad name!", "Other")},
		{"admin", "PUT", secondPath, []any{"name", "", "status", ""}, 200, engine.TypeJSON, secondShown("1", "bad name!", "Other")},
		{"admin", "PUT", secondPath, []any{"status", "77", "cluster_name", "Cluster master"}, 400, engine.TypePlainJSON,
			`{"cluster_name": ["Node group with this Cluster name already exists."], "status": ["Select a valid choice. 77 is not one of the available choices."]}`},
		{"user", "PUT", secondPath, []any{"name", "x"}, 403, engine.TypeText, adminsOnly},
		{"admin", "PUT", unknownPath, []any{"name", "x"}, 404, engine.TypePlain, "Not Found"},
		{"admin", "POST", defaultPath, []any{"op", "import_boot_images"}, 200, engine.TypeHTML, "Import of boot images started on cluster u'" + defaultCluster + "'"},
		{"user", "POST", defaultPath, []any{"op", "import_boot_images"}, 403, engine.TypeText, adminsOnly},
		{"admin", "POST", unknownPath, []any{"op", "import_boot_images"}, 404, engine.TypePlain, "Not Found"},
		{"admin", "GET", secondPath, []any{"op", "list_nodes"}, 200, engine.TypeJSON, "[]"},
		{"user", "GET", secondPath, []any{"op", "list_nodes"}, 403, engine.TypeText, "Only allowed for the u'bad name!' worker."},
	})
}

func TestNodeGroupRenameInUse(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddNode(Node{Hostname: "alpha", Status: statusAllocated, Owner: "user", Architecture: "amd64/generic"})
	assert.Equal(t, 200, ask(t, s, "admin", "PUT", defaultPath, "name", "free").status, "MAAS does not manage the domain")
	s.AddInterface(defaultCluster, Interface{Name: "eth7", IP: "10.7.0.1", Management: managesDHCPAndDNS, SubnetMask: "255.255.255.0",
		RouterIP: "10.7.0.1", RangeLow: "10.7.0.10", RangeHigh: "10.7.0.20"})
	got := ask(t, s, "admin", "PUT", defaultPath, "name", "other")
	assert.Equal(t, 400, got.status)
	assert.Equal(t, `{"name": ["Can't rename DNS zone to other; nodes are in use."]}`, got.body)
	shown, _ := ask(t, s, "user", "GET", "nodes/"+id+"/").json(t).(map[string]any)
	assert.Equal(t, "alpha.free", shown["hostname"])
	ask(t, s, "user", "POST", "nodes/"+id+"/", "op", "release")
	assert.Equal(t, 200, ask(t, s, "admin", "PUT", defaultPath, "name", "other", "status", "2").status)
	shown, _ = ask(t, s, "user", "GET", "nodes/"+id+"/").json(t).(map[string]any)
	assert.Equal(t, "alpha", shown["hostname"], "a rejected cluster has no domain")
}

func TestNodeGroupNodesAndDetails(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddNodeGroup(NodeGroup{UUID: secondCluster, Name: "second"})
	probed := s.AddNode(Node{Hostname: "probed", Status: statusReady, Architecture: "amd64/generic", LSHW: []byte("<list/>"), LLDP: []byte("<lldp/>")})
	fresh := s.AddNode(Node{Hostname: "fresh", Architecture: "amd64/generic"})
	for _, user := range []string{"admin", workerUser} {
		got := ask(t, s, user, "GET", defaultPath, "op", "list_nodes")
		assert.Equal(t, []any{probed, fresh}, got.json(t), user)
		got = ask(t, s, user, "POST", defaultPath, "op", "details", "system_ids", probed, "system_ids", fresh, "system_ids", probed, "system_ids", "nosuch")
		require.Equal(t, 200, got.status, got.body)
		assert.Equal(t, engine.TypeBSON, got.contentType)
		var details map[string]map[string][]byte
		require.NoError(t, bson.Unmarshal([]byte(got.body), &details))
		assert.Equal(t, map[string]map[string][]byte{
			probed: {"lshw": []byte("<list/>"), "lldp": []byte("<lldp/>")},
			fresh:  {"lshw": nil, "lldp": nil},
		}, details)
	}
	list := askRaw(t, s, workerUser, defaultPath+"?op=details", "application/json", `{"system_ids": ["`+fresh+`"]}`)
	assert.Len(t, list.body, len("\x00\x00\x00\x00\x03\x00\x00")+len(fresh)+17)
	assert.Equal(t, "\x05\x00\x00\x00\x00", ask(t, s, "admin", "POST", secondPath, "op", "details", "system_ids", probed).body,
		"a node of another cluster is left out")
	assert.Equal(t, 500, askRaw(t, s, "admin", defaultPath+"?op=details", "text/plain", "x").status)
	runSteps(t, s, []step{
		{"user", "POST", defaultPath, []any{"op", "details"}, 403, engine.TypeText, workersOnly},
		{"user", "GET", defaultPath, []any{"op", "list_nodes"}, 403, engine.TypeText, workersOnly},
		{workerUser, "GET", secondPath, []any{"op", "list_nodes"}, 403, engine.TypeText, "Only allowed for the u'second' worker."},
		{"admin", "POST", unknownPath, []any{"op", "details"}, 404, engine.TypePlain, "Not Found"},
	})
}

func TestNodeGroupWorkerKey(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	key := s.AddNodeGroup(NodeGroup{UUID: secondCluster})
	r := httptest.NewRequest("GET", "/MAAS"+apiRoot+secondPath+"?op=list_nodes", nil)
	r.Header.Set("Authorization", signWith(s, key))
	assert.Equal(t, 200, send(t, s, r).status)

	r.Header.Set("Authorization", strings.ReplaceAll(signWith(s, key), ", ", ","))
	got := send(t, s, r)
	assert.Equal(t, 403, got.status, "the worker's key is looked for between blanks")
	assert.Equal(t, "Did not find request's oauth token.", got.body)
}

func TestNodeGroupUpdateLeases(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddNode(Node{Hostname: "alpha", Architecture: "amd64/generic", MACs: []string{"aa:bb:cc:dd:ee:01"}})
	update := func(leases string) []any { return []any{"op", "update_leases", "leases", leases} }
	addresses := func() any {
		return ask(t, s, "user", "GET", "nodes/"+id+"/").json(t).(map[string]any)["ip_addresses"]
	}
	runSteps(t, s, []step{
		{workerUser, "POST", defaultPath, update(`{"10.0.0.101": "AA:BB:CC:DD:EE:01", "10.0.0.102": "aa:bb:cc:dd:ee:ff"}`), 200, engine.TypeHTML, "Leases updated."},
		{workerUser, "POST", unknownPath, []any{"op", "update_leases"}, 400, engine.TypeText, "No provided leases!"},
		{workerUser, "POST", unknownPath, update("{}"), 404, engine.TypePlain, "Not Found"},
		{"admin", "POST", defaultPath, update("{}"), 403, engine.TypeText, workersOnly},
		{workerUser, "POST", defaultPath, update("{nope"), 500, engine.TypeText, "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
		{workerUser, "POST", defaultPath, update("[]"), 500, engine.TypeText, "'list' object has no attribute 'items'"},
	})
	assert.Equal(t, []any{"10.0.0.101"}, addresses())
	second := s.AddNodeGroup(NodeGroup{UUID: secondCluster})
	r := httptest.NewRequest("POST", "/MAAS"+apiRoot+secondPath+"?op=update_leases", strings.NewReader("leases="+`{"10.8.0.1": "aa:bb:cc:dd:ee:01"}`))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", signWith(s, second))
	require.Equal(t, 200, send(t, s, r).status)
	assert.Equal(t, []any{"10.0.0.101"}, addresses(), "another cluster's leases neither show nor end these")
	runSteps(t, s, []step{{workerUser, "POST", defaultPath, update("{}"), 200, engine.TypeHTML, "Leases updated."}})
	assert.Equal(t, []any{}, addresses(), "a lease that is not reported is over")
}

func TestJSONComplaint(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"zz":               "Expecting value: line 1 column 1 (char 0)",
		"":                 "Expecting value: line 1 column 1 (char 0)",
		"{\n  nope":        "Expecting property name enclosed in double quotes: line 2 column 3 (char 4)",
		`{"a" 1}`:          "Expecting ':' delimiter: line 1 column 6 (char 5)",
		`{"a": "b" "c"}`:   "Expecting ',' delimiter: line 1 column 11 (char 10)",
		`{} {}`:            "Extra data: line 1 column 4 - line 1 column 6 (char 3 - 5)",
		`{"10.0.0.1": "a"`: "Expecting value: line 1 column 17 (char 16)",
	} {
		_, err := decodeJSON(given)
		var f *engine.Failure
		require.ErrorAs(t, err, &f, given)
		assert.Equal(t, 500, f.Status)
		assert.Equal(t, want, f.Text(), given)
	}
}

func TestNodeGroupDownloadProgress(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	report := func(more ...any) []any {
		return append([]any{"op", "report_download_progress", "filename", "kernel.img"}, more...)
	}
	runSteps(t, s, []step{
		{workerUser, "POST", defaultPath, report("bytes_downloaded", "1"), 500, engine.TypeText, "'NoneType' object has no attribute 'size'"},
		{workerUser, "POST", defaultPath, report("bytes_downloaded", "1", "size", "10"), 400, engine.TypePlainJSON, `{"__all__": ["bytes_downloaded was passed on a new download."]}`},
		{workerUser, "POST", defaultPath, report("size", "1000"), 200, engine.TypeHTML, ""},
		{workerUser, "POST", defaultPath, report(), 200, engine.TypeHTML, ""},
		{workerUser, "POST", defaultPath, report("bytes_downloaded", "9999"), 200, engine.TypeHTML, ""}, // of a size not known
		{workerUser, "POST", defaultPath, report("size", "1000"), 200, engine.TypeHTML, ""},
		{workerUser, "POST", defaultPath, report("bytes_downloaded", "600"), 200, engine.TypeHTML, ""},
		{workerUser, "POST", defaultPath, report("bytes_downloaded", "1001"), 400, engine.TypePlainJSON, `{"__all__": ["Downloaded more bytes than the file is supposed to have."]}`},
		{workerUser, "POST", defaultPath, report("bytes_downloaded", "", "error", "disk full"), 200, engine.TypeHTML, ""},
		{workerUser, "POST", defaultPath, report("size", "x", "bytes_downloaded", "-1"), 400, engine.TypePlainJSON,
			`{"bytes_downloaded": ["Number must not be negative (got -1)."], "size": ["Enter a whole number."]}`},
		{workerUser, "POST", defaultPath, report("error", strings.Repeat("e", 1001)), 400, engine.TypePlainJSON,
			`{"error": ["Ensure this value has at most 1000 characters (it has 1001)."]}`},
		{workerUser, "POST", defaultPath, []any{"op", "report_download_progress"}, 400, engine.TypeText, "No provided filename!"},
		{"admin", "POST", defaultPath, report(), 403, engine.TypeText, workersOnly},
		{workerUser, "POST", unknownPath, report(), 404, engine.TypePlain, "Not Found"},
	})
	const form, json = "application/x-www-form-urlencoded", "application/json"
	got := askRaw(t, s, workerUser, defaultPath+"?op=report_download_progress", form, "filename=kernel.img&bytes_downloaded=1")
	assert.Equal(t, "This QueryDict instance is immutable", got.body)
	assert.Equal(t, 500, got.status)
	got = askRaw(t, s, workerUser, defaultPath+"?op=report_download_progress", json, `{"filename": "kernel.img", "bytes_downloaded": 700}`)
	assert.Equal(t, 200, got.status)
}

func TestNodeGroupProbes(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	probe := func(op string, more ...any) []any { return append([]any{"op", "probe_and_enlist_" + op}, more...) }
	seaMicro := func(control string) []any {
		return probe("hardware", "model", "seamicro15k", "mac", "m", "username", "u", "password", "p", "power_control", control)
	}
	runSteps(t, s, []step{
		{"admin", "POST", defaultPath, probe("hardware", "model", "virsh", "power_address", "qemu:///system"), 200, engine.TypeHTML, ""},
		{"admin", "POST", defaultPath, probe("hardware", "model", "powerkvm"), 400, engine.TypeText, "No provided power_address!"},
		{"admin", "POST", defaultPath, probe("hardware"), 400, engine.TypeText, "No provided model!"},
		{"admin", "POST", defaultPath, probe("hardware", "model", "nosuch"), 400, engine.TypeHTML, ""},
		{"admin", "POST", defaultPath, probe("hardware", "model", "seamicro15k", "mac", "m"), 400, engine.TypeText, "No provided username!"},
		{"admin", "POST", defaultPath, seaMicro("restapi2"), 200, engine.TypeHTML, ""},
		{"admin", "POST", defaultPath, seaMicro("zzz"), 400, engine.TypeText, "Invalid power_control: Value must be one of: ipmi; restapi; restapi2 (not u'zzz')"},
		{"admin", "POST", defaultPath, probe("ucsm", "url", "http://x/", "username", "u", "password", "p"), 200, engine.TypeHTML, ""},
		{"admin", "POST", defaultPath, probe("ucsm", "url", "http://x/"), 400, engine.TypeText, "No provided username!"},
		{"admin", "POST", defaultPath, probe("mscm", "host", "x", "username", "u", "password", "p"), 200, engine.TypeHTML, ""},
		{"admin", "POST", defaultPath, probe("mscm"), 400, engine.TypeText, "No provided host!"},
		{"admin", "POST", unknownPath, probe("mscm"), 404, engine.TypePlain, "Not Found"},
		{"user", "POST", defaultPath, probe("hardware"), 403, engine.TypeText, adminsOnly},
		{"user", "POST", defaultPath, probe("ucsm"), 403, engine.TypeText, adminsOnly},
		{"user", "POST", defaultPath, probe("mscm"), 403, engine.TypeText, adminsOnly},
	})
}

func TestAddNodeGroupRefusesNonsense(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	assert.Panics(t, func() { s.AddNodeGroup(NodeGroup{}) })
	assert.Panics(t, func() { s.AddNodeGroup(NodeGroup{UUID: defaultCluster}) })
	assert.Panics(t, func() { s.AddNodeGroup(NodeGroup{UUID: "x", Status: 3}) })
	assert.Panics(t, func() { s.AddNodeGroup(NodeGroup{UUID: "x", ClusterName: "Cluster master"}) })
}

func TestDescribePowerTypes(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	got := ask(t, s, "user", "GET", "nodegroups/", "op", "describe_power_types")
	require.Equal(t, 200, got.status)
	list, _ := got.json(t).([]any)
	require.Len(t, list, 10)
	assert.Equal(t, map[string]any{
		"name":        "ether_wake",
		"description": "Wake-on-LAN",
		"fields": []any{map[string]any{
			"name": "mac_address", "label": "MAC Address", "field_type": "mac_address",
			"default": "", "required": false, "choices": []any{},
		}},
	}, list[1])
	fields, _ := list[6].(map[string]any)["fields"].([]any)
	assert.Equal(t, map[string]any{
		"name": "power_driver", "label": "Power driver", "field_type": "choice", "default": "LAN_2_0", "required": false,
		"choices": []any{[]any{"LAN", "LAN [IPMI 1.5]"}, []any{"LAN_2_0", "LAN_2_0 [IPMI 2.0]"}},
	}, fields[0])

	silent := NewUnstarted(WithEmpty())
	silent.AddNodeGroup(NodeGroup{UUID: secondCluster, Status: 1})
	assert.Equal(t, "[]", ask(t, silent, "user", "GET", "nodegroups/", "op", "describe_power_types").body)
}
