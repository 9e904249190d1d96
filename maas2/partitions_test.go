package maas2_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestPartitionsWire(t *testing.T) {
	t.Parallel()
	const sdb1 = `{"system_id": "xacmmx", "id": 2, "uuid": "u", "size": 9999220736, "bootable": true, "tags": [], "filesystem": null, "device_id": 3, "used_for": "Unused",
		"path": "/dev/disk/by-dname/sdb-part2", "type": "partition", "resource_uri": "/MAAS/api/2.0/nodes/xacmmx/blockdevices/3/partition/2"}`
	partition := &maas2.Partition{
		SystemID: "xacmmx", ID: 2, UUID: "u", Size: 9999220736, Bootable: true, Tags: []string{}, DeviceID: 3, UsedFor: "Unused", Path: "/dev/disk/by-dname/sdb-part2",
		Type: maas2.BlockDeviceTypePartition, ResourceURI: "/MAAS/api/2.0/nodes/xacmmx/blockdevices/3/partition/2",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Partitions.List(ctx, "xacmmx", "sdb")
			},
			want:   "GET /nodes/xacmmx/blockdevices/sdb/partitions/",
			answer: "[" + sdb1 + "]",
			result: []maas2.Partition{*partition},
		},
		{
			name: "Get has no slash at the end",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Partitions.Get(ctx, "xacmmx", "sdb", 2)
			},
			want:   "GET /nodes/xacmmx/blockdevices/sdb/partition/2",
			answer: sdb1,
			result: partition,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Partitions.Create(ctx, "xacmmx", "sdb", &maas2.PartitionCreateOptions{Bootable: new(true), Size: 10000000000, UUID: "u"})
			},
			want:   "POST /nodes/xacmmx/blockdevices/sdb/partitions/",
			parts:  []string{"bootable=true", "size=10000000000", "uuid=u"},
			answer: sdb1,
			result: partition,
		},
		{
			name: "Create of all that is left",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Partitions.Create(ctx, "xacmmx", "sdb", nil)
			},
			want:   "POST /nodes/xacmmx/blockdevices/sdb/partitions/",
			answer: sdb1,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Partitions.Delete(ctx, "xacmmx", "sdb", 2)
			},
			want:   "DELETE /nodes/xacmmx/blockdevices/sdb/partition/2",
			status: http.StatusNoContent,
		},
		{
			name: "Format",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Partitions.Format(ctx, "xacmmx", "sdb", 2, maas2.FilesystemTypeXFS, &maas2.PartitionFormatOptions{Label: "d", UUID: "u"})
			},
			want:   "POST /nodes/xacmmx/blockdevices/sdb/partition/2?op=format",
			parts:  []string{"fstype=xfs", "label=d", "uuid=u"},
			answer: sdb1,
		},
		{
			name: "Unformat",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Partitions.Unformat(ctx, "xacmmx", "sdb", 2)
			},
			want:   "POST /nodes/xacmmx/blockdevices/sdb/partition/2?op=unformat",
			answer: sdb1,
		},
		{
			name: "Mount",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Partitions.Mount(ctx, "xacmmx", "sdb", 2, "/data", &maas2.PartitionMountOptions{MountOptions: "noatime"})
			},
			want:   "POST /nodes/xacmmx/blockdevices/sdb/partition/2?op=mount",
			parts:  []string{"mount_point=/data", "mount_options=noatime"},
			answer: sdb1,
		},
		{
			name: "Unmount",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Partitions.Unmount(ctx, "xacmmx", "sdb", 2)
			},
			want:   "POST /nodes/xacmmx/blockdevices/sdb/partition/2?op=unmount",
			answer: sdb1,
		},
		{
			name: "AddTag",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Partitions.AddTag(ctx, "xacmmx", "sdb", 2, "pt")
			},
			want:   "POST /nodes/xacmmx/blockdevices/sdb/partition/2?op=add_tag",
			parts:  []string{"tag=pt"},
			answer: sdb1,
		},
		{
			name: "RemoveTag",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Partitions.RemoveTag(ctx, "xacmmx", "sdb", 2, "pt")
			},
			want:   "POST /nodes/xacmmx/blockdevices/sdb/partition/2?op=remove_tag",
			parts:  []string{"tag=pt"},
			answer: sdb1,
		},
	})
}
