package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// VolumeGroupsService is STUB.
type VolumeGroupsService service

// VolumeGroup is STUB.
type VolumeGroup struct {
	SystemID           string          `json:"system_id"` // since 2.1.3
	ID                 int             `json:"id"`
	Name               string          `json:"name"`
	HumanSize          string          `json:"human_size"`
	AvailableSize      int64           `json:"available_size"` // bytes
	Size               int64           `json:"size"`           // bytes
	UUID               string          `json:"uuid"`
	HumanAvailableSize string          `json:"human_available_size"`
	LogicalVolumes     []BlockDevice   `json:"logical_volumes,omitzero"`
	HumanUsedSize      string          `json:"human_used_size"`
	Devices            []StorageMember `json:"devices,omitzero"`
	UsedSize           int64           `json:"used_size"`                // bytes
	Incomplete         bool            `json:"__incomplete__,omitempty"` // only the ids are filled
	ResourceURI        string          `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/volume-groups/
func (s *VolumeGroupsService) List(ctx context.Context, systemID string) ([]VolumeGroup, error) {
	return maas.List[VolumeGroup](ctx, s.client, maas.Get("/nodes/{system_id}/volume-groups/", systemID))
}

// Get STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/volume-group/{id}/
func (s *VolumeGroupsService) Get(ctx context.Context, systemID string, id int) (*VolumeGroup, error) {
	return maas.Do[*VolumeGroup](ctx, s.client, maas.Get("/nodes/{system_id}/volume-group/{id}/", systemID, strconv.Itoa(id)))
}

// VolumeGroupCreateOptions are STUB.
type VolumeGroupCreateOptions struct {
	BlockDevices []string `param:"block_devices"`
	Partitions   []string `param:"partitions"`
	UUID         string   `param:"uuid"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /nodes/{system_id}/volume-groups/
func (s *VolumeGroupsService) Create(ctx context.Context, systemID, name string, opts *VolumeGroupCreateOptions) (*VolumeGroup, error) {
	return maas.Do[*VolumeGroup](ctx, s.client, maas.Post("/nodes/{system_id}/volume-groups/", systemID).Set("name", name).With(opts))
}

// VolumeGroupUpdateOptions are STUB.
type VolumeGroupUpdateOptions struct {
	AddBlockDevices    []string `param:"add_block_devices"`
	AddPartitions      []string `param:"add_partitions"`
	Name               *string  `param:"name"`
	RemoveBlockDevices []string `param:"remove_block_devices"`
	RemovePartitions   []string `param:"remove_partitions"`
	UUID               *string  `param:"uuid"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /nodes/{system_id}/volume-group/{id}/
func (s *VolumeGroupsService) Update(ctx context.Context, systemID string, id int, opts *VolumeGroupUpdateOptions) (*VolumeGroup, error) {
	return maas.Do[*VolumeGroup](ctx, s.client, maas.Put("/nodes/{system_id}/volume-group/{id}/", systemID, strconv.Itoa(id)).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /nodes/{system_id}/volume-group/{id}/
func (s *VolumeGroupsService) Delete(ctx context.Context, systemID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/volume-group/{id}/", systemID, strconv.Itoa(id)))
}

// VolumeGroupCreateLogicalVolumeOptions are STUB.
type VolumeGroupCreateLogicalVolumeOptions struct {
	Size string `param:"size"`
	UUID string `param:"uuid"`
}

// CreateLogicalVolume STUB.
//
// Administrators may call it.
//
// POST /nodes/{system_id}/volume-group/{id}/?op=create_logical_volume
func (s *VolumeGroupsService) CreateLogicalVolume(ctx context.Context, systemID string, id int, name string, opts *VolumeGroupCreateLogicalVolumeOptions) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/volume-group/{id}/", systemID, strconv.Itoa(id)).Op("create_logical_volume").Set("name", name).With(opts))
}

// DeleteLogicalVolume STUB.
//
// Administrators may call it.
//
// POST /nodes/{system_id}/volume-group/{id}/?op=delete_logical_volume
func (s *VolumeGroupsService) DeleteLogicalVolume(ctx context.Context, systemID string, id int, logicalVolumeID string) error {
	return maas.Exec(ctx, s.client, maas.Post("/nodes/{system_id}/volume-group/{id}/", systemID, strconv.Itoa(id)).Op("delete_logical_volume").Set("id", logicalVolumeID))
}
