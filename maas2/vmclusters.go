package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// VMClustersService is the sections "Virtual Machine Clusters" and "Virtual
// Machine Cluster" of the API: LXD clusters, whose members are VM hosts. MAAS
// after 3.8 has none.
type VMClustersService service

// A VMCluster is a cluster of VM hosts. Its resources are those of all its
// members together.
type VMCluster struct {
	ID           int                             `json:"id"`
	Name         string                          `json:"name"`
	Project      string                          `json:"project"` // of LXD
	VMHostCount  int                             `json:"vmhost_count"`
	VMCount      int                             `json:"vm_count"`
	Version      string                          `json:"version"` // of LXD
	Total        Resources                       `json:"total"`
	Used         Resources                       `json:"used"`
	Available    Resources                       `json:"available"`
	StoragePools map[string]VMClusterStoragePool `json:"storage_pools,omitzero"` // by name
	ResourceURI  string                          `json:"resource_uri"`
}

// A VMClusterStoragePool is where a cluster has the disks of its machines. Sizes
// are in bytes.
type VMClusterStoragePool struct {
	Backend          string `json:"backend"` // "zfs", for example
	Path             string `json:"path"`
	Total            int64  `json:"total"`
	Free             int64  `json:"free"`
	AllocatedTracked int64  `json:"allocated_tracked"` // by machines that MAAS knows
	AllocatedOther   int64  `json:"allocated_other"`
}

// List returns all clusters that the user sees.
//
// Any user may call it, since MAAS 3.1, until MAAS 3.8.
//
// GET /vm-clusters/
func (s *VMClustersService) List(ctx context.Context) ([]VMCluster, error) {
	return maas.List[VMCluster](ctx, s.client, maas.Get("/vm-clusters/").Since("3.1").Until("3.8"))
}

// Get returns a cluster.
//
// Any user may call it, since MAAS 3.1, until MAAS 3.8. It fails with
// [maas.ErrNotFound].
//
// GET /vm-clusters/{id}
func (s *VMClustersService) Get(ctx context.Context, id int) (*VMCluster, error) {
	return maas.Do[*VMCluster](ctx, s.client, maas.Get("/vm-clusters/{id}", strconv.Itoa(id)).Since("3.1").Until("3.8"))
}

// VMClusterUpdateOptions are the settings to change; nil keeps a setting.
type VMClusterUpdateOptions struct {
	Name *string `param:"name"`
	Pool *string `param:"pool"` // of all members
	Zone *string `param:"zone"`
}

// Update changes the settings of a cluster. It returns when MAAS is done.
//
// Administrators may call it, since MAAS 3.1, until MAAS 3.8. It fails with
// [maas.ErrForbidden], [maas.ErrNotFound], and with [maas.ErrBadRequest] and
// messages about fields.
//
// PUT /vm-clusters/{id}
func (s *VMClustersService) Update(ctx context.Context, id int, opts *VMClusterUpdateOptions) (*VMCluster, error) {
	return maas.Do[*VMCluster](ctx, s.client, maas.Put("/vm-clusters/{id}", strconv.Itoa(id)).With(opts).Since("3.1").Until("3.8"))
}

// VMClusterDeleteOptions say what to do with the virtual machines.
type VMClusterDeleteOptions struct {
	Decompose *bool `param:"decompose"` // delete them too; else MAAS forgets them
}

// Delete removes a cluster with its VM hosts from MAAS. It returns when MAAS
// is done.
//
// Administrators may call it, since MAAS 3.1, until MAAS 3.8. It fails with
// [maas.ErrForbidden] and [maas.ErrNotFound].
//
// DELETE /vm-clusters/{id}
func (s *VMClustersService) Delete(ctx context.Context, id int, opts *VMClusterDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/vm-clusters/{id}", strconv.Itoa(id)).With(opts).Since("3.1").Until("3.8"))
}
