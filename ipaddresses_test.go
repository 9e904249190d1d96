package maas_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

func TestIPAddressesWire(t *testing.T) {
	t.Parallel()
	const ip = `{"alloc_type": 4, "ip": "10.0.0.205", "resource_uri": "/MAAS/api/1.0/ipaddresses/", "created": "2026-11-20T23:33:06.010"}`
	var created maas.LocalTime
	require.NoError(t, created.UnmarshalText([]byte("2026-11-20T23:33:06.010")))
	address := maas.IPAddress{
		IP: "10.0.0.205", AllocType: maas.IPAddressTypeUserReserved, Created: created, ResourceURI: "/MAAS/api/1.0/ipaddresses/",
	}
	runWire(t, []wireCase{
		{
			name:   "List",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.IPAddresses.List(ctx) },
			want:   "GET /ipaddresses/",
			answer: recordedAnswer(t, "ipaddresses-list-2"),
			result: []maas.IPAddress{address},
		},
		{
			name: "Reserve",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.IPAddresses.Reserve(ctx, "10.0.0.0/24", nil)
			},
			want:   "POST /ipaddresses/?op=reserve",
			parts:  []string{"network=10.0.0.0/24"},
			answer: ip,
			result: &address,
		},
		{
			name: "Reserve one",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.IPAddresses.Reserve(ctx, "10.0.0.0/24", &maas.IPAddressReserveOptions{
					RequestedAddress: "10.0.0.205", MACAddress: "aa:bb:cc:dd:ee:01", Hostname: "printer",
				})
			},
			want:   "POST /ipaddresses/?op=reserve",
			parts:  []string{"requested_address=10.0.0.205", "mac=aa:bb:cc:dd:ee:01", "hostname=printer", "network=10.0.0.0/24"},
			answer: ip,
			result: &address,
		},
		{
			name: "Reserve one of any network",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.IPAddresses.Reserve(ctx, "", &maas.IPAddressReserveOptions{RequestedAddress: "10.0.0.205"})
			},
			want:   "POST /ipaddresses/?op=reserve",
			parts:  []string{"requested_address=10.0.0.205"},
			answer: ip,
		},
		{
			name: "Release",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.IPAddresses.Release(ctx, "10.0.0.205")
			},
			want:   "POST /ipaddresses/?op=release",
			parts:  []string{"ip=10.0.0.205"},
			answer: "null",
		},
	})
}

func TestIPAddressesRefuse(t *testing.T) {
	t.Parallel()
	reserve := func(network string, opts *maas.IPAddressReserveOptions) func(context.Context, *maas.Client) error {
		return func(ctx context.Context, c *maas.Client) error {
			return second(c.IPAddresses.Reserve(ctx, network, opts))
		}
	}
	runRefusals(t, []refusal{
		{"Reserve without network", reserve("", nil), "network"},
		{"Reserve without network and address", reserve("", &maas.IPAddressReserveOptions{Hostname: "printer"}), "network"},
		{"Reserve no address", reserve("10.0.0.0/24", &maas.IPAddressReserveOptions{RequestedAddress: "printer"}), "requested_address"},
		{"Reserve for no MAC address", reserve("10.0.0.0/24", &maas.IPAddressReserveOptions{MACAddress: "printer"}), "mac"},
		{"Release nothing", func(ctx context.Context, c *maas.Client) error { return c.IPAddresses.Release(ctx, "") }, "ip"},
		{"Release no address", func(ctx context.Context, c *maas.Client) error { return c.IPAddresses.Release(ctx, "10.0.0.0/24") }, "ip"},
	})
}

// TestReserveExhausted: no address left is an answer without a word.
func TestReserveExhausted(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, answering(503, "text/plain; charset=utf-8", recordedAnswer(t, "ipaddresses-reserve-exhausted")))
	address, err := client.IPAddresses.Reserve(t.Context(), "10.0.0.0/24", nil)
	assert.ErrorIs(t, err, maas.ErrUnavailable)
	assert.Nil(t, address)
}
