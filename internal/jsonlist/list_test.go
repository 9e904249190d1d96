package jsonlist_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/jsonlist"
	"github.com/gomaas/maas/internal/jsonlist/jsonlisttest"
	"github.com/gomaas/maas/internal/jsonlist/shapes"
)

// machines prints n machines as MAAS does.
func machines(n int) []byte {
	list := make([]map[string]any, n)
	for i := range list {
		list[i] = map[string]any{
			"name": fmt.Sprintf("node-%d", i), "owner": nil, "count": i, "size": 1.5e3, "on": i%2 == 0,
			"tags":  []string{"a, b", `[{"`, `\`, `"\\"`, "né\u2028\U0001F600"}[:i%6],
			"zone":  map[string]string{"name": "default", "description": "x\ty\\\"], ["},
			"cards": []any{map[string]any{"name": "eth0"}, map[string]any{}}, "labels": map[string]string{"k ]": " v "},
			"unknown": []any{1, "2", nil, []any{}}, "extra": []int{1},
		}
		if i%3 == 0 {
			list[i]["owner"] = "user"
		}
	}
	text, err := json.MarshalIndent(list, "", "    ")
	if err != nil {
		panic(err)
	}
	return bytes.ReplaceAll(text, []byte(",\n"), []byte(", \n"))
}

// collect is decodeEach as a list.
func collect[T any](r io.Reader) ([]T, error) {
	list := []T{}
	err := jsonlist.Each(r, 0, func(v *T) bool { list = append(list, *v); return true })
	return list, err
}

func TestDecodeListsAsEncodingJSON(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 63, 64, 65, 1500} {
		body := machines(n)
		want := []shapes.Machine{}
		require.NoError(t, json.Unmarshal(body, &want))
		for name, reader := range map[string]func() io.Reader{
			"whole":    func() io.Reader { return bytes.NewReader(body) },
			"halves":   func() io.Reader { return iotest.HalfReader(bytes.NewReader(body)) },
			"data+EOF": func() io.Reader { return iotest.DataErrReader(bytes.NewReader(body)) },
			"bytes":    func() io.Reader { return iotest.OneByteReader(bytes.NewReader(body)) },
		} {
			if name == "bytes" && n > 100 {
				continue // slow, and shows nothing more
			}
			sizes := []int64{-1}
			if name == "whole" {
				sizes = []int64{-1, int64(len(body)), 1, 1 << 60}
			}
			for _, size := range sizes {
				list, err := jsonlist.List[shapes.Machine](reader(), size, 0)
				require.NoError(t, err, "%d machines, %s, size %d", n, name, size)
				require.Equal(t, want, list, "%d machines, %s, size %d", n, name, size)
			}
			list, err := collect[shapes.Machine](reader())
			require.NoError(t, err, "%d machines, %s", n, name)
			require.Equal(t, want, list, "%d machines, %s", n, name)
		}
	}
}

func TestDecodeJSON(t *testing.T) {
	t.Parallel()
	body := machines(1)
	body = body[1 : len(body)-1] // its one element
	var want shapes.Machine
	require.NoError(t, json.Unmarshal(body, &want))
	for _, size := range []int64{-1, 0, 1, int64(len(body)), 1 << 60} {
		for _, r := range []io.Reader{bytes.NewReader(body), iotest.OneByteReader(bytes.NewReader(body)), iotest.DataErrReader(bytes.NewReader(body))} {
			v, err := jsonlist.Value[*shapes.Machine](r, size, 0)
			require.NoError(t, err, size)
			require.Equal(t, &want, v, size)
		}
	}

	long := `"` + strings.Repeat("x", 400_000) + `"`
	for _, size := range []int64{-1, int64(len(long))} {
		s, err := jsonlist.Value[string](strings.NewReader(long), size, 0)
		require.NoError(t, err)
		assert.Len(t, s, 400_000)
	}
	for n := range len(body) - 10 {
		_, err := jsonlist.Value[shapes.Machine](bytes.NewReader(body[:n]), int64(len(body)), 0)
		require.Error(t, err, "cut at %d", n)
	}
}

// awkward has all that a cut can fall into.
const awkward = " [ {\"a\" : \"\\\\\\\"]\" , \"b\\u005d\":[1,2 , {\"c\":null}],\"d\":\"\\\\\"},\t\"\\\"\\\\\", -1.5e+3 ,true,\r\n\"\u00e9\U0001F600,[{\",[ ],{ } , [[[]]],\"\"] \n"

func TestDecodeListCutAnywhere(t *testing.T) {
	t.Parallel()
	var want []any
	require.NoError(t, json.Unmarshal([]byte(awkward), &want))
	require.Len(t, want, 9)
	end := strings.LastIndexByte(awkward, ']')
	for i := range len(awkward) + 1 {
		for j := i; j <= min(i+5, len(awkward)); j++ {
			r := io.MultiReader(strings.NewReader(awkward[:i]), strings.NewReader(awkward[i:j]), strings.NewReader(awkward[j:]))
			list, err := collect[any](r)
			require.NoError(t, err, "%d, %d", i, j)
			require.Equal(t, want, list, "%d, %d", i, j)
		}
		list, err := jsonlist.List[any](io.MultiReader(strings.NewReader(awkward[:i]), strings.NewReader(awkward[i:])), -1, 0)
		require.NoError(t, err, i)
		require.Equal(t, want, list, i)

		_, err = jsonlist.List[any](strings.NewReader(awkward[:i]), -1, 0)
		if i <= end {
			var syntax *json.SyntaxError
			require.ErrorAs(t, err, &syntax, "truncated at %d", i)
		} else {
			require.NoError(t, err)
		}
	}
}

// value makes a random JSON value that is not null, with blanks where they may be.
func value(r *rand.Rand, depth int) string {
	blanks := func() string { return strings.Repeat([]string{"", " ", "\n    ", "\t\r"}[r.IntN(4)], r.IntN(3)) }
	str := func() string {
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteString([]string{`\\`, `\"`, "[", "]", "{", "}", ",", ":", " ", "a", "é", `\u005c`, `\n`}[r.IntN(13)])
		}
		return `"` + b.String() + `"`
	}
	var items []string
	switch kind := r.IntN(6); {
	case kind == 0 || depth == 0:
		return []string{"0", "-1", "1.25e2", "true", "false", `""`}[r.IntN(6)]
	case kind < 3:
		return str()
	case kind == 3:
		for range r.IntN(4) {
			items = append(items, blanks()+str()+blanks()+":"+blanks()+value(r, depth-1)+blanks())
		}
		return "{" + blanks() + strings.Join(items, ",") + "}"
	}
	for range r.IntN(4) {
		items = append(items, blanks()+value(r, depth-1)+blanks())
	}
	return "[" + strings.Join(items, ",") + blanks() + "]"
}

func TestDecodeRandomLists(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		items := make([]string, r.IntN(150))
		for i := range items {
			items[i] = value(r, 4)
		}
		compareList(t, []byte("["+strings.Join(items, ",")+"]"))
	}
	// Any one byte changed: what encoding/json refuses is refused, what it takes is taken.
	for range 500 {
		b := []byte("[" + value(r, 4) + ", " + value(r, 4) + "\n]")
		b[r.IntN(len(b))] = `[]{},:" \a1ntf`[r.IntN(14)]
		compareList(t, b)
	}
}

