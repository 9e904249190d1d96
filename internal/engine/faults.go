package engine

import (
	"context"
	"net"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gomaas/maas/maastest/double"
)

// armedFault is a fault that waits for its requests.
type armedFault struct {
	match double.Match
	fault double.Fault
	left  int // negative: no end
}

// Faults are the faults that wait for their requests.
type Faults struct {
	mu    sync.Mutex
	armed []*armedFault
}

// Inject makes the next requests that match fail as fault says. It panics if
// match.Path is not a pattern.
func (l *Faults) Inject(match double.Match, fault double.Fault) {
	if _, err := path.Match(match.Path, ""); err != nil {
		panic("bad pattern " + match.Path)
	}
	left := fault.Times
	if left == 0 {
		left = 1
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.armed = append(l.armed, &armedFault{match, fault, left})
}

// Clear removes the faults that are still waiting.
func (l *Faults) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.armed = nil
}

// take finds the fault for a request and uses it up; it is nil mostly. relative
// is the path below the API's root.
func (l *Faults) take(r *double.Request, relative string, user func() string) *double.Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.IndexFunc(l.armed, func(a *armedFault) bool { return matches(a.match, r, relative, user) })
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

func matches(m double.Match, r *double.Request, relative string, user func() string) bool {
	return (m.Method == "" || strings.EqualFold(m.Method, r.Method)) &&
		(m.Op == "" || m.Op == r.Op) &&
		(m.Operation == "" || m.Operation == r.Operation) &&
		(m.Path == "" || pathMatches(m.Path, r.Path, relative)) &&
		(m.User == "" || m.User == user())
}

func pathMatches(pattern, whole, relative string) bool {
	full, _ := path.Match(pattern, whole)
	below, _ := path.Match(strings.TrimPrefix(pattern, "/"), relative)
	return full || below
}

// applyFault answers a request that may have a fault. The answer is nil if the
// connection is to be closed without one.
func applyFault(ctx context.Context, f *double.Fault, serve func() *Response) *Response {
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
	return faultResponse(f)
}

func faultResponse(f *double.Fault) *Response {
	resp := &Response{Status: f.Status, ContentType: f.ContentType, Body: []byte(f.Body)}
	if resp.ContentType == "" {
		resp.ContentType = TypeText
	}
	if resp.ContentType == TypeText {
		resp.Vary = "Authorization, Cookie" // as MAAS's own; a page is a proxy's
	}
	for _, name := range SortedKeys(f.Header) {
		for _, value := range f.Header[name] {
			resp.Header = append(resp.Header, double.Pair{Name: name, Value: value})
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
