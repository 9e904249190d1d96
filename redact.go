package maas

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/dghubble/oauth1"
)

// redactedRun is how many consecutive characters of a secret are too many to
// show. A shorter secret, of a test's key, is a part of innocent words, which are
// not to be torn.
const redactedRun = 8

// maxEscapes is how often a text may be escaped on top of itself and is still
// looked through.
const maxEscapes = 6

// A redactor takes the parts of a secret out of what a server sent. It finds
// every run of redactedRun characters, so that a secret that is cut off or torn
// apart does not show either, and finds it behind the escapes of URLs, JSON and
// HTML, in base64 and in hexadecimal.
type redactor struct {
	runs   map[uint64]struct{} // each run of eight bytes, as one number
	filter [1 << 10]uint64     // a bit for each hash of a run: most lookups end here
	exact  []string            // what is looked for as a whole
}

// newRedactor returns a redactor for the secrets.
func newRedactor(secrets ...string) *redactor {
	r := &redactor{runs: make(map[uint64]struct{})}
	for _, secret := range secrets {
		if len(secret) < redactedRun {
			continue
		}
		// The escaped forms lead back to the secret, but not within base64.
		once := oauth1.PercentEncode(secret)
		for _, form := range []string{secret, once, oauth1.PercentEncode(once)} {
			r.addEncodings([]byte(form))
		}
		// A secret that has escapes by chance is found behind other escapes.
		r.add([]byte(strings.ReplaceAll(secret, " ", "+"))) // in a query
		form := view{text: []byte(secret)}
		for range maxEscapes {
			r.add(form.text)
			if !form.unescape() {
				break
			}
		}
	}
	return r
}

// addEncodings adds what base64 and hexadecimal make of text, wherever in a
// longer text it stands.
func (r *redactor) addEncodings(text []byte) {
	for shift := range 3 {
		shifted := slices.Concat(make([]byte, shift), text)
		// The characters at the ends depend on the neighbours, too.
		first, last := (shift*8+5)/6, len(shifted)*8/6
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			r.add([]byte(encoding.EncodeToString(shifted)[first:last]))
		}
	}
	digits := hex.EncodeToString(text)
	r.add([]byte(digits))
	r.add([]byte(strings.ToUpper(digits)))
}

func (r *redactor) add(text []byte) {
	for ; len(text) >= redactedRun; text = text[1:] {
		run := binary.BigEndian.Uint64(text)
		r.runs[run] = struct{}{}
		word, bit := filterBit(run)
		r.filter[word] |= bit
	}
}

// filterBit returns where the hash of a run is in the filter.
func filterBit(run uint64) (word int, bit uint64) {
	hash := run * 0x9e3779b97f4a7c15 >> 48
	return int(hash >> 6), 1 << (hash & 63)
}

func (r *redactor) has(run uint64) bool {
	if word, bit := filterBit(run); r.filter[word]&bit == 0 {
		return false
	}
	_, ok := r.runs[run]
	return ok
}

// redact takes out of text, which a server sent, what belongs to the key.
func (a *authorizer) redact(text []byte) []byte {
	if a == nil {
		return text
	}
	return a.known().redactor.redact(text)
}

// redact does so for the secrets of the request, too.
func (b *builtRequest) redact(auth *authorizer, text []byte) []byte {
	text = auth.redact(text)
	if b.secrets == nil {
		return text
	}
	return b.secrets().redact(text)
}

// lazyRedactor returns a function that makes a redactor for the secrets among
// params when it is called first; nil if there are none.
func lazyRedactor(params Params) func() *redactor {
	var secrets []Secret
	for _, p := range params {
		if !p.Secret.IsZero() {
			secrets = append(secrets, p.Secret)
		}
	}
	if secrets == nil {
		return nil
	}
	return sync.OnceValue(func() *redactor {
		texts := make([]string, len(secrets))
		for i, secret := range secrets {
			texts[i] = secret.Reveal()
		}
		return newRedactor(texts...)
	})
}

// redactError does so for an error that may quote what a server sent, as that
// of a malformed header does.
func (b *builtRequest) redactError(auth *authorizer, err error) error {
	text := []byte(err.Error())
	clean := b.redact(auth, text)
	if !bytes.Equal(clean, text) {
		return errors.New(oneLine(string(clean)))
	}
	return tidy(err)
}

// tidy returns err with a text of one line.
func tidy(err error) error {
	if line := oneLine(err.Error()); line != err.Error() {
		return &tidyError{line, err}
	}
	return err
}

// A tidyError is an error whose text was too long or too wild for a line.
type tidyError struct {
	text string
	err  error
}

func (e *tidyError) Error() string { return e.text }
func (e *tidyError) Unwrap() error { return e.err }

// A span is a part of a text, from start up to end.
type span struct{ start, end int }

// expectedSignature is what MAAS says to a wrong signature, and behind it the
// right one: the token's true secret, which the client does not know.
var expectedSignature = []byte("Expected signature base string: ")

