package maas2_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestAgentConfigsWire(t *testing.T) {
	t.Parallel()
	runWire(t, []wireCase{
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.AgentConfigs.Get(ctx, "k7bmx3", "rack")
			},
			want:   "GET /agents/k7bmx3/services/rack/config/",
			answer: `{"a": 1}`,
			result: json.RawMessage(`{"a": 1}`),
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.AgentConfigs.Create(ctx, "k7bmx3", "rack")
			},
			want:   "POST /agents/k7bmx3/services/rack/config/",
			answer: "{}",
		},
	})
}
