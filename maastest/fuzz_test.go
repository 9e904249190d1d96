package maastest

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

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

// exchange writes bytes to the server, hangs up, and returns what came back.
func (l *rawListener) exchange(input []byte) []byte {
	near, far := net.Pipe()
	defer near.Close()
	c := &rawConn{Conn: far, input: bytes.NewReader(input), closed: make(chan struct{})}
	l.conns <- c
	<-c.closed
	c.mu.Lock()
	defer c.mu.Unlock()
	return bytes.Clone(c.output.Bytes())
}

// FuzzSocket writes bytes to a connection. Whatever they are, what comes back is
// HTTP, no handler panics, and the next caller is served.
func FuzzSocket(f *testing.F) {
	s := NewUnstarted()
	s.AddNode(Node{SystemID: "node-1", Hostname: "one", MACs: []string{"aa:bb:cc:dd:ee:01"}, Status: statusReady, PowerType: "virsh"})
	initial := s.Snapshot()
	listener := &rawListener{conns: make(chan net.Conn), done: make(chan struct{})}
	server := &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	f.Cleanup(func() {
		_ = server.Close()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			f.Error(err)
		}
	})

	signed := "Authorization: " + signWith(s, s.AdminKey) + "\r\n"
	for _, seed := range []string{
		"GET /MAAS/api/1.0/version/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
		"GET /MAAS/api/1.0/nodes/?op=list&id=%zz;x HTTP/1.1\r\nHost: h\r\n" + signed + "Connection: close\r\n\r\n",
		"POST /MAAS/api/1.0/nodes/?op=acquire HTTP/1.1\r\nHost: h\r\n" + signed + "Content-Length: 3\r\n\r\na=1",
		"POST /MAAS/api/1.0/nodes/ HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\nop=new",
		"POST /MAAS/api/1.0/tags/?op=new HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		"POST /MAAS/metadata/2012-03-01/?op=signal HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 7\r\n\r\n--x--\r\n",
		"GET /MAAS/api/1.0/files/%2e%2e%2f/?op=get HTTP/1.0\r\n\r\n",
		"GET http://elsewhere/MAAS/ HTTP/1.1\r\nHost: h\r\nAuthorization: OAuth oauth_token=\"%\",,\r\n\r\n",
		"PUT /MAAS/api/1.0/nodes/node-1/ HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n",
		"CONNECT h:80 HTTP/1.1\r\n\r\n", "\x16\x03\x01\x00", "\r\n\r\n", "GET", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		output := listener.exchange(input)
		if len(output) > 0 && !bytes.HasPrefix(output, []byte("HTTP/1.")) {
			t.Fatalf("no HTTP: %q", output[:min(len(output), 100)])
		}
		if n := s.host.Panics(); n > 0 {
			t.Fatalf("%d panics", n)
		}
		next := listener.exchange([]byte("GET /MAAS/api/1.0/version/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
		resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(next)), nil)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("the next caller gets %v, %v", resp, err)
		}
		_ = resp.Body.Close()
		s.Restore(initial)
		s.ResetRequests()
	})
}
