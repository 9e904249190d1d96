package maas

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Lists are decoded in three steps that overlap. A packer reads the body and
// cuts the array into groups of whole elements, leaving out the blanks that
// MAAS indents with: a third of the body, which encoding/json would look at
// twice. Helpers decode the groups with encoding/json, each straight into its
// place in the result. Meanwhile the next bytes are read and packed.
//
// The packer only counts brackets and skips strings. Whether an element is JSON
// is for encoding/json to say: an array is valid exactly when each group of its
// elements is a valid array.
const (
	smallRead   = 4 << 10   // the first read of a body
	largeRead   = 256 << 10 // a read of a body that keeps filling its buffer
	firstWindow = 32 << 10  // packed text that is decoded in one go, at first: helpers should begin soon
	largeWindow = 256 << 10 // and later: they should not wait for each other often
	groupBytes  = 8 << 10   // packed text that a helper takes at a time
	groupElems  = 64        // elements that a helper takes at a time
	eachElems   = 256       // elements that decodeEach holds at a time: a short text can be a large value
	growBytes   = 16 << 20  // what is reserved on the word of a Content-Length alone
)

// buffers holds *[]byte to read bodies into. They grow with what they are used
// for, up to largeRead, so that many short answers at once take little. Decoded
// values never point into them.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// getBuffer returns a buffer for a body of size bytes, or of -1, for buffers.Put
// to take back.
func getBuffer(size int64) *[]byte {
	buf := buffers.Get().(*[]byte)
	// One more than there is, for the read that finds the end.
	if size = min(max(size+1, smallRead), largeRead); len(*buf) < int(size) {
		*buf = make([]byte, size)
	}
	return buf
}

// decodeJSON reads r to its end and decodes the one JSON value it holds into a
// T. Anything after the value is an error, and so is null. size is the
// Content-Length, or -1; it is only a hint.
func decodeJSON[T any](r io.Reader, size int64) (T, error) {
	var v T
	buf := getBuffer(size)
	defer buffers.Put(buf)
	text, err := readAll(r, (*buf)[:0], size)
	if err != nil {
		return v, err
	}
	if cap(text) <= largeRead {
		*buf = text[:cap(text)]
	}
	if raw, ok := any(&v).(*json.RawMessage); ok {
		err = json.Unmarshal(text, raw)
		return v, err
	}
	if isNull(text) {
		return v, nullError(reflect.TypeFor[T]())
	}
	if len(text) == 0 {
		return v, fmt.Errorf("%w: %w", ErrNoValue, syntaxError(""))
	}
	err = json.Unmarshal(text, &v)
	return v, err
}

// decodeList reads r to its end and decodes an array of T, on as many cores as
// there are, while the next bytes arrive. The array is all there is in r, no
// element is null, and the slice is nil only beside an error. size is as in
// decodeJSON. Offsets in errors, and the text of a json.RawMessage in T, are
// those of the packed text.
func decodeList[T any](r io.Reader, size int64) ([]T, error) {
	p := newPacker[T](r, size, 0)
	defer p.free()
	list := []T{}
	now, next := new(window), new(window)
	err := p.fill(now)
	for err == nil {
		start := len(list)
		list = extend(list, now.elems, p.read, size)
		var readErr error
		if _, err := decodeWindow(now, list[start:], func() { readErr = p.fill(next) }); err != nil {
			return nil, err
		}
		now, next, err = next, now, readErr
	}
	if err != errArrayEnd {
		return nil, err
	}
	return list, nil
}

// decodeEach decodes an array of T as decodeList does, and hands its elements
// to yield in order, as they arrive: before it reads on, all that it has read
// so far has been handed over. It ends early, without an error, when yield
// returns false.
func decodeEach[T any](r io.Reader, yield func(*T) bool) error {
	p := newPacker[T](r, -1, eachElems)
	defer p.free()
	var w window
	for {
		err := p.fill(&w)
		if err == errArrayEnd {
			return nil
		}
		if err != nil {
			return err
		}
		values := make([]*T, w.elems)
		n, err := decodeWindow(&w, values, func() {})
		for _, v := range values[:n] {
			if !yield(v) {
				return nil
			}
		}
		if err != nil {
			return err
		}
	}
}

