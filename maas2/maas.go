package maas2

import (
	"context"
	"encoding/json"

	"github.com/gomaas/maas"
)

// MAASService is STUB.
type MAASService service

// Version STUB.
//
// Anyone may call it, without a key too.
//
// GET /version/
func (s *MAASService) Version(ctx context.Context) (*maas.ServerVersion, error) {
	return maas.Do[*maas.ServerVersion](ctx, s.client, maas.Get("/version/"))
}

// SetConfig STUB.
//
// Administrators may call it.
//
// POST /maas/?op=set_config
func (s *MAASService) SetConfig(ctx context.Context, name, value string) error {
	return maas.Exec(ctx, s.client, maas.Post("/maas/").Op("set_config").Set("name", name).With(maas.Params{{Name: "value", Value: value}}))
}

// GetConfig STUB.
//
// Any user may call it.
//
// GET /maas/?op=get_config
func (s *MAASService) GetConfig(ctx context.Context, name string) (json.RawMessage, error) {
	return maas.Do[json.RawMessage](ctx, s.client, maas.Get("/maas/").Op("get_config").Set("name", name))
}
