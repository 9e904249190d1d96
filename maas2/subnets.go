package maas2

import (
	"context"
	"encoding/json"
	"net/netip"
	"strings"

	"github.com/gomaas/maas"
)

// SubnetsService is the sections "Subnets" and "Subnet" of the API: the IP
// networks that MAAS knows. Each is in a VLAN, and through it in a fabric and
// perhaps in a space.
//
// A subnet is named by its id (see [ID]), by its CIDR or by "name:" and its name;
// [SubnetsService.Find] tells the last two apart by itself.
type SubnetsService service

// A Subnet is an IP network.
type Subnet struct {
	ID          int     `json:"id"`
	Name        string  `json:"name"`        // the CIDR unless it was given one; not unique
	Description string  `json:"description"` // since 2.8
	VLAN        VLAN    `json:"vlan"`
	CIDR        string  `json:"cidr"`       // "10.0.0.0/24", unique
	GatewayIP   *string `json:"gateway_ip"` // nil or "" for none
	// DNSServers are those that nodes are told in place of MAAS's own.
	DNSServers []string `json:"dns_servers"`
	RDNSMode   RDNSMode `json:"rdns_mode"`
	AllowDNS   bool     `json:"allow_dns"`   // MAAS's DNS answers the subnet, since 2.5
	AllowProxy bool     `json:"allow_proxy"` // MAAS's proxy serves the subnet
	// ActiveDiscovery reports whether racks scan the subnet for hosts, since 2.1.
	ActiveDiscovery bool `json:"active_discovery"`
	// Managed reports whether MAAS gives out all free addresses. In a subnet that
	// is not managed it gives out those of reserved ranges only. Since 2.2.
	Managed bool `json:"managed"`
	// DisabledBootArchitectures are the ways to boot that DHCP does not serve,
	// since 3.0.
	DisabledBootArchitectures []string `json:"disabled_boot_architectures"`
	Space                     string   `json:"space"` // of its VLAN since 2.2, "undefined" for none
	ResourceURI               string   `json:"resource_uri"`
}

// RDNSMode says how MAAS answers reverse DNS queries for a subnet.
type RDNSMode int

// The modes of reverse DNS.
const (
	RDNSModeDisabled RDNSMode = 0 // no reverse zone
	RDNSModeEnabled  RDNSMode = 1 // a reverse zone
	RDNSModeRFC2317  RDNSMode = 2 // with the glue of RFC 2317 for small subnets; the default
)

// String returns a name of the mode, RDNSMode(42) for an unknown one.
func (v RDNSMode) String() string {
	return enumName(v, "RDNSMode", map[RDNSMode]string{
		RDNSModeDisabled: "disabled",
		RDNSModeEnabled:  "enabled",
		RDNSModeRFC2317:  "enabled with RFC 2317 glue",
	})
}

// List returns all subnets.
//
// Any user may call it.
//
// GET /subnets/
func (s *SubnetsService) List(ctx context.Context) ([]Subnet, error) {
	return maas.List[Subnet](ctx, s.client, maas.Get("/subnets/"))
}

// Get returns a subnet by its id (see [ID]), CIDR or name.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /subnets/{id}/
func (s *SubnetsService) Get(ctx context.Context, subnet string) (*Subnet, error) {
	return maas.Do[*Subnet](ctx, s.client, maas.Get("/subnets/{id...}/", subnet))
}

// SubnetCreateOptions are the settings of a new subnet that MAAS does not insist
// on. The subnet is in the VLAN with the id VLAN or, if that is not given, in the
// VLAN with the tag VID of Fabric. Without those it is in a default VLAN.
type SubnetCreateOptions struct {
	Name        string    `param:"name"` // the CIDR unless given
	Description string    `param:"description"`
	VLAN        int       `param:"vlan"`              // its id, which is not its VID
	Fabric      string    `param:"fabric"`            // its id, see [ID]
	VID         *int      `param:"vid"`               // 0 to 4094, 0 is untagged
	Space       string    `param:"space" until:"3.4"` // see VLANUpdateOptions for later ones
	GatewayIP   string    `param:"gateway_ip,ip"`
	DNSServers  Addresses `param:"dns_servers"`
	RDNSMode    *RDNSMode `param:"rdns_mode"`             // RDNSModeRFC2317 unless given
	AllowDNS    *bool     `param:"allow_dns" since:"2.5"` // true unless given
	AllowProxy  *bool     `param:"allow_proxy"`           // true unless given
	// ActiveDiscovery lets racks look for hosts; false unless given.
	ActiveDiscovery *bool `param:"active_discovery" since:"2.1"`
	Managed         *bool `param:"managed" since:"2.2"` // true unless given
	// DisabledBootArchitectures are the ways to boot that DHCP is not to serve,
	// such as "pxe" and "uefi_amd64_tftp".
	DisabledBootArchitectures NameList `param:"disabled_boot_architectures" since:"3.0"`
}

