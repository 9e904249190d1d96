package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// PackageRepositoriesService is the sections "Package Repositories" and "Package
// Repository" of the API: where machines get their packages.
type PackageRepositoriesService service

// A PackageRepository is an archive of Ubuntu packages, a PPA or a repository of
// one's own. A MAAS begins with two: main_archive and ports_archive.
type PackageRepository struct {
	ID                 int      `json:"id"`
	Name               string   `json:"name"`
	URL                string   `json:"url"`                 // or "ppa:owner/name"
	Distributions      []string `json:"distributions"`       // the release of the machine if empty
	DisabledPockets    []string `json:"disabled_pockets"`    // of an Ubuntu archive: "updates", "security", "backports"
	DisabledComponents []string `json:"disabled_components"` // of an Ubuntu archive: "restricted", "universe", "multiverse", since 2.2
	DisableSources     bool     `json:"disable_sources"`     // no deb-src lines, since 2.5
	Components         []string `json:"components"`          // of a repository of one's own
	Arches             []string `json:"arches"`
	Key                string   `json:"key"` // the public key of its signatures
	Enabled            bool     `json:"enabled"`
	ResourceURI        string   `json:"resource_uri"`
}

// List returns all package repositories.
//
// Any user may call it, since MAAS 2.1.
//
// GET /package-repositories/
func (s *PackageRepositoriesService) List(ctx context.Context) ([]PackageRepository, error) {
	return maas.List[PackageRepository](ctx, s.client, maas.Get("/package-repositories/").Since("2.1"))
}

// Get returns a package repository.
//
// Any user may call it, since MAAS 2.1. It fails with [maas.ErrNotFound].
//
// GET /package-repositories/{id}/
func (s *PackageRepositoriesService) Get(ctx context.Context, id int) (*PackageRepository, error) {
	return maas.Do[*PackageRepository](ctx, s.client, maas.Get("/package-repositories/{id}/", strconv.Itoa(id)).Since("2.1"))
}

// PackageRepositoryCreateOptions are the settings of a new repository that MAAS
// does not insist on.
type PackageRepositoryCreateOptions struct {
	Distributions      []string `param:"distributions"`
	Components         []string `param:"components"`
	Arches             []string `param:"arches"`  // amd64 and i386 if nil
	Key                string   `param:"key"`     // the public key of its signatures
	Enabled            *bool    `param:"enabled"` // true if nil
	DisabledPockets    []string `param:"disabled_pockets"`
	DisabledComponents []string `param:"disabled_components" since:"2.2"`
	DisableSources     *bool    `param:"disable_sources" since:"2.5"`
}

// Create adds a package repository.
//
// Administrators may call it, since MAAS 2.1. It fails with [maas.ErrForbidden],
// with [maas.ErrExists] for a name that is taken, and with [maas.ErrBadRequest]
// and messages about fields.
//
// POST /package-repositories/
func (s *PackageRepositoriesService) Create(ctx context.Context, name, url string, opts *PackageRepositoryCreateOptions) (*PackageRepository, error) {
	return maas.Do[*PackageRepository](ctx, s.client, maas.Post("/package-repositories/").Set("name", name).Set("url", url).With(opts).Since("2.1"))
}

// PackageRepositoryUpdateOptions are the settings to change; nil keeps a setting,
// and []string{""} empties a list.
type PackageRepositoryUpdateOptions struct {
	Name               *string  `param:"name"`
	URL                *string  `param:"url"`
	Distributions      []string `param:"distributions"`
	Components         []string `param:"components"`
	Arches             []string `param:"arches"`
	Key                *string  `param:"key"`
	Enabled            *bool    `param:"enabled"`
	DisabledPockets    []string `param:"disabled_pockets"`
	DisabledComponents []string `param:"disabled_components" since:"2.2"`
	DisableSources     *bool    `param:"disable_sources" since:"2.5"`
}

// Update changes the settings of a package repository.
//
// Administrators may call it, since MAAS 2.1. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /package-repositories/{id}/
func (s *PackageRepositoriesService) Update(ctx context.Context, id int, opts *PackageRepositoryUpdateOptions) (*PackageRepository, error) {
	return maas.Do[*PackageRepository](ctx, s.client, maas.Put("/package-repositories/{id}/", strconv.Itoa(id)).With(opts).Since("2.1"))
}

// Delete removes a package repository.
//
// Administrators may call it, since MAAS 2.1. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] for the two that a MAAS
// begins with.
//
// DELETE /package-repositories/{id}/
func (s *PackageRepositoriesService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/package-repositories/{id}/", strconv.Itoa(id)).Since("2.1"))
}
