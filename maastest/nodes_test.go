package maastest

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/gomaas/maas"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNewNodeForms(t *testing.T) {
	t.Parallel()
	const mac = "aa:bb:cc:dd:ee:01"
	for name, test := range map[string]struct {
		user   string
		params []any
		status int
		body   string
	}{
		"bare architecture":   {"user", []any{"architecture", "i386"}, 200, `"architecture": "i386/generic"`},
		"name of an address":  {"user", []any{"hostname", "10-0-0-1.maas"}, 200, `.local"`},
		"name of nothing":     {"user", []any{"hostname", ""}, 200, `.local"`},
		"license":             {"user", []any{"license_key", "K"}, 200, `"status": 0`},
		"labels":              {"user", []any{"hostname", "a..b"}, 400, `{"hostname": ["Hostname contains empty name."]}`},
		"hyphen":              {"user", []any{"hostname", "-a"}, 400, `{"hostname": ["Name cannot start or end with hyphen: u'-a'."]}`},
		"blank":               {"user", []any{"hostname", "a b"}, 400, `{"hostname": ["Name contains disallowed characters: u'a b'."]}`},
		"long label":          {"user", []any{"hostname", strings.Repeat("a", 64)}, 400, `{"hostname": ["Name is too long: u'` + strings.Repeat("a", 64) + `'.  Maximum allowed is 63 characters."]}`},
		"long name":           {"user", []any{"hostname", strings.Repeat("a.", 128)}, 400, `{"hostname": ["Hostname is too long.  Maximum allowed is 255 characters."]}`},
		"same MAC twice":      {"user", []any{"mac_addresses", mac}, 400, `{"mac_addresses": ["One or more MAC addresses is invalid. (MAC address aa:bb:cc:dd:ee:01 already in use.)"]}`},
		"admin's fields":      {"admin", []any{"cpu_count", "3", "memory", "x"}, 400, `{"memory": ["Enter a whole number."]}`},
		"not for users":       {"user", []any{"cpu_count", "3", "zone", "nosuch"}, 200, `"cpu_count": 0`},
		"cluster by name":     {"user", []any{"nodegroup", "Cluster master"}, 200, `"status": 0`},
		"first cluster":       {"user", []any{"nodegroup", ""}, 200, `"status": 0`},
		"no cluster":          {"user", []any{"nodegroup", "nosuch"}, 400, `{"nodegroup": ["Invalid nodegroup: nosuch."]}`},
		"no cluster, admin":   {"admin", []any{"nodegroup", "nosuch"}, 500, `u'nodegroup'`},
		"no cluster, no test": {"admin", []any{"nodegroup", "nosuch", "power_parameters_skip_check", "true"}, 400, `{"nodegroup": ["Invalid nodegroup: nosuch."]}`},
		"series":              {"user", []any{"distro_series", "trusty"}, 400, `{"distro_series": ["'trusty' is not a valid distro_series.  It should be one of: '', 'ubuntu/', 'ubuntu/trusty'."]}`},
		"system and series":   {"user", []any{"distro_series", "ubuntu/trusty"}, 200, `"distro_series": "trusty"`},
		"choice":              {"admin", []any{"power_type", "ipmi", "power_parameters_power_driver", "X"}, 400, `{"power_parameters": ["Power driver: Select a valid choice. X is not one of the available choices."]}`},
	} {
		s := NewUnstarted()
		params := append([]any{"op", "new", "architecture", "amd64/generic", "mac_addresses", mac, "autodetect_nodegroup", ""}, test.params...)
		got := ask(t, s, test.user, "POST", "nodes/", params...)
		assert.Equal(t, test.status, got.status, name)
		assert.Contains(t, got.body, test.body, name)
		if got.status != 200 {
			assert.Equal(t, "[]", ask(t, s, "admin", "GET", "nodes/", "op", "list").body, name)
		}
	}
}

func TestBlankHostnameIsKeptByEdit(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddNode(Node{Hostname: "one"})
	require.Equal(t, 200, ask(t, s, "admin", "PUT", "nodes/"+id+"/", "hostname", "").status)
	assert.Empty(t, readNode(t, s, id)["hostname"])
}

func TestStartStoresWhatToInstall(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddNode(Node{Status: statusAllocated, Owner: "user", PowerType: "virsh"})
	got := ask(t, s, "user", "POST", "nodes/"+id+"/", "op", "start", "license_key", "K", "distro_series", "trusty", "user_data", "aGk=\n")
	require.Equal(t, 200, got.status, got.body)
	assert.Equal(t, "ubuntu", got.json(t).(map[string]any)["osystem"])
	assert.Equal(t, "trusty", got.json(t).(map[string]any)["distro_series"])
	stored := func() *node { s.store.Lock(); defer s.store.Unlock(); return s.store.Current().nodes.Get(id) }
	assert.Equal(t, "K", stored().licenseKey)
	assert.Equal(t, "hi", string(stored().userData))

	require.Equal(t, 200, ask(t, s, "user", "POST", "nodes/"+id+"/", "op", "start").status)
	assert.Nil(t, stored().userData, "cleared by a start without any")
	got = ask(t, s, "user", "POST", "nodes/"+id+"/", "op", "start", "distro_series", "precise")
	assert.Equal(t, `{"distro_series": ["'ubuntu/precise' is not a valid distro_series.  It should be one of: '', 'ubuntu/', 'ubuntu/trusty'."]}`, got.body)
}

