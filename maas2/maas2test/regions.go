package maas2test

var regionsSection = &section{
	resources: []*resource{
		{Template: "regioncontrollers/", Operations: []operation{
			{Method: "GET", Run: listNodes(regionNode)},
			{Method: "GET", Op: "is_registered", Run: (*call).isRegistered},
			{Method: "POST", Op: "set_zone", Run: setZone(regionNode)},
		}, Anonymous: anonymousNodes},
		{Template: "regioncontrollers/{system_id}/", Operations: []operation{
			{Method: "GET", Run: readNode(regionNode)},
			{Method: "PUT", Admin: true, Run: controllerUpdate(regionNode)},
			{Method: "DELETE", Run: deleteNode(regionNode)},
			{Method: "GET", Op: "details", Run: nodeDetails(regionNode)},
			{Method: "GET", Op: "power_parameters", Run: (*call).nodePowerParameters},
		}},
	},
}

func (c *call) regionJSON(n *node) object {
	return append(c.controllerJSON(n), member{"version", "3.4.10-14333-g.518bf2c80"})
}
