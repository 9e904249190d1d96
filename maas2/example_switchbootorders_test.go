package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// Only MAAS 3.5 changes the boot order this way.
func ExampleSwitchBootOrdersService() {
	server, client := newExampleServer(map[string]string{
		"GET /version/": `{"version": "3.6.2", "subversion": "", "capabilities": []}`,
	})
	defer server.Close()

	ctx := context.Background()
	if _, err := client.MAAS.Version(ctx); err != nil {
		log.Fatal(err)
	}
	err := client.SwitchBootOrders.Update(ctx, "k7bmx3", &maas2.SwitchBootOrderUpdateOptions{NetworkBoot: new(true)})
	fmt.Println(err)
	// Output: maas: PUT /switch-boot-order/k7bmx3/: MAAS 3.6.2 lacks the operation, which is available in MAAS 3.5 only
}
