package maas_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
)

// A loss is what becomes of a request between the client and the server.
type loss struct {
	name  string
	fault maastest.Fault // with Status 0 the connection breaks
	err   error          // then what the client sees
	cut   int            // bytes of the server's own response that arrive, if not 0
}

var (
	connReset   = &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset by peer")}
	dialRefused = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
)

const (
	race      = "could not serialize access due to read/write dependencies among transactions\n"
	plainText = "text/plain" // of a proxy: MAAS's own has a charset, and a Vary from the double
	proxyPage = "<html><head><title>502 Bad Gateway</title></head></html>"
)

// losses are tried on every operation alike.
var losses = []loss{
	{name: "never connected", err: dialRefused},
	{name: "broken before the server saw it", err: connReset},
	{name: "broken after", err: connReset, fault: maastest.Fault{Processed: true}},
	{name: "EOF after", err: io.EOF, fault: maastest.Fault{Processed: true}},
	{name: "body cut off", cut: 10},
	{name: "lost race", fault: maastest.Fault{Status: 500, Body: race, RolledBack: true}},
	{name: "lost race, 1.8", fault: maastest.Fault{Status: 409, Body: "<html><title>Conflict error.</title>Try your request again.</html>", ContentType: "text/html"}},
	{name: "undone by MAAS", fault: maastest.Fault{Status: 503, Body: "busy", Header: http.Header{"Retry-After": {"1"}}, RolledBack: true}},
	{name: "starting", fault: maastest.Fault{Status: 503, Body: "<html><title>503 - MAAS is starting</title></html>", ContentType: "text/html"}},
	{name: "503 of a proxy, before", fault: maastest.Fault{Status: 503, Body: "busy", ContentType: plainText, Header: http.Header{"Retry-After": {"1"}}}},
	{name: "503 of a proxy, after", fault: maastest.Fault{Status: 503, Body: "busy", ContentType: plainText, Header: http.Header{"Retry-After": {"1"}}, Processed: true}},
	{name: "503 page of a proxy, after", fault: maastest.Fault{Status: 503, Body: proxyPage, ContentType: "text/html", Header: http.Header{"Retry-After": {"1"}}, Processed: true}},
	{name: "502 after", fault: maastest.Fault{Status: 502, Body: proxyPage, ContentType: "text/html", Processed: true}},
	{name: "504 after", fault: maastest.Fault{Status: 504, Body: proxyPage, ContentType: "text/html", Processed: true}},
	{name: "500 page after", fault: maastest.Fault{Status: 500, Body: proxyPage, ContentType: "text/html", Processed: true}},
	{name: "500 whose page talks of a race, after", fault: maastest.Fault{Status: 500, Body: "<html><title>could not serialize access</title></html>", ContentType: "text/html", Processed: true}},
	{name: "500 whose fields talk of a race, after", fault: maastest.Fault{Status: 500, Body: `{"x": ["could not serialize access"]}`, ContentType: "application/json", Processed: true}},
	{name: "409 page of a proxy, after", fault: maastest.Fault{Status: 409, Body: "<html><title>Conflict</title></html>", ContentType: "text/html", Processed: true}},
	{name: "page after", fault: maastest.Fault{Status: 200, Body: "<html><title>Log in</title></html>", ContentType: "text/html", Processed: true}},
	{name: "401 after, sent twice by a proxy", fault: maastest.Fault{Status: 401, Body: "Nonce already used: 1", Processed: true}},
}

// A lossyProxy stands between a client and a double, in memory.
type lossyProxy struct {
	server *maastest.Server
	lose   func(*http.Request) *loss // nil: nothing is lost

	body []byte // of the request that lose looks at

	mu       sync.Mutex // also keeps a fault together with its request
	requests int
	lost     map[string]int
	acquired map[string]int // nodes that the server gave out, by agent name
}

