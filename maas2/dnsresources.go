package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// DNSResourcesService is STUB.
type DNSResourcesService service

// DNSResource is STUB.
type DNSResource struct {
	ID              int                 `json:"id"`
	FQDN            string              `json:"fqdn"`
	AddressTTL      *int                `json:"address_ttl"` // seconds, nil when MAAS has null
	ResourceRecords []DNSResourceRecord `json:"resource_records"`
	IPAddresses     []IPAddress         `json:"ip_addresses"`
	ResourceURI     string              `json:"resource_uri"`
}

// DNSResourceListOptions are STUB.
type DNSResourceListOptions struct {
	All    *bool  `param:"all"` // since 2.5
	Domain string `param:"domain"`
	Name   string `param:"name"`
	RRType string `param:"rrtype"`
	FQDN   string `param:"fqdn"`
}

// List STUB.
//
// Any user may call it.
//
// GET /dnsresources/
func (s *DNSResourcesService) List(ctx context.Context, opts *DNSResourceListOptions) ([]DNSResource, error) {
	return maas.List[DNSResource](ctx, s.client, maas.Get("/dnsresources/").With(opts))
}

// Get STUB.
//
// Any user may call it.
//
// GET /dnsresources/{id}/
func (s *DNSResourcesService) Get(ctx context.Context, id string) (*DNSResource, error) {
	return maas.Do[*DNSResource](ctx, s.client, maas.Get("/dnsresources/{id}/", id))
}

// DNSResourceCreateOptions are STUB.
type DNSResourceCreateOptions struct {
	Domain      string `param:"domain"`
	Name        string `param:"name"`
	AddressTTL  int    `param:"address_ttl"`
	FQDN        string `param:"fqdn"`
	IPAddresses string `param:"ip_addresses"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /dnsresources/
func (s *DNSResourcesService) Create(ctx context.Context, opts *DNSResourceCreateOptions) (*DNSResource, error) {
	return maas.Do[*DNSResource](ctx, s.client, maas.Post("/dnsresources/").With(opts))
}

// DNSResourceUpdateOptions are STUB.
type DNSResourceUpdateOptions struct {
	AddressTTL  *int    `param:"address_ttl"`
	Domain      *string `param:"domain"`
	FQDN        *string `param:"fqdn"`
	IPAddresses *string `param:"ip_addresses"`
	Name        *string `param:"name"`
	IPAddress   *string `param:"ip_address"` // until 2.5
}

// Update STUB.
//
// Any user may call it.
//
// PUT /dnsresources/{id}/
func (s *DNSResourcesService) Update(ctx context.Context, id string, opts *DNSResourceUpdateOptions) (*DNSResource, error) {
	return maas.Do[*DNSResource](ctx, s.client, maas.Put("/dnsresources/{id}/", id).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /dnsresources/{id}/
func (s *DNSResourcesService) Delete(ctx context.Context, id string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/dnsresources/{id}/", id))
}
