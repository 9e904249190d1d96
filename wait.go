package maas

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// A NodeCondition is what [NodesService.WaitFor] waits for.
type NodeCondition struct {
	// Name says in errors what was waited for.
	Name string
	// Done reports that the node is there.
	Done func(*Node) bool
	// Failed reports that it never will be, unless somebody intervenes. nil:
	// nothing is known to be a failure.
	Failed func(*Node) bool
}

// The usual conditions.
var (
	// Ready is a node that can be acquired: commissioned, or released, which
	// may take it through the erasing of its disks.
	Ready = StateCondition("Ready", []NodeSubstatus{NodeSubstatusReady},
		[]NodeSubstatus{NodeSubstatusFailedCommissioning, NodeSubstatusMissing, NodeSubstatusRetired, NodeSubstatusBroken,
			NodeSubstatusReleasingFailed, NodeSubstatusFailedDiskErasing})

	// Deployed is a node that was acquired and started and now runs from its
	// disk. A node that left its user's hands meanwhile has failed. MAAS 1.5 and
	// 1.6 have no such status: there it is a node that is allocated and no longer
	// boots from the network.
	Deployed = StateCondition("Deployed", []NodeSubstatus{NodeSubstatusDeployed},
		[]NodeSubstatus{NodeSubstatusFailedDeployment, NodeSubstatusMissing, NodeSubstatusRetired, NodeSubstatusBroken,
			NodeSubstatusNew, NodeSubstatusCommissioning, NodeSubstatusFailedCommissioning,
			NodeSubstatusReady, NodeSubstatusReleasing, NodeSubstatusReleasingFailed,
			NodeSubstatusDiskErasing, NodeSubstatusFailedDiskErasing})
)

// StateCondition is the condition that [Node.State] is one of done; one of
// failed ends the wait with an error.
func StateCondition(name string, done, failed []NodeSubstatus) NodeCondition {
	return NodeCondition{
		Name:   name,
		Done:   func(n *Node) bool { return slices.Contains(done, n.State()) },
		Failed: func(n *Node) bool { return slices.Contains(failed, n.State()) },
	}
}

// NodeWaitOptions say how a wait looks at the node.
type NodeWaitOptions struct {
	// Interval is the pause after the first look, 1 s if 0. It grows by half
	// each time up to MaxInterval; if that is 0, 15 s or Interval if longer.
	Interval, MaxInterval time.Duration
	// OnPoll, if not nil, is told of each look: the node, or the passing error
	// that the wait survives. WaitForAll calls it from several goroutines.
	OnPoll func(*Node, error)
}

// A NodeWaitError is a wait that ended without the node reaching the condition.
// Unwrap gives [ErrNodeFailed], the error of the context, or an error of MAAS that
// waiting would not change.
type NodeWaitError struct {
	SystemID  string
	Condition string
	Last      *Node // as last seen; nil if it never was
	Err       error
}

// ErrNodeFailed is in the [*NodeWaitError] of a node that reached a state of
// failure. The error's text and its Last field name the state.
var ErrNodeFailed = errors.New("the node failed")

func (e *NodeWaitError) Error() string {
	seen := "never seen"
	if e.Last != nil {
		seen = "last seen " + e.Last.State().String()
	}
	return fmt.Sprintf("maas: waiting for node %s to be %s (%s): %v", e.SystemID, e.Condition, seen, e.Err)
}

func (e *NodeWaitError) Unwrap() error { return e.Err }

// WaitFor looks at a node again and again until it satisfies condition, for
// example [Ready] or [Deployed], and returns it as it is then. Give ctx a
// deadline: there is no other.
//
// A broken connection or a server in trouble does not end the wait. It fails
// with a [*NodeWaitError]: for a state of failure at once, for an answer such as
// [ErrNotFound] at once, and when ctx ends.
//
// Any user may call it.
//
// GET /nodes/{system_id}/
func (s *NodesService) WaitFor(ctx context.Context, systemID string, condition NodeCondition, opts *NodeWaitOptions) (*Node, error) {
	var o NodeWaitOptions
	if opts != nil {
		o = *opts
	}
	if o.Interval <= 0 {
		o.Interval = time.Second
	}
	if o.MaxInterval <= 0 {
		o.MaxInterval = max(15*time.Second, o.Interval)
	}
	var last *Node
	fail := func(err error) (*Node, error) {
		return nil, &NodeWaitError{systemID, condition.Name, last, err}
	}
	if condition.Done == nil {
		return fail(errors.New("the condition has no Done function"))
	}
	for pause := o.Interval; ; pause = min(pause+pause/2, o.MaxInterval) {
		node, err := s.Get(ctx, systemID)
		if ctx.Err() != nil {
			return fail(contextError(ctx))
		}
		if err != nil && !passing(err) {
			return fail(err)
		}
		if o.OnPoll != nil {
			o.OnPoll(node, err)
		}
		if err == nil {
			last = node
			switch {
			case condition.Done(node):
				return node, nil
			case condition.Failed != nil && condition.Failed(node):
				return fail(fmt.Errorf("%w: %v", ErrNodeFailed, node.State()))
			}
		}
		if sleep(ctx, min(pause, o.MaxInterval)) != nil {
			return fail(contextError(ctx))
		}
	}
}

// passing tells an error that says nothing about the node from one that won't
// go away by waiting.
func passing(err error) bool {
	if answer, ok := errors.AsType[*Error](err); ok {
		return answer.StatusCode >= 500 || answer.lostRace()
	}
	broken, ok := errors.AsType[*TransportError](err)
	return ok && !permanent(broken.Err)
}

// WaitForAll waits for several nodes at once and returns them in the order of
// their ids. When some fail it still waits for the rest; the error then joins
// one [*NodeWaitError] for each that failed, and their places in the result are nil.
//
// Any user may call it.
//
// GET /nodes/{system_id}/
func (s *NodesService) WaitForAll(ctx context.Context, systemIDs []string, condition NodeCondition, opts *NodeWaitOptions) ([]*Node, error) {
	nodes := make([]*Node, len(systemIDs))
	errs := make([]error, len(systemIDs))
	var group sync.WaitGroup
	for i, id := range systemIDs {
		group.Go(func() { nodes[i], errs[i] = s.WaitFor(ctx, id, condition, opts) })
	}
	group.Wait()
	return nodes, errors.Join(errs...)
}
