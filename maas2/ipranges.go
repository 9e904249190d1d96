package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// IPRangesService is STUB.
type IPRangesService service

// IPRange is STUB.
type IPRange struct {
	ID          int         `json:"id"`
	Subnet      Subnet      `json:"subnet"`
	Type        IPRangeType `json:"type"`
	StartIP     string      `json:"start_ip"`
	EndIP       string      `json:"end_ip"`
	User        *User       `json:"user"` // nil when MAAS has null
	Comment     string      `json:"comment"`
	ResourceURI string      `json:"resource_uri"`
}

// IPRangeType is STUB a vocabulary.
type IPRangeType string

// STUB.
const (
	IPRangeTypeDynamic  IPRangeType = "dynamic"
	IPRangeTypeReserved IPRangeType = "reserved"
)

// List STUB.
//
// Any user may call it.
//
// GET /ipranges/
func (s *IPRangesService) List(ctx context.Context) ([]IPRange, error) {
	return maas.List[IPRange](ctx, s.client, maas.Get("/ipranges/"))
}

// Get STUB.
//
// Any user may call it.
//
// GET /ipranges/{id}/
func (s *IPRangesService) Get(ctx context.Context, id int) (*IPRange, error) {
	return maas.Do[*IPRange](ctx, s.client, maas.Get("/ipranges/{id}/", strconv.Itoa(id)))
}

// IPRangeCreateOptions are STUB.
type IPRangeCreateOptions struct {
	Subnet  int    `param:"subnet"`
	Comment string `param:"comment"`
	User    string `param:"user"`
}

// Create STUB.
//
// Any user may call it.
//
// POST /ipranges/
func (s *IPRangesService) Create(ctx context.Context, endIP, startIP, kind string, opts *IPRangeCreateOptions) (*IPRange, error) {
	return maas.Do[*IPRange](ctx, s.client, maas.Post("/ipranges/").Set("end_ip", endIP).Set("start_ip", startIP).Set("type", kind).With(opts))
}

// IPRangeUpdateOptions are STUB.
type IPRangeUpdateOptions struct {
	Comment *string `param:"comment"`
	EndIP   *string `param:"end_ip"`
	StartIP *string `param:"start_ip"`
	Subnet  *string `param:"subnet"`
	Type    *string `param:"type"`
	User    *string `param:"user"`
}

// Update STUB.
//
// Any user may call it.
//
// PUT /ipranges/{id}/
func (s *IPRangesService) Update(ctx context.Context, id int, opts *IPRangeUpdateOptions) (*IPRange, error) {
	return maas.Do[*IPRange](ctx, s.client, maas.Put("/ipranges/{id}/", strconv.Itoa(id)).With(opts))
}

// Delete STUB.
//
// Any user may call it.
//
// DELETE /ipranges/{id}/
func (s *IPRangesService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/ipranges/{id}/", strconv.Itoa(id)))
}