func FuzzList(f *testing.F) {
	for _, s := range []string{awkward, "[]", "[1,]", "[,1]", "[1}", "[{]}]", "null", "[null]", "[] x", "{}", "[1 2]", "[\"\\", "[tr ue]", "", " ", "[\x00]", "[1,null ]", "[null0,", "[null {}]"} {
		f.Add([]byte(s))
	}
	f.Add(machines(2))
	f.Fuzz(func(t *testing.T, body []byte) { compareList(t, body) })
}

// compareList holds the list decoders against encoding/json on one body, for
// types with a decoder and without.
func compareList(t *testing.T, body []byte) {
	t.Helper()
	jsonlisttest.CheckList[any](t, body)
	jsonlisttest.CheckList[string](t, body)
	jsonlisttest.CheckList[json.RawMessage](t, body)
	jsonlisttest.CheckList[shapes.Machine](t, body)
}

func TestDecodeListErrors(t *testing.T) {
	t.Parallel()
	many := strings.Repeat(`{"name":"x"}, `, 5000)
	for _, tc := range []struct {
		name, body string
		syntax     bool // or of type
		message    string
		good       int // elements that decodeEach yields before the error
	}{
		{"nothing", "", true, "unexpected end of JSON input", 0},
		{"blanks", " \n", true, "unexpected end of JSON input", 0},
		{"null", "null", false, "cannot unmarshal null into Go value of type []shapes.Machine", 0},
		{"object", `{"name": "x"}`, false, "cannot unmarshal object into", 0},
		{"string", `"x"`, false, "cannot unmarshal string into", 0},
		{"number", "-1", false, "cannot unmarshal number into", 0},
		{"bool", "true", false, "cannot unmarshal bool into", 0},
		{"a proxy's page", "<html></html>", true, "invalid character '<' looking for beginning of value", 0},
		{"two lists", `[{}] []`, true, "invalid character '[' after top-level value", 1},
		{"bracket too many", `[{}]]`, true, "invalid character ']' after top-level value", 1},
		{"not closed", `[{}, {}`, true, "unexpected end of JSON input", 2},
		{"closed by a brace", `[{}, {}}`, true, "element 2: invalid character '}' after array element", 2},
		{"comma at the end", `[{},]`, true, "looking for beginning of value", 1},
		{"comma at the end of a group", "[" + many + "]", true, "looking for beginning of value", 5000},
		{"comma at the start", `[,{}]`, true, "element 0: invalid character ','", 0},
		{"no comma", `[{} {}]`, true, "element 1: invalid character '{' after array element", 1},
		{"null element", `[{}, null , {}]`, false, "element 1: no value where one belongs: json: cannot unmarshal null into Go value of type shapes.Machine", 1},
		{"null at the end", `[{}, {}, null]`, false, "element 2: no value where one belongs", 2},
		{"element of another type", `[{}, "x", {}]`, false, "element 1: json: cannot unmarshal string into Go value of type shapes.Machine", 1},
		{"far element of another type", "[" + many + `{"count": "x"}, ` + many + "{}]", false, "element 5000: json: cannot unmarshal string into Go struct field", 5000},
		{"far syntax error", "[" + many + `{"count": 1 1}, ` + many + "{}]", true, "element 5000: invalid character '1' after object key:value pair", 5000},
		{"number with a blank", `[{"count": 1 2}]`, true, "invalid character '2' after object key:value pair", 0},
		{"word with a blank", `[{"on": tr ue}]`, true, "invalid character ' ' in literal true", 0},
		{"control character", "[{\"name\": \"a\nb\"}]", true, `invalid character '\n' in string`, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			list, err := jsonlist.List[shapes.Machine](strings.NewReader(tc.body), int64(len(tc.body)), 0)
			checkDecodeError(t, err, tc.syntax, tc.message)
			assert.Nil(t, list)
			list, err = collect[shapes.Machine](strings.NewReader(tc.body))
			checkDecodeError(t, err, tc.syntax, tc.message)
			assert.Len(t, list, tc.good)
		})
	}
}

