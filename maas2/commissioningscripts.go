package maas2

import (
	"context"
	"io"

	"github.com/gomaas/maas"
)

// CommissioningScriptsService is the sections "Commissioning scripts" and
// "Commissioning script" of the API. MAAS keeps them for old programs: from MAAS
// 2.2 on, [ScriptsService] has these scripts with all others.
type CommissioningScriptsService service

// A CommissioningScript is what MAAS says of a script that was added.
type CommissioningScript struct {
	Name        string `json:"name"`
	Content     []byte `json:"content"`
	Deprecated  string `json:"deprecated"` // where to find the scripts from now on
	ResourceURI string `json:"resource_uri"`
}

// List returns the names of all commissioning scripts, those that came with MAAS
// among them.
//
// Administrators may call it. It fails with [maas.ErrForbidden].
//
// GET /commissioning-scripts/
func (s *CommissioningScriptsService) List(ctx context.Context) ([]string, error) {
	return maas.List[string](ctx, s.client, maas.Get("/commissioning-scripts/"))
}

// Get returns the text of a script. The caller closes it.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// GET /commissioning-scripts/{name}
func (s *CommissioningScriptsService) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/commissioning-scripts/{name}", name))
}

// CommissioningScriptCreateOptions are the settings of a new script that MAAS does
// not insist on.
type CommissioningScriptCreateOptions struct {
	Title       string   `param:"title" since:"2.2"`
	Description string   `param:"description" since:"2.2"`
	Comment     string   `param:"comment" since:"2.2"` // on this revision, for the history
	Tags        NameList `param:"tags" since:"2.2"`
	Timeout     int      `param:"timeout" since:"2.2"`     // seconds; 0 for none
	Destructive *bool    `param:"destructive" since:"2.2"` // whether it overwrites data of the node

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
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrExists] for a name that is taken, and with [maas.ErrBadRequest] and
// messages about fields.
//
// POST /commissioning-scripts/
func (s *CommissioningScriptsService) Create(ctx context.Context, name string, content io.Reader, opts *CommissioningScriptCreateOptions) (*CommissioningScript, error) {
	return maas.Do[*CommissioningScript](ctx, s.client, maas.Post("/commissioning-scripts/").Set("name", name).File("content", content).With(opts))
}

// CommissioningScriptUpdateOptions are the settings to change; nil keeps a setting.
type CommissioningScriptUpdateOptions struct {
	Title       *string   `param:"title" since:"2.2"`
	Description *string   `param:"description" since:"2.2"`
	Comment     *string   `param:"comment" since:"2.2"`     // on this revision, for the history
	Tags        *NameList `param:"tags" since:"2.2"`        // new(NameList{}) removes all
	Timeout     *int      `param:"timeout" since:"2.2"`     // seconds, new(0) for none
	Destructive *bool     `param:"destructive" since:"2.2"` // whether it overwrites data of the node

	HardwareType *HardwareType              `param:"hardware_type" since:"2.3"`
	Parallel     *ScriptParallel            `param:"parallel" since:"2.3"`
	Packages     map[string][]string        `param:"packages,json" since:"2.3"` // by "apt", "snap" or "url" their names
	Parameters   map[string]ScriptParameter `param:"parameters,json" since:"2.3"`
	ForHardware  *NameList                  `param:"for_hardware" since:"2.4"` // modaliases, and ids of PCI and USB devices
	MayReboot    *bool                      `param:"may_reboot" since:"2.4"`
	Recommission *bool                      `param:"recommission" since:"2.4"`

	ApplyConfiguredNetworking *bool `param:"apply_configured_networking" since:"2.7"`
}

// Update gives a script another text, and changes its settings.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// PUT /commissioning-scripts/{name}
func (s *CommissioningScriptsService) Update(ctx context.Context, name string, content io.Reader, opts *CommissioningScriptUpdateOptions) error {
	return maas.Exec(ctx, s.client, maas.Put("/commissioning-scripts/{name}", name).File("content", content).With(opts))
}

// Delete removes a script.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /commissioning-scripts/{name}
func (s *CommissioningScriptsService) Delete(ctx context.Context, name string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/commissioning-scripts/{name}", name))
}
