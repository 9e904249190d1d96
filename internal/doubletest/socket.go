package doubletest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gomaas/maas/internal/deadline"
)

// A Socket is a server to whose connections anything is written.
type Socket struct {
	Handler http.Handler
	// Keys are API keys by name. A request with such a name alone for its
	// Authorization is signed before Handler sees it, since a signature that
	// is written down holds only once.
	Keys map[string]string
	// IDs are what the server made up, by what stands for them in paths.
	IDs map[string]string
	// Now is the time on the server's clock.
	Now func() time.Time
	// Ordinary is the path of a GET that is always answered with a 200.
	Ordinary string
	// Panics counts the handlers that panicked.
	Panics func() int
	// Restore takes back what requests did.
	Restore func()
}

// Fuzz writes bytes to a connection. Whatever they are, what comes back is HTTP,
// no handler panics, and the next caller is served.
func (s *Socket) Fuzz(f *testing.F, seeds []string) {
	listener := &rawListener{conns: make(chan net.Conn, 1), done: make(chan struct{})}
	server := &http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: time.Minute}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	f.Cleanup(func() {
		_ = server.Close()
		if err := deadline.Receive(f, served, "the end of the server"); !errors.Is(err, http.ErrServerClosed) {
			f.Error(err)
		}
	})
	ordinary := []byte("GET " + s.Ordinary + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		output := listener.exchange(t, input)
		if n := s.Panics(); n > 0 {
			t.Fatalf("%d panics", n)
		}
		checkResponses(t, input, output)
		next := listener.exchange(t, ordinary)
		resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(next)), nil)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("the next caller gets %v, %v", resp, err)
		}
		_ = resp.Body.Close()
		s.Restore()
	})
}

// serve puts signatures and ids in the place of what stands for them.
func (s *Socket) serve(w http.ResponseWriter, r *http.Request) {
	for name, id := range s.IDs {
		r.URL.Path = strings.ReplaceAll(r.URL.Path, "/"+name+"/", "/"+id+"/")
	}
	if key, ok := s.Keys[r.Header.Get("Authorization")]; ok {
		r.Header.Set("Authorization", Sign(key, s.Now()))
	}
	s.Handler.ServeHTTP(w, r)
}

// checkResponses reads what came back for input: responses one after the other,
// each of them whole.
func checkResponses(t *testing.T, input, output []byte) {
	t.Helper()
	requests, responses := bufio.NewReader(bytes.NewReader(input)), bufio.NewReader(bytes.NewReader(output))
	for {
		if _, err := responses.Peek(1); err != nil {
			return
		}
		// Whether the response has a body depends on the method.
		request, err := http.ReadRequest(requests)
		if err != nil {
			request = &http.Request{Method: http.MethodGet, URL: &url.URL{}, Body: http.NoBody}
		}
		_, _ = io.Copy(io.Discard, request.Body)
		resp := readResponse(t, responses, request)
		for resp.status < http.StatusOK {
			resp = readResponse(t, responses, request)
		}
		plainJSON := strings.HasPrefix(resp.header.Get("Content-Type"), "application/json") &&
			resp.status == http.StatusOK && resp.header.Get("Content-Encoding") == "" && len(resp.body) > 0
		if plainJSON && !json.Valid(resp.body) && !bytes.HasSuffix(resp.body, []byte(")")) { // of a callback
			t.Fatalf("no JSON: %.300q", resp.body)
		}
		if resp.last {
			return // what else there is, is the body of a refused HEAD
		}
	}
}

// A wholeResponse is one that was read to its end.
type wholeResponse struct {
	status int
	header http.Header
	body   []byte
	last   bool // of its connection
}

func readResponse(t *testing.T, r *bufio.Reader, request *http.Request) wholeResponse {
	t.Helper()
	resp, err := http.ReadResponse(r, request)
	if err != nil {
		t.Fatalf("no HTTP: %v", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%d with a body that is cut off: %v", resp.StatusCode, err)
	}
	return wholeResponse{resp.StatusCode, resp.Header, body, resp.Close}
}

// A rawListener hands connections in memory to a server.
type rawListener struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func (l *rawListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *rawListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *rawListener) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }

// exchange writes bytes to the server, hangs up, and returns what came back.
func (l *rawListener) exchange(t *testing.T, input []byte) []byte {
	t.Helper()
	near, far := net.Pipe()
	defer near.Close()
	c := &rawConn{Conn: far, input: bytes.NewReader(input), closed: make(chan struct{})}
	l.conns <- c
	deadline.Receive(t, c.closed, "the end of the connection")
	c.mu.Lock()
	defer c.mu.Unlock()
	return bytes.Clone(c.output.Bytes())
}

// A rawConn is the server's end of a connection on which input arrives, and then
// nothing more.
type rawConn struct {
	net.Conn // for its addresses and deadlines
	input    *bytes.Reader
	mu       sync.Mutex
	output   bytes.Buffer
	once     sync.Once
	closed   chan struct{}
}

func (c *rawConn) Read(p []byte) (int, error) { return c.input.Read(p) }

func (c *rawConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.output.Write(p)
}

func (c *rawConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}
