package maastest

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/engine"
)

func TestFilesRefusals(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddFile("user", "users.bin", []byte("users"))
	part := filePart{"file", []byte("x")}
	runSteps(t, s, []step{
		{"admin", "GET", "files/", []any{"op", "list"}, 200, engine.TypeJSON, "[]"},
		{"admin", "POST", "files/", []any{"op", "add", part}, 400, engine.TypeText, "Filename not supplied"},
		{"admin", "POST", "files/", []any{"op", "add", "filename", "", part}, 400, engine.TypeText, "Filename not supplied"},
		{"admin", "POST", "files/", []any{"op", "add", "filename", "x"}, 400, engine.TypeText, "File not supplied"},
		{"admin", "POST", "files/", []any{"op", "add", "filename", "x", "file", "plain"}, 400, engine.TypeText, "File not supplied"},
		{"admin", "POST", "files/", []any{"op", "add", "filename", "x", part, filePart{"file2", nil}}, 400, engine.TypeText, "Exactly one file must be supplied"},
		{"admin", "POST", "files/", []any{"op", "add", "filename", "x", filePart{"upload", nil}}, 500, engine.TypeText, `"u'file'"`},
		{"admin", "POST", "files/", []any{"op", "add", "filename", strings.Repeat("x", 256), part}, 500, engine.TypeText, "value too long for type character varying(255)\n"},
		{"", "POST", "files/", []any{"op", "add", "filename", "x", part}, 401, engine.TypePlain, "Forbidden"},
		{"", "GET", "files/", []any{"op", "list"}, 400, engine.TypeText, "Unrecognised signature: GET list"},
		{"admin", "GET", "files/", []any{"op", "get"}, 400, engine.TypeText, "No provided filename!"},
		{"admin", "GET", "files/", []any{"op", "get", "filename", "nosuch"}, 404, engine.TypeText, "File not found"},
		{"", "GET", "files/", []any{"op", "get_by_key"}, 400, engine.TypeText, "No provided key!"},
		{"", "GET", "files/", []any{"op", "get_by_key", "key", "nosuch"}, 404, engine.TypePlain, "Not Found"},
		{"", "GET", "files/users.bin/", nil, 401, engine.TypePlain, "Forbidden"},
		{"admin", "GET", "files/users.bin/", nil, 404, engine.TypeHTML, "Not Found"},
		{"admin", "DELETE", "files/users.bin/", nil, 404, engine.TypePlain, "Not Found"},
		{"user", "DELETE", "files/users.bin/", nil, 204, engine.TypePlain, ""},
		{"user", "POST", "files/users.bin/", []any{"op", "delete"}, 404, engine.TypePlain, "Not Found"},
		{"user", "PUT", "files/users.bin/", nil, 405, engine.TypeHTML, ""},
	})
	missing := ask(t, s, "admin", "GET", "files/nosuch/")
	assert.Equal(t, "bug1123986", missing.header.Get("Workaround"))
	assert.Empty(t, ask(t, s, "admin", "DELETE", "files/nosuch/").header.Get("Workaround"))
}

func TestFileLife(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	const name = "dir/sub/a b+c.txt"
	binary := []byte("Hello \x00\xff world")
	add := func(user string, content []byte) {
		got := ask(t, s, user, "POST", "files/", "op", "add", "filename", name, filePart{"file", content})
		assert.Equal(t, 201, got.status)
		assert.Equal(t, engine.TypeHTML, got.contentType)
		assert.Empty(t, got.body)
	}
	add("admin", []byte("first"))
	first := readFile(t, s, "admin", "files/dir/sub/a%20b+c.txt/")
	add("admin", binary)
	second := readFile(t, s, "admin", "files/dir%2Fsub%2Fa%20b%2Bc.txt/")
	assert.Equal(t, "SGVsbG8gAP8gd29ybGQ=", second.Content)
	assert.Equal(t, name, second.Filename)
	assert.Equal(t, "/MAAS/api/1.0/files/dir/sub/a%20b%2Bc.txt/", second.ResourceURI)
	assert.Equal(t, first.AnonURI, second.AnonURI, "overwriting keeps the key")

	key := anonymousKey(t, second.AnonURI)
	for _, user := range []string{"", "user", "admin"} {
		byKey := ask(t, s, user, "GET", "files/", "op", "get_by_key", "key", key)
		assert.Equal(t, 200, byKey.status)
		assert.Equal(t, engine.TypeHTML, byKey.contentType)
		assert.Equal(t, string(binary), byKey.body)
	}

	add("user", []byte("of the user"))
	newest := ask(t, s, "", "GET", "files/", "op", "get", "filename", name)
	assert.Equal(t, "of the user", newest.body, "the newest file of that name, whoever owns it")
	add("admin", []byte("again"))
	newest = ask(t, s, "admin", "GET", "files/", "op", "get", "filename", name)
	assert.Equal(t, "of the user", newest.body, "overwriting does not make a file newer")
}

func TestFilesList(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	for _, name := range []string{"b", "a1", "a2"} {
		s.AddFile("admin", name, nil)
	}
	s.AddFile("user", "a3", nil)
	s.AddFile("", "a4", []byte("nobody's"))
	assert.Equal(t, []string{"a1", "a2", "b"}, listFiles(t, s, "admin"))
	assert.Equal(t, []string{"a1", "a2"}, listFiles(t, s, "admin", "prefix", "a"))
	assert.Equal(t, []string{"a3"}, listFiles(t, s, "user"))
	assert.Equal(t, "nobody's", ask(t, s, "", "GET", "files/", "op", "get", "filename", "a4").body)
}

func TestAddFilePanics(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	assert.Panics(t, func() { s.AddFile("admin", "", nil) })
	assert.Panics(t, func() { s.AddFile("nobody", "x", nil) })
}

type fileAnswer struct {
	Filename    string `json:"filename"`
	Content     string `json:"content"`
	ResourceURI string `json:"resource_uri"`
	AnonURI     string `json:"anon_resource_uri"`
}

func readFile(t *testing.T, s *Server, user, path string) fileAnswer {
	t.Helper()
	got := ask(t, s, user, "GET", path)
	require.Equal(t, 200, got.status, got.body)
	var f fileAnswer
	require.NoError(t, json.Unmarshal([]byte(got.body), &f))
	return f
}

func anonymousKey(t *testing.T, uri string) string {
	t.Helper()
	u, err := url.Parse(uri)
	require.NoError(t, err)
	assert.Equal(t, "/MAAS/api/1.0/files/", u.Path)
	assert.Equal(t, "get_by_key", u.Query().Get("op"))
	return u.Query().Get("key")
}

func listFiles(t *testing.T, s *Server, user string, params ...any) []string {
	t.Helper()
	got := ask(t, s, user, "GET", "files/", append(params, "op", "list")...)
	require.Equal(t, 200, got.status, got.body)
	assert.NotContains(t, got.body, "content")
	var files []fileAnswer
	require.NoError(t, json.Unmarshal([]byte(got.body), &files))
	var names []string
	for _, f := range files {
		names = append(names, f.Filename)
	}
	return names
}
