package maas2

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gomaas/maas"
)

// graceTime is how long Provision may go on after its context is over, for each
// of the things that it does not leave half done.
const graceTime = time.Minute

// callsAtOnce bounds the calls that a method for many machines makes at a time.
const callsAtOnce = 4

// allocateOperation is what errors of the functions below are about that come
// before a request.
var allocateOperation = maas.Operation{APIVersion: "2.0", Method: "POST", Path: "/machines/", Op: "allocate"}

// MachineProvisionOptions say what [MachinesService.Provision] does.
type MachineProvisionOptions struct {
	Allocate *MachineAllocateOptions
	// Zones and Pools are tried in order until one has a machine to offer, in
	// place of Allocate.Zone and Allocate.Pool: all zones in the first pool,
	// then all in the next.
	Zones, Pools []string
	// Allocated, if not nil, is called between Allocate and Deploy, to set up
	// the machine's network or storage for example, or to refuse one that MAAS
	// composed on a VM host, see Machine.Pod. An error releases the machine and
	// is returned.
	Allocated func(context.Context, *Machine) error
	Deploy    *MachineDeployOptions
	Wait      *MachineWaitOptions
	// Release is how a machine is given back when a later step fails.
	Release *MachineReleaseOptions
}

// Provision allocates a machine, deploys it and waits until it is [Deployed]. If a
// step after the first fails, or ctx ends, Provision releases the machine before it
// returns. The error of a release that fails is joined to the first, and names
// the machine that may still be held.
//
// An allocation that is under way when ctx ends is seen through, for up to a
// minute, so that its machine can be released. When the response to an
// allocation is lost, Provision finds the machine by its agent name and goes on
// with it. For that it makes up an agent name if opts has none. An agent name in
// opts must belong to this one call, or the machine can't be told from others:
// Provision then takes none.
//
// Any user may call it. It fails as [MachinesService.Allocate],
// [MachinesService.Deploy] and [MachinesService.WaitFor] do.
//
// POST /machines/?op=allocate
func (s *MachinesService) Provision(ctx context.Context, opts *MachineProvisionOptions) (*Machine, error) {
	var o MachineProvisionOptions
	if opts != nil {
		o = *opts
	}
	result := s.provision(ctx, o, make(chan struct{}, 1))
	return result.Machine, result.Err
}

// A MachineResult is the outcome for one of several machines.
type MachineResult struct {
	SystemID string   // "" if no machine was allocated
	Machine  *Machine // as last seen; nil beside an error
	Err      error
}

// ProvisionMany provisions several machines, one for each of opts, and returns a
// result for each in that order. It makes a few calls at a time and waits for all
// machines together. It provisions as many as it can: a machine that fails is
// released, as [MachinesService.Provision] does, and the others go on. An OnPoll
// in opts may be called from several goroutines.
//
// Any user may call it. Each result fails as Provision does.
//
// POST /machines/?op=allocate
func (s *MachinesService) ProvisionMany(ctx context.Context, opts []MachineProvisionOptions) []MachineResult {
	results := make([]MachineResult, len(opts))
	slots := make(chan struct{}, callsAtOnce)
	defer s.machinePolls.Watch(len(opts))()
	var group sync.WaitGroup
	for i := range opts {
		group.Go(func() { results[i] = s.provision(ctx, opts[i], slots) })
	}
	group.Wait()
	return results
}

// provision is Provision, with a slot held while it makes calls but not while it
// waits for the machine.
func (s *MachinesService) provision(ctx context.Context, o MachineProvisionOptions, slots chan struct{}) MachineResult {
	machine, err := s.start(ctx, &o, slots)
	if machine == nil {
		return MachineResult{Err: err}
	}
	id := machine.SystemID
	if err == nil {
		machine, err = s.WaitFor(ctx, id, Deployed, o.Wait)
	}
	if err != nil {
		slots <- struct{}{}
		defer func() { <-slots }()
		return MachineResult{SystemID: id, Err: errors.Join(err, s.releaseAfter(ctx, id, o.Release))}
	}
	return MachineResult{SystemID: id, Machine: machine}
}

// start allocates a machine, which it returns even beside an error, and deploys
// it.
func (s *MachinesService) start(ctx context.Context, o *MachineProvisionOptions, slots chan struct{}) (*Machine, error) {
	slots <- struct{}{}
	defer func() { <-slots }()
	var allocate MachineAllocateOptions
	if o.Allocate != nil {
		allocate = *o.Allocate
	}
	if allocate.DryRun != nil && *allocate.DryRun {
		return nil, &maas.ArgumentError{Operation: allocateOperation, Argument: "dry_run", Reason: "is set, which allocates nothing to deploy"}
	}
	if ctx.Err() != nil {
		return nil, &maas.TransportError{Operation: allocateOperation, Err: contextError(ctx)}
	}
	ownAgent := allocate.AgentName == ""
	if ownAgent {
		allocate.AgentName = "gomaas-" + rand.Text()
	}
	machine, err := s.allocateThrough(ctx, o, &allocate, ownAgent)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return machine, &maas.TransportError{Operation: allocateOperation, Err: contextError(ctx)}
	}
	if o.Allocated != nil {
		if err := o.Allocated(ctx, machine); err != nil {
			return machine, fmt.Errorf("maas2: machine %s, after it was allocated: %w", machine.SystemID, err)
		}
	}
	_, err = s.Deploy(ctx, machine.SystemID, o.Deploy)
	return machine, err
}

