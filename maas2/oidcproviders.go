package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// OIDCProvidersService is the sections "OIDC providers" and "OIDC provider" of
// the API: the OpenID Connect services by which users may log in.
type OIDCProvidersService service

// An OIDCProvider is an OpenID Connect service.
type OIDCProvider struct {
	ID           int         `json:"id"`
	Name         string      `json:"name"`
	IssuerURL    string      `json:"issuer_url"`
	ClientID     string      `json:"client_id"`
	ClientSecret maas.Secret `json:"client_secret"`
	Enabled      bool        `json:"enabled"`
	TokenType    string      `json:"token_type"`
	Vendor       string      `json:"vendor"`
	RedirectURI  string      `json:"redirect_uri"`
	Scopes       string      `json:"scopes"`
}

// List returns all providers.
//
// Users with the entitlement can_view_identities may call it, since MAAS 3.8. It
// fails with [maas.ErrForbidden].
//
// GET /oidc-providers/
func (s *OIDCProvidersService) List(ctx context.Context) ([]OIDCProvider, error) {
	return maas.List[OIDCProvider](ctx, s.client, maas.Get("/oidc-providers/").Since("3.8"))
}

// Get returns a provider by its id.
//
// Users with the entitlement can_view_identities may call it, since MAAS 3.8. It
// fails with [maas.ErrForbidden] and [maas.ErrNotFound].
//
// GET /oidc-providers/{id}/
func (s *OIDCProvidersService) Get(ctx context.Context, id int) (*OIDCProvider, error) {
	return maas.Do[*OIDCProvider](ctx, s.client, maas.Get("/oidc-providers/{id}/", strconv.Itoa(id)).Since("3.8"))
}

// OIDCProviderCreateOptions are the rest of the settings of a new provider. MAAS
// insists on all of them.
type OIDCProviderCreateOptions struct {
	ClientSecret maas.Secret `param:"client_secret"`
	Enabled      *bool       `param:"enabled"`
	TokenType    string      `param:"token_type"`
	Vendor       string      `param:"vendor"`
	RedirectURI  string      `param:"redirect_uri"`
	Scopes       string      `param:"scopes"`
}

// Create makes a provider.
//
// Administrators may call it, since MAAS 3.8. It fails with [maas.ErrForbidden]
// and [maas.ErrBadRequest].
//
// POST /oidc-providers/
func (s *OIDCProvidersService) Create(ctx context.Context, name, issuerURL, clientID string, opts *OIDCProviderCreateOptions) (*OIDCProvider, error) {
	r := maas.Post("/oidc-providers/").Since("3.8").Set("name", name).Set("issuer_url", issuerURL).Set("client_id", clientID).With(opts)
	return maas.Do[*OIDCProvider](ctx, s.client, r)
}

// OIDCProviderUpdateOptions are the settings to change; nil keeps a setting.
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

// Update changes a provider.
//
// Administrators may call it, since MAAS 3.8. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound] and [maas.ErrBadRequest].
//
// PUT /oidc-providers/{id}/
func (s *OIDCProvidersService) Update(ctx context.Context, id int, opts *OIDCProviderUpdateOptions) (*OIDCProvider, error) {
	return maas.Do[*OIDCProvider](ctx, s.client, maas.Put("/oidc-providers/{id}/", strconv.Itoa(id)).With(opts).Since("3.8"))
}

// Delete removes a provider.
//
// Administrators may call it, since MAAS 3.8. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// DELETE /oidc-providers/{id}/
func (s *OIDCProvidersService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/oidc-providers/{id}/", strconv.Itoa(id)).Since("3.8"))
}

// GetActive returns the provider that is in use.
//
// Users with the entitlement can_view_identities may call it, since MAAS 3.8. It
// fails with [maas.ErrForbidden] and [maas.ErrNotFound].
//
// GET /oidc-providers/?op=get_active
func (s *OIDCProvidersService) GetActive(ctx context.Context) (*OIDCProvider, error) {
	return maas.Do[*OIDCProvider](ctx, s.client, maas.Get("/oidc-providers/").Op("get_active").Since("3.8"))
}
