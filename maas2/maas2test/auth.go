package maas2test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// maxNonce is how long a nonce can be, in characters.
const maxNonce = 255

// credentials are what a request was signed with: nil for none.
type credentials struct {
	params *engine.Values
	err    error // they can't be read
}

// readCredentials takes them from the request, for which no lock is needed.
func (c *call) readCredentials() (found credentials) {
	header := c.req.Header.Get("Authorization")
	switch inHeader, inParams := engine.Signed(header, c.Payload); {
	case inParams:
		found.err = engine.ServerError("dictionary changed size during iteration")
	case inHeader:
		found.params, found.err = oauthHeader(header)
	}
	return found
}

// authenticate finds the token that signed the request. The nonce it stores goes
// when the transaction is rolled back. A request without credentials has no token
// and no error.
func (c *call) authenticate() (*token, error) {
	if c.credentials.params == nil {
		return nil, c.credentials.err
	}
	return c.verify(c.credentials.params)
}

// oauthHeader reads the parameters of the header. The scheme's case matters.
func oauthHeader(header string) (*engine.Values, error) {
	fields, ok := strings.CutPrefix(header, "OAuth ")
	if !ok {
		return nil, engine.ServerError("'NoneType' object has no attribute 'verify_request'")
	}
	params := new(engine.Values)
	if !engine.SplitAuthorization(fields, params) {
		return nil, oauthRefused("Unable to parse OAuth parameters from Authorization header.")
	}
	return params, nil
}

// verify makes the checks of the OAuth library, in its order.
func (c *call) verify(params *engine.Values) (*token, error) {
	consumer, key := params.Get("oauth_consumer_key"), params.Get("oauth_token")
	if consumers.in(c.state).Get(consumer) == nil {
		return nil, refused("Invalid API key.")
	}
	tok := tokens.in(c.state).Get(key)
	if tok == nil {
		return nil, oauthRefused("Invalid access token: " + key)
	}
	if err := c.checkTimestamp(params.Get("oauth_timestamp")); err != nil {
		return nil, err
	}
	nonce := params.Get("oauth_nonce")
	if len(nonce) > maxNonce {
		return nil, engine.ServerError(fmt.Sprintf("value too long for type character varying(%d)\n", maxNonce))
	}
	if !c.server.nonces.Use(engine.NonceID{Consumer: consumer, Token: key, Nonce: nonce}, c.now, c.state.journal) {
		return nil, oauthRefused("Nonce already used: " + nonce)
	}
	return tok, c.checkSignature(params, tok)
}

// checkTimestamp refuses what is too old. A clock ahead of the server's does no
// harm.
func (c *call) checkTimestamp(text string) error {
	if text == "" {
		return engine.ServerError("Missing timestamp.")
	}
	given, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return engine.ServerError("invalid literal for int() with base 10: " + pyRepr(text))
	}
	threshold := int64(engine.TimestampWindow.Seconds())
	if now := c.now.Unix(); now-given > threshold {
		return oauthRefused(fmt.Sprintf("Expired timestamp: given %d and now %d, has a greater difference than threshold %d", given, now, threshold))
	}
	return nil
}

func (c *call) checkSignature(params *engine.Values, tok *token) error {
	var expected, base string
	switch method := params.Get("oauth_signature_method"); method {
	case "PLAINTEXT":
		expected = "&" + tok.secret
		base = expected
	case "HMAC-SHA1":
		base = c.baseString(params)
		mac := hmac.New(sha1.New, []byte("&"+tok.secret))
		mac.Write([]byte(base))
		expected = base64.StdEncoding.EncodeToString(mac.Sum(nil))
	default:
		return oauthRefused("Signature method " + method + " not supported try one of the following: PLAINTEXT, HMAC-SHA1")
	}
	given, sent := params.Lookup("oauth_signature")
	switch {
	case !sent:
		return oauthRefused("Missing signature.")
	case given != expected:
		// MAAS does give the secret away here.
		return oauthRefused("Invalid signature. Expected signature base string: " + base)
	}
	return nil
}

// baseString is what a signature by HMAC is made over.
func (c *call) baseString(params *engine.Values) string {
	var pairs []string
	for _, p := range slices.Concat(params.Pairs, c.Query.Pairs) {
		if p.Name != "oauth_signature" {
			pairs = append(pairs, escape(p.Name)+"="+escape(p.Value))
		}
	}
	slices.Sort(pairs)
	address := "http://" + c.req.Host + c.req.URL.Path
	return c.req.Method + "&" + escape(address) + "&" + escape(strings.Join(pairs, "&"))
}

// escape percent-encodes as OAuth wants it.
func escape(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

// oauthRefused is the 401 of the OAuth library's own errors, which MAAS shows as
// Python does.
func oauthRefused(message string) error { return refused(pyRepr(message)) }

// refused is the 401 of credentials that were given and are not good.
func refused(message string) error {
	resp := engine.Response{Status: http.StatusUnauthorized, ContentType: engine.TypeHTML, Body: []byte("Authorization Error: " + message)}
	resp.SetHeader("WWW-Authenticate", `OAuth realm="OAuth"`)
	return &engine.Failure{Response: resp}
}

// pyRepr is how Python 3 shows a string.
func pyRepr(s string) string {
	quote := "'"
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = `"`
	}
	escaped := strings.NewReplacer(`\`, `\\`, quote, `\`+quote, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s)
	return quote + escaped + quote
}

// claimedUser is whom the credentials name, unverified.
func (c *call) claimedUser() string {
	params, err := oauthHeader(c.req.Header.Get("Authorization"))
	if err != nil {
		return ""
	}
	var name string
	c.server.store.View(func(st *state) {
		if t := tokens.in(st).Get(params.Get("oauth_token")); t != nil {
			name = t.user
		}
	})
	return name
}
