package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestNodesWire(t *testing.T) {
	t.Parallel()
	const one = `{"system_id": "k7bmx3", "hostname": "ada", "node_type": 2}`
	node := maas2.Node{SystemID: "k7bmx3", Hostname: "ada", NodeType: maas2.NodeTypeRackController}
	runWire(t, []wireCase{
		{
			name:   "List all",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Nodes.List(ctx, nil) },
			want:   "GET /nodes/",
			answer: "[" + one + "]",
			result: []maas2.Node{node},
		},
		{
			name: "List some",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Nodes.List(ctx, &maas2.NodeListOptions{Hostname: []string{"ada"}, Zone: []string{"rack1", "rack2"}})
			},
			want:   "GET /nodes/?hostname=ada&zone=rack1&zone=rack2",
			answer: "[]",
			result: []maas2.Node{},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Nodes.Get(ctx, "k7bmx3") },
			want:   "GET /nodes/k7bmx3/",
			answer: one,
			result: &node,
		},
		{
			name:        "Details",
			call:        func(ctx context.Context, c *maas2.Client) (any, error) { return c.Nodes.Details(ctx, "k7bmx3") },
			want:        "GET /nodes/k7bmx3/?op=details",
			contentType: "application/bson",
			answer:      "\x11\x00\x00\x00\x0alldp\x00\x0alshw\x00\x00",
			result:      &maas.NodeDetails{},
		},
		{
			name:   "PowerParameters",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Nodes.PowerParameters(ctx, "k7bmx3") },
			want:   "GET /nodes/k7bmx3/?op=power_parameters",
			answer: "{}",
			result: maas2.PowerSettings{},
		},
		{
			name: "SetZone",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Nodes.SetZone(ctx, []string{"k7bmx3", "46pkrn"}, "rack1")
			},
			want:   "POST /nodes/?op=set_zone",
			parts:  []string{"nodes=k7bmx3", "nodes=46pkrn", "zone=rack1"},
			answer: "null",
		},
		{
			name: "IsRegistered",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Nodes.IsRegistered(ctx, "52:54:00:10:03:01")
			},
			want:   "GET /nodes/?op=is_registered&mac_address=52%3A54%3A00%3A10%3A03%3A01",
			answer: "true",
			result: true,
		},
		{
			name: "IsActionInProgress",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Nodes.IsActionInProgress(ctx, "52:54:00:10:03:01")
			},
			want:     "GET /nodes/?op=is_action_in_progress&mac_address=52%3A54%3A00%3A10%3A03%3A01",
			answer:   "false",
			result:   false,
			unsigned: true,
		},
		{
			name:        "Delete",
			call:        func(ctx context.Context, c *maas2.Client) (any, error) { return nil, c.Nodes.Delete(ctx, "k7bmx3") },
			want:        "DELETE /nodes/k7bmx3/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
