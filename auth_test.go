package maas

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/dghubble/oauth1"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	authKey    = "consumer123:token456:Secret-789+abc/def~"
	authSecret = "Secret-789+abc/def~"
)

func TestParseAPIKey(t *testing.T) {
	t.Parallel()
	key, err := ParseAPIKey(" " + authKey + "\n")
	require.NoError(t, err)
	assert.Equal(t, "consumer123", key.ConsumerKey())
	assert.Equal(t, "token456", key.TokenKey())
	assert.Equal(t, authKey, key.Reveal())
	assert.Empty(t, APIKey{}.Reveal())
	assert.Empty(t, APIKey{}.String())
}

func TestParseAPIKeyRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ key, want string }{
		{"", "this one has 1"},
		{"hunter2", "this one has 1"},
		{"a:hunter2", "this one has 2"},
		{"a:b:hunter2:d", "this one has 4"},
		{":b:hunter2", "the consumer part of the API key is empty"},
		{"a::hunter2", "the token part of the API key is empty"},
		{"hunter2:b:", "the secret part of the API key is empty"},
		{"a:b:hunter2 hunter2", "the secret part of the API key has white space"},
		{"a:b\x00:hunter2", "the token part of the API key has white space"},
		{"ä:b:hunter2", "the consumer part of the API key has white space or a character outside ASCII"},
	} {
		_, err := ParseAPIKey(tc.key)
		require.ErrorContains(t, err, tc.want, "%q", tc.key)
		assert.NotContains(t, err.Error(), "hunter2", "the error quotes the key")
	}
}

func TestAPIKeyRedactsItself(t *testing.T) {
	t.Parallel()
	key, err := ParseAPIKey(authKey)
	require.NoError(t, err)
	type settings struct {
		Key    APIKey
		hidden APIKey // fmt can't reach its methods
	}
	var printed strings.Builder
	for _, value := range []any{key, &key, settings{key, key}, &settings{key, key}, []APIKey{key}, map[string]APIKey{"k": key}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&printed, verb+"\n", value)
		}
		text, err := json.Marshal(value)
		require.NoError(t, err)
		printed.Write(text)
		slog.New(slog.NewJSONHandler(&printed, nil)).Info("m", "key", value)
		slog.New(slog.NewTextHandler(&printed, nil)).Info("m", "key", value)
	}
	assert.NotContains(t, printed.String(), authSecret)
	assert.NotContains(t, printed.String(), fmt.Sprintf("%x", authSecret))
	assert.Contains(t, printed.String(), "consumer123:token456:[redacted]")
}

func TestSecretRedactsItself(t *testing.T) {
	t.Parallel()
	power := IPMIPower{User: "root", Password: NewSecret("calvin-hobbes")}
	var printed strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		fmt.Fprintf(&printed, verb+"\n", power)
		fmt.Fprintf(&printed, verb+"\n", NodeUpdateOptions{Power: power})
	}
	text, err := json.Marshal(power)
	require.NoError(t, err)
	printed.Write(text)
	slog.New(slog.NewTextHandler(&printed, nil)).Info("m", "password", power.Password)
	assert.NotContains(t, printed.String(), "calvin-hobbes")
	assert.NotContains(t, printed.String(), fmt.Sprintf("%x", "calvin-hobbes"))
	assert.Empty(t, NewSecret("").String())
}

func TestAPIKeyFromTokenAnswer(t *testing.T) {
	t.Parallel()
	var key APIKey
	require.NoError(t, json.Unmarshal([]byte(`{"token_secret": "sss", "consumer_key": "ccc", "token_key": "ttt"}`), &key))
	assert.Equal(t, "ccc:ttt:sss", key.Reveal())
	require.Error(t, json.Unmarshal([]byte(`{"token_secret": "sss"}`), &key))
	require.Error(t, json.Unmarshal([]byte(`["sss"]`), &key))
}

// captureTransport notes the header of the request that it gets.
type captureTransport struct{ header http.Header }

