package maastest

import (
	"encoding/json"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/engine"
)

func TestAccountTokens(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	created := ask(t, s, "user", "POST", "account/", "op", "create_authorisation_token")
	require.Equal(t, 200, created.status, created.body)
	assert.Equal(t, engine.TypeJSON, created.contentType)
	var token struct {
		Consumer string `json:"consumer_key"`
		Key      string `json:"token_key"`
		Secret   string `json:"token_secret"`
	}
	require.NoError(t, json.Unmarshal([]byte(created.body), &token))
	assert.Len(t, token.Consumer, 18)
	assert.Len(t, token.Key, 18)
	assert.Len(t, token.Secret, 32)

	askFresh := func() answer {
		r := httptest.NewRequest("GET", "/MAAS/api/1.0/zones/", nil)
		r.Header.Set("Authorization", signWith(s, token.Consumer+":"+token.Key+":"+token.Secret))
		return send(t, s, r)
	}
	assert.Equal(t, 200, askFresh().status)
	runSteps(t, s, []step{
		{"", "POST", "account/", []any{"op", "create_authorisation_token"}, 401, engine.TypePlain, "Forbidden"},
		{"user", "POST", "account/", []any{"op", "delete_authorisation_token"}, 400, engine.TypeText, "No provided token_key!"},
		{"user", "POST", "account/", []any{"op", "delete_authorisation_token", "token_key", "nosuch"}, 404, engine.TypePlain, "Not Found"},
		{"admin", "POST", "account/", []any{"op", "delete_authorisation_token", "token_key", token.Key}, 404, engine.TypePlain, "Not Found"},
		{"user", "POST", "account/", []any{"op", "delete_authorisation_token", "token_key", token.Key}, 204, engine.TypePlain, ""},
		{"user", "GET", "account/", nil, 405, engine.TypeHTML, ""},
		{"user", "POST", "account/", nil, 400, engine.TypeText, "Unrecognised signature: POST None"},
	})
	refused := askFresh()
	assert.Equal(t, 401, refused.status)
	assert.Equal(t, "Invalid consumer.", refused.body)
}
