package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// A domain is made the one for new machines. Its TTL goes back to the default.
func ExampleDomainsService() {
	server, client := newExampleServer(map[string]string{
		"POST /domains/": `{"id": 1, "name": "lab.example.org", "authoritative": true, "ttl": 60}`,
		"POST /domains/lab.example.org/?op=set_default": `{"id": 1, "name": "lab.example.org", "is_default": true, "ttl": 60}`,
		"PUT /domains/1/": `{"id": 1, "name": "lab.example.org", "is_default": true, "ttl": null}`,
	})
	defer server.Close()

	ctx := context.Background()
	if _, err := client.Domains.Create(ctx, "lab.example.org", &maas2.DomainCreateOptions{TTL: 60}); err != nil {
		log.Fatal(err)
	}
	domain, err := client.Domains.SetDefault(ctx, "lab.example.org")
	if err != nil {
		log.Fatal(err)
	}
	domain, err = client.Domains.Update(ctx, maas2.ID(domain.ID), &maas2.DomainUpdateOptions{TTL: new(maas2.TTL(0))})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(domain.Name, domain.IsDefault, domain.TTL == nil)
	// Output:
	// lab.example.org true true
}
