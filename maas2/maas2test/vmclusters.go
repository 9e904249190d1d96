package maas2test

import (
	"net/http"

	"github.com/gomaas/maas/internal/engine"
)

// vmClustersSection has no clusters: they come from LXD, which the server knows
// nothing of.
var vmClustersSection = &section{
	resources: []*resource{
		{Template: "vm-clusters/", Operations: []operation{
			{Method: "GET", Run: (*call).vmClustersRead},
		}},
		{Template: "vm-clusters/{id}", Operations: []operation{
			{Method: "GET", Run: (*call).vmClusterRead},
			{Method: "PUT", Admin: true, Run: (*call).noVMCluster},
			{Method: "DELETE", Admin: true, Run: (*call).noVMCluster},
		}},
	},
}

func (c *call) vmClustersRead() (any, error) { return []object{}, nil }

func (c *call) vmClusterRead() (any, error) {
	return &engine.Response{Status: http.StatusNotFound, ContentType: engine.TypePlain, Body: []byte("Not Found")}, nil
}

func (c *call) noVMCluster() (any, error) { return nil, notFound("VMCluster") }
