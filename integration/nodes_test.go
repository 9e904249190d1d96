package integration

import (
	"strings"
	"testing"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var nodeScenarios = []scenario{
	{"enlist", needs{admin: true}, nil, enlist},
	{"enlist-and-accept", needs{admin: true, plain: true}, nil, enlistAndAccept},
	{"enlist-anonymously", needs{admin: true}, nil, enlistAnonymously},
	{"enlist-refused", needs{admin: true}, nil, enlistRefused},
	{"accept-all", needs{memory: "it would let in the declared nodes of others"}, nil, acceptAll},
	{"commission-and-fail", needs{memory: "a node that stands for no machine never finishes"},
		[]maastest.Option{maastest.WithManualCommissioning()}, commissionAndFail},
	{"node-update", needs{admin: true}, nil, updateNode},
	{"node-update-by-user", needs{admin: true, plain: true}, nil, updateNodeByUser},
	{"node-power-parameters", needs{admin: true}, nil, powerParameters},
	{"node-delete", needs{admin: true}, nil, deleteNode},
	{"node-mac-addresses", needs{admin: true, before: maas.CapabilityNetworkDeploymentUbuntu}, nil, macAddresses},
	{"node-find", needs{admin: true}, nil, findNode},
	{"node-find-ambiguous", needs{memory: "it needs clusters with domains of their own"}, nil, findAmbiguous},
	{"node-list-filters", needs{admin: true}, nil, listFilters},
	{"node-list-streamed", needs{admin: true}, nil, listStreamed},
	{"node-details", needs{}, nil, nodeDetails},
	{"commissioning-results", needs{}, nil, commissioningResults},
	{"start-without-power", needs{admin: true, before: maas.CapabilityIPv6DeploymentUbuntu}, nil, startWithoutPower},
	{"check-commissioning", needs{memory: "it would fail nodes of others"}, nil, checkCommissioning},
}

func enlist(t *testing.T, m *site) {
	macs := newMACs(2)
	node := m.enlist(t, m.admin, macs, maas.NodeCreateOptions{})

	assert.Equal(t, maas.NodeStatusCommissioning, node.Status, "an administrator's node is let in at once")
	assert.True(t, strings.HasPrefix(node.Hostname, namePrefix))
	assert.Equal(t, m.architecture(t), node.Architecture)
	assert.Equal(t, m.from("1.7"), node.Owner != "", "from 1.7 on the administrator's as long as it is commissioned: %q", node.Owner)
	assert.Equal(t, maas.DefaultZone, node.Zone.Name)
	assert.Equal(t, node.SystemID, maas.IDFromURI(node.ResourceURI))

	read, err := m.anyone.Nodes.Get(t.Context(), node.SystemID)
	require.NoError(t, err)
	assert.Equal(t, node.Hostname, read.Hostname)
	var addresses []string
	for _, mac := range read.MACAddressSet {
		addresses = append(addresses, mac.MACAddress)
	}
	assert.ElementsMatch(t, macs, addresses)
}

func enlistAndAccept(t *testing.T, m *site) {
	node := m.enlist(t, m.plain, newMACs(1), maas.NodeCreateOptions{})
	assert.Equal(t, maas.NodeStatusDeclared, node.Status, "a user's node waits")

	_, err := m.plain.Nodes.Accept(t.Context(), node.SystemID)
	require.ErrorIs(t, err, maas.ErrForbidden)

	accepted, err := m.admin.Nodes.Accept(t.Context(), node.SystemID)
	require.NoError(t, err)
	require.Equal(t, []string{node.SystemID}, ids(accepted))
	assert.Equal(t, maas.NodeStatusCommissioning, accepted[0].Status)

	again, err := m.admin.Nodes.Accept(t.Context(), node.SystemID)
	require.NoError(t, err)
	assert.Empty(t, again, "it was let in before")

	_, err = m.admin.Nodes.Accept(t.Context(), "node-of-nowhere")
	require.ErrorIs(t, err, maas.ErrBadRequest)
	assert.ErrorContains(t, err, "node-of-nowhere")
}

func enlistAnonymously(t *testing.T, m *site) {
	mac := newMACs(1)[0]
	anonymous := m.admin.Anonymous()
	known, err := anonymous.Nodes.IsRegistered(t.Context(), mac)
	require.NoError(t, err)
	assert.False(t, known)

	node := m.enlist(t, anonymous, []string{mac}, maas.NodeCreateOptions{})
	assert.Equal(t, maas.NodeStatusDeclared, node.Status)

	// A client with a key asks without it, since MAAS wants that.
	known, err = m.admin.Nodes.IsRegistered(t.Context(), strings.ToUpper(strings.ReplaceAll(mac, ":", "-")))
	require.NoError(t, err)
	assert.True(t, known, "in another notation too")

	require.NoError(t, m.admin.Nodes.Delete(t.Context(), node.SystemID))
	known, err = anonymous.Nodes.IsRegistered(t.Context(), mac)
	require.NoError(t, err)
	assert.False(t, known)
}

func enlistRefused(t *testing.T, m *site) {
	macs := newMACs(2)
	node := m.enlist(t, m.admin, macs[:1], maas.NodeCreateOptions{})
	cluster, architecture := m.cluster(t), m.architecture(t)
	for _, tc := range []struct {
		name, architecture, mac, hostname, field string
	}{
		{"a known address", architecture, macs[0], newName(), "mac_addresses"},
		{"a known name", architecture, macs[1], label(node), "hostname"},
		{"an architecture without images", "gomaas/none", macs[1], newName(), "architecture"},
	} {
		created, err := m.admin.Nodes.Create(t.Context(), tc.architecture, []string{tc.mac},
			&maas.NodeCreateOptions{Hostname: tc.hostname, NodeGroup: cluster})
		assert.Nil(t, created, tc.name)
		assert.NotEmpty(t, fieldsOf(t, err)[tc.field], "%s: %v", tc.name, err)
	}
	found, err := m.admin.Nodes.List(t.Context(), &maas.NodeListOptions{MACAddresses: macs[1:]})
	require.NoError(t, err)
	assert.Empty(t, found, "nothing was made")
}

func acceptAll(t *testing.T, m *site) {
	first := m.enlist(t, m.plain, newMACs(1), maas.NodeCreateOptions{})
	second := m.enlist(t, m.plain, newMACs(1), maas.NodeCreateOptions{})

	none, err := m.plain.Nodes.AcceptAll(t.Context())
	require.NoError(t, err)
	assert.Empty(t, none, "a user lets in nothing, and is not told so")

	accepted, err := m.admin.Nodes.AcceptAll(t.Context())
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{first.SystemID, second.SystemID}, ids(accepted))
}

