package maas

import (
	"context"
	"io"
	"strconv"
)

// BootSourcesService is the sections "Boot source" and "Boot source selection"
// of the API: where a cluster fetches boot images, and which of them.
//
// From MAAS 1.7 on the sources are those of the whole region, for which there is
// [RegionBootSourcesService]. MAAS still answers under the path of a cluster,
// whose UUID it then does not look at.
type BootSourcesService service

// A BootSource is a place to fetch boot images from.
type BootSource struct {
	ID  int    `json:"id"`
	URL string `json:"url"` // ends in "/"
	// The keyring with which the images are signed is either a file on the
	// cluster controller, or here, then with the bytes that were given. The
	// other one is empty.
	KeyringFilename string `json:"keyring_filename"`
	KeyringData     []byte `json:"keyring_data"`
	ResourceURI     string `json:"resource_uri"`
}

// A plainBootSource is a boot source as List and Update show it, with the
// keyring as text where Get and Create have base64.
type plainBootSource struct {
	BootSource
	KeyringData string `json:"keyring_data"`
}

func (p *plainBootSource) source() BootSource {
	p.BootSource.KeyringData = []byte(p.KeyringData)
	return p.BootSource
}

// List returns the boot sources of a cluster, in no order.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden] and
// [ErrNotFound], and with [ErrServer] as long as one of the sources has a
// keyring that is not UTF-8 text, as gpg writes it without --armor: MAAS can't
// list it.
//
// GET /nodegroups/{uuid}/boot-sources/
func (s *BootSourcesService) List(ctx context.Context, uuid string) ([]BootSource, error) {
	plain, err := List[plainBootSource](ctx, s.client, Get("/nodegroups/{uuid}/boot-sources/", uuid).Since("1.6"))
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
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden] and
// [ErrNotFound].
//
// GET /nodegroups/{uuid}/boot-sources/{id}/
func (s *BootSourcesService) Get(ctx context.Context, uuid string, id int) (*BootSource, error) {
	return Do[*BootSource](ctx, s.client, Get("/nodegroups/{uuid}/boot-sources/{id}/", uuid, strconv.Itoa(id)).Since("1.6"))
}

// BootSourceCreateOptions name the keyring of a new boot source. MAAS wants
// one of the two.
type BootSourceCreateOptions struct {
	KeyringFilename string `param:"keyring_filename"` // a path on the cluster controller
	// KeyringData is the keyring itself, as it is: the base64 of the API
	// document does not work.
	KeyringData io.Reader `param:"keyring_data"`
}

// Create makes a boot source of a URL, whose host has to be an IP address,
// "localhost" or a name with a dot.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden],
// [ErrNotFound], and [ErrBadRequest] with messages about fields.
//
// POST /nodegroups/{uuid}/boot-sources/
func (s *BootSourcesService) Create(ctx context.Context, uuid, url string, opts *BootSourceCreateOptions) (*BootSource, error) {
	return Do[*BootSource](ctx, s.client, Post("/nodegroups/{uuid}/boot-sources/", uuid).Since("1.6").Set("url", url).With(opts))
}

// BootSourceUpdateOptions are the settings to change; nil keeps a setting. To
// change from one kind of keyring to the other, give KeyringData together with
// new("") as KeyringFilename.
type BootSourceUpdateOptions struct {
	URL             *string   `param:"url"`
	KeyringFilename *string   `param:"keyring_filename"`
	KeyringData     io.Reader `param:"keyring_data"` // the API document calls it keyring_filename here
}

// Update changes a boot source.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden],
// [ErrNotFound], [ErrBadRequest] with messages about fields, and with
// [ErrServer] on MAAS 1.6 for a source with KeyringData, unless that is given
// again, and for KeyringData that is not UTF-8 text.
//
// PUT /nodegroups/{uuid}/boot-sources/{id}/
func (s *BootSourcesService) Update(ctx context.Context, uuid string, id int, opts *BootSourceUpdateOptions) (*BootSource, error) {
	r := Put("/nodegroups/{uuid}/boot-sources/{id}/", uuid, strconv.Itoa(id)).Since("1.6").With(opts)
	plain, err := Do[*plainBootSource](ctx, s.client, r)
	if err != nil {
		return nil, err
	}
	source := plain.source()
	return &source, nil
}

