package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// VirtualMachinesService is the sections "Virtual Machines" and "Virtual Machine"
// of the API: what MAAS knows of the virtual machines on its VM hosts. MAAS does
// not document these sections. [MachinesService] tells more of a machine, and
// [VMHostsService.Compose] makes one.
type VirtualMachinesService service

// A VirtualMachine is a virtual machine on a VM host.
type VirtualMachine struct {
	ID              int    `json:"id"`
	Identifier      string `json:"identifier"` // its name on the host
	PinnedCores     []int  `json:"pinned_cores"`
	UnpinnedCores   int    `json:"unpinned_cores"` // how many
	Memory          int64  `json:"memory"`         // MiB
	HugePagesBacked bool   `json:"hugepages_backed"`
	MachineID       *int   `json:"machine_id"` // the number of the machine, which is not its system id; nil if MAAS has none
	BMCID           int    `json:"bmc_id"`     // the id of the VM host
	Project         string `json:"project"`    // of LXD, since 3.0
	ResourceURI     string `json:"resource_uri"`
}

// List returns all virtual machines.
//
// Any user may call it, since MAAS 2.9, until MAAS 3.8.
//
// GET /virtual-machines/
func (s *VirtualMachinesService) List(ctx context.Context) ([]VirtualMachine, error) {
	return maas.List[VirtualMachine](ctx, s.client, maas.Get("/virtual-machines/").Since("2.9").Until("3.8"))
}

// Get returns a virtual machine.
//
// Any user may call it, since MAAS 2.9, until MAAS 3.8. It fails with
// [maas.ErrForbidden] for one that the user may not see.
//
// GET /virtual-machines/{id}
func (s *VirtualMachinesService) Get(ctx context.Context, id int) (*VirtualMachine, error) {
	return maas.Do[*VirtualMachine](ctx, s.client, maas.Get("/virtual-machines/{id}", strconv.Itoa(id)).Since("2.9").Until("3.8"))
}

// Create sends a request that MAAS has an operation for but no parameters. MAAS
// does not document it: use [VMHostsService.Compose].
//
// Any user may call it, since MAAS 2.9, until MAAS 3.8. It fails with
// [maas.ErrForbidden] where MAAS does not allow it.
//
// POST /virtual-machines/
func (s *VirtualMachinesService) Create(ctx context.Context) (*VirtualMachine, error) {
	return maas.Do[*VirtualMachine](ctx, s.client, maas.Post("/virtual-machines/").Since("2.9").Until("3.8"))
}
