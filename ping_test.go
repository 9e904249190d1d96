package maas_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
)

func TestPing(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	version, err := server.Client().Ping(deadline.Context(t))
	require.NoError(t, err)
	assert.True(t, version.Supports(maas.CapabilityStaticIPAddresses))
	_, err = server.AnonymousClient().Ping(deadline.Context(t))
	require.NoError(t, err)

	atRoot := maastest.Start(t, maastest.WithPrefix(""))
	notMAAS := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/page"):
			fmt.Fprint(w, "<!DOCTYPE html><title>Welcome</title>")
		case strings.HasPrefix(r.URL.Path, "/away"):
			http.Redirect(w, r, "https://elsewhere.example/", http.StatusFound)
		case strings.HasPrefix(r.URL.Path, "/starting"):
			http.Error(w, "MAAS is starting", http.StatusServiceUnavailable)
		default:
			http.NotFound(w, r)
		}
	}))
	defer notMAAS.Close()
	inactive := server.AddUser(maastest.User{Name: "gone", Inactive: true})
	host := strings.TrimSuffix(server.URL, "/MAAS")
	for _, tc := range []struct{ url, key, want string }{
		{atRoot.URL, atRoot.AdminKey, ""},
		{host, server.AdminKey, "there is no MAAS at " + host + ", but there is one at " + host + "/MAAS"},
		{server.URL + "/x", server.AdminKey, "MAAS is at another path"},
		{notMAAS.URL, server.AdminKey, "it is not MAAS"},
		{notMAAS.URL + "/page", server.AdminKey, "it is not MAAS"},
		{notMAAS.URL + "/away", server.AdminKey, "sends elsewhere"},
		{notMAAS.URL + "/starting", server.AdminKey, "503"},
		{"https" + strings.TrimPrefix(server.URL, "http"), server.AdminKey, "write http:// in the base URL"},
		{"http://127.0.0.1:1/MAAS", server.AdminKey, "no connection to http://127.0.0.1:1/MAAS"},
		{server.URL, "aaaaaaaaaaaaaaaaaa:bbbbbbbbbbbbbbbbbb:cccccccccccccccccccccccccccccccc", "does not accept the API key"},
		{server.URL, inactive, "its user is not active"},
	} {
		client, err := maas.NewClient(tc.url, tc.key, maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))
		require.NoError(t, err)
		_, err = client.Ping(deadline.Context(t))
		client.CloseIdleConnections()
		if tc.want == "" {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, tc.want)
		}
	}
}
