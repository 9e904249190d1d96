package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// InterfacesService is STUB.
type InterfacesService service

// Interface is STUB.
type Interface struct {
	SystemID        string                `json:"system_id"` // since 2.1.3
	ID              int                   `json:"id"`
	Name            string                `json:"name"`
	Parents         []string              `json:"parents"`
	InterfaceSpeed  int                   `json:"interface_speed"` // Mbit/s, since 2.7
	Type            InterfaceType         `json:"type"`
	Product         *string               `json:"product"`          // nil when MAAS has null, since 2.4
	LinkSpeed       int                   `json:"link_speed"`       // Mbit/s, since 2.7
	FirmwareVersion *string               `json:"firmware_version"` // nil when MAAS has null, since 2.4
	SRIOVMaxVF      int                   `json:"sriov_max_vf"`     // since 2.7
	VLAN            *VLAN                 `json:"vlan"`             // nil when MAAS has null
	Children        []string              `json:"children"`
	LinkConnected   bool                  `json:"link_connected"` // since 2.7
	Params          InterfaceParams       `json:"params"`
	MACAddress      string                `json:"mac_address"`
	Tags            []string              `json:"tags"`
	Enabled         bool                  `json:"enabled"`
	NUMANode        *int                  `json:"numa_node"` // nil when MAAS has null, since 2.7
	Vendor          *string               `json:"vendor"`    // nil when MAAS has null, since 2.4
	EffectiveMTU    int                   `json:"effective_mtu"`
	Links           []InterfaceLink       `json:"links,omitzero"`
	Discovered      []InterfaceDiscovered `json:"discovered,omitzero"`
	ResourceURI     string                `json:"resource_uri"`
}

// InterfaceDiscovered is STUB.
type InterfaceDiscovered struct {
	Subnet    *Subnet `json:"subnet"`
	IPAddress string  `json:"ip_address"`
}

// InterfaceLink is STUB.
type InterfaceLink struct {
	ID        int      `json:"id"`
	Mode      LinkMode `json:"mode"`
	IPAddress string   `json:"ip_address"`
	Subnet    *Subnet  `json:"subnet,omitempty"`
}

// InterfaceType is STUB a vocabulary.
type InterfaceType string

// STUB.
const (
	InterfaceTypePhysical InterfaceType = "physical"
	InterfaceTypeBond     InterfaceType = "bond"
	InterfaceTypeBridge   InterfaceType = "bridge"
	InterfaceTypeVLAN     InterfaceType = "vlan"
	InterfaceTypeAlias    InterfaceType = "alias"
	InterfaceTypeUnknown  InterfaceType = "unknown"
)

// LinkMode is STUB a vocabulary.
type LinkMode string

// STUB.
const (
	LinkModeAuto   LinkMode = "auto"
	LinkModeDHCP   LinkMode = "dhcp"
	LinkModeStatic LinkMode = "static"
	LinkModeLinkUp LinkMode = "link_up"
)

// BondMode is STUB a vocabulary.
type BondMode string

// STUB.
const (
	BondModeBalanceRR       BondMode = "balance-rr"
	BondModeActiveBackup    BondMode = "active-backup"
	BondModeBalanceXOR      BondMode = "balance-xor"
	BondModeBroadcast       BondMode = "broadcast"
	BondModeLinkAggregation BondMode = "802.3ad"
	BondModeBalanceTLB      BondMode = "balance-tlb"
	BondModeBalanceALB      BondMode = "balance-alb"
)

// BondLACPRate is STUB a vocabulary.
type BondLACPRate string

// STUB.
const (
	BondLACPRateSlow BondLACPRate = "slow"
	BondLACPRateFast BondLACPRate = "fast"
)

// BondXmitHashPolicy is STUB a vocabulary.
type BondXmitHashPolicy string

// STUB.
const (
	BondXmitHashPolicyLayer2  BondXmitHashPolicy = "layer2"
	BondXmitHashPolicyLayer23 BondXmitHashPolicy = "layer2+3"
	BondXmitHashPolicyLayer34 BondXmitHashPolicy = "layer3+4"
	BondXmitHashPolicyEncap23 BondXmitHashPolicy = "encap2+3"
	BondXmitHashPolicyEncap34 BondXmitHashPolicy = "encap3+4"
)

// BridgeType is STUB a vocabulary.
type BridgeType string

// STUB.
const (
	BridgeTypeStandard BridgeType = "standard" // since 2.7
	BridgeTypeOVS      BridgeType = "ovs"      // since 2.7
)

