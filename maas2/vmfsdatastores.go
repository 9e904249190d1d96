package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// VMFSDatastoresService is STUB.
type VMFSDatastoresService service

// VMFSDatastore is STUB.
type VMFSDatastore struct {
	SystemID    string          `json:"system_id"`
	ID          int             `json:"id"`
	Name        string          `json:"name"`
	HumanSize   string          `json:"human_size"`
	Filesystem  *Filesystem     `json:"filesystem"`
	Size        int64           `json:"size"` // bytes
	UUID        string          `json:"uuid"`
	Devices     []StorageMember `json:"devices"`
	ResourceURI string          `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it, since MAAS 2.6.
//
// GET /nodes/{system_id}/vmfs-datastores/
func (s *VMFSDatastoresService) List(ctx context.Context, systemID string) ([]VMFSDatastore, error) {
	return maas.List[VMFSDatastore](ctx, s.client, maas.Get("/nodes/{system_id}/vmfs-datastores/", systemID).Since("2.6"))
}

// Get STUB.
//
// Any user may call it, since MAAS 2.6.
//
// GET /nodes/{system_id}/vmfs-datastore/{id}/
func (s *VMFSDatastoresService) Get(ctx context.Context, systemID string, id int) (*VMFSDatastore, error) {
	return maas.Do[*VMFSDatastore](ctx, s.client, maas.Get("/nodes/{system_id}/vmfs-datastore/{id}/", systemID, strconv.Itoa(id)).Since("2.6"))
}

// VMFSDatastoreCreateOptions are STUB.
type VMFSDatastoreCreateOptions struct {
	BlockDevices []string `param:"block_devices"`
	Partitions   []string `param:"partitions"`
	UUID         string   `param:"uuid"`
}

// Create STUB.
//
// Administrators may call it, since MAAS 2.6.
//
// POST /nodes/{system_id}/vmfs-datastores/
func (s *VMFSDatastoresService) Create(ctx context.Context, systemID, name string, opts *VMFSDatastoreCreateOptions) (*VMFSDatastore, error) {
	return maas.Do[*VMFSDatastore](ctx, s.client, maas.Post("/nodes/{system_id}/vmfs-datastores/", systemID).Set("name", name).With(opts).Since("2.6"))
}

// VMFSDatastoreUpdateOptions are STUB.
type VMFSDatastoreUpdateOptions struct {
	AddBlockDevices    []string `param:"add_block_devices"`
	AddPartitions      []string `param:"add_partitions"`
	Name               *string  `param:"name"`
	RemoveBlockDevices []string `param:"remove_block_devices"`
	RemovePartitions   []string `param:"remove_partitions"`
	UUID               *string  `param:"uuid"`
}

// Update STUB.
//
// Administrators may call it, since MAAS 2.6.
//
// PUT /nodes/{system_id}/vmfs-datastore/{id}/
func (s *VMFSDatastoresService) Update(ctx context.Context, systemID string, id int, opts *VMFSDatastoreUpdateOptions) (*VMFSDatastore, error) {
	return maas.Do[*VMFSDatastore](ctx, s.client, maas.Put("/nodes/{system_id}/vmfs-datastore/{id}/", systemID, strconv.Itoa(id)).With(opts).Since("2.6"))
}

// Delete STUB.
//
// Administrators may call it, since MAAS 2.6.
//
// DELETE /nodes/{system_id}/vmfs-datastore/{id}/
func (s *VMFSDatastoresService) Delete(ctx context.Context, systemID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/vmfs-datastore/{id}/", systemID, strconv.Itoa(id)).Since("2.6"))
}
