package maas2test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// A Server is a MAAS 3.4.10 region in memory. It is an [http.Handler], and unless
// it was made by [NewUnstarted] it listens on a port of the loopback interface.
// It is safe for concurrent use.
type Server struct {
	// URL is where the server is, as NewClient of package maas2 takes it:
	// http://127.0.0.1:PORT/MAAS. It is empty if the server was not started.
	URL string
	// AdminKey is the API key of the administrator "admin".
	AdminKey string

	config config
	host   *engine.Host
	clock  Clock
	store  *engine.Store[*state]
	nonces *engine.Nonces // guarded by store
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
		config: c,
		clock:  c.clock,
		store:  engine.NewStore(newState()),
		nonces: engine.NewNonces(c.clock.Now()),
	}
	s.host = &engine.Host{
		Name:         "maas2test",
		Prefix:       c.prefix,
		FrameOptions: "DENY",
		Clock:        c.clock,
		Parse:        engine.Python3.ParsePayload,
		Route:        s.route,
	}
	s.seedInitial()
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

// Snapshot copies the server's state: users, keys, machines and all else that
// requests change. It leaves out faults, recorded requests, and the nonces that
// were used.
func (s *Server) Snapshot() Snapshot { return Snapshot{s.store.Snapshot()} }

// Restore puts the server back into the state of a snapshot, which can be used
// again and on other servers. The users' keys are those of the snapshot too.
func (s *Server) Restore(snapshot Snapshot) { s.store.Restore(snapshot.state) }

// Reset puts the server back into the state in which it started, and forgets
// faults and recorded requests.
func (s *Server) Reset() {
	s.store.Reset()
	s.ClearFaults()
	s.ResetRequests()
}

// Requests lists the requests that were answered since the start or
// ResetRequests, in the order of their answers. The oldest are forgotten when
// they and their forms take more than 64 MiB.
func (s *Server) Requests() []Request { return s.host.Log.All() }

// ResetRequests forgets the requests so far.
func (s *Server) ResetRequests() { s.host.Log.Reset() }

// ServeHTTP answers a request as MAAS does, or as an injected fault says.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.host.ServeHTTP(w, r) }

// route finds out what a request is for.
func (s *Server) route(r *http.Request, p *engine.Payload, err error) engine.Route {
	whole := collapse(r.URL.Path)
	path, inAPI := strings.CutPrefix(whole, s.config.prefix+apiRoot)
	c := &call{Payload: p, server: s, req: r}
	c.op = opOf(p)
	if !inAPI {
		return engine.Route{
			Path: whole, Op: c.op, Claimed: c.claimedUser,
			Serve: func() (*engine.Response, string) { return s.page(whole), "" },
		}
	}
	if collection, op, ok := strings.Cut(path, "/op-"); ok && !strings.Contains(op, "/") {
		path, c.op = collection+"/", op
	}
	res, args := router().Find(path)
	c.args = args
	route := engine.Route{Path: path, Op: c.op, Claimed: c.claimedUser}
	if res == nil {
		route.Serve = func() (*engine.Response, string) { return unknownEndpoint(whole), "" }
		return route
	}
	route.Template = res.Path
	route.Serve = func() (*engine.Response, string) {
		resp := s.transact(c, res, err)
		if c.user == nil {
			return resp, ""
		}
		return resp, c.user.name
	}
	return route
}

// collapse takes repeated slashes for one, as the server does.
func collapse(path string) string {
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	return path
}

// apiHash is the fingerprint of the API that handlers put on their responses.
const apiHash = "29b8898cd6164c9b0adae16fe79c9932fe40e145"

const (
	varyAll    = "Authorization, Cookie" // of a handler's response
	varyCookie = "Cookie"                // of an exception's
)

// transact runs a call in a transaction of its own, and encodes what it returned.
func (s *Server) transact(c *call, res *resource, parseErr error) *engine.Response {
	c.credentials = c.readCredentials()
	value, err := s.run(c, res, parseErr)
	var f *engine.Failure
	switch {
	case errors.As(err, &f):
		resp := f.Response
		if f.Keep {
			return fromHandler(&resp)
		}
		if resp.ContentType != "" {
			resp.Vary = varyCookie
		}
		return &resp
	case err != nil:
		return &engine.Response{Status: http.StatusInternalServerError, ContentType: engine.TypeText, Vary: varyCookie, Body: []byte(err.Error())}
	}
	resp, ready := value.(*engine.Response)
	if !ready {
		// Encoding is done here, after the lock: rows do not change.
		resp = emit(value, c.Query)
	}
	return fromHandler(resp)
}

// fromHandler adds what responses have that did not come from an exception.
func fromHandler(resp *engine.Response) *engine.Response {
	if resp.Vary == "" {
		resp.Vary = varyAll
	}
	resp.SetHeader("X-MAAS-API-Hash", apiHash)
	return resp
}

// run is the part of a transaction that needs the lock.
func (s *Server) run(c *call, res *resource, parseErr error) (value any, err error) {
	err = s.store.Update(func(st *state) error {
		c.state = st
		c.now = s.clock.Now()
		s.advance(st, c.now)
		badJSON := errors.Is(parseErr, engine.ErrBadJSON)
		if parseErr != nil && !badJSON {
			return parseErr
		}
		value, err = c.dispatch(res, badJSON)
		return err
	})
	return value, err
}

// advance lets happen what is due by now without a request: each section has its
// own part in it.
func (s *Server) advance(st *state, now time.Time) {
	for _, section := range sections() {
		if section.advance != nil {
			section.advance(s, st, now)
		}
	}
}

// emit encodes what a handler returned.
func emit(value any, query *engine.Values) *engine.Response {
	if format, given := query.Lookup("format"); given && format != "json" {
		return &engine.Response{Status: http.StatusBadRequest, ContentType: engine.TypePlain, Body: []byte("Invalid output format specified '" + format + "'.")}
	}
	if list, ok := value.(engine.EncodedList); ok {
		return &engine.Response{Status: http.StatusOK, ContentType: engine.TypeJSON, Stream: engine.StreamEncoded(list, query)}
	}
	body := engine.WithCallback(engine.Python3.AppendJSON(nil, value, 0), query)
	return &engine.Response{Status: http.StatusOK, ContentType: engine.TypeJSON, Body: body}
}
