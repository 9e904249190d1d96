package integration

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
	"github.com/gomaas/maas/maas2/maas2test"
)

// acceptanceScenarios2 are what people built on top of other clients, each as
// short as it ought to be.
var acceptanceScenarios2 = []scenario2{
	{"acceptance-1", managing, nil, acceptProvision},
	{"acceptance-1-gives-back", inMemoryFor("a deployment is made to fail"), nil, acceptProvisionGivesBack},
	{"acceptance-2", managing, nil, acceptEnlist},
	{"acceptance-2-fails-at-once", inMemoryFor("a commissioning is made to fail"), nil, acceptEnlistFails},
	{"acceptance-2-lost-answer", inMemoryFor("an answer is lost"), nil, acceptEnlistLostAnswer},
	{"acceptance-3", managing, nil, acceptRelease},
	{"acceptance-4", managing, nil, acceptFind},
	{"acceptance-5", managing, nil, acceptBond},
	{"acceptance-6", managing, nil, acceptStorage},
	{"acceptance-7", inMemoryFor("it needs a VM host"), nil, acceptVMHost},
	{"acceptance-8", managing, nil, acceptDHCP},
	{"acceptance-9", managing, nil, acceptSync},
	{"acceptance-9-500-machines", inMemoryFor("it needs many machines"), nil, acceptSyncMany},
	{"acceptance-10", managing, nil, acceptUpload},
	{"acceptance-10-select", adminReads, nil, acceptSelect},
	{"acceptance-10-canceled", managing, nil, acceptUploadCanceled},
}

func acceptProvision(t *testing.T, m *site2) {
	machine := m.machine(t)
	if machine.BootInterface == nil || machine.BootInterface.VLAN == nil {
		t.Skip("the machine's network is not known")
	}
	nic, n := machine.BootInterface, newNetwork()
	m.subnetOn(t, nic.VLAN.ID, n.cidr(), maas2.SubnetCreateOptions{})
	zone, pool, tag := m.zone(t), m.pool(t).Name, m.tag(t, nil)
	cleanUp(t, func(ctx context.Context) error {
		_, err := m.admin.Machines.Update(ctx, machine.SystemID, &maas2.MachineUpdateOptions{Zone: &machine.Zone.Name, Pool: &machine.Pool.Name})
		return err
	})
	must(m.admin.Machines.Update(t.Context(), machine.SystemID, &maas2.MachineUpdateOptions{Zone: &zone, Pool: &pool}))(t)
	must(m.admin.Tags.Sync(t.Context(), tag, []string{machine.SystemID}))(t)
	m.releaseLater(t, m.admin, machine.SystemID)

	client := m.admin
	deployed, err := client.Machines.Provision(m.deadline(t), &maas2.MachineProvisionOptions{
		Allocate: &maas2.MachineAllocateOptions{
			Tags: []string{tag}, Zone: zone, Pool: pool, CPUCount: machine.CPUCount, Mem: int(machine.Memory)},
		Allocated: func(ctx context.Context, machine *maas2.Machine) error {
			subnet, err := client.Subnets.Find(ctx, n.cidr())
			if err != nil {
				return err
			}
			_, err = client.Interfaces.LinkSubnet(ctx, machine.SystemID, nic.Name, maas2.LinkModeStatic, &maas2.InterfaceLinkSubnetOptions{Subnet: maas2.ID(subnet.ID), IPAddress: n.host(10)})
			return err
		},
		Deploy: &maas2.MachineDeployOptions{UserData: []byte("#cloud-config\npackages: [htop]\n")},
		Wait:   &m.poll,
	})
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return m.unlink(ctx, machine.SystemID, nic.ID, n.cidr()) })
	assert.Equal(t, machine.SystemID, deployed.SystemID)
	assert.Equal(t, maas2.NodeStatusDeployed, deployed.Status)
	assert.Contains(t, deployed.IPAddresses, n.host(10))
}

