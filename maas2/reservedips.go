package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// ReservedIPsService is the sections "Reserved IPs" and "Reserved IP" of the API:
// addresses that DHCP gives to one MAC address and nothing else.
type ReservedIPsService service

// A ReservedIP is an address that is kept for one MAC address.
type ReservedIP struct {
	ID          int     `json:"id"`
	IP          string  `json:"ip"`
	Subnet      *Subnet `json:"subnet,omitempty"`
	MACAddress  string  `json:"mac_address"`
	Comment     string  `json:"comment"`
	ResourceURI string  `json:"resource_uri"`
}

// List returns all reserved addresses.
//
// Any user may call it, since MAAS 3.6.
//
// GET /reservedips/
func (s *ReservedIPsService) List(ctx context.Context) ([]ReservedIP, error) {
	return maas.List[ReservedIP](ctx, s.client, maas.Get("/reservedips/").Since("3.6"))
}

// Get returns a reserved address by its id.
//
// Any user may call it, since MAAS 3.6. It fails with [maas.ErrNotFound].
//
// GET /reservedips/{id}/
func (s *ReservedIPsService) Get(ctx context.Context, id int) (*ReservedIP, error) {
	return maas.Do[*ReservedIP](ctx, s.client, maas.Get("/reservedips/{id}/", strconv.Itoa(id)).Since("3.6"))
}

// ReservedIPCreateOptions are the settings of a new reserved address that MAAS
// does not insist on.
type ReservedIPCreateOptions struct {
	Subnet     int    `param:"subnet"`          // the id of the subnet that the address is of
	MACAddress string `param:"mac_address,mac"` // of the interface that the address is for
	Comment    string `param:"comment"`
}

// Create reserves an address, IPv4 or IPv6, for an interface.
//
// Administrators may call it, since MAAS 3.6. It fails with [maas.ErrForbidden],
// and with [maas.ErrBadRequest] and messages about fields.
//
// POST /reservedips/
func (s *ReservedIPsService) Create(ctx context.Context, ip string, opts *ReservedIPCreateOptions) (*ReservedIP, error) {
	return maas.Do[*ReservedIP](ctx, s.client, maas.Post("/reservedips/").Set("ip", ip).Check(checkAddress("ip", ip)).With(opts).Since("3.6"))
}

// ReservedIPUpdateOptions are the settings to change; nil keeps a setting.
type ReservedIPUpdateOptions struct {
	IP         *string `param:"ip,ip"`
	Subnet     *int    `param:"subnet"` // its id
	MACAddress *string `param:"mac_address,mac"`
	Comment    *string `param:"comment"`
}

// Update changes a reserved address.
//
// Administrators may call it, since MAAS 3.6. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound] and [maas.ErrBadRequest].
//
// PUT /reservedips/{id}/
func (s *ReservedIPsService) Update(ctx context.Context, id int, opts *ReservedIPUpdateOptions) (*ReservedIP, error) {
	return maas.Do[*ReservedIP](ctx, s.client, maas.Put("/reservedips/{id}/", strconv.Itoa(id)).With(opts).Since("3.6"))
}

// Delete ends a reservation.
//
// Administrators may call it, since MAAS 3.6. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// DELETE /reservedips/{id}/
func (s *ReservedIPsService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/reservedips/{id}/", strconv.Itoa(id)).Since("3.6"))
}
