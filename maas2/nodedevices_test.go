package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestNodeDevicesWire(t *testing.T) {
	t.Parallel()
	const one = `{"id": 7, "bus": 1, "hardware_type": 4, "vendor_id": "8086", "physical_blockdevice": null}`
	device := maas2.NodeDevice{ID: 7, Bus: maas2.NodeDeviceBusPCIE, HardwareType: maas2.HardwareTypeNetwork, VendorID: "8086"}
	runWire(t, []wireCase{
		{
			name:   "List all",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.NodeDevices.List(ctx, "k7bmx3", nil) },
			want:   "GET /nodes/k7bmx3/devices/",
			answer: "[" + one + "]",
			result: []maas2.NodeDevice{device},
		},
		{
			name: "List some",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.NodeDevices.List(ctx, "k7bmx3", &maas2.NodeDeviceListOptions{Bus: maas2.NodeDeviceBusUSB, VendorID: "8086", HardwareType: "network"})
			},
			want:   "GET /nodes/k7bmx3/devices/?bus=usb&hardware_type=network&vendor_id=8086",
			answer: "[]",
			result: []maas2.NodeDevice{},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.NodeDevices.Get(ctx, "k7bmx3", 7) },
			want:   "GET /nodes/k7bmx3/devices/7/",
			answer: one,
			result: &device,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.NodeDevices.Delete(ctx, "k7bmx3", 7)
			},
			want:        "DELETE /nodes/k7bmx3/devices/7/",
			status:      204,
			contentType: "text/plain",
		},
	})
}
