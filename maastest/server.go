package maastest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gomaas/maas/internal/engine"
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

	config  config
	host    *engine.Host
	clock   Clock
	started time.Time
	workers *workerPool // nil: no serialization failures
	store   *engine.Store[*state]
	nonces  *engine.Nonces // guarded by store
	power   engine.Recent[PowerAction]
}

// NewServer returns a server that runs until Close is called.
func NewServer(opts ...Option) *Server {
	s := NewUnstarted(opts...)
	s.URL = s.host.Listen()
	return s
}

// NewUnstarted returns a server without a listener, to be called or embedded as
// an [http.Handler].
func NewUnstarted(opts ...Option) *Server {
	c := newConfig(opts)
	s := &Server{
		config:  c,
		clock:   c.clock,
		started: c.clock.Now(),
		store:   engine.NewStore(newState()),
		nonces:  engine.NewNonces(c.clock.Now()),
	}
	s.host = &engine.Host{
		Name:         "maastest",
		Prefix:       c.prefix,
		FrameOptions: "SAMEORIGIN",
		Gzip:         true,
		Clock:        c.clock,
		Parse:        engine.Python2.ParsePayload,
		Route:        s.route,
	}
	if c.serializationErrors {
		s.workers = newWorkerPool()
	}
	s.seedInitial()
	s.store.MarkInitial()
	s.AdminKey = s.Key("admin")
	return s
}

// Start returns a server that is closed when the test ends. It logs a line for
// each request through tb, which shows them if the test fails or is verbose. The
// test fails if a fault was injected that no request met, unless [Server.Reset] or
// [Server.ClearFaults] removed it.
func Start(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	s := NewServer(opts...)
	s.host.ServeIn(tb)
	return s
}

// Close shuts the listener down and waits for requests that are under way.
func (s *Server) Close() { s.host.Close() }

// A Snapshot is the whole state of a server at one time.
type Snapshot struct {
	state *state
}

// Snapshot copies the server's state: users, keys, nodes and all else that
// requests and seeding change. It leaves out faults, recorded requests and
// power actions, and the nonces that were used.
func (s *Server) Snapshot() Snapshot { return Snapshot{s.store.Snapshot()} }

// Restore puts the server back into the state of a snapshot, which can be used
// again and on other servers. The users' keys are those of the snapshot too.
func (s *Server) Restore(snapshot Snapshot) { s.store.Restore(snapshot.state) }

// Reset puts the server back into the state in which it started, and forgets
// faults, recorded requests and power actions.
func (s *Server) Reset() {
	s.store.Reset()
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
		b.WriteString(engine.QuotePath(element))
		b.WriteByte('/')
	}
	return b.String()
}

// ServeHTTP answers a request as MAAS does, or as an injected fault says.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.host.ServeHTTP(w, r) }

// route finds out what a request is for.
func (s *Server) route(r *http.Request, p *engine.Payload, err error) engine.Route {
	path, inAPI := strings.CutPrefix(r.URL.Path, s.config.prefix+apiRoot)
	c := &call{Payload: p, server: s, req: r}
	var res *resource
	if inAPI {
		res, c.args = router().Find(path)
	}
	op, _ := opOf(p)
	route := engine.Route{Path: path, Op: op, Claimed: c.claimedUser}
	if res == nil {
		route.Serve = func() (*engine.Response, string) { return s.page(r, p, path, inAPI), "" }
		return route
	}
	route.Template = res.Path
	route.Serve = func() (*engine.Response, string) {
		resp := s.handle(c, res, err)
		if c.user == nil {
			return resp, ""
		}
		return resp, c.user.name
	}
	route.TakeBack = func() {
		c.doomed = true
		s.transact(c, res, err)
	}
	return route
}

// handle runs a call in a transaction of its own.
func (s *Server) handle(c *call, res *resource, parseErr error) *engine.Response {
	if s.workers != nil && isSigned(c.req.Header.Get("Authorization"), c.Payload) {
		began := s.workers.begin()
		defer s.workers.end()
		return s.workers.finish(began, func(lost bool) (*engine.Response, bool) {
			c.doomed = lost
			return s.transact(c, res, parseErr)
		})
	}
	resp, _ := s.transact(c, res, parseErr)
	return resp
}

