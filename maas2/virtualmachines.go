package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// VirtualMachinesService is STUB.
type VirtualMachinesService service

// VirtualMachine is STUB.
type VirtualMachine struct {
	ID              int    `json:"id"`
	Identifier      string `json:"identifier"`
	PinnedCores     string `json:"pinned_cores"`
	UnpinnedCores   string `json:"unpinned_cores"`
	Memory          int64  `json:"memory"` // MiB
	HugePagesBacked string `json:"hugepages_backed"`
	MachineID       int    `json:"machine_id"`
	BMCID           int    `json:"bmc_id"`
	Project         string `json:"project"` // since 3.0
	ResourceURI     string `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it, since MAAS 2.9, until MAAS 3.8.
//
// GET /virtual-machines/
func (s *VirtualMachinesService) List(ctx context.Context) ([]VirtualMachine, error) {
	return maas.List[VirtualMachine](ctx, s.client, maas.Get("/virtual-machines/").Since("2.9").Until("3.8"))
}

// Get STUB.
//
// Any user may call it, since MAAS 2.9, until MAAS 3.8.
//
// GET /virtual-machines/{id}
func (s *VirtualMachinesService) Get(ctx context.Context, id int) (*VirtualMachine, error) {
	return maas.Do[*VirtualMachine](ctx, s.client, maas.Get("/virtual-machines/{id}", strconv.Itoa(id)).Since("2.9").Until("3.8"))
}

// Create STUB.
//
// Any user may call it, since MAAS 2.9, until MAAS 3.8.
//
// POST /virtual-machines/
func (s *VirtualMachinesService) Create(ctx context.Context) (*VirtualMachine, error) {
	return maas.Do[*VirtualMachine](ctx, s.client, maas.Post("/virtual-machines/").Since("2.9").Until("3.8"))
}
