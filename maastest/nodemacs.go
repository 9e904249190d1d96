package maastest

import (
	"net/http"
	"slices"

	"github.com/gomaas/maas/internal/engine"
)

func nodeMACsResource() *resource {
	return &resource{
		Template: `nodes/{system_id:[\w\-]+}/macs/`,
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).nodeMACsRead},
			{Method: http.MethodPost, Run: (*call).nodeMACsCreate},
		},
	}
}

func nodeMACResource() *resource {
	return &resource{
		Template: `nodes/{system_id:[\w\-]+}/macs/{mac_address:.+}/`,
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).nodeMACRead},
			{Method: http.MethodDelete, Run: (*call).nodeMACDelete},
		},
	}
}

// macJSON shows an address, as it is written, of the node with a URI.
func macJSON(node, address string) engine.Object {
	return engine.Object{
		{"mac_address", address},
		{"resource_uri", node + "macs/" + engine.QuotePath(address) + "/"},
	}
}

func (c *call) nodeMACsRead() (any, error) {
	n, err := c.node(nil)
	if err != nil {
		return nil, err
	}
	list := make([]engine.Object, len(n.macs))
	for i, address := range n.macs {
		list[i] = macJSON(c.uri("nodes", n.systemID), address)
	}
	return list, nil
}

func (c *call) nodeMACsCreate() (any, error) {
	n, err := c.node(c.mayEdit)
	if err != nil {
		return nil, err
	}
	if err := c.NeedData(); err != nil {
		return nil, err
	}
	sent := c.Data.Get("mac_address")
	address := normalizeMAC(sent)
	switch {
	case sent == "":
		return nil, engine.Invalid("mac_address", "This field cannot be null.")
	case !isMAC(sent):
		return nil, engine.Invalid("mac_address", badMAC(sent))
	case c.state.macs.Get(address) != nil:
		return nil, engine.Invalid("mac_address", "This MAC address is already registered.")
	}
	c.state.macs.Put(address, &mac{id: c.state.next("mac"), address: address, systemID: n.systemID})
	c.state.nodes.Update(n.systemID, func(n *node) { n.macs = append(slices.Clip(n.macs), address) })
	return macJSON(c.uri("nodes", n.systemID), sent), nil
}

// nodeMAC finds the address in the path on a node.
func (c *call) nodeMAC(n *node) (*mac, error) {
	m := c.state.macs.Get(normalizeMAC(c.args["mac_address"]))
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
		return nil, engine.BadRequest(badMAC(sent))
	}
	m, err := c.nodeMAC(n)
	if err != nil {
		return nil, err
	}
	return macJSON(c.uri("nodes", n.systemID), m.address), nil
}

func (c *call) nodeMACDelete() (any, error) {
	if sent := c.args["mac_address"]; !isMAC(sent) {
		return nil, engine.BadRequest(badMAC(sent))
	}
	n, err := c.node(c.mayEdit)
	if err != nil {
		return nil, err
	}
	m, err := c.nodeMAC(n)
	if err != nil {
		return nil, err
	}
	c.state.macs.Delete(m.address)
	c.state.nodes.Update(n.systemID, func(n *node) {
		n.macs = slices.DeleteFunc(slices.Clone(n.macs), func(a string) bool { return a == m.address })
	})
	return engine.Deleted(), nil
}
