package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// A user leaves, and another one gets the machines.
func ExampleUsersService() {
	server, client := newExampleServer(map[string]string{
		"POST /users/": `{"username": "bob", "email": "bob@example.com", "is_superuser": false}`,
		"DELETE /users/alice/?transfer_resources_to=bob": `204 `,
		"GET /users/alice/": `404 No User matches the given query.`,
	})
	defer server.Close()

	ctx := context.Background()
	user, err := client.Users.Create(ctx, "bob", "bob@example.com", maas.NewSecret("a good password"), nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := client.Users.Delete(ctx, "alice", &maas2.UserDeleteOptions{TransferResourcesTo: user.Username}); err != nil {
		log.Fatal(err)
	}
	_, err = client.Users.Get(ctx, "alice")
	fmt.Println("alice is gone:", errors.Is(err, maas.ErrNotFound))
	// Output:
	// alice is gone: true
}
