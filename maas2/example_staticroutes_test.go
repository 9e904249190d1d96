package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// Machines in one subnet get a route to another.
func ExampleStaticRoutesService() {
	server, client := newExampleServer(map[string]string{
		"GET /subnets/cidr:10.1.0.0/24/": `{"id": 2, "cidr": "10.1.0.0/24"}`,
		"GET /subnets/name:storage/":     `{"id": 6, "cidr": "10.6.0.0/24"}`,
		"POST /static-routes/":           `{"id": 1, "source": {"cidr": "10.1.0.0/24"}, "destination": {"cidr": "10.6.0.0/24"}, "gateway_ip": "10.1.0.1"}`,
	})
	defer server.Close()

	ctx := context.Background()
	source, err := client.Subnets.Find(ctx, "10.1.0.0/24")
	if err != nil {
		log.Fatal(err)
	}
	destination, err := client.Subnets.Find(ctx, "storage")
	if err != nil {
		log.Fatal(err)
	}
	route, err := client.StaticRoutes.Create(ctx, maas2.ID(source.ID), maas2.ID(destination.ID), "10.1.0.1", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(route.Source.CIDR, "to", route.Destination.CIDR, "over", route.GatewayIP)
	// Output:
	// 10.1.0.0/24 to 10.6.0.0/24 over 10.1.0.1
}
