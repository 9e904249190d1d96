package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// What went wrong with a machine of late.
func ExampleEventsService_All() {
	server, client := newExampleServer(map[string]string{
		"GET /events/?op=query&level=ERROR&limit=1000&id=k7bmx3": `{"count": 1, "events": [{"id": 97, "node": "k7bmx3", "hostname": "ada",
			"level": "ERROR", "created": "Sat, 21 Nov. 2026 12:50:01", "type": "Failed to power on node", "description": "no answer from the BMC"}]}`,
	})
	defer server.Close()

	ctx := context.Background()
	for event, err := range client.Events.All(ctx, &maas2.EventQueryOptions{ID: "k7bmx3", Level: maas2.EventLevelError}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %s: %s: %s\n", event.Time().Format("15:04:05"), event.Hostname, event.Type, event.Description)
	}
	// Output:
	// 12:50:01 ada: Failed to power on node: no answer from the BMC
}

// The events of a machine are shown while it is deployed.
func ExampleEventsService_Follow() {
	server, client := newExampleServer(map[string]string{
		"GET /events/?op=query&limit=1000&after=97&id=k7bmx3": `{"count": 2, "events": [{"id": 99, "type": "Deployed"}, {"id": 98, "type": "Rebooting"}]}`,
	})
	defer server.Close()

	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	for event, err := range client.Events.Follow(ctx, &maas2.EventQueryOptions{ID: "k7bmx3", After: new(97)}, 0) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(event.Type)
		if event.Type == "Deployed" {
			stop() // or break
		}
	}
	// Output:
	// Rebooting
	// Deployed
}
