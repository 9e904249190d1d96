package maas2_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/maas2"
)

func TestSubnetsWire(t *testing.T) {
	t.Parallel()
	const storage = `{"name": "storage", "description": "d", "vlan": {"vid": 100, "id": 4}, "cidr": "10.1.0.0/24", "rdns_mode": 2, "gateway_ip": null,
		"dns_servers": ["8.8.8.8"], "allow_dns": true, "allow_proxy": true, "active_discovery": false, "managed": true,
		"disabled_boot_architectures": ["pxe"], "space": "main", "id": 2, "resource_uri": "/MAAS/api/2.0/subnets/2/"}`
	subnet := maas2.Subnet{
		ID: 2, Name: "storage", Description: "d", VLAN: maas2.VLAN{ID: 4, VID: 100}, CIDR: "10.1.0.0/24", DNSServers: []string{"8.8.8.8"},
		RDNSMode: maas2.RDNSModeRFC2317, AllowDNS: true, AllowProxy: true, Managed: true, DisabledBootArchitectures: []string{"pxe"},
		Space: "main", ResourceURI: "/MAAS/api/2.0/subnets/2/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.List(ctx)
			},
			want:   "GET /subnets/",
			answer: "[" + storage + "]",
			result: []maas2.Subnet{subnet},
		},
		{
			name: "Get by id",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Get(ctx, maas2.ID(2))
			},
			want:   "GET /subnets/2/",
			answer: storage,
			result: &subnet,
		},
		{
			name: "Get by CIDR",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Get(ctx, "10.1.0.0/24")
			},
			want:   "GET /subnets/10.1.0.0/24/",
			answer: storage,
		},
		{
			name: "Get by name",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Get(ctx, "name:storage")
			},
			want:   "GET /subnets/name:storage/",
			answer: storage,
		},
		{
			name: "Find by CIDR",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Find(ctx, "10.1.0.7/24")
			},
			want:   "GET /subnets/cidr:10.1.0.0/24/",
			answer: storage,
			result: &subnet,
		},
		{
			name: "Find by CIDR of IPv6",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Find(ctx, "FD00:1::7/64")
			},
			want:   "GET /subnets/cidr:fd00:1::/64/",
			answer: storage,
		},
		{
			name: "Find by name",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Find(ctx, "storage")
			},
			want:   "GET /subnets/name:storage/",
			answer: storage,
		},
		{
			name: "Find by a name that is a number",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Find(ctx, "2")
			},
			want:   "GET /subnets/name:2/",
			answer: storage,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Create(ctx, "10.1.0.0/24", &maas2.SubnetCreateOptions{
					Name: "storage", Description: "d", VLAN: 4, Fabric: maas2.ID(0), VID: new(0), Space: "main", GatewayIP: "10.1.0.1",
					DNSServers: maas2.Addresses{"8.8.8.8", "2001:db8::1"}, RDNSMode: new(maas2.RDNSModeDisabled), AllowDNS: new(true),
					AllowProxy: new(false), ActiveDiscovery: new(true), Managed: new(false),
					DisabledBootArchitectures: maas2.NameList{"pxe", "uefi_amd64_tftp"},
				})
			},
			want:   "POST /subnets/",
			parts:  []string{"cidr=10.1.0.0/24", "name=storage", "description=d", "vlan=4", "fabric=0", "vid=0", "space=main", "gateway_ip=10.1.0.1", "dns_servers=8.8.8.8 2001:db8::1", "rdns_mode=0", "allow_dns=true", "allow_proxy=false", "active_discovery=true", "managed=false", "disabled_boot_architectures=pxe,uefi_amd64_tftp"},
			answer: storage,
			result: &subnet,
		},
		{
			name: "Create plain",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Create(ctx, "10.1.0.0/24", nil)
			},
			want:   "POST /subnets/",
			parts:  []string{"cidr=10.1.0.0/24"},
			answer: storage,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Update(ctx, "10.1.0.0/24", &maas2.SubnetUpdateOptions{
					Name: new("storage2"), CIDR: new("10.2.0.0/24"), VLAN: new(5), GatewayIP: new(""), DNSServers: new(maas2.Addresses{}),
					RDNSMode: new(maas2.RDNSModeDisabled), DisabledBootArchitectures: new(maas2.NameList{}),
				})
			},
			want:   "PUT /subnets/10.1.0.0/24/",
			parts:  []string{"name=storage2", "cidr=10.2.0.0/24", "vlan=5", "gateway_ip=", "dns_servers=", "rdns_mode=0", "disabled_boot_architectures="},
			answer: storage,
			result: &subnet,
		},
		{
			name: "Update leaves the other flags alone",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Update(ctx, "2", &maas2.SubnetUpdateOptions{Managed: new(false)})
			},
			want:   "PUT /subnets/2/",
			parts:  []string{"managed=false"},
			answer: storage,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Update(ctx, "2", nil)
			},
			want:   "PUT /subnets/2/",
			answer: storage,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Subnets.Delete(ctx, "2", nil)
			},
			want:        "DELETE /subnets/2/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Delete with force",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Subnets.Delete(ctx, "2", &maas2.SubnetDeleteOptions{Force: new(true)})
			},
			want:        "DELETE /subnets/2/?force=true",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "ReservedIPRanges",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.ReservedIPRanges(ctx, "2")
			},
			want:   "GET /subnets/2/?op=reserved_ip_ranges",
			answer: `[{"start": "10.1.0.1", "end": "10.1.0.2", "num_addresses": 2, "purpose": ["gateway-ip"]}]`,
			result: []maas2.SubnetRange{{Start: "10.1.0.1", End: "10.1.0.2", NumAddresses: "2", Purpose: []string{"gateway-ip"}}},
		},
		{
			name: "UnreservedIPRanges",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.UnreservedIPRanges(ctx, "2")
			},
			want:   "GET /subnets/2/?op=unreserved_ip_ranges",
			answer: `[{"start": "fd00::1", "end": "fd00::ffff:ffff:ffff:ffff", "num_addresses": 18446744073709551615}]`,
			result: []maas2.SubnetRange{{Start: "fd00::1", End: "fd00::ffff:ffff:ffff:ffff", NumAddresses: "18446744073709551615"}},
		},
		{
			name: "Statistics of IPv6",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Statistics(ctx, "2", &maas2.SubnetStatisticsOptions{IncludeRanges: new(true), IncludeSuggestions: new(false)})
			},
			want: "GET /subnets/2/?op=statistics&include_ranges=1&include_suggestions=0",
			answer: `{"num_available": 18446744073709551614, "largest_available": 18446744073709551614, "num_unavailable": 1,
				"total_addresses": 18446744073709551615, "usage": 5.421010862427522e-20, "usage_string": "0%", "available_string": "100%",
				"first_address": "fd00::1", "last_address": "fd00::ffff:ffff:ffff:ffff", "ip_version": 6, "suggested_gateway": null}`,
			result: &maas2.SubnetStatistics{
				NumAvailable: "18446744073709551614", LargestAvailable: "18446744073709551614", NumUnavailable: "1",
				TotalAddresses: "18446744073709551615", Usage: 5.421010862427522e-20, UsageString: "0%", AvailableString: "100%",
				FirstAddress: "fd00::1", LastAddress: "fd00::ffff:ffff:ffff:ffff", IPVersion: 6,
			},
		},
		{
			name: "Statistics plain",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.Statistics(ctx, "2", nil)
			},
			want:   "GET /subnets/2/?op=statistics",
			answer: `{"num_available": 253}`,
			result: &maas2.SubnetStatistics{NumAvailable: "253"},
		},
		{
			name: "IPAddresses",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Subnets.IPAddresses(ctx, "2", &maas2.SubnetIPAddressesOptions{WithSummary: new(true), WithUsername: new(false), WithNodeSummary: new(true)})
			},
			want: "GET /subnets/2/?op=ip_addresses&with_summary=1&with_username=0&with_node_summary=1",
			answer: `[{"ip": "10.1.0.7", "alloc_type": 1, "created": "Sat, 21 Nov. 2026 12:24:11", "updated": "Sat, 21 Nov. 2026 12:24:12",
				"node_summary": {"system_id": "8n6w88", "node_type": 3, "fqdn": "region-1.maas", "hostname": "region-1", "is_container": false, "via": "eth0"}}]`,
			result: []maas2.SubnetIPAddress{{
				IP: "10.1.0.7", AllocType: maas2.IPAddressTypeSticky, Created: "Sat, 21 Nov. 2026 12:24:11", Updated: "Sat, 21 Nov. 2026 12:24:12",
				NodeSummary: &maas2.NodeSummary{SystemID: "8n6w88", NodeType: maas2.NodeTypeRegionController, FQDN: "region-1.maas", Hostname: "region-1", Via: "eth0"},
			}},
		},
	})
}

func TestNetworkVocabularies(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "enabled with RFC 2317 glue", maas2.RDNSModeRFC2317.String())
	assert.Equal(t, "RDNSMode(42)", maas2.RDNSMode(42).String())
	assert.Equal(t, "DHCP", maas2.IPAddressTypeDHCP.String())
	assert.Equal(t, "IPAddressType(2)", maas2.IPAddressType(2).String())
}
