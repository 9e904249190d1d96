package integration

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// inventoryScenarios are about what nodes are sorted by: tags, zones, networks.
var inventoryScenarios = []scenario{
	{"tag-by-hand", needs{admin: true}, nil, tagByHand},
	{"tag-by-definition", needs{admin: true, write: true}, nil, tagByDefinition},
	{"tag-by-worker", needs{memory: "it needs the key of a cluster"}, []maastest.Option{maastest.WithIdleClusters()}, tagByWorker},
	{"tag-refused", needs{admin: true}, nil, tagRefused},
	{"tag-in-bulk", needs{admin: true}, nil, tagInBulk},
	{"zone-changes", needs{admin: true}, nil, zoneChanges},
	{"zone-moves", needs{admin: true}, nil, zoneMoves},
	{"zone-refused", needs{admin: true}, nil, zoneRefused},
	{"network-changes", needs{admin: true, before: maas.CapabilityStorageDeploymentUbuntu}, nil, networkChanges},
	{"network-macs", needs{admin: true, before: maas.CapabilityStorageDeploymentUbuntu}, nil, networkMACs},
	{"network-refused", needs{admin: true, before: maas.CapabilityStorageDeploymentUbuntu}, nil, networkRefused},
}

// tag makes a tag.
func (m *site) tag(t *testing.T, opts maas.TagCreateOptions) string {
	t.Helper()
	tag, err := m.admin.Tags.Create(t.Context(), newName(), &opts)
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return m.admin.Tags.Delete(ctx, tag.Name) })
	return tag.Name
}

func (m *site) putTag(t *testing.T, tag string, nodes ...*maas.Node) {
	t.Helper()
	var all []string
	for _, node := range nodes {
		all = append(all, node.SystemID)
	}
	count, err := m.admin.Tags.AddNodes(t.Context(), tag, all...)
	require.NoError(t, err)
	require.Equal(t, len(nodes), count)
}

func tagByHand(t *testing.T, m *site) {
	name := m.tag(t, maas.TagCreateOptions{Comment: "für Schränke", KernelOpts: "console=ttyS0"})
	tag, err := m.anyone.Tags.Get(t.Context(), name)
	require.NoError(t, err)
	assert.Equal(t, "für Schränke", tag.Comment)
	assert.Empty(t, tag.Definition)
	require.NotNil(t, tag.KernelOpts)
	assert.Equal(t, "console=ttyS0", *tag.KernelOpts)

	first := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	second := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	m.putTag(t, name, first, second)
	nodes, err := m.admin.Tags.Nodes(t.Context(), name)
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{first.SystemID, second.SystemID}, ids(nodes))
	assert.Contains(t, nodes[0].TagNames, name)

	removed, err := m.admin.Tags.RemoveNodes(t.Context(), name, first.SystemID)
	require.NoError(t, err)
	assert.Equal(t, 1, removed)
	nodes, err = m.admin.Tags.Nodes(t.Context(), name)
	require.NoError(t, err)
	assert.Equal(t, []string{second.SystemID}, ids(nodes))

	renamed := newName()
	cleanUp(t, func(ctx context.Context) error { return m.admin.Tags.Delete(ctx, renamed) })
	tag, err = m.admin.Tags.Update(t.Context(), name, &maas.TagUpdateOptions{Name: &renamed, Comment: new("")})
	require.NoError(t, err)
	assert.Empty(t, tag.Comment)
	_, err = m.anyone.Tags.Get(t.Context(), name)
	require.ErrorIs(t, err, maas.ErrNotFound)
	node, err := m.anyone.Nodes.Get(t.Context(), second.SystemID)
	require.NoError(t, err)
	assert.Contains(t, node.TagNames, renamed, "the nodes keep it under its new name")
	assert.NotContains(t, node.TagNames, name)

	require.NoError(t, m.admin.Tags.Delete(t.Context(), renamed))
	node, err = m.anyone.Nodes.Get(t.Context(), second.SystemID)
	require.NoError(t, err)
	assert.NotContains(t, node.TagNames, renamed)
}

// tagged is a node that has a tag, which clusters see to in their own time.
func tagged(name string) maas.NodeCondition {
	return maas.NodeCondition{Name: "tagged", Done: func(n *maas.Node) bool { return slices.Contains(n.TagNames, name) }}
}

