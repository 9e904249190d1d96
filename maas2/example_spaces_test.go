package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// A VLAN is put in a space, and its subnets with it.
func ExampleSpacesService() {
	server, client := newExampleServer(map[string]string{
		"POST /spaces/":             `{"id": 2, "name": "storage", "subnets": [], "vlans": []}`,
		"PUT /fabrics/1/vlans/100/": `{"id": 4, "vid": 100, "space": "storage"}`,
		"GET /spaces/storage/":      `{"id": 2, "name": "storage", "subnets": [{"id": 2, "cidr": "10.1.0.0/24"}], "vlans": [{"id": 4}]}`,
	})
	defer server.Close()

	ctx := context.Background()
	space, err := client.Spaces.Create(ctx, &maas2.SpaceCreateOptions{Name: "storage"})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.VLANs.Update(ctx, maas2.ID(1), 100, &maas2.VLANUpdateOptions{Space: &space.Name}); err != nil {
		log.Fatal(err)
	}
	space, err = client.Spaces.Get(ctx, "storage")
	if err != nil {
		log.Fatal(err)
	}
	for _, subnet := range space.Subnets {
		fmt.Println(subnet.CIDR)
	}
	// Output:
	// 10.1.0.0/24
}
