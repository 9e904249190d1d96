package maas_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// A VLAN becomes known to MAAS, with the machines that are on it, so that
// machines can be acquired by it.
func ExampleNetworksService() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddNode(maastest.Node{Hostname: "ada", Status: 4, MACs: []string{"52:54:00:00:00:01"}})
	server.AddNode(maastest.Node{Hostname: "grace", Status: 4, MACs: []string{"52:54:00:00:00:02"}})

	ctx := context.Background()
	client := server.Client()
	network, err := client.Networks.Create(ctx, "storage", "10.20.0.1", "255.255.0.0", &maas.NetworkCreateOptions{VLANTag: 20})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s/%s, VLAN %d\n", network.IP, network.Netmask, *network.VLANTag)

	if err := client.Networks.ConnectMACs(ctx, "storage", "52:54:00:00:00:02"); err != nil {
		log.Fatal(err)
	}
	macs, err := client.Networks.ListConnectedMACs(ctx, "storage")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(macs[0].MACAddress)

	node, err := client.Nodes.Acquire(ctx, &maas.NodeAcquireOptions{Networks: []string{"vlan:20"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(node.Hostname)
	// Output:
	// 10.20.0.0/255.255.0.0, VLAN 20
	// 52:54:00:00:00:02
	// grace
}

// The networks that a machine is on.
func ExampleNetworksService_List() {
	server := maastest.NewServer()
	defer server.Close()
	id := server.AddNode(maastest.Node{MACs: []string{"52:54:00:00:00:01"}})
	server.AddNetwork(maastest.Network{Name: "storage", IP: "10.20.0.0", Netmask: "255.255.0.0", VLANTag: 20, MACs: []string{"52:54:00:00:00:01"}})
	server.AddNetwork(maastest.Network{Name: "backup", IP: "10.30.0.0", Netmask: "255.255.0.0"})

	networks, err := server.Client().Networks.List(context.Background(), &maas.NetworkListOptions{Nodes: []string{id}})
	if err != nil {
		log.Fatal(err)
	}
	for _, network := range networks {
		if network.VLANTag != nil { // nil is untagged
			fmt.Println(network.Name, *network.VLANTag)
		}
	}
	// Output:
	// storage 20
}

// A user takes static addresses for what is no node, a load balancer say, until
// there are none.
func ExampleIPAddressesService() {
	clock := maastest.NewManualClock(time.Date(2014, 10, 1, 12, 0, 0, 0, time.UTC))
	server := maastest.NewServer(maastest.WithClock(clock), maastest.WithEmpty())
	defer server.Close()
	server.AddNodeGroup(maastest.NodeGroup{UUID: "berlin", Status: maas.NodeGroupStatusAccepted, Connected: true})
	server.AddInterface("berlin", maastest.Interface{
		Name: "eth0", IP: "10.0.0.1", SubnetMask: "255.255.255.0", RouterIP: "10.0.0.254",
		Management: maas.NodeGroupInterfaceManagementDHCPAndDNS,
		RangeLow:   "10.0.0.100", RangeHigh: "10.0.0.150",
		StaticLow: "10.0.0.200", StaticHigh: "10.0.0.201",
	})

	ctx := context.Background()
	addresses := server.ClientFor("user").IPAddresses
	for range 3 {
		address, err := addresses.Reserve(ctx, "10.0.0.0/24", nil)
		if errors.Is(err, maas.ErrUnavailable) {
			fmt.Println("none is left")
			break
		} else if err != nil {
			log.Fatal(err)
		}
		fmt.Println(address.IP, address.AllocType)
	}

	if err := addresses.Release(ctx, "10.0.0.200"); err != nil {
		log.Fatal(err)
	}
	list, err := addresses.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, address := range list {
		fmt.Println(address.IP, "is reserved since", address.Created.In(time.UTC).Year())
	}
	// Output:
	// 10.0.0.200 User reserved
	// 10.0.0.201 User reserved
	// none is left
	// 10.0.0.201 is reserved since 2014
}
