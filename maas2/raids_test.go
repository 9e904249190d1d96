package maas2_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestRAIDsWire(t *testing.T) {
	t.Parallel()
	const md0 = `{"system_id": "xacmmx", "id": 1, "name": "md0", "level": "raid-1", "size": 19998310400.0, "human_size": "20.0 GB", "uuid": "u", "spare_devices": [],
		"virtual_device": {"id": 5, "name": "md0", "type": "virtual", "serial": null, "size": 19998310400},
		"devices": [{"id": 4, "type": "physical", "name": "sdz", "size": 200000000000, "numa_node": 0}, {"id": 3, "type": "partition", "device_id": 3, "bootable": true, "size": 19998441472}]}`
	raid := &maas2.RAID{
		SystemID: "xacmmx", ID: 1, Name: "md0", Level: maas2.RAIDLevelRAID1, Size: 19998310400, HumanSize: "20.0 GB", UUID: "u", SpareDevices: []maas2.StorageMember{},
		VirtualDevice: &maas2.BlockDevice{ID: 5, Name: "md0", Type: maas2.BlockDeviceTypeVirtual, Size: 19998310400},
		Devices: []maas2.StorageMember{
			{ID: 4, Type: maas2.BlockDeviceTypePhysical, Name: "sdz", Size: 200000000000, NUMANode: new(0)},
			{ID: 3, Type: maas2.BlockDeviceTypePartition, DeviceID: 3, Bootable: true, Size: 19998441472},
		},
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RAIDs.List(ctx, "xacmmx")
			},
			want:   "GET /nodes/xacmmx/raids/",
			answer: "[" + md0 + "]",
			result: []maas2.RAID{*raid},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RAIDs.Get(ctx, "xacmmx", 1)
			},
			want:   "GET /nodes/xacmmx/raid/1/",
			answer: md0,
			result: raid,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RAIDs.Create(ctx, "xacmmx", maas2.RAIDLevelRAID1, &maas2.RAIDCreateOptions{Name: "md0", BlockDevices: []string{"sdz", maas2.ID(5)}, Partitions: []string{"3"}, SpareDevices: []string{"sdc"}, SparePartitions: []string{"7", "8"}, UUID: "u"})
			},
			want:   "POST /nodes/xacmmx/raids/",
			parts:  []string{"level=raid-1", "block_devices=sdz", "block_devices=5", "name=md0", "partitions=3", "spare_devices=sdc", "spare_partitions=7", "spare_partitions=8", "uuid=u"},
			answer: md0,
			result: raid,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RAIDs.Update(ctx, "xacmmx", 1, &maas2.RAIDUpdateOptions{Name: new("md9"), AddBlockDevices: []string{"1"}, AddPartitions: []string{"2"}, AddSpareDevices: []string{"3"}, AddSparePartitions: []string{"4"}, RemoveBlockDevices: []string{"5"}, RemovePartitions: []string{"6"}, RemoveSpareDevices: []string{"7"}, RemoveSparePartitions: []string{"8", "9"}, UUID: new("u")})
			},
			want:   "PUT /nodes/xacmmx/raid/1/",
			parts:  []string{"add_block_devices=1", "add_partitions=2", "add_spare_devices=3", "add_spare_partitions=4", "name=md9", "remove_block_devices=5", "remove_partitions=6", "remove_spare_devices=7", "remove_spare_partitions=8", "remove_spare_partitions=9", "uuid=u"},
			answer: md0,
		},
		{
			name: "Update of nothing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RAIDs.Update(ctx, "xacmmx", 1, nil)
			},
			want:   "PUT /nodes/xacmmx/raid/1/",
			answer: md0,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.RAIDs.Delete(ctx, "xacmmx", 1)
			},
			want:   "DELETE /nodes/xacmmx/raid/1/",
			status: http.StatusNoContent,
		},
	})
}
