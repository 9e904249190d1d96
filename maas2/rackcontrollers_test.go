package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestRackControllersWire(t *testing.T) {
	t.Parallel()
	const one = `{"system_id": "k7bmx3", "hostname": "ada", "node_type": 2}`
	rack := maas2.RackController{SystemID: "k7bmx3", Hostname: "ada", NodeType: maas2.NodeTypeRackController}
	runWire(t, []wireCase{
		{
			name:   "List all",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.RackControllers.List(ctx, nil) },
			want:   "GET /rackcontrollers/",
			answer: "[" + one + "]",
			result: []maas2.RackController{rack},
		},
		{
			name: "List some",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.List(ctx, &maas2.RackControllerListOptions{Hostname: []string{"ada"}, Zone: []string{"rack1", "rack2"}})
			},
			want:   "GET /rackcontrollers/?hostname=ada&zone=rack1&zone=rack2",
			answer: "[]",
			result: []maas2.RackController{},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.RackControllers.Get(ctx, "k7bmx3") },
			want:   "GET /rackcontrollers/k7bmx3/",
			answer: one,
			result: &rack,
		},
		{
			name: "Details",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.Details(ctx, "k7bmx3")
			},
			want:        "GET /rackcontrollers/k7bmx3/?op=details",
			contentType: "application/bson",
			answer:      "\x11\x00\x00\x00\x0alldp\x00\x0alshw\x00\x00",
			result:      &maas.NodeDetails{},
		},
		{
			name: "PowerParameters",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.PowerParameters(ctx, "k7bmx3")
			},
			want:   "GET /rackcontrollers/k7bmx3/?op=power_parameters",
			answer: "{}",
			result: maas2.PowerSettings{},
		},
		{
			name: "SetZone",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.RackControllers.SetZone(ctx, []string{"k7bmx3", "46pkrn"}, "rack1")
			},
			want:   "POST /rackcontrollers/?op=set_zone",
			parts:  []string{"nodes=k7bmx3", "nodes=46pkrn", "zone=rack1"},
			answer: "null",
		},
		{
			name: "IsRegistered",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.IsRegistered(ctx, "52:54:00:10:03:01")
			},
			want:   "GET /rackcontrollers/?op=is_registered&mac_address=52%3A54%3A00%3A10%3A03%3A01",
			answer: "true",
			result: true,
		},
		{
			name: "IsActionInProgress",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.IsActionInProgress(ctx, "52:54:00:10:03:01")
			},
			want:     "GET /rackcontrollers/?op=is_action_in_progress&mac_address=52%3A54%3A00%3A10%3A03%3A01",
			answer:   "false",
			result:   false,
			unsigned: true,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.Update(ctx, "k7bmx3", &maas2.RackControllerUpdateOptions{Description: new(""), Zone: new("rack1"), PowerParameters: maas2.ManualPower{}})
			},
			want:   "PUT /rackcontrollers/k7bmx3/",
			parts:  []string{"description=", "power_type=manual", "zone=rack1"},
			answer: one,
			result: &rack,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.Update(ctx, "k7bmx3", nil)
			},
			want:   "PUT /rackcontrollers/k7bmx3/",
			answer: one,
		},
		{
			name: "Delete by force",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.RackControllers.Delete(ctx, "k7bmx3", &maas2.RackControllerDeleteOptions{Force: new(true)})
			},
			want:        "DELETE /rackcontrollers/k7bmx3/?force=true",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "QueryPowerState",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.QueryPowerState(ctx, "k7bmx3")
			},
			want:   "GET /rackcontrollers/k7bmx3/?op=query_power_state",
			answer: `{"state": "on"}`,
			result: &maas2.PowerStatus{State: maas2.PowerStateOn},
		},
		{
			name: "PowerOn",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.PowerOn(ctx, "k7bmx3", &maas2.RackControllerPowerOnOptions{Comment: "go", UserData: []byte("abcd")})
			},
			want:   "POST /rackcontrollers/k7bmx3/?op=power_on",
			parts:  []string{"comment=go", "user_data=YWJjZA=="},
			answer: one,
			result: &rack,
		},
		{
			name: "PowerOff",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.PowerOff(ctx, "k7bmx3", &maas2.RackControllerPowerOffOptions{StopMode: maas2.StopModeHard})
			},
			want:   "POST /rackcontrollers/k7bmx3/?op=power_off",
			parts:  []string{"stop_mode=hard"},
			answer: one,
			result: &rack,
		},
		{
			name: "ImportBootImages",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.RackControllers.ImportBootImages(ctx, "k7bmx3")
			},
			want:        "POST /rackcontrollers/k7bmx3/?op=import_boot_images",
			contentType: "text/plain",
			answer:      "Import of boot images started on rack-1",
		},
		{
			name: "ImportAllBootImages",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.RackControllers.ImportAllBootImages(ctx)
			},
			want:        "POST /rackcontrollers/?op=import_boot_images",
			contentType: "text/plain",
			answer:      "Import of boot images started on all rack controllers",
		},
		{
			name: "ListBootImages",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.ListBootImages(ctx, "k7bmx3")
			},
			want:   "GET /rackcontrollers/k7bmx3/?op=list_boot_images",
			answer: `{"images": [{"name": "ubuntu/jammy", "architecture": "amd64", "subarches": ["generic"]}], "connected": true, "status": "synced"}`,
			result: &maas2.RackBootImages{Images: []maas2.RackBootImage{{Name: "ubuntu/jammy", Architecture: "amd64", Subarches: []string{"generic"}}}, Connected: true, Status: "synced"},
		},
		{
			name: "ListPowerParameters",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.ListPowerParameters(ctx, &maas2.RackControllerListPowerParametersOptions{ID: []string{"k7bmx3"}})
			},
			want:   "GET /rackcontrollers/?op=power_parameters&id=k7bmx3",
			answer: `{"k7bmx3": {}}`,
			result: map[string]maas2.PowerSettings{"k7bmx3": {}},
		},
		{
			name: "DescribePowerTypes",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.DescribePowerTypes(ctx)
			},
			want:   "GET /rackcontrollers/?op=describe_power_types",
			answer: `[{"name": "manual", "fields": []}]`,
			result: []maas2.PowerTypeDescription{{Name: "manual", Fields: []maas2.PowerTypeField{}}},
		},
		{
			name: "Test",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.Test(ctx, "k7bmx3", &maas2.RackControllerTestOptions{TestingScripts: []string{"memory"}, EnableSSH: new(false)})
			},
			want:   "POST /rackcontrollers/k7bmx3/?op=test",
			parts:  []string{"enable_ssh=false", "testing_scripts=memory"},
			answer: one,
			result: &rack,
		},
		{
			name: "Abort",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.Abort(ctx, "k7bmx3", &maas2.RackControllerAbortOptions{Comment: "no"})
			},
			want:   "POST /rackcontrollers/k7bmx3/?op=abort",
			parts:  []string{"comment=no"},
			answer: one,
			result: &rack,
		},
		{
			name: "OverrideFailedTesting",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.RackControllers.OverrideFailedTesting(ctx, "k7bmx3", &maas2.RackControllerOverrideFailedTestingOptions{Comment: "known"})
			},
			want:   "POST /rackcontrollers/k7bmx3/?op=override_failed_testing",
			parts:  []string{"comment=known"},
			answer: one,
			result: &rack,
		},
	})
}
