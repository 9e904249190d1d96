package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
	"github.com/gomaas/maas/maas2/maas2test"
)

// The first steps with the API: list the machines, add one by its architecture,
// MAC address and power type, and list the VM hosts, which MAAS before 2.8 calls
// pods.
func Example_walkthrough() {
	server := maas2test.NewServer()
	defer server.Close()
	client, err := maas2.NewClient(server.URL, server.AdminKey)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	machines, err := client.Machines.List(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(machines), "machines")

	machine, err := client.Machines.Create(ctx, "amd64/generic", []string{"00:00:00:00:00:01"}, &maas2.MachineCreateOptions{
		Hostname:        "ada",
		PowerParameters: maas2.ManualPower{},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(machine.FQDN, machine.Status)

	hosts, err := client.VMHosts.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	pods, err := client.Pods.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(hosts), "VM hosts,", len(pods), "pods")
	// Output:
	// 0 machines
	// ada.maas Commissioning
	// 0 VM hosts, 0 pods
}
