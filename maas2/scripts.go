package maas2

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/gomaas/maas"
)

// ScriptsService is the sections "Node Scripts" and "Node Script" of the API: the
// scripts that run on machines when these are commissioned, tested or released.
// [NodeScriptResultsService] has what came of them.
type ScriptsService service

// A Script is a script with its settings. Those that came with MAAS are Default.
type Script struct {
	ID                        int                        `json:"id"`
	Name                      string                     `json:"name"`
	Title                     string                     `json:"title"`
	Description               string                     `json:"description"`
	Tags                      []string                   `json:"tags"`
	HardwareType              HardwareType               `json:"hardware_type"` // since 2.3
	Parallel                  ScriptParallel             `json:"parallel"`      // since 2.3
	Results                   ScriptOutputs              `json:"results"`       // what it measures, since 2.3
	Parameters                map[string]ScriptParameter `json:"parameters"`    // since 2.3
	Packages                  map[string]json.RawMessage `json:"packages"`      // by "apt", "snap" or "url" lists of their names, since 2.3
	Timeout                   string                     `json:"timeout"`       // "0:05:00", none if "0:00:00"
	Destructive               bool                       `json:"destructive"`   // it overwrites data of the node
	Default                   bool                       `json:"default"`
	ForHardware               []string                   `json:"for_hardware"`                // since 2.4
	MayReboot                 bool                       `json:"may_reboot"`                  // since 2.4
	Recommission              bool                       `json:"recommission"`                // MAAS's own scripts run again after it, since 2.4
	ApplyConfiguredNetworking bool                       `json:"apply_configured_networking"` // since 2.7
	HardwareTypeName          string                     `json:"hardware_type_name"`          // since 2.3
	Type                      ScriptType                 `json:"type"`
	ParallelName              string                     `json:"parallel_name"` // since 2.3
	TypeName                  string                     `json:"type_name"`
	History                   []HistoryEntry             `json:"history"` // the newest first
	ResourceURI               string                     `json:"resource_uri"`
}

// A HistoryEntry is a revision of a script or of a DHCP snippet.
type HistoryEntry struct {
	ID      int     `json:"id"`
	Value   string  `json:"value"` // the text of a snippet
	Created string  `json:"created"`
	Comment *string `json:"comment,omitempty"` // nil where there is none
	Data    []byte  `json:"data"`              // the text of a script, if it was asked for
}

// A ScriptParameter is a setting of a script that a caller can give, see
// [ScriptParameters].
type ScriptParameter struct {
	Type           string   `json:"type"` // "storage", "interface", "url", "string", "password", "choice", "runtime", "boolean"
	Title          string   `json:"title,omitempty"`
	Description    string   `json:"description,omitempty"`
	ArgumentFormat string   `json:"argument_format,omitempty"` // how it is given to the script: "--url={input}"
	Required       bool     `json:"required,omitempty"`
	AllowList      bool     `json:"allow_list,omitempty"`
	Min            *float64 `json:"min,omitempty"`
	Max            *float64 `json:"max,omitempty"`
	Default        any      `json:"default,omitempty"`
	Choices        any      `json:"choices,omitempty"` // texts, or pairs of a value and its name
	Value          any      `json:"value,omitempty"`   // in a result, what the script got: a text, or a disk or interface
}

// ScriptOutputs are what a script measures, by name.
type ScriptOutputs map[string]ScriptOutput

