// Package jsonlisttest holds generated decoders against encoding/json: on any
// document, usual or not, both have the same outcome.
package jsonlisttest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"testing"
	"testing/iotest"

	"github.com/gomaas/maas/internal/jsonlist"
)

// A Type is one that has a decoder.
type Type struct {
	typ   reflect.Type
	usual func(text []byte) bool
	check func(t *testing.T, text []byte)
}

// Of returns the Type of T.
func Of[T any]() Type {
	return Type{reflect.TypeFor[T](), jsonlist.Usual[T], func(t *testing.T, text []byte) {
		CheckValue[T](t, text)
		CheckValue[*T](t, text)
		CheckList[T](t, text)
	}}
}

// Test holds the decoders of types against encoding/json on some documents made
// for them. It fails if one does not do its work by itself on the usual ones.
func Test(t *testing.T, types []Type) {
	for _, typ := range types {
		t.Run(typ.typ.Name(), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, 2))
			usual := 0
			for range min(max(20, 3000/len(types)), 200) { // some seconds for all
				text := document(r, typ.typ, 0)
				if json.Unmarshal(text, reflect.New(typ.typ).Interface()) == nil {
					usual++
					if !typ.usual(text) {
						t.Fatalf("takes this for unusual: %s", text)
					}
				}
				typ.check(t, text)
				typ.check(t, list(r, typ.typ, 0))
				typ.check(t, document(r, typ.typ, 0.05))
				typ.check(t, list(r, typ.typ, 0.05))
			}
			if usual == 0 {
				t.Error("encoding/json refuses all of the documents")
			}
		})
	}
}

// Fuzz does what Test does, with documents of the fuzzer's as well.
func Fuzz(f *testing.F, types []Type) {
	for i := range types {
		f.Add(uint8(i), uint64(i), []byte(nil))
		f.Add(uint8(i), uint64(i), []byte(`[{}, {"name": "x"}]`))
	}
	f.Fuzz(func(t *testing.T, kind uint8, seed uint64, text []byte) {
		typ := types[int(kind)%len(types)]
		if len(text) > 0 {
			typ.check(t, text)
			return
		}
		r := rand.New(rand.NewPCG(seed, 0))
		typ.check(t, document(r, typ.typ, 0.03))
		text = list(r, typ.typ, 0.01)
		typ.check(t, text)
		text[r.IntN(len(text))] = "[]{},:\" \\a1ntf\x00\x80"[r.IntN(16)]
		typ.check(t, text)
	})
}

// CheckValue holds Value against encoding/json on one text.
func CheckValue[T any](t *testing.T, text []byte) {
	t.Helper()
	var want T
	wantErr := json.Unmarshal(text, &want)
	isNull := string(bytes.TrimSpace(text)) == "null"
	for _, limit := range []int64{0, 1 << 30} {
		got, err := jsonlist.Value[T](bytes.NewReader(text), int64(len(text)), limit)
		switch {
		case isNull || len(text) == 0:
			if !errors.Is(err, jsonlist.ErrNoValue) {
				t.Fatalf("%T of %q: %v", got, text, err)
			}
		case (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error():
			t.Fatalf("%T of %q: %v, not %v", got, text, err, wantErr)
		case err == nil && !reflect.DeepEqual(got, want):
			t.Fatalf("%T of %q:\n%s, not\n%s", got, text, show(got), show(want))
		}
	}
}

// CheckList holds List and Each against encoding/json on one text.
func CheckList[T any](t *testing.T, text []byte) {
	t.Helper()
	var raw []json.RawMessage
	valid := json.Unmarshal(text, &raw) == nil && raw != nil
	for _, element := range raw {
		valid = valid && string(element) != "null"
	}
	want := []T{}
	valid = valid && json.Unmarshal(text, &want) == nil
	ways := map[string]func(r io.Reader, size, limit int64) ([]T, error){"List": jsonlist.List[T], "Each": collect[T]}
	for name, decode := range ways {
		for i, r := range []io.Reader{bytes.NewReader(text), iotest.OneByteReader(bytes.NewReader(text)), iotest.DataErrReader(bytes.NewReader(text))} {
			got, err := decode(r, int64(len(text)-i), int64(i)<<30)
			if (err == nil) != valid {
				t.Fatalf("%s of %T of %q: %v, and encoding/json has it %t", name, got, text, err, valid)
			}
			if valid && !reflect.DeepEqual(got, want) {
				t.Fatalf("%s of %q:\n%s, not\n%s", name, text, show(got), show(want))
			}
		}
	}
}

func collect[T any](r io.Reader, _, limit int64) ([]T, error) {
	list := []T{}
	err := jsonlist.Each(r, limit, func(v *T) bool { list = append(list, *v); return true })
	return list, err
}

func show(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		return []byte(err.Error())
	}
	return text
}
