package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestPackageRepositoriesWire(t *testing.T) {
	t.Parallel()
	const own = `{"name": "own", "url": "http://repo.example/ubuntu", "distributions": ["jammy"], "disabled_pockets": [], "disabled_components": [],
		"disable_sources": false, "components": ["main"], "arches": ["amd64"], "key": "", "enabled": true, "id": 3,
		"resource_uri": "/MAAS/api/2.0/package-repositories/3/"}`
	repository := maas2.PackageRepository{
		ID: 3, Name: "own", URL: "http://repo.example/ubuntu", Distributions: []string{"jammy"}, DisabledPockets: []string{},
		DisabledComponents: []string{}, Components: []string{"main"}, Arches: []string{"amd64"}, Enabled: true,
		ResourceURI: "/MAAS/api/2.0/package-repositories/3/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.PackageRepositories.List(ctx)
			},
			want:   "GET /package-repositories/",
			answer: "[" + own + "]",
			result: []maas2.PackageRepository{repository},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.PackageRepositories.Get(ctx, 3)
			},
			want:   "GET /package-repositories/3/",
			answer: own,
			result: &repository,
		},
		{
			name: "Create disabled",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.PackageRepositories.Create(ctx, "own", "http://repo.example/ubuntu", &maas2.PackageRepositoryCreateOptions{Distributions: []string{"jammy", "noble"}, Components: []string{"main"}, Arches: []string{"amd64"}, Key: "key", Enabled: new(false), DisabledPockets: []string{"updates"}, DisabledComponents: []string{"universe"}, DisableSources: new(true)})
			},
			want:   "POST /package-repositories/",
			parts:  []string{"name=own", "url=http://repo.example/ubuntu", "distributions=jammy", "distributions=noble", "components=main", "arches=amd64", "key=key", "enabled=false", "disabled_pockets=updates", "disabled_components=universe", "disable_sources=true"},
			answer: own,
			result: &repository,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.PackageRepositories.Update(ctx, 3, &maas2.PackageRepositoryUpdateOptions{Name: new("mine"), URL: new("ppa:owner/name"), Distributions: []string{""}, Components: []string{"main"}, Arches: []string{"amd64"}, Key: new(""), Enabled: new(false), DisabledPockets: []string{"updates"}, DisabledComponents: []string{""}, DisableSources: new(false)})
			},
			want:   "PUT /package-repositories/3/",
			parts:  []string{"name=mine", "url=ppa:owner/name", "distributions=", "components=main", "arches=amd64", "key=", "enabled=false", "disabled_pockets=updates", "disabled_components=", "disable_sources=false"},
			answer: own,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.PackageRepositories.Delete(ctx, 3)
			},
			want:        "DELETE /package-repositories/3/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
