package maas_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

func TestNetworksWire(t *testing.T) {
	t.Parallel()
	const nodes = "node-b7be3ec4-e53a-11f1-9473-02fc00000001"
	lan := maas.Network{
		Name: "lan", IP: "10.1.0.0", Netmask: "255.255.0.0", VLANTag: new(5), Description: "The LAN",
		ResourceURI: "/MAAS/api/1.0/networks/lan/",
	}
	untagged := lan
	untagged.Name, untagged.IP, untagged.VLANTag, untagged.Description = "lan2", "10.2.0.0", nil, ""
	untagged.ResourceURI = "/MAAS/api/1.0/networks/lan2/"
	macs := []string{"aa:bb:cc:dd:ee:01", "AA-BB-CC-DD-EE-02"}
	runWire(t, []wireCase{
		{
			name:   "List",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Networks.List(ctx, nil) },
			want:   "GET /networks/",
			answer: "[" + recordedAnswer(t, "network-read") + "]",
			result: []maas.Network{lan},
		},
		{
			name: "List of nodes",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Networks.List(ctx, &maas.NetworkListOptions{Nodes: []string{nodes, "node-2"}})
			},
			want:   "GET /networks/?node=" + nodes + "&node=node-2",
			answer: recordedAnswer(t, "networks-list-node"),
			result: []maas.Network{lan},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Networks.Get(ctx, "lan") },
			want:   "GET /networks/lan/",
			answer: recordedAnswer(t, "network-read"),
			result: &lan,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Networks.Create(ctx, "lan", "10.1.0.7", "255.255.0.0", &maas.NetworkCreateOptions{
					VLANTag: 5, Description: "The LAN", MACAddresses: macs, DefaultGateway: "10.1.0.1", DNSServers: "10.1.0.2 10.1.0.3",
				})
			},
			want: "POST /networks/",
			parts: []string{
				"name=lan", "ip=10.1.0.7", "netmask=255.255.0.0", "vlan_tag=5", "description=The LAN", "mac_addresses=aa:bb:cc:dd:ee:01",
				"mac_addresses=AA-BB-CC-DD-EE-02", "default_gateway=10.1.0.1", "dns_servers=10.1.0.2 10.1.0.3",
			},
			answer: recordedAnswer(t, "networks-create"),
			result: &lan,
		},
		{
			name: "Create untagged",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Networks.Create(ctx, "lan2", "10.2.0.0", "255.255.0.0", nil)
			},
			want:   "POST /networks/",
			parts:  []string{"name=lan2", "ip=10.2.0.0", "netmask=255.255.0.0"},
			answer: recordedAnswer(t, "networks-create-minimal"),
			result: &untagged,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Networks.Update(ctx, "lan3", &maas.NetworkUpdateOptions{
					Name: new("lan"), IP: new("10.1.0.0"), Netmask: new("255.255.0.0"), VLANTag: new(0), Description: new(""),
					MACAddresses: macs[:1], DefaultGateway: new(""), DNSServers: new(""),
				})
			},
			want: "PUT /networks/lan3/",
			parts: []string{
				"name=lan", "ip=10.1.0.0", "netmask=255.255.0.0", "vlan_tag=0", "description=", "mac_addresses=aa:bb:cc:dd:ee:01",
				"default_gateway=", "dns_servers=",
			},
			answer: recordedAnswer(t, "network-read"),
			result: &lan,
		},
		{
			name:   "Update nothing",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Networks.Update(ctx, "lan", nil) },
			want:   "PUT /networks/lan/",
			parts:  []string{},
			answer: recordedAnswer(t, "network-read"),
		},
		{
			name:        "Delete",
			call:        func(ctx context.Context, c *maas.Client) (any, error) { return nil, c.Networks.Delete(ctx, "lan") },
			want:        "DELETE /networks/lan/",
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
		{
			name: "ListConnectedMACs",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Networks.ListConnectedMACs(ctx, "lan")
			},
			want:   "GET /networks/lan/?op=list_connected_macs",
			answer: recordedAnswer(t, "network-list-connected-macs"),
			result: []maas.MACAddress{
				{MACAddress: "aa:bb:cc:dd:ee:01", ResourceURI: "/MAAS/api/1.0/nodes/" + nodes + "/macs/aa%3Abb%3Acc%3Add%3Aee%3A01/"},
				{
					MACAddress:  "aa:bb:cc:dd:ee:02",
					ResourceURI: "/MAAS/api/1.0/nodes/node-b7c8adaa-e53a-11f1-9473-02fc00000001/macs/aa%3Abb%3Acc%3Add%3Aee%3A02/",
				},
			},
		},
		{
			name: "ConnectMACs",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.Networks.ConnectMACs(ctx, "lan", macs...)
			},
			want:   "POST /networks/lan/?op=connect_macs",
			parts:  []string{"macs=aa:bb:cc:dd:ee:01", "macs=AA-BB-CC-DD-EE-02"},
			answer: "null",
		},
		{
			name: "DisconnectMACs",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.Networks.DisconnectMACs(ctx, "lan", macs[1])
			},
			want:   "POST /networks/lan/?op=disconnect_macs",
			parts:  []string{"macs=AA-BB-CC-DD-EE-02"},
			answer: "null",
		},
		{
			name: "DisconnectMACs of none",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.Networks.DisconnectMACs(ctx, "lan")
			},
			want:   "POST /networks/lan/?op=disconnect_macs",
			parts:  []string{},
			answer: "null",
		},
	})
}

