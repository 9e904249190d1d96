package maas2test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// TestNetworkSequence builds a bond, a VLAN on it and a bridge on that, with links
// of both IP versions and a default gateway, twice: the second time changes
// nothing.
func TestNetworkSequence(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	server := Start(t)
	client := server.Client()
	const first, second = "52:54:00:10:03:01", "52:54:00:10:03:02"
	id := server.AddMachine(Machine{Hostname: "ada", MACAddresses: []string{first, second}})
	vlan, err := client.VLANs.Create(ctx, "0", 100, nil)
	require.NoError(t, err)
	server.AddSubnet(Subnet{CIDR: "10.1.0.0/24", Name: "storage", Gateway: "10.1.0.1", VLAN: vlan.ID})
	server.AddSubnet(Subnet{CIDR: "fd00:1::/64", Gateway: "fd00:1::1", VLAN: vlan.ID})

	build := func() *maas2.Interface {
		bond, err := client.Interfaces.EnsureBond(ctx, id, "bond0", []string{first, "eth1"}, &maas2.InterfaceCreateBondOptions{BondMode: maas2.BondModeActiveBackup})
		require.NoError(t, err)
		_, err = client.Interfaces.EnsureVLAN(ctx, id, bond.Name, vlan.ID, nil)
		require.NoError(t, err)
		_, err = client.Interfaces.EnsureBridge(ctx, id, "br0", "bond0.100", nil)
		require.NoError(t, err)
		bridge, err := client.Interfaces.SetLinks(ctx, id, "br0", []maas2.Link{
			{Subnet: "storage", Mode: maas2.LinkModeStatic, IPAddress: "10.1.0.7", DefaultGateway: true},
			{Subnet: "fd00:1::/64", Mode: maas2.LinkModeStatic},
		})
		require.NoError(t, err)
		return bridge
	}
	check := func(bridge *maas2.Interface) {
		t.Helper()
		require.Len(t, bridge.Links, 2)
		assert.Equal(t, "10.1.0.7", bridge.Links[0].IPAddress)
		assert.Equal(t, "fd00:1::/64", bridge.Links[1].Subnet.CIDR)
		machine, err := client.Machines.Get(ctx, id)
		require.NoError(t, err)
		assert.Equal(t, &bridge.Links[0].ID, machine.DefaultGateways.IPv4.LinkID)
		assert.Nil(t, machine.DefaultGateways.IPv6.LinkID)
		bond, err := client.Interfaces.Find(ctx, id, "bond0")
		require.NoError(t, err)
		assert.ElementsMatch(t, []string{"eth0", "eth1"}, bond.Parents)
		assert.Equal(t, new(maas2.BondModeActiveBackup), bond.Params.BondMode)
		assert.Equal(t, []string{"bond0.100"}, bond.Children)
	}
	check(build())
	server.ResetRequests()
	bridge := build()
	for _, r := range server.Requests() {
		assert.Equal(t, http.MethodGet, r.Method, "the second time: %s", r.Path)
	}
	check(bridge)

	// Another address takes the place of the first; the other link stays.
	after, err := client.Interfaces.SetLinks(ctx, id, "br0", []maas2.Link{
		{Subnet: "fd00:1::/64", Mode: maas2.LinkModeStatic},
		{Subnet: "10.1.0.0/24", Mode: maas2.LinkModeStatic, IPAddress: "10.1.0.8", DefaultGateway: true},
	})
	require.NoError(t, err)
	require.Len(t, after.Links, 2)
	byCIDR := map[string]maas2.InterfaceLink{}
	for _, link := range after.Links {
		byCIDR[link.Subnet.CIDR] = link
	}
	assert.Equal(t, bridge.Links[1].ID, byCIDR["fd00:1::/64"].ID)
	assert.Equal(t, "10.1.0.8", byCIDR["10.1.0.0/24"].IPAddress)
	machine, err := client.Machines.Get(ctx, id)
	require.NoError(t, err)
	assert.Equal(t, new(byCIDR["10.1.0.0/24"].ID), machine.DefaultGateways.IPv4.LinkID)

	// None at all leave the interface up.
	after, err = client.Interfaces.SetLinks(ctx, id, "br0", nil)
	require.NoError(t, err)
	require.Len(t, after.Links, 1)
	assert.Equal(t, maas2.LinkModeLinkUp, after.Links[0].Mode)

	// A bond gets other parents and keeps its tags, of which an update alone would
	// lose some; it is never taken for another type.
	for _, tag := range []string{"x", "y"} {
		_, err = client.Interfaces.AddTag(ctx, id, "bond0", tag)
		require.NoError(t, err)
	}
	bond, err := client.Interfaces.EnsureBond(ctx, id, "bond0", []string{"eth0"}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"eth0"}, bond.Parents)
	assert.ElementsMatch(t, []string{"x", "y"}, bond.Tags)
	_, err = client.Interfaces.EnsureBond(ctx, id, "br0", []string{"eth0"}, nil)
	require.ErrorIs(t, err, maas.ErrExists)
	_, err = client.Interfaces.EnsureBridge(ctx, id, "bond0", "eth1", nil)
	require.ErrorIs(t, err, maas.ErrExists)
	_, err = client.Interfaces.EnsureVLAN(ctx, id, "eth9", vlan.ID, nil)
	require.ErrorIs(t, err, maas.ErrNotFound)
}

