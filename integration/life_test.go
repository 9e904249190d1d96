package integration

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"testing"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var lifeScenarios = []scenario{
	{"life-of-a-machine", needs{write: true}, nil, lifeOfAMachine},
	{"acquire-without-match", needs{}, nil, acquireWithoutMatch},
	{"acquire-with-unknown-names", needs{}, nil, acquireWithUnknownNames},
	{"acquire-in-zones", needs{admin: true, write: true}, nil, acquireInZones},
	{"acquire-by-tags", needs{admin: true, write: true}, nil, acquireByTags},
	{"acquire-on-networks", needs{admin: true, write: true, before: maas.CapabilityStorageDeploymentUbuntu}, nil, acquireOnNetworks},
	{"acquire-by-routers", needs{memory: "only a made-up machine sees routers of one's choice"}, nil, acquireByRouters},
	{"acquire-by-hardware", needs{memory: "it needs machines of known sizes"}, nil, acquireByHardware},
	{"agent-name", needs{write: true}, nil, agentName},
	{"allocated-by-key", needs{write: true}, nil, allocatedByKey},
	{"hidden-from-others", needs{admin: true, plain: true, write: true}, nil, hiddenFromOthers},
	{"release-many", needs{admin: true, plain: true, write: true}, nil, releaseMany},
	{"release-each", needs{admin: true, write: true}, nil, releaseEach},
	{"deploy", needs{write: true}, nil, deploy},
	{"deploy-fails-and-releases", needs{memory: "a fault is injected"}, nil, deployFails},
	{"deploy-canceled-and-released", needs{memory: "an installation that never ends"},
		[]maastest.Option{maastest.WithManualDeployment()}, deployCanceled},
	{"wait-for-failure", needs{memory: "a commissioning is made to fail"},
		[]maastest.Option{maastest.WithManualCommissioning()}, waitForFailure},
	{"wait-through-trouble", needs{memory: "faults are injected"},
		[]maastest.Option{maastest.WithCommissioningPolls(3)}, waitThroughTrouble},
	{"wait-for-all", needs{memory: "a commissioning is made to fail"},
		[]maastest.Option{maastest.WithManualCommissioning()}, waitForAll},
	{"wait-canceled", needs{admin: true}, nil, waitCanceled},
	{"released-while-waiting", needs{memory: "an installation that never ends"},
		[]maastest.Option{maastest.WithManualDeployment()}, releasedWhileWaiting},
	{"sticky-address", needs{memory: "a live network may have no address to spare"}, nil, stickyAddress},
	{"addresses-exhausted", needs{memory: "it uses up all addresses"}, nil, addressesExhausted},
}

