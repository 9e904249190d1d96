package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maas2"
)

// ada is a machine in a status.
func ada(status maas2.NodeStatus) string {
	return fmt.Sprintf(`{"system_id": "k7bmx3", "hostname": "ada", "fqdn": "ada.maas", "status": %d, "power_type": "ipmi", "power_state": "on"}`, status)
}

const adaEvents = `{"count": 2, "events": [
	{"id": 8, "node": "k7bmx3", "hostname": "ada", "level": "ERROR", "type": "Node installation failure", "description": "curtin: no disk"},
	{"id": 7, "node": "k7bmx3", "hostname": "ada", "level": "INFO", "type": "Deploying", "description": ""}],
	"next_uri": "/MAAS/api/2.0/events/?op=query&after=8", "prev_uri": "/MAAS/api/2.0/events/?op=query&before=7"}`

// Every status of a machine, seen by a wait for each goal: done, going on ("."),
// failed at once ("F") or unreachable at once ("U").
func TestConditions(t *testing.T) {
	t.Parallel()
	goals := []maas2.MachineCondition{maas2.Ready, maas2.Allocated, maas2.Deployed, maas2.InRescueMode, maas2.Settled}
	for status, want := range map[maas2.NodeStatus]string{
		//                                        Ready, Allocated, Deployed, InRescueMode, Settled
		maas2.NodeStatusNew:                      "UUUUd",
		maas2.NodeStatusCommissioning:            ".UUU.",
		maas2.NodeStatusFailedCommissioning:      "FFFFF",
		maas2.NodeStatusMissing:                  "FFFFF",
		maas2.NodeStatusReady:                    "dUUUd",
		maas2.NodeStatusReserved:                 "UUUUd",
		maas2.NodeStatusDeployed:                 "UUdUd",
		maas2.NodeStatusRetired:                  "UUUUd",
		maas2.NodeStatusBroken:                   "FFFFF",
		maas2.NodeStatusDeploying:                "U..U.",
		maas2.NodeStatusAllocated:                "UdUUd",
		maas2.NodeStatusFailedDeployment:         "FFFFF",
		maas2.NodeStatusReleasing:                ".UUU.",
		maas2.NodeStatusFailedReleasing:          "FFFFF",
		maas2.NodeStatusDiskErasing:              ".UUU.",
		maas2.NodeStatusFailedDiskErasing:        "FFFFF",
		maas2.NodeStatusRescueMode:               "UUUdd",
		maas2.NodeStatusEnteringRescueMode:       "UUU..",
		maas2.NodeStatusFailedEnteringRescueMode: "FFFFF",
		maas2.NodeStatusExitingRescueMode:        "...U.",
		maas2.NodeStatusFailedExitingRescueMode:  "FFFFF",
		maas2.NodeStatusTesting:                  "...U.",
		maas2.NodeStatusFailedTesting:            "FFFFF",
		maas2.NodeStatus(99):                     ".....", // of a later release
	} {
		for i, goal := range goals {
			machine := &maas2.Machine{Status: status}
			got := "."
			switch err := goal.Failed(machine); {
			case goal.Done(machine):
				got = "d"
				assert.NoError(t, err)
			case errors.Is(err, maas2.ErrMachineFailed):
				got = "F"
				assert.NotErrorIs(t, err, maas2.ErrUnreachable)
			case errors.Is(err, maas2.ErrUnreachable):
				got = "U"
			default:
				assert.NoError(t, err)
			}
			assert.Equal(t, want[i:i+1], got, "%v, waiting for %s", status, goal.Name)
		}
	}
}

