package maas2test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// TestStorageSequence puts a RAID 1 of partitions on two disks, a volume group on
// that, and a mounted file system on a logical volume, twice: it always starts
// anew.
func TestStorageSequence(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	server := Start(t)
	client := server.Client()
	id := server.AddMachine(Machine{Hostname: "ada"})
	for _, serial := range []string{"S1", "S2"} {
		_, err := client.BlockDevices.Create(ctx, id, "nvme"+serial, 500e9, 512, &maas2.BlockDeviceCreateOptions{Model: "M", Serial: serial})
		require.NoError(t, err)
	}
	_, err := client.BlockDevices.Create(ctx, id, "sdz", 2000e9, 4096, &maas2.BlockDeviceCreateOptions{IDPath: "/dev/disk/by-id/z"})
	require.NoError(t, err)

	parts := []maas2.StoragePartition{
		{Size: 512 << 20, Use: maas2.StorageUse{FSType: maas2.FilesystemTypeFAT32, Label: "efi", MountPoint: "/boot/efi"}},
		{Label: "a"},
	}
	storage := &maas2.Storage{
		BootDisk: "one",
		Disks: []maas2.StorageDisk{
			{Label: "one", Disk: maas2.DiskQuery{Serial: "S1"}, Partitions: parts},
			{Disk: maas2.DiskQuery{Serial: "S2"}, Partitions: []maas2.StoragePartition{{Label: "b", Size: 400e9}}},
			{Disk: maas2.DiskQuery{IDPath: "/dev/disk/by-id/z"}, Use: maas2.StorageUse{FSType: maas2.FilesystemTypeXFS, MountPoint: "/srv", MountOptions: "noatime"}},
		},
		RAIDs: []maas2.StorageRAID{{Name: "md0", Level: maas2.RAIDLevelRAID1, Members: []string{"a", "b"}}},
		VolumeGroups: []maas2.StorageVolumeGroup{{Name: "vg0", Members: []string{"md0"}, Volumes: []maas2.StorageVolume{
			{Name: "swap", Size: 8e9, Use: maas2.StorageUse{FSType: maas2.FilesystemTypeSwap}},
			{Name: "root", Use: maas2.StorageUse{FSType: maas2.FilesystemTypeExt4, MountPoint: "/"}},
		}}},
	}
	for range 2 {
		require.NoError(t, client.Machines.SetStorage(ctx, id, storage))
		machine, err := client.Machines.Get(ctx, id)
		require.NoError(t, err)
		require.NotNil(t, machine.BootDisk)
		assert.Equal(t, "nvmeS1", machine.BootDisk.Name)
		root, err := client.BlockDevices.Get(ctx, id, "vg0-root")
		require.NoError(t, err)
		require.NotNil(t, root.Filesystem)
		assert.Equal(t, new("/"), root.Filesystem.MountPoint)
		raids, err := client.RAIDs.List(ctx, id)
		require.NoError(t, err)
		require.Len(t, raids, 1)
		require.Len(t, raids[0].Devices, 2)
		for _, member := range raids[0].Devices {
			assert.Equal(t, maas2.BlockDeviceTypePartition, member.Type)
		}
		data, err := client.BlockDevices.Find(ctx, id, maas2.DiskQuery{MinSize: 1000e9})
		require.NoError(t, err)
		require.NotNil(t, data.Filesystem)
		assert.Equal(t, new("noatime"), data.Filesystem.MountOptions)
	}

	// What can't be done is refused before anything changes.
	disk := []maas2.StorageDisk{{Label: "d", Disk: maas2.DiskQuery{Serial: "S1"}}}
	formatted := []maas2.StorageDisk{{Label: "d", Disk: maas2.DiskQuery{Serial: "S1"}, Use: maas2.StorageUse{FSType: maas2.FilesystemTypeExt4}}}
	parted := []maas2.StorageDisk{{Disk: maas2.DiskQuery{Serial: "S1"}, Partitions: []maas2.StoragePartition{{Label: "a"}, {Label: "b"}}}}
	server.ResetRequests()
	for name, bad := range map[string]*maas2.Storage{
		"nil":                       nil,
		"an unknown boot disk":      {BootDisk: "x", Disks: disk},
		"an unknown member":         {Disks: disk, VolumeGroups: []maas2.StorageVolumeGroup{{Name: "vg", Members: []string{"x"}}}},
		"a member twice":            {Disks: disk, RAIDs: []maas2.StorageRAID{{Name: "md0", Level: maas2.RAIDLevelRAID1, Members: []string{"d", "d"}}}},
		"a member in use":           {Disks: formatted, VolumeGroups: []maas2.StorageVolumeGroup{{Name: "vg", Members: []string{"d"}}}},
		"a label twice":             {Disks: append(disk, disk...)},
		"a RAID without a level":    {Disks: disk, RAIDs: []maas2.StorageRAID{{Name: "md0", Members: []string{"d"}}}},
		"a bcache without a name":   {Disks: parted, Bcaches: []maas2.StorageBcache{{Backing: "a", Cache: "b"}}},
		"an unknown cache":          {Disks: parted, Bcaches: []maas2.StorageBcache{{Name: "bcache0", Backing: "a", Cache: "x"}}},
		"a cache of itself":         {Disks: parted, Bcaches: []maas2.StorageBcache{{Name: "bcache0", Backing: "a", Cache: "a"}}},
		"a backing with two caches": {Disks: parted, Bcaches: []maas2.StorageBcache{{Name: "bcache0", Backing: "a", Cache: "b"}, {Name: "bcache1", Backing: "a", Cache: "b"}}},
		"a group without any":       {Disks: disk, VolumeGroups: []maas2.StorageVolumeGroup{{Name: "vg"}}},
		"a volume without name":     {Disks: disk, VolumeGroups: []maas2.StorageVolumeGroup{{Name: "vg", Members: []string{"d"}, Volumes: []maas2.StorageVolume{{}}}}},
		"a mount of nothing":        {Disks: []maas2.StorageDisk{{Disk: maas2.DiskQuery{Serial: "S1"}, Use: maas2.StorageUse{MountPoint: "/"}}}},
		"both":                      {Disks: []maas2.StorageDisk{{Disk: maas2.DiskQuery{Serial: "S1"}, Partitions: parts, Use: maas2.StorageUse{FSType: maas2.FilesystemTypeExt4}}}},
	} {
		var refused *maas.ArgumentError
		require.ErrorAs(t, client.Machines.SetStorage(ctx, id, bad), &refused, name)
	}
	assert.Empty(t, server.Requests())
	unlabelled := maas2.StorageDisk{Disk: maas2.DiskQuery{Serial: "S1"}}
	var refused *maas.ArgumentError
	require.ErrorAs(t, client.Machines.SetStorage(ctx, id, &maas2.Storage{Disks: []maas2.StorageDisk{unlabelled, unlabelled}}), &refused)
	require.ErrorIs(t, client.Machines.SetStorage(ctx, id, &maas2.Storage{Disks: []maas2.StorageDisk{{Disk: maas2.DiskQuery{Serial: "S9"}}}}), maas.ErrNotFound)
	require.ErrorIs(t, client.Machines.SetStorage(ctx, id, &maas2.Storage{Disks: []maas2.StorageDisk{{Disk: maas2.DiskQuery{Model: "M"}}}}), maas.ErrAmbiguous)
	for _, r := range server.Requests() {
		assert.Equal(t, http.MethodGet, r.Method, r.Path)
	}
}

