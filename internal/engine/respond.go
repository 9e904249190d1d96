package engine

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"math/big"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/gomaas/maas/maastest/double"
)

// Content types of the server's answers.
const (
	TypeJSON      = "application/json; charset=utf-8" // what piston emits
	TypePlainJSON = "application/json"                // what MAAS writes itself
	TypeText      = "text/plain; charset=utf-8"
	TypePlain     = "text/plain"
	TypeHTML      = "text/html; charset=utf-8"
	TypeBSON      = "application/bson"
)

// A Response is an answer as it goes out, but for compression.
type Response struct {
	Status      int
	ContentType string
	Header      []double.Pair // further headers
	Vary        string
	Body        []byte
	// Stream, if not nil, writes the body in the place of Body. It may be called
	// several times, and always writes the same.
	Stream func(io.Writer) error
}

// SetHeader adds a header to the response.
func (r *Response) SetHeader(name, value string) {
	r.Header = append(r.Header, double.Pair{Name: name, Value: value})
}

// Text is an answer in HTML's content type, as MAAS gives whatever it returns
// as a bare HttpResponse.
func Text(status int, body string) *Response {
	return &Response{Status: status, ContentType: TypeHTML, Body: []byte(body)}
}

// AllOK is piston's rc.ALL_OK.
func AllOK() *Response {
	return &Response{Status: http.StatusOK, ContentType: TypePlain, Body: []byte("OK")}
}

// Deleted is piston's rc.DELETED.
func Deleted() *Response {
	return &Response{Status: http.StatusNoContent, ContentType: TypePlain}
}

// PlainJSON is an answer that MAAS encoded itself, past piston's emitter.
func (d Dialect) PlainJSON(v any) *Response {
	return &Response{Status: http.StatusOK, ContentType: TypePlainJSON, Body: d.AppendJSON(nil, v, -1)}
}

// BsonBody is an answer that holds a BSON document.
func BsonBody(document []byte) *Response {
	return &Response{Status: http.StatusOK, ContentType: TypeBSON, Body: document}
}

// Created is a 201 whose body is v as piston emits it.
func (d Dialect) Created(v any) *Response {
	return &Response{Status: http.StatusCreated, ContentType: TypeJSON, Body: d.AppendJSON(nil, v, 0)}
}

// A Failure is an error that answers a request. It takes back what the request
// did, unless Keep is set.
type Failure struct {
	Response
	Keep bool
}

func (f *Failure) Error() string {
	return strconv.Itoa(f.Status) + " " + string(f.Body)
}

// Text is the message of the failure.
func (f *Failure) Text() string { return string(f.Body) }

// keeps reports whether what a request did stays although it failed.
func keeps(err error) bool {
	var f *Failure
	return errors.As(err, &f) && f.Keep
}

// Raise is an exception of MAAS's own with a message.
func Raise(status int, message string) error {
	return &Failure{Response: Response{Status: status, ContentType: TypeText, Body: []byte(message)}}
}

// BadRequest is a ValidationError with a plain message or a MAASAPIBadRequest.
func BadRequest(message string) error { return Raise(400, message) }

// Unauthorized is MAAS's own Unauthorized, not that of a bad signature.
func Unauthorized(message string) error { return Raise(401, message) }

// Forbidden is a PermissionDenied; its message is often empty.
func Forbidden(message string) error { return Raise(403, message) }

// Conflict is a NodeStateViolation, NodesNotAvailable and the like.
func Conflict(message string) error { return Raise(409, message) }

// Unavailable is a ClusterUnavailable or an exhausted range.
func Unavailable(message string) error { return Raise(503, message) }

// ServerError is any exception that MAAS does not expect; message is its text.
func ServerError(message string) error { return Raise(500, message) }

// FieldErrors are the messages of a form that was refused, by field; those of
// the form as a whole are under "__all__".
type FieldErrors map[string][]string

// Add adds a message to a field.
func (e FieldErrors) Add(field, message string) {
	e[field] = append(e[field], message)
}

// Err is nil if the form was accepted.
func (e FieldErrors) Err() error {
	if len(e) == 0 {
		return nil
	}
	return e.Raise()
}

// Raise fails even without a message, as a form that got no data at all does.
func (e FieldErrors) Raise() error {
	return &Failure{Response: Response{Status: http.StatusBadRequest, ContentType: TypePlainJSON, Body: e.JSON()}}
}

// JSON is the errors as MAAS writes them, ASCII only.
func (e FieldErrors) JSON() []byte {
	var fields Object
	for _, field := range SortedKeys(e) {
		fields = append(fields, Member{field, e[field]})
	}
	if fields == nil {
		return []byte("{}")
	}
	return escapeASCII(Python3.AppendJSON(nil, fields, -1))
}

// Invalid is the failure of a form with one message.
func Invalid(field, message string) error {
	return FieldErrors{field: {message}}.Err()
}

var callbackName = regexp.MustCompile(`^[a-zA-Z_$][\w$]*(\.[a-zA-Z_$][\w$]*)*$`)

// WithCallback wraps JSON text into a call of the function that the query names.
func WithCallback(body []byte, query *Values) []byte {
	callback := query.Get("callback")
	if !callbackName.MatchString(callback) {
		return body
	}
	return slices.Concat([]byte(callback+"("), body, []byte(")"))
}

// An Object is a JSON object whose members keep their order.
type Object []Member

// A Member is a name and a value. It is an array so that objects can be written
// as {{"name", value}} outside the package too.
type Member [2]any

// Name is the name of the member.
func (m Member) Name() string { return m[0].(string) }

// A Shared value is in a response many times, and encoded once for each depth at
// which it is there. It is for one goroutine.
type Shared struct {
	Value   any
	encoded []encodedAt
}

type encodedAt struct {
	depth int
	text  []byte
}

