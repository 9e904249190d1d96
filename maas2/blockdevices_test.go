package maas2_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestBlockDevicesWire(t *testing.T) {
	t.Parallel()
	const sda = `{"system_id": "xacmmx", "id": 2, "name": "sda", "type": "physical", "path": "/dev/disk/by-dname/sda", "id_path": "/dev/sda", "serial": "", "model": "M",
		"numa_node": 0, "uuid": null, "size": 250000000000, "used_size": 0, "available_size": 249993101312, "block_size": 512, "used_for": "ext4", "tags": ["ssd"],
		"partition_table_type": null, "partitions": [], "storage_pool": null, "firmware_version": null,
		"filesystem": {"fstype": "ext4", "label": "lab", "uuid": "u", "mount_point": "/srv", "mount_options": null}}`
	disk := &maas2.BlockDevice{
		SystemID: "xacmmx", ID: 2, Name: "sda", Type: maas2.BlockDeviceTypePhysical, Path: "/dev/disk/by-dname/sda", IDPath: new("/dev/sda"), Serial: new(""), Model: new("M"),
		NUMANode: new(0), Size: 250000000000, AvailableSize: 249993101312, BlockSize: 512, UsedFor: "ext4", Tags: []string{"ssd"}, Partitions: []maas2.Partition{},
		Filesystem: &maas2.Filesystem{FSType: maas2.FilesystemTypeExt4, Label: new("lab"), UUID: "u", MountPoint: new("/srv")},
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.List(ctx, "xacmmx")
			},
			want:   "GET /nodes/xacmmx/blockdevices/",
			answer: "[" + sda + "]",
			result: []maas2.BlockDevice{*disk},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.Get(ctx, "xacmmx", "sda")
			},
			want:   "GET /nodes/xacmmx/blockdevices/sda/",
			answer: sda,
			result: disk,
		},
		{
			name: "Get of a size with a decimal point",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.Get(ctx, "xacmmx", "md0")
			},
			want:   "GET /nodes/xacmmx/blockdevices/md0/",
			answer: `{"id": 5, "size": 3221094400.0, "available_size": 3.2e9, "numa_node": null}`,
			result: &maas2.BlockDevice{ID: 5, Size: 3221094400, AvailableSize: 3200000000},
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.Create(ctx, "xacmmx", "sdz", 100000000000, 512, &maas2.BlockDeviceCreateOptions{Model: "M", Serial: "S", IDPath: "/dev/z", NUMANode: new(0)})
			},
			want:   "POST /nodes/xacmmx/blockdevices/",
			parts:  []string{"name=sdz", "size=100000000000", "block_size=512", "model=M", "serial=S", "id_path=/dev/z", "numa_node=0"},
			answer: sda,
			result: disk,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.Update(ctx, "xacmmx", "4", &maas2.BlockDeviceUpdateOptions{Name: new("a"), Size: new(int64(200000000000)), BlockSize: new(int64(4096)), Model: new(""), Serial: new("S"), IDPath: new("/dev/z"), NUMANode: new(0), PartitionTableType: new(maas2.PartitionTableTypeGPT), UUID: new("u")})
			},
			want:   "PUT /nodes/xacmmx/blockdevices/4/",
			parts:  []string{"name=a", "size=200000000000", "block_size=4096", "model=", "serial=S", "id_path=/dev/z", "numa_node=0", "partition_table_type=GPT", "uuid=u"},
			answer: sda,
		},
		{
			name: "Update of nothing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.Update(ctx, "xacmmx", "4", nil)
			},
			want:   "PUT /nodes/xacmmx/blockdevices/4/",
			answer: sda,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.BlockDevices.Delete(ctx, "xacmmx", "sda")
			},
			want:   "DELETE /nodes/xacmmx/blockdevices/sda/",
			status: http.StatusNoContent,
		},
		{
			name: "AddTag",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.AddTag(ctx, "xacmmx", "sda", "slow")
			},
			want:   "POST /nodes/xacmmx/blockdevices/sda/?op=add_tag",
			parts:  []string{"tag=slow"},
			answer: sda,
		},
		{
			name: "RemoveTag",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.RemoveTag(ctx, "xacmmx", "sda", "slow")
			},
			want:   "POST /nodes/xacmmx/blockdevices/sda/?op=remove_tag",
			parts:  []string{"tag=slow"},
			answer: sda,
		},
		{
			name: "Format",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.Format(ctx, "xacmmx", "sda", maas2.FilesystemTypeExt4, &maas2.BlockDeviceFormatOptions{Label: "lab", UUID: "u"})
			},
			want:   "POST /nodes/xacmmx/blockdevices/sda/?op=format",
			parts:  []string{"fstype=ext4", "label=lab", "uuid=u"},
			answer: sda,
		},
		{
			name: "Format without a label",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.Format(ctx, "xacmmx", "sda", maas2.FilesystemTypeSwap, nil)
			},
			want:   "POST /nodes/xacmmx/blockdevices/sda/?op=format",
			parts:  []string{"fstype=swap"},
			answer: sda,
		},
		{
			name: "Unformat",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.Unformat(ctx, "xacmmx", "sda")
			},
			want:   "POST /nodes/xacmmx/blockdevices/sda/?op=unformat",
			answer: sda,
		},
		{
			name: "Mount",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.Mount(ctx, "xacmmx", "sda", "/srv", &maas2.BlockDeviceMountOptions{MountOptions: "noatime"})
			},
			want:   "POST /nodes/xacmmx/blockdevices/sda/?op=mount",
			parts:  []string{"mount_point=/srv", "mount_options=noatime"},
			answer: sda,
		},
		{
			name: "Mount without options",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.Mount(ctx, "xacmmx", "sda", "/srv", nil)
			},
			want:   "POST /nodes/xacmmx/blockdevices/sda/?op=mount",
			parts:  []string{"mount_point=/srv"},
			answer: sda,
		},
		{
			name: "Unmount",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BlockDevices.Unmount(ctx, "xacmmx", "sda")
			},
			want:   "POST /nodes/xacmmx/blockdevices/sda/?op=unmount",
			answer: sda,
		},
		{
			name: "SetBootDisk",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.BlockDevices.SetBootDisk(ctx, "xacmmx", "sda")
			},
			want:   "POST /nodes/xacmmx/blockdevices/sda/?op=set_boot_disk",
			answer: "OK",
		},
	})
}