func (c *captureTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	c.header = req.Header.Clone()
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: req}, nil
}

var headerParameter = regexp.MustCompile(`^([a-z_]+)="([^"]*)"$`)

// parseAuthorization splits a header as MAAS does: on comma and space.
func parseAuthorization(t *testing.T, header string) map[string]string {
	t.Helper()
	rest, ok := strings.CutPrefix(header, "OAuth ")
	require.True(t, ok, "scheme")
	params := make(map[string]string)
	for _, part := range strings.Split(rest, ", ") {
		m := headerParameter.FindStringSubmatch(part)
		require.NotNil(t, m, "%q", part)
		require.NotContains(t, params, m[1], "twice")
		params[m[1]] = m[2]
	}
	return params
}

func TestHeaderEqualsThatOfOAuth1(t *testing.T) {
	t.Parallel()
	key, err := ParseAPIKey(authKey)
	require.NoError(t, err)
	ours := make(http.Header)
	newAuthorizer(key).sign(ours)

	capture := new(captureTransport)
	config := oauth1.Config{ConsumerKey: "consumer123", Signer: PlaintextSigner{}}
	signing := config.Client(oauth1.NoContext, oauth1.NewToken("token456", authSecret))
	signing.Transport.(*oauth1.Transport).Base = capture
	resp, err := signing.Get("http://maas.example/MAAS/api/1.0/nodes/?op=list")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())

	got := parseAuthorization(t, ours.Get("Authorization"))
	want := parseAuthorization(t, capture.header.Get("Authorization"))
	for _, name := range []string{"oauth_nonce", "oauth_timestamp"} {
		assert.NotEmpty(t, got[name], name)
		assert.NotEmpty(t, want[name], name)
		delete(got, name)
		delete(want, name)
	}
	assert.Equal(t, want, got)
	assert.Equal(t, "%26"+oauth1.PercentEncode(oauth1.PercentEncode(authSecret)), got["oauth_signature"])
}

func TestEachSigningHasItsOwnNonce(t *testing.T) {
	t.Parallel()
	key, err := ParseAPIKey(authKey)
	require.NoError(t, err)
	auth := newAuthorizer(key)
	seen := make(map[string]bool)
	for range 1000 {
		h := make(http.Header)
		auth.sign(h)
		seen[parseAuthorization(t, h.Get("Authorization"))["oauth_nonce"]] = true
	}
	assert.Len(t, seen, 1000)
}

func TestRedact(t *testing.T) {
	t.Parallel()
	key, err := ParseAPIKey(authKey)
	require.NoError(t, err)
	auth := newAuthorizer(key)
	h := make(http.Header)
	auth.sign(h)
	for _, body := range []string{
		"Invalid signature. Expected signature base string: &" + authSecret,
		h.Get("Authorization"),
		"twice " + authSecret + authSecret,
	} {
		got := string(auth.redact([]byte(body)))
		assert.NotContains(t, got, authSecret)
		assert.NotContains(t, got, oauth1.PercentEncode(authSecret))
		assert.Contains(t, got, redacted)
	}
	assert.Equal(t, "Invalid signature. Expected signature base string: [redacted]",
		string(auth.redact([]byte("Invalid signature. Expected signature base string: &thetruesecret"))), "of a key that was mistyped")
	assert.Equal(t, "untouched", string((*authorizer)(nil).redact([]byte("untouched"))))

	short, err := ParseAPIKey("a:b:c")
	require.NoError(t, err)
	assert.Equal(t, "such a cat: [redacted]", string(newAuthorizer(short).redact([]byte("such a cat: &c"))))
}

func BenchmarkSign(b *testing.B) {
	key, err := ParseAPIKey(authKey)
	require.NoError(b, err)
	auth := newAuthorizer(key)
	h := make(http.Header, 1)
	b.ReportAllocs()
	for b.Loop() {
		auth.sign(h)
	}
}