func TestIsRegisteredWantsAnAddress(t *testing.T) {
	t.Parallel()
	got := ask(t, NewUnstarted(), "", "GET", "nodes/", "op", "is_registered")
	assert.Equal(t, "No provided mac_address!", got.body)
}

func TestNoArchitecturesWithoutImages(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithEmpty())
	s.AddNodeGroup(NodeGroup{UUID: "bare", Name: "bare", Status: 1, Connected: true})
	got := ask(t, s, "user", "POST", "nodes/", "op", "new", "architecture", "amd64", "mac_addresses", "aa:bb:cc:dd:ee:01", "nodegroup", "")
	assert.Equal(t, 400, got.status)
	var fields map[string][]string
	require.NoError(t, json.Unmarshal([]byte(got.body), &fields))
	assert.Equal(t, []string{noArchitectures}, fields["architecture"])
}

func TestNodePermissions(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddUser(User{Name: "other"})
	for _, test := range []struct {
		owner, user, method string
		params              []any
		status              int
	}{
		{"other", "user", "GET", nil, 200},
		{"other", "user", "PUT", []any{"hostname", "x"}, 403},
		{"other", "other", "PUT", []any{"architecture", "i386/generic"}, 200},
		{"", "user", "PUT", []any{"hostname", "x"}, 403},
		{"", "admin", "PUT", nil, 200},
		{"other", "admin", "PUT", nil, 200},
		{"other", "other", "DELETE", nil, 403},
		{"other", "user", "POST", []any{"op", "release"}, 403},
		{"other", "admin", "POST", []any{"op", "release"}, 200},
		{"", "user", "POST", []any{"op", "commission"}, 400},
	} {
		status := statusReady
		if test.owner != "" {
			status = statusAllocated
		}
		id := s.AddNode(Node{Owner: test.owner, Status: maas.NodeStatus(status)})
		got := ask(t, s, test.user, test.method, "nodes/"+id+"/", test.params...)
		assert.Equal(t, test.status, got.status, "%s %s %v of %q's node", test.user, test.method, test.params, test.owner)
		if got.status == 403 {
			assert.Empty(t, got.body)
		}
	}
}

func TestListsHideOthersNodes(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddUser(User{Name: "other"})
	s.AddTag(Tag{Name: "t"})
	for _, owner := range []string{"", "user", "other"} {
		s.AddNode(Node{Owner: owner, Status: statusReserved, Tags: []string{"t"}})
	}
	for user, want := range map[string]int{"admin": 3, "user": 2, "other": 2} {
		assert.Len(t, ask(t, s, user, "GET", "nodes/", "op", "list").json(t), want, user)
		assert.Len(t, ask(t, s, user, "GET", "tags/t/", "op", "nodes").json(t), want, user)
	}
}

func TestListAllocatedGoesByToken(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddNode(Node{Status: statusReady})
	require.Equal(t, 200, ask(t, s, "user", "POST", "nodes/", "op", "acquire").status)
	ids := func(params ...any) int {
		return len(ask(t, s, "user", "GET", "nodes/", append([]any{"op", "list_allocated"}, params...)...).json(t).([]any))
	}
	assert.Equal(t, 1, ids())
	assert.Equal(t, 1, ids("id", id, "id", "nosuch"))
	assert.Equal(t, 0, ids("id", "nosuch"))
	second := ask(t, s, "user", "POST", "account/", "op", "create_authorisation_token").json(t).(map[string]any)
	key := second["consumer_key"].(string) + ":" + second["token_key"].(string) + ":" + second["token_secret"].(string)
	assert.Equal(t, "[]", askSigned(t, s, "GET", "nodes/?op=list_allocated", signWith(s, key)).body)
}

func TestReleaseStates(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]int{
		statusDeclared: 409, statusFailedTests: 409, statusMissing: 409, statusReady: 200,
		statusReserved: 200, statusAllocated: 200, statusRetired: 409,
	} {
		s := NewUnstarted()
		id := s.AddNode(Node{Status: maas.NodeStatus(status), Owner: "user", AgentName: "a"})
		assert.Equal(t, want, ask(t, s, "user", "POST", "nodes/"+id+"/", "op", "release").status, statusNames[status])
		if want == 200 {
			assert.Equal(t, statusReady, stateNow(s, id))
		} else {
			assert.Equal(t, status, stateNow(s, id))
		}
	}
}

func TestCommissionStates(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]int{
		statusDeclared: 200, statusCommissioning: 400, statusFailedTests: 200, statusMissing: 400,
		statusReady: 200, statusReserved: 400, statusAllocated: 400, statusRetired: 400,
	} {
		s := NewUnstarted(WithManualCommissioning())
		id := s.AddNode(Node{Status: maas.NodeStatus(status)})
		got := ask(t, s, "admin", "POST", "nodes/"+id+"/", "op", "commission")
		assert.Equal(t, want, got.status, statusNames[status])
		if want == 400 {
			assert.Equal(t, `{"action": ["Not a permitted action: commission."]}`, got.body)
		}
	}
}

