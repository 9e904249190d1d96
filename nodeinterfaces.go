package maas

import (
	"context"
	"strconv"
)

// NodeInterfacesService is the section "Node interfaces" and "Node interface" of
// the API: another path to the same interfaces, which MAAS 1.9 has deprecated as
// it introduced it. [InterfacesService] does more.
type NodeInterfacesService service

// List is [InterfacesService.List].
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /nodes/{system_id}/node-interfaces/
func (s *NodeInterfacesService) List(ctx context.Context, systemID string) ([]Interface, error) {
	return List[Interface](ctx, s.client, Get("/nodes/{system_id}/node-interfaces/", systemID).Since("1.9"))
}

// Get is [InterfacesService.Get].
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /nodes/{system_id}/node-interfaces/{interface_id}/
func (s *NodeInterfacesService) Get(ctx context.Context, systemID string, id int) (*Interface, error) {
	return Do[*Interface](ctx, s.client, Get("/nodes/{system_id}/node-interfaces/{interface_id}/", systemID, strconv.Itoa(id)).Since("1.9"))
}

// Update is [InterfacesService.Update].
//
// Administrators and the owner of a device may call it, since MAAS 1.9. It fails
// as that does.
//
// PUT /nodes/{system_id}/node-interfaces/{interface_id}/
func (s *NodeInterfacesService) Update(ctx context.Context, systemID string, id int, opts *InterfaceUpdateOptions) (*Interface, error) {
	return Do[*Interface](ctx, s.client, Put("/nodes/{system_id}/node-interfaces/{interface_id}/", systemID, strconv.Itoa(id)).With(opts).Since("1.9"))
}

// Delete is [InterfacesService.Delete].
//
// Administrators and the owner of a device may call it, since MAAS 1.9. It fails
// as that does.
//
// DELETE /nodes/{system_id}/node-interfaces/{interface_id}/
func (s *NodeInterfacesService) Delete(ctx context.Context, systemID string, id int) error {
	return Exec(ctx, s.client, Delete("/nodes/{system_id}/node-interfaces/{interface_id}/", systemID, strconv.Itoa(id)).Since("1.9"))
}
