package jsonlist

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math/bits"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	padding  = 8    // zero bytes behind the text: no value ends in one, and eight bytes can be loaded anywhere
	maxDepth = 1000 // deeper nesting is left to encoding/json
)

// A Decoder goes through a JSON text once, forward, and hands out its values.
// It knows the usual text only. At anything else, and where the text ends too
// soon, it fails: from then on it hands out zero values, and encoding/json has to
// decode the same text again. A value that was handed out is the one
// that encoding/json gives for that text.
//
// A null is the zero value of whatever was asked for, as in encoding/json for a
// value that is zero before.
type Decoder struct {
	text     []byte // with padding
	pos      int
	depth    int
	failed   bool
	limited  bool  // by budget:
	budget   int64 // the bytes that values may still take
	tooLarge bool  // they would have taken more

	unescaped []byte
	small     []byte          // the last name that had capitals
	strings   []string        // those of a list that is not complete
	known     *[knowns]string // in a list, recent short strings, by hash: many are the same in all elements
	chunk     strings.Builder // outside lists, where the latest strings are
}

const (
	knowns     = 256
	knownBytes = 32
	chunkBytes = 1 << 10
	firstBytes = 128 // the least that an array of structs takes
)

// reset makes d ready for another text, with the buffers that it has.
func (d *Decoder) reset() {
	unescaped, list := d.unescaped, d.strings
	if cap(unescaped) > smallRead {
		unescaped = nil
	}
	if cap(list) > smallRead/stringBytes {
		list = nil
	}
	*d = Decoder{unescaped: unescaped, strings: list}
}

// Fail notes that the text is not a usual one.
//
//go:noinline
func (d *Decoder) Fail() {
	d.failed = true
	d.pos = len(d.text) - padding
}

// Charge counts bytes that a value takes besides its place in what it is part
// of.
func (d *Decoder) Charge(bytes int) {
	if d.budget -= int64(bytes); d.budget < 0 && d.limited {
		d.tooLarge = true
		d.Fail()
	}
}

// peek skips blanks and returns the byte behind them, 0 at the end of the text.
func (d *Decoder) peek() byte {
	if c := d.text[d.pos]; c > ' ' {
		return c
	}
	return d.skipBlanks()
}

//go:noinline
func (d *Decoder) skipBlanks() byte {
	text, i := d.text, d.pos
	for {
		switch c := text[i]; c {
		case ' ':
			i += spaces(text[i:])
		case '\n', '\r', '\t':
			i++
		default:
			d.pos = i
			return c
		}
	}
}

// spaces counts the spaces, up to eight, that a text begins with.
func spaces(text []byte) int {
	return bits.TrailingZeros64(binary.LittleEndian.Uint64(text)^0x2020202020202020) / 8
}

// Object begins an object and returns the name of its first member, nil if
// there is none.
func (d *Decoder) Object() []byte {
	switch d.peek() {
	case '{':
		d.pos++
		if d.depth++; d.depth > maxDepth {
			d.Fail()
			return nil
		}
		if d.peek() == '}' {
			d.pos++
			d.depth--
			return nil
		}
		return d.name()
	case 'n':
		d.literal("null")
	default:
		d.Fail()
	}
	return nil
}

// Member returns the name of the next member, nil at the end of the object.
func (d *Decoder) Member() []byte {
	switch d.peek() {
	case ',':
		d.pos++
		return d.name()
	case '}':
		d.pos++
		d.depth--
	default:
		d.Fail()
	}
	return nil
}

// name reads the name of a member and its colon. A name in other letters than
// ASCII, or with an escape, is unusual.
func (d *Decoder) name() []byte {
	if d.peek() != '"' {
		d.Fail()
		return nil
	}
	start := d.pos + 1
	end := d.special(start)
	if d.text[end] != '"' {
		d.Fail()
		return nil
	}
	d.pos = end + 1
	if d.peek() != ':' {
		d.Fail()
		return nil
	}
	if d.pos++; d.text[d.pos] == ' ' { // as MAAS writes it
		d.pos++
	}
	return d.text[start:end]
}

