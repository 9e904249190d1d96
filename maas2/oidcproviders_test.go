package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestOIDCProvidersWire(t *testing.T) {
	t.Parallel()
	const login = `{"id": 1, "name": "login", "issuer_url": "https://login.example.com", "client_id": "maas", "client_secret": "hush", "enabled": true,
		"token_type": "JWT", "vendor": "v", "redirect_uri": "https://maas.example/cb", "scopes": "openid email"}`
	provider := maas2.OIDCProvider{
		ID: 1, Name: "login", IssuerURL: "https://login.example.com", ClientID: "maas", ClientSecret: maas.NewSecret("hush"), Enabled: true,
		TokenType: "JWT", Vendor: "v", RedirectURI: "https://maas.example/cb", Scopes: "openid email",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.OIDCProviders.List(ctx)
			},
			want:   "GET /oidc-providers/",
			answer: "[" + login + "]",
			result: []maas2.OIDCProvider{provider},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.OIDCProviders.Get(ctx, 1)
			},
			want:   "GET /oidc-providers/1/",
			answer: login,
			result: &provider,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.OIDCProviders.Create(ctx, "login", "https://login.example.com", "maas", &maas2.OIDCProviderCreateOptions{
					ClientSecret: maas.NewSecret("hush"), Enabled: new(false), TokenType: "JWT", Vendor: "v", RedirectURI: "https://maas.example/cb", Scopes: "openid",
				})
			},
			want:   "POST /oidc-providers/",
			parts:  []string{"name=login", "issuer_url=https://login.example.com", "client_id=maas", "client_secret=hush", "enabled=false", "token_type=JWT", "vendor=v", "redirect_uri=https://maas.example/cb", "scopes=openid"},
			answer: login,
			result: &provider,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.OIDCProviders.Update(ctx, 1, &maas2.OIDCProviderUpdateOptions{
					Name: new("b"), IssuerURL: new("https://b.example.com"), ClientID: new("c"), ClientSecret: new(maas.NewSecret("pst")), Enabled: new(true),
					TokenType: new("JWT"), Vendor: new(""), RedirectURI: new("https://maas.example/cb2"), Scopes: new(""),
				})
			},
			want:   "PUT /oidc-providers/1/",
			parts:  []string{"name=b", "issuer_url=https://b.example.com", "client_id=c", "client_secret=pst", "enabled=true", "token_type=JWT", "vendor=", "redirect_uri=https://maas.example/cb2", "scopes="},
			answer: login,
			result: &provider,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.OIDCProviders.Delete(ctx, 1)
			},
			want:        "DELETE /oidc-providers/1/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "GetActive",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.OIDCProviders.GetActive(ctx)
			},
			want:   "GET /oidc-providers/?op=get_active",
			answer: login,
			result: &provider,
		},
	})
}
