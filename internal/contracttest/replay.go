package contracttest

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

// An Exchange is a request that was made to a real MAAS, and its response.
type Exchange struct {
	Name      string `json:"name"`
	Kind      string `json:"kind"` // "success", "failure" or "quirk"
	Operation string `json:"operation"`
	Request   struct {
		As          string            `json:"as"`
		CustomAuth  bool              `json:"custom_auth"` // its Authorization header is one that the client never makes
		Method      string            `json:"method"`
		Path        string            `json:"path"`
		ContentType string            `json:"content_type"` // "": multipart/form-data, or no body
		Headers     map[string]string `json:"headers"`
		Op          string            `json:"op"` // in some files among the query
		Query       [][2]string       `json:"query"`
		Form        [][2]string       `json:"form"`
		JSON        json.RawMessage   `json:"json"`
		Body        []byte            `json:"body_base64"`
		Files       []struct {
			Name    string `json:"name"`
			Content []byte `json:"content_base64"`
		} `json:"files"`
	} `json:"request"`
	Response struct {
		Status     int               `json:"status"`
		Headers    map[string]string `json:"headers"`
		Text       string            `json:"body"`
		BodyBase64 []byte            `json:"body_base64"`
	} `json:"response"`
}

// Body is the body of the response.
func (e *Exchange) Body() []byte {
	if e.Response.BodyBase64 != nil {
		return e.Response.BodyBase64
	}
	return []byte(e.Response.Text)
}

// Op is the op of the request, and whether there is one at most.
func (e *Exchange) Op() (op string, plain bool) {
	found := 0
	if e.Request.Op != "" {
		op, found = e.Request.Op, 1
	}
	for _, p := range e.Request.Query {
		if p[0] == "op" {
			op = p[1]
			found++
		}
	}
	inForm := slices.ContainsFunc(e.Request.Form, func(p [2]string) bool { return p[0] == "op" })
	return op, found < 2 && !inForm && (found == 0 || op != "")
}

// Params are the parameters of the request without op.
func (e *Exchange) Params() []SentParam {
	var params []SentParam
	for _, p := range e.Request.Query {
		if p[0] != "op" {
			params = append(params, SentParam{p[0], "query", p[1]})
		}
	}
	for _, p := range e.Request.Form {
		params = append(params, SentParam{p[0], "form", p[1]})
	}
	for _, f := range e.Request.Files {
		params = append(params, SentParam{f.Name, "file", string(f.Content)})
	}
	return params
}

// ReadExchanges reads a file of one exchange a line.
func ReadExchanges(t *testing.T, name string) []*Exchange {
	t.Helper()
	file, err := os.Open(name)
	require.NoError(t, err)
	defer file.Close()
	var exchanges []*Exchange
	decoder := json.NewDecoder(bufio.NewReader(file))
	for {
		e := new(Exchange)
		if err := decoder.Decode(e); errors.Is(err, io.EOF) {
			return exchanges
		} else {
			require.NoError(t, err)
		}
		exchanges = append(exchanges, e)
	}
}

// Respond gives the recorded response to the only request, which it notes in
// sent.
func (e *Exchange) Respond(t *testing.T, root string, sent **SentRequest) http.RoundTripper {
	return RoundTripFunc(func(req *http.Request) (*http.Response, error) {
		require.Nil(t, *sent, "a second request")
		*sent = NoteRequest(t, req, root)
		header := http.Header{}
		for name, value := range e.Response.Headers {
			header.Set(name, value)
		}
		return &http.Response{
			StatusCode: e.Response.Status, Header: header, ContentLength: -1,
			Body: io.NopCloser(bytes.NewReader(e.Body())), Request: req,
		}, nil
	})
}

