package maas2test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/doubletest"
)

func signWith(s *Server, key string) string { return doubletest.Sign(key, s.clock.Now()) }

// ask sends a request to a path below the API's root, as user or, if that is
// empty, anonymously.
func ask(s *Server, user, method, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/MAAS"+apiRoot+path, nil)
	if user != "" {
		r.Header.Set("Authorization", signWith(s, s.Key(user)))
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestClient(t *testing.T) {
	t.Parallel()
	s := Start(t)
	zones, err := s.Client().Zones.List(t.Context())
	require.NoError(t, err)
	require.Len(t, zones, 1)
	assert.Equal(t, "default", zones[0].Name)
	_, err = s.AnonymousClient().Zones.List(t.Context())
	assert.ErrorIs(t, err, maas.ErrUnauthorized)
	requests := s.Requests()
	require.Len(t, requests, 2)
	assert.Equal(t, "GET /zones/", requests[0].Operation)
	assert.Equal(t, "admin", requests[0].User)
}

func TestSnapshotAndReset(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	before := s.Snapshot()
	s.AddUser(User{Name: "bob"})
	assert.Equal(t, http.StatusOK, ask(s, "admin", "GET", "users/bob/").Code)
	after := s.Snapshot()
	s.Restore(before)
	assert.Equal(t, http.StatusNotFound, ask(s, "admin", "GET", "users/bob/").Code)
	s.Restore(after)
	assert.Equal(t, http.StatusOK, ask(s, "bob", "GET", "users/bob/").Code)
	s.Inject(Match{Path: "users/*/"}, Fault{Status: 503, Times: -1})
	assert.Equal(t, 503, ask(s, "admin", "GET", "users/bob/").Code)
	s.Reset()
	assert.Equal(t, http.StatusNotFound, ask(s, "admin", "GET", "users/bob/").Code)
	assert.Len(t, s.Requests(), 1)
}

// What a refused request did is taken back, and its nonce with it; a 404 commits.
func TestRollback(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	send := func(method, path, header string) int {
		r := httptest.NewRequest(method, "/MAAS"+apiRoot+path, nil)
		r.Header.Set("Authorization", header)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code
	}
	refused := signWith(s, s.AdminKey)
	assert.Equal(t, 400, send("DELETE", "zones/default/", refused))
	assert.Equal(t, 200, send("GET", "zones/", refused))
	missing := signWith(s, s.AdminKey)
	assert.Equal(t, 404, send("GET", "zones/nosuch/", missing))
	assert.Equal(t, 401, send("GET", "zones/", missing))
}
