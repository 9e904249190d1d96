package maas

import (
	"cmp"
	"compress/flate"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// A request describes one call of an operation. It is made by get, post, put
// or del, completed by its methods, and carried out by do, list, exec or
// stream: the one path to the server.
type request struct {
	op      Operation
	args    []string // for the {wildcards} of the path, in order
	params  Params
	options any // pointer to a struct with param tags
	err     error
}

// A path is written as in the API document, "/nodes/{system_id}/"; an element
// "{filename...}" may hold slashes.
func get(path string, args ...string) request  { return newRequest(http.MethodGet, path, args) }
func post(path string, args ...string) request { return newRequest(http.MethodPost, path, args) }
func put(path string, args ...string) request  { return newRequest(http.MethodPut, path, args) }
func del(path string, args ...string) request  { return newRequest(http.MethodDelete, path, args) }

func newRequest(method, path string, args []string) request {
	return request{op: Operation{Method: method, Path: path}, args: args}
}

func (r request) named(op string) request {
	r.op.Op = op
	return r
}

// with adds the parameters of an options struct, which may be nil.
func (r request) with(options any) request {
	r.options = options
	return r
}

// set adds a parameter that MAAS insists on.
func (r request) set(name, value string) request {
	if value == "" {
		return r.fail(&invalidParam{name, "is empty"})
	}
	r.params.Add(name, value)
	return r
}

// setAll adds a list, an empty one as no parameter at all.
func (r request) setAll(name string, values []string) request {
	for _, value := range values {
		r = r.set(name, value)
	}
	return r
}

// setMACs adds a list of MAC addresses.
func (r request) setMACs(name string, addresses []string) request {
	for _, address := range addresses {
		r = r.set(name, address).check(checkMAC(name, address))
	}
	return r
}

// setJSON adds a parameter that is one JSON text.
func (r request) setJSON(name string, value any) request {
	text, err := json.Marshal(value)
	return r.check(err).set(name, string(text))
}

// check notes err, if there is one.
func (r request) check(err error) request {
	if err != nil {
		return r.fail(err)
	}
	return r
}

// file adds a file that MAAS insists on.
func (r request) file(name string, content io.Reader) request {
	if content == nil {
		return r.fail(&invalidParam{name, "is nil"})
	}
	r.params.AddFile(name, content)
	return r
}

// fail notes what is wrong with an argument; the first finding counts.
func (r request) fail(err error) request {
	if r.err == nil {
		r.err = err
	}
	return r
}

// do carries out r and decodes its JSON answer.
func do[T any](ctx context.Context, c *Client, r request) (T, error) {
	var value T
	err := c.send(ctx, r, func(resp *http.Response) (err error) {
		value, err = decodeJSON[T](c.limit(resp.Body), resp.ContentLength)
		return err
	})
	if err != nil {
		return *new(T), err
	}
	return value, nil
}

// list carries out r and decodes its answer, an array.
func list[T any](ctx context.Context, c *Client, r request) ([]T, error) {
	var values []T
	err := c.send(ctx, r, func(resp *http.Response) (err error) {
		values, err = decodeList[T](c.limit(resp.Body), resp.ContentLength)
		return err
	})
	if errors.Is(err, errMatchesNothing) {
		return []T{}, nil
	}
	if err != nil {
		return nil, err
	}
	return values, nil
}

// each carries out r and yields the elements of its answer, an array, as they
// arrive. After the first of them nothing is retried.
func each[T any](ctx context.Context, c *Client, r request) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		stopped, yielded := false, false
		var broken error
		err := c.send(ctx, r, func(resp *http.Response) error {
			resp.Body.(*answerBody).release()
			err := decodeEach(c.limit(resp.Body), func(value *T) bool {
				yielded = true
				stopped = !yield(value, nil)
				return !stopped
			})
			if yielded {
				broken = resp.Body.(*answerBody).failure(err)
				return nil
			}
			return err
		})
		if err = firstError(err, broken); err != nil && !stopped && !errors.Is(err, errMatchesNothing) {
			yield(nil, err)
		}
	}
}

// exec carries out r, whose answer says no more than that it was done.
func exec(ctx context.Context, c *Client, r request) error {
	return c.send(ctx, r, expectText)
}

// expectText reads an answer in words, which a web page is not.
func expectText(resp *http.Response) error {
	text, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
	if err == nil && isHTML(text) {
		err = errors.New("a web page: " + pageTitle(text))
	}
	return err
}

