package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// InterfacesService is the sections "Interfaces" and "Interface" of the API: the
// network interfaces of machines, devices and controllers. Physical ones are those
// that commissioning found; bonds, VLANs and bridges are made on top of others and
// exist once the machine is deployed.
//
// An interface is named by its id (see [ID]) or its name;
// [InterfacesService.Find] takes a MAC address as well.
// [InterfacesService.EnsureBond], EnsureVLAN, EnsureBridge and SetLinks bring
// about a whole configuration and change nothing where it is there already.
type InterfacesService service

// An Interface is a network interface of a node.
type Interface struct {
	SystemID   string        `json:"system_id"` // of the node; since 2.1.3
	ID         int           `json:"id"`
	Name       string        `json:"name"` // unique within the node
	Type       InterfaceType `json:"type"`
	MACAddress string        `json:"mac_address"` // bonds, VLANs and bridges share those of physical ones
	Enabled    bool          `json:"enabled"`
	Tags       []string      `json:"tags"`
	// VLAN is the one that the interface is in; nil for an interface that is
	// disconnected.
	VLAN *VLAN `json:"vlan"`
	// Links are the subnets that the interface has addresses in.
	Links []InterfaceLink `json:"links,omitzero"`
	// Discovered are the addresses that MAAS has seen the interface use, those
	// that its own DHCP gave out.
	Discovered   []InterfaceDiscovered `json:"discovered,omitzero"`
	Parents      []string              `json:"parents"`       // names of the interfaces below
	Children     []string              `json:"children"`      // names of the interfaces on top
	EffectiveMTU int                   `json:"effective_mtu"` // bytes
	Params       InterfaceParams       `json:"params"`

	// What commissioning found; nil for what is not known.
	Vendor          *string `json:"vendor"`           // since 2.4
	Product         *string `json:"product"`          // since 2.4
	FirmwareVersion *string `json:"firmware_version"` // since 2.4
	NUMANode        *int    `json:"numa_node"`        // nil for one that is not physical, too; since 2.7
	LinkConnected   bool    `json:"link_connected"`   // a cable is plugged in, since 2.7
	LinkSpeed       int     `json:"link_speed"`       // Mbit/s, 0 for unknown; since 2.7
	InterfaceSpeed  int     `json:"interface_speed"`  // that it can do; Mbit/s, 0 for unknown; since 2.7
	SRIOVMaxVF      int     `json:"sriov_max_vf"`     // virtual functions, since 2.7
	ResourceURI     string  `json:"resource_uri"`
}

// An InterfaceDiscovered is an address that MAAS saw in use.
type InterfaceDiscovered struct {
	Subnet    *Subnet `json:"subnet"` // nil for an unknown one
	IPAddress string  `json:"ip_address"`
}

// An InterfaceLink is a subnet that an interface has, or will have, an address in.
type InterfaceLink struct {
	ID        int      `json:"id"`
	Mode      LinkMode `json:"mode"`
	IPAddress string   `json:"ip_address"`       // "" for none yet: see LinkModeAuto
	Subnet    *Subnet  `json:"subnet,omitempty"` // nil with LinkModeLinkUp, mostly
}

// InterfaceType is what an interface is.
type InterfaceType string

// The types of interfaces.
const (
	InterfaceTypePhysical InterfaceType = "physical"
	InterfaceTypeBond     InterfaceType = "bond"
	InterfaceTypeBridge   InterfaceType = "bridge"
	InterfaceTypeVLAN     InterfaceType = "vlan"
	InterfaceTypeAlias    InterfaceType = "alias"
	InterfaceTypeUnknown  InterfaceType = "unknown"
)

// LinkMode says where an interface has its address from.
type LinkMode string

// The modes of links.
const (
	LinkModeAuto   LinkMode = "auto"    // MAAS picks an address when the machine is deployed
	LinkModeDHCP   LinkMode = "dhcp"    // the machine asks a DHCP server
	LinkModeStatic LinkMode = "static"  // a given address, or one that MAAS picks at once
	LinkModeLinkUp LinkMode = "link_up" // no address, but the interface is up
)

// BondMode says how a bond spreads packets over its interfaces.
type BondMode string

