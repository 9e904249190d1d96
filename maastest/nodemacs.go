package maastest

import "slices"

func nodeMACsResource() *resource {
	return &resource{
		template: `nodes/{system_id:[\w\-]+}/macs/`,
		operations: []operation{
			{method: "GET", run: (*call).nodeMACsRead},
			{method: "POST", run: (*call).nodeMACsCreate},
		},
	}
}

func nodeMACResource() *resource {
	return &resource{
		template: `nodes/{system_id:[\w\-]+}/macs/{mac_address:.+}/`,
		operations: []operation{
			{method: "GET", run: (*call).nodeMACRead},
			{method: "DELETE", run: (*call).nodeMACDelete},
		},
	}
}

// macJSON shows an address of a node as it is written in address.
func (c *call) macJSON(n *node, address string) object {
	return object{
		{"mac_address", address},
		{"resource_uri", c.uri("nodes", n.systemID, "macs", address)},
	}
}

func (c *call) nodeMACsRead() (any, error) {
	n, err := c.node(nil)
	if err != nil {
		return nil, err
	}
	list := make([]object, len(n.macs))
	for i, address := range n.macs {
		list[i] = c.macJSON(n, address)
	}
	return list, nil
}

func (c *call) nodeMACsCreate() (any, error) {
	n, err := c.node(c.mayEdit)
	if err != nil {
		return nil, err
	}
	if err := c.needData(); err != nil {
		return nil, err
	}
	sent := c.data.get("mac_address")
	address := normalizeMAC(sent)
	switch {
	case sent == "":
		return nil, invalid("mac_address", "This field cannot be null.")
	case !isMAC(sent):
		return nil, invalid("mac_address", badMAC(sent))
	case c.state.macs.get(address) != nil:
		return nil, invalid("mac_address", "This MAC address is already registered.")
	}
	c.state.macs.put(address, &mac{id: c.state.next("mac"), address: address, systemID: n.systemID})
	c.state.nodes.update(n.systemID, func(n *node) { n.macs = append(slices.Clip(n.macs), address) })
	return c.macJSON(n, sent), nil
}

// nodeMAC finds the address in the path on a node.
func (c *call) nodeMAC(n *node) (*mac, error) {
	m := c.state.macs.get(normalizeMAC(c.args["mac_address"]))
	if m == nil || m.systemID != n.systemID {
		return nil, notFound()
	}
	return m, nil
}

func (c *call) nodeMACRead() (any, error) {
	n, err := c.node(nil)
	if err != nil {
		return nil, err
	}
	if sent := c.args["mac_address"]; !isMAC(sent) {
		return nil, badRequest(badMAC(sent))
	}
	m, err := c.nodeMAC(n)
	if err != nil {
		return nil, err
	}
	return c.macJSON(n, m.address), nil
}

func (c *call) nodeMACDelete() (any, error) {
	if sent := c.args["mac_address"]; !isMAC(sent) {
		return nil, badRequest(badMAC(sent))
	}
	n, err := c.node(c.mayEdit)
	if err != nil {
		return nil, err
	}
	m, err := c.nodeMAC(n)
	if err != nil {
		return nil, err
	}
	c.state.macs.delete(m.address)
	c.state.nodes.update(n.systemID, func(n *node) {
		n.macs = slices.DeleteFunc(slices.Clone(n.macs), func(a string) bool { return a == m.address })
	})
	return deleted(), nil
}