// TestEnsureBringsOptions: of interfaces that are there what differs is changed,
// with one request each, and nothing else is.
func TestEnsureBringsOptions(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	server := Start(t)
	client := server.Client()
	id := server.AddMachine(Machine{MACAddresses: []string{"52:54:00:10:03:01", "52:54:00:10:03:02"}})
	vlan, err := client.VLANs.Create(ctx, "0", 100, nil)
	require.NoError(t, err)
	other, err := client.VLANs.Create(ctx, "0", 200, nil)
	require.NoError(t, err)

	var bond, tagged, bridge *maas2.Interface
	ensure := func(b *maas2.InterfaceCreateBondOptions, v *maas2.InterfaceCreateVLANOptions, r *maas2.InterfaceCreateBridgeOptions) (puts []string) {
		t.Helper()
		server.ResetRequests()
		var err error
		bond, err = client.Interfaces.EnsureBond(ctx, id, "bond0", []string{"eth0", "eth1"}, b)
		require.NoError(t, err)
		tagged, err = client.Interfaces.EnsureVLAN(ctx, id, "bond0", vlan.ID, v)
		require.NoError(t, err)
		bridge, err = client.Interfaces.EnsureBridge(ctx, id, "br0", tagged.Name, r)
		require.NoError(t, err)
		for _, r := range server.Requests() {
			if r.Method == http.MethodGet {
				continue
			}
			var names []string
			for _, p := range r.Form {
				names = append(names, p.Name)
			}
			slices.Sort(names)
			puts = append(puts, r.Method+" "+strings.Join(names, " "))
		}
		return puts
	}
	b := &maas2.InterfaceCreateBondOptions{
		BondMode: maas2.BondModeActiveBackup, BondMIIMon: new(100), MTU: 9000, Tags: maas2.NameList{"x", "y"}, MACAddress: "52:54:00:10:03:01",
	}
	v := &maas2.InterfaceCreateVLANOptions{MTU: 1500}
	r := &maas2.InterfaceCreateBridgeOptions{BridgeType: maas2.BridgeTypeStandard, BridgeSTP: new(true), BridgeFD: new(15)}
	assert.Len(t, ensure(b, v, r), 3)
	assert.Empty(t, ensure(b, v, r), "all is as it should be")
	assert.Empty(t, ensure(nil, nil, nil), "nothing is stated")
	b.Tags, b.MACAddress = maas2.NameList{"y", "x"}, "52-54-00-10-03-01"
	assert.Empty(t, ensure(b, v, r), "neither the order of tags nor the notation of an address means anything")

	b.BondMode, b.VLAN = maas2.BondModeLinkAggregation, other.ID
	v.Tags, v.Name = maas2.NameList{"prod"}, "storage"
	r.BridgeSTP, r.MTU = new(false), 1400
	assert.Equal(t, []string{"PUT bond_mode tags vlan", "PUT name tags", "PUT bridge_stp mtu"}, ensure(b, v, r))
	assert.Equal(t, new(maas2.BondModeLinkAggregation), bond.Params.BondMode)
	assert.Equal(t, new(100), bond.Params.BondMIIMon, "not stated anew, and kept")
	assert.ElementsMatch(t, []string{"x", "y"}, bond.Tags, "an update without them would lose one")
	assert.Equal(t, other.ID, bond.VLAN.ID)
	assert.Equal(t, "storage", tagged.Name)
	assert.Equal(t, []string{"prod"}, tagged.Tags)
	assert.Equal(t, new(false), bridge.Params.BridgeSTP)
	assert.Equal(t, new(1400), bridge.Params.MTU)
	assert.Empty(t, ensure(b, v, r))

	b.Tags = maas2.NameList{}
	assert.Equal(t, []string{"PUT tags"}, ensure(b, v, r))
	assert.Empty(t, bond.Tags)
}

