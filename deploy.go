package maas

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// acquireOperation is what errors of the functions below are about that come
// before a request.
var acquireOperation = Post("/nodes/").Op("acquire").op

// AcquireInZones is [NodesService.Acquire] in the first of several zones that
// has a node to offer; opts.Zone does not count.
//
// Any user may call it. It fails with [ErrConflict] when no zone has a node to
// offer, and as Acquire does.
//
// POST /nodes/?op=acquire
func (s *NodesService) AcquireInZones(ctx context.Context, zones []string, opts *NodeAcquireOptions) (*Node, error) {
	var constraints NodeAcquireOptions
	if opts != nil {
		constraints = *opts
	}
	if slices.Contains(zones, "") {
		return nil, &ArgumentError{Operation: acquireOperation, Argument: "zone", Reason: "is empty, which would be any zone"}
	}
	err := error(&ArgumentError{Operation: acquireOperation, Argument: "zone", Reason: "is an empty list"})
	for _, zone := range zones {
		var node *Node
		constraints.Zone = zone
		if node, err = s.Acquire(ctx, &constraints); err == nil || !errors.Is(err, ErrConflict) {
			return node, err
		}
	}
	return nil, err
}

// graceTime is how long Deploy may go on after its context is over, for each of
// the two things that it does not leave half done.
const graceTime = time.Minute

// Deploy acquires a node, starts it and waits until it is [Deployed]. Should a
// step after the first fail, or ctx end, the node is released before Deploy
// returns; an error of that release is joined to the first, and then it names
// the node that may still be held. An acquire that is under way when ctx ends is
// seen through, for up to a minute, so that the node is known and can be released;
// what became of an acquire whose connection broke, only MAAS knows.
//
// Any user may call it. It fails as the three do.
//
// POST /nodes/?op=acquire
func (s *NodesService) Deploy(ctx context.Context, acquire *NodeAcquireOptions, start *NodeStartOptions, wait *NodeWaitOptions) (*Node, error) {
	if acquire != nil && acquire.DryRun != nil && *acquire.DryRun {
		return nil, &ArgumentError{Operation: acquireOperation, Argument: "dry_run", Reason: "is set, which acquires nothing to deploy"}
	}
	if ctx.Err() != nil {
		return nil, &TransportError{Operation: acquireOperation, Err: contextError(ctx)}
	}
	node, err := s.acquireThrough(ctx, acquire)
	if err != nil {
		return nil, err
	}
	id := node.SystemID
	if _, err = s.Start(ctx, id, start); err == nil {
		if node, err = s.WaitFor(ctx, id, Deployed, wait); err == nil {
			return node, nil
		}
	}
	releasing, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
	defer cancel()
	if _, released := s.Release(releasing, id, nil); released != nil {
		err = errors.Join(err, fmt.Errorf("maas: node %s could not be released: %w", id, released))
	}
	return nil, err
}

// acquireThrough is Acquire that goes on for a while after the end of ctx.
func (s *NodesService) acquireThrough(ctx context.Context, opts *NodeAcquireOptions) (*Node, error) {
	acquiring, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		if sleep(acquiring, graceTime) == nil {
			cancel()
		}
	})()
	return s.Acquire(acquiring, opts)
}

// ReleaseEach releases nodes independently of each other and tells for each id
// what became of it: nil for one that is free now, whether or not it was before,
// [ErrNotFound] for an unknown one, and so on. All goes in one call where
// possible. No ids release nothing.
//
// Any user may call it, for nodes that the user may release.
//
// POST /nodes/?op=release
func (s *NodesService) ReleaseEach(ctx context.Context, systemIDs []string, opts *NodeReleaseOptions) map[string]error {
	outcomes := make(map[string]error, len(systemIDs))
	if len(systemIDs) == 0 {
		return outcomes
	}
	_, err := s.ReleaseMany(ctx, systemIDs, opts)
	for _, id := range systemIDs {
		outcomes[id] = err
	}
	// MAAS releases all or none. These say that one node is in the way.
	_, badID := errors.AsType[*ArgumentError](err)
	if !badID && !errors.Is(err, ErrBadRequest) && !errors.Is(err, ErrForbidden) && !errors.Is(err, ErrConflict) {
		return outcomes
	}
	for id := range outcomes {
		outcomes[id] = s.releaseOne(ctx, id, opts)
	}
	return outcomes
}

// releaseOne releases a node and takes one that is free already for released.
func (s *NodesService) releaseOne(ctx context.Context, id string, opts *NodeReleaseOptions) error {
	_, err := s.Release(ctx, id, opts)
	if !errors.Is(err, ErrConflict) && !errors.Is(err, ErrForbidden) {
		return err
	}
	node, lookErr := s.Get(ctx, id)
	if lookErr != nil {
		return err
	}
	switch node.State() {
	case NodeSubstatusReady, NodeSubstatusReleasing, NodeSubstatusDiskErasing:
		return nil
	}
	return err
}