func lifeOfAMachine(t *testing.T, m *site) {
	machine := m.machine(t)
	if m.server != nil {
		m.server.ResetPowerActions() // it was switched on to be commissioned
	}
	script := []byte("#!/bin/sh\necho '\u00fcber' \x00\xff\n")

	node, err := m.anyone.Nodes.Acquire(t.Context(), &maas.NodeAcquireOptions{
		Name: machine.Hostname, Arch: machine.Architecture, CPUCount: machine.CPUCount, Memory: machine.Memory,
		Zone: machine.Zone.Name,
	})
	require.NoError(t, err)
	m.releaseLater(t, m.anyone, node.SystemID)
	require.Equal(t, machine.SystemID, node.SystemID)
	assert.Equal(t, maas.NodeSubstatusAllocated, node.State())
	assert.NotEmpty(t, node.Owner)

	_, err = m.anyone.Nodes.Acquire(t.Context(), &maas.NodeAcquireOptions{Name: machine.Hostname})
	require.ErrorIs(t, err, maas.ErrConflict, "it is taken")

	started, err := m.anyone.Nodes.Start(t.Context(), node.SystemID, &maas.NodeStartOptions{UserData: script})
	require.NoError(t, err)
	assert.Equal(t, node.SystemID, started.SystemID)
	deployed := m.await(t, m.anyone, node.SystemID, maas.Deployed)
	assert.Equal(t, maas.NodeSubstatusDeployed, deployed.State())
	assert.False(t, deployed.Netboot)
	assert.Equal(t, node.Owner, deployed.Owner)

	stopped, err := m.anyone.Nodes.Stop(t.Context(), node.SystemID, nil)
	require.NoError(t, err)
	assert.Equal(t, node.Owner, stopped.Owner, "a node that is off has its owner still")

	_, err = m.anyone.Nodes.Release(t.Context(), node.SystemID, nil)
	require.NoError(t, err)
	free := m.await(t, m.anyone, node.SystemID, maas.Ready)
	assert.Empty(t, free.Owner)

	if m.server == nil {
		return
	}
	var actions []string
	for _, action := range m.server.PowerActions() {
		actions = append(actions, action.Action)
	}
	assert.Equal(t, []string{"on", "off", "off"}, actions)
	for _, request := range m.server.Requests() {
		if request.Op == "start" {
			sent, err := base64.StdEncoding.DecodeString(request.Param("user_data"))
			require.NoError(t, err)
			assert.Equal(t, script, sent)
		}
	}
}

func acquireWithoutMatch(t *testing.T, m *site) {
	_, err := m.anyone.Nodes.Acquire(t.Context(), &maas.NodeAcquireOptions{CPUCount: 1e6, Name: newName()})
	require.ErrorIs(t, err, maas.ErrConflict)
	require.NotErrorIs(t, err, maas.ErrDatabaseConflict)
	answer, ok := errors.AsType[*maas.Error](err)
	require.True(t, ok)
	assert.Equal(t, 1, answer.Attempts, "there is nothing to gain by asking again")
	assert.NotEmpty(t, answer.Message)
}

func acquireWithUnknownNames(t *testing.T, m *site) {
	for field, opts := range map[string]maas.NodeAcquireOptions{
		"tags":        {Tags: []string{newName()}},
		"zone":        {Zone: newName()},
		"not_in_zone": {NotInZone: []string{newName()}},
		"arch":        {Arch: newName()},
	} {
		_, err := m.anyone.Nodes.Acquire(t.Context(), &opts)
		assert.NotEmpty(t, fieldsOf(t, err)[field], "%s: %v", field, err)
	}
}

func acquireInZones(t *testing.T, m *site) {
	machine := m.machine(t)
	empty, full := m.zone(t), m.zone(t)
	m.moveToZone(t, machine, full)

	_, err := m.anyone.Nodes.AcquireInZones(t.Context(), []string{empty}, nil)
	require.ErrorIs(t, err, maas.ErrConflict)

	node, err := m.anyone.Nodes.AcquireInZones(t.Context(), []string{empty, full}, nil)
	require.NoError(t, err)
	m.releaseLater(t, m.anyone, node.SystemID)
	assert.Equal(t, machine.SystemID, node.SystemID)
	assert.Equal(t, full, node.Zone.Name)

	_, err = m.anyone.Nodes.AcquireInZones(t.Context(), []string{empty, full}, nil)
	require.ErrorIs(t, err, maas.ErrConflict, "the one that there was is taken")
}

// moveToZone moves a machine until the scenario ends.
func (m *site) moveToZone(t *testing.T, machine *maas.Node, zone string) {
	t.Helper()
	require.NoError(t, m.admin.Nodes.SetZone(t.Context(), zone, machine.SystemID))
	cleanUp(t, func(ctx context.Context) error {
		return m.admin.Nodes.SetZone(ctx, machine.Zone.Name, machine.SystemID)
	})
}