// The modes of bonds, as Linux has them.
const (
	BondModeBalanceRR       BondMode = "balance-rr"
	BondModeActiveBackup    BondMode = "active-backup"
	BondModeBalanceXOR      BondMode = "balance-xor"
	BondModeBroadcast       BondMode = "broadcast"
	BondModeLinkAggregation BondMode = "802.3ad"
	BondModeBalanceTLB      BondMode = "balance-tlb"
	BondModeBalanceALB      BondMode = "balance-alb"
)

// BondLACPRate is how often a bond of [BondModeLinkAggregation] wants to hear
// from its partner.
type BondLACPRate string

// The rates of LACP.
const (
	BondLACPRateSlow BondLACPRate = "slow" // every 30 s
	BondLACPRateFast BondLACPRate = "fast" // every second
)

// BondXmitHashPolicy is what a bond looks at to choose the interface of a packet.
type BondXmitHashPolicy string

// The policies, by the layers that they look at.
const (
	BondXmitHashPolicyLayer2  BondXmitHashPolicy = "layer2"
	BondXmitHashPolicyLayer23 BondXmitHashPolicy = "layer2+3"
	BondXmitHashPolicyLayer34 BondXmitHashPolicy = "layer3+4"
	BondXmitHashPolicyEncap23 BondXmitHashPolicy = "encap2+3"
	BondXmitHashPolicyEncap34 BondXmitHashPolicy = "encap3+4"
)

// BridgeType is the software that makes a bridge.
type BridgeType string

// The types of bridges.
const (
	BridgeTypeStandard BridgeType = "standard" // of the kernel; since 2.7
	BridgeTypeOVS      BridgeType = "ovs"      // Open vSwitch; since 2.7
)

// IPAssignment says who gives an interface of a device its address.
type IPAssignment string

// The ways to assign addresses.
const (
	IPAssignmentExternal IPAssignment = "external" // it is none of MAAS's business; since 2.2
	IPAssignmentDynamic  IPAssignment = "dynamic"  // DHCP; since 2.2
	IPAssignmentStatic   IPAssignment = "static"   // one of a subnet that MAAS knows; since 2.2
)

// InterfaceParams are the settings of an interface that depend on its type. nil
// stands for what was never set.
type InterfaceParams struct {
	MTU      *int  `json:"mtu,omitempty"` // bytes
	AcceptRA *bool `json:"accept-ra,omitempty"`
	Autoconf *bool `json:"autoconf,omitempty"` // gone in 3.4

	BondMode           *BondMode           `json:"bond_mode,omitempty"`
	BondMIIMon         *int                `json:"bond_miimon,omitempty"`    // milliseconds
	BondUpDelay        *int                `json:"bond_updelay,omitempty"`   // milliseconds
	BondDownDelay      *int                `json:"bond_downdelay,omitempty"` // milliseconds
	BondLACPRate       *BondLACPRate       `json:"bond_lacp_rate,omitempty"`
	BondNumGratARP     *int                `json:"bond_num_grat_arp,omitempty"`
	BondXmitHashPolicy *BondXmitHashPolicy `json:"bond_xmit_hash_policy,omitempty"`

	BridgeType *BridgeType `json:"bridge_type,omitempty"`
	BridgeSTP  *bool       `json:"bridge_stp,omitempty"`
	BridgeFD   *int        `json:"bridge_fd,omitempty"` // seconds
}

// List returns the interfaces of a node.
//
// Any user may call it, for nodes that they may see. It fails with
// [maas.ErrNotFound] for an unknown node.
//
// GET /nodes/{system_id}/interfaces/
func (s *InterfacesService) List(ctx context.Context, systemID string) ([]Interface, error) {
	return maas.List[Interface](ctx, s.client, maas.Get("/nodes/{system_id}/interfaces/", systemID))
}

// Get returns an interface by its id (see [ID]) or name.
//
// Any user may call it, for nodes that they may see. It fails with
// [maas.ErrNotFound].
//
// GET /nodes/{system_id}/interfaces/{id}/
func (s *InterfacesService) Get(ctx context.Context, systemID, iface string) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Get("/nodes/{system_id}/interfaces/{id}/", systemID, iface))
}