func (s *Shared) appendTo(d Dialect, b []byte, depth int) []byte {
	for _, e := range s.encoded {
		if e.depth == depth {
			return append(b, e.text...)
		}
	}
	start := len(b)
	b = d.AppendJSON(b, s.Value, depth)
	s.encoded = append(s.encoded, encodedAt{depth, slices.Clone(b[start:])})
	return b
}

// AppendJSON appends v as Python's json module writes it: with an indent of
// four blanks from the given depth on, or on one line when depth is negative.
func (d Dialect) AppendJSON(b []byte, v any, depth int) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case float64:
		return AppendFloat(b, v)
	case *big.Int:
		return v.Append(b, 10)
	case string:
		return appendString(b, v)
	case Object:
		return d.appendObject(b, v, depth)
	case []any:
		return appendList(d, b, v, depth, Dialect.AppendJSON)
	case []Object:
		return appendList(d, b, v, depth, Dialect.appendObject)
	case []string:
		return appendList(d, b, v, depth, Dialect.appendText)
	case LongList:
		return appendList(d, b, v.Expand(), depth, Dialect.AppendJSON)
	case *Shared:
		return v.appendTo(d, b, depth)
	default:
		panic(fmt.Sprintf("maastest: no JSON for a %T", v))
	}
}

func AppendFloat(b []byte, f float64) []byte {
	if f == math.Trunc(f) && math.Abs(f) < 1e16 {
		return strconv.AppendFloat(b, f, 'f', 1, 64)
	}
	return strconv.AppendFloat(b, f, 'g', -1, 64)
}

func (d Dialect) appendObject(b []byte, o Object, depth int) []byte {
	if len(o) == 0 {
		return append(b, "{}"...)
	}
	b = append(b, '{')
	for i, m := range o {
		b = d.appendBreak(b, i, depth+1)
		b = appendString(b, m.Name())
		b = append(b, ": "...)
		b = d.AppendJSON(b, m[1], deeper(depth))
	}
	return append(appendEnd(b, depth), '}')
}

func (d Dialect) appendText(b []byte, s string, _ int) []byte { return appendString(b, s) }

func appendList[T any](d Dialect, b []byte, list []T, depth int, appendOne func(Dialect, []byte, T, int) []byte) []byte {
	if len(list) == 0 {
		return append(b, "[]"...)
	}
	b = append(b, '[')
	start := len(b)
	for i, element := range list {
		b = d.appendBreak(b, i, depth+1)
		b = appendOne(d, b, element, deeper(depth))
		if i == 0 {
			// The others are about as long; with an eighth more it need not be copied.
			b = slices.Grow(b, (len(list)-1)*(len(b)-start)*9/8)
		}
	}
	return append(appendEnd(b, depth), ']')
}

func deeper(depth int) int {
	if depth < 0 {
		return depth
	}
	return depth + 1
}

// appendBreak separates element i from the one before it. Python 2 leaves a
// blank at the end of each line.
func (d Dialect) appendBreak(b []byte, i, depth int) []byte {
	if i > 0 {
		b = append(b, ',')
		if d == Python2 || depth <= 0 {
			b = append(b, ' ')
		}
	}
	if depth > 0 {
		b = appendIndent(b, depth)
	}
	return b
}

func appendEnd(b []byte, depth int) []byte {
	if depth < 0 {
		return b
	}
	return appendIndent(b, depth)
}

func appendIndent(b []byte, depth int) []byte {
	const line = "\n                                                            "
	if width := 1 + 4*depth; width <= len(line) {
		return append(b, line[:width]...)
	}
	return append(appendIndent(b, depth-1), "    "...)
}

// plainBytes are those that strings need no escapes for.
var plainBytes = func() (plain [256]bool) {
	for c := range plain {
		plain[c] = c >= 0x20 && c != '"' && c != '\\'
	}
	return plain
}()

const hexDigits = "0123456789abcdef"

// appendString quotes s, leaving everything but ", \ and control characters as
// it is.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if plainBytes[c] {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		case '\b':
			b = append(b, '\\', 'b')
		case '\f':
			b = append(b, '\\', 'f')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(append(b, s[start:]...), '"')
}

// escapeASCII writes the characters of JSON text beyond ASCII as \u escapes.
func escapeASCII(b []byte) []byte {
	var escaped []byte
	for _, r := range string(b) {
		if r < utf8.RuneSelf {
			escaped = append(escaped, byte(r))
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			escaped = fmt.Appendf(escaped, `\u%04x`, unit)
		}
	}
	return escaped
}

// SortedKeys are the keys of m in order.
func SortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

// IsoTime is how the server writes a time: in its local time, which is UTC,
// with no zone and with milliseconds only when there are any microseconds.
func IsoTime(t time.Time) string {
	t = t.UTC().Truncate(time.Microsecond)
	if t.Nanosecond() == 0 {
		return t.Format("2006-01-02T15:04:05")
	}
	return t.Format("2006-01-02T15:04:05.000")
}

// QuotePath percent-encodes a path element as Django's reverse does: everything
// but letters, digits, and a few marks; a slash stays.
func QuotePath(s string) string {
	escapes := 0
	for i := range len(s) {
		if !staysInPath(s[i]) {
			escapes++
		}
	}
	if escapes == 0 {
		return s
	}
	b := make([]byte, 0, len(s)+2*escapes)
	for i := range len(s) {
		if c := s[i]; staysInPath(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return string(b)
}

const upperHex = "0123456789ABCDEF"

func staysInPath(c byte) bool { return pathBytes[c] }

var pathBytes = func() (stays [256]bool) {
	for c := range stays {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		stays[c] = letter || c >= '0' && c <= '9' || strings.IndexByte("_.-/", byte(c)) >= 0
	}
	return stays
}()
