package maastest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/internal/engine"
)

func TestParseForms(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 5000)
	for name, test := range map[string]struct {
		contentType, body string
		want              []Pair
	}{
		"urlencoded":        {"application/x-www-form-urlencoded; charset=utf-8", "a=1&b=x+y%26&a=2;c", []Pair{{Name: "a", Value: "1"}, {Name: "b", Value: "x y&"}, {Name: "a", Value: "2"}, {Name: "c", Value: ""}}},
		"bad escapes stay":  {"application/x-www-form-urlencoded", "a=100%&b=%zz&&", []Pair{{Name: "a", Value: "100%"}, {Name: "b", Value: "%zz"}}},
		"no content type":   {"", "a=1", []Pair{{Name: "a", Value: "1"}}},
		"multipart":         {"multipart/form-data; boundary=B", part(`name="a"`, "1") + part(`name="a"`, long) + "--B--\r\n", []Pair{{Name: "a", Value: "1"}, {Name: "a", Value: long}}},
		"not UTF-8":         {"multipart/form-data; boundary=B", part(`name="a"`, "\xff\xfe") + "--B--\r\n", []Pair{{Name: "a", Value: "\uFFFD\uFFFD"}}},
		"base64":            {"multipart/form-data; boundary=B", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\neHl6\r\n--B--\r\n", []Pair{{Name: "a", Value: "xyz"}}},
		"cut off":           {"multipart/form-data; boundary=B", part(`name="a"`, "1") + part(`name="b"`, "2")[:len(part(`name="b"`, "2"))-2], []Pair{{Name: "a", Value: "1"}, {Name: "b", Value: "2"}}},
		"file is no field":  {"multipart/form-data; boundary=B", part(`name="a"; filename="f"`, "1") + "--B--\r\n", nil},
		"file without name": {"multipart/form-data; boundary=B", part(`name="a"; filename=""`, "1") + "--B--\r\n", nil},
		"part without name": {"multipart/form-data; boundary=B", part(`x="a"`, "1") + "--B--\r\n", nil},
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(test.body))
		r.Header.Set("Content-Type", test.contentType)
		p, err := engine.Python2.ParsePayload(r)
		require.NoError(t, err, name)
		assert.Equal(t, test.want, p.Post.Pairs, name)
		assert.Same(t, p.Post, p.Data, name)
	}
}

func TestParseJSON(t *testing.T) {
	t.Parallel()
	p, err := engine.Python2.ParsePayload(jsonRequest("PUT", "zones/x/", `{"b": ["x", 1, true], "a": null, "c": {}, "d": 1.5}`))
	require.NoError(t, err)
	assert.Equal(t, []Pair{{Name: "a", Value: "None"}, {Name: "b", Value: "x"}, {Name: "b", Value: "1"}, {Name: "b", Value: "True"}, {Name: "c", Value: "map[]"}, {Name: "d", Value: "1.5"}}, p.Data.Pairs)
	assert.Empty(t, p.Post.Pairs)
	_, err = engine.Python2.ParsePayload(jsonRequest("PUT", "zones/x/", `{`))
	assert.ErrorIs(t, err, engine.ErrBadJSON)
}

func TestGetHasNoBody(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("DELETE", "/?a=1", strings.NewReader("b=2"))
	p, err := engine.Python2.ParsePayload(r)
	require.NoError(t, err)
	assert.Equal(t, []Pair{{Name: "a", Value: "1"}}, p.Query.Pairs)
	assert.Empty(t, p.Post.Pairs)
}

// Handlers that read lists of a form fail when they get something else.
func TestHandlersThatNeedForms(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	for _, path := range []string{"nodes/?op=accept", "nodes/?op=release", "nodes/?op=new", "nodes/?op=set_zone"} {
		r := jsonRequest("POST", path, `{"nodes": ["x"]}`)
		r.Header.Set("Authorization", authorization(s, "admin"))
		got := send(t, s, r)
		assert.Equal(t, 500, got.status, path)
		assert.Equal(t, "'dict' object has no attribute 'getlist'", got.body, path)
	}
	for path, want := range map[string]string{
		"nodes/?op=new":     "'NoneType' object has no attribute 'get'",
		"nodes/?op=acquire": "{}",
		"nodes/?op=accept":  "[]",
		"zones/":            "{}",
		"tags/?op=new":      "{}",
	} {
		r := httptest.NewRequest("POST", "/MAAS/api/1.0/"+path, strings.NewReader("name=x"))
		r.Header.Set("Content-Type", "text/plain")
		r.Header.Set("Authorization", authorization(s, "admin"))
		assert.Equal(t, want, send(t, s, r).body, path)
	}
}

func TestChunkedBodyIsTakenForEmpty(t *testing.T) {
	t.Parallel()
	s := Start(t)
	r, err := http.NewRequestWithContext(deadline.Context(t), "POST", s.URL+"/api/1.0/zones/", struct{ *strings.Reader }{strings.NewReader("name=rack1")})
	require.NoError(t, err)
	r.ContentLength = -1
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", authorization(s, "admin"))
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	assert.Equal(t, 400, resp.StatusCode)
}

func TestISOTime(t *testing.T) {
	t.Parallel()
	at := time.Date(2014, 6, 1, 14, 0, 0, 0, time.FixedZone("", 7200))
	assert.Equal(t, "2014-06-01T12:00:00", engine.IsoTime(at))
	assert.Equal(t, "2014-06-01T12:00:00.012", engine.IsoTime(at.Add(12_345*time.Microsecond)))
	assert.Equal(t, "2014-06-01T12:00:00", engine.IsoTime(at.Add(10)), "the database has no nanoseconds")
}

func TestPythonText(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `u'maas'`, pyRepr("maas"))
	assert.Equal(t, `u'\xe9\u4e2d'`, pyRepr("é中"))
	assert.Equal(t, `u"it's"`, pyRepr("it's"))
	assert.Equal(t, `u'say "it\'s"'`, pyRepr(`say "it's"`))
	assert.Equal(t, `{"a": ["\u00e9\ud83d\ude00", "b\n"]}`, string(engine.FieldErrors{"a": {"é😀", "b\n"}}.JSON()))
	assert.Equal(t, `u'a\\b\n\r\t\x00'`, pyRepr("a\\b\n\r\t\x00"))
	assert.Equal(t, "/a%20b%2Bc%3A/d%C3%A9.txt", engine.QuotePath("/a b+c:/dé.txt"))
}

func TestJSONText(t *testing.T) {
	t.Parallel()
	for want, value := range map[string]any{
		"null":                 nil,
		"[]":                   []string{},
		"{}":                   engine.Object{},
		"1.0":                  1.0,
		"1.5":                  1.5,
		`"\"\\\u0001\n"`:       "\"\\\x01\n",
		"[\n    1, \n    2\n]": []any{1, int64(2)},
		"{\n    \"a\": [\n        true\n    ]\n}": engine.Object{{"a", []any{true}}},
	} {
		assert.Equal(t, want, string(engine.Python2.AppendJSON(nil, value, 0)))
	}
	assert.Equal(t, `{"a": [1, 2]}`, string(engine.Python2.AppendJSON(nil, engine.Object{{"a", []any{1, 2}}}, -1)))
	assert.Panics(t, func() { engine.Python2.AppendJSON(nil, struct{}{}, 0) })
}