// InterfaceCreatePhysicalOptions are the settings of a new physical interface
// that MAAS does not insist on.
type InterfaceCreatePhysicalOptions struct {
	Name           string         `param:"name"` // "eth0" or the next free number unless given
	VLAN           int            `param:"vlan"` // its id, which is not its VID; not connected unless given
	Tags           NameList       `param:"tags"`
	MTU            int            `param:"mtu"` // bytes, 552 at least
	AcceptRA       *bool          `param:"accept_ra"`
	Autoconf       *bool          `param:"autoconf" until:"3.3"`
	Enabled        *bool          `param:"enabled"`
	LinkConnected  *bool          `param:"link_connected" since:"2.7"`  // a cable is plugged in
	LinkSpeed      int            `param:"link_speed" since:"2.7"`      // Mbit/s, InterfaceSpeed at most
	InterfaceSpeed int            `param:"interface_speed" since:"2.7"` // that it can do; Mbit/s
	NUMANode       *int           `param:"numa_node" since:"2.7"`
	IPAssignment   []IPAssignment `param:"ip_assignment" since:"2.2"` // of a device
	IPAddress      string         `param:"ip_address,ip" since:"2.2"` // of a device
}

// CreatePhysical adds a physical interface to a node that commissioning did not
// find, or that is a device.
//
// Administrators may call it for any node, and the owner of a device for that. It
// fails with [maas.ErrForbidden], with [maas.ErrNotFound] for an unknown node,
// with [maas.ErrExists] for a MAC address that an interface has, and with
// [maas.ErrBadRequest] and messages about fields.
//
// POST /nodes/{system_id}/interfaces/?op=create_physical
func (s *InterfacesService) CreatePhysical(ctx context.Context, systemID, macAddress string, opts *InterfaceCreatePhysicalOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/", systemID).Op("create_physical").Set("mac_address", macAddress).With(opts))
}

// InterfaceCreateBondOptions are the settings of a new bond that MAAS does not
// insist on.
type InterfaceCreateBondOptions struct {
	MACAddress         string             `param:"mac_address,mac"` // that of a parent unless given
	VLAN               int                `param:"vlan"`            // its id, which is not its VID; that of the parents unless given
	BondMode           BondMode           `param:"bond_mode"`
	BondMIIMon         *int               `param:"bond_miimon"`    // milliseconds between looks at the links
	BondUpDelay        int                `param:"bond_updelay"`   // milliseconds until a link that came back is used
	BondDownDelay      int                `param:"bond_downdelay"` // milliseconds until a link that failed is not
	BondLACPRate       BondLACPRate       `param:"bond_lacp_rate"`
	BondNumGratARP     *int               `param:"bond_num_grat_arp" since:"2.3"` // announcements after a change of links; 1 unless given
	BondXmitHashPolicy BondXmitHashPolicy `param:"bond_xmit_hash_policy"`
	Tags               NameList           `param:"tags"`
	MTU                int                `param:"mtu"` // bytes, 552 at least
	AcceptRA           *bool              `param:"accept_ra"`
	Autoconf           *bool              `param:"autoconf" until:"3.3"`
	LinkConnected      *bool              `param:"link_connected" since:"2.7"`
	LinkSpeed          int                `param:"link_speed" since:"2.7"`      // Mbit/s, InterfaceSpeed at most
	InterfaceSpeed     int                `param:"interface_speed" since:"2.7"` // Mbit/s
	IPAssignment       []IPAssignment     `param:"ip_assignment" since:"2.2"`   // of a device
	IPAddress          string             `param:"ip_address,ip" since:"2.2"`   // of a device
}

// CreateBond makes a bond of a machine's interfaces, which parents are the ids of.
// The bond takes the place of its parents in their VLAN, and has the defaults of
// MAAS for what opts do not set. [InterfacesService.EnsureBond] takes names and may
// be called again.
//
// Administrators may call it. It fails with [maas.ErrNotFound] for an unknown
// machine, with [maas.ErrExists] for a name that the machine has, and with
// [maas.ErrBadRequest] and messages about fields, such as for a parent that is in
// another bond.
//
// POST /nodes/{system_id}/interfaces/?op=create_bond
func (s *InterfacesService) CreateBond(ctx context.Context, systemID, name string, parents []int, opts *InterfaceCreateBondOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/", systemID).Op("create_bond").Set("name", name).
		Check(notEmpty("parents", len(parents))).SetAll("parents", integers(parents)).With(opts))
}

