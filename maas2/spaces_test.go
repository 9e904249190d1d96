package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestSpacesWire(t *testing.T) {
	t.Parallel()
	const main = `{"description": "d", "subnets": [{"id": 1, "cidr": "10.0.0.0/24"}], "name": "main", "resource_uri": "/MAAS/api/2.0/spaces/1/", "id": 1, "vlans": [{"id": 1}]}`
	space := maas2.Space{
		ID: 1, Name: "main", Description: "d", Subnets: []maas2.Subnet{{ID: 1, CIDR: "10.0.0.0/24"}}, VLANs: []maas2.VLAN{{ID: 1}},
		ResourceURI: "/MAAS/api/2.0/spaces/1/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Spaces.List(ctx)
			},
			want:   "GET /spaces/",
			answer: "[" + main + "]",
			result: []maas2.Space{space},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Spaces.Get(ctx, "main")
			},
			want:   "GET /spaces/main/",
			answer: main,
			result: &space,
		},
		{
			name: "Get of those in none",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Spaces.Get(ctx, maas2.UndefinedSpace)
			},
			want:   "GET /spaces/undefined/",
			answer: `{"id": -1}`,
			result: &maas2.Space{ID: -1},
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Spaces.Create(ctx, &maas2.SpaceCreateOptions{Name: "main", Description: "d"})
			},
			want:   "POST /spaces/",
			parts:  []string{"name=main", "description=d"},
			answer: main,
			result: &space,
		},
		{
			name: "Create plain",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Spaces.Create(ctx, nil)
			},
			want:   "POST /spaces/",
			answer: main,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Spaces.Update(ctx, "1", &maas2.SpaceUpdateOptions{Name: new("b"), Description: new("")})
			},
			want:   "PUT /spaces/1/",
			parts:  []string{"name=b", "description="},
			answer: main,
			result: &space,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Spaces.Update(ctx, "1", nil)
			},
			want:   "PUT /spaces/1/",
			answer: main,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Spaces.Delete(ctx, "1")
			},
			want:        "DELETE /spaces/1/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
