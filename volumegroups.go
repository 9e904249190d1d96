package maas

import (
	"context"
	"strconv"
)

// VolumeGroupsService is the section "Volume groups" and "Volume group" of the
// API: the LVM of a node. Since MAAS 1.9.
type VolumeGroupsService service

// A VolumeGroup is a pool of space that logical volumes are made of. Since 1.9.
type VolumeGroup struct {
	ID                 int             `json:"id"`
	UUID               string          `json:"uuid"`
	Name               string          `json:"name"`
	Devices            []StorageDevice `json:"devices"`
	Size               int64           `json:"size"`       // bytes
	HumanSize          string          `json:"human_size"` // "10.0 GB"
	AvailableSize      int64           `json:"available_size"`
	HumanAvailableSize string          `json:"human_available_size"`
	UsedSize           int64           `json:"used_size"`
	HumanUsedSize      string          `json:"human_used_size"`
	LogicalVolumes     []BlockDevice   `json:"logical_volumes"`
	ResourceURI        string          `json:"resource_uri"`
}

// List returns the volume groups of a node.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /nodes/{system_id}/volume-groups/
func (s *VolumeGroupsService) List(ctx context.Context, systemID string) ([]VolumeGroup, error) {
	return List[VolumeGroup](ctx, s.client, Get("/nodes/{system_id}/volume-groups/", systemID).Since("1.9"))
}

// Get returns a volume group by its id.
//
// Any user may call it for nodes that are the user's own or nobody's, since MAAS
// 1.9. It fails with [ErrNotFound] and [ErrForbidden].
//
// GET /nodes/{system_id}/volume-group/{volume_group_id}/
func (s *VolumeGroupsService) Get(ctx context.Context, systemID string, id int) (*VolumeGroup, error) {
	return Do[*VolumeGroup](ctx, s.client, Get("/nodes/{system_id}/volume-group/{volume_group_id}/", systemID, strconv.Itoa(id)).Since("1.9"))
}

// VolumeGroupCreateOptions say what a new volume group is made of, one device or
// partition at least: ids or names of free ones. The boot disk is partitioned
// first, and the partition used.
type VolumeGroupCreateOptions struct {
	BlockDevices []string `param:"block_devices"`
	Partitions   []string `param:"partitions"`
	UUID         string   `param:"uuid"` // of version 4; "" is a random one
}

// Create makes a volume group. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// with messages about fields.
//
// POST /nodes/{system_id}/volume-groups/
func (s *VolumeGroupsService) Create(ctx context.Context, systemID, name string, opts *VolumeGroupCreateOptions) (*VolumeGroup, error) {
	return Do[*VolumeGroup](ctx, s.client, Post("/nodes/{system_id}/volume-groups/", systemID).Set("name", name).With(opts).Since("1.9"))
}

// VolumeGroupUpdateOptions are the settings to change; nil keeps a setting. The
// lists are ids or names.
type VolumeGroupUpdateOptions struct {
	Name               *string  `param:"name"`
	UUID               *string  `param:"uuid"`
	AddBlockDevices    []string `param:"add_block_devices"`
	RemoveBlockDevices []string `param:"remove_block_devices"`
	AddPartitions      []string `param:"add_partitions"`
	RemovePartitions   []string `param:"remove_partitions"`
}

// Update changes a volume group. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// with messages about fields.
//
// PUT /nodes/{system_id}/volume-group/{volume_group_id}/
func (s *VolumeGroupsService) Update(ctx context.Context, systemID string, id int, opts *VolumeGroupUpdateOptions) (*VolumeGroup, error) {
	r := Put("/nodes/{system_id}/volume-group/{volume_group_id}/", systemID, strconv.Itoa(id)).With(opts)
	return Do[*VolumeGroup](ctx, s.client, r.Since("1.9"))
}

// Delete removes a volume group. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// for a group with logical volumes.
//
// DELETE /nodes/{system_id}/volume-group/{volume_group_id}/
func (s *VolumeGroupsService) Delete(ctx context.Context, systemID string, id int) error {
	return Exec(ctx, s.client, Delete("/nodes/{system_id}/volume-group/{volume_group_id}/", systemID, strconv.Itoa(id)).Since("1.9"))
}

// VolumeGroupCreateLogicalVolumeOptions are the optional settings of a new
// logical volume.
type VolumeGroupCreateLogicalVolumeOptions struct {
	UUID string `param:"uuid"` // of version 4; "" is a random one
}

// CreateLogicalVolume makes a logical volume of a size in bytes, which is rounded
// down to a multiple of 4 MiB. The result is a virtual block device, with the
// name of the group in front of its own. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// with messages about fields, for example when the group is full.
//
// POST /nodes/{system_id}/volume-group/{volume_group_id}/?op=create_logical_volume
func (s *VolumeGroupsService) CreateLogicalVolume(ctx context.Context, systemID string, id int, name string, size int64, opts *VolumeGroupCreateLogicalVolumeOptions) (*BlockDevice, error) {
	r := Post("/nodes/{system_id}/volume-group/{volume_group_id}/", systemID, strconv.Itoa(id)).Op("create_logical_volume")
	return Do[*BlockDevice](ctx, s.client, r.Set("name", name).Set("size", strconv.FormatInt(size, 10)).With(opts).Since("1.9"))
}

// DeleteLogicalVolume removes a logical volume by the id of its block device.
// One that is not in the group stays, and the call succeeds. The node must be
// Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrConflict] for a node in another state.
//
// POST /nodes/{system_id}/volume-group/{volume_group_id}/?op=delete_logical_volume
func (s *VolumeGroupsService) DeleteLogicalVolume(ctx context.Context, systemID string, id, volumeID int) error {
	r := Post("/nodes/{system_id}/volume-group/{volume_group_id}/", systemID, strconv.Itoa(id)).Op("delete_logical_volume")
	return Exec(ctx, s.client, r.Set("id", strconv.Itoa(volumeID)).Since("1.9"))
}