// Once notes in seen that a member was met, and fails if it was before: the
// values of duplicates get mixed.
//
//go:noinline
func (d *Decoder) Once(seen *uint64, bit uint64) {
	if *seen&bit != 0 {
		d.Fail()
	}
	*seen |= bit
}

// Unknown deals with a member that no field has the name of. If there are
// capitals in it, it makes them small, for fields are found in any case, and
// returns true; else it skips the value.
func (d *Decoder) Unknown(name *[]byte) (again bool) {
	for i, c := range *name {
		if 'A' <= c && c <= 'Z' {
			d.small = append(d.small[:0], *name...)
			*name = d.small
			for ; i < len(d.small); i++ {
				if c := d.small[i]; 'A' <= c && c <= 'Z' {
					d.small[i] = c + 'a' - 'A'
				}
			}
			return true
		}
	}
	d.skip()
	return false
}

// Null skips a null, if there is one, and reports whether there was.
func (d *Decoder) Null() bool {
	if d.peek() != 'n' {
		return false
	}
	d.literal("null")
	return true
}

//go:noinline
func (d *Decoder) literal(word string) {
	if end := d.pos + len(word); string(d.text[d.pos:end]) == word {
		d.pos = end
	} else {
		d.Fail()
	}
}

// Bool decodes true or false.
func (d *Decoder) Bool() bool {
	switch d.peek() {
	case 't':
		d.literal("true")
		return !d.failed
	case 'f':
		d.literal("false")
	case 'n':
		d.literal("null")
	default:
		d.Fail()
	}
	return false
}

// special returns where, from i on, the first byte is that is not plain ASCII in
// a string: a quote, a backslash, a control character or a part of a longer
// character. The padding has some.
func (d *Decoder) special(i int) int {
	const (
		ones      = 0x0101010101010101
		highs     = 0x8080808080808080
		quotes    = '"' * ones
		slashes   = '\\' * ones
		printable = ' ' * ones
	)
	text := d.text
	for {
		// The lowest high bit that is left marks the first such byte; there may be
		// false ones behind it.
		x := binary.LittleEndian.Uint64(text[i:])
		q, s := x^quotes, x^slashes
		if found := ((q-ones)&^q | (s-ones)&^s | (x-printable)&^x | x) & highs; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
		i += 8
	}
}

// String decodes a string.
func (d *Decoder) String() string {
	b := d.bytes()
	if len(b) == 0 {
		return ""
	}
	if d.known == nil {
		return d.keep(b)
	}
	if len(b) > knownBytes {
		d.Charge(len(b))
		return string(b)
	}
	known := &d.known[hash(b)]
	if *known != string(b) {
		d.Charge(len(b))
		*known = string(b)
	}
	return *known
}

// keep copies a string behind the previous one, which is much faster than
// allocating each. A string in use keeps its neighbors in memory, so lists don't
// do this: a program may keep one name of each element.
func (d *Decoder) keep(b []byte) string {
	d.Charge(len(b))
	if len(b) > d.chunk.Cap()-d.chunk.Len() {
		if len(b) > chunkBytes/4 {
			return string(b)
		}
		d.chunk.Reset()
		d.chunk.Grow(min(chunkBytes, len(b)+(len(d.text)-d.pos)/2))
	}
	n := d.chunk.Len()
	d.chunk.Write(b)
	return d.chunk.String()[n:]
}

// hash is that of a short string, by its length and its ends.
func hash(b []byte) int {
	var first, last uint64
	if n := len(b); n >= 8 {
		first, last = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[n-8:])
	} else {
		for _, c := range b {
			first = first<<8 | uint64(c)
		}
	}
	h := (first ^ bits.RotateLeft64(last, 29) ^ uint64(len(b))) * 0x9E3779B97F4A7C15
	return int(h >> 56)
}

