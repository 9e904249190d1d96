package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// BcacheCacheSetsService is STUB.
type BcacheCacheSetsService service

// BcacheCacheSet is STUB.
type BcacheCacheSet struct {
	SystemID    string         `json:"system_id"` // since 2.1.3
	ID          int            `json:"id"`
	Name        string         `json:"name"`
	CacheDevice *StorageMember `json:"cache_device,omitempty"`
	Incomplete  bool           `json:"__incomplete__,omitempty"` // only the ids are filled
	ResourceURI string         `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/bcache-cache-sets/
func (s *BcacheCacheSetsService) List(ctx context.Context, systemID string) ([]BcacheCacheSet, error) {
	return maas.List[BcacheCacheSet](ctx, s.client, maas.Get("/nodes/{system_id}/bcache-cache-sets/", systemID))
}

// Get STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/bcache-cache-set/{id}/
func (s *BcacheCacheSetsService) Get(ctx context.Context, systemID string, id int) (*BcacheCacheSet, error) {
	return maas.Do[*BcacheCacheSet](ctx, s.client, maas.Get("/nodes/{system_id}/bcache-cache-set/{id}/", systemID, strconv.Itoa(id)))
}

// BcacheCacheSetCreateOptions are STUB.
type BcacheCacheSetCreateOptions struct {
	CacheDevice    string `param:"cache_device"`
	CachePartition string `param:"cache_partition"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /nodes/{system_id}/bcache-cache-sets/
func (s *BcacheCacheSetsService) Create(ctx context.Context, systemID string, opts *BcacheCacheSetCreateOptions) (*BcacheCacheSet, error) {
	return maas.Do[*BcacheCacheSet](ctx, s.client, maas.Post("/nodes/{system_id}/bcache-cache-sets/", systemID).With(opts))
}

// BcacheCacheSetUpdateOptions are STUB.
type BcacheCacheSetUpdateOptions struct {
	CacheDevice    *string `param:"cache_device"`
	CachePartition *string `param:"cache_partition"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /nodes/{system_id}/bcache-cache-set/{id}/
func (s *BcacheCacheSetsService) Update(ctx context.Context, systemID string, id int, opts *BcacheCacheSetUpdateOptions) (*BcacheCacheSet, error) {
	return maas.Do[*BcacheCacheSet](ctx, s.client, maas.Put("/nodes/{system_id}/bcache-cache-set/{id}/", systemID, strconv.Itoa(id)).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /nodes/{system_id}/bcache-cache-set/{id}/
func (s *BcacheCacheSetsService) Delete(ctx context.Context, systemID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/bcache-cache-set/{id}/", systemID, strconv.Itoa(id)))
}
