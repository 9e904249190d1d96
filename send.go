package maas

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const maxRedirects = 10

// A builtRequest is all that is the same in each attempt of a request.
type builtRequest struct {
	op        Operation
	path      string // escaped, behind the root of the API
	url       *url.URL
	form      *form            // nil: no body
	secrets   func() *redactor // for those among the parameters; nil: none
	unsigned  bool
	once      bool
	releases  releases
	redirects int // followed so far
	races     int // lost so far
}

// close removes what an upload left in temporary files.
func (b *builtRequest) close() {
	if b.form != nil {
		b.form.close()
	}
}

// build checks r and lays out its URL and body. Its errors come before any I/O.
func (c *Client) build(ctx context.Context, r Request) (*builtRequest, error) {
	b := &builtRequest{op: r.op, unsigned: r.unsigned || c.anonymous, once: r.once, releases: r.releases}
	b.op.APIVersion = c.opts.apiVersion
	if err := c.fill(ctx, b, r); err != nil {
		b.close()
		if bad, ok := errors.AsType[*ArgumentError](err); ok {
			return nil, &ArgumentError{b.op, b.path, bad.Argument, bad.Reason}
		}
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) { // while a file was copied
			return nil, &TransportError{b.op, b.path, 0, b.redactError(c.auth, err)}
		}
		return nil, fmt.Errorf("maas: %s: %w", b.op.at(b.path), err)
	}
	if err := c.checkRelease(ctx, b, r); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

// checkRelease refuses what the release of the server lacks.
func (c *Client) checkRelease(ctx context.Context, b *builtRequest, r Request) error {
	release := c.Release()
	if release != "" && !b.releases.include(release) {
		return &ReleaseError{b.op, b.path, release, b.releases.String()}
	}
	for _, p := range r.limited {
		if release == "" && p.narrows && b.op.Method == http.MethodGet && !r.nothing {
			if err := c.server.ask(ctx, c); err != nil {
				return fmt.Errorf("maas: %s: asking for the release of MAAS, since not all have the filter %s: %w", b.op.at(b.path), p.name, err)
			}
			return c.checkRelease(ctx, b, r)
		}
		if release != "" && !p.releases.include(release) {
			return &ArgumentError{b.op, b.path, p.name, fmt.Sprintf("is available in %s; the server runs %s", p.releases, release)}
		}
	}
	return nil
}

func (c *Client) fill(ctx context.Context, b *builtRequest, r Request) (err error) {
	b.path = r.op.Path
	if !r.raw {
		if b.path, err = fillPath(r.op.Path, r.args); err != nil {
			return err
		}
		if c.opts.apiVersion == apiVersion1 {
			if err := checkCaptured(r.op.Path, b.path); err != nil {
				return err
			}
		}
	}
	if r.err != nil {
		return r.err
	}
	if b.url, err = c.urlOf(b.path); err != nil {
		return err
	}
	b.secrets = lazyRedactor(r.params)
	for i := range r.params {
		if err := checkParam(&r.params[i]); err != nil {
			return err
		}
	}
	var query []byte
	if r.op.Op != "" {
		query = appendQuery(query, "op", r.op.Op)
	}
	writes := r.op.Method == http.MethodPost || r.op.Method == http.MethodPut
	switch {
	case r.body != nil && !writes:
		return &ArgumentError{Argument: "the body", Reason: "can't be sent with a " + r.op.Method}
	case r.body != nil:
		b.form, err = newBody(ctx, r.body.Name, r.body.File)
	case writes && (len(r.params) > 0 || c.opts.apiVersion == apiVersion1):
		// MAAS 1.x needs a form to take a request for one; MAAS 3.6 and
		// later refuse an empty form.
		b.form, err = newForm(ctx, r.params)
	}
	if err != nil {
		return err
	}
	if !writes || r.body != nil {
		for i := range r.params {
			if r.params[i].File != nil {
				return &ArgumentError{Argument: r.params[i].Name, Reason: "is a file, which can't be sent in a query"}
			}
			query = appendQuery(query, r.params[i].Name, r.params[i].text())
		}
	}
	b.url.RawQuery = string(query)
	return nil
}

// urlOf returns the URL of an escaped path behind the root of the API.
func (c *Client) urlOf(path string) (*url.URL, error) {
	unescaped, err := url.PathUnescape(path)
	if err != nil {
		return nil, err
	}
	u := *c.api
	u.Path += unescaped
	if unescaped != path || u.RawPath != "" {
		u.RawPath = c.api.EscapedPath() + path
	}
	return &u, nil
}

