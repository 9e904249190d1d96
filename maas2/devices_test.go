package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestDevicesWire(t *testing.T) {
	t.Parallel()
	const one = `{"system_id": "k7bmx3", "hostname": "ada", "node_type": 1}`
	device := maas2.Device{SystemID: "k7bmx3", Hostname: "ada", NodeType: maas2.NodeTypeDevice}
	runWire(t, []wireCase{
		{
			name:   "List all",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Devices.List(ctx, nil) },
			want:   "GET /devices/",
			answer: "[" + one + "]",
			result: []maas2.Device{device},
		},
		{
			name: "List some",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Devices.List(ctx, &maas2.DeviceListOptions{Hostname: []string{"ada"}, Zone: []string{"rack1", "rack2"}})
			},
			want:   "GET /devices/?hostname=ada&zone=rack1&zone=rack2",
			answer: "[]",
			result: []maas2.Device{},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Devices.Get(ctx, "k7bmx3") },
			want:   "GET /devices/k7bmx3/",
			answer: one,
			result: &device,
		},
		{
			name:        "Details",
			call:        func(ctx context.Context, c *maas2.Client) (any, error) { return c.Devices.Details(ctx, "k7bmx3") },
			want:        "GET /devices/k7bmx3/?op=details",
			contentType: "application/bson",
			answer:      "\x11\x00\x00\x00\x0alldp\x00\x0alshw\x00\x00",
			result:      &maas.NodeDetails{},
		},
		{
			name: "PowerParameters",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Devices.PowerParameters(ctx, "k7bmx3")
			},
			want:   "GET /devices/k7bmx3/?op=power_parameters",
			answer: "{}",
			result: maas2.PowerSettings{},
		},
		{
			name: "SetZone",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Devices.SetZone(ctx, []string{"k7bmx3", "46pkrn"}, "rack1")
			},
			want:   "POST /devices/?op=set_zone",
			parts:  []string{"nodes=k7bmx3", "nodes=46pkrn", "zone=rack1"},
			answer: "null",
		},
		{
			name: "IsRegistered",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Devices.IsRegistered(ctx, "52:54:00:10:03:01")
			},
			want:   "GET /devices/?op=is_registered&mac_address=52%3A54%3A00%3A10%3A03%3A01",
			answer: "true",
			result: true,
		},
		{
			name: "IsActionInProgress",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Devices.IsActionInProgress(ctx, "52:54:00:10:03:01")
			},
			want:     "GET /devices/?op=is_action_in_progress&mac_address=52%3A54%3A00%3A10%3A03%3A01",
			answer:   "false",
			result:   false,
			unsigned: true,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Devices.Create(ctx, []string{"52:54:00:10:03:01", "52:54:00:10:03:02"}, &maas2.DeviceCreateOptions{Hostname: "ada", Domain: "lab", Parent: "46pkrn"})
			},
			want:   "POST /devices/",
			parts:  []string{"mac_addresses=52:54:00:10:03:01", "mac_addresses=52:54:00:10:03:02", "hostname=ada", "domain=lab", "parent=46pkrn"},
			answer: one,
			result: &device,
		},
		{
			name: "Update clears",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Devices.Update(ctx, "k7bmx3", &maas2.DeviceUpdateOptions{Description: new(""), Zone: new("rack1")})
			},
			want:   "PUT /devices/k7bmx3/",
			parts:  []string{"description=", "zone=rack1"},
			answer: one,
			result: &device,
		},
		{
			name:   "Update nothing",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Devices.Update(ctx, "k7bmx3", nil) },
			want:   "PUT /devices/k7bmx3/",
			answer: one,
		},
		{
			name:        "Delete",
			call:        func(ctx context.Context, c *maas2.Client) (any, error) { return nil, c.Devices.Delete(ctx, "k7bmx3") },
			want:        "DELETE /devices/k7bmx3/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "SetOwnerData",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Devices.SetOwnerData(ctx, "k7bmx3", map[string]string{"b": "", "a": "1"})
			},
			want:   "POST /devices/k7bmx3/?op=set_owner_data",
			parts:  []string{"a=1", "b="},
			answer: one,
			result: &device,
		},
		{
			name: "SetWorkloadAnnotations",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Devices.SetWorkloadAnnotations(ctx, "k7bmx3", map[string]string{"app": "db"})
			},
			want:   "POST /devices/k7bmx3/?op=set_workload_annotations",
			parts:  []string{"app=db"},
			answer: one,
			result: &device,
		},
		{
			name: "RestoreNetworkingConfiguration",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Devices.RestoreNetworkingConfiguration(ctx, "k7bmx3")
			},
			want:   "POST /devices/k7bmx3/?op=restore_networking_configuration",
			answer: one,
			result: &device,
		},
		{
			name: "RestoreDefaultConfiguration",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Devices.RestoreDefaultConfiguration(ctx, "k7bmx3")
			},
			want:   "POST /devices/k7bmx3/?op=restore_default_configuration",
			answer: one,
			result: &device,
		},
	})
}