// stream carries out r and returns the body of its answer, for the caller to
// read and close.
func stream(ctx context.Context, c *Client, r request) (io.ReadCloser, error) {
	var body *answerBody
	err := c.send(ctx, r, func(resp *http.Response) error {
		body = resp.Body.(*answerBody)
		body.kept = true
		body.release()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return body, nil
}

// limit applies WithMaxResponseBytes to a body.
func (c *Client) limit(body io.Reader) io.Reader {
	if c.opts.maxResponse == 0 {
		return body
	}
	return &cappedReader{body, c.opts.maxResponse}
}

type cappedReader struct {
	reader io.Reader
	left   int64
}

func (r *cappedReader) Read(p []byte) (int, error) {
	n, err := r.reader.Read(p)
	if r.left -= int64(n); r.left < 0 {
		return 0, ErrResponseTooLarge
	}
	return n, err
}

// A message is a built request: all that is the same in each of its tries.
type message struct {
	op        Operation
	url       *url.URL
	form      *form // nil: no body
	redirects int   // followed so far
}

// build checks r and lays out its URL and body. Its errors come before any I/O.
func (c *Client) build(r request) (m *message, err error) {
	defer func() {
		if bad, ok := errors.AsType[*invalidParam](err); ok {
			err = &ArgumentError{r.op, bad.name, bad.reason}
		} else if err != nil && !errors.Is(err, errMatchesNothing) {
			err = fmt.Errorf("maas: %s: %w", r.op, err)
		}
	}()
	path, err := fillPath(r.op.Path, r.args)
	if err = firstError(err, r.err); err != nil {
		return nil, err
	}
	params, err := appendParams(r.params, r.options)
	if err != nil {
		return nil, err
	}
	for i := range params {
		if err := checkParam(&params[i]); err != nil {
			return nil, err
		}
	}
	query := make([]byte, 0, 64)
	if r.op.Op != "" {
		query = appendQuery(query, "op", r.op.Op)
	}
	m = &message{op: r.op}
	switch r.op.Method {
	case http.MethodPost, http.MethodPut:
		if m.form, err = newForm(params); err != nil {
			return nil, err
		}
	default:
		for i := range params {
			if params[i].File != nil {
				return nil, &invalidParam{params[i].Name, "is a file, which a " + r.op.Method + " can't carry"}
			}
			query = appendQuery(query, params[i].Name, params[i].Value)
		}
	}
	if m.url, err = url.Parse(c.api + path); err != nil {
		return nil, err
	}
	m.url.RawQuery = string(query)
	return m, nil
}

func appendQuery(query []byte, name, value string) []byte {
	if len(query) > 0 {
		query = append(query, '&')
	}
	query = append(query, url.QueryEscape(name)...)
	query = append(query, '=')
	return append(query, url.QueryEscape(value)...)
}

// fillPath puts the escaped arguments in the places of a path's wildcards.
func fillPath(path string, args []string) (string, error) {
	var filled strings.Builder
	for _, arg := range args {
		before, rest, _ := strings.Cut(path, "{")
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return "", errors.New("more arguments than wildcards in " + path)
		}
		filled.WriteString(before)
		name, multi := strings.CutSuffix(name, "...")
		if multi {
			for i, segment := range strings.Split(arg, "/") {
				if err := checkSegment(name, segment); err != nil {
					return "", err
				}
				if i > 0 {
					filled.WriteByte('/')
				}
				filled.WriteString(url.PathEscape(segment))
			}
		} else {
			err := checkSegment(name, arg)
			if strings.Contains(arg, "/") { // MAAS takes an escaped one for a real one
				err = &invalidParam{name, fmt.Sprintf("%q has a slash, which would make it another path", arg)}
			}
			if err != nil {
				return "", err
			}
			filled.WriteString(url.PathEscape(arg))
		}
		if path = after; path == "/" {
			if err := checkCaptured(name, arg); err != nil {
				return "", err
			}
		}
	}
	filled.WriteString(path)
	return filled.String(), nil
}

// checkSegment refuses what would make the path that of another resource.
func checkSegment(name, segment string) error {
	switch segment {
	case "":
		return &invalidParam{name, "is empty, or has an empty part between slashes"}
	case ".", "..":
		return &invalidParam{name, fmt.Sprintf("has the path segment %q", segment)}
	}
	if !utf8.ValidString(segment) {
		return &invalidParam{name, fmt.Sprintf("%q is not valid UTF-8", segment)}
	}
	return nil
}

// checkCaptured refuses the names that can't be reached: MAAS takes any path
// with one of these ends for the page of that name.
func checkCaptured(name, arg string) error {
	for _, page := range []string{"doc", "describe", "pxeconfig", "version"} {
		if strings.HasSuffix(arg, page) {
			return &invalidParam{name, fmt.Sprintf("%q can't be reached in MAAS: it ends in %q", arg, page)}
		}
	}
	return nil
}

const (
	maxRedirects = 10
	drainBytes   = 64 << 10 // how much of an unread rest is read for the sake of its connection,
	drainTime    = 50 * time.Millisecond
)

// send builds r, sends it until a try succeeds or is not worth repeating, and
// has accept read the answer, which has a status of success. The body is closed
// afterwards unless accept keeps it.
func (c *Client) send(ctx context.Context, r request, accept func(*http.Response) error) error {
	m, err := c.build(r)
	if err != nil {
		return err
	}
	if m.form != nil {
		defer m.form.close()
	}
	ctx = context.WithValue(ctx, operationKey{}, m.op)
	started := time.Now()
	clockLearnt := false
	for tries := 1; ; tries++ {
		err := c.attempt(ctx, m, tries, accept)
		if err == nil {
			return nil
		}
		answer, _ := errors.AsType[*Error](err)
		if answer != nil {
			answer.Attempts = tries
		}
		again := m.form == nil || m.form.replayable()
		switch {
		case ctx.Err() != nil || !again && !dialFailed(err):
			return err
		case answer != nil && answer.clockLearnt && !clockLearnt:
			clockLearnt = true
			continue
		case answer != nil && m.follow(answer):
			continue
		case tries >= c.opts.retry.MaxAttempts || !retryable(m.op, err):
			return err
		}
		var retryAfter time.Duration
		if answer != nil {
			retryAfter = answer.RetryAfter
		}
		delay := c.opts.retry.delay(tries, retryAfter)
		if time.Since(started)+delay > c.opts.retry.MaxElapsed {
			return err
		}
		if ended := sleep(ctx, delay); ended != nil {
			return &TransportError{m.op, tries, fmt.Errorf("%w, before another try after: %w", contextError(ctx), err)}
		}
	}
}

// follow changes the address to where a redirect points, if it's one that may
// be followed: a GET's, to the same origin.
func (m *message) follow(e *Error) bool {
	switch e.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return false
	}
	to, err := m.url.Parse(e.Location)
	if m.op.Method != http.MethodGet || e.Location == "" || err != nil || to.User != nil || !sameOrigin(to, m.url) {
		return false
	}
	if m.redirects == maxRedirects {
		e.Message += fmt.Sprintf(" (a loop: redirected %d times before)", maxRedirects)
		return false
	}
	m.redirects++
	m.url = to
	return true
}

