package maas2

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/gomaas/maas"
)

// NodeScriptResultsService is the section "Node Script Result" of the API: what
// came of the scripts that ran on a node. The scripts themselves are in
// [ScriptsService].
type NodeScriptResultsService service

// A ScriptSet is the scripts that ran, or are to run, for one commissioning, test,
// installation or release of a node.
type ScriptSet struct {
	SystemID    string         `json:"system_id"`
	ID          int            `json:"id"`
	TypeName    string         `json:"type_name"`
	Runtime     string         `json:"runtime"` // "0:05:00", "" before it ended
	Started     *string        `json:"started"` // "Sat, 21 Nov 2026 12:50:00 -0000"; nil before it started
	Ended       *string        `json:"ended"`   // nil before it ended
	Results     []ScriptResult `json:"results"`
	LastPing    *string        `json:"last_ping"` // when the node was heard of last; nil if never
	Status      ScriptStatus   `json:"status"`
	Type        ResultType     `json:"type"`
	StatusName  string         `json:"status_name"`
	Suppressed  string         `json:"suppressed"` // since 2.6
	ResourceURI string         `json:"resource_uri"`
}

// A ScriptResult is what came of one script. A script that runs for each disk or
// interface has a result for each.
type ScriptResult struct {
	ID               int                        `json:"id"`
	Name             string                     `json:"name"`
	Created          string                     `json:"created"`
	Updated          string                     `json:"updated"`
	Status           ScriptStatus               `json:"status"`
	StatusName       string                     `json:"status_name"`
	ExitStatus       *int                       `json:"exit_status"` // nil before it ended
	Started          *string                    `json:"started"`     // nil before it started
	Ended            *string                    `json:"ended"`       // nil before it ended
	Runtime          string                     `json:"runtime"`
	StartTime        Timestamp                  `json:"starttime"`         // since 2.3
	EndTime          Timestamp                  `json:"endtime"`           // since 2.3
	EstimatedRuntime string                     `json:"estimated_runtime"` // since 2.3
	Parameters       map[string]ScriptParameter `json:"parameters"`        // with the Value that the script got, since 2.3
	ScriptID         int                        `json:"script_id"`
	ScriptRevisionID *int                       `json:"script_revision_id"` // nil before it ran
	Suppressed       bool                       `json:"suppressed"`         // a failure is not counted, since 2.6
	Output           []byte                     `json:"output"`             // both of those below; with IncludeOutput
	Stdout           []byte                     `json:"stdout"`
	Stderr           []byte                     `json:"stderr"`
	Result           []byte                     `json:"result"` // YAML with the measurements, since 2.3
	Value            string                     `json:"value"`  // since 2.9
}

// ScriptStatus is how far a script, or a set of them, is.
type ScriptStatus int

// The statuses of scripts.
const (
	ScriptStatusPending               ScriptStatus = 0
	ScriptStatusRunning               ScriptStatus = 1
	ScriptStatusPassed                ScriptStatus = 2
	ScriptStatusFailed                ScriptStatus = 3
	ScriptStatusTimedOut              ScriptStatus = 4
	ScriptStatusAborted               ScriptStatus = 5
	ScriptStatusDegraded              ScriptStatus = 6  // since 2.3
	ScriptStatusInstalling            ScriptStatus = 7  // its packages, since 2.3
	ScriptStatusFailedInstalling      ScriptStatus = 8  // since 2.3
	ScriptStatusSkipped               ScriptStatus = 9  // since 2.4
	ScriptStatusApplyingNetwork       ScriptStatus = 10 // since 2.7
	ScriptStatusFailedApplyingNetwork ScriptStatus = 11 // since 2.7
)

