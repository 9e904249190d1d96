package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestZonesWire(t *testing.T) {
	t.Parallel()
	const rack1 = `{"name": "rack1", "description": "", "id": 8, "resource_uri": "/MAAS/api/2.0/zones/rack1/"}`
	zone := maas2.Zone{ID: 8, Name: "rack1", ResourceURI: "/MAAS/api/2.0/zones/rack1/"}
	runWire(t, []wireCase{
		{
			name:   "List",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Zones.List(ctx) },
			want:   "GET /zones/",
			answer: "[" + rack1 + "]",
			result: []maas2.Zone{zone},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Zones.Get(ctx, "rack1") },
			want:   "GET /zones/rack1/",
			answer: rack1,
			result: &zone,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Zones.Create(ctx, "rack1", &maas2.ZoneCreateOptions{Description: "first row"})
			},
			want:   "POST /zones/",
			parts:  []string{"name=rack1", "description=first row"},
			answer: rack1,
			result: &zone,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Zones.Update(ctx, "rack1", &maas2.ZoneUpdateOptions{Name: new("rack2"), Description: new("")})
			},
			want:   "PUT /zones/rack1/",
			parts:  []string{"name=rack2", "description="},
			answer: rack1,
			result: &zone,
		},
		{
			name:   "Update nothing",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Zones.Update(ctx, "rack1", nil) },
			want:   "PUT /zones/rack1/",
			answer: rack1,
		},
		{
			name:        "Delete",
			call:        func(ctx context.Context, c *maas2.Client) (any, error) { return nil, c.Zones.Delete(ctx, "rack1") },
			want:        "DELETE /zones/rack1/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