func (p *lossyProxy) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests++
	p.body = body
	l := p.lose(req)
	if l == nil {
		return p.pass(req, body).Result(), nil
	}
	p.lost[l.name]++
	switch {
	case l.cut > 0:
		resp := p.pass(req, body).Result()
		resp.Body = io.NopCloser(io.MultiReader(io.LimitReader(resp.Body, int64(l.cut)), brokenReader{}))
		return resp, nil
	case l.err != nil:
		if l.fault.Processed {
			p.pass(req, body)
		}
		return nil, l.err
	}
	if l.fault.Processed {
		p.pass(req, body)
		only := l.fault
		only.Processed = false
		p.server.Inject(maastest.Match{}, only)
	} else {
		p.server.Inject(maastest.Match{}, l.fault)
	}
	return p.serve(req, body).Result(), nil
}

// pass has the server carry the request out.
func (p *lossyProxy) pass(req *http.Request, body []byte) *httptest.ResponseRecorder {
	w := p.serve(req, body)
	list := p.server.Requests()
	if last := list[len(list)-1]; last.Op == "acquire" && last.Status == http.StatusOK {
		p.acquired[last.Param("agent_name")]++
	}
	p.server.ResetRequests()
	return w
}

func (p *lossyProxy) serve(req *http.Request, body []byte) *httptest.ResponseRecorder {
	again := httptest.NewRequest(req.Method, req.URL.RequestURI(), bytes.NewReader(body))
	again.Header = req.Header.Clone()
	w := httptest.NewRecorder()
	p.server.ServeHTTP(w, again)
	return w
}

// formOfRequest returns the fields of a multipart body.
func formOfRequest(req *http.Request, body []byte) (url.Values, error) {
	copied := &http.Request{Method: req.Method, Header: req.Header, Body: io.NopCloser(bytes.NewReader(body))}
	if err := copied.ParseMultipartForm(1 << 20); err != nil {
		return nil, err
	}
	return copied.MultipartForm.Value, nil
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, connReset }

// lossy puts a proxy in front of a pool of Ready nodes. A request in three gets
// through unharmed.
func lossy(t *testing.T, nodes int) (proxy *lossyProxy, client *maas.Client) {
	t.Helper()
	server := maastest.NewUnstarted(maastest.WithPowerOnRollback())
	for i := range nodes {
		server.AddNode(maastest.Node{SystemID: fmt.Sprintf("node-%d", i), Hostname: fmt.Sprintf("host%d", i), Status: maas.NodeStatusReady, PowerType: "virsh"})
	}
	random := rand.New(rand.NewPCG(1, 2))
	proxy = &lossyProxy{server: server, lost: map[string]int{}, acquired: map[string]int{}}
	proxy.lose = func(*http.Request) *loss {
		if random.IntN(3) == 0 {
			return nil
		}
		return &losses[random.IntN(len(losses))]
	}
	client, err := maas.NewClient("http://127.0.0.1/MAAS", server.AdminKey,
		maas.WithHTTPClient(&http.Client{Transport: proxy}), maas.WithRetryPolicy(maas.RetryPolicy{Budget: -1}))
	require.NoError(t, err)
	return proxy, client
}

