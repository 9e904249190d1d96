package maas2test

import (
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"strconv"

	"github.com/gomaas/maas/internal/engine"
)

var sslKeys = hiddenKind[int, userKey]()

var sslKeysSection = &section{
	resources: []*resource{
		{Template: "account/prefs/sslkeys/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).sslKeysRead},
			{Method: http.MethodPost, Run: (*call).sslKeysCreate},
		}},
		{Template: "account/prefs/sslkeys/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).sslKeyRead},
			{Method: http.MethodDelete, Run: (*call).sslKeyDelete},
		}},
	},
}

func (c *call) sslKeyJSON(k *userKey) object {
	return object{
		{"id", k.id},
		{"key", k.text},
		{"resource_uri", c.uri("account", "prefs", "sslkeys", strconv.Itoa(k.id))},
	}
}

func (c *call) sslKeysRead() (any, error) {
	list := []object{}
	for _, k := range sslKeys.in(c.state).Sorted() {
		if k.user == c.user.name {
			list = append(list, c.sslKeyJSON(k))
		}
	}
	return list, nil
}

func (c *call) sslKeysCreate() (any, error) {
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	k := &userKey{user: c.user.name}
	taken := func(text string) bool {
		return sslKeys.in(c.state).Find(func(other *userKey) bool { return other.user == k.user && other.text == text }) != nil
	}
	f.verbatim("key", &k.text, required, sslKeyProblem, unless(taken, "This key has already been added for this user."))
	if err := f.err(); err != nil {
		return nil, err
	}
	k.id = c.state.next("sslkey")
	sslKeys.in(c.state).Put(k.id, k)
	return engine.Python3.Created(object{{"id", k.id}, {"key", k.text}}), nil
}

// sslKey finds the key in the path, which only its owner may touch.
func (c *call) sslKey(verb string) (*userKey, *engine.Response, error) {
	id, _ := c.id("id")
	k := sslKeys.in(c.state).Get(id)
	switch {
	case k == nil:
		return nil, nil, notFound("SSLKey")
	case k.user != c.user.name:
		return nil, engine.Text(http.StatusForbidden, "Can't "+verb+" a key you don't own."), nil
	}
	return k, nil, nil
}

func (c *call) sslKeyRead() (any, error) {
	k, refusal, err := c.sslKey("get")
	if k == nil {
		return refusal, err
	}
	return c.sslKeyJSON(k), nil
}

func (c *call) sslKeyDelete() (any, error) {
	k, refusal, err := c.sslKey("delete")
	if k == nil {
		return refusal, err
	}
	sslKeys.in(c.state).Delete(k.id)
	return engine.Deleted(), nil
}

// sslKeyProblem returns what is wrong with an SSL key, which has to be a
// certificate in PEM, or "".
func sslKeyProblem(key string) string {
	if block, _ := pem.Decode([]byte(key)); block != nil && block.Type == "CERTIFICATE" {
		if _, err := x509.ParseCertificate(block.Bytes); err == nil {
			return ""
		}
	}
	return "Invalid SSL key."
}
