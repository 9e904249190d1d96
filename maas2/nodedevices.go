package maas2

import (
	"context"
	"strconv"
	"strings"

	"github.com/gomaas/maas"
)

// NodeDevicesService is the sections "Node devices" and "Node device" of the API:
// the hardware that commissioning found on the PCI and USB buses of a node. Since
// MAAS 3.0.
type NodeDevicesService service

// A NodeDevice is a piece of hardware on a bus of a node. Its vendor and product
// are as the bus shows them.
type NodeDevice struct {
	ID                  int           `json:"id"`
	SystemID            string        `json:"system_id"` // of the node
	Bus                 NodeDeviceBus `json:"bus"`
	BusName             string        `json:"bus_name"`
	BusNumber           int           `json:"bus_number"`
	DeviceNumber        int           `json:"device_number"`
	PCIAddress          string        `json:"pci_address"`
	HardwareType        HardwareType  `json:"hardware_type"`
	HardwareTypeName    string        `json:"hardware_type_name"`
	NUMANode            int           `json:"numa_node"` // index of the [NUMANode]
	VendorID            string        `json:"vendor_id"` // "8086"
	ProductID           string        `json:"product_id"`
	VendorName          string        `json:"vendor_name"`
	ProductName         string        `json:"product_name"`
	CommissioningDriver string        `json:"commissioning_driver"` // kernel module that drove it
	PhysicalBlockDevice *BlockDevice  `json:"physical_blockdevice"` // the disk that it is, if any
	PhysicalInterface   *Interface    `json:"physical_interface"`   // the network interface that it is, if any
	ResourceURI         string        `json:"resource_uri"`
}

// NodeDeviceBus is a kind of bus.
type NodeDeviceBus int

// The kinds of buses.
const (
	NodeDeviceBusPCIE NodeDeviceBus = 1
	NodeDeviceBusUSB  NodeDeviceBus = 2
)

// String returns the bus as MAAS shows it, NodeDeviceBus(42) for an unknown one.
func (v NodeDeviceBus) String() string {
	return enumName(v, "NodeDeviceBus", map[NodeDeviceBus]string{
		1: "PCIE",
		2: "USB",
	})
}

// MarshalParams writes the bus by its name, as a filter takes it.
func (v NodeDeviceBus) MarshalParams(name string) (maas.Params, error) {
	return maas.Params{{Name: name, Value: strings.ToLower(v.String())}}, nil
}

// NodeDeviceListOptions filter [NodeDevicesService.List]; all filters given must
// match.
type NodeDeviceListOptions struct {
	Bus                 NodeDeviceBus `param:"bus"`
	CommissioningDriver string        `param:"commissioning_driver"`
	HardwareType        string        `param:"hardware_type"` // "network", as in [NodeDevice.HardwareTypeName] but in lower case
	ProductID           string        `param:"product_id"`
	ProductName         string        `param:"product_name"`
	VendorID            string        `param:"vendor_id"`
	VendorName          string        `param:"vendor_name"`
}

// List returns the hardware of a node.
//
// Any user may call it, since MAAS 3.0. It fails with [maas.ErrNotFound] for an
// unknown node.
//
// GET /nodes/{system_id}/devices/
func (s *NodeDevicesService) List(ctx context.Context, systemID string, opts *NodeDeviceListOptions) ([]NodeDevice, error) {
	return maas.List[NodeDevice](ctx, s.client, maas.Get("/nodes/{system_id}/devices/", systemID).With(opts).Since("3.0"))
}

// Get returns a piece of hardware by its id.
//
// Any user may call it, since MAAS 3.0. It fails with [maas.ErrNotFound].
//
// GET /nodes/{system_id}/devices/{id}/
func (s *NodeDevicesService) Get(ctx context.Context, systemID string, id int) (*NodeDevice, error) {
	return maas.Do[*NodeDevice](ctx, s.client, maas.Get("/nodes/{system_id}/devices/{id}/", systemID, strconv.Itoa(id)).Since("3.0"))
}

// Delete has MAAS forget a piece of hardware, for one that was taken out.
//
// Administrators may call it, since MAAS 3.0. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// DELETE /nodes/{system_id}/devices/{id}/
func (s *NodeDevicesService) Delete(ctx context.Context, systemID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/devices/{id}/", systemID, strconv.Itoa(id)).Since("3.0"))
}