func untagged(name string) maas.NodeCondition {
	return maas.NodeCondition{Name: "untagged", Done: func(n *maas.Node) bool { return !slices.Contains(n.TagNames, name) }}
}

func tagByDefinition(t *testing.T, m *site) {
	machine := m.machine(t)
	unit := "//node[@class='memory']/size[@units='bytes'] > 0"
	name := m.tag(t, maas.TagCreateOptions{Definition: unit})
	m.await(t, m.admin, machine.SystemID, tagged(name))

	// It follows the definition when that changes.
	nonsense := "//node[@class='" + newName() + "']"
	tag, err := m.admin.Tags.Update(t.Context(), name, &maas.TagUpdateOptions{Definition: &nonsense})
	require.NoError(t, err)
	assert.Equal(t, nonsense, tag.Definition)
	m.await(t, m.admin, machine.SystemID, untagged(name))
	nodes, err := m.admin.Tags.Nodes(t.Context(), name)
	require.NoError(t, err)
	assert.Empty(t, nodes)

	require.NoError(t, m.admin.Tags.Rebuild(t.Context(), name))
	m.await(t, m.admin, machine.SystemID, untagged(name))
}

func tagByWorker(t *testing.T, m *site) {
	worker := m.server.ClientFor("maas-nodegroup-worker")
	cluster := m.cluster(t)
	id := m.server.AddNode(maastest.Node{Hostname: "machine", Status: maas.NodeStatusReady})
	const definition = "//node"
	name := m.tag(t, maas.TagCreateOptions{Definition: definition})

	_, err := worker.Tags.UpdateNodes(t.Context(), name, &maas.TagUpdateNodesOptions{Add: []string{id}})
	require.ErrorIs(t, err, maas.ErrForbidden, "a worker has to say whose it is")
	_, err = worker.Tags.UpdateNodes(t.Context(), name,
		&maas.TagUpdateNodesOptions{Add: []string{id}, NodeGroup: cluster, Definition: "//outdated"})
	require.ErrorIs(t, err, maas.ErrConflict)
	updated, err := worker.Tags.UpdateNodes(t.Context(), name,
		&maas.TagUpdateNodesOptions{Add: []string{id, "node-of-nowhere"}, NodeGroup: cluster, Definition: definition})
	require.NoError(t, err)
	assert.Equal(t, &maas.TagNodesUpdated{Added: 1}, updated)
	nodes, err := m.plain.Tags.Nodes(t.Context(), name)
	require.NoError(t, err)
	assert.Equal(t, []string{id}, ids(nodes))
}

func tagRefused(t *testing.T, m *site) {
	name := m.tag(t, maas.TagCreateOptions{})
	_, err := m.admin.Tags.Create(t.Context(), name, nil)
	assert.NotEmpty(t, fieldsOf(t, err)["name"], "the name is taken")
	_, err = m.admin.Tags.Create(t.Context(), newName()+" blank", nil)
	assert.NotEmpty(t, fieldsOf(t, err)["name"], "a name has no blanks")
	_, err = m.admin.Tags.Create(t.Context(), newName(), &maas.TagCreateOptions{Definition: "//node[["})
	assert.NotEmpty(t, fieldsOf(t, err)["definition"], "that is no XPath")

	require.ErrorIs(t, m.admin.Tags.Delete(t.Context(), newName()), maas.ErrNotFound)
	_, err = m.anyone.Tags.Nodes(t.Context(), newName())
	require.ErrorIs(t, err, maas.ErrNotFound)
	_, err = m.admin.Tags.UpdateNodes(t.Context(), name, &maas.TagUpdateNodesOptions{Definition: "//other"})
	require.ErrorIs(t, err, maas.ErrConflict, "that is not its definition")
	if m.plain != nil {
		require.ErrorIs(t, m.plain.Tags.Delete(t.Context(), name), maas.ErrForbidden)
	}
}

func tagInBulk(t *testing.T, m *site) {
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	name := m.tag(t, maas.TagCreateOptions{})
	var many []string
	for i := range 1200 {
		many = append(many, fmt.Sprintf("node-of-nowhere-%d", i))
	}
	count, err := m.admin.Tags.AddNodes(t.Context(), name, append(many, node.SystemID)...)
	require.NoError(t, err)
	assert.Equal(t, 1, count, "unknown ones don't count")
	var with []string
	for node, err := range m.viewer().Tags.AllNodes(t.Context(), name) {
		require.NoError(t, err)
		with = append(with, node.SystemID)
	}
	assert.Equal(t, []string{node.SystemID}, with)
}

