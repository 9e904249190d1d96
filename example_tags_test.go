package maas_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// A tag with a definition finds its nodes by itself.
func ExampleTagsService() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddNode(maastest.Node{Hostname: "ada", Status: 4, Memory: 65536})
	server.AddNode(maastest.Node{Hostname: "grace", Status: 4, Memory: 8192})

	ctx := context.Background()
	client := server.Client()
	_, err := client.Tags.Create(ctx, "big", &maas.TagCreateOptions{
		Definition: `//node[@id="memory"]/size > 34359738368`, // bytes
		Comment:    "more than 32 GiB of memory",
	})
	if err != nil {
		log.Fatal(err)
	}
	nodes, err := client.Tags.Nodes(ctx, "big")
	if err != nil {
		log.Fatal(err)
	}
	for _, node := range nodes {
		fmt.Println(node.Hostname, node.TagNames)
	}
	// Output:
	// ada [big]
}

// Many nodes get and lose a tag in few calls.
func ExampleTagsService_AddNodes() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddTag(maastest.Tag{Name: "rack1"})
	var ids []string
	for range 1200 {
		ids = append(ids, server.AddNode(maastest.Node{}))
	}

	ctx := context.Background()
	client := server.Client()
	added, err := client.Tags.AddNodes(ctx, "rack1", ids...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("tagged:", added)
	fmt.Println("requests:", len(server.Requests()))

	removed, err := client.Tags.RemoveNodes(ctx, "rack1", ids[0], "node-unknown")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("untagged:", removed)
	// Output:
	// tagged: 1200
	// requests: 3
	// untagged: 1
}