// redact returns text without the secrets, and without the signature that MAAS
// expected in the place of a wrong one.
func (r *redactor) redact(text []byte) []byte {
	var found []span
	v := view{text: text}
	for range maxEscapes + 1 {
		found = r.find(found, &v)
		if !v.unescape() {
			break
		}
	}
	if len(found) == 0 {
		return text
	}
	slices.SortFunc(found, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	var clean []byte
	end := 0
	for _, s := range found {
		if s.start > end || end == 0 {
			clean = append(clean, text[end:s.start]...)
			clean = append(clean, redacted...)
		}
		end = max(end, s.end)
	}
	return append(clean, text[end:]...)
}

// find appends the spans of the raw text that are to be redacted.
func (r *redactor) find(found []span, v *view) []span {
	var run uint64
	for i, c := range v.text {
		run = run<<8 | uint64(c)
		if i < redactedRun-1 || !r.has(run) {
			continue
		}
		s := v.span(i-redactedRun+1, i+1)
		if last := len(found) - 1; last >= 0 && found[last].start <= s.start && s.start <= found[last].end {
			found[last].end = max(found[last].end, s.end)
		} else {
			found = append(found, s)
		}
	}
	for _, whole := range r.exact {
		for at := 0; ; at += len(whole) {
			i := bytes.Index(v.text[at:], []byte(whole))
			if i < 0 {
				break
			}
			at += i
			found = append(found, v.span(at, at+len(whole)))
		}
	}
	if i := bytes.Index(v.text, expectedSignature); i >= 0 && i+len(expectedSignature) < len(v.text) {
		found = append(found, v.span(i+len(expectedSignature), len(v.text)))
	}
	return found
}

// A view is a text, or what is left of it when escapes are undone.
type view struct {
	text []byte
	from []int // text[i] is raw[from[i]:from[i+1]]; nil: text is raw
}

func (v *view) span(start, end int) span {
	if v.from == nil {
		return span{start, end}
	}
	return span{v.from[start], v.from[end]}
}

// unescape undoes one layer of escapes and reports whether there was any.
func (v *view) unescape() bool {
	first := bytes.IndexAny(v.text, `%\&`)
	if first < 0 {
		return false
	}
	plain := make([]byte, 0, len(v.text))
	from := make([]int, 0, len(v.text)+1)
	for i := 0; i < len(v.text); {
		c, n := unescaped(v.text[i:])
		plain = append(plain, c)
		from = append(from, v.span(i, i).start)
		i += n
	}
	if len(plain) == len(v.text) {
		return false
	}
	v.text, v.from = plain, append(from, v.span(len(v.text), len(v.text)).end)
	return true
}

// unescaped returns the first character of text, behind an escape or not, and
// how many bytes it takes. A character outside ASCII, which no key has, is 0.
func unescaped(text []byte) (c byte, n int) {
	rest := text[1:]
	switch text[0] {
	case '%':
		if c, ok := hexCode(rest, 2); ok {
			return c, 3
		}
	case '\\':
		if len(rest) == 0 {
			break
		}
		digits := 0
		switch rest[0] {
		case 'x':
			digits = 2
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		}
		if c, ok := hexCode(rest[1:], digits); ok {
			return c, 2 + digits
		}
		if strings.IndexByte(`\/"'`, rest[0]) >= 0 {
			return rest[0], 2
		}
	case '&':
		return entity(text)
	}
	return text[0], 1
}

// hexCode reads the code of a character in that many digits.
func hexCode(text []byte, digits int) (c byte, ok bool) {
	if digits == 0 || len(text) < digits {
		return 0, false
	}
	code, err := strconv.ParseUint(string(text[:digits]), 16, 32)
	return ascii(code), err == nil
}

func ascii(code uint64) byte {
	if code > 0x7f {
		return 0
	}
	return byte(code)
}

var entities = map[string]byte{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

// entity reads an entity of HTML, such as "&amp;", "&#83;" or "&#x53;", which
// browsers take without the semicolon as well.
func entity(text []byte) (c byte, n int) {
	rest := text[1:]
	for name, c := range entities {
		if bytes.HasPrefix(rest, []byte(name)) {
			n = 1 + len(name)
			return c, n + semicolon(text[n:])
		}
	}
	if len(rest) == 0 || rest[0] != '#' {
		return text[0], 1
	}
	digits, base := rest[1:], 10
	if len(digits) > 0 && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	size := 0
	for size < min(len(digits), 12) && isDigit(digits[size], base) {
		size++
	}
	code, err := strconv.ParseUint(string(digits[:size]), base, 64)
	if err != nil {
		return text[0], 1
	}
	n = len(text) - len(digits) + size
	return ascii(code), n + semicolon(text[n:])
}

// semicolon returns the length of the semicolon at the start of text.
func semicolon(text []byte) int {
	if len(text) > 0 && text[0] == ';' {
		return 1
	}
	return 0
}

func isDigit(c byte, base int) bool {
	_, err := strconv.ParseUint(string(rune(c)), base, 8)
	return err == nil
}
