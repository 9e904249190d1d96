package maas2

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/gomaas/maas"
)

// ImageSyncProgressService is STUB.
type ImageSyncProgressService service

// Get STUB.
//
// Anyone may call it, without a key too, since MAAS 3.5.
//
// GET /images-sync-progress/{file_id}/{system_id}/
func (s *ImageSyncProgressService) Get(ctx context.Context, fileID int, systemID string) (json.RawMessage, error) {
	return maas.Do[json.RawMessage](ctx, s.client, maas.Get("/images-sync-progress/{file_id}/{system_id}/", strconv.Itoa(fileID), systemID).Since("3.5"))
}

// ImageSyncProgresUpdateOptions are STUB.
type ImageSyncProgresUpdateOptions struct {
	Size *string `param:"size"`
}

// Update STUB.
//
// Anyone may call it, without a key too, since MAAS 3.5.
//
// PUT /images-sync-progress/{file_id}/{system_id}/
func (s *ImageSyncProgressService) Update(ctx context.Context, fileID int, systemID string, opts *ImageSyncProgresUpdateOptions) error {
	return maas.Exec(ctx, s.client, maas.Put("/images-sync-progress/{file_id}/{system_id}/", strconv.Itoa(fileID), systemID).With(opts).Since("3.5"))
}

// ImageSyncProgresCreateOptions are STUB.
type ImageSyncProgresCreateOptions struct {
	Size     string `param:"size"`
	IDs      string `param:"ids"`
	SystemID string `param:"system_id"`
}

// Create STUB.
//
// Anyone may call it, without a key too, since MAAS 3.5.
//
// POST /images-sync-progress/
func (s *ImageSyncProgressService) Create(ctx context.Context, opts *ImageSyncProgresCreateOptions) error {
	return maas.Exec(ctx, s.client, maas.Post("/images-sync-progress/").With(opts).Since("3.5"))
}

// ImageSyncProgresListOptions are STUB.
type ImageSyncProgresListOptions struct {
	Sources string `param:"sources"`
}

// List STUB.
//
// Anyone may call it, without a key too, since MAAS 3.5.
//
// GET /images-sync-progress/
func (s *ImageSyncProgressService) List(ctx context.Context, opts *ImageSyncProgresListOptions) (json.RawMessage, error) {
	return maas.Do[json.RawMessage](ctx, s.client, maas.Get("/images-sync-progress/").With(opts).Since("3.5"))
}
