package maas

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"
)

// InterfacesService is the section "Interfaces" and "Interface" of the API: the
// network interfaces of nodes and devices, and their links to subnets. Since
// MAAS 1.9. The system id is that of a node or of a device.
type InterfacesService service

// An Interface is a network interface of a node. Since 1.9.
type Interface struct {
	ID           int                   `json:"id"`
	Name         string                `json:"name"`
	Type         InterfaceType         `json:"type"`
	VLAN         *VLAN                 `json:"vlan"`
	MACAddress   *string               `json:"mac_address"`
	Parents      []string              `json:"parents"`  // names
	Children     []string              `json:"children"` // names
	Tags         []string              `json:"tags"`
	Enabled      bool                  `json:"enabled"`
	Links        []InterfaceLink       `json:"links"`
	Params       InterfaceParams       `json:"params"`
	Discovered   []InterfaceDiscovered `json:"discovered"` // nil: none were ever seen
	EffectiveMTU int                   `json:"effective_mtu"`
	ResourceURI  string                `json:"resource_uri"`
}

// InterfaceParams are the settings of an interface that differ from the defaults
// of its kind. Since 1.9. Those that are nil or empty are not set.
type InterfaceParams struct {
	MTU                *int               `json:"mtu,omitempty"`
	AcceptRA           *bool              `json:"accept_ra,omitempty"`
	Autoconf           *bool              `json:"autoconf,omitempty"`
	BondMode           BondMode           `json:"bond_mode,omitempty"`
	BondMIIMon         *int               `json:"bond_miimon,omitempty"`    // ms
	BondDownDelay      *int               `json:"bond_downdelay,omitempty"` // ms
	BondUpDelay        *int               `json:"bond_updelay,omitempty"`   // ms
	BondLACPRate       BondLACPRate       `json:"bond_lacp_rate,omitempty"`
	BondXmitHashPolicy BondXmitHashPolicy `json:"bond_xmit_hash_policy,omitempty"`
}

// UnmarshalJSON reads the settings. MAAS writes "" where there are none.
func (p *InterfaceParams) UnmarshalJSON(data []byte) error {
	*p = InterfaceParams{}
	if text := bytes.TrimSpace(data); string(text) == `""` || string(text) == "null" {
		return nil
	}
	type plain InterfaceParams
	return json.Unmarshal(data, (*plain)(p))
}

// An InterfaceLink is how an interface gets an address on a subnet. Since 1.9.
type InterfaceLink struct {
	ID        int      `json:"id"`
	Mode      LinkMode `json:"mode"`
	IPAddress *string  `json:"ip_address,omitempty"`
	Subnet    *Subnet  `json:"subnet,omitempty"`
}

// An InterfaceDiscovered is an address that an interface was seen with. Since
// 1.9.
type InterfaceDiscovered struct {
	IPAddress string  `json:"ip_address"`
	Subnet    *Subnet `json:"subnet"`
}

// InterfaceType is the kind of a network interface. Since 1.9.
type InterfaceType string

// The kinds of network interfaces.
const (
	InterfaceTypePhysical InterfaceType = "physical"
	InterfaceTypeBond     InterfaceType = "bond"
	InterfaceTypeVLAN     InterfaceType = "vlan"
	InterfaceTypeAlias    InterfaceType = "alias"
	InterfaceTypeUnknown  InterfaceType = "unknown"
)

// LinkMode is how an interface gets its address on a subnet. Since 1.9.
type LinkMode string

// The ways to an address. LinkModeUnconfigured is that of a constraint.
const (
	LinkModeAuto         LinkMode = "auto"    // MAAS assigns one when the node is deployed
	LinkModeDHCP         LinkMode = "dhcp"    // the node asks for one
	LinkModeStatic       LinkMode = "static"  // MAAS assigns one now
	LinkModeLinkUp       LinkMode = "link_up" // no address
	LinkModeUnconfigured LinkMode = "unconfigured"
)

// BondMode is how a bond spreads its traffic. Since 1.9.
type BondMode string

// The modes of bonds.
const (
	BondModeBalanceRR    BondMode = "balance-rr" // the default
	BondModeActiveBackup BondMode = "active-backup"
	BondModeBalanceXOR   BondMode = "balance-xor"
	BondModeBroadcast    BondMode = "broadcast"
	BondMode8023AD       BondMode = "802.3ad" // LACP
	BondModeBalanceTLB   BondMode = "balance-tlb"
	BondModeBalanceALB   BondMode = "balance-alb"
)

// BondLACPRate is how often a bond asks its peer for LACP packets. Since 1.9.
type BondLACPRate string

// The rates of LACP packets.
const (
	BondLACPRateSlow BondLACPRate = "slow" // every 30 seconds, the default
	BondLACPRateFast BondLACPRate = "fast" // every second
)

