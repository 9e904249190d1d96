package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// VMHostsService is STUB.
type VMHostsService service

// ComposedMachine is STUB.
type ComposedMachine struct {
	SystemID    string `json:"system_id"`
	ResourceURI string `json:"resource_uri"`
}

// VMHostMachine is STUB.
type VMHostMachine struct {
	SystemID   *string `json:"system_id"`                // nil when MAAS has null
	Incomplete bool    `json:"__incomplete__,omitempty"` // only the ids are filled
}

// Resources is STUB.
type Resources struct {
	Cores        int   `json:"cores"`
	Memory       int64 `json:"memory"`        // MiB
	LocalStorage int64 `json:"local_storage"` // bytes
}

// StoragePool is STUB.
type StoragePool struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Type      string `json:"type"`
	Path      string `json:"path"`
	Total     int64  `json:"total"`
	Used      int64  `json:"used"`
	Available int64  `json:"available"`
	Default   bool   `json:"default"`
}

// VMHost is STUB.
type VMHost struct {
	ID                    int            `json:"id"`
	Name                  string         `json:"name"`
	Available             Resources      `json:"available"`
	Host                  *VMHostMachine `json:"host"`
	Capabilities          []string       `json:"capabilities"`
	MemoryOverCommitRatio float64        `json:"memory_over_commit_ratio"`
	DefaultMACVLANMode    *string        `json:"default_macvlan_mode"` // nil when MAAS has null
	Tags                  []string       `json:"tags"`
	Used                  Resources      `json:"used"`
	Version               string         `json:"version"` // since 3.0
	Total                 Resources      `json:"total"`
	Architectures         []string       `json:"architectures"`
	CPUOverCommitRatio    float64        `json:"cpu_over_commit_ratio"`
	Pool                  ResourcePool   `json:"pool"`
	StoragePools          []StoragePool  `json:"storage_pools"`
	Zone                  Zone           `json:"zone"`
	Type                  string         `json:"type"`
	ResourceURI           string         `json:"resource_uri"`
}

// MACVLANMode is STUB a vocabulary.
type MACVLANMode string

// STUB.
const (
	MACVLANModeBridge   MACVLANMode = "bridge"   // since 2.5
	MACVLANModePassthru MACVLANMode = "passthru" // since 2.5
	MACVLANModePrivate  MACVLANMode = "private"  // since 2.5
	MACVLANModeVepa     MACVLANMode = "vepa"     // since 2.5
)

// List STUB.
//
// Any user may call it, since MAAS 2.8, until MAAS 3.8.
//
// GET /vm-hosts/
func (s *VMHostsService) List(ctx context.Context) ([]VMHost, error) {
	return maas.List[VMHost](ctx, s.client, maas.Get("/vm-hosts/").Since("2.8").Until("3.8"))
}

// Get STUB.
//
// Any user may call it, since MAAS 2.8, until MAAS 3.8.
//
// GET /vm-hosts/{id}/
func (s *VMHostsService) Get(ctx context.Context, id int) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Get("/vm-hosts/{id}/", strconv.Itoa(id)).Since("2.8").Until("3.8"))
}

// VMHostCreateOptions are STUB.
type VMHostCreateOptions struct {
	PowerPass             maas.Secret `param:"power_pass"`
	PowerUser             string      `param:"power_user"`
	CPUOverCommitRatio    float64     `param:"cpu_over_commit_ratio"`
	DefaultMACVLANMode    string      `param:"default_macvlan_mode"`
	DefaultStoragePool    string      `param:"default_storage_pool"`
	MemoryOverCommitRatio float64     `param:"memory_over_commit_ratio"`
	Name                  string      `param:"name"`
	Pool                  string      `param:"pool"`
	Project               string      `param:"project"` // since 3.0
	Tags                  string      `param:"tags"`
	Zone                  string      `param:"zone"`
	Certificate           string      `param:"certificate"` // since 3.5
	Key                   maas.Secret `param:"key"`         // since 3.5
}

