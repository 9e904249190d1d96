package maas2test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A nodeDevice is a device on a bus of a node that commissioning found.
type nodeDevice struct {
	id            int
	node          string // system id
	bus, hardware int
	iface         int // 0 for none
	number        int // on the bus
}

// Buses.
const (
	busPCIE = 1
	busUSB  = 2
)

var (
	nodeDevices     = hiddenKind[int, nodeDevice]()
	nodeDeviceIndex = hiddenKind[string, []int]()
)

var nodeDevicesSection = &section{
	resources: []*resource{
		{Template: "nodes/{system_id}/devices/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).nodeDevicesRead},
		}},
		{Template: "nodes/{system_id}/devices/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).nodeDeviceRead},
			{Method: http.MethodDelete, Admin: true, Run: (*call).nodeDeviceDelete},
		}},
	},
}

// findDevices stores the network devices of a machine that is being commissioned.
func (st *state) findDevices(n *node) {
	st.dropDevices(n)
	for position, i := range st.ifacesOf(n.systemID) {
		if i.kind != "physical" {
			continue
		}
		d := &nodeDevice{id: st.next("nodedevice"), node: n.systemID, bus: busPCIE, hardware: hardwareNetwork, iface: i.id, number: position + 1}
		nodeDevices.in(st).Put(d.id, d)
		indexAdd(st, nodeDeviceIndex, n.systemID, d.id)
	}
}

// dropDevices forgets the devices of a node.
func (st *state) dropDevices(n *node) {
	for _, id := range indexed(st, nodeDeviceIndex, n.systemID) {
		nodeDevices.in(st).Delete(id)
	}
	nodeDeviceIndex.in(st).Delete(n.systemID)
}

func (c *call) nodeDeviceJSON(d *nodeDevice) object {
	var physical any
	vendor, product := "", ""
	if i := ifaces.in(c.state).Get(d.iface); i != nil {
		physical, vendor, product = c.ifaceJSON(i), i.vendor, i.product
	}
	busName := "PCIE"
	if d.bus == busUSB {
		busName = "USB"
	}
	return object{
		{"bus", d.bus},
		{"bus_name", busName},
		{"hardware_type", d.hardware},
		{"hardware_type_name", hardwareNames[d.hardware]},
		{"physical_blockdevice", nil},
		{"physical_interface", physical},
		{"vendor_id", "1234"},
		{"product_id", "5678"},
		{"vendor_name", vendor},
		{"product_name", product},
		{"commissioning_driver", "mydriver"},
		{"bus_number", d.number},
		{"device_number", 0},
		{"pci_address", fmt.Sprintf("0000:%04x:00.0", d.number)},
		{"numa_node", 0},
		{"id", d.id},
		{"system_id", d.node},
		{"resource_uri", c.uri("nodes", d.node, "devices", strconv.Itoa(d.id))},
	}
}

func (c *call) nodeDevicesRead() (any, error) {
	n, err := c.nodeFor(toView)
	if err != nil {
		return nil, err
	}
	bus := 0
	if text, given := c.Query.Lookup("bus"); given {
		switch strings.ToLower(text) {
		case "pcie":
			bus = busPCIE
		case "usb":
			bus = busUSB
		default:
			return nil, engine.BadRequest("Bus must be PCIE or USB!")
		}
	}
	kind := c.Query.Get("hardware_type")
	list := []object{}
	for _, id := range indexed(c.state, nodeDeviceIndex, n.systemID) {
		d := nodeDevices.in(c.state).Get(id)
		if (bus == 0 || d.bus == bus) && (kind == "" || strings.EqualFold(kind, hardwareNames[d.hardware])) {
			list = append(list, c.nodeDeviceJSON(d))
		}
	}
	return list, nil
}

// nodeDevice finds the device in the path.
func (c *call) nodeDevice(p permission) (*nodeDevice, error) {
	n, err := c.nodeFor(p)
	if err != nil {
		return nil, err
	}
	id, _ := c.id("id")
	if !slices.Contains(indexed(c.state, nodeDeviceIndex, n.systemID), id) {
		return nil, notFound("NodeDevice")
	}
	return nodeDevices.in(c.state).Get(id), nil
}

func (c *call) nodeDeviceRead() (any, error) {
	d, err := c.nodeDevice(toView)
	if err != nil {
		return nil, err
	}
	return c.nodeDeviceJSON(d), nil
}

func (c *call) nodeDeviceDelete() (any, error) {
	d, err := c.nodeDevice(toAdmin)
	if err != nil {
		return nil, err
	}
	nodeDevices.in(c.state).Delete(d.id)
	indexRemove(c.state, nodeDeviceIndex, d.node, d.id)
	return engine.Deleted(), nil
}