// TestSetLinksMovesToAnotherVLAN disconnects an interface that is in another VLAN
// than the subnet, but for one of type VLAN, which MAAS does not let go.
func TestSetLinksMovesToAnotherVLAN(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	server := Start(t)
	client := server.Client()
	id := server.AddMachine(Machine{MACAddresses: []string{"52:54:00:10:03:01", "52:54:00:10:03:02"}})
	vlan, err := client.VLANs.Create(ctx, "0", 100, nil)
	require.NoError(t, err)
	server.AddSubnet(Subnet{CIDR: "10.1.0.0/24", VLAN: vlan.ID})
	server.AddSubnet(Subnet{CIDR: "10.2.0.0/24", VLAN: 1})

	for _, key := range []string{"eth1", "52:54:00:10:03:02"} {
		nic, err := client.Interfaces.SetLinks(ctx, id, key, []maas2.Link{{Subnet: "10.1.0.0/24"}})
		require.NoError(t, err)
		require.NotNil(t, nic.VLAN)
		assert.Equal(t, vlan.ID, nic.VLAN.ID)
		require.Len(t, nic.Links, 1)
		assert.Equal(t, maas2.LinkModeAuto, nic.Links[0].Mode)
	}
	tagged, err := client.Interfaces.EnsureVLAN(ctx, id, "eth0", vlan.ID, nil)
	require.NoError(t, err)
	_, err = client.Interfaces.SetLinks(ctx, id, tagged.Name, []maas2.Link{{Subnet: "10.2.0.0/24"}})
	var refused *maas.ArgumentError
	require.ErrorAs(t, err, &refused)
	assert.Contains(t, refused.Reason, "is not in the VLAN of interface")

	for _, links := range [][]maas2.Link{
		{{}},
		{{Subnet: "10.1.0.0/24", Mode: maas2.LinkModeLinkUp}},
		{{Subnet: "10.1.0.0/24", IPAddress: "10.1.0.7"}},
		{{Subnet: "10.1.0.0/24", Mode: maas2.LinkModeStatic, IPAddress: "<nil>"}},
		{{Subnet: "10.1.0.0/24"}, {Subnet: "10.2.0.0/24"}},
	} {
		_, err = client.Interfaces.SetLinks(ctx, id, "eth0", links)
		require.ErrorAs(t, err, &refused, "%+v", links)
	}
	_, err = client.Interfaces.SetLinks(ctx, id, "eth0", []maas2.Link{{Subnet: "10.9.0.0/24"}})
	require.ErrorIs(t, err, maas.ErrNotFound)
}
