package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestVirtualMachinesWire(t *testing.T) {
	t.Parallel()
	const vm = `{"id": 4, "identifier": "vm1", "pinned_cores": [0, 3], "unpinned_cores": 2, "memory": 4096, "hugepages_backed": true, "machine_id": null,
		"bmc_id": 15, "project": "maas", "resource_uri": "/MAAS/api/2.0/virtual-machines/4"}`
	machine := maas2.VirtualMachine{
		ID: 4, Identifier: "vm1", PinnedCores: []int{0, 3}, UnpinnedCores: 2, Memory: 4096, HugePagesBacked: true, BMCID: 15, Project: "maas",
		ResourceURI: "/MAAS/api/2.0/virtual-machines/4",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VirtualMachines.List(ctx)
			},
			want:   "GET /virtual-machines/",
			answer: "[" + vm + "]",
			result: []maas2.VirtualMachine{machine},
		},
		{
			name: "Get, without a slash at the end",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VirtualMachines.Get(ctx, 4)
			},
			want:   "GET /virtual-machines/4",
			answer: vm,
			result: &machine,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VirtualMachines.Create(ctx)
			},
			want:   "POST /virtual-machines/",
			answer: vm,
		},
	})
}
