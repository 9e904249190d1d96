package maas

import (
	"context"
	"iter"
)

// CommissioningResultsService is the section "Commissioning results" of the
// API: what the scripts printed that ran on nodes as they were commissioned.
type CommissioningResultsService service

// A CommissioningResult is the output of one script on one node.
type CommissioningResult struct {
	Name CommissioningResultName `json:"name"`
	Node Node                    `json:"node"` // the whole node
	// ScriptResult is the exit code of the script: 0 is success.
	ScriptResult int       `json:"script_result"`
	Data         []byte    `json:"data"` // the output, decoded; may be binary
	Created      LocalTime `json:"created"`
	Updated      LocalTime `json:"updated"`
	ResourceURI  string    `json:"resource_uri"` // that of all results
	// ResultType separates results of commissioning from those of installation.
	// Since 1.7; nil before, when there were the former alone.
	ResultType *ResultType `json:"result_type,omitempty"`
}

// CommissioningResultName is the name of a result: that of the script with ".out"
// behind it. The vocabulary is open: your own scripts add to it, see
// [CommissioningScriptsService].
type CommissioningResultName string

// The results of the scripts that MAAS brings along.
const (
	CommissioningResultNameLSHW           CommissioningResultName = "00-maas-01-lshw.out" // the hardware, as XML
	CommissioningResultNameVirtuality     CommissioningResultName = "00-maas-02-virtuality.out"
	CommissioningResultNameInstallLLDPD   CommissioningResultName = "00-maas-03-install-lldpd.out"
	CommissioningResultNameListModaliases CommissioningResultName = "00-maas-04-list-modaliases.out"
	CommissioningResultNameWaitForLLDPD   CommissioningResultName = "99-maas-01-wait-for-lldpd.out"
	CommissioningResultNameCaptureLLDP    CommissioningResultName = "99-maas-02-capture-lldp.out" // the neighbours, as XML
)

// ResultType is when a result came about. Since 1.7.
type ResultType int

// The result types.
const (
	ResultTypeCommissioning ResultType = 0
	ResultTypeInstallation  ResultType = 1
)

// String returns the name of the type, ResultType(42) for an unknown one.
func (t ResultType) String() string {
	return enumName(t, "ResultType", "Commissioning", "Installation")
}

// CommissioningResultListOptions filter [CommissioningResultsService.List]; all
// filters given must match. A nil list does not filter, an empty one matches no
// result.
type CommissioningResultListOptions struct {
	SystemIDs []string                  `param:"system_id,any"` // unknown ones are ignored
	Names     []CommissioningResultName `param:"name,any"`
	// ResultType asks for one kind of results. Since 1.7; nil for both there.
	ResultType *ResultType `param:"result_type"`
}

// List returns the results of the nodes that the caller may see, see
// [NodesService.List], in no order. Each brings its whole node and output: ask
// for few, or use [CommissioningResultsService.All].
//
// Any user may call it.
//
// GET /commissioning-results/?op=list
func (s *CommissioningResultsService) List(ctx context.Context, opts *CommissioningResultListOptions) ([]CommissioningResult, error) {
	return List[CommissioningResult](ctx, s.client, Get("/commissioning-results/").Op("list").With(opts))
}

// All is [CommissioningResultsService.List] for a list of any length: it yields
// each result as it arrives and holds a few in memory at most. An error ends it,
// as the last pair.
//
// Any user may call it. It fails as List does.
//
// GET /commissioning-results/?op=list
func (s *CommissioningResultsService) All(ctx context.Context, opts *CommissioningResultListOptions) iter.Seq2[*CommissioningResult, error] {
	return Each[CommissioningResult](ctx, s.client, Get("/commissioning-results/").Op("list").With(opts))
}
