package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestResourcePoolsWire(t *testing.T) {
	t.Parallel()
	const poolA = `{"name": "pool-a", "description": "First", "id": 1, "resource_uri": "/MAAS/api/2.0/resourcepool/1/"}`
	pool := maas2.ResourcePool{ID: 1, Name: "pool-a", Description: "First", ResourceURI: "/MAAS/api/2.0/resourcepool/1/"}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ResourcePools.List(ctx)
			},
			want:   "GET /resourcepools/",
			answer: "[" + poolA + "]",
			result: []maas2.ResourcePool{pool},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ResourcePools.Get(ctx, 1)
			},
			want:   "GET /resourcepool/1/",
			answer: poolA,
			result: &pool,
		},
		{
			name: "Get the default",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ResourcePools.Get(ctx, 0)
			},
			want:   "GET /resourcepool/0/",
			answer: `{"id": 0, "name": "default"}`,
			result: &maas2.ResourcePool{Name: maas2.DefaultResourcePool},
		},
		{
			name: "Find",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ResourcePools.Find(ctx, "pool-a")
			},
			want:   "GET /resourcepools/",
			answer: `[{"id": 0, "name": "default"}, ` + poolA + "]",
			result: &pool,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ResourcePools.Create(ctx, "pool-a", &maas2.ResourcePoolCreateOptions{Description: "First"})
			},
			want:   "POST /resourcepools/",
			parts:  []string{"name=pool-a", "description=First"},
			answer: poolA,
			result: &pool,
		},
		{
			name: "Create plain",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ResourcePools.Create(ctx, "pool-a", nil)
			},
			want:   "POST /resourcepools/",
			parts:  []string{"name=pool-a"},
			answer: poolA,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ResourcePools.Update(ctx, 1, &maas2.ResourcePoolUpdateOptions{Name: new("pool-b"), Description: new("")})
			},
			want:   "PUT /resourcepool/1/",
			parts:  []string{"name=pool-b", "description="},
			answer: poolA,
			result: &pool,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ResourcePools.Update(ctx, 1, nil)
			},
			want:   "PUT /resourcepool/1/",
			answer: poolA,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.ResourcePools.Delete(ctx, 1)
			},
			want:        "DELETE /resourcepool/1/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