// InterfaceCreateVLANOptions are the settings of a new VLAN interface that MAAS
// does not insist on.
type InterfaceCreateVLANOptions struct {
	Name           string         `param:"name" since:"3.1"` // that of the parent, a dot and the VID unless given
	Tags           NameList       `param:"tags"`
	MTU            int            `param:"mtu"` // bytes, 552 at least and that of the parent at most
	AcceptRA       *bool          `param:"accept_ra"`
	Autoconf       *bool          `param:"autoconf" until:"3.3"`
	LinkConnected  *bool          `param:"link_connected" since:"2.7"`
	LinkSpeed      int            `param:"link_speed" since:"2.7"`      // Mbit/s, InterfaceSpeed at most
	InterfaceSpeed int            `param:"interface_speed" since:"2.7"` // Mbit/s
	IPAssignment   []IPAssignment `param:"ip_assignment" since:"2.2"`   // of a device
	IPAddress      string         `param:"ip_address,ip" since:"2.2"`   // of a device
}

// CreateVLAN makes an interface for a tagged VLAN on top of another interface.
// Both are ids, and that of the VLAN is not its VID: see [VLANsService.Get].
// [InterfacesService.EnsureVLAN] takes a name and may be called again.
//
// Administrators may call it. It fails with [maas.ErrNotFound] for an unknown
// machine, with [maas.ErrExists] where the parent has the VLAN already, and with
// [maas.ErrBadRequest] and messages about fields, such as for a VLAN of another
// fabric than the parent's.
//
// POST /nodes/{system_id}/interfaces/?op=create_vlan
func (s *InterfacesService) CreateVLAN(ctx context.Context, systemID string, parent, vlan int, opts *InterfaceCreateVLANOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/", systemID).Op("create_vlan").Set("parent", strconv.Itoa(parent)).Set("vlan", strconv.Itoa(vlan)).With(opts))
}

// InterfaceCreateBridgeOptions are the settings of a new bridge that MAAS does
// not insist on.
type InterfaceCreateBridgeOptions struct {
	MACAddress     string         `param:"mac_address,mac"` // that of the parent unless given
	VLAN           int            `param:"vlan"`            // its id, which is not its VID; that of the parent unless given
	BridgeType     BridgeType     `param:"bridge_type" since:"2.7"`
	BridgeSTP      *bool          `param:"bridge_stp"` // the spanning tree protocol
	BridgeFD       *int           `param:"bridge_fd"`  // forward delay in seconds
	Tags           NameList       `param:"tags"`
	MTU            int            `param:"mtu"` // bytes, 552 at least
	AcceptRA       *bool          `param:"accept_ra"`
	Autoconf       *bool          `param:"autoconf" until:"3.3"`
	LinkConnected  *bool          `param:"link_connected" since:"2.7"`
	LinkSpeed      int            `param:"link_speed" since:"2.7"`      // Mbit/s, InterfaceSpeed at most
	InterfaceSpeed int            `param:"interface_speed" since:"2.7"` // Mbit/s
	IPAssignment   []IPAssignment `param:"ip_assignment" since:"2.2"`   // of a device
	IPAddress      string         `param:"ip_address,ip" since:"2.2"`   // of a device
}

// CreateBridge makes a bridge on top of an interface, by its id.
// [InterfacesService.EnsureBridge] takes a name and may be called again.
//
// Administrators may call it, since MAAS 2.1. It fails with [maas.ErrNotFound]
// for an unknown machine, with [maas.ErrExists] for a name that the machine has,
// and with [maas.ErrBadRequest] and messages about fields.
//
// POST /nodes/{system_id}/interfaces/?op=create_bridge
func (s *InterfacesService) CreateBridge(ctx context.Context, systemID, name string, parent int, opts *InterfaceCreateBridgeOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/", systemID).Op("create_bridge").Set("name", name).Set("parent", strconv.Itoa(parent)).With(opts).Since("2.1"))
}

