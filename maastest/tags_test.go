package maastest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func hostnamesWith(t *testing.T, s *Server, tag string) []string {
	t.Helper()
	names := []string{}
	for _, n := range ask(t, s, "admin", "GET", "tags/"+tag+"/", "op", "nodes").json(t).([]any) {
		names = append(names, n.(map[string]any)["hostname"].(string))
	}
	return names
}

func TestDefinitions(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddNode(Node{Hostname: "small", Status: statusReady, CPUCount: 1, Memory: 512})
	s.AddNode(Node{Hostname: "big", Status: statusReady, CPUCount: 16, Memory: 4096})
	s.AddNode(Node{Hostname: "unknown"})
	for definition, want := range map[string][]string{
		`//node[@id="memory"]/size > 1073741824`:          {"big"},
		`//node[@id="memory"]/size < 1073741824`:          {"small"},
		`count(//node[@class="processor"]) >= 1`:          {"small", "big"},
		`count(//node[@class="processor"]) - 1`:           {"big"},
		`//node[@class="nosuch"]`:                         {},
		`//node[@id="cpu:0"]`:                             {"small", "big"},
		`not(//node[@id="cpu:9"])`:                        {"small"},
		`string(//node[@class="nosuch"])`:                 {},
		`//node[@class="system"] and //node[@id="cpu:9"]`: {"big"},
	} {
		got := ask(t, s, "admin", "POST", "tags/", "op", "new", "name", "t", "definition", definition)
		require.Equal(t, 200, got.status, got.body)
		assert.Equal(t, want, hostnamesWith(t, s, "t"), definition)
		require.Equal(t, 204, ask(t, s, "admin", "DELETE", "tags/t/").status)
	}
	for _, bad := range []string{"invalid::tag", "//[", "count(", "nosuch()", "//node["} {
		got := ask(t, s, "admin", "POST", "tags/", "op", "new", "name", "t", "definition", bad)
		assert.Equal(t, `{"definition": ["Invalid xpath expression: Invalid expression"]}`, got.body, bad)
	}
}

func TestDefinitionsFollowTheNodes(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithManualCommissioning())
	s.AddTag(Tag{Name: "big", Definition: `//node[@id="memory"]/size > 1073741824`})
	id := s.AddNode(Node{Hostname: "one", Status: statusCommissioning})
	assert.Empty(t, hostnamesWith(t, s, "big"))
	s.FinishCommissioning(id, Commissioned{Memory: 4096})
	assert.Equal(t, []string{"one"}, hostnamesWith(t, s, "big"))

	require.Equal(t, 200, ask(t, s, "admin", "POST", "nodes/"+id+"/", "op", "commission").status)
	s.FinishCommissioning(id, Commissioned{LSHW: makeLSHW(Commissioned{Memory: 1})})
	assert.Empty(t, hostnamesWith(t, s, "big"))

	require.Equal(t, 200, ask(t, s, "admin", "PUT", "tags/big/", "definition", "//node").status)
	assert.Equal(t, []string{"one"}, hostnamesWith(t, s, "big"))
	require.Equal(t, 200, ask(t, s, "admin", "POST", "tags/big/", "op", "update_nodes", "remove", id).status)
	assert.Empty(t, hostnamesWith(t, s, "big"), "tags with a definition can be changed by hand")
	require.Equal(t, 200, ask(t, s, "admin", "POST", "tags/big/", "op", "rebuild").status)
	assert.Equal(t, []string{"one"}, hostnamesWith(t, s, "big"))
}

func TestIdleClustersLeaveDefinitionsAlone(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithIdleClusters())
	s.AddNode(Node{Hostname: "one", Status: statusReady, Memory: 4096})
	s.AddTag(Tag{Name: "all", Definition: "//node"})
	assert.Empty(t, hostnamesWith(t, s, "all"))
}

func TestUpdateNodesCountsIDs(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	one, two := s.AddNode(Node{Hostname: "one"}), s.AddNode(Node{Hostname: "two"})
	s.AddTag(Tag{Name: "t"})
	update := func(params ...any) string {
		return ask(t, s, "admin", "POST", "tags/t/", append([]any{"op", "update_nodes"}, params...)...).body
	}
	assert.JSONEq(t, `{"added": 2, "removed": 0}`, update("add", one, "add", two, "add", "nosuch"))
	assert.JSONEq(t, `{"added": 1, "removed": 1}`, update("add", one, "remove", one), "added first")
	assert.Equal(t, []string{"two"}, hostnamesWith(t, s, "t"))
	assert.JSONEq(t, `{"added": 0, "removed": 1}`, update("remove", one), "whether or not it had the tag")
}

func TestWorkersTagTheirOwnNodes(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	uuid := "11111111-2222-3333-4444-555555555555"
	key := s.AddNodeGroup(NodeGroup{UUID: uuid, Name: "second", Status: 1, Connected: true})
	mine := s.AddNode(Node{Hostname: "mine", NodeGroup: uuid})
	other := s.AddNode(Node{Hostname: "other"})
	s.AddTag(Tag{Name: "t"})
	body := `{"add": ["` + mine + `", "` + other + `"], "nodegroup": "` + uuid + `"}`
	r := jsonRequest("POST", "tags/t/?op=update_nodes", body)
	r.Header.Set("Authorization", signWith(s, key))
	assert.JSONEq(t, `{"added": 1, "removed": 0}`, send(t, s, r).body)
	assert.Equal(t, []string{"mine"}, hostnamesWith(t, s, "t"))
}