// zone makes a zone.
func (m *site) zone(t *testing.T) string {
	t.Helper()
	zone, err := m.admin.Zones.Create(t.Context(), newName(), nil)
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return m.admin.Zones.Delete(ctx, zone.Name) })
	return zone.Name
}

func zoneChanges(t *testing.T, m *site) {
	name := m.zone(t)
	list, err := m.anyone.Zones.List(t.Context())
	require.NoError(t, err)
	var names []string
	for _, zone := range list {
		names = append(names, zone.Name)
	}
	assert.Subset(t, names, []string{name, maas.DefaultZone})

	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{Zone: name})
	renamed := newName()
	cleanUp(t, func(ctx context.Context) error { return m.admin.Zones.Delete(ctx, renamed) })
	zone, err := m.admin.Zones.Update(t.Context(), name, &maas.ZoneUpdateOptions{Name: &renamed, Description: new("erste Reihe, links")})
	require.NoError(t, err)
	assert.Equal(t, "erste Reihe, links", zone.Description)
	moved, err := m.anyone.Nodes.Get(t.Context(), node.SystemID)
	require.NoError(t, err)
	assert.Equal(t, renamed, moved.Zone.Name)

	zone, err = m.admin.Zones.Update(t.Context(), renamed, &maas.ZoneUpdateOptions{Description: new("")})
	require.NoError(t, err)
	assert.Empty(t, zone.Description)
	_, err = m.anyone.Zones.Get(t.Context(), name)
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func zoneMoves(t *testing.T, m *site) {
	zone := m.zone(t)
	var all []string
	for range 3 {
		all = append(all, m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{}).SystemID)
	}
	require.NoError(t, m.admin.Nodes.SetZone(t.Context(), zone, all...))
	nodes, err := m.admin.Nodes.List(t.Context(), &maas.NodeListOptions{Zone: zone})
	require.NoError(t, err)
	assert.Equal(t, all, ids(nodes))

	_, err = m.admin.Nodes.Update(t.Context(), all[0], &maas.NodeUpdateOptions{Zone: new(maas.DefaultZone)})
	require.NoError(t, err)
	require.NoError(t, m.admin.Zones.Delete(t.Context(), zone))
	require.NoError(t, m.admin.Zones.Delete(t.Context(), zone), "to MAAS, one that is gone is no error")
	for _, id := range all {
		node, err := m.anyone.Nodes.Get(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, maas.DefaultZone, node.Zone.Name, "the nodes of a deleted zone fall back")
	}
}

func zoneRefused(t *testing.T, m *site) {
	zone := m.zone(t)
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	err := m.admin.Nodes.SetZone(t.Context(), newName(), node.SystemID)
	assert.NotEmpty(t, fieldsOf(t, err)["zone"])
	err = m.admin.Nodes.SetZone(t.Context(), zone, node.SystemID, "node-of-nowhere")
	assert.NotEmpty(t, fieldsOf(t, err)["system_id"])
	read, err := m.anyone.Nodes.Get(t.Context(), node.SystemID)
	require.NoError(t, err)
	assert.Equal(t, maas.DefaultZone, read.Zone.Name, "nothing was moved")

	_, err = m.admin.Zones.Create(t.Context(), zone, nil)
	assert.NotEmpty(t, fieldsOf(t, err)["name"], "the name is taken")
	_, err = m.admin.Zones.Create(t.Context(), newName()+"?", nil)
	assert.NotEmpty(t, fieldsOf(t, err)["name"])
	require.ErrorIs(t, m.admin.Zones.Delete(t.Context(), maas.DefaultZone), maas.ErrBadRequest)
	_, err = m.admin.Zones.Update(t.Context(), maas.DefaultZone, &maas.ZoneUpdateOptions{Name: new(newName())})
	require.ErrorIs(t, err, maas.ErrBadRequest)
}