// IPAssignment is STUB a vocabulary.
type IPAssignment string

// STUB.
const (
	IPAssignmentExternal IPAssignment = "external" // since 2.2
	IPAssignmentDynamic  IPAssignment = "dynamic"  // since 2.2
	IPAssignmentStatic   IPAssignment = "static"   // since 2.2
)

// InterfaceParams are the settings of an interface that depend on its type. nil
// stands for what was never set.
type InterfaceParams struct {
	MTU      *int  `json:"mtu,omitempty"` // bytes
	AcceptRA *bool `json:"accept-ra,omitempty"`
	Autoconf *bool `json:"autoconf,omitempty"` // gone in 3.4

	BondMode           *BondMode           `json:"bond_mode,omitempty"`
	BondMIIMon         *int                `json:"bond_miimon,omitempty"` // milliseconds
	BondUpDelay        *int                `json:"bond_updelay,omitempty"`
	BondDownDelay      *int                `json:"bond_downdelay,omitempty"`
	BondLACPRate       *BondLACPRate       `json:"bond_lacp_rate,omitempty"`
	BondNumGratARP     *int                `json:"bond_num_grat_arp,omitempty"`
	BondXmitHashPolicy *BondXmitHashPolicy `json:"bond_xmit_hash_policy,omitempty"`

	BridgeType *BridgeType `json:"bridge_type,omitempty"`
	BridgeSTP  *bool       `json:"bridge_stp,omitempty"`
	BridgeFD   *int        `json:"bridge_fd,omitempty"` // seconds
}

// List STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/interfaces/
func (s *InterfacesService) List(ctx context.Context, systemID string) ([]Interface, error) {
	return maas.List[Interface](ctx, s.client, maas.Get("/nodes/{system_id}/interfaces/", systemID))
}

// Get STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/interfaces/{id}/
func (s *InterfacesService) Get(ctx context.Context, systemID, id string) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Get("/nodes/{system_id}/interfaces/{id}/", systemID, id))
}

// InterfaceUpdateOptions are STUB.
type InterfaceUpdateOptions struct {
	AcceptRA              *bool    `param:"accept_ra"`
	BondDowndelay         *int     `param:"bond_downdelay"`        // since 2.2
	BondLACPRate          *string  `param:"bond_lacp_rate"`        // since 2.2
	BondMiimon            *int     `param:"bond_miimon"`           // since 2.2
	BondMode              *string  `param:"bond_mode"`             // since 2.2
	BondUpdelay           *int     `param:"bond_updelay"`          // since 2.2
	BondXmitHashPolicy    *string  `param:"bond_xmit_hash_policy"` // since 2.2
	BridgeFD              *int     `param:"bridge_fd"`             // since 2.1
	BridgeSTP             *bool    `param:"bridge_stp"`            // since 2.1
	BridgeType            *string  `param:"bridge_type"`           // since 2.7
	InterfaceSpeed        *int     `param:"interface_speed"`       // since 2.7
	LinkConnected         *bool    `param:"link_connected"`        // since 2.7
	LinkSpeed             *int     `param:"link_speed"`            // since 2.7
	MACAddress            *string  `param:"mac_address"`
	MTU                   *int     `param:"mtu"`
	Name                  *string  `param:"name"`
	Parent                *int     `param:"parent"`
	Parents               []int    `param:"parents"`
	Tags                  *string  `param:"tags"`
	VLAN                  *int     `param:"vlan"`
	Autoconf              *bool    `param:"autoconf"`              // until 3.3
	BondModeOld           *string  `param:"bond-mode"`             // until 2.1
	BondMiimonOld         *string  `param:"bond-miimon"`           // until 2.1
	BondDowndelayOld      *string  `param:"bond-downdelay"`        // until 2.1
	BondUpdelayOld        *string  `param:"bond-updelay"`          // until 2.1
	BondLACPRateOld       *string  `param:"bond-lacp_rate"`        // until 2.1
	BondXmitHashPolicyOld *string  `param:"bond-xmit_hash_policy"` // until 2.1
	IPAssignment          []string `param:"ip_assignment"`         // since 2.2
	IPAddress             *string  `param:"ip_address"`            // since 2.2
}

