package maas_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

func TestAccountWire(t *testing.T) {
	t.Parallel()
	const text = "a8vj4nYghuxfUZmeF3:jHcWU5GVxgweptYbvP:PBDTFTvDvNdvNuS4V8pj7N2nSjCJk4KH"
	const answer = `{
    "consumer_key": "a8vj4nYghuxfUZmeF3", 
    "token_key": "jHcWU5GVxgweptYbvP", 
    "token_secret": "PBDTFTvDvNdvNuS4V8pj7N2nSjCJk4KH"
}`
	key, err := maas.ParseAPIKey(text)
	require.NoError(t, err)
	runWire(t, []wireCase{
		{
			name:   "CreateToken",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Account.CreateToken(ctx) },
			want:   "POST /account/?op=create_authorisation_token",
			parts:  []string{},
			answer: answer,
			result: key,
		},
		{
			name: "CreateToken does not show the secret",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				key, err := c.Account.CreateToken(ctx)
				return fmt.Sprintf("%+v %s", key, key.Reveal()), err
			},
			want:   "POST /account/?op=create_authorisation_token",
			parts:  []string{},
			answer: answer,
			result: "a8vj4nYghuxfUZmeF3:jHcWU5GVxgweptYbvP:[redacted] " + text,
		},
		{
			name: "DeleteToken",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return noContent(c.Account.DeleteToken(ctx, "jHcWU5GVxgweptYbvP"))
			},
			want:        "POST /account/?op=delete_authorisation_token",
			parts:       []string{"token_key=jHcWU5GVxgweptYbvP"},
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
	})
}

func TestAccountRefuse(t *testing.T) {
	t.Parallel()
	runRefusals(t, []refusal{
		{"DeleteToken without key", func(ctx context.Context, c *maas.Client) error { return c.Account.DeleteToken(ctx, "") }, "token_key"},
	})
}

// TestCreateTokenBroken: a token that can't be used is an error that does not
// quote it.
func TestCreateTokenBroken(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no key":        `{"consumer_key": "a", "token_secret": "hush"}`,
		"no object":     `["hush"]`,
		"a broken body": `{"consumer_key": "a", "token_key": "b", "token_secret": "hush`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newTestClient(t, answering(http.StatusOK, "application/json", body))
			key, err := client.Account.CreateToken(t.Context())
			var decode *maas.DecodeError
			require.ErrorAs(t, err, &decode)
			assert.NotContains(t, err.Error(), "hush")
			assert.Equal(t, maas.APIKey{}, key)
		})
	}
}