// Arguments makes the arguments of a method without ctx from a recorded
// request. An error says why a typed call can't make the request.
func Arguments(e *Exchange, m SourceMethod, op Operation, method reflect.Type, root string, set SetSpecial) ([]reflect.Value, error) {
	path := strings.TrimPrefix(e.Request.Path, root)
	wildcards := PathPattern(op.Path).FindStringSubmatch(path)
	for _, wildcard := range []string{"filename", "id"} {
		if wildcards == nil {
			wildcards = PathPattern(op.Path, wildcard).FindStringSubmatch(path)
		}
	}
	if wildcards == nil {
		return nil, errors.New("the path is another")
	}
	left := map[string][]string{} // by name, the parameters not used yet
	for _, p := range e.Params() {
		if want, ok := op.Param(p.Name); ok && want.In != p.In {
			return nil, errors.New("a parameter is in another place")
		}
		left[p.Name] = append(left[p.Name], p.Value)
	}
	var args []reflect.Value
	for i := 1; i < method.NumIn(); i++ {
		typ := method.In(i)
		arg := reflect.New(typ).Elem()
		var err error
		name := ""
		if i-1 < len(m.Args) {
			name = m.ParamOf[m.Args[i-1]]
		}
		switch {
		case i < len(wildcards):
			var text string
			if text, err = url.PathUnescape(wildcards[i]); err == nil {
				err = SetValue(arg, []string{text}, "")
			}
		case name != "":
			if arg.Kind() == reflect.Bool && len(left[name]) == 0 {
				return nil, errors.New("a parameter is missing that the method always sends")
			}
			err = SetValue(arg, left[name], "")
			delete(left, name)
		case typ == reflect.TypeFor[map[string]string]():
			values := map[string]string{}
			for name, texts := range left {
				values[name] = texts[len(texts)-1]
			}
			left = nil
			arg.Set(reflect.ValueOf(values))
		case IsOptions(typ):
			arg.Set(reflect.New(typ.Elem()))
			err = SetOptions(arg.Elem(), left, set)
		case typ == reflect.TypeFor[io.Reader]() && e.Request.Body != nil:
			arg.Set(reflect.ValueOf(bytes.NewReader(e.Request.Body)))
		default:
			err = fmt.Errorf("nothing is known of the argument %d", i)
		}
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
	}
	for name := range left {
		if _, ok := op.Param(name); ok {
			return nil, fmt.Errorf("no argument or option is for %s", name)
		}
	}
	if len(left) > 0 {
		return nil, errors.New("MAAS has no such parameter")
	}
	return args, nil
}

// SetSpecial sets an option of a type of its own from the parameters in left,
// which it takes out; it reports whether it knows the type.
type SetSpecial func(target reflect.Value, name string, left map[string][]string) bool

// SetOptions sets the fields of an options struct from the parameters that they
// stand for, which it takes out of left.
func SetOptions(options reflect.Value, left map[string][]string, set SetSpecial) error {
	var failed error
	OptionFields(options.Type(), func(index []int, field reflect.StructField) {
		name, option, _ := strings.Cut(field.Tag.Get("param"), ",")
		target := options.FieldByIndex(index)
		if set != nil && set(target, name, left) {
			return
		}
		if values, ok := left[name]; ok {
			if err := SetValue(target, values, option); err != nil {
				failed = cmp.Or(failed, err)
			}
			delete(left, name)
		}
	})
	return failed
}

// SetValue sets an argument or field from the values of a parameter.
func SetValue(target reflect.Value, values []string, option string) error {
	if len(values) == 0 {
		return nil
	}
	last := values[len(values)-1]
	switch {
	case option == "json":
		if json.Unmarshal([]byte(last), target.Addr().Interface()) != nil {
			return errors.New("the JSON is broken")
		}
		return nil
	case option == "base64":
		data, err := base64.StdEncoding.DecodeString(last)
		if err != nil {
			return errors.New("the base64 is broken")
		}
		target.SetBytes(data)
		return nil
	case target.Type() == reflect.TypeFor[io.Reader]():
		target.Set(reflect.ValueOf(strings.NewReader(last)))
		return nil
	}
	switch target.Kind() {
	case reflect.Slice:
		for _, value := range values {
			element := reflect.New(target.Type().Elem()).Elem()
			if err := SetValue(element, []string{value}, ""); err != nil {
				return err
			}
			target.Set(reflect.Append(target, element))
		}
		return nil
	case reflect.Pointer:
		target.Set(reflect.New(target.Type().Elem()))
		target = target.Elem()
	}
	if len(values) > 1 {
		return errors.New("a parameter is there twice")
	}
	if target.Type() == reflect.TypeFor[maas.Secret]() {
		target.Set(reflect.ValueOf(maas.NewSecret(last)))
		return nil
	}
	switch target.Kind() {
	case reflect.String:
		target.SetString(last)
	case reflect.Int, reflect.Int64:
		number, err := strconv.ParseInt(last, 10, 64)
		if err != nil {
			return errors.New("a number is none")
		}
		target.SetInt(number)
	case reflect.Float64:
		number, err := strconv.ParseFloat(last, 64)
		if err != nil {
			return errors.New("a number is none")
		}
		target.SetFloat(number)
	case reflect.Bool:
		switch {
		case last == "true" || last == "True" || option == "01" && last == "1":
			target.SetBool(true)
		case last == "false" || last == "False" || option == "01" && last == "0":
			target.SetBool(false)
		default:
			return errors.New("a bool is written in another way")
		}
	default:
		return fmt.Errorf("a value can't be made for a %v", target.Type())
	}
	return nil
}

