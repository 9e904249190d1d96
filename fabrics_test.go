package maas_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas"
)

const storageVLAN = `{"id": 5004, "name": "storage", "vid": 100, "fabric": "dc", "mtu": 9000, "resource_uri": "/MAAS/api/1.0/vlans/5004/"}`

// TestFabricsWire covers the sections of the logical network: fabrics, VLANs,
// subnets, spaces and fan networks.
func TestFabricsWire(t *testing.T) {
	t.Parallel()
	vlan := maas.VLAN{ID: 5004, Name: new("storage"), VID: 100, Fabric: "dc", MTU: 9000, ResourceURI: "/MAAS/api/1.0/vlans/5004/"}
	const dc = `{"id": 1, "name": "dc", "class_type": null, "vlans": [` + storageVLAN + `], "resource_uri": "/MAAS/api/1.0/fabrics/1/"}`
	fabric := maas.Fabric{ID: 1, Name: "dc", VLANs: []maas.VLAN{vlan}, ResourceURI: "/MAAS/api/1.0/fabrics/1/"}
	runWire(t, []wireCase{
		{
			name: "Fabrics.List", want: "GET /fabrics/", answer: "[" + dc + "]", result: []maas.Fabric{fabric},
			call: func(ctx context.Context, c *maas.Client) (any, error) { return c.Fabrics.List(ctx) },
		}, {
			name: "Fabrics.Get the default", want: "GET /fabrics/0/", answer: dc, result: &fabric,
			call: func(ctx context.Context, c *maas.Client) (any, error) { return c.Fabrics.Get(ctx, 0) },
		}, {
			name: "Fabrics.Find", want: "GET /fabrics/class:10g/", answer: dc, result: &fabric,
			call: func(ctx context.Context, c *maas.Client) (any, error) { return c.Fabrics.Find(ctx, "class:10g") },
		}, {
			name: "Fabrics.Create", want: "POST /fabrics/", parts: []string{"name=dc", "class_type=10g"}, answer: dc, result: &fabric,
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Fabrics.Create(ctx, &maas.FabricCreateOptions{Name: "dc", ClassType: "10g"})
			},
		}, {
			name: "Fabrics.Update", want: "PUT /fabrics/1/", parts: []string{"class_type="}, answer: dc, result: &fabric,
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Fabrics.Update(ctx, 1, &maas.FabricUpdateOptions{ClassType: new("")})
			},
		}, {
			name: "Fabrics.Delete", want: "DELETE /fabrics/1/", status: 204,
			call: func(ctx context.Context, c *maas.Client) (any, error) { return nil, c.Fabrics.Delete(ctx, 1) },
		}, {
			name: "VLANs.Create untagged", want: "POST /fabrics/1/vlans/", parts: []string{"vid=0", "name=storage", "mtu=9000"}, answer: storageVLAN, result: &vlan,
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.VLANs.Create(ctx, 1, 0, &maas.VLANCreateOptions{Name: "storage", MTU: 9000})
			},
		}, {
			name: "VLANs.GetByVID", want: "GET /fabrics/1/vlans/100/", answer: storageVLAN, result: &vlan,
			call: func(ctx context.Context, c *maas.Client) (any, error) { return c.VLANs.GetByVID(ctx, 1, 100) },
		}, {
			name: "VLANs.Update", want: "PUT /vlans/5004/", parts: []string{"vid=0"}, answer: storageVLAN, result: &vlan,
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.VLANs.Update(ctx, 5004, &maas.VLANUpdateOptions{VID: new(0)})
			},
		}, {
			name: "VLANs.DeleteByVID", want: "DELETE /fabrics/1/vlans/100/", status: 204,
			call: func(ctx context.Context, c *maas.Client) (any, error) { return nil, c.VLANs.DeleteByVID(ctx, 1, 100) },
		}, {
			name: "Subnets.Find by CIDR", want: "GET /subnets/cidr:10.0.0.0/24/", answer: `{"id": 1, "gateway_ip": null}`, result: &maas.Subnet{ID: 1},
			call: func(ctx context.Context, c *maas.Client) (any, error) { return c.Subnets.Find(ctx, "cidr:10.0.0.0/24") },
		}, {
			name: "Subnets.Create in the default space", want: "POST /subnets/",
			parts:  []string{"cidr=10.1.0.0/24", "fabric=0", "vid=0", "space=0", "gateway_ip=10.1.0.1", "dns_servers=10.1.0.2", "dns_servers=10.1.0.3"},
			answer: `{"id": 2, "gateway_ip": ""}`, result: &maas.Subnet{ID: 2, GatewayIP: new("")},
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Subnets.Create(ctx, "10.1.0.0/24", &maas.SubnetCreateOptions{
					Fabric: new(0), VID: new(0), Space: new(0), GatewayIP: "10.1.0.1", DNSServers: []string{"10.1.0.2", "10.1.0.3"}})
			},
		}, {
			name: "Subnets.Update", want: "PUT /subnets/2/", parts: []string{"gateway_ip=", "dns_servers="}, answer: `{"id": 2}`,
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Subnets.Update(ctx, 2, &maas.SubnetUpdateOptions{GatewayIP: new(""), DNSServers: []string{""}})
			},
		}, {
			name: "Subnets.IPAddresses", want: "GET /subnets/2/?op=ip_addresses&with_username=false",
			answer: `[{"ip": "10.1.0.7", "alloc_type": 4, "user": "ada"}]`,
			result: []maas.SubnetIPAddress{{IP: "10.1.0.7", AllocType: maas.IPAddressTypeUserReserved, User: "ada"}},
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Subnets.IPAddresses(ctx, 2, &maas.SubnetIPAddressesOptions{WithUsername: new(false)})
			},
		}, {
			name: "Subnets.Statistics of IPv6", want: "GET /subnets/2/?op=statistics&include_ranges=true",
			answer: `{"num_available": 18446744073709551615, "largest_available": 1, "num_unavailable": 0, "total_addresses": 18446744073709551615, "usage": 0.0}`,
			result: &maas.SubnetStatistics{NumAvailable: "18446744073709551615", LargestAvailable: "1", NumUnavailable: "0", TotalAddresses: "18446744073709551615"},
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Subnets.Statistics(ctx, 2, &maas.SubnetStatisticsOptions{IncludeRanges: new(true)})
			},
		}, {
			name: "Subnets.ReservedIPRanges", want: "GET /subnets/2/?op=reserved_ip_ranges",
			answer: `[{"start": "10.1.0.1", "end": "10.1.0.1", "purpose": ["gateway-ip"], "num_addresses": 1}]`,
			result: []maas.IPRange{{Start: "10.1.0.1", End: "10.1.0.1", NumAddresses: "1", Purpose: []maas.IPRangePurpose{maas.IPRangePurposeGatewayIP}}},
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Subnets.ReservedIPRanges(ctx, 2) },
		}, {
			name: "Spaces.Create", want: "POST /spaces/", parts: []string{}, answer: `{"id": 3, "name": "space-3", "subnets": []}`,
			result: &maas.Space{ID: 3, Name: "space-3", Subnets: []maas.Subnet{}},
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Spaces.Create(ctx, nil) },
		}, {
			name: "FanNetworks.Create", want: "POST /fannetworks/",
			parts:  []string{"name=fan", "overlay=250.0.0.0/8", "underlay=10.0.0.0/16", "dhcp=True", "off=False"},
			answer: `{"id": 1, "name": "fan", "overlay": "250.0.0.0/8", "underlay": "10.0.0.0/16", "dhcp": true, "host_reserve": 1, "bridge": "", "off": false}`,
			result: &maas.FanNetwork{ID: 1, Name: "fan", Overlay: "250.0.0.0/8", Underlay: "10.0.0.0/16", DHCP: new(true), HostReserve: new(1), Off: new(false)},
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.FanNetworks.Create(ctx, "fan", "250.0.0.0/8", "10.0.0.0/16", &maas.FanNetworkCreateOptions{DHCP: new(true), Off: new(false)})
			},
		},
	})
}
