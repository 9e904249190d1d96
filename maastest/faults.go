package maastest

import (
	"context"
	"net"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Match says which requests a fault is for. Empty fields match everything.
type Match struct {
	// Method is the HTTP method.
	Method string
	// Path is a pattern of [path.Match] for the path below the API's root, such
	// as "nodes/*/" or "files/*/"; the path with the server's prefix works too.
	Path string
	// Op is the name of the operation: "acquire".
	Op string
	// Operation is an operation as [Request.Operation] names it:
	// "POST /nodes/?op=acquire" or "GET /nodes/{system_id}/".
	Operation string
	// User is the name of the user who signed, "" for any.
	User string
}

// A Fault is what happens to a request instead of the server's own answer.
type Fault struct {
	// Status, with Body, ContentType and Header, is the answer. With 0 the
	// server answers itself, so that Delay and Truncate apply to its answer.
	Status      int
	Body        string
	ContentType string // "text/plain; charset=utf-8" if empty
	Header      http.Header
	// Delay passes before the request is looked at, or until the client gives up.
	Delay time.Duration
	// Reset closes the connection without an answer. On a connection that was
	// used before, net/http's transport repeats a GET by itself, so that its
	// caller does not notice.
	Reset bool
	// Truncate closes the connection after that many bytes of the body.
	Truncate int
	// Processed makes the server do what was asked before the fault takes its
	// answer's place: the reply is lost, not the request.
	Processed bool
	// Times is for how many requests the fault is there: 0 means one, -1 all.
	Times int
}

// armedFault is a fault that waits for its requests.
type armedFault struct {
	match Match
	fault Fault
	left  int // negative: no end
}

type faultList struct {
	mu    sync.Mutex
	armed []*armedFault
}

// Inject makes the next requests that match fail as fault says. Of several
// faults that match, the one injected first is used up first. It panics if
// match.Path is not a pattern.
func (s *Server) Inject(match Match, fault Fault) {
	if _, err := path.Match(match.Path, ""); err != nil {
		panic("maastest: bad pattern " + match.Path)
	}
	left := fault.Times
	if left == 0 {
		left = 1
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.armed = append(s.faults.armed, &armedFault{match, fault, left})
}

// ClearFaults removes the faults that are still waiting.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.armed = nil
}

// take finds the fault for a request and uses it up; it is nil mostly.
func (l *faultList) take(r *Request, user func() string) *Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.IndexFunc(l.armed, func(a *armedFault) bool { return a.match.matches(r, user) })
	if i < 0 {
		return nil
	}
	a := l.armed[i]
	if a.left > 0 {
		a.left--
	}
	if a.left == 0 {
		l.armed = slices.Delete(l.armed, i, i+1)
	}
	return &a.fault
}

func (m Match) matches(r *Request, user func() string) bool {
	return (m.Method == "" || strings.EqualFold(m.Method, r.Method)) &&
		(m.Op == "" || m.Op == r.Op) &&
		(m.Operation == "" || m.Operation == r.Operation) &&
		(m.Path == "" || pathMatches(m.Path, r)) &&
		(m.User == "" || m.User == user())
}

func pathMatches(pattern string, r *Request) bool {
	whole, _ := path.Match(pattern, r.Path)
	below, _ := path.Match(strings.TrimPrefix(pattern, "/"), r.relative)
	return whole || below
}

// apply answers a request that may have a fault. The answer is nil if the
// connection is to be closed without one.
func (f *Fault) apply(ctx context.Context, serve func() *response) *response {
	if f == nil {
		return serve()
	}
	if f.Delay > 0 {
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	if !f.Reset && f.Status == 0 {
		return serve()
	}
	if f.Processed {
		serve()
	}
	if f.Reset {
		return nil
	}
	return f.response()
}

func (f *Fault) response() *response {
	resp := &response{status: f.Status, contentType: f.ContentType, body: []byte(f.Body)}
	if resp.contentType == "" {
		resp.contentType = typeText
	}
	for _, name := range sortedKeys(f.Header) {
		for _, value := range f.Header[name] {
			resp.header = append(resp.header, Pair{name, value})
		}
	}
	return resp
}

// reset closes a connection at once, so that the client sees it reset. It does
// not return.
func reset(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // sends a reset instead of an orderly end
		}
		_ = conn.Close()
	}
	panic(http.ErrAbortHandler)
}
