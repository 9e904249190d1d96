package maas

import (
	"context"
	"encoding/json"
	"strings"
	"unicode"
)

// NetworksService is the section "Networks" and "Network" of the API: the IP
// networks that nodes are attached to. From MAAS 1.9 on they are a view of the
// subnets, which can be read and no longer changed.
type NetworksService service

// A Network is an IP network.
type Network struct {
	Name    string `json:"name"`    // letters, digits, "-" and "_"; "subnet-1" from 1.9 on
	IP      string `json:"ip"`      // of the network itself: "10.1.0.0"
	Netmask string `json:"netmask"` // "255.255.0.0"
	// VLANTag is between 1 and 4094. nil: untagged, for which 1.9 has 0.
	VLANTag     *int   `json:"vlan_tag"`
	Description string `json:"description"` // the name of the subnet from 1.9 on
	ResourceURI string `json:"resource_uri"`

	// Since 1.7.
	DefaultGateway *string     `json:"default_gateway,omitempty"`
	DNSServers     AddressList `json:"dns_servers,omitzero"`
}

// An AddressList is a list of IP addresses. MAAS 1.7 and 1.8 send it as one
// text, later ones as a list.
type AddressList []string

// UnmarshalJSON reads a list, a text with blanks or commas between the
// addresses, or null.
func (l *AddressList) UnmarshalJSON(data []byte) error {
	var addresses []string
	if json.Unmarshal(data, &addresses) != nil {
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		addresses = strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
	}
	*l = addresses
	return nil
}

// NetworkListOptions filter [NetworksService.List].
type NetworkListOptions struct {
	// Nodes are system ids: a network must have each of these nodes. nil is no
	// filter; an empty list matches no network.
	Nodes []string `param:"node,any"`
}

// List returns the networks, ordered by name. A network on which a node asked
// for has two interfaces is in the list twice.
//
// Any user may call it. It fails with [ErrBadRequest] and a message about the
// field "node" for an unknown node.
//
// GET /networks/
func (s *NetworksService) List(ctx context.Context, opts *NetworkListOptions) ([]Network, error) {
	return List[Network](ctx, s.client, Get("/networks/").With(opts))
}

// Get returns a network by its name.
//
// Any user may call it. It fails with [ErrNotFound].
//
// GET /networks/{name}/
func (s *NetworksService) Get(ctx context.Context, name string) (*Network, error) {
	return Do[*Network](ctx, s.client, Get("/networks/{name}/", name))
}

// NetworkCreateOptions are the settings of a new network that MAAS does not
// insist on.
type NetworkCreateOptions struct {
	VLANTag     int    `param:"vlan_tag"` // 1 to 4094; 0: untagged
	Description string `param:"description"`
	// MACAddresses, which the API document does not have, are those of nodes to
	// connect.
	MACAddresses   []string `param:"mac_addresses,mac"`
	DefaultGateway string   `param:"default_gateway,ip"` // since 1.7
	DNSServers     string   `param:"dns_servers"`        // IP addresses with blanks between; since 1.7
}

// Create makes a network of an IP address in it and its netmask,
// "255.255.255.0". Its name has letters, digits, "-" and "_", 255 at most.
//
// Administrators may call it, until MAAS 1.8. It fails with [ErrForbidden], with
// [ErrBadRequest] and messages about fields, for example when the name or a
// part of the network is taken, and later with [ErrGone].
//
// POST /networks/
func (s *NetworksService) Create(ctx context.Context, name, ip, netmask string, opts *NetworkCreateOptions) (*Network, error) {
	r := Post("/networks/").Until("1.8").Set("name", name).Set("ip", ip).Set("netmask", netmask).With(opts)
	return Do[*Network](ctx, s.client, r.Check(checkIP("ip", ip)).Check(checkIP("netmask", netmask)))
}

// NetworkUpdateOptions are the settings to change; nil keeps a setting.
type NetworkUpdateOptions struct {
	Name        *string `param:"name"`
	IP          *string `param:"ip,ip"`
	Netmask     *string `param:"netmask,ip"`
	VLANTag     *int    `param:"vlan_tag"`    // new(0) makes it untagged
	Description *string `param:"description"` // new("") empties it
	// MACAddresses, which the API document does not have, replace all that are
	// connected. They can't be emptied: see [NetworksService.DisconnectMACs].
	MACAddresses   []string `param:"mac_addresses,mac"`
	DefaultGateway *string  `param:"default_gateway,ip"` // since 1.7
	DNSServers     *string  `param:"dns_servers"`        // IP addresses with blanks between; since 1.7
}

// Update changes a network.
//
// Administrators may call it, until MAAS 1.8. It fails with [ErrForbidden],
// [ErrNotFound], [ErrBadRequest] with messages about fields, and later with
// [ErrGone].
//
// PUT /networks/{name}/
func (s *NetworksService) Update(ctx context.Context, name string, opts *NetworkUpdateOptions) (*Network, error) {
	return Do[*Network](ctx, s.client, Put("/networks/{name}/", name).Until("1.8").With(opts))
}

// Delete removes a network, even one with MAC addresses connected, although
// the API document says otherwise. Deleting one that does not exist succeeds.
//
// Administrators may call it, until MAAS 1.8. It fails with [ErrForbidden], and
// later with [ErrGone].
//
// DELETE /networks/{name}/
func (s *NetworksService) Delete(ctx context.Context, name string) error {
	return Exec(ctx, s.client, Delete("/networks/{name}/", name).Until("1.8"))
}

// ListConnectedMACs returns the MAC addresses that are connected to a network
// and belong to nodes that the caller may see, see [NodesService.List]. They are
// ordered by the hostname of the node and then by address.
//
// Any user may call it. It fails with [ErrNotFound].
//
// GET /networks/{name}/?op=list_connected_macs
func (s *NetworksService) ListConnectedMACs(ctx context.Context, name string) ([]MACAddress, error) {
	return List[MACAddress](ctx, s.client, Get("/networks/{name}/", name).Op("list_connected_macs"))
}

// ConnectMACs connects MAC addresses of nodes to a network, whatever others they
// are connected to. Those that are connected already stay so; none connects
// nothing.
//
// Administrators may call it, until MAAS 1.8. It fails with [ErrForbidden],
// [ErrNotFound], [ErrBadRequest] and a message about the field "macs" for an
// address that no node has, and later with [ErrGone].
//
// POST /networks/{name}/?op=connect_macs
func (s *NetworksService) ConnectMACs(ctx context.Context, name string, macAddresses ...string) error {
	return Exec(ctx, s.client, Post("/networks/{name}/", name).Until("1.8").Op("connect_macs").SetMACs("macs", macAddresses))
}

// DisconnectMACs disconnects MAC addresses from a network. Those that are not
// connected are no error; none disconnects nothing.
//
// Administrators may call it, until MAAS 1.8. It fails with [ErrForbidden],
// [ErrNotFound], [ErrBadRequest] and a message about the field "macs" for an
// address that no node has, and later with [ErrGone].
//
// POST /networks/{name}/?op=disconnect_macs
func (s *NetworksService) DisconnectMACs(ctx context.Context, name string, macAddresses ...string) error {
	return Exec(ctx, s.client, Post("/networks/{name}/", name).Until("1.8").Op("disconnect_macs").SetMACs("macs", macAddresses))
}
