package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// VMFSDatastoresService is the sections "VMFS datastores" and "VMFS datastore" of
// the API: the stores of VMware ESXi on disks and partitions, for machines with
// [StorageLayoutVMFS6] or [StorageLayoutVMFS7]. Since MAAS 2.6.
type VMFSDatastoresService service

// A VMFSDatastore is a store of VMware ESXi.
type VMFSDatastore struct {
	SystemID    string          `json:"system_id"` // of the machine
	ID          int             `json:"id"`
	Name        string          `json:"name"`
	HumanSize   string          `json:"human_size"` // "20.0 GB"
	Filesystem  *Filesystem     `json:"filesystem"` // mounted at "/vmfs/volumes/" and the name
	Size        ByteSize        `json:"size"`
	UUID        string          `json:"uuid"`
	Devices     []StorageMember `json:"devices"`
	ResourceURI string          `json:"resource_uri"`
}

// List returns the datastores of a machine.
//
// Any user may call it, since MAAS 2.6. It fails with [maas.ErrNotFound] for an unknown
// machine.
//
// GET /nodes/{system_id}/vmfs-datastores/
func (s *VMFSDatastoresService) List(ctx context.Context, systemID string) ([]VMFSDatastore, error) {
	return maas.List[VMFSDatastore](ctx, s.client, maas.Get("/nodes/{system_id}/vmfs-datastores/", systemID).Since("2.6"))
}

// Get returns a datastore.
//
// Any user may call it, since MAAS 2.6. It fails with [maas.ErrNotFound].
//
// GET /nodes/{system_id}/vmfs-datastore/{id}/
func (s *VMFSDatastoresService) Get(ctx context.Context, systemID string, id int) (*VMFSDatastore, error) {
	return maas.Do[*VMFSDatastore](ctx, s.client, maas.Get("/nodes/{system_id}/vmfs-datastore/{id}/", systemID, strconv.Itoa(id)).Since("2.6"))
}

// VMFSDatastoreCreateOptions are the members of a new datastore, one at least. A
// disk is named by its id (see [ID]) or its name, a partition by its id.
type VMFSDatastoreCreateOptions struct {
	BlockDevices []string `param:"block_devices"`
	Partitions   []string `param:"partitions"`
	UUID         string   `param:"uuid"` // a new one unless given
}

// Create makes a datastore. MAAS puts a partition on a disk that it is given.
//
// Administrators may call it, since MAAS 2.6. It fails with [maas.ErrForbidden], with
// [maas.ErrNotFound] for an unknown machine, with [maas.ErrConflict] for one that
// is not [NodeStatusReady], and with [maas.ErrBadRequest] and messages about
// fields, such as for a device that is in use.
//
// POST /nodes/{system_id}/vmfs-datastores/
func (s *VMFSDatastoresService) Create(ctx context.Context, systemID, name string, opts *VMFSDatastoreCreateOptions) (*VMFSDatastore, error) {
	return maas.Do[*VMFSDatastore](ctx, s.client, maas.Post("/nodes/{system_id}/vmfs-datastores/", systemID).Set("name", name).With(opts).Since("2.6"))
}

// VMFSDatastoreUpdateOptions are the settings to change; nil keeps a setting. A disk
// is named by its id (see [ID]) or its name, a partition by its id.
type VMFSDatastoreUpdateOptions struct {
	AddBlockDevices    []string `param:"add_block_devices"`
	AddPartitions      []string `param:"add_partitions"`
	Name               *string  `param:"name"`
	RemoveBlockDevices []string `param:"remove_block_devices"`
	RemovePartitions   []string `param:"remove_partitions"`
	UUID               *string  `param:"uuid"`
}

// Update changes a datastore and its members.
//
// Administrators may call it, since MAAS 2.6. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /nodes/{system_id}/vmfs-datastore/{id}/
func (s *VMFSDatastoresService) Update(ctx context.Context, systemID string, id int, opts *VMFSDatastoreUpdateOptions) (*VMFSDatastore, error) {
	return maas.Do[*VMFSDatastore](ctx, s.client, maas.Put("/nodes/{system_id}/vmfs-datastore/{id}/", systemID, strconv.Itoa(id)).With(opts).Since("2.6"))
}

// Delete removes a datastore. Its members are free again.
//
// Administrators may call it, since MAAS 2.6. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady].
//
// DELETE /nodes/{system_id}/vmfs-datastore/{id}/
func (s *VMFSDatastoresService) Delete(ctx context.Context, systemID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/vmfs-datastore/{id}/", systemID, strconv.Itoa(id)).Since("2.6"))
}
