package maas2_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestDiscoveriesWire(t *testing.T) {
	t.Parallel()
	const printer = `{"discovery_id": "MTAuMC4w", "ip": "10.0.0.60", "mac_address": "52:54:00:99:00:01", "last_seen": "2026-11-21T12:24:12.108",
		"hostname": "printer", "fabric_name": "fabric-0", "vid": null, "mac_organization": null,
		"observer": {"system_id": "hw7rt6", "hostname": "rack-1", "interface_id": 2, "interface_name": "eth0"},
		"resource_uri": "/MAAS/api/2.0/discovery/MTAuMC4w/"}`
	discovery := maas2.Discovery{
		DiscoveryID: "MTAuMC4w", Hostname: "printer", IP: "10.0.0.60", MACAddress: "52:54:00:99:00:01", LastSeen: "2026-11-21T12:24:12.108",
		FabricName: "fabric-0", Observer: maas2.DiscoveryObserver{SystemID: "hw7rt6", Hostname: "rack-1", InterfaceID: 2, InterfaceName: "eth0"},
		ResourceURI: "/MAAS/api/2.0/discovery/MTAuMC4w/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Discoveries.List(ctx)
			},
			want:   "GET /discovery/",
			answer: "[" + printer + "]",
			result: []maas2.Discovery{discovery},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Discoveries.Get(ctx, "MTAuMC4w")
			},
			want:   "GET /discovery/MTAuMC4w/",
			answer: printer,
			result: &discovery,
		},
		{
			name: "ByUnknownMAC",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Discoveries.ByUnknownMAC(ctx)
			},
			want:   "GET /discovery/?op=by_unknown_mac",
			answer: "[]",
			result: []maas2.Discovery{},
		},
		{
			name: "ByUnknownIP",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Discoveries.ByUnknownIP(ctx)
			},
			want:   "GET /discovery/?op=by_unknown_ip",
			answer: "[]",
			result: []maas2.Discovery{},
		},
		{
			name: "ByUnknownIPAndMAC",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Discoveries.ByUnknownIPAndMAC(ctx)
			},
			want:   "GET /discovery/?op=by_unknown_ip_and_mac",
			answer: "[]",
			result: []maas2.Discovery{},
		},
		{
			name: "Clear",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Discoveries.Clear(ctx, &maas2.DiscoveryClearOptions{All: new(false), MDNS: new(true), Neighbours: new(true)})
			},
			want:        "POST /discovery/?op=clear",
			parts:       []string{"all=false", "mdns=true", "neighbours=true"},
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Scan",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Discoveries.Scan(ctx, &maas2.DiscoveryScanOptions{CIDR: []string{"10.0.0.0/24", "10.1.0.0/24"}, Force: new(false), AlwaysUsePing: new(true), Slow: new(true), Threads: 4})
			},
			want:   "POST /discovery/?op=scan",
			parts:  []string{"cidr=10.0.0.0/24", "cidr=10.1.0.0/24", "force=false", "always_use_ping=true", "slow=true", "threads=4"},
			answer: `{"result": "Scanning.", "scan_started_on": [{"system_id": "hw7rt6", "hostname": "rack-1"}], "failures": []}`,
			result: &maas2.DiscoveryScan{Result: "Scanning.", ScanStartedOn: []maas2.NodeRef{{SystemID: "hw7rt6", Hostname: "rack-1"}}, Failures: []string{}},
		},
		{
			name: "ClearByMACAndIP",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Discoveries.ClearByMACAndIP(ctx, "10.0.0.60", "52:54:00:99:00:01")
			},
			want:        "POST /discovery/?op=clear_by_mac_and_ip",
			parts:       []string{"ip=10.0.0.60", "mac=52:54:00:99:00:01"},
			status:      204,
			contentType: "text/plain",
		},
	})
}

func TestDiscoveriesClearNothing(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, roundTrip(func(*http.Request) (int, string) { return http.StatusGone, "Gone" }))
	err := client.Discoveries.ClearByMACAndIP(t.Context(), "10.0.0.61", "52:54:00:99:00:09")
	require.ErrorIs(t, err, maas.ErrGone)
	assert.NotErrorIs(t, err, maas.ErrUnsupportedOperation)
}
