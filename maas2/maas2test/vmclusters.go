package maas2test

// The server has no clusters: only LXD has them.
var vmClustersSection = &section{
	resources: []*resource{
		{Template: "vm-clusters/", Operations: []operation{
			{Method: "GET", Run: func(*call) (any, error) { return []object{}, nil }},
		}},
		{Template: "vm-clusters/{id}", Operations: []operation{
			{Method: "GET", Run: func(*call) (any, error) { return missing(), nil }},
			{Method: "PUT", Admin: true, Run: func(*call) (any, error) { return nil, notFound("VMCluster") }},
			{Method: "DELETE", Admin: true, Run: func(*call) (any, error) { return nil, notFound("VMCluster") }},
		}},
	},
}
