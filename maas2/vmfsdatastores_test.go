package maas2_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestVMFSDatastoresWire(t *testing.T) {
	t.Parallel()
	const ds2 = `{"system_id": "xacmmx", "id": 9, "name": "ds2", "size": 99992207360, "human_size": "100.0 GB", "uuid": "u", "filesystem": {"fstype": "vmfs6", "mount_point": "/vmfs/volumes/ds2"}, "devices": [{"id": 4, "type": "physical", "name": "sdz", "size": 200000000000, "numa_node": 0}, {"id": 3, "type": "partition", "device_id": 3, "bootable": true, "size": 19998441472}]}`
	store := &maas2.VMFSDatastore{
		SystemID: "xacmmx", ID: 9, Name: "ds2", Size: 99992207360, HumanSize: "100.0 GB", UUID: "u",
		Filesystem: &maas2.Filesystem{FSType: maas2.FilesystemTypeVMFS6, MountPoint: new("/vmfs/volumes/ds2")},
		Devices: []maas2.StorageMember{
			{ID: 4, Type: maas2.BlockDeviceTypePhysical, Name: "sdz", Size: 200000000000, NUMANode: new(0)},
			{ID: 3, Type: maas2.BlockDeviceTypePartition, DeviceID: 3, Bootable: true, Size: 19998441472},
		},
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMFSDatastores.List(ctx, "xacmmx")
			},
			want:   "GET /nodes/xacmmx/vmfs-datastores/",
			answer: "[" + ds2 + "]",
			result: []maas2.VMFSDatastore{*store},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMFSDatastores.Get(ctx, "xacmmx", 9)
			},
			want:   "GET /nodes/xacmmx/vmfs-datastore/9/",
			answer: ds2,
			result: store,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMFSDatastores.Create(ctx, "xacmmx", "ds2", &maas2.VMFSDatastoreCreateOptions{BlockDevices: []string{"1", "sdb"}, Partitions: []string{"3"}, UUID: "u"})
			},
			want:   "POST /nodes/xacmmx/vmfs-datastores/",
			parts:  []string{"name=ds2", "block_devices=1", "block_devices=sdb", "partitions=3", "uuid=u"},
			answer: ds2,
			result: store,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMFSDatastores.Update(ctx, "xacmmx", 9, &maas2.VMFSDatastoreUpdateOptions{Name: new("ds9"), AddBlockDevices: []string{"1"}, AddPartitions: []string{"2"}, RemoveBlockDevices: []string{"3"}, RemovePartitions: []string{"4"}, UUID: new("u")})
			},
			want:   "PUT /nodes/xacmmx/vmfs-datastore/9/",
			parts:  []string{"add_block_devices=1", "add_partitions=2", "name=ds9", "remove_block_devices=3", "remove_partitions=4", "uuid=u"},
			answer: ds2,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.VMFSDatastores.Delete(ctx, "xacmmx", 9)
			},
			want:   "DELETE /nodes/xacmmx/vmfs-datastore/9/",
			status: http.StatusNoContent,
		},
	})
}