// unlink removes what links an interface has to a subnet, once its machine was
// given back.
func (m *site2) unlink(ctx context.Context, systemID string, nic int, cidr string) error {
	if err := m.admin.Machines.ReleaseAndWait(ctx, systemID, nil, &m.poll); err != nil {
		return err
	}
	found, err := m.admin.Interfaces.Get(ctx, systemID, maas2.ID(nic))
	if err != nil {
		return err
	}
	for _, link := range found.Links {
		if link.Subnet != nil && link.Subnet.CIDR == cidr {
			_, err = m.admin.Interfaces.UnlinkSubnet(ctx, systemID, maas2.ID(nic), link.ID)
		}
	}
	return err
}

func acceptProvisionGivesBack(t *testing.T, m *site2) {
	machine := m.machine(t)
	m.server.FailDeployment(machine.SystemID)
	_, err := m.plain.Machines.Provision(m.deadline(t), &maas2.MachineProvisionOptions{Wait: &m.poll})
	require.ErrorIs(t, err, maas2.ErrMachineFailed)
	assert.Nil(t, m.await(t, machine.SystemID, maas2.Ready).Owner, "it was given back")

	reason := errors.New("no address is left")
	_, err = m.plain.Machines.Provision(m.deadline(t), &maas2.MachineProvisionOptions{Wait: &m.poll,
		Allocated: func(context.Context, *maas2.Machine) error { return reason }})
	require.ErrorIs(t, err, reason)
	m.await(t, machine.SystemID, maas2.Ready)

	ctx, cancel := context.WithCancel(m.deadline(t))
	_, err = m.plain.Machines.Provision(ctx, &maas2.MachineProvisionOptions{
		Allocated: func(context.Context, *maas2.Machine) error { cancel(); return nil }, Wait: &m.poll})
	require.ErrorIs(t, err, context.Canceled)
	assert.Nil(t, m.await(t, machine.SystemID, maas2.Ready).Owner, "it was given back, though the context had ended")
}

func acceptEnlist(t *testing.T, m *site2) {
	macs, ctx := newMACs(1), m.deadline(t)
	opts := &maas2.MachineCreateOptions{
		Hostname: newName(), Commission: new(m.server != nil), // on a live MAAS nothing answers at that address
		PowerParameters: maas2.IPMIPower{Driver: maas2.IPMIDriverLAN20, Address: "198.18.0.7", User: "maas", Password: maas.NewSecret("gomaas-hunter2")},
		TestingScripts:  maas2.NameList{"smartctl-validate"},
	}
	machine, adopted, err := m.admin.Machines.CreateOrAdopt(ctx, "amd64", macs, opts)
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return m.admin.Machines.Delete(ctx, machine.SystemID, nil) })
	assert.False(t, adopted)
	if m.server != nil {
		machine = m.await(t, machine.SystemID, maas2.Ready)
		assert.Equal(t, 4, machine.CPUCount)
	}
	power := must(m.admin.Machines.PowerParameters(ctx, machine.SystemID))(t).As(machine.PowerType)
	assert.Equal(t, "gomaas-hunter2", power.(maas2.IPMIPower).Password.Reveal())
	assert.NotContains(t, fmt.Sprintf("%+v", power), "hunter2")

	// The second time it is there.
	again, adopted, err := m.admin.Machines.CreateOrAdopt(ctx, "amd64", macs, opts)
	require.NoError(t, err)
	assert.True(t, adopted)
	assert.Equal(t, machine.SystemID, again.SystemID)
}

func acceptEnlistFails(t *testing.T, m *site2) {
	id := m.enlist(t).SystemID
	m.server.FailCommissioning(id)
	must(m.admin.Machines.Commission(t.Context(), id, &maas2.MachineCommissionOptions{
		CommissioningScripts: maas2.NameList{"20-maas-01-install-lldpd"}, TestingScripts: maas2.NameList{"smartctl-validate"}}))(t)
	_, err := m.admin.Machines.WaitFor(m.deadline(t), id, maas2.Ready, &m.poll)
	require.ErrorIs(t, err, maas2.ErrMachineFailed)
	wait, ok := errors.AsType[*maas2.MachineWaitError](err)
	require.True(t, ok)
	assert.Equal(t, maas2.NodeStatusFailedCommissioning, wait.Last.Status)
}

