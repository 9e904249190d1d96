package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestSSLKeysWire(t *testing.T) {
	t.Parallel()
	const added = `{"key": "-----BEGIN CERTIFICATE-----\nMII", "id": 1}`
	key := maas2.SSLKey{ID: 1, Key: "-----BEGIN CERTIFICATE-----\nMII"}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.SSLKeys.List(ctx)
			},
			want:   "GET /account/prefs/sslkeys/",
			answer: "[" + added + "]",
			result: []maas2.SSLKey{key},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.SSLKeys.Get(ctx, 1)
			},
			want:   "GET /account/prefs/sslkeys/1/",
			answer: `{"key": "x", "id": 1, "resource_uri": "/MAAS/api/2.0/account/prefs/sslkeys/1/"}`,
			result: &maas2.SSLKey{ID: 1, Key: "x", ResourceURI: "/MAAS/api/2.0/account/prefs/sslkeys/1/"},
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.SSLKeys.Create(ctx, key.Key)
			},
			want:   "POST /account/prefs/sslkeys/",
			parts:  []string{"key=-----BEGIN CERTIFICATE-----\nMII"},
			status: 201,
			answer: added,
			result: &key,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.SSLKeys.Delete(ctx, 1)
			},
			want:        "DELETE /account/prefs/sslkeys/1/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
