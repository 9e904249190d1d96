package maas

import (
	"context"
	"encoding/json"
	"strconv"
)

// BlockDevicesService is the section "Block devices" and "Block device" of the
// API: the disks of a node, physical and virtual. Since MAAS 1.8; all but
// reading and tags since 1.9.
type BlockDevicesService service

// A BlockDevice is a disk of a node, physical or made of others. Since 1.8,
// where it has ID, Name, Path, IDPath, Size, BlockSize, Model, Serial and Tags;
// the rest since 1.9.
type BlockDevice struct {
	ID                 int                 `json:"id"`
	Name               string              `json:"name"`           // of a logical volume: that of its group, "-", and its own
	UUID               *string             `json:"uuid,omitempty"` // of a virtual one
	Type               BlockDeviceType     `json:"type,omitempty"`
	Path               string              `json:"path"`
	IDPath             *string             `json:"id_path,omitempty"`
	Model              *string             `json:"model,omitempty"`  // of a physical one
	Serial             *string             `json:"serial,omitempty"` // of a physical one
	Size               int64               `json:"size"`             // bytes
	BlockSize          int                 `json:"block_size"`       // bytes
	AvailableSize      *int64              `json:"available_size,omitempty"`
	UsedSize           *int64              `json:"used_size,omitempty"`
	UsedFor            *string             `json:"used_for,omitempty"` // a sentence in English
	Tags               []string            `json:"tags"`
	Filesystem         *Filesystem         `json:"filesystem,omitempty"`
	PartitionTableType *PartitionTableType `json:"partition_table_type,omitempty"`
	Partitions         []Partition         `json:"partitions,omitzero"`
	ResourceURI        *string             `json:"resource_uri,omitempty"`
}

// BlockDeviceType says what a block device is made of. Since 1.8.
type BlockDeviceType string

// The types of block devices.
const (
	BlockDeviceTypePhysical BlockDeviceType = "physical"
	BlockDeviceTypeVirtual  BlockDeviceType = "virtual"
)

// PartitionTableType is the kind of a partition table. Since 1.9.
type PartitionTableType string

// The kinds of partition tables.
const (
	PartitionTableTypeMBR PartitionTableType = "MBR"
	PartitionTableTypeGPT PartitionTableType = "GPT"
)

// A Filesystem is what a block device or partition is formatted with. Since
// 1.9.
type Filesystem struct {
	FSType     FilesystemType `json:"fstype"`
	Label      *string        `json:"label"`
	UUID       *string        `json:"uuid"`
	MountPoint *string        `json:"mount_point"` // nil: not mounted
}

// FilesystemType is what a block device or partition holds. Since 1.9.
type FilesystemType string

// The types of filesystems. Those that begin with ext and FilesystemTypeFAT32
// and FilesystemTypeVFAT can be asked for; the others say that the device is part
// of something.
const (
	FilesystemTypeExt2          FilesystemType = "ext2"
	FilesystemTypeExt4          FilesystemType = "ext4"
	FilesystemTypeFAT32         FilesystemType = "fat32"
	FilesystemTypeVFAT          FilesystemType = "vfat"
	FilesystemTypeLVMPV         FilesystemType = "lvm-pv"
	FilesystemTypeRAID          FilesystemType = "raid"
	FilesystemTypeRAIDSpare     FilesystemType = "raid-spare"
	FilesystemTypeBcacheCache   FilesystemType = "bcache-cache"
	FilesystemTypeBcacheBacking FilesystemType = "bcache-backing"
)

// A StorageDevice is what a volume group, a RAID or a bcache is made of: a block
// device or a partition. One of the two is nil. Since 1.9.
type StorageDevice struct {
	BlockDevice *BlockDevice
	Partition   *Partition
}

// UnmarshalJSON reads a block device or a partition, by its type.
func (d *StorageDevice) UnmarshalJSON(data []byte) error {
	var kind struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(data, &kind); err != nil {
		return err
	}
	*d = StorageDevice{}
	if kind.Type == PartitionType {
		return json.Unmarshal(data, &d.Partition)
	}
	return json.Unmarshal(data, &d.BlockDevice)
}

// MarshalJSON writes the block device or partition.
func (d StorageDevice) MarshalJSON() ([]byte, error) {
	if d.Partition != nil {
		return json.Marshal(d.Partition)
	}
	return json.Marshal(d.BlockDevice)
}