func acquireByTags(t *testing.T, m *site) {
	machine := m.machine(t)
	first, second := m.tag(t, maas.TagCreateOptions{}), m.tag(t, maas.TagCreateOptions{})
	m.putTag(t, first, machine)

	_, err := m.anyone.Nodes.Acquire(t.Context(), &maas.NodeAcquireOptions{Tags: []string{first, second}})
	require.ErrorIs(t, err, maas.ErrConflict, "it has the one tag only")

	m.putTag(t, second, machine)
	node := m.acquire(t, m.anyone, machine, maas.NodeAcquireOptions{Tags: []string{first, second}})
	assert.Subset(t, node.TagNames, []string{first, second})
}

func acquireOnNetworks(t *testing.T, m *site) {
	machine := m.machine(t)
	near, far := m.network(t, nil), m.network(t, nil)
	mac := machine.MACAddressSet[0].MACAddress
	require.NoError(t, m.admin.Networks.ConnectMACs(t.Context(), near.Name, mac))

	for _, opts := range []maas.NodeAcquireOptions{
		{Networks: []string{near.Name, far.Name}},
		{Networks: []string{"ip:" + far.IP}},
		{NotNetworks: []string{near.Name}},
	} {
		opts.Name = machine.Hostname
		_, err := m.anyone.Nodes.Acquire(t.Context(), &opts)
		assert.ErrorIs(t, err, maas.ErrConflict, "%+v", opts)
	}
	m.acquire(t, m.anyone, machine, maas.NodeAcquireOptions{Networks: []string{"ip:" + near.IP}, NotNetworks: []string{far.Name}})
}

func acquireByRouters(t *testing.T, m *site) {
	routers := newMACs(2)
	id := m.server.AddNode(maastest.Node{Hostname: "routed", Status: maas.NodeStatusReady, Routers: routers[:1]})
	for _, opts := range []maas.NodeAcquireOptions{{ConnectedTo: routers}, {NotConnectedTo: routers[:1]}} {
		_, err := m.plain.Nodes.Acquire(t.Context(), &opts)
		assert.ErrorIs(t, err, maas.ErrConflict, "%+v", opts)
	}
	node, err := m.plain.Nodes.Acquire(t.Context(), &maas.NodeAcquireOptions{ConnectedTo: routers[:1], NotConnectedTo: routers[1:]})
	require.NoError(t, err)
	assert.Equal(t, id, node.SystemID)
	assert.Equal(t, routers[:1], node.Routers)
}

func acquireByHardware(t *testing.T, m *site) {
	small := m.server.AddNode(maastest.Node{Hostname: "small", Status: maas.NodeStatusReady, CPUCount: 2, Memory: 2048})
	large := m.server.AddNode(maastest.Node{Hostname: "large", Status: maas.NodeStatusReady, CPUCount: 16, Memory: 65536, Architecture: "i386/generic"})
	acquire := func(opts maas.NodeAcquireOptions) (string, error) {
		node, err := m.plain.Nodes.Acquire(t.Context(), &opts)
		if err != nil {
			return "", err
		}
		_, err = m.plain.Nodes.Release(t.Context(), node.SystemID, nil)
		return node.SystemID, err
	}
	for _, tc := range []struct {
		opts maas.NodeAcquireOptions
		want string // "" for none
	}{
		{maas.NodeAcquireOptions{CPUCount: 3}, large},
		{maas.NodeAcquireOptions{Memory: 2049}, large},
		{maas.NodeAcquireOptions{Memory: 2048, Arch: "amd64"}, small},
		{maas.NodeAcquireOptions{Arch: "i386"}, large},
		{maas.NodeAcquireOptions{Arch: "i386/generic", CPUCount: 16, Memory: 65536}, large},
		{maas.NodeAcquireOptions{Arch: "amd64", CPUCount: 3}, ""},
		{maas.NodeAcquireOptions{Memory: 65537}, ""},
	} {
		got, err := acquire(tc.opts)
		assert.Equal(t, tc.want, got, "%+v", tc.opts)
		if tc.want == "" {
			assert.ErrorIs(t, err, maas.ErrConflict, "%+v", tc.opts)
		} else {
			assert.NoError(t, err, "%+v", tc.opts)
		}
	}
}

