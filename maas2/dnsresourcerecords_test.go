package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestDNSResourceRecordsWire(t *testing.T) {
	t.Parallel()
	const mail = `{"ttl": null, "rrtype": "MX", "rrdata": "10 mx.example.org", "id": 3, "fqdn": "mail.example.org", "resource_uri": "/MAAS/api/2.0/dnsresourcerecords/3/"}`
	record := maas2.DNSResourceRecord{
		ID: 3, FQDN: "mail.example.org", RRType: maas2.DNSRecordTypeMX, RRData: "10 mx.example.org", ResourceURI: "/MAAS/api/2.0/dnsresourcerecords/3/",
	}
	runWire(t, []wireCase{
		{
			name: "List all",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResourceRecords.List(ctx, nil)
			},
			want:   "GET /dnsresourcerecords/",
			answer: "[" + mail + "]",
			result: []maas2.DNSResourceRecord{record},
		},
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResourceRecords.List(ctx, &maas2.DNSResourceRecordListOptions{FQDN: "mail.example.org", Name: "mail", Domain: "example.org", RRType: maas2.DNSRecordTypeMX})
			},
			want:   "GET /dnsresourcerecords/?fqdn=mail.example.org&name=mail&domain=example.org&rrtype=MX",
			answer: "[]",
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResourceRecords.Get(ctx, 3)
			},
			want:   "GET /dnsresourcerecords/3/",
			answer: mail,
			result: &record,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResourceRecords.Create(ctx, maas2.DNSRecordTypeMX, "10 mx.example.org", &maas2.DNSResourceRecordCreateOptions{
					FQDN: "mail.example.org", Name: "mail", Domain: "example.org", TTL: 10, DNSResource: "2", IPAddresses: maas2.Addresses{"10.1.0.70"}, AddressTTL: 30,
				})
			},
			want:   "POST /dnsresourcerecords/",
			parts:  []string{"rrtype=MX", "rrdata=10 mx.example.org", "fqdn=mail.example.org", "name=mail", "domain=example.org", "ttl=10", "dnsresource=2", "ip_addresses=10.1.0.70", "address_ttl=30"},
			answer: mail,
			result: &record,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResourceRecords.Update(ctx, 3, &maas2.DNSResourceRecordUpdateOptions{
					RRType: new(maas2.DNSRecordTypeTXT), RRData: new("bye"), TTL: new(maas2.TTL(60)), DNSResource: new("4"),
				})
			},
			want:   "PUT /dnsresourcerecords/3/",
			parts:  []string{"rrtype=TXT", "rrdata=bye", "ttl=60", "dnsresource=4"},
			answer: mail,
			result: &record,
		},
		{
			name: "Update leaves the TTL alone",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DNSResourceRecords.Update(ctx, 3, &maas2.DNSResourceRecordUpdateOptions{RRData: new("bye")})
			},
			want:   "PUT /dnsresourcerecords/3/",
			parts:  []string{"rrdata=bye"},
			answer: mail,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.DNSResourceRecords.Delete(ctx, 3)
			},
			want:        "DELETE /dnsresourcerecords/3/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
