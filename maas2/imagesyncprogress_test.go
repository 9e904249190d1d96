package maas2_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestImageSyncProgressWire(t *testing.T) {
	t.Parallel()
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ImageSyncProgress.List(ctx, &maas2.ImageSyncProgressListOptions{Sources: "true"})
			},
			want:   "GET /images-sync-progress/?sources=true",
			answer: `{"1": {}}`,
			result: json.RawMessage(`{"1": {}}`),
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.ImageSyncProgress.Get(ctx, 7, "k7bmx3")
			},
			want:   "GET /images-sync-progress/7/k7bmx3/",
			answer: "100",
			result: json.RawMessage("100"),
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.ImageSyncProgress.Create(ctx, &maas2.ImageSyncProgressCreateOptions{IDs: "7", Size: "100", SystemID: "k7bmx3"})
			},
			want:  "POST /images-sync-progress/",
			parts: []string{"ids=7", "size=100", "system_id=k7bmx3"},
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.ImageSyncProgress.Update(ctx, 7, "k7bmx3", &maas2.ImageSyncProgressUpdateOptions{Size: new("0")})
			},
			want:  "PUT /images-sync-progress/7/k7bmx3/",
			parts: []string{"size=0"},
		},
	})
}