// CheckSent compares a request with the recorded one. It reports whether the
// two differ in nothing but empty texts and zeros that were not sent.
func CheckSent(t *testing.T, e *Exchange, op Operation, sent *SentRequest, root string) (zeroNotSent bool) {
	wantOp, _ := e.Op()
	assert.Equal(t, e.Request.Method, sent.Method)
	assert.Equal(t, wantOp, sent.Op)
	assert.Equal(t, e.Request.As != "anonymous", sent.Signed, "signed or not")
	wantPath, err := url.PathUnescape(strings.TrimPrefix(e.Request.Path, root))
	require.NoError(t, err)
	gotPath, err := url.PathUnescape(sent.Path)
	require.NoError(t, err)
	assert.Equal(t, wantPath, gotPath)
	if e.Request.Body != nil {
		assert.Equal(t, e.Request.Body, sent.Raw)
		return false
	}
	want, got := canonical(e.Params(), op), canonical(sent.Params(), op)
	if slices.Equal(want, got) {
		return false
	}
	isZero := func(p SentParam) bool { return p.Value == "" || p.Value == "0" }
	want, got = slices.DeleteFunc(want, isZero), slices.DeleteFunc(got, isZero)
	if !slices.Equal(want, got) {
		assert.Equal(t, want, got)
	}
	return true
}

// canonical sorts parameters, the values of one name staying in order, and
// writes those values alike that MAAS reads alike.
func canonical(params []SentParam, op Operation) []SentParam {
	params = slices.Clone(params)
	for i := range params {
		p := &params[i]
		switch declared, _ := op.Param(p.Name); declared.Type {
		case "float":
			if number, err := strconv.ParseFloat(p.Value, 64); err == nil {
				p.Value = strconv.FormatFloat(number, 'f', -1, 64)
			}
		case "bool":
			p.Value = strings.ToLower(p.Value)
		case "words":
			p.Value = strings.ReplaceAll(p.Value, ",", " ")
		case "json":
			var compact bytes.Buffer
			if json.Compact(&compact, []byte(p.Value)) == nil {
				p.Value = compact.String()
			}
		}
	}
	slices.SortStableFunc(params, func(a, b SentParam) int { return cmp.Compare(a.Name, b.Name) })
	return params
}

// sentinels are the errors that stand for the statuses.
var sentinels = map[int]error{
	302: maas.ErrRedirect, 400: maas.ErrBadRequest, 401: maas.ErrUnauthorized, 403: maas.ErrForbidden, 404: maas.ErrNotFound,
	405: maas.ErrMethodNotAllowed, 409: maas.ErrConflict, 410: maas.ErrGone, 500: maas.ErrServer, 503: maas.ErrUnavailable,
}

