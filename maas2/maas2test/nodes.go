package maas2test

import (
	"bytes"
	"net/http"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/gomaas/maas/internal/engine"
)

// anonymousNodes are the operations on collections of nodes that need no key.
var anonymousNodes = []operation{
	{Method: http.MethodGet, Op: "is_registered", Run: (*call).isRegisteredAnonymously},
	{Method: http.MethodGet, Op: "is_action_in_progress", Run: (*call).isActionInProgress},
}

var nodesSection = &section{
	resources: []*resource{
		{Template: "nodes/", Operations: []operation{
			{Method: http.MethodGet, Run: listNodes()},
			{Method: http.MethodGet, Op: "is_registered", Run: (*call).isRegistered},
			{Method: http.MethodPost, Op: "set_zone", Run: setZone()},
		}, Anonymous: anonymousNodes},
		{Template: "nodes/{system_id}/", Operations: []operation{
			{Method: http.MethodGet, Run: readNode()},
			{Method: http.MethodDelete, Run: deleteNode()},
			{Method: http.MethodGet, Op: "details", Run: nodeDetails()},
			{Method: http.MethodGet, Op: "power_parameters", Run: (*call).nodePowerParameters},
		}},
	},
}

// nodeJSON is a node as the collection of its kind shows it.
func (c *call) nodeJSON(n *node) object {
	switch n.kind {
	case deviceNode:
		return c.deviceJSON(n)
	case rackNode:
		return c.rackJSON(n)
	case regionNode:
		return c.regionJSON(n)
	}
	return c.machineJSON(n)
}

// inLists reports whether the caller finds a node in lists: its own and those that
// nobody has, and only administrators controllers.
func (c *call) inLists(n *node) bool {
	if n.kind == rackNode || n.kind == regionNode {
		return c.isAdmin()
	}
	return c.may(n, toView)
}

// listNodes lists the nodes of a kind, or of all, that meet the constraints.
func listNodes(kinds ...int) func(*call) (any, error) {
	return func(c *call) (any, error) {
		x := c.readConstraints(c.Query, []string{"op", "format", "callback"})
		if len(x.errs) > 0 {
			return nil, refuse(x.errs)
		}
		for id := range pending.in(c.state).All() {
			if n := nodes.in(c.state).Get(id); n != nil && c.inLists(n) && (len(kinds) == 0 || slices.Contains(kinds, n.kind)) {
				c.polled(n)
			}
		}
		var found []*node
		// Machines come first, then controllers and devices.
		for _, kind := range []int{machineNode, rackNode, regionNode, deviceNode} {
			if len(kinds) > 0 && !slices.Contains(kinds, kind) {
				continue
			}
			for _, n := range c.state.nodesOf(kind) {
				if c.inLists(n) && x.matches(n) {
					found = append(found, n)
				}
			}
		}
		return c.encoded(found), nil
	}
}

// encoded is the JSON of a list of nodes. What was encoded before is taken as it is
// until something changes that the node shows.
func (c *call) encoded(list []*node) engine.EncodedList {
	elements := make(engine.EncodedList, len(list))
	var missing []int
	for i, n := range list {
		if elements[i] = c.state.journal.Kept(n.systemID); elements[i] == nil {
			missing = append(missing, i)
		}
	}
	engine.InParallel(len(missing), func(from, to int) {
		part := *c
		part.parts = make(map[any]*engine.Shared)
		var buffer []byte
		for _, i := range missing[from:to] {
			buffer = engine.Python3.AppendElement(buffer[:0], part.nodeJSON(list[i]))
			elements[i] = bytes.Clone(buffer)
		}
	})
	for _, i := range missing {
		c.state.journal.Keep(list[i].systemID, elements[i])
	}
	return elements
}

func readNode(kinds ...int) func(*call) (any, error) {
	return func(c *call) (any, error) {
		n, err := c.nodeFor(toView, kinds...)
		if err != nil {
			return nil, err
		}
		return c.nodeJSON(c.polled(n)), nil
	}
}

