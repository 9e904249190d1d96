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
)

// What an [*Error] is, for [errors.Is]. Each stands for a status; the last
// three tell apart what shares one.
var (
	ErrBadRequest       = errors.New("bad request")         // 400
	ErrUnauthorized     = errors.New("unauthorized")        // 401: the API key is not accepted
	ErrForbidden        = errors.New("forbidden")           // 403: the user may not do this
	ErrNotFound         = errors.New("not found")           // 404
	ErrMethodNotAllowed = errors.New("method not allowed")  // 405
	ErrConflict         = errors.New("conflict")            // 409: the state forbids it; not ErrDatabaseConflict
	ErrGone             = errors.New("gone")                // 410: this MAAS no longer has the operation
	ErrServer           = errors.New("server error")        // 500 and above
	ErrUnavailable      = errors.New("service unavailable") // 503: no free address, cluster down, starting
	ErrRedirect         = errors.New("redirected")          // 3xx that is not followed

	// ErrUnknownEndpoint is a 404 that says that the path, not the object, is
	// unknown: the base URL is wrong, this release lacks the operation, or the
	// name has characters that no path of MAAS has. Such an error is
	// ErrNotFound too: check for this one first before taking a 404 for
	// "deleted".
	ErrUnknownEndpoint = errors.New("unknown endpoint")

	// ErrDatabaseConflict is a lost race in MAAS's database, which rolled the
	// request back as a whole. The client retries it; it comes out when the
	// tries are used up.
	ErrDatabaseConflict = errors.New("database conflict")

	// ErrUnsupportedOperation is a 400 that says that the URL has no such op,
	// in this release or for an unsigned request.
	ErrUnsupportedOperation = errors.New("unsupported operation")
)

// ErrNotStopped is what [NodesService.Stop] fails with on MAAS 1.7 and later for
// a node that MAAS has no means to switch off.
var ErrNotStopped = errors.New("MAAS can't switch this node off")

// ErrResponseTooLarge is in the [*DecodeError] of a body larger than
// [WithMaxResponseBytes] allows.
var ErrResponseTooLarge = errors.New("the response is larger than allowed")

// maxErrorBody is how much of an error's body is read.
const maxErrorBody = 1 << 20

// An Error is an answer of MAAS that says no. [errors.Is] with ErrNotFound and
// its like tells the kind; the fields tell the rest.
type Error struct {
	StatusCode int
	Operation  Operation // the operation that was called
	Path       string    // the path that was asked for
	// Message is what MAAS said, in one line: the text of the body, or the
	// messages about fields. "" when it said nothing, as it does for many a 403.
	Message string
	// Fields holds the messages of a rejected form by the name of the
	// parameter, "__all__" for those about several; nil for another error.
	Fields map[string][]string
	// RetryAfter is the pause that the server asked for; 0 when it asked for
	// none.
	RetryAfter time.Duration
	// Location is where a redirect pointed.
	Location string
	// Body is the body as it was sent, the API key redacted, its first MiB at
	// most.
	Body []byte
	// Attempts is how often it was tried, redirects that were followed included.
	Attempts int

	html     bool // Body is a web page
	cut      bool // Body broke off
	retryHas bool // the answer has a Retry-After, which may be 0
	// clockLearnt: the timestamp was refused and the next one will be right.
	clockLearnt bool
}

// Error returns one line of text with all that a log needs.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "maas: %s %s", e.Operation.Method, oneLine(e.Path))
	if e.Operation.Op != "" {
		b.WriteString("?op=" + e.Operation.Op)
	}
	fmt.Fprintf(&b, ": %d", e.StatusCode)
	if text := http.StatusText(e.StatusCode); text != "" {
		b.WriteString(" " + text)
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (after %d tries)", e.Attempts)
	}
	return b.String()
}

// Is reports whether target is the sentinel of the error's kind.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrUnknownEndpoint:
		return e.StatusCode == http.StatusNotFound &&
			(e.html || strings.HasPrefix(e.Message, "Unknown API endpoint"))
	case ErrDatabaseConflict:
		return e.lostRace()
	case ErrUnsupportedOperation:
		return e.StatusCode == http.StatusBadRequest && strings.HasPrefix(e.Message, "Unrecognised signature")
	case ErrServer:
		return e.StatusCode >= 500
	case ErrRedirect:
		return e.StatusCode/100 == 3
	case ErrBadRequest:
		return e.StatusCode == http.StatusBadRequest
	case ErrUnauthorized:
		return e.StatusCode == http.StatusUnauthorized
	case ErrForbidden:
		return e.StatusCode == http.StatusForbidden
	case ErrNotFound:
		return e.StatusCode == http.StatusNotFound
	case ErrMethodNotAllowed:
		return e.StatusCode == http.StatusMethodNotAllowed
	case ErrConflict:
		return e.StatusCode == http.StatusConflict && !e.lostRace()
	case ErrGone:
		return e.StatusCode == http.StatusGone
	case ErrUnavailable:
		return e.StatusCode == http.StatusServiceUnavailable
	}
	return false
}

