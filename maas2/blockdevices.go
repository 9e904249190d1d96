package maas2

import (
	"context"
	"fmt"

	"github.com/gomaas/maas"
)

// BlockDevicesService is the sections "Block devices" and "Block device" of the
// API: the disks of machines. Physical ones are those that commissioning found;
// virtual ones are RAIDs, logical volumes and bcaches, which exist once the machine
// is deployed. The same holds for what is on them: it is a plan that the
// deployment carries out.
//
// A block device is named by its id (see [ID]) or its name. Names may change from
// one commissioning to the next; [BlockDevicesService.Find] finds a disk by its
// serial number, its path by id or its size as well. Several operations make up
// most layouts: [MachinesService.SetStorage] goes through them.
type BlockDevicesService service

// A BlockDevice is a disk of a machine.
type BlockDevice struct {
	SystemID           string              `json:"system_id"` // of the machine; since 2.1.3
	ID                 int                 `json:"id"`
	Name               string              `json:"name"` // unique within the machine; "vg0-lv0" for a logical volume
	Type               BlockDeviceType     `json:"type"`
	Path               string              `json:"path"`                       // "/dev/disk/by-dname/sda" once the machine is deployed
	IDPath             *string             `json:"id_path,omitempty"`          // "/dev/disk/by-id/..."; nil or "" for none
	Serial             *string             `json:"serial,omitempty"`           // nil for a virtual device, "" for none
	Model              *string             `json:"model,omitempty"`            // nil for a virtual device, "" for none
	FirmwareVersion    *string             `json:"firmware_version,omitempty"` // nil for an unknown one, since 2.4
	NUMANode           *int                `json:"numa_node,omitempty"`        // nil for a virtual device, since 2.7
	UUID               *string             `json:"uuid"`                       // nil for a physical device
	Size               ByteSize            `json:"size"`
	UsedSize           ByteSize            `json:"used_size"`
	AvailableSize      ByteSize            `json:"available_size"` // for partitions
	BlockSize          int                 `json:"block_size"`     // bytes
	UsedFor            string              `json:"used_for"`       // in words, "Unused"
	Tags               []string            `json:"tags,omitzero"`
	PartitionTableType *PartitionTableType `json:"partition_table_type,omitempty"` // nil without partitions
	Partitions         []Partition         `json:"partitions,omitzero"`
	Filesystem         *Filesystem         `json:"filesystem,omitempty"`   // nil for none; those of partitions are there
	StoragePool        *string             `json:"storage_pool,omitempty"` // of the VM host; nil for none, since 2.5
	// Bootable and DeviceID are those of a partition, for which a device may
	// stand in a list of both.
	Bootable    bool   `json:"bootable"`
	DeviceID    int    `json:"device_id"`
	ResourceURI string `json:"resource_uri"`
}

// A Filesystem is what a disk or partition is formatted with.
type Filesystem struct {
	FSType       FilesystemType `json:"fstype"`
	Label        *string        `json:"label,omitempty"` // nil or "" for none
	UUID         string         `json:"uuid"`
	MountPoint   *string        `json:"mount_point"`             // "none" for swap; nil where it is not mounted
	MountOptions *string        `json:"mount_options,omitempty"` // as for mount(8), nil for none
}

// PartitionTableType is the format of a partition table.
type PartitionTableType string

// The formats of partition tables.
const (
	PartitionTableTypeGPT PartitionTableType = "GPT"
	PartitionTableTypeMBR PartitionTableType = "MBR"
)

// BlockDeviceType is what a block device is.
type BlockDeviceType string

// The types of block devices. A partition is none, but stands beside them in
// [StorageMember].
const (
	BlockDeviceTypePhysical  BlockDeviceType = "physical"
	BlockDeviceTypeVirtual   BlockDeviceType = "virtual"
	BlockDeviceTypeISCSI     BlockDeviceType = "iscsi" // since 2.2, until 2.9
	BlockDeviceTypePartition BlockDeviceType = "partition"
)

// FilesystemType is the format of a file system, or another use that takes a
// whole disk or partition.
type FilesystemType string

