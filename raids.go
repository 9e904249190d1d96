package maas

import (
	"context"
	"strconv"
)

// RAIDsService is the section "RAID Devices" and "RAID Device" of the API: the
// software RAIDs of a node. Since MAAS 1.9.
type RAIDsService service

// A RAID is a virtual device made of several disks. Since 1.9.
type RAID struct {
	ID            int             `json:"id"`
	UUID          string          `json:"uuid"`
	Name          string          `json:"name"`
	Level         RAIDLevel       `json:"level"`
	Devices       []StorageDevice `json:"devices"`
	SpareDevices  []StorageDevice `json:"spare_devices"`
	Size          int64           `json:"size"`       // bytes
	HumanSize     string          `json:"human_size"` // "2.0 TB"
	VirtualDevice *BlockDevice    `json:"virtual_device"`
	ResourceURI   string          `json:"resource_uri"`
}

// RAIDLevel is how a RAID spreads its data. Since 1.9.
type RAIDLevel string

// The levels of RAIDs.
const (
	RAIDLevel0  RAIDLevel = "raid-0"
	RAIDLevel1  RAIDLevel = "raid-1"
	RAIDLevel5  RAIDLevel = "raid-5"
	RAIDLevel6  RAIDLevel = "raid-6"
	RAIDLevel10 RAIDLevel = "raid-10"
)

// List returns the RAIDs of a node.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /nodes/{system_id}/raids/
func (s *RAIDsService) List(ctx context.Context, systemID string) ([]RAID, error) {
	return List[RAID](ctx, s.client, Get("/nodes/{system_id}/raids/", systemID).Since("1.9"))
}

// Get returns a RAID by its id.
//
// Any user may call it for nodes that are the user's own or nobody's, since MAAS
// 1.9. It fails with [ErrNotFound] and [ErrForbidden].
//
// GET /nodes/{system_id}/raid/{raid_id}/
func (s *RAIDsService) Get(ctx context.Context, systemID string, id int) (*RAID, error) {
	return Do[*RAID](ctx, s.client, Get("/nodes/{system_id}/raid/{raid_id}/", systemID, strconv.Itoa(id)).Since("1.9"))
}

// RAIDCreateOptions say what a new RAID is made of: ids or names of free block
// devices and partitions, as many as its level needs.
type RAIDCreateOptions struct {
	BlockDevices    []string `param:"block_devices"`
	Partitions      []string `param:"partitions"`
	SpareDevices    []string `param:"spare_devices"`
	SparePartitions []string `param:"spare_partitions"`
	UUID            string   `param:"uuid"` // of version 4; "" is a random one
}

// Create makes a RAID, and with it the virtual block device of its name. The
// node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// with messages about fields, for example for too few members.
//
// POST /nodes/{system_id}/raids/
func (s *RAIDsService) Create(ctx context.Context, systemID, name string, level RAIDLevel, opts *RAIDCreateOptions) (*RAID, error) {
	r := Post("/nodes/{system_id}/raids/", systemID).Set("name", name).Set("level", string(level)).With(opts)
	return Do[*RAID](ctx, s.client, r.Since("1.9"))
}

// RAIDUpdateOptions are the settings to change; nil keeps a setting. The lists
// are ids or names. MAAS checks all of them against the RAID as it was: to make
// a spare a member takes two calls.
type RAIDUpdateOptions struct {
	Name                  *string  `param:"name"`
	UUID                  *string  `param:"uuid"`
	AddBlockDevices       []string `param:"add_block_devices"`
	AddPartitions         []string `param:"add_partitions"`
	AddSpareDevices       []string `param:"add_spare_devices"`
	AddSparePartitions    []string `param:"add_spare_partitions"`
	RemoveBlockDevices    []string `param:"remove_block_devices"`
	RemovePartitions      []string `param:"remove_partitions"`
	RemoveSpareDevices    []string `param:"remove_spare_devices"`
	RemoveSparePartitions []string `param:"remove_spare_partitions"`
}

// Update changes a RAID; its level stays. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// with messages about fields.
//
// PUT /nodes/{system_id}/raid/{raid_id}/
func (s *RAIDsService) Update(ctx context.Context, systemID string, id int, opts *RAIDUpdateOptions) (*RAID, error) {
	return Do[*RAID](ctx, s.client, Put("/nodes/{system_id}/raid/{raid_id}/", systemID, strconv.Itoa(id)).With(opts).Since("1.9"))
}

// Delete removes a RAID and frees its members. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrConflict] for a node in another state.
//
// DELETE /nodes/{system_id}/raid/{raid_id}/
func (s *RAIDsService) Delete(ctx context.Context, systemID string, id int) error {
	return Exec(ctx, s.client, Delete("/nodes/{system_id}/raid/{raid_id}/", systemID, strconv.Itoa(id)).Since("1.9"))
}