// bytes decodes a string and returns its text until the next call, nil for a
// null.
func (d *Decoder) bytes() []byte {
	if c := d.peek(); c != '"' {
		if c == 'n' {
			d.literal("null")
		} else {
			d.Fail()
		}
		return nil
	}
	start := d.pos + 1
	end := d.special(start)
	if d.text[end] != '"' {
		return d.unescape(start, end)
	}
	d.pos = end + 1
	return d.text[start:end]
}

// unescape decodes the rest of a string that is plain from start to i.
func (d *Decoder) unescape(start, i int) []byte {
	b := append(d.unescaped[:0], d.text[start:i]...)
	for {
		switch c := d.text[i]; {
		case c == '"':
			d.pos = i + 1
			d.unescaped = b
			return b
		case c == '\\':
			r, n := d.escape(i)
			if n == 0 {
				d.Fail()
				return nil
			}
			b = utf8.AppendRune(b, r)
			i += n
		case c >= utf8.RuneSelf:
			_, n := utf8.DecodeRune(d.text[i:])
			if n == 1 {
				d.Fail() // not UTF-8
				return nil
			}
			b = append(b, d.text[i:i+n]...)
			i += n
		default:
			d.Fail()
			return nil
		}
		end := d.special(i)
		b = append(b, d.text[i:end]...)
		i = end
	}
}

