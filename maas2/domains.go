package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// DomainsService is STUB.
type DomainsService service

// Domain is STUB.
type Domain struct {
	ID                  int    `json:"id"`
	Name                string `json:"name"`
	Authoritative       bool   `json:"authoritative"`
	TTL                 *int   `json:"ttl"` // seconds, nil when MAAS has null
	ResourceRecordCount int    `json:"resource_record_count"`
	IsDefault           bool   `json:"is_default"` // since 2.4
	ResourceURI         string `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it.
//
// GET /domains/
func (s *DomainsService) List(ctx context.Context) ([]Domain, error) {
	return maas.List[Domain](ctx, s.client, maas.Get("/domains/"))
}

// Get STUB.
//
// Any user may call it.
//
// GET /domains/{id}/
func (s *DomainsService) Get(ctx context.Context, id string) (*Domain, error) {
	return maas.Do[*Domain](ctx, s.client, maas.Get("/domains/{id}/", id))
}

// DomainCreateOptions are STUB.
type DomainCreateOptions struct {
	Authoritative     *bool  `param:"authoritative"`
	ForwardDNSServers string `param:"forward_dns_servers"` // since 3.1
	TTL               int    `param:"ttl"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /domains/
func (s *DomainsService) Create(ctx context.Context, name string, opts *DomainCreateOptions) (*Domain, error) {
	return maas.Do[*Domain](ctx, s.client, maas.Post("/domains/").Set("name", name).With(opts))
}

// DomainUpdateOptions are STUB.
type DomainUpdateOptions struct {
	Name              *string `param:"name"`
	Authoritative     *bool   `param:"authoritative"`
	ForwardDNSServers *string `param:"forward_dns_servers"` // since 3.1
	TTL               *int    `param:"ttl"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /domains/{id}/
func (s *DomainsService) Update(ctx context.Context, id string, opts *DomainUpdateOptions) (*Domain, error) {
	return maas.Do[*Domain](ctx, s.client, maas.Put("/domains/{id}/", id).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /domains/{id}/
func (s *DomainsService) Delete(ctx context.Context, id string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/domains/{id}/", id))
}

// SetSerial STUB.
//
// Administrators may call it.
//
// POST /domains/?op=set_serial
func (s *DomainsService) SetSerial(ctx context.Context, serial int) error {
	return maas.Exec(ctx, s.client, maas.Post("/domains/").Op("set_serial").Set("serial", strconv.Itoa(serial)))
}

// SetDefault STUB.
//
// Administrators may call it, since MAAS 2.4.
//
// POST /domains/{id}/?op=set_default
func (s *DomainsService) SetDefault(ctx context.Context, id string) (*Domain, error) {
	return maas.Do[*Domain](ctx, s.client, maas.Post("/domains/{id}/", id).Op("set_default").Since("2.4"))
}
