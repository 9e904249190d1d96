package maastest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// gzipFrom is the size in bytes from which on answers are compressed.
const gzipFrom = 200

// A Server is a MAAS 1.6.1 region in memory. It is an [http.Handler], and unless
// it was made by [NewUnstarted] it listens on a port of the loopback interface.
// It is safe for concurrent use.
type Server struct {
	// URL is where the server is, as NewClient of package maas takes it:
	// http://127.0.0.1:PORT/MAAS. It is empty if the server was not started.
	URL string
	// AdminKey is the API key of the administrator "admin".
	AdminKey string

	config   config
	clock    Clock
	started  time.Time
	listener *httptest.Server
	tb       testing.TB
	faults   faultList
	log      requestLog
	workers  *workerPool // nil: no serialization failures

	mu      sync.Mutex
	state   *state
	initial *state
	nonces  map[nonceID]time.Time
	purged  time.Time // when old nonces were last forgotten
	power   []PowerAction
}

// NewServer returns a server that runs until Close is called.
func NewServer(opts ...Option) *Server {
	s := NewUnstarted(opts...)
	s.listener = httptest.NewServer(s)
	s.URL = s.listener.URL + s.config.prefix
	return s
}

// NewUnstarted returns a server without a listener, to be called or embedded as
// an [http.Handler].
func NewUnstarted(opts ...Option) *Server {
	c := newConfig(opts)
	s := &Server{
		config:  c,
		clock:   c.clock,
		state:   newState(),
		nonces:  make(map[nonceID]time.Time),
		purged:  c.clock.Now(),
		started: c.clock.Now(),
	}
	if c.serializationErrors {
		s.workers = newWorkerPool()
	}
	s.seedInitial()
	s.initial = s.state.clone()
	s.AdminKey = s.Key("admin")
	return s
}

// Start returns a server that is closed when the test ends. It logs a line for
// each request through tb, which shows them if the test fails or is verbose.
func Start(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	s := NewServer(opts...)
	s.tb = tb
	tb.Cleanup(s.Close)
	return s
}

// Close shuts the listener down and waits for requests that are under way.
func (s *Server) Close() {
	if s.listener != nil {
		s.listener.Close()
	}
}

// A Snapshot is the whole state of a server at one time.
type Snapshot struct {
	state *state
}

// Snapshot copies the server's state: users, keys, nodes and all else that
// requests and seeding change. It leaves out faults, recorded requests and
// power actions, and the nonces that were used.
func (s *Server) Snapshot() Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Snapshot{s.state.clone()}
}

// Restore puts the server back into the state of a snapshot, which can be used
// again and on other servers. The users' keys are those of the snapshot too.
func (s *Server) Restore(snapshot Snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = snapshot.state.clone()
}

// Reset puts the server back into the state in which it started, and forgets
// faults, recorded requests and power actions.
func (s *Server) Reset() {
	s.Restore(Snapshot{s.initial})
	s.ClearFaults()
	s.ResetRequests()
	s.ResetPowerActions()
}

// uri is the path of a resource, as resource_uri gives it.
func (s *Server) uri(elements ...string) string {
	var b strings.Builder
	b.Grow(120) // fits a node's MAC
	b.WriteString(s.config.prefix)
	b.WriteString(apiRoot)
	for _, element := range elements {
		b.WriteString(quotePath(element))
		b.WriteByte('/')
	}
	return b.String()
}

// update runs change as one transaction.
func (s *Server) update(change func(*state) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.state.journal.rollback() // of what was not committed
	err := change(s.state)
	if err == nil {
		s.state.journal.commit()
	}
	return err
}

// ServeHTTP answers a request as MAAS does, or as an injected fault says.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	p, err := parsePayload(r)
	path, inAPI := strings.CutPrefix(r.URL.Path, s.config.prefix+apiRoot)
	var res *resource
	var args map[string]string
	if inAPI {
		res, args = findResource(path)
	}
	entry := newRequest(r, p, res, path, s.clock.Now())
	claimed := sync.OnceValue(func() string { return s.claimedUser(r, p) })
	fault := s.faults.take(&entry, claimed)
	if fault != nil {
		entry.User = claimed()
	}

	resp := fault.apply(r.Context(), func() *response {
		if res == nil {
			return s.page(r, p, path, inAPI)
		}
		return s.handle(&call{payload: p, server: s, req: r, args: args}, res, err, &entry)
	})
	if resp != nil {
		entry.Status = resp.status
	}
	s.log.add(entry)
	s.logLine(&entry, time.Since(began))
	if resp == nil {
		reset(w)
	}
	s.write(w, r, resp, fault)
}

// logLine tells the test what was asked. It names no header and no parameter,
// since those can be secret.
func (s *Server) logLine(entry *Request, took time.Duration) {
	if s.tb == nil {
		return
	}
	user := entry.User
	if user == "" {
		user = "anonymous"
	}
	line := entry.Method + " " + entry.Path
	if entry.Op != "" {
		line += " op=" + entry.Op
	}
	s.tb.Logf("maastest: %s by %s: %d in %v", line, user, entry.Status, took.Round(time.Microsecond))
}

// handle runs a call in a transaction of its own.
func (s *Server) handle(c *call, res *resource, parseErr error, entry *Request) *response {
	if s.workers != nil && isSigned(c.req.Header.Get("Authorization"), c.payload) {
		began := s.workers.begin()
		defer s.workers.end()
		return s.workers.finish(began, func() (*response, bool) { return s.transact(c, res, parseErr, entry) })
	}
	resp, _ := s.transact(c, res, parseErr, entry)
	return resp
}

