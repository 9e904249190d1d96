package maas2test

import (
	"net/http"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A token is a set of OAuth credentials. The consumer's secret is empty.
type token struct {
	key, secret, consumer string
	user                  string
	name                  string // as shown in lists
}

// apiKey is the token as users copy it from MAAS.
func (t *token) apiKey() string { return t.consumer + ":" + t.key + ":" + t.secret }

var (
	tokens    = hiddenKind[string, token]()  // by key
	consumers = hiddenKind[string, string]() // token key by consumer key
)

// newToken gives a user a new key.
func (st *state) newToken(user, name string) *token {
	t := &token{key: randomKey(18), secret: randomKey(32), consumer: randomKey(18), user: user, name: name}
	st.addToken(t)
	return t
}

func (st *state) addToken(t *token) {
	tokens.in(st).Put(t.key, t)
	consumers.in(st).Put(t.consumer, &t.key)
}

func (st *state) deleteToken(t *token) {
	tokens.in(st).Delete(t.key)
	consumers.in(st).Delete(t.consumer)
}

var accountSection = &section{
	resources: []*resource{
		{Template: "account/", Operations: []operation{
			{Method: http.MethodGet, Op: "list_authorisation_tokens", Run: (*call).tokensList},
			{Method: http.MethodPost, Op: "create_authorisation_token", Run: (*call).tokenCreate},
			{Method: http.MethodPost, Op: "update_token_name", Run: (*call).tokenRename},
			{Method: http.MethodPost, Op: "delete_authorisation_token", Run: (*call).tokenDelete},
		}},
	},
}

func (c *call) tokensList() (any, error) {
	list := []object{}
	for _, t := range tokens.in(c.state).All() {
		if t.user == c.user.name {
			list = append(list, object{{"name", t.name}, {"token", t.apiKey()}})
		}
	}
	return list, nil
}

func (c *call) tokenCreate() (any, error) {
	name := "MAAS consumer"
	if sent := c.Data.Get("name"); sent != "" {
		name = sent
	}
	t := c.state.newToken(c.user.name, name)
	// MAAS encodes this one itself, on one line.
	body := engine.Python3.AppendJSON(nil, object{
		{"token_key", t.key},
		{"token_secret", t.secret},
		{"consumer_key", t.consumer},
		{"name", t.name},
	}, -1)
	return &engine.Response{Status: http.StatusOK, ContentType: engine.TypeJSON, Body: body}, nil
}

// ownToken finds a token of the caller, which may be the one that signed the
// request.
func (c *call) ownToken(key string) (*token, error) {
	t := tokens.in(c.state).Get(key)
	if t == nil || t.user != c.user.name {
		return nil, notFound("Token")
	}
	return t, nil
}

// tokenRename takes a token's key, or the whole API key.
func (c *call) tokenRename() (any, error) {
	key, err := c.Post.Mandatory("token")
	if err != nil {
		return nil, err
	}
	name, err := c.Post.Mandatory("name")
	if err != nil {
		return nil, err
	}
	if parts := strings.Split(key, ":"); len(parts) == 3 {
		key = parts[1]
	}
	t, err := c.ownToken(key)
	if err != nil {
		return nil, err
	}
	tokens.in(c.state).Update(t.key, func(t *token) { t.name = name })
	return &engine.Response{Status: http.StatusAccepted, ContentType: engine.TypePlain, Body: []byte("Accepted")}, nil
}

func (c *call) tokenDelete() (any, error) {
	key, err := c.Post.Mandatory("token_key")
	if err != nil {
		return nil, err
	}
	t, err := c.ownToken(key)
	if err != nil {
		return nil, err
	}
	c.state.deleteToken(t)
	return engine.Deleted(), nil
}
