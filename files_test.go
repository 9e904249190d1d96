package maas_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
)

// contentOf reads and closes the stream that a call returned.
func contentOf(body io.ReadCloser, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	return string(text), err
}

// noContent makes a wire case's result of a call that has none.
func noContent(err error) (any, error) { return nil, err }

func TestFilesWire(t *testing.T) {
	t.Parallel()
	const binary = "\x00\xff\r\n--boundary\r\n\x80"
	const hello = `{
    "anon_resource_uri": "/MAAS/api/1.0/files/?key=bba2f796-e53a-11f1-9473-02fc00000001&op=get_by_key", 
    "resource_uri": "/MAAS/api/1.0/files/hello.txt/", 
    "filename": "hello.txt"`
	file := maas.File{
		Filename:        "hello.txt",
		AnonResourceURI: "/MAAS/api/1.0/files/?key=bba2f796-e53a-11f1-9473-02fc00000001&op=get_by_key",
		ResourceURI:     "/MAAS/api/1.0/files/hello.txt/",
	}
	runWire(t, []wireCase{
		{
			name:   "List",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Files.List(ctx, nil) },
			want:   "GET /files/?op=list",
			answer: "[" + hello + "}]",
			result: []maas.File{file},
		},
		{
			name: "List with a prefix",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Files.List(ctx, &maas.FileListOptions{Prefix: "hel lo&"})
			},
			want:   "GET /files/?op=list&prefix=hel+lo%26",
			answer: "[]",
			result: []maas.File{},
		},
		{
			name: "Add",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return noContent(c.Files.Add(ctx, "dir/süb/a b+c.bin", strings.NewReader(binary)))
			},
			want:        "POST /files/?op=add",
			parts:       []string{"filename=dir/süb/a b+c.bin", "file@file=" + binary},
			status:      http.StatusCreated,
			contentType: "text/html; charset=utf-8",
		},
		{
			name: "Add nothing",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return noContent(c.Files.Add(ctx, "empty.bin", new(bytes.Buffer)))
			},
			want:        "POST /files/?op=add",
			parts:       []string{"filename=empty.bin", "file@file="},
			status:      http.StatusCreated,
			contentType: "text/html; charset=utf-8",
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return contentOf(c.Files.Download(ctx, "dir/süb/a b+c.bin"))
			},
			want:        "GET /files/?op=get&filename=dir%2Fs%C3%BCb%2Fa+b%2Bc.bin",
			contentType: "text/html; charset=utf-8",
			answer:      binary,
			result:      binary,
		},
		{
			name: "Get unsigned",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return contentOf(c.Anonymous().Files.Download(ctx, "my-version"))
			},
			want:        "GET /files/?op=get&filename=my-version",
			contentType: "text/html; charset=utf-8",
			answer:      "<html>the file itself</html>",
			result:      "<html>the file itself</html>",
			unsigned:    true,
		},
		{
			name: "GetByKey",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return contentOf(c.Files.DownloadByKey(ctx, file.Key()))
			},
			want:        "GET /files/?op=get_by_key&key=bba2f796-e53a-11f1-9473-02fc00000001",
			contentType: "text/html; charset=utf-8",
			answer:      binary,
			result:      binary,
		},
		{
			name:   "Read",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Files.Get(ctx, "hello.txt") },
			want:   "GET /files/hello.txt/",
			answer: hello + `, "content": "c2Vjb25kIHZlcnNpb24="}`,
			result: &maas.FileContent{File: file, Content: []byte("second version")},
		},
		{
			name: "Read a path",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Files.Get(ctx, "dir/süb/a b+c?.txt")
			},
			want:   "GET /files/dir/s%C3%BCb/a%20b+c%3F.txt/",
			answer: hello + "}",
			result: &maas.FileContent{File: file},
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return noContent(c.Files.Delete(ctx, "dir/hello.txt"))
			},
			want:        "DELETE /files/dir/hello.txt/",
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
		{
			name: "DeleteByPost",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return noContent(c.Files.DeleteByPost(ctx, "dir/hello.txt"))
			},
			want:        "POST /files/dir/hello.txt/?op=delete",
			parts:       []string{},
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
	})
}

// A refusal is a call that must fail before anything is sent, and the argument
// that is at fault.
type refusal struct {
	name     string
	call     func(ctx context.Context, c *maas.Client) error
	argument string
}

