package maas2

import (
	"context"
	"io"
	"maps"
	"slices"

	"github.com/gomaas/maas"
)

// ScriptsService is STUB.
type ScriptsService service

// HistoryEntry is STUB.
type HistoryEntry struct {
	ID      int     `json:"id"`
	Value   string  `json:"value"`
	Created string  `json:"created"`
	Comment *string `json:"comment,omitempty"` // nil when MAAS has null
	Data    string  `json:"data"`
}

// Script is STUB.
type Script struct {
	ID                        int            `json:"id"`
	Name                      string         `json:"name"`
	Title                     string         `json:"title"`
	Description               string         `json:"description"`
	Tags                      []string       `json:"tags"`
	HardwareType              HardwareType   `json:"hardware_type"` // since 2.3
	Parallel                  ScriptParallel `json:"parallel"`      // since 2.3
	Results                   map[string]any `json:"results"`       // since 2.3
	Parameters                map[string]any `json:"parameters"`    // since 2.3
	Packages                  map[string]any `json:"packages"`      // since 2.3
	Timeout                   string         `json:"timeout"`
	Destructive               bool           `json:"destructive"`
	Default                   bool           `json:"default"`
	ForHardware               []string       `json:"for_hardware"`                // since 2.4
	MayReboot                 bool           `json:"may_reboot"`                  // since 2.4
	Recommission              bool           `json:"recommission"`                // since 2.4
	ApplyConfiguredNetworking bool           `json:"apply_configured_networking"` // since 2.7
	HardwareTypeName          string         `json:"hardware_type_name"`          // since 2.3
	Type                      ScriptType     `json:"type"`
	ParallelName              string         `json:"parallel_name"` // since 2.3
	TypeName                  string         `json:"type_name"`
	History                   []HistoryEntry `json:"history"`
	ResourceURI               string         `json:"resource_uri"`
}

// ScriptType is STUB a vocabulary.
type ScriptType int

// STUB.
const (
	ScriptTypeCommissioning ScriptType = 0 // since 2.2
	ScriptTypeTesting       ScriptType = 2 // since 2.2
	ScriptTypeRelease       ScriptType = 3 // since 3.5
	ScriptTypeDeployment    ScriptType = 4 // since 3.8
)

// String returns the name as MAAS shows it, ScriptType(42) for an unknown value.
func (v ScriptType) String() string {
	return enumName(v, "ScriptType", map[ScriptType]string{
		0: "Commissioning script",
		2: "Testing script",
		3: "Release script",
		4: "Deployment script",
	})
}

// HardwareType is STUB a vocabulary.
type HardwareType int

// STUB.
const (
	HardwareTypeNode    HardwareType = 0 // since 2.3
	HardwareTypeCPU     HardwareType = 1 // since 2.3
	HardwareTypeMemory  HardwareType = 2 // since 2.3
	HardwareTypeStorage HardwareType = 3 // since 2.3
	HardwareTypeNetwork HardwareType = 4 // since 2.7
	HardwareTypeGpu     HardwareType = 5 // since 3.0
)

// String returns the name as MAAS shows it, HardwareType(42) for an unknown value.
func (v HardwareType) String() string {
	return enumName(v, "HardwareType", map[HardwareType]string{
		0: "Node",
		1: "CPU",
		2: "Memory",
		3: "Storage",
		4: "Network",
		5: "GPU",
	})
}

// ScriptParallel is STUB a vocabulary.
type ScriptParallel int

// STUB.
const (
	ScriptParallelDisabled ScriptParallel = 0 // since 2.3
	ScriptParallelInstance ScriptParallel = 1 // since 2.3
	ScriptParallelAny      ScriptParallel = 2 // since 2.3
)

// String returns the name as MAAS shows it, ScriptParallel(42) for an unknown value.
func (v ScriptParallel) String() string {
	return enumName(v, "ScriptParallel", map[ScriptParallel]string{
		0: "Disabled",
		1: "Run along other instances of this script",
		2: "Run along any other script.",
	})
}

// ScriptParameters are parameters of scripts: by the script's name those by
// theirs.
type ScriptParameters map[string]map[string]string

// MarshalParams writes each as "script_parameter".
func (p ScriptParameters) MarshalParams(string) (maas.Params, error) {
	var params maas.Params
	for _, script := range slices.Sorted(maps.Keys(p)) {
		for _, name := range slices.Sorted(maps.Keys(p[script])) {
			params.Add(script+"_"+name, p[script][name])
		}
	}
	return params, nil
}

// ScriptListOptions are STUB.
type ScriptListOptions struct {
	Filters       string `param:"filters"`
	HardwareType  string `param:"hardware_type"` // since 2.3
	IncludeScript *bool  `param:"include_script"`
	Type          string `param:"type"`
}

// List STUB.
//
// Any user may call it, since MAAS 2.2.
//
// GET /scripts/
func (s *ScriptsService) List(ctx context.Context, opts *ScriptListOptions) ([]Script, error) {
	return maas.List[Script](ctx, s.client, maas.Get("/scripts/").With(opts).Since("2.2"))
}

// ScriptGetOptions are STUB.
type ScriptGetOptions struct {
	IncludeScript *bool `param:"include_script"`
}

