package maas

import (
	"context"
	"encoding/json"
	"strconv"
)

// SubnetsService is the section "Subnets" and "Subnet" of the API: the IP
// networks on the VLANs. Since MAAS 1.9.
type SubnetsService service

// A Subnet is an IP network on a VLAN, in a space. Since 1.9.
type Subnet struct {
	ID          int      `json:"id"`
	Name        string   `json:"name"`
	VLAN        *VLAN    `json:"vlan"`
	Space       string   `json:"space"` // a name
	CIDR        string   `json:"cidr"`
	GatewayIP   *string  `json:"gateway_ip"` // nil, or "" in the result of Create and Update: none
	DNSServers  []string `json:"dns_servers"`
	ResourceURI string   `json:"resource_uri"`
}

// List returns all subnets.
//
// Any user may call it, since MAAS 1.9.
//
// GET /subnets/
func (s *SubnetsService) List(ctx context.Context) ([]Subnet, error) {
	return List[Subnet](ctx, s.client, Get("/subnets/").Since("1.9"))
}

// Get returns a subnet by its id.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /subnets/{subnet_id}/
func (s *SubnetsService) Get(ctx context.Context, id int) (*Subnet, error) {
	return Do[*Subnet](ctx, s.client, Get("/subnets/{subnet_id}/", strconv.Itoa(id)).Since("1.9"))
}

// Find returns the one subnet that a specifier matches: its id, its name or
// CIDR, or a text such as "name:storage", "cidr:10.0.0.0/24", "ip:10.0.0.7" for
// the subnet with an address, "vlan:vid:100" or "space:storage".
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound] when no
// subnet matches and with [ErrForbidden] when several do.
//
// GET /subnets/{subnet_id}/
func (s *SubnetsService) Find(ctx context.Context, specifier string) (*Subnet, error) {
	return Do[*Subnet](ctx, s.client, Get("/subnets/{subnet_id...}/", specifier).Since("1.9"))
}

// SubnetCreateOptions are the optional settings of a new subnet.
type SubnetCreateOptions struct {
	Name string `param:"name"` // the CIDR if empty; need not be unique
	// VLAN is the id of the VLAN that the subnet is on. Instead of it, Fabric,
	// the id of a fabric, and VID, a tag, name one; without any of them it is
	// the untagged VLAN of the default fabric.
	VLAN       *int     `param:"vlan"`
	Fabric     *int     `param:"fabric"`
	VID        *int     `param:"vid"`
	Space      *int     `param:"space"` // the id of a space; nil is the default space
	GatewayIP  string   `param:"gateway_ip,ip"`
	DNSServers []string `param:"dns_servers"` // addresses
}

// Create makes a subnet of a network such as "10.0.0.0/24".
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrForbidden], and
// with [ErrBadRequest] and messages about fields, for example when there is a
// subnet with the CIDR.
//
// POST /subnets/
func (s *SubnetsService) Create(ctx context.Context, cidr string, opts *SubnetCreateOptions) (*Subnet, error) {
	return Do[*Subnet](ctx, s.client, Post("/subnets/").Set("cidr", cidr).With(opts).Since("1.9"))
}

// SubnetUpdateOptions are the settings to change; nil keeps a setting.
type SubnetUpdateOptions struct {
	Name       *string  `param:"name"`
	VLAN       *int     `param:"vlan"`  // the id of a VLAN
	Space      *int     `param:"space"` // the id of a space
	CIDR       *string  `param:"cidr"`
	GatewayIP  *string  `param:"gateway_ip"`  // new("") removes it
	DNSServers []string `param:"dns_servers"` // addresses; [""] removes all
}

// Update changes a subnet.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrBadRequest] with messages about fields.
//
// PUT /subnets/{subnet_id}/
func (s *SubnetsService) Update(ctx context.Context, id int, opts *SubnetUpdateOptions) (*Subnet, error) {
	return Do[*Subnet](ctx, s.client, Put("/subnets/{subnet_id}/", strconv.Itoa(id)).With(opts).Since("1.9"))
}

// Delete removes a subnet and the IP addresses that MAAS has noted in it.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound] and
// [ErrForbidden].
//
// DELETE /subnets/{subnet_id}/
func (s *SubnetsService) Delete(ctx context.Context, id int) error {
	return Exec(ctx, s.client, Delete("/subnets/{subnet_id}/", strconv.Itoa(id)).Since("1.9"))
}

// A SubnetIPAddress is an address of a subnet that is in use. Since 1.9.
type SubnetIPAddress struct {
	IP        string        `json:"ip"`
	AllocType IPAddressType `json:"alloc_type"`
	Hostname  string        `json:"hostname,omitempty"` // given when the address was reserved
	User      string        `json:"user,omitempty"`     // who has reserved it or owns the node
	// NodeSummary is the node or device that has the address; nil for none.
	NodeSummary *SubnetNodeSummary `json:"node_summary,omitempty"`
}

