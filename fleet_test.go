package maas_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
)

func TestReleaseEach(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	server.AddUser(maastest.User{Name: "other"})
	mine := server.AddNode(maastest.Node{Status: maas.NodeStatusAllocated, Owner: "user"})
	mineToo := server.AddNode(maastest.Node{Status: maas.NodeStatusAllocated, Owner: "user"})
	free := server.AddNode(maastest.Node{Status: maas.NodeStatusReady})
	others := server.AddNode(maastest.Node{Status: maas.NodeStatusAllocated, Owner: "other"})
	client := server.ClientFor("user", maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))

	assert.Empty(t, client.Nodes.ReleaseEach(t.Context(), nil, nil))
	assert.Empty(t, server.Requests(), "nothing to release needs no request")

	outcomes := client.Nodes.ReleaseEach(t.Context(), []string{mine, free, others, "node-unknown"}, nil)
	require.Len(t, outcomes, 4)
	require.NoError(t, outcomes[mine])
	require.NoError(t, outcomes[free])
	require.ErrorIs(t, outcomes[others], maas.ErrForbidden)
	require.ErrorIs(t, outcomes["node-unknown"], maas.ErrNotFound)

	server.ResetRequests()
	assert.Equal(t, map[string]error{mineToo: nil}, client.Nodes.ReleaseEach(t.Context(), []string{mineToo}, nil))
	assert.Len(t, server.Requests(), 1, "one call where that will do")

	held := server.AddNode(maastest.Node{Status: maas.NodeStatusAllocated, Owner: "user"})
	server.Inject(maastest.Match{Op: "release"}, maastest.Fault{Status: 500, Body: "x"})
	require.ErrorIs(t, client.Nodes.ReleaseEach(t.Context(), []string{held}, nil)[held], maas.ErrServer)
}

func TestReleaseEachWithABadID(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	id := server.AddNode(maastest.Node{Status: maas.NodeStatusAllocated, Owner: "admin"})
	outcomes := server.Client().Nodes.ReleaseEach(t.Context(), []string{id, ""}, nil)
	require.NoError(t, outcomes[id])
	_, ok := errors.AsType[*maas.ArgumentError](outcomes[""])
	assert.True(t, ok)
}

func TestWaitForAll(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	ready := server.AddNode(maastest.Node{Status: maas.NodeStatusReady})
	failed := server.AddNode(maastest.Node{Status: maas.NodeStatusFailedTests})
	nodes, err := server.Client().Nodes.WaitForAll(deadline.Context(t), []string{failed, ready}, maas.Ready, nil)
	require.ErrorIs(t, err, maas.ErrNodeFailed)
	require.ErrorContains(t, err, failed)
	assert.NotContains(t, err.Error(), ready)
	assert.Nil(t, nodes[0])
	assert.Equal(t, ready, nodes[1].SystemID)
}
