package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// The network cards of a vendor are listed with their drivers.
func ExampleNodeDevicesService() {
	server, client := newExampleServer(map[string]string{
		"GET /nodes/k7bmx3/devices/?bus=pcie&hardware_type=network&vendor_id=8086": `[{"id": 7, "bus": 1, "vendor_name": "Intel Corporation", "product_name": "I350", "commissioning_driver": "igb",
			"physical_interface": {"id": 4, "name": "eth0"}}]`,
	})
	defer server.Close()

	devices, err := client.NodeDevices.List(context.Background(), "k7bmx3", &maas2.NodeDeviceListOptions{
		Bus: maas2.NodeDeviceBusPCIE, HardwareType: "network", VendorID: "8086",
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, device := range devices {
		fmt.Printf("%s %s: %s, by %s\n", device.Bus, device.ProductName, device.PhysicalInterface.Name, device.CommissioningDriver)
	}
	// Output: PCIE I350: eth0, by igb
}
