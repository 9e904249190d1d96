package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// DHCPSnippetsService is the sections "DHCP Snippets" and "DHCP Snippet" of the
// API: pieces of the configuration of MAAS's DHCP servers, for all of them, for
// a subnet, for a range of addresses or for a node.
//
// A snippet is named by its id (see [ID]) or its name.
type DHCPSnippetsService service

// A DHCPSnippet is a piece of the configuration of DHCP servers.
type DHCPSnippet struct {
	ID            int            `json:"id"`
	Name          string         `json:"name"` // not unique
	Description   string         `json:"description"`
	Enabled       bool           `json:"enabled"`
	Node          *Node          `json:"node"`   // that it is for, nil for none
	Subnet        *Subnet        `json:"subnet"` // that it is for, nil for none
	GlobalSnippet bool           `json:"global_snippet"`
	Value         string         `json:"value"`   // as in dhcpd.conf
	History       []HistoryEntry `json:"history"` // the newest value first
	ResourceURI   string         `json:"resource_uri"`
}

// List returns all snippets.
//
// Any user may call it.
//
// GET /dhcp-snippets/
func (s *DHCPSnippetsService) List(ctx context.Context) ([]DHCPSnippet, error) {
	return maas.List[DHCPSnippet](ctx, s.client, maas.Get("/dhcp-snippets/"))
}

// Get returns a snippet by its id (see [ID]) or name.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /dhcp-snippets/{id}/
func (s *DHCPSnippetsService) Get(ctx context.Context, snippet string) (*DHCPSnippet, error) {
	return maas.Do[*DHCPSnippet](ctx, s.client, maas.Get("/dhcp-snippets/{id}/", snippet))
}

// DHCPSnippetCreateOptions say what a new snippet is for: everything unless one
// of Subnet, IPRange and Node is given.
type DHCPSnippetCreateOptions struct {
	Description   string `param:"description"`
	Enabled       *bool  `param:"enabled"` // true unless given
	GlobalSnippet *bool  `param:"global_snippet"`
	Subnet        string `param:"subnet"`              // its id, see [ID]
	IPRange       string `param:"iprange" since:"3.0"` // its id, see [ID]
	Node          string `param:"node"`                // its system id
}

// Create makes a snippet. There may be several of one name.
//
// Administrators may call it. It fails with [maas.ErrForbidden], and with
// [maas.ErrBadRequest] and messages about fields.
//
// POST /dhcp-snippets/
func (s *DHCPSnippetsService) Create(ctx context.Context, name, value string, opts *DHCPSnippetCreateOptions) (*DHCPSnippet, error) {
	return maas.Do[*DHCPSnippet](ctx, s.client, maas.Post("/dhcp-snippets/").Set("name", name).Set("value", value).With(opts))
}

// DHCPSnippetUpdateOptions are the settings to change; nil keeps a setting.
type DHCPSnippetUpdateOptions struct {
	Name          *string `param:"name"`
	Description   *string `param:"description"`
	Enabled       *bool   `param:"enabled"`
	GlobalSnippet *bool   `param:"global_snippet"`      // new(true) takes it from its subnet or node
	Subnet        *string `param:"subnet"`              // its id, see [ID]
	IPRange       *string `param:"iprange" since:"3.0"` // its id, see [ID]
	Node          *string `param:"node"`                // its system id
}

// Update changes a snippet, which is named by its id (see [ID]) or name. The value
// is needed even if it stays the same: MAAS 3.4.10 replaces a value that an update
// does not have with the number of its revision. The old value stays in History.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// PUT /dhcp-snippets/{id}/
func (s *DHCPSnippetsService) Update(ctx context.Context, snippet, value string, opts *DHCPSnippetUpdateOptions) (*DHCPSnippet, error) {
	return maas.Do[*DHCPSnippet](ctx, s.client, maas.Put("/dhcp-snippets/{id}/", snippet).Set("value", value).With(opts))
}

// Delete removes a snippet, which is named by its id (see [ID]) or name.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /dhcp-snippets/{id}/
func (s *DHCPSnippetsService) Delete(ctx context.Context, snippet string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/dhcp-snippets/{id}/", snippet))
}

// Revert gives a snippet an earlier value and drops those that came after:
// revision is the id of a [HistoryEntry], or how many values to go back as a
// negative number. The snippet is named by its id (see [ID]) or name.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and [maas.ErrBadRequest] for a revision that there is not.
//
// POST /dhcp-snippets/{id}/?op=revert
func (s *DHCPSnippetsService) Revert(ctx context.Context, snippet string, revision int) (*DHCPSnippet, error) {
	return maas.Do[*DHCPSnippet](ctx, s.client, maas.Post("/dhcp-snippets/{id}/", snippet).Op("revert").Set("to", strconv.Itoa(revision)))
}
