package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// IPRangesService is the sections "IP Ranges" and "IP Range" of the API: the
// addresses of a subnet that DHCP gives out, and those that are kept for others.
type IPRangesService service

// An IPRange is a run of addresses of a subnet with a purpose.
type IPRange struct {
	ID          int         `json:"id"`
	Subnet      Subnet      `json:"subnet"`
	Type        IPRangeType `json:"type"`
	StartIP     string      `json:"start_ip"`
	EndIP       string      `json:"end_ip"` // still part of it
	User        *User       `json:"user"`   // who made it; nil for MAAS itself
	Comment     string      `json:"comment"`
	ResourceURI string      `json:"resource_uri"`
}

// IPRangeType says what a range of addresses is for.
type IPRangeType string

// The purposes of ranges.
const (
	// IPRangeTypeDynamic is given out by DHCP to machines that enlist or
	// commission, and to what is not MAAS's.
	IPRangeTypeDynamic IPRangeType = "dynamic"
	// IPRangeTypeReserved is what MAAS does not give out in a subnet that it
	// manages, and all that it gives out in one that it does not manage.
	IPRangeTypeReserved IPRangeType = "reserved"
)

// List returns all ranges of all subnets.
//
// Any user may call it.
//
// GET /ipranges/
func (s *IPRangesService) List(ctx context.Context) ([]IPRange, error) {
	return maas.List[IPRange](ctx, s.client, maas.Get("/ipranges/"))
}

// Get returns a range by its id.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /ipranges/{id}/
func (s *IPRangesService) Get(ctx context.Context, id int) (*IPRange, error) {
	return maas.Do[*IPRange](ctx, s.client, maas.Get("/ipranges/{id}/", strconv.Itoa(id)))
}

// IPRangeCreateOptions are the settings of a new range that MAAS does not insist
// on.
type IPRangeCreateOptions struct {
	Subnet  int    `param:"subnet"` // its id; that of the addresses unless given
	Comment string `param:"comment"`
	User    string `param:"user"`
}

// Create makes a range from an address to another, which is still part of it.
//
// Any user may call it for a reserved range, administrators for any. It fails
// with [maas.ErrForbidden], and with [maas.ErrBadRequest] and messages about
// fields, such as for a range that another one or an address in use overlaps.
//
// POST /ipranges/
func (s *IPRangesService) Create(ctx context.Context, kind IPRangeType, startIP, endIP string, opts *IPRangeCreateOptions) (*IPRange, error) {
	r := maas.Post("/ipranges/").Set("type", string(kind)).Set("start_ip", startIP).Set("end_ip", endIP).With(opts)
	return maas.Do[*IPRange](ctx, s.client, r)
}

// IPRangeUpdateOptions are the settings to change; nil keeps a setting.
type IPRangeUpdateOptions struct {
	Type    *IPRangeType `param:"type"`
	StartIP *string      `param:"start_ip,ip"`
	EndIP   *string      `param:"end_ip,ip"`
	Subnet  *int         `param:"subnet"` // its id
	Comment *string      `param:"comment"`
	User    *string      `param:"user"`
}

// Update changes a range.
//
// The user who made it may call it, and administrators. It fails with
// [maas.ErrForbidden], [maas.ErrNotFound], and [maas.ErrBadRequest] with messages
// about fields.
//
// PUT /ipranges/{id}/
func (s *IPRangesService) Update(ctx context.Context, id int, opts *IPRangeUpdateOptions) (*IPRange, error) {
	return maas.Do[*IPRange](ctx, s.client, maas.Put("/ipranges/{id}/", strconv.Itoa(id)).With(opts))
}

// Delete removes a range.
//
// The user who made it may call it, and administrators. It fails with
// [maas.ErrForbidden] and [maas.ErrNotFound].
//
// DELETE /ipranges/{id}/
func (s *IPRangesService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/ipranges/{id}/", strconv.Itoa(id)))
}