// A SubnetNodeSummary names a node or device that has an address. Since 1.9.
type SubnetNodeSummary struct {
	SystemID    string `json:"system_id"`
	Hostname    string `json:"hostname"`
	Installable bool   `json:"installable"` // a node, not a device
}

// SubnetIPAddressesOptions choose what is told about each address; nil is yes.
type SubnetIPAddressesOptions struct {
	WithUsername    *bool `param:"with_username"`
	WithNodeSummary *bool `param:"with_node_summary"`
}

// IPAddresses returns the addresses of a subnet that are in use.
//
// Any user may call it, since MAAS 1.9; others than administrators are told
// about their own nodes only. It fails with [ErrNotFound].
//
// GET /subnets/{subnet_id}/?op=ip_addresses
func (s *SubnetsService) IPAddresses(ctx context.Context, id int, opts *SubnetIPAddressesOptions) ([]SubnetIPAddress, error) {
	return List[SubnetIPAddress](ctx, s.client, Get("/subnets/{subnet_id}/", strconv.Itoa(id)).Op("ip_addresses").With(opts).Since("1.9"))
}

// An IPRange is a range of addresses of a subnet. Since 1.9.
type IPRange struct {
	Start string `json:"start"`
	End   string `json:"end"` // included
	// NumAddresses is a number that an IPv6 subnet makes too big for an int.
	NumAddresses json.Number      `json:"num_addresses"`
	Purpose      []IPRangePurpose `json:"purpose,omitempty"` // nil for an unreserved range
}

// IPRangePurpose is what a range of addresses is reserved for. Since 1.9.
type IPRangePurpose string

// The purposes of ranges.
const (
	IPRangePurposeAssignedIP   IPRangePurpose = "assigned-ip"   // of nodes, devices and users
	IPRangePurposeDynamicRange IPRangePurpose = "dynamic-range" // for DHCP
	IPRangePurposeStaticRange  IPRangePurpose = "static-range"
	IPRangePurposeClusterIP    IPRangePurpose = "cluster-ip" // of a cluster controller
	IPRangePurposeGatewayIP    IPRangePurpose = "gateway-ip"
	IPRangePurposeDNSServer    IPRangePurpose = "dns-server"
	IPRangePurposeUnused       IPRangePurpose = "unused" // in SubnetStatistics.Ranges
)

// ReservedIPRanges returns the ranges of a subnet that are in use or set aside.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /subnets/{subnet_id}/?op=reserved_ip_ranges
func (s *SubnetsService) ReservedIPRanges(ctx context.Context, id int) ([]IPRange, error) {
	return List[IPRange](ctx, s.client, Get("/subnets/{subnet_id}/", strconv.Itoa(id)).Op("reserved_ip_ranges").Since("1.9"))
}

// UnreservedIPRanges returns the ranges of a subnet that are free.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /subnets/{subnet_id}/?op=unreserved_ip_ranges
func (s *SubnetsService) UnreservedIPRanges(ctx context.Context, id int) ([]IPRange, error) {
	return List[IPRange](ctx, s.client, Get("/subnets/{subnet_id}/", strconv.Itoa(id)).Op("unreserved_ip_ranges").Since("1.9"))
}

// SubnetStatistics tell how full a subnet is. Since 1.9. The numbers are those
// of addresses, which an IPv6 subnet makes too big for an int.
type SubnetStatistics struct {
	NumAvailable     json.Number `json:"num_available"`
	LargestAvailable json.Number `json:"largest_available"` // the biggest free range
	NumUnavailable   json.Number `json:"num_unavailable"`
	TotalAddresses   json.Number `json:"total_addresses"`
	Usage            float64     `json:"usage"`            // 0 to 1
	UsageString      string      `json:"usage_string"`     // "21%"
	AvailableString  string      `json:"available_string"` // "79%"
	// InefficiencyString is "TBD" on every release.
	InefficiencyString string    `json:"inefficiency_string"`
	Ranges             []IPRange `json:"ranges,omitempty"` // if asked for
}

// SubnetStatisticsOptions choose what is told.
type SubnetStatisticsOptions struct {
	IncludeRanges *bool `param:"include_ranges"` // all ranges of the subnet; nil is no
}

// Statistics returns how full a subnet is.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /subnets/{subnet_id}/?op=statistics
func (s *SubnetsService) Statistics(ctx context.Context, id int, opts *SubnetStatisticsOptions) (*SubnetStatistics, error) {
	return Do[*SubnetStatistics](ctx, s.client, Get("/subnets/{subnet_id}/", strconv.Itoa(id)).Op("statistics").With(opts).Since("1.9"))
}
