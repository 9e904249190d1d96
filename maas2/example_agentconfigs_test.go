package maas2_test

import (
	"context"
	"fmt"
	"log"
)

// A MAAS before 3.6 has no configurations of agents, which is known before
// anything is sent.
func ExampleAgentConfigsService() {
	server, client := newExampleServer(map[string]string{
		"GET /version/": `{"version": "3.4.10", "subversion": "", "capabilities": []}`,
	})
	defer server.Close()

	ctx := context.Background()
	if _, err := client.MAAS.Version(ctx); err != nil {
		log.Fatal(err)
	}
	_, err := client.AgentConfigs.Get(ctx, "hw7rt6", "rack")
	fmt.Println(err)
	// Output: maas: GET /agents/hw7rt6/services/rack/config/: MAAS 3.4.10 lacks the operation, which is available in MAAS 3.6 and later
}
