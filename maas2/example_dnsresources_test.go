package maas2_test

import (
	"context"
	"fmt"
	"log"
)

// A name stands for exactly the machines of a service, however often this runs.
func ExampleDNSResourcesService_SetAddresses() {
	server, client := newExampleServer(map[string]string{
		"GET /dnsresources/?fqdn=api.example.org": `[{"id": 3, "fqdn": "api.example.org", "ip_addresses": [{"ip": "10.1.0.70"}, {"ip": "10.1.0.71"}]}]`,
		"PUT /dnsresources/3/":                    `{"id": 3, "fqdn": "api.example.org", "ip_addresses": [{"ip": "10.1.0.71"}, {"ip": "10.1.0.72"}]}`,
	})
	defer server.Close()

	ctx := context.Background()
	resource, err := client.DNSResources.SetAddresses(ctx, "api.example.org", []string{"10.1.0.71", "10.1.0.72"})
	if err != nil {
		log.Fatal(err)
	}
	for _, address := range resource.IPAddresses {
		fmt.Println(resource.FQDN, address.IP)
	}
	// Output:
	// api.example.org 10.1.0.71
	// api.example.org 10.1.0.72
}
