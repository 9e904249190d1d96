package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

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

// A machine is set up before it is deployed, and given back if anything fails.
func ExampleMachinesService_Provision() {
	server, client := newExampleServer(map[string]string{
		"POST /machines/?op=allocate":             `{"system_id": "k7bmx3", "hostname": "ada", "status": 10, "constraints_by_type": {"storage": {"root": [7], "data": [8]}}}`,
		"POST /machines/k7bmx3/?op=mount_special": `{"system_id": "k7bmx3", "status": 10}`,
		"POST /machines/k7bmx3/?op=deploy":        `{"system_id": "k7bmx3", "status": 9}`,
		"GET /machines/k7bmx3/":                   `{"system_id": "k7bmx3", "hostname": "ada", "status": 6, "ip_addresses": ["10.0.0.101"]}`,
	})
	defer server.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 45*time.Minute)
	defer cancel()
	machine, err := client.Machines.Provision(ctx, &maas2.MachineProvisionOptions{
		Allocate: &maas2.MachineAllocateOptions{
			CPUCount: 8,
			Storage:  []maas2.StorageConstraint{{Label: "root", Size: 50, Tags: []string{"ssd"}}, {Label: "data", Size: 1000}},
		},
		Zones: []string{"rack1", "rack2"},
		Allocated: func(ctx context.Context, machine *maas2.Machine) error {
			fmt.Println("the data goes to block device", machine.ConstraintsByType.Storage["data"])
			_, err := client.Machines.MountSpecial(ctx, machine.SystemID, maas2.FilesystemTypeTmpfs, "/scratch", nil)
			return err
		},
		Deploy: &maas2.MachineDeployOptions{DistroSeries: "jammy", UserData: []byte("#cloud-config\npackages: [postgresql]\n")},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(machine.Hostname, "is", machine.Status, "at", machine.IPAddresses)
	// Output:
	// the data goes to block device [8]
	// ada is Deployed at [10.0.0.101]
}

// A deployment that fails ends the wait at once and says why.
func ExampleMachinesService_WaitFor() {
	server, client := newExampleServer(map[string]string{
		"GET /machines/k7bmx3/": `{"system_id": "k7bmx3", "hostname": "ada", "status": 11, "status_message": "Failed deployment"}`,
		"GET /events/?op=query&limit=10&id=k7bmx3": `{"count": 1, "next_uri": "", "events": [
			{"id": 8, "node": "k7bmx3", "level": "ERROR", "type": "Node installation failure", "description": "curtin: no disk is large enough"}]}`,
	})
	defer server.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 45*time.Minute)
	defer cancel()
	_, err := client.Machines.WaitFor(ctx, "k7bmx3", maas2.Deployed, nil)
	fmt.Println(err)
	if wait, ok := errors.AsType[*maas2.MachineWaitError](err); ok {
		for _, event := range wait.Events {
			fmt.Println(event.Type+":", event.Description)
		}
	}
	// Output:
	// maas2: waiting for machine k7bmx3 to be Deployed (last seen Failed deployment): the machine failed: Failed deployment
	// Node installation failure: curtin: no disk is large enough
}

// One machine is found by its name, without a list of all.
func ExampleMachinesService_Find() {
	server, client := newExampleServer(map[string]string{
		"GET /machines/?hostname=ada":   `[{"system_id": "k7bmx3", "hostname": "ada", "fqdn": "ada.maas", "status": 6}]`,
		"GET /machines/?hostname=grace": `[]`,
	})
	defer server.Close()

	ctx := context.Background()
	machine, err := client.Machines.Find(ctx, "ada.maas")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(machine.SystemID)
	_, err = client.Machines.Find(ctx, "grace")
	fmt.Println("not found:", errors.Is(err, maas.ErrNotFound))
	// Output:
	// k7bmx3
	// not found: true
}

// A program that is run again finds the machine that it added the last time.
func ExampleMachinesService_CreateOrAdopt() {
	server, client := newExampleServer(map[string]string{
		"POST /machines/": `400 {"mac_addresses": ["MAC address 52:54:00:10:03:01 already in use on ada."]}`,
		"GET /machines/?mac_address=52%3A54%3A00%3A10%3A03%3A01": `[{"system_id": "k7bmx3", "hostname": "ada", "status": 1}]`,
		"GET /machines/k7bmx3/":                                  `{"system_id": "k7bmx3", "hostname": "ada", "status": 4}`,
	})
	defer server.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 45*time.Minute)
	defer cancel()
	machine, adopted, err := client.Machines.CreateOrAdopt(ctx, "amd64", []string{"52:54:00:10:03:01"}, &maas2.MachineCreateOptions{
		PowerParameters: maas2.IPMIPower{Address: "10.0.1.7", User: "maas", Password: maas.NewSecret("hunter2")},
		TestingScripts:  []string{"smartctl-validate"},
	})
	if err != nil {
		log.Fatal(err)
	}
	machine, err = client.Machines.WaitFor(ctx, machine.SystemID, maas2.Ready, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(machine.Hostname, "is", machine.Status, "and was there:", adopted)
	// Output: ada is Ready and was there: true
}

// A machine is given back and its disks are erased.
func ExampleMachinesService_ReleaseAndWait() {
	server, client := newExampleServer(map[string]string{
		"POST /machines/k7bmx3/?op=release": `{"system_id": "k7bmx3", "status": 14}`,
		"GET /machines/k7bmx3/":             `{"system_id": "k7bmx3", "status": 4}`,
	})
	defer server.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Hour)
	defer cancel()
	err := client.Machines.ReleaseAndWait(ctx, "k7bmx3", &maas2.MachineReleaseOptions{Erase: new(true), SecureErase: new(true)}, nil)
	fmt.Println("free:", err == nil)
	// Output: free: true
}

// A machine is switched on only where it is known to be off.
func ExampleMachinesService_EnsureOn() {
	server, client := newExampleServer(map[string]string{
		"GET /machines/k7bmx3/?op=query_power_state": `{"state": "error"}`,
	})
	defer server.Close()

	err := client.Machines.EnsureOn(context.Background(), "k7bmx3", nil)
	fmt.Println(err)
	// Output: maas2: machine k7bmx3: the power state is not known: "error"
}
