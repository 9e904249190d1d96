package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// NodeDevicesService is STUB.
type NodeDevicesService service

// NodeDevice is STUB.
type NodeDevice struct {
	SystemID            string        `json:"system_id"`
	ID                  int           `json:"id"`
	Bus                 NodeDeviceBus `json:"bus"`
	HardwareType        HardwareType  `json:"hardware_type"`
	PhysicalBlockDevice *BlockDevice  `json:"physical_blockdevice"` // nil when MAAS has null
	PhysicalInterface   *Interface    `json:"physical_interface"`
	VendorID            string        `json:"vendor_id"`
	ProductID           string        `json:"product_id"`
	VendorName          string        `json:"vendor_name"`
	ProductName         string        `json:"product_name"`
	CommissioningDriver string        `json:"commissioning_driver"`
	BusNumber           int           `json:"bus_number"`
	DeviceNumber        int           `json:"device_number"`
	PCIAddress          string        `json:"pci_address"`
	HardwareTypeName    string        `json:"hardware_type_name"`
	NUMANode            int           `json:"numa_node"`
	BusName             string        `json:"bus_name"`
	ResourceURI         string        `json:"resource_uri"`
}

// NodeDeviceBus is STUB a vocabulary.
type NodeDeviceBus int

// STUB.
const (
	NodeDeviceBusPcie NodeDeviceBus = 1 // since 3.0
	NodeDeviceBusUsb  NodeDeviceBus = 2 // since 3.0
)

// String returns the name as MAAS shows it, NodeDeviceBus(42) for an unknown value.
func (v NodeDeviceBus) String() string {
	return enumName(v, "NodeDeviceBus", map[NodeDeviceBus]string{
		1: "PCIE",
		2: "USB",
	})
}

// NodeDeviceListOptions are STUB.
type NodeDeviceListOptions struct {
	Bus                 string `param:"bus"`
	CommissioningDriver string `param:"commissioning_driver"`
	HardwareType        string `param:"hardware_type"`
	ProductID           string `param:"product_id"`
	ProductName         string `param:"product_name"`
	VendorID            string `param:"vendor_id"`
	VendorName          string `param:"vendor_name"`
}

// List STUB.
//
// Any user may call it, since MAAS 3.0.
//
// GET /nodes/{system_id}/devices/
func (s *NodeDevicesService) List(ctx context.Context, systemID string, opts *NodeDeviceListOptions) ([]NodeDevice, error) {
	return maas.List[NodeDevice](ctx, s.client, maas.Get("/nodes/{system_id}/devices/", systemID).With(opts).Since("3.0"))
}

// Get STUB.
//
// Any user may call it, since MAAS 3.0.
//
// GET /nodes/{system_id}/devices/{id}/
func (s *NodeDevicesService) Get(ctx context.Context, systemID string, id int) (*NodeDevice, error) {
	return maas.Do[*NodeDevice](ctx, s.client, maas.Get("/nodes/{system_id}/devices/{id}/", systemID, strconv.Itoa(id)).Since("3.0"))
}

// Delete STUB.
//
// Administrators may call it, since MAAS 3.0.
//
// DELETE /nodes/{system_id}/devices/{id}/
func (s *NodeDevicesService) Delete(ctx context.Context, systemID string, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/devices/{id}/", systemID, strconv.Itoa(id)).Since("3.0"))
}
