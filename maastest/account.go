package maastest

import (
	"github.com/gomaas/maas/internal/engine"
	"net/http"
)

func accountResource() *resource {
	return &resource{
		Template: "account/",
		Operations: []operation{
			{Method: http.MethodPost, Op: "create_authorisation_token", Run: (*call).accountCreateToken},
			{Method: http.MethodPost, Op: "delete_authorisation_token", Run: (*call).accountDeleteToken},
		},
	}
}

func (c *call) accountCreateToken() (any, error) {
	t := c.state.newToken(c.user.name)
	return engine.Object{
		{"consumer_key", t.consumer},
		{"token_key", t.key},
		{"token_secret", t.secret},
	}, nil
}

// accountDeleteToken deletes a token of the caller, which may be the one that
// signed the request.
func (c *call) accountDeleteToken() (any, error) {
	key, err := c.Data.Mandatory("token_key")
	if err != nil {
		return nil, err
	}
	t := c.state.tokens.Get(key)
	if t == nil || t.user != c.user.name {
		return nil, notFound()
	}
	c.state.deleteToken(t)
	return engine.Deleted(), nil
}
