package maas

import (
	"context"
	"strconv"
)

// SSLKeysService is the section "SSL Keys" and "SSL Key" of the API, which the
// document lacks: the certificates of the user for Windows nodes. Since MAAS 1.6.
type SSLKeysService service

// An SSLKey is the certificate of a user. Since 1.6.
type SSLKey struct {
	ID          int    `json:"id"`
	Key         string `json:"key"`                    // an X.509 certificate, PEM
	ResourceURI string `json:"resource_uri,omitempty"` // "" in the response to Create
}

// List returns the caller's own certificates, ordered by id.
//
// Any user may call it, since MAAS 1.6.
//
// GET /account/prefs/sslkeys/?op=list
func (s *SSLKeysService) List(ctx context.Context) ([]SSLKey, error) {
	return List[SSLKey](ctx, s.client, Get("/account/prefs/sslkeys/").Since("1.6").Op("list"))
}

// Get returns a certificate by its id.
//
// The owner may call it, since MAAS 1.6. It fails with [ErrNotFound], and with
// [ErrForbidden] for one of another user.
//
// GET /account/prefs/sslkeys/{keyid}/
func (s *SSLKeysService) Get(ctx context.Context, id int) (*SSLKey, error) {
	return Do[*SSLKey](ctx, s.client, Get("/account/prefs/sslkeys/{keyid}/", strconv.Itoa(id)).Since("1.6"))
}

// Create adds a certificate, in PEM, to those of the caller.
//
// Any user may call it, since MAAS 1.6. It fails with [ErrBadRequest] and a
// message about the field "key" for text that is not a certificate and for one that the
// caller has already.
//
// POST /account/prefs/sslkeys/?op=new
func (s *SSLKeysService) Create(ctx context.Context, key string) (*SSLKey, error) {
	return Do[*SSLKey](ctx, s.client, Post("/account/prefs/sslkeys/").Since("1.6").Op("new").Set("key", key))
}

// Delete removes a certificate of the caller.
//
// The owner may call it, since MAAS 1.6. It fails with [ErrNotFound] and
// [ErrForbidden].
//
// DELETE /account/prefs/sslkeys/{keyid}/
func (s *SSLKeysService) Delete(ctx context.Context, id int) error {
	return Exec(ctx, s.client, Delete("/account/prefs/sslkeys/{keyid}/", strconv.Itoa(id)).Since("1.6"))
}

// DeleteByGet is [SSLKeysService.Delete] by another method, for a network that
// lets no DELETE through. A GET that deletes is a slip of MAAS: beware of
// whatever repeats a GET on the way.
//
// The owner may call it, since MAAS 1.6. It fails with [ErrNotFound] and
// [ErrForbidden].
//
// GET /account/prefs/sslkeys/{keyid}/?op=delete
func (s *SSLKeysService) DeleteByGet(ctx context.Context, id int) error {
	return Exec(ctx, s.client, Get("/account/prefs/sslkeys/{keyid}/", strconv.Itoa(id)).Since("1.6").Op("delete").Once())
}