func TestPowerConditions(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		state maas2.PowerState
		power maas2.PowerType
		done  bool
		err   error
	}{
		{maas2.PowerStateOn, maas2.PowerTypeIPMI, true, nil},
		{maas2.PowerStateOff, maas2.PowerTypeIPMI, false, nil},
		{maas2.PowerStateUnknown, maas2.PowerTypeIPMI, false, nil},
		{maas2.PowerStateError, maas2.PowerTypeIPMI, false, maas2.ErrMachineFailed},
		{maas2.PowerStateUnknown, maas2.PowerTypeManual, false, maas2.ErrUnreachable},
		{maas2.PowerStateUnknown, maas2.PowerTypeNone, false, maas2.ErrUnreachable},
	} {
		machine := &maas2.Machine{PowerState: tc.state, PowerType: tc.power}
		assert.Equal(t, tc.done, maas2.PoweredOn.Done(machine), tc)
		if !tc.done {
			require.ErrorIs(t, maas2.PoweredOn.Failed(machine), tc.err)
		}
	}
	assert.True(t, maas2.PoweredOff.Done(&maas2.Machine{PowerState: maas2.PowerStateOff}))
}

func TestMachinesWaitFor(t *testing.T) {
	t.Parallel()
	deploying, deployed, failed := ada(maas2.NodeStatusDeploying), ada(maas2.NodeStatusDeployed), ada(maas2.NodeStatusFailedDeployment)
	why := strings.Replace(failed, "{", `{"status_message": "curtin:\n no disk", `, 1)
	for _, tc := range []struct {
		name      string
		condition maas2.MachineCondition
		answers   []string
		looks     int
		err       error  // nil: reached
		text      string // in the error
		events    bool   // in the error
	}{
		{"there at once", maas2.Deployed, []string{deployed}, 1, nil, "", false},
		{"deployed", maas2.Deployed, []string{deploying, deploying, deployed}, 3, nil, "", false},
		{"released with erasing", maas2.Ready, []string{ada(maas2.NodeStatusReleasing), ada(maas2.NodeStatusDiskErasing), ada(maas2.NodeStatusReady)}, 3, nil, "", false},
		{"survives trouble", maas2.Deployed, []string{deploying, "reset", "500 no", "502 no", "504 no", deployed}, 6, nil, "", false},
		{"failed", maas2.Deployed, []string{deploying, failed}, 2, maas2.ErrMachineFailed,
			"maas2: waiting for machine k7bmx3 to be Deployed (last seen Failed deployment): the machine failed: Failed deployment", true},
		{"failed, and why", maas2.Deployed, []string{why}, 1, maas2.ErrMachineFailed, "the machine failed: Failed deployment: curtin: no disk", true},
		{"impossible", maas2.Ready, []string{deployed}, 1, maas2.ErrUnreachable, "the machine does not get there by itself: Deployed", true},
		{"gone", maas2.Ready, []string{ada(maas2.NodeStatusReleasing), "404 No Machine matches the given query."}, 2, maas.ErrNotFound, "last seen Releasing", false},
		{"never there", maas2.Ready, []string{"404 No Machine matches the given query."}, 1, maas.ErrNotFound, "never seen", false},
		{"forbidden", maas2.Ready, []string{"403 no"}, 1, maas.ErrForbidden, "", false},
		{"condition without Done", maas2.MachineCondition{Name: "odd"}, nil, 0, nil, "no Done function", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				client, script := newScript(t, map[string][]string{"GET /machines/k7bmx3/": tc.answers, "GET /events/?op=query&limit=10&id=k7bmx3": {adaEvents}})
				polls := 0
				machine, err := client.Machines.WaitFor(t.Context(), "k7bmx3", tc.condition, &maas2.MachineWaitOptions{OnPoll: func(*maas2.Machine, error) { polls++ }})
				assert.Len(t, script.calls("GET /machines/"), tc.looks)
				if tc.err == nil && tc.text == "" {
					require.NoError(t, err)
					assert.True(t, tc.condition.Done(machine))
					assert.Equal(t, tc.looks, polls)
					return
				}
				assert.Nil(t, machine)
				require.ErrorContains(t, err, tc.text)
				if tc.err != nil {
					require.ErrorIs(t, err, tc.err)
				}
				wait, ok := errors.AsType[*maas2.MachineWaitError](err)
				require.True(t, ok)
				if tc.events {
					require.Len(t, wait.Events, 2)
					assert.Equal(t, "curtin: no disk", wait.Events[0].Description)
				} else {
					assert.Empty(t, wait.Events)
					assert.Empty(t, script.calls("GET /events/"))
				}
			})
		})
	}
}