// Get STUB.
//
// Any user may call it, since MAAS 2.2.
//
// GET /scripts/{name}
func (s *ScriptsService) Get(ctx context.Context, name string, opts *ScriptGetOptions) (*Script, error) {
	return maas.Do[*Script](ctx, s.client, maas.Get("/scripts/{name}", name).With(opts).Since("2.2"))
}

// ScriptCreateOptions are STUB.
type ScriptCreateOptions struct {
	Name                      string    `param:"name"`
	ApplyConfiguredNetworking *bool     `param:"apply_configured_networking"` // since 2.7
	Comment                   string    `param:"comment"`
	Description               string    `param:"description"`
	Destructive               *bool     `param:"destructive"`
	ForHardware               string    `param:"for_hardware"`  // since 2.4
	HardwareType              string    `param:"hardware_type"` // since 2.3
	MayReboot                 *bool     `param:"may_reboot"`    // since 2.4
	Packages                  string    `param:"packages"`      // since 2.3
	Parallel                  int       `param:"parallel"`      // since 2.3
	Recommission              string    `param:"recommission"`  // since 2.4
	Script                    io.Reader `param:"script"`
	ScriptType                string    `param:"script_type"`
	Tags                      string    `param:"tags"`
	Timeout                   int       `param:"timeout"`
	Title                     string    `param:"title"`
	Type                      string    `param:"type"`
	Parameters                string    `param:"parameters"` // since 2.3
}

// Create STUB.
//
// Administrators may call it, since MAAS 2.2.
//
// POST /scripts/
func (s *ScriptsService) Create(ctx context.Context, opts *ScriptCreateOptions) (*Script, error) {
	return maas.Do[*Script](ctx, s.client, maas.Post("/scripts/").With(opts).Since("2.2"))
}

// ScriptUpdateOptions are STUB.
type ScriptUpdateOptions struct {
	ApplyConfiguredNetworking *bool     `param:"apply_configured_networking"` // since 2.7
	Comment                   *string   `param:"comment"`
	Description               *string   `param:"description"`
	Destructive               *bool     `param:"destructive"`
	ForHardware               *string   `param:"for_hardware"`  // since 2.4
	HardwareType              *string   `param:"hardware_type"` // since 2.3
	MayReboot                 *bool     `param:"may_reboot"`    // since 2.4
	Packages                  *string   `param:"packages"`      // since 2.3
	Parallel                  *int      `param:"parallel"`      // since 2.3
	Recommission              *bool     `param:"recommission"`  // since 2.4
	Script                    io.Reader `param:"script"`
	ScriptType                *string   `param:"script_type"`
	Tags                      *string   `param:"tags"`
	Timeout                   *int      `param:"timeout"`
	Title                     *string   `param:"title"`
	Type                      *string   `param:"type"`
	Parameters                *string   `param:"parameters"` // since 2.3
}

// Update STUB.
//
// Administrators may call it, since MAAS 2.2.
//
// PUT /scripts/{name}
func (s *ScriptsService) Update(ctx context.Context, name string, opts *ScriptUpdateOptions) (*Script, error) {
	return maas.Do[*Script](ctx, s.client, maas.Put("/scripts/{name}", name).With(opts).Since("2.2"))
}

// Delete STUB.
//
// Administrators may call it, since MAAS 2.2.
//
// DELETE /scripts/{name}
func (s *ScriptsService) Delete(ctx context.Context, name string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/scripts/{name}", name).Since("2.2"))
}

// ScriptDownloadOptions are STUB.
type ScriptDownloadOptions struct {
	Rev      int `param:"rev"`
	Revision int `param:"revision"`
}

// Download STUB.
//
// Any user may call it, since MAAS 2.2.
//
// GET /scripts/{name}?op=download
func (s *ScriptsService) Download(ctx context.Context, name string, opts *ScriptDownloadOptions) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/scripts/{name}", name).Op("download").With(opts).Since("2.2"))
}

// ScriptRevertOptions are STUB.
type ScriptRevertOptions struct {
	To int `param:"to"`
}

// Revert STUB.
//
// Administrators may call it, since MAAS 2.2.
//
// POST /scripts/{name}?op=revert
func (s *ScriptsService) Revert(ctx context.Context, name string, opts *ScriptRevertOptions) (*Script, error) {
	return maas.Do[*Script](ctx, s.client, maas.Post("/scripts/{name}", name).Op("revert").With(opts).Since("2.2"))
}

// ScriptAddTagOptions are STUB.
type ScriptAddTagOptions struct {
	Tag string `param:"tag"`
}

// AddTag STUB.
//
// Administrators may call it, since MAAS 2.2.
//
// POST /scripts/{name}?op=add_tag
func (s *ScriptsService) AddTag(ctx context.Context, name string, opts *ScriptAddTagOptions) (*Script, error) {
	return maas.Do[*Script](ctx, s.client, maas.Post("/scripts/{name}", name).Op("add_tag").With(opts).Since("2.2"))
}

// ScriptRemoveTagOptions are STUB.
type ScriptRemoveTagOptions struct {
	Tag string `param:"tag"`
}

// RemoveTag STUB.
//
// Administrators may call it, since MAAS 2.2.
//
// POST /scripts/{name}?op=remove_tag
func (s *ScriptsService) RemoveTag(ctx context.Context, name string, opts *ScriptRemoveTagOptions) (*Script, error) {
	return maas.Do[*Script](ctx, s.client, maas.Post("/scripts/{name}", name).Op("remove_tag").With(opts).Since("2.2"))
}
