package maas

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ given, api string }{
		{"http://host/MAAS", "http://host/MAAS/api/1.0"},
		{"http://host:5240/MAAS/", "http://host:5240/MAAS/api/1.0"},
		{"https://host/MAAS/api/1.0/", "https://host/MAAS/api/1.0"},
		{"http://host/MAAS/api/", "http://host/MAAS/api/1.0"},
		{"http://host", "http://host/api/1.0"},
		{"http://host/", "http://host/api/1.0"},
		{" http://host/MAAS//\n", "http://host/MAAS/api/1.0"},
		{"HTTP://host/MAAS", "http://host/MAAS/api/1.0"},
		{"http://[::1]:5240/MAAS", "http://[::1]:5240/MAAS/api/1.0"},
		{"http://host/with%20space/MAAS", "http://host/with%20space/MAAS/api/1.0"},
	} {
		client, err := NewClient(tc.given, authKey)
		require.NoError(t, err, tc.given)
		assert.Equal(t, tc.api, client.api.String(), tc.given)
	}
}

func TestBaseURLRefused(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ given, why string }{
		{"", "no scheme"},
		{"host/MAAS", "no scheme"},
		{"host:5240/MAAS", "no scheme"},
		{"//host/MAAS", "no scheme"},
		{"ftp://host/MAAS", "neither http nor https"},
		{"http:///MAAS", "no host"},
		{"http://host/MAAS?op=list", "a query"},
		{"http://host/MAAS?", "a query"},
		{"http://host/MAAS#x", "a fragment"},
		{"http://host/MAAS#", "a fragment"},
		{"http://user:hunter2@host/MAAS", "credentials"},
		{"http://hunter2@host/MAAS", "credentials"},
		{"http://user:hunter2@host:port/MAAS", "not a URL"},
		{"http://host/MAAS/api/1.0/nodes/", "behind /api/"},
		{"http://host/../MAAS", "dot segment"},
		{"http://host//MAAS", "empty or a dot segment"},
		{"http://ho st/MAAS", "not a URL"},
		{"https://host/MAAS/api/2.0", "that of MAAS 2 and 3: use package github.com/gomaas/maas/maas2"},
	} {
		_, err := NewClient(tc.given, authKey)
		require.ErrorContains(t, err, tc.why, tc.given)
		assert.NotContains(t, err.Error(), "hunter2")
	}
}

func TestOptionsRefused(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]Option{
		"WithHTTPClient":       WithHTTPClient(nil),
		"WithTimeout":          WithTimeout(-1),
		"WithRetryPolicy":      WithRetryPolicy(RetryPolicy{MaxAttempts: -1}),
		"WithLogger":           WithLogger(nil),
		"WithUserAgent":        WithUserAgent("a\r\nb"),
		"WithAPIVersion":       WithAPIVersion("v2"),
		"WithMaxConcurrent":    WithMaxConcurrent(0),
		"WithMaxResponseBytes": WithMaxResponseBytes(0),
	} {
		_, err := NewClient("http://host/MAAS", authKey, opt)
		require.ErrorContains(t, err, name)
	}
	_, err := NewClient("http://host/MAAS", "hunter2")
	require.ErrorContains(t, err, "three parts")
	_, err = NewClient("http://host/MAAS/api/1.0", authKey, WithAPIVersion("2.0"))
	require.ErrorContains(t, err, "the base URL names API version 1.0, WithAPIVersion 2.0")
}

func TestHTTPClientIsCopied(t *testing.T) {
	t.Parallel()
	given := &http.Client{Timeout: time.Minute}
	client, err := NewClient("http://host/MAAS", authKey, WithHTTPClient(given))
	require.NoError(t, err)
	given.Timeout = time.Second
	assert.Equal(t, time.Minute, client.opts.httpClient.Timeout)
}

