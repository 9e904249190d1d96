package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// BcacheCacheSetsService is the sections "Bcache Cache Sets" and "Bcache Cache Set"
// of the API: fast disks and partitions that cache for bcaches.
type BcacheCacheSetsService service

// A BcacheCacheSet is a disk or partition that caches.
type BcacheCacheSet struct {
	SystemID    string         `json:"system_id"` // of the machine; since 2.1.3
	ID          int            `json:"id"`
	Name        string         `json:"name"` // "cache0"
	CacheDevice *StorageMember `json:"cache_device,omitempty"`
	Incomplete  bool           `json:"__incomplete__,omitempty"` // nothing but the ids is there
	ResourceURI string         `json:"resource_uri"`
}

// List returns the cache sets of a machine.
//
// Any user may call it. It fails with [maas.ErrNotFound] for an unknown
// machine.
//
// GET /nodes/{system_id}/bcache-cache-sets/
func (s *BcacheCacheSetsService) List(ctx context.Context, systemID string) ([]BcacheCacheSet, error) {
	return maas.List[BcacheCacheSet](ctx, s.client, maas.Get("/nodes/{system_id}/bcache-cache-sets/", systemID))
}

// Get returns a cache set.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /nodes/{system_id}/bcache-cache-set/{id}/
func (s *BcacheCacheSetsService) Get(ctx context.Context, systemID string, id int) (*BcacheCacheSet, error) {
	return maas.Do[*BcacheCacheSet](ctx, s.client, maas.Get("/nodes/{system_id}/bcache-cache-set/{id}/", systemID, strconv.Itoa(id)))
}

// BcacheCacheSetCreateOptions say what caches. MAAS insists on one of the two.
type BcacheCacheSetCreateOptions struct {
	CacheDevice    string `param:"cache_device"`    // id (see [ID]) of the fast disk
	CachePartition string `param:"cache_partition"` // id of the fast partition
}

// Create makes a cache set of a disk or partition.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrNotFound] for an unknown machine, with [maas.ErrConflict] for one that
// is not [NodeStatusReady], and with [maas.ErrBadRequest] and messages about
// fields, such as for a device that is in use.
//
// POST /nodes/{system_id}/bcache-cache-sets/
func (s *BcacheCacheSetsService) Create(ctx context.Context, systemID string, opts *BcacheCacheSetCreateOptions) (*BcacheCacheSet, error) {
	return maas.Do[*BcacheCacheSet](ctx, s.client, maas.Post("/nodes/{system_id}/bcache-cache-sets/", systemID).With(opts))
}

// BcacheCacheSetUpdateOptions replace what caches; nil keeps it.
type BcacheCacheSetUpdateOptions struct {
	CacheDevice    *string `param:"cache_device"`
	CachePartition *string `param:"cache_partition"`
}

// Update replaces the disk or partition that caches.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /nodes/{system_id}/bcache-cache-set/{id}/
func (s *BcacheCacheSetsService) Update(ctx context.Context, systemID string, id int, opts *BcacheCacheSetUpdateOptions) (*BcacheCacheSet, error) {
	return maas.Do[*BcacheCacheSet](ctx, s.client, maas.Put("/nodes/{system_id}/bcache-cache-set/{id}/", systemID, strconv.Itoa(id)).With(opts))
}

// Delete removes a cache set. It fails with [maas.ErrBadRequest] for one that a
// bcache uses.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady].
//
// DELETE /nodes/{system_id}/bcache-cache-set/{id}/
func (s *BcacheCacheSetsService) Delete(ctx context.Context, systemID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/bcache-cache-set/{id}/", systemID, strconv.Itoa(id)))
}
