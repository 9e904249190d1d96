package contracttest

import (
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

// A SentRequest is what a call put on the wire.
type SentRequest struct {
	Operation maas.Operation // as the transport is told
	Method    string
	Path      string // escaped, behind the API's root
	Op        string
	Signed    bool
	Query     []SentParam // without op
	Form      []SentParam
	Raw       []byte // a body that is no form
	HasBody   bool
}

// A SentParam is a parameter of a request.
type SentParam struct{ Name, In, Value string }

// Params are those of the query and of the form.
func (r *SentRequest) Params() []SentParam { return append(slices.Clone(r.Query), r.Form...) }

// NoteRequest reads all of a request to the API below root, "/MAAS/api/2.0".
func NoteRequest(t *testing.T, req *http.Request, root string) *SentRequest {
	t.Helper()
	sent := &SentRequest{
		Method: req.Method,
		Path:   strings.TrimPrefix(req.URL.EscapedPath(), root),
		Signed: req.Header.Get("Authorization") != "",
	}
	sent.Operation, _ = maas.OperationFromContext(req.Context())
	for pair := range strings.SplitSeq(req.URL.RawQuery, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, value = unescape(t, name), unescape(t, value)
		if name == "op" {
			require.Empty(t, sent.Op, "op is there twice")
			require.NotEmpty(t, value, "an empty op")
			sent.Op = value
			continue
		}
		sent.Query = append(sent.Query, SentParam{name, "query", value})
	}
	if req.Body == nil || req.Body == http.NoBody {
		return sent
	}
	sent.HasBody = true
	media, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	require.NoError(t, err)
	if media != "multipart/form-data" {
		sent.Raw, err = io.ReadAll(req.Body)
		require.NoError(t, err)
		require.Equal(t, req.ContentLength, int64(len(sent.Raw)), "Content-Length")
		return sent
	}
	reader := multipart.NewReader(req.Body, params["boundary"])
	for {
		part, err := reader.NextRawPart()
		if err == io.EOF {
			return sent
		}
		require.NoError(t, err)
		value, err := io.ReadAll(part)
		require.NoError(t, err)
		in := "form"
		if part.FileName() != "" {
			in = "file"
		}
		sent.Form = append(sent.Form, SentParam{part.FormName(), in, string(value)})
	}
}

func unescape(t *testing.T, s string) string {
	t.Helper()
	text, err := url.QueryUnescape(s)
	require.NoError(t, err)
	return text
}

// RoundTripFunc is an http.RoundTripper made of a function.
type RoundTripFunc func(*http.Request) (*http.Response, error)

// RoundTrip calls f.
func (f RoundTripFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// Method finds a method of a client's service, "Zones.List".
func Method(client any, name string) reflect.Value {
	service, method, _ := strings.Cut(name, ".")
	field := reflect.ValueOf(client).Elem().FieldByName(service)
	if !field.IsValid() {
		return reflect.Value{}
	}
	return field.MethodByName(method)
}

// CallMethod calls a method; an iterator that it returns is used up. It returns
// what the method did, with the pairs of an iterator as a slice and an error.
func CallMethod(method reflect.Value, args []reflect.Value) (result any, err error) {
	call := method.Call
	if method.Type().IsVariadic() {
		call = method.CallSlice
	}
	results := call(args)
	last := results[len(results)-1]
	if last.Type().CanSeq2() {
		values := []any{}
		for value, e := range last.Seq2() {
			if e.IsNil() {
				values = append(values, value.Interface())
			} else {
				err = e.Interface().(error)
			}
		}
		return values, err
	}
	if !last.IsNil() {
		err = last.Interface().(error)
	}
	if len(results) > 1 {
		result = results[0].Interface()
	}
	return result, err
}

// IsOptions reports whether typ is that of an options argument.
func IsOptions(typ reflect.Type) bool {
	return typ.Kind() == reflect.Pointer && strings.HasSuffix(typ.Elem().Name(), "Options")
}

// OptionFields calls f for every field of an options struct, those of embedded
// structs too.
func OptionFields(typ reflect.Type, f func(index []int, field reflect.StructField)) {
	for _, field := range reflect.VisibleFields(typ) {
		if !field.Anonymous {
			f(field.Index, field)
		}
	}
}
