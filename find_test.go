package maas_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

func TestFind(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	ada := server.AddNode(maastest.Node{Hostname: "ada", MACs: []string{"52:54:00:00:00:01", "52:54:00:00:00:02"}})
	grace := server.AddNode(maastest.Node{Hostname: "grace.local", MACs: []string{"52:54:00:00:00:03"}})
	server.AddNode(maastest.Node{Hostname: "twin.a", MACs: []string{"52:54:00:00:00:04"}})
	server.AddNode(maastest.Node{Hostname: "twin.b", MACs: []string{"52:54:00:00:00:05"}})
	client := server.Client()
	shown, err := client.Nodes.Get(t.Context(), grace)
	require.NoError(t, err)
	for _, tc := range []struct{ key, want string }{
		{ada, ada},
		{"ada", ada},
		{"52:54:00:00:00:02", ada},
		{"52-54-00-00-00-02", ada},
		{"grace.local", grace},
		{"grace", grace},
		{shown.Hostname, grace},
		{"twin.a", "twin.a"},
	} {
		node, err := client.Nodes.Find(t.Context(), tc.key)
		require.NoError(t, err, tc.key)
		assert.Contains(t, []string{node.SystemID, node.Hostname}, tc.want, tc.key)
	}
	for key, want := range map[string]error{
		"twin": maas.ErrAmbiguous, "ghost": maas.ErrNotFound, "node-ghost": maas.ErrNotFound, "52:54:00:00:00:ff": maas.ErrNotFound,
	} {
		_, err := client.Nodes.Find(t.Context(), key)
		require.ErrorIs(t, err, want, key)
		assert.Contains(t, err.Error(), key)
	}
	server.Inject(maastest.Match{Op: "list"}, maastest.Fault{Status: 500})
	_, err = client.Nodes.Find(t.Context(), "ada")
	require.ErrorIs(t, err, maas.ErrServer)
}

func TestFindNamesThatNoPathCanHave(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	id := server.AddNode(maastest.Node{Hostname: "node-version"})
	node, err := server.Client().Nodes.Find(t.Context(), "node-version")
	require.NoError(t, err)
	assert.Equal(t, id, node.SystemID)
}