// sameOrigin tells whether what may go to b may go to a.
func sameOrigin(a, b *url.URL) bool {
	ports := map[string]string{"http": "80", "https": "443"}
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) &&
		cmp.Or(a.Port(), ports[a.Scheme]) == cmp.Or(b.Port(), ports[b.Scheme])
}

// attempt makes one try: sign, send, look at the status, read the answer.
func (c *Client) attempt(ctx context.Context, m *message, tries int, accept func(*http.Response) error) (err error) {
	var status int
	started := time.Now()
	defer func() { c.log(ctx, m.op, status, time.Since(started), tries, err) }()

	if err := c.acquire(ctx); err != nil {
		return &TransportError{m.op, tries - 1, err}
	}
	body := &answerBody{op: m.op, tries: tries, client: c, slot: c.slot}
	body.ctx, body.cancel = context.WithCancelCause(ctx)
	if c.opts.timeout > 0 {
		body.watchdog = time.AfterFunc(c.opts.timeout, func() { body.cancel(errStalled) })
	}
	defer func() {
		if !body.kept {
			_ = body.Close()
		}
	}()

	req := &http.Request{Method: m.op.Method, URL: m.url, Host: m.url.Host, Header: make(http.Header, 5)}
	req.Header.Set("User-Agent", c.opts.userAgent)
	req.Header.Set("Accept", "*/*")
	if m.form != nil {
		reader, err := m.form.reader()
		if err != nil {
			return &TransportError{m.op, tries, err}
		}
		sent := &sentBody{reader: reader, progress: body.progress}
		defer func() { sent.detach() }()
		req.Body, req.ContentLength = sent, m.form.length
		if m.form.replayable() {
			// For a kept connection that turns out closed before anything was
			// written to it. net/http repeats no POST in any other case.
			req.GetBody = func() (io.ReadCloser, error) {
				sent.detach()
				reader, err := m.form.reader()
				sent = &sentBody{reader: reader, progress: body.progress}
				return sent, err
			}
		}
		req.Header.Set("Content-Type", m.form.contentType())
	}
	var offset int64
	if c.auth != nil {
		offset = c.auth.sign(req.Header)
	}
	resp, err := c.http.Do(req.WithContext(body.ctx))
	if err != nil {
		return body.transportError(err)
	}
	body.reader = resp.Body
	body.pause()
	resp.Body = body
	status = resp.StatusCode
	if status/100 != 2 {
		e := newError(resp, m, c.auth)
		e.clockLearnt = c.auth != nil && c.auth.learnClock(resp, e.Body, offset)
		return e
	}
	body.contentType = resp.Header.Get("Content-Type")
	return body.failure(accept(resp))
}

