package maas

import (
	"context"
	"io"
)

// CommissioningScriptsService is the section "Commissioning scripts" and
// "Commissioning script" of the API: your own scripts, which run on nodes as
// they are commissioned, in the order of their names, among those that MAAS
// brings along.
type CommissioningScriptsService service

// A CommissioningScript is a script as MAAS shows a new one.
type CommissioningScript struct {
	Name        string `json:"name"`
	Content     []byte `json:"content"` // decoded
	ResourceURI string `json:"resource_uri"`
}

// List returns the names of the scripts that were added, in their order; those
// that MAAS brings along are not among them.
//
// Administrators may call it. It fails with [ErrForbidden].
//
// GET /commissioning-scripts/
func (s *CommissioningScriptsService) List(ctx context.Context) ([]string, error) {
	return List[string](ctx, s.client, Get("/commissioning-scripts/"))
}

// Get returns the content of a script, byte for byte, for the caller to read and
// close.
//
// Administrators may call it. It fails with [ErrForbidden] and [ErrNotFound].
//
// GET /commissioning-scripts/{name}
func (s *CommissioningScriptsService) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	return Stream(ctx, s.client, Get("/commissioning-scripts/{name}", name))
}

// Create adds a script. A name such as "25-burn-in" puts it in its place among
// the others; it has 255 characters at most. The content is streamed as
// [Params.AddFile] describes.
//
// Administrators may call it. It fails with [ErrForbidden], and for a name that
// is taken with [ErrServer] and a message of the database.
//
// POST /commissioning-scripts/
func (s *CommissioningScriptsService) Create(ctx context.Context, name string, content io.Reader) (*CommissioningScript, error) {
	return Do[*CommissioningScript](ctx, s.client, Post("/commissioning-scripts/").Set("name", name).File("content", content))
}

// Update replaces the content of a script, the parameter that the API document
// does not mention. It is streamed as [Params.AddFile] describes. The name of a
// script can't be changed.
//
// Administrators may call it. It fails with [ErrForbidden] and [ErrNotFound].
//
// PUT /commissioning-scripts/{name}
func (s *CommissioningScriptsService) Update(ctx context.Context, name string, content io.Reader) error {
	return Exec(ctx, s.client, Put("/commissioning-scripts/{name}", name).File("content", content))
}

// Delete removes a script.
//
// Administrators may call it. It fails with [ErrForbidden] and [ErrNotFound].
//
// DELETE /commissioning-scripts/{name}
func (s *CommissioningScriptsService) Delete(ctx context.Context, name string) error {
	return Exec(ctx, s.client, Delete("/commissioning-scripts/{name}", name))
}