// runRefusals makes each call and sees to it that nothing is sent.
func runRefusals(t *testing.T, refusals []refusal) {
	t.Helper()
	for _, r := range refusals {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			client := newTestClient(t, roundTripFunc(func(*http.Request) (*http.Response, error) {
				assert.Fail(t, "a request was sent")
				return nil, io.ErrUnexpectedEOF
			}))
			var bad *maas.ArgumentError
			require.ErrorAs(t, r.call(t.Context(), client), &bad)
			assert.Equal(t, r.argument, bad.Argument)
		})
	}
}

func TestFilesRefuse(t *testing.T) {
	t.Parallel()
	content := strings.NewReader("x")
	runRefusals(t, []refusal{
		{"Add without name", func(ctx context.Context, c *maas.Client) error { return c.Files.Add(ctx, "", content) }, "filename"},
		{"Add without content", func(ctx context.Context, c *maas.Client) error { return c.Files.Add(ctx, "x", nil) }, "file"},
		{"Get without name", func(ctx context.Context, c *maas.Client) error { return second(c.Files.Download(ctx, "")) }, "filename"},
		{"GetByKey without key", func(ctx context.Context, c *maas.Client) error { return second(c.Files.DownloadByKey(ctx, "")) }, "key"},
		{"Read what another page catches", func(ctx context.Context, c *maas.Client) error {
			return second(c.Files.Get(ctx, "my-version"))
		}, "filename"},
		{"Read another resource", func(ctx context.Context, c *maas.Client) error {
			return second(c.Files.Get(ctx, "../users/admin"))
		}, "filename"},
		{"Delete all", func(ctx context.Context, c *maas.Client) error { return c.Files.Delete(ctx, "") }, "filename"},
		{"DeleteByPost a gap", func(ctx context.Context, c *maas.Client) error { return c.Files.DeleteByPost(ctx, "a//b") }, "filename"},
	})
}

// second drops the result of a call.
func second[T any](_ T, err error) error { return err }

func TestFileKey(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]string{
		"/MAAS/api/1.0/files/?key=bba2f796&op=get_by_key": "bba2f796",
		"/MAAS/api/1.0/files/?op=get_by_key&key=a%2Fb":    "a/b",
		"/MAAS/api/1.0/files/?op=get_by_key":              "",
		"":                                                "",
		"%zz":                                             "",
	} {
		file := maas.File{AnonResourceURI: uri}
		assert.Equal(t, want, file.Key(), uri)
	}
}

func TestFileStore(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	client := server.ClientFor("user")
	ctx := t.Context()
	store := client.Files.Under("app/")
	for name, content := range map[string]string{"a b": "mine", "ü/c": "\x00\xff"} {
		require.NoError(t, store.Put(ctx, name, strings.NewReader(content)))
	}
	server.AddFile("user", "other/a b", []byte("another prefix"))
	server.AddFile("admin", "app/a b", []byte("another user, and newer"))

	names, err := store.List(ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{"a b", "ü/c"}, names)
	assert.Equal(t, "mine", contentOfStore(t, store, "a b"))
	assert.Equal(t, "\x00\xff", contentOfStore(t, store, "ü/c"))

	url, err := store.URL(ctx, "a b")
	require.NoError(t, err)
	r, err := http.NewRequestWithContext(deadline.Context(t), http.MethodGet, url, nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	assert.Equal(t, "mine", string(body))

	require.NoError(t, store.Remove(ctx, "a b"))
	require.NoError(t, store.Remove(ctx, "a b"), "once more")
	_, err = store.Open(ctx, "a b")
	require.ErrorIs(t, err, maas.ErrNotFound)
	_, err = store.URL(ctx, "a b")
	require.ErrorIs(t, err, maas.ErrNotFound)
	require.NoError(t, store.RemoveAll(ctx))
	names, err = store.List(ctx)
	require.NoError(t, err)
	assert.Empty(t, names)
	left, err := client.Files.List(ctx, nil)
	require.NoError(t, err)
	assert.Len(t, left, 1, "another prefix is another store")

	require.NoError(t, store.Put(ctx, "stays", strings.NewReader("")))
	require.NoError(t, store.Put(ctx, "goes", strings.NewReader("")))
	server.Inject(maastest.Match{Method: "DELETE"}, maastest.Fault{Status: 500, Body: "broken"})
	require.ErrorIs(t, store.RemoveAll(ctx), maas.ErrServer)
	names, err = store.List(ctx)
	require.NoError(t, err)
	assert.Len(t, names, 1, "a failure does not end it")
}

func contentOfStore(t *testing.T, store *maas.FileStore, name string) string {
	t.Helper()
	file, err := store.Open(t.Context(), name)
	require.NoError(t, err)
	defer file.Close()
	content, err := io.ReadAll(file)
	require.NoError(t, err)
	return string(content)
}
