package maas2

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gomaas/maas/internal/poll"
)

// A MachineCondition is what [MachinesService.WaitFor] waits for.
type MachineCondition struct {
	// Name names the condition in errors.
	Name string
	// Done reports whether the machine satisfies the condition.
	Done func(*Machine) bool
	// Failed returns an error if the machine can't come to satisfy the condition
	// unless somebody intervenes, and nil if it still may. A nil Failed goes on
	// until the context ends.
	Failed func(*Machine) error
}

// The usual conditions.
var (
	// Ready is a machine that can be allocated. A machine that is commissioned
	// or released gets there, through its tests or the erasing of its disks.
	Ready = StateCondition("Ready", []NodeStatus{NodeStatusReady}, []NodeStatus{
		NodeStatusCommissioning, NodeStatusTesting, NodeStatusReleasing, NodeStatusDiskErasing, NodeStatusExitingRescueMode,
	})

	// Allocated is a machine that has an owner and no system yet, which one is
	// whose deployment was aborted.
	Allocated = StateCondition("Allocated", []NodeStatus{NodeStatusAllocated}, []NodeStatus{
		NodeStatusDeploying, NodeStatusTesting, NodeStatusExitingRescueMode,
	})

	// Deployed is a machine that runs the system that was installed on it.
	Deployed = StateCondition("Deployed", []NodeStatus{NodeStatusDeployed}, []NodeStatus{
		NodeStatusDeploying, NodeStatusTesting, NodeStatusExitingRescueMode,
	})

	// InRescueMode is a machine that [MachinesService.RescueMode] booted.
	InRescueMode = StateCondition("in rescue mode", []NodeStatus{NodeStatusRescueMode}, []NodeStatus{
		NodeStatusEnteringRescueMode,
	})

	// Settled is a machine that nothing is under way on, and that is not in a
	// state of failure. It is what to wait for after
	// [MachinesService.Test], [MachinesService.Abort] and
	// [MachinesService.ExitRescueMode], which bring a machine back to where it
	// was.
	Settled = StateCondition("settled", []NodeStatus{
		NodeStatusNew, NodeStatusReady, NodeStatusReserved, NodeStatusAllocated, NodeStatusDeployed, NodeStatusRetired, NodeStatusRescueMode,
	}, []NodeStatus{
		NodeStatusCommissioning, NodeStatusTesting, NodeStatusDeploying, NodeStatusReleasing, NodeStatusDiskErasing,
		NodeStatusEnteringRescueMode, NodeStatusExitingRescueMode,
	})

	// PoweredOn and PoweredOff are a machine that MAAS has seen on or off. MAAS
	// sees neither of a machine that it can't switch.
	PoweredOn  = powerCondition("on", PowerStateOn)
	PoweredOff = powerCondition("off", PowerStateOff)
)

// StateCondition returns the condition that the status of a machine is one of
// done. Of the other statuses, those in pending lead there by themselves. Any
// other that this package knows ends the wait, with [ErrMachineFailed] if it is a
// failure and with [ErrUnreachable] if not.
func StateCondition(name string, done, pending []NodeStatus) MachineCondition {
	return MachineCondition{
		Name: name,
		Done: func(m *Machine) bool { return slices.Contains(done, m.Status) },
		Failed: func(m *Machine) error {
			switch {
			case slices.Contains(done, m.Status), slices.Contains(pending, m.Status), m.Status > NodeStatusFailedTesting:
				return nil
			case m.Status.failed():
				return failedMachine(m)
			default:
				return fmt.Errorf("%w: %v", ErrUnreachable, m.Status)
			}
		},
	}
}

// failed reports whether a node in that status needs somebody to look after it.
func (v NodeStatus) failed() bool {
	switch v {
	case NodeStatusFailedCommissioning, NodeStatusMissing, NodeStatusBroken, NodeStatusFailedDeployment, NodeStatusFailedReleasing,
		NodeStatusFailedDiskErasing, NodeStatusFailedEnteringRescueMode, NodeStatusFailedExitingRescueMode, NodeStatusFailedTesting:
		return true
	}
	return false
}

// failedMachine is the error of a machine in a state of failure, with what MAAS
// says of it.
func failedMachine(m *Machine) error {
	if m.StatusMessage != nil && *m.StatusMessage != "" && *m.StatusMessage != m.Status.String() {
		return fmt.Errorf("%w: %v: %s", ErrMachineFailed, m.Status, strings.Join(strings.Fields(*m.StatusMessage), " "))
	}
	return fmt.Errorf("%w: %v", ErrMachineFailed, m.Status)
}

func powerCondition(name string, want PowerState) MachineCondition {
	return MachineCondition{
		Name: name,
		Done: func(m *Machine) bool { return m.PowerState == want },
		Failed: func(m *Machine) error {
			switch {
			case m.PowerState == PowerStateError:
				return fmt.Errorf("%w: its BMC can't be talked to", ErrMachineFailed)
			case m.PowerType == PowerTypeNone || m.PowerType == PowerTypeManual:
				return fmt.Errorf("%w: MAAS can't see its power", ErrUnreachable)
			}
			return nil
		},
	}
}

// MachineWaitOptions say how a wait looks at the machine.
type MachineWaitOptions struct {
	// Interval is the pause after the first look, 1 s if 0. It grows by half
	// each time up to MaxInterval; if that is 0, 15 s or Interval if longer.
	Interval, MaxInterval time.Duration
	// OnPoll, if not nil, is told of each look: the machine, or the passing
	// error that the wait survives. WaitForAll calls it from several goroutines.
	OnPoll func(*Machine, error)
}

