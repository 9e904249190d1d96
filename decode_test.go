package maas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// machine stands for the models: nested objects, pointers, lists, a type of its own.
type machine struct {
	Name   string            `json:"name"`
	Owner  *string           `json:"owner"`
	Count  int               `json:"count"`
	Size   float64           `json:"size"`
	On     bool              `json:"on"`
	Tags   []string          `json:"tags"`
	Zone   zoneStub          `json:"zone"`
	Cards  []zoneStub        `json:"cards"`
	Labels map[string]string `json:"labels"`
	Extra  json.RawMessage   `json:"extra"`
}

type zoneStub struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

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
func collect[T any](r io.Reader, _ int64) ([]T, error) {
	list := []T{}
	err := decodeEach(r, func(v *T) bool { list = append(list, *v); return true })
	return list, err
}

// compacted undoes the one difference that packing makes.
func compacted(t *testing.T, list []machine) []machine {
	for i := range list {
		if list[i].Extra != nil {
			var b bytes.Buffer
			require.NoError(t, json.Compact(&b, list[i].Extra))
			list[i].Extra = b.Bytes()
		}
	}
	return list
}

func TestDecodeListsAsEncodingJSON(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 63, 64, 65, 1500} {
		body := machines(n)
		want := []machine{}
		require.NoError(t, json.Unmarshal(body, &want))
		want = compacted(t, want)
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
				list, err := decodeList[machine](reader(), size)
				require.NoError(t, err, "%d machines, %s, size %d", n, name, size)
				require.Equal(t, want, compacted(t, list), "%d machines, %s, size %d", n, name, size)
			}
			list, err := collect[machine](reader(), -1)
			require.NoError(t, err, "%d machines, %s", n, name)
			require.Equal(t, want, compacted(t, list), "%d machines, %s", n, name)
		}
	}
}

