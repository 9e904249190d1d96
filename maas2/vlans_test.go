package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestVLANsWire(t *testing.T) {
	t.Parallel()
	const vlanA = `{"vid": 100, "mtu": 9000, "dhcp_on": true, "external_dhcp": null, "relay_vlan": {"id": 1, "vid": 0}, "space": "spc", "name": "vlan-a", "fabric_id": 1, "id": 4, "secondary_rack": null, "primary_rack": "hw7rt6", "fabric": "fab-a", "resource_uri": "/MAAS/api/2.0/vlans/4/"}`
	vlan := maas2.VLAN{
		ID: 4, VID: 100, Name: "vlan-a", Fabric: "fab-a", FabricID: 1, MTU: 9000, Space: "spc", DHCPOn: true,
		RelayVLAN: &maas2.VLAN{ID: 1}, PrimaryRack: new("hw7rt6"), ResourceURI: "/MAAS/api/2.0/vlans/4/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VLANs.List(ctx, "fab-a")
			},
			want:   "GET /fabrics/fab-a/vlans/",
			answer: "[" + vlanA + "]",
			result: []maas2.VLAN{vlan},
		},
		{
			name: "Get by VID, not by id",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VLANs.Get(ctx, maas2.ID(1), 100)
			},
			want:   "GET /fabrics/1/vlans/100/",
			answer: vlanA,
			result: &vlan,
		},
		{
			name: "Get the untagged one",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VLANs.Get(ctx, maas2.ID(0), 0)
			},
			want:   "GET /fabrics/0/vlans/0/",
			answer: vlanA,
		},
		{
			name: "GetByID",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VLANs.GetByID(ctx, 4)
			},
			want:   "GET /vlans/4/",
			answer: vlanA,
			result: &vlan,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VLANs.Create(ctx, "1", 100, &maas2.VLANCreateOptions{
					Name: "vlan-a", Description: "d", MTU: 9000, Space: "spc", DHCPOn: new(false), PrimaryRack: "hw7rt6", SecondaryRack: "8n6w88",
					RelayVLAN: 1, Fabric: "2",
				})
			},
			want:   "POST /fabrics/1/vlans/",
			parts:  []string{"vid=100", "name=vlan-a", "description=d", "mtu=9000", "space=spc", "dhcp_on=false", "primary_rack=hw7rt6", "secondary_rack=8n6w88", "relay_vlan=1", "fabric=2"},
			answer: vlanA,
			result: &vlan,
		},
		{
			name: "Create plain",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VLANs.Create(ctx, "1", 0, nil)
			},
			want:   "POST /fabrics/1/vlans/",
			parts:  []string{"vid=0"},
			answer: vlanA,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VLANs.Update(ctx, "1", 100, &maas2.VLANUpdateOptions{
					Name: new("b"), Description: new(""), MTU: new(1500), Space: new(""), Fabric: new("2"), DHCPOn: new(true),
					PrimaryRack: new("hw7rt6"), SecondaryRack: new(""), RelayVLAN: new(""),
				})
			},
			want:   "PUT /fabrics/1/vlans/100/",
			parts:  []string{"name=b", "description=", "mtu=1500", "space=", "fabric=2", "dhcp_on=true", "primary_rack=hw7rt6", "secondary_rack=", "relay_vlan="},
			answer: vlanA,
			result: &vlan,
		},
		{
			name: "Update leaves DHCP alone",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VLANs.Update(ctx, "1", 100, &maas2.VLANUpdateOptions{Name: new("b")})
			},
			want:   "PUT /fabrics/1/vlans/100/",
			parts:  []string{"name=b"},
			answer: vlanA,
		},
		{
			name: "UpdateByID",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VLANs.UpdateByID(ctx, 4, &maas2.VLANUpdateOptions{RelayVLAN: new(maas2.ID(1))})
			},
			want:   "PUT /vlans/4/",
			parts:  []string{"relay_vlan=1"},
			answer: vlanA,
			result: &vlan,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.VLANs.Delete(ctx, "1", 100)
			},
			want:        "DELETE /fabrics/1/vlans/100/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
