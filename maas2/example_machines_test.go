package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// A machine with a fast disk is allocated, deployed and given back.
func ExampleMachinesService() {
	server, client := newExampleServer(map[string]string{
		"POST /machines/?op=allocate":       `{"system_id": "k7bmx3", "hostname": "ada", "status": 10, "status_name": "Allocated"}`,
		"POST /machines/k7bmx3/?op=deploy":  `{"system_id": "k7bmx3", "hostname": "ada", "status": 9, "status_name": "Deploying"}`,
		"POST /machines/k7bmx3/?op=release": `{"system_id": "k7bmx3", "hostname": "ada", "status": 12, "status_name": "Releasing"}`,
	})
	defer server.Close()

	ctx := context.Background()
	machine, err := client.Machines.Allocate(ctx, &maas2.MachineAllocateOptions{CPUCount: 4, Mem: 8192, Tags: []string{"ssd"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(machine.Hostname, "is", machine.Status)

	machine, err = client.Machines.Deploy(ctx, machine.SystemID, &maas2.MachineDeployOptions{
		DistroSeries: "jammy",
		UserData:     []byte("#cloud-config\npackages: [htop]\n"),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(machine.Hostname, "is", machine.Status)

	machine, err = client.Machines.Release(ctx, machine.SystemID, &maas2.MachineReleaseOptions{Erase: new(true), QuickErase: new(true)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(machine.Hostname, "is", machine.Status)
	// Output:
	// ada is Allocated
	// ada is Deploying
	// ada is Releasing
}

// What no machine satisfies is a conflict, which may pass; what no machine can
// ever satisfy is a bad request.
func ExampleMachinesService_Allocate_none() {
	server, client := newExampleServer(map[string]string{
		"POST /machines/?op=allocate": `409 No available machine matches constraints: mem=1048576`,
	})
	defer server.Close()

	_, err := client.Machines.Allocate(context.Background(), &maas2.MachineAllocateOptions{Mem: 1 << 20})
	fmt.Println("none is free:", errors.Is(err, maas.ErrConflict))
	// Output: none is free: true
}
