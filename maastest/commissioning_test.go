package maastest

import (
	"encoding/base64"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/gomaas/maas/internal/engine"
)

// readNode reads a node as the administrator.
func readNode(t *testing.T, s *Server, id string) map[string]any {
	t.Helper()
	got := ask(t, s, "admin", "GET", "nodes/"+id+"/")
	require.Equal(t, 200, got.status, got.body)
	return got.json(t).(map[string]any)
}

// stateNow is a node's status without a read that counts.
func stateNow(s *Server, id string) int {
	s.store.Lock()
	defer s.store.Unlock()
	return s.store.Current().nodes.Get(id).status
}

func TestCommissioningEndsByPolls(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithCommissioningPolls(3))
	id := s.AddNode(Node{Hostname: "one", Status: statusCommissioning})
	assert.EqualValues(t, statusCommissioning, readNode(t, s, id)["status"])
	list := ask(t, s, "user", "GET", "nodes/", "op", "list").json(t).([]any)
	assert.EqualValues(t, statusCommissioning, list[0].(map[string]any)["status"], "lists are reads")
	ready := readNode(t, s, id)
	assert.EqualValues(t, statusReady, ready["status"])
	assert.EqualValues(t, 4, ready["cpu_count"])
	assert.EqualValues(t, 8192, ready["memory"])
	assert.Equal(t, []any{}, ready["routers"])
}

func TestCommissioningEndsAtTheFirstRead(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithHardware(Commissioned{CPUCount: 2, Memory: 512, Storage: 10, Routers: []string{"AA-BB-CC-00-00-01"}}))
	created := ask(t, s, "admin", "POST", "nodes/", "op", "new", "architecture", "amd64",
		"mac_addresses", "aa:bb:cc:dd:ee:01", "autodetect_nodegroup", "1").json(t).(map[string]any)
	assert.EqualValues(t, statusCommissioning, created["status"])
	node := readNode(t, s, created["system_id"].(string))
	assert.EqualValues(t, statusReady, node["status"])
	assert.EqualValues(t, 512, node["memory"])
	assert.EqualValues(t, 10, node["storage"])
	assert.Equal(t, []any{"aa:bb:cc:00:00:01"}, node["routers"])
}

func TestCommissioningEndsByTime(t *testing.T) {
	t.Parallel()
	clock := NewManualClock(time.Unix(1_700_000_000, 0))
	s := NewUnstarted(WithClock(clock), WithCommissioningTime(10*time.Minute))
	id := s.AddNode(Node{Hostname: "one", Status: statusCommissioning, CPUCount: 7})
	for range 3 {
		assert.EqualValues(t, statusCommissioning, readNode(t, s, id)["status"])
	}
	clock.Advance(10*time.Minute - time.Second)
	assert.EqualValues(t, statusCommissioning, readNode(t, s, id)["status"])
	clock.Advance(time.Second)
	node := readNode(t, s, id)
	assert.EqualValues(t, statusReady, node["status"])
	assert.EqualValues(t, 7, node["cpu_count"], "what was known stays")
}

func TestCommissioningByHand(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithManualCommissioning())
	lldp := `<lldp><interface><chassis><id type="mac">aa:bb:cc:dd:ee:f0</id></chassis></interface></lldp>`
	good := s.AddNode(Node{Hostname: "good", Status: statusCommissioning})
	bad := s.AddNode(Node{Hostname: "bad", Status: statusCommissioning})
	for range 3 {
		require.EqualValues(t, statusCommissioning, readNode(t, s, good)["status"])
	}
	lshw := makeLSHW(Commissioned{CPUCount: 3, Memory: 100, Storage: 5})
	s.FinishCommissioning(good, Commissioned{LSHW: lshw, Memory: 200, LLDP: []byte(lldp)})
	s.FailCommissioning(bad)

	node := readNode(t, s, good)
	assert.EqualValues(t, statusReady, node["status"])
	assert.EqualValues(t, 3, node["cpu_count"])
	assert.EqualValues(t, 200, node["memory"], "what is said wins over the document")
	assert.EqualValues(t, 5, node["storage"])
	assert.Equal(t, []any{"aa:bb:cc:dd:ee:f0"}, node["routers"])
	assert.EqualValues(t, statusFailedTests, readNode(t, s, bad)["status"])

	got := ask(t, s, "user", "GET", "nodes/"+good+"/", "op", "details")
	assert.Equal(t, engine.TypeBSON, got.contentType)
	var details struct{ LSHW, LLDP bson.Binary }
	require.NoError(t, bson.Unmarshal([]byte(got.body), &details))
	assert.Equal(t, string(lshw), string(details.LSHW.Data))
	assert.Equal(t, lldp, string(details.LLDP.Data))

	assert.Panics(t, func() { s.FinishCommissioning(good, Commissioned{}) })
}

