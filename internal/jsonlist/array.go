package jsonlist

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sync"
)

// Where an array is.
const (
	outside      = iota
	afterBracket // [
	afterComma
	afterElement
	closed
)

// An array goes through the elements of a JSON array while it is read.
type array struct {
	d         Decoder // its text is what has been read and is not dealt with
	r         io.Reader
	buf       *[]byte // pooled: the text, behind what is dealt with
	end       int     // of the text without padding
	base      int64   // where in the body buf begins
	whole     bool    // read as much as there is room for before going on
	filled    bool    // by the last read
	eof       bool    // there is nothing more to read,
	readErr   error   // or it can't be read
	err       error   // why there are no more elements, nil at the end of the array
	state     int
	n         int // elements so far
	odd       int // those of them that were unusual
	decode    decoder
	arrayType reflect.Type
	elemBytes int
}

func newArray(r io.Reader, size, limit int64, decode decoder, arrayType reflect.Type) *array {
	a := &array{r: r, buf: GetBuffer(size + padding), decode: decode, arrayType: arrayType, elemBytes: int(arrayType.Elem().Size())}
	a.d.limit(limit)
	a.d.known = new([knowns]string)
	a.setEnd(0)
	return a
}

func (a *array) free() { PutBuffer(a.buf) }

func (a *array) setEnd(end int) {
	a.end = end
	a.d.text = (*a.buf)[:end+padding]
	clear(a.d.text[end:])
}

// read reads on, and reports whether there is more text than before. It may
// forget the text before keep.
func (a *array) read(keep int) bool {
	if a.eof || a.readErr != nil {
		return false
	}
	b := *a.buf
	if room := len(b) - padding - a.end; room < smallRead/2 {
		used := a.end - keep
		if a.filled && len(b) < largeRead || used > len(b)/2 {
			b = make([]byte, 2*len(b))
		}
		copy(b, (*a.buf)[keep:a.end])
		*a.buf = b
		a.base += int64(keep)
		a.d.pos -= keep
		a.end = used
	}
	before := a.end
	end := before
	for {
		var n int
		n, a.eof, a.readErr = readSome(a.r, b[end:len(b)-padding])
		end += n
		a.filled = end == len(b)-padding
		if !a.whole || a.filled || a.eof || a.readErr != nil {
			break
		}
	}
	a.setEnd(end)
	return end > before
}

// next goes to the next element and reports whether there is one.
func (a *array) next() bool {
	for a.err == nil {
		c := a.d.peek()
		if c == 0 && a.d.pos == a.end {
			switch {
			case a.read(a.d.pos):
			case !a.eof:
				a.err = a.readErr
			case a.state == closed:
				return false
			default:
				a.err = syntaxError("[")
			}
			continue
		}
		switch {
		case a.state == outside:
			if c != '[' {
				a.err = a.notArray(c)
				continue
			}
			a.state = afterBracket
		case a.state == closed:
			a.err = a.syntaxError("[]", a.d.pos)
			continue
		case c == ']' && a.state != afterComma:
			a.state = closed
		case a.state != afterElement:
			return true
		case c == ',':
			a.state = afterComma
		default:
			a.err = fmt.Errorf("element %d: %w", a.n, a.syntaxError("[0", a.d.pos))
			continue
		}
		a.d.pos++
	}
	return false
}

// element decodes the element that a is at into v, a pointer to a zero value.
func (a *array) element(v any) {
	if a.d.Charge(a.elemBytes); a.tooLarge() {
		return
	}
	start := a.d.pos
	usual := a.decode != nil && a.d.text[start] != 'n' // null is refused below
	if usual && a.try(v) {
		return
	}
	start, complete := a.find(start)
	if a.err != nil {
		return
	}
	end := a.d.pos
	if usual && !complete {
		// It may have been its missing end that was unusual.
		a.d.pos = start
		if a.try(v) {
			return
		}
	}
	a.odd++
	text := a.d.text[start:end]
	if a.d.limited {
		budget := a.d.budget
		a.d.chargeText(text, a.arrayType.Elem())
		if a.tooLarge() {
			return
		}
		a.d.budget = budget
	}
	if err := json.Unmarshal(text, v); err != nil || isNull(text) {
		a.refuse(start, err)
		return
	}
	if a.d.limited {
		a.d.Charge(behind(reflect.ValueOf(v).Elem()))
	}
	a.done(end)
}

// try has the decoder decode an element, and reports whether that was the end of
// the matter.
func (a *array) try(v any) bool {
	a.d.depth = 0
	a.decode.into(v, &a.d)
	if !a.d.failed {
		a.done(a.d.pos)
		return true
	}
	if a.tooLarge() {
		return true
	}
	reflect.ValueOf(v).Elem().SetZero()
	return false
}

