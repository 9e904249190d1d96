package maas

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// The corpora are under testdata/fuzz; most of it is what a MAAS sent.

func FuzzParseAPIKey(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		key, err := ParseAPIKey(text)
		if err != nil {
			for _, part := range strings.Split(text, ":") {
				if len(part) >= 16 && strings.Contains(err.Error(), part) {
					t.Fatalf("the error quotes the key: %v", err)
				}
			}
			return
		}
		again, err := ParseAPIKey(key.Reveal())
		require.NoError(t, err)
		require.Equal(t, strings.TrimSpace(text), again.Reveal())
		require.Equal(t, key.ConsumerKey()+":"+key.TokenKey()+":"+redacted, fmt.Sprintf("%v", key))

		// What is sent has to read back as the key, whatever characters it has.
		h := http.Header{}
		newAuthorizer(key).sign(h)
		params := map[string]string{}
		for _, pair := range strings.Split(strings.TrimPrefix(h.Get("Authorization"), "OAuth "), ", ") {
			name, value, ok := strings.Cut(pair, "=")
			require.True(t, ok, pair)
			value, err := url.PathUnescape(strings.Trim(value, `"`))
			require.NoError(t, err)
			params[name] = value
		}
		require.Len(t, params, 7)
		require.Equal(t, key.ConsumerKey(), params["oauth_consumer_key"])
		require.Equal(t, key.TokenKey(), params["oauth_token"])
		signature, err := url.PathUnescape(params["oauth_signature"])
		require.NoError(t, err)
		require.Equal(t, "&"+key.secret.Reveal(), signature)
	})
}

func FuzzParseBaseURL(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		base, named, err := parseBaseURL(text)
		if err != nil {
			if before, _, ok := strings.Cut(text, "@"); ok {
				require.True(t, strings.HasPrefix(err.Error(), "maas: base URL: "), "%q gives away %q", err, before)
			}
			return
		}
		require.Contains(t, []string{"http", "https"}, base.Scheme)
		require.NotEmpty(t, base.Hostname())
		require.Nil(t, base.User)
		require.Empty(t, base.RawQuery+base.Fragment)
		require.False(t, strings.HasSuffix(base.String(), "/"))
		if named != "" {
			require.True(t, isAPIVersion(named))
		}
		again, version, err := parseBaseURL(base.String())
		require.NoError(t, err)
		require.Empty(t, version)
		require.Equal(t, base.String(), again.String())

		c, err := NewClient(text, faultyKey, WithAPIVersion(cmp.Or(named, apiVersion1)))
		require.NoError(t, err)
		m, err := c.build(t.Context(), Get("/nodes/{system_id}/", "node-1").Op("details"))
		require.NoError(t, err)
		require.True(t, sameOrigin(m.url, base))
		require.True(t, strings.HasPrefix(m.url.EscapedPath(), base.EscapedPath()+"/api/"))
		require.True(t, strings.HasSuffix(m.url.RequestURI(), "/nodes/node-1/?op=details"))
	})
}

// modelTypes are the types that the services' methods decode an answer into.
func modelTypes() []reflect.Type {
	var types []reflect.Type
	add := func(t reflect.Type) {
		if !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	for method := range serviceMethods {
		if method.NumOut() == 0 {
			continue
		}
		switch result := method.Out(0); result.Kind() {
		case reflect.Pointer:
			add(result.Elem())
		case reflect.Slice, reflect.Map:
			add(result)
			add(result.Elem())
		case reflect.Struct, reflect.Bool, reflect.String, reflect.Int:
			add(result)
		}
	}
	return types
}

func TestModelTypesAreFound(t *testing.T) {
	t.Parallel()
	types := modelTypes()
	for _, want := range []reflect.Type{
		reflect.TypeFor[Node](), reflect.TypeFor[[]Node](), reflect.TypeFor[Zone](), reflect.TypeFor[Tag](),
		reflect.TypeFor[NodeGroup](), reflect.TypeFor[Network](), reflect.TypeFor[File](), reflect.TypeFor[APIKey](),
	} {
		require.Contains(t, types, want)
	}
}

// FuzzModels decodes into every model and then has the value do all that it can
// do by itself: print, encode, and answer the methods that take nothing.
func FuzzModels(f *testing.F) {
	types := modelTypes()
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, typ := range types {
			v := reflect.New(typ)
			if json.Unmarshal(body, v.Interface()) != nil {
				continue
			}
			_ = fmt.Sprintf("%v %+v %#v %s", v.Interface(), v.Interface(), v.Interface(), v.Interface())
			if _, err := json.Marshal(v.Interface()); err != nil {
				t.Errorf("%v can't be encoded again: %v", typ, err)
			}
			for i := range v.NumMethod() {
				if m := v.Method(i); m.Type().NumIn() == 0 {
					m.Call(nil)
				}
			}
		}
		nodes, err := decodeList[Node](bytes.NewReader(body), int64(len(body)), 0)
		if (err == nil) == (nodes == nil) {
			t.Errorf("decodeList: %v and %v", nodes, err)
		}
	})
}

