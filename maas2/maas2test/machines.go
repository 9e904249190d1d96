package maas2test

import (
	"slices"

	"github.com/gomaas/maas/internal/engine"
)

var machinesSection = &section{
	resources: []*resource{
		{Template: "machines/", Operations: []operation{
			{Method: "GET", Run: (*call).machinesRead},
			{Method: "POST", Run: (*call).machinesCreate},
			{Method: "GET", Op: "power_parameters", Admin: true, Run: (*call).machinesPowerParameters},
			{Method: "GET", Op: "is_registered", Run: (*call).isRegistered},
		}, Anonymous: []operation{
			{Method: "POST", Run: (*call).machinesEnlist},
		}},
		{Template: "machines/{system_id}/", Operations: []operation{
			{Method: "GET", Run: (*call).machineRead},
			{Method: "PUT", Run: (*call).machineUpdate},
			{Method: "DELETE", Run: (*call).machineDelete},
			{Method: "GET", Op: "power_parameters", Run: (*call).nodePowerParameters},
		}},
	},
}

// A permission is what somebody wants to do with a node.
type permission int

const (
	toView  permission = iota
	toEdit             // as its owner
	toAdmin            // as an administrator
	toLock             // like toEdit, though it is locked
)

// may reports whether the caller has a permission on a node.
func (c *call) may(n *node, p permission) bool {
	owns := n.owner != "" && n.owner == c.user.name
	switch p {
	case toView:
		return c.isAdmin() || n.owner == "" || owns || n.kind == rackNode || n.kind == regionNode
	case toEdit:
		return !n.locked && (c.isAdmin() || owns)
	case toLock:
		return c.isAdmin() || owns
	}
	return !n.locked && c.isAdmin()
}

// modelNames are what the look-up of a node of a kind calls it.
var modelNames = map[int]string{machineNode: "Machine", deviceNode: "Device", rackNode: "RackController", regionNode: "RegionController"}

// nodeFor finds the node in the path, which is of one of the kinds if there are
// any, and checks what the caller may do with it.
func (c *call) nodeFor(p permission, kinds ...int) (*node, error) {
	n := nodes.in(c.state).Get(c.args["system_id"])
	if n == nil || len(kinds) > 0 && !slices.Contains(kinds, n.kind) {
		model := "Node"
		if len(kinds) == 1 {
			model = modelNames[kinds[0]]
		}
		return nil, notFound(model)
	}
	if !c.may(n, p) {
		return nil, engine.Forbidden("")
	}
	return n, nil
}

// machineFor is nodeFor for machines.
func (c *call) machineFor(p permission) (*node, error) { return c.nodeFor(p, machineNode) }

func (c *call) machinesRead() (any, error) {
	list := []object{}
	for _, n := range c.state.nodesOf(machineNode) {
		if c.may(n, toView) {
			list = append(list, c.machineJSON(n))
		}
	}
	return list, nil
}

func (c *call) machineRead() (any, error) {
	n, err := c.machineFor(toView)
	if err != nil {
		return nil, err
	}
	return c.machineJSON(n), nil
}

func (c *call) machineUpdate() (any, error) {
	old, err := c.machineFor(toAdmin)
	if err != nil {
		return nil, err
	}
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	n := *old
	if err := c.fillMachine(f, &n, false); err != nil {
		return nil, err
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	n.updated = c.now
	c.state.putNode(&n)
	return c.machineJSON(&n), nil
}

func (c *call) machineDelete() (any, error) {
	n, err := c.machineFor(toAdmin)
	if err != nil {
		return nil, err
	}
	c.state.deleteNode(n)
	return engine.Deleted(), nil
}

// deleteNode removes a node with all that belongs to it.
func (st *state) deleteNode(n *node) {
	for _, i := range st.ifacesOf(n.systemID) {
		st.deleteIface(i)
	}
	st.deleteStorage(n)
	nodes.in(st).Delete(n.systemID)
}

// deleteIface removes an interface with its links.
func (st *state) deleteIface(i *iface) {
	for _, id := range i.links {
		staticIPs.in(st).Delete(id)
	}
	ifaces.in(st).Delete(i.id)
	indexRemove(st, ifaceIndex, i.node, i.id)
}

// addNode stores a new node, with an interface for each MAC address.
func (st *state) addNode(n *node, macs []string) {
	n.id = st.next("node")
	n.systemID = st.newSystemID()
	if n.hostname == "" {
		n.hostname = st.newHostname()
	}
	for i, mac := range macs {
		added := &iface{
			node: n.systemID, name: "eth" + string(rune('0'+i%10)), kind: "physical", mac: mac, enabled: true, linkUp: true,
		}
		if n.kind != deviceNode {
			added.numa = new(int)
		}
		st.addIface(added)
		if i == 0 {
			n.bootInterface = added.id
		}
	}
	st.putNode(n)
}

// newMachine makes a machine out of the request's form.
func (c *call) newMachine(macsNeeded bool) (*node, *form, error) {
	f, err := c.form()
	if err != nil {
		return nil, nil, err
	}
	n := &node{
		kind: machineNode, domain: defaultDomain, zone: defaultZone, pool: defaultPool, status: statusNew,
		powerState: "unknown", netboot: true, created: c.now, updated: c.now,
	}
	macs := c.fillMACs(f, macsNeeded)
	if err := c.fillMachine(f, n, true); err != nil {
		return nil, nil, err
	}
	if err := f.err(); err != nil {
		return nil, nil, err
	}
	c.state.addNode(n, macs)
	return n, f, nil
}

// machinesCreate adds a machine. Administrators have it commissioned unless they
// say otherwise; that of others waits to be accepted.
func (c *call) machinesCreate() (any, error) {
	n, f, err := c.newMachine(true)
	if err != nil {
		return nil, err
	}
	var deployed bool
	commission := c.isAdmin()
	f.boolean("deployed", &deployed)
	f.boolean("commission", &commission)
	switch {
	case !c.isAdmin():
	case deployed:
	case commission:
	}
	return c.machineJSON(n), nil
}

// machinesEnlist adds a machine that waits to be accepted.
func (c *call) machinesEnlist() (any, error) {
	n, _, err := c.newMachine(true)
	if err != nil {
		return nil, err
	}
	return c.anonymousJSON(n), nil
}

func (c *call) nodePowerParameters() (any, error) {
	n, err := c.nodeFor(toView)
	if err != nil {
		return nil, err
	}
	if !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	return sortedObject(n.powerParams), nil
}

// machinesPowerParameters shows those of all machines, or of the ones asked for.
func (c *call) machinesPowerParameters() (any, error) {
	ids := c.Query.List("id")
	o := object{}
	for _, n := range c.state.nodesOf(machineNode) {
		if len(ids) == 0 || slices.Contains(ids, n.systemID) {
			o = append(o, member{n.systemID, sortedObject(n.powerParams)})
		}
	}
	return o, nil
}

// isRegistered tells whether a node has a MAC address.
func (c *call) isRegistered() (any, error) {
	mac, err := c.Query.Mandatory("mac_address")
	if err != nil {
		return nil, err
	}
	return c.state.nodeByMAC(normalMAC(mac)) != nil, nil
}
