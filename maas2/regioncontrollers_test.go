package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestRegionControllersWire(t *testing.T) {
	t.Parallel()
	const one = `{"system_id": "k7bmx3", "hostname": "ada", "node_type": 3}`
	region := maas2.RegionController{SystemID: "k7bmx3", Hostname: "ada", NodeType: maas2.NodeTypeRegionController}
	runWire(t, []wireCase{
		{
			name:   "List all",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.RegionControllers.List(ctx, nil) },
			want:   "GET /regioncontrollers/",
			answer: "[" + one + "]",
			result: []maas2.RegionController{region},
		},
		{
			name: "List some",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RegionControllers.List(ctx, &maas2.RegionControllerListOptions{Hostname: []string{"ada"}, Zone: []string{"rack1", "rack2"}})
			},
			want:   "GET /regioncontrollers/?hostname=ada&zone=rack1&zone=rack2",
			answer: "[]",
			result: []maas2.RegionController{},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.RegionControllers.Get(ctx, "k7bmx3") },
			want:   "GET /regioncontrollers/k7bmx3/",
			answer: one,
			result: &region,
		},
		{
			name: "Details",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RegionControllers.Details(ctx, "k7bmx3")
			},
			want:        "GET /regioncontrollers/k7bmx3/?op=details",
			contentType: "application/bson",
			answer:      "\x11\x00\x00\x00\x0alldp\x00\x0alshw\x00\x00",
			result:      &maas.NodeDetails{},
		},
		{
			name: "PowerParameters",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RegionControllers.PowerParameters(ctx, "k7bmx3")
			},
			want:   "GET /regioncontrollers/k7bmx3/?op=power_parameters",
			answer: "{}",
			result: maas2.PowerSettings{},
		},
		{
			name: "SetZone",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.RegionControllers.SetZone(ctx, []string{"k7bmx3", "46pkrn"}, "rack1")
			},
			want:   "POST /regioncontrollers/?op=set_zone",
			parts:  []string{"nodes=k7bmx3", "nodes=46pkrn", "zone=rack1"},
			answer: "null",
		},
		{
			name: "IsRegistered",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RegionControllers.IsRegistered(ctx, "52:54:00:10:03:01")
			},
			want:   "GET /regioncontrollers/?op=is_registered&mac_address=52%3A54%3A00%3A10%3A03%3A01",
			answer: "true",
			result: true,
		},
		{
			name: "IsActionInProgress",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RegionControllers.IsActionInProgress(ctx, "52:54:00:10:03:01")
			},
			want:     "GET /regioncontrollers/?op=is_action_in_progress&mac_address=52%3A54%3A00%3A10%3A03%3A01",
			answer:   "false",
			result:   false,
			unsigned: true,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RegionControllers.Update(ctx, "k7bmx3", &maas2.RegionControllerUpdateOptions{Description: new(""), Zone: new("rack1"), PowerParameters: maas2.ManualPower{}})
			},
			want:   "PUT /regioncontrollers/k7bmx3/",
			parts:  []string{"description=", "power_type=manual", "zone=rack1"},
			answer: one,
			result: &region,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RegionControllers.Update(ctx, "k7bmx3", nil)
			},
			want:   "PUT /regioncontrollers/k7bmx3/",
			answer: one,
		},
		{
			name: "Delete by force",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.RegionControllers.Delete(ctx, "k7bmx3", &maas2.RegionControllerDeleteOptions{Force: new(true)})
			},
			want:        "DELETE /regioncontrollers/k7bmx3/?force=true",
			status:      204,
			contentType: "text/plain",
		},
	})
}