// Create makes a subnet.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrExists] for a CIDR that is taken, and with [maas.ErrBadRequest] and
// messages about fields, such as for a gateway outside of the subnet.
//
// POST /subnets/
func (s *SubnetsService) Create(ctx context.Context, cidr string, opts *SubnetCreateOptions) (*Subnet, error) {
	return maas.Do[*Subnet](ctx, s.client, maas.Post("/subnets/").Set("cidr", cidr).With(opts))
}

// SubnetUpdateOptions are the settings to change; nil keeps a setting. The
// fields are as in [SubnetCreateOptions].
type SubnetUpdateOptions struct {
	Name                      *string    `param:"name"`
	Description               *string    `param:"description"`
	CIDR                      *string    `param:"cidr"`
	VLAN                      *int       `param:"vlan"`
	Fabric                    *string    `param:"fabric"`
	VID                       *int       `param:"vid"`
	Space                     *string    `param:"space" until:"3.4"`
	GatewayIP                 *string    `param:"gateway_ip,ip"` // new("") for none
	DNSServers                *Addresses `param:"dns_servers"`   // new(Addresses{}) for none
	RDNSMode                  *RDNSMode  `param:"rdns_mode"`
	AllowDNS                  *bool      `param:"allow_dns" since:"2.5"`
	AllowProxy                *bool      `param:"allow_proxy"`
	ActiveDiscovery           *bool      `param:"active_discovery" since:"2.1"`
	Managed                   *bool      `param:"managed" since:"2.2"`
	DisabledBootArchitectures *NameList  `param:"disabled_boot_architectures" since:"3.0"`
}

// Update changes a subnet, which is named by its id (see [ID]), CIDR or name.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and [maas.ErrBadRequest] with messages about fields.
//
// PUT /subnets/{id}/
func (s *SubnetsService) Update(ctx context.Context, subnet string, opts *SubnetUpdateOptions) (*Subnet, error) {
	return maas.Do[*Subnet](ctx, s.client, maas.Put("/subnets/{id...}/", subnet).With(opts))
}

// SubnetDeleteOptions say how to delete a subnet.
type SubnetDeleteOptions struct {
	Force *bool `param:"force" since:"3.7"`
}

// Delete removes a subnet, which is named by its id (see [ID]), CIDR or name.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /subnets/{id}/
func (s *SubnetsService) Delete(ctx context.Context, subnet string, opts *SubnetDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/subnets/{id...}/", subnet).With(opts))
}

// A SubnetRange is a run of addresses of a subnet.
type SubnetRange struct {
	Start string `json:"start"`
	End   string `json:"end"` // still part of it
	// NumAddresses is too large for an int64 where the subnet is of IPv6.
	NumAddresses json.Number `json:"num_addresses"`
	// Purpose is why the addresses are not free, such as "gateway-ip",
	// "reserved" or "assigned-ip"; "unused" for those that are.
	Purpose []string `json:"purpose,omitzero"`
}

// ReservedIPRanges returns the addresses of a subnet that are taken, by nodes, by
// ranges or as gateway.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /subnets/{id}/?op=reserved_ip_ranges
func (s *SubnetsService) ReservedIPRanges(ctx context.Context, subnet string) ([]SubnetRange, error) {
	return maas.List[SubnetRange](ctx, s.client, maas.Get("/subnets/{id...}/", subnet).Op("reserved_ip_ranges"))
}

// UnreservedIPRanges returns the addresses of a subnet that are free.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /subnets/{id}/?op=unreserved_ip_ranges
func (s *SubnetsService) UnreservedIPRanges(ctx context.Context, subnet string) ([]SubnetRange, error) {
	return maas.List[SubnetRange](ctx, s.client, maas.Get("/subnets/{id...}/", subnet).Op("unreserved_ip_ranges"))
}