// extend makes list n elements longer. Where size, the length of the body, is
// known, it makes room for what is to come by what has come so far.
func extend[T any](list []T, n int, read, size int64) []T {
	total := len(list) + n
	if total > cap(list) && size > read {
		ahead := float64(total) * (float64(size)/float64(read) - 1)
		room := max(total, growBytes/max(1, int(reflect.TypeFor[T]().Size())))
		list = slices.Grow(list, n+groupElems+int(min(ahead, float64(room))))
	}
	return slices.Grow(list, n)[:total]
}

// errArrayEnd is why a packer has no more elements when all is well.
var errArrayEnd = errors.New("end of array")

// window is a stretch of packed text: groups of whole elements, each written as
// an array.
type window struct {
	text   []byte
	groups []group
	elems  int
	before int // elements of the array before this window
}

type group struct {
	start, end int // in the window's text
	first, n   int // elements, counted within the window
}

// decodeWindow decodes the elements of w into dst, with the help of other
// goroutines when there is work for them, and calls meanwhile as they begin.
// They have ended when it returns, and a panic of theirs is the caller's. It
// returns how many elements, from the first, are good: all of them, or those
// before the one that the error is about.
func decodeWindow[E any](w *window, dst []E, meanwhile func()) (int, error) {
	var next, decoded atomic.Int64
	var failed atomic.Bool
	errs := make([]error, len(w.groups))
	work := func() {
		for !failed.Load() {
			i := int(next.Add(1)) - 1
			if i >= len(w.groups) {
				return
			}
			if errs[i] = decodeGroup(w, w.groups[i], dst); errs[i] != nil {
				failed.Store(true)
			}
			decoded.Add(1)
		}
	}
	// The deferred calls run last to first: the wait comes before the panic.
	var panicked atomic.Pointer[any]
	defer func() {
		if p := panicked.Load(); p != nil {
			panic(*p)
		}
	}()
	var wg sync.WaitGroup
	defer wg.Wait()
	for range min(runtime.GOMAXPROCS(0), len(w.groups)) - 1 {
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					panicked.Store(&p)
				}
			}()
			work()
		})
	}
	meanwhile()
	work()
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			return locate(w, w.groups[i], dst, err)
		}
	}
	if int(decoded.Load()) < len(w.groups) && panicked.Load() == nil {
		return 0, errors.New("an UnmarshalJSON ended its goroutine")
	}
	return w.elems, nil
}

func decodeGroup[E any](w *window, g group, dst []E) error {
	values := dst[g.first : g.first : g.first+g.n]
	if err := json.Unmarshal(w.text[g.start:g.end], &values); err != nil {
		return err
	}
	if len(values) != g.n {
		return syntaxError("[0,]") // nothing follows the last comma, which is in the group before
	}
	return nil
}

// locate decodes the elements of a group that failed one by one, to tell which
// is at fault. err is what the group gave.
func locate[E any](w *window, g group, dst []E, err error) (int, error) {
	d := json.NewDecoder(bytes.NewReader(w.text[g.start:g.end]))
	n := g.first
	if _, tokenErr := d.Token(); tokenErr == nil {
		for d.More() && n < g.first+g.n {
			var text json.RawMessage
			var e E
			elemErr := d.Decode(&text)
			if elemErr == nil {
				elemErr = json.Unmarshal(text, &e)
			}
			if elemErr != nil {
				err = elemErr
				break
			}
			if isNull(text) {
				break // the packer took it for more than null: there is no comma behind it
			}
			dst[n] = e
			n++
		}
	}
	return n, fmt.Errorf("element %d: %w", w.before+n, err)
}

// packer cuts a JSON array that it reads from r into windows.
type packer struct {
	r         io.Reader
	arrayType reflect.Type // for errors
	elemType  reflect.Type
	limit     int // elements in a window; 0: a window is as long as its text allows, however many reads that takes

	buf     *[]byte // pooled
	filled  bool    // by the last read
	unread  []byte  // what is left of the last read
	read    int64   // bytes read in all
	readErr error   // why there is nothing more to read
	err     error   // why there is nothing more to pack

	depth    int // of brackets: 0 before the array and after it
	closed   bool
	inString bool
	escaped  bool // the last read ended in a string, after a backslash that escapes what follows

	*window
	windowBytes int // after so much text it is full

	start int    // of the current group in text
	n     int    // whole elements in the current group
	elem  int    // start of the current element in text
	rest  []byte // the element that the window before began and did not end
}