func commissionAndFail(t *testing.T, m *site) {
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	m.server.FailCommissioning(node.SystemID)
	failed, err := m.admin.Nodes.Get(t.Context(), node.SystemID)
	require.NoError(t, err)
	assert.Equal(t, maas.NodeSubstatusFailedCommissioning, failed.State())

	_, err = m.plain.Nodes.Commission(t.Context(), node.SystemID, nil)
	assert.NotEmpty(t, fieldsOf(t, err)["action"], "it is for administrators")

	again, err := m.admin.Nodes.Commission(t.Context(), node.SystemID, nil)
	require.NoError(t, err)
	assert.Equal(t, maas.NodeStatusCommissioning, again.Status)
	_, err = m.admin.Nodes.Commission(t.Context(), node.SystemID, nil)
	assert.NotEmpty(t, fieldsOf(t, err)["action"], "it is under way")

	m.server.FinishCommissioning(node.SystemID, maastest.Commissioned{CPUCount: 8, Memory: 16384, Storage: 500000})
	ready := m.await(t, m.admin, node.SystemID, maas.Ready)
	assert.Equal(t, 8, ready.CPUCount)
	assert.Equal(t, 16384, ready.Memory)
	assert.InDelta(t, 500000, ready.Storage, 0)
}

func updateNode(t *testing.T, m *site) {
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{CPUCount: 2})
	name := newName()
	updated, err := m.admin.Nodes.Update(t.Context(), node.SystemID,
		&maas.NodeUpdateOptions{Hostname: &name, CPUCount: new(4), Memory: new(8192)})
	require.NoError(t, err)
	assert.Equal(t, name, label(updated))
	assert.Equal(t, 4, updated.CPUCount)

	updated, err = m.admin.Nodes.Update(t.Context(), node.SystemID, nil)
	require.NoError(t, err)
	assert.Equal(t, name, label(updated), "what is not given stays")
	assert.Equal(t, 8192, updated.Memory)

	_, err = m.admin.Nodes.Update(t.Context(), node.SystemID,
		&maas.NodeUpdateOptions{Hostname: new("not a name"), Zone: new(newName())})
	fields := fieldsOf(t, err)
	assert.NotEmpty(t, fields["hostname"])
	assert.NotEmpty(t, fields["zone"])
	read, err := m.admin.Nodes.Get(t.Context(), node.SystemID)
	require.NoError(t, err)
	assert.Equal(t, name, label(read))
}

