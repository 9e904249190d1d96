package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestVMClustersWire(t *testing.T) {
	t.Parallel()
	const full = `{"id": 1, "name": "cluster", "project": "maas", "vmhost_count": 3, "vm_count": 7, "version": "5.0",
		"total": {"cores": 16, "memory": 65536, "local_storage": 1000}, "used": {"cores": 0, "memory": 0, "local_storage": 0},
		"available": {"cores": 16, "memory": 65536, "local_storage": 1000},
		"storage_pools": {"default": {"backend": "zfs", "path": "p", "total": 5, "free": 2, "allocated_tracked": 2, "allocated_other": 1}},
		"resource_uri": "/MAAS/api/2.0/vm-clusters/1"}`
	cluster := maas2.VMCluster{
		ID: 1, Name: "cluster", Project: "maas", VMHostCount: 3, VMCount: 7, Version: "5.0",
		Total:     maas2.Resources{Cores: 16, Memory: 65536, LocalStorage: 1000},
		Available: maas2.Resources{Cores: 16, Memory: 65536, LocalStorage: 1000},
		StoragePools: map[string]maas2.VMClusterStoragePool{
			"default": {Backend: "zfs", Path: "p", Total: 5, Free: 2, AllocatedTracked: 2, AllocatedOther: 1},
		},
		ResourceURI: "/MAAS/api/2.0/vm-clusters/1",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMClusters.List(ctx)
			},
			want:   "GET /vm-clusters/",
			answer: "[" + full + "]",
			result: []maas2.VMCluster{cluster},
		},
		{
			name: "Get, without a slash at the end",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMClusters.Get(ctx, 1)
			},
			want:   "GET /vm-clusters/1",
			answer: full,
			result: &cluster,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMClusters.Update(ctx, 1, &maas2.VMClusterUpdateOptions{Name: new("other"), Pool: new("lab"), Zone: new("rack1")})
			},
			want:   "PUT /vm-clusters/1",
			parts:  []string{"name=other", "pool=lab", "zone=rack1"},
			answer: full,
			result: &cluster,
		},
		{
			name: "Delete with its machines",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.VMClusters.Delete(ctx, 1, &maas2.VMClusterDeleteOptions{Decompose: new(true)})
			},
			want:        "DELETE /vm-clusters/1?decompose=true",
			status:      204,
			contentType: "text/plain",
		},
	})
}
