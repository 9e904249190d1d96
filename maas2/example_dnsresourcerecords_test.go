package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// A name gets an alias and a text.
func ExampleDNSResourceRecordsService() {
	server, client := newExampleServer(map[string]string{
		"POST /dnsresourcerecords/":                                `{"id": 4, "fqdn": "www.example.org", "rrtype": "CNAME", "rrdata": "api.example.org", "ttl": null}`,
		"GET /dnsresourcerecords/?domain=example.org&rrtype=CNAME": `[{"id": 4, "fqdn": "www.example.org", "rrtype": "CNAME", "rrdata": "api.example.org", "ttl": null}]`,
	})
	defer server.Close()

	ctx := context.Background()
	_, err := client.DNSResourceRecords.Create(ctx, maas2.DNSRecordTypeCNAME, "api.example.org", &maas2.DNSResourceRecordCreateOptions{
		FQDN: "www.example.org",
	})
	if err != nil {
		log.Fatal(err)
	}
	records, err := client.DNSResourceRecords.List(ctx, &maas2.DNSResourceRecordListOptions{
		Domain: "example.org", RRType: maas2.DNSRecordTypeCNAME,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, record := range records {
		fmt.Println(record.FQDN, record.RRType, record.RRData)
	}
	// Output:
	// www.example.org CNAME api.example.org
}
