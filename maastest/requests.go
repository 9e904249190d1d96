package maastest

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// maxRequests is how many requests are remembered; the oldest go first.
const maxRequests = 100_000

// A Request is one that arrived, parsed. It holds no header, and so no secret
// but what the parameters themselves hold.
type Request struct {
	Time   time.Time // by the server's clock
	User   string    // whose key signed it, "" if none or refused; unchecked if a fault answered
	Method string
	Path   string // as sent, percent-decoded, with the prefix
	Op     string
	// Operation is the operation's method, path template and op:
	// "POST /nodes/{system_id}/?op=start". It is empty for a path that is none
	// of the API's.
	Operation string
	Query     []Pair // parameters of the URL, op included
	Form      []Pair // fields of the body, op included
	Files     []File
	Status    int // of the answer, 0 if there was none

	relative string // Path below the API's root
}

// A File is a part of a request that has a file name. Its content is not kept.
type File struct {
	Name, Filename, ContentType string
	Size                        int
}

// Param returns the last value of a parameter, of the form or else the query.
func (r *Request) Param(name string) string {
	if list := r.Params(name); len(list) > 0 {
		return list[len(list)-1]
	}
	return ""
}

// Params returns all values of a parameter, of the form or else the query.
func (r *Request) Params(name string) []string {
	form := values{r.Form}
	if list := form.list(name); len(list) > 0 {
		return list
	}
	query := values{r.Query}
	return query.list(name)
}

func newRequest(r *http.Request, p *payload, res *resource, relative string, now time.Time) Request {
	op, _ := opOf(p)
	entry := Request{
		Time:     now,
		Method:   r.Method,
		Path:     r.URL.Path,
		Op:       op,
		Query:    p.query.pairs,
		relative: relative,
	}
	if p.data != nil {
		entry.Form = p.data.pairs
	}
	if res != nil {
		entry.Operation = r.Method + " /" + res.path
		if op != "" {
			entry.Operation += "?op=" + op
		}
	}
	for _, f := range p.files {
		entry.Files = append(entry.Files, File{f.name, f.filename, f.contentType, len(f.content)})
	}
	return entry
}

type requestLog struct {
	mu      sync.Mutex
	entries []Request
}

func (l *requestLog) add(r Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.entries) == maxRequests {
		l.entries = slices.Delete(l.entries, 0, maxRequests/2)
	}
	l.entries = append(l.entries, r)
}

// Requests lists the requests that were answered since the start or
// ResetRequests, the last 50,000 at least, in the order of their answers.
func (s *Server) Requests() []Request {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return slices.Clone(s.log.entries)
}

// ResetRequests forgets the requests so far.
func (s *Server) ResetRequests() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.entries = nil
}
