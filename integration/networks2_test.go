package integration

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
	"github.com/gomaas/maas/maas2/maas2test"
)

var nicScenarios2 = []scenario2{
	{"nic-physical", managing, nil, func(t *testing.T, m *site2) {
		id, mac := m.enlist(t).SystemID, newMACs(1)[0]
		nic := must(m.admin.Interfaces.CreatePhysical(t.Context(), id, mac, &maas2.InterfaceCreatePhysicalOptions{Name: "eth5", MTU: 9000}))(t)
		assert.Equal(t, mac, nic.MACAddress)
		assert.Equal(t, nic, must(m.admin.Interfaces.Get(t.Context(), id, "eth5"))(t), "by its name too")
		assert.Len(t, must(m.admin.Interfaces.List(t.Context(), id))(t), 2)
		require.NoError(t, m.admin.Interfaces.Delete(t.Context(), id, maas2.ID(nic.ID)))
		require.ErrorIs(t, failure(m.admin.Interfaces.Get(t.Context(), id, maas2.ID(nic.ID))), maas.ErrNotFound)
	}},
	{"nic-same-address", managing, nil, func(t *testing.T, m *site2) {
		machine := m.enlist(t)
		_, err := m.admin.Interfaces.CreatePhysical(t.Context(), m.enlist(t).SystemID, machine.InterfaceSet[0].MACAddress, nil)
		assert.NotEmpty(t, fieldsOf(t, err)["mac_address"])
	}},
	{"nic-update", managing, nil, func(t *testing.T, m *site2) {
		machine := m.enlist(t)
		nic := must(m.admin.Interfaces.Update(t.Context(), machine.SystemID, maas2.ID(machine.InterfaceSet[0].ID), &maas2.InterfaceUpdateOptions{
			Name: new("wan"), LinkConnected: new(false)}))(t)
		assert.Equal(t, "wan", nic.Name)
		assert.False(t, nic.LinkConnected)
		assert.Equal(t, machine.InterfaceSet[0].MACAddress, nic.MACAddress)
	}},
	{"nic-tags", managing, nil, func(t *testing.T, m *site2) {
		machine := m.enlist(t)
		id, nic := machine.SystemID, maas2.ID(machine.InterfaceSet[0].ID)
		assert.Contains(t, must(m.admin.Interfaces.AddTag(t.Context(), id, nic, "uplink"))(t).Tags, "uplink")
		assert.NotContains(t, must(m.admin.Interfaces.RemoveTag(t.Context(), id, nic, "uplink"))(t).Tags, "uplink")
	}},
	{"nic-link-static", managing, nil, func(t *testing.T, m *site2) {
		machine, n, subnet := m.wired(t)
		id, nic := machine.SystemID, machine.InterfaceSet[0].Name
		linked := must(m.admin.Interfaces.LinkSubnet(t.Context(), id, nic, maas2.LinkModeStatic, &maas2.InterfaceLinkSubnetOptions{Subnet: maas2.ID(subnet.ID), IPAddress: n.host(20)}))(t)
		require.Len(t, linked.Links, 1)
		assert.Equal(t, maas2.LinkModeStatic, linked.Links[0].Mode)
		assert.Equal(t, n.host(20), linked.Links[0].IPAddress)
		unlinked := must(m.admin.Interfaces.UnlinkSubnet(t.Context(), id, nic, linked.Links[0].ID))(t)
		for _, link := range unlinked.Links {
			assert.NotEqual(t, n.host(20), link.IPAddress)
		}
	}},
	{"nic-link-auto", managing, nil, func(t *testing.T, m *site2) {
		machine, _, subnet := m.wired(t)
		linked := must(m.admin.Interfaces.LinkSubnet(t.Context(), machine.SystemID, machine.InterfaceSet[0].Name, maas2.LinkModeAuto, &maas2.InterfaceLinkSubnetOptions{Subnet: maas2.ID(subnet.ID)}))(t)
		require.Len(t, linked.Links, 1)
		assert.Equal(t, maas2.LinkModeAuto, linked.Links[0].Mode)
	}},
	{"nic-link-refused", managing, nil, func(t *testing.T, m *site2) {
		machine, n, subnet := m.wired(t)
		nic := machine.InterfaceSet[0].Name
		for name, err := range map[string]error{
			"an address of another subnet": failure(m.admin.Interfaces.LinkSubnet(t.Context(), machine.SystemID, nic, maas2.LinkModeStatic, &maas2.InterfaceLinkSubnetOptions{Subnet: maas2.ID(subnet.ID), IPAddress: "192.0.2.1"})),
			"an unknown mode":              failure(m.admin.Interfaces.LinkSubnet(t.Context(), machine.SystemID, nic, "MAGIC", &maas2.InterfaceLinkSubnetOptions{Subnet: maas2.ID(subnet.ID), IPAddress: n.host(5)})),
		} {
			assert.ErrorIs(t, err, maas.ErrBadRequest, name)
		}
	}},
	{"nic-address-taken", managing, nil, func(t *testing.T, m *site2) {
		machine, n, subnet := m.wired(t)
		must(m.anyone.IPAddresses.Reserve(t.Context(), &maas2.IPAddressReserveOptions{IP: n.host(30)}))(t)
		cleanUp(t, func(ctx context.Context) error { return m.anyone.IPAddresses.Release(ctx, n.host(30), nil) })
		_, err := m.admin.Interfaces.LinkSubnet(t.Context(), machine.SystemID, machine.InterfaceSet[0].Name, maas2.LinkModeStatic, &maas2.InterfaceLinkSubnetOptions{Subnet: maas2.ID(subnet.ID), IPAddress: n.host(30)})
		require.Error(t, err)
	}},
	{"nic-disconnect", managing, nil, func(t *testing.T, m *site2) {
		machine, n, subnet := m.wired(t)
		nic := machine.InterfaceSet[0].Name
		must(m.admin.Interfaces.LinkSubnet(t.Context(), machine.SystemID, nic, maas2.LinkModeStatic, &maas2.InterfaceLinkSubnetOptions{Subnet: maas2.ID(subnet.ID), IPAddress: n.host(20)}))(t)
		off := must(m.admin.Interfaces.Disconnect(t.Context(), machine.SystemID, nic))(t)
		for _, link := range off.Links {
			assert.Empty(t, link.IPAddress)
		}
	}},
	{"nic-default-gateway", managing, nil, func(t *testing.T, m *site2) {
		machine, n, subnet := m.wired(t)
		must(m.admin.Interfaces.LinkSubnet(t.Context(), machine.SystemID, machine.InterfaceSet[0].Name, maas2.LinkModeStatic, &maas2.InterfaceLinkSubnetOptions{Subnet: maas2.ID(subnet.ID), IPAddress: n.host(20), DefaultGateway: new(true)}))(t)
		machine = must(m.admin.Machines.Get(t.Context(), machine.SystemID))(t)
		require.NotNil(t, machine.DefaultGateways.IPv4.LinkID)
		must(m.admin.Machines.ClearDefaultGateways(t.Context(), machine.SystemID))(t)
		assert.Nil(t, must(m.admin.Machines.Get(t.Context(), machine.SystemID))(t).DefaultGateways.IPv4.LinkID)
	}},
	{"nic-bond", managing, nil, func(t *testing.T, m *site2) {
		machine := m.enlist(t)
		id, first := machine.SystemID, machine.InterfaceSet[0].ID
		second := must(m.admin.Interfaces.CreatePhysical(t.Context(), id, newMACs(1)[0], nil))(t)
		bond := must(m.admin.Interfaces.CreateBond(t.Context(), id, "bond0", []int{first, second.ID}, &maas2.InterfaceCreateBondOptions{BondMode: "active-backup"}))(t)
		assert.Equal(t, maas2.InterfaceTypeBond, bond.Type)
		assert.Len(t, bond.Parents, 2)
		require.NoError(t, m.admin.Interfaces.Delete(t.Context(), id, maas2.ID(bond.ID)))
		assert.Empty(t, must(m.admin.Interfaces.Get(t.Context(), id, maas2.ID(first)))(t).Children)
	}},
	{"nic-bond-refused", managing, nil, func(t *testing.T, m *site2) {
		machine := m.enlist(t)
		_, err := m.admin.Interfaces.CreateBond(t.Context(), machine.SystemID, "bond0", []int{machine.InterfaceSet[0].ID}, &maas2.InterfaceCreateBondOptions{BondMode: "magic"})
		require.ErrorIs(t, err, maas.ErrBadRequest)
	}},
	{"nic-bridge", managing, nil, func(t *testing.T, m *site2) {
		machine := m.enlist(t)
		bridge := must(m.admin.Interfaces.CreateBridge(t.Context(), machine.SystemID, "br0", machine.InterfaceSet[0].ID, &maas2.InterfaceCreateBridgeOptions{BridgeSTP: new(true)}))(t)
		assert.Equal(t, maas2.InterfaceTypeBridge, bridge.Type)
		assert.Equal(t, []string{machine.InterfaceSet[0].Name}, bridge.Parents)
	}},
	{"nic-vlan", managing, nil, func(t *testing.T, m *site2) {
		machine, _, subnet := m.wired(t)
		vlan := must(m.admin.VLANs.Create(t.Context(), maas2.ID(subnet.VLAN.FabricID), 42, nil))(t)
		nic := must(m.admin.Interfaces.CreateVLAN(t.Context(), machine.SystemID, machine.InterfaceSet[0].ID, vlan.ID, nil))(t)
		assert.Equal(t, maas2.InterfaceTypeVLAN, nic.Type)
		assert.Equal(t, 42, nic.VLAN.VID)
		_, err := m.admin.Interfaces.CreateVLAN(t.Context(), machine.SystemID, machine.InterfaceSet[0].ID, vlan.ID, nil)
		require.ErrorIs(t, err, maas.ErrBadRequest, "once is enough")
		require.NoError(t, m.admin.Interfaces.Delete(t.Context(), machine.SystemID, maas2.ID(nic.ID)))
		require.NoError(t, m.admin.VLANs.Delete(t.Context(), maas2.ID(subnet.VLAN.FabricID), 42))
	}},
	{"nic-of-device", managing, nil, func(t *testing.T, m *site2) {
		n, subnet := m.subnet(t)
		device := must(m.admin.Devices.Create(t.Context(), newMACs(1), nil))(t)
		cleanUp(t, func(ctx context.Context) error { return m.admin.Devices.Delete(ctx, device.SystemID) })
		nic := maas2.ID(device.InterfaceSet[0].ID)
		must(m.admin.Interfaces.Update(t.Context(), device.SystemID, nic, &maas2.InterfaceUpdateOptions{VLAN: new(maas2.ID(subnet.VLAN.ID))}))(t)
		must(m.admin.Interfaces.LinkSubnet(t.Context(), device.SystemID, nic, maas2.LinkModeStatic, &maas2.InterfaceLinkSubnetOptions{Subnet: maas2.ID(subnet.ID), IPAddress: n.host(40)}))(t)
		assert.Equal(t, []string{n.host(40)}, must(m.admin.Devices.Get(t.Context(), device.SystemID))(t).IPAddresses)
	}},
}

