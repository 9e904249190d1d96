package maas2_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/maas2"
)

func TestNodeScriptResultsWire(t *testing.T) {
	t.Parallel()
	const set = `{"type_name": "Testing", "runtime": "", "started": null, "ended": null, "id": 30, "last_ping": null, "system_id": "egpf7q", "status": 0,
		"type": 2, "status_name": "Pending", "resource_uri": "/MAAS/api/2.0/nodes/egpf7q/results/30/", "results": [{"id": 161, "created": "c",
		"updated": "u", "name": "check", "status": 2, "status_name": "Passed", "exit_status": 0, "started": "s", "ended": null, "runtime": "",
		"starttime": 1795265400.086397, "endtime": "", "estimated_runtime": "0:05:00", "script_id": 314, "script_revision_id": null,
		"parameters": {"storage": {"type": "storage", "value": {"id": 26}, "argument_format": "{path}"}}, "suppressed": false,
		"output": "aGk=", "stdout": "aGk=", "stderr": "", "result": ""}]}`
	results := maas2.ScriptSet{
		SystemID: "egpf7q", ID: 30, TypeName: "Testing", Type: maas2.ResultTypeTesting, Status: maas2.ScriptStatusPending, StatusName: "Pending",
		ResourceURI: "/MAAS/api/2.0/nodes/egpf7q/results/30/",
		Results: []maas2.ScriptResult{{
			ID: 161, Created: "c", Updated: "u", Name: "check", Status: maas2.ScriptStatusPassed, StatusName: "Passed", ExitStatus: new(0),
			Started: new("s"), StartTime: maas2.Timestamp{Seconds: new(1795265400.086397)}, EstimatedRuntime: "0:05:00", ScriptID: 314,
			Parameters: map[string]maas2.ScriptParameter{"storage": {Type: "storage", ArgumentFormat: "{path}", Value: map[string]any{"id": 26.0}}},
			Output:     []byte("hi"), Stdout: []byte("hi"), Stderr: []byte{}, Result: []byte{},
		}},
	}
	runWire(t, []wireCase{
		{
			name:    "List of commissioning, whose type is 0",
			release: "3.4.10",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.NodeScriptResults.List(ctx, "egpf7q", &maas2.NodeScriptResultListOptions{Type: new(maas2.ResultTypeCommissioning), HardwareType: new(maas2.HardwareTypeCPU), Filters: maas2.NameList{"check"}, IncludeOutput: new(true)})
			},
			want:   "GET /nodes/egpf7q/results/?type=commissioning&hardware_type=cpu&filters=check&include_output=true",
			answer: "[" + set + "]",
			result: []maas2.ScriptSet{results},
		},
		{
			name:    "Get",
			release: "3.4.10",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.NodeScriptResults.Get(ctx, "egpf7q", maas2.ID(30), &maas2.NodeScriptResultGetOptions{HardwareType: new(maas2.HardwareTypeMemory), Filters: maas2.NameList{"check"}, IncludeOutput: new(true)})
			},
			want:   "GET /nodes/egpf7q/results/30/?hardware_type=memory&filters=check&include_output=true",
			answer: set,
			result: &results,
		},
		{
			name: "Get the latest",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.NodeScriptResults.Get(ctx, "egpf7q", maas2.CurrentTesting, nil)
			},
			want:   "GET /nodes/egpf7q/results/current-testing/",
			answer: set,
			result: &results,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.NodeScriptResults.Update(ctx, "egpf7q", "30", &maas2.NodeScriptResultUpdateOptions{Suppressed: new(false), HardwareType: new(maas2.HardwareTypeNode), Filters: maas2.NameList{"check"}, IncludeOutput: new(true)})
			},
			want:   "PUT /nodes/egpf7q/results/30/",
			parts:  []string{"suppressed=false", "hardware_type=node", "filters=check", "include_output=true"},
			answer: set,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.NodeScriptResults.Delete(ctx, "egpf7q", "30")
			},
			want:        "DELETE /nodes/egpf7q/results/30/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name:    "Download",
			release: "3.4.10",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return readAll(c.NodeScriptResults.Download(ctx, "egpf7q", "30", &maas2.NodeScriptResultDownloadOptions{Filetype: maas2.ResultFiletypeTarXZ, Output: maas2.ResultOutputAll, HardwareType: new(maas2.HardwareTypeGPU), Filters: maas2.NameList{"check"}}))
			},
			want:        "GET /nodes/egpf7q/results/30/?op=download&filetype=tar.xz&output=all&hardware_type=gpu&filters=check",
			contentType: "application/binary",
			answer:      "hi",
			result:      "hi",
		},
	})
}

func TestTimestamp(t *testing.T) {
	t.Parallel()
	assert.Equal(t, time.Date(2026, 11, 21, 12, 50, 0, 86397000, time.UTC), maas2.Timestamp{Seconds: new(1795265400.086397)}.Time())
	assert.True(t, maas2.Timestamp{}.Time().IsZero())
}