// List returns the block devices of a node.
//
// Any user may call it, since MAAS 1.8. It fails with [ErrNotFound].
//
// GET /nodes/{system_id}/blockdevices/
func (s *BlockDevicesService) List(ctx context.Context, systemID string) ([]BlockDevice, error) {
	return List[BlockDevice](ctx, s.client, Get("/nodes/{system_id}/blockdevices/", systemID).Since("1.8"))
}

// Get returns a block device by its id.
//
// Any user may call it, since MAAS 1.8; from 1.9 on only for nodes that are the
// user's own or nobody's. It fails with [ErrNotFound] and [ErrForbidden].
//
// GET /nodes/{system_id}/blockdevices/{device_id}/
func (s *BlockDevicesService) Get(ctx context.Context, systemID string, id int) (*BlockDevice, error) {
	return Do[*BlockDevice](ctx, s.client, Get("/nodes/{system_id}/blockdevices/{device_id}/", systemID, strconv.Itoa(id)).Since("1.8"))
}

// Find is [BlockDevicesService.Get] by the name of the device, such as "sda".
//
// Any user may call it, since MAAS 1.8; by name since 1.9. It fails as Get does.
//
// GET /nodes/{system_id}/blockdevices/{device_id}/
func (s *BlockDevicesService) Find(ctx context.Context, systemID, name string) (*BlockDevice, error) {
	return Do[*BlockDevice](ctx, s.client, Get("/nodes/{system_id}/blockdevices/{device_id}/", systemID, name).Since("1.8"))
}

// BlockDeviceCreateOptions say how the node finds the disk: by Model and Serial,
// or by IDPath where it has none. MAAS wants one of the two.
type BlockDeviceCreateOptions struct {
	Model  string `param:"model"`
	Serial string `param:"serial"`
	IDPath string `param:"id_path"` // an absolute path that survives a reboot
}

// Create adds a physical disk to what MAAS knows about a node. The sizes are in
// bytes.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrBadRequest] with messages about fields.
//
// POST /nodes/{system_id}/blockdevices/
func (s *BlockDevicesService) Create(ctx context.Context, systemID, name string, size int64, blockSize int, opts *BlockDeviceCreateOptions) (*BlockDevice, error) {
	r := Post("/nodes/{system_id}/blockdevices/", systemID).Set("name", name)
	r = r.Set("size", strconv.FormatInt(size, 10)).Set("block_size", strconv.Itoa(blockSize))
	return Do[*BlockDevice](ctx, s.client, r.With(opts).Since("1.9"))
}

// BlockDeviceUpdateOptions are the settings to change; nil keeps a setting. A
// virtual device has Name and UUID, and as a logical volume Size.
type BlockDeviceUpdateOptions struct {
	Name      *string `param:"name"`
	UUID      *string `param:"uuid"` // of a virtual device
	Model     *string `param:"model"`
	Serial    *string `param:"serial"`
	IDPath    *string `param:"id_path"`
	Size      *int64  `param:"size"`       // bytes
	BlockSize *int    `param:"block_size"` // bytes
}

// Update changes what MAAS knows about a disk. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// with messages about fields.
//
// PUT /nodes/{system_id}/blockdevices/{device_id}/
func (s *BlockDevicesService) Update(ctx context.Context, systemID string, id int, opts *BlockDeviceUpdateOptions) (*BlockDevice, error) {
	return Do[*BlockDevice](ctx, s.client, Put("/nodes/{system_id}/blockdevices/{device_id}/", systemID, strconv.Itoa(id)).With(opts).Since("1.9"))
}

// Delete removes a disk from what MAAS knows about a node. Deleting the device
// of a RAID deletes the RAID. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// for a disk that is part of a group.
//
// DELETE /nodes/{system_id}/blockdevices/{device_id}/
func (s *BlockDevicesService) Delete(ctx context.Context, systemID string, id int) error {
	return Exec(ctx, s.client, Delete("/nodes/{system_id}/blockdevices/{device_id}/", systemID, strconv.Itoa(id)).Since("1.9"))
}

// AddTag puts a tag, such as "ssd", on a disk. It is a GET that changes
// something. From MAAS 1.9 on the node must be Ready.
//
// Administrators may call it, since MAAS 1.8. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrConflict] for a node in another state.
//
// GET /nodes/{system_id}/blockdevices/{device_id}/?op=add_tag
func (s *BlockDevicesService) AddTag(ctx context.Context, systemID string, id int, tag string) (*BlockDevice, error) {
	r := Get("/nodes/{system_id}/blockdevices/{device_id}/", systemID, strconv.Itoa(id)).Op("add_tag").Set("tag", tag)
	return Do[*BlockDevice](ctx, s.client, r.Once().Since("1.8"))
}