// A ScriptOutput says what a measurement is.
type ScriptOutput struct {
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

// UnmarshalJSON reads an object, or a list of names alone.
func (o *ScriptOutputs) UnmarshalJSON(data []byte) error {
	var names []string
	if json.Unmarshal(data, &names) == nil && names != nil {
		*o = make(ScriptOutputs, len(names))
		for _, name := range names {
			(*o)[name] = ScriptOutput{}
		}
		return nil
	}
	var outputs map[string]ScriptOutput
	if err := json.Unmarshal(data, &outputs); err != nil {
		return err
	}
	*o = outputs
	return nil
}

// ScriptType is when a script runs.
type ScriptType int

// The types of scripts.
const (
	ScriptTypeCommissioning ScriptType = 0
	ScriptTypeTesting       ScriptType = 2
	ScriptTypeRelease       ScriptType = 3 // since 3.5
	ScriptTypeDeployment    ScriptType = 4 // since 3.8
)

// String returns the name as MAAS shows it, ScriptType(42) for an unknown value.
func (v ScriptType) String() string {
	return enumName(v, "ScriptType", map[ScriptType]string{
		ScriptTypeCommissioning: "Commissioning script",
		ScriptTypeTesting:       "Testing script",
		ScriptTypeRelease:       "Release script",
		ScriptTypeDeployment:    "Deployment script",
	})
}

// MarshalParams writes the name that MAAS takes for the type.
func (v ScriptType) MarshalParams(name string) (maas.Params, error) {
	return wordParam(name, v, map[ScriptType]string{
		ScriptTypeCommissioning: "commissioning",
		ScriptTypeTesting:       "testing",
		ScriptTypeRelease:       "release",
		ScriptTypeDeployment:    "deployment",
	})
}

// HardwareType is what part of a node a script is about.
type HardwareType int

// The types of hardware.
const (
	HardwareTypeNode    HardwareType = 0 // the whole node
	HardwareTypeCPU     HardwareType = 1
	HardwareTypeMemory  HardwareType = 2
	HardwareTypeStorage HardwareType = 3
	HardwareTypeNetwork HardwareType = 4 // since 2.7
	HardwareTypeGPU     HardwareType = 5 // since 3.0
)

// String returns the name as MAAS shows it, HardwareType(42) for an unknown value.
func (v HardwareType) String() string {
	return enumName(v, "HardwareType", map[HardwareType]string{
		HardwareTypeNode:    "Node",
		HardwareTypeCPU:     "CPU",
		HardwareTypeMemory:  "Memory",
		HardwareTypeStorage: "Storage",
		HardwareTypeNetwork: "Network",
		HardwareTypeGPU:     "GPU",
	})
}

// MarshalParams writes the name that MAAS takes for the type.
func (v HardwareType) MarshalParams(name string) (maas.Params, error) {
	return wordParam(name, v, map[HardwareType]string{
		HardwareTypeNode:    "node",
		HardwareTypeCPU:     "cpu",
		HardwareTypeMemory:  "memory",
		HardwareTypeStorage: "storage",
		HardwareTypeNetwork: "network",
		HardwareTypeGPU:     "gpu",
	})
}

// wordParam writes a value of a numbered vocabulary by its name, where MAAS takes
// names; one that only a later MAAS knows is written as its number.
func wordParam[T ~int](name string, value T, words map[T]string) (maas.Params, error) {
	word, ok := words[value]
	if !ok {
		word = strconv.Itoa(int(value))
	}
	return maas.Params{{Name: name, Value: word}}, nil
}

// ScriptParallel is what may run while a script runs.
type ScriptParallel int

// The choices of ScriptParallel.
const (
	ScriptParallelDisabled ScriptParallel = 0 // nothing
	ScriptParallelInstance ScriptParallel = 1 // the same script on other disks or interfaces
	ScriptParallelAny      ScriptParallel = 2 // any script
)

// String returns the name as MAAS shows it, ScriptParallel(42) for an unknown value.
func (v ScriptParallel) String() string {
	return enumName(v, "ScriptParallel", map[ScriptParallel]string{
		ScriptParallelDisabled: "Disabled",
		ScriptParallelInstance: "Run along other instances of this script",
		ScriptParallelAny:      "Run along any other script.",
	})
}

// ScriptParameters are values for the parameters of scripts, by the name of the
// script and that of the parameter: see [Script].
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

// ScriptListOptions filter scripts.
type ScriptListOptions struct {
	Type          *ScriptType   `param:"type"`
	HardwareType  *HardwareType `param:"hardware_type" since:"2.3"`
	Filters       NameList      `param:"filters"`        // names and tags; a script needs one of them
	IncludeScript *bool         `param:"include_script"` // fills the Data of the history
}

// List returns the scripts that opts choose.
//
// Any user may call it, since MAAS 2.2. It fails with [maas.ErrBadRequest] for a
// type that MAAS does not know.
//
// GET /scripts/
func (s *ScriptsService) List(ctx context.Context, opts *ScriptListOptions) ([]Script, error) {
	return maas.List[Script](ctx, s.client, maas.Get("/scripts/").With(opts).Since("2.2"))
}

// ScriptGetOptions say what to return.
type ScriptGetOptions struct {
	IncludeScript *bool `param:"include_script"` // fills the Data of the history
}

// Get returns a script by its name or its id (see [ID]).
//
// Any user may call it, since MAAS 2.2. It fails with [maas.ErrNotFound].
//
// GET /scripts/{name}
func (s *ScriptsService) Get(ctx context.Context, name string, opts *ScriptGetOptions) (*Script, error) {
	return maas.Do[*Script](ctx, s.client, maas.Get("/scripts/{name}", name).With(opts).Since("2.2"))
}

// ScriptCreateOptions are the settings of a new script. What its text says in
// comments of MAAS's format need not be given.
type ScriptCreateOptions struct {
	Name        string     `param:"name"` // mandatory unless the text says it
	Title       string     `param:"title"`
	Description string     `param:"description"`
	Comment     string     `param:"comment"` // on this revision, for the history
	Tags        NameList   `param:"tags"`
	Type        ScriptType `param:"type"`
	Timeout     int        `param:"timeout"`     // seconds; 0 for none
	Destructive *bool      `param:"destructive"` // whether it overwrites data of the node

	HardwareType HardwareType   `param:"hardware_type" since:"2.3"`
	Parallel     ScriptParallel `param:"parallel" since:"2.3"`
	// Packages are to be installed before the script runs: by "apt", "snap" or
	// "url" their names.
	Packages map[string][]string `param:"packages,json" since:"2.3"`
	// Parameters are what a caller can set, by name.
	Parameters map[string]ScriptParameter `param:"parameters,json" since:"2.3"`
	// ForHardware are modaliases, and ids of PCI and USB devices: the script runs
	// by itself on nodes that have one.
	ForHardware  NameList `param:"for_hardware" since:"2.4"`
	MayReboot    *bool    `param:"may_reboot" since:"2.4"`
	Recommission *bool    `param:"recommission" since:"2.4"` // whether MAAS's own scripts run again after it
	// ApplyConfiguredNetworking has the node use its configured network while
	// the script runs.
	ApplyConfiguredNetworking *bool `param:"apply_configured_networking" since:"2.7"`
}

// Create adds a script by its text, which begins with "#!".
//
// Administrators may call it, since MAAS 2.2. It fails with [maas.ErrForbidden],
// with [maas.ErrExists] for a name that is taken, and with [maas.ErrBadRequest]
// and messages about fields.
//
// POST /scripts/
func (s *ScriptsService) Create(ctx context.Context, script io.Reader, opts *ScriptCreateOptions) (*Script, error) {
	return maas.Do[*Script](ctx, s.client, maas.Post("/scripts/").File("script", script).With(opts).Since("2.2"))
}

// ScriptUpdateOptions are the settings to change; nil keeps a setting.
type ScriptUpdateOptions struct {
	Script      io.Reader   `param:"script"` // the new text, which is a new revision
	Title       *string     `param:"title"`
	Description *string     `param:"description"`
	Comment     *string     `param:"comment"` // on this revision, for the history
	Tags        *NameList   `param:"tags"`    // new(NameList{}) removes all
	Type        *ScriptType `param:"type"`
	Timeout     *int        `param:"timeout"`     // seconds, new(0) for none
	Destructive *bool       `param:"destructive"` // whether it overwrites data of the node

	HardwareType *HardwareType              `param:"hardware_type" since:"2.3"`
	Parallel     *ScriptParallel            `param:"parallel" since:"2.3"`
	Packages     map[string][]string        `param:"packages,json" since:"2.3"` // by "apt", "snap" or "url" their names
	Parameters   map[string]ScriptParameter `param:"parameters,json" since:"2.3"`
	ForHardware  *NameList                  `param:"for_hardware" since:"2.4"` // modaliases, and ids of PCI and USB devices
	MayReboot    *bool                      `param:"may_reboot" since:"2.4"`
	Recommission *bool                      `param:"recommission" since:"2.4"`

	ApplyConfiguredNetworking *bool `param:"apply_configured_networking" since:"2.7"`
}

// Update changes a script by its name or its id (see [ID]).
//
// Administrators may call it, since MAAS 2.2. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields,
// which is also what most settings of the scripts that came with MAAS get.
//
// PUT /scripts/{name}
func (s *ScriptsService) Update(ctx context.Context, name string, opts *ScriptUpdateOptions) (*Script, error) {
	return maas.Do[*Script](ctx, s.client, maas.Put("/scripts/{name}", name).With(opts).Since("2.2"))
}

// Delete removes a script with its revisions.
//
// Administrators may call it, since MAAS 2.2. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] for a script that came with
// MAAS.
//
// DELETE /scripts/{name}
func (s *ScriptsService) Delete(ctx context.Context, name string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/scripts/{name}", name).Since("2.2"))
}

// ScriptDownloadOptions say which revision to return.
type ScriptDownloadOptions struct {
	Revision int `param:"revision"` // the id of a [HistoryEntry]; the newest if 0
}

// Download returns the text of a script. The caller closes it.
//
// Any user may call it, since MAAS 2.2. It fails with [maas.ErrNotFound], and with
// [maas.ErrBadRequest] for a revision that is not in the history.
//
// GET /scripts/{name}?op=download
func (s *ScriptsService) Download(ctx context.Context, name string, opts *ScriptDownloadOptions) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/scripts/{name}", name).Op("download").With(opts).Since("2.2"))
}

