package maas

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/gomaas/maas/internal/jsonlist"
)

// The kinds of an [*Error], for [errors.Is].
var (
	ErrBadRequest       = errors.New("bad request")         // 400
	ErrUnauthorized     = errors.New("unauthorized")        // 401: the API key is not accepted
	ErrForbidden        = errors.New("forbidden")           // 403: the user may not do this
	ErrNotFound         = errors.New("not found")           // 404 for an object; neither ErrUnknownEndpoint nor ErrExists
	ErrMethodNotAllowed = errors.New("method not allowed")  // 405
	ErrConflict         = errors.New("conflict")            // 409: the state forbids it; not ErrDatabaseConflict
	ErrGone             = errors.New("gone")                // 410: this MAAS no longer has the operation
	ErrServer           = errors.New("server error")        // 500 and above
	ErrUnavailable      = errors.New("service unavailable") // 503: no free address, cluster down, starting
	ErrRedirect         = errors.New("redirected")          // 3xx that is not followed

	// ErrUnknownEndpoint is a 404 for the path itself: the base URL is wrong,
	// this release lacks the operation, or a name has characters that no path
	// of MAAS has. It says nothing about an object, and so is not ErrNotFound.
	ErrUnknownEndpoint = errors.New("unknown endpoint")

	// ErrDatabaseConflict is a lost race in MAAS's database, which rolled the
	// request back as a whole. The client retries most operations then and
	// returns it when the attempts are used up.
	ErrDatabaseConflict = errors.New("database conflict")

	// ErrUnsupportedOperation is an operation that this release of MAAS lacks:
	// a [*ReleaseError], a 400 for an unknown op, and any response that rejects
	// an operation of other releases as unknown.
	ErrUnsupportedOperation = errors.New("unsupported operation")

	// ErrExists is a request to create what already exists, or to use a name
	// or address that is taken. Its [*Error] is another kind as well, mostly
	// ErrBadRequest.
	ErrExists = errors.New("already exists")
)

// ErrNoValue is in the [*DecodeError] of a body that is null, or empty, where a
// value belongs.
var ErrNoValue = jsonlist.ErrNoValue

// ErrResponseTooLarge is in the [*DecodeError] of a body larger than
// [WithMaxResponseBytes] allows.
var ErrResponseTooLarge = jsonlist.ErrTooLarge

// maxErrorBody is how much of an error's body is read.
const maxErrorBody = 1 << 20

// An Error is a response with a status other than success. [errors.Is] with
// ErrNotFound and its like reports its kind.
type Error struct {
	StatusCode int
	Operation  Operation // the operation that was called
	Path       string    // the path that was called, escaped, relative to the root of the API
	// Message is the explanation that MAAS gave, in one line: the text of the
	// body, or the messages about fields. It is "" when there was none, as with
	// many a 403.
	Message string
	// Fields holds the messages of a rejected form by the name of the
	// parameter, "__all__" for those about several; nil for another error.
	Fields map[string][]string
	// RetryAfter is the pause that the server asked for; 0 when it asked for
	// none.
	RetryAfter time.Duration
	// Location is where a redirect pointed.
	Location string
	// Body is the body as it was sent, cut to its first MiB. What it has of the
	// API key and of secrets in the request is redacted, as in all fields.
	Body []byte
	// Attempts counts the attempts that were made, including redirects that
	// were followed.
	Attempts int

	html        bool // Body is a web page
	cut         bool // Body broke off
	plain       bool // Body is plain text
	varies      bool // by Cookie, as all do that come from MAAS itself
	retryHas    bool // the response has a Retry-After, which may be 0
	lacking     bool // the server does not know the operation
	exists      bool
	clockLearnt bool // the timestamp was refused and the next one will be right
}

// Error returns one line with all that a log needs.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "maas: %s: %d", e.Operation.at(oneLine(e.Path)), e.StatusCode)
	text := http.StatusText(e.StatusCode)
	if text != "" {
		b.WriteString(" " + text)
	}
	if e.Message != "" && e.Message != text {
		b.WriteString(": " + e.Message)
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (after %d attempts)", e.Attempts)
	}
	return b.String()
}

