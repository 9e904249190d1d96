package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// A rack controller whose services are not all well is shown with its images.
func ExampleRackControllersService() {
	server, client := newExampleServer(map[string]string{
		"GET /rackcontrollers/": `[{"system_id": "hw7rt6", "hostname": "rack-1", "service_set": [
			{"name": "dhcpd", "status": "dead", "status_info": "dhcpd is not running"}, {"name": "tftp", "status": "running", "status_info": ""}]}]`,
		"GET /rackcontrollers/hw7rt6/?op=list_boot_images":    `{"images": [], "connected": true, "status": "out-of-sync"}`,
		"POST /rackcontrollers/hw7rt6/?op=import_boot_images": "Import of boot images started on rack-1",
	})
	defer server.Close()

	ctx := context.Background()
	racks, err := client.RackControllers.List(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, rack := range racks {
		for _, service := range rack.ServiceSet {
			if service.Status == maas2.ServiceStatusDead {
				fmt.Printf("%s: %s: %s\n", rack.Hostname, service.Name, service.StatusInfo)
			}
		}
		images, err := client.RackControllers.ListBootImages(ctx, rack.SystemID)
		if err != nil {
			log.Fatal(err)
		}
		if images.Status != "synced" {
			err := client.RackControllers.ImportBootImages(ctx, rack.SystemID)
			fmt.Println("import started:", err == nil)
		}
	}
	// Output:
	// rack-1: dhcpd: dhcpd is not running
	// import started: true
}
