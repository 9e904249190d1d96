package maas

import (
	"context"
	"strconv"
)

// RegionBootSourcesService is the section "Boot sources" and "Boot source
// selections" of the API: where MAAS fetches boot images, and which of them.
// Since MAAS 1.7. [BootSourcesService] is the same as MAAS 1.6 has it, under the
// path of a cluster.
type RegionBootSourcesService service

// List returns the boot sources of the region, in no order.
//
// Administrators may call it, since MAAS 1.7. It fails with
// [ErrForbidden], and with [ErrServer] as long as one of the sources has a keyring
// that is not UTF-8 text, as gpg writes it without --armor: MAAS can't list it.
//
// GET /boot-sources/
func (s *RegionBootSourcesService) List(ctx context.Context) ([]BootSource, error) {
	plain, err := List[plainBootSource](ctx, s.client, Get("/boot-sources/").Since("1.7"))
	if err != nil {
		return nil, err
	}
	sources := make([]BootSource, len(plain))
	for i := range plain {
		sources[i] = plain[i].source()
	}
	return sources, nil
}

// Get returns a boot source by its number.
//
// Administrators may call it, since MAAS 1.7. It fails with
// [ErrForbidden] and [ErrNotFound].
//
// GET /boot-sources/{id}/
func (s *RegionBootSourcesService) Get(ctx context.Context, id int) (*BootSource, error) {
	return Do[*BootSource](ctx, s.client, Get("/boot-sources/{id}/", strconv.Itoa(id)).Since("1.7"))
}

// Create makes a boot source of a URL, whose host has to be an IP address,
// "localhost" or a name with a dot.
//
// Administrators may call it, since MAAS 1.7. It fails with
// [ErrForbidden], [ErrNotFound], and [ErrBadRequest] with messages about fields.
//
// POST /boot-sources/
func (s *RegionBootSourcesService) Create(ctx context.Context, url string, opts *BootSourceCreateOptions) (*BootSource, error) {
	return Do[*BootSource](ctx, s.client, Post("/boot-sources/").Since("1.7").Set("url", url).With(opts))
}

// Update changes a boot source.
//
// Administrators may call it, since MAAS 1.7. It fails with
// [ErrForbidden], [ErrNotFound], [ErrBadRequest] with messages about fields, and
// with [ErrServer] for a source with KeyringData, unless that is given again, and
// for KeyringData that is not UTF-8 text.
//
// PUT /boot-sources/{id}/
func (s *RegionBootSourcesService) Update(ctx context.Context, id int, opts *BootSourceUpdateOptions) (*BootSource, error) {
	r := Put("/boot-sources/{id}/", strconv.Itoa(id)).Since("1.7").With(opts)
	plain, err := Do[*plainBootSource](ctx, s.client, r)
	if err != nil {
		return nil, err
	}
	source := plain.source()
	return &source, nil
}

// Delete removes a boot source and its selections.
//
// Administrators may call it, since MAAS 1.7. It fails with
// [ErrForbidden] and [ErrNotFound].
//
// DELETE /boot-sources/{id}/
func (s *RegionBootSourcesService) Delete(ctx context.Context, id int) error {
	return Exec(ctx, s.client, Delete("/boot-sources/{id}/", strconv.Itoa(id)).Since("1.7"))
}

// ListSelections returns the selections of a boot source, in no order.
//
// Administrators may call it, since MAAS 1.7. It fails with
// [ErrForbidden] and [ErrNotFound].
//
// GET /boot-sources/{boot_source_id}/selections/
func (s *RegionBootSourcesService) ListSelections(ctx context.Context, sourceID int) ([]BootSourceSelection, error) {
	r := Get("/boot-sources/{boot_source_id}/selections/", strconv.Itoa(sourceID)).Since("1.7")
	return List[BootSourceSelection](ctx, s.client, r)
}

// GetSelection returns a selection of a boot source by the numbers of both.
//
// Administrators may call it, since MAAS 1.7. It fails with
// [ErrForbidden] and [ErrNotFound].
//
// GET /boot-sources/{boot_source_id}/selections/{id}/
func (s *RegionBootSourcesService) GetSelection(ctx context.Context, sourceID, id int) (*BootSourceSelection, error) {
	r := Get("/boot-sources/{boot_source_id}/selections/{id}/", strconv.Itoa(sourceID), strconv.Itoa(id)).Since("1.7")
	return Do[*BootSourceSelection](ctx, s.client, r)
}

// RegionBootSourceSelectionCreateOptions say which images of a series to fetch.
type RegionBootSourceSelectionCreateOptions struct {
	OS        OSystem          `param:"os"`
	Arches    []string         `param:"arches"`    // "amd64", or "*" for all
	Subarches []string         `param:"subarches"` // "generic", or "*" for all
	Labels    []BootImageLabel `param:"labels"`
}

// CreateSelection adds a selection of a series, such as "trusty", to a
// boot source. From MAAS 1.9 on the source must have such images.
//
// Administrators may call it, since MAAS 1.7. It fails with [ErrForbidden],
// [ErrNotFound], and [ErrBadRequest] with messages about fields.
//
// POST /boot-sources/{boot_source_id}/selections/
func (s *RegionBootSourcesService) CreateSelection(ctx context.Context, sourceID int, release DistroSeries, opts *RegionBootSourceSelectionCreateOptions) (*BootSourceSelection, error) {
	r := Post("/boot-sources/{boot_source_id}/selections/", strconv.Itoa(sourceID)).Since("1.7").Set("release", string(release)).With(opts)
	return Do[*BootSourceSelection](ctx, s.client, r)
}

// UpdateSelection changes a selection of a boot source.
//
// Administrators may call it, since MAAS 1.7. It fails with
// [ErrForbidden], [ErrNotFound], and [ErrBadRequest] with messages about fields.
//
// PUT /boot-sources/{boot_source_id}/selections/{id}/
func (s *RegionBootSourcesService) UpdateSelection(ctx context.Context, sourceID, id int, opts *BootSourceSelectionUpdateOptions) (*BootSourceSelection, error) {
	r := Put("/boot-sources/{boot_source_id}/selections/{id}/", strconv.Itoa(sourceID), strconv.Itoa(id)).Since("1.7").With(opts)
	return Do[*BootSourceSelection](ctx, s.client, r)
}

// DeleteSelection removes a selection of a boot source.
//
// Administrators may call it, since MAAS 1.7. It fails with
// [ErrForbidden] and [ErrNotFound].
//
// DELETE /boot-sources/{boot_source_id}/selections/{id}/
func (s *RegionBootSourcesService) DeleteSelection(ctx context.Context, sourceID, id int) error {
	r := Delete("/boot-sources/{boot_source_id}/selections/{id}/", strconv.Itoa(sourceID), strconv.Itoa(id)).Since("1.7")
	return Exec(ctx, s.client, r)
}
