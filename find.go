package maas

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ErrAmbiguous is what [NodesService.Find] fails with when several nodes match.
var ErrAmbiguous = errors.New("several nodes match")

// Find returns the one node that key names: by its system id, by a MAC address,
// or by its hostname with or without the domain. The server does the search
// where it can; the name that MAAS shows may differ from the one it searches,
// and then all nodes are looked through as they arrive. Only nodes that the
// caller may see are found, see [NodesService.List], but for a system id.
//
// Any user may call it. It fails with [ErrNotFound] when there is none and with
// [ErrAmbiguous] when there are several.
//
// GET /nodes/?op=list
func (s *NodesService) Find(ctx context.Context, key string) (*Node, error) {
	if key == "" {
		return nil, &ArgumentError{Operation: Get("/nodes/").Op("list").op, Argument: "key", Reason: "is empty"}
	}
	if strings.HasPrefix(key, "node-") {
		node, err := s.Get(ctx, key)
		if _, badID := errors.AsType[*ArgumentError](err); !badID && !answered(err, ErrNotFound) {
			return node, err
		} // a hostname may begin so too
	}
	if checkMAC("", key) == nil {
		return s.only(ctx, key, &NodeListOptions{MACAddresses: []string{key}}, func(*Node) bool { return true })
	}
	host, _, qualified := strings.Cut(key, ".")
	match := func(n *Node) bool {
		label, _, _ := strings.Cut(n.Hostname, ".")
		return n.Hostname == key || !qualified && label == key
	}
	node, err := s.only(ctx, key, &NodeListOptions{Hostnames: []string{key, host}}, match)
	if errors.Is(err, ErrNotFound) {
		node, err = s.only(ctx, key, nil, match)
	}
	return node, err
}

// only returns the one node among those that opts let through which matches.
func (s *NodesService) only(ctx context.Context, key string, opts *NodeListOptions, match func(*Node) bool) (*Node, error) {
	var found *Node
	for node, err := range s.All(ctx, opts) {
		switch {
		case err != nil:
			return nil, err
		case !match(node):
		case found == nil:
			found = node
		case found.SystemID != node.SystemID: // MAAS lists a node once per address that matched
			return nil, fmt.Errorf("maas: finding node %q: %w", key, ErrAmbiguous)
		}
	}
	if found == nil {
		return nil, fmt.Errorf("maas: finding node %q: %w", key, ErrNotFound)
	}
	return found, nil
}