// lostRace tells whether the request lost a race in the database and was
// rolled back: MAAS 1.6 answers 500 with the database's text, 1.8 and later
// 409 with a page, while the 409 of a state is plain text.
func (e *Error) lostRace() bool {
	switch e.StatusCode {
	case http.StatusInternalServerError:
		return strings.HasPrefix(e.Message, "could not serialize access")
	case http.StatusConflict:
		return e.html
	}
	return false
}

// newError makes the error of an answer that is no success. It reads the body.
func newError(resp *http.Response, m *message, auth *authorizer) *Error {
	e := &Error{
		StatusCode: resp.StatusCode,
		Operation:  m.op,
		Path:       m.url.Path,
		Location:   resp.Header.Get("Location"),
	}
	e.RetryAfter, e.retryHas = parseRetryAfter(resp.Header, time.Now())
	// A body that breaks off is still the best account of what went wrong. It
	// is cut after the redaction, lest a secret that lies across the cut shows.
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody+4096))
	_, e.cut = errors.AsType[*TransportError](err)
	body = auth.redact(body)
	e.Body = body[:min(len(body), maxErrorBody)]
	e.Location = string(auth.redact([]byte(e.Location)))
	e.Fields = parseFields(e.Body)
	e.html = isHTML(e.Body)
	switch media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); {
	case resp.StatusCode/100 == 3:
		e.Message = redirectCause(m, e.Location)
	case e.Fields != nil:
		e.Message = fieldsText(e.Fields)
	case e.html:
		e.Message = pageTitle(e.Body)
	case media == "application/json":
		e.Message = jsonText(e.Body)
	default:
		e.Message = oneLine(string(e.Body))
	}
	return e
}

// redirectCause says what a redirect most likely tells about the base URL. MAAS
// itself redirects only a path without its slash.
func redirectCause(m *message, location string) string {
	to, err := m.url.Parse(location)
	if location == "" || err != nil {
		return "redirected to nowhere"
	}
	text := "redirected to " + oneLine(to.Scheme+"://"+to.Host+to.EscapedPath())
	switch same := sameOrigin(to, m.url); {
	case same && to.Path == m.url.Path+"/":
		return text + ": the path lacks a slash at its end"
	case strings.EqualFold(to.Hostname(), m.url.Hostname()) && to.Scheme == "https" && m.url.Scheme == "http":
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

// isHTML tells a web page from the plain text that MAAS may label as HTML.
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

// A TransportError is a request that got no complete answer: no connection,
// a broken one, silence beyond the timeout, or the end of the context. Unwrap
// gives the cause, such as [context.Canceled].
type TransportError struct {
	Operation Operation
	Attempts  int // how often it was tried
	Err       error
}

func (e *TransportError) Error() string {
	var tries string
	if e.Attempts > 1 {
		tries = fmt.Sprintf(" (after %d tries)", e.Attempts)
	}
	return fmt.Sprintf("maas: %s: %v%s", e.Operation, e.Err, tries)
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

// errStalled is the cause of a try that made no progress for too long.
var errStalled error = stalledError{}

type stalledError struct{}

var _ net.Error = stalledError{} // which programs look for to tell a timeout

func (stalledError) Error() string   { return "no progress within the timeout" }
func (stalledError) Timeout() bool   { return true }
func (stalledError) Temporary() bool { return true }

// A DecodeError is an answer that claims success and is not what the operation
// answers with: a web page, a truncated or malformed body, a value of another
// type. What was asked for may have been done all the same.
type DecodeError struct {
	Operation   Operation
	ContentType string
	Err         error
}

func (e *DecodeError) Error() string {
	return fmt.Sprintf("maas: %s: can't decode the answer (%s): %v", e.Operation, cmp.Or(e.ContentType, "no content type"), e.Err)
}

func (e *DecodeError) Unwrap() error { return e.Err }

// An ArgumentError is an argument that can't be right. Nothing was sent.
type ArgumentError struct {
	Operation Operation
	Argument  string // the name of the parameter in the API
	Reason    string
}

func (e *ArgumentError) Error() string {
	return fmt.Sprintf("maas: %s: %s %s", e.Operation, e.Argument, e.Reason)
}