func TestDecodeJSONErrors(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, body string
		syntax     bool
		message    string
	}{
		{"nothing", "", true, "no value where one belongs: unexpected end of JSON input"},
		{"null", " null\n", false, "cannot unmarshal null into Go value of type *shapes.Machine"},
		{"list", "[]", false, "cannot unmarshal array into"},
		{"truncated", `{"name": "x"`, true, "unexpected end of JSON input"},
		{"two values", `{} {}`, true, "invalid character '{' after top-level value"},
		{"a proxy's page", "<html></html>", true, "invalid character '<' looking for beginning of value"},
		{"field of another type", `{"count": "x"}`, false, "cannot unmarshal string into Go struct field"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := jsonlist.Value[*shapes.Machine](strings.NewReader(tc.body), -1, 0)
			checkDecodeError(t, err, tc.syntax, tc.message)
		})
	}
}

func checkDecodeError(t *testing.T, err error, syntax bool, message string) {
	t.Helper()
	if syntax {
		var target *json.SyntaxError
		require.ErrorAs(t, err, &target)
	} else {
		var target *json.UnmarshalTypeError
		require.ErrorAs(t, err, &target)
	}
	require.ErrorContains(t, err, message)
	assert.Equal(t, strings.Contains(message, "null") || strings.Contains(message, "no value"), errors.Is(err, jsonlist.ErrNoValue))
}

func TestDecodeReadErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset")
	for _, tc := range []struct {
		name, body string
		good       int
	}{
		{"at once", "", 0},
		{"before an element's end", `[{"name": "a`, 0},
		{"between elements", `[{}, {}, `, 2},
		{"after the list", `[{}, {}]`, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			body := func() io.Reader { return io.MultiReader(strings.NewReader(tc.body), iotest.ErrReader(broken)) }
			_, err := jsonlist.Value[shapes.Machine](body(), -1, 0)
			require.ErrorIs(t, err, broken)
			_, err = jsonlist.List[shapes.Machine](body(), -1, 0)
			require.ErrorIs(t, err, broken)
			list, err := collect[shapes.Machine](body())
			require.ErrorIs(t, err, broken)
			assert.Len(t, list, tc.good)
		})
	}

	idle := readerFunc(func([]byte) (int, error) { return 0, nil })
	_, err := jsonlist.Value[shapes.Machine](idle, -1, 0)
	require.ErrorIs(t, err, io.ErrNoProgress)
	_, err = jsonlist.List[shapes.Machine](idle, -1, 0)
	require.ErrorIs(t, err, io.ErrNoProgress)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestDecodeEachAsTheyArrive(t *testing.T) {
	t.Parallel()
	pieces := []string{"[", "1, 2,", "3,4", ", 5", "]"}
	done := []int{0, 2, 3, 4, 5} // an element has ended when what follows it has come
	var got []int
	r := readerFunc(func(b []byte) (int, error) {
		read := len(done) - len(pieces)
		if read > 0 {
			assert.Len(t, got, done[read-1], "yielded before read %d", read)
		}
		if len(pieces) == 0 {
			return 0, io.EOF
		}
		n := copy(b, pieces[0])
		pieces = pieces[1:]
		return n, nil
	})
	require.NoError(t, jsonlist.Each(r, 0, func(v *int) bool { got = append(got, *v); return true }))
	assert.Equal(t, []int{1, 2, 3, 4, 5}, got)
}

func TestDecodeEachStops(t *testing.T) {
	t.Parallel()
	for _, stop := range []int{1, 2, 100} {
		r := io.MultiReader(strings.NewReader("["+strings.Repeat("{}, ", 200)), iotest.ErrReader(errors.New("read on")))
		n := 0
		require.NoError(t, jsonlist.Each(r, 0, func(*shapes.Machine) bool { n++; return n < stop }))
		assert.Equal(t, stop, n)
	}
}

func TestDecodeEachYieldsValuesToKeep(t *testing.T) {
	t.Parallel()
	var kept []*shapes.Machine
	require.NoError(t, jsonlist.Each(bytes.NewReader(machines(1000)), 0, func(m *shapes.Machine) bool { kept = append(kept, m); return true }))
	for i, m := range kept {
		require.Equal(t, i, m.Count)
	}
}