// escape decodes the escape at i and returns how long it is, 0 if it is none.
func (d *Decoder) escape(i int) (rune, int) {
	switch c := d.text[i+1]; c {
	case '"', '\\', '/':
		return rune(c), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r := d.hex(i + 2)
		if r < 0 {
			return 0, 0
		}
		if !utf16.IsSurrogate(r) {
			return r, 6
		}
		if d.text[i+6] == '\\' && d.text[i+7] == 'u' {
			if pair := utf16.DecodeRune(r, d.hex(i+8)); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return 0, 0
}

// hex decodes four hexadecimal digits at i, -1 if they are none.
//
//go:noinline
func (d *Decoder) hex(i int) rune {
	if i+4 > len(d.text) {
		return -1
	}
	var r rune
	for _, c := range d.text[i : i+4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}

// Bytes decodes a string in base64.
func (d *Decoder) Bytes() []byte {
	if d.Null() {
		return nil
	}
	text := d.bytes()
	d.Charge(len(text))
	if d.failed {
		return nil
	}
	b := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(b, text)
	if err != nil {
		d.Fail()
		return nil
	}
	return b[:n]
}

// Int decodes an integer of so many bits.
func (d *Decoder) Int(size int) int64 {
	c := d.peek()
	negative := c == '-'
	if negative {
		d.pos++
	} else if c == 'n' {
		d.literal("null")
		return 0
	}
	i := int64(d.digits())
	if negative {
		i = -i
	}
	if i>>(size-1) != 0 && i>>(size-1) != -1 {
		d.Fail()
		return 0
	}
	return i
}

// Uint decodes an integer without a sign, of so many bits.
func (d *Decoder) Uint(size int) uint64 {
	if d.Null() {
		return 0
	}
	n := d.digits()
	if size < 64 && n>>size != 0 {
		d.Fail()
		return 0
	}
	return n
}

// digits reads a number that is nothing but digits, too few for an overflow.
func (d *Decoder) digits() (n uint64) {
	text, start := d.text, d.pos
	i := start
	for '0' <= text[i] && text[i] <= '9' {
		n = n*10 + uint64(text[i]-'0')
		i++
	}
	switch c := text[i]; {
	case i == start, i-start > 18, i-start > 1 && text[start] == '0', c == '.', c == 'e', c == 'E':
		d.Fail()
		return 0
	}
	d.pos = i
	return n
}

// powers are those of ten that a float64 has exactly.
var powers = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// Float decodes a number.
func (d *Decoder) Float(size int) float64 {
	if d.Null() {
		return 0
	}
	start := d.pos
	end := d.number(start)
	if end == 0 {
		d.Fail()
		return 0
	}
	text := d.text[start:end]
	d.pos = end
	// Up to 15 digits and their power of ten are exact, so their quotient is
	// rounded once, as it should be.
	if len(text) <= 16 && text[0] != '-' && size == 64 {
		var n uint64
		decimals := -1
		exact := true
		for _, c := range text {
			switch {
			case '0' <= c && c <= '9':
				n = n*10 + uint64(c-'0')
				if decimals >= 0 {
					decimals++
				}
			case c == '.':
				decimals = 0
			default:
				exact = false
			}
		}
		if exact && n < 1e15 {
			return float64(n) / powers[max(decimals, 0)]
		}
	}
	f, err := strconv.ParseFloat(string(text), size)
	if err != nil {
		d.Fail()
		return 0
	}
	return f
}

// Number decodes a number as its text.
func (d *Decoder) Number() json.Number {
	if d.Null() {
		return ""
	}
	start := d.pos
	end := d.number(start)
	if end == 0 {
		d.Fail()
		return ""
	}
	d.pos = end
	d.Charge(end - start)
	return json.Number(d.text[start:end])
}

// number returns where the number at i ends, 0 if there is none.
func (d *Decoder) number(i int) int {
	text := d.text
	digits := func() bool {
		start := i
		for '0' <= text[i] && text[i] <= '9' {
			i++
		}
		return i > start
	}
	if text[i] == '-' {
		i++
	}
	if text[i] == '0' {
		i++
	} else if !digits() {
		return 0
	}
	if text[i] == '.' {
		i++
		if !digits() {
			return 0
		}
	}
	if text[i] == 'e' || text[i] == 'E' {
		i++
		if text[i] == '+' || text[i] == '-' {
			i++
		}
		if !digits() {
			return 0
		}
	}
	return i
}

// skip checks and skips a value of any kind.
func (d *Decoder) skip() {
	switch c := d.peek(); c {
	case '"':
		d.skipString()
	case '{':
		for name := d.begin(c); name != 0; name = d.more('}') {
			if d.peek() != '"' {
				d.Fail()
				return
			}
			d.skipString()
			if d.peek() != ':' {
				d.Fail()
				return
			}
			d.pos++
			d.skip()
		}
	case '[':
		for element := d.begin(c); element != 0; element = d.more(']') {
			d.skip()
		}
	case 't':
		d.literal("true")
	case 'f':
		d.Bool()
	case 'n':
		d.literal("null")
	default:
		end := d.number(d.pos)
		if end == 0 {
			d.Fail()
			return
		}
		d.pos = end
	}
}

// begin enters an object or array and returns what it begins with, 0 if it is
// empty.
func (d *Decoder) begin(opening byte) byte {
	d.pos++
	if d.depth++; d.depth > maxDepth {
		d.Fail()
		return 0
	}
	c := d.peek()
	if c == opening+2 { // "{" and "}", "[" and "]" are two apart
		d.pos++
		d.depth--
		return 0
	}
	return c
}

// more goes on behind a comma and returns what follows, or leaves the object or
// array at its end and returns 0.
func (d *Decoder) more(closing byte) byte {
	switch d.peek() {
	case ',':
		d.pos++
		return d.peek()
	case closing:
		d.pos++
		d.depth--
	default:
		d.Fail()
	}
	return 0
}

func (d *Decoder) skipString() {
	for i := d.special(d.pos + 1); ; i = d.special(i) {
		switch c := d.text[i]; {
		case c == '"':
			d.pos = i + 1
			return
		case c >= utf8.RuneSelf:
			i++
		case c == '\\':
			if d.text[i+1] == 'u' {
				if d.hex(i+2) < 0 {
					d.Fail()
					return
				}
				i += 6
				break
			}
			_, n := d.escape(i)
			if n == 0 {
				d.Fail()
				return
			}
			i += n
		default:
			d.Fail()
			return
		}
	}
}

// Value skips a value and returns its text.
func (d *Decoder) Value() []byte {
	d.peek()
	start := d.pos
	d.skip()
	if d.failed {
		return nil
	}
	return d.text[start:d.pos:d.pos]
}

// Any has encoding/json decode a value into v.
func Any[T any](v *T, d *Decoder) {
	text := d.Value()
	if d.failed {
		return
	}
	if d.limited {
		d.chargeText(text, reflect.TypeFor[T]())
	}
	if !d.failed && json.Unmarshal(text, v) != nil {
		d.Fail()
	}
}

// The functions that follow are for what values are made of: decode decodes one
// of these, of which each is zero before.

// String decodes a string.
func String[T ~string](v *T, d *Decoder) { *v = T(d.String()) }

// Bool decodes true or false.
func Bool[T ~bool](v *T, d *Decoder) { *v = T(d.Bool()) }

// Int decodes an integer.
func Int[T ~int | ~int8 | ~int16 | ~int32 | ~int64](v *T, d *Decoder) {
	*v = T(d.Int(reflect.TypeFor[T]().Bits()))
}

// Uint decodes an integer without a sign.
func Uint[T ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](v *T, d *Decoder) {
	*v = T(d.Uint(reflect.TypeFor[T]().Bits()))
}

// Float decodes a number.
func Float[T ~float32 | ~float64](v *T, d *Decoder) {
	*v = T(d.Float(reflect.TypeFor[T]().Bits()))
}

// Pointer decodes a value that may be null.
func Pointer[T any](d *Decoder, decode func(*T, *Decoder)) *T {
	if d.Null() {
		return nil
	}
	d.Charge(sizeOf[T]())
	v := new(T)
	decode(v, d)
	return v
}

// Slice decodes an array.
func Slice[T any](d *Decoder, decode func(*T, *Decoder)) []T {
	c := d.peek()
	if c != '[' {
		if !d.Null() {
			d.Fail()
		}
		return nil
	}
	list := []T{}
	for c := d.begin(c); c != 0; c = d.more(']') {
		if n := len(list); n == cap(list) {
			size := sizeOf[T]()
			more := max(1, n, firstBytes/max(1, size))
			if d.Charge(more * size); d.failed {
				return nil
			}
			list = append(make([]T, 0, n+more), list...)
		}
		list = list[:len(list)+1]
		decode(&list[len(list)-1], d)
	}
	return list
}

// Strings decodes an array of strings.
func (d *Decoder) Strings() []string {
	c := d.peek()
	if c != '[' {
		if !d.Null() {
			d.Fail()
		}
		return nil
	}
	list := d.strings[:0]
	for c := d.begin(c); c != 0; c = d.more(']') {
		d.Charge(2 * stringBytes)
		list = append(list, d.String())
	}
	copied := append(make([]string, 0, len(list)), list...)
	clear(list)
	d.strings = list
	return copied
}

// Map decodes an object that may have members of any name.
func Map[K ~string, V any](d *Decoder, decode func(*V, *Decoder)) map[K]V {
	if d.Null() {
		return nil
	}
	size := entryOf[K, V]()
	m := map[K]V{}
	for name := d.Object(); name != nil; name = d.Member() {
		d.Charge(size + len(name))
		key := K(name)
		var v V
		decode(&v, d)
		m[key] = v
	}
	return m
}

// IntMap decodes an object whose names are integers.
func IntMap[K ~int | ~int8 | ~int16 | ~int32 | ~int64, V any](d *Decoder, decode func(*V, *Decoder)) map[K]V {
	if d.Null() {
		return nil
	}
	size := entryOf[K, V]()
	m := map[K]V{}
	for name := d.Object(); name != nil; name = d.Member() {
		d.Charge(size)
		key, err := strconv.ParseInt(string(name), 10, reflect.TypeFor[K]().Bits())
		if err != nil {
			d.Fail()
		}
		var v V
		decode(&v, d)
		m[K(key)] = v
	}
	return m
}
