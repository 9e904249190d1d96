package maas2test

import (
	"net/http"

	"github.com/gomaas/maas/internal/engine"
)

var racksSection = &section{
	// Controllers have themselves commissioned when they start.
	seed: func(s *Server, st *state) {
		for _, kind := range []int{regionNode, rackNode} {
			for _, n := range st.nodesOf(kind) {
				set := st.addScriptSet(n, setCommissioning, deployedScripts, s.clock.Now())
				nodes.in(st).Update(n.systemID, func(n *node) { n.commissioningSet = set.id })
			}
		}
	},
	resources: []*resource{
		{Template: "rackcontrollers/", Operations: []operation{
			{Method: http.MethodGet, Run: listNodes(rackNode)},
			{Method: http.MethodGet, Op: "describe_power_types", Admin: true, Run: (*call).racksDescribePowerTypes},
			{Method: http.MethodPost, Op: "import_boot_images", Admin: true, Run: (*call).racksImport},
			{Method: http.MethodGet, Op: "is_registered", Run: (*call).isRegistered},
			{Method: http.MethodGet, Op: "power_parameters", Admin: true, Run: powerParametersOf(rackNode)},
			{Method: http.MethodPost, Op: "set_zone", Run: setZone(rackNode)},
		}, Anonymous: anonymousNodes},
		{Template: "rackcontrollers/{system_id}/", Operations: []operation{
			{Method: http.MethodGet, Run: readNode(rackNode)},
			{Method: http.MethodPut, Admin: true, Run: controllerUpdate(rackNode)},
			{Method: http.MethodDelete, Run: deleteNode(rackNode)},
			{Method: http.MethodPost, Op: "abort", Run: (*call).rackAbort},
			{Method: http.MethodGet, Op: "details", Run: nodeDetails(rackNode)},
			{Method: http.MethodPost, Op: "import_boot_images", Admin: true, Run: (*call).rackImport},
			{Method: http.MethodGet, Op: "list_boot_images", Admin: true, Run: (*call).rackBootImages},
			{Method: http.MethodPost, Op: "override_failed_testing", Run: (*call).rackOverride},
			{Method: http.MethodPost, Op: "power_off", Run: (*call).rackPowerOff},
			{Method: http.MethodPost, Op: "power_on", Run: (*call).rackPowerOn},
			{Method: http.MethodGet, Op: "power_parameters", Run: (*call).nodePowerParameters},
			{Method: http.MethodGet, Op: "query_power_state", Run: (*call).rackQueryPower},
			{Method: http.MethodPost, Op: "test", Run: (*call).rackTest},
		}},
	},
}

// rackServices are those that run on a rack.
var rackServices = []string{"ntp_rack", "dhcpd", "syslog_rack", "proxy_rack", "tftp", "http", "dns_rack", "rackd", "dhcpd6"}

func (c *call) rackJSON(n *node) object {
	services := []object{}
	for _, name := range rackServices {
		services = append(services, object{{"name", name}, {"status", "running"}, {"status_info", ""}})
	}
	return append(c.controllerJSON(n), member{"version", "3.4.10"}, member{"service_set", services})
}

// controllerJSON has what both kinds of controllers show.
func (c *call) controllerJSON(n *node) object {
	interfaces, _ := c.interfacesJSON(n)
	return append(c.withHardware(c.withCommon(nil, n, interfaces), n), member{"status_action", nil})
}

// controllerUpdate changes a controller.
func controllerUpdate(kind int) func(*call) (any, error) {
	return func(c *call) (any, error) {
		old, err := c.nodeFor(toAdmin, kind)
		if err != nil {
			return nil, err
		}
		f, err := c.form()
		if err != nil {
			return nil, err
		}
		n := *old
		name := n.hostname
		c.fillNode(f, &n)
		n.hostname = name // which a controller tells itself
		if err := c.fillPower(f, &n, false); err != nil {
			return nil, err
		}
		if err := f.err(); err != nil {
			return nil, err
		}
		n.updated = c.now
		c.state.putNode(&n)
		return c.nodeJSON(&n), nil
	}
}

func (c *call) racksDescribePowerTypes() (any, error) {
	list := []object{}
	for _, t := range powerTypes() {
		list = append(list, t.json())
	}
	return list, nil
}

func (c *call) racksImport() (any, error) {
	return plainText("Import of boot images started on all rack controllers"), nil
}

// rack finds the rack in the path.
func (c *call) rack(p permission) (*node, error) { return c.nodeFor(p, rackNode) }

func (c *call) rackImport() (any, error) {
	n, err := c.rack(toAdmin)
	if err != nil {
		return nil, err
	}
	return plainText("Import of boot images started on " + n.hostname), nil
}

func (c *call) rackBootImages() (any, error) {
	if _, err := c.rack(toView); err != nil {
		return nil, err
	}
	return object{
		{"images", []object{
			{{"name", "ubuntu/focal"}, {"architecture", "amd64"}, {"subarches", []string{"ga-20.04", "generic"}}},
			{{"name", "ubuntu/jammy"}, {"architecture", "amd64"}, {"subarches", []string{"ga-22.04", "generic"}}},
		}},
		{"connected", true},
		{"status", "out-of-sync"},
	}, nil
}

func (c *call) rackAbort() (any, error) {
	n, err := c.rack(toEdit)
	if err != nil {
		return nil, err
	}
	return nil, engine.Conflict("Cannot abort in current state: node " + n.systemID + " is in state Deployed.")
}

func (c *call) rackOverride() (any, error) {
	if _, err := c.rack(toAdmin); err != nil {
		return nil, err
	}
	return nil, engine.Conflict("Unable to override node status. Node is not in 'Failed testing' status.")
}

// rackPowerOff does nothing, since nobody knows how to switch a rack.
func (c *call) rackPowerOff() (any, error) {
	_, err := c.rack(toEdit)
	return nil, err
}

func (c *call) rackPowerOn() (any, error) {
	if _, err := c.rack(toEdit); err != nil {
		return nil, err
	}
	return nil, engine.BadRequest("Ephemeral deployments only supported on Ubuntu Bionic 18.04+")
}

func (c *call) rackQueryPower() (any, error) {
	if _, err := c.rack(toView); err != nil {
		return nil, err
	}
	return nil, engine.Unavailable("No BMC is defined.  Cannot power control node.")
}

func (c *call) rackTest() (any, error) {
	if _, err := c.rack(toAdmin); err != nil {
		return nil, err
	}
	return nil, engine.ServerError("Unconfigured power type. Please configure the power type and try again.")
}
