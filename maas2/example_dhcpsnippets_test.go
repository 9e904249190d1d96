package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// A snippet is turned off. Its value goes along, since MAAS would lose it.
func ExampleDHCPSnippetsService() {
	server, client := newExampleServer(map[string]string{
		"GET /dhcp-snippets/boot/": `{"id": 3, "name": "boot", "enabled": true, "value": "next-server 10.1.0.1;"}`,
		"PUT /dhcp-snippets/3/":    `{"id": 3, "name": "boot", "enabled": false, "value": "next-server 10.1.0.1;"}`,
	})
	defer server.Close()

	ctx := context.Background()
	snippet, err := client.DHCPSnippets.Get(ctx, "boot")
	if err != nil {
		log.Fatal(err)
	}
	snippet, err = client.DHCPSnippets.Update(ctx, maas2.ID(snippet.ID), snippet.Value, &maas2.DHCPSnippetUpdateOptions{Enabled: new(false)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(snippet.Enabled, snippet.Value)
	// Output:
	// false next-server 10.1.0.1;
}
