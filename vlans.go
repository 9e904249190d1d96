package maas

import (
	"context"
	"strconv"
)

// VLANsService is the section "VLANs" and "VLAN" of the API: the VLANs of the
// fabrics. Since MAAS 1.9. A VLAN is addressed by its id, or by its fabric and
// its tag.
type VLANsService service

// A VLAN of a fabric. Since 1.9.
type VLAN struct {
	ID          int     `json:"id"`
	Name        *string `json:"name"`
	VID         int     `json:"vid"`    // the tag; 0: untagged
	Fabric      string  `json:"fabric"` // a name
	MTU         int     `json:"mtu"`
	ResourceURI string  `json:"resource_uri"`
}

// List returns the VLANs of a fabric.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /fabrics/{fabric_id}/vlans/
func (s *VLANsService) List(ctx context.Context, fabricID int) ([]VLAN, error) {
	return List[VLAN](ctx, s.client, Get("/fabrics/{fabric_id}/vlans/", strconv.Itoa(fabricID)).Since("1.9"))
}

// VLANCreateOptions are the optional settings of a new VLAN.
type VLANCreateOptions struct {
	Name string `param:"name"` // need not be unique
	MTU  int    `param:"mtu"`  // 552 to 65535; 0 is the default of 1500
}

// Create adds a VLAN with a tag, 1 to 4094, to a fabric. MAAS accepts 4095 too,
// but finds such a VLAN by its id only.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrBadRequest] with messages about fields, for example
// when the fabric has a VLAN with the tag.
//
// POST /fabrics/{fabric_id}/vlans/
func (s *VLANsService) Create(ctx context.Context, fabricID, vid int, opts *VLANCreateOptions) (*VLAN, error) {
	r := Post("/fabrics/{fabric_id}/vlans/", strconv.Itoa(fabricID)).Set("vid", strconv.Itoa(vid)).With(opts)
	return Do[*VLAN](ctx, s.client, r.Since("1.9"))
}

// Get returns a VLAN by its id.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /vlans/{vlan_id}/
func (s *VLANsService) Get(ctx context.Context, id int) (*VLAN, error) {
	return Do[*VLAN](ctx, s.client, Get("/vlans/{vlan_id}/", strconv.Itoa(id)).Since("1.9"))
}

// GetByVID returns the VLAN of a fabric that has a tag, 0 for the untagged one.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /fabrics/{fabric_id}/vlans/{vid}/
func (s *VLANsService) GetByVID(ctx context.Context, fabricID, vid int) (*VLAN, error) {
	return Do[*VLAN](ctx, s.client, Get("/fabrics/{fabric_id}/vlans/{vid}/", strconv.Itoa(fabricID), strconv.Itoa(vid)).Since("1.9"))
}

// VLANUpdateOptions are the settings to change; nil keeps a setting.
type VLANUpdateOptions struct {
	Name *string `param:"name"`
	VID  *int    `param:"vid"` // the tag
	MTU  *int    `param:"mtu"` // 552 to 65535
}

// Update changes a VLAN by its id.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrBadRequest] with messages about fields.
//
// PUT /vlans/{vlan_id}/
func (s *VLANsService) Update(ctx context.Context, id int, opts *VLANUpdateOptions) (*VLAN, error) {
	return Do[*VLAN](ctx, s.client, Put("/vlans/{vlan_id}/", strconv.Itoa(id)).With(opts).Since("1.9"))
}

// UpdateByVID is [VLANsService.Update] for the VLAN of a fabric that has a tag.
//
// Administrators may call it, since MAAS 1.9. It fails as Update does.
//
// PUT /fabrics/{fabric_id}/vlans/{vid}/
func (s *VLANsService) UpdateByVID(ctx context.Context, fabricID, vid int, opts *VLANUpdateOptions) (*VLAN, error) {
	r := Put("/fabrics/{fabric_id}/vlans/{vid}/", strconv.Itoa(fabricID), strconv.Itoa(vid)).With(opts)
	return Do[*VLAN](ctx, s.client, r.Since("1.9"))
}

// Delete removes a VLAN by its id. Interfaces and subnets on it move to the
// default VLAN of the fabric.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrBadRequest] for the default VLAN of a fabric.
//
// DELETE /vlans/{vlan_id}/
func (s *VLANsService) Delete(ctx context.Context, id int) error {
	return Exec(ctx, s.client, Delete("/vlans/{vlan_id}/", strconv.Itoa(id)).Since("1.9"))
}

// DeleteByVID is [VLANsService.Delete] for the VLAN of a fabric that has a tag.
//
// Administrators may call it, since MAAS 1.9. It fails as Delete does.
//
// DELETE /fabrics/{fabric_id}/vlans/{vid}/
func (s *VLANsService) DeleteByVID(ctx context.Context, fabricID, vid int) error {
	return Exec(ctx, s.client, Delete("/fabrics/{fabric_id}/vlans/{vid}/", strconv.Itoa(fabricID), strconv.Itoa(vid)).Since("1.9"))
}
