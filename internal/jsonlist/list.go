// Package jsonlist decodes the bodies of responses: a JSON value or, while it
// arrives, an array of many.
//
// The contract: [Value], [List] and [Each] read r to its end and decode what
// [json.Unmarshal] would, into the same values, and fail where it would, with the
// same errors; an error in an element has its index in front. Besides they refuse
// what is null, or an array with an element that is null, with [ErrNoValue].
// [Each] hands over every element of which the end has been read before it reads
// on; it holds one element and what was read along with it. Where limit is not 0,
// values that would take many times limit bytes are refused with [ErrTooLarge]
// before they are made. A size is the Content-Length, or -1, and only a hint. How
// the values are decoded is nobody's business: by a function that was generated
// for their type (see [Register]) as long as the text is a usual one, by
// encoding/json else.
package jsonlist

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"sync"
)

const (
	smallRead = 4 << 10   // the least that is read at once
	largeRead = 128 << 10 // and the most, unless an element is larger
	growBytes = 16 << 20  // what is reserved on the word of a Content-Length alone
	odd       = 4         // so many unusual elements, if they are most, mean that there will be more
)

// ErrNoValue is the error of null, or of nothing at all, where a value belongs.
var ErrNoValue = errors.New("no value where one belongs")

// finders find the decoders of one package each.
var finders []func(v any) any

// Register makes the decoders of a package known: find returns that of the type
// which v points to, a [Func], or nil. The init function of the
// package calls it.
//
// A decoder is found by an unexported method, for which only its own package can
// ask. So models show no method that is not for users, the linker keeps the
// decoders of those types alone that a program decodes, and init costs next to
// nothing.
func Register(find func(v any) any) { finders = append(finders, find) }

// A Func decodes into a zero T.
type Func[T any] func(*T, *Decoder)

// into decodes into v if that is a *T.
func (decode Func[T]) into(v any, d *Decoder) bool {
	p, ok := v.(*T)
	if ok {
		decode(p, d)
	}
	return ok
}

// A decoder is a Func of any T.
type decoder interface {
	into(v any, d *Decoder) bool
}

// found holds what find has found.
var found sync.Map // of reflect.Type to decoder, or to nil

// find returns the decoder of a type, given that of a pointer to it, or nil.
func find(pointer reflect.Type) decoder {
	if known, ok := found.Load(pointer); ok {
		decode, _ := known.(decoder)
		return decode
	}
	var decode decoder
	switch t := pointer.Elem(); {
	case t == reflect.TypeFor[string]():
		decode = Func[string](decodeString)
	case t.Kind() == reflect.Struct && !embedsPointer(t):
		v := reflect.New(t).Interface()
		for _, find := range finders {
			// What is found is for another type where this one embeds it.
			candidate, ok := find(v).(decoder)
			if ok && reflect.TypeOf(candidate).In(0) == pointer {
				decode = candidate
				break
			}
		}
	}
	found.Store(pointer, decode)
	return decode
}

// embedsPointer reports whether a method of t may be one of a pointer that is
// nil.
func embedsPointer(t reflect.Type) bool {
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous && (f.Type.Kind() != reflect.Struct || embedsPointer(f.Type)) {
			return true
		}
	}
	return false
}

func decodeString(v *string, d *Decoder) { *v = d.String() }

// Foreign decodes a value of a type that another package may have a decoder for.
func Foreign[T any](v *T, d *Decoder) {
	if decode := find(reflect.TypeFor[*T]()); decode != nil {
		decode.into(v, d)
	} else {
		Any(v, d)
	}
}

// Value decodes the one value that r has. A null is fine for a [json.RawMessage].
func Value[T any](r io.Reader, size, limit int64) (T, error) {
	t := reflect.TypeFor[T]()
	if t.Kind() == reflect.Pointer && t.Name() == "" {
		// What a pointer points to is all that is allocated.
		p, err := value(r, size, limit, t, t)
		v, _ := p.(T)
		return v, err
	}
	p, err := value(r, size, limit, reflect.TypeFor[*T](), t)
	if err != nil {
		return *new(T), err
	}
	return *p.(*T), nil
}

