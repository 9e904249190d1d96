package maas2test

import "net/http"

var regionsSection = &section{
	resources: []*resource{
		{Template: "regioncontrollers/", Operations: []operation{
			{Method: http.MethodGet, Run: listNodes(regionNode)},
			{Method: http.MethodGet, Op: "is_registered", Run: (*call).isRegistered},
			{Method: http.MethodPost, Op: "set_zone", Run: setZone(regionNode)},
		}, Anonymous: anonymousNodes},
		{Template: "regioncontrollers/{system_id}/", Operations: []operation{
			{Method: http.MethodGet, Run: readNode(regionNode)},
			{Method: http.MethodPut, Admin: true, Run: controllerUpdate(regionNode)},
			{Method: http.MethodDelete, Run: deleteNode(regionNode)},
			{Method: http.MethodGet, Op: "details", Run: nodeDetails(regionNode)},
			{Method: http.MethodGet, Op: "power_parameters", Run: (*call).nodePowerParameters},
		}},
	},
}

func (c *call) regionJSON(n *node) object {
	return append(c.controllerJSON(n), member{"version", "3.4.10-14333-g.518bf2c80"})
}
