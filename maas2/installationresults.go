package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// InstallationResultsService is the section "Commissioning results" of the API:
// the outputs of scripts in the form that they had in MAAS 1.x.
// [NodeScriptResultsService] tells more since MAAS 2.2.
type InstallationResultsService service

// An InstallationResult is the output of one script on one node, whatever it ran
// for.
type InstallationResult struct {
	ID           int        `json:"id"`
	Name         string     `json:"name"`    // of the script
	Created      string     `json:"created"` // "2026-11-21T12:49:59.833", in UTC
	Updated      string     `json:"updated"`
	ScriptResult int        `json:"script_result"` // its exit status
	ResultType   ResultType `json:"result_type"`
	Node         NodeRef    `json:"node"`
	Data         []byte     `json:"data"`         // the output
	ResourceURI  string     `json:"resource_uri"` // of the collection
}

// InstallationResultListOptions filter results.
type InstallationResultListOptions struct {
	SystemID   []string    `param:"system_id,any"`
	Name       []string    `param:"name,any"`
	ResultType *ResultType `param:"result_type"`
}

// List returns the results that opts choose, of all nodes that the user sees.
//
// Any user may call it. It fails with [maas.ErrBadRequest] for a type that MAAS
// does not know.
//
// GET /installation-results/
func (s *InstallationResultsService) List(ctx context.Context, opts *InstallationResultListOptions) ([]InstallationResult, error) {
	return maas.List[InstallationResult](ctx, s.client, maas.Get("/installation-results/").With(opts))
}
