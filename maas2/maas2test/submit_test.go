package maas2test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// submit sends a form of alternating names and values as user.
func submit(s *Server, user, method, path string, form ...string) *httptest.ResponseRecorder {
	values := make(url.Values)
	for i := 0; i < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	r := httptest.NewRequest(method, "/MAAS"+apiRoot+path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", signWith(s, s.Key(user)))
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// answer decodes a response that has to have a status.
func answer[T any](t *testing.T, status int, w *httptest.ResponseRecorder) T {
	t.Helper()
	require.Equal(t, status, w.Code, w.Body.String())
	var v T
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &v), w.Body.String())
	return v
}
