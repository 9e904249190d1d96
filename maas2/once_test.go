package maas2_test

import (
	"bytes"
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maas2"
)

// What makes a machine, appends to a file or goes back by a step must not be sent
// again when MAAS may have done it already; what only reads is.
func TestSentOnce(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		call func(ctx context.Context, c *maas2.Client) error
		once bool
	}{
		{"VMHosts.Compose", func(ctx context.Context, c *maas2.Client) error {
			_, err := c.VMHosts.Compose(ctx, 15, nil)
			return err
		}, true},
		{"Pods.Compose", func(ctx context.Context, c *maas2.Client) error { _, err := c.Pods.Compose(ctx, 15, nil); return err }, true},
		{"BootResources.UploadChunk", func(ctx context.Context, c *maas2.Client) error {
			return c.BootResources.UploadChunk(ctx, 4, 8, bytes.NewReader([]byte("chunk")))
		}, true},
		{"Scripts.Revert", func(ctx context.Context, c *maas2.Client) error {
			_, err := c.Scripts.Revert(ctx, "check", -1)
			return err
		}, true},
		{"Discoveries.Scan", func(ctx context.Context, c *maas2.Client) error { _, err := c.Discoveries.Scan(ctx, nil); return err }, true},
		{"VMHosts.Get", func(ctx context.Context, c *maas2.Client) error { _, err := c.VMHosts.Get(ctx, 15); return err }, false},
		{"Events.Query", func(ctx context.Context, c *maas2.Client) error { _, err := c.Events.Query(ctx, nil); return err }, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				sent := 0
				client, err := maas2.NewClient(testURL, testKey, maas.WithHTTPClient(&http.Client{Transport: roundTrip(func(*http.Request) (int, string) {
					sent++
					return http.StatusGatewayTimeout, "Gateway Time-out"
				})}))
				require.NoError(t, err)
				require.ErrorIs(t, tc.call(t.Context(), client), maas.ErrServer)
				assert.Equal(t, tc.once, sent == 1, "sent %d times", sent)
			})
		})
	}
}