// The types of file systems. A member of a RAID, volume group or bcache has a type
// of its own, which MAAS sets.
const (
	FilesystemTypeExt2          FilesystemType = "ext2"
	FilesystemTypeExt4          FilesystemType = "ext4"
	FilesystemTypeXFS           FilesystemType = "xfs"
	FilesystemTypeFAT32         FilesystemType = "fat32"
	FilesystemTypeVFAT          FilesystemType = "vfat"
	FilesystemTypeLVMPV         FilesystemType = "lvm-pv"
	FilesystemTypeRAID          FilesystemType = "raid"
	FilesystemTypeRAIDSpare     FilesystemType = "raid-spare"
	FilesystemTypeBcacheCache   FilesystemType = "bcache-cache"
	FilesystemTypeBcacheBacking FilesystemType = "bcache-backing"
	FilesystemTypeSwap          FilesystemType = "swap"
	FilesystemTypeRamfs         FilesystemType = "ramfs"
	FilesystemTypeTmpfs         FilesystemType = "tmpfs"
	FilesystemTypeBtrfs         FilesystemType = "btrfs"   // since 2.2
	FilesystemTypeZFSRoot       FilesystemType = "zfsroot" // since 2.4
	FilesystemTypeVMFS6         FilesystemType = "vmfs6"   // since 2.6
)

// List returns the block devices of a machine, physical and virtual ones.
//
// Any user may call it, for nodes that they may see. It fails with
// [maas.ErrNotFound] for an unknown machine.
//
// GET /nodes/{system_id}/blockdevices/
func (s *BlockDevicesService) List(ctx context.Context, systemID string) ([]BlockDevice, error) {
	return maas.List[BlockDevice](ctx, s.client, maas.Get("/nodes/{system_id}/blockdevices/", systemID))
}

// Get returns a block device by its id (see [ID]) or name.
//
// Any user may call it, for nodes that they may see. It fails with
// [maas.ErrNotFound].
//
// GET /nodes/{system_id}/blockdevices/{id}/
func (s *BlockDevicesService) Get(ctx context.Context, systemID, device string) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Get("/nodes/{system_id}/blockdevices/{id}/", systemID, device))
}

// BlockDeviceCreateOptions tell how the installer finds the disk. MAAS insists on
// Model and Serial, or on IDPath.
type BlockDeviceCreateOptions struct {
	Model    string `param:"model"`
	Serial   string `param:"serial"`
	IDPath   string `param:"id_path"` // "/dev/disk/by-id/..."
	NUMANode *int   `param:"numa_node" since:"2.7"`
}

// Create adds a physical disk that commissioning did not find, under a name such
// as "sdb". Both sizes are in bytes: size is that of the disk, 4 MiB or more, and
// blockSize that of its blocks, mostly 512 or 4096.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrNotFound] for an unknown machine, and with [maas.ErrBadRequest] and
// messages about fields, such as for opts without Model and Serial or IDPath.
//
// POST /nodes/{system_id}/blockdevices/
func (s *BlockDevicesService) Create(ctx context.Context, systemID, name string, size, blockSize int64, opts *BlockDeviceCreateOptions) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/", systemID).Set("name", name).Set("size", fmt.Sprint(size)).
		Set("block_size", fmt.Sprint(blockSize)).With(opts))
}

// BlockDeviceUpdateOptions are the settings to change; nil keeps a setting. A
// setting that the device's type does not have is ignored.
type BlockDeviceUpdateOptions struct {
	Name               *string             `param:"name"`
	Size               *int64              `param:"size"`       // bytes; resizes a logical volume
	BlockSize          *int64              `param:"block_size"` // bytes; of a physical device
	Model              *string             `param:"model"`      // of a physical device
	Serial             *string             `param:"serial"`     // of a physical device
	IDPath             *string             `param:"id_path"`    // of a physical device
	NUMANode           *int                `param:"numa_node" since:"2.7"`
	PartitionTableType *PartitionTableType `param:"partition_table_type" since:"2.8"`
	UUID               *string             `param:"uuid"` // of a virtual device
}

