package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// SSHKeysService is STUB.
type SSHKeysService service

// SSHKey is STUB.
type SSHKey struct {
	ID          int     `json:"id"`
	Key         string  `json:"key"`
	KeySource   *string `json:"keysource"` // nil when MAAS has null, since 2.1
	ResourceURI string  `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it.
//
// GET /account/prefs/sshkeys/
func (s *SSHKeysService) List(ctx context.Context) ([]SSHKey, error) {
	return maas.List[SSHKey](ctx, s.client, maas.Get("/account/prefs/sshkeys/"))
}

// Get STUB.
//
// Any user may call it.
//
// GET /account/prefs/sshkeys/{id}/
func (s *SSHKeysService) Get(ctx context.Context, id int) (*SSHKey, error) {
	return maas.Do[*SSHKey](ctx, s.client, maas.Get("/account/prefs/sshkeys/{id}/", strconv.Itoa(id)))
}

// SSHKeyCreateOptions are STUB.
type SSHKeyCreateOptions struct {
	User string `param:"user"` // since 2.5
}

// Create STUB.
//
// Any user may call it.
//
// POST /account/prefs/sshkeys/
func (s *SSHKeysService) Create(ctx context.Context, key string, opts *SSHKeyCreateOptions) (*SSHKey, error) {
	return maas.Do[*SSHKey](ctx, s.client, maas.Post("/account/prefs/sshkeys/").Set("key", key).With(opts))
}

// Delete STUB.
//
// Any user may call it.
//
// DELETE /account/prefs/sshkeys/{id}/
func (s *SSHKeysService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/account/prefs/sshkeys/{id}/", strconv.Itoa(id)))
}

// Import STUB.
//
// Any user may call it, since MAAS 2.1.
//
// POST /account/prefs/sshkeys/?op=import
func (s *SSHKeysService) Import(ctx context.Context, keySource string) ([]SSHKey, error) {
	return maas.List[SSHKey](ctx, s.client, maas.Post("/account/prefs/sshkeys/").Op("import").Set("keysource", keySource).Since("2.1"))
}
