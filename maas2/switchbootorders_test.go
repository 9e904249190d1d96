package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestSwitchBootOrdersWire(t *testing.T) {
	t.Parallel()
	runWire(t, []wireCase{
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.SwitchBootOrders.Update(ctx, "k7bmx3", &maas2.SwitchBootOrderUpdateOptions{NetworkBoot: new(false)})
			},
			want:   "PUT /switch-boot-order/k7bmx3/",
			parts:  []string{"network_boot=false"},
			answer: "{}",
		},
	})
}