// kinds are the statuses of the sentinels that stand for nothing else.
var kinds = map[error]int{
	ErrBadRequest:       http.StatusBadRequest,
	ErrUnauthorized:     http.StatusUnauthorized,
	ErrForbidden:        http.StatusForbidden,
	ErrMethodNotAllowed: http.StatusMethodNotAllowed,
	ErrGone:             http.StatusGone,
	ErrUnavailable:      http.StatusServiceUnavailable,
}

// Is reports whether target is the sentinel of the error's kind.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrNotFound:
		return e.StatusCode == http.StatusNotFound && !e.unknownEndpoint() && !e.exists
	case ErrUnknownEndpoint:
		return e.unknownEndpoint()
	case ErrConflict:
		return e.StatusCode == http.StatusConflict && !e.lostRace()
	case ErrDatabaseConflict:
		return e.lostRace()
	case ErrUnsupportedOperation:
		return e.lacking
	case ErrExists:
		return e.exists
	case ErrServer:
		return e.StatusCode >= 500
	case ErrRedirect:
		return e.StatusCode/100 == 3
	}
	status, ok := kinds[target]
	return ok && e.StatusCode == status
}

// unknownEndpoint reports whether a 404 is about the path: MAAS until 1.6
// responds with a page, later releases in words.
func (e *Error) unknownEndpoint() bool {
	return e.StatusCode == http.StatusNotFound && (e.html || bytes.HasPrefix(e.Body, []byte("Unknown API endpoint")))
}

// unknownOperation reports whether the server does not know the operation. One
// that not every release has is unknown where its path is, too.
func (e *Error) unknownOperation(r releases) bool {
	switch e.StatusCode {
	case http.StatusBadRequest:
		return bytes.HasPrefix(e.Body, []byte("Unrecognised signature"))
	case http.StatusNotFound:
		return r.limited() && e.unknownEndpoint()
	case http.StatusMethodNotAllowed:
		return r.limited()
	case http.StatusGone: // of an operation that stays, it is about an object
		return r.until != "" || bytes.Contains(e.Body, []byte("support has been removed"))
	}
	return false
}

// What MAAS writes when something exists already: the forms' own words, and those
// of single operations. The words of a line must be there in that order.
var existsWords = [][]string{
	{"ith this ", " already exists"},
	{"with type and parameters already exist"},
	{"specified VID already exists"},
	{"Labels must be unique within their zone"},
	{"MAC address ", "already in use"},
	{"MAC address ", "already registered"},
	{"has already been added for this user"},
	{"already has an interface named"},
}

// isExistsText reports whether text is about something that exists already.
func isExistsText(text string) bool {
	for _, words := range existsWords {
		rest, found := text, true
		for _, word := range words {
			if _, rest, found = strings.Cut(rest, word); !found {
				break
			}
		}
		if found {
			return true
		}
	}
	// The database's words where no form looked first, and those for an address.
	return strings.HasPrefix(text, "Duplicate name: ") || strings.HasPrefix(text, "duplicate key value violates unique constraint") ||
		(strings.HasPrefix(text, "IP address ") || strings.HasPrefix(text, "The IP address ")) && strings.Contains(text, "is already in use")
}

// saysExists reports whether the error is about something that exists already.
func (e *Error) saysExists() bool {
	switch e.StatusCode {
	case http.StatusBadRequest, http.StatusInternalServerError, http.StatusNotFound: // 404: an address that is taken
	default:
		return false
	}
	for _, messages := range e.Fields {
		if slices.ContainsFunc(messages, isExistsText) {
			return true
		}
	}
	return e.Fields == nil && !e.html && isExistsText(e.Message)
}

// lostRace reports whether the request lost a race in the database and was
// rolled back. MAAS until 1.7 responds with a 500 and the database's text. From 1.8 on
// it responds with a 409 and a page of its own, while the 409 of a state is plain text.
func (e *Error) lostRace() bool {
	switch e.StatusCode {
	case http.StatusInternalServerError:
		return e.plain && bytes.HasPrefix(e.Body, []byte("could not serialize access"))
	case http.StatusConflict:
		return e.html && (bytes.Contains(e.Body, []byte("Conflict error")) ||
			e.retryHas && bytes.Contains(e.Body[:min(len(e.Body), 200)], []byte("XHTML 1.0")))
	}
	return false
}