// done ends an element.
func (a *array) done(end int) {
	a.d.pos = end
	a.state = afterElement
	a.n++
}

// room returns how many elements a list that is full should have room for: all
// that are to come, by what has come so far, where the size of the body is known.
func (a *array) room(size int64) int {
	room := a.n + 1
	if read := a.base + int64(a.d.pos); size > read && a.n > 0 {
		ahead := float64(a.n) * (float64(size)/float64(read) - 1)
		room = 2 + int(min(ahead*1.02, float64(max(a.n, growBytes/max(1, a.elemBytes)))))
	}
	if a.d.limited {
		room = int(min(int64(room), max(a.d.budget, 0)/int64(max(1, a.elemBytes))+1))
	}
	return room
}

// hopeless reports, once, that most elements are unusual. From then on
// encoding/json is asked first.
func (a *array) hopeless() bool {
	if a.decode == nil || a.odd < odd || a.odd < a.n/2 || a.err != nil {
		return false
	}
	a.decode = nil
	return true
}

// readAll reads all that there is, of a body of size bytes, and reports whether
// that goes on with more elements.
func (a *array) readAll(size int64) bool {
	if left := min(size-a.base, growBytes) + padding; left > int64(len(*a.buf)) {
		b := make([]byte, left+1) // for the read that finds the end
		copy(b, (*a.buf)[:a.end])
		*a.buf = b
	}
	for a.read(a.d.pos) {
	}
	return a.eof && a.d.peek() == ','
}

// rest decodes the elements to come, after readAll, into list, a pointer to a slice
// of zero length, if all is well with them.
func (a *array) rest(list any, limit int64) bool {
	a.d.text[a.d.pos] = '['
	ok := all(a.d.text[a.d.pos:a.end], list, limit, int64(a.n*a.elemBytes))
	a.d.text[a.d.pos] = ','
	return ok
}

// all has encoding/json decode an array into list, a pointer to a slice, and
// reports whether all is well: there is no error and no null.
func all(text []byte, list any, limit, spent int64) bool {
	slice := reflect.ValueOf(list).Elem()
	if limit > 0 {
		var d Decoder
		d.limit(limit)
		d.budget -= spent
		d.chargeText(text, slice.Type())
		if d.tooLarge {
			return false
		}
	}
	if json.Unmarshal(text, list) != nil || slice.IsNil() {
		return false
	}
	if !bytes.Contains(text, []byte("null")) {
		return true
	}
	if reflect.PointerTo(slice.Type().Elem()).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		return false // what a null gives is its own business
	}
	for i := range slice.Len() {
		if slice.Index(i).IsZero() {
			return false // perhaps a null
		}
	}
	return true
}

// notArray is the error of a body that begins with c.
func (a *array) notArray(c byte) error {
	switch {
	case c == '{':
		return typeError("object", a.arrayType)
	case c == '"':
		return typeError("string", a.arrayType)
	case c == 't' || c == 'f':
		return typeError("bool", a.arrayType)
	case c == 'n':
		return nullError(a.arrayType)
	case c == '-' || '0' <= c && c <= '9':
		return typeError("number", a.arrayType)
	}
	return a.syntaxError("", a.d.pos)
}

func (a *array) tooLarge() bool {
	if a.d.tooLarge {
		a.err = ErrTooLarge
	}
	return a.d.tooLarge
}

// refuse makes the error of the element at start, for which encoding/json has
// err; nil stands for null.
func (a *array) refuse(start int, err error) {
	if err == nil {
		err = nullError(a.arrayType.Elem())
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		wrong.Offset += a.base + int64(start)
	}
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		err = a.elementError(start, err)
	}
	a.err = fmt.Errorf("element %d: %w", a.n, err)
}

// elementError is the error of the array up to the element at start, and what
// follows; otherwise is for an element that decodes itself and has errors of its
// own.
func (a *array) elementError(start int, otherwise error) error {
	prefix := "[0,"
	if a.state == afterBracket {
		prefix = "["
	}
	if err := a.syntaxError(prefix, start); err != nil {
		return err
	}
	return otherwise
}

// syntaxError is the *json.SyntaxError of the text that is read from start on,
// with prefix in front of it, or nil.
func (a *array) syntaxError(prefix string, start int) error {
	err := syntaxError(prefix + string(a.d.text[start:a.end]))
	if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
		wrong.Offset += a.base + int64(start-len(prefix))
	}
	return err
}