// TestWithTransport wraps the transport: the last wrapper is the outermost, the
// first has the client's own.
func TestWithTransport(t *testing.T) {
	t.Parallel()
	var passed []string
	wrap := func(name string, got *http.RoundTripper) Option {
		return WithTransport(func(next http.RoundTripper) http.RoundTripper {
			*got = next
			return roundTripper(func(req *http.Request) (*http.Response, error) {
				passed = append(passed, name)
				return next.RoundTrip(req)
			})
		})
	}
	var first, second http.RoundTripper
	_, err := NewClient("http://host/MAAS", authKey, wrap("inner", &first), wrap("outer", &second))
	require.NoError(t, err)
	pool, ok := first.(*http.Transport)
	require.True(t, ok, "%T", first)
	assert.Equal(t, maxConns, pool.MaxIdleConnsPerHost, "the tuned pool is kept")
	assert.NotSame(t, http.DefaultTransport, pool)

	given := roundTripper(func(*http.Request) (*http.Response, error) {
		passed = append(passed, "given")
		return response(200, jsonType, zoneJSON), nil
	})
	client, err := NewClient("http://host/MAAS", authKey, wrap("inner", &first), WithHTTPClient(&http.Client{Transport: given}), wrap("outer", &second))
	require.NoError(t, err)
	_, err = client.Zones.Get(t.Context(), "rack1")
	require.NoError(t, err)
	assert.Equal(t, []string{"outer", "inner", "given"}, passed)

	_, err = NewClient("http://host/MAAS", authKey, WithHTTPClient(&http.Client{}), wrap("inner", &first))
	require.NoError(t, err)
	assert.Same(t, http.DefaultTransport, first, "what an http.Client without a transport uses")

	_, err = NewClient("http://host/MAAS", authKey, WithTransport(nil))
	require.ErrorContains(t, err, "WithTransport: the function is nil")
	_, err = NewClient("http://host/MAAS", authKey, WithTransport(func(http.RoundTripper) http.RoundTripper { return nil }))
	require.ErrorContains(t, err, "WithTransport: the function returned nil")
}

func TestFromEnv(t *testing.T) {
	t.Setenv("MAAS_URL", "http://host/MAAS")
	t.Setenv("MAAS_API_KEY", "")
	_, err := FromEnv()
	require.ErrorContains(t, err, "MAAS_API_KEY is not set")

	t.Setenv("MAAS_API_KEY", authKey)
	client, err := FromEnv(WithUserAgent("tool/1"))
	require.NoError(t, err)
	assert.Equal(t, "http://host/MAAS", client.BaseURL())
	assert.Equal(t, "tool/1 gomaas/"+Version, client.opts.userAgent)

	t.Setenv("MAAS_URL", "")
	_, err = FromEnv()
	require.ErrorContains(t, err, "MAAS_URL is not set")
}

func TestPlainHTTPIsWarnedOf(t *testing.T) {
	t.Parallel()
	for url, warned := range map[string]bool{
		"http://maas.example/MAAS":  true,
		"https://maas.example/MAAS": false,
		"http://127.0.0.1:1/MAAS":   false,
		"http://localhost/MAAS":     false,
	} {
		var out bytes.Buffer
		_, err := NewClient(url, authKey, WithLogger(slog.New(slog.NewTextHandler(&out, nil))))
		require.NoError(t, err)
		assert.Equal(t, warned, bytes.Contains(out.Bytes(), []byte("in the clear")), url)
	}
}

// roundTripper answers requests by a function.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestAnonymousDoesNotSign(t *testing.T) {
	t.Parallel()
	var headers []string
	client, err := NewClient("http://host/MAAS", authKey, WithHTTPClient(&http.Client{
		Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			headers = append(headers, req.Header.Get("Authorization"))
			return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}, nil
		}),
	}))
	require.NoError(t, err)
	require.NoError(t, client.Anonymous().Zones.Delete(t.Context(), "z"))
	require.NoError(t, client.Zones.Delete(t.Context(), "z"))
	assert.Empty(t, headers[0])
	assert.NotEmpty(t, headers[1])
}

func TestOperationFromContext(t *testing.T) {
	t.Parallel()
	var seen []Operation
	client, err := NewClient("http://host/MAAS", authKey, WithHTTPClient(&http.Client{
		Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			op, ok := OperationFromContext(req.Context())
			assert.True(t, ok)
			seen = append(seen, op)
			return &http.Response{StatusCode: http.StatusNotFound, Body: http.NoBody}, nil
		}),
	}))
	require.NoError(t, err)
	_, err = client.Nodes.Start(t.Context(), "node-1", nil)
	require.ErrorIs(t, err, ErrNotFound)
	require.ErrorIs(t, client.Call(t.Context(), "GET", "events/", "query", nil, nil), ErrNotFound)
	assert.Equal(t, []Operation{{"1.0", "POST", "/nodes/{system_id}/", "start"}, {"1.0", "GET", "/events/", "query"}}, seen)
	assert.Equal(t, "POST /nodes/{system_id}/?op=start", seen[0].String())

	_, ok := OperationFromContext(context.Background())
	assert.False(t, ok)
}