// starting reports whether MAAS is about to start and looked at nothing.
func (e *Error) starting() bool {
	return e.StatusCode == http.StatusServiceUnavailable && e.html && strings.Contains(e.Message, "MAAS is starting")
}

// rolledBack reports whether a 503 is MAAS's own, which undoes the request and
// asks to repeat it: plain text with Retry-After from behind Django, which marks
// its responses with Vary. What a proxy's 503 left behind is not known.
func (e *Error) rolledBack() bool {
	return e.StatusCode == http.StatusServiceUnavailable && e.retryHas && e.plain && e.varies
}

// newError returns the error for a response that is no success. It reads the
// body.
func newError(resp *http.Response, content io.Reader, b *builtRequest, auth *authorizer) *Error {
	e := &Error{
		StatusCode: resp.StatusCode,
		Operation:  b.op,
		Path:       b.path,
		Location:   resp.Header.Get("Location"),
	}
	// All is redacted at the end: decoding may bring a secret to light.
	defer e.redact(func(text []byte) []byte { return b.redact(auth, text) })
	e.RetryAfter, e.retryHas = parseRetryAfter(resp.Header, time.Now())
	if resp.StatusCode == http.StatusSwitchingProtocols { // its body has no end
		e.Message = "the server switches to another protocol: it is not MAAS"
		return e
	}
	// A body that breaks off is still the best account of what went wrong.
	body, err := io.ReadAll(io.LimitReader(content, maxErrorBody))
	_, e.cut = errors.AsType[*TransportError](err)
	e.Body = body
	e.Fields = parseFields(e.Body)
	e.html = isHTML(e.Body)
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	e.plain = media == "text/plain" && !e.html && e.Fields == nil
	e.varies = strings.Contains(resp.Header.Get("Vary"), "Cookie")
	switch {
	case resp.StatusCode/100 == 3:
		e.Message = redirectCause(b, e.Location)
	case e.Fields != nil:
		e.Message = fieldsText(e.Fields)
	case e.html:
		e.Message = pageTitle(e.Body)
	case media == "application/json":
		e.Message = jsonText(e.Body)
	default:
		e.Message = oneLine(string(e.Body))
	}
	e.exists = e.saysExists()
	switch e.lacking = e.unknownOperation(b.releases); {
	case e.StatusCode == http.StatusGone && bytes.HasPrefix(e.Body, []byte("The 1.0 API is no longer available")):
		e.Message = "the server is MAAS 2.0 or later, which has API 2.0 only: use package github.com/gomaas/maas/maas2"
	case e.lacking && b.releases.limited() && (!b.unsigned || e.StatusCode != http.StatusBadRequest): // which may lack it for unsigned requests only
		e.Message = "this MAAS lacks the operation, which is available in " + b.releases.String()
	}
	return e
}

// redact applies clean to all that the server sent.
func (e *Error) redact(clean func([]byte) []byte) {
	text := func(s string) string { return string(clean([]byte(s))) }
	e.Body = clean(e.Body)
	e.Body = e.Body[:min(len(e.Body), maxErrorBody)]
	e.Location = text(e.Location)
	e.Message = text(e.Message)
	if e.Fields == nil {
		return
	}
	fields := make(map[string][]string, len(e.Fields))
	for name, messages := range e.Fields {
		for i := range messages {
			messages[i] = text(messages[i])
		}
		name = text(name)
		fields[name] = append(fields[name], messages...)
	}
	e.Fields = fields
}

