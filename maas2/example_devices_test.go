package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// A container gets a name and is noted as living on a machine.
func ExampleDevicesService() {
	server, client := newExampleServer(map[string]string{
		"POST /devices/": `{"system_id": "8yr6d4", "hostname": "web", "fqdn": "web.maas", "parent": "k7bmx3", "interface_set": [{"id": 28, "name": "eth0"}]}`,
		"POST /devices/8yr6d4/?op=set_workload_annotations": `{"system_id": "8yr6d4", "workload_annotations": {"app": "shop"}}`,
	})
	defer server.Close()

	ctx := context.Background()
	device, err := client.Devices.Create(ctx, []string{"52:54:00:cc:00:01"}, &maas2.DeviceCreateOptions{Hostname: "web", Parent: "k7bmx3"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(device.FQDN, "has", device.InterfaceSet[0].Name)

	device, err = client.Devices.SetWorkloadAnnotations(ctx, device.SystemID, map[string]string{"app": "shop"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(device.WorkloadAnnotations)
	// Output:
	// web.maas has eth0
	// map[app:shop]
}
