package maas_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// A new cluster asks to be let in, and an administrator accepts it.
func ExampleNodeGroupsService() {
	server := maastest.NewServer(maastest.WithEmpty())
	defer server.Close()
	ctx := context.Background()

	cluster := server.AnonymousClient() // what a new cluster has
	options := &maas.NodeGroupRegisterOptions{Name: "berlin.example.com", ClusterName: "Berlin"}
	registration, err := cluster.NodeGroups.Register(ctx, "uuid-of-berlin", options)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("accepted:", registration.Accepted)

	client := server.Client()
	groups, err := client.NodeGroups.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, group := range groups {
		fmt.Printf("%s, %s, %v\n", group.UUID, group.ClusterName, group.Status)
		if group.Status != maas.NodeGroupStatusPending {
			continue
		}
		if err := client.NodeGroups.Accept(ctx, group.UUID); err != nil {
			log.Fatal(err)
		}
	}
	group, err := client.NodeGroups.Get(ctx, "uuid-of-berlin")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(group.ClusterName, "is", group.Status)
	// Output:
	// accepted: false
	// uuid-of-berlin, Berlin, Pending
	// Berlin is Accepted
}

// What each node of a cluster is made of, in one call.
func ExampleNodeGroupsService_Details() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddNode(maastest.Node{SystemID: "node-1", Status: 4, CPUCount: 4, Memory: 8192})
	server.AddNode(maastest.Node{SystemID: "node-2"}) // not commissioned yet

	ctx := context.Background()
	client := server.Client()
	groups, err := client.NodeGroups.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	ids, err := client.NodeGroups.ListNodes(ctx, groups[0].UUID)
	if err != nil {
		log.Fatal(err)
	}
	details, err := client.NodeGroups.Details(ctx, groups[0].UUID, ids...)
	if err != nil {
		log.Fatal(err)
	}
	for _, id := range []string{"node-1", "node-2"} {
		found := details[id]
		hardware, err := found.Hardware()
		if errors.Is(err, maas.ErrNoDetails) {
			fmt.Println(id, "was not commissioned")
			continue
		} else if err != nil {
			log.Fatal(err)
		}
		fmt.Println(id, hardware.Memory>>30, "GiB")
	}
	// Output:
	// node-1 8 GiB
	// node-2 was not commissioned
}

// A program asks for the parameters of a power type that it does not know.
func ExampleNodeGroupsService_DescribePowerTypes() {
	server := maastest.NewServer()
	defer server.Close()

	types, err := server.Client().NodeGroups.DescribePowerTypes(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, kind := range types {
		if kind.Name != maas.PowerTypeIPMI {
			continue
		}
		for _, field := range kind.Fields {
			fmt.Printf("%s (%v) %q\n", field.Name, field.FieldType, field.Default)
		}
	}
	// Output:
	// power_driver (choice) "LAN_2_0"
	// power_address (string) ""
	// power_user (string) ""
	// power_pass (string) ""
	// mac_address (string) ""
}

// A cluster starts to serve DHCP and DNS on its second network, from which
// machines then get addresses.
func ExampleNodeGroupInterfacesService() {
	server := maastest.NewServer()
	defer server.Close()
	ctx := context.Background()
	client := server.Client()
	groups, err := client.NodeGroups.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	cluster := groups[0].UUID

	options := &maas.NodeGroupInterfaceCreateOptions{
		Interface:         "eth1",
		Management:        maas.NodeGroupInterfaceManagementDHCPAndDNS,
		SubnetMask:        "255.255.255.0",
		RouterIP:          "10.1.0.254",
		IPRangeLow:        "10.1.0.100",
		IPRangeHigh:       "10.1.0.150",
		StaticIPRangeLow:  "10.1.0.140", // within the range of DHCP
		StaticIPRangeHigh: "10.1.0.200",
	}
	_, err = client.NodeGroupInterfaces.Create(ctx, cluster, "10.1.0.1", options)
	if refused, ok := errors.AsType[*maas.Error](err); ok {
		fmt.Println(refused.Fields["static_ip_range_low"])
	}
	options.StaticIPRangeLow = "10.1.0.160"
	if _, err = client.NodeGroupInterfaces.Create(ctx, cluster, "10.1.0.1", options); err != nil {
		log.Fatal(err)
	}

	// DNS is not wanted after all.
	eth1, err := client.NodeGroupInterfaces.Update(ctx, cluster, "eth1", &maas.NodeGroupInterfaceUpdateOptions{
		Management: new(maas.NodeGroupInterfaceManagementDHCP),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(eth1.Interface, eth1.IP, eth1.Management)
	// Output:
	// [Static and dynamic IP ranges may not overlap.]
	// eth1 10.1.0.1 DHCP
}

// What can be deployed on a cluster's machines, and what they can be.
func ExampleBootImagesService() {
	server := maastest.NewServer(maastest.WithEmpty())
	defer server.Close()
	server.AddNodeGroup(maastest.NodeGroup{UUID: "berlin", Status: maas.NodeGroupStatusAccepted, Connected: true})
	for _, purpose := range []maas.BootImagePurpose{maas.BootImagePurposeCommissioning, maas.BootImagePurposeInstall, maas.BootImagePurposeXInstall} {
		server.AddBootImage("berlin", maastest.BootImage{Architecture: "armhf", Subarchitecture: "highbank", Release: "trusty", Purpose: purpose})
	}

	ctx := context.Background()
	client := server.ClientFor("user")
	images, err := client.BootImages.List(ctx, "berlin")
	if err != nil {
		log.Fatal(err)
	}
	for _, image := range images {
		if image.Purpose == maas.BootImagePurposeXInstall {
			fmt.Printf("%v %v (%v) for %s/%s\n", image.OSystem, image.Release, image.Label, image.Architecture, image.Subarchitecture)
		}
	}
	architectures, err := client.BootImages.Architectures(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(architectures)
	// Output:
	// ubuntu trusty (release) for armhf/highbank
	// [armhf/highbank]
}

// A cluster fetches its boot images from a mirror, and no more of them than it
// needs.
func ExampleBootSourcesService() {
	server := maastest.NewServer(maastest.WithEmpty())
	defer server.Close()
	server.AddNodeGroup(maastest.NodeGroup{UUID: "berlin", Status: maas.NodeGroupStatusAccepted, Connected: true})

	ctx := context.Background()
	sources := server.Client().BootSources
	source, err := sources.Create(ctx, "berlin", "http://mirror.example.com/images/", &maas.BootSourceCreateOptions{
		KeyringData: strings.NewReader("-----BEGIN PGP PUBLIC KEY BLOCK-----\n"),
	})
	if err != nil {
		log.Fatal(err)
	}
	_, err = sources.CreateSelection(ctx, "berlin", source.ID, &maas.BootSourceSelectionCreateOptions{
		Release:   maas.DistroSeriesTrusty,
		Arches:    []string{"amd64", "armhf"},
		Subarches: []string{"*"},
		Labels:    []maas.BootImageLabel{maas.BootImageLabelRelease},
	})
	if err != nil {
		log.Fatal(err)
	}

	selections, err := sources.ListSelections(ctx, "berlin", source.ID)
	if err != nil {
		log.Fatal(err)
	}
	for _, selection := range selections {
		fmt.Println(source.URL, selection.Release, selection.Arches, selection.Labels)
	}
	// Output:
	// http://mirror.example.com/images/ trusty [amd64 armhf] [release]
}
