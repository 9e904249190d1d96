package maas2

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/gomaas/maas"
)

// ImageSyncProgressService is STUB.
type ImageSyncProgressService service

// ImageSyncProgressListOptions are STUB.
type ImageSyncProgressListOptions struct {
	Sources string `param:"sources"`
}

// List STUB.
//
// Anyone may call it, without a key too, since MAAS 3.5.
//
// GET /images-sync-progress/
func (s *ImageSyncProgressService) List(ctx context.Context, opts *ImageSyncProgressListOptions) (json.RawMessage, error) {
	return maas.Do[json.RawMessage](ctx, s.client, maas.Get("/images-sync-progress/").With(opts).Since("3.5"))
}

// Get STUB.
//
// Anyone may call it, without a key too, since MAAS 3.5.
//
// GET /images-sync-progress/{file_id}/{system_id}/
func (s *ImageSyncProgressService) Get(ctx context.Context, fileID int, systemID string) (json.RawMessage, error) {
	return maas.Do[json.RawMessage](ctx, s.client, maas.Get("/images-sync-progress/{file_id}/{system_id}/", strconv.Itoa(fileID), systemID).Since("3.5"))
}

// ImageSyncProgressCreateOptions are STUB.
type ImageSyncProgressCreateOptions struct {
	Size     string `param:"size"`
	IDs      string `param:"ids"`
	SystemID string `param:"system_id"`
}

// Create STUB.
//
// Anyone may call it, without a key too, since MAAS 3.5.
//
// POST /images-sync-progress/
func (s *ImageSyncProgressService) Create(ctx context.Context, opts *ImageSyncProgressCreateOptions) error {
	return maas.Exec(ctx, s.client, maas.Post("/images-sync-progress/").With(opts).Since("3.5"))
}

// ImageSyncProgressUpdateOptions are STUB.
type ImageSyncProgressUpdateOptions struct {
	Size *string `param:"size"`
}

// Update STUB.
//
// Anyone may call it, without a key too, since MAAS 3.5.
//
// PUT /images-sync-progress/{file_id}/{system_id}/
func (s *ImageSyncProgressService) Update(ctx context.Context, fileID int, systemID string, opts *ImageSyncProgressUpdateOptions) error {
	return maas.Exec(ctx, s.client, maas.Put("/images-sync-progress/{file_id}/{system_id}/", strconv.Itoa(fileID), systemID).With(opts).Since("3.5"))
}
