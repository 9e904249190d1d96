package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestDNSResourcesWire(t *testing.T) {
	t.Parallel()
	const www = `{"address_ttl": 30, "id": 2, "resource_records": [{"rrtype": "TXT", "rrdata": "hello", "ttl": null}], "fqdn": "www.example.org",
		"ip_addresses": [{"ip": "10.1.0.70", "alloc_type": 4}], "resource_uri": "/MAAS/api/2.0/dnsresources/2/"}`
	resource := maas2.DNSResource{
		ID: 2, FQDN: "www.example.org", AddressTTL: new(30), IPAddresses: []maas2.IPAddress{{IP: "10.1.0.70", AllocType: maas2.IPAddressTypeUserReserved}},
		ResourceRecords: []maas2.DNSResourceRecord{{RRType: maas2.DNSRecordTypeTXT, RRData: "hello"}}, ResourceURI: "/MAAS/api/2.0/dnsresources/2/",
	}
	runWire(t, []wireCase{
		{
			name: "List all",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResources.List(ctx, nil)
			},
			want:   "GET /dnsresources/",
			answer: "[" + www + "]",
			result: []maas2.DNSResource{resource},
		},
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResources.List(ctx, &maas2.DNSResourceListOptions{
					FQDN: "www.example.org", Name: "www", Domain: "example.org", RRType: maas2.DNSRecordTypeMX, All: new(true),
				})
			},
			want: "GET /dnsresources/?fqdn=www.example.org&name=www&domain=example.org&rrtype=MX&all=true",
			answer: `[{"id": -1, "address_ttl": null, "ip_addresses": null, "resource_records":
				[{"system_id": "hw7rt6", "node_type": 2, "user_id": null, "dnsresource_id": null, "ttl": null, "rrtype": "A", "rrdata": "10.0.0.2", "dnsdata_id": null}]}]`,
			result: []maas2.DNSResource{{ID: -1, ResourceRecords: []maas2.DNSResourceRecord{{
				SystemID: new("hw7rt6"), NodeType: new(maas2.NodeTypeRackController), RRType: maas2.DNSRecordTypeA, RRData: "10.0.0.2",
			}}}},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResources.Get(ctx, maas2.ID(2))
			},
			want:   "GET /dnsresources/2/",
			answer: www,
			result: &resource,
		},
		{
			name: "Find",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResources.Find(ctx, "WWW.example.org.")
			},
			want:   "GET /dnsresources/?fqdn=WWW.example.org",
			answer: `[{"fqdn": "www.example.org.example.org"}, ` + www + "]",
			result: &resource,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResources.Create(ctx, &maas2.DNSResourceCreateOptions{
					FQDN: "www.example.org", Name: "www", Domain: "1", IPAddresses: maas2.Addresses{"10.1.0.70", "fd00::7"}, AddressTTL: 30,
				})
			},
			want:   "POST /dnsresources/",
			parts:  []string{"fqdn=www.example.org", "name=www", "domain=1", "ip_addresses=10.1.0.70 fd00::7", "address_ttl=30"},
			answer: www,
			result: &resource,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResources.Update(ctx, "2", &maas2.DNSResourceUpdateOptions{
					FQDN: new("b.example.org"), Name: new("b"), Domain: new("2"), IPAddresses: new(maas2.Addresses{"10.1.0.71"}), AddressTTL: new(maas2.TTL(60)),
				})
			},
			want:   "PUT /dnsresources/2/",
			parts:  []string{"fqdn=b.example.org", "name=b", "domain=2", "ip_addresses=10.1.0.71", "address_ttl=60"},
			answer: www,
			result: &resource,
		},
		{
			name: "Update to none",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResources.Update(ctx, "2", &maas2.DNSResourceUpdateOptions{IPAddresses: new(maas2.Addresses{}), AddressTTL: new(maas2.TTL(0))})
			},
			want:   "PUT /dnsresources/2/",
			parts:  []string{"ip_addresses=", "address_ttl="},
			answer: www,
		},
		{
			name: "Update leaves the TTL alone",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResources.Update(ctx, "2", &maas2.DNSResourceUpdateOptions{IPAddresses: new(maas2.Addresses{"10.1.0.71"})})
			},
			want:   "PUT /dnsresources/2/",
			parts:  []string{"ip_addresses=10.1.0.71"},
			answer: www,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.DNSResources.Delete(ctx, "2")
			},
			want:        "DELETE /dnsresources/2/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
