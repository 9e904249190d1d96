package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// SSHKeysService is the sections "SSH Keys" and "SSH Key" of the API: the public
// keys of the user that MAAS puts on the machines that the user deploys.
type SSHKeysService service

// An SSHKey is the public SSH key of a user.
type SSHKey struct {
	ID  int    `json:"id"`
	Key string `json:"key"` // as it was added, a line of authorized_keys
	// KeySource is where MAAS imported it from, "lp:name" or "gh:name"; "" for a
	// key that was added. Since 2.1.
	KeySource   string `json:"keysource"`
	ResourceURI string `json:"resource_uri,omitempty"` // "" in the response to Create
}

// List returns the caller's own keys.
//
// Any user may call it.
//
// GET /account/prefs/sshkeys/
func (s *SSHKeysService) List(ctx context.Context) ([]SSHKey, error) {
	return maas.List[SSHKey](ctx, s.client, maas.Get("/account/prefs/sshkeys/"))
}

// Get returns a key by its id.
//
// Any user may call it, for keys of others too. It fails with
// [maas.ErrNotFound].
//
// GET /account/prefs/sshkeys/{id}/
func (s *SSHKeysService) Get(ctx context.Context, id int) (*SSHKey, error) {
	return maas.Do[*SSHKey](ctx, s.client, maas.Get("/account/prefs/sshkeys/{id}/", strconv.Itoa(id)))
}

// SSHKeyCreateOptions let administrators add keys for others.
type SSHKeyCreateOptions struct {
	User string `param:"user" since:"2.5"` // whose key it is; the caller unless given
}

// Create adds a key: the text of a file id_*.pub.
//
// Any user may call it, administrators for other users too. It fails with
// [maas.ErrExists] for a key that the user has already, and with
// [maas.ErrBadRequest] for what is no public key and for a User from others than
// administrators.
//
// POST /account/prefs/sshkeys/
func (s *SSHKeysService) Create(ctx context.Context, key string, opts *SSHKeyCreateOptions) (*SSHKey, error) {
	return maas.Do[*SSHKey](ctx, s.client, maas.Post("/account/prefs/sshkeys/").Set("key", key).With(opts))
}

// Delete removes a key of the caller.
//
// The owner may call it, administrators not for keys of others. It fails with
// [maas.ErrForbidden] and [maas.ErrNotFound].
//
// DELETE /account/prefs/sshkeys/{id}/
func (s *SSHKeysService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/account/prefs/sshkeys/{id}/", strconv.Itoa(id)))
}

// Import adds the keys that somebody has on Launchpad ("lp:name") or GitHub
// ("gh:name"), which MAAS must reach. It returns them.
//
// Any user may call it, since MAAS 2.1. It fails with [maas.ErrBadRequest].
//
// POST /account/prefs/sshkeys/?op=import
func (s *SSHKeysService) Import(ctx context.Context, keySource string) ([]SSHKey, error) {
	return maas.List[SSHKey](ctx, s.client, maas.Post("/account/prefs/sshkeys/").Op("import").Set("keysource", keySource).Since("2.1"))
}
