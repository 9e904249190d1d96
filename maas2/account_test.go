package maas2_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestAccountWire(t *testing.T) {
	t.Parallel()
	const created = `{"token_key": "t2", "token_secret": "s2", "consumer_key": "c2", "name": "ci"}`
	runWire(t, []wireCase{
		{
			name: "CreateToken",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return tokenText(c.Account.CreateToken(ctx, &maas2.AccountCreateTokenOptions{Name: "ci"}))
			},
			want:   "POST /account/?op=create_authorisation_token",
			parts:  []string{"name=ci"},
			answer: created,
			result: "ci c2:t2:s2",
		},
		{
			name: "CreateToken without a name",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return tokenText(c.Account.CreateToken(ctx, nil))
			},
			want:   "POST /account/?op=create_authorisation_token",
			answer: created,
		},
		{
			name: "DeleteToken",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Account.DeleteToken(ctx, "t2")
			},
			want:        "POST /account/?op=delete_authorisation_token",
			parts:       []string{"token_key=t2"},
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "RenameToken",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Account.RenameToken(ctx, "t2", "ci2")
			},
			want:        "POST /account/?op=update_token_name",
			parts:       []string{"token=t2", "name=ci2"},
			status:      202,
			contentType: "text/plain",
			answer:      "Accepted",
		},
	})
}

func tokenText(token *maas2.APIToken, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return token.Name + " " + token.Key.Reveal(), nil
}

// TestTokensDoNotShow: MAAS lists whole keys, which must not get into logs.
func TestTokensDoNotShow(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, answers(t, map[string]string{
		"GET /account/?op=list_authorisation_tokens": `[{"name": "ci", "token": "c1:t1:hush1"}, {"name": "MAAS consumer", "token": "c2:t2:hush2"}]`,
	}))
	tokens, err := client.Account.ListTokens(t.Context())
	require.NoError(t, err)
	require.Len(t, tokens, 2)
	assert.Equal(t, "c2:t2:hush2", tokens[1].Key.Reveal())
	assert.Equal(t, "t2", tokens[1].Key.TokenKey())
	assert.Equal(t, "ci", tokens[0].Name)

	text, err := json.Marshal(tokens)
	require.NoError(t, err)
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("listed", "tokens", tokens)
	for _, shown := range []string{fmt.Sprintf("%v %+v %#v %s %q", tokens, tokens, tokens, tokens, tokens), string(text), logged.String()} {
		assert.NotContains(t, shown, "hush")
		assert.Contains(t, shown, "c1:t1:[redacted]")
	}
}

// TestTokensBroken: the error for a key that is none does not quote it.
func TestTokensBroken(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`[{"name": "ci", "token": "hush:hush"}]`, `[{"name": "ci", "token": ["hush"]}]`, `[{"name": "ci"}]`} {
		client := newTestClient(t, answers(t, map[string]string{"GET /account/?op=list_authorisation_tokens": body}))
		_, err := client.Account.ListTokens(t.Context())
		var broken *maas.DecodeError
		require.ErrorAs(t, err, &broken, "%s", body)
		assert.NotContains(t, err.Error(), "hush")
	}
}