// find finds the end of the element at start, reading on as needed, and leaves
// a.d.pos there. It returns where the element starts then, and whether it was
// complete from the beginning. It counts brackets, and skips strings: whether
// the element is JSON is for others to say.
func (a *array) find(start int) (newStart int, complete bool) {
	complete = true
	a.d.failed = false
	i, depth, inString := start, 0, false
	for {
		i, depth, inString = a.skipElement(i, depth, inString)
		a.d.pos = i
		if depth < 0 {
			return start, complete
		}
		if depth >= 10000 {
			// Deeper than encoding/json goes, with the array around it.
			a.err = fmt.Errorf("element %d: %w", a.n, a.elementError(start, errors.New("exceeded max depth")))
			return start, complete
		}
		base := a.base
		more := a.read(start)
		moved := int(a.base - base)
		i, start = i-moved, start-moved
		if !more {
			if a.err = a.readErr; a.eof {
				a.err = fmt.Errorf("element %d: %w", a.n, a.elementError(start, io.ErrUnexpectedEOF))
			}
			return start, complete
		}
		complete = false
	}
}

// skipElement goes on to find the end of an element, at i within depth brackets
// and perhaps in a string, and returns how far it came: depth is -1 at the end of
// the element.
func (a *array) skipElement(i, depth int, inString bool) (int, int, bool) {
	text := a.d.text
	for i < a.end {
		if inString {
			i = a.d.special(i)
			switch {
			case i >= a.end:
				return a.end, depth, true
			case text[i] == '\\':
				if i+1 >= a.end {
					return i, depth, true
				}
				i++
			case text[i] == '"':
				inString = false
				if depth == 0 {
					return i + 1, -1, false
				}
			}
			i++
			continue
		}
		switch text[i] {
		case '"':
			inString = true
		case '[', '{':
			if depth++; depth >= 10000 {
				return i, depth, false
			}
		case ']', '}':
			if depth == 0 {
				return i, -1, false
			}
			if depth--; depth == 0 {
				return i + 1, -1, false
			}
		case ' ':
			if depth == 0 {
				return i, -1, false
			}
			i += spaces(text[i:])
			continue
		case ',', '\t', '\r', '\n':
			if depth == 0 {
				return i, -1, false
			}
		}
		i++
	}
	return i, depth, inString
}

// buffers holds *[]byte to read bodies into. They grow with what they are used
// for, up to largeRead, so that many short bodies at once take little. Decoded
// values never point into them.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// GetBuffer returns a buffer for a body of size bytes, or of an unknown size, for
// PutBuffer to take back.
func GetBuffer(size int64) *[]byte {
	buf := buffers.Get().(*[]byte)
	// One more than there is, for the read that finds the end.
	if size = min(max(size+1, smallRead), largeRead); len(*buf) < int(size) {
		*buf = make([]byte, size)
	}
	return buf
}

// PutBuffer takes a buffer back.
func PutBuffer(buf *[]byte) {
	if len(*buf) <= largeRead {
		buffers.Put(buf)
	}
}

// readAll reads r to its end into buf, with room for padding, which is zero.
func readAll(r io.Reader, buf *[]byte, size int64) ([]byte, error) {
	b := *buf
	if size += padding; size >= int64(len(b)) {
		b = make([]byte, min(size, growBytes)+1)
	}
	end := 0
	for {
		if end == len(b)-padding {
			b = append(b, make([]byte, len(b))...)
		}
		n, eof, err := readSome(r, b[end:len(b)-padding])
		end += n
		if eof {
			*buf = b
			clear(b[end : end+padding])
			return b[:end], nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// readSome reads at least a byte, or reports the end or an error.
func readSome(r io.Reader, b []byte) (n int, eof bool, err error) {
	for range 100 {
		n, err := r.Read(b)
		switch {
		case err == io.EOF:
			return n, true, nil
		case err != nil:
			return n, false, fmt.Errorf("reading the body: %w", err)
		case n > 0:
			return n, false, nil
		}
	}
	return 0, false, fmt.Errorf("reading the body: %w", io.ErrNoProgress)
}

// isNull reports whether text is null, perhaps between blanks.
func isNull(text []byte) bool {
	text = bytes.TrimSpace(text)
	return len(text) == 4 && string(text) == "null"
}

// syntaxError is the *json.SyntaxError of text.
func syntaxError(text string) error {
	var v json.RawMessage
	return json.Unmarshal([]byte(text), &v)
}

func nullError(t reflect.Type) error {
	return fmt.Errorf("%w: %w", ErrNoValue, typeError("null", t))
}

func typeError(value string, t reflect.Type) error {
	return &json.UnmarshalTypeError{Value: value, Type: t}
}
