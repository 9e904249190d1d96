package maas_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"slices"
	"time"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// A machine's time in use: it is acquired, started, awaited and released.
func ExampleNodesService() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddNode(maastest.Node{Hostname: "ada", Status: 4, PowerType: "virsh", CPUCount: 8, Memory: 16384})

	ctx := context.Background()
	client := server.ClientFor("user")

	node, err := client.Nodes.Acquire(ctx, &maas.NodeAcquireOptions{Arch: "amd64", Memory: 8192})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(node.Hostname, node.State(), node.Owner)

	script := []byte("#!/bin/sh\necho hello\n")
	if _, err := client.Nodes.Start(ctx, node.SystemID, &maas.NodeStartOptions{UserData: script}); err != nil {
		log.Fatal(err)
	}
	if node, err = client.Nodes.WaitFor(ctx, node.SystemID, maas.Deployed, nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(node.Hostname, node.State(), node.Owner)

	if node, err = client.Nodes.Release(ctx, node.SystemID, nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(node.Hostname, node.State())
	// Output:
	// ada Allocated user
	// ada Deployed user
	// ada Ready
}

// A machine becomes known to MAAS and, as an administrator makes it, is
// commissioned at once.
func ExampleNodesService_Create() {
	server := maastest.NewServer()
	defer server.Close()
	ctx := context.Background()
	client := server.Client()

	node, err := client.Nodes.Create(ctx, "amd64/generic", []string{"52:54:00:00:00:01"}, &maas.NodeCreateOptions{
		Hostname: "ada",
		Power:    maas.VirshPower{Address: "qemu+ssh://host/system", ID: "ada"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(node.State())

	node, err = client.Nodes.WaitFor(ctx, node.SystemID, maas.Ready, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(node.State(), node.CPUCount, node.Memory)

	_, err = client.Nodes.Create(ctx, "amd64/generic", []string{"52:54:00:00:00:01"}, nil)
	if refused, ok := errors.AsType[*maas.Error](err); ok {
		fmt.Println(refused.Fields["mac_addresses"])
	}
	// Output:
	// Commissioning
	// Ready 4 8192
	// [MAC address 52:54:00:00:00:01 already in use.]
}

// The nodes of a zone, one after the other as they arrive.
func ExampleNodesService_All() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddZone("rack1", "the first rack")
	server.AddNode(maastest.Node{Hostname: "ada", Zone: "rack1", Status: 6, Owner: "user", Installed: true})
	server.AddNode(maastest.Node{Hostname: "grace", Zone: "rack1", Status: 4})
	server.AddNode(maastest.Node{Hostname: "edsger", Status: 4})

	for node, err := range server.Client().Nodes.All(context.Background(), &maas.NodeListOptions{Zone: "rack1"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s is %v, owner %q\n", node.Hostname, node.State(), node.Owner)
	}
	// Output:
	// ada is Deployed, owner "user"
	// grace is Ready, owner ""
}

// What to do depends on why there is no node.
func ExampleNodesService_Acquire() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddNode(maastest.Node{Hostname: "ada", Status: 4, Memory: 8192})
	client := server.Client()

	for _, constraints := range []*maas.NodeAcquireOptions{{Memory: 65536}, {Zone: "rack9"}} {
		_, err := client.Nodes.Acquire(context.Background(), constraints)
		refused, _ := errors.AsType[*maas.Error](err)
		switch {
		case errors.Is(err, maas.ErrConflict):
			fmt.Println("none is free:", refused.Message)
		case errors.Is(err, maas.ErrBadRequest):
			fmt.Println("never will be:", refused.Fields["zone"])
		}
	}
	// Output:
	// none is free: No available node matches constraints: mem=65536.0
	// never will be: [No such zone: 'rack9'.]
}

// The first zone has nothing left, so the node comes from the second.
func ExampleNodesService_AcquireInZones() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddZone("rack1", "")
	server.AddZone("rack2", "")
	server.AddNode(maastest.Node{Hostname: "ada", Zone: "rack1", Status: 6, Owner: "admin"})
	server.AddNode(maastest.Node{Hostname: "grace", Zone: "rack2", Status: 4})

	node, err := server.Client().Nodes.AcquireInZones(context.Background(), []string{"rack1", "rack2"},
		&maas.NodeAcquireOptions{Arch: "amd64"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(node.Hostname, "in", node.Zone.Name)
	// Output:
	// grace in rack2
}

// One call from the pool to a machine that runs, with a time limit. When it
// fails the machine is free again.
func ExampleNodesService_Deploy() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddNode(maastest.Node{Hostname: "ada", Status: 4, PowerType: "virsh", Tags: []string{"ssd"}})

	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Minute)
	defer cancel()
	node, err := server.Client().Nodes.Deploy(ctx, &maas.NodeDeployOptions{
		Acquire: &maas.NodeAcquireOptions{Tags: []string{"ssd"}},
		Start:   &maas.NodeStartOptions{DistroSeries: maas.DistroSeriesTrusty, UserData: []byte("#cloud-config\npackages: [postgresql]\n")},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(node.Hostname, node.State())
	// Output:
	// ada Deployed
}

// A wait that tells of each look, and one that ends as the node fails.
func ExampleNodesService_WaitFor() {
	server := maastest.NewServer(maastest.WithCommissioningPolls(3))
	defer server.Close()
	ada := server.AddNode(maastest.Node{Hostname: "ada", Status: 1})
	grace := server.AddNode(maastest.Node{Hostname: "grace", Status: 2})

	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	client := server.Client()
	_, err := client.Nodes.WaitFor(ctx, ada, maas.Ready, &maas.NodeWaitOptions{
		Interval: time.Millisecond,
		OnPoll: func(node *maas.Node, err error) {
			if err != nil {
				fmt.Println("trying again:", err)
				return
			}
			fmt.Println(node.Hostname, "is", node.State())
		},
	})
	if err != nil {
		log.Fatal(err)
	}

	_, err = client.Nodes.WaitFor(ctx, grace, maas.Ready, nil)
	if failed, ok := errors.AsType[*maas.NodeWaitError](err); ok && errors.Is(err, maas.ErrNodeFailed) {
		fmt.Println(failed.Last.Hostname, "ended as", failed.Last.State())
	}
	// Output:
	// ada is Commissioning
	// ada is Commissioning
	// ada is Ready
	// grace ended as Failed commissioning
}

// Several machines are awaited at once; those that fail are in the error.
func ExampleNodesService_WaitForAll() {
	server := maastest.NewServer()
	defer server.Close()
	ids := []string{
		server.AddNode(maastest.Node{Hostname: "ada", Status: 1}),
		server.AddNode(maastest.Node{SystemID: "node-2", Hostname: "grace", Status: 2}),
		server.AddNode(maastest.Node{Hostname: "edsger", Status: 1}),
	}

	nodes, err := server.Client().Nodes.WaitForAll(context.Background(), ids, maas.Ready, nil)
	for _, node := range nodes {
		if node != nil {
			fmt.Println(node.Hostname, "is", node.State())
		}
	}
	fmt.Println(err)
	// Output:
	// ada is Ready
	// edsger is Ready
	// maas: waiting for node node-2 to be Ready (last seen Failed commissioning): the node failed: Failed commissioning
}

// A condition of one's own: the node is done when somebody has tagged it.
func ExampleNodeCondition() {
	server := maastest.NewServer()
	defer server.Close()
	id := server.AddNode(maastest.Node{Hostname: "ada", Tags: []string{"burnt-in"}})

	tagged := maas.NodeCondition{
		Name: "tagged burnt-in",
		Done: func(node *maas.Node) bool { return slices.Contains(node.TagNames, "burnt-in") },
	}
	node, err := server.Client().Nodes.WaitFor(context.Background(), id, tagged, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(node.Hostname, node.TagNames)
	// Output:
	// ada [burnt-in]
}

// A node is found by whatever name there is for it.
func ExampleNodesService_Find() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddNode(maastest.Node{SystemID: "node-1", Hostname: "ada", MACs: []string{"52:54:00:00:00:01"}})
	server.AddNode(maastest.Node{SystemID: "node-2", Hostname: "grace", MACs: []string{"52:54:00:00:00:02"}})

	for _, key := range []string{"ada", "52:54:00:00:00:02", "node-1", "nobody"} {
		node, err := server.Client().Nodes.Find(context.Background(), key)
		if errors.Is(err, maas.ErrNotFound) {
			fmt.Println(key, "is not known")
			continue
		} else if err != nil {
			log.Fatal(err)
		}
		fmt.Println(key, "is", node.Hostname)
	}
	// Output:
	// ada is ada
	// 52:54:00:00:00:02 is grace
	// node-1 is ada
	// nobody is not known
}

// MAAS releases all of a list or none. Here each node has its own outcome.
func ExampleNodesService_ReleaseEach() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddNode(maastest.Node{SystemID: "node-1", Status: 6, Owner: "user"})
	server.AddNode(maastest.Node{SystemID: "node-2", Status: 4}) // free already
	server.AddNode(maastest.Node{SystemID: "node-3", Status: 6, Owner: "admin"})

	outcomes := server.ClientFor("user").Nodes.ReleaseEach(context.Background(),
		[]string{"node-1", "node-2", "node-3", "node-4"}, nil)
	for _, id := range slices.Sorted(maps.Keys(outcomes)) {
		switch err := outcomes[id]; {
		case err == nil:
			fmt.Println(id, "is free")
		case errors.Is(err, maas.ErrForbidden):
			fmt.Println(id, "belongs to somebody else")
		case errors.Is(err, maas.ErrNotFound):
			fmt.Println(id, "is gone")
		default:
			fmt.Println(id, err)
		}
	}
	// Output:
	// node-1 is free
	// node-2 is free
	// node-3 belongs to somebody else
	// node-4 is gone
}

// What lshw found when the node was commissioned, as values.
func ExampleNodesService_Details() {
	server := maastest.NewServer()
	defer server.Close()
	id := server.AddNode(maastest.Node{Status: 4, LSHW: []byte(`<list><node id="ada" class="system">
		<vendor>Dell Inc.</vendor><product>PowerEdge R420</product>
		<node id="memory" class="memory"><size units="bytes">17179869184</size></node>
		<node id="disk" class="disk"><logicalname>/dev/sda</logicalname><size units="bytes">499558383616</size></node>
		<node id="network" class="network"><logicalname>eth0</logicalname><serial>52:54:00:00:00:01</serial></node>
	</node></list>`)})

	details, err := server.Client().Nodes.Details(context.Background(), id)
	if err != nil {
		log.Fatal(err)
	}
	hardware, err := details.Hardware()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s %s, %d GiB\n", hardware.Vendor, hardware.Product, hardware.Memory>>30)
	for _, disk := range hardware.Disks {
		fmt.Printf("%s %d GB\n", disk.Name, disk.Size/1e9)
	}
	for _, card := range hardware.NetworkCards {
		fmt.Println(card.Name, card.MACAddress)
	}
	// Output:
	// Dell Inc. PowerEdge R420, 16 GiB
	// /dev/sda 499 GB
	// eth0 52:54:00:00:00:01
}

// The network interfaces of a node, one of which is replaced.
func ExampleNodeMACsService() {
	server := maastest.NewServer()
	defer server.Close()
	id := server.AddNode(maastest.Node{MACs: []string{"52:54:00:00:00:01", "52:54:00:00:00:02"}})

	ctx := context.Background()
	macs := server.Client().NodeMACs
	if _, err := macs.Create(ctx, id, "52:54:00:00:00:03"); err != nil {
		log.Fatal(err)
	}
	if err := macs.Delete(ctx, id, "52:54:00:00:00:01"); err != nil {
		log.Fatal(err)
	}
	list, err := macs.List(ctx, id)
	if err != nil {
		log.Fatal(err)
	}
	for _, mac := range list {
		fmt.Println(mac.MACAddress)
	}
	// Output:
	// 52:54:00:00:00:02
	// 52:54:00:00:00:03
}
