package benchmarks

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/benchmarks/internal/workload"
	"github.com/gomaas/maas/internal/deadline"
)

// poolSize is how many connections a client keeps that was given no http.Client.
const poolSize = 128

// countingServer answers each call as handle does and counts the connections
// that were made to it.
func countingServer(t *testing.T, handle http.HandlerFunc) (client *maas.Client, connections *atomic.Int64) {
	connections = new(atomic.Int64)
	s := httptest.NewUnstartedServer(handle)
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	client, err := maas.NewClient(s.URL+"/MAAS", workload.Key, maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))
	require.NoError(t, err)
	t.Cleanup(client.CloseIdleConnections)
	return client, connections
}

func answerNode(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(workload.AppendNode(nil, 1))
}

// pipeListener accepts one end of the pipes that are made for a client.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error   { close(l.done); return nil }
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// net/http gives a connection up whose writer was not scheduled for 50 ms, as it
// may be on a busy machine. In a bubble no time passes for that.
func TestSequentialCallsShareAConnection(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		listener := &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
		server := &http.Server{Handler: http.HandlerFunc(answerNode)}
		var serving sync.WaitGroup
		serving.Go(func() { _ = server.Serve(listener) })
		dials := 0
		client, err := maas.NewClient("http://127.0.0.1/MAAS", workload.Key, maas.WithTransport(func(next http.RoundTripper) http.RoundTripper {
			transport := next.(*http.Transport)
			transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
				dials++
				near, far := net.Pipe()
				listener.conns <- far
				return near, nil
			}
			return transport
		}))
		require.NoError(t, err)
		for range 1000 {
			_, err := client.Nodes.Get(t.Context(), workload.NodeID)
			require.NoError(t, err)
		}
		assert.Equal(t, 1, dials)
		client.CloseIdleConnections()
		require.NoError(t, server.Close())
		serving.Wait()
	})
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
			client, connections := countingServer(t, handle)
			for range 50 {
				_, err := client.Nodes.Get(t.Context(), workload.NodeID)
				require.Error(t, err)
				_, err = client.Nodes.List(t.Context(), nil)
				require.Error(t, err)
				_, err = client.Nodes.Acquire(t.Context(), &maas.NodeAcquireOptions{Tags: []string{"ssd"}})
				require.Error(t, err)
			}
			assert.EqualValues(t, 1, connections.Load())
		})
	}
}

func TestLeavingAListKeepsTheConnection(t *testing.T) {
	t.Parallel()
	client, connections := countingServer(t, func(w http.ResponseWriter, _ *http.Request) { _ = workload.WriteNodes(w, 10) })
	for range 50 {
		for _, err := range client.Nodes.All(t.Context(), nil) {
			require.NoError(t, err)
			break
		}
	}
	assert.EqualValues(t, 1, connections.Load())
}

func TestConcurrentCallsStayInThePool(t *testing.T) {
	t.Parallel()
	client, connections := countingServer(t, answerNode)
	var wg sync.WaitGroup
	var failed atomic.Int64
	for range 2 * poolSize {
		wg.Go(func() {
			for range 10 {
				if _, err := client.Nodes.Get(context.Background(), workload.NodeID); err != nil {
					failed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	assert.Zero(t, failed.Load())
	assert.LessOrEqual(t, connections.Load(), int64(poolSize))
}

func TestDownloadsArriveAsSent(t *testing.T) {
	t.Parallel()
	content := make([]byte, 3<<20)
	for i := range content {
		content[i] = byte(i * i >> 7)
	}
	client, connections := countingServer(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(content) })
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
	assert.EqualValues(t, 1, connections.Load())
}
