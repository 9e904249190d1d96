package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// BcachesService is the sections "Bcache Devices" and "Bcache Device" of the API:
// slow disks that a fast one caches. Each is a virtual block device as well,
// [Bcache.VirtualDevice], which takes partitions and file systems. The fast disk is
// a cache set: see [BcacheCacheSetsService].
type BcachesService service

// A Bcache is a slow disk or partition together with its cache.
type Bcache struct {
	SystemID      string          `json:"system_id"` // of the machine; since 2.1.3
	ID            int             `json:"id"`
	Name          string          `json:"name"`
	UUID          string          `json:"uuid"`
	CacheMode     CacheMode       `json:"cache_mode"`
	CacheSet      *BcacheCacheSet `json:"cache_set,omitempty"`
	VirtualDevice *BlockDevice    `json:"virtual_device,omitempty"` // to use it
	HumanSize     string          `json:"human_size"`               // "20.0 GB"
	Size          ByteSize        `json:"size"`
	BackingDevice *StorageMember  `json:"backing_device,omitempty"` // the slow disk or partition
	Incomplete    bool            `json:"__incomplete__,omitempty"` // nothing but the ids is there
	ResourceURI   string          `json:"resource_uri"`
}

// CacheMode says when a cache writes to the slow disk.
type CacheMode string

// The modes of caches, in small letters as MAAS insists on.
const (
	CacheModeWriteback    CacheMode = "writeback"    // later
	CacheModeWritethrough CacheMode = "writethrough" // at once, too
	CacheModeWritearound  CacheMode = "writearound"  // at once, and not into the cache
)

// List returns the bcaches of a machine.
//
// Any user may call it. It fails with [maas.ErrNotFound] for an unknown
// machine.
//
// GET /nodes/{system_id}/bcaches/
func (s *BcachesService) List(ctx context.Context, systemID string) ([]Bcache, error) {
	return maas.List[Bcache](ctx, s.client, maas.Get("/nodes/{system_id}/bcaches/", systemID))
}

// Get returns a bcache.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /nodes/{system_id}/bcache/{id}/
func (s *BcachesService) Get(ctx context.Context, systemID string, id int) (*Bcache, error) {
	return maas.Do[*Bcache](ctx, s.client, maas.Get("/nodes/{system_id}/bcache/{id}/", systemID, strconv.Itoa(id)))
}

// BcacheCreateOptions are the settings of a new bcache. MAAS insists on one of
// BackingDevice and BackingPartition.
type BcacheCreateOptions struct {
	BackingDevice    string `param:"backing_device"`    // id (see [ID]) of the slow disk
	BackingPartition string `param:"backing_partition"` // id of the slow partition
	Name             string `param:"name"`              // "bcache0" or the next free number unless given
	UUID             string `param:"uuid"`              // a new one unless given
}

// Create puts a cache set in front of a slow disk or partition. A cache set serves
// any number of them.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrNotFound] for an unknown machine, with [maas.ErrConflict] for one that
// is not [NodeStatusReady], and with [maas.ErrBadRequest] and messages about
// fields, such as for a device that is in use.
//
// POST /nodes/{system_id}/bcaches/
func (s *BcachesService) Create(ctx context.Context, systemID string, cacheSet int, mode CacheMode, opts *BcacheCreateOptions) (*Bcache, error) {
	return maas.Do[*Bcache](ctx, s.client, maas.Post("/nodes/{system_id}/bcaches/", systemID).Set("cache_set", strconv.Itoa(cacheSet)).Set("cache_mode", string(mode)).With(opts))
}

// BcacheUpdateOptions are the settings to change; nil keeps a setting.
type BcacheUpdateOptions struct {
	BackingDevice    *string    `param:"backing_device"`    // id, see [ID]
	BackingPartition *string    `param:"backing_partition"` // id
	CacheMode        *CacheMode `param:"cache_mode"`
	CacheSet         *int       `param:"cache_set"`
	Name             *string    `param:"name"`
	UUID             *string    `param:"uuid"`
}

// Update changes a bcache.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /nodes/{system_id}/bcache/{id}/
func (s *BcachesService) Update(ctx context.Context, systemID string, id int, opts *BcacheUpdateOptions) (*Bcache, error) {
	return maas.Do[*Bcache](ctx, s.client, maas.Put("/nodes/{system_id}/bcache/{id}/", systemID, strconv.Itoa(id)).With(opts))
}

// Delete takes a bcache apart. What is on it is lost; the cache set stays.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady].
//
// DELETE /nodes/{system_id}/bcache/{id}/
func (s *BcachesService) Delete(ctx context.Context, systemID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/bcache/{id}/", systemID, strconv.Itoa(id)))
}