func TestDeployment(t *testing.T) {
	t.Parallel()
	clock := NewManualClock(time.Unix(1_700_000_000, 0))
	for name, test := range map[string]struct {
		option Option
		ends   func(s *Server, id string)
	}{
		"polls":  {WithDeploymentPolls(2), func(s *Server, id string) { readNode(t, s, id) }},
		"time":   {WithDeploymentTime(time.Hour), func(*Server, string) { clock.Advance(time.Hour) }},
		"manual": {WithManualDeployment(), func(s *Server, id string) { s.FinishDeployment(id) }},
	} {
		s := NewUnstarted(WithClock(clock), test.option)
		id := s.AddNode(Node{Hostname: "one", Status: statusAllocated, Owner: "user", PowerType: "virsh"})
		got := ask(t, s, "user", "POST", "nodes/"+id+"/", "op", "start")
		require.Equal(t, 200, got.status, got.body)
		if name != "polls" {
			assert.Equal(t, true, readNode(t, s, id)["netboot"], name)
		}
		test.ends(s, id)
		node := readNode(t, s, id)
		assert.Equal(t, false, node["netboot"], name)
		assert.EqualValues(t, statusAllocated, node["status"], name)
		ask(t, s, "user", "POST", "nodes/"+id+"/", "op", "release")
		assert.Equal(t, true, readNode(t, s, id)["netboot"], name)
	}
}

func TestOnlyAllocatedNodesAreInstalled(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddNode(Node{Hostname: "one", Status: statusReady, PowerType: "virsh"})
	require.Equal(t, 200, ask(t, s, "admin", "POST", "nodes/"+id+"/", "op", "start").status)
	assert.Equal(t, true, readNode(t, s, id)["netboot"])
}

func TestReleaseEndsTheInstallation(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithDeploymentPolls(1))
	id := s.AddNode(Node{Hostname: "one", Status: statusAllocated, Owner: "user", PowerType: "virsh"})
	ask(t, s, "user", "POST", "nodes/"+id+"/", "op", "start")
	ask(t, s, "user", "POST", "nodes/"+id+"/", "op", "release")
	assert.Equal(t, true, readNode(t, s, id)["netboot"])
}

func TestPowerActions(t *testing.T) {
	t.Parallel()
	clock := NewManualClock(time.Unix(1_700_000_000, 0))
	s := NewUnstarted(WithClock(clock))
	virsh := s.AddNode(Node{Hostname: "virsh", Status: statusAllocated, Owner: "user", PowerType: "virsh"})
	wake := s.AddNode(Node{
		Hostname: "wake", Status: statusAllocated, Owner: "user", PowerType: "ether_wake",
		PowerParameters: map[string]any{"mac_address": "aa:bb:cc:dd:ee:01"},
	})
	deaf := s.AddNode(Node{Hostname: "deaf", Status: statusAllocated, Owner: "user", PowerType: "ether_wake"})
	none := s.AddNode(Node{Hostname: "none", Status: statusAllocated, Owner: "user"})
	for id, want := range map[string][2]int{virsh: {200, 200}, wake: {200, 200}, deaf: {403, 200}, none: {403, 403}} {
		assert.Equal(t, want[0], ask(t, s, "user", "POST", "nodes/"+id+"/", "op", "start").status)
		assert.Equal(t, want[1], ask(t, s, "user", "POST", "nodes/"+id+"/", "op", "stop").status)
	}
	now := clock.Now()
	assert.ElementsMatch(t, []PowerAction{
		{virsh, "on", "virsh", now}, {virsh, "off", "virsh", now}, {wake, "on", "ether_wake", now},
	}, s.PowerActions())
	s.ResetPowerActions()

	failing := ask(t, s, "user", "POST", "nodes/", "op", "release", "nodes", virsh, "nodes", s.AddNode(Node{Hostname: "d", Owner: "user"}))
	require.Equal(t, 409, failing.status)
	assert.Empty(t, s.PowerActions(), "a request that was taken back switches nothing")
}

