package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// A pool is found by its name; its path has the id.
func ExampleResourcePoolsService() {
	server, client := newExampleServer(map[string]string{
		"GET /resourcepools/":  `[{"id": 0, "name": "default"}, {"id": 1, "name": "research"}]`,
		"PUT /resourcepool/1/": `{"id": 1, "name": "research", "description": "two racks"}`,
	})
	defer server.Close()

	ctx := context.Background()
	pool, err := client.ResourcePools.Find(ctx, "research")
	if err != nil {
		log.Fatal(err)
	}
	pool, err = client.ResourcePools.Update(ctx, pool.ID, &maas2.ResourcePoolUpdateOptions{Description: new("two racks")})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(pool.Name, "has", pool.Description)
	// Output:
	// research has two racks
}
