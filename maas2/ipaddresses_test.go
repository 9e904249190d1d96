package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestIPAddressesWire(t *testing.T) {
	t.Parallel()
	const reserved = `{"ip": "10.1.0.60", "alloc_type": 4, "alloc_type_name": "User reserved", "subnet": {"id": 2}, "interface_set": [],
		"owner": {"username": "alice"}, "resource_uri": "/MAAS/api/2.0/ipaddresses/"}`
	address := maas2.IPAddress{
		IP: "10.1.0.60", AllocType: maas2.IPAddressTypeUserReserved, AllocTypeName: "User reserved", Subnet: &maas2.Subnet{ID: 2},
		InterfaceSet: []maas2.Interface{}, Owner: &maas2.User{Username: "alice"}, ResourceURI: "/MAAS/api/2.0/ipaddresses/",
	}
	runWire(t, []wireCase{
		{
			name: "List own",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.IPAddresses.List(ctx, nil)
			},
			want:   "GET /ipaddresses/",
			answer: "[" + reserved + "]",
			result: []maas2.IPAddress{address},
		},
		{
			name:    "List",
			release: "3.4.10",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.IPAddresses.List(ctx, &maas2.IPAddressListOptions{IP: "10.1.0.60", Owner: "alice", All: new(true)})
			},
			want:   "GET /ipaddresses/?ip=10.1.0.60&owner=alice&all=true",
			answer: "[]",
			result: []maas2.IPAddress{},
		},
		{
			name: "Find",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.IPAddresses.Find(ctx, "10.1.0.60")
			},
			want:   "GET /ipaddresses/?ip=10.1.0.60",
			answer: `[{"ip": "10.1.0.6"}, ` + reserved + "]",
			result: &address,
		},
		{
			name: "Reserve one",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.IPAddresses.Reserve(ctx, &maas2.IPAddressReserveOptions{IP: "10.1.0.60", MAC: "52:54:00:dd:00:01", Hostname: "printer"})
			},
			want:   "POST /ipaddresses/?op=reserve",
			parts:  []string{"ip=10.1.0.60", "mac=52:54:00:dd:00:01", "hostname=printer"},
			answer: reserved,
			result: &address,
		},
		{
			name: "Reserve any",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.IPAddresses.Reserve(ctx, &maas2.IPAddressReserveOptions{Subnet: "10.1.0.0/24"})
			},
			want:   "POST /ipaddresses/?op=reserve",
			parts:  []string{"subnet=10.1.0.0/24"},
			answer: reserved,
		},
		{
			name: "Release",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.IPAddresses.Release(ctx, "10.1.0.60", nil)
			},
			want:        "POST /ipaddresses/?op=release",
			parts:       []string{"ip=10.1.0.60"},
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Release of others",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.IPAddresses.Release(ctx, "fd00::7", &maas2.IPAddressReleaseOptions{Force: new(true), Discovered: new(false)})
			},
			want:        "POST /ipaddresses/?op=release",
			parts:       []string{"ip=fd00::7", "force=true", "discovered=false"},
			status:      204,
			contentType: "text/plain",
		},
	})
}
