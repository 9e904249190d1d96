package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestStaticRoutesWire(t *testing.T) {
	t.Parallel()
	const toStorage = `{"source": {"id": 2}, "destination": {"id": 6}, "gateway_ip": "10.1.0.1", "metric": 5, "id": 1, "resource_uri": "/MAAS/api/2.0/static-routes/1/"}`
	route := maas2.StaticRoute{
		ID: 1, Source: maas2.Subnet{ID: 2}, Destination: maas2.Subnet{ID: 6}, GatewayIP: "10.1.0.1", Metric: 5,
		ResourceURI: "/MAAS/api/2.0/static-routes/1/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.StaticRoutes.List(ctx)
			},
			want:   "GET /static-routes/",
			answer: "[" + toStorage + "]",
			result: []maas2.StaticRoute{route},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.StaticRoutes.Get(ctx, 1)
			},
			want:   "GET /static-routes/1/",
			answer: toStorage,
			result: &route,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.StaticRoutes.Create(ctx, maas2.ID(2), maas2.ID(6), "10.1.0.1", &maas2.StaticRouteCreateOptions{Metric: 5})
			},
			want:   "POST /static-routes/",
			parts:  []string{"source=2", "destination=6", "gateway_ip=10.1.0.1", "metric=5"},
			answer: toStorage,
			result: &route,
		},
		{
			name: "Create plain",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.StaticRoutes.Create(ctx, "2", "6", "10.1.0.1", nil)
			},
			want:   "POST /static-routes/",
			parts:  []string{"source=2", "destination=6", "gateway_ip=10.1.0.1"},
			answer: toStorage,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.StaticRoutes.Update(ctx, 1, &maas2.StaticRouteUpdateOptions{
					Source: new("3"), Destination: new("7"), GatewayIP: new("10.2.0.1"), Metric: new(0),
				})
			},
			want:   "PUT /static-routes/1/",
			parts:  []string{"source=3", "destination=7", "gateway_ip=10.2.0.1", "metric=0"},
			answer: toStorage,
			result: &route,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.StaticRoutes.Update(ctx, 1, nil)
			},
			want:   "PUT /static-routes/1/",
			answer: toStorage,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.StaticRoutes.Delete(ctx, 1)
			},
			want:        "DELETE /static-routes/1/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