// Decoders and their buffers are used again: no value may change an earlier one.
func TestDecodeValuesToKeep(t *testing.T) {
	t.Parallel()
	var bodies [][]byte
	var want []*shapes.Machine
	for i := range 300 {
		m := &shapes.Machine{Name: fmt.Sprintf("node-%d", i), Tags: []string{}, Cards: []shapes.Zone{}, Extra: json.RawMessage("[1]")}
		for n := range i % 70 {
			m.Tags = append(m.Tags, strings.Repeat(fmt.Sprint(n%10), n*i%400), "\t\u2028"+strings.Repeat("é", n))
			m.Cards = append(m.Cards, shapes.Zone{Name: fmt.Sprintf("eth%d", n), Description: strings.Repeat("\"", n)})
		}
		body, err := json.Marshal(m)
		require.NoError(t, err)
		bodies, want = append(bodies, body), append(want, m)
	}
	kept := make([]*shapes.Machine, len(bodies))
	var wg sync.WaitGroup
	for part := range 3 {
		wg.Go(func() {
			for i := part; i < len(bodies); i += 3 {
				var err error
				kept[i], err = jsonlist.Value[*shapes.Machine](bytes.NewReader(bodies[i]), -1, 0)
				assert.NoError(t, err)
			}
		})
	}
	wg.Wait()
	for i := range want {
		require.Equal(t, want[i], kept[i], i)
	}
}

// Unusual elements among usual ones, and then most of them: each must end up in
// its place.
func TestDecodeUnusualElements(t *testing.T) {
	t.Parallel()
	for _, every := range []int{1, 2, 3, 50} {
		var b strings.Builder
		for i := range 1000 {
			name := "count"
			if i%every == 0 {
				name = "COUNT"
			}
			fmt.Fprintf(&b, `, {"name": "x", %q: %d}`, name, i)
		}
		body := "[" + b.String()[1:] + "]"
		jsonlisttest.CheckList[shapes.Machine](t, []byte(body))
		list, err := jsonlist.List[shapes.Machine](iotest.HalfReader(strings.NewReader(body)), -1, 1<<20)
		require.NoError(t, err)
		for i, m := range list {
			require.Equal(t, i, m.Count)
		}
		for _, end := range []string{`, null]`, `, {"count": "x"}]`, `, {]`, `}`, ` {}]`, `,]`, ``} {
			list, err := jsonlist.List[shapes.Machine](strings.NewReader(strings.TrimSuffix(body, "]")+end), -1, 0)
			require.Error(t, err, end)
			require.Nil(t, list)
			list, err = collect[shapes.Machine](strings.NewReader(strings.TrimSuffix(body, "]") + end))
			require.Error(t, err, end)
			require.Len(t, list, 1000)
		}
	}
}

func TestDecodeOffsets(t *testing.T) {
	t.Parallel()
	body := strings.Repeat(" ", 5000) + "[" + strings.Repeat(`{"name": "x"}, `, 20_000)
	for _, r := range []io.Reader{strings.NewReader(body + `{"count": "x"}]`), iotest.HalfReader(strings.NewReader(body + `{"count": "x"}]`))} {
		_, err := collect[shapes.Machine](r)
		var wrongType *json.UnmarshalTypeError
		require.ErrorAs(t, err, &wrongType)
		assert.EqualValues(t, len(body)+len(`{"count": "x"`), wrongType.Offset)
	}
	_, err := jsonlist.List[shapes.Machine](strings.NewReader(body+`{"count": ?}]`), -1, 0)
	var wrong *json.SyntaxError
	require.ErrorAs(t, err, &wrong)
	assert.EqualValues(t, len(body)+len(`{"count": ?`), wrong.Offset)
}

// All that a number may look like, in fields of all kinds.
func TestDecodeScalars(t *testing.T) {
	t.Parallel()
	texts := strings.Fields("0 -0 1 -1 01 -01 00 1. .1 1.0 1e0 1E5 -1e-5 1e+ 1e - + +1 0x1 0.1.2 1_0 127 128 -128 -129 255 256 32767 32768 -32768 -32769 65535 65536 " +
		"2147483647 2147483648 -2147483648 -2147483649 4294967295 4294967296 999999999999999999 1000000000000000000 9223372036854775807 9223372036854775808 " +
		"-9223372036854775808 -9223372036854775809 18446744073709551615 18446744073709551616 0.1 0.30000000000000004 123456789012345.6 1234567.890123456 " +
		"999999999999999 9999999999999999 0.00000000000001 1e22 1e23 3.4e38 3.5e38 1e308 1e309 -1e400 4.9e-324 1e-400 " +
		"true false null tru truex nul nullx falsey True \"\" \"1\" \"true\" \"a\" \"YQ==\" \"YQ\" \"Y\\u0051==\" [] [0] [1,] [256] {} {\"a\":1} {\"1\":[2]} {\"1\":[2],\"01\":[3]} {\"x\":[]} [null] [[]] [[null]] [{}]")
	fields := reflect.VisibleFields(reflect.TypeFor[shapes.Everything]())
	for _, f := range fields {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		for _, text := range texts {
			jsonlisttest.CheckValue[shapes.Everything](t, []byte(`{"`+cmp.Or(name, f.Name)+`":`+text+`}`))
		}
	}
}

