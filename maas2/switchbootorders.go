package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// SwitchBootOrdersService is STUB.
type SwitchBootOrdersService service

// SwitchBootOrderUpdateOptions are STUB.
type SwitchBootOrderUpdateOptions struct {
	NetworkBoot *string `param:"network_boot"`
}

// Update STUB.
//
// Anyone may call it, without a key too, since MAAS 3.5, until MAAS 3.5.
//
// PUT /switch-boot-order/{system_id}/
func (s *SwitchBootOrdersService) Update(ctx context.Context, systemID string, opts *SwitchBootOrderUpdateOptions) error {
	return maas.Exec(ctx, s.client, maas.Put("/switch-boot-order/{system_id}/", systemID).With(opts).Since("3.5").Until("3.5"))
}
