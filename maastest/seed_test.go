package maastest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

func TestStatesOfSeeds(t *testing.T) {
	t.Parallel()
	server := Start(t)
	for state := range statusOf {
		for _, name := range []string{state.String(), strings.ReplaceAll(strings.ToLower(state.String()), " ", "-")} {
			server.Reset()
			server.AddNode(Node{SystemID: "node-1", Owner: "user", State: name})
			if state == maas.NodeSubstatusCommissioning {
				continue // it ends with the first read
			}
			read, err := server.Client().Nodes.Get(t.Context(), "node-1")
			require.NoError(t, err)
			assert.Equal(t, state, read.State())
		}
	}

	unknown := Node{State: "happy"}
	require.ErrorContains(t, unknown.readState(), `unknown state "happy"; the states are allocated, commissioning, deployed, failed-commissioning, `)
	both := Node{Status: maas.NodeStatusReady, State: "ready"}
	require.ErrorContains(t, both.readState(), "both")
}
