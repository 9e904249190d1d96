package maas

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
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
	return s.Find(ctx, systemID, strconv.Itoa(id))
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

// InterfaceCreatePhysicalOptions are the settings of a new physical interface.
type InterfaceCreatePhysicalOptions struct {
	// VLAN is the id of the untagged VLAN that the interface is on. MAAS insists
	// on it; 0 is the default VLAN of the default fabric.
	VLAN     int        `param:"-"`
	Enabled  *bool      `param:"enabled,True"` // nil is yes
	Tags     CommaList  `param:"tags"`
	MTU      int        `param:"mtu"` // 552 at least
	AcceptRA *bool      `param:"accept_ra,True"`
	Autoconf *bool      `param:"autoconf,True"`
}

// CreatePhysical adds an interface card to a node, which must be Ready or
// Broken, or to a device. vlanID is the id of the untagged VLAN that the
// interface is on.
//
// Administrators may call it, and the owner of a device, since MAAS 1.9. It fails
// with [ErrNotFound], [ErrForbidden], [ErrConflict] for a node in another state,
// and [ErrBadRequest] with messages about fields, for example when the MAC
// address is in use.
//
// POST /nodes/{system_id}/interfaces/?op=create_physical
func (s *InterfacesService) CreatePhysical(ctx context.Context, systemID, name, macAddress string, vlanID int, opts *InterfaceCreatePhysicalOptions) (*Interface, error) {
	return nil, fmt.Errorf("")
}
