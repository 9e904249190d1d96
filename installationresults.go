package maas

import (
	"context"
	"iter"
)

// InstallationResultsService is the section "Installation results" of the API:
// what nodes printed as they were installed. Since MAAS 1.7.
//
// It is another path to the results of [CommissioningResultsService]: without a
// ResultType both return the results of both kinds.
type InstallationResultsService service

// List returns the results of the nodes that the caller may see, see
// [NodesService.List], in no order. Each brings its whole node and output: ask
// for few, or use [InstallationResultsService.All].
//
// Any user may call it, since MAAS 1.7.
//
// GET /installation-results/?op=list
func (s *InstallationResultsService) List(ctx context.Context, opts *CommissioningResultListOptions) ([]CommissioningResult, error) {
	return List[CommissioningResult](ctx, s.client, Get("/installation-results/").Op("list").With(opts).Since("1.7"))
}

// All is [InstallationResultsService.List] for a list of any length: it yields
// each result as it arrives and holds a few in memory at most. An error ends it,
// as the last pair.
//
// Any user may call it, since MAAS 1.7. It fails as List does.
//
// GET /installation-results/?op=list
func (s *InstallationResultsService) All(ctx context.Context, opts *CommissioningResultListOptions) iter.Seq2[*CommissioningResult, error] {
	return Each[CommissioningResult](ctx, s.client, Get("/installation-results/").Op("list").With(opts).Since("1.7"))
}