// allocateThrough allocates a machine and goes on with that for a while after
// the end of ctx. With an agent name that nobody else uses it finds the machine
// whose allocation got no usable response.
func (s *MachinesService) allocateThrough(ctx context.Context, o *MachineProvisionOptions, opts *MachineAllocateOptions, ownAgent bool) (*Machine, error) {
	allocating, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		if sleep(allocating, graceTime) == nil {
			cancel()
		}
	})()
	machine, err := s.allocateAnywhere(allocating, o, opts)
	if err == nil || !ownAgent || !maas.OutcomeUnknown(err) {
		return machine, err
	}
	machine, lookErr := seek(context.WithoutCancel(ctx), err, func(ctx context.Context) (*Machine, error) {
		machines, err := s.List(ctx, &MachineListOptions{AgentName: []string{opts.AgentName}})
		if err != nil || len(machines) == 0 {
			return nil, err
		}
		return &machines[0], nil
	})
	switch {
	case machine != nil:
		return machine, nil
	case lookErr != nil:
		return nil, errors.Join(err, fmt.Errorf("maas2: a machine with agent name %s may be held: %w", opts.AgentName, lookErr))
	}
	return nil, err
}

// seek looks for what a request made that failed with cause. It goes on through
// passing errors, and while the request may be under way still, for up to a
// minute. It returns nil and no error if there is nothing; look does the same.
func seek(ctx context.Context, cause error, look func(context.Context) (*Machine, error)) (*Machine, error) {
	ctx, cancel := context.WithTimeout(ctx, graceTime)
	defer cancel()
	rest := patience(cause)
	for pause := time.Second; ; pause = min(2*pause, 8*time.Second) {
		machine, err := look(ctx)
		switch {
		case machine != nil:
			return machine, nil
		case err != nil && (ctx.Err() != nil || !passing(err)):
			return nil, err
		case err == nil && pause > rest:
			return nil, nil
		case err == nil:
			rest -= pause
		}
		if sleep(ctx, pause) != nil {
			return nil, err
		}
	}
}

// patience is for how long a request that failed with err may still take effect. A
// time limit, that of a web server in front of MAAS for example, does not end
// what MAAS is at; an error of its own does.
func patience(err error) time.Duration {
	if answer, ok := maas.ResponseOf(err); ok {
		if answer.StatusCode == http.StatusGatewayTimeout {
			return graceTime
		}
		return 0
	}
	if broken, ok := errors.AsType[*maas.TransportError](err); ok {
		if broken.Timeout() || errors.Is(err, context.Canceled) {
			return graceTime
		}
		return 10 * time.Second
	}
	return 0
}

// allocateAnywhere allocates a machine in the first of the pools and zones that
// has one to offer.
func (s *MachinesService) allocateAnywhere(ctx context.Context, o *MachineProvisionOptions, opts *MachineAllocateOptions) (*Machine, error) {
	pools, zones := o.Pools, o.Zones
	if pools == nil {
		pools = []string{opts.Pool}
	} else if slices.Contains(pools, "") {
		return nil, &maas.ArgumentError{Operation: allocateOperation, Argument: "pool", Reason: "is empty, which would be any pool"}
	}
	if zones == nil {
		zones = []string{opts.Zone}
	} else if slices.Contains(zones, "") {
		return nil, &maas.ArgumentError{Operation: allocateOperation, Argument: "zone", Reason: "is empty, which would be any zone"}
	}
	if len(pools) == 0 || len(zones) == 0 {
		argument := map[bool]string{true: "pool", false: "zone"}[len(pools) == 0]
		return nil, &maas.ArgumentError{Operation: allocateOperation, Argument: argument, Reason: "is an empty list"}
	}
	var none error
	for _, pool := range pools {
		for _, zone := range zones {
			opts.Pool, opts.Zone = pool, zone
			machine, err := s.Allocate(ctx, opts)
			if !answered(err, maas.ErrConflict) {
				return machine, err
			}
			none = err
		}
	}
	return nil, none
}

// releaseAfter releases a machine that could not be provisioned, with a context
// of its own.
func (s *MachinesService) releaseAfter(ctx context.Context, id string, opts *MachineReleaseOptions) error {
	releasing, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
	defer cancel()
	if _, err := s.releaseOne(releasing, id, opts); err != nil {
		return fmt.Errorf("maas2: machine %s could not be released: %w", id, err)
	}
	return nil
}

