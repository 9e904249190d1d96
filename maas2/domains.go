package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// DomainsService is the sections "Domains" and "Domain" of the API: the DNS
// domains that machines and DNS names are in.
//
// A domain is named by its id (see [ID]) or its name.
type DomainsService service

// A Domain is a DNS domain.
type Domain struct {
	ID                  int    `json:"id"`
	Name                string `json:"name"`
	Authoritative       bool   `json:"authoritative"` // MAAS's DNS serves it
	TTL                 *int   `json:"ttl"`           // seconds, nil for the default of MAAS
	ResourceRecordCount int    `json:"resource_record_count"`
	IsDefault           bool   `json:"is_default"` // new machines are in it, since 2.4
	ResourceURI         string `json:"resource_uri"`
}

// List returns all domains.
//
// Any user may call it.
//
// GET /domains/
func (s *DomainsService) List(ctx context.Context) ([]Domain, error) {
	return maas.List[Domain](ctx, s.client, maas.Get("/domains/"))
}

// Get returns a domain by its id (see [ID]) or name.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /domains/{id}/
func (s *DomainsService) Get(ctx context.Context, domain string) (*Domain, error) {
	return maas.Do[*Domain](ctx, s.client, maas.Get("/domains/{id}/", domain))
}

// DomainCreateOptions are the settings of a new domain that MAAS does not insist
// on.
type DomainCreateOptions struct {
	Authoritative *bool `param:"authoritative"` // true unless given
	TTL           int   `param:"ttl"`           // seconds; that of MAAS unless given
	// ForwardDNSServers are the addresses of the servers to ask where MAAS is not
	// authoritative.
	ForwardDNSServers string `param:"forward_dns_servers" since:"3.1"`
}

// Create makes a domain.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrExists] for a name that is taken, and with [maas.ErrBadRequest] and
// messages about fields.
//
// POST /domains/
func (s *DomainsService) Create(ctx context.Context, name string, opts *DomainCreateOptions) (*Domain, error) {
	return maas.Do[*Domain](ctx, s.client, maas.Post("/domains/").Set("name", name).With(opts))
}

// DomainUpdateOptions are the settings to change; nil keeps a setting.
type DomainUpdateOptions struct {
	Name              *string `param:"name"`
	Authoritative     *bool   `param:"authoritative"`
	TTL               *TTL    `param:"ttl"` // new(TTL(0)) for that of MAAS
	ForwardDNSServers *string `param:"forward_dns_servers" since:"3.1"`
}

// Update changes a domain, which is named by its id (see [ID]) or name.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and [maas.ErrBadRequest] with messages about fields.
//
// PUT /domains/{id}/
func (s *DomainsService) Update(ctx context.Context, domain string, opts *DomainUpdateOptions) (*Domain, error) {
	return maas.Do[*Domain](ctx, s.client, maas.Put("/domains/{id}/", domain).With(opts))
}

// Delete removes a domain, which is named by its id (see [ID]) or name. The
// default domain can't be removed, and neither can one that DNS names are in.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], with [maas.ErrBadRequest] for the default domain, and with
// [maas.ErrServer] for one that is not empty.
//
// DELETE /domains/{id}/
func (s *DomainsService) Delete(ctx context.Context, domain string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/domains/{id}/", domain))
}

// SetSerial sets the serial number of all zones, from which MAAS counts on.
//
// Administrators may call it. It fails with [maas.ErrForbidden], and with
// [maas.ErrBadRequest] for what is no serial number.
//
// POST /domains/?op=set_serial
func (s *DomainsService) SetSerial(ctx context.Context, serial int) error {
	return maas.Exec(ctx, s.client, maas.Post("/domains/").Op("set_serial").Set("serial", strconv.Itoa(serial)))
}

// SetDefault makes a domain the one that new machines are in. It is named by its
// id (see [ID]) or name.
//
// Administrators may call it, since MAAS 2.4. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// POST /domains/{id}/?op=set_default
func (s *DomainsService) SetDefault(ctx context.Context, domain string) (*Domain, error) {
	return maas.Do[*Domain](ctx, s.client, maas.Post("/domains/{id}/", domain).Op("set_default").Since("2.4"))
}
