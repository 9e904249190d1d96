package maastest

import (
	"strings"
	"testing"
	"time"

	"github.com/gomaas/maas"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/engine"
)

// newAddressServer has one network with two static addresses, and a clock.
func newAddressServer() *Server {
	clock := NewManualClock(time.Date(2026, 11, 20, 23, 33, 6, 10_000_000, time.UTC))
	s := NewUnstarted(WithEmpty(), WithClock(clock))
	s.AddNodeGroup(NodeGroup{UUID: defaultCluster, Status: 1, Connected: true})
	for _, purpose := range []maas.BootImagePurpose{maas.BootImagePurposeCommissioning, maas.BootImagePurposeInstall} {
		s.AddBootImage(defaultCluster, BootImage{Architecture: "amd64", Release: "trusty", Purpose: purpose})
	}
	s.AddInterface(defaultCluster, Interface{Name: "eth0", IP: "10.0.0.1", Management: managesDHCP, SubnetMask: "255.255.255.0",
		RouterIP: "10.0.0.1", RangeLow: "10.0.0.10", RangeHigh: "10.0.0.20", StaticLow: "10.0.0.201", StaticHigh: "10.0.0.202"})
	return s
}

func TestIPAddresses(t *testing.T) {
	t.Parallel()
	s := newAddressServer()
	s.AddInterface(defaultCluster, Interface{Name: "eth1", IP: "10.9.0.1", SubnetMask: "255.255.255.0"})
	shown := func(ip string) string {
		return `{"ip": "` + ip + `", "alloc_type": 4, "created": "2026-11-20T23:33:06.010", "resource_uri": "/MAAS/api/1.0/ipaddresses/"}`
	}
	reserve := func(network string) []any { return []any{"op", "reserve", "network", network} }
	release := func(ip string) []any { return []any{"op", "release", "ip", ip} }
	runSteps(t, s, []step{
		{"user", "GET", "ipaddresses/", nil, 200, engine.TypeJSON, "[]"},
		{"", "GET", "ipaddresses/", nil, 401, engine.TypePlain, "Forbidden"},
		{"user", "POST", "ipaddresses/", reserve("10.0.0.0/24"), 200, engine.TypeJSON, shown("10.0.0.201")},
		{"user", "POST", "ipaddresses/", reserve("10.0.0.77/255.255.255.0"), 200, engine.TypeJSON, shown("10.0.0.202")},
		{"user", "POST", "ipaddresses/", reserve("10.0.0.0/24"), 503, engine.TypeText, ""},
		{"user", "POST", "ipaddresses/", reserve("zz"), 400, engine.TypeText, "Invalid network parameter zz"},
		{"user", "POST", "ipaddresses/", reserve("10.0.0.0/16"), 400, engine.TypeText, "No network found matching 10.0.0.0/16"},
		{"user", "POST", "ipaddresses/", reserve("10.0.0.0"), 400, engine.TypeText, "No network found matching 10.0.0.0"},
		{"user", "POST", "ipaddresses/", reserve("10.9.0.0/24"), 400, engine.TypeText, "No network found matching 10.9.0.0/24"},
		{"user", "POST", "ipaddresses/", []any{"op", "reserve"}, 400, engine.TypeText, "No provided network!"},
		{"user", "GET", "ipaddresses/", nil, 200, engine.TypeJSON, "[" + shown("10.0.0.201") + "," + shown("10.0.0.202") + "]"},
		{"admin", "GET", "ipaddresses/", nil, 200, engine.TypeJSON, "[]"},
		{"admin", "POST", "ipaddresses/", release("10.0.0.201"), 404, engine.TypePlain, "Not Found"},
		{"user", "POST", "ipaddresses/", release("10.0.0.201"), 200, engine.TypeJSON, "null"},
		{"user", "POST", "ipaddresses/", release("10.0.0.201"), 404, engine.TypePlain, "Not Found"},
		{"user", "POST", "ipaddresses/", []any{"op", "release"}, 400, engine.TypeText, "No provided ip!"},
		{"admin", "POST", "ipaddresses/", reserve("10.0.0.0/24"), 200, engine.TypeJSON, shown("10.0.0.201")},
	})
	ask(t, s, "admin", "PUT", defaultPath, "status", "2")
	assert.Equal(t, 400, ask(t, s, "user", "POST", "ipaddresses/", reserve("10.0.0.0/24")...).status, "the cluster was rejected")
}

