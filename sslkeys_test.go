package maas_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

func TestSSLKeysWire(t *testing.T) {
	t.Parallel()
	const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
	const fields = `{"id": 1, "key": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"`
	const stored = fields + `, "resource_uri": "/MAAS/api/1.0/account/prefs/sslkeys/1/"}`
	key := maas.SSLKey{ID: 1, Key: pem, ResourceURI: "/MAAS/api/1.0/account/prefs/sslkeys/1/"}
	runWire(t, []wireCase{
		{
			name:   "List",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.SSLKeys.List(ctx) },
			want:   "GET /account/prefs/sslkeys/?op=list",
			answer: "[" + stored + "]",
			result: []maas.SSLKey{key},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.SSLKeys.Get(ctx, 1) },
			want:   "GET /account/prefs/sslkeys/1/",
			answer: stored,
			result: &key,
		},
		{
			name:   "Create",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.SSLKeys.Create(ctx, pem) },
			want:   "POST /account/prefs/sslkeys/?op=new",
			parts:  []string{"key=" + pem},
			status: http.StatusCreated,
			answer: fields + "}",
			result: &maas.SSLKey{ID: 1, Key: pem},
		},
		{
			name:        "Delete",
			call:        func(ctx context.Context, c *maas.Client) (any, error) { return noContent(c.SSLKeys.Delete(ctx, 12)) },
			want:        "DELETE /account/prefs/sslkeys/12/",
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
		{
			name: "DeleteByGet",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return noContent(c.SSLKeys.DeleteByGet(ctx, 12))
			},
			want:        "GET /account/prefs/sslkeys/12/?op=delete",
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
	})
}

func TestSSLKeysRefuse(t *testing.T) {
	t.Parallel()
	runRefusals(t, []refusal{
		{"Create without key", func(ctx context.Context, c *maas.Client) error { return second(c.SSLKeys.Create(ctx, "")) }, "key"},
	})
}

// TestDeleteByGetIsNotRepeated: a GET that may have deleted is not sent again.
func TestDeleteByGetIsNotRepeated(t *testing.T) {
	t.Parallel()
	sent := 0
	transport := roundTripFunc(func(req *http.Request) (*http.Response, error) {
		sent++
		return answering(http.StatusBadGateway, "text/html", "<html>proxy</html>")(req)
	})
	client := newTestClient(t, transport, maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 3}))
	err := client.SSLKeys.DeleteByGet(t.Context(), 12)
	require.ErrorIs(t, err, maas.ErrServer)
	assert.Equal(t, 1, sent)
}
