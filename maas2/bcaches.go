package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// BcachesService is STUB.
type BcachesService service

// Bcache is STUB.
type Bcache struct {
	SystemID      string          `json:"system_id"` // since 2.1.3
	ID            int             `json:"id"`
	Name          string          `json:"name"`
	UUID          string          `json:"uuid"`
	CacheMode     CacheMode       `json:"cache_mode"`
	CacheSet      *BcacheCacheSet `json:"cache_set,omitempty"`
	VirtualDevice *BlockDevice    `json:"virtual_device,omitempty"`
	HumanSize     string          `json:"human_size"`
	Size          int64           `json:"size"` // bytes
	BackingDevice *StorageMember  `json:"backing_device,omitempty"`
	Incomplete    bool            `json:"__incomplete__,omitempty"` // only the ids are filled
	ResourceURI   string          `json:"resource_uri"`
}

// CacheMode is STUB a vocabulary.
type CacheMode string

// STUB.
const (
	CacheModeWriteback    CacheMode = "writeback"
	CacheModeWritethrough CacheMode = "writethrough"
	CacheModeWritearound  CacheMode = "writearound"
)

// List STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/bcaches/
func (s *BcachesService) List(ctx context.Context, systemID string) ([]Bcache, error) {
	return maas.List[Bcache](ctx, s.client, maas.Get("/nodes/{system_id}/bcaches/", systemID))
}

// Get STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/bcache/{id}/
func (s *BcachesService) Get(ctx context.Context, systemID string, id int) (*Bcache, error) {
	return maas.Do[*Bcache](ctx, s.client, maas.Get("/nodes/{system_id}/bcache/{id}/", systemID, strconv.Itoa(id)))
}

// BcacheCreateOptions are STUB.
type BcacheCreateOptions struct {
	BackingDevice    string `param:"backing_device"`
	BackingPartition string `param:"backing_partition"`
	CacheMode        string `param:"cache_mode"`
	CacheSet         string `param:"cache_set"`
	Name             string `param:"name"`
	UUID             string `param:"uuid"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /nodes/{system_id}/bcaches/
func (s *BcachesService) Create(ctx context.Context, systemID string, opts *BcacheCreateOptions) (*Bcache, error) {
	return maas.Do[*Bcache](ctx, s.client, maas.Post("/nodes/{system_id}/bcaches/", systemID).With(opts))
}

// BcacheUpdateOptions are STUB.
type BcacheUpdateOptions struct {
	BackingDevice    *string `param:"backing_device"`
	BackingPartition *string `param:"backing_partition"`
	CacheMode        *string `param:"cache_mode"`
	CacheSet         *string `param:"cache_set"`
	Name             *string `param:"name"`
	UUID             *string `param:"uuid"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /nodes/{system_id}/bcache/{id}/
func (s *BcachesService) Update(ctx context.Context, systemID string, id int, opts *BcacheUpdateOptions) (*Bcache, error) {
	return maas.Do[*Bcache](ctx, s.client, maas.Put("/nodes/{system_id}/bcache/{id}/", systemID, strconv.Itoa(id)).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /nodes/{system_id}/bcache/{id}/
func (s *BcachesService) Delete(ctx context.Context, systemID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/bcache/{id}/", systemID, strconv.Itoa(id)))
}