// network makes one in the range that is set aside for tests of networks.
func (m *site) network(t *testing.T, opts *maas.NetworkCreateOptions) *maas.Network {
	t.Helper()
	part := randomBytes(2)
	network, err := m.admin.Networks.Create(t.Context(), newName(), fmt.Sprintf("198.%d.%d.77", 18+part[0]%2, part[1]), "255.255.255.0", opts)
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return m.admin.Networks.Delete(ctx, network.Name) })
	return network
}

func networkChanges(t *testing.T, m *site) {
	network := m.network(t, &maas.NetworkCreateOptions{Description: "Speichernetz", VLANTag: 4094})
	assert.Regexp(t, `^198\.1[89]\.\d+\.0$`, network.IP, "the address of the network, not of the host")
	require.NotNil(t, network.VLANTag)
	assert.Equal(t, 4094, *network.VLANTag)

	updated, err := m.admin.Networks.Update(t.Context(), network.Name,
		&maas.NetworkUpdateOptions{Netmask: new("255.255.255.128"), VLANTag: new(0), Description: new("")})
	require.NoError(t, err)
	assert.Nil(t, updated.VLANTag)
	assert.Equal(t, "255.255.255.128", updated.Netmask)
	assert.Empty(t, updated.Description)
	read, err := m.anyone.Networks.Get(t.Context(), network.Name)
	require.NoError(t, err)
	assert.Equal(t, updated, read)

	list, err := m.anyone.Networks.List(t.Context(), nil)
	require.NoError(t, err)
	assert.True(t, slices.ContainsFunc(list, func(n maas.Network) bool { return n.Name == network.Name }))
	require.NoError(t, m.admin.Networks.Delete(t.Context(), network.Name))
	require.NoError(t, m.admin.Networks.Delete(t.Context(), network.Name), "to MAAS, one that is gone is no error")
	_, err = m.anyone.Networks.Get(t.Context(), network.Name)
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func networkMACs(t *testing.T, m *site) {
	macs := newMACs(2)
	node := m.enlist(t, m.admin, macs, maas.NodeCreateOptions{})
	network := m.network(t, &maas.NetworkCreateOptions{MACAddresses: macs[:1]})
	connected := func() []string {
		list, err := m.anyone.Networks.ListConnectedMACs(t.Context(), network.Name)
		require.NoError(t, err)
		var all []string
		for _, mac := range list {
			all = append(all, mac.MACAddress)
		}
		return all
	}
	assert.Equal(t, macs[:1], connected())

	require.NoError(t, m.admin.Networks.ConnectMACs(t.Context(), network.Name, macs...))
	assert.ElementsMatch(t, macs, connected(), "the first was connected before")
	list, err := m.anyone.Networks.List(t.Context(), &maas.NetworkListOptions{Nodes: []string{node.SystemID}})
	require.NoError(t, err)
	require.Len(t, list, 2, "once for each of the node's interfaces")
	assert.Equal(t, network.Name, list[0].Name)

	require.NoError(t, m.admin.Networks.DisconnectMACs(t.Context(), network.Name, macs[0]))
	require.NoError(t, m.admin.Networks.DisconnectMACs(t.Context(), network.Name, macs[0]))
	assert.Equal(t, macs[1:], connected())

	err = m.admin.Networks.ConnectMACs(t.Context(), network.Name, macs[0], newMACs(1)[0])
	assert.NotEmpty(t, fieldsOf(t, err)["macs"])
	assert.Equal(t, macs[1:], connected(), "all or none")
}

func networkRefused(t *testing.T, m *site) {
	network := m.network(t, nil)
	for field, create := range map[string]struct{ name, ip, netmask string }{
		"name":    {newName() + " blank", "198.19.255.0", "255.255.255.0"},
		"netmask": {newName(), "198.19.255.0", "255.0.255.0"},
	} {
		_, err := m.admin.Networks.Create(t.Context(), create.name, create.ip, create.netmask, nil)
		assert.NotEmpty(t, fieldsOf(t, err)[field], "%v", err)
	}
	_, err := m.admin.Networks.Create(t.Context(), newName(), network.IP, "255.255.255.128", nil)
	assert.NotEmpty(t, fieldsOf(t, err), "a part of it is taken")
	_, err = m.anyone.Networks.List(t.Context(), &maas.NetworkListOptions{Nodes: []string{"node-of-nowhere"}})
	assert.NotEmpty(t, fieldsOf(t, err)["node"])
}