func newPacker[T any](r io.Reader, size int64, limit int) *packer {
	return &packer{
		r: r, arrayType: reflect.TypeFor[[]T](), elemType: reflect.TypeFor[T](), limit: limit,
		buf: getBuffer(size), window: new(window), windowBytes: firstWindow,
	}
}

func (p *packer) free() { buffers.Put(p.buf) }

// fill packs the next elements into w, which may be the window filled before.
// It reports why there are no more only once there are none: errArrayEnd when
// the array and r have ended as they should.
func (p *packer) fill(w *window) error {
	before := p.before + p.elems
	w.text = append(append(w.text[:0], '['), p.rest...)
	w.groups = w.groups[:0]
	w.before, w.elems = before, 0
	p.window, p.start, p.n, p.elem = w, 0, 0, 1
	for p.err == nil && !p.full() {
		if len(p.unread) == 0 {
			p.readMore()
		}
		p.unread = p.unread[p.pack(p.unread):]
	}
	p.windowBytes = min(2*p.windowBytes, largeWindow)
	if p.n > 0 {
		p.text[p.elem-1] = ']' // was the comma
		p.cut(p.elem)
	}
	p.rest = p.text[p.elem:]
	if p.elems == 0 {
		return p.err
	}
	return nil
}

func (p *packer) full() bool {
	elems := p.elems + p.n
	if p.limit == 0 {
		return elems > 0 && len(p.text) >= p.windowBytes
	}
	return elems >= p.limit || elems > 0 && len(p.unread) == 0
}

func (p *packer) readMore() {
	var n int
	if p.readErr == nil {
		if p.filled && len(*p.buf) < largeRead {
			*p.buf = make([]byte, 2*len(*p.buf))
		}
		n, p.readErr = readSome(p.r, *p.buf)
		p.filled = n == len(*p.buf)
		p.unread = (*p.buf)[:n]
		p.read += int64(n)
	}
	switch {
	case n > 0 || p.readErr == nil:
	case p.readErr != io.EOF:
		p.err = p.readErr
	case p.closed:
		p.err = errArrayEnd
	default:
		p.err = syntaxError("[")
	}
}

// pack moves packed bytes of b to the window and returns how many of b it has
// dealt with: not all of them when the window has its elements or the body is
// wrong.
func (p *packer) pack(b []byte) int {
	if p.depth == 0 {
		return p.outside(b)
	}
	text := slices.Grow(p.text, len(b))
	i, run := 0, 0 // b[run:i] is to be moved
	for i < len(b) {
		if p.inString {
			i = p.skipString(b, i)
			continue
		}
		switch jsonClass[b[i]] {
		case jsonQuote:
			p.inString = true
		case jsonOpening:
			p.depth++
		case jsonBlank:
			text = append(text, b[run:i]...)
			if jsonClass[text[len(text)-1]] == jsonOther {
				text = append(text, ' ') // or "1 2" would become a number
			}
			i = skipBlanks(b, i)
			run = i
			continue
		case jsonClosing:
			if p.depth--; p.depth == 0 {
				p.text = append(text, b[run:i]...)
				p.close(b[i])
				return i + 1
			}
		case jsonComma:
			if p.depth > 1 {
				break
			}
			p.text = append(text, b[run:i]...)
			p.endElement()
			i++
			if p.err != nil || p.elems+p.n == p.limit {
				return i
			}
			text, run = p.text, i
			continue
		}
		i++
	}
	p.text = append(text, b[run:]...)
	return len(b)
}

// outside deals with what stands before the array and after it.
func (p *packer) outside(b []byte) int {
	i := skipBlanks(b, 0)
	switch {
	case i == len(b):
	case p.closed:
		p.err = syntaxError("[]" + string(b[i:i+1]))
	case b[i] == '[':
		p.depth = 1
		i++
	default:
		p.err = p.notArray(b[i])
	}
	return i
}

// notArray is the error of a body that begins with c.
func (p *packer) notArray(c byte) error {
	switch {
	case c == '{':
		return typeError("object", p.arrayType)
	case c == '"':
		return typeError("string", p.arrayType)
	case c == 't' || c == 'f':
		return typeError("bool", p.arrayType)
	case c == 'n':
		return nullError(p.arrayType)
	case c == '-' || '0' <= c && c <= '9':
		return typeError("number", p.arrayType)
	}
	return syntaxError(string([]byte{c}))
}

