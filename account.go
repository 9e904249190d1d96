package maas

import "context"

// AccountService is the section "Logged-in user" of the API: the API keys of the
// user whose key the client has.
type AccountService service

// CreateToken makes a further API key for the user. It is shown this once:
// [APIKey.Reveal] gives the text to keep.
//
// Any user may call it.
//
// POST /account/?op=create_authorisation_token
func (s *AccountService) CreateToken(ctx context.Context) (APIKey, error) {
	return Do[APIKey](ctx, s.client, Post("/account/").Op("create_authorisation_token"))
}

// DeleteToken ends an API key of the user, which may be the very key that the
// client signs with. It is named by its second part, see [APIKey.TokenKey].
//
// Any user may call it. It fails with [ErrNotFound] for a token that is not the
// user's.
//
// POST /account/?op=delete_authorisation_token
func (s *AccountService) DeleteToken(ctx context.Context, tokenKey string) error {
	return Exec(ctx, s.client, Post("/account/").Op("delete_authorisation_token").Set("token_key", tokenKey))
}
