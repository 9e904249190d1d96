package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// Fan networks are of MAAS 2.0 to 3.1.
func ExampleFanNetworksService() {
	server, client := newExampleServer(map[string]string{
		"POST /fannetworks/": `{"id": 1, "name": "fan", "overlay": "250.0.0.0/8", "underlay": "10.0.0.0/16"}`,
	})
	defer server.Close()

	ctx := context.Background()
	network, err := client.FanNetworks.Create(ctx, "fan", "250.0.0.0/8", "10.0.0.0/16", &maas2.FanNetworkCreateOptions{DHCP: new(true)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(network.Overlay, "over", network.Underlay)
	// Output:
	// 250.0.0.0/8 over 10.0.0.0/16
}
