package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// RAIDsService is STUB.
type RAIDsService service

// RAID is STUB.
type RAID struct {
	SystemID      string          `json:"system_id"` // since 2.1.3
	ID            int             `json:"id"`
	Name          string          `json:"name"`
	HumanSize     string          `json:"human_size"`
	Size          int64           `json:"size"` // bytes
	SpareDevices  []StorageMember `json:"spare_devices"`
	Level         RAIDLevel       `json:"level"`
	UUID          string          `json:"uuid"`
	VirtualDevice *BlockDevice    `json:"virtual_device"`
	Devices       []StorageMember `json:"devices"`
	ResourceURI   string          `json:"resource_uri"`
}

// StorageMember is STUB.
type StorageMember struct {
	SystemID           string              `json:"system_id"`
	ID                 int                 `json:"id"`
	Name               string              `json:"name"`
	FirmwareVersion    *string             `json:"firmware_version,omitempty"` // nil when MAAS has null
	Filesystem         *Filesystem         `json:"filesystem"`
	BlockSize          int                 `json:"block_size"` // bytes
	Partitions         []Partition         `json:"partitions,omitzero"`
	Model              string              `json:"model"`
	Type               string              `json:"type"`
	Serial             string              `json:"serial"`
	StoragePool        *string             `json:"storage_pool,omitempty"` // nil when MAAS has null
	UsedFor            string              `json:"used_for"`
	Tags               []string            `json:"tags"`
	UUID               *string             `json:"uuid"` // nil when MAAS has null
	IDPath             string              `json:"id_path"`
	UsedSize           int64               `json:"used_size"`      // bytes
	AvailableSize      int64               `json:"available_size"` // bytes
	Size               int64               `json:"size"`           // bytes
	Path               string              `json:"path"`
	NUMANode           *int                `json:"numa_node,omitempty"`
	PartitionTableType *PartitionTableType `json:"partition_table_type,omitempty"` // nil when MAAS has null
	Bootable           bool                `json:"bootable"`
	DeviceID           int                 `json:"device_id"`
	ResourceURI        string              `json:"resource_uri"`
}

// RAIDLevel is STUB a vocabulary.
type RAIDLevel string

// STUB.
const (
	RAIDLevelRAID0  RAIDLevel = "raid-0"
	RAIDLevelRAID1  RAIDLevel = "raid-1"
	RAIDLevelRAID5  RAIDLevel = "raid-5"
	RAIDLevelRAID6  RAIDLevel = "raid-6"
	RAIDLevelRAID10 RAIDLevel = "raid-10"
)

// List STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/raids/
func (s *RAIDsService) List(ctx context.Context, systemID string) ([]RAID, error) {
	return maas.List[RAID](ctx, s.client, maas.Get("/nodes/{system_id}/raids/", systemID))
}

// Get STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/raid/{id}/
func (s *RAIDsService) Get(ctx context.Context, systemID string, id int) (*RAID, error) {
	return maas.Do[*RAID](ctx, s.client, maas.Get("/nodes/{system_id}/raid/{id}/", systemID, strconv.Itoa(id)))
}

// RAIDCreateOptions are STUB.
type RAIDCreateOptions struct {
	BlockDevices    []string `param:"block_devices"`
	Name            string   `param:"name"`
	Partitions      []string `param:"partitions"`
	SpareDevices    []string `param:"spare_devices"`
	SparePartitions []string `param:"spare_partitions"`
	UUID            string   `param:"uuid"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /nodes/{system_id}/raids/
func (s *RAIDsService) Create(ctx context.Context, systemID string, level int, opts *RAIDCreateOptions) (*RAID, error) {
	return maas.Do[*RAID](ctx, s.client, maas.Post("/nodes/{system_id}/raids/", systemID).Set("level", strconv.Itoa(level)).With(opts))
}

// RAIDUpdateOptions are STUB.
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

// Update STUB.
//
// Administrators may call it.
//
// PUT /nodes/{system_id}/raid/{id}/
func (s *RAIDsService) Update(ctx context.Context, systemID string, id int, opts *RAIDUpdateOptions) (*RAID, error) {
	return maas.Do[*RAID](ctx, s.client, maas.Put("/nodes/{system_id}/raid/{id}/", systemID, strconv.Itoa(id)).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /nodes/{system_id}/raid/{id}/
func (s *RAIDsService) Delete(ctx context.Context, systemID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/raid/{id}/", systemID, strconv.Itoa(id)))
}
