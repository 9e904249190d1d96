package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// A rack gets a zone, unless it has one already.
func ExampleZonesService() {
	server, client := newExampleServer(map[string]string{
		"POST /zones/":           `400 {"name": ["Physical zone with this Name already exists."]}`,
		"PUT /zones/rack1/":      `{"name": "rack1", "description": "the first rack", "id": 8, "resource_uri": "/MAAS/api/2.0/zones/rack1/"}`,
		"DELETE /zones/default/": `400 This zone is the default zone, it cannot be deleted.`,
	})
	defer server.Close()

	ctx := context.Background()
	const description = "the first rack"
	zone, err := client.Zones.Create(ctx, "rack1", &maas2.ZoneCreateOptions{Description: description})
	if errors.Is(err, maas.ErrExists) {
		zone, err = client.Zones.Update(ctx, "rack1", &maas2.ZoneUpdateOptions{Description: new(description)})
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %q\n", zone.Name, zone.Description)

	err = client.Zones.Delete(ctx, maas2.DefaultZone)
	fmt.Println("refused:", errors.Is(err, maas.ErrBadRequest))
	// Output:
	// rack1: "the first rack"
	// refused: true
}