// Create STUB.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8.
//
// POST /vm-hosts/
func (s *VMHostsService) Create(ctx context.Context, powerAddress, kind string, opts *VMHostCreateOptions) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Post("/vm-hosts/").Set("power_address", powerAddress).Set("type", kind).With(opts).Since("2.8").Until("3.8"))
}

// VMHostUpdateOptions are STUB.
type VMHostUpdateOptions struct {
	CPUOverCommitRatio    *float64     `param:"cpu_over_commit_ratio"`
	DefaultMACVLANMode    *string      `param:"default_macvlan_mode"`
	DefaultStoragePool    *string      `param:"default_storage_pool"`
	MemoryOverCommitRatio *float64     `param:"memory_over_commit_ratio"`
	Name                  *string      `param:"name"`
	Pool                  *string      `param:"pool"`
	PowerAddress          *string      `param:"power_address"`
	PowerPass             *maas.Secret `param:"power_pass"`
	Tags                  *string      `param:"tags"`
	Zone                  *string      `param:"zone"`
	Type                  *string      `param:"type"`
}

// Update STUB.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8.
//
// PUT /vm-hosts/{id}/
func (s *VMHostsService) Update(ctx context.Context, id int, opts *VMHostUpdateOptions) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Put("/vm-hosts/{id}/", strconv.Itoa(id)).With(opts).Since("2.8").Until("3.8"))
}

// VMHostDeleteOptions are STUB.
type VMHostDeleteOptions struct {
	Decompose *bool `param:"decompose"` // since 3.0
}

// Delete STUB.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8.
//
// DELETE /vm-hosts/{id}/
func (s *VMHostsService) Delete(ctx context.Context, id int, opts *VMHostDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/vm-hosts/{id}/", strconv.Itoa(id)).With(opts).Since("2.8").Until("3.8"))
}

// Refresh STUB.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8.
//
// POST /vm-hosts/{id}/?op=refresh
func (s *VMHostsService) Refresh(ctx context.Context, id int) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Post("/vm-hosts/{id}/", strconv.Itoa(id)).Op("refresh").Since("2.8").Until("3.8"))
}

// Parameters STUB.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8.
//
// GET /vm-hosts/{id}/?op=parameters
func (s *VMHostsService) Parameters(ctx context.Context, id int) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/vm-hosts/{id}/", strconv.Itoa(id)).Op("parameters").Since("2.8").Until("3.8"))
}

// VMHostComposeOptions are STUB.
type VMHostComposeOptions struct {
	Architecture      string `param:"architecture"`
	Cores             int    `param:"cores"`
	CPUSpeed          int    `param:"cpu_speed"`
	Domain            int    `param:"domain"`
	Hostname          string `param:"hostname"`
	HugePagesBacked   *bool  `param:"hugepages_backed"` // since 2.9
	Interfaces        string `param:"interfaces"`
	Memory            int    `param:"memory"`
	PinnedCores       []int  `param:"pinned_cores"` // since 2.9
	Pool              int    `param:"pool"`
	Storage           string `param:"storage"`
	Zone              int    `param:"zone"`
	SkipCommissioning *bool  `param:"skip_commissioning"`
}

// Compose STUB.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8.
//
// POST /vm-hosts/{id}/?op=compose
func (s *VMHostsService) Compose(ctx context.Context, id int, opts *VMHostComposeOptions) (*ComposedMachine, error) {
	return maas.Do[*ComposedMachine](ctx, s.client, maas.Post("/vm-hosts/{id}/", strconv.Itoa(id)).Op("compose").With(opts).Once().Since("2.8").Until("3.8"))
}

// AddTag STUB.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8.
//
// POST /vm-hosts/{id}/?op=add_tag
func (s *VMHostsService) AddTag(ctx context.Context, id int, tag string) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Post("/vm-hosts/{id}/", strconv.Itoa(id)).Op("add_tag").Set("tag", tag).Since("2.8").Until("3.8"))
}

// RemoveTag STUB.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8.
//
// POST /vm-hosts/{id}/?op=remove_tag
func (s *VMHostsService) RemoveTag(ctx context.Context, id int, tag string) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Post("/vm-hosts/{id}/", strconv.Itoa(id)).Op("remove_tag").Set("tag", tag).Since("2.8").Until("3.8"))
}