// BondXmitHashPolicy is what a bond selects the interface for a packet by.
// Since 1.9.
type BondXmitHashPolicy string

// The hash policies of bonds: the layers of the network that are looked at.
const (
	BondXmitHashPolicyLayer2  BondXmitHashPolicy = "layer2" // the default
	BondXmitHashPolicyLayer23 BondXmitHashPolicy = "layer2+3"
	BondXmitHashPolicyLayer34 BondXmitHashPolicy = "layer3+4"
	BondXmitHashPolicyEncap23 BondXmitHashPolicy = "encap2+3"
	BondXmitHashPolicyEncap34 BondXmitHashPolicy = "encap3+4"
)

// InterfaceTags are the tags of an interface, which MAAS reads as one text with
// commas. One empty tag removes all tags of an interface that has some.
type InterfaceTags []string

// MarshalParams returns the tags as MAAS reads them.
func (t InterfaceTags) MarshalParams(name string) (Params, error) {
	for _, tag := range t {
		if strings.Contains(tag, ",") {
			return nil, &ArgumentError{Argument: name, Reason: strconv.Quote(tag) + " has a comma"}
		}
	}
	return Params{{Name: name, Value: strings.Join(t, ",")}}, nil
}

// List returns the interfaces of a node or device.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /nodes/{system_id}/interfaces/
func (s *InterfacesService) List(ctx context.Context, systemID string) ([]Interface, error) {
	return List[Interface](ctx, s.client, Get("/nodes/{system_id}/interfaces/", systemID).Since("1.9"))
}

// Get returns an interface by its id.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /nodes/{system_id}/interfaces/{interface_id}/
func (s *InterfacesService) Get(ctx context.Context, systemID string, id int) (*Interface, error) {
	return Do[*Interface](ctx, s.client, Get("/nodes/{system_id}/interfaces/{interface_id}/", systemID, strconv.Itoa(id)).Since("1.9"))
}

// Find returns the one interface of a node that a specifier matches: its id, its
// name, or a text such as "name:eth0", "type:bond", "vid:100" or "subnet:storage".
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound] when no
// interface matches and with [ErrForbidden] when several do.
//
// GET /nodes/{system_id}/interfaces/{interface_id}/
func (s *InterfacesService) Find(ctx context.Context, systemID, specifier string) (*Interface, error) {
	return Do[*Interface](ctx, s.client, Get("/nodes/{system_id}/interfaces/{interface_id}/", systemID, specifier).Since("1.9"))
}

// InterfaceCreatePhysicalOptions are the optional settings of a new physical
// interface.
type InterfaceCreatePhysicalOptions struct {
	Enabled  *bool         `param:"enabled,True"` // nil is yes
	Tags     InterfaceTags `param:"tags"`
	MTU      int           `param:"mtu"` // 552 at least
	AcceptRA *bool         `param:"accept_ra,True"`
	Autoconf *bool         `param:"autoconf,True"`
}

// CreatePhysical adds a network card to a node that is Ready or Broken, or to a
// device. vlanID is the id of the untagged VLAN that the card is on.
//
// Administrators and the owner of a device may call it, since MAAS 1.9. It fails
// with [ErrNotFound], [ErrForbidden], [ErrConflict] for a node in another state,
// and [ErrBadRequest] with messages about fields, for example when the MAC
// address is in use.
//
// POST /nodes/{system_id}/interfaces/?op=create_physical
func (s *InterfacesService) CreatePhysical(ctx context.Context, systemID, name, macAddress string, vlanID int, opts *InterfaceCreatePhysicalOptions) (*Interface, error) {
	r := Post("/nodes/{system_id}/interfaces/", systemID).Op("create_physical").Set("name", name)
	r = r.SetMACs("mac_address", []string{macAddress}).Set("vlan", strconv.Itoa(vlanID)).With(opts)
	return Do[*Interface](ctx, s.client, r.Since("1.9"))
}

// InterfaceCreateBondOptions are the optional settings of a new bond.
type InterfaceCreateBondOptions struct {
	MACAddress     string             `param:"mac_address,mac"` // "" is that of the first parent
	Mode           BondMode           `param:"bond_mode"`
	MIIMon         *int               `param:"bond_miimon"`    // ms between link checks; nil is 100
	DownDelay      *int               `param:"bond_downdelay"` // ms; nil is 0
	UpDelay        *int               `param:"bond_updelay"`   // ms; nil is 0
	LACPRate       BondLACPRate       `param:"bond_lacp_rate"`
	XmitHashPolicy BondXmitHashPolicy `param:"bond_xmit_hash_policy"`
	Tags           InterfaceTags      `param:"tags"`
	VLAN           *int               `param:"vlan"` // the id of a VLAN; nil is that of the parents
	MTU            int                `param:"mtu"`  // 552 at least
	AcceptRA       *bool              `param:"accept_ra,True"`
	Autoconf       *bool              `param:"autoconf,True"`
}

