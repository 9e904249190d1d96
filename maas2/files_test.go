package maas2_test

import (
	"context"
	"io"
	"strings"
	"testing"

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
