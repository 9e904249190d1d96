package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// DNSResourceRecordsService is the sections "DNSResourceRecords" and
// "DNSResourceRecord" of the API: the records of DNS names other than their
// addresses.
type DNSResourceRecordsService service

// A DNSResourceRecord is a DNS record. A record inside a [DNSResource] has no
// FQDN.
type DNSResourceRecord struct {
	ID          int           `json:"id"`
	FQDN        string        `json:"fqdn"`
	RRType      DNSRecordType `json:"rrtype"`
	RRData      string        `json:"rrdata"` // what follows the type in a zone file
	TTL         *int          `json:"ttl"`    // seconds, nil for that of the domain
	ResourceURI string        `json:"resource_uri"`

	// What the record comes from, only in a list with [DNSResourceListOptions]
	// All; nil where there is no such thing.
	SystemID      *string   `json:"system_id,omitempty"`
	NodeType      *NodeType `json:"node_type,omitempty"`
	UserID        *int      `json:"user_id,omitempty"`
	DNSResourceID *int      `json:"dnsresource_id,omitempty"`
	DNSDataID     *int      `json:"dnsdata_id,omitempty"`
}

// DNSRecordType is the type of a DNS record.
type DNSRecordType string

// The types of records that can be made. The addresses of a name, of the types A
// and AAAA, are not made as records: see [DNSResourcesService.SetAddresses].
const (
	DNSRecordTypeCNAME DNSRecordType = "CNAME"
	DNSRecordTypeMX    DNSRecordType = "MX" // "10 mail.example.org"
	DNSRecordTypeNS    DNSRecordType = "NS"
	DNSRecordTypeSRV   DNSRecordType = "SRV"
	DNSRecordTypeSSHFP DNSRecordType = "SSHFP"
	DNSRecordTypeTXT   DNSRecordType = "TXT"
)

// The types of the records of addresses.
const (
	DNSRecordTypeA    DNSRecordType = "A"
	DNSRecordTypeAAAA DNSRecordType = "AAAA"
)

// DNSResourceRecordListOptions filter [DNSResourceRecordsService.List]. A record
// has to match all of them.
type DNSResourceRecordListOptions struct {
	FQDN   string        `param:"fqdn"`
	Name   string        `param:"name"`   // without the domain
	Domain string        `param:"domain"` // its name or its id, see [ID]
	RRType DNSRecordType `param:"rrtype"`
}

// List returns the records that match opts; nil is all of them.
//
// Any user may call it.
//
// GET /dnsresourcerecords/
func (s *DNSResourceRecordsService) List(ctx context.Context, opts *DNSResourceRecordListOptions) ([]DNSResourceRecord, error) {
	return maas.List[DNSResourceRecord](ctx, s.client, maas.Get("/dnsresourcerecords/").With(opts))
}

// Get returns a record by its id.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /dnsresourcerecords/{id}/
func (s *DNSResourceRecordsService) Get(ctx context.Context, id int) (*DNSResourceRecord, error) {
	return maas.Do[*DNSResourceRecord](ctx, s.client, maas.Get("/dnsresourcerecords/{id}/", strconv.Itoa(id)))
}

// DNSResourceRecordCreateOptions say whose record it is: FQDN, or Name and
// Domain, must be given. A name that does not exist yet is made.
type DNSResourceRecordCreateOptions struct {
	FQDN   string `param:"fqdn"`
	Name   string `param:"name"`   // without the domain
	Domain string `param:"domain"` // its name or its id, see [ID]
	TTL    int    `param:"ttl"`    // seconds; that of the domain unless given

	DNSResource string    `param:"dnsresource"` // the id of the name
	IPAddresses Addresses `param:"ip_addresses"`
	AddressTTL  int       `param:"address_ttl"` // seconds
}

// Create adds a record to a DNS name. The data is what follows the type in a zone
// file. If the name has the same record already, it has it twice afterwards.
//
// Administrators may call it. It fails with [maas.ErrForbidden], and with
// [maas.ErrBadRequest] and messages about fields, or about "__all__" for data
// that the type does not have.
//
// POST /dnsresourcerecords/
func (s *DNSResourceRecordsService) Create(ctx context.Context, rrType DNSRecordType, rrData string, opts *DNSResourceRecordCreateOptions) (*DNSResourceRecord, error) {
	r := maas.Post("/dnsresourcerecords/").Set("rrtype", string(rrType)).Set("rrdata", rrData).With(opts)
	return maas.Do[*DNSResourceRecord](ctx, s.client, r)
}

// DNSResourceRecordUpdateOptions are the settings to change; nil keeps a setting.
type DNSResourceRecordUpdateOptions struct {
	RRType      *DNSRecordType `param:"rrtype"`
	RRData      *string        `param:"rrdata"`
	TTL         *TTL           `param:"ttl"`         // new(TTL(0)) for that of the domain
	DNSResource *string        `param:"dnsresource"` // moves it; the id of the name
}

// Update changes a record.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and [maas.ErrBadRequest] with messages about fields.
//
// PUT /dnsresourcerecords/{id}/
func (s *DNSResourceRecordsService) Update(ctx context.Context, id int, opts *DNSResourceRecordUpdateOptions) (*DNSResourceRecord, error) {
	return maas.Do[*DNSResourceRecord](ctx, s.client, maas.Put("/dnsresourcerecords/{id}/", strconv.Itoa(id)).With(opts))
}

// Delete removes a record.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /dnsresourcerecords/{id}/
func (s *DNSResourceRecordsService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/dnsresourcerecords/{id}/", strconv.Itoa(id)))
}