// CreateBond makes one interface of several interfaces of a node, its parents,
// which must be on one VLAN. The node must be Ready or Broken.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// with messages about fields.
//
// POST /nodes/{system_id}/interfaces/?op=create_bond
func (s *InterfacesService) CreateBond(ctx context.Context, systemID, name string, parentIDs []int, opts *InterfaceCreateBondOptions) (*Interface, error) {
	r := Post("/nodes/{system_id}/interfaces/", systemID).Op("create_bond").Set("name", name)
	for _, id := range parentIDs {
		r = r.Set("parents", strconv.Itoa(id))
	}
	if len(parentIDs) == 0 {
		r = r.Check(&ArgumentError{Argument: "parents", Reason: "is empty; a bond has at least one"})
	}
	return Do[*Interface](ctx, s.client, r.With(opts).Since("1.9"))
}

// InterfaceCreateVLANOptions are the optional settings of a new VLAN interface.
type InterfaceCreateVLANOptions struct {
	Tags     InterfaceTags `param:"tags"`
	MTU      int           `param:"mtu"` // 552 at least
	AcceptRA *bool         `param:"accept_ra,True"`
	Autoconf *bool         `param:"autoconf,True"`
}

// CreateVLAN makes an interface for a tagged VLAN on another interface of the
// node, its parent. MAAS names it, "bond0.100".
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrBadRequest] with messages about fields, for example
// for an untagged VLAN.
//
// POST /nodes/{system_id}/interfaces/?op=create_vlan
func (s *InterfacesService) CreateVLAN(ctx context.Context, systemID string, parentID, vlanID int, opts *InterfaceCreateVLANOptions) (*Interface, error) {
	r := Post("/nodes/{system_id}/interfaces/", systemID).Op("create_vlan")
	r = r.Set("parent", strconv.Itoa(parentID)).Set("vlan", strconv.Itoa(vlanID)).With(opts)
	return Do[*Interface](ctx, s.client, r.Since("1.9"))
}

// InterfaceUpdateOptions are the settings to change; nil keeps a setting, and
// [InterfacesService.Unset] takes one back. Which of them an interface has depends
// on its kind; MAAS ignores the others.
type InterfaceUpdateOptions struct {
	Name       *string       `param:"name"`
	MACAddress *string       `param:"mac_address,mac"`
	Enabled    *bool         `param:"enabled,True"` // of a physical interface
	Tags       InterfaceTags `param:"tags"`         // [""] removes all
	VLAN       *int          `param:"vlan"`         // the id of a VLAN
	MTU        *int          `param:"mtu"`
	AcceptRA   *bool         `param:"accept_ra,True"`
	Autoconf   *bool         `param:"autoconf,True"`

	Parent  *int  `param:"parent"`  // of a VLAN interface: the id of an interface
	Parents []int `param:"parents"` // of a bond: the ids of interfaces

	BondMode           *BondMode           `param:"bond_mode"`
	BondMIIMon         *int                `param:"bond_miimon"`    // ms
	BondDownDelay      *int                `param:"bond_downdelay"` // ms
	BondUpDelay        *int                `param:"bond_updelay"`   // ms
	BondLACPRate       *BondLACPRate       `param:"bond_lacp_rate"`
	BondXmitHashPolicy *BondXmitHashPolicy `param:"bond_xmit_hash_policy"`
}

// Update changes an interface. The node must be Ready or Broken.
//
// Administrators and the owner of a device may call it, since MAAS 1.9. It fails
// with [ErrNotFound], [ErrForbidden], [ErrConflict] for a node in another state,
// and [ErrBadRequest] with messages about fields.
//
// PUT /nodes/{system_id}/interfaces/{interface_id}/
func (s *InterfacesService) Update(ctx context.Context, systemID string, id int, opts *InterfaceUpdateOptions) (*Interface, error) {
	return Do[*Interface](ctx, s.client, Put("/nodes/{system_id}/interfaces/{interface_id}/", systemID, strconv.Itoa(id)).With(opts).Since("1.9"))
}

// An InterfaceSetting is a setting of an interface that [InterfacesService.Unset]
// takes back.
type InterfaceSetting string

// The settings that an interface need not have.
const (
	InterfaceSettingMTU      InterfaceSetting = "mtu"
	InterfaceSettingAcceptRA InterfaceSetting = "accept_ra"
	InterfaceSettingAutoconf InterfaceSetting = "autoconf"
)

