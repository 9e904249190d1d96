package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// Some addresses are kept from MAAS. A range that overlaps another is refused.
func ExampleIPRangesService() {
	server, client := newExampleServer(map[string]string{
		"POST /ipranges/": `400 {"start_ip": ["Requested reserved range conflicts with an existing range."]}`,
		"GET /ipranges/":  `[{"id": 3, "type": "reserved", "start_ip": "10.1.0.10", "end_ip": "10.1.0.20", "comment": "printers"}]`,
	})
	defer server.Close()

	ctx := context.Background()
	_, err := client.IPRanges.Create(ctx, maas2.IPRangeTypeReserved, "10.1.0.10", "10.1.0.12", nil)
	var refused *maas.Error
	if errors.As(err, &refused) {
		fmt.Println(refused.Fields["start_ip"][0])
	}
	ranges, err := client.IPRanges.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range ranges {
		fmt.Println(r.Type, r.StartIP, r.EndIP, r.Comment)
	}
	// Output:
	// Requested reserved range conflicts with an existing range.
	// reserved 10.1.0.10 10.1.0.20 printers
}