func TestCheckCommissioning(t *testing.T) {
	t.Parallel()
	clock := NewManualClock(time.Unix(1_700_000_000, 0))
	s := NewUnstarted(WithClock(clock), WithManualCommissioning())
	slow := s.AddNode(Node{Hostname: "slow", Status: statusCommissioning})
	clock.Advance(59 * time.Minute)
	fresh := s.AddNode(Node{Hostname: "fresh", Status: statusCommissioning})
	assert.Equal(t, "[]", ask(t, s, "user", "POST", "nodes/", "op", "check_commissioning").body)
	clock.Advance(2 * time.Minute)
	failed := ask(t, s, "user", "POST", "nodes/", "op", "check_commissioning").json(t).([]any)
	require.Len(t, failed, 1)
	assert.Equal(t, slow, failed[0].(map[string]any)["system_id"])
	assert.Equal(t, statusFailedTests, stateNow(s, slow))
	assert.Equal(t, statusCommissioning, stateNow(s, fresh))
}

// signal reports to the metadata service as a node.
func signal(t *testing.T, s *Server, id, query, body string) answer {
	t.Helper()
	r := httptest.NewRequest("POST", "/MAAS/metadata/2012-03-01/?op=signal"+query, strings.NewReader(body))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=B")
	r.Header.Set("Authorization", signWith(s, s.NodeKey(id)))
	return send(t, s, r)
}

func part(disposition, content string) string {
	return "--B\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n"
}

func TestNodesReportThemselves(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithManualCommissioning())
	id := s.AddNode(Node{Hostname: "one", Status: statusCommissioning})
	report := func(status, scriptResult, virtuality string) answer {
		return signal(t, s, id, "", part(`name="status"`, status)+part(`name="script_result"`, scriptResult)+
			part(`name="00-maas-02-virtuality.out"; filename="x"`, virtuality)+"--B--\r\n")
	}
	assert.Equal(t, "OK", report("WORKING", "0", "kvm").body)
	assert.Equal(t, statusCommissioning, stateNow(s, id))
	assert.Equal(t, []any{"virtual"}, readNode(t, s, id)["tag_names"])

	assert.Equal(t, 200, report("FAILED", "3", "none").status)
	assert.Equal(t, statusFailedTests, stateNow(s, id))
	assert.Equal(t, []any{"virtual"}, readNode(t, s, id)["tag_names"], "the script failed")
	results := ask(t, s, "user", "GET", "commissioning-results/", "op", "list").json(t).([]any)
	require.Len(t, results, 1, "a second result takes the first one's place")
	result := results[0].(map[string]any)
	assert.EqualValues(t, 3, result["script_result"])
	assert.Equal(t, base64.StdEncoding.EncodeToString([]byte("none")), result["data"])

	assert.Equal(t, 409, report("OK", "0", "none").status, "it is not commissioning any more")
	require.Equal(t, 200, ask(t, s, "admin", "POST", "nodes/"+id+"/", "op", "commission").status)
	assert.Equal(t, "[]", ask(t, s, "user", "GET", "commissioning-results/", "op", "list").body, "cleared")
	assert.Equal(t, 200, report("OK", "0", "none").status)
	assert.Equal(t, []any{}, readNode(t, s, id)["tag_names"])
	assert.Equal(t, statusReady, stateNow(s, id))

	assert.Equal(t, "No provided status!", signal(t, s, id, "", "--B--\r\n").body)
	assert.Equal(t, 400, report("FINE", "0", "none").status)
	r := httptest.NewRequest("GET", "/MAAS/metadata/", nil)
	assert.Equal(t, 404, send(t, s, r).status)
}

func TestSeededHardwareWinsOverDocuments(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	lshw := makeLSHW(Commissioned{CPUCount: 1, Memory: 1, Storage: 1})
	node := readNode(t, s, s.AddNode(Node{Status: statusReady, LSHW: lshw, Memory: 5, Routers: []string{"aa:bb:cc:00:00:01"},
		LLDP: []byte(`<lldp><id type="mac">aa:bb:cc:00:00:02</id></lldp>`)}))
	assert.EqualValues(t, 1, node["cpu_count"])
	assert.EqualValues(t, 5, node["memory"])
	assert.EqualValues(t, 1, node["storage"])
	assert.Equal(t, []any{"aa:bb:cc:00:00:01"}, node["routers"])
}

func TestCommissioningResultsHideOthersNodes(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddNode(Node{Hostname: "free", Status: statusReady})
	s.AddNode(Node{Hostname: "others", Status: statusAllocated, Owner: "admin"})
	list := func(user string) []any {
		return ask(t, s, user, "GET", "commissioning-results/", "op", "list").json(t).([]any)
	}
	assert.Len(t, list("admin"), 2)
	assert.Len(t, list("user"), 1)
}