// CheckFailure compares an error with the recorded response.
func CheckFailure(t *testing.T, e *Exchange, err error) {
	var failure *maas.Error
	require.ErrorAs(t, err, &failure)
	assert.Equal(t, e.Response.Status, failure.StatusCode)
	require.Contains(t, sentinels, e.Response.Status)
	body := string(e.Body())
	noEndpoint := strings.HasPrefix(body, "Unknown API endpoint")
	assert.Equal(t, noEndpoint, errors.Is(err, maas.ErrUnknownEndpoint), "no such path")
	taken := e.Response.Status == http.StatusNotFound && strings.Contains(body, "is already in use")
	assert.Equal(t, taken, e.Response.Status == http.StatusNotFound && errors.Is(err, maas.ErrExists), "an address that is taken")
	lostRace := e.Response.Status == http.StatusConflict && strings.HasPrefix(strings.TrimSpace(body), "<")
	assert.Equal(t, lostRace, errors.Is(err, maas.ErrDatabaseConflict), "a lost race")
	for status, sentinel := range sentinels {
		switch {
		case sentinel == maas.ErrConflict && lostRace:
			assert.NotErrorIs(t, err, sentinel, "a race was lost, no state forbids it")
		case sentinel == maas.ErrNotFound && (noEndpoint || taken):
			assert.NotErrorIs(t, err, sentinel, "the path is missing, or the address is taken; no object is missing")
		case status == e.Response.Status || sentinel == maas.ErrServer && e.Response.Status > 500:
			assert.ErrorIs(t, err, sentinel)
		default:
			assert.NotErrorIs(t, err, sentinel)
		}
	}
	if e.Response.Status != http.StatusGone {
		assert.Equal(t, strings.HasPrefix(body, "Unrecognised signature"), errors.Is(err, maas.ErrUnsupportedOperation), "no such op")
	}
	var fields map[string][]string
	if json.Unmarshal(e.Body(), &fields) == nil && len(fields) > 0 {
		assert.Equal(t, fields, failure.Fields)
		return
	}
	assert.Nil(t, failure.Fields)
}

// A Strictness says where what was decoded may differ from the response.
type Strictness struct {
	// LeftOut are the members that no field is for, with the reason:
	// "Zone.created".
	LeftOut map[string]string
	// SameAsNull are the fields where null and "" mean the same.
	SameAsNull map[string]bool
	// Secret are the fields that print redacted.
	Secret map[string]bool
}

// CompareJSON checks that got, which is what a value of the type was encoded
// as, has all that want has.
func (s Strictness) CompareJSON(t *testing.T, typ reflect.Type, field string, want, got any) {
	for typ != nil && typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !assert.Truef(t, ok, "%s: not an object: %v", field, got) {
			return
		}
		for name, value := range want {
			inner, label := memberType(typ, name)
			if s.LeftOut[label] != "" {
				continue
			}
			if _, ok := object[name]; !ok {
				// null of a pointer, or the zero value of a field that omits it
				nullable := inner != nil && (inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice || inner.Kind() == reflect.Map)
				kept := inner != nil && (value == nil && nullable || value != nil && isEmpty(value) && !nullable)
				assert.Truef(t, kept, "%v lost %s: %v", typ, name, value)
				continue
			}
			s.CompareJSON(t, inner, label, value, object[name])
		}
		for name, value := range object {
			if _, ok := want[name]; !ok {
				assert.Truef(t, isEmpty(value), "%v has a %s that was not sent: %v", typ, name, value)
			}
		}
	case []any:
		array, ok := got.([]any)
		if !assert.Truef(t, ok && len(array) == len(want), "%s: %v, sent as %v", field, got, want) {
			return
		}
		var inner reflect.Type
		if typ != nil && (typ.Kind() == reflect.Slice || typ.Kind() == reflect.Array) {
			inner = typ.Elem()
		}
		for i := range want {
			s.CompareJSON(t, inner, field, want[i], array[i])
		}
	case nil:
		if got != nil {
			assert.Emptyf(t, got, "%s: sent as null", field)
			assert.Truef(t, s.SameAsNull[field], "%s: null became %q", field, got)
		}
	default:
		if !s.Secret[field] {
			assert.Equalf(t, want, got, "%s", field)
		}
	}
}

// isEmpty reports whether a JSON value is the zero value of its type, also
// that of a struct.
func isEmpty(value any) bool {
	switch value := value.(type) {
	case map[string]any:
		for _, member := range value {
			if !isEmpty(member) {
				return false
			}
		}
		return true
	case []any:
		return len(value) == 0
	case json.Number:
		return value == "0" || value == ""
	}
	return value == nil || value == "" || value == 0.0 || value == false
}

// memberType finds the type behind a member of a JSON object, and a name for it.
func memberType(typ reflect.Type, name string) (inner reflect.Type, label string) {
	switch {
	case typ == nil:
		return nil, name
	case typ.Kind() == reflect.Map:
		return typ.Elem(), name
	case typ.Kind() == reflect.Struct:
		for _, f := range reflect.VisibleFields(typ) {
			if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name {
				return f.Type, typ.Name() + "." + name
			}
		}
		return nil, typ.Name() + "." + name
	}
	return nil, name
}