// RemoveTag takes a tag off a disk. It is a GET that changes something. From
// MAAS 1.9 on the node must be Ready.
//
// Administrators may call it, since MAAS 1.8. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrConflict] for a node in another state.
//
// GET /nodes/{system_id}/blockdevices/{device_id}/?op=remove_tag
func (s *BlockDevicesService) RemoveTag(ctx context.Context, systemID string, id int, tag string) (*BlockDevice, error) {
	r := Get("/nodes/{system_id}/blockdevices/{device_id}/", systemID, strconv.Itoa(id)).Op("remove_tag").Set("tag", tag)
	return Do[*BlockDevice](ctx, s.client, r.Once().Since("1.8"))
}

// BlockDeviceFormatOptions are the optional settings of a new filesystem.
type BlockDeviceFormatOptions struct {
	UUID  string `param:"uuid"` // of version 4; "" is a random one
	Label string `param:"label"`
}

// Format plans a filesystem on a disk: the node makes it when it is deployed. It
// replaces the filesystem that is there, mounted or not, and takes the disk out
// of a RAID.
//
// Administrators may call it for a node that is Ready, and its owner for one that
// is Allocated, since MAAS 1.9. It fails with [ErrNotFound], [ErrForbidden],
// [ErrConflict] for a node in another state, and [ErrBadRequest] with messages
// about fields.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/?op=format
func (s *BlockDevicesService) Format(ctx context.Context, systemID string, id int, fsType FilesystemType, opts *BlockDeviceFormatOptions) (*BlockDevice, error) {
	r := Post("/nodes/{system_id}/blockdevices/{device_id}/", systemID, strconv.Itoa(id)).Op("format").Set("fstype", string(fsType))
	return Do[*BlockDevice](ctx, s.client, r.With(opts).Since("1.9"))
}

// Unformat removes the planned filesystem of a disk.
//
// Administrators may call it for a node that is Ready, and its owner for one that
// is Allocated, since MAAS 1.9. It fails with [ErrNotFound], [ErrForbidden],
// [ErrConflict] for a node in another state, and [ErrBadRequest] where there is
// no filesystem, a mounted one, or one that belongs to a group.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/?op=unformat
func (s *BlockDevicesService) Unformat(ctx context.Context, systemID string, id int) (*BlockDevice, error) {
	r := Post("/nodes/{system_id}/blockdevices/{device_id}/", systemID, strconv.Itoa(id)).Op("unformat")
	return Do[*BlockDevice](ctx, s.client, r.Since("1.9"))
}

// Mount plans a place for the filesystem of a disk, an absolute path. Mounting
// again moves it. MAAS does not check whether another one is there.
//
// Administrators may call it for a node that is Ready, and its owner for one that
// is Allocated, since MAAS 1.9. It fails with [ErrNotFound], [ErrForbidden],
// [ErrConflict] for a node in another state, and [ErrBadRequest] where there is
// no filesystem.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/?op=mount
func (s *BlockDevicesService) Mount(ctx context.Context, systemID string, id int, mountPoint string) (*BlockDevice, error) {
	r := Post("/nodes/{system_id}/blockdevices/{device_id}/", systemID, strconv.Itoa(id)).Op("mount").Set("mount_point", mountPoint)
	return Do[*BlockDevice](ctx, s.client, r.Since("1.9"))
}

// Unmount takes back what Mount planned.
//
// Administrators may call it for a node that is Ready, and its owner for one that
// is Allocated, since MAAS 1.9. It fails with [ErrNotFound], [ErrForbidden],
// [ErrConflict] for a node in another state, and [ErrBadRequest] where nothing is
// mounted.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/?op=unmount
func (s *BlockDevicesService) Unmount(ctx context.Context, systemID string, id int) (*BlockDevice, error) {
	r := Post("/nodes/{system_id}/blockdevices/{device_id}/", systemID, strconv.Itoa(id)).Op("unmount")
	return Do[*BlockDevice](ctx, s.client, r.Since("1.9"))
}

// SetBootDisk makes a physical disk the one that the node boots from. The node
// must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// for a virtual device.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/?op=set_boot_disk
func (s *BlockDevicesService) SetBootDisk(ctx context.Context, systemID string, id int) error {
	return Exec(ctx, s.client, Post("/nodes/{system_id}/blockdevices/{device_id}/", systemID, strconv.Itoa(id)).Op("set_boot_disk").Since("1.9"))
}