var networkScenarios2 = []scenario2{
	{"fabric-life", managing, nil, func(t *testing.T, m *site2) {
		fabric, name := m.fabric(t), newName()
		require.Len(t, fabric.VLANs, 1, "there is an untagged VLAN from the start")
		assert.Equal(t, 0, fabric.VLANs[0].VID)
		changed := must(m.admin.Fabrics.Update(t.Context(), maas2.ID(fabric.ID), &maas2.FabricUpdateOptions{Name: &name, ClassType: new("10g")}))(t)
		assert.Equal(t, name, changed.Name)
		assert.Equal(t, "10g", *changed.ClassType)
		assert.Equal(t, fabric.ID, must(m.anyone.Fabrics.Get(t.Context(), maas2.ID(fabric.ID)))(t).ID)
		require.NoError(t, m.admin.Fabrics.Delete(t.Context(), maas2.ID(fabric.ID)))
		require.ErrorIs(t, failure(m.anyone.Fabrics.Get(t.Context(), maas2.ID(fabric.ID))), maas.ErrNotFound)
	}},
	{"fabric-exists", managing, nil, func(t *testing.T, m *site2) {
		_, err := m.admin.Fabrics.Create(t.Context(), &maas2.FabricCreateOptions{Name: m.fabric(t).Name})
		require.ErrorIs(t, err, maas.ErrExists)
	}},
	{"fabric-in-use", managing, nil, func(t *testing.T, m *site2) {
		_, subnet := m.subnet(t)
		require.Error(t, m.admin.Fabrics.Delete(t.Context(), maas2.ID(subnet.VLAN.FabricID)))
		must(m.admin.Subnets.Get(t.Context(), maas2.ID(subnet.ID)))(t)
	}},
	{"networks-read", reading, nil, func(t *testing.T, m *site2) {
		for _, fabric := range must(m.anyone.Fabrics.List(t.Context()))(t) {
			vlans := must(m.anyone.VLANs.List(t.Context(), maas2.ID(fabric.ID)))(t)
			assert.Len(t, vlans, len(fabric.VLANs))
			for _, vlan := range vlans {
				assert.Equal(t, vlan.ID, must(m.anyone.VLANs.GetByID(t.Context(), vlan.ID))(t).ID)
			}
		}
		for _, subnet := range must(m.anyone.Subnets.List(t.Context()))(t) {
			assert.Equal(t, subnet.ID, must(m.anyone.Subnets.Find(t.Context(), subnet.CIDR))(t).ID)
		}
		must(m.anyone.Spaces.List(t.Context()))(t)
	}},
	{"vlan-life", managing, nil, func(t *testing.T, m *site2) {
		fabric, space := maas2.ID(m.fabric(t).ID), m.space(t)
		vlan := must(m.admin.VLANs.Create(t.Context(), fabric, 100, &maas2.VLANCreateOptions{Name: newName(), MTU: 1400}))(t)
		assert.Equal(t, 1400, vlan.MTU)
		changed := must(m.admin.VLANs.Update(t.Context(), fabric, 100, &maas2.VLANUpdateOptions{Space: &space.Name}))(t)
		assert.Equal(t, space.Name, changed.Space)
		assert.Equal(t, 1400, changed.MTU)
		must(m.admin.VLANs.UpdateByID(t.Context(), vlan.ID, &maas2.VLANUpdateOptions{Space: new("")}))(t)
		require.NoError(t, m.admin.VLANs.Delete(t.Context(), fabric, 100))
		require.ErrorIs(t, failure(m.admin.VLANs.Get(t.Context(), fabric, 100)), maas.ErrNotFound)
	}},
	{"vlan-refused", managing, nil, func(t *testing.T, m *site2) {
		fabric := maas2.ID(m.fabric(t).ID)
		require.ErrorIs(t, failure(m.admin.VLANs.Create(t.Context(), fabric, 4095, nil)), maas.ErrBadRequest)
		must(m.admin.VLANs.Create(t.Context(), fabric, 7, nil))(t)
		require.ErrorIs(t, failure(m.admin.VLANs.Create(t.Context(), fabric, 7, nil)), maas.ErrExists)
		require.ErrorIs(t, m.admin.VLANs.Delete(t.Context(), fabric, 0), maas.ErrBadRequest, "the first one of a fabric stays")
	}},
	{"vlan-dhcp-without-range", managing, nil, func(t *testing.T, m *site2) {
		_, err := m.admin.VLANs.Update(t.Context(), maas2.ID(m.fabric(t).ID), 0, &maas2.VLANUpdateOptions{DHCPOn: new(true)})
		require.ErrorIs(t, err, maas.ErrBadRequest)
	}},
	{"space-life", managing, nil, func(t *testing.T, m *site2) {
		space, name := m.space(t), newName()
		assert.Equal(t, name, must(m.admin.Spaces.Update(t.Context(), maas2.ID(space.ID), &maas2.SpaceUpdateOptions{Name: &name}))(t).Name)
		require.ErrorIs(t, failure(m.admin.Spaces.Create(t.Context(), &maas2.SpaceCreateOptions{Name: name})), maas.ErrExists)
		require.NoError(t, m.admin.Spaces.Delete(t.Context(), maas2.ID(space.ID)))
		require.ErrorIs(t, failure(m.anyone.Spaces.Get(t.Context(), maas2.ID(space.ID))), maas.ErrNotFound)
	}},
	{"subnet-life", managing, nil, func(t *testing.T, m *site2) {
		n, subnet := m.subnet(t)
		assert.Equal(t, n.cidr(), subnet.CIDR)
		assert.Equal(t, subnet.ID, must(m.anyone.Subnets.Find(t.Context(), n.cidr()))(t).ID)
		assert.Equal(t, subnet.ID, must(m.anyone.Subnets.Find(t.Context(), subnet.Name))(t).ID)
		changed := must(m.admin.Subnets.Update(t.Context(), maas2.ID(subnet.ID), &maas2.SubnetUpdateOptions{Managed: new(false), Description: new("für Tests")}))(t)
		assert.False(t, changed.Managed)
		assert.Equal(t, subnet.AllowDNS, changed.AllowDNS)
		assert.Equal(t, *subnet.GatewayIP, *changed.GatewayIP)
		must(m.admin.Subnets.Update(t.Context(), maas2.ID(subnet.ID), &maas2.SubnetUpdateOptions{GatewayIP: new("")}))(t)
		assert.Nil(t, must(m.anyone.Subnets.Get(t.Context(), maas2.ID(subnet.ID)))(t).GatewayIP)
	}},
	{"subnet-refused", managing, nil, func(t *testing.T, m *site2) {
		n, subnet := m.subnet(t)
		require.ErrorIs(t, failure(m.admin.Subnets.Create(t.Context(), n.cidr(), &maas2.SubnetCreateOptions{VLAN: subnet.VLAN.ID})), maas.ErrExists)
		_, err := m.admin.Subnets.Update(t.Context(), maas2.ID(subnet.ID), &maas2.SubnetUpdateOptions{GatewayIP: new("192.0.2.1")})
		assert.NotEmpty(t, fieldsOf(t, err)["gateway_ip"])
		_, err = m.admin.Subnets.Create(t.Context(), "198.18.0.0/99", nil)
		assert.NotEmpty(t, fieldsOf(t, err)["cidr"])
	}},
	{"subnet-ipv6", managing, nil, func(t *testing.T, m *site2) {
		subnet := m.subnetOn(t, m.fabric(t).VLANs[0].ID, newIPv6Network(), maas2.SubnetCreateOptions{})
		statistics := must(m.admin.Subnets.Statistics(t.Context(), maas2.ID(subnet.ID), nil))(t)
		assert.Equal(t, 6, statistics.IPVersion)
		assert.Greater(t, len(statistics.TotalAddresses.String()), 15, "more than fits into an int")
	}},
	{"subnet-statistics", managing, nil, func(t *testing.T, m *site2) {
		_, subnet := m.subnet(t)
		statistics := must(m.anyone.Subnets.Statistics(t.Context(), maas2.ID(subnet.ID), &maas2.SubnetStatisticsOptions{IncludeRanges: new(true), IncludeSuggestions: new(true)}))(t)
		assert.Equal(t, "254", statistics.TotalAddresses.String())
		assert.NotEmpty(t, statistics.Ranges)
		must(m.anyone.Subnets.ReservedIPRanges(t.Context(), maas2.ID(subnet.ID)))(t)
		assert.NotEmpty(t, must(m.anyone.Subnets.UnreservedIPRanges(t.Context(), maas2.ID(subnet.ID)))(t))
	}},
	{"subnet-addresses", managing, nil, func(t *testing.T, m *site2) {
		n, subnet := m.subnet(t)
		must(m.anyone.IPAddresses.Reserve(t.Context(), &maas2.IPAddressReserveOptions{IP: n.host(9)}))(t)
		cleanUp(t, func(ctx context.Context) error { return m.anyone.IPAddresses.Release(ctx, n.host(9), nil) })
		addresses := must(m.admin.Subnets.IPAddresses(t.Context(), maas2.ID(subnet.ID), nil))(t)
		require.Len(t, addresses, 1)
		assert.Equal(t, n.host(9), addresses[0].IP)
		assert.NotEmpty(t, addresses[0].User)
	}},
	{"range-life", managing, nil, func(t *testing.T, m *site2) {
		n, subnet := m.subnet(t)
		r := must(m.admin.IPRanges.Create(t.Context(), maas2.IPRangeTypeReserved, n.host(50), n.host(60), &maas2.IPRangeCreateOptions{Subnet: subnet.ID, Comment: "printers"}))(t)
		r = must(m.admin.IPRanges.Update(t.Context(), r.ID, &maas2.IPRangeUpdateOptions{EndIP: new(n.host(70))}))(t)
		assert.Equal(t, n.host(70), r.EndIP)
		assert.Equal(t, "printers", r.Comment)
		assert.Equal(t, r.ID, must(m.admin.IPRanges.Get(t.Context(), r.ID))(t).ID)
		require.NoError(t, m.admin.IPRanges.Delete(t.Context(), r.ID))
		require.ErrorIs(t, m.admin.IPRanges.Delete(t.Context(), r.ID), maas.ErrNotFound)
	}},
	{"range-refused", managing, nil, func(t *testing.T, m *site2) {
		n, subnet := m.subnet(t)
		opts := &maas2.IPRangeCreateOptions{Subnet: subnet.ID}
		must(m.admin.IPRanges.Create(t.Context(), maas2.IPRangeTypeReserved, n.host(50), n.host(60), opts))(t)
		require.ErrorIs(t, failure(m.admin.IPRanges.Create(t.Context(), maas2.IPRangeTypeDynamic, n.host(55), n.host(65), opts)), maas.ErrBadRequest, "they overlap")
		require.ErrorIs(t, failure(m.admin.IPRanges.Create(t.Context(), maas2.IPRangeTypeReserved, n.host(90), n.host(80), opts)), maas.ErrBadRequest, "it ends before it begins")
	}},
	{"address-reserve", managing, nil, func(t *testing.T, m *site2) {
		n, subnet := m.subnet(t)
		any := must(m.anyone.IPAddresses.Reserve(t.Context(), &maas2.IPAddressReserveOptions{Subnet: maas2.ID(subnet.ID)}))(t)
		cleanUp(t, func(ctx context.Context) error { return m.anyone.IPAddresses.Release(ctx, any.IP, nil) })
		one := must(m.anyone.IPAddresses.Reserve(t.Context(), &maas2.IPAddressReserveOptions{IP: n.host(77)}))(t)
		assert.Equal(t, maas2.IPAddressTypeUserReserved, one.AllocType)
		assert.Equal(t, n.host(77), must(m.anyone.IPAddresses.Find(t.Context(), n.host(77)))(t).IP)
		require.Error(t, failure(m.anyone.IPAddresses.Reserve(t.Context(), &maas2.IPAddressReserveOptions{IP: n.host(77)})), "it is taken")
		require.NoError(t, m.anyone.IPAddresses.Release(t.Context(), n.host(77), nil))
		require.Error(t, m.anyone.IPAddresses.Release(t.Context(), n.host(77), nil))
	}},
	{"address-of-another", together, nil, func(t *testing.T, m *site2) {
		n, _ := m.subnet(t)
		must(m.admin.IPAddresses.Reserve(t.Context(), &maas2.IPAddressReserveOptions{IP: n.host(7)}))(t)
		cleanUp(t, func(ctx context.Context) error { return m.admin.IPAddresses.Release(ctx, n.host(7), nil) })
		require.Error(t, m.plain.IPAddresses.Release(t.Context(), n.host(7), nil))
		require.ErrorIs(t, failure(m.plain.IPAddresses.Find(t.Context(), n.host(7))), maas.ErrNotFound)
	}},
	{"addresses-exhausted-2", inMemoryFor("it uses up all addresses"), nil, func(t *testing.T, m *site2) {
		id := m.server.AddSubnet(maas2test.Subnet{CIDR: "198.18.0.0/30", VLAN: 1})
		for range 2 {
			must(m.plain.IPAddresses.Reserve(t.Context(), &maas2.IPAddressReserveOptions{Subnet: maas2.ID(id)}))(t)
		}
		require.ErrorIs(t, failure(m.plain.IPAddresses.Reserve(t.Context(), &maas2.IPAddressReserveOptions{Subnet: maas2.ID(id)})), maas.ErrUnavailable)
	}},
	{"static-route", managing, nil, func(t *testing.T, m *site2) {
		n, source := m.subnet(t)
		_, destination := m.subnet(t)
		route := must(m.admin.StaticRoutes.Create(t.Context(), maas2.ID(source.ID), maas2.ID(destination.ID), n.host(2), &maas2.StaticRouteCreateOptions{Metric: 5}))(t)
		cleanUp(t, func(ctx context.Context) error { return m.admin.StaticRoutes.Delete(ctx, route.ID) })
		route = must(m.admin.StaticRoutes.Update(t.Context(), route.ID, &maas2.StaticRouteUpdateOptions{Metric: new(0)}))(t)
		assert.Zero(t, route.Metric, "a nought can be sent")
		assert.Equal(t, n.host(2), route.GatewayIP)
		_, err := m.admin.StaticRoutes.Create(t.Context(), maas2.ID(source.ID), maas2.ID(destination.ID), "192.0.2.1", nil)
		require.ErrorIs(t, err, maas.ErrBadRequest, "the gateway has to be in the source")
	}},
	{"snippet-life", managing, nil, func(t *testing.T, m *site2) {
		_, subnet := m.subnet(t)
		snippet := must(m.admin.DHCPSnippets.Create(t.Context(), newName(), "option domain-name \"one\";", &maas2.DHCPSnippetCreateOptions{Subnet: maas2.ID(subnet.ID), Enabled: new(false)}))(t)
		id := maas2.ID(snippet.ID)
		cleanUp(t, func(ctx context.Context) error { return m.admin.DHCPSnippets.Delete(ctx, id) })
		assert.False(t, snippet.Enabled)
		changed := must(m.admin.DHCPSnippets.Update(t.Context(), id, "option domain-name \"two\";", nil))(t)
		require.Len(t, changed.History, 2)
		reverted := must(m.admin.DHCPSnippets.Revert(t.Context(), id, snippet.History[0].ID))(t)
		assert.Equal(t, snippet.Value, reverted.Value)
		require.NoError(t, m.admin.DHCPSnippets.Delete(t.Context(), id))
	}},
}