// Without events the error of the machine is told all the same.
func TestMachinesWaitForWithoutEvents(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		client, _ := newScript(t, map[string][]string{"GET /machines/k7bmx3/": {ada(maas2.NodeStatusBroken)}, "GET /events/": {"block"}})
		started := time.Now()
		_, err := client.Machines.WaitFor(t.Context(), "k7bmx3", maas2.Ready, nil)
		require.ErrorIs(t, err, maas2.ErrMachineFailed)
		assert.Equal(t, 10*time.Second, time.Since(started))
	})
}

func TestMachinesWaitForEndsWithItsContext(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		client, script := newScript(t, map[string][]string{"GET /machines/k7bmx3/": {ada(maas2.NodeStatusDeploying)}})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		started := time.Now()
		_, err := client.Machines.WaitFor(ctx, "k7bmx3", maas2.Deployed, nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		wait, ok := errors.AsType[*maas2.MachineWaitError](err)
		require.True(t, ok)
		assert.Equal(t, maas2.NodeStatusDeploying, wait.Last.Status)
		assert.Equal(t, time.Minute, time.Since(started))
		// 1, 1.5, 2.25, 3.4, 5.1, 7.6, 11.4, 15 and 15 s between the looks.
		assert.Len(t, script.calls(), 9)
	})
}

func TestMachinesWaitForIntervals(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		deploying := ada(maas2.NodeStatusDeploying)
		client, _ := newScript(t, map[string][]string{"GET /machines/k7bmx3/": {deploying, deploying, deploying, ada(maas2.NodeStatusDeployed)}})
		started := time.Now()
		var at []time.Duration
		_, err := client.Machines.WaitFor(t.Context(), "k7bmx3", maas2.Deployed, &maas2.MachineWaitOptions{
			Interval: 2 * time.Second, MaxInterval: 3 * time.Second,
			OnPoll: func(*maas2.Machine, error) { at = append(at, time.Since(started)) },
		})
		require.NoError(t, err)
		assert.Equal(t, []time.Duration{0, 2 * time.Second, 5 * time.Second, 8 * time.Second}, at)
	})
}

// Waits at the same time share their requests, and one that fails does not end
// the others.
func TestMachinesWaitForAll(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		of := func(id string, status maas2.NodeStatus) string { return strings.Replace(ada(status), "k7bmx3", id, 1) }
		client, script := newScript(t, map[string][]string{
			"GET /machines/?": {
				"[" + of("aaaaaa", maas2.NodeStatusDeploying) + "," + of("bbbbbb", maas2.NodeStatusDeploying) + "," + of("cccccc", maas2.NodeStatusDeploying) + "]",
				"[" + of("aaaaaa", maas2.NodeStatusDeployed) + "," + of("bbbbbb", maas2.NodeStatusFailedDeployment) + "," + of("cccccc", maas2.NodeStatusDeploying) + "]",
				"[" + of("cccccc", maas2.NodeStatusDeployed) + "]",
			},
			"GET /machines/cccccc/": {of("cccccc", maas2.NodeStatusDeployed)},
			"GET /events/":          {adaEvents},
		})
		machines, err := client.Machines.WaitForAll(t.Context(), []string{"aaaaaa", "bbbbbb", "cccccc"}, maas2.Deployed, nil)
		require.ErrorIs(t, err, maas2.ErrMachineFailed)
		require.ErrorContains(t, err, "machine bbbbbb")
		require.Len(t, machines, 3)
		assert.Equal(t, "aaaaaa", machines[0].SystemID)
		assert.Nil(t, machines[1])
		assert.Equal(t, "cccccc", machines[2].SystemID)
		assert.Equal(t, []string{
			"GET /machines/?id=aaaaaa&id=bbbbbb&id=cccccc",
			"GET /machines/?id=aaaaaa&id=bbbbbb&id=cccccc",
			"GET /machines/?id=cccccc",
		}, script.calls("GET /machines/"))
	})
}
