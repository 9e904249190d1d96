package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// OIDCProvidersService is STUB.
type OIDCProvidersService service

// OIDCProvider is STUB.
type OIDCProvider struct {
	ID           int    `json:"id"`
	Name         string `json:"name"`
	IssuerURL    string `json:"issuer_url"`
	ClientID     int    `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	Enabled      string `json:"enabled"`
	TokenType    string `json:"token_type"`
	Vendor       string `json:"vendor"`
	RedirectURI  string `json:"redirect_uri"`
	Scopes       string `json:"scopes"`
}

// List STUB.
//
// Any user may call it, since MAAS 3.8.
//
// GET /oidc-providers/
func (s *OIDCProvidersService) List(ctx context.Context) ([]OIDCProvider, error) {
	return maas.List[OIDCProvider](ctx, s.client, maas.Get("/oidc-providers/").Since("3.8"))
}

// Get STUB.
//
// Any user may call it, since MAAS 3.8.
//
// GET /oidc-providers/{id}/
func (s *OIDCProvidersService) Get(ctx context.Context, id int) (*OIDCProvider, error) {
	return maas.Do[*OIDCProvider](ctx, s.client, maas.Get("/oidc-providers/{id}/", strconv.Itoa(id)).Since("3.8"))
}

// OIDCProviderCreateOptions are STUB.
type OIDCProviderCreateOptions struct {
	ClientSecret maas.Secret `param:"client_secret"`
	Enabled      *bool       `param:"enabled"`
	TokenType    string      `param:"token_type"`
	Vendor       string      `param:"vendor"`
	RedirectURI  string      `param:"redirect_uri"`
	Scopes       string      `param:"scopes"`
}

// Create STUB.
//
// Administrators may call it, since MAAS 3.8.
//
// POST /oidc-providers/
func (s *OIDCProvidersService) Create(ctx context.Context, name, issuerURL, clientID string, opts *OIDCProviderCreateOptions) (*OIDCProvider, error) {
	return maas.Do[*OIDCProvider](ctx, s.client, maas.Post("/oidc-providers/").Set("name", name).Set("issuer_url", issuerURL).Set("client_id", clientID).With(opts).Since("3.8"))
}

// OIDCProviderUpdateOptions are STUB.
type OIDCProviderUpdateOptions struct {
	Name         *string      `param:"name"`
	IssuerURL    *string      `param:"issuer_url"`
	ClientID     *string      `param:"client_id"`
	ClientSecret *maas.Secret `param:"client_secret"`
	Enabled      *bool        `param:"enabled"`
	TokenType    *string      `param:"token_type"`
	Vendor       *string      `param:"vendor"`
	RedirectURI  *string      `param:"redirect_uri"`
	Scopes       *string      `param:"scopes"`
}

// Update STUB.
//
// Administrators may call it, since MAAS 3.8.
//
// PUT /oidc-providers/{id}/
func (s *OIDCProvidersService) Update(ctx context.Context, id int, opts *OIDCProviderUpdateOptions) (*OIDCProvider, error) {
	return maas.Do[*OIDCProvider](ctx, s.client, maas.Put("/oidc-providers/{id}/", strconv.Itoa(id)).With(opts).Since("3.8"))
}

// Delete STUB.
//
// Administrators may call it, since MAAS 3.8.
//
// DELETE /oidc-providers/{id}/
func (s *OIDCProvidersService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/oidc-providers/{id}/", strconv.Itoa(id)).Since("3.8"))
}

// GetActive STUB.
//
// Any user may call it, since MAAS 3.8.
//
// GET /oidc-providers/?op=get_active
func (s *OIDCProvidersService) GetActive(ctx context.Context) (*OIDCProvider, error) {
	return maas.Do[*OIDCProvider](ctx, s.client, maas.Get("/oidc-providers/").Op("get_active").Since("3.8"))
}
