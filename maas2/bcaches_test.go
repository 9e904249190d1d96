package maas2_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestBcachesWire(t *testing.T) {
	t.Parallel()
	const bc0 = `{"system_id": "xacmmx", "id": 4, "name": "bc0", "uuid": "u", "cache_mode": "writeback", "size": 19998441472, "human_size": "20.0 GB",
		"cache_set": {"id": 1, "name": "cache0", "cache_device": {"id": 4, "type": "partition"}}, "virtual_device": {"id": 7, "name": "bc0"}, "backing_device": {"id": 3, "type": "partition"}}`
	bcache := &maas2.Bcache{
		SystemID: "xacmmx", ID: 4, Name: "bc0", UUID: "u", CacheMode: maas2.CacheModeWriteback, Size: 19998441472, HumanSize: "20.0 GB",
		CacheSet:      &maas2.BcacheCacheSet{ID: 1, Name: "cache0", CacheDevice: &maas2.StorageMember{ID: 4, Type: maas2.BlockDeviceTypePartition}},
		VirtualDevice: &maas2.BlockDevice{ID: 7, Name: "bc0"}, BackingDevice: &maas2.StorageMember{ID: 3, Type: maas2.BlockDeviceTypePartition},
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Bcaches.List(ctx, "xacmmx")
			},
			want:   "GET /nodes/xacmmx/bcaches/",
			answer: "[" + bc0 + "]",
			result: []maas2.Bcache{*bcache},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Bcaches.Get(ctx, "xacmmx", 4)
			},
			want:   "GET /nodes/xacmmx/bcache/4/",
			answer: bc0,
			result: bcache,
		},
		{
			name: "Create writes the mode in small letters",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Bcaches.Create(ctx, "xacmmx", 1, maas2.CacheModeWriteback, &maas2.BcacheCreateOptions{BackingPartition: "3", Name: "bc0", UUID: "u"})
			},
			want:   "POST /nodes/xacmmx/bcaches/",
			parts:  []string{"cache_set=1", "cache_mode=writeback", "backing_partition=3", "name=bc0", "uuid=u"},
			answer: bc0,
			result: bcache,
		},
		{
			name: "Create on a disk",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Bcaches.Create(ctx, "xacmmx", 1, maas2.CacheModeWritearound, &maas2.BcacheCreateOptions{BackingDevice: "2"})
			},
			want:   "POST /nodes/xacmmx/bcaches/",
			parts:  []string{"cache_set=1", "cache_mode=writearound", "backing_device=2"},
			answer: bc0,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Bcaches.Update(ctx, "xacmmx", 4, &maas2.BcacheUpdateOptions{BackingDevice: new("2"), BackingPartition: new("3"), CacheMode: new(maas2.CacheModeWritethrough), CacheSet: new(2), Name: new("bc9"), UUID: new("u")})
			},
			want:   "PUT /nodes/xacmmx/bcache/4/",
			parts:  []string{"backing_device=2", "backing_partition=3", "cache_mode=writethrough", "cache_set=2", "name=bc9", "uuid=u"},
			answer: bc0,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Bcaches.Delete(ctx, "xacmmx", 4)
			},
			want:   "DELETE /nodes/xacmmx/bcache/4/",
			status: http.StatusNoContent,
		},
	})
}
