package maas

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/gomaas/maas/internal/deadline"
)

// faultyKey has a secret of the length that MAAS makes, and with characters that
// are percent-encoded in a header.
const (
	faultySecret = "Zx9+k3/Q7=mW2pL8vB5nR4tY6uJ1cD0e"
	faultyKey    = "consumerkey0000001:tokenkey0000000001:" + faultySecret
)

// A faultyServer speaks just enough HTTP to break it: answer gets each request
// and the bare connection.
type faultyServer struct {
	tb       testing.TB
	listener net.Listener
	answer   func(*exchange)
	running  sync.WaitGroup

	mu       sync.Mutex
	changed  *sync.Cond
	requests []*http.Request      // what arrived whole, in order
	bodies   []string             // and the body of each
	opened   map[string]*sideConn // the client's end, by its address
	accepted map[net.Conn]bool
	dials    int
	refuse   int // dials that are still to be refused
}

// startFaulty starts a server that ends with the test.
func startFaulty(tb testing.TB, answer func(*exchange)) *faultyServer {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	s := &faultyServer{tb: tb, listener: listener, answer: answer, opened: map[string]*sideConn{}, accepted: map[net.Conn]bool{}}
	s.changed = sync.NewCond(&s.mu)
	s.running.Go(s.accept)
	tb.Cleanup(s.close)
	return s
}

func (s *faultyServer) close() {
	s.tb.Helper()
	_ = s.listener.Close()
	s.mu.Lock()
	for conn := range s.accepted {
		_ = conn.Close()
	}
	s.mu.Unlock()
	deadline.Wait(s.tb, deadline.Limit, s.running.Wait, "the server's answers")
}

func (s *faultyServer) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.accepted[conn] = true
		s.mu.Unlock()
		s.running.Go(func() { s.serve(conn) })
	}
}

func (s *faultyServer) serve(conn net.Conn) {
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.accepted, conn)
		_ = conn.Close()
	}()
	reader := bufio.NewReader(conn)
	for {
		req, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		s.mu.Lock()
		s.requests = append(s.requests, req)
		s.bodies = append(s.bodies, string(body))
		x := &exchange{server: s, conn: conn, req: req, body: string(body), n: len(s.requests)}
		s.mu.Unlock()
		s.answer(x)
		if !x.keep {
			return
		}
	}
}

// seen is how many requests arrived so far.
func (s *faultyServer) seen() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests)
}

// url is the base URL of the server.
func (s *faultyServer) url() string { return "http://" + s.listener.Addr().String() + "/MAAS" }

// transport dials the server whatever the host, refused as often as s.refuse
// says, and counts the connections.
func (s *faultyServer) transport() *http.Transport {
	return &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			s.mu.Lock()
			s.dials++
			refused := s.refuse > 0
			s.refuse--
			s.mu.Unlock()
			if refused {
				return dialClosedPort(ctx)
			}
			conn, err := new(net.Dialer).DialContext(ctx, network, s.listener.Addr().String())
			if err != nil {
				return nil, err
			}
			side := &sideConn{Conn: conn, server: s}
			s.mu.Lock()
			defer s.mu.Unlock()
			s.opened[conn.LocalAddr().String()] = side
			return side, nil
		},
	}
}

// closedPort is a port that nobody listens on, nor may without privileges. One that
// was free a moment ago may be another test's by now.
const closedPort = "127.0.0.1:1"

// dialClosedPort asks the kernel for a refusal.
func dialClosedPort(ctx context.Context) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "tcp", closedPort)
}

// client returns a client whose retries take no time to speak of.
func (s *faultyServer) client(tb testing.TB, opts ...Option) *Client {
	tb.Helper()
	transport := s.transport()
	tb.Cleanup(transport.CloseIdleConnections)
	c, err := NewClient(s.url(), faultyKey, append([]Option{
		WithHTTPClient(&http.Client{Transport: transport}),
		WithRetryPolicy(RetryPolicy{MaxAttempts: 3, BaseDelay: time.Millisecond, MaxRetryAfter: time.Millisecond}),
	}, opts...)...)
	require.NoError(tb, err)
	return c
}

// openConns waits for the client's connections to be closed and returns how many
// never were.
func (s *faultyServer) openConns() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.await(func() bool { return len(s.opened) == 0 })
	return len(s.opened)
}

// await waits with s.mu held for something to change, though not for ever, and
// reports whether it did.
func (s *faultyServer) await(done func() bool) bool {
	expired := false
	timer := time.AfterFunc(deadline.Limit, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		expired = true
		s.changed.Broadcast()
	})
	defer timer.Stop()
	for !done() && !expired {
		s.changed.Wait()
	}
	return done()
}

