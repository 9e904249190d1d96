package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
	"github.com/gomaas/maas/maas2/maas2test"
)

// A machine gets a bond of two interfaces, a VLAN on it and a bridge on that, with
// an address. Run again, nothing changes.
func ExampleInterfacesService_SetLinks() {
	server := maas2test.NewServer()
	defer server.Close()
	client := server.Client()
	systemID := server.AddMachine(maas2test.Machine{MACAddresses: []string{"52:54:00:10:03:01", "52:54:00:10:03:02"}})

	ctx := context.Background()
	vlan, err := client.VLANs.Create(ctx, "fabric-0", 100, nil)
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Subnets.Create(ctx, "10.1.0.0/24", &maas2.SubnetCreateOptions{VLAN: vlan.ID, GatewayIP: "10.1.0.1"})
	if err != nil {
		log.Fatal(err)
	}

	_, err = client.Interfaces.EnsureBond(ctx, systemID, "bond0", []string{"52:54:00:10:03:01", "52:54:00:10:03:02"},
		&maas2.InterfaceCreateBondOptions{BondMode: maas2.BondModeActiveBackup})
	if err != nil {
		log.Fatal(err)
	}
	tagged, err := client.Interfaces.EnsureVLAN(ctx, systemID, "bond0", vlan.ID, nil)
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Interfaces.EnsureBridge(ctx, systemID, "br0", tagged.Name, nil)
	if err != nil {
		log.Fatal(err)
	}
	bridge, err := client.Interfaces.SetLinks(ctx, systemID, "br0", []maas2.Link{
		{Subnet: "10.1.0.0/24", Mode: maas2.LinkModeStatic, IPAddress: "10.1.0.7", DefaultGateway: true},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, link := range bridge.Links {
		fmt.Println(bridge.Name, "on", bridge.Parents[0], "has", link.IPAddress, "in", link.Subnet.CIDR)
	}
	// Output:
	// br0 on bond0.100 has 10.1.0.7 in 10.1.0.0/24
}

// The interface with a MAC address is taken out of its networks.
func ExampleInterfacesService() {
	server := maas2test.NewServer()
	defer server.Close()
	client := server.Client()
	systemID := server.AddMachine(maas2test.Machine{MACAddresses: []string{"52:54:00:10:03:01"}})

	ctx := context.Background()
	nic, err := client.Interfaces.Find(ctx, systemID, "52:54:00:10:03:01")
	if err != nil {
		log.Fatal(err)
	}
	nic, err = client.Interfaces.Disconnect(ctx, systemID, maas2.ID(nic.ID))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(nic.Name, "is in a VLAN:", nic.VLAN != nil)
	// Output:
	// eth0 is in a VLAN: false
}
