package maastest

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// Content types of the server's answers.
const (
	typeJSON      = "application/json; charset=utf-8" // what piston emits
	typePlainJSON = "application/json"                // what MAAS writes itself
	typeText      = "text/plain; charset=utf-8"
	typePlain     = "text/plain"
	typeHTML      = "text/html; charset=utf-8"
	typeBSON      = "application/bson"
)

// A response is an answer as it goes out, but for compression.
type response struct {
	status      int
	contentType string
	header      []Pair // further headers
	vary        string
	body        []byte
}

// text is an answer in HTML's content type, as MAAS gives whatever it returns
// as a bare HttpResponse.
func text(status int, body string) *response {
	return &response{status: status, contentType: typeHTML, body: []byte(body)}
}

// allOK is piston's rc.ALL_OK.
func allOK() *response {
	return &response{status: 200, contentType: typePlain, body: []byte("OK")}
}

// deleted is piston's rc.DELETED.
func deleted() *response {
	return &response{status: 204, contentType: typePlain}
}

// plainJSON is an answer that MAAS encoded itself, past piston's emitter.
func plainJSON(v any) *response {
	return &response{status: 200, contentType: typePlainJSON, body: appendJSON(nil, v, -1)}
}

// bsonBody is an answer that holds a BSON document.
func bsonBody(document []byte) *response {
	return &response{status: 200, contentType: typeBSON, body: document}
}

// created is a 201 whose body is v as piston emits it.
func created(v any) *response {
	return &response{status: 201, contentType: typeJSON, body: appendJSON(nil, v, 0)}
}

// A failure is an error that answers a request. It takes back what the request
// did, unless keep is set.
type failure struct {
	response
	keep bool
}

func (f *failure) Error() string {
	return strconv.Itoa(f.status) + " " + string(f.body)
}

// text is the message of the failure.
func (f *failure) text() string { return string(f.body) }

func raise(status int, message string) error {
	return &failure{response: response{status: status, contentType: typeText, body: []byte(message)}}
}

// badRequest is a ValidationError with a plain message or a MAASAPIBadRequest.
func badRequest(message string) error { return raise(400, message) }

// unauthorized is MAAS's own Unauthorized, not that of a bad signature.
func unauthorized(message string) error { return raise(401, message) }

// forbidden is a PermissionDenied; its message is often empty.
func forbidden(message string) error { return raise(403, message) }

// conflict is a NodeStateViolation, NodesNotAvailable and the like.
func conflict(message string) error { return raise(409, message) }

// unavailable is a ClusterUnavailable or an exhausted range.
func unavailable(message string) error { return raise(503, message) }

// serverError is any exception that MAAS does not expect; message is its text.
func serverError(message string) error { return raise(500, message) }

// notFound is an Http404 raised inside a handler. Piston catches it, so that
// the request commits.
func notFound() error {
	return &failure{response: response{status: 404, contentType: typePlain, body: []byte("Not Found")}, keep: true}
}

// fieldErrors are the messages of a form that was refused, by field; those of
// the form as a whole are under "__all__".
type fieldErrors map[string][]string

func (e fieldErrors) add(field, message string) {
	e[field] = append(e[field], message)
}

// err is nil if the form was accepted.
func (e fieldErrors) err() error {
	if len(e) == 0 {
		return nil
	}
	return e.raise()
}

// raise fails even without a message, as a form that got no data at all does.
func (e fieldErrors) raise() error {
	return &failure{response: response{status: 400, contentType: typePlainJSON, body: e.json()}}
}

func (e fieldErrors) json() []byte {
	var fields object
	for _, field := range sortedKeys(e) {
		fields = append(fields, member{field, e[field]})
	}
	if fields == nil {
		return []byte("{}")
	}
	return escapeASCII(appendJSON(nil, fields, -1))
}

// invalid is the failure of a form with one message.
func invalid(field, message string) error {
	return fieldErrors{field: {message}}.err()
}

// An object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any
}

// appendJSON appends v as Python's json module writes it: with an indent of
// four blanks from the given depth on, or on one line when depth is negative.
func appendJSON(b []byte, v any, depth int) []byte {
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
		return appendFloat(b, v)
	case string:
		return appendString(b, v)
	case object:
		return appendObject(b, v, depth)
	case []any:
		return appendList(b, v, depth)
	case []object:
		return appendList(b, v, depth)
	case []string:
		return appendList(b, v, depth)
	default:
		panic(fmt.Sprintf("maastest: no JSON for a %T", v))
	}
}

func appendFloat(b []byte, f float64) []byte {
	if f == math.Trunc(f) && math.Abs(f) < 1e16 {
		return strconv.AppendFloat(b, f, 'f', 1, 64)
	}
	return strconv.AppendFloat(b, f, 'g', -1, 64)
}

func appendObject(b []byte, o object, depth int) []byte {
	if len(o) == 0 {
		return append(b, "{}"...)
	}
	b = append(b, '{')
	for i, m := range o {
		b = appendBreak(b, i, depth+1)
		b = appendString(b, m.name)
		b = append(b, ": "...)
		b = appendJSON(b, m.value, deeper(depth))
	}
	return append(appendEnd(b, depth), '}')
}

func appendList[T any](b []byte, list []T, depth int) []byte {
	if len(list) == 0 {
		return append(b, "[]"...)
	}
	b = append(b, '[')
	for i, element := range list {
		b = appendBreak(b, i, depth+1)
		b = appendJSON(b, element, deeper(depth))
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
func appendBreak(b []byte, i, depth int) []byte {
	if i > 0 {
		b = append(b, ", "...)
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
	b = append(b, '\n')
	for range depth {
		b = append(b, "    "...)
	}
	return b
}

const hexDigits = "0123456789abcdef"

// appendString quotes s, leaving everything but ", \ and control characters as
// it is.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
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

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

// isoTime is how the server writes a time: in its local time, which is UTC,
// with no zone and with milliseconds only when there are any microseconds.
func isoTime(t time.Time) string {
	t = t.UTC().Truncate(time.Microsecond)
	if t.Nanosecond() == 0 {
		return t.Format("2006-01-02T15:04:05")
	}
	return t.Format("2006-01-02T15:04:05.000")
}

// pyRepr is how Python 2 shows a unicode string: u'maas'.
func pyRepr(s string) string {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	b := []byte{'u', quote}
	for _, r := range s {
		switch {
		case r == rune(quote), r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r >= ' ' && r <= '~':
			b = append(b, byte(r))
		case r <= 0xff:
			b = fmt.Appendf(b, `\x%02x`, r)
		case r <= 0xffff:
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = fmt.Appendf(b, `\U%08x`, r)
		}
	}
	return string(append(b, quote))
}

// quotePath percent-encodes a path element as Django's reverse does: everything
// but letters, digits, and a few marks; a slash stays.
func quotePath(s string) string {
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

func staysInPath(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("_.-/", c) >= 0
}
