package maas_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

// TestReleases shows that a client which has learnt the server's release sends
// no operation that the release lacks.
// Options tell with their tags which releases have them. Where a list would have
// too much without one, the release is asked for before anything else is sent.
func TestReleasesOfOptions(t *testing.T) {
	t.Parallel()
	type embedded struct {
		Later []string `param:"later,any" since:"1.9"`
	}
	type options struct {
		Always string `param:"always"`
		Gone   *int   `param:"gone" until:"1.7"`
		Wider  *bool  `param:"wider" since:"1.9"`
		embedded
	}
	for _, tc := range []struct {
		known   bool
		request maas.Request
		sent    int
		refused string
	}{
		{true, maas.Get("/x/").With(&options{Always: "a"}), 1, ""},
		{true, maas.Get("/x/").With(&options{Gone: new(0)}), 0, "gone"},
		{true, maas.Get("/x/").With(&options{embedded: embedded{Later: []string{"a"}}}), 0, "later"},
		{true, maas.Get("/x/").With(&options{Wider: new(false)}), 0, "wider"},
		{true, maas.Post("/x/").With(&options{Gone: new(0)}), 0, "gone"},
		{false, maas.Get("/x/").With(&options{Always: "a", Wider: new(true)}), 1, ""},
		{false, maas.Get("/x/").With(&options{Gone: new(0)}), 1, "gone"},
		{false, maas.Get("/x/").With(&options{embedded: embedded{Later: []string{"a"}}}), 1, "later"},
		{false, maas.Get("/x/").With(&options{embedded: embedded{Later: []string{}}}), 0, ""}, // matches nothing
		{false, maas.Post("/x/").With(&options{Gone: new(0)}), 1, ""},
	} {
		sent := 0
		client := newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
			sent++
			if strings.HasSuffix(req.URL.Path, "/version/") {
				return answering(200, "application/json", `{"version": "1.8.3"}`)(req)
			}
			assert.Empty(t, tc.refused)
			return answering(200, "application/json", "[]")(req)
		}))
		if tc.known {
			_, err := client.MAAS.Version(t.Context())
			require.NoError(t, err)
			sent = 0
		}
		_, err := maas.List[int](t.Context(), client, tc.request)
		assert.Equal(t, tc.sent, sent)
		if tc.refused == "" {
			require.NoError(t, err)
			continue
		}
		bad, ok := errors.AsType[*maas.ArgumentError](err)
		require.True(t, ok, err)
		assert.Equal(t, tc.refused, bad.Argument)
		assert.ErrorContains(t, err, "the server runs 1.8.3")
	}
}

func TestReleases(t *testing.T) {
	t.Parallel()
	plain := maas.Get("/x/")
	for _, tc := range []struct {
		release   string
		request   maas.Request
		available string // "" when it is sent
	}{
		{"", plain.Since("9.9"), ""}, // not known
		{"1.9.5", plain, ""},
		{"1.9.5", plain.Since("1.9"), ""},
		{"1.9.5", plain.Since("1.10"), "MAAS 1.10 and later"},
		{"1.10.0", plain.Since("1.9"), ""},
		{"1.7.6", plain.Since("1.8"), "MAAS 1.8 and later"},
		{"1.9.5", plain.Until("1.9"), ""},
		{"1.10.0", plain.Until("1.9"), "MAAS 1.9 and earlier"},
		{"1.8.3", plain.Since("1.9").Until("1.9"), "MAAS 1.9 only"},
		{"1.10.1", plain.Since("1.8").Until("1.9"), "MAAS 1.8 to 1.9"},
		{"1.10.0~rc1", plain.Since("1.10"), ""},
		{"2", plain.Since("2.0"), "MAAS 2.0 and later"}, // no more is known
	} {
		sent := 0
		client := newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
			if strings.HasSuffix(req.URL.Path, "/version/") {
				return answering(200, "application/json", `{"version": "`+tc.release+`"}`)(req)
			}
			sent++
			return answering(200, "application/json", "1")(req)
		}))
		assert.Empty(t, client.Release())
		_, err := client.MAAS.Version(t.Context())
		require.NoError(t, err)
		assert.Equal(t, tc.release, client.Release())
		assert.Equal(t, tc.release, client.Anonymous().Release(), "what one learns, the other knows")

		_, err = maas.Do[int](t.Context(), client, tc.request)
		if tc.available == "" {
			require.NoError(t, err, "%+v", tc)
			assert.Equal(t, 1, sent)
			continue
		}
		var missing *maas.ReleaseError
		require.ErrorAs(t, err, &missing, "%+v", tc)
		require.ErrorIs(t, err, maas.ErrUnsupportedOperation)
		require.NotErrorIs(t, err, maas.ErrNotFound)
		assert.Equal(t, "maas: GET /x/: MAAS "+tc.release+" lacks the operation, which is available in "+tc.available, err.Error())
		assert.Zero(t, sent)
	}
}

