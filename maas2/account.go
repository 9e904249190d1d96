package maas2

import (
	"context"
	"encoding/json"

	"github.com/gomaas/maas"
)

// AccountService is the section "Logged-in user" of the API: the API keys of the
// user whose key the client has.
type AccountService service

// An APIToken is an API key of the user. The key does not show where it is
// printed: [maas.APIKey.Reveal] gives its text.
type APIToken struct {
	Name string // "MAAS consumer" unless it was given one; not unique
	Key  maas.APIKey
}

// UnmarshalJSON decodes both what MAAS lists, where the key is one text, and what
// it sends for a new key.
func (t *APIToken) UnmarshalJSON(data []byte) error {
	var listed struct {
		Name  string `json:"name"`
		Token string `json:"token"`
	}
	err := json.Unmarshal(data, &listed)
	if err != nil {
		return err
	}
	t.Name = listed.Name
	if listed.Token == "" {
		return json.Unmarshal(data, &t.Key)
	}
	t.Key, err = maas.ParseAPIKey(listed.Token)
	return err
}

// AccountCreateTokenOptions name a new key.
type AccountCreateTokenOptions struct {
	Name string `param:"name" since:"2.1"`
}

// CreateToken makes a further API key for the user.
//
// Any user may call it.
//
// POST /account/?op=create_authorisation_token
func (s *AccountService) CreateToken(ctx context.Context, opts *AccountCreateTokenOptions) (*APIToken, error) {
	return maas.Do[*APIToken](ctx, s.client, maas.Post("/account/").Op("create_authorisation_token").With(opts))
}

// DeleteToken ends an API key of the user, which may be the very key that the
// client signs with. It is named by its second part, see [maas.APIKey.TokenKey].
//
// Any user may call it. It fails with [maas.ErrNotFound] for a key that is not
// the user's.
//
// POST /account/?op=delete_authorisation_token
func (s *AccountService) DeleteToken(ctx context.Context, tokenKey string) error {
	return maas.Exec(ctx, s.client, maas.Post("/account/").Op("delete_authorisation_token").Set("token_key", tokenKey))
}

// RenameToken gives an API key of the user another name. The key is named by its
// second part, see [maas.APIKey.TokenKey].
//
// Any user may call it, since MAAS 2.1. It fails with [maas.ErrNotFound] for a
// key that is not the user's.
//
// POST /account/?op=update_token_name
func (s *AccountService) RenameToken(ctx context.Context, tokenKey, name string) error {
	return maas.Exec(ctx, s.client, maas.Post("/account/").Op("update_token_name").Set("token", tokenKey).Set("name", name).Since("2.1"))
}

// ListTokens returns the API keys of the user, whole: whoever has one of them has
// them all.
//
// Any user may call it, since MAAS 2.1.
//
// GET /account/?op=list_authorisation_tokens
func (s *AccountService) ListTokens(ctx context.Context) ([]APIToken, error) {
	return maas.List[APIToken](ctx, s.client, maas.Get("/account/").Op("list_authorisation_tokens").Since("2.1"))
}
