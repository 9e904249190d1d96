package maas

import (
	"context"
	"strconv"
)

// SSHKeysService is the section "SSH Keys" and "SSH Key" of the API: the public
// keys of the user that MAAS puts on the nodes that the user deploys.
type SSHKeysService service

// An SSHKey is the public SSH key of a user.
type SSHKey struct {
	ID          int    `json:"id"`
	Key         string `json:"key"`                    // as it was added, a line of authorized_keys
	ResourceURI string `json:"resource_uri,omitempty"` // "" in the response to Create
}

// List returns the caller's own keys, in no order.
//
// Any user may call it.
//
// GET /account/prefs/sshkeys/?op=list
func (s *SSHKeysService) List(ctx context.Context) ([]SSHKey, error) {
	return List[SSHKey](ctx, s.client, Get("/account/prefs/sshkeys/").Op("list"))
}

// Get returns a key by its id.
//
// Any user may call it, for keys of others too. It fails with [ErrNotFound].
//
// GET /account/prefs/sshkeys/{keyid}/
func (s *SSHKeysService) Get(ctx context.Context, id int) (*SSHKey, error) {
	return Do[*SSHKey](ctx, s.client, Get("/account/prefs/sshkeys/{keyid}/", strconv.Itoa(id)))
}

// Create adds a key to those of the caller: the text of a file id_*.pub.
//
// Any user may call it. It fails with [ErrBadRequest] and a message about the
// field "key" for text that is not a public key and for one that the caller has.
//
// POST /account/prefs/sshkeys/?op=new
func (s *SSHKeysService) Create(ctx context.Context, key string) (*SSHKey, error) {
	return Do[*SSHKey](ctx, s.client, Post("/account/prefs/sshkeys/").Op("new").Set("key", key))
}

// Delete removes a key of the caller.
//
// The owner may call it, administrators not for keys of others. It fails with
// [ErrNotFound] and [ErrForbidden].
//
// DELETE /account/prefs/sshkeys/{keyid}/
func (s *SSHKeysService) Delete(ctx context.Context, id int) error {
	return Exec(ctx, s.client, Delete("/account/prefs/sshkeys/{keyid}/", strconv.Itoa(id)))
}

// DeleteByPost is [SSHKeysService.Delete] by another method, for a network that
// lets no DELETE through.
//
// The owner may call it, administrators not for keys of others. It fails with
// [ErrNotFound] and [ErrForbidden].
//
// POST /account/prefs/sshkeys/{keyid}/?op=delete
func (s *SSHKeysService) DeleteByPost(ctx context.Context, id int) error {
	return Exec(ctx, s.client, Post("/account/prefs/sshkeys/{keyid}/", strconv.Itoa(id)).Op("delete"))
}
