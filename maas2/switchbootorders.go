package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// SwitchBootOrdersService is the section "SwitchBootOrder" of the API, which MAAS
// does not document: it is for MAAS's own parts.
type SwitchBootOrdersService service

// SwitchBootOrderUpdateOptions say what a node boots from.
type SwitchBootOrderUpdateOptions struct {
	NetworkBoot *bool `param:"network_boot"` // from the network first
}

// Update changes the boot order of the node with a system id.
//
// Anyone may call it, without a key too, since MAAS 3.5, until MAAS 3.5.
//
// PUT /switch-boot-order/{system_id}/
func (s *SwitchBootOrdersService) Update(ctx context.Context, systemID string, opts *SwitchBootOrderUpdateOptions) error {
	return maas.Exec(ctx, s.client, maas.Put("/switch-boot-order/{system_id}/", systemID).With(opts).Once().Since("3.5").Until("3.5"))
}