func TestNetworksRefuse(t *testing.T) {
	t.Parallel()
	create := func(name, ip, netmask string, opts *maas.NetworkCreateOptions) func(context.Context, *maas.Client) error {
		return func(ctx context.Context, c *maas.Client) error {
			return second(c.Networks.Create(ctx, name, ip, netmask, opts))
		}
	}
	update := func(opts *maas.NetworkUpdateOptions) func(context.Context, *maas.Client) error {
		return func(ctx context.Context, c *maas.Client) error { return second(c.Networks.Update(ctx, "lan", opts)) }
	}
	runRefusals(t, []refusal{
		{"Create without name", create("", "10.1.0.0", "255.255.0.0", nil), "name"},
		{"Create with a bad address", create("lan", "zz", "255.255.0.0", nil), "ip"},
		{"Create with a prefix", create("lan", "10.1.0.0", "16", nil), "netmask"},
		{"Create with a bad MAC address", create("lan", "10.1.0.0", "255.255.0.0", &maas.NetworkCreateOptions{MACAddresses: []string{"zz"}}), "mac_addresses"},
		{"Create with a bad gateway", create("lan", "10.1.0.0", "255.255.0.0", &maas.NetworkCreateOptions{DefaultGateway: "router"}), "default_gateway"},
		{"Update to a bad address", update(&maas.NetworkUpdateOptions{IP: new("zz")}), "ip"},
		{"Update to a bad netmask", update(&maas.NetworkUpdateOptions{Netmask: new("16")}), "netmask"},
		{"Delete without name", func(ctx context.Context, c *maas.Client) error { return c.Networks.Delete(ctx, "") }, "name"},
		{"ConnectMACs of one text", func(ctx context.Context, c *maas.Client) error {
			return c.Networks.ConnectMACs(ctx, "lan", "aa:bb:cc:dd:ee:01,aa:bb:cc:dd:ee:02")
		}, "macs"},
		{"DisconnectMACs of no address", func(ctx context.Context, c *maas.Client) error {
			return c.Networks.DisconnectMACs(ctx, "lan", "aa:bb:cc:dd:ee:01", "")
		}, "macs"},
	})
}

// TestNetworksOfNoNodes: an empty list of nodes is no network, without asking.
func TestNetworksOfNoNodes(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, roundTripFunc(func(*http.Request) (*http.Response, error) {
		assert.Fail(t, "a request was sent")
		return nil, http.ErrHandlerTimeout
	}))
	networks, err := client.Networks.List(t.Context(), &maas.NetworkListOptions{Nodes: []string{}})
	require.NoError(t, err)
	assert.Equal(t, []maas.Network{}, networks)
}

// TestNetworkOfLaterReleases: what MAAS 1.7 sends as a text, 1.9 sends as a list.
func TestNetworkOfLaterReleases(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sent string
		want maas.AddressList
	}{
		"a text":     {`"10.0.0.2 10.0.0.3"`, maas.AddressList{"10.0.0.2", "10.0.0.3"}},
		"commas":     {`"10.0.0.2, fd00::1"`, maas.AddressList{"10.0.0.2", "fd00::1"}},
		"empty text": {`""`, maas.AddressList{}},
		"a list":     {`["10.0.0.2"]`, maas.AddressList{"10.0.0.2"}},
		"null":       {`null`, nil},
	} {
		var network maas.Network
		require.NoError(t, json.Unmarshal([]byte(`{"name": "subnet-1", "vlan_tag": 0, "default_gateway": "10.0.0.1", "dns_servers": `+tc.sent+`}`), &network), name)
		assert.Equal(t, maas.Network{Name: "subnet-1", VLANTag: new(0), DefaultGateway: new("10.0.0.1"), DNSServers: tc.want}, network, name)
	}
	for _, bad := range []string{`1`, `{}`, `[1]`} {
		assert.Error(t, json.Unmarshal([]byte(bad), new(maas.AddressList)), bad)
	}
}