// Update changes a block device.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /nodes/{system_id}/blockdevices/{id}/
func (s *BlockDevicesService) Update(ctx context.Context, systemID, device string, opts *BlockDeviceUpdateOptions) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Put("/nodes/{system_id}/blockdevices/{id}/", systemID, device).With(opts))
}

// Delete removes a block device and all that is on it from MAAS. A physical one
// comes back with the next commissioning.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady].
//
// DELETE /nodes/{system_id}/blockdevices/{id}/
func (s *BlockDevicesService) Delete(ctx context.Context, systemID, device string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/blockdevices/{id}/", systemID, device))
}

// AddTag gives a block device a tag. It changes nothing if the device has it.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady].
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=add_tag
func (s *BlockDevicesService) AddTag(ctx context.Context, systemID, device, tag string) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, device).Op("add_tag").Set("tag", tag))
}

// RemoveTag takes a tag from a block device. It changes nothing if the device does
// not have it.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady].
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=remove_tag
func (s *BlockDevicesService) RemoveTag(ctx context.Context, systemID, device, tag string) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, device).Op("remove_tag").Set("tag", tag))
}

// BlockDeviceFormatOptions refine a file system.
type BlockDeviceFormatOptions struct {
	Label string `param:"label"`
	UUID  string `param:"uuid"` // a new one unless given
}

// Format puts a file system on a block device. It replaces the one that is there.
//
// The owner may call it for a machine that is [NodeStatusAllocated], and
// administrators for one that is [NodeStatusReady] too. It fails with
// [maas.ErrForbidden], [maas.ErrNotFound], with [maas.ErrConflict] for a machine
// in another status, and with [maas.ErrBadRequest] and messages about fields.
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=format
func (s *BlockDevicesService) Format(ctx context.Context, systemID, device string, fsType FilesystemType, opts *BlockDeviceFormatOptions) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, device).Op("format").Set("fstype", string(fsType)).With(opts))
}

// Unformat takes the file system off a block device.
//
// The owner may call it for a machine that is [NodeStatusAllocated], and
// administrators for one that is [NodeStatusReady] too. It fails with
// [maas.ErrForbidden], [maas.ErrNotFound], with [maas.ErrConflict] for a machine
// in another status, and with [maas.ErrBadRequest] for a device that is mounted
// or has no file system.
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=unformat
func (s *BlockDevicesService) Unformat(ctx context.Context, systemID, device string) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, device).Op("unformat"))
}

// BlockDeviceMountOptions refine a mount.
type BlockDeviceMountOptions struct {
	MountOptions string `param:"mount_options"` // as for mount(8), "noatime"
}

// Mount has the file system of a block device mounted at a path: "/" for the
// root, "none" for swap.
//
// The owner may call it for a machine that is [NodeStatusAllocated], and
// administrators for one that is [NodeStatusReady] too. It fails with
// [maas.ErrForbidden], [maas.ErrNotFound], with [maas.ErrConflict] for a machine
// in another status, and with [maas.ErrBadRequest] for a device without a file
// system.
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=mount
func (s *BlockDevicesService) Mount(ctx context.Context, systemID, device, mountPoint string, opts *BlockDeviceMountOptions) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, device).Op("mount").Set("mount_point", mountPoint).With(opts))
}

// Unmount takes back the mount of a block device.
//
// The owner may call it for a machine that is [NodeStatusAllocated], and
// administrators for one that is [NodeStatusReady] too. It fails with
// [maas.ErrForbidden], [maas.ErrNotFound], with [maas.ErrConflict] for a machine
// in another status, and with [maas.ErrBadRequest] for a device that is not
// mounted.
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=unmount
func (s *BlockDevicesService) Unmount(ctx context.Context, systemID, device string) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, device).Op("unmount"))
}

// SetBootDisk makes a physical block device the one that the machine boots from.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady], and with [maas.ErrBadRequest] for a device that is not
// physical.
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=set_boot_disk
func (s *BlockDevicesService) SetBootDisk(ctx context.Context, systemID, device string) error {
	return maas.Exec(ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, device).Op("set_boot_disk"))
}