func appendQuery(query []byte, name, value string) []byte {
	if len(query) > 0 {
		query = append(query, '&')
	}
	query = append(query, url.QueryEscape(name)...)
	query = append(query, '=')
	return append(query, url.QueryEscape(value)...)
}

// send attempts b until it succeeds or is not worth repeating. accept reads the
// body of a successful response, which is closed afterwards unless accept keeps
// it.
func (c *Client) send(ctx context.Context, b *builtRequest, accept func(*responseBody) error) error {
	ctx = context.WithValue(ctx, operationKey{}, b)
	started := time.Now()
	clockLearnt, spent := false, 0
	for attempts := 1; ; attempts++ {
		err := c.attempt(ctx, b, attempts, started, accept)
		if err == nil {
			c.budget.refund(spent)
			return nil
		}
		response, _ := ResponseOf(err)
		if response != nil {
			response.Attempts = attempts
		}
		rewinds := b.form == nil || b.form.replayable()
		switch {
		case ctx.Err() != nil || !rewinds && !neverSent(err):
			return err
		case response != nil && response.clockLearnt && !clockLearnt:
			clockLearnt = true
			continue
		case response != nil && b.follow(response):
			continue
		case attempts >= c.opts.retry.MaxAttempts || !retryable(b, err):
			return err
		case outage(err):
			if !c.budget.spend() {
				return err
			}
			spent++
		}
		var retryAfter time.Duration
		if response != nil {
			retryAfter = response.RetryAfter
		}
		delay := c.opts.retry.delay(attempts, retryAfter)
		if time.Since(started)+delay > c.opts.retry.MaxElapsed {
			return err
		}
		if ended := sleep(ctx, delay); ended != nil {
			return &TransportError{b.op, b.path, attempts, b.redactError(c.auth, fmt.Errorf("%w, before another attempt after: %w", contextError(ctx), err))}
		}
	}
}

// An upload is the body of one attempt. A transport that finds a kept connection
// closed may ask for it again, at any time.
type upload struct {
	form     *form
	ctx      context.Context
	progress func()
	mu       sync.Mutex
	body     *sentBody
	over     bool // the caller owns the readers again
}

// start returns the body from its beginning, after it ended the one before.
func (u *upload) start() (io.ReadCloser, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.detach()
	if u.over || u.form.abandoned.Load() {
		return nil, errDetached
	}
	reader, err := u.form.reader()
	if err != nil {
		return nil, &bodyError{err}
	}
	u.body = newSentBody(u.ctx, reader, u.progress)
	return u.body, nil
}

func (u *upload) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.over = true
	u.detach()
}

func (u *upload) detach() {
	if u.body != nil && !u.body.detach() {
		u.form.abandoned.Store(true)
	}
	u.body = nil
}

// follow changes the URL to where a redirect points, if it is one that may be
// followed: that of a GET which changes nothing, to the same origin.
func (b *builtRequest) follow(e *Error) bool {
	switch e.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return false
	}
	to, err := b.url.Parse(e.Location)
	if b.op.Method != http.MethodGet || b.once || e.Location == "" || err != nil || to.User != nil || !sameOrigin(to, b.url) {
		return false
	}
	if b.redirects == maxRedirects {
		e.Message += fmt.Sprintf(" (a loop: redirected %d times before)", maxRedirects)
		return false
	}
	b.redirects++
	b.url = to
	return true
}

// sameOrigin reports whether what may be sent to b may be sent to a.
func sameOrigin(a, b *url.URL) bool {
	ports := map[string]string{"http": "80", "https": "443"}
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) &&
		cmp.Or(a.Port(), ports[a.Scheme]) == cmp.Or(b.Port(), ports[b.Scheme])
}