// transact runs a call, and reports whether what it did was kept.
func (s *Server) transact(c *call, res *resource, parseErr error) (resp *engine.Response, committed bool) {
	c.credentials = c.readCredentials()
	value, err := s.run(c, res, parseErr)
	var f *engine.Failure
	switch {
	case errors.As(err, &f):
		resp := f.Response
		resp.Vary = "Cookie"
		if f.Keep {
			resp.Vary = "Authorization, Cookie"
		}
		return &resp, f.Keep
	case err != nil:
		return &engine.Response{Status: http.StatusInternalServerError, ContentType: engine.TypeText, Vary: "Cookie", Body: []byte(err.Error())}, false
	}
	resp, ready := value.(*engine.Response)
	if !ready {
		// Encoding is done here, after the lock: rows do not change.
		resp = emit(value, c.Query)
	}
	if resp.Vary == "" {
		resp.Vary = "Authorization, Cookie"
	}
	return resp, true
}

// run is the part of a transaction that needs the lock.
func (s *Server) run(c *call, res *resource, parseErr error) (value any, err error) {
	err = s.store.Update(func(st *state) error {
		c.state = st
		c.now = s.clock.Now()
		s.advance(c.now)
		badJSON := errors.Is(parseErr, engine.ErrBadJSON)
		if parseErr != nil && !badJSON {
			return parseErr
		}
		value, err = c.dispatch(res, badJSON)
		if c.doomed {
			return engine.ServerError(serializationFailure)
		}
		return err
	})
	return value, err
}

// emit encodes what a handler returned in the format that the query asks for.
func emit(value any, query *engine.Values) *engine.Response {
	format, given := query.Lookup("format")
	if !given {
		format = "json"
	}
	switch format {
	case "json":
		if long, ok := value.(engine.LongList); ok {
			return &engine.Response{Status: http.StatusOK, ContentType: engine.TypeJSON, Stream: engine.Python2.StreamJSON(long, query)}
		}
		body := engine.Python2.AppendJSON(nil, value, 0)
		return &engine.Response{Status: http.StatusOK, ContentType: engine.TypeJSON, Body: engine.WithCallback(body, query)}
	case "xml":
		return &engine.Response{Status: http.StatusOK, ContentType: "text/xml; charset=utf-8", Body: appendXML(nil, value)}
	default:
		message := fmt.Sprintf("Invalid output format specified '%s'.", format)
		return &engine.Response{Status: http.StatusBadRequest, ContentType: engine.TypePlain, Body: []byte(message)}
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
func (s *Server) page(r *http.Request, p *engine.Payload, path string, inAPI bool) *engine.Response {
	if metadata, ok := strings.CutPrefix(r.URL.Path, s.config.prefix+"/metadata/"); ok {
		return s.metadata(r, p, metadata)
	}
	if inAPI && !strings.HasSuffix(path, "/") {
		if res, _ := router().Find(path + "/"); res != nil {
			location := url.URL{Scheme: "http", Host: r.Host, Path: r.URL.Path + "/", RawQuery: r.URL.RawQuery}
			return redirect(http.StatusMovedPermanently, location.String())
		}
	}
	if r.URL.Path == s.config.prefix+"/" {
		login := s.config.prefix + "/accounts/login/?next=" + url.QueryEscape(r.URL.Path)
		return redirect(http.StatusFound, "http://"+r.Host+login)
	}
	return &engine.Response{Status: http.StatusNotFound, ContentType: engine.TypeHTML, Vary: "Cookie", Body: []byte(notFoundPage)}
}

func redirect(status int, location string) *engine.Response {
	return &engine.Response{Status: status, ContentType: engine.TypeHTML, Header: []Pair{{Name: "Location", Value: location}}}
}
