package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestFabricsWire(t *testing.T) {
	t.Parallel()
	const fabA = `{"class_type": "10g", "name": "fab-a", "vlans": [{"vid": 0, "id": 2, "fabric": "fab-a"}], "id": 1, "resource_uri": "/MAAS/api/2.0/fabrics/1/"}`
	fabric := maas2.Fabric{
		ID: 1, Name: "fab-a", ClassType: new("10g"), VLANs: []maas2.VLAN{{ID: 2, Fabric: "fab-a"}}, ResourceURI: "/MAAS/api/2.0/fabrics/1/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Fabrics.List(ctx)
			},
			want:   "GET /fabrics/",
			answer: "[" + fabA + "]",
			result: []maas2.Fabric{fabric},
		},
		{
			name: "Get by name",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Fabrics.Get(ctx, "fab-a")
			},
			want:   "GET /fabrics/fab-a/",
			answer: fabA,
			result: &fabric,
		},
		{
			name: "Get the first",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Fabrics.Get(ctx, maas2.ID(0))
			},
			want:   "GET /fabrics/0/",
			answer: fabA,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Fabrics.Create(ctx, &maas2.FabricCreateOptions{Name: "fab-a", Description: "d", ClassType: "10g"})
			},
			want:   "POST /fabrics/",
			parts:  []string{"name=fab-a", "description=d", "class_type=10g"},
			answer: fabA,
			result: &fabric,
		},
		{
			name: "Create plain",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Fabrics.Create(ctx, nil)
			},
			want:   "POST /fabrics/",
			answer: fabA,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Fabrics.Update(ctx, "1", &maas2.FabricUpdateOptions{Name: new("b"), Description: new(""), ClassType: new("")})
			},
			want:   "PUT /fabrics/1/",
			parts:  []string{"name=b", "description=", "class_type="},
			answer: fabA,
			result: &fabric,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Fabrics.Update(ctx, "1", nil)
			},
			want:   "PUT /fabrics/1/",
			answer: fabA,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Fabrics.Delete(ctx, "1")
			},
			want:        "DELETE /fabrics/1/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
