package maas2_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestBootResourcesWire(t *testing.T) {
	t.Parallel()
	const custom = `{"id": 4, "type": "Uploaded", "name": "two", "architecture": "amd64/generic", "resource_uri": "/MAAS/api/2.0/boot-resources/4/",
		"last_deployed": null, "subarches": "generic", "title": "Two", "sets": {"20261121": {"version": "20261121", "label": "uploaded", "size": 9000,
		"complete": false, "progress": 44.5, "files": {"root-dd.gz": {"filename": "root-dd.gz", "filetype": "root-dd.gz", "sha256": "39c1", "size": 9000,
		"complete": false, "progress": 2.25, "upload_uri": "/MAAS/api/2.0/boot-resources/4/upload/8/"}}}}}`
	resource := maas2.BootResource{
		ID: 4, Type: maas2.BootResourceTypeUploaded, Name: "two", Architecture: "amd64/generic", Subarches: "generic", Title: "Two",
		ResourceURI: "/MAAS/api/2.0/boot-resources/4/",
		Sets: map[string]maas2.BootResourceSet{"20261121": {
			Version: "20261121", Label: "uploaded", Size: 9000, Progress: new(44.5),
			Files: map[string]maas2.BootResourceFile{"root-dd.gz": {
				Filename: "root-dd.gz", Filetype: maas2.BootResourceFileTypeRootDDGZ, SHA256: "39c1", Size: 9000, Progress: new(2.25),
				UploadURI: "/MAAS/api/2.0/boot-resources/4/upload/8/",
			}},
		}},
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootResources.List(ctx, nil)
			},
			want:   "GET /boot-resources/",
			answer: "[]",
			result: []maas2.BootResource{},
		},
		{
			name: "List by type",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootResources.List(ctx, &maas2.BootResourceListOptions{Type: maas2.BootResourceTypeUploaded})
			},
			want:   "GET /boot-resources/?type=uploaded",
			answer: "[" + custom + "]",
			result: []maas2.BootResource{resource},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootResources.Get(ctx, 4)
			},
			want:   "GET /boot-resources/4/",
			answer: custom,
			result: &resource,
		},
		{
			name: "Create for chunks",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootResources.Create(ctx, "amd64/generic", "custom/two", &maas2.BootResourceCreateOptions{Size: 9000, SHA256: "39c1", Filetype: maas2.UploadFiletypeDDGZ, Title: "Two", BaseImage: "ubuntu/jammy", KeepOld: new(false)})
			},
			want:   "POST /boot-resources/",
			parts:  []string{"architecture=amd64/generic", "name=custom/two", "size=9000", "sha256=39c1", "filetype=ddgz", "title=Two", "base_image=ubuntu/jammy", "keep_old=false"},
			status: 201,
			answer: custom,
			result: &resource,
		},
		{
			name: "Create at once",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootResources.Create(ctx, "amd64/generic", "custom/two", &maas2.BootResourceCreateOptions{Content: strings.NewReader("image")})
			},
			want:   "POST /boot-resources/",
			parts:  []string{"architecture=amd64/generic", "name=custom/two", "content@=image"},
			status: 201,
			answer: custom,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.BootResources.Delete(ctx, 4)
			},
			want:        "DELETE /boot-resources/4/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Import",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.BootResources.Import(ctx)
			},
			want:        "POST /boot-resources/?op=import",
			contentType: "text/plain",
			answer:      "Import of boot resources started",
		},
		{
			name: "StopImport",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.BootResources.StopImport(ctx)
			},
			want:        "POST /boot-resources/?op=stop_import",
			contentType: "text/plain",
			answer:      "OK",
		},
		{
			name: "IsImporting",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootResources.IsImporting(ctx)
			},
			want:   "GET /boot-resources/?op=is_importing",
			answer: "true",
			result: true,
		},
		{
			name: "UploadChunk",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.BootResources.UploadChunk(ctx, 4, 8, strings.NewReader("chunk"))
			},
			want:        "PUT /boot-resources/4/upload/8/",
			raw:         "chunk",
			contentType: "text/plain",
			answer:      "OK",
		},
	})
}