// TestLackingOperation reads the responses of a server that lacks an operation of
// other releases. Those of an operation which all releases have are about
// something else.
func TestLackingOperation(t *testing.T) {
	t.Parallel()
	const html = "text/html; charset=utf-8"
	for _, tc := range []struct {
		name, contentType, body string
		status                  int
		limited, every          bool // it is unsupported with a range, and without
	}{
		{"no such op", "text/plain", "Unrecognised signature: method=GET op=x", 400, true, true},
		{"no such path until 1.6", html, "<html><title>Error: Page not found</title>", 404, true, false},
		{"no such path", "text/plain", "Unknown API endpoint: /MAAS/api/1.0/x/.", 404, true, false},
		{"no such object", "text/plain", "Not Found", 404, false, false},
		{"no such method", html, "", 405, true, false},
		{"gone", "text/plain", "Gone", 410, true, false},
		{"bad argument", "application/json", `{"a": ["bad"]}`, 400, false, false},
	} {
		client, _ := noting(t, tc.status, tc.contentType, tc.body)
		err := maas.Exec(t.Context(), client, maas.Get("/x/").Since("1.8").Until("1.9"))
		text := "this MAAS lacks the operation, which is available in MAAS 1.8 to 1.9"
		if tc.limited {
			require.ErrorIs(t, err, maas.ErrUnsupportedOperation, tc.name)
			require.ErrorContains(t, err, text)
		} else {
			require.NotErrorIs(t, err, maas.ErrUnsupportedOperation, tc.name)
			assert.NotContains(t, err.Error(), text)
		}
		err = maas.Exec(t.Context(), client, maas.Get("/x/"))
		if tc.every {
			require.ErrorIs(t, err, maas.ErrUnsupportedOperation, tc.name)
		} else {
			require.NotErrorIs(t, err, maas.ErrUnsupportedOperation, tc.name)
		}
	}
}

// A MAAS 2 or later says what it is, and what to use instead.
func TestGoneAPI(t *testing.T) {
	t.Parallel()
	client, _ := noting(t, http.StatusGone, "text/plain", "The 1.0 API is no longer available. Please use API version 2.0.")
	_, err := client.Ping(t.Context())
	require.ErrorIs(t, err, maas.ErrGone)
	require.ErrorContains(t, err, "github.com/gomaas/maas/maas2")
	_, err = client.Nodes.List(t.Context(), nil)
	require.ErrorContains(t, err, "github.com/gomaas/maas/maas2")
}

func TestForAPI(t *testing.T) {
	t.Parallel()
	var paths []string
	client := newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
		op, ok := maas.OperationFromContext(req.Context())
		assert.True(t, ok)
		paths = append(paths, op.APIVersion+" "+req.URL.Path)
		assert.Equal(t, op.APIVersion == "1.0" || req.Method == http.MethodGet, req.Body != nil || req.Method == http.MethodGet, "an empty form")
		return answering(200, "application/json", `{"version": "3.4.10"}`)(req)
	}))
	later, err := client.ForAPI("2.0")
	require.NoError(t, err)
	for _, c := range []*maas.Client{client, later, later.Anonymous()} {
		require.NoError(t, maas.Exec(t.Context(), c, maas.Post("/x/")))
	}
	_, err = later.MAAS.Version(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"1.0 /MAAS/api/1.0/x/", "2.0 /MAAS/api/2.0/x/", "2.0 /MAAS/api/2.0/x/", "2.0 /MAAS/api/2.0/version/"}, paths)
	assert.Equal(t, "3.4.10", client.Release())
	for _, bad := range []string{"", "v2", "2", "2.0/", "../2.0"} {
		_, err := client.ForAPI(bad)
		require.ErrorContains(t, err, "is not a version", bad)
	}
}

func TestIDFromURI(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]string{
		"/MAAS/api/1.0/nodes/node-1/":                   "node-1",
		"/MAAS/api/1.0/nodes/node-1/macs/aa%3Abb%3Acc/": "aa:bb:cc",
		"/MAAS/api/1.0/commissioning-scripts/25%20burn": "25 burn",
		"/MAAS/api/1.0/tags/virtual/?op=nodes":          "virtual",
		"":                                              "",
		"/":                                             "",
		"/MAAS/api/1.0/tags/%zz/":                       "",
	} {
		assert.Equal(t, want, maas.IDFromURI(uri), uri)
	}
}
