package maas

import (
	"context"
	"strconv"
)

// PartitionsService is the section "Partitions" and "Partition" of the API: the
// parts of a node's disks. Since MAAS 1.9.
type PartitionsService service

// A Partition is a part of a block device. Since 1.9.
type Partition struct {
	ID          int         `json:"id"`
	UUID        string      `json:"uuid"`
	Path        string      `json:"path"`
	Type        string      `json:"type"` // PartitionType
	Size        int64       `json:"size"` // bytes
	Bootable    bool        `json:"bootable"`
	Filesystem  *Filesystem `json:"filesystem"`
	UsedFor     string      `json:"used_for"` // a sentence in English
	ResourceURI string      `json:"resource_uri"`
}

// PartitionType is the Type of every [Partition].
const PartitionType = "partition"

// List returns the partitions of a disk. It fails for a disk without a partition
// table, which [BlockDevice.Partitions] does not.
//
// Any user may call it for nodes that are the user's own or nobody's, since MAAS
// 1.9. It fails with [ErrNotFound], [ErrForbidden], and [ErrServer] for a disk
// without a partition table.
//
// GET /nodes/{system_id}/blockdevices/{device_id}/partitions/
func (s *PartitionsService) List(ctx context.Context, systemID string, deviceID int) ([]Partition, error) {
	return List[Partition](ctx, s.client, Get("/nodes/{system_id}/blockdevices/{device_id}/partitions/", systemID, strconv.Itoa(deviceID)).Since("1.9"))
}

// PartitionCreateOptions are the optional settings of a new partition.
type PartitionCreateOptions struct {
	UUID     string `param:"uuid"` // of version 4; "" is a random one
	Bootable *bool  `param:"bootable"`
}

// Create plans a partition on a disk; MAAS makes a partition table where there is
// none. The size is in bytes, 4 MiB at least, and rounded down to whole MiB. The
// node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// with messages about fields, for example when the disk is full.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partitions/
func (s *PartitionsService) Create(ctx context.Context, systemID string, deviceID int, size int64, opts *PartitionCreateOptions) (*Partition, error) {
	r := Post("/nodes/{system_id}/blockdevices/{device_id}/partitions/", systemID, strconv.Itoa(deviceID)).Set("size", strconv.FormatInt(size, 10))
	return Do[*Partition](ctx, s.client, r.With(opts).Since("1.9"))
}

// Get returns a partition by its id.
//
// Any user may call it for nodes that are the user's own or nobody's, since MAAS
// 1.9. It fails with [ErrNotFound] and [ErrForbidden].
//
// GET /nodes/{system_id}/blockdevices/{device_id}/partition/{partition_id}
func (s *PartitionsService) Get(ctx context.Context, systemID string, deviceID, id int) (*Partition, error) {
	r := Get("/nodes/{system_id}/blockdevices/{device_id}/partition/{partition_id}", systemID, strconv.Itoa(deviceID), strconv.Itoa(id))
	return Do[*Partition](ctx, s.client, r.Since("1.9"))
}

// Delete removes a partition. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// for a partition that is part of a group.
//
// DELETE /nodes/{system_id}/blockdevices/{device_id}/partition/{partition_id}
func (s *PartitionsService) Delete(ctx context.Context, systemID string, deviceID, id int) error {
	r := Delete("/nodes/{system_id}/blockdevices/{device_id}/partition/{partition_id}", systemID, strconv.Itoa(deviceID), strconv.Itoa(id))
	return Exec(ctx, s.client, r.Since("1.9"))
}

// PartitionFormatOptions are the optional settings of a new filesystem.
type PartitionFormatOptions struct {
	UUID  string `param:"uuid"` // of version 4; "" is a random one
	Label string `param:"label"`
}

// Format plans a filesystem on a partition: the node makes it when it is
// deployed. It replaces the filesystem that is there, mounted or not.
//
// Administrators may call it for a node that is Ready, and its owner for one that
// is Allocated, since MAAS 1.9. It fails with [ErrNotFound], [ErrForbidden],
// [ErrConflict] for a node in another state, and [ErrBadRequest] with messages
// about fields.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{partition_id}?op=format
func (s *PartitionsService) Format(ctx context.Context, systemID string, deviceID, id int, fsType FilesystemType, opts *PartitionFormatOptions) (*Partition, error) {
	r := Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{partition_id}", systemID, strconv.Itoa(deviceID), strconv.Itoa(id)).Op("format")
	return Do[*Partition](ctx, s.client, r.Set("fstype", string(fsType)).With(opts).Since("1.9"))
}

// Unformat removes the planned filesystem of a partition.
//
// Administrators may call it for a node that is Ready, and its owner for one that
// is Allocated, since MAAS 1.9. It fails with [ErrNotFound], [ErrForbidden],
// [ErrConflict] for a node in another state, and [ErrBadRequest] where there is
// no filesystem, a mounted one, or one that belongs to a group.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{partition_id}?op=unformat
func (s *PartitionsService) Unformat(ctx context.Context, systemID string, deviceID, id int) (*Partition, error) {
	r := Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{partition_id}", systemID, strconv.Itoa(deviceID), strconv.Itoa(id)).Op("unformat")
	return Do[*Partition](ctx, s.client, r.Since("1.9"))
}

// Mount plans a place for the filesystem of a partition, an absolute path.
// Mounting again moves it. MAAS does not check whether another one is there.
//
// Administrators may call it for a node that is Ready, and its owner for one that
// is Allocated, since MAAS 1.9. It fails with [ErrNotFound], [ErrForbidden],
// [ErrConflict] for a node in another state, and [ErrBadRequest] where there is
// no filesystem.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{partition_id}?op=mount
func (s *PartitionsService) Mount(ctx context.Context, systemID string, deviceID, id int, mountPoint string) (*Partition, error) {
	r := Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{partition_id}", systemID, strconv.Itoa(deviceID), strconv.Itoa(id)).Op("mount")
	return Do[*Partition](ctx, s.client, r.Set("mount_point", mountPoint).Since("1.9"))
}

// Unmount takes back what Mount planned.
//
// Administrators may call it for a node that is Ready, and its owner for one that
// is Allocated, since MAAS 1.9. It fails with [ErrNotFound], [ErrForbidden],
// [ErrConflict] for a node in another state, and [ErrBadRequest] where nothing is
// mounted.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{partition_id}?op=unmount
func (s *PartitionsService) Unmount(ctx context.Context, systemID string, deviceID, id int) (*Partition, error) {
	r := Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{partition_id}", systemID, strconv.Itoa(deviceID), strconv.Itoa(id)).Op("unmount")
	return Do[*Partition](ctx, s.client, r.Since("1.9"))
}
