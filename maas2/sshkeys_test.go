package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestSSHKeysWire(t *testing.T) {
	t.Parallel()
	const added = `{"key": "ssh-ed25519 AAAA alice", "keysource": null, "id": 1}`
	key := maas2.SSHKey{ID: 1, Key: "ssh-ed25519 AAAA alice"}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.SSHKeys.List(ctx)
			},
			want:   "GET /account/prefs/sshkeys/",
			answer: `[{"key": "ssh-rsa AAAA", "keysource": "lp:alice", "id": 2, "resource_uri": "/MAAS/api/2.0/account/prefs/sshkeys/2/"}]`,
			result: []maas2.SSHKey{{ID: 2, Key: "ssh-rsa AAAA", KeySource: "lp:alice", ResourceURI: "/MAAS/api/2.0/account/prefs/sshkeys/2/"}},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.SSHKeys.Get(ctx, 1)
			},
			want:   "GET /account/prefs/sshkeys/1/",
			answer: added,
			result: &key,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.SSHKeys.Create(ctx, "ssh-ed25519 AAAA alice", nil)
			},
			want:   "POST /account/prefs/sshkeys/",
			parts:  []string{"key=ssh-ed25519 AAAA alice"},
			status: 201,
			answer: added,
			result: &key,
		},
		{
			name: "Create for another",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.SSHKeys.Create(ctx, "ssh-ed25519 AAAA alice", &maas2.SSHKeyCreateOptions{User: "alice"})
			},
			want:   "POST /account/prefs/sshkeys/",
			parts:  []string{"key=ssh-ed25519 AAAA alice", "user=alice"},
			status: 201,
			answer: added,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.SSHKeys.Delete(ctx, 1)
			},
			want:        "DELETE /account/prefs/sshkeys/1/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Import",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.SSHKeys.Import(ctx, "lp:alice")
			},
			want:   "POST /account/prefs/sshkeys/?op=import",
			parts:  []string{"keysource=lp:alice"},
			answer: "[" + added + "]",
			result: []maas2.SSHKey{key},
		},
	})
}
