package maas2_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestFilesWire(t *testing.T) {
	t.Parallel()
	const motd = `{"filename": "dir/a b", "anon_resource_uri": "/MAAS/api/2.0/files/?op=get_by_key&key=fea6921c", "resource_uri": "/MAAS/api/2.0/files/dir/a%20b/"}`
	file := maas2.File{
		Filename: "dir/a b", AnonResourceURI: "/MAAS/api/2.0/files/?op=get_by_key&key=fea6921c", ResourceURI: "/MAAS/api/2.0/files/dir/a%20b/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Files.List(ctx, nil)
			},
			want:   "GET /files/",
			answer: "[" + motd + "]",
			result: []maas2.File{file},
		},
		{
			name: "List with a prefix",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Files.List(ctx, &maas2.FileListOptions{Prefix: "dir/"})
			},
			want:   "GET /files/?prefix=dir%2F",
			answer: "[]",
			result: []maas2.File{},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Files.Get(ctx, "dir/a b")
			},
			want:   "GET /files/dir/a%20b/",
			answer: `{"filename": "a", "content": "AAEC/w=="}`,
			result: &maas2.FileContent{File: maas2.File{Filename: "a"}, Content: []byte{0, 1, 2, 255}},
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Files.Create(ctx, "dir/a b", strings.NewReader("\x00\xff"))
			},
			want:        "POST /files/",
			parts:       []string{"filename=dir/a b", "file@=\x00\xff"},
			status:      201,
			contentType: "text/html",
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Files.Delete(ctx, "dir/a b")
			},
			want:        "DELETE /files/dir/a%20b/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "DeleteByName",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Files.DeleteByName(ctx, "..")
			},
			want:        "DELETE /files/?filename=..",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Download",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return contentOf(c.Files.Download(ctx, "dir/a b"))
			},
			want:        "GET /files/?op=get&filename=dir%2Fa+b",
			contentType: "text/html",
			answer:      "\x00\xff",
			result:      "\x00\xff",
		},
		{
			name: "DownloadByKey",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return contentOf(c.Files.DownloadByKey(ctx, file.Key()))
			},
			want:        "GET /files/?op=get_by_key&key=fea6921c",
			contentType: "text/html",
			answer:      "\x00\xff",
			result:      "\x00\xff",
		},
		{
			name: "DownloadByKey unsigned",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return contentOf(c.Anonymous().Files.DownloadByKey(ctx, "fea6921c"))
			},
			want:        "GET /files/?op=get_by_key&key=fea6921c",
			contentType: "text/html",
			unsigned:    true,
			answer:      "welcome",
			result:      "welcome",
		},
	})
}

// contentOf reads what a download returns.
func contentOf(body io.ReadCloser, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	defer body.Close()
	content, err := io.ReadAll(body)
	return string(content), err
}

// TestFileStore keeps a program's files under a prefix.
func TestFileStore(t *testing.T) {
	t.Parallel()
	const (
		listed = `[{"filename": "app/a b", "anon_resource_uri": "/MAAS/api/2.0/files/?op=get_by_key&key=k+1"},
			{"filename": "app/a b2", "anon_resource_uri": "/MAAS/api/2.0/files/?op=get_by_key&key=k2"}]`
		find = "GET /files/?prefix=app%2Fa+b"
	)
	said := answers(t, map[string]string{
		"POST /files/ filename=app/a b file=mine": "201 ",
		"GET /files/?prefix=app%2F":               listed,
		find:                                      listed,
		"GET /files/?op=get_by_key&key=k+1":       "mine",
		"GET /files/?prefix=app%2Fnope":           `[]`,
		"DELETE /files/app/a%20b/":                "204 ",
		"DELETE /files/app/a%20b2/":               "500 broken",
		"DELETE /files/app/gone/":                 "404 Not Found",
	})
	client := newTestClient(t, said)
	ctx := t.Context()
	store := client.Files.Under("app/")
	require.NoError(t, store.Put(ctx, "a b", strings.NewReader("mine")))
	names, err := store.List(ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{"a b", "a b2"}, names)
	content, err := contentOf(store.Open(ctx, "a b"))
	require.NoError(t, err)
	assert.Equal(t, "mine", content)
	address, err := store.URL(ctx, "a b")
	require.NoError(t, err)
	assert.Equal(t, testURL+"/api/2.0/files/?op=get_by_key&key=k+1", address)

	_, err = store.Open(ctx, "nope")
	require.ErrorIs(t, err, maas.ErrNotFound)
	_, err = store.URL(ctx, "nope")
	require.ErrorIs(t, err, maas.ErrNotFound)
	require.NoError(t, store.Remove(ctx, "gone"), "is gone already")

	require.ErrorIs(t, store.RemoveAll(ctx), maas.ErrServer)
	removed := said.requests()[len(said.requests())-2:]
	assert.Equal(t, []string{"DELETE /files/app/a%20b/", "DELETE /files/app/a%20b2/"}, removed, "a failure does not end it")

	var bad *maas.ArgumentError
	require.ErrorAs(t, client.Files.Under("").RemoveAll(ctx), &bad, "all files of the user")
}

// TestFileStoreFailing: what fails is not taken for an empty store.
func TestFileStoreFailing(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	said := answers(t, map[string]string{"GET /files/?prefix=app%2F": "403 ", "GET /files/?prefix=app%2Fa": "403 "})
	store := newTestClient(t, said).Files.Under("app/")
	_, err := store.List(ctx)
	require.ErrorIs(t, err, maas.ErrForbidden)
	require.ErrorIs(t, store.RemoveAll(ctx), maas.ErrForbidden)
	_, err = store.Open(ctx, "a")
	require.ErrorIs(t, err, maas.ErrForbidden)

	said.answers["GET /files/?prefix=app%2F"] = `[{"filename": "app/a"}, {"filename": "app/b"}]`
	said.answers["DELETE /files/app/a/"] = "204 "
	said.after = cancel
	require.ErrorIs(t, store.RemoveAll(ctx), context.Canceled)
	assert.NotContains(t, said.requests(), "DELETE /files/app/b/")
}

func TestFileKey(t *testing.T) {
	t.Parallel()
	for uri, key := range map[string]string{
		"/MAAS/api/2.0/files/?op=get_by_key&key=fea6921c": "fea6921c",
		"/MAAS/api/2.0/files/":                            "",
		"%":                                               "",
		"":                                                "",
	} {
		file := maas2.File{AnonResourceURI: uri}
		assert.Equal(t, key, file.Key(), "%q", uri)
	}
}