func acceptEnlistLostAnswer(t *testing.T, m *site2) {
	m.server.Inject(maas2test.Match{Method: http.MethodPost, Path: "machines/"}, maas2test.Fault{Status: http.StatusGatewayTimeout, Processed: true})
	machine, adopted, err := m.admin.Machines.CreateOrAdopt(t.Context(), "amd64", newMACs(1), &maas2.MachineCreateOptions{PowerParameters: maas2.ManualPower{}})
	require.NoError(t, err)
	assert.True(t, adopted)
	m.await(t, machine.SystemID, maas2.Ready)
	assert.Len(t, must(m.admin.Machines.List(t.Context(), nil))(t), 1)
}

func acceptRelease(t *testing.T, m *site2) {
	machine := m.machine(t)
	m.allocate(t, m.anyone, machine.SystemID)
	must(m.anyone.Machines.Deploy(t.Context(), machine.SystemID, nil))(t)
	m.await(t, machine.SystemID, maas2.Deployed)
	opts := &maas2.MachineReleaseOptions{Erase: new(true), QuickErase: new(true)}
	require.NoError(t, m.anyone.Machines.ReleaseAndWait(m.deadline(t), machine.SystemID, opts, &m.poll))
	assert.Nil(t, m.await(t, machine.SystemID, maas2.Ready).Owner)
	require.NoError(t, m.anyone.Machines.ReleaseAndWait(m.deadline(t), machine.SystemID, opts, &m.poll), "it is free already")
	require.NoError(t, m.anyone.Machines.ReleaseAndWait(m.deadline(t), "gomaas", opts, &m.poll), "it is gone")
}