// nodeAddresses is what the API says about a node's addresses.
func nodeAddresses(t *testing.T, s *Server, id string) any {
	t.Helper()
	got := ask(t, s, "admin", "GET", "nodes/"+id+"/")
	require.Equal(t, 200, got.status, got.body)
	return got.json(t).(map[string]any)["ip_addresses"]
}

// addNodeBehind adds a node whose MAC was leased an address by eth0.
func addNodeBehind(t *testing.T, s *Server, name, mac string, status maas.NodeStatus) string {
	t.Helper()
	id := s.AddNode(Node{Hostname: name, Architecture: "amd64/generic", MACs: []string{mac}, PowerType: "virsh", Status: status, Owner: map[maas.NodeStatus]string{statusAllocated: "user"}[status]})
	s.seed(func(st *state) error {
		st.noticeLease(st.nodeGroups.Get(defaultCluster), "10.0.0.11", strings.ToUpper(mac))
		return nil
	})
	return id
}

func TestStartTakesStaticAddress(t *testing.T) {
	t.Parallel()
	s := newAddressServer()
	var ids []string
	for i, name := range []string{"one", "two", "three"} {
		ids = append(ids, addNodeBehind(t, s, name, "aa:bb:cc:dd:ee:0"+string(rune('1'+i)), statusAllocated))
	}
	start := func(id string) answer { return ask(t, s, "user", "POST", "nodes/"+id+"/", "op", "start") }
	require.Equal(t, 200, start(ids[0]).status)
	assert.Equal(t, []any{"10.0.0.201"}, nodeAddresses(t, s, ids[0]))
	require.Equal(t, 200, start(ids[0]).status)
	assert.Equal(t, []any{"10.0.0.201"}, nodeAddresses(t, s, ids[0]), "it keeps its address")
	require.Equal(t, 200, start(ids[1]).status)

	refused := start(ids[2])
	assert.Equal(t, 503, refused.status)
	assert.Equal(t, engine.TypeText, refused.contentType)
	assert.Equal(t, ids[2]+": Unable to allocate static IP due to address exhaustion.", refused.body)

	require.Equal(t, 200, ask(t, s, "user", "POST", "nodes/"+ids[0]+"/", "op", "release").status)
	assert.Equal(t, []any{}, nodeAddresses(t, s, ids[0]), "release gives it back")
	require.Equal(t, 200, start(ids[2]).status)
	assert.Equal(t, []any{"10.0.0.201"}, nodeAddresses(t, s, ids[2]))
}

func TestStartWithoutStaticAddress(t *testing.T) {
	t.Parallel()
	s := newAddressServer()
	unseen := s.AddNode(Node{Hostname: "unseen", Architecture: "amd64/generic", MACs: []string{"aa:bb:cc:dd:ee:01"}, PowerType: "virsh", Status: statusAllocated, Owner: "user"})
	require.Equal(t, 200, ask(t, s, "user", "POST", "nodes/"+unseen+"/", "op", "start").status)
	assert.Equal(t, []any{}, nodeAddresses(t, s, unseen), "its interface is not known")

	ready := addNodeBehind(t, s, "ready", "aa:bb:cc:dd:ee:02", statusReady)
	require.Equal(t, 200, ask(t, s, "admin", "POST", "nodes/"+ready+"/", "op", "start").status)
	assert.Equal(t, []any{}, nodeAddresses(t, s, ready), "nobody has it")

	seen := addNodeBehind(t, s, "seen", "aa:bb:cc:dd:ee:03", statusAllocated)
	ask(t, s, "admin", "PUT", interfacesPath+"eth0/", "management", "0")
	require.Equal(t, 200, ask(t, s, "user", "POST", "nodes/"+seen+"/", "op", "start").status)
	assert.Equal(t, []any{}, nodeAddresses(t, s, seen), "MAAS does not manage the network")
}

