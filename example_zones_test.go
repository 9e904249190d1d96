package maas_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// A rack gets a zone, machines move in, and when the zone goes they are back in
// the default one.
func ExampleZonesService() {
	server := maastest.NewServer()
	defer server.Close()
	ada := server.AddNode(maastest.Node{Hostname: "ada"})

	ctx := context.Background()
	client := server.Client()
	zone, err := client.Zones.Create(ctx, "rack1", &maas.ZoneCreateOptions{Description: "the first rack"})
	if err != nil {
		log.Fatal(err)
	}
	if err := client.Nodes.SetZone(ctx, zone.Name, ada); err != nil {
		log.Fatal(err)
	}
	zones, err := client.Zones.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, zone := range zones {
		fmt.Printf("%s: %q\n", zone.Name, zone.Description)
	}

	if err := client.Zones.Delete(ctx, "rack1"); err != nil {
		log.Fatal(err)
	}
	node, err := client.Nodes.Get(ctx, ada)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(node.Hostname, "is in", node.Zone.Name)

	err = client.Zones.Delete(ctx, "default")
	fmt.Println("refused:", errors.Is(err, maas.ErrBadRequest))
	// Output:
	// default: ""
	// rack1: "the first rack"
	// ada is in default
	// refused: true
}

// What is nil stays as it is, and "" can be said.
func ExampleZonesService_Update() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddZone("rack1", "the first rack")

	ctx := context.Background()
	zones := server.Client().Zones
	zone, err := zones.Update(ctx, "rack1", &maas.ZoneUpdateOptions{Name: new("rack-1")})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %q\n", zone.Name, zone.Description)

	zone, err = zones.Update(ctx, zone.Name, &maas.ZoneUpdateOptions{Description: new("")})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %q\n", zone.Name, zone.Description)
	// Output:
	// rack-1: "the first rack"
	// rack-1: ""
}
