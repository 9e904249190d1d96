package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// DNSResourceRecordsService is STUB.
type DNSResourceRecordsService service

// DNSResourceRecord is STUB.
type DNSResourceRecord struct {
	SystemID      *string   `json:"system_id,omitempty"` // nil when MAAS has null
	ID            int       `json:"id"`
	FQDN          string    `json:"fqdn"`
	NodeType      *NodeType `json:"node_type,omitempty"`      // nil when MAAS has null
	UserID        *int      `json:"user_id,omitempty"`        // nil when MAAS has null
	DNSResourceID *int      `json:"dnsresource_id,omitempty"` // nil when MAAS has null
	TTL           *int      `json:"ttl"`                      // seconds, nil when MAAS has null
	RRType        string    `json:"rrtype"`
	RRData        string    `json:"rrdata"`
	DNSDataID     *int      `json:"dnsdata_id,omitempty"` // nil when MAAS has null
	ResourceURI   string    `json:"resource_uri"`
}

// DNSResourceRecordListOptions are STUB.
type DNSResourceRecordListOptions struct {
	Domain string `param:"domain"`
	Name   string `param:"name"`
	RRType string `param:"rrtype"`
	FQDN   string `param:"fqdn"`
}

// List STUB.
//
// Any user may call it.
//
// GET /dnsresourcerecords/
func (s *DNSResourceRecordsService) List(ctx context.Context, opts *DNSResourceRecordListOptions) ([]DNSResourceRecord, error) {
	return maas.List[DNSResourceRecord](ctx, s.client, maas.Get("/dnsresourcerecords/").With(opts))
}

// Get STUB.
//
// Any user may call it.
//
// GET /dnsresourcerecords/{id}/
func (s *DNSResourceRecordsService) Get(ctx context.Context, id int) (*DNSResourceRecord, error) {
	return maas.Do[*DNSResourceRecord](ctx, s.client, maas.Get("/dnsresourcerecords/{id}/", strconv.Itoa(id)))
}

// DNSResourceRecordCreateOptions are STUB.
type DNSResourceRecordCreateOptions struct {
	DNSResource string `param:"dnsresource"`
	AddressTTL  int    `param:"address_ttl"`
	Domain      string `param:"domain"`
	FQDN        string `param:"fqdn"`
	IPAddresses string `param:"ip_addresses"`
	Name        string `param:"name"`
	RRData      string `param:"rrdata"`
	RRType      string `param:"rrtype"`
	TTL         int    `param:"ttl"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /dnsresourcerecords/
func (s *DNSResourceRecordsService) Create(ctx context.Context, opts *DNSResourceRecordCreateOptions) (*DNSResourceRecord, error) {
	return maas.Do[*DNSResourceRecord](ctx, s.client, maas.Post("/dnsresourcerecords/").With(opts))
}

// DNSResourceRecordUpdateOptions are STUB.
type DNSResourceRecordUpdateOptions struct {
	DNSResource *string `param:"dnsresource"`
	RRData      *string `param:"rrdata"`
	RRType      *string `param:"rrtype"`
	TTL         *int    `param:"ttl"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /dnsresourcerecords/{id}/
func (s *DNSResourceRecordsService) Update(ctx context.Context, id int, opts *DNSResourceRecordUpdateOptions) (*DNSResourceRecord, error) {
	return maas.Do[*DNSResourceRecord](ctx, s.client, maas.Put("/dnsresourcerecords/{id}/", strconv.Itoa(id)).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /dnsresourcerecords/{id}/
func (s *DNSResourceRecordsService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/dnsresourcerecords/{id}/", strconv.Itoa(id)))
}
