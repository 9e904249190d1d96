package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// PartitionsService is STUB.
type PartitionsService service

// Partition is STUB.
type Partition struct {
	SystemID    string      `json:"system_id"` // since 2.1.3
	ID          int         `json:"id"`
	UUID        string      `json:"uuid"`
	Size        int64       `json:"size"` // bytes
	Bootable    bool        `json:"bootable"`
	Tags        []string    `json:"tags"`       // since 2.5
	Filesystem  *Filesystem `json:"filesystem"` // nil when MAAS has null
	DeviceID    int         `json:"device_id"`  // since 2.1.3
	UsedFor     string      `json:"used_for"`
	Path        string      `json:"path"`
	Type        string      `json:"type"`
	ResourceURI string      `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/blockdevices/{device_id}/partitions/
func (s *PartitionsService) List(ctx context.Context, systemID, deviceID string) ([]Partition, error) {
	return maas.List[Partition](ctx, s.client, maas.Get("/nodes/{system_id}/blockdevices/{device_id}/partitions/", systemID, deviceID))
}

// Get STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/blockdevices/{device_id}/partition/{id}
func (s *PartitionsService) Get(ctx context.Context, systemID, deviceID string, id int) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Get("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, deviceID, strconv.Itoa(id)))
}

// PartitionCreateOptions are STUB.
type PartitionCreateOptions struct {
	Bootable *bool  `param:"bootable"`
	Size     int    `param:"size"`
	UUID     string `param:"uuid"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partitions/
func (s *PartitionsService) Create(ctx context.Context, systemID, deviceID string, opts *PartitionCreateOptions) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partitions/", systemID, deviceID).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /nodes/{system_id}/blockdevices/{device_id}/partition/{id}
func (s *PartitionsService) Delete(ctx context.Context, systemID, deviceID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, deviceID, strconv.Itoa(id)))
}

// PartitionFormatOptions are STUB.
type PartitionFormatOptions struct {
	Label string `param:"label"`
	UUID  string `param:"uuid"`
}

// Format STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{id}?op=format
func (s *PartitionsService) Format(ctx context.Context, systemID, deviceID string, id int, fsType string, opts *PartitionFormatOptions) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, deviceID, strconv.Itoa(id)).Op("format").Set("fstype", fsType).With(opts))
}

// Unformat STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{id}?op=unformat
func (s *PartitionsService) Unformat(ctx context.Context, systemID, deviceID string, id int) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, deviceID, strconv.Itoa(id)).Op("unformat"))
}

// PartitionMountOptions are STUB.
type PartitionMountOptions struct {
	MountOptions string `param:"mount_options"`
}

// Mount STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{id}?op=mount
func (s *PartitionsService) Mount(ctx context.Context, systemID, deviceID string, id int, mountPoint string, opts *PartitionMountOptions) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, deviceID, strconv.Itoa(id)).Op("mount").Set("mount_point", mountPoint).With(opts))
}

// Unmount STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{id}?op=unmount
func (s *PartitionsService) Unmount(ctx context.Context, systemID, deviceID string, id int) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, deviceID, strconv.Itoa(id)).Op("unmount"))
}

// AddTag STUB.
//
// Administrators may call it, since MAAS 2.5.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{id}?op=add_tag
func (s *PartitionsService) AddTag(ctx context.Context, systemID, deviceID string, id int, tag string) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, deviceID, strconv.Itoa(id)).Op("add_tag").Set("tag", tag).Since("2.5"))
}

// RemoveTag STUB.
//
// Administrators may call it, since MAAS 2.5.
//
// POST /nodes/{system_id}/blockdevices/{device_id}/partition/{id}?op=remove_tag
func (s *PartitionsService) RemoveTag(ctx context.Context, systemID, deviceID string, id int, tag string) (*Partition, error) {
	return maas.Do[*Partition](ctx, s.client, maas.Post("/nodes/{system_id}/blockdevices/{device_id}/partition/{id}", systemID, deviceID, strconv.Itoa(id)).Op("remove_tag").Set("tag", tag).Since("2.5"))
}
