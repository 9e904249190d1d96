package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// A program that was interrupted finds the address that it reserved.
func ExampleIPAddressesService() {
	server, client := newExampleServer(map[string]string{
		"POST /ipaddresses/?op=reserve":  `404 The IP address 10.1.0.60 is already in use.`,
		"GET /ipaddresses/?ip=10.1.0.60": `[{"ip": "10.1.0.60", "alloc_type": 4, "owner": {"username": "alice"}}]`,
		"POST /ipaddresses/?op=release":  `204 `,
	})
	defer server.Close()

	ctx := context.Background()
	address, err := client.IPAddresses.Reserve(ctx, &maas2.IPAddressReserveOptions{IP: "10.1.0.60", Hostname: "printer"})
	if errors.Is(err, maas.ErrExists) {
		address, err = client.IPAddresses.Find(ctx, "10.1.0.60") // not found, if somebody else has it
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(address.IP, "is", address.AllocType, "by", address.Owner.Username)

	if err := client.IPAddresses.Release(ctx, address.IP, nil); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 10.1.0.60 is user reserved by alice
}
