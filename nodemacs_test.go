package maas_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

func TestNodeMACsWire(t *testing.T) {
	t.Parallel()
	const body = `{"resource_uri": "/MAAS/api/1.0/nodes/node-1/macs/aa%3Abb%3Acc%3Add%3A00%3A01/", "mac_address": "aa:bb:cc:dd:00:01"}`
	mac := maas.MACAddress{MACAddress: "aa:bb:cc:dd:00:01", ResourceURI: "/MAAS/api/1.0/nodes/node-1/macs/aa%3Abb%3Acc%3Add%3A00%3A01/"}
	runWire(t, []wireCase{
		{
			name:   "List",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.NodeMACs.List(ctx, "node-1") },
			want:   "GET /nodes/node-1/macs/",
			answer: "[" + body + "]",
			result: []maas.MACAddress{mac},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeMACs.Get(ctx, "node-1", "aa:bb:cc:dd:00:01")
			},
			want:   "GET /nodes/node-1/macs/aa:bb:cc:dd:00:01/",
			answer: body,
			result: &mac,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeMACs.Create(ctx, "node-1", "aa:bb:cc:dd:00:01")
			},
			want:   "POST /nodes/node-1/macs/",
			parts:  []string{"mac_address=aa:bb:cc:dd:00:01"},
			answer: body,
			result: &mac,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.NodeMACs.Delete(ctx, "node-1", "AA-BB-CC-DD-00-01")
			},
			want:        "DELETE /nodes/node-1/macs/AA-BB-CC-DD-00-01/",
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
	})
}

func TestNodeMACsRefuseBadArguments(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	macs := newTestClient(t, noNetwork(t)).NodeMACs
	for _, bad := range []string{"", "zz", "aa:bb:cc:dd:00", "aa:bb:cc:dd:00:01/../../..", "aabb.ccdd.0001"} {
		for name, call := range map[string]func() error{
			"Get":    func() error { _, err := macs.Get(ctx, "node-1", bad); return err },
			"Create": func() error { _, err := macs.Create(ctx, "node-1", bad); return err },
			"Delete": func() error { return macs.Delete(ctx, "node-1", bad) },
		} {
			var wrong *maas.ArgumentError
			require.ErrorAsf(t, call(), &wrong, "%s %q", name, bad)
			assert.Equal(t, "mac_address", wrong.Argument)
		}
	}
	var wrong *maas.ArgumentError
	_, err := macs.List(ctx, "")
	require.ErrorAs(t, err, &wrong)
	assert.Equal(t, "system_id", wrong.Argument)
}