// A sideConn is the client's end of a connection, which tells the server how
// much the client has read.
type sideConn struct {
	net.Conn
	server *faultyServer
	read   int
}

func (c *sideConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.read += n
	c.server.changed.Broadcast()
	return n, err
}

func (c *sideConn) Close() error {
	c.server.mu.Lock()
	delete(c.server.opened, c.LocalAddr().String())
	c.server.changed.Broadcast()
	c.server.mu.Unlock()
	return c.Conn.Close()
}

// An exchange is a request that arrived, and the connection to answer it on.
// The connection is closed when the answer function returns, unless keep is set.
type exchange struct {
	server *faultyServer
	conn   net.Conn
	req    *http.Request
	body   string
	n      int // 1 for the first request
	keep   bool
	wrote  int
}

// write puts bytes on the wire.
func (x *exchange) write(format string, args ...any) {
	n, _ := fmt.Fprintf(x.conn, format, args...)
	x.wrote += n
}

// reply writes a whole answer. Each header is a "Name: value".
func (x *exchange) reply(status int, contentType, body string, headers ...string) {
	x.head(status, contentType, len(body), headers...)
	x.write("%s", body)
	x.keep = true
}

// head writes the head of an answer.
func (x *exchange) head(status int, contentType string, length int, headers ...string) {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\n", status, http.StatusText(status), contentType)
	if status != http.StatusNoContent {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", length)
	}
	for _, h := range headers {
		b.WriteString(h + "\r\n")
	}
	x.write("%s\r\n", b.String())
}

// reset breaks the connection off, once the client has read what was written.
func (x *exchange) reset() {
	x.awaitRead()
	_ = x.conn.(*net.TCPConn).SetLinger(0)
	_ = x.conn.Close()
}

// stall says nothing more until the client has hung up.
func (x *exchange) stall() { _, _ = io.Copy(io.Discard, x.conn) }

func (x *exchange) awaitRead() {
	x.server.mu.Lock()
	defer x.server.mu.Unlock()
	if !x.server.await(func() bool {
		side := x.server.opened[x.conn.RemoteAddr().String()]
		return side == nil || side.read >= x.wrote
	}) {
		x.server.tb.Errorf("the client has not read what it was sent after %v", deadline.Limit)
	}
}

// fileContent is what is uploaded and downloaded.
const fileContent = "the content of a file, long enough for half of it to be something"

const zoneJSON = `{"name": "rack1", "description": "first row", "resource_uri": "/MAAS/api/1.0/zones/rack1/"}`

// healthy answers as MAAS would.
func (x *exchange) healthy() {
	switch {
	case x.req.URL.Query().Get("op") == "get":
		x.reply(200, "text/html; charset=utf-8", fileContent)
	case x.req.URL.Query().Get("op") == "add":
		x.reply(201, "text/html; charset=utf-8", "")
	case x.req.Method == http.MethodDelete:
		x.reply(204, "text/plain", "")
	default:
		x.reply(200, "application/json; charset=utf-8", zoneJSON)
	}
}

// verifyNoLeak makes sure that what ran for c is over: goroutines, connections
// and slots. ignore are the goroutines from before.
func verifyNoLeak(tb testing.TB, c *Client, s *faultyServer, ignore goleak.Option) {
	tb.Helper()
	c.CloseIdleConnections()
	require.Empty(tb, c.slots, "slots still held")
	require.Zero(tb, s.openConns(), "connections still open")
	s.close()
	deadline.Until(tb, func() error { return goleak.Find(ignore) })
}

// onlyReader hides what a reader can do besides reading.
type onlyReader struct{ io.Reader }

// parseForm reads the parts of a form body, in any order.
func parseForm(tb testing.TB, req *http.Request, body string) url.Values {
	tb.Helper()
	copied := req.Clone(context.Background())
	copied.Body = io.NopCloser(bytes.NewReader([]byte(body)))
	require.NoError(tb, copied.ParseMultipartForm(1<<20))
	values := url.Values(copied.MultipartForm.Value)
	for name, files := range copied.MultipartForm.File {
		for _, header := range files {
			file, err := header.Open()
			require.NoError(tb, err)
			content, err := io.ReadAll(file)
			require.NoError(tb, err)
			values.Add(name, string(content))
		}
	}
	return values
}

// serviceMethods yields the type of each method of the client's services.
func serviceMethods(yield func(reflect.Type) bool) {
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Client]()) {
		if !field.IsExported() {
			continue
		}
		for method := range field.Type.Methods() {
			if !yield(method.Type) {
				return
			}
		}
	}
}
