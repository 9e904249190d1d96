package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gomaas/maas"
)

// A key is added unless it is there.
func ExampleSSHKeysService() {
	server, client := newExampleServer(map[string]string{
		"POST /account/prefs/sshkeys/": `400 {"__all__": ["This key has already been added for this user."]}`,
		"GET /account/prefs/sshkeys/":  `[{"id": 1, "key": "ssh-ed25519 AAAAC3Nz alice@host", "keysource": ""}, {"id": 2, "key": "ssh-rsa AAAAB3Nz", "keysource": "lp:alice"}]`,
	})
	defer server.Close()

	ctx := context.Background()
	_, err := client.SSHKeys.Create(ctx, "ssh-ed25519 AAAAC3Nz alice@host", nil)
	if err != nil && !errors.Is(err, maas.ErrExists) {
		log.Fatal(err)
	}
	keys, err := client.SSHKeys.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, key := range keys {
		fmt.Printf("%d %q\n", key.ID, key.KeySource)
	}
	// Output:
	// 1 ""
	// 2 "lp:alice"
}
