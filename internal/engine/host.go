// Package engine is what the in-memory servers of packages maastest and maas2test
// have in common: the listener, faults and the log of requests, forms, routing,
// tables with transactions, and the encoding of responses. What one release of
// MAAS does in its own way stays with the server of that release.
package engine

import (
	"compress/gzip"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gomaas/maas/maastest/double"
)

// gzipFrom is the size in bytes from which on answers are compressed.
const gzipFrom = 200

// A Host serves a double over HTTP: it parses requests, applies faults, keeps
// the log, and writes responses. The exported fields are set before it is used.
type Host struct {
	// Name is that of the double, for lines of a test's log.
	Name string
	// Prefix is the path under which MAAS is mounted, "" for none.
	Prefix string
	// FrameOptions is the X-Frame-Options header of every response.
	FrameOptions string
	// Gzip compresses responses for clients that accept it.
	Gzip  bool
	Clock double.Clock
	// Parse reads the query and the body of a request.
	Parse func(*http.Request) (*Payload, error)
	// Route finds out what a request is for. The error is Parse's.
	Route func(*http.Request, *Payload, error) Route

	Faults Faults
	Log    Log

	listener *httptest.Server
	tb       testing.TB
	panics   atomic.Int64
}

// A Route is what a request is for.
type Route struct {
	Path     string // below the API's root, or the whole path
	Op       string
	Template string // of the path, "" for one that is none of the API's
	// Serve answers the request, and names the user who signed it.
	Serve func() (resp *Response, user string)
	// TakeBack does what the request asks for and takes it back; nil does nothing.
	TakeBack func()
	// Claimed names the user whom the credentials belong to, unverified.
	Claimed func() string
}

// CleanPrefix returns prefix with a slash in front and none at the end; for "/" it
// is empty.
func CleanPrefix(prefix string) string {
	prefix = strings.TrimRight(prefix, "/")
	if prefix != "" && prefix[0] != '/' {
		prefix = "/" + prefix
	}
	return prefix
}

// SystemClock is the clock of a server that was given none.
type SystemClock struct{}

// Now returns the system's time.
func (SystemClock) Now() time.Time { return time.Now() }

// Listen serves on a port of the loopback interface, and returns the URL.
func (h *Host) Listen() string {
	h.listener = httptest.NewServer(h)
	return h.listener.URL + h.Prefix
}

// ServeIn makes the host log a line through tb for each request, and shut down when
// the test ends. The test fails if no request has met a fault that is still
// waiting.
func (h *Host) ServeIn(tb testing.TB) {
	tb.Helper()
	h.tb = tb
	tb.Cleanup(func() {
		h.Close()
		for _, match := range h.Faults.unused() {
			if !tb.Failed() && !tb.Skipped() {
				tb.Errorf("%s: no request met the fault for %+v", h.Name, match)
			}
		}
	})
}

// Close shuts the listener down and waits for requests that are under way.
func (h *Host) Close() {
	if h.listener != nil {
		h.listener.Close()
	}
}

// Panics returns how many requests ended in a panic, each of which was answered
// with a 500.
func (h *Host) Panics() int { return int(h.panics.Load()) }

// ServeHTTP answers a request as MAAS does, or as an injected fault says.
func (h *Host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	payload, err := h.Parse(r)
	route := h.Route(r, payload, err)
	entry := h.newRequest(r, payload, &route)
	claimed := sync.OnceValue(route.Claimed)
	fault := h.Faults.take(&entry, route.Path, claimed)
	if fault != nil {
		entry.User = claimed()
	}
	resp := applyFault(r.Context(), fault, func() *Response {
		resp, user := h.serve(&route)
		if user != "" {
			entry.User = user
		}
		return resp
	}, route.TakeBack)
	if resp != nil {
		entry.Status = resp.Status
	}
	h.Log.Add(entry)
	h.logLine(&entry, time.Since(began))
	if resp == nil {
		reset(w)
	}
	h.write(w, r, resp, fault)
}

// serve answers a request. A panic of the double's own is the answer to this one
// request and touches no other: what the request did was rolled back.
func (h *Host) serve(route *Route) (resp *Response, user string) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		h.panics.Add(1)
		message := fmt.Sprintf("%s: panic: %v", h.Name, v)
		if h.tb != nil {
			h.tb.Logf("%s\n%s", message, debug.Stack())
		} else {
			log.Printf("%s\n%s", message, debug.Stack())
		}
		resp = &Response{Status: http.StatusInternalServerError, ContentType: TypeText, Vary: "Cookie", Body: []byte(message)}
	}()
	return route.Serve()
}

func (h *Host) newRequest(r *http.Request, p *Payload, route *Route) double.Request {
	entry := double.Request{
		Time:   h.Clock.Now(),
		Method: r.Method,
		Path:   r.URL.Path,
		Op:     route.Op,
		Query:  p.Query.Pairs,
	}
	if p.Data != nil {
		entry.Form = p.Data.Pairs
	}
	if route.Template != "" {
		entry.Operation = operationName(r.Method, route.Template, route.Op)
	}
	for _, f := range p.Files {
		entry.Files = append(entry.Files, double.File{Name: f.Name, Filename: f.Filename, ContentType: f.ContentType, Size: len(f.Content)})
	}
	return entry
}

// operationName is what Request.Operation says.
func operationName(method, template, op string) string {
	name := method + " /" + template
	if op != "" {
		name += "?op=" + op
	}
	return name
}

// logLine tells the test what was asked. It names no header and no parameter,
// since those can be secret.
func (h *Host) logLine(entry *double.Request, took time.Duration) {
	if h.tb == nil {
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
	h.tb.Logf("%s: %s by %s: %d in %v", h.Name, line, user, entry.Status, took.Round(time.Microsecond))
}

var gzipWriters = sync.Pool{New: func() any {
	// Django compresses harder; clients cannot tell, and tests want speed.
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return w
}}

// write sends an answer, cut off where a fault says.
func (h *Host) write(w http.ResponseWriter, r *http.Request, resp *Response, fault *double.Fault) {
	header := w.Header()
	// Clients tell by it how far off their clock is.
	header.Set("Date", h.Clock.Now().UTC().Format(http.TimeFormat))
	header.Set("X-Frame-Options", h.FrameOptions)
	header["Content-Type"] = nil // net/http is not to guess
	if resp.ContentType != "" {
		header.Set("Content-Type", resp.ContentType)
	}
	for _, p := range resp.Header {
		header.Set(p.Name, p.Value)
	}
	vary := resp.Vary
	body := &Response{Body: resp.Body, Stream: resp.Stream}
	if h.Gzip && (len(body.Body) >= gzipFrom || body.Stream != nil) {
		vary = strings.Replace(vary, "Cookie", "Accept-Encoding, Cookie", 1)
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			body = &Response{Body: body.compressed()}
			header.Set("Content-Encoding", "gzip")
		}
	}
	if vary != "" {
		header.Set("Vary", vary)
	}
	size := body.size()
	if resp.Status != http.StatusNoContent {
		header.Set("Content-Length", strconv.FormatInt(size, 10))
	}
	w.WriteHeader(resp.Status)
	var out io.Writer = w
	if fault != nil && fault.Truncate > 0 && int64(fault.Truncate) < size {
		out = &cutWriter{w, int64(fault.Truncate)} // net/http closes the connection over what is missing
	}
	_ = body.writeTo(out) // a client that went away is none of our business
}
