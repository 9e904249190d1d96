package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// AccountService is STUB.
type AccountService service

// APIToken is STUB.
type APIToken struct {
	Name  string      `json:"name"`
	Token maas.Secret `json:"token"`
}

// CreatedToken is STUB.
type CreatedToken struct {
	Name        string      `json:"name"`
	TokenKey    string      `json:"token_key"`
	TokenSecret maas.Secret `json:"token_secret"`
	ConsumerKey string      `json:"consumer_key"`
}

// AccountCreateTokenOptions are STUB.
type AccountCreateTokenOptions struct {
	Name string `param:"name"` // since 2.1
}

// CreateToken STUB.
//
// Any user may call it.
//
// POST /account/?op=create_authorisation_token
func (s *AccountService) CreateToken(ctx context.Context, opts *AccountCreateTokenOptions) (*CreatedToken, error) {
	return maas.Do[*CreatedToken](ctx, s.client, maas.Post("/account/").Op("create_authorisation_token").With(opts))
}

// DeleteToken STUB.
//
// Any user may call it.
//
// POST /account/?op=delete_authorisation_token
func (s *AccountService) DeleteToken(ctx context.Context, tokenKey string) error {
	return maas.Exec(ctx, s.client, maas.Post("/account/").Op("delete_authorisation_token").Set("token_key", tokenKey))
}

// RenameToken STUB.
//
// Any user may call it, since MAAS 2.1.
//
// POST /account/?op=update_token_name
func (s *AccountService) RenameToken(ctx context.Context, name, token string) error {
	return maas.Exec(ctx, s.client, maas.Post("/account/").Op("update_token_name").Set("name", name).Set("token", token).Since("2.1"))
}

// ListTokens STUB.
//
// Any user may call it, since MAAS 2.1.
//
// GET /account/?op=list_authorisation_tokens
func (s *AccountService) ListTokens(ctx context.Context) ([]APIToken, error) {
	return maas.List[APIToken](ctx, s.client, maas.Get("/account/").Op("list_authorisation_tokens").Since("2.1"))
}
