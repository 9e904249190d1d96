package maastest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/doubletest"
	"github.com/gomaas/maas/internal/engine"
)

// authorization makes the header of a signed request, or "" for no user.
func authorization(s *Server, user string) string {
	if user == "" {
		return ""
	}
	return signWith(s, s.Key(user))
}

func signWith(s *Server, key string) string { return doubletest.Sign(key, s.clock.Now()) }

// answer is what came back from ask.
type answer struct {
	status      int
	contentType string
	header      http.Header
	body        string
}

// json decodes the answer, which has to be JSON.
func (a answer) json(t *testing.T) any {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal([]byte(a.body), &v), a.body)
	return v
}

// filePart is a parameter of ask that is sent as a file.
type filePart struct {
	name    string
	content []byte
}

// ask sends a signed request to a path below the API's root, as user or, if
// that is empty, anonymously. Parameters are alternately names and values, or a
// filePart each; they go into the query of a GET or DELETE and else into a
// multipart body, but for "op", which always goes into the query.
func ask(t *testing.T, s *Server, user, method, path string, params ...any) answer {
	t.Helper()
	query := url.Values{}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for len(params) > 0 {
		if part, ok := params[0].(filePart); ok {
			header := textproto.MIMEHeader{}
			header.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, part.name, part.name))
			header.Set("Content-Type", "application/octet-stream")
			w, err := form.CreatePart(header)
			require.NoError(t, err)
			_, err = w.Write(part.content)
			require.NoError(t, err)
			params = params[1:]
			continue
		}
		name, value := params[0].(string), fmt.Sprint(params[1])
		params = params[2:]
		if name == "op" || method == http.MethodGet || method == http.MethodDelete {
			query.Add(name, value)
			continue
		}
		require.NoError(t, form.WriteField(name, value))
	}
	require.NoError(t, form.Close())
	target := s.config.prefix + apiRoot + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	r := httptest.NewRequest(method, target, nil)
	if method == http.MethodPost || method == http.MethodPut {
		r = httptest.NewRequest(method, target, &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
	}
	if header := authorization(s, user); header != "" {
		r.Header.Set("Authorization", header)
	}
	return send(t, s, r)
}

// send gives a request to the server as it is.
func send(t *testing.T, s *Server, r *http.Request) answer {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	result := w.Result()
	content, err := io.ReadAll(result.Body)
	require.NoError(t, err)
	return answer{result.StatusCode, result.Header.Get("Content-Type"), result.Header, string(content)}
}

// step is one request of a scenario and the answer that it has to get. The body
// is compared as JSON where it is what piston emits, and else literally.
type step struct {
	user, method, path string
	params             []any // as ask takes them
	status             int
	contentType, body  string
}

func runSteps(t *testing.T, s *Server, steps []step) {
	t.Helper()
	for i, want := range steps {
		got := ask(t, s, want.user, want.method, want.path, want.params...)
		name := fmt.Sprintf("%d: %s %s %v by %q", i, want.method, want.path, want.params, want.user)
		assert.Equal(t, want.status, got.status, "%s: %s", name, got.body)
		assert.Equal(t, want.contentType, got.contentType, name)
		if want.contentType == engine.TypeJSON {
			assert.JSONEq(t, want.body, got.body, name)
		} else {
			assert.Equal(t, want.body, got.body, name)
		}
	}
}

// jsonRequest is an unsigned request with a JSON body.
func jsonRequest(method, path, body string) *http.Request {
	r := httptest.NewRequest(method, "/MAAS"+apiRoot+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return r
}
