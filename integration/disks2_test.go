package integration

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

const gigabyte = 1_000_000_000

// blank removes what MAAS has planned for the disks of a machine, and returns
// their ids.
func (m *site2) blank(t *testing.T, systemID string) []string {
	t.Helper()
	machine := must(m.admin.Machines.SetStorageLayout(t.Context(), systemID, maas2.StorageLayoutBlank, nil))(t)
	var ids []string
	for _, disk := range machine.PhysicalBlockDeviceSet {
		ids = append(ids, maas2.ID(disk.ID))
	}
	return ids
}

var diskScenarios2 = []scenario2{
	{"disk-life", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t).SystemID
		disk := m.disk(t, id, "sdx", 250)
		assert.EqualValues(t, 250*gigabyte, disk.Size)
		changed := must(m.admin.BlockDevices.Update(t.Context(), id, maas2.ID(disk.ID), &maas2.BlockDeviceUpdateOptions{Name: new("nvme0n1"), Model: new("Überdisk")}))(t)
		assert.Equal(t, "nvme0n1", changed.Name)
		assert.Equal(t, *disk.Serial, *changed.Serial)
		assert.Equal(t, changed, must(m.admin.BlockDevices.Get(t.Context(), id, maas2.ID(disk.ID)))(t))
		require.NoError(t, m.admin.BlockDevices.Delete(t.Context(), id, maas2.ID(disk.ID)))
		require.ErrorIs(t, failure(m.admin.BlockDevices.Get(t.Context(), id, maas2.ID(disk.ID))), maas.ErrNotFound)
	}},
	{"disk-tags", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t).SystemID
		disk := maas2.ID(m.disk(t, id, "sdx", 10).ID)
		assert.Contains(t, must(m.admin.BlockDevices.AddTag(t.Context(), id, disk, "ssd"))(t).Tags, "ssd")
		assert.NotContains(t, must(m.admin.BlockDevices.RemoveTag(t.Context(), id, disk, "ssd"))(t).Tags, "ssd")
	}},
	{"disk-format-and-mount", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t, "sda").SystemID
		disk := m.blank(t, id)[0]
		must(m.admin.BlockDevices.Format(t.Context(), id, disk, "ext4", &maas2.BlockDeviceFormatOptions{Label: "data"}))(t)
		mounted := must(m.admin.BlockDevices.Mount(t.Context(), id, disk, "/srv", nil))(t)
		require.NotNil(t, mounted.Filesystem)
		assert.Equal(t, "data", *mounted.Filesystem.Label)
		assert.Equal(t, "/srv", *mounted.Filesystem.MountPoint)
		require.Error(t, failure(m.admin.BlockDevices.Unformat(t.Context(), id, disk)), "it is mounted")
		must(m.admin.BlockDevices.Unmount(t.Context(), id, disk))(t)
		assert.Nil(t, must(m.admin.BlockDevices.Unformat(t.Context(), id, disk))(t).Filesystem)
	}},
	{"disk-format-refused", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t, "sda").SystemID
		require.ErrorIs(t, failure(m.admin.BlockDevices.Format(t.Context(), id, m.blank(t, id)[0], "magicfs", nil)), maas.ErrBadRequest)
	}},
	{"partition-life", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t, "sda").SystemID
		disk := m.blank(t, id)[0]
		partition := must(m.admin.Partitions.Create(t.Context(), id, disk, &maas2.PartitionCreateOptions{Size: 20 * gigabyte, Bootable: new(true)}))(t)
		assert.True(t, partition.Bootable)
		must(m.admin.Partitions.Format(t.Context(), id, disk, partition.ID, "xfs", nil))(t)
		mounted := must(m.admin.Partitions.Mount(t.Context(), id, disk, partition.ID, "/", &maas2.PartitionMountOptions{MountOptions: "noatime"}))(t)
		assert.Equal(t, "noatime", *mounted.Filesystem.MountOptions)
		must(m.admin.Partitions.Unmount(t.Context(), id, disk, partition.ID))(t)
		must(m.admin.Partitions.Unformat(t.Context(), id, disk, partition.ID))(t)
		assert.Contains(t, must(m.admin.Partitions.AddTag(t.Context(), id, disk, partition.ID, "log"))(t).Tags, "log")
		must(m.admin.Partitions.RemoveTag(t.Context(), id, disk, partition.ID, "log"))(t)
		assert.Len(t, must(m.admin.Partitions.List(t.Context(), id, disk))(t), 1)
		require.NoError(t, m.admin.Partitions.Delete(t.Context(), id, disk, partition.ID))
		require.ErrorIs(t, failure(m.admin.Partitions.Get(t.Context(), id, disk, partition.ID)), maas.ErrNotFound)
	}},
	{"partition-too-large", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t, "sda").SystemID
		_, err := m.admin.Partitions.Create(t.Context(), id, m.blank(t, id)[0], &maas2.PartitionCreateOptions{Size: 5000 * gigabyte})
		assert.NotEmpty(t, fieldsOf(t, err)["size"])
	}},
	{"boot-disk", managing, nil, func(t *testing.T, m *site2) {
		machine := m.prepared(t, "sda", "sdb")
		disk := machine.PhysicalBlockDeviceSet[1].ID
		require.NoError(t, m.admin.BlockDevices.SetBootDisk(t.Context(), machine.SystemID, maas2.ID(disk)))
		assert.Equal(t, disk, must(m.admin.Machines.Get(t.Context(), machine.SystemID))(t).BootDisk.ID)
	}},
	{"layouts", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t, "sda", "sdb").SystemID
		flat := must(m.admin.Machines.SetStorageLayout(t.Context(), id, maas2.StorageLayoutFlat, nil))(t)
		assert.Empty(t, flat.VolumeGroups)
		must(m.admin.Machines.SetStorageLayout(t.Context(), id, maas2.StorageLayoutLVM, &maas2.MachineSetStorageLayoutOptions{VGName: "vgroot", LVName: "root"}))(t)
		groups := must(m.admin.VolumeGroups.List(t.Context(), id))(t)
		require.Len(t, groups, 1)
		assert.Equal(t, "vgroot", groups[0].Name)
		blank := must(m.admin.Machines.SetStorageLayout(t.Context(), id, maas2.StorageLayoutBlank, nil))(t)
		assert.Empty(t, blank.VolumeGroups)
	}},
	{"layout-refused", managing, nil, func(t *testing.T, m *site2) {
		require.ErrorIs(t, failure(m.admin.Machines.SetStorageLayout(t.Context(), m.prepared(t, "sda").SystemID, "magic", nil)), maas.ErrBadRequest)
		require.Error(t, failure(m.admin.Machines.SetStorageLayout(t.Context(), m.prepared(t).SystemID, maas2.StorageLayoutFlat, nil)), "there is no disk")
	}},
	{"raid-life", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t, "sda", "sdb", "sdc").SystemID
		disks := m.blank(t, id)
		raid := must(m.admin.RAIDs.Create(t.Context(), id, maas2.RAIDLevelRAID1, &maas2.RAIDCreateOptions{Name: "md0", BlockDevices: disks[:2], SpareDevices: disks[2:]}))(t)
		assert.Equal(t, maas2.RAIDLevelRAID1, raid.Level)
		assert.Len(t, raid.Devices, 2)
		assert.Len(t, raid.SpareDevices, 1)
		raid = must(m.admin.RAIDs.Update(t.Context(), id, raid.ID, &maas2.RAIDUpdateOptions{Name: new("md7"), RemoveSpareDevices: disks[2:]}))(t)
		assert.Equal(t, "md7", raid.Name)
		assert.Empty(t, raid.SpareDevices)
		assert.Len(t, must(m.admin.RAIDs.List(t.Context(), id))(t), 1)
		require.NoError(t, m.admin.RAIDs.Delete(t.Context(), id, raid.ID))
		require.ErrorIs(t, failure(m.admin.RAIDs.Get(t.Context(), id, raid.ID)), maas.ErrNotFound)
	}},
	{"raid-refused", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t, "sda").SystemID
		require.ErrorIs(t, failure(m.admin.RAIDs.Create(t.Context(), id, maas2.RAIDLevelRAID5, &maas2.RAIDCreateOptions{BlockDevices: m.blank(t, id)})), maas.ErrBadRequest, "one disk is not enough")
	}},
	{"volume-group-life", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t, "sda", "sdb").SystemID
		disks := m.blank(t, id)
		group := must(m.admin.VolumeGroups.Create(t.Context(), id, "vg0", &maas2.VolumeGroupCreateOptions{BlockDevices: disks[:1]}))(t)
		grown := must(m.admin.VolumeGroups.Update(t.Context(), id, group.ID, &maas2.VolumeGroupUpdateOptions{AddBlockDevices: disks[1:]}))(t)
		assert.Greater(t, grown.Size, group.Size)
		volume := must(m.admin.VolumeGroups.CreateLogicalVolume(t.Context(), id, group.ID, "lv0", &maas2.VolumeGroupCreateLogicalVolumeOptions{Size: 30 * gigabyte}))(t)
		assert.Equal(t, maas2.BlockDeviceTypeVirtual, must(m.admin.BlockDevices.Get(t.Context(), id, maas2.ID(volume.ID)))(t).Type)
		require.Error(t, m.admin.BlockDevices.Delete(t.Context(), id, disks[0]), "it is in use")
		require.NoError(t, m.admin.VolumeGroups.DeleteLogicalVolume(t.Context(), id, group.ID, volume.ID))
		assert.Empty(t, must(m.admin.VolumeGroups.Get(t.Context(), id, group.ID))(t).LogicalVolumes)
		require.NoError(t, m.admin.VolumeGroups.Delete(t.Context(), id, group.ID))
	}},
	{"bcache-life", managing, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t, "sda", "sdb").SystemID
		disks := m.blank(t, id)
		set := must(m.admin.BcacheCacheSets.Create(t.Context(), id, &maas2.BcacheCacheSetCreateOptions{CacheDevice: disks[0]}))(t)
		cache := must(m.admin.Bcaches.Create(t.Context(), id, set.ID, maas2.CacheModeWriteback, &maas2.BcacheCreateOptions{Name: "bcache0", BackingDevice: disks[1]}))(t)
		assert.Equal(t, maas2.CacheModeWriteback, cache.CacheMode)
		cache = must(m.admin.Bcaches.Update(t.Context(), id, cache.ID, &maas2.BcacheUpdateOptions{CacheMode: new(maas2.CacheModeWritethrough)}))(t)
		assert.Equal(t, maas2.CacheModeWritethrough, cache.CacheMode)
		require.Error(t, m.admin.BcacheCacheSets.Delete(t.Context(), id, set.ID), "it is in use")
		require.NoError(t, m.admin.Bcaches.Delete(t.Context(), id, cache.ID))
		require.NoError(t, m.admin.BcacheCacheSets.Delete(t.Context(), id, set.ID))
		assert.Empty(t, must(m.admin.BcacheCacheSets.List(t.Context(), id))(t))
	}},
	{"special-filesystem", managing, nil, func(t *testing.T, m *site2) {
		id := m.allocate(t, m.admin, m.prepared(t).SystemID).SystemID
		machine := must(m.admin.Machines.MountSpecial(t.Context(), id, maas2.FilesystemTypeTmpfs, "/scratch", &maas2.MachineMountSpecialOptions{MountOptions: "size=10%"}))(t)
		require.Len(t, machine.SpecialFilesystems, 1)
		assert.Empty(t, must(m.admin.Machines.UnmountSpecial(t.Context(), id, "/scratch"))(t).SpecialFilesystems)
	}},
	{"disks-of-plain-user", together, nil, func(t *testing.T, m *site2) {
		id := m.prepared(t, "sda").SystemID
		_, err := m.plain.BlockDevices.Create(t.Context(), id, "sdz", gigabyte, 512, nil)
		require.ErrorIs(t, err, maas.ErrForbidden)
	}},
	{"disks-of-new-machine", managing, nil, func(t *testing.T, m *site2) {
		require.ErrorIs(t, failure(m.admin.Machines.SetStorageLayout(t.Context(), m.enlist(t).SystemID, maas2.StorageLayoutFlat, nil)), maas.ErrConflict)
	}},
}