func TestDecodeJSON(t *testing.T) {
	t.Parallel()
	body := machines(1)
	body = body[1 : len(body)-1] // its one element
	var want machine
	require.NoError(t, json.Unmarshal(body, &want))
	for _, size := range []int64{-1, 0, 1, int64(len(body)), 1 << 60} {
		for _, r := range []io.Reader{bytes.NewReader(body), iotest.OneByteReader(bytes.NewReader(body)), iotest.DataErrReader(bytes.NewReader(body))} {
			v, err := decodeJSON[*machine](r, size)
			require.NoError(t, err, size)
			require.Equal(t, &want, v, size)
		}
	}

	long := `"` + strings.Repeat("x", 3*largeRead) + `"`
	for _, size := range []int64{-1, int64(len(long))} {
		s, err := decodeJSON[string](strings.NewReader(long), size)
		require.NoError(t, err)
		assert.Len(t, s, 3*largeRead)
	}
	for n := range len(body) - 10 {
		_, err := decodeJSON[machine](bytes.NewReader(body[:n]), int64(len(body)))
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
			list, err := collect[any](r, -1)
			require.NoError(t, err, "%d, %d", i, j)
			require.Equal(t, want, list, "%d, %d", i, j)
		}
		list, err := decodeList[any](io.MultiReader(strings.NewReader(awkward[:i]), strings.NewReader(awkward[i:])), -1)
		require.NoError(t, err, i)
		require.Equal(t, want, list, i)

		_, err = decodeList[any](strings.NewReader(awkward[:i]), -1)
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

func FuzzDecodeList(f *testing.F) {
	for _, s := range []string{awkward, "[]", "[1,]", "[,1]", "[1}", "[{]}]", "null", "[null]", "[] x", "{}", "[1 2]", "[\"\\", "[tr ue]", "", " ", "[\x00]", "[1,null ]", "[null0,", "[null {}]"} {
		f.Add([]byte(s))
	}
	f.Add(machines(2))
	f.Fuzz(func(t *testing.T, body []byte) { compareList(t, body) })
}

// compareList holds both list decoders against encoding/json on one body.
func compareList(t *testing.T, body []byte) {
	t.Helper()
	var raw []json.RawMessage
	err := json.Unmarshal(body, &raw)
	valid := err == nil && raw != nil
	for _, e := range raw {
		valid = valid && string(e) != "null"
	}
	var want []any
	if valid {
		want = []any{}
		valid = json.Unmarshal(body, &want) == nil // a number may be out of range
	}
	for name, decode := range map[string]func(io.Reader, int64) ([]any, error){"decodeList": decodeList[any], "decodeEach": collect[any]} {
		for _, r := range []io.Reader{bytes.NewReader(body), iotest.OneByteReader(bytes.NewReader(body))} {
			got, err := decode(r, int64(len(body)))
			require.Equal(t, valid, err == nil, "%s of %q: %v", name, body, err)
			if valid && !reflect.DeepEqual(want, got) {
				require.Equal(t, want, got, "%s of %q", name, body)
			}
		}
	}
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
		{"null", "null", false, "cannot unmarshal null into Go value of type []maas.machine", 0},
		{"object", `{"name": "x"}`, false, "cannot unmarshal object into", 0},
		{"string", `"x"`, false, "cannot unmarshal string into", 0},
		{"number", "-1", false, "cannot unmarshal number into", 0},
		{"bool", "true", false, "cannot unmarshal bool into", 0},
		{"a proxy's page", "<html></html>", true, "invalid character '<' looking for beginning of value", 0},
		{"two lists", `[{}] []`, true, "invalid character '[' after top-level value", 1},
		{"bracket too many", `[{}]]`, true, "invalid character ']' after top-level value", 1},
		{"not closed", `[{}, {}`, true, "unexpected end of JSON input", 1},
		{"closed by a brace", `[{}, {}}`, true, "element 2: invalid character '}' after array element", 2},
		{"comma at the end", `[{},]`, true, "looking for beginning of value", 1},
		{"comma at the end of a group", "[" + many + "]", true, "looking for beginning of value", 5000},
		{"comma at the start", `[,{}]`, true, "element 0: invalid character ','", 0},
		{"no comma", `[{} {}]`, true, "element 1: invalid character '{' after array element", 1},
		{"null element", `[{}, null , {}]`, false, "element 1: no value where one belongs: json: cannot unmarshal null into Go value of type maas.machine", 1},
		{"null at the end", `[{}, {}, null]`, false, "element 2: no value where one belongs", 2},
		{"element of another type", `[{}, "x", {}]`, false, "element 1: json: cannot unmarshal string into Go value of type maas.machine", 1},
		{"far element of another type", "[" + many + `{"count": "x"}, ` + many + "{}]", false, "element 5000: json: cannot unmarshal string into Go struct field", 5000},
		{"far syntax error", "[" + many + `{"count": 1 1}, ` + many + "{}]", true, "element 5000: invalid character '1' after object key:value pair", 5000},
		{"number with a blank", `[{"count": 1 2}]`, true, "invalid character '2' after object key:value pair", 0},
		{"word with a blank", `[{"on": tr ue}]`, true, "invalid character ' ' in literal true", 0},
		{"control character", "[{\"name\": \"a\nb\"}]", true, `invalid character '\n' in string`, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			list, err := decodeList[machine](strings.NewReader(tc.body), int64(len(tc.body)))
			checkDecodeError(t, err, tc.syntax, tc.message)
			assert.Nil(t, list)
			list, err = collect[machine](strings.NewReader(tc.body), -1)
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
		{"null", " null\n", false, "cannot unmarshal null into Go value of type *maas.machine"},
		{"list", "[]", false, "cannot unmarshal array into"},
		{"truncated", `{"name": "x"`, true, "unexpected end of JSON input"},
		{"two values", `{} {}`, true, "invalid character '{' after top-level value"},
		{"a proxy's page", "<html></html>", true, "invalid character '<' looking for beginning of value"},
		{"field of another type", `{"count": "x"}`, false, "cannot unmarshal string into Go struct field"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := decodeJSON[*machine](strings.NewReader(tc.body), -1)
			checkDecodeError(t, err, tc.syntax, tc.message)
		})
	}
}

