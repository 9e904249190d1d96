package maas_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/gomaas/maas"
)

func TestSSHKeysWire(t *testing.T) {
	t.Parallel()
	const text = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCuDg08klXf8k9DUH0R+c/T k1@example"
	const stored = `{"id": 1, "key": "` + text + `", "resource_uri": "/MAAS/api/1.0/account/prefs/sshkeys/1/"}`
	key := maas.SSHKey{ID: 1, Key: text, ResourceURI: "/MAAS/api/1.0/account/prefs/sshkeys/1/"}
	runWire(t, []wireCase{
		{
			name:   "List",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.SSHKeys.List(ctx) },
			want:   "GET /account/prefs/sshkeys/?op=list",
			answer: "[" + stored + "]",
			result: []maas.SSHKey{key},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.SSHKeys.Get(ctx, 1) },
			want:   "GET /account/prefs/sshkeys/1/",
			answer: stored,
			result: &key,
		},
		{
			name:   "Create",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.SSHKeys.Create(ctx, text) },
			want:   "POST /account/prefs/sshkeys/?op=new",
			parts:  []string{"key=" + text},
			status: http.StatusCreated,
			answer: `{"id": 1, "key": "` + text + `"}`,
			result: &maas.SSHKey{ID: 1, Key: text},
		},
		{
			name:        "Delete",
			call:        func(ctx context.Context, c *maas.Client) (any, error) { return noContent(c.SSHKeys.Delete(ctx, 12)) },
			want:        "DELETE /account/prefs/sshkeys/12/",
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
		{
			name: "DeleteByPost",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return noContent(c.SSHKeys.DeleteByPost(ctx, 12))
			},
			want:        "POST /account/prefs/sshkeys/12/?op=delete",
			parts:       []string{},
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
	})
}

func TestSSHKeysRefuse(t *testing.T) {
	t.Parallel()
	runRefusals(t, []refusal{
		{"Create without key", func(ctx context.Context, c *maas.Client) error { return second(c.SSHKeys.Create(ctx, "")) }, "key"},
	})
}
