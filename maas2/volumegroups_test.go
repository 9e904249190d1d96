package maas2_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestVolumeGroupsWire(t *testing.T) {
	t.Parallel()
	const vg0 = `{"system_id": "xacmmx", "id": 3, "name": "vg0", "size": 19994247168, "used_size": 4999610368, "available_size": 14994636800.5, "human_size": "20.0 GB",
		"logical_volumes": [{"id": 6, "name": "vg0-lv0", "size": 4999610368}], "devices": [{"id": 4, "type": "physical", "name": "sdz", "size": 200000000000, "numa_node": 0}, {"id": 3, "type": "partition", "device_id": 3, "bootable": true, "size": 19998441472}]}`
	group := &maas2.VolumeGroup{
		SystemID: "xacmmx", ID: 3, Name: "vg0", Size: 19994247168, UsedSize: 4999610368, AvailableSize: 14994636800, HumanSize: "20.0 GB",
		LogicalVolumes: []maas2.BlockDevice{{ID: 6, Name: "vg0-lv0", Size: 4999610368}},
		Devices: []maas2.StorageMember{
			{ID: 4, Type: maas2.BlockDeviceTypePhysical, Name: "sdz", Size: 200000000000, NUMANode: new(0)},
			{ID: 3, Type: maas2.BlockDeviceTypePartition, DeviceID: 3, Bootable: true, Size: 19998441472},
		},
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VolumeGroups.List(ctx, "xacmmx")
			},
			want:   "GET /nodes/xacmmx/volume-groups/",
			answer: "[" + vg0 + "]",
			result: []maas2.VolumeGroup{*group},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VolumeGroups.Get(ctx, "xacmmx", 3)
			},
			want:   "GET /nodes/xacmmx/volume-group/3/",
			answer: vg0,
			result: group,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VolumeGroups.Create(ctx, "xacmmx", "vg0", &maas2.VolumeGroupCreateOptions{BlockDevices: []string{"md0"}, Partitions: []string{"3", "4"}, UUID: "u"})
			},
			want:   "POST /nodes/xacmmx/volume-groups/",
			parts:  []string{"name=vg0", "block_devices=md0", "partitions=3", "partitions=4", "uuid=u"},
			answer: vg0,
			result: group,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VolumeGroups.Update(ctx, "xacmmx", 3, &maas2.VolumeGroupUpdateOptions{Name: new("vg9"), AddBlockDevices: []string{"1"}, AddPartitions: []string{"2"}, RemoveBlockDevices: []string{"3"}, RemovePartitions: []string{"4"}, UUID: new("u")})
			},
			want:   "PUT /nodes/xacmmx/volume-group/3/",
			parts:  []string{"add_block_devices=1", "add_partitions=2", "name=vg9", "remove_block_devices=3", "remove_partitions=4", "uuid=u"},
			answer: vg0,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.VolumeGroups.Delete(ctx, "xacmmx", 3)
			},
			want:   "DELETE /nodes/xacmmx/volume-group/3/",
			status: http.StatusNoContent,
		},
		{
			name: "CreateLogicalVolume",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VolumeGroups.CreateLogicalVolume(ctx, "xacmmx", 3, "lv0", &maas2.VolumeGroupCreateLogicalVolumeOptions{Size: 5000000000, UUID: "u"})
			},
			want:   "POST /nodes/xacmmx/volume-group/3/?op=create_logical_volume",
			parts:  []string{"name=lv0", "size=5000000000", "uuid=u"},
			answer: `{"id": 6, "name": "vg0-lv0", "size": 4999610368}`,
			result: &maas2.BlockDevice{ID: 6, Name: "vg0-lv0", Size: 4999610368},
		},
		{
			name: "CreateLogicalVolume of all that is left",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VolumeGroups.CreateLogicalVolume(ctx, "xacmmx", 3, "lv0", nil)
			},
			want:   "POST /nodes/xacmmx/volume-group/3/?op=create_logical_volume",
			parts:  []string{"name=lv0"},
			answer: `{"id": 6}`,
		},
		{
			name: "DeleteLogicalVolume",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.VolumeGroups.DeleteLogicalVolume(ctx, "xacmmx", 3, 6)
			},
			want:   "POST /nodes/xacmmx/volume-group/3/?op=delete_logical_volume",
			parts:  []string{"id=6"},
			status: http.StatusNoContent,
		},
	})
}
