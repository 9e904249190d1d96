package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// BootSourceSelectionsService is STUB.
type BootSourceSelectionsService service

// BootSourceSelection is STUB.
type BootSourceSelection struct {
	ID           int      `json:"id"`
	OS           string   `json:"os"`
	Release      string   `json:"release"`
	Arches       []string `json:"arches"`
	Subarches    []string `json:"subarches"`
	Labels       []string `json:"labels"`
	BootSourceID int      `json:"boot_source_id"` // since 2.1.3
	ResourceURI  string   `json:"resource_uri"`
}

// List STUB.
//
// Administrators may call it.
//
// GET /boot-sources/{boot_source_id}/selections/
func (s *BootSourceSelectionsService) List(ctx context.Context, bootSourceID int) ([]BootSourceSelection, error) {
	return maas.List[BootSourceSelection](ctx, s.client, maas.Get("/boot-sources/{boot_source_id}/selections/", strconv.Itoa(bootSourceID)))
}

// Get STUB.
//
// Administrators may call it.
//
// GET /boot-sources/{boot_source_id}/selections/{id}/
func (s *BootSourceSelectionsService) Get(ctx context.Context, bootSourceID, id int) (*BootSourceSelection, error) {
	return maas.Do[*BootSourceSelection](ctx, s.client, maas.Get("/boot-sources/{boot_source_id}/selections/{id}/", strconv.Itoa(bootSourceID), strconv.Itoa(id)))
}

// BootSourceSelectionCreateOptions are STUB.
type BootSourceSelectionCreateOptions struct {
	Arches    []string `param:"arches"`
	Labels    []string `param:"labels"`
	OS        string   `param:"os"`
	Release   string   `param:"release"`
	Subarches []string `param:"subarches"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /boot-sources/{boot_source_id}/selections/
func (s *BootSourceSelectionsService) Create(ctx context.Context, bootSourceID int, opts *BootSourceSelectionCreateOptions) (*BootSourceSelection, error) {
	return maas.Do[*BootSourceSelection](ctx, s.client, maas.Post("/boot-sources/{boot_source_id}/selections/", strconv.Itoa(bootSourceID)).With(opts))
}

// BootSourceSelectionUpdateOptions are STUB.
type BootSourceSelectionUpdateOptions struct {
	Arches    []string `param:"arches"`
	Labels    []string `param:"labels"`
	OS        *string  `param:"os"`
	Release   *string  `param:"release"`
	Subarches []string `param:"subarches"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /boot-sources/{boot_source_id}/selections/{id}/
func (s *BootSourceSelectionsService) Update(ctx context.Context, bootSourceID, id int, opts *BootSourceSelectionUpdateOptions) (*BootSourceSelection, error) {
	return maas.Do[*BootSourceSelection](ctx, s.client, maas.Put("/boot-sources/{boot_source_id}/selections/{id}/", strconv.Itoa(bootSourceID), strconv.Itoa(id)).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /boot-sources/{boot_source_id}/selections/{id}/
func (s *BootSourceSelectionsService) Delete(ctx context.Context, bootSourceID, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/boot-sources/{boot_source_id}/selections/{id}/", strconv.Itoa(bootSourceID), strconv.Itoa(id)))
}
