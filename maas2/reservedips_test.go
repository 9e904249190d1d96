package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestReservedIPsWire(t *testing.T) {
	t.Parallel()
	const kept = `{"id": 1, "ip": "10.1.0.61", "subnet": {"id": 2}, "mac_address": "52:54:00:dd:00:02", "comment": "printer", "resource_uri": "/MAAS/api/2.0/reservedips/1/"}`
	reserved := maas2.ReservedIP{
		ID: 1, IP: "10.1.0.61", Subnet: &maas2.Subnet{ID: 2}, MACAddress: "52:54:00:dd:00:02", Comment: "printer",
		ResourceURI: "/MAAS/api/2.0/reservedips/1/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ReservedIPs.List(ctx)
			},
			want:   "GET /reservedips/",
			answer: "[" + kept + "]",
			result: []maas2.ReservedIP{reserved},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ReservedIPs.Get(ctx, 1)
			},
			want:   "GET /reservedips/1/",
			answer: kept,
			result: &reserved,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ReservedIPs.Create(ctx, "10.1.0.61", &maas2.ReservedIPCreateOptions{Subnet: 2, MACAddress: "52:54:00:dd:00:02", Comment: "printer"})
			},
			want:   "POST /reservedips/",
			parts:  []string{"ip=10.1.0.61", "subnet=2", "mac_address=52:54:00:dd:00:02", "comment=printer"},
			answer: kept,
			result: &reserved,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ReservedIPs.Update(ctx, 1, &maas2.ReservedIPUpdateOptions{
					IP: new("10.1.0.62"), Subnet: new(2), MACAddress: new("52:54:00:dd:00:03"), Comment: new(""),
				})
			},
			want:   "PUT /reservedips/1/",
			parts:  []string{"ip=10.1.0.62", "subnet=2", "mac_address=52:54:00:dd:00:03", "comment="},
			answer: kept,
			result: &reserved,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.ReservedIPs.Delete(ctx, 1)
			},
			want:        "DELETE /reservedips/1/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
