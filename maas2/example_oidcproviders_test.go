package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// Users log in by another service, since MAAS 3.8. Its secret does not print.
func ExampleOIDCProvidersService() {
	server, client := newExampleServer(map[string]string{
		"POST /oidc-providers/": `{"id": 1, "name": "login", "issuer_url": "https://login.example.com", "client_secret": "hush", "enabled": true}`,
	})
	defer server.Close()

	ctx := context.Background()
	provider, err := client.OIDCProviders.Create(ctx, "login", "https://login.example.com", "maas", &maas2.OIDCProviderCreateOptions{
		ClientSecret: maas.NewSecret("hush"),
		Enabled:      new(true),
		TokenType:    "JWT",
		Vendor:       "Example",
		RedirectURI:  "https://maas.example/MAAS/r/login/oidc/callback",
		Scopes:       "openid email profile",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(provider.Name, provider.Enabled, provider.ClientSecret)
	// Output:
	// login true [redacted]
}