// acquire waits for a slot when requests in flight are limited.
func (c *Client) acquire(ctx context.Context) error {
	if c.slot == nil {
		return nil
	}
	select {
	case c.slot <- struct{}{}:
		return nil
	case <-ctx.Done():
		return contextError(ctx)
	}
}

// log tells what became of a try.
func (c *Client) log(ctx context.Context, op Operation, status int, took time.Duration, tries int, err error) {
	// The values are not made for a logger that doesn't want them.
	if l := c.opts.logger; l.Enabled(ctx, levelOf(err)) {
		attrs := []any{"method", op.Method, "path", op.Path, "op", op.Op, "status", status, "duration", took, "attempt", tries}
		if err != nil && status/100 <= 2 {
			attrs = append(attrs, "error", err)
		}
		l.Log(ctx, levelOf(err), "maas: request", attrs...)
	}
}

// levelOf is Warn for what operators should see: a broken connection, a server
// in trouble, an answer that makes no sense; not what the program itself
// cancelled.
func levelOf(err error) slog.Level {
	answer, ok := errors.AsType[*Error](err)
	if err == nil || ok && answer.StatusCode < 500 || errors.Is(err, context.Canceled) {
		return slog.LevelDebug
	}
	return slog.LevelWarn
}

// contextError is why ctx ended: Canceled or DeadlineExceeded, and the cause if
// the program gave one.
func contextError(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != ctx.Err() {
		return fmt.Errorf("%w: %w", ctx.Err(), cause)
	}
	return ctx.Err()
}

// An answerBody is the body of an answer and all that lives as long as it: the
// context of the try, its watchdog, and its slot.
type answerBody struct {
	reader   io.ReadCloser
	ctx      context.Context
	cancel   context.CancelCauseFunc
	watchdog *time.Timer
	op       Operation
	tries    int
	client   *Client
	slot     chan struct{} // to give back; nil: none is held
	kept     bool          // the caller closes it
	spent    atomic.Bool   // being read at the moment, or read to its end
	closed   atomic.Bool

	contentType string
}

// failure makes a typed error of what went wrong as the body was read.
func (b *answerBody) failure(err error) error {
	if err == nil {
		return nil
	}
	if broken, ok := errors.AsType[*TransportError](err); ok {
		return broken
	}
	if _, ok := errors.AsType[*DecodeError](err); ok {
		return err
	}
	return b.decodeError(err)
}

func (b *answerBody) decodeError(err error) *DecodeError {
	auth := b.client.auth
	return &DecodeError{b.op, oneLine(string(auth.redact([]byte(b.contentType)))), auth.redactError(err)}
}

// progress puts the end of the try off by the whole timeout.
func (b *answerBody) progress() {
	if b.watchdog != nil && b.ctx.Err() == nil {
		b.watchdog.Reset(b.client.opts.timeout)
	}
}

// pause stops the watchdog: what the caller does between reads is no silence of
// the server.
func (b *answerBody) pause() {
	if b.watchdog != nil {
		b.watchdog.Stop()
	}
}

func (b *answerBody) Read(p []byte) (int, error) {
	b.spent.Store(true)
	b.progress()
	n, err := b.reader.Read(p)
	b.pause()
	if err == nil {
		b.spent.Store(false)
	} else if err != io.EOF {
		err = b.readError(err)
	}
	return n, err
}

// copyBytes is how much of a body is copied at a time.
const copyBytes = 64 << 10

// WriteTo is what io.Copy calls. With a larger buffer than its own there are
// fewer reads of the connection, and they are what a download costs.
func (b *answerBody) WriteTo(w io.Writer) (int64, error) {
	buf := getBuffer(copyBytes)
	defer buffers.Put(buf)
	return io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{b}, *buf)
}

// readError tells a body that arrived corrupt from one that did not arrive.
func (b *answerBody) readError(err error) error {
	if _, ok := errors.AsType[flate.CorruptInputError](err); ok ||
		errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) {
		return b.decodeError(err)
	}
	return b.transportError(err)
}

