package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// PartitionsService is the sections "Partitions" and "Partition" of the API: the
// partitions of block devices. MAAS makes the partition table itself, with the
// first partition, and leaves room for what the boot needs.
//
// The block device is named by its id (see [ID]) or its name.
type PartitionsService service

// A Partition is a part of a disk.
type Partition struct {
	SystemID    string          `json:"system_id"` // of the machine; since 2.1.3
	ID          int             `json:"id"`
	UUID        string          `json:"uuid"`
	Size        ByteSize        `json:"size"`
	Bootable    bool            `json:"bootable"`
	Tags        []string        `json:"tags"`       // since 2.5
	Filesystem  *Filesystem     `json:"filesystem"` // nil for none
	DeviceID    int             `json:"device_id"`  // of the disk; since 2.1.3
	UsedFor     string          `json:"used_for"`   // in words, "Unused"
	Path        string          `json:"path"`       // "/dev/disk/by-dname/sda-part1" once the machine is deployed
	Type        BlockDeviceType `json:"type"`       // BlockDeviceTypePartition
	ResourceURI string          `json:"resource_uri"`
}

// List returns the partitions of a block device. It fails where the device has no
// partition table; the list in [BlockDevice] is empty then.
//
// Any user may call it, for nodes that they may see. It fails with
// [maas.ErrNotFound], and with [maas.ErrServer] for a device without a partition
// table.
//
// GET /nodes/{system_id}/blockdevices/{device_id}/partitions/
func (s *PartitionsService) List(ctx context.Context, systemID, device string) ([]Partition, error) {
	return maas.List[Partition](ctx, s.client, maas.Get("/nodes/{system_id}/blockdevices/{device_id}/partitions/", systemID, device))
}

// Get returns a partition.
//
// Any user may call it, for nodes that they may see. It fails with
// [maas.ErrNotFound].
//
// GET /nodes/{system_id}/blockdevices/{device_id}/partition/{id}
func (s *PartitionsService) Get(ctx context.Context, systemID, device string, id int) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Get("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, device, strconv.Itoa(id)))
}

// PartitionCreateOptions are the settings of a new partition.
type PartitionCreateOptions struct {
	Bootable *bool  `param:"bootable"` // false unless given
	Size     int64  `param:"size"`     // bytes, 4 MiB at least; all that is left unless given
	UUID     string `param:"uuid"`     // a new one unless given
}

// Create makes a partition. MAAS rounds its size down to whole blocks.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields, such
// as for a size that the device does not have.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partitions/
func (s *PartitionsService) Create(ctx context.Context, systemID, device string, opts *PartitionCreateOptions) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partitions/", systemID, device).With(opts))
}

// Delete removes a partition and all that is on it.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /nodes/{system_id}/blockdevices/{device_id}/partition/{id}
func (s *PartitionsService) Delete(ctx context.Context, systemID, device string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, device, strconv.Itoa(id)))
}

// PartitionFormatOptions refine a file system.
type PartitionFormatOptions struct {
	Label string `param:"label"`
	UUID  string `param:"uuid"` // a new one unless given
}

// Format puts a file system on a partition. It replaces the one that is there.
//
// The owner may call it for a machine that is [NodeStatusAllocated], and
// administrators for one that is [NodeStatusReady] too. It fails with
// [maas.ErrForbidden], [maas.ErrNotFound], and with [maas.ErrBadRequest] and
// messages about fields.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{id}?op=format
func (s *PartitionsService) Format(ctx context.Context, systemID, device string, id int, fsType FilesystemType, opts *PartitionFormatOptions) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, device, strconv.Itoa(id)).Op("format").Set("fstype", string(fsType)).With(opts))
}

// Unformat takes the file system off a partition.
//
// The owner may call it for a machine that is [NodeStatusAllocated], and
// administrators for one that is [NodeStatusReady] too. It fails with
// [maas.ErrForbidden], [maas.ErrNotFound], and with [maas.ErrBadRequest] for a
// partition that is mounted or has no file system.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{id}?op=unformat
func (s *PartitionsService) Unformat(ctx context.Context, systemID, device string, id int) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, device, strconv.Itoa(id)).Op("unformat"))
}

// PartitionMountOptions refine a mount.
type PartitionMountOptions struct {
	MountOptions string `param:"mount_options"` // as for mount(8), "noatime"
}

// Mount has the file system of a partition mounted at a path: "/" for the root,
// "none" for swap.
//
// The owner may call it for a machine that is [NodeStatusAllocated], and
// administrators for one that is [NodeStatusReady] too. It fails with
// [maas.ErrForbidden], [maas.ErrNotFound], and with [maas.ErrBadRequest] for a
// partition without a file system.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{id}?op=mount
func (s *PartitionsService) Mount(ctx context.Context, systemID, device string, id int, mountPoint string, opts *PartitionMountOptions) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, device, strconv.Itoa(id)).Op("mount").Set("mount_point", mountPoint).With(opts))
}

// Unmount takes back the mount of a partition.
//
// The owner may call it for a machine that is [NodeStatusAllocated], and
// administrators for one that is [NodeStatusReady] too. It fails with
// [maas.ErrForbidden], [maas.ErrNotFound], and with [maas.ErrBadRequest] for a
// partition that is not mounted.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{id}?op=unmount
func (s *PartitionsService) Unmount(ctx context.Context, systemID, device string, id int) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, device, strconv.Itoa(id)).Op("unmount"))
}

// AddTag gives a partition a tag. It changes nothing if the partition has it.
//
// Administrators may call it, since MAAS 2.5. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{id}?op=add_tag
func (s *PartitionsService) AddTag(ctx context.Context, systemID, device string, id int, tag string) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, device, strconv.Itoa(id)).Op("add_tag").Set("tag", tag).Since("2.5"))
}

// RemoveTag takes a tag from a partition. It changes nothing if the partition does
// not have it.
//
// Administrators may call it, since MAAS 2.5. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{id}?op=remove_tag
func (s *PartitionsService) RemoveTag(ctx context.Context, systemID, device string, id int, tag string) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, device, strconv.Itoa(id)).Op("remove_tag").Set("tag", tag).Since("2.5"))
}
