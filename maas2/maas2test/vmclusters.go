package maas2test

import "net/http"

// The server has no clusters: only LXD has them.
var vmClustersSection = &section{
	resources: []*resource{
		{Template: "vm-clusters/", Operations: []operation{
			{Method: http.MethodGet, Run: func(*call) (any, error) { return []object{}, nil }},
		}},
		{Template: "vm-clusters/{id}", Operations: []operation{
			{Method: http.MethodGet, Run: func(*call) (any, error) { return missing(), nil }},
			{Method: http.MethodPut, Admin: true, Run: func(*call) (any, error) { return nil, notFound("VMCluster") }},
			{Method: http.MethodDelete, Admin: true, Run: func(*call) (any, error) { return nil, notFound("VMCluster") }},
		}},
	},
}
