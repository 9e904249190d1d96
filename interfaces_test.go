package maas_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

// TestInterfacesWire covers the interfaces of nodes and devices, and devices.
func TestInterfacesWire(t *testing.T) {
	t.Parallel()
	bond := &maas.Interface{ID: 11, Name: "bond0", Type: maas.InterfaceTypeBond, Params: maas.InterfaceParams{BondMode: maas.BondMode8023AD, MTU: new(9000)}}
	const bond0 = `{"id": 11, "name": "bond0", "type": "bond", "params": {"bond_mode": "802.3ad", "mtu": 9000}}`
	runWire(t, []wireCase{
		{
			name: "CreatePhysical on the default VLAN", want: "POST /nodes/node-1/interfaces/?op=create_physical",
			parts: []string{"name=eth0", "mac_address=52:54:00:00:00:01", "vlan=0", "enabled=False", "tags=a,b", "accept_ra=True"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Interfaces.CreatePhysical(ctx, "node-1", "eth0", "52:54:00:00:00:01", 0,
					&maas.InterfaceCreatePhysicalOptions{Enabled: new(false), Tags: maas.InterfaceTags{"a", "b"}, AcceptRA: new(true)})
			},
		}, {
			name: "CreateBond", want: "POST /nodes/node-1/interfaces/?op=create_bond",
			parts: []string{"name=bond0", "parents=2", "parents=7", "bond_mode=802.3ad", "bond_downdelay=0", "mtu=9000"}, answer: bond0, result: bond,
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Interfaces.CreateBond(ctx, "node-1", "bond0", []int{2, 7},
					&maas.InterfaceCreateBondOptions{Mode: maas.BondMode8023AD, DownDelay: new(0), MTU: 9000})
			},
		}, {
			name: "CreateVLAN", want: "POST /nodes/node-1/interfaces/?op=create_vlan", parts: []string{"parent=11", "vlan=5004"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Interfaces.CreateVLAN(ctx, "node-1", 11, 5004, nil)
			},
		}, {
			name: "Update", want: "PUT /nodes/node-1/interfaces/11/", parts: []string{"tags=", "parents=2", "parents=8"}, answer: bond0, result: bond,
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Interfaces.Update(ctx, "node-1", 11, &maas.InterfaceUpdateOptions{Tags: maas.InterfaceTags{""}, Parents: []int{2, 8}})
			},
		}, {
			name: "Unset", want: "PUT /nodes/node-1/interfaces/11/", parts: []string{"mtu=", "accept_ra=", "autoconf="}, answer: `{"params": {}}`,
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Interfaces.Unset(ctx, "node-1", 11, maas.InterfaceSettingMTU, maas.InterfaceSettingAcceptRA, maas.InterfaceSettingAutoconf)
			},
		}, {
			name: "LinkSubnet", want: "POST /nodes/node-1/interfaces/11/?op=link_subnet",
			parts: []string{"mode=static", "subnet=2", "ip_address=10.0.0.7", "default_gateway=true"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Interfaces.LinkSubnet(ctx, "node-1", 11, maas.LinkModeStatic,
					&maas.InterfaceLinkSubnetOptions{Subnet: "2", IPAddress: "10.0.0.7", DefaultGateway: new(true)})
			},
		}, {
			name: "UnlinkSubnet", want: "POST /nodes/node-1/interfaces/11/?op=unlink_subnet", parts: []string{"id=17"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Interfaces.UnlinkSubnet(ctx, "node-1", 11, 17)
			},
		}, {
			name: "Find", want: "GET /nodes/node-1/interfaces/name:eth0/", answer: `{"id": 4, "params": ""}`, result: &maas.Interface{ID: 4},
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Interfaces.Find(ctx, "node-1", "name:eth0")
			},
		}, {
			name: "Devices.Create", want: "POST /devices/?op=new",
			parts:  []string{"mac_addresses=52:54:00:00:00:01", "mac_addresses=52:54:00:00:00:02", "hostname=printer", "parent=node-1"},
			answer: `{"system_id": "node-2", "hostname": "printer.maas", "owner": "ada", "parent": "node-1"}`,
			result: &maas.Device{SystemID: "node-2", Hostname: "printer.maas", Owner: "ada", Parent: "node-1"},
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Devices.Create(ctx, []string{"52:54:00:00:00:01", "52:54:00:00:00:02"}, &maas.DeviceCreateOptions{Hostname: "printer", Parent: "node-1"})
			},
		}, {
			name: "Devices.List", want: "GET /devices/?op=list&hostname=a&hostname=b", answer: "[]", result: []maas.Device{},
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Devices.List(ctx, &maas.DeviceListOptions{Hostnames: []string{"a", "b"}})
			},
		}, {
			name: "Devices.Update", want: "PUT /devices/node-2/", parts: []string{"parent="}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Devices.Update(ctx, "node-2", &maas.DeviceUpdateOptions{Parent: new("")})
			},
		}, {
			name: "Devices.ReleaseStickyIPAddress", want: "POST /devices/node-2/?op=release_sticky_ip_address", parts: []string{"address=10.0.0.7"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Devices.ReleaseStickyIPAddress(ctx, "node-2", &maas.DeviceReleaseStickyIPAddressOptions{Address: "10.0.0.7"})
			},
		},
	})
}

func TestInterfacesRefuse(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, roundTripFunc(nil))
	_, err := client.Interfaces.CreateBond(t.Context(), "node-1", "bond0", nil, nil)
	require.ErrorContains(t, err, "parents is empty")
	_, err = client.Interfaces.Update(t.Context(), "node-1", 1, &maas.InterfaceUpdateOptions{Tags: maas.InterfaceTags{"a,b"}})
	require.ErrorContains(t, err, `tags "a,b" has a comma`)
	_, err = client.Interfaces.Unset(t.Context(), "node-1", 1)
	require.ErrorContains(t, err, "settings is empty")
	_, err = client.Devices.Create(t.Context(), nil, nil)
	require.ErrorContains(t, err, "mac_addresses is empty")
}

func TestInterfaceParams(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]maas.InterfaceParams{
		`""`:                                   {},
		`null`:                                 {},
		` "" `:                                 {},
		`{}`:                                   {},
		`{"accept_ra": false, "new_key": "x"}`: {AcceptRA: new(false)},
	} {
		got := maas.InterfaceParams{MTU: new(1)}
		require.NoError(t, json.Unmarshal([]byte(`{"params": `+text+`}`), &struct {
			Params *maas.InterfaceParams `json:"params"`
		}{&got}), text)
		if text != `null` { // null leaves what a pointer points to as it is
			assert.Equal(t, want, got, text)
		}
	}
	var params maas.InterfaceParams
	require.Error(t, json.Unmarshal([]byte(`"bond"`), &params))
}