// attempt sends b once: sign, send, look at the status, read the body.
func (c *Client) attempt(ctx context.Context, b *builtRequest, attempts int, first time.Time, accept func(*responseBody) error) (err error) {
	if err := c.acquireSlot(ctx); err != nil {
		return &TransportError{b.op, b.path, attempts - 1, b.redactError(c.auth, err)}
	}
	started := time.Now()
	body := newResponseBody(ctx, c, b, attempts)
	defer func() {
		if body.kept {
			body.pause() // the rest of an upload may have started the timer again
		} else {
			_ = body.Close()
		}
		c.log(ctx, b, body.status, started, attempts, err)
	}()

	req := (&http.Request{
		Method: b.op.Method, URL: b.url, Host: b.url.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"User-Agent": c.userAgent},
	}).WithContext(body.ctx)
	var sent *upload
	if b.form != nil {
		sent = &upload{form: b.form, ctx: body.ctx, progress: body.progress}
		defer sent.end()
		if req.Body, err = sent.start(); err != nil {
			return &TransportError{b.op, b.path, attempts, err}
		}
		req.ContentLength = b.form.length
		if b.form.replayable() {
			// For a kept connection that turns out closed before anything was
			// written to it. net/http repeats no POST in any other case.
			req.GetBody = sent.start
		}
		req.Header.Set("Content-Type", b.form.contentType)
	} else if b.once && b.op.Method == http.MethodGet {
		// With a body that it can't rewind, though an empty one, net/http does
		// not send the GET again when a kept connection breaks.
		req.Body = io.NopCloser(strings.NewReader(""))
	}
	auth := c.auth
	if b.unsigned {
		auth = nil
	}
	var offset int64
	if auth != nil {
		offset = auth.sign(req.Header)
	}
	// The transport is called without an http.Client, which would do nothing
	// more: redirects are followed in send, and there are no cookies.
	resp, err := c.roundTrip(req, b.form != nil && b.form.blocks) //nolint:bodyclose // responseBody closes it
	if err == nil && (resp == nil || resp.Body == nil) {
		err = errors.New("the transport returned neither a response nor an error")
	}
	if err != nil {
		return body.transportError(err)
	}
	body.open(ctx, resp)
	if body.status/100 != 2 {
		defer body.endAt(first.Add(c.opts.retry.MaxElapsed))()
		e := newError(resp, body, b, c.auth)
		e.clockLearnt = auth != nil && auth.learnClock(resp, e.Body, offset)
		return e
	}
	return body.failure(accept(body))
}

// roundTrip calls the transport. net/http waits for a Read of the body that is
// under way before it gives up a request, which may take for ever if the reader
// blocks: such a call is left to itself when the context has ended.
func (c *Client) roundTrip(req *http.Request, blocks bool) (*http.Response, error) {
	if !blocks {
		return c.transport.RoundTrip(req)
	}
	type result struct {
		resp     *http.Response
		err      error
		panicked any
	}
	done, left := make(chan result), make(chan struct{})
	go func() {
		var r result
		defer func() {
			r.panicked = recover()
			select {
			case done <- r:
			case <-left:
				if r.resp != nil && r.resp.Body != nil {
					_ = r.resp.Body.Close()
				}
			}
		}()
		r.resp, r.err = c.transport.RoundTrip(req) //nolint:bodyclose // responseBody closes it
	}()
	var late <-chan time.Time
	for ended := req.Context().Done(); ; {
		select {
		case r := <-done:
			if r.panicked != nil {
				panic(r.panicked)
			}
			return r.resp, r.err
		case <-ended:
			ended, late = nil, time.After(detachTime)
		case <-late:
			close(left)
			return nil, req.Context().Err()
		}
	}
}

// acquireSlot waits for a slot when requests in flight are limited.
func (c *Client) acquireSlot(ctx context.Context) error {
	if ctx.Err() != nil {
		return contextError(ctx) // not every transport looks at it before it sends
	}
	if c.slots == nil {
		return nil
	}
	select {
	case c.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return contextError(ctx)
	}
}

// log records the outcome of an attempt.
func (c *Client) log(ctx context.Context, b *builtRequest, status int, started time.Time, attempt int, err error) {
	// The values are not made for a logger that discards them.
	if l := c.opts.logger; l.Enabled(ctx, levelOf(err)) {
		attrs := []slog.Attr{
			slog.String("method", b.op.Method), slog.String("path", oneLine(b.path)), slog.String("op", b.op.Op),
			slog.Int("status", status), slog.Duration("duration", time.Since(started)), slog.Int("attempt", attempt),
		}
		if err != nil && status/100 <= 2 {
			attrs = append(attrs, slog.Any("error", err))
		}
		l.LogAttrs(ctx, levelOf(err), "maas: request", attrs...)
	}
}

// levelOf returns Warn for what operators should see: a broken connection, a
// server in trouble, a response that can't be decoded; not for what the program
// itself cancelled.
func levelOf(err error) slog.Level {
	response, ok := ResponseOf(err)
	if err == nil || ok && response.StatusCode < 500 || errors.Is(err, context.Canceled) {
		return slog.LevelDebug
	}
	return slog.LevelWarn
}

// contextError returns why ctx ended: Canceled or DeadlineExceeded, and the
// cause if the program gave one.
func contextError(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != ctx.Err() {
		return tidy(fmt.Errorf("%w: %w", ctx.Err(), cause))
	}
	return ctx.Err()
}
