package maas2

import (
	"context"
	"slices"
	"strconv"

	"github.com/gomaas/maas"
)

// BootSourceSelectionsService is the sections "Boot source selections" and "Boot
// source selection" of the API: what MAAS gets of a boot source when it imports
// images.
type BootSourceSelectionsService service

// A BootSourceSelection is a release of an operating system, for some
// architectures. "*" stands for all in each of the lists.
type BootSourceSelection struct {
	ID           int      `json:"id"`
	OS           string   `json:"os"`             // "ubuntu"
	Release      string   `json:"release"`        // "jammy"
	Arches       []string `json:"arches"`         // "amd64"
	Subarches    []string `json:"subarches"`      // "generic", "hwe-22.04"
	Labels       []string `json:"labels"`         // "stable"
	BootSourceID int      `json:"boot_source_id"` // since 2.1.3
	ResourceURI  string   `json:"resource_uri"`
}

// List returns the selections of a boot source.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// GET /boot-sources/{boot_source_id}/selections/
func (s *BootSourceSelectionsService) List(ctx context.Context, bootSourceID int) ([]BootSourceSelection, error) {
	return maas.List[BootSourceSelection](ctx, s.client, maas.Get("/boot-sources/{boot_source_id}/selections/", strconv.Itoa(bootSourceID)))
}

// Get returns a selection of a boot source.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// GET /boot-sources/{boot_source_id}/selections/{id}/
func (s *BootSourceSelectionsService) Get(ctx context.Context, bootSourceID, id int) (*BootSourceSelection, error) {
	return maas.Do[*BootSourceSelection](ctx, s.client, maas.Get("/boot-sources/{boot_source_id}/selections/{id}/", strconv.Itoa(bootSourceID), strconv.Itoa(id)))
}

// BootSourceSelectionCreateOptions narrow a new selection. A list that is nil
// has what MAAS takes by itself.
type BootSourceSelectionCreateOptions struct {
	Arches    []string `param:"arches"`
	Subarches []string `param:"subarches"`
	Labels    []string `param:"labels"`
}

// Create selects a release of an operating system, such as "ubuntu" and "jammy".
// The next import gets its images; [BootResourcesService.Import] starts one.
// [BootSourceSelectionsService.Ensure] does so whether it is selected or not.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrNotFound] for the boot source, with [maas.ErrExists] if the release is
// selected, and with [maas.ErrBadRequest] and messages about fields if the
// source has no images of it, or MAAS did not read the source yet.
//
// POST /boot-sources/{boot_source_id}/selections/
func (s *BootSourceSelectionsService) Create(ctx context.Context, bootSourceID int, os, release string, opts *BootSourceSelectionCreateOptions) (*BootSourceSelection, error) {
	return maas.Do[*BootSourceSelection](ctx, s.client, maas.Post("/boot-sources/{boot_source_id}/selections/", strconv.Itoa(bootSourceID)).Set("os", os).Set("release", release).With(opts))
}

// BootSourceSelectionUpdateOptions are the settings to change; nil keeps a
// setting.
type BootSourceSelectionUpdateOptions struct {
	OS        *string  `param:"os"`
	Release   *string  `param:"release"`
	Arches    []string `param:"arches"`
	Subarches []string `param:"subarches"`
	Labels    []string `param:"labels"`
}

// Update changes a selection.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /boot-sources/{boot_source_id}/selections/{id}/
func (s *BootSourceSelectionsService) Update(ctx context.Context, bootSourceID, id int, opts *BootSourceSelectionUpdateOptions) (*BootSourceSelection, error) {
	return maas.Do[*BootSourceSelection](ctx, s.client, maas.Put("/boot-sources/{boot_source_id}/selections/{id}/", strconv.Itoa(bootSourceID), strconv.Itoa(id)).With(opts))
}

// Delete removes a selection. The next import removes its images.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /boot-sources/{boot_source_id}/selections/{id}/
func (s *BootSourceSelectionsService) Delete(ctx context.Context, bootSourceID, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/boot-sources/{boot_source_id}/selections/{id}/", strconv.Itoa(bootSourceID), strconv.Itoa(id)))
}

// Ensure selects a release for at least the given architectures. Where the
// release is selected already, it adds those that its selection lacks, and
// changes nothing if it lacks none.
//
// It fails as [BootSourceSelectionsService.Create] does.
func (s *BootSourceSelectionsService) Ensure(ctx context.Context, bootSourceID int, os, release string, architectures []string) (*BootSourceSelection, error) {
	selections, err := s.List(ctx, bootSourceID)
	if err != nil {
		return nil, err
	}
	for i := range selections {
		selection := &selections[i]
		if selection.OS != os || selection.Release != release {
			continue
		}
		arches := selection.Arches
		for _, arch := range architectures {
			if !slices.Contains(arches, arch) && !slices.Contains(arches, "*") {
				arches = append(slices.Clip(arches), arch)
			}
		}
		if len(arches) == len(selection.Arches) {
			return selection, nil
		}
		return s.Update(ctx, bootSourceID, selection.ID, &BootSourceSelectionUpdateOptions{Arches: arches})
	}
	return s.Create(ctx, bootSourceID, os, release, &BootSourceSelectionCreateOptions{Arches: architectures})
}