// InterfaceUpdateOptions are the settings to change; nil keeps a setting. A
// setting that the interface's type does not have is ignored.
type InterfaceUpdateOptions struct {
	Name       *string `param:"name"`
	MACAddress *string `param:"mac_address,mac"`
	VLAN       *string `param:"vlan"` // its id (see [ID]), which is not its VID; new("") disconnects
	// Tags are all tags; new(NameList{}) for none. Without it MAAS 3.4 keeps only the
	// last of several.
	Tags           *NameList      `param:"tags"`
	MTU            *int           `param:"mtu"` // bytes, 552 at least
	AcceptRA       *bool          `param:"accept_ra"`
	Autoconf       *bool          `param:"autoconf" until:"3.3"`
	LinkConnected  *bool          `param:"link_connected" since:"2.7"`  // a cable is plugged in
	LinkSpeed      *int           `param:"link_speed" since:"2.7"`      // Mbit/s
	InterfaceSpeed *int           `param:"interface_speed" since:"2.7"` // that it can do; Mbit/s
	IPAssignment   []IPAssignment `param:"ip_assignment" since:"2.2"`   // of a device
	IPAddress      *string        `param:"ip_address,ip" since:"2.2"`   // of a device

	Parents []int `param:"parents"` // of a bond, all of them
	Parent  *int  `param:"parent"`  // of a VLAN or a bridge

	// Those of a bond; see [InterfaceCreateBondOptions].
	BondMode           *BondMode           `param:"bond_mode" since:"2.2"`
	BondMIIMon         *int                `param:"bond_miimon" since:"2.2"`
	BondUpDelay        *int                `param:"bond_updelay" since:"2.2"`
	BondDownDelay      *int                `param:"bond_downdelay" since:"2.2"`
	BondLACPRate       *BondLACPRate       `param:"bond_lacp_rate" since:"2.2"`
	BondXmitHashPolicy *BondXmitHashPolicy `param:"bond_xmit_hash_policy" since:"2.2"`

	// Those of a bridge; see [InterfaceCreateBridgeOptions].
	BridgeType *BridgeType `param:"bridge_type" since:"2.7"`
	BridgeSTP  *bool       `param:"bridge_stp" since:"2.1"`
	BridgeFD   *int        `param:"bridge_fd" since:"2.1"`

	// Those of a bond as MAAS 2.0 and 2.1 name them.
	OldBondMode           *BondMode           `param:"bond-mode" until:"2.1"`
	OldBondMIIMon         *int                `param:"bond-miimon" until:"2.1"`
	OldBondUpDelay        *int                `param:"bond-updelay" until:"2.1"`
	OldBondDownDelay      *int                `param:"bond-downdelay" until:"2.1"`
	OldBondLACPRate       *BondLACPRate       `param:"bond-lacp_rate" until:"2.1"`
	OldBondXmitHashPolicy *BondXmitHashPolicy `param:"bond-xmit_hash_policy" until:"2.1"`
}

// Update changes an interface. Give the tags again where there are several: MAAS
// 3.4 drops all but the last.
//
// Administrators may call it for any node, and the owner of a device for that. It
// fails with [maas.ErrForbidden], [maas.ErrNotFound], and with
// [maas.ErrBadRequest] and messages about fields.
//
// PUT /nodes/{system_id}/interfaces/{id}/
func (s *InterfacesService) Update(ctx context.Context, systemID, iface string, opts *InterfaceUpdateOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Put("/nodes/{system_id}/interfaces/{id}/", systemID, iface).With(opts))
}

// Delete removes an interface from MAAS. A physical one comes back only with the
// next commissioning; to take it out of its networks there is
// [InterfacesService.Disconnect].
//
// Administrators may call it for any node, and the owner of a device for that. It
// fails with [maas.ErrForbidden] and [maas.ErrNotFound].
//
// DELETE /nodes/{system_id}/interfaces/{id}/
func (s *InterfacesService) Delete(ctx context.Context, systemID, iface string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/interfaces/{id}/", systemID, iface))
}

// InterfaceLinkSubnetOptions say which subnet to link and how.
type InterfaceLinkSubnetOptions struct {
	// Subnet is its id (see [ID]) or "cidr:" and its CIDR. MAAS insists on it for
	// LinkModeAuto and LinkModeStatic.
	Subnet         string `param:"subnet"`
	IPAddress      string `param:"ip_address,ip"`   // for LinkModeStatic; MAAS picks one unless given
	DefaultGateway *bool  `param:"default_gateway"` // the node's default gateway is that of the subnet
	// Force removes all other links of the interface. The subnet may be in another
	// VLAN than the interface then.
	Force *bool `param:"force" since:"2.1"`
}