func agentName(t *testing.T, m *site) {
	agent := newName()
	node := m.acquire(t, m.anyone, m.machine(t), maas.NodeAcquireOptions{AgentName: agent})

	mine, err := m.anyone.Nodes.List(t.Context(), &maas.NodeListOptions{AgentName: &agent})
	require.NoError(t, err)
	assert.Equal(t, []string{node.SystemID}, ids(mine))

	_, err = m.anyone.Nodes.Release(t.Context(), node.SystemID, nil)
	require.NoError(t, err)
	m.await(t, m.anyone, node.SystemID, maas.Ready)
	mine, err = m.anyone.Nodes.List(t.Context(), &maas.NodeListOptions{AgentName: &agent})
	require.NoError(t, err)
	assert.Empty(t, mine, "the name went with the release")
}

func allocatedByKey(t *testing.T, m *site) {
	other, _ := m.newKey(t, m.anyone)
	node := m.acquire(t, m.anyone, m.machine(t), maas.NodeAcquireOptions{})

	opts := &maas.NodeListAllocatedOptions{IDs: []string{node.SystemID, "node-of-nowhere"}}
	byThisKey, err := m.anyone.Nodes.ListAllocated(t.Context(), opts)
	require.NoError(t, err)
	assert.Equal(t, []string{node.SystemID}, ids(byThisKey))

	byOther, err := other.Nodes.ListAllocated(t.Context(), opts)
	require.NoError(t, err)
	assert.Empty(t, byOther, "another key of the same user acquired nothing")
	none, err := m.anyone.Nodes.ListAllocated(t.Context(), &maas.NodeListAllocatedOptions{IDs: []string{}})
	require.NoError(t, err)
	assert.Empty(t, none)
}

func hiddenFromOthers(t *testing.T, m *site) {
	node := m.acquire(t, m.admin, m.machine(t), maas.NodeAcquireOptions{})
	opts := &maas.NodeListOptions{IDs: []string{node.SystemID}}

	seen, err := m.plain.Nodes.List(t.Context(), opts)
	require.NoError(t, err)
	assert.Empty(t, seen, "a node of somebody else is in no list")
	read, err := m.plain.Nodes.Get(t.Context(), node.SystemID)
	require.NoError(t, err, "but can be read by its id")
	assert.Equal(t, node.Owner, read.Owner)

	_, err = m.plain.Nodes.Release(t.Context(), node.SystemID, nil)
	require.ErrorIs(t, err, maas.ErrForbidden)
	_, err = m.plain.Nodes.Start(t.Context(), node.SystemID, nil)
	require.ErrorIs(t, err, maas.ErrForbidden)
	_, err = m.plain.Nodes.Update(t.Context(), node.SystemID, &maas.NodeUpdateOptions{Hostname: new(newName())})
	require.ErrorIs(t, err, maas.ErrForbidden)

	seen, err = m.admin.Nodes.List(t.Context(), opts)
	require.NoError(t, err)
	assert.Equal(t, []string{node.SystemID}, ids(seen))
	require.ErrorIs(t, m.admin.Nodes.Delete(t.Context(), node.SystemID), maas.ErrConflict, "it is in use")
}

