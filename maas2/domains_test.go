package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestDomainsWire(t *testing.T) {
	t.Parallel()
	const example = `{"authoritative": true, "ttl": 60, "name": "example.org", "id": 1, "resource_record_count": 2, "is_default": true, "resource_uri": "/MAAS/api/2.0/domains/1/"}`
	domain := maas2.Domain{
		ID: 1, Name: "example.org", Authoritative: true, TTL: new(60), ResourceRecordCount: 2, IsDefault: true,
		ResourceURI: "/MAAS/api/2.0/domains/1/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Domains.List(ctx)
			},
			want:   "GET /domains/",
			answer: "[" + example + "]",
			result: []maas2.Domain{domain},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Domains.Get(ctx, "example.org")
			},
			want:   "GET /domains/example.org/",
			answer: example,
			result: &domain,
		},
		{
			name: "Get the first",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Domains.Get(ctx, maas2.ID(0))
			},
			want:   "GET /domains/0/",
			answer: `{"id": 0, "ttl": null}`,
			result: &maas2.Domain{},
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Domains.Create(ctx, "example.org", &maas2.DomainCreateOptions{Authoritative: new(false), TTL: 60, ForwardDNSServers: "10.0.0.53"})
			},
			want:   "POST /domains/",
			parts:  []string{"name=example.org", "authoritative=false", "ttl=60", "forward_dns_servers=10.0.0.53"},
			answer: example,
			result: &domain,
		},
		{
			name: "Create plain",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Domains.Create(ctx, "example.org", nil)
			},
			want:   "POST /domains/",
			parts:  []string{"name=example.org"},
			answer: example,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Domains.Update(ctx, "1", &maas2.DomainUpdateOptions{Name: new("b.org"), Authoritative: new(true), TTL: new(maas2.TTL(120)), ForwardDNSServers: new("")})
			},
			want:   "PUT /domains/1/",
			parts:  []string{"name=b.org", "authoritative=true", "ttl=120", "forward_dns_servers="},
			answer: example,
			result: &domain,
		},
		{
			name: "Update to the default TTL",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Domains.Update(ctx, "1", &maas2.DomainUpdateOptions{TTL: new(maas2.TTL(0))})
			},
			want:   "PUT /domains/1/",
			parts:  []string{"ttl="},
			answer: example,
		},
		{
			name: "Update leaves the authority alone",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Domains.Update(ctx, "1", &maas2.DomainUpdateOptions{Name: new("b.org")})
			},
			want:   "PUT /domains/1/",
			parts:  []string{"name=b.org"},
			answer: example,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Domains.Delete(ctx, "1")
			},
			want:        "DELETE /domains/1/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "SetSerial is not Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Domains.SetSerial(ctx, 100000)
			},
			want:   "POST /domains/?op=set_serial",
			parts:  []string{"serial=100000"},
			answer: "null",
		},
		{
			name: "SetDefault",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Domains.SetDefault(ctx, "example.org")
			},
			want:   "POST /domains/example.org/?op=set_default",
			answer: example,
			result: &domain,
		},
	})
}
