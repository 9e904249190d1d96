package maas2_test

import (
	"context"
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/maas2"
)

func TestMachinesWire(t *testing.T) {
	t.Parallel()
	const ada = `{"system_id": "k7bmx3", "hostname": "ada", "status": 4, "power_state": "off", "owner": null}`
	machine := maas2.Machine{SystemID: "k7bmx3", Hostname: "ada", Status: maas2.NodeStatusReady, PowerState: maas2.PowerStateOff}
	runWire(t, []wireCase{
		{
			name:   "List all",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Machines.List(ctx, nil) },
			want:   "GET /machines/",
			answer: "[" + ada + "]",
			result: []maas2.Machine{machine},
		},
		{
			name: "List some",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.List(ctx, &maas2.MachineListOptions{ID: []string{"k7bmx3", "46pkrn"}, Mem: 2048, NotTags: []string{"a b"}})
			},
			want:   "GET /machines/?id=k7bmx3&id=46pkrn&mem=2048&not_tags=a+b",
			answer: "[]",
			result: []maas2.Machine{},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Machines.Get(ctx, "k7bmx3") },
			want:   "GET /machines/k7bmx3/",
			answer: ada,
			result: &machine,
		},
		{
			name: "Create without commissioning",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Create(ctx, "amd64", []string{"52:54:00:10:03:01", "52:54:00:10:03:02"}, &maas2.MachineCreateOptions{
					Commission:      new(false),
					Hostname:        "ada",
					PowerParameters: maas2.VirshPower{ID: "vm1"},
				})
			},
			want: "POST /machines/",
			parts: []string{"architecture=amd64", "mac_addresses=52:54:00:10:03:01", "mac_addresses=52:54:00:10:03:02",
				"commission=false", "hostname=ada", "power_type=virsh", "power_parameters_power_id=vm1"},
			answer: ada,
			result: &machine,
		},
		{
			name: "Update clears and zeroes",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Update(ctx, "k7bmx3", &maas2.MachineUpdateOptions{Description: new(""), SwapSize: new(0)})
			},
			want:   "PUT /machines/k7bmx3/",
			parts:  []string{"description=", "swap_size=0"},
			answer: ada,
		},
		{
			name: "Delete by force",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Machines.Delete(ctx, "k7bmx3", &maas2.MachineDeleteOptions{Force: new(true)})
			},
			want:        "DELETE /machines/k7bmx3/?force=true",
			status:      204,
			contentType: "text/plain",
		},
		{
			name:   "Allocate any",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Machines.Allocate(ctx, nil) },
			want:   "POST /machines/?op=allocate",
			answer: ada,
			result: &machine,
		},
		{
			name: "Allocate with several tags",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Allocate(ctx, &maas2.MachineAllocateOptions{CPUCount: 4, Name: "ada", Tags: []string{"ssd", "gpu"}, Zone: "rack1", DryRun: new(true)})
			},
			want:   "POST /machines/?op=allocate",
			parts:  []string{"cpu_count=4", "dry_run=true", "name=ada", "tags=ssd", "tags=gpu", "zone=rack1"},
			answer: ada,
		},
		{
			name: "Deploy encodes the user data",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Deploy(ctx, "k7bmx3", &maas2.MachineDeployOptions{DistroSeries: "jammy", UserData: []byte("abcd")})
			},
			want:   "POST /machines/k7bmx3/?op=deploy",
			parts:  []string{"distro_series=jammy", "user_data=" + base64.StdEncoding.EncodeToString([]byte("abcd"))},
			answer: ada,
		},
		{
			name: "Release with erasing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Release(ctx, "k7bmx3", &maas2.MachineReleaseOptions{Comment: "done", Erase: new(true), SecureErase: new(false)})
			},
			want:   "POST /machines/k7bmx3/?op=release",
			parts:  []string{"comment=done", "erase=true", "secure_erase=false"},
			answer: ada,
		},
	})
}

func TestNodeStatus(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Failed testing", maas2.NodeStatusFailedTesting.String())
	assert.Equal(t, "NodeStatus(42)", maas2.NodeStatus(42).String())
}
