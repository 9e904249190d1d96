package maas2

import (
	"context"
	"encoding/json"

	"github.com/gomaas/maas"
)

// SubnetsService is STUB.
type SubnetsService service

// Subnet is STUB.
type Subnet struct {
	ID                        int      `json:"id"`
	Name                      string   `json:"name"`
	Description               string   `json:"description"` // since 2.8
	VLAN                      VLAN     `json:"vlan"`
	CIDR                      string   `json:"cidr"`
	RDNSMode                  RDNSMode `json:"rdns_mode"`
	GatewayIP                 *string  `json:"gateway_ip"` // nil when MAAS has null
	DNSServers                []string `json:"dns_servers"`
	AllowDNS                  bool     `json:"allow_dns"` // since 2.5
	AllowProxy                bool     `json:"allow_proxy"`
	ActiveDiscovery           bool     `json:"active_discovery"`            // since 2.1
	Managed                   bool     `json:"managed"`                     // since 2.2
	DisabledBootArchitectures []string `json:"disabled_boot_architectures"` // since 3.0
	Space                     string   `json:"space"`
	ResourceURI               string   `json:"resource_uri"`
}

// SubnetIPAddress is STUB.
type SubnetIPAddress struct {
	IP          string        `json:"ip"`
	AllocType   IPAddressType `json:"alloc_type"`
	Created     string        `json:"created"`
	Updated     string        `json:"updated"`
	NodeSummary *NodeSummary  `json:"node_summary,omitempty"`
	User        string        `json:"user"`
}

// SubnetRange is STUB.
type SubnetRange struct {
	Start        string      `json:"start"`
	End          string      `json:"end"`
	NumAddresses json.Number `json:"num_addresses"`
	Purpose      []string    `json:"purpose,omitzero"`
}

// SubnetStatistics is STUB.
type SubnetStatistics struct {
	NumAvailable          json.Number   `json:"num_available"`
	LargestAvailable      json.Number   `json:"largest_available"`
	NumUnavailable        json.Number   `json:"num_unavailable"`
	TotalAddresses        json.Number   `json:"total_addresses"`
	Usage                 float64       `json:"usage"`
	UsageString           string        `json:"usage_string"`
	AvailableString       string        `json:"available_string"`
	FirstAddress          string        `json:"first_address"`
	LastAddress           string        `json:"last_address"`
	IPVersion             int           `json:"ip_version"`
	Ranges                []SubnetRange `json:"ranges,omitzero"`
	SuggestedGateway      *string       `json:"suggested_gateway,omitempty"` // nil when MAAS has null
	SuggestedDynamicRange *SubnetRange  `json:"suggested_dynamic_range,omitempty"`
}

// RDNSMode is STUB a vocabulary.
type RDNSMode int

// STUB.
const (
	RDNSModeDisabled RDNSMode = 0
	RDNSModeEnabled  RDNSMode = 1
	RDNSModeRfc2317  RDNSMode = 2
)

// String returns the name as MAAS shows it, RDNSMode(42) for an unknown value.
func (v RDNSMode) String() string {
	return enumName(v, "RDNSMode", map[RDNSMode]string{
		0: "Disabled",
		1: "Enabled",
		2: "Enabled, with rfc2317 glue zone.",
	})
}

// NodeSummary names the node that has an address.
type NodeSummary struct {
	SystemID    string   `json:"system_id"`
	NodeType    NodeType `json:"node_type"`
	FQDN        string   `json:"fqdn"`
	Hostname    string   `json:"hostname"`
	Via         string   `json:"via,omitempty"`
	IsContainer bool     `json:"is_container"`
}

// List STUB.
//
// Any user may call it.
//
// GET /subnets/
func (s *SubnetsService) List(ctx context.Context) ([]Subnet, error) {
	return maas.List[Subnet](ctx, s.client, maas.Get("/subnets/"))
}

// Get STUB.
//
// Any user may call it.
//
// GET /subnets/{id}/
func (s *SubnetsService) Get(ctx context.Context, id string) (*Subnet, error) {
	return maas.Do[*Subnet](ctx, s.client, maas.Get("/subnets/{id...}/", id))
}

