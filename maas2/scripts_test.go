package maas2_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/maas2"
)

func TestScriptsWire(t *testing.T) {
	t.Parallel()
	const check = `{"id": 331, "name": "check", "title": "", "description": "", "tags": ["a"], "hardware_type": 3, "parallel": 2,
		"results": {"iops": {"title": "IOPS", "description": "d"}}, "parameters": {"storage": {"type": "storage"}}, "packages": {"apt": ["fio"]},
		"timeout": "0:01:00", "destructive": false, "default": false, "for_hardware": [], "may_reboot": false, "recommission": false,
		"apply_configured_networking": false, "hardware_type_name": "Storage", "type": 2, "parallel_name": "", "type_name": "Testing script",
		"history": [{"id": 340, "comment": null, "created": "Sat, 21 Nov 2026 12:49:41 -0000", "data": "IyEvYmluL3No"}],
		"resource_uri": "/MAAS/api/2.0/scripts/check"}`
	script := maas2.Script{
		ID: 331, Name: "check", Tags: []string{"a"}, HardwareType: maas2.HardwareTypeStorage, Parallel: maas2.ScriptParallelAny,
		Results:    maas2.ScriptOutputs{"iops": {Title: "IOPS", Description: "d"}},
		Parameters: map[string]maas2.ScriptParameter{"storage": {Type: "storage"}},
		Packages:   map[string]json.RawMessage{"apt": json.RawMessage(`["fio"]`)},
		Timeout:    "0:01:00", ForHardware: []string{}, HardwareTypeName: "Storage", Type: maas2.ScriptTypeTesting, TypeName: "Testing script",
		History:     []maas2.HistoryEntry{{ID: 340, Created: "Sat, 21 Nov 2026 12:49:41 -0000", Data: []byte("#!/bin/sh")}},
		ResourceURI: "/MAAS/api/2.0/scripts/check",
	}
	runWire(t, []wireCase{
		{
			name:    "List of commissioning scripts, whose type is 0",
			release: "3.4.10",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Scripts.List(ctx, &maas2.ScriptListOptions{Type: new(maas2.ScriptTypeCommissioning), HardwareType: new(maas2.HardwareTypeNode), Filters: maas2.NameList{"a", "check"}, IncludeScript: new(true)})
			},
			want:   "GET /scripts/?type=commissioning&hardware_type=node&filters=a%2Ccheck&include_script=true",
			answer: "[" + check + "]",
			result: []maas2.Script{script},
		},
		{
			name: "List all",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Scripts.List(ctx, nil)
			},
			want:   "GET /scripts/",
			answer: "[]",
			result: []maas2.Script{},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Scripts.Get(ctx, "check", &maas2.ScriptGetOptions{IncludeScript: new(true)})
			},
			want:   "GET /scripts/check?include_script=true",
			answer: check,
			result: &script,
		},
		{
			name: "Get of a name with a blank and a question mark",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Scripts.Get(ctx, "a b?c", nil)
			},
			want:   "GET /scripts/a%20b%3Fc",
			answer: check,
		},
		{
			name: "Get by id",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Scripts.Get(ctx, maas2.ID(331), nil)
			},
			want:   "GET /scripts/331",
			answer: check,
			result: &script,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Scripts.Create(ctx, strings.NewReader("#!/bin/sh"), &maas2.ScriptCreateOptions{Name: "check", Type: maas2.ScriptTypeTesting, Title: "Disk check", Description: "d", Comment: "first", Tags: maas2.NameList{"a", "b"}, Timeout: 60, Destructive: new(false), HardwareType: maas2.HardwareTypeStorage, Parallel: maas2.ScriptParallelAny, Packages: map[string][]string{"apt": {"fio"}}, Parameters: map[string]maas2.ScriptParameter{"storage": {Type: "storage"}}, ForHardware: maas2.NameList{"pci:8086:1521"}, MayReboot: new(true), Recommission: new(false), ApplyConfiguredNetworking: new(true)})
			},
			want:   "POST /scripts/",
			parts:  []string{"script@=#!/bin/sh", "name=check", "title=Disk check", "description=d", "comment=first", "tags=a,b", "type=testing", "timeout=60", "destructive=false", "hardware_type=storage", "parallel=2", "packages={\"apt\":[\"fio\"]}", "parameters={\"storage\":{\"type\":\"storage\"}}", "for_hardware=pci:8086:1521", "may_reboot=true", "recommission=false", "apply_configured_networking=true"},
			answer: check,
			result: &script,
		},
		{
			name: "Create by what the text says",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Scripts.Create(ctx, strings.NewReader("#!/bin/sh"), nil)
			},
			want:   "POST /scripts/",
			parts:  []string{"script@=#!/bin/sh"},
			answer: check,
		},
		{
			name: "Update clears and zeroes",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Scripts.Update(ctx, "check", &maas2.ScriptUpdateOptions{Type: new(maas2.ScriptTypeCommissioning), Title: new(""), Description: new("d"), Comment: new("second"), Tags: new(maas2.NameList{}), Timeout: new(0), Destructive: new(true), HardwareType: new(maas2.HardwareTypeNode), Parallel: new(maas2.ScriptParallelDisabled), Packages: map[string][]string{}, Parameters: map[string]maas2.ScriptParameter{}, ForHardware: new(maas2.NameList{}), MayReboot: new(false), Recommission: new(true), ApplyConfiguredNetworking: new(false)})
			},
			want:   "PUT /scripts/check",
			parts:  []string{"title=", "description=d", "comment=second", "tags=", "type=commissioning", "timeout=0", "destructive=true", "hardware_type=node", "parallel=0", "packages={}", "parameters={}", "for_hardware=", "may_reboot=false", "recommission=true", "apply_configured_networking=false"},
			answer: check,
		},
		{
			name: "Update of the text alone",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Scripts.Update(ctx, "check", &maas2.ScriptUpdateOptions{Script: strings.NewReader("#!/bin/sh")})
			},
			want:   "PUT /scripts/check",
			parts:  []string{"script@=#!/bin/sh"},
			answer: check,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Scripts.Delete(ctx, "check")
			},
			want:        "DELETE /scripts/check",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Download of the newest",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return readAll(c.Scripts.Download(ctx, "check", nil))
			},
			want:        "GET /scripts/check?op=download",
			contentType: "application/binary",
			answer:      "#!/bin/sh",
			result:      "#!/bin/sh",
		},
		{
			name: "Download",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return readAll(c.Scripts.Download(ctx, "check", &maas2.ScriptDownloadOptions{Revision: 340}))
			},
			want:        "GET /scripts/check?op=download&revision=340",
			contentType: "application/binary",
			answer:      "#!/bin/sh",
			result:      "#!/bin/sh",
		},
		{
			name: "Revert by one",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Scripts.Revert(ctx, "check", -1)
			},
			want:   "POST /scripts/check?op=revert",
			parts:  []string{"to=-1"},
			answer: check,
		},
		{
			name: "AddTag",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Scripts.AddTag(ctx, "check", "a b")
			},
			want:   "POST /scripts/check?op=add_tag",
			parts:  []string{"tag=a b"},
			answer: check,
		},
		{
			name: "RemoveTag",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Scripts.RemoveTag(ctx, "check", "a b")
			},
			want:   "POST /scripts/check?op=remove_tag",
			parts:  []string{"tag=a b"},
			answer: check,
		},
	})
}

func TestScriptOutputs(t *testing.T) {
	t.Parallel()
	var script maas2.Script
	require.NoError(t, json.Unmarshal([]byte(`{"results": ["iops", "latency"]}`), &script))
	assert.Equal(t, maas2.ScriptOutputs{"iops": {}, "latency": {}}, script.Results, "names alone")
	require.NoError(t, json.Unmarshal([]byte(`{"results": {}}`), &script))
	assert.Empty(t, script.Results)
	assert.Error(t, json.Unmarshal([]byte(`{"results": 7}`), &script))
}

func TestScriptVocabularies(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Testing script", maas2.ScriptTypeTesting.String())
	assert.Equal(t, "ScriptType(42)", maas2.ScriptType(42).String())
	assert.Equal(t, "GPU", maas2.HardwareTypeGPU.String())
	assert.Equal(t, "Disabled", maas2.ScriptParallelDisabled.String())
	assert.Equal(t, "Timed out", maas2.ScriptStatusTimedOut.String())
	assert.Equal(t, "Installation", maas2.ResultTypeInstallation.String())
	params, err := maas2.HardwareType(42).MarshalParams("hardware_type")
	require.NoError(t, err)
	assert.Equal(t, "42", params[0].Value, "a value of a later MAAS")
}
