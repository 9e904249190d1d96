package maas2

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/gomaas/maas"
)

// ImageSyncProgressService is the sections "ImagesSyncProgress" and
// "ImageSyncProgress" of the API, by which the controllers of a MAAS tell each
// other how much of each image file they have. MAAS does not document it, and no
// program but MAAS's own needs it: [BootResourcesService] reports whether an image
// is complete.
type ImageSyncProgressService service

// ImageSyncProgressListOptions choose what to return.
type ImageSyncProgressListOptions struct {
	Sources string `param:"sources"`
}

// List returns the progress of all files as JSON, which MAAS does not document.
//
// Anyone may call it, without a key too, since MAAS 3.5.
//
// GET /images-sync-progress/
func (s *ImageSyncProgressService) List(ctx context.Context, opts *ImageSyncProgressListOptions) (json.RawMessage, error) {
	return maas.Do[json.RawMessage](ctx, s.client, maas.Get("/images-sync-progress/").With(opts).Since("3.5"))
}

// Get returns the progress of a file on a controller as JSON, which MAAS does not
// document.
//
// Anyone may call it, without a key too, since MAAS 3.5.
//
// GET /images-sync-progress/{file_id}/{system_id}/
func (s *ImageSyncProgressService) Get(ctx context.Context, fileID int, systemID string) (json.RawMessage, error) {
	return maas.Do[json.RawMessage](ctx, s.client, maas.Get("/images-sync-progress/{file_id}/{system_id}/", strconv.Itoa(fileID), systemID).Since("3.5"))
}

// ImageSyncProgressCreateOptions tell the progress of a controller.
type ImageSyncProgressCreateOptions struct {
	IDs      string `param:"ids"`  // of files
	Size     string `param:"size"` // that is there
	SystemID string `param:"system_id"`
}

// Create sets the progress of several files at once.
//
// Anyone may call it, without a key too, since MAAS 3.5.
//
// POST /images-sync-progress/
func (s *ImageSyncProgressService) Create(ctx context.Context, opts *ImageSyncProgressCreateOptions) error {
	return maas.Exec(ctx, s.client, maas.Post("/images-sync-progress/").With(opts).Since("3.5"))
}

// ImageSyncProgressUpdateOptions tell the progress of a file.
type ImageSyncProgressUpdateOptions struct {
	Size *string `param:"size"` // that is there
}

// Update sets the progress of a file on a controller.
//
// Anyone may call it, without a key too, since MAAS 3.5.
//
// PUT /images-sync-progress/{file_id}/{system_id}/
func (s *ImageSyncProgressService) Update(ctx context.Context, fileID int, systemID string, opts *ImageSyncProgressUpdateOptions) error {
	return maas.Exec(ctx, s.client, maas.Put("/images-sync-progress/{file_id}/{system_id}/", strconv.Itoa(fileID), systemID).With(opts).Since("3.5"))
}
