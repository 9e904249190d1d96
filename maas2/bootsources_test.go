package maas2_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestBootSourcesWire(t *testing.T) {
	t.Parallel()
	const mirror = `{"created": "2026-11-21T12:24:12.230", "updated": "2026-11-21T12:24:12.230", "url": "http://images.example/", "keyring_filename": "",
		"id": 2, "keyring_data": "a2V5cmluZw==", "resource_uri": "/MAAS/api/2.0/boot-sources/2/"}`
	source := maas2.BootSource{
		ID: 2, Created: "2026-11-21T12:24:12.230", Updated: "2026-11-21T12:24:12.230", URL: "http://images.example/",
		KeyringData: []byte("keyring"), ResourceURI: "/MAAS/api/2.0/boot-sources/2/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootSources.List(ctx)
			},
			want:   "GET /boot-sources/",
			answer: "[" + mirror + "]",
			result: []maas2.BootSource{source},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootSources.Get(ctx, 2)
			},
			want:   "GET /boot-sources/2/",
			answer: mirror,
			result: &source,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootSources.Create(ctx, "http://images.example/", &maas2.BootSourceCreateOptions{KeyringData: strings.NewReader("keyring"), Name: "mirror", Priority: 3, Enabled: new(true), SkipKeyringVerification: new(false)})
			},
			want:   "POST /boot-sources/",
			parts:  []string{"url=http://images.example/", "keyring_data@=keyring", "name=mirror", "priority=3", "enabled=true", "skip_keyring_verification=false"},
			status: 201,
			answer: mirror,
			result: &source,
		},
		{
			name: "Create with a keyring that is there",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootSources.Create(ctx, "http://images.example/", &maas2.BootSourceCreateOptions{KeyringFilename: "/usr/share/keyrings/a.gpg"})
			},
			want:   "POST /boot-sources/",
			parts:  []string{"url=http://images.example/", "keyring_filename=/usr/share/keyrings/a.gpg"},
			status: 201,
			answer: mirror,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootSources.Update(ctx, 2, &maas2.BootSourceUpdateOptions{KeyringFilename: new(""), URL: new("http://other.example/"), Name: new("other"), Priority: new(0), Enabled: new(false), SkipKeyringVerification: new(true)})
			},
			want:   "PUT /boot-sources/2/",
			parts:  []string{"keyring_filename=", "url=http://other.example/", "name=other", "priority=0", "enabled=false", "skip_keyring_verification=true"},
			answer: mirror,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootSources.Update(ctx, 2, nil)
			},
			want:   "PUT /boot-sources/2/",
			answer: mirror,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.BootSources.Delete(ctx, 2)
			},
			want:        "DELETE /boot-sources/2/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