// SubnetCreateOptions are STUB.
type SubnetCreateOptions struct {
	ActiveDiscovery           *bool  `param:"active_discovery"` // since 2.1
	AllowDNS                  *bool  `param:"allow_dns"`        // since 2.5
	AllowProxy                *bool  `param:"allow_proxy"`
	Description               string `param:"description"`
	DisabledBootArchitectures string `param:"disabled_boot_architectures"` // since 3.0
	DNSServers                string `param:"dns_servers"`
	Fabric                    string `param:"fabric"`
	GatewayIP                 string `param:"gateway_ip"`
	Managed                   *bool  `param:"managed"` // since 2.2
	Name                      string `param:"name"`
	RDNSMode                  int    `param:"rdns_mode"`
	Space                     string `param:"space"` // until 3.4
	VID                       int    `param:"vid"`
	VLAN                      string `param:"vlan"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /subnets/
func (s *SubnetsService) Create(ctx context.Context, cidr string, opts *SubnetCreateOptions) (*Subnet, error) {
	return maas.Do[*Subnet](ctx, s.client, maas.Post("/subnets/").Set("cidr", cidr).With(opts))
}

// SubnetUpdateOptions are STUB.
type SubnetUpdateOptions struct {
	ActiveDiscovery           *bool   `param:"active_discovery"` // since 2.1
	AllowDNS                  *bool   `param:"allow_dns"`        // since 2.5
	AllowProxy                *bool   `param:"allow_proxy"`
	CIDR                      *string `param:"cidr"`
	Description               *string `param:"description"`
	DisabledBootArchitectures *string `param:"disabled_boot_architectures"` // since 3.0
	DNSServers                *string `param:"dns_servers"`
	Fabric                    *string `param:"fabric"`
	GatewayIP                 *string `param:"gateway_ip"`
	Managed                   *bool   `param:"managed"` // since 2.2
	Name                      *string `param:"name"`
	RDNSMode                  *int    `param:"rdns_mode"`
	Space                     *string `param:"space"` // until 3.4
	VID                       *int    `param:"vid"`
	VLAN                      *string `param:"vlan"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /subnets/{id}/
func (s *SubnetsService) Update(ctx context.Context, id string, opts *SubnetUpdateOptions) (*Subnet, error) {
	return maas.Do[*Subnet](ctx, s.client, maas.Put("/subnets/{id...}/", id).With(opts))
}

// SubnetDeleteOptions are STUB.
type SubnetDeleteOptions struct {
	Force *bool `param:"force"` // since 3.7
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /subnets/{id}/
func (s *SubnetsService) Delete(ctx context.Context, id string, opts *SubnetDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/subnets/{id...}/", id).With(opts))
}

// ReservedIPRanges STUB.
//
// Any user may call it.
//
// GET /subnets/{id}/?op=reserved_ip_ranges
func (s *SubnetsService) ReservedIPRanges(ctx context.Context, id string) ([]SubnetRange, error) {
	return maas.List[SubnetRange](ctx, s.client, maas.Get("/subnets/{id...}/", id).Op("reserved_ip_ranges"))
}

// UnreservedIPRanges STUB.
//
// Any user may call it.
//
// GET /subnets/{id}/?op=unreserved_ip_ranges
func (s *SubnetsService) UnreservedIPRanges(ctx context.Context, id string) ([]SubnetRange, error) {
	return maas.List[SubnetRange](ctx, s.client, maas.Get("/subnets/{id...}/", id).Op("unreserved_ip_ranges"))
}

// SubnetStatisticsOptions are STUB.
type SubnetStatisticsOptions struct {
	IncludeRanges      *bool `param:"include_ranges"`
	IncludeSuggestions *bool `param:"include_suggestions"`
}

// Statistics STUB.
//
// Any user may call it.
//
// GET /subnets/{id}/?op=statistics
func (s *SubnetsService) Statistics(ctx context.Context, id string, opts *SubnetStatisticsOptions) (*SubnetStatistics, error) {
	return maas.Do[*SubnetStatistics](ctx, s.client, maas.Get("/subnets/{id...}/", id).Op("statistics").With(opts))
}

// SubnetIPAddressesOptions are STUB.
type SubnetIPAddressesOptions struct {
	WithNodeSummary *bool `param:"with_node_summary"`
	WithSummary     *bool `param:"with_summary"` // since 2.2
	WithUsername    *bool `param:"with_username"`
}

// IPAddresses STUB.
//
// Any user may call it.
//
// GET /subnets/{id}/?op=ip_addresses
func (s *SubnetsService) IPAddresses(ctx context.Context, id string, opts *SubnetIPAddressesOptions) ([]SubnetIPAddress, error) {
	return maas.List[SubnetIPAddress](ctx, s.client, maas.Get("/subnets/{id...}/", id).Op("ip_addresses").With(opts))
}
