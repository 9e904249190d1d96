package maas

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/dghubble/oauth1"
)

// An APIKey is the credential of a MAAS user: a consumer key, a token key and
// a token secret, written "consumer:token:secret" by MAAS.
//
// The secret never shows: every formatting verb, slog, JSON, XML and YAML print
// it as [redacted], at any depth of other values. [APIKey.Reveal] returns the
// whole key, to store it. == reports whether two keys are equal. The zero value
// holds no key.
type APIKey struct {
	consumer, token string
	secret          Secret
}

// ParseAPIKey reads an API key as MAAS shows it, "consumer:token:secret".
// White space around it, such as the newline at the end of a file, is ignored.
// The error of a key that can't be used says why and never quotes the key.
func ParseAPIKey(s string) (APIKey, error) {
	parts := strings.Split(strings.TrimSpace(s), ":")
	if len(parts) != 3 {
		return APIKey{}, fmt.Errorf("maas: an API key has three parts, consumer:token:secret; this one has %d", len(parts))
	}
	for i, name := range []string{"consumer", "token", "secret"} {
		if parts[i] == "" {
			return APIKey{}, fmt.Errorf("maas: the %s part of the API key is empty", name)
		}
		if strings.ContainsFunc(parts[i], func(r rune) bool { return r <= ' ' || r > '~' }) {
			return APIKey{}, fmt.Errorf("maas: the %s part of the API key has white space or a character outside ASCII", name)
		}
	}
	return APIKey{parts[0], parts[1], NewSecret(parts[2])}, nil
}

// ConsumerKey returns the first part of the key. It is not secret.
func (k APIKey) ConsumerKey() string { return k.consumer }

// TokenKey returns the second part of the key, which names the token in
// [AccountService.DeleteToken]. It is not secret.
func (k APIKey) TokenKey() string { return k.token }

// Reveal returns the whole key with its secret, as [ParseAPIKey] reads it.
// It is "" for the zero APIKey.
func (k APIKey) Reveal() string {
	if k.secret.IsZero() {
		return ""
	}
	return k.consumer + ":" + k.token + ":" + k.secret.Reveal()
}

// String returns the key with its secret redacted.
func (k APIKey) String() string {
	if k.secret.IsZero() {
		return ""
	}
	return k.consumer + ":" + k.token + ":" + redacted
}

// GoString returns the same as String.
func (k APIKey) GoString() string { return k.String() }

// Format prints the key with its secret redacted, whatever the verb.
func (k APIKey) Format(f fmt.State, _ rune) { fmt.Fprint(f, k.String()) }

// LogValue gives slog the key with its secret redacted.
func (k APIKey) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText returns the key with its secret redacted, so that a settings
// struct can be dumped. JSON, XML and YAML encode a key with it.
func (k APIKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalJSON decodes the object that MAAS sends for a new token, with the
// members consumer_key, token_key and token_secret.
func (k *APIKey) UnmarshalJSON(data []byte) error {
	var token struct {
		Consumer string `json:"consumer_key"`
		Token    string `json:"token_key"`
		Secret   string `json:"token_secret"`
	}
	if err := json.Unmarshal(data, &token); err != nil {
		return err
	}
	parsed, err := ParseAPIKey(token.Consumer + ":" + token.Token + ":" + token.Secret)
	if err != nil {
		return err
	}
	*k = parsed
	return nil
}

// PlaintextSigner is the OAuth signature method PLAINTEXT (RFC 5849, 3.4.4)
// for the consumers of MAAS, whose secret is always empty. It lets
// [oauth1.Config] sign requests the way this package does.
type PlaintextSigner struct{}

var _ oauth1.Signer = PlaintextSigner{}

// Name returns "PLAINTEXT".
func (PlaintextSigner) Name() string { return "PLAINTEXT" }

// Sign returns the signature: the encoded consumer secret, which is empty, an
// ampersand, and the encoded token secret. The message plays no part.
func (PlaintextSigner) Sign(tokenSecret, _ string) (string, error) {
	return "&" + oauth1.PercentEncode(tokenSecret), nil
}

// An authorizer makes the Authorization headers of one API key. All of a
// header but nonce and timestamp is the same for every request.
type authorizer struct {
	// A function, whose closure no printer can look into.
	known  func() *credentials
	offset atomic.Int64
	now    func() time.Time
}

type credentials struct {
	prefix   string // the header up to the nonce's value
	redactor *redactor
}

// newAuthorizer prepares the header for key. MAAS 1.6 splits it on commas in
// one place and on white space in another, so both stand between parameters.
func newAuthorizer(key APIKey) *authorizer {
	secret := key.secret.Reveal()
	signature, _ := PlaintextSigner{}.Sign(secret, "") // never fails
	encoded := oauth1.PercentEncode(signature)
	c := &credentials{
		prefix: `OAuth oauth_consumer_key="` + oauth1.PercentEncode(key.consumer) +
			`", oauth_signature="` + encoded +
			`", oauth_signature_method="` + PlaintextSigner{}.Name() +
			`", oauth_token="` + oauth1.PercentEncode(key.token) +
			`", oauth_version="1.0", oauth_nonce="`,
		redactor: newRedactor(secret),
	}
	if len(secret) < redactedRun {
		c.redactor.exact = []string{encoded, signature}
	}
	return &authorizer{known: func() *credentials { return c }, now: time.Now}
}

// sign sets the Authorization header of one attempt, with a nonce of its own and
// the time as the server sees it. It returns the clock offset that was used.
func (a *authorizer) sign(h http.Header) (offset int64) {
	offset = a.offset.Load()
	var nonce [16]byte
	_, _ = rand.Read(nonce[:]) // never fails
	var digits [2 * len(nonce)]byte
	hex.Encode(digits[:], nonce[:])
	var buf [20]byte
	timestamp := strconv.AppendInt(buf[:0], a.now().Unix()+offset, 10)
	h["Authorization"] = []string{a.known().prefix + string(digits[:]) + `", oauth_timestamp="` + string(timestamp) + `"`}
	return offset
}

// learnClock looks at a 401 response to a request signed with offset. When the
// reason is the timestamp, it makes the server's clock the clock to sign with
// and reports that the request is worth signing again. It is so even if the
// clocks agree: the request may have waited in a queue for too long.
func (a *authorizer) learnClock(resp *http.Response, body []byte, offset int64) bool {
	if resp.StatusCode != http.StatusUnauthorized || !bytes.Contains(body, []byte("Expired timestamp")) {
		return false
	}
	server, err := serverTime(resp.Header, body)
	if err != nil {
		return false
	}
	// Another call may have learnt it meanwhile.
	a.offset.CompareAndSwap(offset, server.Unix()-a.now().Unix())
	return true
}

// serverTime finds the server's clock in a 401: "given A and now B" in the
// body, else the Date header. A time that no clock of a running server shows
// is an error.
func serverTime(h http.Header, body []byte) (time.Time, error) {
	server, err := http.ParseTime(h.Get("Date"))
	if _, after, ok := bytes.Cut(body, []byte("and now ")); ok {
		digits, _, _ := bytes.Cut(after, []byte(" "))
		if sec, perr := strconv.ParseInt(string(digits), 10, 64); perr == nil {
			server, err = time.Unix(sec, 0), nil
		}
	}
	if err == nil && (server.Year() < 2010 || server.Year() > 2100) {
		err = errors.New("implausible server clock")
	}
	return server, err
}
