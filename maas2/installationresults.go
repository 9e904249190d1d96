package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// InstallationResultsService is STUB.
type InstallationResultsService service

// InstallationResult is STUB.
type InstallationResult struct {
	ID           int        `json:"id"`
	Name         string     `json:"name"`
	Created      string     `json:"created"`
	Updated      string     `json:"updated"`
	ScriptResult int        `json:"script_result"`
	ResultType   ResultType `json:"result_type"`
	Node         NodeRef    `json:"node"`
	Data         string     `json:"data"`
	ResourceURI  string     `json:"resource_uri"`
}

// InstallationResultListOptions are STUB.
type InstallationResultListOptions struct {
	Name       []string `param:"name,any"`
	ResultType int      `param:"result_type"`
	SystemID   []string `param:"system_id,any"`
}

// List STUB.
//
// Any user may call it.
//
// GET /installation-results/
func (s *InstallationResultsService) List(ctx context.Context, opts *InstallationResultListOptions) ([]InstallationResult, error) {
	return maas.List[InstallationResult](ctx, s.client, maas.Get("/installation-results/").With(opts))
}
