package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// A fabric comes with its untagged VLAN.
func ExampleFabricsService() {
	server, client := newExampleServer(map[string]string{
		"POST /fabrics/":       `{"id": 1, "name": "lab", "vlans": [{"id": 2, "vid": 0, "name": "untagged"}]}`,
		"DELETE /fabrics/lab/": `400 Can't delete fabric; the following subnets are still present: 10.1.0.0/24`,
	})
	defer server.Close()

	ctx := context.Background()
	fabric, err := client.Fabrics.Create(ctx, &maas2.FabricCreateOptions{Name: "lab"})
	if err != nil {
		log.Fatal(err)
	}
	for _, vlan := range fabric.VLANs {
		fmt.Println(fabric.Name, vlan.VID, vlan.Name)
	}

	err = client.Fabrics.Delete(ctx, "lab")
	var refused *maas.Error
	if errors.As(err, &refused) {
		fmt.Println(refused.Message)
	}
	// Output:
	// lab 0 untagged
	// Can't delete fabric; the following subnets are still present: 10.1.0.0/24
}