// releaseAttempts is how often a release is sent whose outcome is not known.
const releaseAttempts = 4

// releaseOne releases a machine and takes one that is free already for released;
// gone reports that it does not exist, as one that MAAS composed. A release that
// may have been carried out is repeated only after a look at the machine.
func (s *MachinesService) releaseOne(ctx context.Context, id string, opts *MachineReleaseOptions) (gone bool, err error) {
	for attempts := 1; ; attempts++ {
		_, err := s.Release(ctx, id, opts)
		again := err != nil && (maas.OutcomeUnknown(err) || answered(err, maas.ErrDatabaseConflict))
		switch {
		case answered(err, maas.ErrNotFound):
			return true, nil
		case err == nil || !again && !answered(err, maas.ErrConflict) && !answered(err, maas.ErrForbidden):
			return false, err
		}
		machine, lookErr := s.Get(ctx, id)
		switch {
		case answered(lookErr, maas.ErrNotFound):
			return true, nil
		case lookErr != nil:
			return false, err
		case machine.Status == NodeStatusReady, again && machine.Status == NodeStatusNew, slices.Contains(freeing, machine.Status):
			return false, nil
		}
		if !again || attempts == releaseAttempts || sleep(ctx, time.Duration(attempts)*time.Second) != nil {
			return false, err
		}
	}
}

// freeing are the statuses of a machine that is being released.
var freeing = []NodeStatus{NodeStatusReleasing, NodeStatusDiskErasing}

// released is a machine whose release is over. Somebody else may have taken it as
// soon as it was free.
var released = StateCondition("released", []NodeStatus{
	NodeStatusReady, NodeStatusNew, NodeStatusAllocated, NodeStatusDeploying, NodeStatusCommissioning, NodeStatusTesting,
}, freeing)

// ReleaseAndWait gives a machine back and waits until it is free, which takes as
// long as its disks take to be erased if opts asks for that. A machine that was
// released before is no error, and neither is one that is not there or vanishes:
// MAAS deletes a machine that it composed. A release whose response is lost is
// repeated if the machine is not on its way.
//
// The owner and administrators may call it. It fails as [MachinesService.Release]
// does, and with a [*MachineWaitError], for example of [ErrMachineFailed] where
// the disks could not be erased.
//
// POST /machines/{system_id}/?op=release
func (s *MachinesService) ReleaseAndWait(ctx context.Context, systemID string, opts *MachineReleaseOptions, wait *MachineWaitOptions) error {
	gone, err := s.releaseOne(ctx, systemID, opts)
	if gone || err != nil {
		return err
	}
	_, err = s.WaitFor(ctx, systemID, released, wait)
	if answered(err, maas.ErrNotFound) {
		return nil
	}
	return err
}

// CommissionMany commissions several machines and waits until each is [Ready]. It
// makes a few calls at a time, waits for all machines together, and returns a
// result for each id in order.
//
// Administrators may call it. Each result fails as [MachinesService.Commission]
// and [MachinesService.WaitFor] do.
//
// POST /machines/{system_id}/?op=commission
func (s *MachinesService) CommissionMany(ctx context.Context, systemIDs []string, opts *MachineCommissionOptions, wait *MachineWaitOptions) []MachineResult {
	results := make([]MachineResult, len(systemIDs))
	forEach(len(systemIDs), func(i int) {
		results[i].SystemID = systemIDs[i]
		_, results[i].Err = s.Commission(ctx, systemIDs[i], opts)
	})
	defer s.machinePolls.Watch(len(systemIDs))()
	var group sync.WaitGroup
	for i := range results {
		if r := &results[i]; r.Err == nil {
			group.Go(func() { r.Machine, r.Err = s.WaitFor(ctx, r.SystemID, Ready, wait) })
		}
	}
	group.Wait()
	return results
}

// ReleaseEach releases machines independently of each other, a few at a time, and
// returns for each id what became of it: nil for one that is free now or on its
// way, whether or not it was before, and for one that is not there. It does not
// wait; see [MachinesService.WaitForAll]. No ids release nothing.
//
// Any user may call it for machines of their own, administrators for any. Each
// error is one of [MachinesService.Release].
//
// POST /machines/{system_id}/?op=release
func (s *MachinesService) ReleaseEach(ctx context.Context, systemIDs []string, opts *MachineReleaseOptions) map[string]error {
	errs := make([]error, len(systemIDs))
	forEach(len(systemIDs), func(i int) { _, errs[i] = s.releaseOne(ctx, systemIDs[i], opts) })
	outcomes := make(map[string]error, len(systemIDs))
	for i, id := range systemIDs {
		outcomes[id] = errs[i]
	}
	return outcomes
}

// forEach calls do for 0 to n-1, a few at a time, and returns when all have
// returned.
func forEach(n int, do func(i int)) {
	slots := make(chan struct{}, callsAtOnce)
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
