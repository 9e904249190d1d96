package maas

import "context"

// NodeGroupInterfacesService is the section "Nodegroup interfaces" and
// "Nodegroup interface" of the API: the network interfaces of a cluster
// controller, on which it may manage DHCP and DNS.
//
// An interface is named by its device, "eth0"; from MAAS 1.7 on by its own
// name, which is the device's unless several networks share it.
type NodeGroupInterfacesService service

// A NodeGroupInterface is a network interface of a cluster. The router that was
// set for it is never shown.
type NodeGroupInterface struct {
	Name       *string                      `json:"name,omitempty"` // since 1.7
	Interface  string                       `json:"interface"`      // the device: "eth0"
	IP         string                       `json:"ip"`             // of the cluster controller
	Management NodeGroupInterfaceManagement `json:"management"`
	// The rest are IP addresses, "" where there is none.
	SubnetMask        string `json:"subnet_mask"`
	BroadcastIP       string `json:"broadcast_ip"`
	IPRangeLow        string `json:"ip_range_low"` // the addresses that DHCP gives out
	IPRangeHigh       string `json:"ip_range_high"`
	StaticIPRangeLow  string `json:"static_ip_range_low"` // the addresses for nodes in use; since 1.6
	StaticIPRangeHigh string `json:"static_ip_range_high"`
}

// NodeGroupInterfaceManagement is what a cluster does on a network.
type NodeGroupInterfaceManagement int

// What a cluster does on a network.
const (
	NodeGroupInterfaceManagementUnmanaged  NodeGroupInterfaceManagement = 0 // neither DHCP nor DNS
	NodeGroupInterfaceManagementDHCP       NodeGroupInterfaceManagement = 1
	NodeGroupInterfaceManagementDHCPAndDNS NodeGroupInterfaceManagement = 2
)

// String returns the management in words, NodeGroupInterfaceManagement(42) for
// an unknown one.
func (m NodeGroupInterfaceManagement) String() string {
	return enumName(m, "NodeGroupInterfaceManagement", "Unmanaged", "DHCP", "DHCP and DNS")
}

// List returns the interfaces of a cluster, in no order.
//
// Administrators and the cluster's worker may call it, from MAAS 1.7 on any
// user. It fails with [ErrForbidden] and [ErrNotFound].
//
// GET /nodegroups/{uuid}/interfaces/?op=list
func (s *NodeGroupInterfacesService) List(ctx context.Context, uuid string) ([]NodeGroupInterface, error) {
	return List[NodeGroupInterface](ctx, s.client, Get("/nodegroups/{uuid}/interfaces/", uuid).Op("list"))
}

// Get returns an interface of a cluster; the API document calls the one a list.
//
// Administrators and the cluster's worker may call it, from MAAS 1.7 on any
// user. It fails with [ErrForbidden] and [ErrNotFound].
//
// GET /nodegroups/{uuid}/interfaces/{interface}/
func (s *NodeGroupInterfacesService) Get(ctx context.Context, uuid, name string) (*NodeGroupInterface, error) {
	return Do[*NodeGroupInterface](ctx, s.client, Get("/nodegroups/{uuid}/interfaces/{interface}/", uuid, name))
}

// NodeGroupInterfaceCreateOptions are the settings of a new interface that MAAS
// does not insist on. On one that is managed it wants the device, the subnet
// mask, the router and the range as well, all of them within one network of at
// most 65,536 addresses.
type NodeGroupInterfaceCreateOptions struct {
	Name        string                       `param:"name" json:"name,omitempty"` // since 1.7
	Interface   string                       `param:"interface" json:"interface,omitempty"`
	Management  NodeGroupInterfaceManagement `param:"management" json:"management,omitempty"`
	SubnetMask  string                       `param:"subnet_mask,ip" json:"subnet_mask,omitempty"`
	BroadcastIP string                       `param:"broadcast_ip,ip" json:"broadcast_ip,omitempty"` // "" is what the mask makes of it; until 1.8
	RouterIP    string                       `param:"router_ip,ip" json:"router_ip,omitempty"`
	// The addresses that DHCP gives out, both ends included.
	IPRangeLow  string `param:"ip_range_low,ip" json:"ip_range_low,omitempty"`
	IPRangeHigh string `param:"ip_range_high,ip" json:"ip_range_high,omitempty"`
	// The addresses for nodes in use, apart from the others; since 1.6.
	StaticIPRangeLow  string `param:"static_ip_range_low,ip" json:"static_ip_range_low,omitempty"`
	StaticIPRangeHigh string `param:"static_ip_range_high,ip" json:"static_ip_range_high,omitempty"`
}