// TestStorageSequenceBcache puts one fast partition in front of a disk, a partition
// and a RAID, and a volume group on one of the three.
func TestStorageSequenceBcache(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	server := Start(t)
	client := server.Client()
	id := server.AddMachine(Machine{Hostname: "ada"})
	for _, serial := range []string{"fast", "slow", "other", "one", "two"} {
		_, err := client.BlockDevices.Create(ctx, id, serial, 500e9, 512, &maas2.BlockDeviceCreateOptions{Model: "M", Serial: serial})
		require.NoError(t, err)
	}
	disk := func(label string, partitions ...maas2.StoragePartition) maas2.StorageDisk {
		return maas2.StorageDisk{Label: label, Disk: maas2.DiskQuery{Serial: label}, Partitions: partitions}
	}
	storage := &maas2.Storage{
		Disks: []maas2.StorageDisk{disk("fast", maas2.StoragePartition{Label: "cache"}), disk("slow"), disk("other", maas2.StoragePartition{Label: "part"}), disk("one"), disk("two")},
		RAIDs: []maas2.StorageRAID{{Name: "md0", Level: maas2.RAIDLevelRAID1, Members: []string{"one", "two"}}},
		Bcaches: []maas2.StorageBcache{
			{Name: "bcache0", Backing: "slow", Cache: "cache", Mode: maas2.CacheModeWriteback, Use: maas2.StorageUse{FSType: maas2.FilesystemTypeExt4, MountPoint: "/"}},
			{Name: "bcache1", Backing: "part", Cache: "cache"},
			{Name: "bcache2", Backing: "md0", Cache: "cache"},
		},
		VolumeGroups: []maas2.StorageVolumeGroup{{Name: "vg0", Members: []string{"bcache1", "bcache2"}, Volumes: []maas2.StorageVolume{{Name: "data"}}}},
	}
	for range 2 {
		server.ResetRequests()
		require.NoError(t, client.Machines.SetStorage(ctx, id, storage))
		// A look, the layout, two partitions, a RAID, a cache set, three bcaches,
		// a file system and its mount, a volume group and its volume.
		assert.Len(t, server.Requests(), 13)

		sets, err := client.BcacheCacheSets.List(ctx, id)
		require.NoError(t, err)
		require.Len(t, sets, 1)
		assert.Equal(t, maas2.BlockDeviceTypePartition, sets[0].CacheDevice.Type)
		bcaches, err := client.Bcaches.List(ctx, id)
		require.NoError(t, err)
		modes := map[string]maas2.CacheMode{}
		for _, bcache := range bcaches {
			modes[bcache.Name] = bcache.CacheMode
			assert.Equal(t, sets[0].ID, bcache.CacheSet.ID)
		}
		assert.Equal(t, map[string]maas2.CacheMode{
			"bcache0": maas2.CacheModeWriteback, "bcache1": maas2.CacheModeWritethrough, "bcache2": maas2.CacheModeWritethrough,
		}, modes)
		root, err := client.BlockDevices.Get(ctx, id, "bcache0")
		require.NoError(t, err)
		require.NotNil(t, root.Filesystem)
		assert.Equal(t, new("/"), root.Filesystem.MountPoint)
		_, err = client.BlockDevices.Get(ctx, id, "vg0-data")
		require.NoError(t, err)
	}
}
