package maas2_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestCommissioningScriptsWire(t *testing.T) {
	t.Parallel()
	const check = `{"name": "check", "content": "IyEvYmluL3No", "deprecated": "Use scripts.", "resource_uri": "/MAAS/api/2.0/commissioning-scripts/check"}`
	script := maas2.CommissioningScript{
		Name: "check", Content: []byte("#!/bin/sh"), Deprecated: "Use scripts.", ResourceURI: "/MAAS/api/2.0/commissioning-scripts/check",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.CommissioningScripts.List(ctx)
			},
			want:   "GET /commissioning-scripts/",
			answer: `["check"]`,
			result: []string{"check"},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return readAll(c.CommissioningScripts.Get(ctx, "check"))
			},
			want:        "GET /commissioning-scripts/check",
			contentType: "application/binary",
			answer:      "#!/bin/sh",
			result:      "#!/bin/sh",
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.CommissioningScripts.Create(ctx, "check", strings.NewReader("#!/bin/sh"), &maas2.CommissioningScriptCreateOptions{Title: "Disk check", Description: "d", Comment: "first", Tags: maas2.NameList{"a", "b"}, Timeout: 60, Destructive: new(false), HardwareType: maas2.HardwareTypeStorage, Parallel: maas2.ScriptParallelAny, Packages: map[string][]string{"apt": {"fio"}}, Parameters: map[string]maas2.ScriptParameter{"storage": {Type: "storage"}}, ForHardware: maas2.NameList{"pci:8086:1521"}, MayReboot: new(true), Recommission: new(false), ApplyConfiguredNetworking: new(true)})
			},
			want:   "POST /commissioning-scripts/",
			parts:  []string{"name=check", "content@=#!/bin/sh", "title=Disk check", "description=d", "comment=first", "tags=a,b", "timeout=60", "destructive=false", "hardware_type=storage", "parallel=2", "packages={\"apt\":[\"fio\"]}", "parameters={\"storage\":{\"type\":\"storage\"}}", "for_hardware=pci:8086:1521", "may_reboot=true", "recommission=false", "apply_configured_networking=true"},
			answer: check,
			result: &script,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.CommissioningScripts.Update(ctx, "check", strings.NewReader("#!/bin/sh"), &maas2.CommissioningScriptUpdateOptions{Title: new(""), Description: new("d"), Comment: new("second"), Tags: new(maas2.NameList{}), Timeout: new(0), Destructive: new(true), HardwareType: new(maas2.HardwareTypeNode), Parallel: new(maas2.ScriptParallelDisabled), Packages: map[string][]string{}, Parameters: map[string]maas2.ScriptParameter{}, ForHardware: new(maas2.NameList{}), MayReboot: new(false), Recommission: new(true), ApplyConfiguredNetworking: new(false)})
			},
			want:        "PUT /commissioning-scripts/check",
			parts:       []string{"content@=#!/bin/sh", "title=", "description=d", "comment=second", "tags=", "timeout=0", "destructive=true", "hardware_type=node", "parallel=0", "packages={}", "parameters={}", "for_hardware=", "may_reboot=false", "recommission=true", "apply_configured_networking=false"},
			contentType: "text/plain",
			answer:      "OK",
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.CommissioningScripts.Delete(ctx, "check")
			},
			want:        "DELETE /commissioning-scripts/check",
			status:      204,
			contentType: "text/plain",
		},
	})
}