// endElement ends the current element at a comma and begins the next.
func (p *packer) endElement() {
	if p.checkNull() {
		return
	}
	p.n++
	if len(p.text)-p.start < groupBytes && p.n < groupElems {
		p.text = append(p.text, ',')
	} else {
		p.text = append(p.text, ']')
		p.cut(len(p.text))
		p.text = append(p.text, '[')
	}
	p.elem = len(p.text)
}

// close ends the array at bracket c. An array closed by a brace is left to
// encoding/json, which refuses it.
func (p *packer) close(c byte) {
	p.closed = true
	if c == '}' {
		p.text = append(p.text, c)
	}
	empty := p.elem == len(p.text) && p.before+p.elems+p.n == 0
	if !empty && !p.checkNull() {
		p.n++
		p.text = append(p.text, ']')
		p.cut(len(p.text))
	}
	p.elem = len(p.text)
}

// checkNull refuses the current element if it is null, and forgets it.
func (p *packer) checkNull() bool {
	if !isNull(p.text[p.elem:]) {
		return false
	}
	p.err = fmt.Errorf("element %d: %w", p.before+p.elems+p.n, nullError(p.elemType))
	p.text = p.text[:p.elem]
	return true
}

// cut ends the current group at end.
func (p *packer) cut(end int) {
	p.groups = append(p.groups, group{start: p.start, end: end, first: p.elems, n: p.n})
	p.elems += p.n
	p.start, p.n = end, 0
}

// skipString returns where the string that b[i] is in ends, after its quote, or
// the end of b.
func (p *packer) skipString(b []byte, i int) int {
	if p.escaped {
		p.escaped = false
		return i + 1
	}
	end := len(b)
	if q := bytes.IndexByte(b[i:], '"'); q >= 0 {
		end = i + q
	}
	slash := end
	for slash > i && b[slash-1] == '\\' {
		slash--
	}
	escaped := (end-slash)%2 == 1
	if end == len(b) {
		p.escaped = escaped
		return end
	}
	p.inString = escaped
	return end + 1
}

// The classes of bytes outside strings.
const (
	jsonOther = iota // numbers, true, false, null, and what is not JSON
	jsonBlank
	jsonColon
	jsonQuote
	jsonOpening
	jsonClosing
	jsonComma
)

var jsonClass = [256]byte{
	' ': jsonBlank, '\t': jsonBlank, '\r': jsonBlank, '\n': jsonBlank,
	':': jsonColon, '"': jsonQuote, '{': jsonOpening, '[': jsonOpening, '}': jsonClosing, ']': jsonClosing, ',': jsonComma,
}

func skipBlanks(b []byte, i int) int {
	const spaces = 0x2020202020202020
	for i < len(b) && jsonClass[b[i]] == jsonBlank {
		if i+8 <= len(b) && binary.NativeEndian.Uint64(b[i:]) == spaces {
			i += 8
		} else {
			i++
		}
	}
	return i
}

// readAll reads r to its end into buf, or into a larger buffer when that is too
// short. size is a hint.
func readAll(r io.Reader, buf []byte, size int64) ([]byte, error) {
	if size >= int64(cap(buf)) {
		buf = make([]byte, 0, min(size, growBytes)+1)
	}
	for {
		if len(buf) == cap(buf) {
			buf = slices.Grow(buf, cap(buf))
		}
		n, err := readSome(r, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// readSome reads at least a byte, or reports an error: io.EOF as it is, others
// with the words that it was reading that failed.
func readSome(r io.Reader, b []byte) (int, error) {
	for range 100 {
		n, err := r.Read(b)
		if err != nil && err != io.EOF {
			err = fmt.Errorf("reading the body: %w", err)
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
	return 0, fmt.Errorf("reading the body: %w", io.ErrNoProgress)
}

// isNull says whether text is null, perhaps between blanks.
func isNull(text []byte) bool {
	text = bytes.TrimSpace(text)
	return len(text) == 4 && string(text) == "null"
}

// syntaxError is the *json.SyntaxError of text.
func syntaxError(text string) error {
	var v json.RawMessage
	return json.Unmarshal([]byte(text), &v)
}

func nullError(t reflect.Type) error { return fmt.Errorf("%w: %w", ErrNoValue, typeError("null", t)) }

func typeError(value string, t reflect.Type) error {
	return &json.UnmarshalTypeError{Value: value, Type: t}
}
