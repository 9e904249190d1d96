package maas2_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/contracttest"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maas2"
)

func respond(status int, contentType, body string) func(w http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestPing(t *testing.T) {
	t.Parallel()
	const jsonType = "application/json; charset=utf-8"
	version := respond(200, jsonType, `{"version": "3.4.10", "subversion": "", "capabilities": ["networks-management"]}`)
	old := respond(200, jsonType, `{"capabilities": ["networks-management"]}`)
	whoami := respond(200, jsonType, `{"username": "ada", "email": "ada@example.com", "is_superuser": false, "is_local": true}`)
	for _, tc := range []struct {
		name      string
		responses map[string]func(w http.ResponseWriter) // by path behind /MAAS/api
		anonymous bool
		requests  int
		is        error
		text      string
	}{
		{name: "a MAAS and a key", responses: map[string]func(http.ResponseWriter){"/2.0/version/": version, "/2.0/users/": whoami}, requests: 2},
		{name: "unsigned", responses: map[string]func(http.ResponseWriter){"/2.0/version/": version}, anonymous: true, requests: 1},
		{
			name: "another key", responses: map[string]func(http.ResponseWriter){"/2.0/version/": version,
				"/2.0/users/": respond(401, "text/html", "Authorization Error: Invalid API key.")},
			requests: 2, is: maas.ErrUnauthorized, text: "refuses the API key",
		},
		{name: "a MAAS 1.x", responses: map[string]func(http.ResponseWriter){"/1.0/version/": old}, requests: 2, text: "use package maas"},
		{name: "another server", responses: nil, requests: 2, text: "no MAAS is at"},
		{name: "a page for everything", responses: map[string]func(http.ResponseWriter){"/2.0/version/": respond(200, "application/json", "{}")}, requests: 1, text: "not that of a MAAS"},
		{name: "in trouble", responses: map[string]func(http.ResponseWriter){"/2.0/version/": respond(500, "text/plain", "no database")}, requests: 1, is: maas.ErrServer, text: "in trouble"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			requests := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				requests++
				if response := tc.responses[strings.TrimPrefix(req.URL.Path, "/MAAS/api")]; response != nil {
					response(w)
					return
				}
				http.NotFound(w, req)
			}))
			defer server.Close()
			client, err := maas2.NewClient(server.URL+"/MAAS/", testKey, maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))
			require.NoError(t, err)
			if tc.anonymous {
				client = client.Anonymous()
			}
			found, err := client.Ping(deadline.Context(t))
			assert.Equal(t, tc.requests, requests)
			if tc.text == "" {
				require.NoError(t, err)
				assert.Equal(t, "3.4.10", found.Version)
				assert.Equal(t, "3.4.10", client.Core().Release())
				return
			}
			require.ErrorContains(t, err, tc.text)
			if tc.is != nil {
				require.ErrorIs(t, err, tc.is)
			}
			assert.NotContains(t, err.Error(), "secret789abcdef")
		})
	}
}

func TestPingUnreachable(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, contracttest.RoundTripFunc(func(*http.Request) (*http.Response, error) {
		return nil, errors.New("no route to host")
	}))
	_, err := client.Ping(t.Context())
	require.ErrorContains(t, err, "nothing that speaks HTTP could be reached")
	require.ErrorContains(t, err, "no route to host")
}

func TestReleaseIsHeeded(t *testing.T) {
	t.Parallel()
	requests := 0
	client := newTestClient(t, contracttest.RoundTripFunc(func(req *http.Request) (*http.Response, error) {
		requests++
		body := `{"version": "2.3.5", "capabilities": []}`
		return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
	}))
	_, err := client.MAAS.Version(t.Context())
	require.NoError(t, err)
	_, err = client.VMHosts.List(t.Context())
	var gone *maas.ReleaseError
	require.ErrorAs(t, err, &gone, "MAAS 2.3 has no VM hosts")
	assert.Equal(t, 1, requests, "it was sent all the same")
}

func TestFrom(t *testing.T) {
	t.Parallel()
	var paths []string
	core, err := maas.NewClient(testURL, testKey, maas.WithHTTPClient(&http.Client{Transport: contracttest.RoundTripFunc(func(req *http.Request) (*http.Response, error) {
		paths = append(paths, req.URL.Path)
		assert.NotEmpty(t, req.Header.Get("Authorization"))
		return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("[]")), Request: req}, nil
	})}))
	require.NoError(t, err)
	client := maas2.From(core)
	assert.Equal(t, testURL, client.BaseURL())
	_, err = client.Zones.List(t.Context())
	require.NoError(t, err)
	_, err = core.Zones.List(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"/MAAS/api/2.0/zones/", "/MAAS/api/1.0/zones/"}, paths)
}

func TestNewClient(t *testing.T) {
	t.Parallel()
	client, err := maas2.NewClient(testURL+"/api/2.0/", testKey)
	require.NoError(t, err)
	assert.Equal(t, testURL, client.BaseURL())
	_, err = maas2.NewClient(testURL, "no key")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "no key")
	_, err = maas2.NewClient(testURL+"/api/1.0/", testKey)
	require.Error(t, err, "the address of another API")
}

func TestFromEnv(t *testing.T) {
	t.Setenv("MAAS_URL", testURL)
	t.Setenv("MAAS_API_KEY", testKey)
	client, err := maas2.FromEnv()
	require.NoError(t, err)
	assert.Equal(t, testURL, client.BaseURL())
	t.Setenv("MAAS_API_KEY", "")
	_, err = maas2.FromEnv()
	require.ErrorContains(t, err, "MAAS_API_KEY")
}
