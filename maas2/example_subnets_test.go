package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// A subnet is found by the address of a host in it. An update changes what it
// tells and nothing else.
func ExampleSubnetsService() {
	server, client := newExampleServer(map[string]string{
		"GET /subnets/cidr:10.1.0.0/24/": `{"id": 2, "name": "storage", "cidr": "10.1.0.0/24", "managed": true, "vlan": {"vid": 100, "fabric": "fab-a"}}`,
		"PUT /subnets/2/":                `{"id": 2, "name": "storage", "cidr": "10.1.0.0/24", "managed": true, "gateway_ip": "10.1.0.1"}`,
		"GET /subnets/2/?op=statistics":  `{"num_available": 253, "total_addresses": 254}`,
	})
	defer server.Close()

	ctx := context.Background()
	subnet, err := client.Subnets.Find(ctx, "10.1.0.7/24")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(subnet.Name, "is in VLAN", subnet.VLAN.VID, "of", subnet.VLAN.Fabric)

	subnet, err = client.Subnets.Update(ctx, maas2.ID(subnet.ID), &maas2.SubnetUpdateOptions{GatewayIP: new("10.1.0.1")})
	if err != nil {
		log.Fatal(err)
	}
	statistics, err := client.Subnets.Statistics(ctx, maas2.ID(subnet.ID), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(statistics.NumAvailable, "of", statistics.TotalAddresses, "addresses are free")
	// Output:
	// storage is in VLAN 100 of fab-a
	// 253 of 254 addresses are free
}