// Delete removes a boot source and its selections.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden] and
// [ErrNotFound].
//
// DELETE /nodegroups/{uuid}/boot-sources/{id}/
func (s *BootSourcesService) Delete(ctx context.Context, uuid string, id int) error {
	return Exec(ctx, s.client, Delete("/nodegroups/{uuid}/boot-sources/{id}/", uuid, strconv.Itoa(id)).Since("1.6"))
}

// A BootSourceSelection says which images of a boot source are fetched. "*"
// in a list stands for all.
type BootSourceSelection struct {
	ID          int              `json:"id"`
	OS          *OSystem         `json:"os,omitempty"` // since 1.7
	Release     DistroSeries     `json:"release"`
	Arches      []string         `json:"arches"`
	Subarches   []string         `json:"subarches"`
	Labels      []BootImageLabel `json:"labels"`
	ResourceURI string           `json:"resource_uri"`
}

// ListSelections returns the selections of a boot source, in no order.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden] and
// [ErrNotFound].
//
// GET /nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/
func (s *BootSourcesService) ListSelections(ctx context.Context, uuid string, sourceID int) ([]BootSourceSelection, error) {
	r := Get("/nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/", uuid, strconv.Itoa(sourceID)).Since("1.6")
	return List[BootSourceSelection](ctx, s.client, r)
}

// GetSelection returns a selection of a boot source by the numbers of both.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden] and
// [ErrNotFound].
//
// GET /nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/
func (s *BootSourcesService) GetSelection(ctx context.Context, uuid string, sourceID, id int) (*BootSourceSelection, error) {
	r := Get("/nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/", uuid, strconv.Itoa(sourceID), strconv.Itoa(id)).Since("1.6")
	return Do[*BootSourceSelection](ctx, s.client, r)
}

// BootSourceSelectionCreateOptions say which images to fetch. MAAS 1.6 takes
// whatever is there; from 1.9 on the boot source must have such images.
type BootSourceSelectionCreateOptions struct {
	OS        OSystem          `param:"os"` // since 1.7
	Release   DistroSeries     `param:"release"`
	Arches    []string         `param:"arches"`    // "amd64", or "*" for all
	Subarches []string         `param:"subarches"` // "generic", or "*" for all
	Labels    []BootImageLabel `param:"labels"`
}

// CreateSelection adds a selection to a boot source.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden],
// [ErrNotFound], and [ErrBadRequest] with messages about fields.
//
// POST /nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/
func (s *BootSourcesService) CreateSelection(ctx context.Context, uuid string, sourceID int, opts *BootSourceSelectionCreateOptions) (*BootSourceSelection, error) {
	r := Post("/nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/", uuid, strconv.Itoa(sourceID)).Since("1.6").With(opts)
	return Do[*BootSourceSelection](ctx, s.client, r)
}

// BootSourceSelectionUpdateOptions are the settings to change. nil keeps a
// setting; a list can't be emptied.
type BootSourceSelectionUpdateOptions struct {
	OS        *OSystem         `param:"os"` // since 1.7
	Release   *DistroSeries    `param:"release"`
	Arches    []string         `param:"arches"`
	Subarches []string         `param:"subarches"`
	Labels    []BootImageLabel `param:"labels"`
}

// UpdateSelection changes a selection of a boot source. The API document has
// the parameters of the boot source in its place.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden],
// [ErrNotFound], and [ErrBadRequest] with messages about fields.
//
// PUT /nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/
func (s *BootSourcesService) UpdateSelection(ctx context.Context, uuid string, sourceID, id int, opts *BootSourceSelectionUpdateOptions) (*BootSourceSelection, error) {
	r := Put("/nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/", uuid, strconv.Itoa(sourceID), strconv.Itoa(id)).Since("1.6").With(opts)
	return Do[*BootSourceSelection](ctx, s.client, r)
}

// DeleteSelection removes a selection of a boot source.
//
// Administrators may call it, since MAAS 1.6. It fails with [ErrForbidden] and
// [ErrNotFound].
//
// DELETE /nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/
func (s *BootSourcesService) DeleteSelection(ctx context.Context, uuid string, sourceID, id int) error {
	r := Delete("/nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/", uuid, strconv.Itoa(sourceID), strconv.Itoa(id)).Since("1.6")
	return Exec(ctx, s.client, r)
}
