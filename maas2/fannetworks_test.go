package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestFanNetworksWire(t *testing.T) {
	t.Parallel()
	const fan = `{"id": 1, "name": "fan", "underlay": "10.0.0.0/16", "overlay": "250.0.0.0/8", "dhcp": true, "host_reserve": 1, "bridge": null, "off": null,
		"resource_uri": "/MAAS/api/2.0/fannetworks/1/"}`
	network := maas2.FanNetwork{
		ID: 1, Name: "fan", Underlay: "10.0.0.0/16", Overlay: "250.0.0.0/8", DHCP: new(true), HostReserve: new(1),
		ResourceURI: "/MAAS/api/2.0/fannetworks/1/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.FanNetworks.List(ctx)
			},
			want:   "GET /fannetworks/",
			answer: "[" + fan + "]",
			result: []maas2.FanNetwork{network},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.FanNetworks.Get(ctx, 1)
			},
			want:   "GET /fannetworks/1/",
			answer: fan,
			result: &network,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.FanNetworks.Create(ctx, "fan", "250.0.0.0/8", "10.0.0.0/16", &maas2.FanNetworkCreateOptions{
					DHCP: new(true), HostReserve: 1, Bridge: "fan-250", Off: new(false),
				})
			},
			want:   "POST /fannetworks/",
			parts:  []string{"name=fan", "overlay=250.0.0.0/8", "underlay=10.0.0.0/16", "dhcp=true", "host_reserve=1", "bridge=fan-250", "off=false"},
			answer: fan,
			result: &network,
		},
		{
			name: "Create plain",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.FanNetworks.Create(ctx, "fan", "250.0.0.0/8", "10.0.0.0/16", nil)
			},
			want:   "POST /fannetworks/",
			parts:  []string{"name=fan", "overlay=250.0.0.0/8", "underlay=10.0.0.0/16"},
			answer: fan,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.FanNetworks.Update(ctx, 1, &maas2.FanNetworkUpdateOptions{
					Name: new("b"), Overlay: new("251.0.0.0/8"), Underlay: new("10.1.0.0/16"), DHCP: new(false), HostReserve: new(0), Bridge: new(""), Off: new(true),
				})
			},
			want:   "PUT /fannetworks/1/",
			parts:  []string{"name=b", "overlay=251.0.0.0/8", "underlay=10.1.0.0/16", "dhcp=false", "host_reserve=0", "bridge=", "off=true"},
			answer: fan,
			result: &network,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.FanNetworks.Delete(ctx, 1)
			},
			want:        "DELETE /fannetworks/1/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
