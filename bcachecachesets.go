package maas

import (
	"context"
	"strconv"
)

// BcacheCacheSetsService is the section "bcache Cache Sets" and "bcache Cache
// Set" of the API: the fast disks of a node that cache slow ones. Since MAAS 1.9.
type BcacheCacheSetsService service

// A CacheSet is a disk or partition that caches others. Since 1.9.
type CacheSet struct {
	ID          int            `json:"id"`
	Name        string         `json:"name"` // "cache0"; changes when another one is deleted
	CacheDevice *StorageDevice `json:"cache_device"`
	ResourceURI string         `json:"resource_uri"`
}

// List returns the cache sets of a node.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /nodes/{system_id}/bcache-cache-sets/
func (s *BcacheCacheSetsService) List(ctx context.Context, systemID string) ([]CacheSet, error) {
	return List[CacheSet](ctx, s.client, Get("/nodes/{system_id}/bcache-cache-sets/", systemID).Since("1.9"))
}

// Get returns a cache set by its id.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /nodes/{system_id}/bcache-cache-set/{cache_set_id}/
func (s *BcacheCacheSetsService) Get(ctx context.Context, systemID string, id int) (*CacheSet, error) {
	return Do[*CacheSet](ctx, s.client, Get("/nodes/{system_id}/bcache-cache-set/{cache_set_id}/", systemID, strconv.Itoa(id)).Since("1.9"))
}

// BcacheCacheSetCreateOptions say what a new cache set is made of. MAAS wants one
// of the two: the id or name of a free one.
type BcacheCacheSetCreateOptions struct {
	CacheDevice    string `param:"cache_device"`
	CachePartition string `param:"cache_partition"`
}

// Create makes a cache set, or returns the one that the device is in already. The
// node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// with messages about fields.
//
// POST /nodes/{system_id}/bcache-cache-sets/
func (s *BcacheCacheSetsService) Create(ctx context.Context, systemID string, opts *BcacheCacheSetCreateOptions) (*CacheSet, error) {
	return Do[*CacheSet](ctx, s.client, Post("/nodes/{system_id}/bcache-cache-sets/", systemID).With(opts).Since("1.9"))
}

// BcacheCacheSetUpdateOptions name the device to use from now on, by its id or
// name; one of the two at most.
type BcacheCacheSetUpdateOptions struct {
	CacheDevice    *string `param:"cache_device"`
	CachePartition *string `param:"cache_partition"`
}

// Update moves a cache set to another device. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// with messages about fields.
//
// PUT /nodes/{system_id}/bcache-cache-set/{cache_set_id}/
func (s *BcacheCacheSetsService) Update(ctx context.Context, systemID string, id int, opts *BcacheCacheSetUpdateOptions) (*CacheSet, error) {
	r := Put("/nodes/{system_id}/bcache-cache-set/{cache_set_id}/", systemID, strconv.Itoa(id)).With(opts)
	return Do[*CacheSet](ctx, s.client, r.Since("1.9"))
}

// Delete removes a cache set that no bcache uses. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// for one in use.
//
// DELETE /nodes/{system_id}/bcache-cache-set/{cache_set_id}/
func (s *BcacheCacheSetsService) Delete(ctx context.Context, systemID string, id int) error {
	return Exec(ctx, s.client, Delete("/nodes/{system_id}/bcache-cache-set/{cache_set_id}/", systemID, strconv.Itoa(id)).Since("1.9"))
}
