package maas2_test

import (
	"context"
	"fmt"
	"log"
)

// A certificate is added.
func ExampleSSLKeysService() {
	server, client := newExampleServer(map[string]string{
		"POST /account/prefs/sslkeys/": `201 {"id": 1, "key": "-----BEGIN CERTIFICATE-----"}`,
	})
	defer server.Close()

	ctx := context.Background()
	key, err := client.SSLKeys.Create(ctx, "-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("certificate", key.ID)
	// Output:
	// certificate 1
}
