package maas_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
)

// MAAS takes a request with a cookie for that of a browser, and wants a token
// against forgeries with it.
func TestCookiesAreNeitherKeptNorSent(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		assert.Empty(t, req.Header.Values("Cookie"))
		w.Header().Set("Set-Cookie", "sessionid=abc; Path=/")
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "[]")
	}))
	defer server.Close()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	at, err := url.Parse(server.URL)
	require.NoError(t, err)
	jar.SetCookies(at, []*http.Cookie{{Name: "csrftoken", Value: "x", Path: "/"}})
	client, err := maas.NewClient(server.URL, testKey, maas.WithHTTPClient(&http.Client{Jar: jar}))
	require.NoError(t, err)
	defer client.CloseIdleConnections()
	for range 2 {
		_, err = client.Zones.List(deadline.Context(t))
		require.NoError(t, err)
	}
	assert.Len(t, jar.Cookies(at), 1, "only the one from before")
}

// While an upload is under way, its temporary file is for nobody else to read, and
// has no name where the system allows that.
func TestTemporaryFileIsPrivate(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	looked := false
	client := newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
		looked = true
		named, err := os.ReadDir(temp)
		require.NoError(t, err)
		if runtime.GOOS != "windows" {
			assert.Empty(t, named)
		}
		open, _ := os.ReadDir("/proc/self/fd") // where there is such a thing
		for _, entry := range open {
			name := "/proc/self/fd/" + entry.Name()
			if target, err := os.Readlink(name); err == nil && strings.Contains(target, "maas-upload-") {
				info, err := os.Stat(name)
				require.NoError(t, err)
				assert.Equal(t, os.FileMode(0o600), info.Mode())
			}
		}
		_, _ = io.Copy(io.Discard, req.Body)
		return answering(http.StatusCreated, "text/plain", "")(nil)
	}))
	require.NoError(t, client.Files.Add(t.Context(), "notes", struct{ io.Reader }{strings.NewReader("content")}))
	assert.True(t, looked)
	left, err := os.ReadDir(temp)
	require.NoError(t, err)
	assert.Empty(t, left)
}