func releaseMany(t *testing.T, m *site) {
	node := m.acquire(t, m.plain, m.machine(t), maas.NodeAcquireOptions{})
	declared := m.enlist(t, m.plain, newMACs(1), maas.NodeCreateOptions{})

	for name, tc := range map[string]struct {
		client *maas.Client
		other  string
		want   error
	}{
		"an unknown one":          {m.plain, "node-of-nowhere", maas.ErrBadRequest},
		"one that nobody owns":    {m.plain, declared.SystemID, maas.ErrForbidden},
		"one that was not let in": {m.admin, declared.SystemID, maas.ErrConflict},
	} {
		_, err := tc.client.Nodes.ReleaseMany(t.Context(), []string{node.SystemID, tc.other}, nil)
		require.ErrorIs(t, err, tc.want, name)
		read, err := m.plain.Nodes.Get(t.Context(), node.SystemID)
		require.NoError(t, err)
		assert.Equal(t, node.Owner, read.Owner, "%s: all or none", name)
	}

	released, err := m.plain.Nodes.ReleaseMany(t.Context(), []string{node.SystemID}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{node.SystemID}, released)
	m.await(t, m.plain, node.SystemID, maas.Ready)
	none, err := m.plain.Nodes.ReleaseMany(t.Context(), nil, nil)
	require.NoError(t, err)
	assert.Empty(t, none)
}

func releaseEach(t *testing.T, m *site) {
	node := m.acquire(t, m.admin, m.machine(t), maas.NodeAcquireOptions{})
	fresh := m.enlist(t, m.admin.Anonymous(), newMACs(1), maas.NodeCreateOptions{})

	outcomes := m.admin.Nodes.ReleaseEach(t.Context(), []string{node.SystemID, fresh.SystemID, "node-of-nowhere"}, nil)
	require.Len(t, outcomes, 3)
	assert.NoError(t, outcomes[node.SystemID])
	assert.ErrorIs(t, outcomes[fresh.SystemID], maas.ErrConflict)
	assert.ErrorIs(t, outcomes["node-of-nowhere"], maas.ErrNotFound)
	m.await(t, m.admin, node.SystemID, maas.Ready)

	again := m.admin.Nodes.ReleaseEach(t.Context(), []string{node.SystemID}, nil)
	assert.Equal(t, map[string]error{node.SystemID: nil}, again, "what is free is released")
}

func deploy(t *testing.T, m *site) {
	machine := m.machine(t)
	looks := 0
	wait := m.poll
	wait.OnPoll = func(*maas.Node, error) { looks++ }
	node, err := m.anyone.Nodes.Deploy(m.deadline(t), &maas.NodeDeployOptions{
		Acquire: &maas.NodeAcquireOptions{Name: machine.Hostname},
		Start:   &maas.NodeStartOptions{UserData: []byte("#cloud-config\n")},
		Wait:    &wait,
	})
	require.NoError(t, err)
	m.releaseLater(t, m.anyone, node.SystemID)
	assert.Equal(t, machine.SystemID, node.SystemID)
	assert.Equal(t, maas.NodeSubstatusDeployed, node.State())
	assert.Positive(t, looks)
}

func deployFails(t *testing.T, m *site) {
	machine := m.machine(t)
	m.server.Inject(maastest.Match{Op: "start"}, maastest.Fault{Status: http.StatusServiceUnavailable, Body: "No more IPs available"})

	node, err := m.plain.Nodes.Deploy(m.deadline(t), &maas.NodeDeployOptions{Wait: &m.poll})
	require.ErrorIs(t, err, maas.ErrUnavailable)
	assert.Nil(t, node)
	read, err := m.plain.Nodes.Get(t.Context(), machine.SystemID)
	require.NoError(t, err)
	assert.Equal(t, maas.NodeSubstatusReady, read.State(), "it was given back")
	assert.Empty(t, read.Owner)

	// When the machine can't be given back either, the error says which it is.
	m.server.Inject(maastest.Match{Op: "start"}, maastest.Fault{Status: http.StatusServiceUnavailable, Body: "No more IPs available"})
	m.server.Inject(maastest.Match{Op: "release"}, maastest.Fault{Status: http.StatusInternalServerError, Body: "lost the disk", Times: -1})
	m.releaseLater(t, m.plain, machine.SystemID)
	t.Cleanup(m.server.ClearFaults)
	_, err = m.plain.Nodes.Deploy(m.deadline(t), &maas.NodeDeployOptions{Wait: &m.poll})
	require.ErrorIs(t, err, maas.ErrUnavailable)
	assert.ErrorContains(t, err, machine.SystemID)
	assert.ErrorContains(t, err, "lost the disk")
}