// Create adds an interface with an IP address to a cluster. With a subnet mask,
// MAAS 1.6 makes a [Network] of it, too.
//
// Administrators and the cluster's worker may call it. It fails with
// [ErrForbidden], [ErrNotFound], and [ErrBadRequest] with messages about fields,
// for example when the cluster has an interface of that name.
//
// POST /nodegroups/{uuid}/interfaces/?op=new
func (s *NodeGroupInterfacesService) Create(ctx context.Context, uuid, ip string, opts *NodeGroupInterfaceCreateOptions) (*NodeGroupInterface, error) {
	r := Post("/nodegroups/{uuid}/interfaces/", uuid).Op("new").Set("ip", ip).With(opts).Check(checkIP("ip", ip))
	return Do[*NodeGroupInterface](ctx, s.client, r)
}

// NodeGroupInterfaceUpdateOptions are the settings to change. nil keeps a
// setting; new("") removes an address, except IP.
type NodeGroupInterfaceUpdateOptions struct {
	Name              *string                       `param:"name"` // since 1.7
	Interface         *string                       `param:"interface"`
	IP                *string                       `param:"ip,ip"`
	Management        *NodeGroupInterfaceManagement `param:"management"`
	SubnetMask        *string                       `param:"subnet_mask,ip"`
	BroadcastIP       *string                       `param:"broadcast_ip,ip"` // until 1.8
	RouterIP          *string                       `param:"router_ip,ip"`
	IPRangeLow        *string                       `param:"ip_range_low,ip"`
	IPRangeHigh       *string                       `param:"ip_range_high,ip"`
	StaticIPRangeLow  *string                       `param:"static_ip_range_low,ip"`  // since 1.6
	StaticIPRangeHigh *string                       `param:"static_ip_range_high,ip"` // since 1.6
}

// Update changes an interface of a cluster.
//
// Administrators and the cluster's worker may call it. It fails with
// [ErrForbidden], [ErrNotFound], and [ErrBadRequest] with messages about fields.
//
// PUT /nodegroups/{uuid}/interfaces/{interface}/
func (s *NodeGroupInterfacesService) Update(ctx context.Context, uuid, name string, opts *NodeGroupInterfaceUpdateOptions) (*NodeGroupInterface, error) {
	return Do[*NodeGroupInterface](ctx, s.client, Put("/nodegroups/{uuid}/interfaces/{interface}/", uuid, name).With(opts))
}

// Delete takes an interface from a cluster.
//
// Administrators and the cluster's worker may call it. It fails with
// [ErrForbidden] and [ErrNotFound].
//
// DELETE /nodegroups/{uuid}/interfaces/{interface}/
func (s *NodeGroupInterfacesService) Delete(ctx context.Context, uuid, name string) error {
	return Exec(ctx, s.client, Delete("/nodegroups/{uuid}/interfaces/{interface}/", uuid, name))
}

// ReportForeignDHCP records the IP address of a DHCP server that a cluster
// has seen on an interface and that is not its own, "" for none. It returns the
// interface, which does not show the address.
//
// Administrators and the cluster's worker may call it, until MAAS 1.6. It fails
// with [ErrForbidden] and [ErrNotFound].
//
// POST /nodegroups/{uuid}/interfaces/{interface}/?op=report_foreign_dhcp
func (s *NodeGroupInterfacesService) ReportForeignDHCP(ctx context.Context, uuid, name, foreignDHCPIP string) (*NodeGroupInterface, error) {
	r := Post("/nodegroups/{uuid}/interfaces/{interface}/", uuid, name).Until("1.6").Op("report_foreign_dhcp")
	r = r.Check(checkAddress("ip", "foreign_dhcp_ip", foreignDHCPIP))
	r.params.Add("foreign_dhcp_ip", foreignDHCPIP)
	return Do[*NodeGroupInterface](ctx, s.client, r)
}