// decoders holds what texts of one value are decoded with.
var decoders = sync.Pool{New: func() any { return new(Decoder) }}

// value decodes into a new value and returns the pointer to it. A null is one of
// type t.
func value(r io.Reader, size, limit int64, pointer, t reflect.Type) (any, error) {
	buf := GetBuffer(size + padding)
	defer PutBuffer(buf)
	text, err := readAll(r, buf, size)
	if err != nil {
		return nil, err
	}
	switch {
	case t == reflect.TypeFor[json.RawMessage]():
	case isNull(text):
		return nil, nullError(t)
	case len(text) == 0:
		return nil, fmt.Errorf("%w: %w", ErrNoValue, syntaxError(""))
	}
	d := decoders.Get().(*Decoder)
	defer func() {
		d.reset()
		decoders.Put(d)
	}()
	d.text = text[:len(text)+padding]
	d.limit(limit)
	v := reflect.New(pointer.Elem()).Interface()
	if decode := find(pointer); decode != nil {
		if d.usual(decode, v) {
			return v, nil
		}
		reflect.ValueOf(v).Elem().SetZero()
	}
	if d.limited && !d.tooLarge {
		d.limit(limit)
		d.chargeText(text, pointer)
	}
	if d.tooLarge {
		return nil, ErrTooLarge
	}
	if err := json.Unmarshal(text, v); err != nil {
		return nil, err
	}
	return v, nil
}

// usual has decode decode all of the text into v, and reports whether it was a
// usual one.
func (d *Decoder) usual(decode decoder, v any) bool {
	return decode.into(v, d) && !d.failed && d.peek() == 0 && d.pos == len(d.text)-padding
}

// Usual reports whether there is a decoder of T that decodes text by itself. It
// is for tests.
func Usual[T any](text []byte) bool {
	d := &Decoder{text: append(bytes.Clone(text), make([]byte, padding)...)}
	decode := find(reflect.TypeFor[*T]())
	return decode != nil && d.usual(decode, new(T))
}

// List decodes an array. The list is nil only beside an error.
func List[T any](r io.Reader, size, limit int64) ([]T, error) {
	list := []T{}
	decode := find(reflect.TypeFor[*T]())
	if decode == nil {
		// encoding/json is fastest with all at once.
		buf := GetBuffer(size + padding)
		defer PutBuffer(buf)
		text, err := readAll(r, buf, size)
		if err != nil {
			return nil, err
		}
		if all(text, &list, limit, 0) {
			return list, nil
		}
		list = []T{}
		r, size = bytes.NewReader(text), int64(len(text))
	}
	a := newArray(r, size, limit, decode, reflect.TypeFor[[]T]())
	defer a.free()
	a.whole = true
	for a.next() {
		if len(list) == cap(list) {
			list = slices.Grow(list, a.room(size))
		}
		list = list[:len(list)+1]
		a.element(&list[len(list)-1])
		if a.hopeless() && a.readAll(size) {
			n := len(list)
			list = slices.Grow(list, a.room(a.base+int64(a.end)))
			rest := list[n:]
			if a.rest(&rest, limit) {
				if cap(rest) != cap(list)-n { // there was not enough room
					return append(list, rest...), nil
				}
				return list[:n+len(rest)], nil
			}
			clear(list[n:cap(list)])
		}
	}
	if a.err != nil {
		return nil, a.err
	}
	return list, nil
}

// Each decodes an array and hands its elements to yield in order, as they arrive.
// It ends early, without an error, when yield returns false.
func Each[T any](r io.Reader, limit int64, yield func(*T) bool) error {
	a := newArray(r, -1, limit, find(reflect.TypeFor[*T]()), reflect.TypeFor[[]T]())
	defer a.free()
	for a.next() {
		a.d.limit(limit)
		v := new(T)
		a.element(v)
		if a.err != nil {
			break
		}
		a.hopeless()
		if !yield(v) {
			return nil
		}
	}
	return a.err
}