func acceptFind(t *testing.T, m *site2) {
	machine := m.enlist(t)
	for _, key := range []string{machine.SystemID, machine.Hostname, machine.FQDN, machine.InterfaceSet[0].MACAddress} {
		if m.server != nil {
			m.server.ResetRequests()
		}
		found, err := m.admin.Machines.Find(t.Context(), key)
		require.NoError(t, err, key)
		assert.Equal(t, machine.SystemID, found.SystemID, key)
		if m.server == nil {
			continue
		}
		for _, request := range m.server.Requests() {
			assert.True(t, request.Operation != "GET /machines/" || len(request.Query) > 0, "%s: no list of all", key)
		}
	}
	_, err := m.admin.Machines.Find(t.Context(), newName())
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func acceptBond(t *testing.T, m *site2) {
	ctx, fabric, n, cidr6 := t.Context(), m.fabric(t), newNetwork(), newIPv6Network()
	vlan := must(m.admin.VLANs.Create(ctx, maas2.ID(fabric.ID), 100, nil))(t)
	m.subnetOn(t, vlan.ID, n.cidr(), maas2.SubnetCreateOptions{GatewayIP: n.host(1)})
	m.subnetOn(t, vlan.ID, cidr6, maas2.SubnetCreateOptions{GatewayIP: hostOf(cidr6, 1)})
	id, untagged := m.enlist(t).SystemID, fabric.VLANs[0].ID
	first := must(m.admin.Interfaces.List(ctx, id))(t)[0]
	second := must(m.admin.Interfaces.CreatePhysical(ctx, id, newMACs(1)[0], &maas2.InterfaceCreatePhysicalOptions{Name: "eth7", VLAN: untagged}))(t)
	must(m.admin.Interfaces.Update(ctx, id, maas2.ID(first.ID), &maas2.InterfaceUpdateOptions{VLAN: new(maas2.ID(untagged))}))(t)

	configure := func() *maas2.Interface {
		nics := m.admin.Interfaces
		bond := must(nics.EnsureBond(ctx, id, "bond0", []string{first.MACAddress, second.MACAddress},
			&maas2.InterfaceCreateBondOptions{BondMode: maas2.BondModeLinkAggregation, VLAN: untagged}))(t)
		tagged := must(nics.EnsureVLAN(ctx, id, bond.Name, vlan.ID, nil))(t)
		bridge := must(nics.EnsureBridge(ctx, id, "br0", tagged.Name, nil))(t)
		return must(nics.SetLinks(ctx, id, bridge.Name, []maas2.Link{
			{Subnet: n.cidr(), Mode: maas2.LinkModeStatic, IPAddress: n.host(10), DefaultGateway: true},
			{Subnet: cidr6, Mode: maas2.LinkModeStatic, IPAddress: hostOf(cidr6, 10)},
		}))(t)
	}
	bridge := configure()
	assert.Len(t, bridge.Links, 2, "both are kept")
	machine := must(m.admin.Machines.Get(ctx, id))(t)
	require.NotNil(t, machine.DefaultGateways.IPv4.GatewayIP)
	assert.Equal(t, n.host(1), *machine.DefaultGateways.IPv4.GatewayIP)
	if m.server != nil {
		m.server.ResetRequests()
	}
	assert.Equal(t, bridge, configure())
	if m.server != nil {
		for _, request := range m.server.Requests() {
			assert.Equal(t, http.MethodGet, request.Method, "the second run changes nothing: %s", request.Operation)
		}
	}
}

func acceptStorage(t *testing.T, m *site2) {
	ctx, id := t.Context(), m.prepared(t, "sda", "sdb", "sdc").SystemID
	serials := map[string]string{}
	for _, disk := range must(m.admin.BlockDevices.List(ctx, id))(t) {
		serials[disk.Name] = *disk.Serial
	}
	storage := &maas2.Storage{
		BootDisk: "boot",
		Disks: []maas2.StorageDisk{
			{Label: "boot", Disk: maas2.DiskQuery{Serial: serials["sdc"]}},
			{Label: "one", Disk: maas2.DiskQuery{Serial: serials["sda"]}, Partitions: []maas2.StoragePartition{{Label: "a", Size: 50 * gigabyte}}},
			{Label: "two", Disk: maas2.DiskQuery{Serial: serials["sdb"]}, Partitions: []maas2.StoragePartition{{Label: "b", Size: 50 * gigabyte}}},
		},
		RAIDs: []maas2.StorageRAID{{Name: "md0", Level: maas2.RAIDLevelRAID1, Members: []string{"a", "b"}}},
		VolumeGroups: []maas2.StorageVolumeGroup{{Name: "vg0", Members: []string{"md0"}, Volumes: []maas2.StorageVolume{
			{Name: "data", Size: 20 * gigabyte, Use: maas2.StorageUse{FSType: maas2.FilesystemTypeExt4, MountPoint: "/srv", MountOptions: "noatime"}}}}},
	}
	require.NoError(t, m.admin.Machines.SetStorage(ctx, id, storage))

	machine := must(m.admin.Machines.Get(ctx, id))(t)
	assert.Equal(t, serials["sdc"], *machine.BootDisk.Serial)
	raids, groups := must(m.admin.RAIDs.List(ctx, id))(t), must(m.admin.VolumeGroups.List(ctx, id))(t)
	require.Len(t, raids, 1)
	assert.Len(t, raids[0].Devices, 2)
	require.Len(t, groups, 1)
	require.Len(t, groups[0].LogicalVolumes, 1)
	volume := must(m.admin.BlockDevices.Get(ctx, id, maas2.ID(groups[0].LogicalVolumes[0].ID)))(t)
	assert.Equal(t, "/srv", *volume.Filesystem.MountPoint)
}

func acceptVMHost(t *testing.T, m *site2) {
	ctx := m.deadline(t)
	// maas2test reaches hosts of libvirt alone, as the MAAS did that was recorded;
	// one of LXD differs in the type and the project only.
	host := must(m.admin.VMHosts.Register(ctx, "qemu+ssh://10.0.0.2/system", maas2.VMHostTypeVirsh, &maas2.VMHostCreateOptions{Name: newName()}))(t)
	host = must(m.admin.VMHosts.WaitForComposable(ctx, host.ID, &maas2.VMHostWaitOptions{Interval: time.Millisecond}))(t)
	composed := must(m.admin.VMHosts.Compose(ctx, host.ID, &maas2.VMHostComposeOptions{
		Cores: 2, Memory: 2048, Storage: maas2.StorageConstraints{{Label: "root", Size: 10}}}))(t)
	machine := m.await(t, composed.SystemID, maas2.Ready)
	assert.Equal(t, 2, machine.CPUCount)
	tag := m.tag(t, nil)
	must(m.admin.Tags.Sync(ctx, tag, []string{composed.SystemID}))(t)
	must(m.admin.Machines.Provision(ctx, &maas2.MachineProvisionOptions{Allocate: &maas2.MachineAllocateOptions{Tags: []string{tag}}, Wait: &m.poll}))(t)
	require.NoError(t, m.admin.Machines.ReleaseAndWait(ctx, composed.SystemID, nil, &m.poll))
	require.NoError(t, m.admin.Machines.Delete(ctx, composed.SystemID, nil))
	require.NoError(t, m.admin.VMHosts.Delete(ctx, host.ID, nil))
}

func acceptDHCP(t *testing.T, m *site2) {
	ctx, fabric, n := t.Context(), m.fabric(t), newNetwork()
	racks := must(m.admin.RackControllers.List(ctx, nil))(t)
	if len(racks) == 0 {
		t.Skip("this MAAS has no rack controller")
	}
	vlan := must(m.admin.VLANs.Create(ctx, maas2.ID(fabric.ID), 100, nil))(t)
	subnet := m.subnetOn(t, vlan.ID, n.cidr(), maas2.SubnetCreateOptions{GatewayIP: n.host(1), AllowProxy: new(false)})
	must(m.admin.IPRanges.Create(ctx, maas2.IPRangeTypeDynamic, n.host(100), n.host(150), &maas2.IPRangeCreateOptions{Subnet: subnet.ID}))(t)

	// On a live MAAS no rack controller is connected to a VLAN that was made up.
	if m.server != nil {
		on := must(m.admin.VLANs.EnableDHCP(ctx, maas2.ID(fabric.ID), 100, racks[0].SystemID, nil))(t)
		assert.True(t, on.DHCPOn)
		assert.Equal(t, racks[0].SystemID, *on.PrimaryRack)
		off := must(m.admin.VLANs.DisableDHCP(ctx, maas2.ID(fabric.ID), 100))(t)
		assert.False(t, off.DHCPOn)
		must(m.admin.VLANs.ClearRacks(ctx, maas2.ID(fabric.ID), 100))(t)
	}
	relayed := must(m.admin.VLANs.RelayDHCP(ctx, maas2.ID(fabric.ID), 100, fabric.VLANs[0].ID))(t)
	require.NotNil(t, relayed.RelayVLAN)
	assert.Equal(t, fabric.VLANs[0].ID, relayed.RelayVLAN.ID)
	must(m.admin.VLANs.DisableDHCP(ctx, maas2.ID(fabric.ID), 100))(t)

	changed := must(m.admin.Subnets.Update(ctx, maas2.ID(subnet.ID), &maas2.SubnetUpdateOptions{DNSServers: &maas2.Addresses{n.host(3)}}))(t)
	assert.Equal(t, []string{n.host(3)}, changed.DNSServers)
	assert.Equal(t, n.host(1), *changed.GatewayIP, "what is not given stays")
	assert.False(t, changed.AllowProxy)
	assert.Equal(t, subnet.Managed, changed.Managed)
}

func acceptSync(t *testing.T, m *site2) {
	ctx, tag, first, second := t.Context(), m.tag(t, nil), m.enlist(t).SystemID, m.enlist(t).SystemID
	update := must(m.admin.Tags.Sync(ctx, tag, []string{first}))(t)
	assert.Equal(t, maas2.TagUpdate{Added: 1}, *update)
	update = must(m.admin.Tags.Sync(ctx, tag, []string{second}))(t)
	assert.Equal(t, maas2.TagUpdate{Added: 1, Removed: 1}, *update)

	name, n := "www."+m.domain(t).Name, newNetwork()
	m.freeLater(t, n.host(1), n.host(2), n.host(3))
	cleanUp(t, func(ctx context.Context) error {
		found, err := m.admin.DNSResources.Find(ctx, name)
		if err != nil {
			return err
		}
		return m.admin.DNSResources.Delete(ctx, maas2.ID(found.ID))
	})
	for _, want := range []maas2.Addresses{{n.host(1), n.host(2)}, {n.host(2), n.host(3)}, {n.host(3)}} {
		must(m.admin.DNSResources.SetAddresses(ctx, name, want))(t)
		var got maas2.Addresses
		for _, address := range must(m.admin.DNSResources.Find(ctx, name))(t).IPAddresses {
			got = append(got, address.IP)
		}
		assert.ElementsMatch(t, want, got)
	}
}

func acceptSyncMany(t *testing.T, m *site2) {
	const count = 500
	ids := make([]string, count)
	for i := range ids {
		ids[i] = m.server.AddMachine(maas2test.Machine{})
	}
	tag := m.tag(t, nil)
	m.server.ResetRequests()
	assert.Equal(t, maas2.TagUpdate{Added: count}, *must(m.admin.Tags.Sync(t.Context(), tag, ids))(t))
	assert.LessOrEqual(t, len(m.server.Requests()), 2)
	assert.Equal(t, maas2.TagUpdate{Removed: count / 2}, *must(m.admin.Tags.Sync(t.Context(), tag, ids[:count/2]))(t))
	assert.Equal(t, maas2.TagUpdate{}, *must(m.admin.Tags.Sync(t.Context(), tag, ids[:count/2]))(t))
}

func acceptUpload(t *testing.T, m *site2) {
	content, name := randomBytes(100_000), "custom/"+newName()
	sum := sha256.Sum256(content)
	var progress []int64
	resource := must(m.admin.BootResources.Upload(m.deadline(t), "amd64/generic", name, bytes.NewReader(content), &maas2.BootResourceUploadOptions{
		BaseImage: "ubuntu/jammy", SHA256: hex.EncodeToString(sum[:]), ChunkSize: 30_000,
		OnProgress: func(sent, size int64) { progress = append(progress, sent); assert.EqualValues(t, len(content), size) },
	}))(t)
	cleanUp(t, func(ctx context.Context) error { return m.admin.BootResources.Delete(ctx, resource.ID) })
	assert.True(t, resource.Complete())
	assert.True(t, slices.IsSorted(progress))
	assert.EqualValues(t, len(content), progress[len(progress)-1])
	assert.GreaterOrEqual(t, len(progress), 4)
}

func acceptSelect(t *testing.T, m *site2) {
	for _, resource := range must(m.admin.BootResources.List(t.Context(), &maas2.BootResourceListOptions{Type: maas2.BootResourceTypeSynced}))(t) {
		whole := must(m.admin.BootResources.Get(t.Context(), resource.ID))(t)
		if whole.Complete() && len(whole.Sets) > 0 {
			architecture, _, _ := bytes.Cut([]byte(whole.Architecture), []byte("/"))
			found := must(m.admin.BootResources.WaitFor(m.deadline(t), whole.Name, []string{string(architecture)}, &maas2.BootResourceWaitOptions{Interval: time.Millisecond}))(t)
			assert.NotEmpty(t, found)
			return
		}
	}
	t.Skip("no image is complete")
}

func acceptUploadCanceled(t *testing.T, m *site2) {
	ctx, cancel := context.WithCancel(m.deadline(t))
	defer cancel()
	content, name := randomBytes(100_000), "custom/"+newName()
	opts := &maas2.BootResourceUploadOptions{BaseImage: "ubuntu/jammy", ChunkSize: 20_000, OnProgress: func(int64, int64) { cancel() }}
	_, err := m.admin.BootResources.Upload(ctx, "amd64/generic", name, bytes.NewReader(content), opts)
	require.ErrorIs(t, err, context.Canceled)
	broken, ok := errors.AsType[*maas2.UploadError](err)
	require.True(t, ok)
	cleanUp(t, func(ctx context.Context) error { return m.admin.BootResources.Delete(ctx, broken.ID) })
	assert.Less(t, broken.Sent, broken.Size)

	opts.OnProgress = nil
	resource := must(m.admin.BootResources.ResumeUpload(m.deadline(t), broken.ID, bytes.NewReader(content), opts))(t)
	assert.True(t, resource.Complete())
}
