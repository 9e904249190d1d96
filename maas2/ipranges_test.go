package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestIPRangesWire(t *testing.T) {
	t.Parallel()
	const dynamic = `{"subnet": {"id": 2}, "user": {"username": "admin"}, "type": "dynamic", "start_ip": "10.1.0.100", "end_ip": "10.1.0.150", "comment": "c",
		"id": 3, "resource_uri": "/MAAS/api/2.0/ipranges/3/"}`
	ipRange := maas2.IPRange{
		ID: 3, Subnet: maas2.Subnet{ID: 2}, Type: maas2.IPRangeTypeDynamic, StartIP: "10.1.0.100", EndIP: "10.1.0.150",
		User: &maas2.User{Username: "admin"}, Comment: "c", ResourceURI: "/MAAS/api/2.0/ipranges/3/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.IPRanges.List(ctx)
			},
			want:   "GET /ipranges/",
			answer: "[" + dynamic + "]",
			result: []maas2.IPRange{ipRange},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.IPRanges.Get(ctx, 3)
			},
			want:   "GET /ipranges/3/",
			answer: dynamic,
			result: &ipRange,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.IPRanges.Create(ctx, maas2.IPRangeTypeDynamic, "10.1.0.100", "10.1.0.150", &maas2.IPRangeCreateOptions{
					Subnet: 2, Comment: "c", User: "admin",
				})
			},
			want:   "POST /ipranges/",
			parts:  []string{"type=dynamic", "start_ip=10.1.0.100", "end_ip=10.1.0.150", "subnet=2", "comment=c", "user=admin"},
			answer: dynamic,
			result: &ipRange,
		},
		{
			name: "Create plain",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.IPRanges.Create(ctx, maas2.IPRangeTypeReserved, "10.1.0.10", "10.1.0.20", nil)
			},
			want:   "POST /ipranges/",
			parts:  []string{"type=reserved", "start_ip=10.1.0.10", "end_ip=10.1.0.20"},
			answer: dynamic,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.IPRanges.Update(ctx, 3, &maas2.IPRangeUpdateOptions{
					Type: new(maas2.IPRangeTypeReserved), StartIP: new("10.1.0.101"), EndIP: new("10.1.0.151"), Subnet: new(2), Comment: new(""), User: new("alice"),
				})
			},
			want:   "PUT /ipranges/3/",
			parts:  []string{"type=reserved", "start_ip=10.1.0.101", "end_ip=10.1.0.151", "subnet=2", "comment=", "user=alice"},
			answer: dynamic,
			result: &ipRange,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.IPRanges.Update(ctx, 3, nil)
			},
			want:   "PUT /ipranges/3/",
			answer: dynamic,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.IPRanges.Delete(ctx, 3)
			},
			want:        "DELETE /ipranges/3/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
