package maas

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// escapes reports whether a request may be taken for one of something outside of
// root: as it is written, as MAAS reads it, which unescapes a path once, and by
// whatever takes a backslash for a slash.
func escapes(u *url.URL, root string) bool {
	for _, p := range []string{u.EscapedPath(), strings.ReplaceAll(u.EscapedPath(), `\`, "/"), u.Path} {
		if p = path.Clean(p); p != root && !strings.HasPrefix(p, root+"/") {
			return true
		}
	}
	return false
}

// TestPathsStayBelowTheRoot makes raw and typed paths of pieces that lead
// elsewhere. What is not refused stays below the root of the API.
func TestPathsStayBelowTheRoot(t *testing.T) {
	t.Parallel()
	client, err := NewClient("http://host/MAAS", authKey)
	require.NoError(t, err)
	const root = "/MAAS/api/1.0"
	pieces := []string{
		"..", ".", "/", "//", "%2F", "%2f", "%2e", "%2E%2e", "%252e", "%252e%252e", "%252F", `\`, "%5C", "..%5c", ";", "..;", "?", "#", "%", "%zz", "%00",
		"account", "nodes", "users", "MAAS", "api", "1.0", "2.0", "/api/1.0/", "/api/2.0/", "/MAAS/api/1.0/", "http:", "http://elsewhere/", "@", ":", " ", "\n", "\x00", "ü", "\xff",
	}
	random := rand.New(rand.NewPCG(1, 2))
	sent, refused := 0, 0
	check := func(r Request, from string) {
		b, err := client.build(t.Context(), r)
		if err != nil {
			refused++
			assert.Contains(t, err.Error(), "maas: ")
			return
		}
		defer b.close()
		sent++
		require.False(t, escapes(b.url, root), "%q becomes %s", from, b.url)
		require.Equal(t, "host", b.url.Host)
		require.Empty(t, b.url.Fragment)
		again, err := url.Parse(b.url.String())
		require.NoError(t, err)
		require.Equal(t, b.url.EscapedPath(), again.EscapedPath(), "%q", from)
	}
	for range 50_000 {
		var text strings.Builder
		for range 1 + random.IntN(6) {
			text.WriteString(pieces[random.IntN(len(pieces))])
		}
		from := text.String()
		check(client.rawRequest(http.MethodGet, from, ""), from)
		check(Get("/files/{filename...}/", from), from)
	}
	for _, from := range []string{
		"..", "../", "/..", "nodes/../../account", "nodes/..%2F..%2Faccount", "%2e%2e/", "nodes/%2e%2e%2f%2e%2e%2faccount/", "/MAAS/api/1.0/../account/", "/api/1.0/..%2faccount",
	} {
		_, err := client.build(t.Context(), client.rawRequest(http.MethodGet, from, ""))
		require.Error(t, err, from)
	}
	assert.Greater(t, sent, 10_000)
	assert.Greater(t, refused, 10_000)
	t.Logf("%d sent, %d refused", sent, refused)
}

func TestFillPath(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		template string
		args     []string
		want     string
	}{
		{"/zones/", nil, "/zones/"},
		{"/zones/{name}/", []string{"a b"}, "/zones/a%20b/"},
		{"/zones/{name}/", []string{"100%"}, "/zones/100%25/"},
		{"/zones/{name}/", []string{"%2e%2e"}, "/zones/%252e%252e/"},
		{"/zones/{name}/", []string{`..\..`}, `/zones/..%5C../`},
		{"/zones/{name}/", []string{"..."}, "/zones/.../"},
		{"/zones/{name}/", []string{"ü?#"}, "/zones/%C3%BC%3F%23/"},
		{"/a/{b}/c/{d}/", []string{"{d}", "x"}, "/a/%7Bd%7D/c/x/"},
		{"/files/{filename...}/", []string{"a/b c/ü"}, "/files/a/b%20c/%C3%BC/"},
	} {
		got, err := fillPath(tc.template, tc.args)
		require.NoError(t, err, tc.template)
		assert.Equal(t, tc.want, got)
	}
}

// API 1.0 takes the path of an object whose name ends in the name of one of its
// pages for that page; later versions do not.
func TestCapturedPaths(t *testing.T) {
	t.Parallel()
	client, err := NewClient("http://host/MAAS", authKey)
	require.NoError(t, err)
	later, err := client.ForAPI("2.0")
	require.NoError(t, err)
	for _, name := range []string{"doc", "describe", "pxeconfig", "version", "my-version", "adoc"} {
		_, err := client.build(t.Context(), Get("/tags/{name}/", name))
		require.ErrorContains(t, err, "name ends in", name)
		_, err = later.build(t.Context(), Get("/tags/{name}/", name))
		require.NoError(t, err)
		_, err = client.build(t.Context(), Get("/tags/{name}/x/", name))
		require.NoError(t, err)
	}
	_, err = client.build(t.Context(), Get("/version/"))
	require.NoError(t, err)
}