func deployCanceled(t *testing.T, m *site) {
	machine := m.machine(t)
	ctx, cancel := context.WithCancel(m.deadline(t))
	wait := m.poll
	wait.OnPoll = func(*maas.Node, error) { cancel() }

	_, err := m.plain.Nodes.Deploy(ctx, &maas.NodeDeployOptions{Wait: &wait})
	require.ErrorIs(t, err, context.Canceled)
	waiting, ok := errors.AsType[*maas.NodeWaitError](err)
	require.True(t, ok)
	assert.Equal(t, machine.SystemID, waiting.SystemID)
	read, err := m.plain.Nodes.Get(t.Context(), machine.SystemID)
	require.NoError(t, err)
	assert.Equal(t, maas.NodeSubstatusReady, read.State(), "it was given back though the context was over")
}

func waitForFailure(t *testing.T, m *site) {
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	looks := 0
	wait := m.poll
	wait.OnPoll = func(*maas.Node, error) {
		if looks++; looks == 2 {
			m.server.FailCommissioning(node.SystemID)
		}
	}
	_, err := m.admin.Nodes.WaitFor(m.deadline(t), node.SystemID, maas.Ready, &wait)
	require.ErrorIs(t, err, maas.ErrNodeFailed)
	failed, ok := errors.AsType[*maas.NodeWaitError](err)
	require.True(t, ok)
	assert.Equal(t, node.SystemID, failed.SystemID)
	assert.Equal(t, "Ready", failed.Condition)
	require.NotNil(t, failed.Last)
	assert.Equal(t, maas.NodeSubstatusFailedCommissioning, failed.Last.State())
	assert.ErrorContains(t, err, "Failed commissioning")
	assert.Equal(t, 3, looks, "the failure ended the wait at once")
}

func waitThroughTrouble(t *testing.T, m *site) {
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	look := maastest.Match{Operation: "GET /nodes/{system_id}/"}
	m.server.Inject(look, maastest.Fault{Status: http.StatusInternalServerError, Body: "database is restarting"})
	m.server.Inject(look, maastest.Fault{Truncate: 20})
	m.server.Inject(look, maastest.Fault{Status: http.StatusBadGateway, Body: "<html></html>", ContentType: "text/html"})

	client := m.server.Client(maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))
	var passing []error
	wait := m.poll
	wait.OnPoll = func(_ *maas.Node, err error) {
		if err != nil {
			passing = append(passing, err)
		}
	}
	ready, err := client.Nodes.WaitFor(m.deadline(t), node.SystemID, maas.Ready, &wait)
	require.NoError(t, err)
	assert.Equal(t, maas.NodeSubstatusReady, ready.State())
	require.Len(t, passing, 3)
	assert.ErrorIs(t, passing[0], maas.ErrServer)
}

func waitForAll(t *testing.T, m *site) {
	var all []string
	for range 4 {
		all = append(all, m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{}).SystemID)
	}
	for _, id := range all[1:] {
		m.server.FinishCommissioning(id, maastest.Commissioned{CPUCount: 1})
	}
	m.server.FailCommissioning(all[0])

	nodes, err := m.admin.Nodes.WaitForAll(m.deadline(t), all, maas.Ready, &m.poll)
	require.ErrorIs(t, err, maas.ErrNodeFailed)
	assert.ErrorContains(t, err, all[0])
	require.Len(t, nodes, 4)
	assert.Nil(t, nodes[0])
	for i, id := range all[1:] {
		assert.Equal(t, id, nodes[i+1].SystemID)
	}
}