func updateNodeByUser(t *testing.T, m *site) {
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	name := newName()
	_, err := m.plain.Nodes.Update(t.Context(), node.SystemID, &maas.NodeUpdateOptions{Hostname: &name})
	require.ErrorIs(t, err, maas.ErrForbidden, "nobody owns the node")
	require.ErrorIs(t, m.plain.Nodes.Delete(t.Context(), node.SystemID), maas.ErrForbidden)
	read, err := m.plain.Nodes.Get(t.Context(), node.SystemID)
	require.NoError(t, err)
	assert.Equal(t, node.Hostname, read.Hostname)
}

func powerParameters(t *testing.T, m *site) {
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{Power: maas.NewCustomPower(maas.PowerTypeEtherWake, nil)})
	assert.Equal(t, maas.PowerTypeEtherWake, node.PowerType)

	updated, err := m.admin.Nodes.Update(t.Context(), node.SystemID, &maas.NodeUpdateOptions{
		Power: maas.IPMIPower{Address: "198.18.0.1", User: "operator", Password: maas.NewSecret("not shown")}})
	require.NoError(t, err)
	assert.Equal(t, maas.PowerTypeIPMI, updated.PowerType)

	_, err = m.admin.Nodes.Update(t.Context(), node.SystemID, &maas.NodeUpdateOptions{Power: maas.NewCustomPower("abacus", nil)})
	assert.NotEmpty(t, fieldsOf(t, err)["power_type"])

	updated, err = m.admin.Nodes.Update(t.Context(), node.SystemID, &maas.NodeUpdateOptions{Power: maas.NewCustomPower(maas.PowerTypeNone, nil)})
	require.NoError(t, err)
	assert.Equal(t, maas.PowerTypeNone, updated.PowerType)
}

func deleteNode(t *testing.T, m *site) {
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	require.NoError(t, m.admin.Nodes.Delete(t.Context(), node.SystemID))

	_, err := m.admin.Nodes.Get(t.Context(), node.SystemID)
	require.ErrorIs(t, err, maas.ErrNotFound)
	require.NotErrorIs(t, err, maas.ErrUnknownEndpoint, "it is the node that is gone, not the operation")
	require.ErrorIs(t, m.admin.Nodes.Delete(t.Context(), node.SystemID), maas.ErrNotFound)

	_, err = m.admin.Nodes.WaitFor(m.deadline(t), node.SystemID, maas.Ready, &m.poll)
	require.ErrorIs(t, err, maas.ErrNotFound, "there is nothing to wait for")
	assert.ErrorContains(t, err, "never seen")
}

