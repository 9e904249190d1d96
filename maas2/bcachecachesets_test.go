package maas2_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestBcacheCacheSetsWire(t *testing.T) {
	t.Parallel()
	const cache0 = `{"system_id": "xacmmx", "id": 1, "name": "cache0", "cache_device": {"id": 4, "type": "physical", "name": "nvme0n1"}}`
	set := &maas2.BcacheCacheSet{SystemID: "xacmmx", ID: 1, Name: "cache0", CacheDevice: &maas2.StorageMember{ID: 4, Type: maas2.BlockDeviceTypePhysical, Name: "nvme0n1"}}
	runWire(t, []wireCase{
		{
			name: "List has the names",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BcacheCacheSets.List(ctx, "xacmmx")
			},
			want:   "GET /nodes/xacmmx/bcache-cache-sets/",
			answer: "[" + cache0 + "]",
			result: []maas2.BcacheCacheSet{*set},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BcacheCacheSets.Get(ctx, "xacmmx", 1)
			},
			want:   "GET /nodes/xacmmx/bcache-cache-set/1/",
			answer: cache0,
			result: set,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BcacheCacheSets.Create(ctx, "xacmmx", &maas2.BcacheCacheSetCreateOptions{CacheDevice: "4"})
			},
			want:   "POST /nodes/xacmmx/bcache-cache-sets/",
			parts:  []string{"cache_device=4"},
			answer: cache0,
			result: set,
		},
		{
			name: "Create of a partition",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BcacheCacheSets.Create(ctx, "xacmmx", &maas2.BcacheCacheSetCreateOptions{CachePartition: "7"})
			},
			want:   "POST /nodes/xacmmx/bcache-cache-sets/",
			parts:  []string{"cache_partition=7"},
			answer: cache0,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BcacheCacheSets.Update(ctx, "xacmmx", 1, &maas2.BcacheCacheSetUpdateOptions{CacheDevice: new("5"), CachePartition: new("7")})
			},
			want:   "PUT /nodes/xacmmx/bcache-cache-set/1/",
			parts:  []string{"cache_device=5", "cache_partition=7"},
			answer: cache0,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.BcacheCacheSets.Delete(ctx, "xacmmx", 1)
			},
			want:   "DELETE /nodes/xacmmx/bcache-cache-set/1/",
			status: http.StatusNoContent,
		},
	})
}
