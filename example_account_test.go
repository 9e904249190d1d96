package maas_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// A program gets a key of its own, which can be taken back later.
func ExampleAccountService() {
	server := maastest.NewServer()
	defer server.Close()
	ctx := context.Background()
	client := server.ClientFor("user")

	key, err := client.Account.CreateToken(ctx)
	if err != nil {
		log.Fatal(err)
	}
	// Printing the key would not show its secret; Reveal does.
	program, err := maas.NewClient(server.URL, key.Reveal())
	if err != nil {
		log.Fatal(err)
	}
	_, err = program.Ping(ctx)
	fmt.Println("accepted:", err == nil)

	if err := client.Account.DeleteToken(ctx, key.TokenKey()); err != nil {
		log.Fatal(err)
	}
	_, err = program.Ping(ctx)
	fmt.Println("refused:", errors.Is(err, maas.ErrUnauthorized))
	// Output:
	// accepted: true
	// refused: true
}

// The keys that MAAS puts on the machines which the user deploys.
func ExampleSSHKeysService() {
	server := maastest.NewServer()
	defer server.Close()
	ctx := context.Background()
	keys := server.ClientFor("user").SSHKeys

	const publicKey = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDlTQEdm9DVUdokagm8eXBT6Jxtmg5ZjcZ53FTQw3FtQM6q+fMsXvZ2STQWhpsrbhbIKs+33329l4tAM8DVng/6ztgdtcvcQfLEHmxJGUQC5KlMbIbHWEWEaFNt669ykrB7aZ9j0Eq+A7vwkDektocBYbHfHGTXUa0QJkU1FB2VfQ== ada@example.com"
	added, err := keys.Create(ctx, publicKey)
	if err != nil {
		log.Fatal(err)
	}
	list, err := keys.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(list), list[0].Key == publicKey)

	_, err = keys.Create(ctx, publicKey)
	if refused, ok := errors.AsType[*maas.Error](err); ok {
		fmt.Println(refused.Fields["key"])
	}
	fmt.Println(keys.Delete(ctx, added.ID))
	// Output:
	// 1 true
	// [This key has already been added for this user.]
	// <nil>
}
