package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// VLANsService is the sections "VLANs" and "VLAN" of the API: the layer 2
// networks of fabrics. A VLAN has two numbers: its VID, the tag on the wire, which
// is unique within its fabric, and its id, which is unique in MAAS. The methods
// take a fabric and a VID unless their names end in ByID.
//
// A fabric is named by its id (see [ID]) or its name.
type VLANsService service

// A VLAN is a layer 2 network.
type VLAN struct {
	ID       int    `json:"id"`  // unique in MAAS
	VID      int    `json:"vid"` // 0 to 4094, unique within the fabric; 0 is untagged
	Name     string `json:"name"`
	Fabric   string `json:"fabric"`    // its name
	FabricID int    `json:"fabric_id"` // since 2.1.3
	MTU      int    `json:"mtu"`       // bytes
	Space    string `json:"space"`     // its name, "undefined" for none; since 2.2
	DHCPOn   bool   `json:"dhcp_on"`   // MAAS serves DHCP
	// ExternalDHCP is the address of a DHCP server that MAAS has seen and that is
	// not its own; nil for none.
	ExternalDHCP *string `json:"external_dhcp"`
	// RelayVLAN is the VLAN whose DHCP servers serve this one through a relay;
	// nil for none; since 2.2.
	RelayVLAN *VLAN `json:"relay_vlan"`
	// The racks that serve DHCP, by system id; nil for none.
	PrimaryRack   *string `json:"primary_rack"`
	SecondaryRack *string `json:"secondary_rack"`
	ResourceURI   string  `json:"resource_uri"`
}

// List returns the VLANs of a fabric.
//
// Any user may call it. It fails with [maas.ErrNotFound] for an unknown fabric.
//
// GET /fabrics/{fabric_id}/vlans/
func (s *VLANsService) List(ctx context.Context, fabric string) ([]VLAN, error) {
	return maas.List[VLAN](ctx, s.client, maas.Get("/fabrics/{fabric_id}/vlans/", fabric))
}

// Get returns the VLAN that has a VID in a fabric. For an id there is
// [VLANsService.GetByID].
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /fabrics/{fabric_id}/vlans/{vid}/
func (s *VLANsService) Get(ctx context.Context, fabric string, vid int) (*VLAN, error) {
	return maas.Do[*VLAN](ctx, s.client, maas.Get("/fabrics/{fabric_id}/vlans/{vid}/", fabric, strconv.Itoa(vid)))
}

// VLANCreateOptions are the settings of a new VLAN that MAAS does not insist on.
type VLANCreateOptions struct {
	Name          string `param:"name"`
	Description   string `param:"description"`
	MTU           int    `param:"mtu"`               // bytes, 552 at least; 1500 unless given
	Space         string `param:"space" since:"2.2"` // its id (see [ID]) or name
	DHCPOn        *bool  `param:"dhcp_on"`
	PrimaryRack   string `param:"primary_rack"`           // its system id
	SecondaryRack string `param:"secondary_rack"`         // its system id
	RelayVLAN     int    `param:"relay_vlan" since:"2.2"` // its id
	Fabric        string `param:"fabric" since:"2.3"`     // another one than that of the call
}

// Create makes a VLAN. Its VID is 1 to 4094; every fabric has an untagged VLAN
// with VID 0 from the start. DHCP can't be on yet: see [VLANsService.EnableDHCP].
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrNotFound] for an unknown fabric, with [maas.ErrExists] for a VID that
// the fabric has, and with [maas.ErrBadRequest] and messages about fields.
//
// POST /fabrics/{fabric_id}/vlans/
func (s *VLANsService) Create(ctx context.Context, fabric string, vid int, opts *VLANCreateOptions) (*VLAN, error) {
	return maas.Do[*VLAN](ctx, s.client, maas.Post("/fabrics/{fabric_id}/vlans/", fabric).Set("vid", strconv.Itoa(vid)).With(opts))
}

