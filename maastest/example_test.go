package maastest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// acquireAnywhere is a function that a user of the SDK wrote: it takes a node
// from the first zone that has one left.
func acquireAnywhere(ctx context.Context, client *maas.Client, zones ...string) (*maas.Node, error) {
	for _, zone := range zones {
		node, err := client.Nodes.Acquire(ctx, &maas.NodeAcquireOptions{Zone: zone})
		if errors.Is(err, maas.ErrConflict) {
			continue // nothing left there
		}
		return node, err
	}
	return nil, errors.New("no zone has a node left")
}

// A test of one's own function: the first zone is made to have no node left, so
// that the function has to go on to the second.
func Example_fault() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddZone("rack1", "")
	server.AddZone("rack2", "")
	server.AddNode(maastest.Node{Hostname: "one", Status: maas.NodeStatusReady, Zone: "rack1"})
	server.AddNode(maastest.Node{Hostname: "two", Status: maas.NodeStatusReady, Zone: "rack2"})

	server.Inject(
		maastest.Match{Operation: "POST /nodes/?op=acquire"},
		maastest.Fault{Status: http.StatusConflict, Body: "No available node matches constraints: zone=rack1"},
	)

	node, err := acquireAnywhere(context.Background(), server.ClientFor("user"), "rack1", "rack2")
	fmt.Println(node.Hostname, node.Zone.Name, err)
	for _, request := range server.Requests() {
		fmt.Println(request.Operation, request.Param("zone"), request.Status)
	}
	// Output:
	// two rack2 <nil>
	// POST /nodes/?op=acquire rack1 409
	// POST /nodes/?op=acquire rack2 200
}