func macAddresses(t *testing.T, m *site) {
	macs := newMACs(2)
	node := m.enlist(t, m.admin, macs[:1], maas.NodeCreateOptions{})
	added, err := m.admin.NodeMACs.Create(t.Context(), node.SystemID, macs[1])
	require.NoError(t, err)
	assert.Equal(t, macs[1], added.MACAddress)

	list, err := m.anyone.NodeMACs.List(t.Context(), node.SystemID)
	require.NoError(t, err)
	require.Len(t, list, 2)
	assert.Equal(t, []string{list[0].MACAddress, list[1].MACAddress}, macs, "in the order of their making")

	_, err = m.admin.NodeMACs.Create(t.Context(), node.SystemID, macs[1])
	assert.NotEmpty(t, fieldsOf(t, err)["mac_address"])

	got, err := m.anyone.NodeMACs.Get(t.Context(), node.SystemID, macs[1])
	require.NoError(t, err)
	assert.Equal(t, macs[1], got.MACAddress)
	require.NoError(t, m.admin.NodeMACs.Delete(t.Context(), node.SystemID, macs[1]))
	_, err = m.anyone.NodeMACs.Get(t.Context(), node.SystemID, macs[1])
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func findNode(t *testing.T, m *site) {
	macs := newMACs(2)
	node := m.enlist(t, m.admin, macs, maas.NodeCreateOptions{})
	for _, key := range []string{node.SystemID, node.Hostname, label(node), macs[0], strings.ToUpper(macs[1])} {
		found, err := m.viewer().Nodes.Find(t.Context(), key)
		if assert.NoError(t, err, key) {
			assert.Equal(t, node.SystemID, found.SystemID, key)
		}
	}
	for _, key := range []string{newName(), newMACs(1)[0], "node-of-nowhere"} {
		_, err := m.viewer().Nodes.Find(t.Context(), key)
		assert.ErrorIs(t, err, maas.ErrNotFound, key)
	}
}

func findAmbiguous(t *testing.T, m *site) {
	m.server.AddNodeGroup(maastest.NodeGroup{UUID: "second", Name: "second.example", Status: maas.NodeGroupStatusAccepted})
	m.server.AddInterface("second", maastest.Interface{Name: "eth0", IP: "10.7.0.1", SubnetMask: "255.255.255.0", RouterIP: "10.7.0.1",
		RangeLow: "10.7.0.10", RangeHigh: "10.7.0.20", Management: maas.NodeGroupInterfaceManagementDHCPAndDNS})
	first := m.server.AddNode(maastest.Node{Hostname: "web.one"})
	second := m.server.AddNode(maastest.Node{Hostname: "web.two", NodeGroup: "second"})

	_, err := m.plain.Nodes.Find(t.Context(), "web")
	require.ErrorIs(t, err, maas.ErrAmbiguous)
	for _, id := range []string{first, second} {
		node, err := m.plain.Nodes.Get(t.Context(), id)
		require.NoError(t, err)
		found, err := m.plain.Nodes.Find(t.Context(), node.Hostname)
		require.NoError(t, err, "the whole name is enough")
		assert.Equal(t, id, found.SystemID)
	}
}

func listFilters(t *testing.T, m *site) {
	macs := newMACs(2)
	first := m.enlist(t, m.admin, macs[:1], maas.NodeCreateOptions{})
	second := m.enlist(t, m.admin, macs[1:], maas.NodeCreateOptions{})
	both := []string{first.SystemID, second.SystemID}
	for _, tc := range []struct {
		name string
		opts maas.NodeListOptions
		want []string
	}{
		{"by id", maas.NodeListOptions{IDs: both}, both},
		{"by one of two ids", maas.NodeListOptions{IDs: []string{second.SystemID, "node-of-nowhere"}}, both[1:]},
		{"by name", maas.NodeListOptions{Hostnames: []string{label(first)}}, both[:1]},
		{"by address", maas.NodeListOptions{MACAddresses: macs}, both},
		{"by all at once", maas.NodeListOptions{IDs: both, MACAddresses: macs[1:], Zone: maas.DefaultZone}, both[1:]},
		{"by what excludes each other", maas.NodeListOptions{IDs: both[:1], MACAddresses: macs[1:]}, nil},
		{"by no agent", maas.NodeListOptions{IDs: both, AgentName: new("")}, both},
		{"by an agent", maas.NodeListOptions{IDs: both, AgentName: new(newName())}, nil},
		{"by an unknown zone", maas.NodeListOptions{Zone: newName()}, nil},
		{"by an empty list", maas.NodeListOptions{IDs: []string{}}, nil},
	} {
		nodes, err := m.admin.Nodes.List(t.Context(), &tc.opts)
		require.NoError(t, err, tc.name)
		assert.Equal(t, tc.want, ids(nodes), tc.name)
	}
}

func listStreamed(t *testing.T, m *site) {
	for range 3 {
		m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	}
	want, err := m.admin.Nodes.List(t.Context(), nil)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(want), 3)

	var got []string
	for node, err := range m.admin.Nodes.All(t.Context(), nil) {
		require.NoError(t, err)
		got = append(got, node.SystemID)
	}
	assert.Equal(t, ids(want), got)

	// A program may have seen enough, and make other calls meanwhile.
	seen := 0
	for node, err := range m.admin.Nodes.All(t.Context(), nil) {
		require.NoError(t, err)
		_, err = m.admin.Nodes.Get(t.Context(), node.SystemID)
		require.NoError(t, err)
		if seen++; seen == 2 {
			break
		}
	}
	assert.Equal(t, 2, seen)
}

