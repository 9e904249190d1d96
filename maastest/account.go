package maastest

func accountResource() *resource {
	return &resource{
		template: "account/",
		operations: []operation{
			{method: "POST", op: "create_authorisation_token", run: (*call).accountCreateToken},
			{method: "POST", op: "delete_authorisation_token", run: (*call).accountDeleteToken},
		},
	}
}

func (c *call) accountCreateToken() (any, error) {
	t := c.state.newToken(c.user.name)
	return object{
		{"consumer_key", t.consumer},
		{"token_key", t.key},
		{"token_secret", t.secret},
	}, nil
}

// accountDeleteToken deletes a token of the caller, which may be the one that
// signed the request.
func (c *call) accountDeleteToken() (any, error) {
	key, err := c.data.mandatory("token_key")
	if err != nil {
		return nil, err
	}
	t := c.state.tokens.get(key)
	if t == nil || t.user != c.user.name {
		return nil, notFound()
	}
	c.state.deleteToken(t)
	return deleted(), nil
}
