package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// SSLKeysService is the sections "SSL Keys" and "SSL Key" of the API: the
// certificates of the user that MAAS puts on Windows machines that the user
// deploys.
type SSLKeysService service

// An SSLKey is a certificate of a user.
type SSLKey struct {
	ID          int    `json:"id"`
	Key         string `json:"key"`                    // a certificate in PEM
	ResourceURI string `json:"resource_uri,omitempty"` // "" in the response to Create
}

// List returns the caller's own certificates.
//
// Any user may call it.
//
// GET /account/prefs/sslkeys/
func (s *SSLKeysService) List(ctx context.Context) ([]SSLKey, error) {
	return maas.List[SSLKey](ctx, s.client, maas.Get("/account/prefs/sslkeys/"))
}

// Get returns a certificate of the caller by its id.
//
// The owner may call it, administrators not for those of others. It fails with
// [maas.ErrForbidden] and [maas.ErrNotFound].
//
// GET /account/prefs/sslkeys/{id}/
func (s *SSLKeysService) Get(ctx context.Context, id int) (*SSLKey, error) {
	return maas.Do[*SSLKey](ctx, s.client, maas.Get("/account/prefs/sslkeys/{id}/", strconv.Itoa(id)))
}

// Create adds a certificate in PEM to those of the caller.
//
// Any user may call it. It fails with [maas.ErrExists] for one that the caller has
// already, and with [maas.ErrBadRequest] for what is no certificate.
//
// POST /account/prefs/sslkeys/
func (s *SSLKeysService) Create(ctx context.Context, key string) (*SSLKey, error) {
	return maas.Do[*SSLKey](ctx, s.client, maas.Post("/account/prefs/sslkeys/").Set("key", key))
}

// Delete removes a certificate of the caller.
//
// The owner may call it, administrators not for those of others. It fails with
// [maas.ErrForbidden] and [maas.ErrNotFound].
//
// DELETE /account/prefs/sslkeys/{id}/
func (s *SSLKeysService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/account/prefs/sslkeys/{id}/", strconv.Itoa(id)))
}
