package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// VLANsService is STUB.
type VLANsService service

// VLAN is STUB.
type VLAN struct {
	ID            int     `json:"id"`
	Name          string  `json:"name"`
	VID           int     `json:"vid"`
	MTU           int     `json:"mtu"` // bytes
	DHCPOn        bool    `json:"dhcp_on"`
	ExternalDHCP  *string `json:"external_dhcp"`  // nil when MAAS has null
	RelayVLAN     *VLAN   `json:"relay_vlan"`     // nil when MAAS has null, since 2.2
	Space         string  `json:"space"`          // since 2.2
	FabricID      int     `json:"fabric_id"`      // since 2.1.3
	SecondaryRack *string `json:"secondary_rack"` // nil when MAAS has null
	PrimaryRack   *string `json:"primary_rack"`   // nil when MAAS has null
	Fabric        string  `json:"fabric"`
	ResourceURI   string  `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it.
//
// GET /fabrics/{fabric_id}/vlans/
func (s *VLANsService) List(ctx context.Context, fabricID string) ([]VLAN, error) {
	return maas.List[VLAN](ctx, s.client, maas.Get("/fabrics/{fabric_id}/vlans/", fabricID))
}

// Get STUB.
//
// Any user may call it.
//
// GET /fabrics/{fabric_id}/vlans/{vid}/
func (s *VLANsService) Get(ctx context.Context, fabricID string, vid int) (*VLAN, error) {
	return maas.Do[*VLAN](ctx, s.client, maas.Get("/fabrics/{fabric_id}/vlans/{vid}/", fabricID, strconv.Itoa(vid)))
}

// VLANCreateOptions are STUB.
type VLANCreateOptions struct {
	Description   string `param:"description"`
	DHCPOn        *bool  `param:"dhcp_on"`
	Fabric        string `param:"fabric"` // since 2.3
	MTU           int    `param:"mtu"`
	Name          string `param:"name"`
	PrimaryRack   string `param:"primary_rack"`
	RelayVLAN     string `param:"relay_vlan"` // since 2.2
	SecondaryRack string `param:"secondary_rack"`
	Space         string `param:"space"` // since 2.2
}

// Create STUB.
//
// Administrators may call it.
//
// POST /fabrics/{fabric_id}/vlans/
func (s *VLANsService) Create(ctx context.Context, fabricID string, vid int, opts *VLANCreateOptions) (*VLAN, error) {
	return maas.Do[*VLAN](ctx, s.client, maas.Post("/fabrics/{fabric_id}/vlans/", fabricID).Set("vid", strconv.Itoa(vid)).With(opts))
}

// VLANUpdateOptions are STUB.
type VLANUpdateOptions struct {
	Description   *string `param:"description"`
	DHCPOn        *bool   `param:"dhcp_on"`
	Fabric        *string `param:"fabric"` // since 2.3
	MTU           *int    `param:"mtu"`
	Name          *string `param:"name"`
	PrimaryRack   *string `param:"primary_rack"`
	RelayVLAN     *int    `param:"relay_vlan"` // since 2.2
	SecondaryRack *string `param:"secondary_rack"`
	Space         *string `param:"space"` // since 2.2
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /fabrics/{fabric_id}/vlans/{vid}/
func (s *VLANsService) Update(ctx context.Context, fabricID string, vid int, opts *VLANUpdateOptions) (*VLAN, error) {
	return maas.Do[*VLAN](ctx, s.client, maas.Put("/fabrics/{fabric_id}/vlans/{vid}/", fabricID, strconv.Itoa(vid)).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /fabrics/{fabric_id}/vlans/{vid}/
func (s *VLANsService) Delete(ctx context.Context, fabricID string, vid int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/fabrics/{fabric_id}/vlans/{vid}/", fabricID, strconv.Itoa(vid)))
}