func TestClaimStickyIP(t *testing.T) {
	t.Parallel()
	s := newAddressServer()
	id := addNodeBehind(t, s, "alpha", "aa:bb:cc:dd:ee:01", statusReady)
	claim := func(more ...any) []any { return append([]any{"op", "claim_sticky_ip_address"}, more...) }
	path := "nodes/" + id + "/"
	runSteps(t, s, []step{
		{"user", "POST", path, claim(), 403, engine.TypeText, adminsOnly},
		{"admin", "POST", "nodes/node-nosuch/", claim(), 404, engine.TypePlain, "Not Found"},
		{"admin", "POST", path, claim("mac_address", "aa:bb:cc:dd:ee:99"), 400, engine.TypeText, "mac_address aa:bb:cc:dd:ee:99 not found on the node"},
	})
	got := ask(t, s, "admin", "POST", path, claim("mac_address", "AA:BB:CC:DD:EE:01")...)
	require.Equal(t, 200, got.status, got.body)
	assert.Equal(t, []any{"10.0.0.201"}, got.json(t).(map[string]any)["ip_addresses"])
	assert.Equal(t, 200, ask(t, s, "admin", "POST", path, claim()...).status)
	assert.Equal(t, []any{"10.0.0.201"}, nodeAddresses(t, s, id), "claiming it again changes nothing")

	ask(t, s, "user", "POST", "nodes/", "op", "acquire", "name", "alpha")
	require.Equal(t, 200, ask(t, s, "user", "POST", path, "op", "start").status)
	assert.Equal(t, []any{"10.0.0.201"}, nodeAddresses(t, s, id), "start adds no other address")
	runSteps(t, s, []step{{"admin", "POST", path, claim(), 409, engine.TypeText, "Sticky IP cannot be assigned to a node that is allocated"}})
	ask(t, s, "user", "POST", path, "op", "release")
	assert.Equal(t, []any{"10.0.0.201"}, nodeAddresses(t, s, id), "it outlives release")

	leases := `{"10.0.0.12": "aa:bb:cc:dd:ee:01"}`
	ask(t, s, workerUser, "POST", defaultPath, "op", "update_leases", "leases", leases)
	assert.Equal(t, []any{"10.0.0.201"}, nodeAddresses(t, s, id), "a lease does not show beside it")

	second := addNodeBehind(t, s, "beta", "aa:bb:cc:dd:ee:02", statusReady)
	third := addNodeBehind(t, s, "gamma", "aa:bb:cc:dd:ee:03", statusReady)
	runSteps(t, s, []step{{"admin", "POST", "nodes/" + second + "/", claim("mac_address", "aa:bb:cc:dd:ee:01"), 400, engine.TypeText,
		"mac_address aa:bb:cc:dd:ee:01 not found on the node"}})
	assert.Equal(t, 200, ask(t, s, "admin", "POST", "nodes/"+second+"/", claim()...).status)
	runSteps(t, s, []step{{"admin", "POST", "nodes/" + third + "/", claim(), 503, engine.TypeText, ""}})
	require.Equal(t, 204, ask(t, s, "admin", "DELETE", path).status)
	assert.Equal(t, 200, ask(t, s, "admin", "POST", "nodes/"+third+"/", claim()...).status, "deleting a node frees its addresses")

	bare := s.AddNode(Node{Hostname: "bare", Architecture: "amd64/generic", Status: statusReady})
	assert.Equal(t, 500, ask(t, s, "admin", "POST", "nodes/"+bare+"/", claim()...).status, "it has no MAC")
	unseen := s.AddNode(Node{Hostname: "unseen", Architecture: "amd64/generic", Status: statusReady, MACs: []string{"aa:bb:cc:dd:ee:09"}})
	assert.Equal(t, 200, ask(t, s, "admin", "POST", "nodes/"+unseen+"/", claim()...).status)
	assert.Equal(t, []any{}, nodeAddresses(t, s, unseen), "its interface is not known")
}

func TestClaimStickyIPTypeClash(t *testing.T) {
	t.Parallel()
	s := newAddressServer()
	id := addNodeBehind(t, s, "alpha", "aa:bb:cc:dd:ee:01", statusReady)
	s.seed(func(st *state) error {
		st.addresses.Put("10.0.0.201", &staticAddress{ip: "10.0.0.201", allocType: addressAuto, mac: "aa:bb:cc:dd:ee:01"})
		return nil
	})
	runSteps(t, s, []step{{"admin", "POST", "nodes/" + id + "/", []any{"op", "claim_sticky_ip_address"}, 409, engine.TypeText,
		"aa:bb:cc:dd:ee:01 already has an IP with a different type"}})
}
