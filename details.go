package maas

import (
	"context"
	"fmt"
	"io"

	"github.com/gomaas/maas/internal/bsondoc"
)

// NodeDetails is what commissioning found out about a node.
type NodeDetails struct {
	LSHW []byte // XML of lshw; nil if there is none
	LLDP []byte // XML of the neighbours seen by LLDP; nil if there is none
}

// Details returns what the last commissioning found out about a node.
//
// Any user may call it. It fails with [ErrNotFound].
//
// GET /nodes/{system_id}/?op=details
func (s *NodesService) Details(ctx context.Context, systemID string) (*NodeDetails, error) {
	details, err := doBSON(ctx, s.client, Get("/nodes/{system_id}/", systemID).Op("details"), parseNodeDetails)
	if err != nil {
		return nil, err
	}
	return &details, nil
}

// Details returns by system id what the last commissioning found out about
// nodes of a cluster. Ids of other nodes are left out; without ids it returns
// none. The API document does not name the parameter.
//
// Administrators, whom the API document leaves out, and the cluster's worker
// may call it. It fails with [ErrForbidden] and [ErrNotFound].
//
// POST /nodegroups/{uuid}/?op=details
func (s *NodeGroupsService) Details(ctx context.Context, uuid string, systemIDs ...string) (map[string]NodeDetails, error) {
	r := Post("/nodegroups/{uuid}/", uuid).Op("details").SetAll("system_ids", systemIDs)
	return doBSON(ctx, s.client, r, parseNodeGroupDetails)
}

// doBSON sends r and has parse read the response, a BSON document.
func doBSON[T any](ctx context.Context, c *Client, r Request, parse func([]byte) (T, error)) (T, error) {
	return fetch(ctx, c, r, func(body *responseBody) (T, error) {
		data, err := io.ReadAll(c.limit(body))
		if err != nil {
			return *new(T), err
		}
		return parse(data)
	})
}

func parseNodeDetails(doc []byte) (details NodeDetails, err error) {
	err = bsondoc.Binary(doc, map[string]*[]byte{"lshw": &details.LSHW, "lldp": &details.LLDP})
	return details, err
}

// parseNodeGroupDetails reads the details of nodes by system id.
func parseNodeGroupDetails(doc []byte) (map[string]NodeDetails, error) {
	nodes, err := bsondoc.Documents(doc)
	if err != nil {
		return nil, err
	}
	details := make(map[string]NodeDetails, len(nodes))
	for id, node := range nodes {
		if details[id], err = parseNodeDetails(node); err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
	}
	return details, nil
}
