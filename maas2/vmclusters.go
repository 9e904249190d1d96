package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// VMClustersService is STUB.
type VMClustersService service

// VMCluster is STUB.
type VMCluster struct {
	ID           int           `json:"id"`
	Name         string        `json:"name"`
	Project      string        `json:"project"`
	VMHostCount  string        `json:"vmhost_count"`
	VMCount      string        `json:"vm_count"`
	Version      string        `json:"version"`
	Total        Resources     `json:"total"`
	Used         Resources     `json:"used"`
	Available    Resources     `json:"available"`
	StoragePools []StoragePool `json:"storage_pools,omitzero"`
	ResourceURI  string        `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it, since MAAS 3.1, until MAAS 3.8.
//
// GET /vm-clusters/
func (s *VMClustersService) List(ctx context.Context) ([]VMCluster, error) {
	return maas.List[VMCluster](ctx, s.client, maas.Get("/vm-clusters/").Since("3.1").Until("3.8"))
}

// Get STUB.
//
// Any user may call it, since MAAS 3.1, until MAAS 3.8.
//
// GET /vm-clusters/{id}
func (s *VMClustersService) Get(ctx context.Context, id int) (*VMCluster, error) {
	return maas.Do[*VMCluster](ctx, s.client, maas.Get("/vm-clusters/{id}", strconv.Itoa(id)).Since("3.1").Until("3.8"))
}

// VMClusterUpdateOptions are STUB.
type VMClusterUpdateOptions struct {
	Name *string `param:"name"`
	Pool *string `param:"pool"`
	Zone *string `param:"zone"`
}

// Update STUB.
//
// Administrators may call it, since MAAS 3.1, until MAAS 3.8.
//
// PUT /vm-clusters/{id}
func (s *VMClustersService) Update(ctx context.Context, id int, opts *VMClusterUpdateOptions) (*VMCluster, error) {
	return maas.Do[*VMCluster](ctx, s.client, maas.Put("/vm-clusters/{id}", strconv.Itoa(id)).With(opts).Since("3.1").Until("3.8"))
}

// VMClusterDeleteOptions are STUB.
type VMClusterDeleteOptions struct {
	Decompose *bool `param:"decompose"`
}

// Delete STUB.
//
// Administrators may call it, since MAAS 3.1, until MAAS 3.8.
//
// DELETE /vm-clusters/{id}
func (s *VMClustersService) Delete(ctx context.Context, id int, opts *VMClusterDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/vm-clusters/{id}", strconv.Itoa(id)).With(opts).Since("3.1").Until("3.8"))
}