// TestAtMostOnce makes 10,000 acquires and 10,000 starts through a proxy that loses
// most of them, before or after the server has seen them. The server counts: no
// call acquires twice, and none switches a node on twice.
func TestAtMostOnce(t *testing.T) {
	t.Parallel()
	const batches, size = 50, 200
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		proxy, client := lossy(t, size)
		initial := proxy.server.Snapshot()
		var acquired, started, acquires, starts, twice int
		for batch := range batches {
			proxy.server.Restore(initial)
			proxy.server.ResetPowerActions()
			var group sync.WaitGroup
			var mu sync.Mutex
			each := func(call func(i int) error, succeeded *int) {
				for worker := range 8 {
					group.Go(func() {
						for i := worker; i < size; i += 8 {
							err := call(i)
							mu.Lock()
							if err == nil {
								*succeeded++
							}
							mu.Unlock()
						}
					})
				}
				group.Wait()
			}
			clear(proxy.acquired)
			each(func(i int) error {
				_, err := client.Nodes.Acquire(t.Context(), &maas.NodeAcquireOptions{AgentName: fmt.Sprintf("call-%d-%d", batch, i)})
				return err
			}, &acquired)
			for agent, n := range proxy.acquired {
				acquires++
				if n > 1 {
					twice++
					t.Errorf("%s acquired %d nodes", agent, n)
				}
			}
			each(func(i int) error {
				_, err := client.Nodes.Start(t.Context(), fmt.Sprintf("node-%d", i), nil)
				return err
			}, &started)
			on := map[string]int{}
			for _, action := range proxy.server.PowerActions() {
				on[action.SystemID]++
			}
			for id, n := range on {
				starts++
				if n > 1 {
					twice++
					t.Errorf("%s was switched on %d times", id, n)
				}
			}
		}
		assert.Zero(t, twice)
		for _, l := range losses {
			assert.Positive(t, proxy.lost[l.name], l.name)
		}
		// Everything is tried: more is done than is known to the client, and what
		// can be repeated is.
		assert.Greater(t, acquires, acquired)
		assert.Greater(t, starts, started)
		assert.Greater(t, acquired, batches*size/3)
		assert.Greater(t, proxy.requests, 2*batches*size)
		t.Logf("%d calls in %d requests; acquires: %d carried out, %d known; starts: %d carried out, %d known",
			2*batches*size, proxy.requests, acquires, acquired, starts, started)
	})
}

// The proxy and the double see what a client does that repeats everything.
func TestLossyProxySeesRepetitions(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		proxy, client := lossy(t, 10)
		for i := range 10 {
			for range 3 {
				_, _ = client.Nodes.Acquire(t.Context(), &maas.NodeAcquireOptions{AgentName: "one"})
				_, _ = client.Nodes.Start(t.Context(), fmt.Sprintf("node-%d", i), nil)
			}
		}
		assert.Greater(t, proxy.acquired["one"], 1)
		assert.Greater(t, len(proxy.server.PowerActions()), 10)
	})
}

// TestDeployLosesNoNode loses the responses to 1,000 acquires, each in one of the
// ways there are: Deploy finds the node and goes on with it.
func TestDeployLosesNoNode(t *testing.T) {
	t.Parallel()
	const calls = 1000
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		proxy, client := lossy(t, 8)
		initial := proxy.server.Snapshot()
		var after []*loss
		for i := range losses {
			if l := &losses[i]; l.fault.Processed || l.cut > 0 {
				after = append(after, l)
			}
		}
		require.Greater(t, len(after), 8)
		acquires, orphans := 0, 0
		proxy.lose = func(req *http.Request) *loss {
			if req.URL.Query().Get("op") != "acquire" {
				return nil
			}
			acquires++
			return after[acquires%len(after)]
		}
		for range calls {
			proxy.server.Restore(initial)
			node, err := client.Nodes.Deploy(t.Context(), nil)
			require.NoError(t, err)
			proxy.mu.Lock()
			lose := proxy.lose
			proxy.lose = func(*http.Request) *loss { return nil }
			proxy.mu.Unlock()
			held, err := client.Nodes.List(t.Context(), nil)
			require.NoError(t, err)
			for i := range held {
				if held[i].Status == maas.NodeStatusAllocated && (node == nil || held[i].SystemID != node.SystemID) {
					orphans++
				}
			}
			proxy.mu.Lock()
			proxy.lose = lose
			proxy.mu.Unlock()
		}
		assert.Equal(t, calls, acquires, "none was sent twice")
		assert.Zero(t, orphans)
		t.Logf("%d acquires without a response, %d orphans", acquires, orphans)
	})
}

