package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
	"github.com/gomaas/maas/maas2/maas2test"
)

// The root of a machine is on a logical volume, on a RAID 1 of partitions of two
// disks. The machine boots from the first.
func ExampleMachinesService_SetStorage() {
	server := maas2test.NewServer()
	defer server.Close()
	client := server.Client()
	systemID := server.AddMachine(maas2test.Machine{Hostname: "ada"})
	ctx := context.Background()
	for _, serial := range []string{"S1", "S2"} { // as commissioning finds them
		_, err := client.BlockDevices.Create(ctx, systemID, "disk"+serial, 480e9, 512, &maas2.BlockDeviceCreateOptions{Model: "SSD", Serial: serial})
		if err != nil {
			log.Fatal(err)
		}
	}

	err := client.Machines.SetStorage(ctx, systemID, &maas2.Storage{
		BootDisk: "first",
		Disks: []maas2.StorageDisk{
			{Label: "first", Disk: maas2.DiskQuery{Serial: "S1"}, Partitions: []maas2.StoragePartition{
				{Size: 512 << 20, Use: maas2.StorageUse{FSType: maas2.FilesystemTypeFAT32, MountPoint: "/boot/efi"}},
				{Label: "left"},
			}},
			{Disk: maas2.DiskQuery{Serial: "S2"}, Partitions: []maas2.StoragePartition{{Label: "right"}}},
		},
		RAIDs: []maas2.StorageRAID{{Name: "md0", Level: maas2.RAIDLevelRAID1, Members: []string{"left", "right"}}},
		VolumeGroups: []maas2.StorageVolumeGroup{{Name: "vg0", Members: []string{"md0"}, Volumes: []maas2.StorageVolume{
			{Name: "root", Use: maas2.StorageUse{FSType: maas2.FilesystemTypeExt4, MountPoint: "/"}},
		}}},
	})
	if err != nil {
		log.Fatal(err)
	}
	root, err := client.BlockDevices.Get(ctx, systemID, "vg0-root")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(root.Name, "has", root.Filesystem.FSType, "at", *root.Filesystem.MountPoint)
	// Output:
	// vg0-root has ext4 at /
}

// The one disk with a serial number becomes that to boot from.
func ExampleBlockDevicesService_Find() {
	server, client := newExampleServer(map[string]string{
		"GET /nodes/k7bmx3/blockdevices/": `[{"id": 1, "name": "sda", "type": "physical", "serial": "S1", "size": 240057409536},
			{"id": 2, "name": "sdb", "type": "physical", "serial": "S2", "size": 4000787030016}]`,
		"POST /nodes/k7bmx3/blockdevices/2/?op=set_boot_disk": "OK",
	})
	defer server.Close()

	ctx := context.Background()
	disk, err := client.BlockDevices.Find(ctx, "k7bmx3", maas2.DiskQuery{Serial: "S2"})
	if err != nil {
		log.Fatal(err)
	}
	if err := client.BlockDevices.SetBootDisk(ctx, "k7bmx3", maas2.ID(disk.ID)); err != nil {
		log.Fatal(err)
	}
	fmt.Println("boots from", disk.Name, "of", disk.Size/1e9, "GB")
	// Output:
	// boots from sdb of 4000 GB
}