// VLANUpdateOptions are the settings to change; nil keeps a setting.
type VLANUpdateOptions struct {
	Name          *string `param:"name"`
	Description   *string `param:"description"`
	MTU           *int    `param:"mtu"`                    // bytes, 552 at least
	Space         *string `param:"space" since:"2.2"`      // its id (see [ID]) or name, new("") for none
	Fabric        *string `param:"fabric" since:"2.3"`     // moves the VLAN; its id, see [ID]
	DHCPOn        *bool   `param:"dhcp_on"`                // see [VLANsService.EnableDHCP]
	PrimaryRack   *string `param:"primary_rack"`           // its system id
	SecondaryRack *string `param:"secondary_rack"`         // its system id
	RelayVLAN     *string `param:"relay_vlan" since:"2.2"` // its id (see [ID]), new("") for none
}

// Update changes the VLAN that has a VID in a fabric. DHCP can be turned on only
// where a subnet of the VLAN has a dynamic range; the sequences that it takes
// are in [VLANsService.EnableDHCP], RelayDHCP and DisableDHCP.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and [maas.ErrBadRequest] with messages about fields.
//
// PUT /fabrics/{fabric_id}/vlans/{vid}/
func (s *VLANsService) Update(ctx context.Context, fabric string, vid int, opts *VLANUpdateOptions) (*VLAN, error) {
	return maas.Do[*VLAN](ctx, s.client, maas.Put("/fabrics/{fabric_id}/vlans/{vid}/", fabric, strconv.Itoa(vid)).With(opts))
}

// Delete removes the VLAN that has a VID in a fabric. The default VLAN of a
// fabric can't be removed.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and [maas.ErrBadRequest] for a default VLAN.
//
// DELETE /fabrics/{fabric_id}/vlans/{vid}/
func (s *VLANsService) Delete(ctx context.Context, fabric string, vid int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/fabrics/{fabric_id}/vlans/{vid}/", fabric, strconv.Itoa(vid)))
}

// GetByID returns a VLAN by its id, as [VLAN.ID] and RelayVLAN have it. It is
// the operation of [VLANsService.Get] under the path of the VLAN's ResourceURI.
//
// Any user may call it. It fails with [maas.ErrNotFound].
func (s *VLANsService) GetByID(ctx context.Context, id int) (*VLAN, error) {
	return maas.Do[*VLAN](ctx, s.client, maas.Get("/vlans/{id}/", strconv.Itoa(id)))
}

// UpdateByID changes a VLAN by its id, as [VLANsService.Update] does by fabric
// and VID.
//
// Administrators may call it. It fails as Update does.
func (s *VLANsService) UpdateByID(ctx context.Context, id int, opts *VLANUpdateOptions) (*VLAN, error) {
	return maas.Do[*VLAN](ctx, s.client, maas.Put("/vlans/{id}/", strconv.Itoa(id)).With(opts))
}

// VLANEnableDHCPOptions are further settings of [VLANsService.EnableDHCP].
type VLANEnableDHCPOptions struct {
	SecondaryRack string // its system id; "" keeps the one that the VLAN has
}

