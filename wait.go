package maas

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/gomaas/maas/internal/poll"
)

// A NodeCondition is what [NodesService.WaitFor] waits for.
type NodeCondition struct {
	// Name names the condition in errors.
	Name string
	// Done reports whether the node satisfies the condition.
	Done func(*Node) bool
	// Failed returns an error if the node can't come to satisfy the condition
	// unless somebody intervenes, and nil if it still may. A nil Failed goes on
	// until the context ends.
	Failed func(*Node) error
}

// The usual conditions.
var (
	// Ready is a node that can be acquired. A node that is commissioned or
	// released gets there, possibly through the erasing of its disks.
	Ready = StateCondition("Ready", []NodeSubstatus{NodeSubstatusReady},
		[]NodeSubstatus{NodeSubstatusCommissioning, NodeSubstatusReleasing, NodeSubstatusDiskErasing})

	// Deployed is a node that was acquired and started and now runs from its
	// disk. MAAS 1.5 and 1.6 have no such status: there it is a node that is
	// allocated and no longer boots from the network.
	Deployed = deployedCondition()
)

// StateCondition returns the condition that [Node.State] is one of done. Of the
// other states, those in pending lead there by themselves. Any other that this
// package knows ends the wait, with [ErrNodeFailed] if it is a failure and with
// [ErrUnreachable] if not.
func StateCondition(name string, done, pending []NodeSubstatus) NodeCondition {
	return NodeCondition{
		Name: name,
		Done: func(n *Node) bool { return slices.Contains(done, n.State()) },
		Failed: func(n *Node) error {
			switch state := n.State(); {
			case slices.Contains(done, state), slices.Contains(pending, state), !state.known():
				return nil
			case state.failed():
				return fmt.Errorf("%w: %v", ErrNodeFailed, state)
			default:
				return fmt.Errorf("%w: %v", ErrUnreachable, state)
			}
		},
	}
}

// deployedCondition goes on for a node that is allocated on a MAAS before 1.7,
// where it looks the same before and after its start.
func deployedCondition() NodeCondition {
	c := StateCondition("Deployed", []NodeSubstatus{NodeSubstatusDeployed}, []NodeSubstatus{NodeSubstatusDeploying})
	failed := c.Failed
	c.Failed = func(n *Node) error {
		if n.Substatus == nil && n.State() == NodeSubstatusAllocated {
			return nil
		}
		return failed(n)
	}
	return c
}

// NodeWaitOptions say how a wait looks at the node.
type NodeWaitOptions struct {
	// Interval is the pause after the first look, 1 s if 0. It grows by half
	// each time up to MaxInterval; if that is 0, 15 s or Interval if longer.
	Interval, MaxInterval time.Duration
	// OnPoll, if not nil, is called after each look with the node, or with the
	// error that the wait survives. WaitForAll calls it from several goroutines.
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

// Why a wait ends before its context. The text of the [*NodeWaitError] and its
// field Last tell the state.
var (
	// ErrNodeFailed is a node in a state of failure.
	ErrNodeFailed = errors.New("the node failed")
	// ErrUnreachable is a node that does not get to the condition without
	// another call: a Deployed one that is to be Ready must be released first.
	ErrUnreachable = errors.New("the node does not get there by itself")
)

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
// deadline; there is no other.
//
// A broken connection or a server in trouble does not end the wait. It fails
// with a [*NodeWaitError]: for a state of failure at once, for a response such as
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
	defer s.nodePolls.Watch(1)()
	for pause := o.Interval; ; pause = min(pause+pause/2, o.MaxInterval) {
		node, err := s.nodePolls.Look(ctx, systemID)
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
			case condition.Failed != nil:
				if err := condition.Failed(node); err != nil {
					return fail(err)
				}
			}
		}
		if sleep(ctx, min(pause, o.MaxInterval)) != nil {
			return fail(contextError(ctx))
		}
	}
}

// passing reports whether err says nothing about the node and may go away by
// waiting.
func passing(err error) bool {
	if answer, ok := ResponseOf(err); ok {
		return answer.StatusCode >= 500 || answer.lostRace()
	}
	broken, ok := errors.AsType[*TransportError](err)
	return ok && !permanent(broken.Err)
}

// nodeSource is where waits look at nodes. The ids of a list go into the URL,
// which a web server in front of MAAS may limit.
func nodeSource(s *NodesService) poll.Source[Node] {
	return poll.Source[Node]{
		Key: func(n *Node) string { return n.SystemID },
		Get: s.Get,
		List: func(ctx context.Context, ids []string) ([]Node, error) {
			return s.List(ctx, &NodeListOptions{IDs: ids})
		},
		Batch: 180,
		// Up to 1.7 MAAS fails one of two requests that overlap.
		OneAtATime: func() bool { return !s.client.has("1.8") },
	}
}

// WaitForAll waits for several nodes at once and returns them in the order of
// their ids. When some fail it still waits for the rest; the error then joins
// one [*NodeWaitError] for each that failed, and their places in the result are
// nil.
//
// Any user may call it.
//
// GET /nodes/?op=list
func (s *NodesService) WaitForAll(ctx context.Context, systemIDs []string, condition NodeCondition, opts *NodeWaitOptions) ([]*Node, error) {
	nodes := make([]*Node, len(systemIDs))
	errs := make([]error, len(systemIDs))
	defer s.nodePolls.Watch(len(systemIDs))()
	var group sync.WaitGroup
	for i, id := range systemIDs {
		group.Go(func() { nodes[i], errs[i] = s.WaitFor(ctx, id, condition, opts) })
	}
	group.Wait()
	return nodes, errors.Join(errs...)
}