// A partition of 10 GB gets a file system and a place.
func ExamplePartitionsService() {
	server, client := newExampleServer(map[string]string{
		"POST /nodes/k7bmx3/blockdevices/sdb/partitions/":           `{"id": 2, "size": 9999220736}`,
		"POST /nodes/k7bmx3/blockdevices/sdb/partition/2?op=format": `{"id": 2, "filesystem": {"fstype": "xfs"}}`,
		"POST /nodes/k7bmx3/blockdevices/sdb/partition/2?op=mount":  `{"id": 2, "filesystem": {"fstype": "xfs", "mount_point": "/data"}}`,
	})
	defer server.Close()

	ctx := context.Background()
	partition, err := client.Partitions.Create(ctx, "k7bmx3", "sdb", &maas2.PartitionCreateOptions{Size: 10e9})
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Partitions.Format(ctx, "k7bmx3", "sdb", partition.ID, maas2.FilesystemTypeXFS, nil)
	if err != nil {
		log.Fatal(err)
	}
	partition, err = client.Partitions.Mount(ctx, "k7bmx3", "sdb", partition.ID, "/data", &maas2.PartitionMountOptions{MountOptions: "noatime"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(partition.Filesystem.FSType, "at", *partition.Filesystem.MountPoint)
	// Output:
	// xfs at /data
}

// Two disks make a RAID 1, with a third as spare.
func ExampleRAIDsService() {
	server, client := newExampleServer(map[string]string{
		"POST /nodes/k7bmx3/raids/":                    `{"id": 1, "name": "md0", "level": "raid-1", "size": 479559942144, "virtual_device": {"id": 5, "name": "md0"}, "spare_devices": [{"id": 3}]}`,
		"POST /nodes/k7bmx3/blockdevices/5/?op=format": `{"id": 5, "name": "md0", "filesystem": {"fstype": "ext4"}}`,
	})
	defer server.Close()

	ctx := context.Background()
	raid, err := client.RAIDs.Create(ctx, "k7bmx3", maas2.RAIDLevelRAID1, &maas2.RAIDCreateOptions{
		Name: "md0", BlockDevices: []string{"sdb", "sdc"}, SpareDevices: []string{"sdd"},
	})
	if err != nil {
		log.Fatal(err)
	}
	device, err := client.BlockDevices.Format(ctx, "k7bmx3", maas2.ID(raid.VirtualDevice.ID), maas2.FilesystemTypeExt4, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(device.Name, raid.Level, device.Filesystem.FSType, "spares:", len(raid.SpareDevices))
	// Output:
	// md0 raid-1 ext4 spares: 1
}

// A logical volume is made in a new volume group, and enlarged.
func ExampleVolumeGroupsService() {
	server, client := newExampleServer(map[string]string{
		"POST /nodes/k7bmx3/volume-groups/":                           `{"id": 3, "name": "vg0", "available_size": 499999834112}`,
		"POST /nodes/k7bmx3/volume-group/3/?op=create_logical_volume": `{"id": 6, "name": "vg0-data", "size": 9999220736}`,
		"PUT /nodes/k7bmx3/blockdevices/6/":                           `{"id": 6, "name": "vg0-data", "size": 19998441472}`,
	})
	defer server.Close()

	ctx := context.Background()
	group, err := client.VolumeGroups.Create(ctx, "k7bmx3", "vg0", &maas2.VolumeGroupCreateOptions{BlockDevices: []string{"sdb"}})
	if err != nil {
		log.Fatal(err)
	}
	volume, err := client.VolumeGroups.CreateLogicalVolume(ctx, "k7bmx3", group.ID, "data", &maas2.VolumeGroupCreateLogicalVolumeOptions{Size: 10e9})
	if err != nil {
		log.Fatal(err)
	}
	volume, err = client.BlockDevices.Update(ctx, "k7bmx3", maas2.ID(volume.ID), &maas2.BlockDeviceUpdateOptions{Size: new(int64(20e9))})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(volume.Name, volume.Size)
	// Output:
	// vg0-data 19998441472
}

// A fast disk caches for a slow one.
func ExampleBcachesService() {
	server, client := newExampleServer(map[string]string{
		"POST /nodes/k7bmx3/bcache-cache-sets/": `{"id": 1, "name": "cache0", "cache_device": {"id": 1, "name": "nvme0n1"}}`,
		"POST /nodes/k7bmx3/bcaches/":           `{"id": 4, "name": "bcache0", "cache_mode": "writeback", "cache_set": {"id": 1}, "virtual_device": {"id": 7}}`,
	})
	defer server.Close()

	ctx := context.Background()
	set, err := client.BcacheCacheSets.Create(ctx, "k7bmx3", &maas2.BcacheCacheSetCreateOptions{CacheDevice: maas2.ID(1)})
	if err != nil {
		log.Fatal(err)
	}
	bcache, err := client.Bcaches.Create(ctx, "k7bmx3", set.ID, maas2.CacheModeWriteback, &maas2.BcacheCreateOptions{BackingDevice: maas2.ID(2)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(set.CacheDevice.Name, "caches for", bcache.Name, "with", bcache.CacheMode)
	// Output:
	// nvme0n1 caches for bcache0 with writeback
}

// The cache sets of a machine are listed.
func ExampleBcacheCacheSetsService() {
	server, client := newExampleServer(map[string]string{
		"GET /nodes/k7bmx3/bcache-cache-sets/": `[{"id": 1, "name": "cache0", "cache_device": {"id": 4, "type": "partition", "size": 19998441472}}]`,
	})
	defer server.Close()

	sets, err := client.BcacheCacheSets.List(context.Background(), "k7bmx3")
	if err != nil {
		log.Fatal(err)
	}
	for _, set := range sets {
		fmt.Println(set.Name, "is a", set.CacheDevice.Type, "of", set.CacheDevice.Size/1e9, "GB")
	}
	// Output:
	// cache0 is a partition of 19 GB
}

// A machine for VMware ESXi gets a second datastore.
func ExampleVMFSDatastoresService() {
	server, client := newExampleServer(map[string]string{
		"POST /machines/k7bmx3/?op=set_storage_layout": `{"system_id": "k7bmx3", "status": 4}`,
		"POST /nodes/k7bmx3/vmfs-datastores/":          `{"id": 9, "name": "datastore2", "filesystem": {"fstype": "vmfs6", "mount_point": "/vmfs/volumes/datastore2"}}`,
	})
	defer server.Close()

	ctx := context.Background()
	_, err := client.Machines.SetStorageLayout(ctx, "k7bmx3", maas2.StorageLayoutVMFS6, nil)
	if err != nil {
		log.Fatal(err)
	}
	store, err := client.VMFSDatastores.Create(ctx, "k7bmx3", "datastore2", &maas2.VMFSDatastoreCreateOptions{BlockDevices: []string{"sdb"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(store.Name, "is at", *store.Filesystem.MountPoint)
	// Output:
	// datastore2 is at /vmfs/volumes/datastore2
}