func FuzzErrorBody(f *testing.F) {
	key, err := ParseAPIKey(faultyKey)
	require.NoError(f, err)
	auth := newAuthorizer(key)
	b := &builtRequest{op: Post("/nodes/").Op("acquire").op, path: "/nodes/", url: &url.URL{Scheme: "http", Host: "host", Path: "/MAAS/api/1.0/nodes/"}}
	sentinels := []error{
		ErrBadRequest, ErrUnauthorized, ErrForbidden, ErrNotFound, ErrMethodNotAllowed, ErrConflict, ErrGone, ErrServer,
		ErrUnavailable, ErrRedirect, ErrUnknownEndpoint, ErrDatabaseConflict, ErrUnsupportedOperation,
	}
	f.Fuzz(func(t *testing.T, status uint16, contentType, location, retryAfter string, body []byte, at uint16) {
		// A server may quote the signature wherever it likes.
		at = min(at, uint16(min(len(body), 1<<15)))
		body = slices.Concat(body[:at], []byte(faultySecret), body[at:])
		resp := &http.Response{
			StatusCode: int(status),
			Header:     http.Header{"Content-Type": {contentType}, "Location": {location}, "Retry-After": {retryAfter}},
			Body:       io.NopCloser(bytes.NewReader(body)),
		}
		e := newError(resp, resp.Body, b, auth)
		text := e.Error()
		require.True(t, utf8.ValidString(text), "%q", text)
		require.False(t, strings.ContainsFunc(text, unicode.IsControl), "%q", text)
		require.Less(t, len(text), 3000)
		require.GreaterOrEqual(t, e.RetryAfter, time.Duration(0))
		shown := text + string(e.Body) + fmt.Sprintf("%+v %#v", *e, e.Fields)
		for i := range len(faultySecret) - redactedRun + 1 {
			require.NotContains(t, shown, faultySecret[i:i+redactedRun])
		}
		for _, sentinel := range sentinels {
			errors.Is(e, sentinel)
		}
		retryable(b, e)
		auth.learnClock(resp, e.Body, 0)
	})
}

func FuzzDetails(f *testing.F) {
	f.Fuzz(func(t *testing.T, document []byte) {
		details, err := parseNodeDetails(document)
		if err == nil {
			// What was read is what stands there first under the name.
			elements, err := bson.Raw(document).Elements()
			require.NoError(t, err)
			for name, got := range map[string][]byte{"lshw": details.LSHW, "lldp": details.LLDP} {
				i := slices.IndexFunc(elements, func(e bson.RawElement) bool { return e.Key() == name })
				require.GreaterOrEqual(t, i, 0)
				_, want, ok := elements[i].Value().BinaryOK()
				require.Equal(t, ok, got != nil)
				require.True(t, bytes.Equal(want, got))
			}
			_, _ = details.Hardware()
		}
		nodes, err := parseNodeGroupDetails(document)
		require.Equal(t, err == nil, nodes != nil)
	})
}

