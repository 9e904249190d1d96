package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// PodsService is STUB.
type PodsService service

// Pod is STUB.
type Pod struct {
	ID                    int            `json:"id"`
	Name                  string         `json:"name"`
	Available             Resources      `json:"available"`
	Host                  *VMHostMachine `json:"host"` // since 2.5
	Capabilities          []string       `json:"capabilities"`
	MemoryOverCommitRatio float64        `json:"memory_over_commit_ratio"` // since 2.4
	DefaultMACVLANMode    *string        `json:"default_macvlan_mode"`     // nil when MAAS has null, since 2.5
	Tags                  []string       `json:"tags"`                     // since 2.4
	Used                  Resources      `json:"used"`
	Version               string         `json:"version"` // since 3.0
	Total                 Resources      `json:"total"`
	Architectures         []string       `json:"architectures"`
	CPUOverCommitRatio    float64        `json:"cpu_over_commit_ratio"` // since 2.4
	Pool                  ResourcePool   `json:"pool"`                  // since 2.4.1
	StoragePools          []StoragePool  `json:"storage_pools"`         // since 2.5
	Zone                  Zone           `json:"zone"`                  // since 2.4
	Type                  string         `json:"type"`
	ResourceURI           string         `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it, since MAAS 2.2, until MAAS 3.8.
//
// GET /pods/
func (s *PodsService) List(ctx context.Context) ([]Pod, error) {
	return maas.List[Pod](ctx, s.client, maas.Get("/pods/").Since("2.2").Until("3.8"))
}

// Get STUB.
//
// Any user may call it, since MAAS 2.2, until MAAS 3.8.
//
// GET /pods/{id}/
func (s *PodsService) Get(ctx context.Context, id int) (*Pod, error) {
	return maas.Do[*Pod](ctx, s.client, maas.Get("/pods/{id}/", strconv.Itoa(id)).Since("2.2").Until("3.8"))
}

// PodCreateOptions are STUB.
type PodCreateOptions struct {
	PowerPass             maas.Secret `param:"power_pass"`               // since 2.4
	PowerUser             string      `param:"power_user"`               // since 2.4
	CPUOverCommitRatio    float64     `param:"cpu_over_commit_ratio"`    // since 2.4
	DefaultMACVLANMode    string      `param:"default_macvlan_mode"`     // since 2.5
	DefaultStoragePool    string      `param:"default_storage_pool"`     // since 2.5
	MemoryOverCommitRatio float64     `param:"memory_over_commit_ratio"` // since 2.4
	Name                  string      `param:"name"`
	Pool                  string      `param:"pool"`        // since 2.4
	Project               string      `param:"project"`     // since 3.0
	Tags                  string      `param:"tags"`        // since 2.4
	Zone                  string      `param:"zone"`        // since 2.4
	Certificate           string      `param:"certificate"` // since 3.5
	Key                   maas.Secret `param:"key"`         // since 3.5
}

// Create STUB.
//
// Administrators may call it, since MAAS 2.2, until MAAS 3.8.
//
// POST /pods/
func (s *PodsService) Create(ctx context.Context, powerAddress, kind string, opts *PodCreateOptions) (*Pod, error) {
	return maas.Do[*Pod](ctx, s.client, maas.Post("/pods/").Set("power_address", powerAddress).Set("type", kind).With(opts).Since("2.2").Until("3.8"))
}

// PodUpdateOptions are STUB.
type PodUpdateOptions struct {
	CPUOverCommitRatio    *float64     `param:"cpu_over_commit_ratio"`    // since 2.4
	DefaultMACVLANMode    *string      `param:"default_macvlan_mode"`     // since 2.5
	DefaultStoragePool    *string      `param:"default_storage_pool"`     // since 2.5
	MemoryOverCommitRatio *float64     `param:"memory_over_commit_ratio"` // since 2.4
	Name                  *string      `param:"name"`
	Pool                  *string      `param:"pool"`          // since 2.4
	PowerAddress          *string      `param:"power_address"` // since 2.4
	PowerPass             *maas.Secret `param:"power_pass"`    // since 2.4
	Tags                  *string      `param:"tags"`          // since 2.4
	Zone                  *string      `param:"zone"`          // since 2.4
	Type                  *string      `param:"type"`
	ConsoleLog            *bool        `param:"console_log"` // since 2.5, until 2.5
}

// Update STUB.
//
// Administrators may call it, since MAAS 2.2, until MAAS 3.8.
//
// PUT /pods/{id}/
func (s *PodsService) Update(ctx context.Context, id int, opts *PodUpdateOptions) (*Pod, error) {
	return maas.Do[*Pod](ctx, s.client, maas.Put("/pods/{id}/", strconv.Itoa(id)).With(opts).Since("2.2").Until("3.8"))
}

// PodDeleteOptions are STUB.
type PodDeleteOptions struct {
	Decompose *bool `param:"decompose"` // since 3.0
}

// Delete STUB.
//
// Administrators may call it, since MAAS 2.2, until MAAS 3.8.
//
// DELETE /pods/{id}/
func (s *PodsService) Delete(ctx context.Context, id int, opts *PodDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/pods/{id}/", strconv.Itoa(id)).With(opts).Since("2.2").Until("3.8"))
}

// Refresh STUB.
//
// Administrators may call it, since MAAS 2.2, until MAAS 3.8.
//
// POST /pods/{id}/?op=refresh
func (s *PodsService) Refresh(ctx context.Context, id int) (*Pod, error) {
	return maas.Do[*Pod](ctx, s.client, maas.Post("/pods/{id}/", strconv.Itoa(id)).Op("refresh").Since("2.2").Until("3.8"))
}

// Parameters STUB.
//
// Administrators may call it, since MAAS 2.2, until MAAS 3.8.
//
// GET /pods/{id}/?op=parameters
func (s *PodsService) Parameters(ctx context.Context, id int) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/pods/{id}/", strconv.Itoa(id)).Op("parameters").Since("2.2").Until("3.8"))
}

// PodComposeOptions are STUB.
type PodComposeOptions struct {
	Architecture      string `param:"architecture"`
	Cores             int    `param:"cores"`
	CPUSpeed          int    `param:"cpu_speed"`
	Domain            int    `param:"domain"`
	Hostname          string `param:"hostname"`
	HugePagesBacked   *bool  `param:"hugepages_backed"` // since 2.9
	Interfaces        string `param:"interfaces"`       // since 2.5
	Memory            int    `param:"memory"`
	PinnedCores       []int  `param:"pinned_cores"` // since 2.9
	Pool              int    `param:"pool"`         // since 2.4
	Storage           string `param:"storage"`
	Zone              int    `param:"zone"`
	SkipCommissioning *bool  `param:"skip_commissioning"` // since 2.4
}

// Compose STUB.
//
// Administrators may call it, since MAAS 2.2, until MAAS 3.8.
//
// POST /pods/{id}/?op=compose
func (s *PodsService) Compose(ctx context.Context, id int, opts *PodComposeOptions) (*ComposedMachine, error) {
	return maas.Do[*ComposedMachine](ctx, s.client, maas.Post("/pods/{id}/", strconv.Itoa(id)).Op("compose").With(opts).Once().Since("2.2").Until("3.8"))
}

// AddTag STUB.
//
// Administrators may call it, since MAAS 2.4, until MAAS 3.8.
//
// POST /pods/{id}/?op=add_tag
func (s *PodsService) AddTag(ctx context.Context, id int, tag string) (*Pod, error) {
	return maas.Do[*Pod](ctx, s.client, maas.Post("/pods/{id}/", strconv.Itoa(id)).Op("add_tag").Set("tag", tag).Since("2.4").Until("3.8"))
}

// RemoveTag STUB.
//
// Administrators may call it, since MAAS 2.4, until MAAS 3.8.
//
// POST /pods/{id}/?op=remove_tag
func (s *PodsService) RemoveTag(ctx context.Context, id int, tag string) (*Pod, error) {
	return maas.Do[*Pod](ctx, s.client, maas.Post("/pods/{id}/", strconv.Itoa(id)).Op("remove_tag").Set("tag", tag).Since("2.4").Until("3.8"))
}
