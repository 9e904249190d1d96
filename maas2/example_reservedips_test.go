package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// An address is kept for one network card, since MAAS 3.6.
func ExampleReservedIPsService() {
	server, client := newExampleServer(map[string]string{
		"POST /reservedips/": `{"id": 1, "ip": "10.1.0.61", "mac_address": "52:54:00:dd:00:02"}`,
	})
	defer server.Close()

	ctx := context.Background()
	reserved, err := client.ReservedIPs.Create(ctx, "10.1.0.61", &maas2.ReservedIPCreateOptions{MACAddress: "52:54:00:dd:00:02"})
	var lacking *maas.ReleaseError
	if errors.As(err, &lacking) {
		log.Fatal("this MAAS is older than 3.6")
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(reserved.IP, "is kept for", reserved.MACAddress)
	// Output:
	// 10.1.0.61 is kept for 52:54:00:dd:00:02
}
