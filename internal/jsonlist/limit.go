package jsonlist

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"sync"
)

// ErrTooLarge is the error of a body whose values would take more memory than
// its limit allows.
var ErrTooLarge = errors.New("the response is larger than allowed")

const (
	stringBytes  = 16  // a string without its text
	boxBytes     = 96  // a value in an interface, with what the slices around it grow by
	mapBytes     = 400 // a map with one small entry
	slackBytes   = 64 << 10
	budgetFactor = 2 // values may take this many times the limit of the text
)

// limit gives the values a budget, for a text that may have limit bytes. Values
// usually take less than their text. While a list grows there are two copies of
// it, and the garbage collector lets as much again pile up.
func (d *Decoder) limit(limit int64) {
	d.limited = limit > 0 && limit < math.MaxInt64/(2*budgetFactor)
	d.budget = budgetFactor*limit + slackBytes
}

func sizeOf[T any]() int { return int(reflect.TypeFor[T]().Size()) }

// entryOf is what an entry of a map takes, which may be half empty.
func entryOf[K comparable, V any]() int { return 2*(sizeOf[K]()+sizeOf[V]()) + 16 }

// chargeText counts the most that encoding/json can make of text for a value of
// type t.
func (d *Decoder) chargeText(text []byte, t reflect.Type) {
	count := func(c byte) int64 { return int64(bytes.Count(text, []byte{c})) }
	largest, ok := largestElements.Load(t)
	if !ok {
		largest = largestElement(t, nil)
		largestElements.Store(t, largest)
	}
	d.budget -= count('{')*mapBytes + (count('[')+count(','))*int64(largest.(int))
	d.Charge(len(text))
}

var largestElements sync.Map // of reflect.Type to int

// largestElement returns the size of the largest of the values that stand
// behind each other, or behind pointers, somewhere in a value of type t.
func largestElement(t reflect.Type, within []reflect.Type) int {
	for _, outer := range within {
		if outer == t {
			return 0
		}
	}
	within = append(within, t)
	switch t.Kind() {
	case reflect.Interface:
		return boxBytes
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return max(int(t.Elem().Size()), largestElement(t.Elem(), within))
	case reflect.Map:
		entry := 2*int(t.Key().Size()+t.Elem().Size()) + 16
		return max(entry, largestElement(t.Elem(), within))
	case reflect.Struct:
		size := 0
		for i := range t.NumField() {
			size = max(size, largestElement(t.Field(i).Type, within))
		}
		return size
	}
	return 0
}

// behind returns what a value takes besides its place in what it is part of.
func behind(v reflect.Value) int {
	n := 0
	switch v.Kind() {
	case reflect.String:
		n = v.Len()
	case reflect.Pointer:
		if !v.IsNil() {
			n = int(v.Type().Elem().Size()) + behind(v.Elem())
		}
	case reflect.Interface:
		if !v.IsNil() {
			n = int(v.Elem().Type().Size()) + behind(v.Elem())
		}
	case reflect.Slice:
		n = v.Cap() * int(v.Type().Elem().Size())
		fallthrough
	case reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			break
		}
		for i := range v.Len() {
			n += behind(v.Index(i))
		}
	case reflect.Map:
		for entries := v.MapRange(); entries.Next(); {
			n += 2*int(v.Type().Key().Size()+v.Type().Elem().Size()) + behind(entries.Key()) + behind(entries.Value())
		}
		if !v.IsNil() {
			n += mapBytes
		}
	case reflect.Struct:
		for i := range v.NumField() {
			n += behind(v.Field(i))
		}
	}
	return n
}
