package integration

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
	"github.com/gomaas/maas/maas2/maas2test"
)

var machineScenarios2 = []scenario2{
	{"machine-life", writing, nil, machineLife},
	{"machine-list", reading, nil, func(t *testing.T, m *site2) {
		count := 0
		for machine, err := range m.anyone.Machines.All(t.Context(), nil) {
			require.NoError(t, err)
			assert.NotEmpty(t, machine.SystemID)
			count++
		}
		assert.Len(t, must(m.anyone.Machines.List(t.Context(), nil))(t), count)
	}},
	{"machine-enlist", managing, nil, func(t *testing.T, m *site2) {
		machine := m.enlist(t)
		assert.Equal(t, maas2.NodeStatusNew, machine.Status)
		assert.Equal(t, maas2.NodeTypeMachine, machine.NodeType)
		require.Len(t, machine.InterfaceSet, 1)
		assert.Equal(t, machine, must(m.admin.Machines.Get(t.Context(), machine.SystemID))(t))
	}},
	{"machine-enlist-refused", managing, nil, func(t *testing.T, m *site2) {
		macs := m.enlist(t).InterfaceSet[0].MACAddress
		_, err := m.admin.Machines.Create(t.Context(), "amd64", []string{macs}, &maas2.MachineCreateOptions{PowerParameters: maas2.ManualPower{}})
		assert.NotEmpty(t, fieldsOf(t, err)["mac_addresses"])
		_, err = m.admin.Machines.Create(t.Context(), "vax", newMACs(1), &maas2.MachineCreateOptions{PowerParameters: maas2.ManualPower{}})
		assert.NotEmpty(t, fieldsOf(t, err)["architecture"])
	}},
	{"machine-enlist-anonymously", inMemoryFor("what enlists itself stays until it is removed"), nil, func(t *testing.T, m *site2) {
		must(m.admin.Anonymous().Machines.Create(t.Context(), "amd64", newMACs(1), &maas2.MachineCreateOptions{
			Hostname: "newcomer", PowerParameters: maas2.ManualPower{}}))(t)
		machine := must(m.admin.Machines.Find(t.Context(), "newcomer"))(t)
		assert.Equal(t, maas2.NodeStatusNew, machine.Status)
		must(m.admin.Machines.Accept(t.Context(), []string{machine.SystemID}))(t)
		m.await(t, machine.SystemID, maas2.Ready)
	}},
	{"machine-accept-all", inMemoryFor("it accepts what is not ours"), nil, func(t *testing.T, m *site2) {
		id := m.enlist(t).SystemID
		accepted := must(m.admin.Machines.AcceptAll(t.Context()))(t)
		require.Len(t, accepted, 1)
		assert.Equal(t, id, accepted[0].SystemID)
		m.await(t, id, maas2.Ready)
	}},
	{"machine-update", managing, nil, func(t *testing.T, m *site2) {
		machine, name, zone, pool := m.enlist(t), newName(), m.zone(t), m.pool(t).Name
		before := machine.Architecture
		machine = must(m.admin.Machines.Update(t.Context(), machine.SystemID, &maas2.MachineUpdateOptions{
			Hostname: &name, Description: new("drittes Regal"), Zone: &zone, Pool: &pool}))(t)
		assert.Equal(t, []string{name, "drittes Regal", zone, pool, before},
			[]string{machine.Hostname, machine.Description, machine.Zone.Name, machine.Pool.Name, machine.Architecture})
		machine = must(m.admin.Machines.Update(t.Context(), machine.SystemID, &maas2.MachineUpdateOptions{
			Description: new(""), Zone: new(maas2.DefaultZone), Pool: new("default")}))(t)
		assert.Empty(t, machine.Description, "what is emptied is empty")
		assert.Equal(t, name, machine.Hostname, "what is not given stays")
	}},
	{"machine-update-refused", managing, nil, func(t *testing.T, m *site2) {
		_, err := m.admin.Machines.Update(t.Context(), m.enlist(t).SystemID, &maas2.MachineUpdateOptions{Hostname: new("not a name"), Zone: new(newName())})
		fields := fieldsOf(t, err)
		assert.NotEmpty(t, fields["hostname"])
		assert.NotEmpty(t, fields["zone"])
	}},
	{"machine-power-parameters", managing, nil, func(t *testing.T, m *site2) {
		id := m.enlist(t).SystemID
		secret := newName()
		must(m.admin.Machines.Update(t.Context(), id, &maas2.MachineUpdateOptions{PowerParameters: maas2.VirshPower{
			Address: "qemu+ssh://198.18.0.9/system", ID: "vm", Password: maas.NewSecret(secret)}, PowerParametersSkipCheck: new(true)}))(t)
		power := must(m.admin.Machines.PowerParameters(t.Context(), id))(t)
		assert.Equal(t, secret, power.As(maas2.PowerTypeVirsh).(maas2.VirshPower).Password.Reveal())
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", power, power, power), secret)
		all := must(m.admin.Machines.ListPowerParameters(t.Context(), &maas2.MachineListPowerParametersOptions{ID: []string{id}}))(t)
		require.Contains(t, all, id)
		assert.Equal(t, secret, all[id]["power_pass"].Reveal())
	}},
	{"machine-power-parameters-by-name", managing, nil, func(t *testing.T, m *site2) {
		id := m.enlist(t).SystemID
		must(m.admin.Machines.Update(t.Context(), id, &maas2.MachineUpdateOptions{PowerParametersSkipCheck: new(true),
			PowerParameters: maas2.NewCustomPower(maas2.PowerTypeIPMI, map[string]string{"power_address": "198.18.0.7", "cipher_suite_id": "3"})}))(t)
		power := must(m.admin.Machines.PowerParameters(t.Context(), id))(t)
		assert.Equal(t, "198.18.0.7", power.As(maas2.PowerTypeIPMI).(maas2.IPMIPower).Address)
	}},
	{"machine-commission", inMemoryFor("hardware is made up"), nil, func(t *testing.T, m *site2) {
		id := m.enlist(t).SystemID
		assert.Equal(t, maas2.NodeStatusCommissioning, must(m.admin.Machines.Commission(t.Context(), id, &maas2.MachineCommissionOptions{
			TestingScripts: maas2.NameList{"none"}}))(t).Status)
		machine := m.await(t, id, maas2.Ready)
		assert.EqualValues(t, 8192, machine.Memory)
		assert.NotEmpty(t, must(m.admin.NodeScriptResults.List(t.Context(), id, nil))(t))
	}},
	{"machine-commission-many", inMemoryFor("hardware is made up"), nil, func(t *testing.T, m *site2) {
		ids := []string{m.enlist(t).SystemID, m.enlist(t).SystemID, m.enlist(t).SystemID}
		m.server.FailCommissioning(ids[1])
		results := m.admin.Machines.CommissionMany(m.deadline(t), ids, nil, &m.poll)
		require.Len(t, results, 3)
		assert.NoError(t, results[0].Err)
		assert.ErrorIs(t, results[1].Err, maas2.ErrMachineFailed)
		assert.NoError(t, results[2].Err)
	}},
	{"machine-abort", inMemoryFor("a commissioning that never ends"), []maas2test.Option{maas2test.WithManualCommissioning()}, func(t *testing.T, m *site2) {
		id := m.enlist(t).SystemID
		must(m.admin.Machines.Commission(t.Context(), id, nil))(t)
		must(m.admin.Machines.Abort(t.Context(), id, nil))(t)
		assert.Equal(t, maas2.NodeStatusNew, must(m.admin.Machines.Get(t.Context(), id))(t).Status)
	}},
	{"machine-test", inMemoryFor("tests take hours"), nil, func(t *testing.T, m *site2) {
		id := m.machine(t).SystemID
		assert.Equal(t, maas2.NodeStatusTesting, must(m.admin.Machines.Test(t.Context(), id, &maas2.MachineTestOptions{TestingScripts: maas2.NameList{"smartctl-validate"}}))(t).Status)
		m.await(t, id, maas2.Settled)
		m.server.FailTesting(id)
		must(m.admin.Machines.Test(t.Context(), id, nil))(t)
		_, err := m.admin.Machines.WaitFor(m.deadline(t), id, maas2.Settled, &m.poll)
		require.ErrorIs(t, err, maas2.ErrMachineFailed)
		assert.Equal(t, maas2.NodeStatusReady, must(m.admin.Machines.OverrideFailedTesting(t.Context(), id, nil))(t).Status)
	}},
	{"machine-allocate-none", reading, nil, func(t *testing.T, m *site2) {
		_, err := m.anyone.Machines.Allocate(t.Context(), &maas2.MachineAllocateOptions{CPUCount: 1e6, Name: newName()})
		require.ErrorIs(t, err, maas.ErrConflict)
		answer, ok := errors.AsType[*maas.Error](err)
		require.True(t, ok)
		assert.Equal(t, 1, answer.Attempts, "there is nothing to gain by asking again")
	}},
	{"machine-allocate-unknown-names", reading, nil, func(t *testing.T, m *site2) {
		for field, opts := range map[string]maas2.MachineAllocateOptions{
			"tags": {Tags: []string{newName()}}, "zone": {Zone: newName()}, "pool": {Pool: newName()}, "not_in_zone": {NotInZone: []string{newName()}},
		} {
			_, err := m.anyone.Machines.Allocate(t.Context(), &opts)
			assert.NotEmpty(t, fieldsOf(t, err)[field], "%s: %v", field, err)
		}
	}},
	{"machine-allocate-dry-run", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t).SystemID
		found := must(m.admin.Machines.Allocate(t.Context(), &maas2.MachineAllocateOptions{SystemID: id, DryRun: new(true)}))(t)
		assert.Equal(t, id, found.SystemID)
		assert.Equal(t, maas2.NodeStatusReady, must(m.admin.Machines.Get(t.Context(), id))(t).Status)
	}},
	{"machine-allocate-by-constraints", managing, nil, machineByConstraints},
	{"machine-allocate-by-disks", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t, "sda", "sdb").SystemID
		must(m.admin.BlockDevices.AddTag(t.Context(), id, "sdb", "gomaas-fast"))(t)
		opts := maas2.MachineAllocateOptions{SystemID: id, DryRun: new(true),
			Storage: maas2.StorageConstraints{{Label: "root", Size: 50}, {Label: "data", Size: 50, Tags: []string{"gomaas-fast"}}}}
		found := must(m.admin.Machines.Allocate(t.Context(), &opts))(t)
		require.NotNil(t, found.ConstraintsByType)
		for _, disk := range found.BlockDeviceSet {
			if disk.Name == "sdb" {
				assert.Equal(t, []int{disk.ID}, found.ConstraintsByType.Storage["data"])
			}
		}
		opts.Storage[1].Size = 5000
		require.ErrorIs(t, failure(m.admin.Machines.Allocate(t.Context(), &opts)), maas.ErrConflict)
	}},
	{"machine-allocate-by-interfaces", managing, nil, func(t *testing.T, m *site2) {
		n, subnet := m.subnet(t)
		machine := m.prepared(t)
		nic := machine.InterfaceSet[0]
		m.plug(t, machine, &nic, subnet.VLAN.ID)
		must(m.admin.Interfaces.LinkSubnet(t.Context(), machine.SystemID, nic.Name, maas2.LinkModeAuto, &maas2.InterfaceLinkSubnetOptions{Subnet: maas2.ID(subnet.ID)}))(t)
		opts := maas2.MachineAllocateOptions{SystemID: machine.SystemID, DryRun: new(true),
			Interfaces: maas2.InterfaceConstraints{{Label: "lan", SubnetCIDR: n.cidr()}}}
		found := must(m.admin.Machines.Allocate(t.Context(), &opts))(t)
		require.NotNil(t, found.ConstraintsByType)
		assert.Equal(t, []int{nic.ID}, found.ConstraintsByType.Interfaces["lan"])
	}},
	{"machine-agent-name", managing, nil, func(t *testing.T, m *site2) {
		id, agent := m.prepared(t).SystemID, newName()
		must(m.admin.Machines.Allocate(t.Context(), &maas2.MachineAllocateOptions{SystemID: id, AgentName: agent}))(t)
		m.releaseLater(t, m.admin, id)
		mine := must(m.admin.Machines.List(t.Context(), &maas2.MachineListOptions{AgentName: []string{agent}}))(t)
		require.Len(t, mine, 1)
		assert.Equal(t, id, mine[0].SystemID)
	}},
	{"machine-list-allocated", managing, nil, func(t *testing.T, m *site2) {
		id := m.allocate(t, m.admin, m.prepared(t).SystemID).SystemID
		mine := must(m.admin.Machines.ListAllocated(t.Context(), &maas2.MachineListAllocatedOptions{ID: []string{id}}))(t)
		require.Len(t, mine, 1)
		assert.Equal(t, id, mine[0].SystemID)
	}},
	{"machine-of-another", together, nil, func(t *testing.T, m *site2) {
		id := m.allocate(t, m.admin, m.prepared(t).SystemID).SystemID
		for name, err := range map[string]error{
			"release": failure(m.plain.Machines.Release(t.Context(), id, nil)),
			"deploy":  failure(m.plain.Machines.Deploy(t.Context(), id, nil)),
			"update":  failure(m.plain.Machines.Update(t.Context(), id, &maas2.MachineUpdateOptions{Description: new("x")})),
			"delete":  m.plain.Machines.Delete(t.Context(), id, nil),
		} {
			assert.True(t, errors.Is(err, maas.ErrForbidden) || errors.Is(err, maas.ErrNotFound), "%s: %v", name, err)
		}
		assert.Equal(t, maas2.NodeStatusAllocated, must(m.admin.Machines.Get(t.Context(), id))(t).Status)
	}},
	{"machine-release-many", managing, nil, func(t *testing.T, m *site2) {
		first, second := m.allocate(t, m.admin, m.prepared(t).SystemID).SystemID, m.allocate(t, m.admin, m.prepared(t).SystemID).SystemID
		require.ErrorIs(t, failure(m.admin.Machines.ReleaseMany(t.Context(), []string{first, "gomaas"}, nil)), maas.ErrBadRequest)
		assert.Equal(t, maas2.NodeStatusAllocated, must(m.admin.Machines.Get(t.Context(), first))(t).Status, "all or none")
		released := must(m.admin.Machines.ReleaseMany(t.Context(), []string{first, second}, nil))(t)
		assert.ElementsMatch(t, []string{first, second}, released)
	}},
	{"machine-release-each", managing, nil, func(t *testing.T, m *site2) {
		id, fresh := m.allocate(t, m.admin, m.prepared(t).SystemID).SystemID, m.enlist(t).SystemID
		results := m.admin.Machines.ReleaseEach(t.Context(), []string{id, fresh, "gomaas"}, nil)
		require.Len(t, results, 3)
		assert.NoError(t, results[id])
		assert.ErrorIs(t, results[fresh], maas.ErrConflict)
		assert.NoError(t, results["gomaas"], "what is gone is given back")
	}},
	{"machine-erase-fails", inMemoryFor("a release is made to fail"), nil, func(t *testing.T, m *site2) {
		id := m.machine(t).SystemID
		must(m.plain.Machines.Provision(m.deadline(t), &maas2.MachineProvisionOptions{Wait: &m.poll}))(t)
		m.server.FailRelease(id)
		err := m.plain.Machines.ReleaseAndWait(m.deadline(t), id, &maas2.MachineReleaseOptions{Erase: new(true)}, &m.poll)
		require.ErrorIs(t, err, maas2.ErrMachineFailed)
		require.NoError(t, m.plain.Machines.ReleaseAndWait(m.deadline(t), id, nil, &m.poll))
	}},
	{"machine-rescue-mode", inMemoryFor("it restarts a machine"), nil, func(t *testing.T, m *site2) {
		id := m.machine(t).SystemID
		must(m.admin.Machines.RescueMode(t.Context(), id))(t)
		m.await(t, id, maas2.InRescueMode)
		must(m.admin.Machines.ExitRescueMode(t.Context(), id))(t)
		assert.Equal(t, maas2.NodeStatusReady, m.await(t, id, maas2.Settled).Status)
	}},
	{"machine-lock", inMemoryFor("only what is deployed can be locked"), nil, func(t *testing.T, m *site2) {
		id := m.machine(t).SystemID
		must(m.admin.Machines.Provision(m.deadline(t), &maas2.MachineProvisionOptions{Wait: &m.poll}))(t)
		assert.True(t, must(m.admin.Machines.Lock(t.Context(), id, &maas2.MachineLockOptions{Comment: "in use"}))(t).Locked)
		require.ErrorIs(t, failure(m.admin.Machines.Release(t.Context(), id, nil)), maas.ErrForbidden)
		assert.False(t, must(m.admin.Machines.Unlock(t.Context(), id, nil))(t).Locked)
		require.NoError(t, m.admin.Machines.ReleaseAndWait(m.deadline(t), id, nil, &m.poll))
	}},
	{"machine-broken", managing, nil, func(t *testing.T, m *site2) {
		id := m.allocate(t, m.admin, m.prepared(t).SystemID).SystemID
		broken := must(m.admin.Machines.MarkBroken(t.Context(), id, &maas2.MachineMarkBrokenOptions{Comment: "smoke"}))(t)
		assert.Equal(t, maas2.NodeStatusBroken, broken.Status)
		require.ErrorIs(t, failure(m.admin.Machines.Allocate(t.Context(), &maas2.MachineAllocateOptions{SystemID: id})), maas.ErrConflict)
		assert.NotEqual(t, maas2.NodeStatusBroken, must(m.admin.Machines.MarkFixed(t.Context(), id, nil))(t).Status)
	}},
	{"machine-power", inMemoryFor("it switches a machine"), nil, func(t *testing.T, m *site2) {
		id := m.allocate(t, m.admin, m.machine(t).SystemID).SystemID
		must(m.admin.Machines.PowerOn(t.Context(), id, nil))(t)
		assert.Equal(t, maas2.PowerStateOn, must(m.admin.Machines.QueryPowerState(t.Context(), id))(t).State)
		require.NoError(t, m.admin.Machines.EnsureOn(t.Context(), id, nil))
		must(m.admin.Machines.PowerOff(t.Context(), id, &maas2.MachinePowerOffOptions{StopMode: maas2.StopModeHard}))(t)
		assert.Equal(t, maas2.PowerStateOff, must(m.admin.Machines.QueryPowerState(t.Context(), id))(t).State)
	}},
	{"machine-owner-data", managing, nil, func(t *testing.T, m *site2) {
		id := m.allocate(t, m.admin, m.prepared(t).SystemID).SystemID
		machine := must(m.admin.Machines.SetWorkloadAnnotations(t.Context(), id, map[string]string{"model": "köln", "unit": "0"}))(t)
		assert.Equal(t, map[string]string{"model": "köln", "unit": "0"}, machine.WorkloadAnnotations)
		machine = must(m.admin.Machines.SetOwnerData(t.Context(), id, map[string]string{"unit": ""}))(t)
		assert.Equal(t, map[string]string{"model": "köln"}, machine.OwnerData, "an empty value removes the key")
	}},
	{"machine-clone", managing, nil, func(t *testing.T, m *site2) {
		source, target := m.prepared(t, "sda").SystemID, m.prepared(t, "sda").SystemID
		must(m.admin.Machines.SetStorageLayout(t.Context(), source, maas2.StorageLayoutLVM, nil))(t)
		require.NoError(t, m.admin.Machines.Clone(t.Context(), source, []string{target}, &maas2.MachineCloneOptions{Storage: new(true)}))
		assert.Len(t, must(m.admin.VolumeGroups.List(t.Context(), target))(t), 1)
	}},
	{"machine-token", managing, nil, func(t *testing.T, m *site2) {
		_, err := m.admin.Machines.Token(t.Context(), m.enlist(t).SystemID)
		require.ErrorIs(t, err, maas.ErrNoValue, "it gets one when it boots")
	}},
	{"machine-details", managing, nil, func(t *testing.T, m *site2) {
		must(m.admin.Machines.Details(t.Context(), m.enlist(t).SystemID))(t)
	}},
	{"machine-registered", managing, nil, func(t *testing.T, m *site2) {
		mac := m.enlist(t).InterfaceSet[0].MACAddress
		assert.True(t, must(m.anyone.Machines.IsRegistered(t.Context(), mac))(t))
		assert.False(t, must(m.anyone.Anonymous().Machines.IsRegistered(t.Context(), newMACs(1)[0]))(t))
	}},
	{"machine-zone", managing, nil, func(t *testing.T, m *site2) {
		id, zone := m.enlist(t).SystemID, m.zone(t)
		require.NoError(t, m.admin.Machines.SetZone(t.Context(), []string{id}, zone))
		found := must(m.admin.Machines.List(t.Context(), &maas2.MachineListOptions{Zone: []string{zone}}))(t)
		require.Len(t, found, 1)
		assert.Equal(t, id, found[0].SystemID)
		require.NoError(t, m.admin.Machines.SetZone(t.Context(), []string{id}, maas2.DefaultZone))
	}},
	{"machine-filters", managing, nil, func(t *testing.T, m *site2) {
		machine := m.enlist(t)
		for name, opts := range map[string]maas2.MachineListOptions{
			"id": {ID: []string{machine.SystemID}}, "hostname": {Hostname: []string{machine.Hostname}},
			"MAC address": {MACAddress: []string{machine.InterfaceSet[0].MACAddress}},
			"status":      {ID: []string{machine.SystemID}, Status: maas2.NodeStatuses{maas2.NodeStatusNew}},
		} {
			found := must(m.admin.Machines.List(t.Context(), &opts))(t)
			if assert.Len(t, found, 1, name) {
				assert.Equal(t, machine.SystemID, found[0].SystemID, name)
			}
		}
		assert.Empty(t, must(m.admin.Machines.List(t.Context(), &maas2.MachineListOptions{Hostname: []string{newName()}}))(t))
	}},
	{"machine-delete", managing, nil, func(t *testing.T, m *site2) {
		id := m.enlist(t).SystemID
		require.NoError(t, m.admin.Machines.Delete(t.Context(), id, nil))
		require.ErrorIs(t, failure(m.admin.Machines.Get(t.Context(), id)), maas.ErrNotFound)
		require.ErrorIs(t, m.admin.Machines.Delete(t.Context(), id, nil), maas.ErrNotFound)
	}},
	{"machine-restore", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t, "sda").SystemID
		must(m.admin.Machines.SetStorageLayout(t.Context(), id, maas2.StorageLayoutBlank, nil))(t)
		must(m.admin.Machines.RestoreStorageConfiguration(t.Context(), id))(t)
	}},
	{"machine-wait-unreachable", managing, nil, func(t *testing.T, m *site2) {
		_, err := m.admin.Machines.WaitFor(m.deadline(t), m.enlist(t).SystemID, maas2.Deployed, &m.poll)
		require.ErrorIs(t, err, maas2.ErrUnreachable)
	}},
	{"machine-wait-for-all", inMemoryFor("hardware is made up"), nil, func(t *testing.T, m *site2) {
		ids := []string{m.enlist(t).SystemID, m.enlist(t).SystemID}
		for _, id := range ids {
			must(m.admin.Machines.Commission(t.Context(), id, nil))(t)
		}
		assert.Len(t, must(m.admin.Machines.WaitForAll(m.deadline(t), ids, maas2.Ready, &m.poll))(t), 2)
	}},
	{"machine-wait-canceled", inMemoryFor("an installation that never ends"), []maas2test.Option{maas2test.WithManualDeployment()}, func(t *testing.T, m *site2) {
		id := m.allocate(t, m.plain, m.machine(t).SystemID).SystemID
		must(m.plain.Machines.Deploy(t.Context(), id, nil))(t)
		ctx, cancel := context.WithCancel(t.Context())
		poll := m.poll
		poll.OnPoll = func(*maas2.Machine, error) { cancel() }
		_, err := m.plain.Machines.WaitFor(ctx, id, maas2.Deployed, &poll)
		require.ErrorIs(t, err, context.Canceled)
		must(m.plain.Machines.Abort(t.Context(), id, nil))(t)
	}},
	{"machine-parallel-allocate", inMemoryFor("it needs many machines"), nil, func(t *testing.T, m *site2) {
		const machines, callers = 6, 9
		for range machines {
			m.machine(t)
		}
		var mu sync.Mutex
		owned := map[string]int{}
		inParallel(t, callers, func(int) {
			machine, err := m.plain.Machines.Allocate(t.Context(), nil)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				owned[machine.SystemID]++
			} else {
				assert.ErrorIs(t, err, maas.ErrConflict)
			}
		})
		assert.Len(t, owned, machines)
		for id, count := range owned {
			assert.Equal(t, 1, count, id)
		}
	}},
	{"device-life", managing, nil, func(t *testing.T, m *site2) {
		device := must(m.anyone.Devices.Create(t.Context(), newMACs(1), &maas2.DeviceCreateOptions{Hostname: newName()}))(t)
		cleanUp(t, func(ctx context.Context) error { return m.admin.Devices.Delete(ctx, device.SystemID) })
		assert.Equal(t, device.SystemID, must(m.anyone.Devices.Find(t.Context(), device.Hostname))(t).SystemID)
		name := newName()
		assert.Equal(t, name, must(m.anyone.Devices.Update(t.Context(), device.SystemID, &maas2.DeviceUpdateOptions{Hostname: &name}))(t).Hostname)
		require.NoError(t, m.anyone.Devices.Delete(t.Context(), device.SystemID))
		require.ErrorIs(t, failure(m.anyone.Devices.Get(t.Context(), device.SystemID)), maas.ErrNotFound)
	}},
	{"device-of-machine", managing, nil, func(t *testing.T, m *site2) {
		parent := m.enlist(t).SystemID
		device := must(m.admin.Devices.Create(t.Context(), newMACs(2), &maas2.DeviceCreateOptions{Hostname: newName(), Parent: parent}))(t)
		cleanUp(t, func(ctx context.Context) error { return m.admin.Devices.Delete(ctx, device.SystemID) })
		require.NotNil(t, device.Parent)
		assert.Equal(t, parent, *device.Parent)
		assert.Len(t, device.InterfaceSet, 2)
	}},
	{"device-refused", writing, nil, func(t *testing.T, m *site2) {
		_, err := m.anyone.Devices.Create(t.Context(), newMACs(1), &maas2.DeviceCreateOptions{Parent: "gomaas"})
		assert.NotEmpty(t, fieldsOf(t, err)["parent"])
	}},
	{"device-annotations", managing, nil, func(t *testing.T, m *site2) {
		device := must(m.admin.Devices.Create(t.Context(), newMACs(1), nil))(t)
		cleanUp(t, func(ctx context.Context) error { return m.admin.Devices.Delete(ctx, device.SystemID) })
		device = must(m.admin.Devices.SetWorkloadAnnotations(t.Context(), device.SystemID, map[string]string{"rack": "7"}))(t)
		assert.Equal(t, map[string]string{"rack": "7"}, device.WorkloadAnnotations)
	}},
	{"node-list", managing, nil, func(t *testing.T, m *site2) {
		machine := m.enlist(t)
		nodes := must(m.admin.Nodes.List(t.Context(), &maas2.NodeListOptions{Hostname: []string{machine.Hostname}}))(t)
		require.Len(t, nodes, 1)
		assert.Equal(t, maas2.NodeTypeMachine, must(m.admin.Nodes.Get(t.Context(), machine.SystemID))(t).NodeType)
	}},
}

