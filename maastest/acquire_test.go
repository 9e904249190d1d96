package maastest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/engine"
)

// poolServer has the nodes that the constraints are tried on.
func poolServer() *Server {
	s := NewUnstarted()
	s.AddZone("rack1", "")
	s.AddNetwork(Network{Name: "lan", IP: "10.1.0.0", Netmask: "255.255.0.0", VLANTag: 5})
	s.AddNode(Node{
		Hostname: "small.local", Status: statusReady, CPUCount: 1, Memory: 1024, Architecture: "i386/generic",
		MACs: []string{"aa:bb:cc:dd:ee:01"}, Routers: []string{"aa:bb:cc:00:00:01"},
	})
	s.AddNode(Node{
		Hostname: "big", Status: statusReady, CPUCount: 8, Memory: 16384, Zone: "rack1", Tags: []string{"fast", "ssd"},
		MACs: []string{"aa:bb:cc:dd:ee:02"}, Routers: []string{"aa:bb:cc:00:00:01", "aa:bb:cc:00:00:02"},
	})
	s.AddNode(Node{Hostname: "raw", Status: statusReady, CPUCount: 2, Memory: 2048, Tags: []string{"ssd"}})
	s.AddNode(Node{Hostname: "taken", Status: statusAllocated, Owner: "user", CPUCount: 64, Memory: 1 << 20})
	s.AddNode(Node{Hostname: "kept", Status: statusReady, Owner: "admin", CPUCount: 64, Memory: 1 << 20})
	s.AddNode(Node{Hostname: "new", CPUCount: 64, Memory: 1 << 20})
	s.seed(func(st *state) error {
		st.macs.Update("aa:bb:cc:dd:ee:02", func(m *mac) { m.networks = []string{"lan"} })
		return nil
	})
	return s
}

func TestAcquireConstraints(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		params []any
		want   string // a host name, or the text of the failure
	}{
		{nil, "small.local"},
		{[]any{"agent_name", "x"}, "small.local"},
		{[]any{"name", "big"}, "big"},
		{[]any{"name", "big.maas"}, "big"},
		{[]any{"name", "small.maas"}, "small.local"},
		{[]any{"name", "big.other"}, "No available node matches constraints: name=big.other"},
		{[]any{"name", "taken"}, "No available node matches constraints: name=taken"},
		{[]any{"arch", "amd64"}, "big"},
		{[]any{"arch", "i386/generic", "name", "big"}, "No available node matches constraints: arch=i386/generic name=big"},
		{[]any{"arch", "arm"}, `{"arch": ["Architecture not recognised."]}`},
		{[]any{"cpu_count", "1.5"}, "big"},
		{[]any{"cpu_count", "0", "mem", "16385"}, "No available node matches constraints: cpu_count=0.0 mem=16385.0"},
		{[]any{"mem", "2048", "mem", "16384"}, "big"},
		{[]any{"tags", "ssd"}, "big"},
		{[]any{"tags", " ssd, fast"}, "big"},
		{[]any{"tags", "ssd", "tags", "fast", "mem", "20000"}, "No available node matches constraints: mem=20000.0 tags=fast,ssd"},
		{[]any{"tags", "b", "tags", "ssd a"}, `{"tags": ["No such tag(s): 'a', 'b'."]}`},
		{[]any{"zone", "rack1"}, "big"},
		{[]any{"not_in_zone", "default"}, "big"},
		{[]any{"not_in_zone", "default", "not_in_zone", "rack1"}, "No available node matches constraints: not_in_zone=default,rack1"},
		{[]any{"networks", "lan"}, "big"},
		{[]any{"networks", "ip:10.1.2.3", "networks", "vlan:0x5"}, "big"},
		{[]any{"not_networks", "vlan:5", "tags", "ssd"}, "raw"},
		{[]any{"not_networks", "lan", "networks", "lan"}, "No available node matches constraints: networks=lan:10.1.0.0/16(tag:5) not_networks=lan:10.1.0.0/16(tag:5)"},
		{[]any{"networks", "vlan:4095"}, `{"networks": ["VLAN tag out of range (1-4094)."]}`},
		{[]any{"connected_to", "AA-BB-CC-00-00-02", "connected_to", "aa:bb:cc:00:00:01"}, "big"},
		{[]any{"not_connected_to", "aa:bb:cc:00:00:02", "tags", "ssd"}, "raw"},
		{[]any{"not_connected_to", "aa:bb:cc:00:00:01"}, "raw"},
		{[]any{"not_connected_to", "nonsense"}, `{"not_connected_to": ["'nonsense' is not a valid MAC address."]}`},
		{[]any{"memory", "999999"}, "small.local"},
	} {
		got := ask(t, poolServer(), "user", "POST", "nodes/", append([]any{"op", "acquire"}, test.params...)...)
		if got.status != 200 {
			assert.Equal(t, test.want, got.body, test.params)
			continue
		}
		node := got.json(t).(map[string]any)
		assert.Equal(t, test.want, node["hostname"], test.params)
		assert.Equal(t, "user", node["owner"])
		assert.EqualValues(t, statusAllocated, node["status"])
	}
}

func TestAcquireTakesAllThenFails(t *testing.T) {
	t.Parallel()
	s := poolServer()
	for range 3 {
		assert.Equal(t, 200, ask(t, s, "user", "POST", "nodes/", "op", "acquire").status)
	}
	got := ask(t, s, "user", "POST", "nodes/", "op", "acquire")
	assert.Equal(t, 409, got.status)
	assert.Equal(t, "No node available.", got.body)
	assert.Equal(t, engine.TypeText, got.contentType)
}
