package engine

import (
	"context"
	"fmt"
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
	met   bool
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
	l.armed = append(l.armed, &armedFault{match: match, fault: fault, left: left})
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
	a.met = true
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
func applyFault(ctx context.Context, f *double.Fault, serve func() *Response, takeBack func()) *Response {
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
	switch {
	case f.Processed:
		serve()
	case f.RolledBack && takeBack != nil:
		takeBack()
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
		resp.Vary = "Cookie" // as MAAS's own; a page is a proxy's
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

// unused returns the matches of the faults that no request has met.
func (l *Faults) unused() []double.Match {
	l.mu.Lock()
	defer l.mu.Unlock()
	var unused []double.Match
	for _, a := range l.armed {
		if !a.met {
			unused = append(unused, a.match)
		}
	}
	return unused
}

// Check fails for a match that no request to the router's resources satisfies.
// The API is at prefix+root. Paths below prefix but outside the API are not checked.
func (r *Router[C]) Check(m double.Match, prefix, root string) error {
	pattern, below := strings.CutPrefix(m.Path, prefix+root)
	outside := !below && prefix != "" && strings.HasPrefix(m.Path, prefix+"/")
	known := func(res *Resource[C]) bool {
		return m.Path == "" || outside || res.mayMatch(strings.TrimPrefix(pattern, "/"))
	}
	if m.Op == "" && m.Operation == "" {
		if !slices.ContainsFunc(r.Resources, known) {
			return fmt.Errorf("no operation has a path like %s", m.Path)
		}
		return nil
	}
	for _, res := range r.Resources {
		if known(res) && slices.ContainsFunc(slices.Concat(res.Operations, res.Anonymous), func(o Operation[C]) bool {
			return (m.Method == "" || strings.EqualFold(m.Method, o.Method)) &&
				(m.Op == "" || m.Op == o.Op) &&
				(m.Operation == "" || m.Operation == operationName(o.Method, res.Path, o.Op))
		}) {
			return nil
		}
		if res.View != nil && known(res) && m.Op == "" && strings.HasSuffix(m.Operation, " /"+res.Path) {
			return nil
		}
	}
	return fmt.Errorf("no operation satisfies %+v", m)
}

// mayMatch reports whether a pattern of path.Match may match a path of the
// resource.
func (r *Resource[C]) mayMatch(pattern string) bool {
	template := strings.Split(TemplateArgument.ReplaceAllStringFunc(r.Template, func(argument string) string {
		if strings.Contains(argument, ":") {
			return many
		}
		return one
	}), "/")
	elements := strings.Split(pattern, "/")
	return elementsMatch(elements, template) || r.Anywhere && elementsMatch(elements, append([]string{many}, template...))
}

// What stands for arguments in the elements of a template: an expression may
// match several elements.
const one, many = "{}", "{*}"

func elementsMatch(pattern, template []string) bool {
	switch {
	case len(pattern) == 0 || len(template) == 0:
		return len(pattern) == len(template)
	case strings.Contains(template[0], many):
		for n := 1; n <= len(pattern); n++ {
			if elementsMatch(pattern[n:], template[1:]) {
				return true
			}
		}
		return false
	case !strings.Contains(template[0], one):
		if ok, err := path.Match(pattern[0], template[0]); err != nil || !ok {
			return false
		}
	}
	return elementsMatch(pattern[1:], template[1:])
}
