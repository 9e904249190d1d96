package maas_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

// TestStorageWire covers the sections of a node's storage.
func TestStorageWire(t *testing.T) {
	t.Parallel()
	runWire(t, []wireCase{
		{
			name: "BlockDevices.Create", want: "POST /nodes/node-1/blockdevices/",
			parts: []string{"name=sda", "size=500107862016", "block_size=4096", "id_path=/dev/disk/by-id/x"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BlockDevices.Create(ctx, "node-1", "sda", 500107862016, 4096, &maas.BlockDeviceCreateOptions{IDPath: "/dev/disk/by-id/x"})
			},
		}, {
			name: "BlockDevices.AddTag", want: "GET /nodes/node-1/blockdevices/4/?op=add_tag&tag=ssd", answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BlockDevices.AddTag(ctx, "node-1", 4, "ssd")
			},
		}, {
			name: "BlockDevices.Format", want: "POST /nodes/node-1/blockdevices/4/?op=format", parts: []string{"fstype=ext4", "label=root"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BlockDevices.Format(ctx, "node-1", 4, maas.FilesystemTypeExt4, &maas.BlockDeviceFormatOptions{Label: "root"})
			},
		}, {
			name: "BlockDevices.Mount", want: "POST /nodes/node-1/blockdevices/4/?op=mount", parts: []string{"mount_point=/srv"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BlockDevices.Mount(ctx, "node-1", 4, "/srv")
			},
		}, {
			name: "BlockDevices.SetBootDisk", want: "POST /nodes/node-1/blockdevices/4/?op=set_boot_disk", parts: []string{}, contentType: "text/plain", answer: "OK",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.BlockDevices.SetBootDisk(ctx, "node-1", 4)
			},
		}, {
			name: "Partitions.Create", want: "POST /nodes/node-1/blockdevices/4/partitions/", parts: []string{"size=4194304", "bootable=false"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Partitions.Create(ctx, "node-1", 4, 4<<20, &maas.PartitionCreateOptions{Bootable: new(false)})
			},
		}, {
			name: "Partitions.Get has no slash", want: "GET /nodes/node-1/blockdevices/4/partition/20", answer: `{"id": 20, "type": "partition"}`,
			result: &maas.Partition{ID: 20, Type: maas.PartitionType},
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Partitions.Get(ctx, "node-1", 4, 20) },
		}, {
			name: "Partitions.Unmount", want: "POST /nodes/node-1/blockdevices/4/partition/20?op=unmount", parts: []string{}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Partitions.Unmount(ctx, "node-1", 4, 20)
			},
		}, {
			name: "VolumeGroups.Create", want: "POST /nodes/node-1/volume-groups/", parts: []string{"name=vg", "block_devices=6", "block_devices=sdb", "partitions=22"},
			answer: `{"id": 17, "devices": [{"type": "physical", "id": 6}, {"type": "partition", "id": 22}]}`,
			result: &maas.VolumeGroup{ID: 17, Devices: []maas.StorageDevice{
				{BlockDevice: &maas.BlockDevice{ID: 6, Type: maas.BlockDeviceTypePhysical}}, {Partition: &maas.Partition{ID: 22, Type: maas.PartitionType}},
			}},
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.VolumeGroups.Create(ctx, "node-1", "vg", &maas.VolumeGroupCreateOptions{BlockDevices: []string{"6", "sdb"}, Partitions: []string{"22"}})
			},
		}, {
			name: "VolumeGroups.CreateLogicalVolume", want: "POST /nodes/node-1/volume-group/17/?op=create_logical_volume", parts: []string{"name=home", "size=1000"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.VolumeGroups.CreateLogicalVolume(ctx, "node-1", 17, "home", 1000, nil)
			},
		}, {
			name: "VolumeGroups.DeleteLogicalVolume", want: "POST /nodes/node-1/volume-group/17/?op=delete_logical_volume", parts: []string{"id=28"}, status: 204,
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.VolumeGroups.DeleteLogicalVolume(ctx, "node-1", 17, 28)
			},
		}, {
			name: "RAIDs.Create", want: "POST /nodes/node-1/raids/", parts: []string{"name=md0", "level=raid-5", "block_devices=4", "spare_devices=7"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.RAIDs.Create(ctx, "node-1", "md0", maas.RAIDLevel5, &maas.RAIDCreateOptions{BlockDevices: []string{"4"}, SpareDevices: []string{"7"}})
			},
		}, {
			name: "RAIDs.Update", want: "PUT /nodes/node-1/raid/7/", parts: []string{"add_spare_partitions=22", "remove_block_devices=4"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.RAIDs.Update(ctx, "node-1", 7, &maas.RAIDUpdateOptions{AddSparePartitions: []string{"22"}, RemoveBlockDevices: []string{"4"}})
			},
		}, {
			name: "Bcaches.Create", want: "POST /nodes/node-1/bcaches/", parts: []string{"name=bc", "cache_set=4", "cache_mode=writeback", "backing_device=7"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Bcaches.Create(ctx, "node-1", "bc", "4", maas.CacheModeWriteback, &maas.BcacheCreateOptions{BackingDevice: "7"})
			},
		}, {
			name: "BcacheCacheSets.Create", want: "POST /nodes/node-1/bcache-cache-sets/", parts: []string{"cache_partition=22"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BcacheCacheSets.Create(ctx, "node-1", &maas.BcacheCacheSetCreateOptions{CachePartition: "22"})
			},
		}, {
			name: "Nodes.SetStorageLayout", want: "POST /nodes/node-1/?op=set_storage_layout",
			parts: []string{"storage_layout=bcache", "root_size=80%", "cache_mode=writeback", "cache_no_part=true"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.SetStorageLayout(ctx, "node-1", maas.StorageLayoutBcache,
					&maas.NodeSetStorageLayoutOptions{RootSize: "80%", CacheMode: maas.CacheModeWriteback, CacheNoPart: new(true)})
			},
		},
	})
}

func TestStorageDevice(t *testing.T) {
	t.Parallel()
	var devices []maas.StorageDevice
	require.NoError(t, json.Unmarshal([]byte(`[{"type": "partition", "id": 1}, {"type": "virtual", "id": 2}]`), &devices))
	assert.Equal(t, 1, devices[0].Partition.ID)
	assert.Nil(t, devices[0].BlockDevice)
	assert.Equal(t, 2, devices[1].BlockDevice.ID)
	assert.Nil(t, devices[1].Partition)
	text, err := json.Marshal(devices[0])
	require.NoError(t, err)
	assert.Contains(t, string(text), `"type":"partition"`)
	require.Error(t, json.Unmarshal([]byte(`7`), &devices[0]))
}