// A MachineWaitError is a wait that ended without the machine reaching the
// condition. Unwrap gives [ErrMachineFailed], [ErrUnreachable], the error of the
// context, or an error of MAAS that waiting would not change.
type MachineWaitError struct {
	SystemID  string
	Condition string
	Last      *Machine // as last seen; nil if it never was
	// Events are the last ones of the machine, the newest first, if its state
	// ended the wait: they tell what went wrong. They are nil if MAAS could not
	// be asked for them.
	Events []Event
	Err    error
}

// Why a wait ends before its context. The text of the [*MachineWaitError] and its
// fields Last and Events tell more.
var (
	// ErrMachineFailed is a machine in a state of failure.
	ErrMachineFailed = errors.New("the machine failed")
	// ErrUnreachable is a machine that does not get to the condition without
	// another call: a Deployed one that is to be Ready must be released first.
	ErrUnreachable = errors.New("the machine does not get there by itself")
)

func (e *MachineWaitError) Error() string {
	seen := "never seen"
	if e.Last != nil {
		seen = "last seen " + e.Last.Status.String()
	}
	return fmt.Sprintf("maas2: waiting for machine %s to be %s (%s): %v", e.SystemID, e.Condition, seen, e.Err)
}

func (e *MachineWaitError) Unwrap() error { return e.Err }

// WaitFor looks at a machine again and again until it satisfies condition, for
// example [Ready] or [Deployed], and returns it as it is then. Give ctx a
// deadline: there is no other.
//
// A broken connection or a server in trouble does not end the wait. It fails
// with a [*MachineWaitError]: for a state of failure or one that leads elsewhere
// at once, for an error such as [maas.ErrNotFound] at once, and when ctx ends.
//
// Any user may call it.
//
// GET /machines/{system_id}/
func (s *MachinesService) WaitFor(ctx context.Context, systemID string, condition MachineCondition, opts *MachineWaitOptions) (*Machine, error) {
	var o MachineWaitOptions
	if opts != nil {
		o = *opts
	}
	if o.Interval <= 0 {
		o.Interval = time.Second
	}
	if o.MaxInterval <= 0 {
		o.MaxInterval = max(15*time.Second, o.Interval)
	}
	failure := &MachineWaitError{SystemID: systemID, Condition: condition.Name}
	fail := func(err error) (*Machine, error) {
		failure.Err = err
		return nil, failure
	}
	if condition.Done == nil {
		return fail(errors.New("the condition has no Done function"))
	}
	defer s.machinePolls.Watch(1)()
	for pause := o.Interval; ; pause = min(pause+pause/2, o.MaxInterval) {
		machine, err := s.machinePolls.Look(ctx, systemID)
		if ctx.Err() != nil {
			return fail(contextError(ctx))
		}
		if err != nil && !passing(err) {
			return fail(err)
		}
		if o.OnPoll != nil {
			o.OnPoll(machine, err)
		}
		if err == nil {
			failure.Last = machine
			switch {
			case condition.Done(machine):
				return machine, nil
			case condition.Failed != nil:
				if err := condition.Failed(machine); err != nil {
					failure.Events = s.lastEvents(ctx, systemID)
					return fail(err)
				}
			}
		}
		if sleep(ctx, min(pause, o.MaxInterval)) != nil {
			return fail(contextError(ctx))
		}
	}
}

// eventsTime and eventsCount bound how long a wait that failed looks for events,
// and for how many.
const (
	eventsTime  = 10 * time.Second
	eventsCount = 10
)

// lastEvents returns the last events of a machine, or nil where there is an
// error: the caller has a better one.
func (s *MachinesService) lastEvents(ctx context.Context, systemID string) []Event {
	ctx, cancel := context.WithTimeout(ctx, eventsTime)
	defer cancel()
	page, err := (*EventsService)(s).Query(ctx, &EventQueryOptions{ID: systemID, Limit: eventsCount})
	if err != nil {
		return nil
	}
	return page.Events
}

// machineSource is where waits look at machines. The ids of a list go into the
// URL, which a web server in front of MAAS may limit.
func machineSource(s *MachinesService) poll.Source[Machine] {
	return poll.Source[Machine]{
		Key: func(m *Machine) string { return m.SystemID },
		Get: s.Get,
		List: func(ctx context.Context, ids []string) ([]Machine, error) {
			return s.List(ctx, &MachineListOptions{ID: ids})
		},
		Batch: 180,
	}
}

// WaitForAll waits for several machines at once and returns them in the order of
// their ids. When some fail it still waits for the rest; the error then joins one
// [*MachineWaitError] for each that failed, and their places in the result are
// nil.
//
// Any user may call it.
//
// GET /machines/
func (s *MachinesService) WaitForAll(ctx context.Context, systemIDs []string, condition MachineCondition, opts *MachineWaitOptions) ([]*Machine, error) {
	machines := make([]*Machine, len(systemIDs))
	errs := make([]error, len(systemIDs))
	defer s.machinePolls.Watch(len(systemIDs))()
	var group sync.WaitGroup
	for i, id := range systemIDs {
		group.Go(func() { machines[i], errs[i] = s.WaitFor(ctx, id, condition, opts) })
	}
	group.Wait()
	return machines, errors.Join(errs...)
}
