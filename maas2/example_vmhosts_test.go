package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// A host is registered, waited for and composed on.
func ExampleVMHostsService() {
	server, client := newExampleServer(map[string]string{
		"POST /vm-hosts/":               `{"id": 15, "name": "host1", "type": "lxd", "capabilities": []}`,
		"GET /vm-hosts/15/":             `{"id": 15, "name": "host1", "type": "lxd", "capabilities": ["composable"], "available": {"cores": 14, "memory": 63488}}`,
		"POST /vm-hosts/15/?op=compose": `{"system_id": "h4dnfw", "resource_uri": "/MAAS/api/2.0/machines/h4dnfw/"}`,
	})
	defer server.Close()

	ctx := context.Background() // with a deadline, outside of an example
	host, err := client.VMHosts.Register(ctx, "10.0.0.51:8443", maas2.VMHostTypeLXD, &maas2.VMHostCreateOptions{
		Name:      "host1",
		PowerPass: maas.NewSecret("trust me"),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s has %d cores and %d MiB left\n", host.Name, host.Available.Cores, host.Available.Memory)
	machine, err := client.VMHosts.Compose(ctx, host.ID, &maas2.VMHostComposeOptions{
		Hostname: "vm1",
		Cores:    2,
		Memory:   4096,
		Storage:  maas2.StorageConstraints{{Label: "root", Size: 20, Tags: []string{"default"}}, {Label: "data", Size: 100}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("composed", machine.SystemID)
	// Output:
	// host1 has 14 cores and 63488 MiB left
	// composed h4dnfw
}

// A MAAS before 2.8 calls the hosts pods.
func ExamplePodsService() {
	server, client := newExampleServer(map[string]string{
		"GET /pods/": `[{"id": 15, "name": "host1", "type": "virsh", "capabilities": ["composable", "over_commit"], "total": {"cores": 16}}]`,
	})
	defer server.Close()

	pods, err := client.Pods.List(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, pod := range pods {
		fmt.Println(pod.Name, pod.Type, pod.Composable(), pod.Total.Cores)
	}
	// Output:
	// host1 virsh true 16
}

// What is left of a cluster.
func ExampleVMClustersService() {
	server, client := newExampleServer(map[string]string{
		"GET /vm-clusters/": `[{"id": 1, "name": "lab", "vmhost_count": 3, "available": {"cores": 40, "memory": 131072}}]`,
	})
	defer server.Close()

	clusters, err := client.VMClusters.List(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, cluster := range clusters {
		fmt.Printf("%s: %d hosts, %d cores left\n", cluster.Name, cluster.VMHostCount, cluster.Available.Cores)
	}
	// Output:
	// lab: 3 hosts, 40 cores left
}

// Which virtual machines a host has.
func ExampleVirtualMachinesService() {
	server, client := newExampleServer(map[string]string{
		"GET /virtual-machines/": `[{"id": 4, "identifier": "vm1", "unpinned_cores": 2, "memory": 4096, "bmc_id": 15}]`,
	})
	defer server.Close()

	machines, err := client.VirtualMachines.List(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, machine := range machines {
		fmt.Println(machine.Identifier, machine.UnpinnedCores, machine.Memory)
	}
	// Output:
	// vm1 2 4096
}
