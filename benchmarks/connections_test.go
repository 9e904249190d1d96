package benchmarks

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/benchmarks/internal/workload"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/internal/pipenet"
)

// poolSize is how many connections a client keeps that was given no http.Client.
const poolSize = 128

// countConnections calls test in a bubble, with a client of a server that answers each
// call as handle does, and returns how many connections were made. net/http gives a
// connection up whose writer was not scheduled for 50 ms, as it may be on a busy
// machine. In a bubble no time passes for that.
func countConnections(t *testing.T, handle http.HandlerFunc, test func(t *testing.T, client *maas.Client)) (connections int) {
	t.Helper()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		listener := pipenet.Listen()
		server := &http.Server{Handler: handle}
		var serving sync.WaitGroup
		serving.Go(func() { _ = server.Serve(listener) })
		client, err := maas.NewClient("http://127.0.0.1/MAAS", workload.Key, maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}),
			maas.WithTransport(func(next http.RoundTripper) http.RoundTripper {
				transport := next.(*http.Transport)
				transport.DialContext = listener.DialContext
				return transport
			}))
		require.NoError(t, err)
		test(t, client)
		connections = listener.Dials()
		client.CloseIdleConnections()
		require.NoError(t, server.Close())
		serving.Wait()
	})
	return connections
}

func answerNode(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(workload.AppendNode(nil, 1))
}

func TestSequentialCallsShareAConnection(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 1, countConnections(t, answerNode, func(t *testing.T, client *maas.Client) {
		for range 1000 {
			_, err := client.Nodes.Get(t.Context(), workload.NodeID)
			require.NoError(t, err)
		}
	}))
}

func TestErrorsKeepTheConnection(t *testing.T) {
	t.Parallel()
	for name, handle := range map[string]http.HandlerFunc{
		"not found": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "Not Found", http.StatusNotFound) },
		"conflict":  func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "No node available.", http.StatusConflict) },
		"a long error": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, strings.Repeat("x", 20_000), http.StatusInternalServerError)
		},
		"an empty error": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
		"not JSON": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "<html>"+strings.Repeat("x", 20_000))
		},
		"a wrong type": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `["`+strings.Repeat("x", 20_000)+`"]`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, 1, countConnections(t, handle, func(t *testing.T, client *maas.Client) {
				for range 50 {
					_, err := client.Nodes.Get(t.Context(), workload.NodeID)
					require.Error(t, err)
					_, err = client.Nodes.List(t.Context(), nil)
					require.Error(t, err)
					_, err = client.Nodes.Acquire(t.Context(), &maas.NodeAcquireOptions{Tags: []string{"ssd"}})
					require.Error(t, err)
				}
			}))
		})
	}
}

func TestLeavingAListKeepsTheConnection(t *testing.T) {
	t.Parallel()
	list := func(w http.ResponseWriter, _ *http.Request) { _ = workload.WriteNodes(w, 10) }
	assert.Equal(t, 1, countConnections(t, list, func(t *testing.T, client *maas.Client) {
		for range 50 {
			for _, err := range client.Nodes.All(t.Context(), nil) {
				require.NoError(t, err)
				break
			}
		}
	}))
}

func TestConcurrentCallsStayInThePool(t *testing.T) {
	t.Parallel()
	assert.LessOrEqual(t, countConnections(t, answerNode, func(t *testing.T, client *maas.Client) {
		var wg sync.WaitGroup
		for range 2 * poolSize {
			wg.Go(func() {
				for range 10 {
					_, err := client.Nodes.Get(t.Context(), workload.NodeID)
					assert.NoError(t, err)
				}
			})
		}
		wg.Wait()
	}), poolSize)
}

func TestDownloadsArriveAsSent(t *testing.T) {
	t.Parallel()
	content := make([]byte, 3<<20)
	for i := range content {
		content[i] = byte(i * i >> 7)
	}
	send := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(content) }
	assert.Equal(t, 1, countConnections(t, send, func(t *testing.T, client *maas.Client) {
		for range 3 {
			body, err := client.Files.Download(t.Context(), "file")
			require.NoError(t, err)
			var copied bytes.Buffer
			n, err := io.Copy(&copied, body)
			require.NoError(t, err)
			require.NoError(t, body.Close())
			assert.EqualValues(t, len(content), n)
			require.True(t, bytes.Equal(content, copied.Bytes()))
		}
	}))
}