// redirectCause returns what a redirect most likely says about the base URL. MAAS
// itself redirects only a path without its slash.
func redirectCause(b *builtRequest, location string) string {
	to, err := b.url.Parse(location)
	if location == "" || err != nil {
		return "redirected to nowhere"
	}
	text := "redirected to " + oneLine(to.Scheme+"://"+to.Host+to.EscapedPath())
	switch same := sameOrigin(to, b.url); {
	case same && to.Path == b.url.Path+"/":
		return text + ": the path lacks a slash at its end"
	case strings.EqualFold(to.Hostname(), b.url.Hostname()) && to.Scheme == "https" && b.url.Scheme == "http":
		return text + ": write https in the base URL"
	case !same:
		return text + ": another server, to which no credentials go; is the base URL right?"
	}
	return text + ": is the path of the base URL right?"
}

// parseFields reads the body of a rejected form, {"field": ["message", …]}; a
// single message may stand for the list. MAAS labels it in several ways, so
// the shape decides. It returns nil for any other body.
func parseFields(body []byte) map[string][]string {
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return nil
	}
	var raw map[string]json.RawMessage
	if json.Unmarshal(body, &raw) != nil || len(raw) == 0 {
		return nil
	}
	fields := make(map[string][]string, len(raw))
	for name, value := range raw {
		var many []string
		if json.Unmarshal(value, &many) == nil {
			fields[name] = many
			continue
		}
		var one string
		if json.Unmarshal(value, &one) != nil {
			return nil
		}
		fields[name] = []string{one}
	}
	return fields
}

// fieldsText puts the messages about fields into one line, in the order of the
// fields' names.
func fieldsText(fields map[string][]string) string {
	var parts []string
	for name, messages := range fields {
		text := strings.Join(messages, " ")
		if name != "__all__" {
			text = name + ": " + text
		}
		parts = append(parts, text)
	}
	slices.Sort(parts)
	return oneLine(strings.Join(parts, "; "))
}

// jsonText is the message of a JSON body that is not an object of fields: a
// string, or a list of strings as MAAS 1.8 sends.
func jsonText(body []byte) string {
	var many []string
	if json.Unmarshal(body, &many) == nil {
		return oneLine(strings.Join(many, " "))
	}
	return oneLine(string(body))
}

// isHTML tells a web page from plain text that MAAS labels as HTML.
func isHTML(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(body), []byte("<"))
}

// pageTitle is what a web page says in its title, which is all of it that fits
// into an error.
func pageTitle(page []byte) string {
	lower := bytes.ToLower(page)
	start := bytes.Index(lower, []byte("<title>"))
	end := bytes.Index(lower, []byte("</title>"))
	// Lower case may have another length where the page is not ASCII.
	if start < 0 || end < start+len("<title>") || len(lower) != len(page) {
		return "a web page"
	}
	return cmp.Or(oneLine(string(page[start+len("<title>"):end])), "a web page")
}

// oneLine folds white space, takes out what could steer a terminal, and cuts a
// text to a length that fits a log line.
func oneLine(s string) string {
	const most = 1000
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// parseRetryAfter reads a Retry-After header, seconds or a date by the server's
// clock.
func parseRetryAfter(h http.Header, now time.Time) (d time.Duration, ok bool) {
	value := h.Get("Retry-After")
	if sec, err := strconv.ParseUint(value, 10, 32); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(sec) * time.Second, true
	}
	if at, err := http.ParseTime(value); err == nil {
		if date, err := http.ParseTime(h.Get("Date")); err == nil {
			now = date
		}
		return max(0, at.Sub(now)), true
	}
	return 0, false
}

// A TransportError is a request without a complete response: there was no
// connection, it broke, it was silent beyond the timeout, or the context ended.
// Unwrap returns the cause, such as [context.Canceled].
type TransportError struct {
	Operation Operation
	Path      string // as in Error
	Attempts  int    // attempts that were made
	Err       error
}

func (e *TransportError) Error() string {
	var attempts string
	if e.Attempts > 1 {
		attempts = fmt.Sprintf(" (after %d attempts)", e.Attempts)
	}
	return fmt.Sprintf("maas: %s: %v%s", e.Operation.at(e.Path), e.Err, attempts)
}

func (e *TransportError) Unwrap() error { return e.Err }

// Timeout reports whether time ran out: that of [WithTimeout], of the context
// or of the network.
func (e *TransportError) Timeout() bool {
	if errors.Is(e.Err, context.Canceled) {
		return false // the error of an earlier try may be in Err, too
	}
	var t interface{ Timeout() bool }
	return errors.As(e.Err, &t) && t.Timeout()
}