func checkDecodeError(t *testing.T, err error, syntax bool, message string) {
	t.Helper()
	if syntax {
		var target *json.SyntaxError
		assert.ErrorAs(t, err, &target)
	} else {
		var target *json.UnmarshalTypeError
		assert.ErrorAs(t, err, &target)
	}
	assert.ErrorContains(t, err, message)
	assert.Equal(t, strings.Contains(message, "null") || strings.Contains(message, "no value"), errors.Is(err, ErrNoValue))
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
			_, err := decodeJSON[machine](body(), -1)
			require.ErrorIs(t, err, broken)
			_, err = decodeList[machine](body(), -1)
			require.ErrorIs(t, err, broken)
			list, err := collect[machine](body(), -1)
			require.ErrorIs(t, err, broken)
			assert.Len(t, list, tc.good)
		})
	}

	idle := readerFunc(func([]byte) (int, error) { return 0, nil })
	_, err := decodeJSON[machine](idle, -1)
	require.ErrorIs(t, err, io.ErrNoProgress)
	_, err = decodeList[machine](idle, -1)
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
	require.NoError(t, decodeEach(r, func(v *int) bool { got = append(got, *v); return true }))
	assert.Equal(t, []int{1, 2, 3, 4, 5}, got)
}

func TestDecodeEachStops(t *testing.T) {
	t.Parallel()
	for _, stop := range []int{1, 2, eachElems, eachElems + 1} {
		r := io.MultiReader(strings.NewReader("["+strings.Repeat("{}, ", 2*eachElems)), iotest.ErrReader(errors.New("read on")))
		n := 0
		require.NoError(t, decodeEach(r, func(*machine) bool { n++; return n < stop }))
		assert.Equal(t, stop, n)
	}
}

func TestDecodeEachYieldsValuesToKeep(t *testing.T) {
	t.Parallel()
	var kept []*machine
	require.NoError(t, decodeEach(bytes.NewReader(machines(1000)), func(m *machine) bool { kept = append(kept, m); return true }))
	for i, m := range kept {
		require.Equal(t, i, m.Count)
	}
}

func TestDecodeHostileBodies(t *testing.T) {
	t.Parallel()
	tiny := "[" + strings.Repeat("{},", 100_000) + "{}]"

	t.Run("tiny elements are held a few at a time", func(t *testing.T) {
		t.Parallel()
		p := newPacker[machine](strings.NewReader(tiny), -1, eachElems)
		defer p.free()
		var w window
		total := 0
		for p.fill(&w) == nil {
			require.LessOrEqual(t, w.elems, eachElems)
			total += w.elems
		}
		require.Equal(t, errArrayEnd, p.err)
		assert.Equal(t, 100_001, total)
	})
	t.Run("a Content-Length is not taken at its word", func(t *testing.T) {
		t.Parallel()
		size := int(reflect.TypeFor[machine]().Size())
		list, err := decodeList[machine](strings.NewReader("[{}, {}]"), 1<<60)
		require.NoError(t, err)
		assert.LessOrEqual(t, cap(list)*size, 2*growBytes)
		list, err = decodeList[machine](strings.NewReader(tiny), 1<<60)
		require.NoError(t, err)
		assert.LessOrEqual(t, cap(list), 4*len(list))
	})
	t.Run("depth", func(t *testing.T) {
		t.Parallel()
		deep := strings.Repeat("[", 1_000_000)
		_, err := decodeList[any](strings.NewReader(deep), -1)
		require.Error(t, err)
		_, err = decodeList[any](strings.NewReader(deep+strings.Repeat("]", 1_000_000)), -1)
		require.ErrorContains(t, err, "exceeded max depth")
	})
	t.Run("backslashes", func(t *testing.T) {
		t.Parallel()
		s := strings.Repeat(`\\`, 500_000) + strings.Repeat(`\"`, 500_000)
		list, err := decodeList[string](iotest.HalfReader(strings.NewReader(`["`+s+`"]`)), -1)
		require.NoError(t, err)
		assert.Len(t, list[0], 1_000_000)
	})
}