func TestAcceptIsAllOrNothing(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithManualCommissioning())
	declared := s.AddNode(Node{})
	allocated := s.AddNode(Node{Status: statusAllocated, Owner: "user"})
	got := ask(t, s, "admin", "POST", "nodes/", "op", "accept", "nodes", declared, "nodes", allocated)
	assert.Equal(t, 409, got.status)
	assert.Equal(t, "Cannot accept node enlistment: node "+allocated+" is in state Allocated.", got.body)
	assert.Equal(t, statusDeclared, stateNow(s, declared))
}

func TestDeletedNodeLeavesNothing(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	node := Node{Hostname: "one", MACs: []string{"aa:bb:cc:dd:ee:01"}, Status: statusReady}
	id := s.AddNode(node)
	require.Equal(t, 204, ask(t, s, "admin", "DELETE", "nodes/"+id+"/").status)
	assert.Equal(t, "false", ask(t, s, "", "GET", "nodes/", "op", "is_registered", "mac_address", node.MACs[0]).body)
	assert.Equal(t, "[]", ask(t, s, "admin", "GET", "commissioning-results/", "op", "list").body)
	assert.NotPanics(t, func() { s.AddNode(node) }, "name and MAC are free again")
}

func TestEditPowerParameters(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddNode(Node{PowerType: "virsh", PowerParameters: map[string]any{"power_address": "a", "power_id": "i"}})
	parameters := func() map[string]any {
		s.store.Lock()
		defer s.store.Unlock()
		return s.store.Current().nodes.Get(id).powerParams
	}
	edit := func(params ...any) int { return ask(t, s, "admin", "PUT", "nodes/"+id+"/", params...).status }

	require.Equal(t, 200, edit("hostname", "one"))
	assert.Equal(t, map[string]any{"power_address": "a", "power_id": "i"}, parameters(), "kept")
	require.Equal(t, 200, edit("power_parameters_power_address", "b"))
	assert.Equal(t, map[string]any{"power_address": "b", "power_id": "", "power_pass": ""}, parameters(), "replaced as a whole")
	require.Equal(t, 400, edit("power_parameters_nosuch", "b"))
	require.Equal(t, 200, edit("power_parameters_nosuch", "b", "power_parameters_skip_check", "true"))
	assert.Equal(t, map[string]any{"nosuch": "b"}, parameters())
	require.Equal(t, 200, edit("power_type", ""))
	assert.Nil(t, parameters())
}

func TestMACsOfNodes(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddNode(Node{MACs: []string{"aa:bb:cc:dd:ee:01"}})
	other := s.AddNode(Node{MACs: []string{"aa:bb:cc:dd:ee:02"}})
	got := ask(t, s, "admin", "POST", "nodes/"+id+"/macs/", "mac_address", "AA-BB-CC-DD-EE-03")
	assert.Equal(t, "AA-BB-CC-DD-EE-03", got.json(t).(map[string]any)["mac_address"], "as it was sent")
	list := ask(t, s, "user", "GET", "nodes/"+id+"/macs/").json(t).([]any)
	require.Len(t, list, 2)
	assert.Equal(t, "aa:bb:cc:dd:ee:03", list[1].(map[string]any)["mac_address"])
	assert.Equal(t, 404, ask(t, s, "admin", "GET", "nodes/"+other+"/macs/aa:bb:cc:dd:ee:01/").status)
	assert.Equal(t, 400, ask(t, s, "admin", "DELETE", "nodes/nosuch/macs/zz/").status, "the address is looked at first")
	assert.Equal(t, 204, ask(t, s, "admin", "DELETE", "nodes/"+id+"/macs/AA:bb:CC:dd:ee:01/").status)
	assert.Len(t, readNode(t, s, id)["macaddress_set"], 1)
}

func TestRenamedZoneAndTagFollow(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddZone("rack1", "")
	id := s.AddNode(Node{Zone: "rack1", Tags: []string{"a", "b"}})
	require.Equal(t, 200, ask(t, s, "admin", "PUT", "zones/rack1/", "name", "rack2").status)
	require.Equal(t, 200, ask(t, s, "admin", "PUT", "tags/a/", "name", "c").status)
	node := readNode(t, s, id)
	assert.Equal(t, "rack2", node["zone"].(map[string]any)["name"])
	assert.Equal(t, []any{"c", "b"}, node["tag_names"])
	require.Equal(t, 204, ask(t, s, "admin", "DELETE", "zones/rack2/").status)
	require.Equal(t, 204, ask(t, s, "admin", "DELETE", "tags/c/").status)
	node = readNode(t, s, id)
	assert.Equal(t, defaultZone, node["zone"].(map[string]any)["name"])
	assert.Equal(t, []any{"b"}, node["tag_names"])
}