func (b *answerBody) transportError(err error) *TransportError {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // the rest repeats what the operation says
	}
	if b.ctx.Err() != nil {
		err = contextError(b.ctx)
		if errors.Is(err, errStalled) {
			err = errStalled
		}
	}
	return &TransportError{b.op, b.tries, b.client.auth.redactError(err)}
}

// Close ends the try. A short rest that is there already is read, so that the
// connection can serve the next call.
func (b *answerBody) Close() error {
	if !b.closed.CompareAndSwap(false, true) {
		return nil
	}
	b.pause()
	var err error
	if b.reader != nil {
		if !b.spent.Load() {
			enough := time.AfterFunc(drainTime, func() { b.cancel(nil) })
			_, _ = io.CopyN(io.Discard, b.reader, drainBytes)
			enough.Stop()
		}
		err = b.reader.Close()
	}
	b.cancel(nil)
	b.release()
	return err
}

// release gives the slot back: when all is over, or when the caller gets the
// body to read, who may make other calls meanwhile.
func (b *answerBody) release() {
	if b.slot != nil {
		<-b.slot
		b.slot = nil
	}
}

// Call carries out any operation of any version of the API, with the client's
// signing, retries and errors, for what the services don't cover.
//
// The path is relative to the API's root, "nodes/" or "/nodes/"; a resource_uri
// that MAAS sent will do as well, and a query at its end, "nodes/?op=list", is the
// same as op and params. Parameters go into the query of a GET or DELETE and
// into the form of a POST or PUT. The answer is decoded as JSON into out if that
// is a pointer, copied if it is an [io.Writer], and dropped if it is nil.
func (c *Client) Call(ctx context.Context, method, path, op string, params Params, out any) error {
	r := c.rawRequest(method, path, op, params)
	if v := reflect.ValueOf(out); v.IsValid() && (v.Kind() != reflect.Pointer || v.IsNil()) {
		if _, ok := out.(io.Writer); !ok {
			r = r.fail(&invalidParam{"out", fmt.Sprintf("is a %T, not a pointer to decode into", out)})
		}
	}
	switch out := out.(type) {
	case nil:
		return exec(ctx, c, r)
	case io.Writer:
		body, err := stream(ctx, c, r)
		if err != nil {
			return err
		}
		defer body.Close()
		_, err = io.Copy(out, body)
		return err
	}
	return c.send(ctx, r, func(resp *http.Response) error {
		body, err := io.ReadAll(c.limit(resp.Body))
		if err != nil {
			return err
		}
		return json.Unmarshal(body, out)
	})
}

// rawRequest describes a call of the caller's own making, after a check that it
// stays within the API.
func (c *Client) rawRequest(method, path, op string, params Params) request {
	path, query, _ := strings.Cut(path, "?")
	// The prefix of a resource_uri is MAAS's own, which a proxy may hide.
	if _, rest, ok := strings.Cut(path, "/api/"+c.opts.apiVersion+"/"); ok && path[0] == '/' {
		path = rest
	}
	path = strings.TrimPrefix(path, "/")
	r := request{op: Operation{method, "/" + path, op}}
	switch method {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete:
	default:
		return r.fail(&invalidParam{"the method", fmt.Sprintf("is %q; MAAS knows GET, POST, PUT and DELETE", method)})
	}
	for segment := range strings.SplitSeq(strings.TrimSuffix(path, "/"), "/") {
		unescaped, err := url.PathUnescape(segment)
		if err != nil || strings.Contains(segment, "#") {
			return r.fail(&invalidParam{"the path", "has a # or a % that is not escaped"})
		}
		r = r.check(checkSegment("the path", unescaped))
	}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, nameErr := url.QueryUnescape(name)
		value, valueErr := url.QueryUnescape(value)
		switch {
		case nameErr != nil || valueErr != nil:
			return r.fail(&invalidParam{"the query", "is not well escaped"})
		case name == "op" && op != "":
			return r.fail(&invalidParam{"the query", "has an op besides the op given"})
		case name == "op":
			r.op.Op = value
		case name != "":
			r.params.Add(name, value)
		}
	}
	r.params = append(r.params, params...)
	return r
}

// IDFromURI returns the id in a resource_uri that MAAS sent, such as the system
// id of a node or the name of a tag: its last element, unescaped. It is "" for a
// URI without any. Not every URI ends in an id: that of a file may have slashes in
// it, which [File.Filename] has whole, and that of a commissioning result or a
// reserved address is the collection's.
func IDFromURI(resourceURI string) string {
	path, _, _ := strings.Cut(resourceURI, "?")
	path = strings.TrimSuffix(path, "/")
	id, err := url.PathUnescape(path[strings.LastIndexByte(path, '/')+1:])
	if err != nil {
		return ""
	}
	return id
}