// FuzzMultipart sends names and values of any kind. Either they are refused, or
// what is read back is what was given: from the form by mime/multipart and by a
// parser with the habits of MAAS's, and from the query of a GET.
func FuzzMultipart(f *testing.F) {
	c, err := NewClient("http://127.0.0.1/MAAS", faultyKey)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, name1, value1, name2, value2, fileName string, content []byte) {
		texts := Params{{Name: name1, Value: value1}, {Name: name2, Value: value2}, {Name: name1, Value: value2}}
		built, err := c.build(t.Context(), Get("/nodes/").With(texts))
		if refusedParam(t, err) {
			return
		}
		values, err := url.ParseQuery(built.url.RawQuery)
		require.NoError(t, err)
		want := url.Values{}
		for _, p := range texts {
			want.Add(p.Name, p.Value)
		}
		require.Equal(t, want, values)

		params := append(slices.Clip(texts), Param{Name: fileName, File: bytes.NewReader(content)})
		built, err = c.build(t.Context(), Post("/nodes/").With(params))
		if refusedParam(t, err) {
			return
		}
		defer built.form.close()
		reader, err := built.form.reader()
		require.NoError(t, err)
		body, err := io.ReadAll(reader)
		require.NoError(t, err)
		require.Len(t, body, int(built.form.length))

		parts := []readPart{{name1, value1, false}, {name2, value2, false}, {name1, value2, false}, {fileName, string(content), true}}
		require.Equal(t, parts, standardParts(t, built.form.contentType, body))
		require.Equal(t, parts, maasParts(t, built.form.contentType, body))
	})
}

// refusedParam reports whether err is the refusal of an argument, and fails for
// any other.
func refusedParam(t *testing.T, err error) bool {
	if err == nil {
		return false
	}
	_, ok := errors.AsType[*ArgumentError](err)
	require.True(t, ok, err)
	require.False(t, strings.ContainsFunc(err.Error(), unicode.IsControl), "%q", err)
	return true
}

type readPart struct {
	name, value string
	file        bool
}

func standardParts(t *testing.T, contentType string, body []byte) (parts []readPart) {
	_, params, err := mime.ParseMediaType(contentType)
	require.NoError(t, err)
	reader := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := reader.NextRawPart()
		if err == io.EOF {
			return parts
		}
		require.NoError(t, err)
		value, err := io.ReadAll(part)
		require.NoError(t, err)
		parts = append(parts, readPart{part.FormName(), string(value), part.FileName() != ""})
	}
}

// maasParts reads a form the way MAAS does: a part whose head does not fit into
// 1024 bytes is dropped, names lose the blanks around them, a file is a part
// with a filename, content may be base64, broken UTF-8 is replaced, and the
// boundary counts wherever it stands.
func maasParts(t *testing.T, contentType string, body []byte) (parts []readPart) {
	_, boundary, ok := strings.Cut(contentType, "boundary=")
	require.True(t, ok)
	for _, piece := range bytes.Split(body, []byte("--"+boundary)) {
		head, value, ok := bytes.Cut(piece, []byte("\r\n\r\n"))
		if !ok || len(head)+4 > 1024 {
			continue
		}
		value = bytes.TrimSuffix(bytes.TrimSuffix(value, []byte("\n")), []byte("\r"))
		var name, encoding string
		var named, file bool
		for _, line := range strings.Split(string(head), "\r\n") {
			fields := splitOutsideQuotes(line)
			header, main, ok := strings.Cut(fields[0], ":")
			if !ok {
				continue
			}
			switch strings.ToLower(strings.TrimSpace(header)) {
			case "content-transfer-encoding":
				encoding = strings.TrimSpace(main)
			case "content-disposition":
				for _, field := range fields[1:] {
					key, text, _ := strings.Cut(field, "=")
					text = strings.TrimSpace(text)
					if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
						text = strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(text[1 : len(text)-1])
					}
					switch strings.ToLower(strings.TrimSpace(key)) {
					case "name":
						name, named = strings.Trim(text, " \t\r\n\v\f"), true
					case "filename":
						file = text != ""
					}
				}
			}
		}
		if !named {
			continue
		}
		if encoding == "base64" {
			decoded, err := base64.StdEncoding.DecodeString(string(value))
			require.NoError(t, err)
			value = decoded
		}
		if !file {
			value = []byte(strings.ToValidUTF8(string(value), "\uFFFD"))
		}
		parts = append(parts, readPart{strings.ToValidUTF8(name, "\uFFFD"), string(value), file})
	}
	return parts
}

// splitOutsideQuotes cuts a header at its semicolons, but for those between
// double quotes.
func splitOutsideQuotes(line string) (fields []string) {
	quoted, start := false, 0
	for i, b := range []byte(line) {
		switch {
		case b == '"':
			quoted = !quoted
		case b == ';' && !quoted:
			fields = append(fields, line[start:i])
			start = i + 1
		}
	}
	return append(fields, line[start:])
}