func waitCanceled(t *testing.T, m *site) {
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	ctx, cancel := context.WithCancelCause(m.deadline(t))
	wait := m.poll
	wait.OnPoll = func(*maas.Node, error) { cancel(errors.New("the user pressed Ctrl-C")) }
	never := maas.NodeCondition{Name: "Retired", Done: func(n *maas.Node) bool { return n.State() == maas.NodeSubstatusRetired }}
	_, err := m.admin.Nodes.WaitFor(ctx, node.SystemID, never, &wait)
	require.ErrorIs(t, err, context.Canceled)
	waiting, ok := errors.AsType[*maas.NodeWaitError](err)
	require.True(t, ok)
	assert.Equal(t, "Retired", waiting.Condition)
	assert.NotNil(t, waiting.Last)
}

func releasedWhileWaiting(t *testing.T, m *site) {
	node := m.acquire(t, m.plain, m.machine(t), maas.NodeAcquireOptions{})
	_, err := m.plain.Nodes.Start(t.Context(), node.SystemID, nil)
	require.NoError(t, err)
	wait := m.poll
	wait.OnPoll = func(*maas.Node, error) {
		_, err := m.admin.Nodes.Release(context.WithoutCancel(t.Context()), node.SystemID, nil)
		assert.NoError(t, err)
	}
	_, err = m.plain.Nodes.WaitFor(m.deadline(t), node.SystemID, maas.Deployed, &wait)
	require.ErrorIs(t, err, maas.ErrUnreachable, "it must be acquired again first")
	assert.ErrorContains(t, err, "Ready")
}

// lease has a machine known on the cluster's network, where it can then get a
// static address.
func (m *site) lease(t *testing.T, machine *maas.Node) {
	t.Helper()
	worker := m.server.ClientFor("maas-nodegroup-worker")
	require.NoError(t, worker.NodeGroups.UpdateLeases(t.Context(), m.cluster(t),
		maas.DHCPLeases{"10.0.0.123": machine.MACAddressSet[0].MACAddress}))
}

func stickyAddress(t *testing.T, m *site) {
	machine := m.machine(t)
	m.lease(t, machine)
	_, err := m.plain.Nodes.ClaimStickyIPAddress(t.Context(), machine.SystemID, nil)
	require.ErrorIs(t, err, maas.ErrForbidden)
	node, err := m.admin.Nodes.ClaimStickyIPAddress(t.Context(), machine.SystemID, nil)
	require.NoError(t, err)
	assert.Contains(t, node.IPAddresses, "10.0.0.200", "the first of the static range")
	_, err = m.admin.Nodes.ClaimStickyIPAddress(t.Context(), machine.SystemID, &maas.NodeClaimStickyIPAddressOptions{MACAddress: newMACs(1)[0]})
	require.ErrorIs(t, err, maas.ErrBadRequest)

	m.acquire(t, m.plain, machine, maas.NodeAcquireOptions{})
	_, err = m.admin.Nodes.ClaimStickyIPAddress(t.Context(), machine.SystemID, nil)
	require.ErrorIs(t, err, maas.ErrConflict)
}

func addressesExhausted(t *testing.T, m *site) {
	machine := m.machine(t)
	m.lease(t, machine)
	m.server.ResetPowerActions()
	for {
		if _, err := m.plain.IPAddresses.Reserve(t.Context(), "10.0.0.0/24", nil); err != nil {
			require.ErrorIs(t, err, maas.ErrUnavailable)
			break
		}
	}
	node := m.acquire(t, m.plain, machine, maas.NodeAcquireOptions{})
	_, err := m.plain.Nodes.Start(t.Context(), node.SystemID, nil)
	require.ErrorIs(t, err, maas.ErrUnavailable)
	answer, ok := errors.AsType[*maas.Error](err)
	require.True(t, ok)
	assert.Equal(t, 1, answer.Attempts, "MAAS named no time after which to ask again")
	assert.Empty(t, m.server.PowerActions())
}