// Why an attempt was given up: it made no progress for too long, or took longer
// than the Timeout of the http.Client given to WithHTTPClient.
var (
	errStalled error = timeoutError("no progress within the timeout")
	errTimeout error = timeoutError("the Timeout of the http.Client is over")
)

type timeoutError string

var _ net.Error = timeoutError("") // which programs look for to recognise a timeout

func (e timeoutError) Error() string { return string(e) }
func (timeoutError) Timeout() bool   { return true }
func (timeoutError) Temporary() bool { return true }

// A DecodeError is a response with a status of success whose body is not that of
// the operation: a web page, a truncated or malformed body, a value of another
// type. The operation may have been carried out all the same.
type DecodeError struct {
	Operation   Operation
	Path        string // as in Error
	ContentType string
	Err         error
}

func (e *DecodeError) Error() string {
	return fmt.Sprintf("maas: %s: can't decode the response (%s): %v", e.Operation.at(e.Path), cmp.Or(e.ContentType, "no content type"), e.Err)
}

func (e *DecodeError) Unwrap() error { return e.Err }

// An ArgumentError is an argument that can't be right. Nothing was sent.
type ArgumentError struct {
	Operation Operation
	Path      string // as in Error, or the template if the path could not be made
	Argument  string // the name of the parameter in the API
	Reason    string
}

func (e *ArgumentError) Error() string {
	return fmt.Sprintf("maas: %s: %s %s", e.Operation.at(oneLine(e.Path)), e.Argument, e.Reason)
}

// ResponseOf returns the error response that a call failed with, if it got one.
// Unlike errors.As, it does not return the response to another call, which is
// in the chain where it cancelled the context of this one, as its cause.
func ResponseOf(err error) (*Error, bool) {
	switch e := err.(type) { //nolint:errorlint // it walks the chain itself
	case *Error:
		return e, true
	case *TransportError:
		return nil, false
	case interface{ Unwrap() error }:
		return ResponseOf(e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			if one == context.Canceled || one == context.DeadlineExceeded { //nolint:errorlint // its cause is next
				return nil, false
			}
			if response, ok := ResponseOf(one); ok {
				return response, true
			}
		}
	}
	return nil, false
}

// answered reports whether err is a response that is target.
func answered(err, target error) bool {
	response, ok := ResponseOf(err)
	return ok && errors.Is(response, target)
}

// OutcomeUnknown reports whether a request that failed with err may have been
// carried out all the same: the response was lost or can't be read, or it is that
// of a proxy, which tells nothing about MAAS, or a 504. MAAS undoes a request that
// it rejects with another text of its own. It is false for nil.
func OutcomeUnknown(err error) bool {
	if e, ok := ResponseOf(err); ok {
		switch {
		case e.cut, e.sentBefore(), e.StatusCode == http.StatusGatewayTimeout:
			return true
		case e.starting(), e.lostRace(), e.StatusCode/100 == 3, e.StatusCode == http.StatusNotFound:
			return false
		}
		return e.html || e.StatusCode >= 500 && (!e.plain || !e.varies)
	}
	_, nonsense := errors.AsType[*DecodeError](err)
	_, broken := errors.AsType[*TransportError](err)
	return nonsense || broken && !neverSent(err)
}

// A ReleaseError is an operation that the server's release, as far as the client
// knows it, does not have. Nothing was sent. It is [ErrUnsupportedOperation].
type ReleaseError struct {
	Operation Operation
	Path      string // as in Error
	Release   string // of the server, "1.6.1"
	Available string // the releases that have the operation, "MAAS 1.8 and later"
}

func (e *ReleaseError) Error() string {
	return fmt.Sprintf("maas: %s: MAAS %s lacks the operation, which is available in %s", e.Operation.at(e.Path), e.Release, e.Available)
}

// Is reports whether target is [ErrUnsupportedOperation].
func (e *ReleaseError) Is(target error) bool { return target == ErrUnsupportedOperation }
