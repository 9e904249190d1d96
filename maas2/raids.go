package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// RAIDsService is the sections "RAID Devices" and "RAID Device" of the API: disks
// that are made of several disks or partitions in software. Each is a virtual
// block device as well, [RAID.VirtualDevice], which takes partitions and file
// systems. [RAIDsService.SetMembers] changes what it is made of.
type RAIDsService service

// A RAID is several disks or partitions that make one.
type RAID struct {
	SystemID      string          `json:"system_id"` // of the machine; since 2.1.3
	ID            int             `json:"id"`
	Name          string          `json:"name"`
	HumanSize     string          `json:"human_size"` // "20.0 GB"
	Size          ByteSize        `json:"size"`
	SpareDevices  []StorageMember `json:"spare_devices"`
	Level         RAIDLevel       `json:"level"`
	UUID          string          `json:"uuid"`
	VirtualDevice *BlockDevice    `json:"virtual_device"` // to use it
	Devices       []StorageMember `json:"devices"`
	ResourceURI   string          `json:"resource_uri"`
}

// A StorageMember is a disk or a partition that is part of a RAID, volume group,
// bcache or datastore. Type tells which. DeviceID and Bootable are those of a
// partition; what only a disk has is zero there.
type StorageMember struct {
	SystemID           string              `json:"system_id"` // of the machine
	ID                 int                 `json:"id"`        // of the block device or partition
	Type               BlockDeviceType     `json:"type"`
	DeviceID           int                 `json:"device_id"` // the disk that the partition is on
	Bootable           bool                `json:"bootable"`
	Name               string              `json:"name"`
	Path               string              `json:"path"`
	IDPath             string              `json:"id_path"`
	Serial             string              `json:"serial"`
	Model              string              `json:"model"`
	FirmwareVersion    *string             `json:"firmware_version,omitempty"` // nil for an unknown one
	NUMANode           *int                `json:"numa_node,omitempty"`
	UUID               *string             `json:"uuid"` // nil for a physical device
	Size               ByteSize            `json:"size"`
	UsedSize           ByteSize            `json:"used_size"`
	AvailableSize      ByteSize            `json:"available_size"`
	BlockSize          int                 `json:"block_size"` // bytes
	UsedFor            string              `json:"used_for"`   // in words
	Tags               []string            `json:"tags"`
	PartitionTableType *PartitionTableType `json:"partition_table_type,omitempty"` // nil without partitions
	Partitions         []Partition         `json:"partitions,omitzero"`
	Filesystem         *Filesystem         `json:"filesystem"`             // of a type that stands for the membership
	StoragePool        *string             `json:"storage_pool,omitempty"` // of the VM host; nil for none
	ResourceURI        string              `json:"resource_uri"`
}

// RAIDLevel says how a RAID spreads data over its members.
type RAIDLevel string

// The levels, with how many members each takes at least.
const (
	RAIDLevelRAID0  RAIDLevel = "raid-0"  // 2 members
	RAIDLevelRAID1  RAIDLevel = "raid-1"  // 2
	RAIDLevelRAID5  RAIDLevel = "raid-5"  // 3
	RAIDLevelRAID6  RAIDLevel = "raid-6"  // 4
	RAIDLevelRAID10 RAIDLevel = "raid-10" // 3
)

// List returns the RAIDs of a machine.
//
// Any user may call it. It fails with [maas.ErrNotFound] for an unknown
// machine.
//
// GET /nodes/{system_id}/raids/
func (s *RAIDsService) List(ctx context.Context, systemID string) ([]RAID, error) {
	return maas.List[RAID](ctx, s.client, maas.Get("/nodes/{system_id}/raids/", systemID))
}

// Get returns a RAID.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /nodes/{system_id}/raid/{id}/
func (s *RAIDsService) Get(ctx context.Context, systemID string, id int) (*RAID, error) {
	return maas.Do[*RAID](ctx, s.client, maas.Get("/nodes/{system_id}/raid/{id}/", systemID, strconv.Itoa(id)))
}

// RAIDCreateOptions are the members of a new RAID and its other settings. A disk
// is named by its id (see [ID]) or its name, a partition by its id.
type RAIDCreateOptions struct {
	BlockDevices    []string `param:"block_devices"`
	Name            string   `param:"name"` // "md0" or the next free number unless given
	Partitions      []string `param:"partitions"`
	SpareDevices    []string `param:"spare_devices"`
	SparePartitions []string `param:"spare_partitions"`
	UUID            string   `param:"uuid"` // a new one unless given
}

// Create makes a RAID. The level has to have enough members; spares come on top.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrNotFound] for an unknown machine, with [maas.ErrConflict] for one that
// is not [NodeStatusReady], and with [maas.ErrBadRequest] and messages about
// fields, such as for a device that is in use.
//
// POST /nodes/{system_id}/raids/
func (s *RAIDsService) Create(ctx context.Context, systemID string, level RAIDLevel, opts *RAIDCreateOptions) (*RAID, error) {
	return maas.Do[*RAID](ctx, s.client, maas.Post("/nodes/{system_id}/raids/", systemID).Set("level", string(level)).With(opts))
}

// RAIDUpdateOptions are the settings to change; nil keeps a setting. A disk is named
// by its id (see [ID]) or its name, a partition by its id. The members must suffice
// for the level after each call: add first, then remove.
type RAIDUpdateOptions struct {
	AddBlockDevices       []string `param:"add_block_devices"`
	AddPartitions         []string `param:"add_partitions"`
	AddSpareDevices       []string `param:"add_spare_devices"`
	AddSparePartitions    []string `param:"add_spare_partitions"`
	Name                  *string  `param:"name"`
	RemoveBlockDevices    []string `param:"remove_block_devices"`
	RemovePartitions      []string `param:"remove_partitions"`
	RemoveSpareDevices    []string `param:"remove_spare_devices"`
	RemoveSparePartitions []string `param:"remove_spare_partitions"`
	UUID                  *string  `param:"uuid"`
}

// Update changes a RAID and its members.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /nodes/{system_id}/raid/{id}/
func (s *RAIDsService) Update(ctx context.Context, systemID string, id int, opts *RAIDUpdateOptions) (*RAID, error) {
	return maas.Do[*RAID](ctx, s.client, maas.Put("/nodes/{system_id}/raid/{id}/", systemID, strconv.Itoa(id)).With(opts))
}

// Delete takes a RAID apart. What is on it is lost.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady].
//
// DELETE /nodes/{system_id}/raid/{id}/
func (s *RAIDsService) Delete(ctx context.Context, systemID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/raid/{id}/", systemID, strconv.Itoa(id)))
}