// embedding has the decoder of another type by embedding it.
type embedding struct {
	shapes.Zone
	Extra string `json:"extra"`
}

func TestDecodersAreNotInherited(t *testing.T) {
	t.Parallel()
	body := `{"name": "a", "description": "b", "extra": "c"}`
	want := embedding{shapes.Zone{Name: "a", Description: "b"}, "c"}
	v, err := jsonlist.Value[embedding](strings.NewReader(body), -1, 0)
	require.NoError(t, err)
	assert.Equal(t, want, v)
	p, err := jsonlist.Value[*embedding](strings.NewReader(body), -1, 0)
	require.NoError(t, err)
	assert.Equal(t, &want, p)
	list, err := jsonlist.List[embedding](strings.NewReader("["+body+"]"), -1, 0)
	require.NoError(t, err)
	assert.Equal(t, []embedding{want}, list)
}

type namedPointer *shapes.Zone

func TestDecodePointers(t *testing.T) {
	t.Parallel()
	named, err := jsonlist.Value[namedPointer](strings.NewReader(`{"name": "a"}`), -1, 0)
	require.NoError(t, err)
	assert.Equal(t, namedPointer(&shapes.Zone{Name: "a"}), named)
	twice, err := jsonlist.Value[**shapes.Zone](strings.NewReader(`{"name": "a"}`), -1, 0)
	require.NoError(t, err)
	assert.Equal(t, &shapes.Zone{Name: "a"}, *twice)
}

func TestDecodeRawMessages(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"null", " [1, 2]\n", `"x"`} {
		raw, err := jsonlist.Value[json.RawMessage](strings.NewReader(text), -1, 0)
		require.NoError(t, err)
		assert.Equal(t, strings.TrimSpace(text), string(raw))
	}
	_, err := jsonlist.Value[json.RawMessage](strings.NewReader(""), -1, 0)
	require.ErrorContains(t, err, "unexpected end of JSON input")
}

