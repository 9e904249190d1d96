package maas2test

import (
	"net/http"

	"github.com/gomaas/maas/internal/engine"
)

// capabilities are what the server says it can do.
var capabilities = []string{
	"networks-management", "static-ipaddresses", "ipv6-deployment-ubuntu", "devices-management",
	"storage-deployment-ubuntu", "network-deployment-ubuntu", "bridging-interface-ubuntu",
	"bridging-automatic-ubuntu", "authenticate-api",
}

var versionSection = &section{
	resources: []*resource{
		{Template: "version/", Open: true, Operations: []operation{{Method: http.MethodGet, Run: (*call).versionRead}}},
	},
}

func (c *call) versionRead() (any, error) {
	body := engine.Python3.AppendJSON(nil, object{
		{"capabilities", capabilities},
		{"version", "3.4.10"},
		{"subversion", ""},
	}, -1)
	return &engine.Response{Status: http.StatusOK, ContentType: engine.TypeJSON, Vary: "Authorization", Body: body}, nil
}
