package maas

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
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
		if node, err = s.Acquire(ctx, &constraints); err == nil || !answered(err, ErrConflict) || OutcomeUnknown(err) {
			return node, err
		}
	}
	return nil, err
}

// graceTime is how long Deploy may go on after its context is over, for each of
// the things that it does not leave half done.
const graceTime = time.Minute

// NodeDeployOptions say what [NodesService.Deploy] does.
type NodeDeployOptions struct {
	Acquire *NodeAcquireOptions
	// Zones are tried in order, in place of Acquire.Zone.
	Zones []string
	// Acquired, if not nil, is called between the acquire and the start, to
	// set up the node's network or storage for example. An error releases the
	// node and is returned.
	Acquired func(context.Context, *Node) error
	Start    *NodeStartOptions
	Wait     *NodeWaitOptions
}

// Deploy acquires a node, starts it and waits until it is [Deployed]. If a step
// after the first fails, or ctx ends, Deploy releases the node before it returns.
// The error of a release that fails is joined to the first, and names the node
// that may still be held.
//
// An acquire that is under way when ctx ends is seen through, for up to a
// minute, so that its node can be released. When the response to an acquire is
// lost, Deploy finds the node by its agent name and goes on with it. For that it
// makes up an agent name if opts has none. An agent name in opts must belong to
// this one call: otherwise Deploy can't tell the node from others and adopts none.
//
// Any user may call it. It fails as Acquire, Start and WaitFor do.
//
// POST /nodes/?op=acquire
func (s *NodesService) Deploy(ctx context.Context, opts *NodeDeployOptions) (*Node, error) {
	var o NodeDeployOptions
	if opts != nil {
		o = *opts
	}
	result := s.deploy(ctx, o, make(chan struct{}, 1))
	return result.Node, result.Err
}

// deploy is Deploy, with a slot held while it makes calls but not while it waits
// for the node.
func (s *NodesService) deploy(ctx context.Context, o NodeDeployOptions, slots chan struct{}) NodeResult {
	node, err := s.start(ctx, &o, slots)
	if node == nil {
		return NodeResult{Err: err}
	}
	id := node.SystemID
	if err == nil {
		node, err = s.WaitFor(ctx, id, Deployed, o.Wait)
	}
	if err != nil {
		slots <- struct{}{}
		defer func() { <-slots }()
		return NodeResult{SystemID: id, Err: errors.Join(err, s.releaseAfter(ctx, id))}
	}
	return NodeResult{SystemID: id, Node: node}
}

// start acquires a node, which it returns even beside an error, and starts it.
func (s *NodesService) start(ctx context.Context, o *NodeDeployOptions, slots chan struct{}) (*Node, error) {
	slots <- struct{}{}
	defer func() { <-slots }()
	var acquire NodeAcquireOptions
	if o.Acquire != nil {
		acquire = *o.Acquire
	}
	if acquire.DryRun != nil && *acquire.DryRun {
		return nil, &ArgumentError{Operation: acquireOperation, Argument: "dry_run", Reason: "is set, which acquires nothing to deploy"}
	}
	if ctx.Err() != nil {
		return nil, &TransportError{Operation: acquireOperation, Err: contextError(ctx)}
	}
	ownAgent := acquire.AgentName == ""
	if ownAgent {
		acquire.AgentName = "gomaas-" + rand.Text()
	}
	node, err := s.acquireThrough(ctx, o.Zones, &acquire, ownAgent)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return node, &TransportError{Operation: acquireOperation, Err: contextError(ctx)}
	}
	if o.Acquired != nil {
		if err := o.Acquired(ctx, node); err != nil {
			return node, fmt.Errorf("maas: node %s, after it was acquired: %w", node.SystemID, err)
		}
	}
	_, err = s.Start(ctx, node.SystemID, o.Start)
	return node, err
}

// acquireThrough acquires a node and goes on with that for a while after the end
// of ctx. With an agent name that nobody else uses it finds the node whose
// acquire got no usable response.
func (s *NodesService) acquireThrough(ctx context.Context, zones []string, opts *NodeAcquireOptions, ownAgent bool) (*Node, error) {
	acquiring, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		if sleep(acquiring, graceTime) == nil {
			cancel()
		}
	})()
	var node *Node
	var err error
	if zones == nil {
		node, err = s.Acquire(acquiring, opts)
	} else {
		node, err = s.AcquireInZones(acquiring, zones, opts)
	}
	if err == nil || !ownAgent || !OutcomeUnknown(err) {
		return node, err
	}
	looking, cancelLook := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
	defer cancelLook()
	rest := patience(err)
	for pause := time.Second; ; pause = min(2*pause, 8*time.Second) {
		nodes, lookErr := s.List(looking, &NodeListOptions{AgentName: &opts.AgentName})
		switch {
		case lookErr == nil && len(nodes) > 0:
			return &nodes[0], nil
		case lookErr == nil && pause > rest:
			return nil, err
		case lookErr == nil:
			rest -= pause
		case looking.Err() != nil || !passing(lookErr):
			return nil, errors.Join(err, fmt.Errorf("maas: a node with agent name %s may be held: %w", opts.AgentName, lookErr))
		}
		_ = sleep(looking, pause)
	}
}

// patience returns for how long a request that failed with err may still be
// carried out. The time limit of a proxy, of the client or of the context does not
// end what MAAS is doing. An error that MAAS reports does.
func patience(err error) time.Duration {
	if e, ok := ResponseOf(err); ok {
		if e.StatusCode == http.StatusGatewayTimeout {
			return graceTime
		}
		return 0
	}
	if broken, ok := errors.AsType[*TransportError](err); ok {
		if broken.Timeout() || errors.Is(err, context.Canceled) {
			return graceTime
		}
		return 10 * time.Second
	}
	return 0
}

// releaseAfter releases a node whose deployment failed, with a context of its
// own.
func (s *NodesService) releaseAfter(ctx context.Context, id string) error {
	releasing, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
	defer cancel()
	if err := s.releaseOne(releasing, id, nil); err != nil {
		return fmt.Errorf("maas: node %s could not be released: %w", id, err)
	}
	return nil
}
