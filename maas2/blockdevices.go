package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// BlockDevicesService is STUB.
type BlockDevicesService service

// BlockDevice is STUB.
type BlockDevice struct {
	SystemID           string              `json:"system_id"` // since 2.1.3
	ID                 int                 `json:"id"`
	Name               string              `json:"name"`
	FirmwareVersion    *string             `json:"firmware_version,omitempty"` // nil when MAAS has null, since 2.4
	Filesystem         *Filesystem         `json:"filesystem,omitempty"`       // nil when MAAS has null
	BlockSize          int                 `json:"block_size"`                 // bytes
	Partitions         []Partition         `json:"partitions,omitzero"`
	Model              *string             `json:"model,omitempty"` // nil when MAAS has null
	Type               BlockDeviceType     `json:"type"`
	Serial             *string             `json:"serial,omitempty"`       // nil when MAAS has null
	StoragePool        *string             `json:"storage_pool,omitempty"` // nil when MAAS has null, since 2.5
	UsedFor            string              `json:"used_for"`
	Tags               []string            `json:"tags,omitzero"`
	UUID               *string             `json:"uuid"`              // nil when MAAS has null
	IDPath             *string             `json:"id_path,omitempty"` // nil when MAAS has null
	UsedSize           int64               `json:"used_size"`         // bytes
	AvailableSize      int64               `json:"available_size"`    // bytes
	Size               int64               `json:"size"`              // bytes
	Path               string              `json:"path"`
	NUMANode           *int                `json:"numa_node,omitempty"`            // nil when MAAS has null, since 2.7
	PartitionTableType *PartitionTableType `json:"partition_table_type,omitempty"` // nil when MAAS has null
	Bootable           bool                `json:"bootable"`
	DeviceID           int                 `json:"device_id"`
	ResourceURI        string              `json:"resource_uri"`
}

// Filesystem is STUB.
type Filesystem struct {
	FSType       FilesystemType `json:"fstype"`
	Label        *string        `json:"label,omitempty"` // nil when MAAS has null
	UUID         string         `json:"uuid"`
	MountPoint   *string        `json:"mount_point"`             // nil when MAAS has null
	MountOptions *string        `json:"mount_options,omitempty"` // nil when MAAS has null
}

// PartitionTableType is STUB a vocabulary.
type PartitionTableType string

// STUB.
const (
	PartitionTableTypeGPT PartitionTableType = "GPT"
	PartitionTableTypeMBR PartitionTableType = "MBR"
)

// BlockDeviceType is STUB a vocabulary.
type BlockDeviceType string

// STUB.
const (
	BlockDeviceTypePhysical BlockDeviceType = "physical"
	BlockDeviceTypeVirtual  BlockDeviceType = "virtual"
	BlockDeviceTypeISCSI    BlockDeviceType = "iscsi" // since 2.2, until before 3.0
)

// FilesystemType is STUB a vocabulary.
type FilesystemType string

// STUB.
const (
	FilesystemTypeExt2          FilesystemType = "ext2"
	FilesystemTypeExt4          FilesystemType = "ext4"
	FilesystemTypeXfs           FilesystemType = "xfs"
	FilesystemTypeFat32         FilesystemType = "fat32"
	FilesystemTypeVfat          FilesystemType = "vfat"
	FilesystemTypeLVMPv         FilesystemType = "lvm-pv"
	FilesystemTypeRAID          FilesystemType = "raid"
	FilesystemTypeRAIDSpare     FilesystemType = "raid-spare"
	FilesystemTypeBcacheCache   FilesystemType = "bcache-cache"
	FilesystemTypeBcacheBacking FilesystemType = "bcache-backing"
	FilesystemTypeSwap          FilesystemType = "swap"
	FilesystemTypeRamfs         FilesystemType = "ramfs"
	FilesystemTypeTmpfs         FilesystemType = "tmpfs"
	FilesystemTypeBtrfs         FilesystemType = "btrfs"   // since 2.2
	FilesystemTypeZfsroot       FilesystemType = "zfsroot" // since 2.4
	FilesystemTypeVMFS6         FilesystemType = "vmfs6"   // since 2.6
)

