package maas

import (
	"context"
	"strconv"
)

// BcachesService is the section "bcache Devices" and "bcache Device" of the API:
// slow disks of a node that a fast one caches. Since MAAS 1.9.
type BcachesService service

// A Bcache is a virtual device: a backing device behind a cache set. Since 1.9.
// The result of Create lacks BackingDevice, Size, HumanSize and ResourceURI.
type Bcache struct {
	ID            int            `json:"id"`
	UUID          string         `json:"uuid"`
	Name          string         `json:"name"`
	CacheSet      *CacheSet      `json:"cache_set"`
	BackingDevice *StorageDevice `json:"backing_device,omitempty"`
	Size          int64          `json:"size,omitempty"`       // bytes
	HumanSize     string         `json:"human_size,omitempty"` // "1.0 TB"
	VirtualDevice *BlockDevice   `json:"virtual_device"`
	CacheMode     CacheMode      `json:"cache_mode"`
	ResourceURI   string         `json:"resource_uri,omitempty"`
}

// CacheMode is when a bcache writes to its backing device. Since 1.9.
type CacheMode string

// The cache modes.
const (
	CacheModeWriteback    CacheMode = "writeback"    // later
	CacheModeWritethrough CacheMode = "writethrough" // at once, and to the cache
	CacheModeWritearound  CacheMode = "writearound"  // at once, and not to the cache
)

// List returns the bcaches of a node.
//
// Any user may call it, since MAAS 1.9. It fails with [ErrNotFound].
//
// GET /nodes/{system_id}/bcaches/
func (s *BcachesService) List(ctx context.Context, systemID string) ([]Bcache, error) {
	return List[Bcache](ctx, s.client, Get("/nodes/{system_id}/bcaches/", systemID).Since("1.9"))
}

// Get returns a bcache by its id.
//
// Any user may call it for nodes that are the user's own or nobody's, since MAAS
// 1.9. It fails with [ErrNotFound] and [ErrForbidden].
//
// GET /nodes/{system_id}/bcache/{bcache_id}/
func (s *BcachesService) Get(ctx context.Context, systemID string, id int) (*Bcache, error) {
	return Do[*Bcache](ctx, s.client, Get("/nodes/{system_id}/bcache/{bcache_id}/", systemID, strconv.Itoa(id)).Since("1.9"))
}

// BcacheCreateOptions say what a new bcache is made of. MAAS wants one of
// BackingDevice and BackingPartition: the id or name of a free one.
type BcacheCreateOptions struct {
	BackingDevice    string `param:"backing_device"`
	BackingPartition string `param:"backing_partition"`
	UUID             string `param:"uuid"` // of version 4; "" is a random one
}

// Create makes a bcache with the cache set that has an id or name, and with it
// the virtual block device of its name. The result is not complete, see
// [Bcache]. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// with messages about fields.
//
// POST /nodes/{system_id}/bcaches/
func (s *BcachesService) Create(ctx context.Context, systemID, name, cacheSet string, mode CacheMode, opts *BcacheCreateOptions) (*Bcache, error) {
	r := Post("/nodes/{system_id}/bcaches/", systemID).Set("name", name).Set("cache_set", cacheSet).Set("cache_mode", string(mode))
	return Do[*Bcache](ctx, s.client, r.With(opts).Since("1.9"))
}

// BcacheUpdateOptions are the settings to change; nil keeps a setting.
type BcacheUpdateOptions struct {
	Name             *string    `param:"name"`
	UUID             *string    `param:"uuid"`
	CacheSet         *string    `param:"cache_set"`         // an id or name
	BackingDevice    *string    `param:"backing_device"`    // an id or name
	BackingPartition *string    `param:"backing_partition"` // an id or name
	CacheMode        *CacheMode `param:"cache_mode"`
}

// Update changes a bcache. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// with messages about fields.
//
// PUT /nodes/{system_id}/bcache/{bcache_id}/
func (s *BcachesService) Update(ctx context.Context, systemID string, id int, opts *BcacheUpdateOptions) (*Bcache, error) {
	return Do[*Bcache](ctx, s.client, Put("/nodes/{system_id}/bcache/{bcache_id}/", systemID, strconv.Itoa(id)).With(opts).Since("1.9"))
}

// Delete removes a bcache and frees its backing device. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrConflict] for a node in another state.
//
// DELETE /nodes/{system_id}/bcache/{bcache_id}/
func (s *BcachesService) Delete(ctx context.Context, systemID string, id int) error {
	return Exec(ctx, s.client, Delete("/nodes/{system_id}/bcache/{bcache_id}/", systemID, strconv.Itoa(id)).Since("1.9"))
}