// The three that follow go wrong in UnmarshalJSON, on whichever goroutine decodes them.
type panicking struct{}

func (*panicking) UnmarshalJSON(b []byte) error {
	if string(b) == "13" {
		panic("unlucky")
	}
	return nil
}

type refusing int

var errRefused = errors.New("refused")

func (r *refusing) UnmarshalJSON(b []byte) error {
	if len(b) == 4 {
		return errRefused
	}
	return json.Unmarshal(b, (*int)(r))
}

type exiting struct{}

func (*exiting) UnmarshalJSON(b []byte) error {
	if string(b) == "13" {
		runtime.Goexit()
	}
	return nil
}

func numbers(n int) string {
	var b strings.Builder
	b.WriteString("[0")
	for i := range n {
		fmt.Fprintf(&b, ", %d", i)
	}
	return b.String() + "]"
}

// Not parallel: it looks at all goroutines, and sets how many cores there are.
func TestDecodeLeavesNoGoroutine(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(procs)
		body := machines(1500)
		list, err := decodeList[machine](bytes.NewReader(body), -1)
		require.NoError(t, err)
		require.Len(t, list, 1500)
		_, err = decodeList[machine](io.MultiReader(bytes.NewReader(body[:len(body)/2]), iotest.ErrReader(io.ErrClosedPipe)), -1)
		require.ErrorIs(t, err, io.ErrClosedPipe)
		n := 0
		require.NoError(t, decodeEach(bytes.NewReader(body), func(*machine) bool { n++; return n < 100 }))

		for range 4 {
			require.PanicsWithValue(t, "unlucky", func() { decodeList[panicking](strings.NewReader(numbers(2000)), -1) })
			require.PanicsWithValue(t, "unlucky", func() { collect[panicking](strings.NewReader(numbers(2000)), -1) })
			require.PanicsWithValue(t, "unread", func() {
				decodeList[int](io.MultiReader(strings.NewReader(numbers(60_000)), readerFunc(func([]byte) (int, error) { panic("unread") })), -1)
			})
			require.PanicsWithValue(t, "enough", func() {
				decodeEach(strings.NewReader(numbers(2000)), func(*int) bool { panic("enough") })
			})
			_, err := decodeList[refusing](strings.NewReader(numbers(2000)), -1)
			require.ErrorIs(t, err, errRefused)
			require.ErrorContains(t, err, "element 1001: ")

			result := errors.New("the goroutine ended")
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				_, result = decodeList[exiting](strings.NewReader(numbers(2000)), -1)
			}()
			<-ended
			require.Error(t, result)
		}
	}
}

// hooked calls what its test wants done as it is decoded, by its text.
type hooked struct{}

var hooks = map[string]func(){}

func (*hooked) UnmarshalJSON(b []byte) error {
	if hook := hooks[string(b)]; hook != nil {
		hook()
	}
	return nil
}

// Not parallel, for the hooks and the number of cores.
func TestDecodeWindowWaitsForItsHelper(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	defer clear(hooks)
	w := &window{text: []byte("[1][2]"), groups: []group{{0, 3, 0, 1}, {3, 6, 1, 1}}, elems: 2}

	begun := make(chan struct{})
	ended := false
	hooks["1"] = func() {
		close(begun)
		for range 10_000 {
			runtime.Gosched()
		}
		ended = true
	}
	require.PanicsWithValue(t, "meanwhile", func() {
		_, _ = decodeWindow(w, make([]hooked, 2), func() { <-begun; panic("meanwhile") })
	})
	assert.True(t, ended)

	begun = make(chan struct{})
	hooks["1"] = func() { close(begun); runtime.Goexit() }
	_, err := decodeWindow(w, make([]hooked, 2), func() { <-begun })
	require.ErrorContains(t, err, "ended its goroutine")
}