func nodeDetails(t *testing.T, m *site) {
	machine := m.machine(t)
	details, err := m.anyone.Nodes.Details(t.Context(), machine.SystemID)
	require.NoError(t, err)
	assert.Contains(t, string(details.LSHW), "<")
	hardware, err := details.Hardware()
	require.NoError(t, err)
	assert.NotEmpty(t, hardware.CPUs)

	_, err = m.anyone.Nodes.Details(t.Context(), "node-of-nowhere")
	require.ErrorIs(t, err, maas.ErrNotFound)
	if m.admin == nil {
		return
	}
	fresh := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	many, err := m.admin.NodeGroups.Details(t.Context(), m.cluster(t), machine.SystemID, fresh.SystemID, "node-of-nowhere")
	require.NoError(t, err)
	assert.Contains(t, many, fresh.SystemID)
	assert.NotContains(t, many, "node-of-nowhere")
}

func commissioningResults(t *testing.T, m *site) {
	machine := m.machine(t)
	opts := &maas.CommissioningResultListOptions{
		SystemIDs: []string{machine.SystemID, "node-of-nowhere"},
		Names:     []maas.CommissioningResultName{maas.CommissioningResultNameLSHW},
	}
	results, err := m.anyone.CommissioningResults.List(t.Context(), opts)
	require.NoError(t, err)
	require.Len(t, results, 1)
	assert.Equal(t, maas.CommissioningResultNameLSHW, results[0].Name)
	assert.Equal(t, machine.SystemID, results[0].Node.SystemID)
	assert.Zero(t, results[0].ScriptResult)
	assert.NotEmpty(t, results[0].Created.String())

	details, err := m.anyone.Nodes.Details(t.Context(), machine.SystemID)
	require.NoError(t, err)
	assert.Equal(t, details.LSHW, results[0].Data, "the same output by another way")

	streamed := 0
	for result, err := range m.anyone.CommissioningResults.All(t.Context(), opts) {
		require.NoError(t, err)
		assert.Equal(t, results[0].Data, result.Data)
		streamed++
	}
	assert.Equal(t, 1, streamed)

	opts.Names = []maas.CommissioningResultName{}
	none, err := m.anyone.CommissioningResults.List(t.Context(), opts)
	require.NoError(t, err)
	assert.Empty(t, none, "an empty filter is not no filter")
}

func startWithoutPower(t *testing.T, m *site) {
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	_, err := m.admin.Nodes.Start(t.Context(), node.SystemID, nil)
	require.ErrorIs(t, err, maas.ErrForbidden)
	_, err = m.admin.Nodes.Stop(t.Context(), node.SystemID, nil)
	require.ErrorIs(t, err, maas.ErrForbidden)
	if m.server != nil {
		assert.Empty(t, m.server.PowerActions())
	}
}

func checkCommissioning(t *testing.T, m *site) {
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	late, err := m.admin.Nodes.CheckCommissioning(t.Context())
	require.NoError(t, err)
	assert.Empty(t, late, "an hour has not passed")
	m.await(t, m.admin, node.SystemID, maas.Ready)
}