// Unset takes settings of an interface back, so that it has none in its Params and
// the defaults hold. The node must be Ready or Broken.
//
// Administrators and the owner of a device may call it, since MAAS 1.9. It fails
// as Update does.
//
// PUT /nodes/{system_id}/interfaces/{interface_id}/
func (s *InterfacesService) Unset(ctx context.Context, systemID string, id int, settings ...InterfaceSetting) (*Interface, error) {
	var params Params
	for _, setting := range settings {
		params.Add(string(setting), "")
	}
	r := Put("/nodes/{system_id}/interfaces/{interface_id}/", systemID, strconv.Itoa(id)).With(params).Since("1.9")
	if len(settings) == 0 {
		r = r.Check(&ArgumentError{Argument: "settings", Reason: "is empty"})
	}
	return Do[*Interface](ctx, s.client, r)
}

// Delete removes an interface. The node must be Ready or Broken.
//
// Administrators and the owner of a device may call it, since MAAS 1.9. It fails
// with [ErrNotFound], [ErrForbidden], and [ErrConflict] for a node in another
// state.
//
// DELETE /nodes/{system_id}/interfaces/{interface_id}/
func (s *InterfacesService) Delete(ctx context.Context, systemID string, id int) error {
	return Exec(ctx, s.client, Delete("/nodes/{system_id}/interfaces/{interface_id}/", systemID, strconv.Itoa(id)).Since("1.9"))
}

// InterfaceLinkSubnetOptions are the optional settings of a link.
type InterfaceLinkSubnetOptions struct {
	// Subnet is the id of a subnet on the interface's VLAN, or a specifier as
	// [SubnetsService.Find] takes it. LinkModeAuto and LinkModeStatic need one.
	Subnet         string `param:"subnet"`
	IPAddress      string `param:"ip_address,ip"`   // with LinkModeStatic; "" is any free one
	DefaultGateway *bool  `param:"default_gateway"` // use the gateway of the subnet; with LinkModeAuto and LinkModeStatic
}

// LinkSubnet connects an interface to a subnet. A device knows LinkModeStatic
// only. The node must be Ready or Broken.
//
// Administrators and the owner of a device may call it, since MAAS 1.9. It fails
// with [ErrNotFound] when the interface does not exist or the address is in use,
// [ErrForbidden], [ErrConflict] for a node in another state, [ErrBadRequest] with
// messages about fields, and [ErrServer] for a subnet of another VLAN.
//
// POST /nodes/{system_id}/interfaces/{interface_id}/?op=link_subnet
func (s *InterfacesService) LinkSubnet(ctx context.Context, systemID string, id int, mode LinkMode, opts *InterfaceLinkSubnetOptions) (*Interface, error) {
	r := Post("/nodes/{system_id}/interfaces/{interface_id}/", systemID, strconv.Itoa(id)).Op("link_subnet")
	return Do[*Interface](ctx, s.client, r.Set("mode", string(mode)).With(opts).Since("1.9"))
}

// UnlinkSubnet removes the link of an interface that has an id, see
// [Interface.Links]. The node must be Ready or Broken.
//
// Administrators and the owner of a device may call it, since MAAS 1.9. It fails
// with [ErrNotFound], [ErrForbidden], [ErrConflict] for a node in another state,
// and [ErrBadRequest] for an unknown link.
//
// POST /nodes/{system_id}/interfaces/{interface_id}/?op=unlink_subnet
func (s *InterfacesService) UnlinkSubnet(ctx context.Context, systemID string, id, linkID int) (*Interface, error) {
	r := Post("/nodes/{system_id}/interfaces/{interface_id}/", systemID, strconv.Itoa(id)).Op("unlink_subnet")
	return Do[*Interface](ctx, s.client, r.Set("id", strconv.Itoa(linkID)).Since("1.9"))
}

// InterfaceSetDefaultGatewayOptions choose the link.
type InterfaceSetDefaultGatewayOptions struct {
	LinkID *int `param:"link_id"` // needed where several links have a gateway of one IP version
}

// SetDefaultGateway makes the gateway of a linked subnet that of the node. The
// node must be Ready or Broken.
//
// Administrators and the owner of a device may call it, since MAAS 1.9. It fails
// with [ErrNotFound], [ErrForbidden], [ErrConflict] for a node in another state,
// and [ErrBadRequest] when no linked subnet has a gateway or several do.
//
// POST /nodes/{system_id}/interfaces/{interface_id}/?op=set_default_gateway
func (s *InterfacesService) SetDefaultGateway(ctx context.Context, systemID string, id int, opts *InterfaceSetDefaultGatewayOptions) (*Interface, error) {
	r := Post("/nodes/{system_id}/interfaces/{interface_id}/", systemID, strconv.Itoa(id)).Op("set_default_gateway")
	return Do[*Interface](ctx, s.client, r.With(opts).Since("1.9"))
}
