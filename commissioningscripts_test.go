package maas_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/gomaas/maas"
)

func TestCommissioningScriptsWire(t *testing.T) {
	t.Parallel()
	const script = "#!/bin/sh\nexit 0\n\xff"
	runWire(t, []wireCase{
		{
			name:   "List",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.CommissioningScripts.List(ctx) },
			want:   "GET /commissioning-scripts/",
			answer: `["25-burn-in", "26-text"]`,
			result: []string{"25-burn-in", "26-text"},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return contentOf(c.CommissioningScripts.Get(ctx, "25-burn-in"))
			},
			want:        "GET /commissioning-scripts/25-burn-in",
			contentType: "application/binary",
			answer:      script,
			result:      script,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.CommissioningScripts.Create(ctx, "25-burn-in", strings.NewReader(script))
			},
			want:  "POST /commissioning-scripts/",
			parts: []string{"name=25-burn-in", "content@content=" + script},
			answer: `{
    "content": "IyEvYmluL3NoCmV4aXQgMAr/", 
    "name": "25-burn-in", 
    "resource_uri": "/MAAS/api/1.0/commissioning-scripts/25-burn-in"
}`,
			result: &maas.CommissioningScript{
				Name: "25-burn-in", Content: []byte(script), ResourceURI: "/MAAS/api/1.0/commissioning-scripts/25-burn-in",
			},
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return noContent(c.CommissioningScripts.Update(ctx, "bad name", strings.NewReader(script)))
			},
			want:   "PUT /commissioning-scripts/bad%20name",
			parts:  []string{"content@content=" + script},
			answer: "null",
		},
		{
			name: "Delete a name that other resources can't have",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return noContent(c.CommissioningScripts.Delete(ctx, "50-version"))
			},
			want:        "DELETE /commissioning-scripts/50-version",
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
	})
}

func TestCommissioningScriptsRefuse(t *testing.T) {
	t.Parallel()
	content := strings.NewReader("x")
	runRefusals(t, []refusal{
		{"Get the list", func(ctx context.Context, c *maas.Client) error {
			return second(c.CommissioningScripts.Get(ctx, ""))
		}, "name"},
		{"Create without name", func(ctx context.Context, c *maas.Client) error {
			return second(c.CommissioningScripts.Create(ctx, "", content))
		}, "name"},
		{"Create without content", func(ctx context.Context, c *maas.Client) error {
			return second(c.CommissioningScripts.Create(ctx, "x", nil))
		}, "content"},
		{"Update without content", func(ctx context.Context, c *maas.Client) error {
			return c.CommissioningScripts.Update(ctx, "x", nil)
		}, "content"},
		{"Delete a dot", func(ctx context.Context, c *maas.Client) error { return c.CommissioningScripts.Delete(ctx, "..") }, "name"},
	})
}
