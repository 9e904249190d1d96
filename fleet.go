package maas

import (
	"context"
	"errors"
	"strings"
	"sync"
)

// callsAtOnce bounds the calls that a method for many nodes makes at a time. A
// MAAS 1.6 has two workers.
const callsAtOnce = 4

// forEach calls do for 0 to n-1, so many at a time, and returns when all have
// returned.
func forEach(n, atOnce int, do func(i int)) {
	slots := make(chan struct{}, atOnce)
	var group sync.WaitGroup
	for i := range n {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			do(i)
		})
	}
	group.Wait()
}

// A NodeResult is the outcome for one of several nodes.
type NodeResult struct {
	SystemID string // "" if no node was acquired
	Node     *Node  // as last seen; nil beside an error
	Err      error
}

// DeployMany deploys several nodes, one for each of opts, and returns a result
// for each in that order. It makes a few calls at a time and waits for all nodes
// together. It deploys as many as it can: a node that fails is released, as
// [NodesService.Deploy] does, and the others go on. An OnPoll in opts may be called
// from several goroutines.
//
// Any user may call it. Each result fails as Deploy does.
//
// POST /nodes/?op=acquire
func (s *NodesService) DeployMany(ctx context.Context, opts []NodeDeployOptions) []NodeResult {
	results := make([]NodeResult, len(opts))
	slots := make(chan struct{}, callsAtOnce)
	defer s.nodePolls.Watch(len(opts))()
	var group sync.WaitGroup
	for i := range opts {
		group.Go(func() { results[i] = s.deploy(ctx, opts[i], slots) })
	}
	group.Wait()
	return results
}

// CommissionMany commissions several nodes and waits until each is [Ready]. It
// makes a few calls at a time, waits for all nodes together, and returns a result
// for each id in order.
//
// Administrators may call it. Each result fails as [NodesService.Commission] and
// [NodesService.WaitFor] do.
//
// POST /nodes/{system_id}/?op=commission
func (s *NodesService) CommissionMany(ctx context.Context, systemIDs []string, opts *NodeCommissionOptions, wait *NodeWaitOptions) []NodeResult {
	results := make([]NodeResult, len(systemIDs))
	forEach(len(systemIDs), callsAtOnce, func(i int) {
		results[i].SystemID = systemIDs[i]
		_, results[i].Err = s.Commission(ctx, systemIDs[i], opts)
	})
	defer s.nodePolls.Watch(len(systemIDs))()
	var group sync.WaitGroup
	for i := range results {
		if r := &results[i]; r.Err == nil {
			group.Go(func() { r.Node, r.Err = s.WaitFor(ctx, r.SystemID, Ready, wait) })
		}
	}
	group.Wait()
	return results
}

// ReleaseEach releases nodes independently of each other and returns for each id
// what became of it: nil for one that is free now, whether or not it was before,
// [ErrNotFound] for an unknown one, and so on. All are released in one call if
// possible; a node that is in the way of that is found in a few calls more. Without
// ids it does nothing.
//
// Any user may call it, for nodes that the user may release.
//
// POST /nodes/?op=release
func (s *NodesService) ReleaseEach(ctx context.Context, systemIDs []string, opts *NodeReleaseOptions) map[string]error {
	r := releaser{s: s, opts: opts, outcomes: make(map[string]error, len(systemIDs)), slots: make(chan struct{}, callsAtOnce)}
	r.release(ctx, systemIDs)
	return r.outcomes
}

// A releaser narrows down which of many nodes can't be released.
type releaser struct {
	s        *NodesService
	opts     *NodeReleaseOptions
	slots    chan struct{}
	mu       sync.Mutex
	outcomes map[string]error
}

func (r *releaser) note(ids []string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		r.outcomes[id] = err
	}
}

// release releases ids in one call. MAAS releases all or none: if that fails
// because of some, it goes on with those that MAAS names and the rest, or with
// both halves.
func (r *releaser) release(ctx context.Context, ids []string) {
	if len(ids) == 0 {
		return
	}
	r.slots <- struct{}{}
	var err error
	if len(ids) == 1 {
		err = r.s.releaseOne(ctx, ids[0], r.opts)
	} else {
		err = r.s.releaseMany(ctx, ids, r.opts)
	}
	<-r.slots
	_, badID := errors.AsType[*ArgumentError](err)
	inTheWay := badID || answered(err, ErrBadRequest) || answered(err, ErrForbidden) || answered(err, ErrConflict)
	if len(ids) == 1 || !inTheWay {
		r.note(ids, err)
		return
	}
	parts := [][]string{nil, nil}
	for _, id := range ids {
		part := 0
		if strings.Contains(err.Error(), id) {
			part = 1
		}
		parts[part] = append(parts[part], id)
	}
	if len(parts[0]) == 0 || len(parts[1]) == 0 {
		parts = [][]string{ids[:len(ids)/2], ids[len(ids)/2:]}
	}
	var group sync.WaitGroup
	for _, part := range parts {
		group.Go(func() { r.release(ctx, part) })
	}
	group.Wait()
}

// releaseMany releases nodes, again if that lost a race in the database: then none
// of them was released.
func (s *NodesService) releaseMany(ctx context.Context, ids []string, opts *NodeReleaseOptions) error {
	for attempts := 1; ; attempts++ {
		_, err := s.ReleaseMany(ctx, ids, opts)
		if !answered(err, ErrDatabaseConflict) || attempts == s.client.opts.retry.MaxAttempts || sleep(ctx, s.client.opts.retry.delay(attempts, 0)) != nil {
			return err
		}
	}
}

// releaseOne releases a node and takes one that is free already for released. A
// release that may have been carried out is repeated only after a look at the
// node.
func (s *NodesService) releaseOne(ctx context.Context, id string, opts *NodeReleaseOptions) error {
	for attempts := 1; ; attempts++ {
		_, err := s.Release(ctx, id, opts)
		again := OutcomeUnknown(err) || answered(err, ErrDatabaseConflict)
		if err == nil || !again && !answered(err, ErrConflict) && !answered(err, ErrForbidden) {
			return err
		}
		node, lookErr := s.Get(ctx, id)
		if answered(lookErr, ErrNotFound) {
			return lookErr
		}
		if lookErr != nil {
			return err
		}
		switch node.State() {
		case NodeSubstatusReady, NodeSubstatusReleasing, NodeSubstatusDiskErasing:
			return nil
		}
		if !again || attempts == s.client.opts.retry.MaxAttempts || sleep(ctx, s.client.opts.retry.delay(attempts, 0)) != nil {
			return err
		}
	}
}
