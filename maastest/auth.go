package maastest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// timestampWindow is how far a request's time may be from the server's.
const timestampWindow = 300 * time.Second

// noncePurge is how often nonces outside the window are forgotten.
const noncePurge = 24 * time.Hour

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

// nonceID is what makes a nonce unique; the timestamp has no part in it.
type nonceID struct {
	consumer, token, nonce string
}

// oauthParameters are those that make a request count as signed.
var oauthParameters = []string{
	"oauth_consumer_key", "oauth_token", "oauth_signature",
	"oauth_signature_method", "oauth_timestamp", "oauth_nonce",
}

// isSigned tells whether the request claims to be signed. MAAS looks for the
// names anywhere in the header's text.
func isSigned(header string, p *payload) bool {
	inHeader, inParams := true, true
	for _, name := range oauthParameters {
		inHeader = inHeader && strings.Contains(header, name)
		inParams = inParams && (p.query.has(name) || p.post.has(name))
	}
	return inHeader || inParams
}

// authenticate finds the token that signed the request. The nonce it stores
// goes when the transaction is rolled back. A request without credentials has
// no token and no error.
func (s *Server) authenticate(r *http.Request, p *payload, now time.Time) (*token, error) {
	header := r.Header.Get("Authorization")
	if !isSigned(header, p) {
		return nil, nil
	}
	params, err := oauthRequest(header, r, p)
	if err != nil {
		return nil, err
	}
	tok, err := s.verify(params, now)
	if err != nil {
		return nil, err
	}
	return tok, nil
}

// oauthRequest collects the parameters to verify: those of the header, and
// over them those of the query.
func oauthRequest(header string, r *http.Request, p *payload) (*values, error) {
	params := new(values)
	if r.Method == http.MethodPost && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		params.pairs = append(params.pairs, p.post.pairs...)
	}
	// The scheme's case matters: by another one the header is not seen at all.
	if fields, ok := strings.CutPrefix(header, "OAuth "); ok {
		if !splitHeader(fields, params) {
			return nil, oauthRefused("Unable to parse OAuth parameters from Authorization header.")
		}
	}
	params.pairs = append(params.pairs, p.query.pairs...)
	if len(params.pairs) == 0 {
		return nil, serverError("'NoneType' object has no attribute 'verify_request'")
	}
	return params, nil
}

// splitHeader adds the header's parameters to params. One whose text contains
// "realm" is dropped, whatever its name.
func splitHeader(fields string, params *values) bool {
	for field := range strings.SplitSeq(fields, ",") {
		if strings.Contains(field, "realm") {
			continue
		}
		name, value, ok := strings.Cut(strings.TrimSpace(field), "=")
		if !ok {
			return false
		}
		value = strings.Trim(value, `"`)
		if decoded, err := url.PathUnescape(value); err == nil {
			value = decoded
		}
		params.add(name, value)
	}
	return true
}

// verify makes the checks of the OAuth library, in its order.
func (s *Server) verify(params *values, now time.Time) (*token, error) {
	if version := params.get("oauth_version"); version != "" && version != "1.0" {
		return nil, oauthRefused("OAuth version " + version + " not supported.")
	}
	for _, name := range []string{"oauth_consumer_key", "oauth_token", "oauth_timestamp", "oauth_nonce"} {
		if !params.has(name) {
			return nil, oauthRefused("Parameter not found: " + name)
		}
	}
	consumer := params.get("oauth_consumer_key")
	if !s.state.hasConsumer(consumer) {
		return nil, oauthRefused("Invalid consumer.")
	}
	key := params.get("oauth_token")
	tok := s.state.tokens.get(key)
	if tok == nil {
		return nil, oauthRefused("Invalid access token: " + key)
	}
	if err := checkTimestamp(params.get("oauth_timestamp"), now); err != nil {
		return nil, err
	}
	if nonce := params.get("oauth_nonce"); !s.useNonce(nonceID{consumer, key, nonce}, now) {
		return nil, oauthRefused("Nonce already used: " + nonce)
	}
	switch method := params.get("oauth_signature_method"); method {
	case "PLAINTEXT", "":
	case "HMAC-SHA1":
		// The server's secrets are text where its hmac module wants bytes, so
		// that no such signature was ever accepted.
		return nil, serverError("character mapping must return integer, None or unicode")
	default:
		return nil, oauthRefused("Signature method " + method + " not supported try one of the following: PLAINTEXT, HMAC-SHA1")
	}
	if expected := "&" + tok.secret; params.get("oauth_signature") != expected {
		// MAAS does give the secret away here.
		return nil, oauthRefused("Invalid signature. Expected signature base string: " + expected)
	}
	return tok, nil
}

func checkTimestamp(text string, now time.Time) error {
	given, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return serverError(fmt.Sprintf("invalid literal for int() with base 10: '%s'", text))
	}
	distance := now.Unix() - given
	if max(distance, -distance) > int64(timestampWindow/time.Second) {
		return oauthRefused(fmt.Sprintf("Expired timestamp: given %d and now %d has a greater difference than threshold %d",
			given, now.Unix(), int64(timestampWindow/time.Second)))
	}
	return nil
}

// useNonce stores a nonce and tells whether it was new.
func (s *Server) useNonce(id nonceID, now time.Time) bool {
	if now.Sub(s.purged) >= noncePurge {
		for old, used := range s.nonces {
			if now.Sub(used) > timestampWindow {
				delete(s.nonces, old)
			}
		}
		s.purged = now
	}
	if _, used := s.nonces[id]; used {
		return false
	}
	s.nonces[id] = now
	s.state.journal.undo = append(s.state.journal.undo, func() { delete(s.nonces, id) })
	return true
}

// oauthRefused is the 401 of credentials that were given and are not good.
func oauthRefused(message string) error {
	return &failure{response: response{
		status:      401,
		contentType: typeHTML,
		header:      []Pair{{"WWW-Authenticate", `OAuth realm="OAuth"`}},
		body:        []byte(message),
	}}
}

// oauthToken reads the token's key from the header a second time, as acquire,
// list_allocated and the checks for a worker do: by splitting at blanks, so
// that a header without a blank after each comma has none.
func (c *call) oauthToken() (string, error) {
	header, ok := c.req.Header["Authorization"]
	if !ok {
		return "", unauthorized("No authorization header received.")
	}
	for field := range strings.FieldsSeq(header[0]) {
		if value, ok := strings.CutPrefix(field, "oauth_token="); ok {
			return strings.Trim(strings.TrimRight(value, ","), `"`), nil
		}
	}
	return "", unauthorized("Did not find request's oauth token.")
}

// requireWorker fails unless the caller signed with the key of the cluster g.
func (c *call) requireWorker(g *nodeGroup) error {
	key, err := c.oauthToken()
	var missing *failure
	if errors.As(err, &missing) {
		return forbidden(missing.text())
	}
	if key != g.tokenKey {
		return forbidden("Only allowed for the " + pyRepr(g.name) + " worker.")
	}
	return nil
}

// claimedUser is whom a request's credentials name, unverified.
func (s *Server) claimedUser(r *http.Request, p *payload) string {
	params, err := oauthRequest(r.Header.Get("Authorization"), r, p)
	if err != nil {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.state.tokens.get(params.get("oauth_token")); t != nil {
		return t.user
	}
	return ""
}