// An acquire whose connection broke or whose time ran out may still be under way.
// Deploy waits for its node for a while, and for one that never comes no longer.
func TestDeployWaitsForALateAcquire(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		lost  loss
		after time.Duration // the server acquires the node; 0: never
		most  time.Duration
	}{
		{"broken", loss{err: connReset}, 5 * time.Second, 20 * time.Second},
		{"504", loss{fault: maastest.Fault{Status: 504, Body: proxyPage, ContentType: "text/html"}}, 30 * time.Second, time.Minute},
		{"broken for good", loss{err: connReset}, 0, 20 * time.Second},
		{"504 for good", loss{fault: maastest.Fault{Status: 504, Body: proxyPage, ContentType: "text/html"}}, 0, time.Minute},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				proxy, client := lossy(t, 1)
				proxy.lose = func(req *http.Request) *loss {
					if req.URL.Query().Get("op") != "acquire" {
						return nil
					}
					if tc.after > 0 {
						form, err := formOfRequest(req, proxy.body)
						assert.NoError(t, err)
						agent := form.Get("agent_name")
						time.AfterFunc(tc.after, func() {
							control, err := maas.NewClient("http://127.0.0.1/MAAS", proxy.server.AdminKey, maas.WithHTTPClient(&http.Client{
								Transport: &lossyProxy{server: proxy.server, lose: func(*http.Request) *loss { return nil }, acquired: map[string]int{}},
							}))
							assert.NoError(t, err)
							_, err = control.Nodes.Acquire(t.Context(), &maas.NodeAcquireOptions{AgentName: agent})
							assert.NoError(t, err)
						})
					}
					return &tc.lost
				}
				started := time.Now()
				_, err := client.Nodes.Deploy(t.Context(), nil)
				assert.LessOrEqual(t, time.Since(started), tc.most)
				if tc.after > 0 {
					require.NoError(t, err)
				} else {
					require.Error(t, err)
				}
			})
		})
	}
}

// A GET that deletes reaches the server once, whatever becomes of the connection
// that was kept from the call before, and follows no redirect.
func TestDeleteByGetOnAKeptConnection(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(net.Conn){
		"closed":             func(net.Conn) {},
		"reset":              func(conn net.Conn) { _ = conn.(*net.TCPConn).SetLinger(0) },
		"half a status line": func(conn net.Conn) { _, _ = io.WriteString(conn, "HTTP/1.") },
		"cut": func(conn net.Conn) {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n1")
		},
		"502": func(conn net.Conn) {
			_, _ = io.WriteString(conn, "HTTP/1.1 502 X\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>")
		},
		"301": func(conn net.Conn) {
			_, _ = io.WriteString(conn, "HTTP/1.1 301 X\r\nLocation: /MAAS/api/1.0/account/prefs/sslkeys/12/?op=delete\r\nContent-Length: 0\r\n\r\n")
		},
		"307": func(conn net.Conn) {
			_, _ = io.WriteString(conn, "HTTP/1.1 307 X\r\nLocation: /elsewhere/?op=delete\r\nContent-Length: 0\r\n\r\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			var seen map[string]int
			var conns map[string]bool
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				op := req.URL.Query().Get("op")
				mu.Lock()
				seen[op]++
				conns[req.RemoteAddr] = true
				mu.Unlock()
				if op != "delete" {
					w.Header().Set("Content-Type", "application/json")
					_, _ = io.WriteString(w, "[]")
					return
				}
				conn, _, err := http.NewResponseController(w).Hijack()
				if err == nil {
					end(conn)
					_ = conn.Close()
				}
			}))
			defer server.Close()
			client, err := maas.NewClient(server.URL, "a:b:c", maas.WithRetryPolicy(maas.RetryPolicy{BaseDelay: 1}))
			require.NoError(t, err)
			defer client.CloseIdleConnections()
			ctx := deadline.Context(t)
			for kept := false; !kept; {
				mu.Lock()
				seen, conns = map[string]int{}, map[string]bool{}
				mu.Unlock()
				client.CloseIdleConnections()
				_, err = client.SSLKeys.List(ctx)
				require.NoError(t, err)
				require.Error(t, client.SSLKeys.DeleteByGet(ctx, 12))
				require.NoError(t, ctx.Err())
				mu.Lock()
				assert.Equal(t, map[string]int{"list": 1, "delete": 1}, seen)
				// Now and then net/http gives up a connection on a busy machine.
				kept = len(conns) == 1
				mu.Unlock()
			}
		})
	}
}

