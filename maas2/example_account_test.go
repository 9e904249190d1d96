package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// A key for a program, and the end of one that is no longer used. Keys print
// without their secret.
func ExampleAccountService() {
	server, client := newExampleServer(map[string]string{
		"POST /account/?op=create_authorisation_token": `{"name": "ci", "consumer_key": "c2", "token_key": "t2", "token_secret": "hush"}`,
		"GET /account/?op=list_authorisation_tokens":   `[{"name": "old", "token": "c1:t1:hush"}, {"name": "ci", "token": "c2:t2:hush"}]`,
		"POST /account/?op=delete_authorisation_token": `204 `,
	})
	defer server.Close()

	ctx := context.Background()
	token, err := client.Account.CreateToken(ctx, &maas2.AccountCreateTokenOptions{Name: "ci"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(token.Name, token.Key, len(token.Key.Reveal()))

	tokens, err := client.Account.ListTokens(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, token := range tokens {
		if token.Name == "old" {
			if err := client.Account.DeleteToken(ctx, token.Key.TokenKey()); err != nil {
				log.Fatal(err)
			}
			fmt.Println("ended", token.Key)
		}
	}
	// Output:
	// ci c2:t2:[redacted] 10
	// ended c1:t1:[redacted]
}
