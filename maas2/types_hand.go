package maas2

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/gomaas/maas"
)

// NodePod is the VM host that a machine lives on.
type NodePod struct {
	ID          int    `json:"id"`
	Name        string `json:"name"`
	ResourceURI string `json:"resource_uri"`
}

// HugePages are pages of one size that a NUMA node sets aside.
type HugePages struct {
	PageSize int64 `json:"page_size"` // KiB
	Total    int64 `json:"total"`
}

// PowerTypeField is a setting of a power type.
type PowerTypeField struct {
	Name      string          `json:"name"`
	Label     string          `json:"label"`
	Required  bool            `json:"required"`
	FieldType string          `json:"field_type"`
	Choices   [][2]string     `json:"choices"`
	Default   json.RawMessage `json:"default"` // a text, a number or a list of texts
	Scope     string          `json:"scope"`
	Secret    bool            `json:"secret"`
}

// DiscoveryObserver is the interface of a rack controller that saw a device.
type DiscoveryObserver struct {
	SystemID      string `json:"system_id"`
	Hostname      string `json:"hostname"`
	InterfaceID   int    `json:"interface_id"`
	InterfaceName string `json:"interface_name"`
}

// NodeSummary names the node that has an address.
type NodeSummary struct {
	SystemID    string   `json:"system_id"`
	NodeType    NodeType `json:"node_type"`
	FQDN        string   `json:"fqdn"`
	Hostname    string   `json:"hostname"`
	Via         string   `json:"via,omitempty"`
	IsContainer bool     `json:"is_container,omitempty"`
}

// A Timestamp is a point in time in seconds since 1970, nil where there is
// none: MAAS writes "" then.
type Timestamp struct{ Seconds *float64 }

// UnmarshalJSON reads a number or "".
func (t *Timestamp) UnmarshalJSON(data []byte) error {
	t.Seconds = nil
	if bytes.Equal(data, []byte(`""`)) || bytes.Equal(data, []byte("null")) {
		return nil
	}
	seconds, err := strconv.ParseFloat(string(data), 64)
	if err != nil {
		return fmt.Errorf("a time that is no number: %s", data)
	}
	t.Seconds = &seconds
	return nil
}

// MarshalJSON writes the number, or "" for none.
func (t Timestamp) MarshalJSON() ([]byte, error) {
	if t.Seconds == nil {
		return []byte(`""`), nil
	}
	return json.Marshal(*t.Seconds)
}

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

// DefaultGateways are the gateways that a node uses, by IP version.
type DefaultGateways struct {
	IPv4 DefaultGateway `json:"ipv4"`
	IPv6 DefaultGateway `json:"ipv6"`
}

// A DefaultGateway is the gateway of one IP version. LinkID is nil unless a link
// was chosen by hand.
type DefaultGateway struct {
	GatewayIP *string `json:"gateway_ip"`
	LinkID    *int    `json:"link_id"`
}

// ConstraintsByType tells what satisfied the labelled constraints of
// [MachinesService.Allocate]: by label, the ids of block devices or interfaces.
type ConstraintsByType struct {
	Storage    map[string][]int `json:"storage,omitempty"`
	Interfaces map[string][]int `json:"interfaces,omitempty"`
	// The same for all candidates, where MachineAllocateOptions.Verbose asked for
	// it: by machine and block device the label, by label and machine the
	// interfaces.
	VerboseStorage    map[string]map[string]string `json:"verbose_storage,omitzero"`
	VerboseInterfaces map[string]map[string][]int  `json:"verbose_interfaces,omitzero"`
}

// PowerSettings are the power parameters of a node by name, which may hold
// passwords: they print redacted.
type PowerSettings map[string]any

// Format prints the names of the settings alone.
func (p PowerSettings) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "PowerSettings%q", slices.Sorted(maps.Keys(p)))
}

// PowerParameters are the settings of a power type.
type PowerParameters interface{ maas.ParamMarshaler }

// ScriptParameters are parameters of scripts: by the script's name those by
// theirs.
type ScriptParameters map[string]map[string]string

// MarshalParams writes each as "script_parameter".
func (p ScriptParameters) MarshalParams(string) (maas.Params, error) {
	var params maas.Params
	for _, script := range slices.Sorted(maps.Keys(p)) {
		for _, name := range slices.Sorted(maps.Keys(p[script])) {
			params.Add(script+"_"+name, p[script][name])
		}
	}
	return params, nil
}

// A UserGroup is a group of users.
type UserGroup struct {
	ID          int    `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	ResourceURI string `json:"resource_uri,omitempty"`
}

// A UserGroupMember is a user in a group.
type UserGroupMember struct {
	ID       int    `json:"id"`
	Username string `json:"username"`
	Email    string `json:"email"`
}

// An Entitlement is what the members of a group may do.
type Entitlement struct {
	ResourceType string `json:"resource_type"`
	ResourceID   int    `json:"resource_id"`
	Entitlement  string `json:"entitlement"`
}