// The budget for retries in an outage: 500 calls in a minute make at most 600
// requests, and two seconds after the end of it calls are repeated again.
func TestRetryBudget(t *testing.T) {
	t.Parallel()
	const calls = 500
	for _, tc := range []struct {
		name   string
		policy maas.RetryPolicy
		dead   func() (*http.Response, error)
		pause  time.Duration
		most   int
	}{
		{"refused", maas.RetryPolicy{}, func() (*http.Response, error) { return nil, dialRefused }, time.Minute / calls, calls * 12 / 10},
		{"reset", maas.RetryPolicy{}, func() (*http.Response, error) { return nil, connReset }, time.Minute / calls, calls * 12 / 10},
		{"502", maas.RetryPolicy{}, func() (*http.Response, error) { return page502(), nil }, time.Minute / calls, calls * 12 / 10},
		{"all at once", maas.RetryPolicy{}, func() (*http.Response, error) { return nil, dialRefused }, 0, calls * 12 / 10},
		{"a budget of its own", maas.RetryPolicy{Budget: 10}, func() (*http.Response, error) { return nil, dialRefused }, 0, calls + 12},
		{"none", maas.RetryPolicy{Budget: -1}, func() (*http.Response, error) { return nil, dialRefused }, time.Minute / calls, 6 * calls},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				var mu sync.Mutex
				requests, failures := 0, -1 // all
				client := newTestClient(t, roundTripFunc(func(*http.Request) (*http.Response, error) {
					mu.Lock()
					defer mu.Unlock()
					requests++
					if failures == 0 {
						return answering(http.StatusOK, "application/json", "[]")(nil)
					}
					failures--
					return tc.dead()
				}), maas.WithRetryPolicy(tc.policy))
				var group sync.WaitGroup
				for range calls {
					group.Go(func() {
						_, err := client.Zones.List(t.Context())
						assert.Error(t, err)
					})
					time.Sleep(tc.pause)
				}
				group.Wait()
				assert.LessOrEqual(t, requests, tc.most)
				if tc.policy.Budget < 0 {
					assert.Equal(t, tc.most, requests)
				}
				t.Logf("%d calls, %d requests: %.2f", calls, requests, float64(requests)/calls)

				mu.Lock()
				requests, failures = 0, 0
				mu.Unlock()
				for range calls {
					_, err := client.Zones.List(t.Context())
					require.NoError(t, err)
				}
				assert.Equal(t, calls, requests, "at once after the outage")
				time.Sleep(2 * time.Second)
				mu.Lock()
				failures = 1
				mu.Unlock()
				_, err := client.Zones.List(t.Context())
				require.NoError(t, err, "a retry is to be had again")
			})
		})
	}
}

// On a network that fails now and then, each call keeps its six attempts: one that
// succeeds in the end gives its retries back.
func TestRetryBudgetSparesTheFlakyNetwork(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		const calls = 200
		requests := 0
		client := newTestClient(t, roundTripFunc(func(*http.Request) (*http.Response, error) {
			if requests++; requests%6 != 0 {
				return nil, connReset
			}
			return answering(http.StatusOK, "application/json", "[]")(nil)
		}), maas.WithRetryPolicy(maas.RetryPolicy{}))
		for range calls {
			_, err := client.Zones.List(t.Context())
			require.NoError(t, err)
		}
		assert.Equal(t, 6*calls, requests)
	})
}

