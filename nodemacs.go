package maas

import "context"

// NodeMACsService is the section "Node MAC addresses" and "Node MAC address" of
// the API. MAAS 1.9 replaced it by interfaces: its operations end there with
// [ErrNotFound], and [Node.MACAddressSet] lists the addresses on every release.
type NodeMACsService service

// A MACAddress is the address of a network interface of a node.
type MACAddress struct {
	MACAddress string `json:"mac_address"` // "aa:bb:cc:dd:ee:ff"
	// ResourceURI is "" from MAAS 1.9 on and in the response to an unsigned
	// request.
	ResourceURI string `json:"resource_uri,omitempty"`
}

// List returns the MAC addresses of a node in the order in which they were
// added.
//
// Any user may call it, until MAAS 1.8. It fails with [ErrNotFound].
//
// GET /nodes/{system_id}/macs/
func (s *NodeMACsService) List(ctx context.Context, systemID string) ([]MACAddress, error) {
	return List[MACAddress](ctx, s.client, Get("/nodes/{system_id}/macs/", systemID).Until("1.8"))
}

// Get returns a MAC address of a node, and so reports whether the node has it.
//
// Any user may call it, until MAAS 1.8. It fails with [ErrNotFound] for an
// unknown node and for an address that is not the node's.
//
// GET /nodes/{system_id}/macs/{mac_address}/
func (s *NodeMACsService) Get(ctx context.Context, systemID, macAddress string) (*MACAddress, error) {
	r := Get("/nodes/{system_id}/macs/{mac_address}/", systemID, macAddress).Until("1.8").Check(checkMAC("mac_address", macAddress))
	return Do[*MACAddress](ctx, s.client, r)
}

// Create adds a MAC address to a node. The response shows it as it was given;
// later ones show lower case with colons.
//
// The owner and administrators may call it, until MAAS 1.8. It fails with
// [ErrNotFound], [ErrForbidden], and with [ErrBadRequest] and a message about
// the field "mac_address" for an address that a node has already.
//
// POST /nodes/{system_id}/macs/
func (s *NodeMACsService) Create(ctx context.Context, systemID, macAddress string) (*MACAddress, error) {
	r := Post("/nodes/{system_id}/macs/", systemID).Until("1.8").Set("mac_address", macAddress).Check(checkMAC("mac_address", macAddress))
	return Do[*MACAddress](ctx, s.client, r)
}

// Delete takes a MAC address from a node.
//
// The owner and administrators may call it, until MAAS 1.8. It fails with
// [ErrNotFound] and [ErrForbidden].
//
// DELETE /nodes/{system_id}/macs/{mac_address}/
func (s *NodeMACsService) Delete(ctx context.Context, systemID, macAddress string) error {
	r := Delete("/nodes/{system_id}/macs/{mac_address}/", systemID, macAddress).Until("1.8").Check(checkMAC("mac_address", macAddress))
	return Exec(ctx, s.client, r)
}
