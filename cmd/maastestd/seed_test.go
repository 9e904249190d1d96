package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

func TestStatesOfSeeds(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	for state := range statuses {
		var n item[node]
		require.NoError(t, json.Unmarshal([]byte(`{"system_id": "node-1", "owner": "user", "state": "`+stateName(state.String())+`"}`), &n))
		seeded, err := n.value.seeded()
		require.NoError(t, err)
		server.Reset()
		server.AddNode(seeded)
		if state == maas.NodeSubstatusCommissioning {
			continue // it ends with the first read
		}
		read, err := server.Client().Nodes.Get(t.Context(), "node-1")
		require.NoError(t, err)
		assert.Equal(t, state, read.State())
	}

	_, err := node{State: "happy"}.seeded()
	require.ErrorContains(t, err, `unknown state "happy"; the states are allocated, commissioning, deployed, failed-commissioning, `)
	_, err = node{Node: maastest.Node{Status: maas.NodeStatusReady}, State: "ready"}.seeded()
	require.ErrorContains(t, err, "both")
}
