package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// PackageRepositoriesService is STUB.
type PackageRepositoriesService service

// PackageRepository is STUB.
type PackageRepository struct {
	ID                 int      `json:"id"`
	Name               string   `json:"name"`
	URL                string   `json:"url"`
	Distributions      []string `json:"distributions"`
	DisabledPockets    []string `json:"disabled_pockets"`
	DisabledComponents []string `json:"disabled_components"` // since 2.2
	DisableSources     bool     `json:"disable_sources"`     // since 2.5
	Components         []string `json:"components"`
	Arches             []string `json:"arches"`
	Key                string   `json:"key"`
	Enabled            bool     `json:"enabled"`
	ResourceURI        string   `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it, since MAAS 2.1.
//
// GET /package-repositories/
func (s *PackageRepositoriesService) List(ctx context.Context) ([]PackageRepository, error) {
	return maas.List[PackageRepository](ctx, s.client, maas.Get("/package-repositories/").Since("2.1"))
}

// Get STUB.
//
// Any user may call it, since MAAS 2.1.
//
// GET /package-repositories/{id}/
func (s *PackageRepositoriesService) Get(ctx context.Context, id int) (*PackageRepository, error) {
	return maas.Do[*PackageRepository](ctx, s.client, maas.Get("/package-repositories/{id}/", strconv.Itoa(id)).Since("2.1"))
}

// PackageRepositoryCreateOptions are STUB.
type PackageRepositoryCreateOptions struct {
	Arches             []string `param:"arches"`
	Components         []string `param:"components"`
	DisableSources     *bool    `param:"disable_sources"`     // since 2.5
	DisabledComponents []string `param:"disabled_components"` // since 2.2
	DisabledPockets    []string `param:"disabled_pockets"`
	Distributions      []string `param:"distributions"`
	Enabled            *bool    `param:"enabled"`
	Key                string   `param:"key"`
}

// Create STUB.
//
// Administrators may call it, since MAAS 2.1.
//
// POST /package-repositories/
func (s *PackageRepositoriesService) Create(ctx context.Context, name, url string, opts *PackageRepositoryCreateOptions) (*PackageRepository, error) {
	return maas.Do[*PackageRepository](ctx, s.client, maas.Post("/package-repositories/").Set("name", name).Set("url", url).With(opts).Since("2.1"))
}

// PackageRepositoryUpdateOptions are STUB.
type PackageRepositoryUpdateOptions struct {
	Arches             []string `param:"arches"`
	Components         []string `param:"components"`
	DisableSources     *bool    `param:"disable_sources"`     // since 2.5
	DisabledComponents []string `param:"disabled_components"` // since 2.2
	DisabledPockets    []string `param:"disabled_pockets"`
	Distributions      []string `param:"distributions"`
	Enabled            *bool    `param:"enabled"`
	Key                *string  `param:"key"`
	Name               *string  `param:"name"`
	URL                *string  `param:"url"`
}

// Update STUB.
//
// Administrators may call it, since MAAS 2.1.
//
// PUT /package-repositories/{id}/
func (s *PackageRepositoriesService) Update(ctx context.Context, id int, opts *PackageRepositoryUpdateOptions) (*PackageRepository, error) {
	return maas.Do[*PackageRepository](ctx, s.client, maas.Put("/package-repositories/{id}/", strconv.Itoa(id)).With(opts).Since("2.1"))
}

// Delete STUB.
//
// Administrators may call it, since MAAS 2.1.
//
// DELETE /package-repositories/{id}/
func (s *PackageRepositoriesService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/package-repositories/{id}/", strconv.Itoa(id)).Since("2.1"))
}