// EnableDHCP turns DHCP on for the VLAN that has a VID in a fabric, served by the
// rack with the system id primaryRack. It ends a relay first, which takes a
// request of its own, and changes nothing if the VLAN has these settings already.
// A subnet of the VLAN must have a dynamic range, see [IPRangesService.Create].
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and [maas.ErrBadRequest] with a message about "dhcp_on"
// where there is no dynamic range, and about "primary_rack" for an unknown rack.
func (s *VLANsService) EnableDHCP(ctx context.Context, fabric string, vid int, primaryRack string, opts *VLANEnableDHCPOptions) (*VLAN, error) {
	if primaryRack == "" {
		operation := maas.Operation{APIVersion: "2.0", Method: "PUT", Path: "/fabrics/{fabric_id}/vlans/{vid}/"}
		return nil, &maas.ArgumentError{Operation: operation, Path: operation.Path, Argument: "primary_rack", Reason: "is empty"}
	}
	if opts == nil {
		opts = &VLANEnableDHCPOptions{}
	}
	vlan, err := s.Get(ctx, fabric, vid)
	if err != nil {
		return nil, err
	}
	if vlan.RelayVLAN != nil {
		if vlan, err = s.Update(ctx, fabric, vid, &VLANUpdateOptions{RelayVLAN: new("")}); err != nil {
			return nil, err
		}
	}
	change := &VLANUpdateOptions{DHCPOn: new(true), PrimaryRack: &primaryRack}
	if opts.SecondaryRack != "" {
		change.SecondaryRack = &opts.SecondaryRack
	}
	if vlan.DHCPOn && isRack(vlan.PrimaryRack, primaryRack) && (opts.SecondaryRack == "" || isRack(vlan.SecondaryRack, opts.SecondaryRack)) {
		return vlan, nil
	}
	return s.Update(ctx, fabric, vid, change)
}

func isRack(rack *string, systemID string) bool { return rack != nil && *rack == systemID }

// RelayDHCP makes the DHCP servers of another VLAN serve the VLAN that has a VID
// in a fabric. relayID is the id of the other VLAN; a router in between has to
// relay the packets. RelayDHCP turns the VLAN's own DHCP off first, which takes a
// request of its own, and changes nothing if the VLAN has these settings already.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and [maas.ErrBadRequest] with messages about fields.
func (s *VLANsService) RelayDHCP(ctx context.Context, fabric string, vid, relayID int) (*VLAN, error) {
	vlan, err := s.withoutDHCP(ctx, fabric, vid)
	if err != nil || vlan.RelayVLAN != nil && vlan.RelayVLAN.ID == relayID {
		return vlan, err
	}
	return s.Update(ctx, fabric, vid, &VLANUpdateOptions{RelayVLAN: new(ID(relayID))})
}

// withoutDHCP returns a VLAN after its DHCP was turned off where it was on.
func (s *VLANsService) withoutDHCP(ctx context.Context, fabric string, vid int) (*VLAN, error) {
	vlan, err := s.Get(ctx, fabric, vid)
	if err != nil || !vlan.DHCPOn {
		return vlan, err
	}
	return s.Update(ctx, fabric, vid, &VLANUpdateOptions{DHCPOn: new(false)})
}

// DisableDHCP turns DHCP off for the VLAN that has a VID in a fabric, both its own
// and that through a relay. The VLAN keeps its racks, see
// [VLANsService.ClearRacks]. DisableDHCP changes nothing if DHCP is off already.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
func (s *VLANsService) DisableDHCP(ctx context.Context, fabric string, vid int) (*VLAN, error) {
	vlan, err := s.withoutDHCP(ctx, fabric, vid)
	if err != nil || vlan.RelayVLAN == nil {
		return vlan, err
	}
	return s.Update(ctx, fabric, vid, &VLANUpdateOptions{RelayVLAN: new("")})
}

// ClearRacks turns DHCP off as [VLANsService.DisableDHCP] does and removes the
// racks of the VLAN, the secondary one first: MAAS would make it the primary one
// otherwise.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
func (s *VLANsService) ClearRacks(ctx context.Context, fabric string, vid int) (*VLAN, error) {
	vlan, err := s.DisableDHCP(ctx, fabric, vid)
	if err == nil && vlan.SecondaryRack != nil {
		vlan, err = s.Update(ctx, fabric, vid, &VLANUpdateOptions{SecondaryRack: new("")})
	}
	if err == nil && vlan.PrimaryRack != nil {
		vlan, err = s.Update(ctx, fabric, vid, &VLANUpdateOptions{PrimaryRack: new("")})
	}
	return vlan, err
}