var dnsScenarios2 = []scenario2{
	{"domain-life", managing, nil, func(t *testing.T, m *site2) {
		domain, name := m.domain(t), newName()+".example"
		assert.False(t, domain.IsDefault)
		changed := must(m.admin.Domains.Update(t.Context(), maas2.ID(domain.ID), &maas2.DomainUpdateOptions{Name: &name, TTL: new(maas2.TTL(300))}))(t)
		require.NotNil(t, changed.TTL)
		assert.Equal(t, 300, *changed.TTL)
		assert.True(t, changed.Authoritative)
		require.NoError(t, m.admin.Domains.Delete(t.Context(), maas2.ID(domain.ID)))
		require.ErrorIs(t, failure(m.anyone.Domains.Get(t.Context(), maas2.ID(domain.ID))), maas.ErrNotFound)
	}},
	{"domain-exists", managing, nil, func(t *testing.T, m *site2) {
		require.ErrorIs(t, failure(m.admin.Domains.Create(t.Context(), m.domain(t).Name, nil)), maas.ErrExists)
	}},
	{"domain-default-stays", managing, nil, func(t *testing.T, m *site2) {
		for _, domain := range must(m.anyone.Domains.List(t.Context()))(t) {
			if domain.IsDefault {
				require.Error(t, m.admin.Domains.Delete(t.Context(), maas2.ID(domain.ID)))
				return
			}
		}
		t.Fatal("no domain is the default")
	}},
	{"domain-set-default", inMemoryFor("it would move what is enlisted meanwhile"), nil, func(t *testing.T, m *site2) {
		assert.True(t, must(m.admin.Domains.SetDefault(t.Context(), maas2.ID(m.domain(t).ID)))(t).IsDefault)
		must(m.admin.Domains.SetDefault(t.Context(), "0"))(t)
	}},
	{"domain-serial", inMemoryFor("the serial of the zones can't be put back"), nil, func(t *testing.T, m *site2) {
		require.NoError(t, m.admin.Domains.SetSerial(t.Context(), 4711))
	}},
	{"dns-address", managing, nil, func(t *testing.T, m *site2) {
		domain, n := m.domain(t), newNetwork()
		m.freeLater(t, n.host(1))
		resource := must(m.admin.DNSResources.Create(t.Context(), &maas2.DNSResourceCreateOptions{
			FQDN: "www." + domain.Name, IPAddresses: maas2.Addresses{n.host(1)}, AddressTTL: 60}))(t)
		cleanUp(t, func(ctx context.Context) error { return m.admin.DNSResources.Delete(ctx, maas2.ID(resource.ID)) })
		require.Len(t, resource.IPAddresses, 1)
		changed := must(m.admin.DNSResources.Update(t.Context(), maas2.ID(resource.ID), &maas2.DNSResourceUpdateOptions{AddressTTL: new(maas2.TTL(0))}))(t)
		assert.Nil(t, changed.AddressTTL)
		assert.Len(t, changed.IPAddresses, 1, "what is not given stays")
		assert.Equal(t, resource.ID, must(m.anyone.DNSResources.Find(t.Context(), "www."+domain.Name))(t).ID)
	}},
	{"dns-not-found", reading, nil, func(t *testing.T, m *site2) {
		require.ErrorIs(t, failure(m.anyone.DNSResources.Find(t.Context(), newName()+".invalid")), maas.ErrNotFound)
	}},
	{"dns-record", managing, nil, func(t *testing.T, m *site2) {
		domain := m.domain(t)
		record := must(m.admin.DNSResourceRecords.Create(t.Context(), maas2.DNSRecordTypeTXT, "hello world", &maas2.DNSResourceRecordCreateOptions{FQDN: "note." + domain.Name}))(t)
		cleanUp(t, func(ctx context.Context) error { return m.admin.DNSResourceRecords.Delete(ctx, record.ID) })
		changed := must(m.admin.DNSResourceRecords.Update(t.Context(), record.ID, &maas2.DNSResourceRecordUpdateOptions{RRData: new("bye"), TTL: new(maas2.TTL(30))}))(t)
		assert.Contains(t, changed.RRData, "bye")
		found := must(m.anyone.DNSResourceRecords.List(t.Context(), &maas2.DNSResourceRecordListOptions{Domain: domain.Name, RRType: maas2.DNSRecordTypeTXT}))(t)
		assert.Len(t, found, 1)
		require.NoError(t, m.admin.DNSResourceRecords.Delete(t.Context(), record.ID))
		require.ErrorIs(t, failure(m.anyone.DNSResourceRecords.Get(t.Context(), record.ID)), maas.ErrNotFound)
	}},
	{"dns-record-refused", managing, nil, func(t *testing.T, m *site2) {
		domain := m.domain(t)
		for kind, data := range map[maas2.DNSRecordType]string{maas2.DNSRecordTypeMX: "nonsense", "MAGIC": "x"} {
			_, err := m.admin.DNSResourceRecords.Create(t.Context(), kind, data, &maas2.DNSResourceRecordCreateOptions{FQDN: "x." + domain.Name})
			assert.ErrorIs(t, err, maas.ErrBadRequest, "%s", kind)
		}
	}},
	{"dns-plain-user", together, nil, func(t *testing.T, m *site2) {
		domain := m.domain(t)
		for name, err := range map[string]error{
			"domain": failure(m.plain.Domains.Create(t.Context(), newName()+".example", nil)),
			"name":   failure(m.plain.DNSResources.Create(t.Context(), &maas2.DNSResourceCreateOptions{FQDN: "www." + domain.Name})),
		} {
			assert.ErrorIs(t, err, maas.ErrForbidden, name)
		}
	}},
	{"addresses-of-domain", managing, nil, func(t *testing.T, m *site2) {
		machine, domain := m.enlist(t), m.domain(t)
		cleanUp(t, func(ctx context.Context) error { return m.admin.Machines.Delete(ctx, machine.SystemID, nil) })
		moved := must(m.admin.Machines.Update(t.Context(), machine.SystemID, &maas2.MachineUpdateOptions{Domain: &domain.Name}))(t)
		assert.Equal(t, machine.Hostname+"."+domain.Name, moved.FQDN)
	}},
}
