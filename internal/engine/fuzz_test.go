package engine

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"
)

// checkPayload makes sure that what was parsed is fit to be stored and encoded.
func checkPayload(t *testing.T, p *Payload, err error) {
	t.Helper()
	var failure *Failure
	if err != nil && !errors.Is(err, ErrBadJSON) && !errors.As(err, &failure) {
		t.Fatalf("neither bad JSON nor a response: %v", err)
	}
	for _, values := range []*Values{p.Query, p.Post, p.Data} {
		if values == nil {
			continue
		}
		for _, pair := range values.Pairs[:min(len(values.Pairs), 20)] {
			if !utf8.ValidString(pair.Name) || !utf8.ValidString(pair.Value) {
				t.Fatalf("not UTF-8: %q=%q", pair.Name, pair.Value)
			}
			if got, ok := values.Lookup(pair.Name); !ok || !contains(values.List(pair.Name), got) {
				t.Fatalf("%q is not found again", pair.Name)
			}
		}
	}
}

func contains(list []string, s string) bool {
	for _, element := range list {
		if element == s {
			return true
		}
	}
	return false
}

// FuzzPayload parses bodies of any content type.
func FuzzPayload(f *testing.F) {
	const boundary = "multipart/form-data; boundary=x"
	part := func(header, content string) string { return "--x\r\n" + header + "\r\n\r\n" + content + "\r\n" }
	for _, seed := range []struct{ contentType, body string }{
		{boundary, part(`Content-Disposition: form-data; name="a"`, "1") + "--x--\r\n"},
		{boundary, part(`Content-Disposition: form-data; name="f"; filename="f"`, "\x00\xff") + "--x--\r\n"},
		{boundary, part("Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64", "YQ==") + "--x--"},
		{boundary, part("Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: quoted-printable", "=3D=\r\n") + "--x--"},
		{boundary, part(`Content-Disposition: form-data; name*=utf-8''%ff`, "") + "--x"},
		{boundary, "--x\r\nA: b"},
		{boundary, "--x--"},
		{"multipart/form-data", "--x--"},
		{"multipart/mixed; boundary=\"a b\"", "--a b\r\n\r\n\r\n--a b--"},
		{"application/x-www-form-urlencoded", "a=1&b=%zz;c=%ff&&=&d"},
		{"application/json", `{"a": [1, "x", null, {"b": true}], "": 1e400}`},
		{"application/json", `[[[[[[`},
		{"application/x-yaml", "a: &x [1, *x]\n? {b: c}\n: 1\n"},
		{"application/x-yaml", "a: &a [x]\nb: [*a, *a, *a]\n<<: {c: 1}"},
		{"text/plain", "anything"},
		{"", "a=1"},
	} {
		f.Add(seed.contentType, []byte(seed.body))
	}
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		for _, dialect := range []Dialect{Python2, Python3} {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(string(body)))
			r.Header.Set("Content-Type", contentType)
			p, err := dialect.ParsePayload(r)
			checkPayload(t, p, err)
		}
	})
}

// FuzzQuery parses queries as they come over the wire.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{"", "op=list&id=a&id=b", "a=%41;b=+", "%zz=%", "a&&=;=", "\xff=\xfe", "callback=a.b&format=json", "=%00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		for _, dialect := range []Dialect{Python2, Python3} {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.URL.RawQuery = query
			p, err := dialect.ParsePayload(r)
			checkPayload(t, p, err)
			body := WithCallback([]byte("{}"), p.Query)
			if !strings.HasSuffix(strings.TrimSuffix(string(body), ")"), "{}") {
				t.Fatalf("the callback made %q of {}", body)
			}
		}
	})
}
