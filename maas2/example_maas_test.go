package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// A setting is read and changed by a constant that knows its type.
func ExampleConfigName() {
	server, client := newExampleServer(map[string]string{
		"GET /maas/?op=get_config&name=upstream_dns":     `["8.8.8.8"]`,
		"POST /maas/?op=set_config":                      `OK`,
		"GET /maas/?op=get_config&name=enable_analytics": `false`,
	})
	defer server.Close()

	ctx := context.Background()
	servers, err := maas2.GetConfig(ctx, client, maas2.ConfigUpstreamDNS)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(servers)

	if err := maas2.SetConfig(ctx, client, maas2.ConfigEnableAnalytics, false); err != nil {
		log.Fatal(err)
	}
	analytics, err := maas2.GetConfig(ctx, client, maas2.ConfigEnableAnalytics)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(analytics)
	// Output:
	// [8.8.8.8]
	// false
}