func machineLife(t *testing.T, m *site2) {
	machine := m.machine(t)
	script := []byte("#!/bin/sh\necho '\u00fcber' \x00\xff\n")
	allocated := m.allocate(t, m.anyone, machine.SystemID)
	assert.Equal(t, maas2.NodeStatusAllocated, allocated.Status)
	require.NotNil(t, allocated.Owner)
	require.ErrorIs(t, failure(m.anyone.Machines.Allocate(t.Context(), &maas2.MachineAllocateOptions{SystemID: machine.SystemID})), maas.ErrConflict)

	must(m.anyone.Machines.Deploy(t.Context(), machine.SystemID, &maas2.MachineDeployOptions{UserData: script}))(t)
	deployed := m.await(t, machine.SystemID, maas2.Deployed)
	assert.Equal(t, allocated.Owner, deployed.Owner)
	assert.False(t, deployed.Netboot)
	assert.NotEmpty(t, deployed.OSystem)

	must(m.anyone.Machines.Release(t.Context(), machine.SystemID, nil))(t)
	assert.Nil(t, m.await(t, machine.SystemID, maas2.Ready).Owner)
}

func machineByConstraints(t *testing.T, m *site2) {
	id, zone, pool, tag := m.prepared(t).SystemID, m.zone(t), m.pool(t).Name, m.tag(t, nil)
	other := m.tag(t, nil)
	cleanUp(t, func(ctx context.Context) error { return m.admin.Machines.Delete(ctx, id, nil) }) // before what it is in
	must(m.admin.Machines.Update(t.Context(), id, &maas2.MachineUpdateOptions{Zone: &zone, Pool: &pool}))(t)
	must(m.admin.Tags.Sync(t.Context(), tag, []string{id}))(t)
	for name, opts := range map[string]maas2.MachineAllocateOptions{
		"both tags": {Tags: []string{tag, other}}, "not the tag": {NotTags: []string{tag}}, "not the zone": {NotInZone: []string{zone}},
		"not the pool": {NotInPool: []string{pool}}, "memory": {Mem: 1 << 30}, "cores": {CPUCount: 1 << 20},
	} {
		opts.SystemID = id
		assert.ErrorIs(t, failure(m.admin.Machines.Allocate(t.Context(), &opts)), maas.ErrConflict, name)
	}
	for name, opts := range map[string]maas2.MachineAllocateOptions{
		"tag": {Tags: []string{tag}}, "zone": {Zone: zone}, "pool": {Pool: pool}, "all": {Tags: []string{tag}, Zone: zone, Pool: pool, NotTags: []string{other}},
	} {
		opts.DryRun = new(true)
		assert.Equal(t, id, must(m.admin.Machines.Allocate(t.Context(), &opts))(t).SystemID, name)
	}
}
