package maastest

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// A token is a set of OAuth credentials. The consumer's secret is empty.
type token struct {
	key, secret, consumer string
	user                  string
	node                  string // the node that it is for, "" mostly
}

// apiKey is the token as users copy it from MAAS.
func (t *token) apiKey() string {
	return t.consumer + ":" + t.key + ":" + t.secret
}

// isSigned reports whether the request claims to be signed.
func isSigned(header string, p *engine.Payload) bool {
	inHeader, inParams := engine.Signed(header, p)
	return inHeader || inParams
}

// credentials are what a request was signed with: nil for none.
type credentials struct {
	params *engine.Values
	err    error // they can't be read
}

// readCredentials takes them from the request, for which no lock is needed.
func (c *call) readCredentials() (found credentials) {
	header := c.req.Header.Get("Authorization")
	if isSigned(header, c.Payload) {
		found.params, found.err = oauthRequest(header, c.req, c.Payload)
	}
	return found
}

// authenticate finds the token that signed the request. The nonce it stores
// goes when the transaction is rolled back. A request without credentials has
// no token and no error.
func (c *call) authenticate() (*token, error) {
	if c.credentials.params == nil {
		return nil, c.credentials.err
	}
	return c.verify(c.credentials.params)
}

// oauthRequest collects the parameters to verify: those of the header, and
// over them those of the query.
func oauthRequest(header string, r *http.Request, p *engine.Payload) (*engine.Values, error) {
	params := new(engine.Values)
	if r.Method == http.MethodPost && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		params.Pairs = append(params.Pairs, p.Post.Pairs...)
	}
	// The scheme's case matters: by another one the header is not seen at all.
	if fields, ok := strings.CutPrefix(header, "OAuth "); ok {
		if !engine.SplitAuthorization(fields, params) {
			return nil, oauthRefused("Unable to parse OAuth parameters from Authorization header.")
		}
	}
	params.Pairs = append(params.Pairs, p.Query.Pairs...)
	if len(params.Pairs) == 0 {
		return nil, engine.ServerError("'NoneType' object has no attribute 'verify_request'")
	}
	return params, nil
}

// verify makes the checks of the OAuth library, in its order.
func (c *call) verify(params *engine.Values) (*token, error) {
	if version := params.Get("oauth_version"); version != "" && version != "1.0" {
		return nil, oauthRefused("OAuth version " + version + " not supported.")
	}
	for _, name := range []string{"oauth_consumer_key", "oauth_token", "oauth_timestamp", "oauth_nonce"} {
		if !params.Has(name) {
			return nil, oauthRefused("Parameter not found: " + name)
		}
	}
	consumer := params.Get("oauth_consumer_key")
	if !c.state.hasConsumer(consumer) {
		return nil, oauthRefused("Invalid consumer.")
	}
	key := params.Get("oauth_token")
	tok := c.state.tokens.Get(key)
	if tok == nil {
		return nil, oauthRefused("Invalid access token: " + key)
	}
	if err := checkTimestamp(params.Get("oauth_timestamp"), c.now); err != nil {
		return nil, err
	}
	if nonce := params.Get("oauth_nonce"); !c.useNonce(engine.NonceID{Consumer: consumer, Token: key, Nonce: nonce}) {
		return nil, oauthRefused("Nonce already used: " + nonce)
	}
	switch method := params.Get("oauth_signature_method"); method {
	case "PLAINTEXT", "":
	case "HMAC-SHA1":
		// The server's secrets are text where its hmac module wants bytes, so
		// that no such signature was ever accepted.
		return nil, engine.ServerError("character mapping must return integer, None or unicode")
	default:
		return nil, oauthRefused("Signature method " + method + " not supported try one of the following: PLAINTEXT, HMAC-SHA1")
	}
	if expected := "&" + tok.secret; params.Get("oauth_signature") != expected {
		// MAAS does give the secret away here.
		return nil, oauthRefused("Invalid signature. Expected signature base string: " + expected)
	}
	return tok, nil
}

func checkTimestamp(text string, now time.Time) error {
	given, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return engine.ServerError(fmt.Sprintf("invalid literal for int() with base 10: '%s'", text))
	}
	distance := now.Unix() - given
	if max(distance, -distance) > int64(engine.TimestampWindow/time.Second) {
		return oauthRefused(fmt.Sprintf("Expired timestamp: given %d and now %d has a greater difference than threshold %d",
			given, now.Unix(), int64(engine.TimestampWindow/time.Second)))
	}
	return nil
}

// useNonce stores a nonce and reports whether it was new.
func (c *call) useNonce(id engine.NonceID) bool {
	return c.server.nonces.Use(id, c.now, c.state.journal)
}

// oauthRefused is the 401 of credentials that were given and are not good.
func oauthRefused(message string) error {
	return &engine.Failure{Response: engine.Response{
		Status:      http.StatusUnauthorized,
		ContentType: engine.TypeHTML,
		Header:      []Pair{{Name: "WWW-Authenticate", Value: `OAuth realm="OAuth"`}},
		Body:        []byte(message),
	}}
}

// oauthToken reads the token's key from the header a second time, as acquire,
// list_allocated and the checks for a worker do: by splitting at blanks, so
// that a header without a blank after each comma has none.
func (c *call) oauthToken() (string, error) {
	header, ok := c.req.Header["Authorization"]
	if !ok {
		return "", engine.Unauthorized("No authorization header received.")
	}
	for field := range strings.FieldsSeq(header[0]) {
		if value, ok := strings.CutPrefix(field, "oauth_token="); ok {
			return strings.Trim(strings.TrimRight(value, ","), `"`), nil
		}
	}
	return "", engine.Unauthorized("Did not find request's oauth token.")
}

// requireWorker fails unless the caller signed with the key of the cluster g.
func (c *call) requireWorker(g *nodeGroup) error {
	key, err := c.oauthToken()
	var missing *engine.Failure
	if errors.As(err, &missing) {
		return engine.Forbidden(missing.Text())
	}
	if key != g.tokenKey {
		return engine.Forbidden("Only allowed for the " + pyRepr(g.name) + " worker.")
	}
	return nil
}

// claimedUser is whom a request's credentials name, unverified.
func (c *call) claimedUser() string {
	params, err := oauthRequest(c.req.Header.Get("Authorization"), c.req, c.Payload)
	if err != nil {
		return ""
	}
	var name string
	c.server.store.View(func(st *state) {
		if t := st.tokens.Get(params.Get("oauth_token")); t != nil {
			name = t.user
		}
	})
	return name
}