// String returns the name as MAAS shows it, ScriptStatus(42) for an unknown value.
func (v ScriptStatus) String() string {
	return enumName(v, "ScriptStatus", map[ScriptStatus]string{
		ScriptStatusPending:               "Pending",
		ScriptStatusRunning:               "Running",
		ScriptStatusPassed:                "Passed",
		ScriptStatusFailed:                "Failed",
		ScriptStatusTimedOut:              "Timed out",
		ScriptStatusAborted:               "Aborted",
		ScriptStatusDegraded:              "Degraded",
		ScriptStatusInstalling:            "Installing dependencies",
		ScriptStatusFailedInstalling:      "Failed installing dependencies",
		ScriptStatusSkipped:               "Skipped",
		ScriptStatusApplyingNetwork:       "Applying custom network configuration",
		ScriptStatusFailedApplyingNetwork: "Failed to apply custom network configuration",
	})
}

// ResultType is what scripts ran for.
type ResultType int

// The types of results.
const (
	ResultTypeCommissioning ResultType = 0
	ResultTypeInstallation  ResultType = 1
	ResultTypeTesting       ResultType = 2 // since 2.2
	ResultTypeRelease       ResultType = 3 // since 3.5
	ResultTypeDeployment    ResultType = 4 // since 3.8
)

// String returns the name as MAAS shows it, ResultType(42) for an unknown value.
func (v ResultType) String() string {
	return enumName(v, "ResultType", map[ResultType]string{
		ResultTypeCommissioning: "Commissioning",
		ResultTypeInstallation:  "Installation",
		ResultTypeTesting:       "Testing",
		ResultTypeRelease:       "Release",
		ResultTypeDeployment:    "Deployment",
	})
}

// MarshalParams writes the type as MAAS takes it: as a number for "result_type",
// by name for others.
func (v ResultType) MarshalParams(name string) (maas.Params, error) {
	words := map[ResultType]string{
		ResultTypeCommissioning: "commissioning",
		ResultTypeInstallation:  "installation",
		ResultTypeTesting:       "testing",
		ResultTypeRelease:       "release",
		ResultTypeDeployment:    "deployment",
	}
	if name == "result_type" {
		words = nil
	}
	return wordParam(name, v, words)
}

// A Timestamp is a point in time in seconds since 1970, nil where there is
// none: MAAS writes "" then.
type Timestamp struct{ Seconds *float64 }

// UnmarshalJSON reads a number or "".
func (t *Timestamp) UnmarshalJSON(data []byte) error {
	t.Seconds = nil
	if bytes.Equal(data, []byte(`""`)) || bytes.Equal(data, []byte("null")) {
		return nil
	}
	seconds, err := strconv.ParseFloat(string(data), 64)
	if err != nil {
		return fmt.Errorf("a time that is no number: %s", data)
	}
	t.Seconds = &seconds
	return nil
}

// MarshalJSON writes the number, or "" for none.
func (t Timestamp) MarshalJSON() ([]byte, error) {
	if t.Seconds == nil {
		return []byte(`""`), nil
	}
	return json.Marshal(*t.Seconds)
}

// Time returns the point in time, and the zero time if there is none.
func (t Timestamp) Time() time.Time {
	if t.Seconds == nil {
		return time.Time{}
	}
	return time.UnixMicro(int64(math.Round(*t.Seconds * 1e6))).UTC()
}

// The latest results of a node, in place of the id of a [ScriptSet].
const (
	CurrentCommissioning = "current-commissioning"
	CurrentTesting       = "current-testing"
	CurrentInstallation  = "current-installation"
)

// NodeScriptResultListOptions filter results.
type NodeScriptResultListOptions struct {
	Type          *ResultType   `param:"type"`
	HardwareType  *HardwareType `param:"hardware_type" since:"2.3"`
	Filters       NameList      `param:"filters"`        // names and tags of scripts
	IncludeOutput *bool         `param:"include_output"` // fills Output, Stdout, Stderr and Result
}

// List returns the results of a node: a machine or a rack controller.
//
// Any user may call it for a node that they see, since MAAS 2.2. It fails with
// [maas.ErrNotFound], and with [maas.ErrBadRequest] for a type that MAAS does not
// know.
//
// GET /nodes/{system_id}/results/
func (s *NodeScriptResultsService) List(ctx context.Context, systemID string, opts *NodeScriptResultListOptions) ([]ScriptSet, error) {
	return maas.List[ScriptSet](ctx, s.client, maas.Get("/nodes/{system_id}/results/", systemID).With(opts).Since("2.2"))
}

