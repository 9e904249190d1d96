package maas2_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestInterfacesWire(t *testing.T) {
	t.Parallel()
	const eth0 = `{"system_id": "xacmmx", "id": 4, "name": "eth0", "type": "physical", "mac_address": "52:54:00:10:01:01", "enabled": true, "tags": ["y"],
		"vlan": {"vid": 0, "id": 1}, "links": [{"id": 20, "mode": "static", "ip_address": "10.0.0.30", "subnet": {"id": 1, "cidr": "10.0.0.0/24"}}, {"id": 22, "mode": "auto"}],
		"discovered": null, "parents": [], "children": ["eth0.20"], "effective_mtu": 1500, "params": {"mtu": 1500, "accept-ra": false}, "vendor": null, "numa_node": 0}`
	iface := &maas2.Interface{
		SystemID: "xacmmx", ID: 4, Name: "eth0", Type: maas2.InterfaceTypePhysical, MACAddress: "52:54:00:10:01:01", Enabled: true, Tags: []string{"y"},
		VLAN: &maas2.VLAN{ID: 1},
		Links: []maas2.InterfaceLink{
			{ID: 20, Mode: maas2.LinkModeStatic, IPAddress: "10.0.0.30", Subnet: &maas2.Subnet{ID: 1, CIDR: "10.0.0.0/24"}},
			{ID: 22, Mode: maas2.LinkModeAuto},
		},
		Parents: []string{}, Children: []string{"eth0.20"}, EffectiveMTU: 1500,
		Params: maas2.InterfaceParams{MTU: new(1500), AcceptRA: new(false)}, NUMANode: new(0),
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.List(ctx, "xacmmx")
			},
			want:   "GET /nodes/xacmmx/interfaces/",
			answer: "[" + eth0 + "]",
			result: []maas2.Interface{*iface},
		},
		{
			name: "Get by id",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.Get(ctx, "xacmmx", maas2.ID(4))
			},
			want:   "GET /nodes/xacmmx/interfaces/4/",
			answer: eth0,
			result: iface,
		},
		{
			name: "Get by name",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.Get(ctx, "xacmmx", "eth0.20")
			},
			want:   "GET /nodes/xacmmx/interfaces/eth0.20/",
			answer: `{"id": 5, "vlan": null, "vendor": "My Corporation"}`,
			result: &maas2.Interface{ID: 5, Vendor: new("My Corporation")},
		},
		{
			name: "CreatePhysical",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.CreatePhysical(ctx, "xacmmx", "52:54:00:10:01:01", &maas2.InterfaceCreatePhysicalOptions{
					Name: "eth0", VLAN: 1, Tags: maas2.NameList{"a", "b"}, MTU: 9000, AcceptRA: new(false), Autoconf: new(true), Enabled: new(false), LinkConnected: new(false),
					LinkSpeed: 1000, InterfaceSpeed: 10000, NUMANode: new(0), IPAssignment: []maas2.IPAssignment{maas2.IPAssignmentStatic}, IPAddress: "10.0.0.7",
				})
			},
			want:   "POST /nodes/xacmmx/interfaces/?op=create_physical",
			parts:  []string{"mac_address=52:54:00:10:01:01", "name=eth0", "vlan=1", "tags=a,b", "mtu=9000", "accept_ra=false", "autoconf=true", "enabled=false", "link_connected=false", "link_speed=1000", "interface_speed=10000", "numa_node=0", "ip_assignment=static", "ip_address=10.0.0.7"},
			answer: eth0,
			result: iface,
		},
		{
			name: "CreatePhysical of nothing else",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.CreatePhysical(ctx, "xacmmx", "52:54:00:10:01:01", nil)
			},
			want:   "POST /nodes/xacmmx/interfaces/?op=create_physical",
			parts:  []string{"mac_address=52:54:00:10:01:01"},
			answer: eth0,
			result: iface,
		},
		{
			name: "CreateBond",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.CreateBond(ctx, "xacmmx", "bond0", []int{12, 13}, &maas2.InterfaceCreateBondOptions{
					MACAddress: "52:54:00:10:01:01", VLAN: 1, BondMode: maas2.BondModeLinkAggregation, BondMIIMon: new(0), BondUpDelay: 200, BondDownDelay: 300,
					BondLACPRate: maas2.BondLACPRateFast, BondNumGratARP: new(0), BondXmitHashPolicy: maas2.BondXmitHashPolicyLayer34,
				})
			},
			want:   "POST /nodes/xacmmx/interfaces/?op=create_bond",
			parts:  []string{"name=bond0", "parents=12", "parents=13", "mac_address=52:54:00:10:01:01", "vlan=1", "bond_mode=802.3ad", "bond_miimon=0", "bond_updelay=200", "bond_downdelay=300", "bond_lacp_rate=fast", "bond_num_grat_arp=0", "bond_xmit_hash_policy=layer3+4"},
			answer: `{"id": 14, "type": "bond", "params": {"bond_mode": "802.3ad", "bond_miimon": 0}, "parents": ["eth2", "eth3"]}`,
			result: &maas2.Interface{
				ID: 14, Type: maas2.InterfaceTypeBond, Parents: []string{"eth2", "eth3"},
				Params: maas2.InterfaceParams{BondMode: new(maas2.BondModeLinkAggregation), BondMIIMon: new(0)},
			},
		},
		{
			name: "CreateVLAN",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.CreateVLAN(ctx, "xacmmx", 4, 8, &maas2.InterfaceCreateVLANOptions{Name: "storage", MTU: 1400})
			},
			want:   "POST /nodes/xacmmx/interfaces/?op=create_vlan",
			parts:  []string{"parent=4", "vlan=8", "name=storage", "mtu=1400"},
			answer: eth0,
		},
		{
			name: "CreateBridge",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.CreateBridge(ctx, "xacmmx", "br0", 4, &maas2.InterfaceCreateBridgeOptions{BridgeType: maas2.BridgeTypeOVS, BridgeSTP: new(false), BridgeFD: new(0)})
			},
			want:   "POST /nodes/xacmmx/interfaces/?op=create_bridge",
			parts:  []string{"name=br0", "parent=4", "bridge_type=ovs", "bridge_stp=false", "bridge_fd=0"},
			answer: eth0,
		},
		{
			name: "Update what can be zero",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.Update(ctx, "xacmmx", "eth0", &maas2.InterfaceUpdateOptions{VLAN: new(""), Tags: &maas2.NameList{}, MTU: new(0), LinkConnected: new(false), LinkSpeed: new(0), BridgeSTP: new(false)})
			},
			want:   "PUT /nodes/xacmmx/interfaces/eth0/",
			parts:  []string{"vlan=", "tags=", "mtu=0", "link_connected=false", "link_speed=0", "bridge_stp=false"},
			answer: eth0,
		},
		{
			name: "Update of a bond",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.Update(ctx, "xacmmx", "14", &maas2.InterfaceUpdateOptions{Parents: []int{12, 13}, BondMode: new(maas2.BondModeActiveBackup), BondMIIMon: new(50)})
			},
			want:   "PUT /nodes/xacmmx/interfaces/14/",
			parts:  []string{"parents=12", "parents=13", "bond_mode=active-backup", "bond_miimon=50"},
			answer: eth0,
		},
		{
			name: "Update of nothing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.Update(ctx, "xacmmx", "eth0", nil)
			},
			want:   "PUT /nodes/xacmmx/interfaces/eth0/",
			answer: eth0,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Interfaces.Delete(ctx, "xacmmx", "eth0")
			},
			want:   "DELETE /nodes/xacmmx/interfaces/eth0/",
			status: http.StatusNoContent,
		},
		{
			name: "LinkSubnet",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.LinkSubnet(ctx, "xacmmx", "eth0", maas2.LinkModeStatic, &maas2.InterfaceLinkSubnetOptions{Subnet: "cidr:10.0.0.0/24", IPAddress: "10.0.0.30", DefaultGateway: new(true), Force: new(false)})
			},
			want:   "POST /nodes/xacmmx/interfaces/eth0/?op=link_subnet",
			parts:  []string{"mode=static", "subnet=cidr:10.0.0.0/24", "ip_address=10.0.0.30", "default_gateway=true", "force=false"},
			answer: eth0,
			result: iface,
		},
		{
			name: "LinkSubnet of none",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.LinkSubnet(ctx, "xacmmx", "eth0", maas2.LinkModeLinkUp, nil)
			},
			want:   "POST /nodes/xacmmx/interfaces/eth0/?op=link_subnet",
			parts:  []string{"mode=link_up"},
			answer: eth0,
		},
		{
			name: "UnlinkSubnet",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.UnlinkSubnet(ctx, "xacmmx", "eth0", 20)
			},
			want:   "POST /nodes/xacmmx/interfaces/eth0/?op=unlink_subnet",
			parts:  []string{"id=20"},
			answer: eth0,
		},
		{
			name: "Disconnect",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.Disconnect(ctx, "xacmmx", "eth0")
			},
			want:   "POST /nodes/xacmmx/interfaces/eth0/?op=disconnect",
			answer: eth0,
		},
		{
			name: "SetDefaultGateway",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.SetDefaultGateway(ctx, "xacmmx", "eth0", nil)
			},
			want:   "POST /nodes/xacmmx/interfaces/eth0/?op=set_default_gateway",
			answer: eth0,
		},
		{
			name: "SetDefaultGateway of a link",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.SetDefaultGateway(ctx, "xacmmx", "eth0", &maas2.InterfaceSetDefaultGatewayOptions{LinkID: 20})
			},
			want:   "POST /nodes/xacmmx/interfaces/eth0/?op=set_default_gateway",
			parts:  []string{"link_id=20"},
			answer: eth0,
		},
		{
			name: "AddTag",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.AddTag(ctx, "xacmmx", "eth0", "t1")
			},
			want:   "POST /nodes/xacmmx/interfaces/eth0/?op=add_tag",
			parts:  []string{"tag=t1"},
			answer: eth0,
		},
		{
			name: "RemoveTag",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Interfaces.RemoveTag(ctx, "xacmmx", "eth0", "t1")
			},
			want:   "POST /nodes/xacmmx/interfaces/eth0/?op=remove_tag",
			parts:  []string{"tag=t1"},
			answer: eth0,
		},
	})
}