// List STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/blockdevices/
func (s *BlockDevicesService) List(ctx context.Context, systemID string) ([]BlockDevice, error) {
	return maas.List[BlockDevice](ctx, s.client, maas.Get("/nodes/{system_id}/blockdevices/", systemID))
}

// Get STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/blockdevices/{id}/
func (s *BlockDevicesService) Get(ctx context.Context, systemID, id string) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Get("/nodes/{system_id}/blockdevices/{id}/", systemID, id))
}

// BlockDeviceCreateOptions are STUB.
type BlockDeviceCreateOptions struct {
	IDPath   string `param:"id_path"`
	Model    string `param:"model"`
	NUMANode int    `param:"numa_node"` // since 2.7
	Serial   string `param:"serial"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /nodes/{system_id}/blockdevices/
func (s *BlockDevicesService) Create(ctx context.Context, systemID, blockSize, name, size string, opts *BlockDeviceCreateOptions) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/", systemID).Set("block_size", blockSize).Set("name", name).Set("size", size).With(opts))
}

// BlockDeviceUpdateOptions are STUB.
type BlockDeviceUpdateOptions struct {
	BlockSize          *string `param:"block_size"`
	IDPath             *string `param:"id_path"`
	Model              *string `param:"model"`
	Name               *string `param:"name"`
	NUMANode           *int    `param:"numa_node"`            // since 2.7
	PartitionTableType *string `param:"partition_table_type"` // since 2.8
	Serial             *string `param:"serial"`
	Size               *string `param:"size"`
	UUID               *string `param:"uuid"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /nodes/{system_id}/blockdevices/{id}/
func (s *BlockDevicesService) Update(ctx context.Context, systemID, id string, opts *BlockDeviceUpdateOptions) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Put("/nodes/{system_id}/blockdevices/{id}/", systemID, id).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /nodes/{system_id}/blockdevices/{id}/
func (s *BlockDevicesService) Delete(ctx context.Context, systemID, id string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/blockdevices/{id}/", systemID, id))
}

// AddTag STUB.
//
// Administrators may call it.
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=add_tag
func (s *BlockDevicesService) AddTag(ctx context.Context, systemID, id, tag string) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, id).Op("add_tag").Set("tag", tag))
}

// BlockDeviceRemoveTagOptions are STUB.
type BlockDeviceRemoveTagOptions struct {
	Tag string `param:"tag"`
}

// RemoveTag STUB.
//
// Administrators may call it.
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=remove_tag
func (s *BlockDevicesService) RemoveTag(ctx context.Context, systemID, id string, opts *BlockDeviceRemoveTagOptions) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, id).Op("remove_tag").With(opts))
}

// BlockDeviceFormatOptions are STUB.
type BlockDeviceFormatOptions struct {
	Label string `param:"label"`
	UUID  string `param:"uuid"`
}

// Format STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=format
func (s *BlockDevicesService) Format(ctx context.Context, systemID, id, fsType string, opts *BlockDeviceFormatOptions) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, id).Op("format").Set("fstype", fsType).With(opts))
}

// Unformat STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=unformat
func (s *BlockDevicesService) Unformat(ctx context.Context, systemID, id string) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, id).Op("unformat"))
}

// BlockDeviceMountOptions are STUB.
type BlockDeviceMountOptions struct {
	MountOptions string `param:"mount_options"`
}

// Mount STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=mount
func (s *BlockDevicesService) Mount(ctx context.Context, systemID, id, mountPoint string, opts *BlockDeviceMountOptions) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, id).Op("mount").Set("mount_point", mountPoint).With(opts))
}

// Unmount STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=unmount
func (s *BlockDevicesService) Unmount(ctx context.Context, systemID, id string) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, id).Op("unmount"))
}

// SetBootDisk STUB.
//
// Administrators may call it.
//
// POST /nodes/{system_id}/blockdevices/{id}/?op=set_boot_disk
func (s *BlockDevicesService) SetBootDisk(ctx context.Context, systemID, id string) error {
	return maas.Exec(ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{id}/", systemID, id).Op("set_boot_disk"))
}
