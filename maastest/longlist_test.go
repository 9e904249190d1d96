package maastest

import (
	"io"
	"net/http"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
)

// A list of many nodes is written as it is made, with its length announced as
// always, and takes the memory of a few of them.
func TestLongListIsStreamed(t *testing.T) {
	count := 100_000
	if testing.Short() || deadline.Race {
		count = 10_000
	}
	s := manyNodes(count)
	s.URL = s.host.Listen()
	defer s.Close()
	client := s.Client()
	defer client.CloseIdleConnections()
	// What is in use is looked at after a collection: how far behind that is on a
	// busy machine says nothing of the list.
	var m runtime.MemStats
	inUse := func() uint64 {
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := inUse()
	most, n := before, 0
	for node, err := range client.Nodes.All(t.Context(), nil) {
		require.NoError(t, err)
		if n++; n%(count/10) == 0 {
			most = max(most, inUse())
		}
		if n == count {
			assert.Equal(t, []string{"virtual"}, node.TagNames)
			assert.Len(t, node.MACAddressSet, 1)
		}
	}
	t.Logf("%d nodes: heap %d MiB before, %d MiB at most, %d MiB of the system", n, before>>20, most>>20, m.Sys>>20)
	assert.Equal(t, count, n)
	assert.Less(t, most, uint64(500<<20))
	assert.Less(t, most-before, uint64(100<<20), "the text alone would be more")
}

// What is streamed is a snapshot: changes while it is read do not show.
func TestLongListIsOfOneMoment(t *testing.T) {
	t.Parallel()
	const count = 2 * longList // more than what a connection holds
	s := manyNodes(count)
	s.AddZone("rack1", "")
	s.URL = s.host.Listen()
	defer s.Close()
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	client := s.Client(maas.WithHTTPClient(&http.Client{Transport: transport}))
	nodes, err := client.Nodes.List(t.Context(), nil)
	require.NoError(t, err)
	ids := make([]string, len(nodes))
	for i := range nodes {
		ids[i] = nodes[i].SystemID
	}
	require.NoError(t, client.Nodes.SetZone(t.Context(), "rack1", ids...))
	seen := 0
	for node, err := range client.Nodes.All(t.Context(), nil) {
		require.NoError(t, err)
		if seen++; seen == 1 {
			require.NoError(t, client.Nodes.SetZone(t.Context(), "default", ids...))
			require.NoError(t, client.Zones.Delete(t.Context(), "rack1"))
		}
		require.Equal(t, "rack1", node.Zone.Name)
	}
	assert.Equal(t, count, seen)
}

// In the formats that are not streamed, and to clients that take no gzip, a long
// list says the same.
func TestLongListInEveryForm(t *testing.T) {
	t.Parallel()
	s := manyNodes(longList)
	plain := ask(t, s, "admin", "GET", "nodes/", "op", "list")
	require.Equal(t, 200, plain.status)
	assert.Len(t, plain.json(t), longList)
	xml := ask(t, s, "admin", "GET", "nodes/", "op", "list", "format", "xml")
	require.Equal(t, 200, xml.status)
	assert.Contains(t, xml.body, "<system_id>")
	callback := ask(t, s, "admin", "GET", "nodes/", "op", "list", "callback", "f")
	assert.Equal(t, "f("+plain.body+")", callback.body)

	s.URL = s.host.Listen()
	defer s.Close()
	s.Inject(Match{Op: "list"}, Fault{Truncate: 1000})
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	client := s.Client(maas.WithHTTPClient(&http.Client{Transport: transport}), maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))
	body, err := maas.Stream(t.Context(), client, maas.Get("/nodes/").Op("list"))
	require.NoError(t, err)
	defer body.Close()
	text, err := io.ReadAll(body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.Equal(t, plain.body[:1000], string(text))
}