// transact runs a call, and tells whether what it did was kept.
func (s *Server) transact(c *call, res *resource, parseErr error, entry *Request) (resp *response, committed bool) {
	value, err := s.run(c, res, parseErr)
	if c.user != nil {
		entry.User = c.user.name
	}
	var f *failure
	switch {
	case errors.As(err, &f):
		resp := f.response
		resp.vary = "Cookie"
		if f.keep {
			resp.vary = "Authorization, Cookie"
		}
		return &resp, f.keep
	case err != nil:
		return &response{status: 500, contentType: typeText, vary: "Cookie", body: []byte(err.Error())}, false
	}
	resp, ready := value.(*response)
	if !ready {
		// Encoding is done here, after the lock: rows do not change.
		resp = emit(value, c.query)
	}
	if resp.vary == "" {
		resp.vary = "Authorization, Cookie"
	}
	return resp, true
}

// run is the part of a transaction that needs the lock.
func (s *Server) run(c *call, res *resource, parseErr error) (value any, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.state.journal.rollback() // of what was not committed
	c.state = s.state
	c.now = s.clock.Now()
	s.advance(c.now)
	badJSON := errors.Is(parseErr, errBadJSON)
	if parseErr != nil && !badJSON {
		return nil, parseErr
	}
	value, err = c.dispatch(res, badJSON)
	var f *failure
	if err == nil || errors.As(err, &f) && f.keep {
		s.state.journal.commit()
	}
	return value, err
}

var callbackName = regexp.MustCompile(`^[a-zA-Z_$][\w$]*(\.[a-zA-Z_$][\w$]*)*$`)

// emit encodes what a handler returned in the format that the query asks for.
func emit(value any, query *values) *response {
	format, given := query.lookup("format")
	if !given {
		format = "json"
	}
	switch format {
	case "json":
		body := appendJSON(nil, value, 0)
		if callback := query.get("callback"); callbackName.MatchString(callback) {
			body = slices.Concat([]byte(callback+"("), body, []byte(")"))
		}
		return &response{status: 200, contentType: typeJSON, body: body}
	case "xml":
		return &response{status: 200, contentType: "text/xml; charset=utf-8", body: appendXML(nil, value)}
	default:
		message := fmt.Sprintf("Invalid output format specified '%s'.", format)
		return &response{status: 400, contentType: typePlain, body: []byte(message)}
	}
}

// notFoundPage stands for Django's page for a URL that leads nowhere.
const notFoundPage = `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
  <head>
    <title>Error: Page not found | MAAS</title>
  </head>
  <body>
    <h2>Error: Page not found</h2>
    <p>The requested URL was not found on this server.</p>
  </body>
</html>
`

// page answers what is not a resource: a path that lacks its slash is
// redirected for any method.
func (s *Server) page(r *http.Request, p *payload, path string, inAPI bool) *response {
	if metadata, ok := strings.CutPrefix(r.URL.Path, s.config.prefix+"/metadata/"); ok {
		return s.metadata(r, p, metadata)
	}
	if inAPI && !strings.HasSuffix(path, "/") {
		if res, _ := findResource(path + "/"); res != nil {
			location := url.URL{Scheme: "http", Host: r.Host, Path: r.URL.Path + "/", RawQuery: r.URL.RawQuery}
			return redirect(http.StatusMovedPermanently, location.String())
		}
	}
	if r.URL.Path == s.config.prefix+"/" {
		login := s.config.prefix + "/accounts/login/?next=" + url.QueryEscape(r.URL.Path)
		return redirect(http.StatusFound, "http://"+r.Host+login)
	}
	return &response{status: 404, contentType: typeHTML, vary: "Cookie", body: []byte(notFoundPage)}
}

func redirect(status int, location string) *response {
	return &response{status: status, contentType: typeHTML, header: []Pair{{"Location", location}}}
}

var gzipWriters = sync.Pool{New: func() any {
	// Django compresses harder; clients cannot tell, and tests want speed.
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return w
}}

// write sends an answer, cut off where a fault says.
func (s *Server) write(w http.ResponseWriter, r *http.Request, resp *response, fault *Fault) {
	header := w.Header()
	// Clients tell by it how far off their clock is.
	header.Set("Date", s.clock.Now().UTC().Format(http.TimeFormat))
	header.Set("X-Frame-Options", "SAMEORIGIN")
	header.Set("Content-Type", resp.contentType)
	for _, h := range resp.header {
		header.Set(h.Name, h.Value)
	}
	vary := resp.vary
	body := resp.body
	if len(body) >= gzipFrom {
		vary = strings.Replace(vary, "Cookie", "Accept-Encoding, Cookie", 1)
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			body = compress(body)
			header.Set("Content-Encoding", "gzip")
		}
	}
	if vary != "" {
		header.Set("Vary", vary)
	}
	if resp.status != http.StatusNoContent {
		header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(resp.status)
	if fault != nil && fault.Truncate > 0 && fault.Truncate < len(body) {
		body = body[:fault.Truncate] // net/http closes the connection over what is missing
	}
	_, _ = w.Write(body) // a client that went away is none of our business
}

func compress(body []byte) []byte {
	var b bytes.Buffer
	w := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(w)
	w.Reset(&b)
	_, _ = w.Write(body) // a Buffer takes everything
	_ = w.Close()
	return b.Bytes()
}
