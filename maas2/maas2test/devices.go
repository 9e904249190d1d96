package maas2test

import (
	"net/http"
)

var devicesSection = &section{
	resources: []*resource{
		{Template: "devices/", Operations: []operation{
			{Method: http.MethodGet, Run: listNodes(deviceNode)},
			{Method: http.MethodPost, Run: (*call).devicesCreate},
			{Method: http.MethodGet, Op: "is_registered", Run: (*call).isRegistered},
			{Method: http.MethodPost, Op: "set_zone", Run: setZone(deviceNode)},
		}, Anonymous: anonymousNodes},
		{Template: "devices/{system_id}/", Operations: []operation{
			{Method: http.MethodGet, Run: readNode(deviceNode)},
			{Method: http.MethodPut, Run: (*call).deviceUpdate},
			{Method: http.MethodDelete, Run: deleteNode(deviceNode)},
			{Method: http.MethodGet, Op: "details", Run: nodeDetails(deviceNode)},
			{Method: http.MethodGet, Op: "power_parameters", Run: (*call).nodePowerParameters},
			{Method: http.MethodPost, Op: "restore_default_configuration", Run: (*call).deviceRestore},
			{Method: http.MethodPost, Op: "restore_networking_configuration", Run: (*call).deviceRestore},
			{Method: http.MethodPost, Op: "set_owner_data", Run: (*call).deviceSetOwnerData},
			{Method: http.MethodPost, Op: "set_workload_annotations", Run: (*call).deviceSetOwnerData},
		}},
	},
}

func (c *call) deviceJSON(n *node) object {
	interfaces, _ := c.interfacesJSON(n)
	return c.withOwner(c.withCommon(nil, n, interfaces), n)
}

func (c *call) devicesCreate() (any, error) {
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	n := &node{
		kind: deviceNode, domain: c.state.defaultDomain().id, zone: defaultZone, owner: c.user.name, status: statusReady, created: c.now, updated: c.now,
	}
	macs := c.fillMACs(f, true)
	c.fillDevice(f, n)
	if err := f.err(); err != nil {
		return nil, err
	}
	c.state.addNode(n, macs)
	return c.deviceJSON(n), nil
}

// fillDevice sets the fields that devices have.
func (c *call) fillDevice(f *form, n *node) {
	c.fillNode(f, n)
	if !f.has("parent") {
		return
	}
	parent := f.data.Get("parent")
	if owner := nodes.in(c.state).Get(parent); parent != "" && (owner == nil || owner.kind == deviceNode) {
		f.errs.Add("parent", noSuchChoice)
		return
	}
	n.parent = parent
}

// changeDevice applies an operation to the device in the path.
func (c *call) changeDevice(p permission, do func(*node) error) (any, error) {
	old, err := c.nodeFor(p, deviceNode)
	if err != nil {
		return nil, err
	}
	n := *old
	if err := do(&n); err != nil {
		return nil, err
	}
	c.state.putNode(&n)
	return c.deviceJSON(&n), nil
}

func (c *call) deviceUpdate() (any, error) {
	return c.changeDevice(toEdit, func(n *node) error {
		f, err := c.form()
		if err != nil {
			return err
		}
		c.fillDevice(f, n)
		n.updated = c.now
		return f.err()
	})
}

func (c *call) deviceSetOwnerData() (any, error) {
	return c.changeDevice(toEdit, func(n *node) error {
		n.ownerData = c.noted(n.ownerData)
		return nil
	})
}

// deviceRestore takes the links of a device away.
func (c *call) deviceRestore() (any, error) {
	return c.changeDevice(toAdmin, func(n *node) error {
		for _, i := range c.state.ifacesOf(n.systemID) {
			for _, id := range i.links {
				staticIPs.in(c.state).Delete(id)
			}
			ifaces.in(c.state).Update(i.id, func(i *iface) { i.links = nil })
		}
		return nil
	})
}

// A Device is one to seed.
type Device struct {
	Hostname     string // made up if empty
	Owner        string // "admin" if empty
	Parent       string // system id, "" for none
	MACAddresses []string
}

// AddDevice adds a device and returns its system id.
func (s *Server) AddDevice(d Device) string {
	var id string
	s.seed(func(st *state) error {
		now := s.clock.Now()
		n := &node{
			kind: deviceNode, hostname: d.Hostname, owner: orElse(d.Owner, "admin"), parent: d.Parent, domain: st.defaultDomain().id, zone: defaultZone,
			status: statusReady, created: now, updated: now,
		}
		st.addNode(n, d.MACAddresses)
		id = n.systemID
		return nil
	})
	return id
}