// LinkSubnet gives an interface an address in a subnet, besides those that it has.
// Called twice it makes two links; [InterfacesService.SetLinks] does not.
//
// Administrators may call it for any node, and the owner of a device for that. It
// fails with [maas.ErrForbidden], [maas.ErrNotFound], with [maas.ErrExists] for
// an address that is in use, and with [maas.ErrBadRequest] and messages about
// fields: for a subnet of another VLAN, for example, or for an address outside of
// the subnet or inside a dynamic range.
//
// POST /nodes/{system_id}/interfaces/{id}/?op=link_subnet
func (s *InterfacesService) LinkSubnet(ctx context.Context, systemID, iface string, mode LinkMode, opts *InterfaceLinkSubnetOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/{id}/", systemID, iface).Op("link_subnet").Set("mode", string(mode)).With(opts))
}

// UnlinkSubnet removes a link of an interface, by [InterfaceLink.ID], and gives
// back its address.
//
// Administrators may call it for any node, and the owner of a device for that. It
// fails with [maas.ErrNotFound], and with [maas.ErrBadRequest] for a link that
// the interface does not have.
//
// POST /nodes/{system_id}/interfaces/{id}/?op=unlink_subnet
func (s *InterfacesService) UnlinkSubnet(ctx context.Context, systemID, iface string, id int) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/{id}/", systemID, iface).Op("unlink_subnet").Set("id", strconv.Itoa(id)))
}

// Disconnect removes all links of an interface and takes it out of its VLAN. An
// interface of [InterfaceTypeVLAN] can't be disconnected.
//
// Administrators may call it for any node, and the owner of a device for that,
// since MAAS 2.1.4. It fails with [maas.ErrNotFound], and with
// [maas.ErrBadRequest] for a VLAN interface.
//
// POST /nodes/{system_id}/interfaces/{id}/?op=disconnect
func (s *InterfacesService) Disconnect(ctx context.Context, systemID, iface string) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/{id}/", systemID, iface).Op("disconnect").Since("2.1.4"))
}

// InterfaceSetDefaultGatewayOptions say which link has the gateway.
type InterfaceSetDefaultGatewayOptions struct {
	// LinkID is an [InterfaceLink.ID]. It may be left out where only one link is in
	// a subnet with a gateway.
	LinkID int `param:"link_id"`
}

// SetDefaultGateway makes the gateway of a link's subnet the default gateway of
// the node, for the IP version of the subnet.
// [MachinesService.ClearDefaultGateways] takes the choice back.
//
// Administrators may call it for any node, and the owner of a device for that. It
// fails with [maas.ErrNotFound], and with [maas.ErrBadRequest] for a link that
// the interface does not have or whose subnet has no gateway.
//
// POST /nodes/{system_id}/interfaces/{id}/?op=set_default_gateway
func (s *InterfacesService) SetDefaultGateway(ctx context.Context, systemID, iface string, opts *InterfaceSetDefaultGatewayOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/{id}/", systemID, iface).Op("set_default_gateway").With(opts))
}

// AddTag gives an interface a tag. It changes nothing if the interface has it.
//
// Administrators may call it for any node, and the owner of a device for that. It
// fails with [maas.ErrForbidden] and [maas.ErrNotFound].
//
// POST /nodes/{system_id}/interfaces/{id}/?op=add_tag
func (s *InterfacesService) AddTag(ctx context.Context, systemID, iface, tag string) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/{id}/", systemID, iface).Op("add_tag").Set("tag", tag))
}

// RemoveTag takes a tag from an interface. It changes nothing if the interface does
// not have it.
//
// Administrators may call it for any node, and the owner of a device for that. It
// fails with [maas.ErrForbidden] and [maas.ErrNotFound].
//
// POST /nodes/{system_id}/interfaces/{id}/?op=remove_tag
func (s *InterfacesService) RemoveTag(ctx context.Context, systemID, iface, tag string) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/{id}/", systemID, iface).Op("remove_tag").Set("tag", tag))
}
