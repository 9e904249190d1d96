package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// What a system id stands for is told by the node's type.
func ExampleNodesService() {
	server, client := newExampleServer(map[string]string{
		"GET /nodes/hw7rt6/": `{"system_id": "hw7rt6", "hostname": "rack-1", "node_type": 2}`,
	})
	defer server.Close()

	node, err := client.Nodes.Get(context.Background(), "hw7rt6")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(node.Hostname, "is a", node.NodeType)
	if node.NodeType != maas2.NodeTypeMachine {
		fmt.Println("it can't be deployed")
	}
	// Output:
	// rack-1 is a Rack controller
	// it can't be deployed
}