// Update STUB.
//
// Any user may call it.
//
// PUT /nodes/{system_id}/interfaces/{id}/
func (s *InterfacesService) Update(ctx context.Context, systemID, id string, opts *InterfaceUpdateOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Put("/nodes/{system_id}/interfaces/{id}/", systemID, id).With(opts))
}

// Delete STUB.
//
// Any user may call it.
//
// DELETE /nodes/{system_id}/interfaces/{id}/
func (s *InterfacesService) Delete(ctx context.Context, systemID, id string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/interfaces/{id}/", systemID, id))
}

// InterfaceLinkSubnetOptions are STUB.
type InterfaceLinkSubnetOptions struct {
	DefaultGateway *bool  `param:"default_gateway"`
	Force          *bool  `param:"force"` // since 2.1
	IPAddress      string `param:"ip_address"`
}

// LinkSubnet STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/interfaces/{id}/?op=link_subnet
func (s *InterfacesService) LinkSubnet(ctx context.Context, systemID, id, mode string, subnet int, opts *InterfaceLinkSubnetOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/{id}/", systemID, id).Op("link_subnet").Set("mode", mode).Set("subnet", strconv.Itoa(subnet)).With(opts))
}

// InterfaceUnlinkSubnetOptions are STUB.
type InterfaceUnlinkSubnetOptions struct {
	ID string `param:"id"`
}

// UnlinkSubnet STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/interfaces/{id}/?op=unlink_subnet
func (s *InterfacesService) UnlinkSubnet(ctx context.Context, systemID, id string, opts *InterfaceUnlinkSubnetOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/{id}/", systemID, id).Op("unlink_subnet").With(opts))
}

// InterfaceSetDefaultGatewayOptions are STUB.
type InterfaceSetDefaultGatewayOptions struct {
	LinkID int `param:"link_id"`
}

// SetDefaultGateway STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/interfaces/{id}/?op=set_default_gateway
func (s *InterfacesService) SetDefaultGateway(ctx context.Context, systemID, id string, opts *InterfaceSetDefaultGatewayOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/{id}/", systemID, id).Op("set_default_gateway").With(opts))
}

// InterfaceAddTagOptions are STUB.
type InterfaceAddTagOptions struct {
	Tag string `param:"tag"`
}

// AddTag STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/interfaces/{id}/?op=add_tag
func (s *InterfacesService) AddTag(ctx context.Context, systemID, id string, opts *InterfaceAddTagOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/{id}/", systemID, id).Op("add_tag").With(opts))
}

// InterfaceRemoveTagOptions are STUB.
type InterfaceRemoveTagOptions struct {
	Tag string `param:"tag"`
}

// RemoveTag STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/interfaces/{id}/?op=remove_tag
func (s *InterfacesService) RemoveTag(ctx context.Context, systemID, id string, opts *InterfaceRemoveTagOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/{id}/", systemID, id).Op("remove_tag").With(opts))
}

// InterfaceCreatePhysicalOptions are STUB.
type InterfaceCreatePhysicalOptions struct {
	AcceptRA       *bool    `param:"accept_ra"`
	Enabled        *bool    `param:"enabled"`
	InterfaceSpeed int      `param:"interface_speed"` // since 2.7
	IPAddress      string   `param:"ip_address"`      // since 2.2
	IPAssignment   []string `param:"ip_assignment"`   // since 2.2
	LinkConnected  *bool    `param:"link_connected"`  // since 2.7
	LinkSpeed      int      `param:"link_speed"`      // since 2.7
	MTU            int      `param:"mtu"`
	Name           string   `param:"name"`
	NUMANode       int      `param:"numa_node"` // since 2.7
	Parents        []string `param:"parents"`
	Tags           string   `param:"tags"`
	VLAN           string   `param:"vlan"`
	Autoconf       *bool    `param:"autoconf"` // until 3.3
}

// CreatePhysical STUB.
//
// Any user may call it.
//
// POST /nodes/{system_id}/interfaces/?op=create_physical
func (s *InterfacesService) CreatePhysical(ctx context.Context, systemID, macAddress string, opts *InterfaceCreatePhysicalOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/", systemID).Op("create_physical").Set("mac_address", macAddress).With(opts))
}

