package maas_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/gomaas/maas"
)

// maas19 is as much of a MAAS 1.9 as an example needs: the body of a response by
// the method and URI of its request.
func maas19(answers map[string]string) (*httptest.Server, *maas.Client) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		body, ok := answers[r.Method+" "+r.URL.RequestURI()]
		if !ok {
			http.Error(w, "Not Found", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		fmt.Fprint(w, body)
	}))
	client, err := maas.NewClient(server.URL+"/MAAS", "consumer:token:secret")
	if err != nil {
		log.Fatal(err)
	}
	return server, client
}

// How full a network is, and where it has room.
func ExampleSubnetsService() {
	server, client := maas19(map[string]string{
		"GET /MAAS/api/1.0/subnets/cidr:10.0.0.0/24/":          `{"id": 1, "name": "10.0.0.0/24", "cidr": "10.0.0.0/24", "space": "space-0"}`,
		"GET /MAAS/api/1.0/subnets/1/?op=statistics":           `{"total_addresses": 254, "usage_string": "21%", "num_available": 201, "largest_available": 103, "num_unavailable": 53, "usage": 0.21, "available_string": "79%"}`,
		"GET /MAAS/api/1.0/subnets/1/?op=unreserved_ip_ranges": `[{"start": "10.0.0.2", "end": "10.0.0.99", "num_addresses": 98}, {"start": "10.0.0.151", "end": "10.0.0.253", "num_addresses": 103}]`,
	})
	defer server.Close()

	ctx := context.Background()
	subnet, err := client.Subnets.Find(ctx, "cidr:10.0.0.0/24")
	if err != nil {
		log.Fatal(err)
	}
	usage, err := client.Subnets.Statistics(ctx, subnet.ID, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %s of %v addresses in use\n", subnet.Name, usage.UsageString, usage.TotalAddresses)
	free, err := client.Subnets.UnreservedIPRanges(ctx, subnet.ID)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range free {
		fmt.Printf("%s to %s\n", r.Start, r.End)
	}
	// Output:
	// 10.0.0.0/24: 21% of 254 addresses in use
	// 10.0.0.2 to 10.0.0.99
	// 10.0.0.151 to 10.0.0.253
}

// The fabrics with their VLANs.
func ExampleFabricsService_List() {
	server, client := maas19(map[string]string{
		"GET /MAAS/api/1.0/fabrics/": `[{"id": 0, "name": "fabric-0", "class_type": null, "vlans": [{"id": 0, "name": "untagged", "vid": 0, "mtu": 1500, "fabric": "fabric-0"}]},
			{"id": 1, "name": "storage", "class_type": "10g", "vlans": [{"id": 5004, "name": "ceph", "vid": 100, "mtu": 9000, "fabric": "storage"}]}]`,
	})
	defer server.Close()

	fabrics, err := client.Fabrics.List(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, fabric := range fabrics {
		for _, vlan := range fabric.VLANs {
			fmt.Printf("%s: VLAN %d, MTU %d\n", fabric.Name, vlan.VID, vlan.MTU)
		}
	}
	// Output:
	// fabric-0: VLAN 0, MTU 1500
	// storage: VLAN 100, MTU 9000
}

// What has happened to a machine, the oldest event first.
func ExampleEventsService_All() {
	server, client := maas19(map[string]string{
		"GET /MAAS/api/1.0/events/?op=query&id=node-1&limit=1000&after=0": `{"count": 2, "prev_uri": "", "next_uri": "", "events": [
			{"id": 103, "node": "node-1", "hostname": "ada", "level": "INFO", "created": "Sat, 21 Nov. 2026 13:18:52", "type": "Node changed status", "description": "From 'Releasing' to 'Ready'"},
			{"id": 102, "node": "node-1", "hostname": "ada", "level": "INFO", "created": "Sat, 21 Nov. 2026 13:18:51", "type": "Node changed status", "description": "From 'Allocated' to 'Releasing'"}]}`,
	})
	defer server.Close()

	for event, err := range client.Events.All(context.Background(), &maas.EventQueryOptions{IDs: []string{"node-1"}}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(event.Created.In(time.UTC).Format(time.TimeOnly), event.Hostname, event.Description)
	}
	// Output:
	// 13:18:51 ada From 'Allocated' to 'Releasing'
	// 13:18:52 ada From 'Releasing' to 'Ready'
}

// Who has a container on which machine.
func ExampleDevicesService_List() {
	server, client := maas19(map[string]string{
		"GET /MAAS/api/1.0/devices/?op=list": `[{"system_id": "node-2", "hostname": "web.maas", "owner": "ada", "parent": "node-1", "macaddress_set": [{"mac_address": "52:54:00:de:00:01"}], "ip_addresses": ["10.0.0.200"]}]`,
	})
	defer server.Close()

	devices, err := client.Devices.List(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, device := range devices {
		fmt.Println(device.Hostname, device.IPAddresses, "of", device.Owner, "on", device.Parent)
	}
	// Output: web.maas [10.0.0.200] of ada on node-1
}

// A bond of two cards, a VLAN on it, and an address there. The machine is Ready.
func ExampleInterfacesService() {
	client, err := maas.FromEnv()
	if err != nil {
		log.Fatal(err)
	}
	ctx, machine := context.Background(), "node-e9ced2fc-e5ad-11f1-9fcd-02fc00000001"
	var cards []int
	for _, name := range []string{"eth1", "eth2"} {
		card, err := client.Interfaces.Find(ctx, machine, name)
		if err != nil {
			log.Fatal(err)
		}
		cards = append(cards, card.ID)
	}
	bond, err := client.Interfaces.CreateBond(ctx, machine, "bond0", cards, &maas.InterfaceCreateBondOptions{Mode: maas.BondMode8023AD})
	if err != nil {
		log.Fatal(err)
	}
	subnet, err := client.Subnets.Find(ctx, "name:storage")
	if err != nil {
		log.Fatal(err)
	}
	vlan, err := client.Interfaces.CreateVLAN(ctx, machine, bond.ID, subnet.VLAN.ID, nil)
	if err != nil {
		log.Fatal(err)
	}
	if _, err = client.Interfaces.LinkSubnet(ctx, machine, vlan.ID, maas.LinkModeAuto, &maas.InterfaceLinkSubnetOptions{Subnet: "name:storage"}); err != nil {
		log.Fatal(err)
	}
}

// A mirror of two disks, with a filesystem.
func ExampleRAIDsService() {
	client, err := maas.FromEnv()
	if err != nil {
		log.Fatal(err)
	}
	ctx, machine := context.Background(), "node-e9ced2fc-e5ad-11f1-9fcd-02fc00000001"
	raid, err := client.RAIDs.Create(ctx, machine, "md0", maas.RAIDLevel1, &maas.RAIDCreateOptions{BlockDevices: []string{"sdb", "sdc"}})
	if err != nil {
		log.Fatal(err)
	}
	if _, err = client.BlockDevices.Format(ctx, machine, raid.VirtualDevice.ID, maas.FilesystemTypeExt4, nil); err != nil {
		log.Fatal(err)
	}
	if _, err = client.BlockDevices.Mount(ctx, machine, raid.VirtualDevice.ID, "/srv"); err != nil {
		log.Fatal(err)
	}
}

// An image of one's own, whose upload survives a lost connection.
func ExampleBootResourcesService_Upload() {
	client, err := maas.FromEnv()
	if err != nil {
		log.Fatal(err)
	}
	image, err := os.Open("custom.tgz")
	if err != nil {
		log.Fatal(err)
	}
	defer image.Close()
	info, err := image.Stat()
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	settings := &maas.BootResourceUpload{
		Title:    "Our image",
		Progress: func(done, total int64) { log.Printf("%d of %d bytes", done, total) },
	}
	resource, err := client.BootResources.Upload(ctx, "custom", "amd64/generic", image, info.Size(), settings)
	var ended *maas.UploadError
	if errors.As(err, &ended) {
		resource, err = client.BootResources.ResumeUpload(ctx, ended.ID, image, info.Size(), settings)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(resource.Name)
}
