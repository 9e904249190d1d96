package jsonlisttest

import (
	"encoding"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
)

// A writer writes a random document for a type.
type writer struct {
	*rand.Rand
	strings.Builder
	odd float64 // how much of it is unusual: 0 for nothing
}

func document(r *rand.Rand, t reflect.Type, odd float64) []byte {
	w := &writer{Rand: r, odd: odd}
	w.value(t, 5)
	return []byte(w.String())
}

func list(r *rand.Rand, t reflect.Type, odd float64) []byte {
	w := &writer{Rand: r, odd: odd}
	w.values('[', ']', w.IntN(6), func(int) { w.value(t, 4) })
	return []byte(w.String())
}

func (w *writer) one(of ...string) { w.WriteString(of[w.IntN(len(of))]) }

func (w *writer) isOdd() bool { return w.Float64() < w.odd }

func (w *writer) blanks() { w.one("", "", "", " ", "\n    ", "\t\r\n", "          ") }

func (w *writer) values(opening, closing byte, n int, value func(i int)) {
	w.WriteByte(opening)
	for i := range n {
		if i > 0 {
			w.WriteByte(',')
		}
		w.blanks()
		value(i)
		w.blanks()
	}
	w.WriteByte(closing)
}

// value writes a value of type t, which nests its own kind to some depth.
func (w *writer) value(t reflect.Type, depth int) {
	if w.isOdd() {
		w.any(depth)
		return
	}
	if depth > 0 {
		if v, ok := reflect.New(t).Interface().(json.Unmarshaler); ok {
			// Perhaps it reads what it writes.
			if text, err := json.Marshal(v); err == nil && string(text) != "null" {
				w.Write(text)
				return
			}
		}
	}
	if _, ok := reflect.New(t).Interface().(encoding.TextUnmarshaler); ok {
		w.one(`"10.0.0.1"`, `""`)
		return
	}
	if t == reflect.TypeFor[json.Number]() {
		w.number()
		return
	}
	switch t.Kind() {
	case reflect.String:
		w.text()
	case reflect.Bool:
		w.one("true", "false")
	case reflect.Float32, reflect.Float64:
		w.number()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		w.one("0", "1", "7", "12", "100", "127")
		if w.odd > 0 && w.IntN(20) == 0 {
			w.one("0", "000", "1e2", ".0", "00000000", "9223372036854775807", "18446744073709551615", "/")
		}
	case reflect.Struct:
		w.object(t, depth)
	case reflect.Pointer:
		if w.IntN(4) == 0 || depth == 0 {
			w.WriteString("null")
		} else {
			w.value(t.Elem(), depth-1)
		}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			w.one(`"YWJj"`, `"YQ=="`, `""`)
			return
		}
		w.values('[', ']', w.IntN(max(1, min(4, depth+1))), func(int) { w.value(t.Elem(), depth-1) })
	case reflect.Map:
		w.values('{', '}', w.IntN(max(1, min(4, depth+1))), func(i int) {
			switch t.Key().Kind() {
			case reflect.String:
				w.one(`"a"`, `"b c"`, `"`+strconv.Itoa(i)+`"`)
			case reflect.Struct:
				w.one(`"10.0.0.1"`, `"10.0.0.2"`)
			default:
				w.one(`"0"`, `"7"`, `"`+strconv.Itoa(i)+`"`)
			}
			w.colon()
			w.value(t.Elem(), depth-1)
		})
	default:
		w.any(depth)
	}
}

func (w *writer) colon() {
	w.blanks()
	w.WriteByte(':')
	w.blanks()
}

// object writes some of the members of a struct, in some order.
func (w *writer) object(t reflect.Type, depth int) {
	var names []string
	var types []reflect.Type
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Tag.Get("json") == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		if f.IsExported() && !f.Anonymous && w.IntN(5) > 0 {
			names, types = append(names, name), append(types, f.Type)
		}
	}
	if w.IntN(3) == 0 {
		names, types = append(names, "no such member"), append(types, reflect.TypeFor[any]())
	}
	order := w.Perm(len(names))
	if len(order) > 1 && w.Float64() < 3*w.odd {
		order[0] = order[w.IntN(len(order))] // perhaps a duplicate
	}
	w.values('{', '}', len(order), func(i int) {
		name := names[order[i]]
		if w.isOdd() {
			name = []string{strings.ToUpper(name), strings.ToLower(name), strings.ToUpper(name[:1]) + name[1:], strings.ReplaceAll(name, "s", "ſ"), strings.ReplaceAll(name, "e", `\u0065`), ""}[w.IntN(6)]
		}
		w.WriteString(`"` + name + `"`)
		w.colon()
		if w.IntN(10) == 0 {
			w.WriteString("null")
		} else {
			w.value(types[order[i]], depth-1)
		}
	})
}

func (w *writer) text() {
	w.WriteByte('"')
	for range w.IntN(4) {
		w.one("a", "machine-1", "/MAAS/api/1.0/nodes/", "éß", "\U0001F600", "a rather long text, longer than what is kept", `\"`, `\\`, `\/`, `\n`, `\u00e9`, `\uD83D\ude00`,
			"]", "}", ",")
	}
	if w.isOdd() {
		w.one("\xff", "\xe2\x82", `\ud800`, `\ud800\u0041`, `\ude00`, `\u12g4`, `\x`, "\n", "\x00", `\`, "\ufffd", `\u`)
	}
	w.WriteByte('"')
}

func (w *writer) number() {
	w.one("0", "1", "-1", "-0", "0.1", "500107.862016", "8000000000", "1e3", "1.5E-3", "-2.5e+10", "123456789012345678901234567890", "0.30000000000000004", "9007199254740993", "0.000000000000001")
	if w.isOdd() {
		w.one("0", ".", "e", "e+", "e400", "-", "+", "x")
	}
}

// any writes a value of any kind.
func (w *writer) any(depth int) {
	kind := w.IntN(6)
	if depth <= 0 {
		kind = w.IntN(4)
	}
	switch kind {
	case 0:
		w.text()
	case 1:
		w.number()
	case 2:
		w.one("true", "false", "null")
	case 3:
		w.one("{}", "[]", `""`, "0", "[null]")
		if w.isOdd() {
			w.one("tru", "nul", "fals", "undefined", "[", "}", "'x'")
		}
	case 4:
		w.values('[', ']', w.IntN(4), func(int) { w.any(depth - 1) })
	case 5:
		w.values('{', '}', w.IntN(4), func(int) {
			w.text()
			w.colon()
			w.any(depth - 1)
		})
	}
}
