package maas2

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/gomaas/maas"
)

// NodeScriptResultsService is STUB.
type NodeScriptResultsService service

// ScriptResult is STUB.
type ScriptResult struct {
	ID               int            `json:"id"`
	Name             string         `json:"name"`
	Created          string         `json:"created"`
	Updated          string         `json:"updated"`
	Status           ScriptStatus   `json:"status"`
	StatusName       string         `json:"status_name"`
	ExitStatus       *int           `json:"exit_status"` // nil when MAAS has null
	Started          *string        `json:"started"`     // nil when MAAS has null
	Ended            *string        `json:"ended"`       // nil when MAAS has null
	Runtime          string         `json:"runtime"`
	StartTime        Timestamp      `json:"starttime"`         // since 2.3
	EndTime          Timestamp      `json:"endtime"`           // since 2.3
	EstimatedRuntime string         `json:"estimated_runtime"` // since 2.3
	Parameters       map[string]any `json:"parameters"`        // since 2.3
	ScriptID         int            `json:"script_id"`
	ScriptRevisionID *int           `json:"script_revision_id"` // nil when MAAS has null
	Suppressed       bool           `json:"suppressed"`         // since 2.6
	Output           string         `json:"output"`
	Stdout           string         `json:"stdout"`
	Stderr           string         `json:"stderr"`
	Result           string         `json:"result"` // since 2.3
	Value            string         `json:"value"`  // since 2.9
}

// ScriptSet is STUB.
type ScriptSet struct {
	SystemID    string         `json:"system_id"`
	ID          int            `json:"id"`
	TypeName    string         `json:"type_name"`
	Runtime     string         `json:"runtime"`
	Started     *string        `json:"started"` // nil when MAAS has null
	Ended       *string        `json:"ended"`   // nil when MAAS has null
	Results     []ScriptResult `json:"results"`
	LastPing    *string        `json:"last_ping"` // nil when MAAS has null
	Status      ScriptStatus   `json:"status"`
	Type        ResultType     `json:"type"`
	StatusName  string         `json:"status_name"`
	Suppressed  string         `json:"suppressed"` // since 2.6
	ResourceURI string         `json:"resource_uri"`
}

// ScriptStatus is STUB a vocabulary.
type ScriptStatus int

// STUB.
const (
	ScriptStatusPending               ScriptStatus = 0  // since 2.2
	ScriptStatusRunning               ScriptStatus = 1  // since 2.2
	ScriptStatusPassed                ScriptStatus = 2  // since 2.2
	ScriptStatusFailed                ScriptStatus = 3  // since 2.2
	ScriptStatusTimedout              ScriptStatus = 4  // since 2.2
	ScriptStatusAborted               ScriptStatus = 5  // since 2.2
	ScriptStatusDegraded              ScriptStatus = 6  // since 2.3
	ScriptStatusInstalling            ScriptStatus = 7  // since 2.3
	ScriptStatusFailedInstalling      ScriptStatus = 8  // since 2.3
	ScriptStatusSkipped               ScriptStatus = 9  // since 2.4
	ScriptStatusApplyingNetconf       ScriptStatus = 10 // since 2.7
	ScriptStatusFailedApplyingNetconf ScriptStatus = 11 // since 2.7
)

// String returns the name as MAAS shows it, ScriptStatus(42) for an unknown value.
func (v ScriptStatus) String() string {
	return enumName(v, "ScriptStatus", map[ScriptStatus]string{
		0:  "Pending",
		1:  "Running",
		2:  "Passed",
		3:  "Failed",
		4:  "Timed out",
		5:  "Aborted",
		6:  "Degraded",
		7:  "Installing dependencies",
		8:  "Failed installing dependencies",
		9:  "Skipped",
		10: "Applying custom network configuration",
		11: "Failed to apply custom network configuration",
	})
}

// ResultType is STUB a vocabulary.
type ResultType int

// STUB.
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
		0: "Commissioning",
		1: "Installation",
		2: "Testing",
		3: "Release",
		4: "Deployment",
	})
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

// NodeScriptResultListOptions are STUB.
type NodeScriptResultListOptions struct {
	Filters       string `param:"filters"`
	HardwareType  string `param:"hardware_type"` // since 2.3
	IncludeOutput *bool  `param:"include_output"`
	Type          string `param:"type"`
}

// List STUB.
//
// Any user may call it, since MAAS 2.2.
//
// GET /nodes/{system_id}/results/
func (s *NodeScriptResultsService) List(ctx context.Context, systemID string, opts *NodeScriptResultListOptions) ([]ScriptSet, error) {
	return maas.List[ScriptSet](ctx, s.client, maas.Get("/nodes/{system_id}/results/", systemID).With(opts).Since("2.2"))
}

// NodeScriptResultGetOptions are STUB.
type NodeScriptResultGetOptions struct {
	Filters       string `param:"filters"`
	HardwareType  string `param:"hardware_type"` // since 2.3
	IncludeOutput *bool  `param:"include_output"`
}

// Get STUB.
//
// Any user may call it, since MAAS 2.2.
//
// GET /nodes/{system_id}/results/{id}/
func (s *NodeScriptResultsService) Get(ctx context.Context, systemID string, id int, opts *NodeScriptResultGetOptions) (*ScriptSet, error) {
	return maas.Do[*ScriptSet](ctx, s.client, maas.Get("/nodes/{system_id}/results/{id}/", systemID, strconv.Itoa(id)).With(opts).Since("2.2"))
}

// NodeScriptResultUpdateOptions are STUB.
type NodeScriptResultUpdateOptions struct {
	Filters       *string `param:"filters"`
	HardwareType  *string `param:"hardware_type"`
	IncludeOutput *bool   `param:"include_output"`
	Suppressed    *bool   `param:"suppressed"`
}

// Update STUB.
//
// Administrators may call it, since MAAS 2.6.
//
// PUT /nodes/{system_id}/results/{id}/
func (s *NodeScriptResultsService) Update(ctx context.Context, systemID string, id int, opts *NodeScriptResultUpdateOptions) (*ScriptSet, error) {
	return maas.Do[*ScriptSet](ctx, s.client, maas.Put("/nodes/{system_id}/results/{id}/", systemID, strconv.Itoa(id)).With(opts).Since("2.6"))
}

// Delete STUB.
//
// Administrators may call it, since MAAS 2.2.
//
// DELETE /nodes/{system_id}/results/{id}/
func (s *NodeScriptResultsService) Delete(ctx context.Context, systemID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/results/{id}/", systemID, strconv.Itoa(id)).Since("2.2"))
}

// NodeScriptResultDownloadOptions are STUB.
type NodeScriptResultDownloadOptions struct {
	Filetype     string `param:"filetype"`
	Filters      string `param:"filters"`
	HardwareType string `param:"hardware_type"` // since 2.3
	Output       string `param:"output"`
}

// Download STUB.
//
// Any user may call it, since MAAS 2.2.
//
// GET /nodes/{system_id}/results/{id}/?op=download
func (s *NodeScriptResultsService) Download(ctx context.Context, systemID string, id int, opts *NodeScriptResultDownloadOptions) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/nodes/{system_id}/results/{id}/", systemID, strconv.Itoa(id)).Op("download").With(opts).Since("2.2"))
}
