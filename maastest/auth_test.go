package maastest

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// askSigned sends a request with an Authorization header of the caller's own.
func askSigned(t *testing.T, s *Server, method, target, header string) answer {
	t.Helper()
	r := httptest.NewRequest(method, "/MAAS/api/1.0/"+target, nil)
	r.Header.Set("Authorization", header)
	return send(t, s, r)
}

func TestTimestampWindow(t *testing.T) {
	t.Parallel()
	clock := NewManualClock(time.Unix(1_700_000_000, 0))
	s := NewUnstarted(WithClock(clock))
	for offset, status := range map[time.Duration]int{
		0: 200, 300 * time.Second: 200, -300 * time.Second: 200, 301 * time.Second: 401, -301 * time.Second: 401,
	} {
		header := authorization(s, "admin")
		clock.Advance(offset)
		got := askSigned(t, s, "GET", "zones/", header)
		assert.Equal(t, status, got.status, offset)
		clock.Advance(-offset)
	}
}

func TestNoncesAreForgottenAfterADay(t *testing.T) {
	t.Parallel()
	clock := NewManualClock(time.Unix(1_700_000_000, 0))
	s := NewUnstarted(WithClock(clock))
	use := func() answer {
		header := signWith(s, s.Key("admin"))
		header = header[:strings.Index(header, "oauth_nonce=")] + `oauth_nonce="same"`
		return askSigned(t, s, "GET", "zones/", header)
	}
	assert.Equal(t, 200, use().status)
	clock.Advance(23 * time.Hour)
	assert.Equal(t, "Nonce already used: same", use().body)
	clock.Advance(2 * time.Hour)
	assert.Equal(t, 200, use().status)
}

// Some operations look for the token a second time and want a blank after each
// comma.
func TestHeaderWithoutBlanks(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddNode(Node{Hostname: "one", Status: statusReady})
	for _, test := range []struct {
		target string
		status int
		body   string
	}{
		{"zones/", 200, ""},
		{"nodes/?op=list_allocated", 401, "Did not find request's oauth token."},
	} {
		header := strings.ReplaceAll(authorization(s, "user"), ", ", ",")
		got := askSigned(t, s, "GET", test.target, header)
		assert.Equal(t, test.status, got.status, test.target)
		if test.body != "" {
			assert.Equal(t, test.body, got.body)
			assert.Empty(t, got.header.Get("WWW-Authenticate"))
		}
	}
	header := strings.ReplaceAll(authorization(s, "user"), ", ", ",")
	got := askSigned(t, s, "POST", "nodes/?op=acquire", header)
	assert.Equal(t, "Did not find request's oauth token.", got.body)
	list := ask(t, s, "admin", "GET", "nodes/", "op", "list").json(t).([]any)
	assert.Nil(t, list[0].(map[string]any)["owner"], "acquired although refused")
}

// A parameter whose text has the word realm in it is lost.
func TestRealmSwallowsParameters(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	for from, to := range map[string]string{
		`oauth_consumer_key=`: `realm="" oauth_consumer_key=`,
		`oauth_nonce="`:       `oauth_nonce="realm`,
	} {
		got := askSigned(t, s, "GET", "zones/", strings.Replace(authorization(s, "user"), from, to, 1))
		assert.Equal(t, 401, got.status)
		assert.Equal(t, "Parameter not found: "+from[:strings.Index(from, "=")], got.body)
		assert.Equal(t, `OAuth realm="OAuth"`, got.header.Get("WWW-Authenticate"))
	}
}

func TestBadHeaderFields(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	got := askSigned(t, s, "GET", "zones/", authorization(s, "user")+", nonsense")
	assert.Equal(t, "Unable to parse OAuth parameters from Authorization header.", got.body)
}

func TestKeyOfDeletedTokenIsRefused(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	old := s.Key("user")
	created := ask(t, s, "user", "POST", "account/", "op", "create_authorisation_token").json(t).(map[string]any)
	got := ask(t, s, "user", "POST", "account/", "op", "delete_authorisation_token", "token_key", strings.Split(old, ":")[1])
	require.Equal(t, 204, got.status)
	assert.Equal(t, "Invalid consumer.", askSigned(t, s, "GET", "zones/", signWith(s, old)).body)
	assert.Contains(t, s.Key("user"), created["token_key"])
}

func TestInactiveUser(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddUser(User{Name: "gone", Inactive: true})
	got := ask(t, s, "gone", "GET", "zones/")
	assert.Equal(t, 403, got.status)
	assert.Equal(t, "User is not allowed access to this API.", got.body)
}

func TestNodeKeysAreForTheMetadataServiceOnly(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	key := s.NodeKey(s.AddNode(Node{Hostname: "one", Status: statusCommissioning}))
	assert.Equal(t, 403, askSigned(t, s, "GET", "zones/", signWith(s, key)).status)
	r := httptest.NewRequest("POST", "/MAAS/metadata/2012-03-01/?op=signal", nil)
	r.Header.Set("Authorization", authorization(s, "admin"))
	assert.Equal(t, 403, send(t, s, r).status)
}

func TestSeedingNonsensePanics(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddNode(Node{Hostname: "one", MACs: []string{"AA-BB-CC-00-00-01"}})
	for name, seed := range map[string]func(){
		"user taken":        func() { s.AddUser(User{Name: "admin"}) },
		"user empty":        func() { s.AddUser(User{}) },
		"no such key":       func() { s.Key("nobody") },
		"zone taken":        func() { s.AddZone("default", "") },
		"bad tag":           func() { s.AddTag(Tag{Name: "x", Definition: "//["}) },
		"hostname taken":    func() { s.AddNode(Node{Hostname: "one"}) },
		"bad hostname":      func() { s.AddNode(Node{Hostname: "a b"}) },
		"MAC taken":         func() { s.AddNode(Node{MACs: []string{"aa:bb:cc:00:00:01"}}) },
		"no such zone":      func() { s.AddNode(Node{Zone: "nosuch"}) },
		"no such owner":     func() { s.AddNode(Node{Owner: "nobody"}) },
		"no such status":    func() { s.AddNode(Node{Status: 8}) },
		"no such cluster":   func() { s.AddNode(Node{NodeGroup: "nosuch"}) },
		"no such power":     func() { s.AddNode(Node{PowerType: "nosuch"}) },
		"not commissioning": func() { s.FailCommissioning("nosuch") },
		"no node":           func() { s.NodeKey("nosuch") },
		"bad pattern":       func() { s.Inject(Match{Path: "["}, Fault{}) },
	} {
		assert.Panics(t, seed, name)
	}
	assert.Len(t, ask(t, s, "admin", "GET", "nodes/", "op", "list").json(t), 1)
}