func TestDecodeHostileBodies(t *testing.T) {
	t.Parallel()
	tiny := "[" + strings.Repeat("{},", 100_000) + "{}]"

	t.Run("a Content-Length is not taken at its word", func(t *testing.T) {
		t.Parallel()
		size := int(reflect.TypeFor[shapes.Machine]().Size())
		list, err := jsonlist.List[shapes.Machine](strings.NewReader("[{}, {}]"), 1<<60, 0)
		require.NoError(t, err)
		assert.LessOrEqual(t, cap(list)*size, 32<<20)
		list, err = jsonlist.List[shapes.Machine](strings.NewReader(tiny), 1<<60, 0)
		require.NoError(t, err)
		assert.LessOrEqual(t, cap(list), 4*len(list))
	})
	t.Run("depth", func(t *testing.T) {
		t.Parallel()
		deep := strings.Repeat("[", 1_000_000)
		_, err := jsonlist.List[any](strings.NewReader(deep), -1, 0)
		require.Error(t, err)
		_, err = jsonlist.List[any](strings.NewReader(deep+strings.Repeat("]", 1_000_000)), -1, 0)
		require.ErrorContains(t, err, "exceeded max depth")
		nested := strings.Repeat(`{"children":[`, 1_000_000)
		_, err = jsonlist.List[shapes.Tree](strings.NewReader("["+nested), -1, 0)
		require.ErrorContains(t, err, "exceeded max depth")
		_, err = jsonlist.Value[shapes.Tree](strings.NewReader(nested), -1, 0)
		require.ErrorContains(t, err, "exceeded max depth")
		for _, n := range []int{999, 1001, 9998, 9999, 10_000, 10_001} {
			jsonlisttest.CheckList[any](t, []byte(deep[:n]+strings.Repeat("]", n)))
			jsonlisttest.CheckList[shapes.Empty](t, []byte(`[{"a":`+deep[:n]+strings.Repeat("]", n)+"}]"))
		}
	})
	t.Run("backslashes", func(t *testing.T) {
		t.Parallel()
		s := strings.Repeat(`\\`, 500_000) + strings.Repeat(`\"`, 500_000)
		list, err := jsonlist.List[string](iotest.HalfReader(strings.NewReader(`["`+s+`"]`)), -1, 0)
		require.NoError(t, err)
		assert.Len(t, list[0], 1_000_000)
	})
	t.Run("a long element in short reads takes no time that grows with its square", func(t *testing.T) {
		t.Parallel()
		n := 0
		body := io.MultiReader(strings.NewReader(`[{"name": "`), io.LimitReader(readerFunc(func(b []byte) (int, error) {
			n++
			b[0], b[1] = '\\', 'n'
			return 2, nil
		}), 4<<20), strings.NewReader(`"}]`))
		list, err := collect[shapes.Machine](body)
		require.NoError(t, err)
		assert.Len(t, list[0].Name, 2<<20)
	})
}

// Each of these is 256 KB, within its limit, of what becomes much more in memory.
// What is allocated in all is much more than what is held at any time.
func TestDecodeLimit(t *testing.T) {
	const limit = 256 << 10
	many := func(before, part, after string) string {
		return before + strings.Repeat(part, (limit-len(before)-len(after))/len(part)-1) + strings.TrimSuffix(part, ",") + after
	}
	bodies := map[string]string{
		"elements":          many("[", "{},", "]"),
		"unusual elements":  many("[", `{"NAME":""},`, "]"),
		"one in an element": many(`[{"cards":[`, "{},", "]}]"),
		"unusual in one":    many(`[{"CARDS":[`, "{},", "]}]"),
		"strings":           many(`[{"tags":[`, `"",`, "]}]"),
		"map":               many(`[{"labels":{`, `"a":"",`, "}}]"),
		"pointers":          many("[", `{"owner":""},`, "]"),
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			require.LessOrEqual(t, len(body), limit)
			allocated := allocates(func() {
				_, err := jsonlist.List[shapes.Machine](strings.NewReader(body), int64(len(body)), limit)
				require.ErrorIs(t, err, jsonlist.ErrTooLarge)
			})
			assert.LessOrEqual(t, allocated, 16*limit, "List")
			allocated = allocates(func() { _, _ = jsonlist.Value[[]shapes.Machine](strings.NewReader(body), -1, limit) })
			assert.LessOrEqual(t, allocated, 16*limit, "Value")
			allocated = allocates(func() { _, _ = jsonlist.List[any](strings.NewReader(body), -1, limit) })
			assert.LessOrEqual(t, allocated, 16*limit, "List of any")
			body := body[1 : len(body)-1]
			allocated = allocates(func() { _, _ = jsonlist.Value[*shapes.Machine](strings.NewReader(body), -1, limit) })
			assert.LessOrEqual(t, allocated, 16*limit, "Value of one")
		})
	}
	// An iterator holds one element at a time.
	n := 0
	require.NoError(t, jsonlist.Each(strings.NewReader(bodies["elements"]), limit, func(*shapes.Machine) bool { n++; return true }))
	assert.Greater(t, n, limit/4)
	// What is usual has room.
	body := machines(1000)
	for _, limit := range []int64{int64(len(body)), math.MaxInt64} {
		list, err := jsonlist.List[shapes.Machine](bytes.NewReader(body), -1, limit)
		require.NoError(t, err)
		assert.Len(t, list, 1000)
	}
}

// allocates returns how many bytes f allocates in all, which is more than it
// holds at any time.
func allocates(f func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}
