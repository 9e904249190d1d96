package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// VolumeGroupsService is the sections "Volume groups" and "Volume group" of the
// API: disks and partitions that LVM makes one space of, and the logical volumes in
// it, which are virtual block devices.
type VolumeGroupsService service

// A VolumeGroup is space for logical volumes.
type VolumeGroup struct {
	SystemID           string          `json:"system_id"` // of the machine; since 2.1.3
	ID                 int             `json:"id"`
	Name               string          `json:"name"`
	HumanSize          string          `json:"human_size"`     // "20.0 GB"
	AvailableSize      ByteSize        `json:"available_size"` // for logical volumes
	Size               ByteSize        `json:"size"`
	UUID               string          `json:"uuid"`
	HumanAvailableSize string          `json:"human_available_size"`
	LogicalVolumes     []BlockDevice   `json:"logical_volumes,omitzero"`
	HumanUsedSize      string          `json:"human_used_size"`
	Devices            []StorageMember `json:"devices,omitzero"`
	UsedSize           ByteSize        `json:"used_size"`
	Incomplete         bool            `json:"__incomplete__,omitempty"` // nothing but the ids is there
	ResourceURI        string          `json:"resource_uri"`
}

// List returns the volume groups of a machine.
//
// Any user may call it. It fails with [maas.ErrNotFound] for an unknown
// machine.
//
// GET /nodes/{system_id}/volume-groups/
func (s *VolumeGroupsService) List(ctx context.Context, systemID string) ([]VolumeGroup, error) {
	return maas.List[VolumeGroup](ctx, s.client, maas.Get("/nodes/{system_id}/volume-groups/", systemID))
}

// Get returns a volume group.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /nodes/{system_id}/volume-group/{id}/
func (s *VolumeGroupsService) Get(ctx context.Context, systemID string, id int) (*VolumeGroup, error) {
	return maas.Do[*VolumeGroup](ctx, s.client, maas.Get("/nodes/{system_id}/volume-group/{id}/", systemID, strconv.Itoa(id)))
}

// VolumeGroupCreateOptions are the members of a new volume group, one at least. A
// disk is named by its id (see [ID]) or its name, a partition by its id.
type VolumeGroupCreateOptions struct {
	BlockDevices []string `param:"block_devices"`
	Partitions   []string `param:"partitions"`
	UUID         string   `param:"uuid"` // a new one unless given
}

// Create makes a volume group.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrNotFound] for an unknown machine, with [maas.ErrConflict] for one that
// is not [NodeStatusReady], and with [maas.ErrBadRequest] and messages about
// fields, such as for a device that is in use.
//
// POST /nodes/{system_id}/volume-groups/
func (s *VolumeGroupsService) Create(ctx context.Context, systemID, name string, opts *VolumeGroupCreateOptions) (*VolumeGroup, error) {
	return maas.Do[*VolumeGroup](ctx, s.client, maas.Post("/nodes/{system_id}/volume-groups/", systemID).Set("name", name).With(opts))
}

// VolumeGroupUpdateOptions are the settings to change; nil keeps a setting. A disk is
// named by its id (see [ID]) or its name, a partition by its id.
type VolumeGroupUpdateOptions struct {
	AddBlockDevices    []string `param:"add_block_devices"`
	AddPartitions      []string `param:"add_partitions"`
	Name               *string  `param:"name"`
	RemoveBlockDevices []string `param:"remove_block_devices"`
	RemovePartitions   []string `param:"remove_partitions"`
	UUID               *string  `param:"uuid"`
}

// Update changes a volume group and its members.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /nodes/{system_id}/volume-group/{id}/
func (s *VolumeGroupsService) Update(ctx context.Context, systemID string, id int, opts *VolumeGroupUpdateOptions) (*VolumeGroup, error) {
	return maas.Do[*VolumeGroup](ctx, s.client, maas.Put("/nodes/{system_id}/volume-group/{id}/", systemID, strconv.Itoa(id)).With(opts))
}

// Delete removes a volume group and its logical volumes.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady].
//
// DELETE /nodes/{system_id}/volume-group/{id}/
func (s *VolumeGroupsService) Delete(ctx context.Context, systemID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/volume-group/{id}/", systemID, strconv.Itoa(id)))
}

// VolumeGroupCreateLogicalVolumeOptions are the settings of a new logical volume.
type VolumeGroupCreateLogicalVolumeOptions struct {
	Size int64  `param:"size"` // bytes; all that is left unless given
	UUID string `param:"uuid"` // a new one unless given
}

// CreateLogicalVolume makes a logical volume. The block device that it returns is
// named after the group too, "vg0-lv0", and has only its ids, name and sizes; see
// [BlockDevicesService.Get] for all of it and [BlockDevicesService.Update] to
// resize it.
//
// Administrators may call it. It fails with [maas.ErrNotFound], with
// [maas.ErrConflict] for a machine that is not [NodeStatusReady], and with
// [maas.ErrBadRequest] and messages about fields, such as for a size that the
// group does not have.
//
// POST /nodes/{system_id}/volume-group/{id}/?op=create_logical_volume
func (s *VolumeGroupsService) CreateLogicalVolume(ctx context.Context, systemID string, id int, name string, opts *VolumeGroupCreateLogicalVolumeOptions) (*BlockDevice, error) {
	return maas.Do[*BlockDevice](ctx, s.client, maas.Post("/nodes/{system_id}/volume-group/{id}/", systemID, strconv.Itoa(id)).Op("create_logical_volume").Set("name", name).With(opts))
}

// DeleteLogicalVolume removes a logical volume, by the id of its block device. It
// changes nothing if the group has none with the id.
//
// Administrators may call it. It fails with [maas.ErrNotFound] for an unknown
// group, and with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady].
//
// POST /nodes/{system_id}/volume-group/{id}/?op=delete_logical_volume
func (s *VolumeGroupsService) DeleteLogicalVolume(ctx context.Context, systemID string, id, volume int) error {
	return maas.Exec(ctx, s.client, maas.Post("/nodes/{system_id}/volume-group/{id}/", systemID, strconv.Itoa(id)).Op("delete_logical_volume").Set("id", strconv.Itoa(volume)))
}
