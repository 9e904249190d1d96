package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// DHCPSnippetsService is STUB.
type DHCPSnippetsService service

// DHCPSnippet is STUB.
type DHCPSnippet struct {
	ID            int            `json:"id"`
	Name          string         `json:"name"`
	Description   string         `json:"description"`
	Enabled       bool           `json:"enabled"`
	Node          *Node          `json:"node"`   // nil when MAAS has null
	Subnet        *Subnet        `json:"subnet"` // nil when MAAS has null
	GlobalSnippet bool           `json:"global_snippet"`
	History       []HistoryEntry `json:"history"`
	Value         string         `json:"value"`
	ResourceURI   string         `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it.
//
// GET /dhcp-snippets/
func (s *DHCPSnippetsService) List(ctx context.Context) ([]DHCPSnippet, error) {
	return maas.List[DHCPSnippet](ctx, s.client, maas.Get("/dhcp-snippets/"))
}

// Get STUB.
//
// Any user may call it.
//
// GET /dhcp-snippets/{id}/
func (s *DHCPSnippetsService) Get(ctx context.Context, id string) (*DHCPSnippet, error) {
	return maas.Do[*DHCPSnippet](ctx, s.client, maas.Get("/dhcp-snippets/{id}/", id))
}

// DHCPSnippetCreateOptions are STUB.
type DHCPSnippetCreateOptions struct {
	Description   string `param:"description"`
	Enabled       *bool  `param:"enabled"`
	GlobalSnippet *bool  `param:"global_snippet"`
	IPRange       string `param:"iprange"` // since 3.0
	Node          string `param:"node"`
	Subnet        string `param:"subnet"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /dhcp-snippets/
func (s *DHCPSnippetsService) Create(ctx context.Context, name, value string, opts *DHCPSnippetCreateOptions) (*DHCPSnippet, error) {
	return maas.Do[*DHCPSnippet](ctx, s.client, maas.Post("/dhcp-snippets/").Set("name", name).Set("value", value).With(opts))
}

// DHCPSnippetUpdateOptions are STUB.
type DHCPSnippetUpdateOptions struct {
	Description   *string `param:"description"`
	Enabled       *bool   `param:"enabled"`
	GlobalSnippet *bool   `param:"global_snippet"`
	IPRange       *string `param:"iprange"` // since 3.0
	Name          *string `param:"name"`
	Node          *string `param:"node"`
	Subnet        *string `param:"subnet"`
	Value         *string `param:"value"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /dhcp-snippets/{id}/
func (s *DHCPSnippetsService) Update(ctx context.Context, id string, opts *DHCPSnippetUpdateOptions) (*DHCPSnippet, error) {
	return maas.Do[*DHCPSnippet](ctx, s.client, maas.Put("/dhcp-snippets/{id}/", id).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /dhcp-snippets/{id}/
func (s *DHCPSnippetsService) Delete(ctx context.Context, id string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/dhcp-snippets/{id}/", id))
}

// Revert STUB.
//
// Administrators may call it.
//
// POST /dhcp-snippets/{id}/?op=revert
func (s *DHCPSnippetsService) Revert(ctx context.Context, id string, revision int) (*DHCPSnippet, error) {
	return maas.Do[*DHCPSnippet](ctx, s.client, maas.Post("/dhcp-snippets/{id}/", id).Op("revert").Set("to", strconv.Itoa(revision)))
}