// SubnetStatistics count the addresses of a subnet. The numbers of addresses are too
// large for an int64 where the subnet is of IPv6: a /64 has 2^64-1.
type SubnetStatistics struct {
	NumAvailable     json.Number `json:"num_available"`
	LargestAvailable json.Number `json:"largest_available"` // in one run
	NumUnavailable   json.Number `json:"num_unavailable"`
	TotalAddresses   json.Number `json:"total_addresses"`
	Usage            float64     `json:"usage"`        // from 0 to 1
	UsageString      string      `json:"usage_string"` // "12%"
	AvailableString  string      `json:"available_string"`
	FirstAddress     string      `json:"first_address"`
	LastAddress      string      `json:"last_address"`
	IPVersion        int         `json:"ip_version"` // 4 or 6
	// Ranges are all runs of addresses, free and taken; only with IncludeRanges.
	Ranges []SubnetRange `json:"ranges,omitzero"`
	// The suggestions are there only with IncludeSuggestions, and nil where MAAS
	// has none.
	SuggestedGateway      *string      `json:"suggested_gateway,omitempty"`
	SuggestedDynamicRange *SubnetRange `json:"suggested_dynamic_range,omitempty"`
}

// SubnetStatisticsOptions ask for more than the numbers.
type SubnetStatisticsOptions struct {
	IncludeRanges      *bool `param:"include_ranges,01"`      // fills Ranges
	IncludeSuggestions *bool `param:"include_suggestions,01"` // fills SuggestedGateway and SuggestedDynamicRange
}

// Statistics returns how many addresses of a subnet are free and taken. The subnet
// is named by its id (see [ID]), CIDR or name. The numbers are of type json.Number,
// since an IPv6 subnet has more addresses than fit into an int64.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /subnets/{id}/?op=statistics
func (s *SubnetsService) Statistics(ctx context.Context, subnet string, opts *SubnetStatisticsOptions) (*SubnetStatistics, error) {
	return maas.Do[*SubnetStatistics](ctx, s.client, maas.Get("/subnets/{id...}/", subnet).Op("statistics").With(opts))
}

// A SubnetIPAddress is an address of a subnet that is in use.
type SubnetIPAddress struct {
	IP        string        `json:"ip"`
	AllocType IPAddressType `json:"alloc_type"`
	Created   string        `json:"created"` // "Sat, 21 Nov. 2026 12:24:11"
	Updated   string        `json:"updated"`
	// NodeSummary names the node that has it; nil where no node has, or where it
	// was not asked for.
	NodeSummary *NodeSummary `json:"node_summary,omitempty"`
	User        string       `json:"user"` // "" where it was not asked for
}

// A NodeSummary names the node that has an address.
type NodeSummary struct {
	SystemID    string   `json:"system_id"`
	NodeType    NodeType `json:"node_type"`
	FQDN        string   `json:"fqdn"`
	Hostname    string   `json:"hostname"`
	Via         string   `json:"via,omitempty"` // the interface
	IsContainer bool     `json:"is_container"`
}

// SubnetIPAddressesOptions say what to leave out. MAAS includes everything by
// default.
type SubnetIPAddressesOptions struct {
	WithSummary  *bool `param:"with_summary,01" since:"2.2"` // the nodes
	WithUsername *bool `param:"with_username,01"`
	// WithNodeSummary is the deprecated name of WithSummary, the only one in 2.0
	// and 2.1.
	WithNodeSummary *bool `param:"with_node_summary,01"`
}

// IPAddresses returns the addresses of a subnet that are in use, and by whom.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /subnets/{id}/?op=ip_addresses
func (s *SubnetsService) IPAddresses(ctx context.Context, subnet string, opts *SubnetIPAddressesOptions) ([]SubnetIPAddress, error) {
	return maas.List[SubnetIPAddress](ctx, s.client, maas.Get("/subnets/{id...}/", subnet).Op("ip_addresses").With(opts))
}

// Find returns the subnet with a CIDR or a name, in one request. The CIDR may be that of any address in the subnet: "10.0.0.7/24"
// finds 10.0.0.0/24. A name that looks like an id is not mistaken for one.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /subnets/{id}/
func (s *SubnetsService) Find(ctx context.Context, key string) (*Subnet, error) {
	if prefix, err := netip.ParsePrefix(key); err == nil {
		return s.Get(ctx, "cidr:"+prefix.Masked().String())
	}
	if key == "" || strings.HasPrefix(key, "name:") {
		return s.Get(ctx, key)
	}
	return s.Get(ctx, "name:"+key)
}