// NodeScriptResultGetOptions choose among the results of a set.
type NodeScriptResultGetOptions struct {
	HardwareType  *HardwareType `param:"hardware_type" since:"2.3"`
	Filters       NameList      `param:"filters"`        // names, tags and ids of scripts
	IncludeOutput *bool         `param:"include_output"` // fills Output, Stdout, Stderr and Result
}

// Get returns a set of results by its id (see [ID]), or the latest one:
// [CurrentCommissioning], [CurrentTesting] or [CurrentInstallation].
//
// Any user may call it for a node that they see, since MAAS 2.2. It fails with
// [maas.ErrNotFound], and with [maas.ErrBadRequest] for the latest one of a type
// that the node has none of.
//
// GET /nodes/{system_id}/results/{id}/
func (s *NodeScriptResultsService) Get(ctx context.Context, systemID, id string, opts *NodeScriptResultGetOptions) (*ScriptSet, error) {
	return maas.Do[*ScriptSet](ctx, s.client, maas.Get("/nodes/{system_id}/results/{id}/", systemID, id).With(opts).Since("2.2"))
}

// NodeScriptResultUpdateOptions say what to change, and choose among the results
// of the set.
type NodeScriptResultUpdateOptions struct {
	Suppressed    *bool         `param:"suppressed"` // new(true) has MAAS not count failures
	HardwareType  *HardwareType `param:"hardware_type"`
	Filters       NameList      `param:"filters"`        // names, tags and ids of scripts; all if nil
	IncludeOutput *bool         `param:"include_output"` // of the answer
}

// Update suppresses results, or no longer does so.
//
// Administrators may call it, since MAAS 2.6. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// PUT /nodes/{system_id}/results/{id}/
func (s *NodeScriptResultsService) Update(ctx context.Context, systemID, id string, opts *NodeScriptResultUpdateOptions) (*ScriptSet, error) {
	return maas.Do[*ScriptSet](ctx, s.client, maas.Put("/nodes/{system_id}/results/{id}/", systemID, id).With(opts).Since("2.6"))
}

// Delete removes a set of results.
//
// Administrators may call it, since MAAS 2.2. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// DELETE /nodes/{system_id}/results/{id}/
func (s *NodeScriptResultsService) Delete(ctx context.Context, systemID, id string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/results/{id}/", systemID, id).Since("2.2"))
}

// ResultFiletype is the form of a download.
type ResultFiletype string

// The forms of a download.
const (
	ResultFiletypeText  ResultFiletype = "txt"
	ResultFiletypeTarXZ ResultFiletype = "tar.xz"
)

// ResultOutput is which outputs of a script a download has.
type ResultOutput string

// The outputs of a script.
const (
	ResultOutputCombined ResultOutput = "combined"
	ResultOutputStdout   ResultOutput = "stdout"
	ResultOutputStderr   ResultOutput = "stderr"
	ResultOutputAll      ResultOutput = "all"
)

// NodeScriptResultDownloadOptions say what to download.
type NodeScriptResultDownloadOptions struct {
	Filetype     ResultFiletype `param:"filetype"` // ResultFiletypeText if ""
	Output       ResultOutput   `param:"output"`   // ResultOutputCombined if ""
	HardwareType *HardwareType  `param:"hardware_type" since:"2.3"`
	Filters      NameList       `param:"filters"` // names and tags of scripts
}

// Download returns what the scripts of a set wrote, by the set's id (see [ID]) or
// as for [NodeScriptResultsService.Get]. The caller closes it.
//
// Any user may call it for a node that they see, since MAAS 2.2. It fails with
// [maas.ErrNotFound].
//
// GET /nodes/{system_id}/results/{id}/?op=download
func (s *NodeScriptResultsService) Download(ctx context.Context, systemID, id string, opts *NodeScriptResultDownloadOptions) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/nodes/{system_id}/results/{id}/", systemID, id).Op("download").With(opts).Since("2.2"))
}
