package maas2

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"strings"

	"github.com/gomaas/maas"
)

// DNSResourcesService is the sections "DNSResources" and "DNSResource" of the
// API: DNS names that administrators gave to addresses, beside those that
// machines have anyhow. The other records of a name are in
// [DNSResourceRecordsService].
type DNSResourcesService service

// A DNSResource is a DNS name with its addresses and other records.
type DNSResource struct {
	ID              int                 `json:"id"` // -1 for the name of a node, see [DNSResourceListOptions]
	FQDN            string              `json:"fqdn"`
	AddressTTL      *int                `json:"address_ttl"`  // seconds, nil for that of the domain
	IPAddresses     []IPAddress         `json:"ip_addresses"` // nil for the name of a node
	ResourceRecords []DNSResourceRecord `json:"resource_records"`
	ResourceURI     string              `json:"resource_uri"`
}

// DNSResourceListOptions filter [DNSResourcesService.List]. A name has to match
// all of them.
type DNSResourceListOptions struct {
	FQDN   string        `param:"fqdn"`
	Name   string        `param:"name"`   // without the domain
	Domain string        `param:"domain"` // its name or its id, see [ID]
	RRType DNSRecordType `param:"rrtype"` // names that have such a record
	// All adds the names that nodes and addresses have by themselves, with their
	// addresses as records of the types A and AAAA.
	All *bool `param:"all" since:"2.5"`
}

// List returns the DNS names.
//
// Any user may call it. It fails with [maas.ErrNotFound] for an unknown domain.
//
// GET /dnsresources/
func (s *DNSResourcesService) List(ctx context.Context, opts *DNSResourceListOptions) ([]DNSResource, error) {
	return maas.List[DNSResource](ctx, s.client, maas.Get("/dnsresources/").With(opts))
}

// Get returns a DNS name by its id, see [ID]. For a fully qualified name there
// is [DNSResourcesService.Find].
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /dnsresources/{id}/
func (s *DNSResourcesService) Get(ctx context.Context, id string) (*DNSResource, error) {
	return maas.Do[*DNSResource](ctx, s.client, maas.Get("/dnsresources/{id}/", id))
}

// DNSResourceCreateOptions are the settings of a new DNS name: FQDN, or Name and
// Domain, must be given.
type DNSResourceCreateOptions struct {
	FQDN        string    `param:"fqdn"`
	Name        string    `param:"name"`   // without the domain
	Domain      string    `param:"domain"` // its name or its id, see [ID]
	IPAddresses Addresses `param:"ip_addresses"`
	AddressTTL  int       `param:"address_ttl"` // seconds; that of the domain unless given
}

// Create makes a DNS name. An address that nothing has is reserved for it.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrNotFound] for an unknown domain, with [maas.ErrExists] for a name that
// exists, and with [maas.ErrBadRequest] and messages about fields.
//
// POST /dnsresources/
func (s *DNSResourcesService) Create(ctx context.Context, opts *DNSResourceCreateOptions) (*DNSResource, error) {
	return maas.Do[*DNSResource](ctx, s.client, maas.Post("/dnsresources/").With(opts))
}

// DNSResourceUpdateOptions are the settings to change; nil keeps a setting.
type DNSResourceUpdateOptions struct {
	FQDN        *string    `param:"fqdn"`
	Name        *string    `param:"name"`
	Domain      *string    `param:"domain"`
	IPAddresses *Addresses `param:"ip_addresses"` // all of them from then on
	AddressTTL  *TTL       `param:"address_ttl"`  // new(TTL(0)) for that of the domain
}

// Update changes a DNS name, which is named by its id, see [ID].
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// PUT /dnsresources/{id}/
func (s *DNSResourcesService) Update(ctx context.Context, id string, opts *DNSResourceUpdateOptions) (*DNSResource, error) {
	return maas.Do[*DNSResource](ctx, s.client, maas.Put("/dnsresources/{id}/", id).With(opts))
}

// Delete removes a DNS name, which is named by its id, see [ID].
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /dnsresources/{id}/
func (s *DNSResourcesService) Delete(ctx context.Context, id string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/dnsresources/{id}/", id))
}

// Find returns a DNS name by its fully qualified form, in one request.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /dnsresources/
func (s *DNSResourcesService) Find(ctx context.Context, fqdn string) (*DNSResource, error) {
	return s.find(ctx, fqdn, nil)
}

// find is Find, unless the caller knows of a bad argument.
func (s *DNSResourcesService) find(ctx context.Context, fqdn string, bad error) (*DNSResource, error) {
	name := strings.TrimSuffix(fqdn, ".")
	if name == "" {
		bad = &maas.ArgumentError{Argument: "fqdn", Reason: "is empty"}
	}
	r := maas.Get("/dnsresources/").Check(bad).With(&DNSResourceListOptions{FQDN: name})
	resources, err := maas.List[DNSResource](ctx, s.client, r)
	if err != nil {
		return nil, err
	}
	for i := range resources {
		if strings.EqualFold(resources[i].FQDN, name) {
			return &resources[i], nil
		}
	}
	return nil, fmt.Errorf("maas2: DNS name %q: %w", fqdn, maas.ErrNotFound)
}

// SetAddresses makes a fully qualified DNS name resolve to exactly the given
// addresses. It creates the name if it does not exist, and changes nothing if
// the addresses are right already. With no addresses it deletes the name, or
// only the addresses if the name has other records; the result is nil if the
// name does not exist afterwards.
//
// It does not release addresses, which other names may have too. If two calls
// for one name overlap, the name ends up with the addresses of one of them.
//
// Administrators may call it. It fails with [maas.ErrForbidden], and with
// [maas.ErrNotFound] for a name of an unknown domain.
func (s *DNSResourcesService) SetAddresses(ctx context.Context, fqdn string, addresses Addresses) (*DNSResource, error) {
	_, bad := addresses.MarshalParams("ip_addresses")
	resource, err := s.find(ctx, fqdn, bad)
	if errors.Is(err, maas.ErrNotFound) && ctx.Err() == nil {
		if len(addresses) == 0 {
			return nil, nil
		}
		resource, err = s.Create(ctx, &DNSResourceCreateOptions{FQDN: strings.TrimSuffix(fqdn, "."), IPAddresses: addresses})
		if !answered(err, maas.ErrExists) {
			return resource, err
		}
		resource, err = s.Find(ctx, fqdn) // somebody else made it in between
	}
	switch {
	case err != nil:
		return nil, err
	case maps.Equal(addressSet(addresses), addressSet(resource.addresses())):
		return resource, nil
	case len(addresses) == 0 && len(resource.ResourceRecords) == 0:
		return nil, s.Delete(ctx, ID(resource.ID))
	}
	return s.Update(ctx, ID(resource.ID), &DNSResourceUpdateOptions{IPAddresses: &addresses})
}

func (r *DNSResource) addresses() Addresses {
	addresses := make(Addresses, len(r.IPAddresses))
	for i := range r.IPAddresses {
		addresses[i] = r.IPAddresses[i].IP
	}
	return addresses
}

// addressSet is the set of the addresses, however they are written.
func addressSet(addresses Addresses) map[netip.Addr]bool {
	set := map[netip.Addr]bool{}
	for _, address := range addresses {
		if addr, err := netip.ParseAddr(address); err == nil {
			set[addr] = true
		}
	}
	return set
}