// Races that are lost in MAAS's database are no outage, and cost no budget.
func TestLostRacesCostNoBudget(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		requests := 0
		client := newTestClient(t, roundTripFunc(func(*http.Request) (*http.Response, error) {
			requests++
			return answering(http.StatusInternalServerError, "text/plain", race)(nil)
		}), maas.WithRetryPolicy(maas.RetryPolicy{}))
		for range 100 {
			_, err := client.Zones.List(t.Context())
			require.ErrorIs(t, err, maas.ErrDatabaseConflict)
		}
		assert.Equal(t, 600, requests)
	})
}

func page502() *http.Response {
	resp, _ := answering(http.StatusBadGateway, "text/html", proxyPage)(nil)
	return resp
}

// A context that is over sends nothing, not even through a transport that does not
// look at it.
func TestNothingIsSentAfterTheContext(t *testing.T) {
	t.Parallel()
	sent := 0
	client := newTestClient(t, roundTripFunc(func(*http.Request) (*http.Response, error) {
		sent++
		return answering(http.StatusOK, "application/json", "{}")(nil)
	}))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.Nodes.Start(ctx, "node-1", nil)
	require.ErrorIs(t, err, context.Canceled)
	assert.Zero(t, sent)
}

// Over TLS, an error of the reader is no error of the connection, even if it is
// one of a connection of its own: what was half sent is not sent again.
func TestReaderThatDialsOverTLS(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	begun := 0
	server := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		mu.Lock()
		begun++
		mu.Unlock()
		_, _ = io.Copy(io.Discard, req.Body)
	}))
	defer server.Close()
	client, err := maas.NewClient(server.URL, "a:b:c", maas.WithHTTPClient(server.Client()), maas.WithRetryPolicy(maas.RetryPolicy{BaseDelay: 1}))
	require.NoError(t, err)
	defer client.CloseIdleConnections()
	opened := 0
	err = client.Files.Add(deadline.Context(t), "notes", &dialingFile{opened: &opened})
	require.ErrorContains(t, err, "connection refused")
	server.Close()
	mu.Lock()
	defer mu.Unlock()
	assert.LessOrEqual(t, begun, 1)
	assert.Equal(t, 1, opened, "read once")
}

// A dialingFile fails after some of its content, as one does that lies elsewhere.
type dialingFile struct {
	at     int64
	opened *int
}

func (f *dialingFile) Read(p []byte) (int, error) {
	if f.at >= 100_000 {
		*f.opened++
		return 0, dialRefused
	}
	n := min(len(p), 10_000)
	f.at += int64(n)
	return n, nil
}

func (f *dialingFile) Seek(offset int64, whence int) (int64, error) {
	f.at = offset + map[int]int64{io.SeekEnd: 1 << 20, io.SeekCurrent: f.at}[whence]
	return f.at, nil
}

// A transport may ask for the body again at any time, even while it reads one, and
// gets nothing any more when the request is over.
func TestGetBodyFromOtherGoroutines(t *testing.T) {
	t.Parallel()
	var late func() (io.ReadCloser, error)
	client := newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
		late = req.GetBody
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				body, err := req.GetBody()
				if err == nil {
					_, _ = io.Copy(io.Discard, body)
					_ = body.Close()
				}
			})
		}
		_, _ = io.Copy(io.Discard, req.Body)
		group.Wait()
		return answering(http.StatusCreated, "text/plain", "")(nil)
	}))
	file := bytes.NewReader(make([]byte, 1<<20))
	deadline.Wait(t, deadline.Limit, func() { assert.NoError(t, client.Files.Add(t.Context(), "notes", file)) }, "the upload")
	at, err := file.Seek(0, io.SeekCurrent)
	require.NoError(t, err)
	_, err = late()
	require.Error(t, err)
	again, err := file.Seek(0, io.SeekCurrent)
	require.NoError(t, err)
	assert.Equal(t, at, again, "the reader is the program's again")
}