// Revert goes back to an earlier revision and drops those after it: to is the id of
// a [HistoryEntry], or how many revisions to go back as a negative number, -1 for
// the one before.
//
// Administrators may call it, since MAAS 2.2. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] for a revision that is not
// there.
//
// POST /scripts/{name}?op=revert
func (s *ScriptsService) Revert(ctx context.Context, name string, to int) (*Script, error) {
	return maas.Do[*Script](ctx, s.client, maas.Post("/scripts/{name}", name).Op("revert").Set("to", strconv.Itoa(to)).Once().Since("2.2"))
}

// AddTag adds a tag to a script, if the script does not have it yet. A tag can't
// have a comma.
//
// Administrators may call it, since MAAS 2.2. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound] and [maas.ErrBadRequest].
//
// POST /scripts/{name}?op=add_tag
func (s *ScriptsService) AddTag(ctx context.Context, name, tag string) (*Script, error) {
	return maas.Do[*Script](ctx, s.client, maas.Post("/scripts/{name}", name).Op("add_tag").Set("tag", tag).Since("2.2"))
}

// RemoveTag takes a tag away from a script, if the script has it.
//
// Administrators may call it, since MAAS 2.2. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// POST /scripts/{name}?op=remove_tag
func (s *ScriptsService) RemoveTag(ctx context.Context, name, tag string) (*Script, error) {
	return maas.Do[*Script](ctx, s.client, maas.Post("/scripts/{name}", name).Op("remove_tag").Set("tag", tag).Since("2.2"))
}
