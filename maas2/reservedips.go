package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// ReservedIPsService is STUB.
type ReservedIPsService service

// ReservedIP is STUB.
type ReservedIP struct {
	ID          int     `json:"id"`
	IP          string  `json:"ip"`
	Subnet      *Subnet `json:"subnet,omitempty"`
	MACAddress  string  `json:"mac_address"`
	Comment     string  `json:"comment"`
	ResourceURI string  `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it, since MAAS 3.6.
//
// GET /reservedips/
func (s *ReservedIPsService) List(ctx context.Context) ([]ReservedIP, error) {
	return maas.List[ReservedIP](ctx, s.client, maas.Get("/reservedips/").Since("3.6"))
}

// Get STUB.
//
// Any user may call it, since MAAS 3.6.
//
// GET /reservedips/{id}/
func (s *ReservedIPsService) Get(ctx context.Context, id int) (*ReservedIP, error) {
	return maas.Do[*ReservedIP](ctx, s.client, maas.Get("/reservedips/{id}/", strconv.Itoa(id)).Since("3.6"))
}

// ReservedIPCreateOptions are STUB.
type ReservedIPCreateOptions struct {
	Subnet     int    `param:"subnet"`
	MACAddress string `param:"mac_address"`
	Comment    string `param:"comment"`
}

// Create STUB.
//
// Administrators may call it, since MAAS 3.6.
//
// POST /reservedips/
func (s *ReservedIPsService) Create(ctx context.Context, ip string, opts *ReservedIPCreateOptions) (*ReservedIP, error) {
	return maas.Do[*ReservedIP](ctx, s.client, maas.Post("/reservedips/").Set("ip", ip).With(opts).Since("3.6"))
}

// ReservedIPUpdateOptions are STUB.
type ReservedIPUpdateOptions struct {
	Comment    *string `param:"comment"`
	IP         *string `param:"ip"`
	Subnet     *string `param:"subnet"`
	MACAddress *string `param:"mac_address"`
}

// Update STUB.
//
// Administrators may call it, since MAAS 3.6.
//
// PUT /reservedips/{id}/
func (s *ReservedIPsService) Update(ctx context.Context, id int, opts *ReservedIPUpdateOptions) (*ReservedIP, error) {
	return maas.Do[*ReservedIP](ctx, s.client, maas.Put("/reservedips/{id}/", strconv.Itoa(id)).With(opts).Since("3.6"))
}

// Delete STUB.
//
// Administrators may call it, since MAAS 3.6.
//
// DELETE /reservedips/{id}/
func (s *ReservedIPsService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/reservedips/{id}/", strconv.Itoa(id)).Since("3.6"))
}
