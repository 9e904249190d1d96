package maas2_test

import (
	"context"
	"fmt"
	"log"
)

// The releases of all region controllers should be the same.
func ExampleRegionControllersService() {
	server, client := newExampleServer(map[string]string{
		"GET /regioncontrollers/": `[{"system_id": "8n6w88", "hostname": "region-1", "version": "3.4.10"}, {"system_id": "aaaaaa", "hostname": "region-2", "version": "3.4.9"}]`,
	})
	defer server.Close()

	regions, err := client.RegionControllers.List(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, region := range regions {
		fmt.Println(region.Hostname, region.Version)
	}
	// Output:
	// region-1 3.4.10
	// region-2 3.4.9
}
