package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestDHCPSnippetsWire(t *testing.T) {
	t.Parallel()
	const snip = `{"name": "snip", "description": "d", "enabled": true, "node": null, "subnet": {"id": 1}, "global_snippet": false, "value": "option x 1;",
		"history": [], "id": 3, "resource_uri": "/MAAS/api/2.0/dhcp-snippets/3/"}`
	snippet := maas2.DHCPSnippet{
		ID: 3, Name: "snip", Description: "d", Enabled: true, Subnet: &maas2.Subnet{ID: 1}, Value: "option x 1;",
		History: []maas2.HistoryEntry{}, ResourceURI: "/MAAS/api/2.0/dhcp-snippets/3/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DHCPSnippets.List(ctx)
			},
			want:   "GET /dhcp-snippets/",
			answer: "[" + snip + "]",
			result: []maas2.DHCPSnippet{snippet},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DHCPSnippets.Get(ctx, "snip")
			},
			want:   "GET /dhcp-snippets/snip/",
			answer: snip,
			result: &snippet,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DHCPSnippets.Create(ctx, "snip", "option x 1;", &maas2.DHCPSnippetCreateOptions{
					Description: "d", Enabled: new(false), GlobalSnippet: new(false), Subnet: "1", IPRange: "2", Node: "k7bmx3",
				})
			},
			want:   "POST /dhcp-snippets/",
			parts:  []string{"name=snip", "value=option x 1;", "description=d", "enabled=false", "global_snippet=false", "subnet=1", "iprange=2", "node=k7bmx3"},
			answer: snip,
			result: &snippet,
		},
		{
			name: "Create for all",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DHCPSnippets.Create(ctx, "snip", "option x 1;", nil)
			},
			want:   "POST /dhcp-snippets/",
			parts:  []string{"name=snip", "value=option x 1;"},
			answer: snip,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DHCPSnippets.Update(ctx, "3", "option y 2;", &maas2.DHCPSnippetUpdateOptions{
					Name: new("b"), Description: new(""), Enabled: new(false), GlobalSnippet: new(true), Subnet: new("2"), IPRange: new("3"), Node: new("k7bmx3"),
				})
			},
			want:   "PUT /dhcp-snippets/3/",
			parts:  []string{"value=option y 2;", "name=b", "description=", "enabled=false", "global_snippet=true", "subnet=2", "iprange=3", "node=k7bmx3"},
			answer: snip,
			result: &snippet,
		},
		{
			name: "Update always has the value",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DHCPSnippets.Update(ctx, "3", "option x 1;", nil)
			},
			want:   "PUT /dhcp-snippets/3/",
			parts:  []string{"value=option x 1;"},
			answer: snip,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.DHCPSnippets.Delete(ctx, "3")
			},
			want:        "DELETE /dhcp-snippets/3/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Revert",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.DHCPSnippets.Revert(ctx, "3", -1)
			},
			want:   "POST /dhcp-snippets/3/?op=revert",
			parts:  []string{"to=-1"},
			answer: snip,
			result: &snippet,
		},
	})
}
