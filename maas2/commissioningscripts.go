package maas2

import (
	"context"
	"io"

	"github.com/gomaas/maas"
)

// CommissioningScriptsService is STUB.
type CommissioningScriptsService service

// CommissioningScript is STUB.
type CommissioningScript struct {
	Name        string `json:"name"`
	Content     string `json:"content"`
	Deprecated  string `json:"deprecated"`
	ResourceURI string `json:"resource_uri"`
}

// List STUB.
//
// Administrators may call it.
//
// GET /commissioning-scripts/
func (s *CommissioningScriptsService) List(ctx context.Context) ([]string, error) {
	return maas.List[string](ctx, s.client, maas.Get("/commissioning-scripts/"))
}

// Get STUB.
//
// Administrators may call it.
//
// GET /commissioning-scripts/{name}
func (s *CommissioningScriptsService) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/commissioning-scripts/{name}", name))
}

// CommissioningScriptCreateOptions are STUB.
type CommissioningScriptCreateOptions struct {
	Script                    string `param:"script"`                      // since 2.2
	ApplyConfiguredNetworking *bool  `param:"apply_configured_networking"` // since 2.7
	Comment                   string `param:"comment"`                     // since 2.2
	Description               string `param:"description"`                 // since 2.2
	Destructive               *bool  `param:"destructive"`                 // since 2.2
	ForHardware               string `param:"for_hardware"`                // since 2.4
	HardwareType              string `param:"hardware_type"`               // since 2.3
	MayReboot                 *bool  `param:"may_reboot"`                  // since 2.4
	Packages                  string `param:"packages"`                    // since 2.3
	Parallel                  string `param:"parallel"`                    // since 2.3
	Recommission              *bool  `param:"recommission"`                // since 2.4
	ScriptType                string `param:"script_type"`                 // since 2.2
	Tags                      string `param:"tags"`                        // since 2.2
	Timeout                   string `param:"timeout"`                     // since 2.2
	Title                     string `param:"title"`                       // since 2.2
	Type                      string `param:"type"`                        // since 2.2, until 2.2
	Parameters                string `param:"parameters"`                  // since 2.3
}

// Create STUB.
//
// Administrators may call it.
//
// POST /commissioning-scripts/
func (s *CommissioningScriptsService) Create(ctx context.Context, name string, content io.Reader, opts *CommissioningScriptCreateOptions) (*CommissioningScript, error) {
	return maas.Do[*CommissioningScript](ctx, s.client, maas.Post("/commissioning-scripts/").Set("name", name).File("content", content).With(opts))
}

// CommissioningScriptUpdateOptions are STUB.
type CommissioningScriptUpdateOptions struct {
	ApplyConfiguredNetworking *bool   `param:"apply_configured_networking"` // since 2.7
	Comment                   *string `param:"comment"`                     // since 2.2
	Description               *string `param:"description"`                 // since 2.2
	Destructive               *bool   `param:"destructive"`                 // since 2.2
	ForHardware               *string `param:"for_hardware"`                // since 2.4
	HardwareType              *string `param:"hardware_type"`               // since 2.3
	MayReboot                 *bool   `param:"may_reboot"`                  // since 2.4
	Packages                  *string `param:"packages"`                    // since 2.3
	Parallel                  *string `param:"parallel"`                    // since 2.3
	Recommission              *bool   `param:"recommission"`                // since 2.4
	Script                    *string `param:"script"`                      // since 2.2
	ScriptType                *string `param:"script_type"`                 // since 2.2
	Tags                      *string `param:"tags"`                        // since 2.2
	Timeout                   *string `param:"timeout"`                     // since 2.2
	Title                     *string `param:"title"`                       // since 2.2
	Type                      *string `param:"type"`                        // since 2.2, until 2.2
	Parameters                *string `param:"parameters"`                  // since 2.3
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /commissioning-scripts/{name}
func (s *CommissioningScriptsService) Update(ctx context.Context, name string, content io.Reader, opts *CommissioningScriptUpdateOptions) error {
	return maas.Exec(ctx, s.client, maas.Put("/commissioning-scripts/{name}", name).File("content", content).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /commissioning-scripts/{name}
func (s *CommissioningScriptsService) Delete(ctx context.Context, name string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/commissioning-scripts/{name}", name))
}