// InterfaceCreateBondOptions are STUB.
type InterfaceCreateBondOptions struct {
	AcceptRA           *bool    `param:"accept_ra"`
	BondDowndelay      int      `param:"bond_downdelay"`
	BondLACPRate       string   `param:"bond_lacp_rate"`
	BondMiimon         int      `param:"bond_miimon"`
	BondMode           string   `param:"bond_mode"`
	BondNumGratARP     int      `param:"bond_num_grat_arp"` // since 2.3
	BondUpdelay        int      `param:"bond_updelay"`
	BondXmitHashPolicy string   `param:"bond_xmit_hash_policy"`
	InterfaceSpeed     int      `param:"interface_speed"` // since 2.7
	IPAddress          string   `param:"ip_address"`      // since 2.2
	IPAssignment       []string `param:"ip_assignment"`   // since 2.2
	LinkConnected      *bool    `param:"link_connected"`  // since 2.7
	LinkSpeed          int      `param:"link_speed"`      // since 2.7
	MACAddress         string   `param:"mac_address"`
	MTU                int      `param:"mtu"`
	Tags               string   `param:"tags"`
	VLAN               string   `param:"vlan"`
	Autoconf           *bool    `param:"autoconf"` // until 3.3
}

// CreateBond STUB.
//
// Administrators may call it.
//
// POST /nodes/{system_id}/interfaces/?op=create_bond
func (s *InterfacesService) CreateBond(ctx context.Context, systemID, name string, parents []int, opts *InterfaceCreateBondOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/", systemID).Op("create_bond").Set("name", name).Check(notEmpty("parents", len(parents))).SetAll("parents", integers(parents)).With(opts))
}

// InterfaceCreateVLANOptions are STUB.
type InterfaceCreateVLANOptions struct {
	Parents        []string `param:"parents"`
	AcceptRA       *bool    `param:"accept_ra"`
	InterfaceSpeed int      `param:"interface_speed"` // since 2.7
	IPAddress      string   `param:"ip_address"`      // since 2.2
	IPAssignment   []string `param:"ip_assignment"`   // since 2.2
	LinkConnected  *bool    `param:"link_connected"`  // since 2.7
	LinkSpeed      int      `param:"link_speed"`      // since 2.7
	MTU            int      `param:"mtu"`
	Name           string   `param:"name"` // since 3.1
	Tags           string   `param:"tags"`
	Autoconf       *bool    `param:"autoconf"` // until 3.3
}

// CreateVLAN STUB.
//
// Administrators may call it.
//
// POST /nodes/{system_id}/interfaces/?op=create_vlan
func (s *InterfacesService) CreateVLAN(ctx context.Context, systemID string, parent int, vlan string, opts *InterfaceCreateVLANOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/", systemID).Op("create_vlan").Set("parent", strconv.Itoa(parent)).Set("vlan", vlan).With(opts))
}

// Disconnect STUB.
//
// Any user may call it, since MAAS 2.1.4.
//
// POST /nodes/{system_id}/interfaces/{id}/?op=disconnect
func (s *InterfacesService) Disconnect(ctx context.Context, systemID, id string) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/{id}/", systemID, id).Op("disconnect").Since("2.1.4"))
}

// InterfaceCreateBridgeOptions are STUB.
type InterfaceCreateBridgeOptions struct {
	Parents        []string `param:"parents"`
	AcceptRA       *bool    `param:"accept_ra"`
	BridgeFD       int      `param:"bridge_fd"`
	BridgeSTP      *bool    `param:"bridge_stp"`
	BridgeType     string   `param:"bridge_type"`     // since 2.7
	InterfaceSpeed int      `param:"interface_speed"` // since 2.7
	IPAddress      string   `param:"ip_address"`      // since 2.2
	IPAssignment   []string `param:"ip_assignment"`   // since 2.2
	LinkConnected  *bool    `param:"link_connected"`  // since 2.7
	LinkSpeed      int      `param:"link_speed"`      // since 2.7
	MACAddress     string   `param:"mac_address"`
	MTU            int      `param:"mtu"`
	Name           string   `param:"name"`
	Parent         int      `param:"parent"`
	Tags           string   `param:"tags"`
	VLAN           string   `param:"vlan"`
	Autoconf       *bool    `param:"autoconf"` // until 3.3
}

// CreateBridge STUB.
//
// Administrators may call it, since MAAS 2.1.
//
// POST /nodes/{system_id}/interfaces/?op=create_bridge
func (s *InterfacesService) CreateBridge(ctx context.Context, systemID string, opts *InterfaceCreateBridgeOptions) (*Interface, error) {
	return maas.Do[*Interface](ctx, s.client, maas.Post("/nodes/{system_id}/interfaces/", systemID).Op("create_bridge").With(opts).Since("2.1"))
}