func deleteNode(kinds ...int) func(*call) (any, error) {
	return func(c *call) (any, error) {
		n, err := c.nodeFor(toView, kinds...)
		if err != nil {
			return nil, err
		}
		allowed := toAdmin
		if n.kind == deviceNode {
			allowed = toEdit
		}
		if !c.may(n, allowed) {
			return nil, engine.Forbidden("")
		}
		if err := c.state.undeletable(n); err != nil {
			return nil, err
		}
		c.state.removeNode(n)
		return engine.Deleted(), nil
	}
}

// undeletable refuses to remove controllers that are in use.
func (st *state) undeletable(n *node) error {
	switch n.kind {
	case regionNode:
		return engine.BadRequest("Unable to delete " + n.hostname + " as it's currently running.")
	case rackNode:
		for _, v := range vlans.in(st).Sorted() {
			if v.primaryRack == n.systemID && v.dhcpOn {
				return engine.BadRequest("Unable to delete '" + n.hostname + "'; it is currently set as a primary rack controller on VLANs " +
					fabrics.in(st).Get(v.fabric).name + "." + v.name + " and no other rack controller can provide DHCP.")
			}
		}
	}
	return nil
}

// nodeDetails gives what lshw and lldpd reported, as BSON.
func nodeDetails(kinds ...int) func(*call) (any, error) {
	return func(c *call) (any, error) {
		n, err := c.nodeFor(toView, kinds...)
		if err != nil {
			return nil, err
		}
		document, err := bson.Marshal(bson.D{{Key: "lldp", Value: bytesOrNull(n.lldp)}, {Key: "lshw", Value: bytesOrNull(n.lshw)}})
		if err != nil {
			return nil, err
		}
		return engine.BsonBody(document), nil
	}
}

func bytesOrNull(b []byte) any {
	if b == nil {
		return nil
	}
	return b
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

// powerParametersOf shows those of all nodes of a kind, or of the ones asked for.
func powerParametersOf(kind int) func(*call) (any, error) {
	return func(c *call) (any, error) {
		ids := c.Query.List("id")
		o := object{}
		for _, n := range c.state.nodesOf(kind) {
			if len(ids) == 0 || slices.Contains(ids, n.systemID) {
				o = append(o, member{n.systemID, sortedObject(n.powerParams)})
			}
		}
		return o, nil
	}
}

// isRegistered reports whether a node has a MAC address.
func (c *call) isRegistered() (any, error) {
	mac, err := c.Query.Mandatory("mac_address")
	if err != nil {
		return nil, err
	}
	return c.state.nodeByMAC(normalMAC(mac)) != nil, nil
}

// isRegisteredAnonymously leaves out machines that are only enlisted, which may
// enlist again.
func (c *call) isRegisteredAnonymously() (any, error) {
	mac, err := c.Query.Mandatory("mac_address")
	if err != nil {
		return nil, err
	}
	n := c.state.nodeByMAC(normalMAC(mac))
	return n != nil && (n.kind != machineNode || n.status != statusNew), nil
}

// isActionInProgress reports whether the node with a MAC address is busy.
func (c *call) isActionInProgress() (any, error) {
	mac, err := c.Query.Mandatory("mac_address")
	if err != nil {
		return nil, err
	}
	n := c.state.nodeByMAC(normalMAC(mac))
	return n != nil && slices.Contains(busyStatuses, n.status), nil
}

// setZone puts nodes into a zone.
func setZone(kinds ...int) func(*call) (any, error) {
	return func(c *call) (any, error) {
		errs := engine.FieldErrors{}
		ids := c.Post.List("nodes")
		if len(ids) == 0 {
			errs.Add("system_id", "No node selected.")
		}
		for _, id := range ids {
			n := nodes.in(c.state).Get(id)
			if n == nil || len(kinds) > 0 && !slices.Contains(kinds, n.kind) || !c.may(n, toAdmin) {
				errs.Add("system_id", "Some of the given system ids are invalid system ids.")
				break
			}
		}
		z := c.state.zoneNamed(c.Post.Get("zone"))
		switch {
		case c.Post.Get("zone") == "":
			errs.Add("zone", fieldRequired)
		case z == nil:
			errs.Add("zone", noSuchChoice)
		}
		if len(errs) > 0 {
			return nil, refuse(errs)
		}
		for _, id := range ids {
			nodes.in(c.state).Update(id, func(n *node) { n.zone = z.id })
		}
		return nil, nil
	}
}
