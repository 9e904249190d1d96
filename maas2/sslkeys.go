package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// SSLKeysService is STUB.
type SSLKeysService service

// SSLKey is STUB.
type SSLKey struct {
	ID          int    `json:"id"`
	Key         string `json:"key"`
	ResourceURI string `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it.
//
// GET /account/prefs/sslkeys/
func (s *SSLKeysService) List(ctx context.Context) ([]SSLKey, error) {
	return maas.List[SSLKey](ctx, s.client, maas.Get("/account/prefs/sslkeys/"))
}

// Get STUB.
//
// Any user may call it.
//
// GET /account/prefs/sslkeys/{id}/
func (s *SSLKeysService) Get(ctx context.Context, id int) (*SSLKey, error) {
	return maas.Do[*SSLKey](ctx, s.client, maas.Get("/account/prefs/sslkeys/{id}/", strconv.Itoa(id)))
}

// Create STUB.
//
// Any user may call it.
//
// POST /account/prefs/sslkeys/
func (s *SSLKeysService) Create(ctx context.Context, key string) (*SSLKey, error) {
	return maas.Do[*SSLKey](ctx, s.client, maas.Post("/account/prefs/sslkeys/").Set("key", key))
}

// Delete STUB.
//
// Any user may call it.
//
// DELETE /account/prefs/sslkeys/{id}/
func (s *SSLKeysService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/account/prefs/sslkeys/{id}/", strconv.Itoa(id)))
}
