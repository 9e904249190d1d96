package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maas2"
)

const (
	allocateCall = "POST /machines/?op=allocate"
	deployCall   = "POST /machines/k7bmx3/?op=deploy"
	releaseCall  = "POST /machines/k7bmx3/?op=release"
	lookCall     = "GET /machines/k7bmx3/"
)

// provisioning is a script in which everything succeeds, but for some calls.
func provisioning(changes map[string][]string) map[string][]string {
	responses := map[string][]string{
		allocateCall:   {ada(maas2.NodeStatusAllocated)},
		deployCall:     {ada(maas2.NodeStatusDeploying)},
		lookCall:       {ada(maas2.NodeStatusDeploying), ada(maas2.NodeStatusDeployed)},
		releaseCall:    {ada(maas2.NodeStatusReleasing)},
		"GET /events/": {adaEvents},
	}
	for call, answers := range changes {
		responses[call] = answers
	}
	return responses
}

func TestMachinesProvision(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		client, script := newScript(t, provisioning(nil))
		var seen *maas2.Machine
		machine, err := client.Machines.Provision(t.Context(), &maas2.MachineProvisionOptions{
			Allocate:  &maas2.MachineAllocateOptions{CPUCount: 4},
			Allocated: func(_ context.Context, m *maas2.Machine) error { seen = m; return nil },
			Deploy:    &maas2.MachineDeployOptions{DistroSeries: "jammy"},
		})
		require.NoError(t, err)
		assert.Equal(t, maas2.NodeStatusDeployed, machine.Status)
		assert.Equal(t, maas2.NodeStatusAllocated, seen.Status)
		assert.Equal(t, []string{allocateCall, deployCall, lookCall, lookCall}, script.calls())
		assert.Regexp(t, `^cpu_count=4&agent_name=gomaas-[A-Z2-7]{26}$`, script.form[allocateCall])
		assert.Equal(t, "distro_series=jammy", script.form[deployCall])
	})
}

// A machine whose provisioning fails in any step is given back.
func TestMachinesProvisionReleases(t *testing.T) {
	t.Parallel()
	hook := errors.New("no such VLAN")
	for _, tc := range []struct {
		name     string
		changes  map[string][]string
		hook     error
		cancel   time.Duration // 0: never
		released int
		err      error
		text     string
	}{
		{name: "hook fails", hook: hook, released: 1, err: hook, text: "machine k7bmx3, after it was allocated"},
		{name: "deploy fails", changes: map[string][]string{deployCall: {`400 {"distro_series": ["no"]}`}}, released: 1, err: maas.ErrBadRequest},
		{name: "deployment fails", changes: map[string][]string{lookCall: {ada(maas2.NodeStatusFailedDeployment)}}, released: 1, err: maas2.ErrMachineFailed},
		{name: "somebody took it away", changes: map[string][]string{lookCall: {ada(maas2.NodeStatusReady)}}, released: 1, err: maas2.ErrUnreachable},
		{name: "context ends", changes: map[string][]string{lookCall: {ada(maas2.NodeStatusDeploying)}}, cancel: time.Minute, released: 1, err: context.DeadlineExceeded},
		{name: "composed machine is gone", changes: map[string][]string{deployCall: {"503 no"}, releaseCall: {noMachine}}, released: 1, err: maas.ErrUnavailable},
		{name: "release fails", changes: map[string][]string{deployCall: {"503 no"}, releaseCall: {"403 "}, lookCall: {ada(maas2.NodeStatusDeployed)}}, released: 1,
			err: maas.ErrForbidden, text: "machine k7bmx3 could not be released"},
		{name: "response to the release is lost", changes: map[string][]string{deployCall: {"503 no"}, releaseCall: {"reset"}, lookCall: {ada(maas2.NodeStatusReleasing)}},
			released: 1, err: maas.ErrUnavailable},
		{name: "release is lost", changes: map[string][]string{deployCall: {"503 no"}, releaseCall: {"reset", "504 no", ada(maas2.NodeStatusReleasing)},
			lookCall: {ada(maas2.NodeStatusAllocated)}}, released: 3, err: maas.ErrUnavailable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				client, script := newScript(t, provisioning(tc.changes))
				ctx := t.Context()
				if tc.cancel > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tc.cancel)
					defer cancel()
				}
				machine, err := client.Machines.Provision(ctx, &maas2.MachineProvisionOptions{
					Allocated: func(context.Context, *maas2.Machine) error { return tc.hook },
					Release:   &maas2.MachineReleaseOptions{Comment: "failed"},
				})
				assert.Nil(t, machine)
				require.ErrorIs(t, err, tc.err)
				require.ErrorContains(t, err, tc.text)
				assert.Len(t, script.calls(releaseCall), tc.released)
				assert.Equal(t, "comment=failed", script.form[releaseCall])
			})
		})
	}
}

// An allocation whose response is lost is found by its agent name, so that no
// machine is left behind.
func TestMachinesProvisionAdoptsItsMachine(t *testing.T) {
	t.Parallel()
	const find = "GET /machines/?agent_name=gomaas-"
	for _, tc := range []struct {
		name     string
		allocate string
		agent    string
		finds    []string
		looks    int
		ok       bool
		text     string
	}{
		{name: "broken connection", allocate: "reset", finds: []string{"[" + ada(maas2.NodeStatusAllocated) + "]"}, looks: 1, ok: true},
		{name: "504", allocate: "504 no", finds: []string{"502 no", "[" + ada(maas2.NodeStatusAllocated) + "]"}, looks: 2, ok: true},
		{name: "nonsense", allocate: "<html>", finds: []string{"[" + ada(maas2.NodeStatusAllocated) + "]"}, looks: 1, ok: true},
		{name: "a proxy has repeated it", allocate: "401 Authorization Error: 'Nonce already used: 1'", finds: []string{"[" + ada(maas2.NodeStatusAllocated) + "]"}, looks: 1, ok: true},
		{name: "a page of a proxy", allocate: "413 <html><title>Too Large</title></html>", finds: []string{"[" + ada(maas2.NodeStatusAllocated) + "]"}, looks: 1, ok: true},
		{name: "504, and allocated later", allocate: "504 no", finds: []string{"[]", "[]", "[]", "[]", "[]", "[" + ada(maas2.NodeStatusAllocated) + "]"}, looks: 6, ok: true},
		{name: "nothing was allocated", allocate: "reset", finds: []string{"[]"}, looks: 4, text: "connection reset"},
		{name: "nothing was allocated in time", allocate: "504 no", finds: []string{"[]"}, looks: 10, text: "504"},
		{name: "MAAS rolled it back", allocate: "500 no", finds: []string{"[]"}, looks: 1, text: "500"},
		{name: "nobody can tell", allocate: "reset", finds: []string{"403 no"}, looks: 1, text: "a machine with agent name gomaas-"},
		{name: "agent name of others", allocate: "reset", agent: "juju", text: "connection reset"},
		{name: "none to have", allocate: "409 No machine available.", text: "No machine available"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				client, script := newScript(t, provisioning(map[string][]string{allocateCall: {tc.allocate}, find: tc.finds}))
				machine, err := client.Machines.Provision(t.Context(), &maas2.MachineProvisionOptions{Allocate: &maas2.MachineAllocateOptions{AgentName: tc.agent}})
				assert.Len(t, script.calls("GET /machines/?"), tc.looks)
				assert.Len(t, script.calls(allocateCall), 1)
				if tc.ok {
					require.NoError(t, err)
					assert.Equal(t, "k7bmx3", machine.SystemID)
					assert.Contains(t, script.calls(find)[0], url.QueryEscape(strings.TrimPrefix(script.form[allocateCall], "agent_name=")))
					return
				}
				require.ErrorContains(t, err, tc.text)
				assert.Empty(t, script.calls(releaseCall, deployCall))
			})
		})
	}
}

// A context that ends during the allocation leaves it a minute, and then gives
// the machine back.
func TestMachinesProvisionCancelledWhileAllocating(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		client, script := newScript(t, provisioning(map[string][]string{
			allocateCall: {"block"}, "GET /machines/?agent_name=": {"[" + ada(maas2.NodeStatusAllocated) + "]"},
		}))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		started := time.Now()
		_, err := client.Machines.Provision(ctx, nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 70*time.Second, time.Since(started))
		assert.Len(t, script.calls(releaseCall), 1)
		assert.Empty(t, script.calls(deployCall))
	})
	client, script := newScript(t, provisioning(nil))
	ctx, cancel := context.WithCancel(deadline.Context(t))
	cancel()
	_, err := client.Machines.Provision(ctx, nil)
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, script.calls(), "a context that has ended")
}

func TestMachinesProvisionInPoolsAndZones(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		var tried []string
		client, script := newScript(t, provisioning(map[string][]string{allocateCall: {"409 none", "409 none", "409 none", ada(maas2.NodeStatusAllocated)}}))
		script.onForm = func(prefix, form string) {
			if prefix == allocateCall {
				values, err := url.ParseQuery(form)
				assert.NoError(t, err)
				tried = append(tried, values.Get("pool")+"/"+values.Get("zone"))
			}
		}
		_, err := client.Machines.Provision(t.Context(), &maas2.MachineProvisionOptions{Pools: []string{"prod", "spare"}, Zones: []string{"r1", "r2"}})
		require.NoError(t, err)
		assert.Equal(t, []string{"prod/r1", "prod/r2", "spare/r1", "spare/r2"}, tried)
	})

	client, script := newScript(t, provisioning(map[string][]string{allocateCall: {"409 none"}}))
	_, err := client.Machines.Provision(deadline.Context(t), &maas2.MachineProvisionOptions{Zones: []string{"r1", "r2"}})
	require.ErrorIs(t, err, maas.ErrConflict)
	assert.Len(t, script.calls(), 2)
}

func TestMachinesProvisionRefuses(t *testing.T) {
	t.Parallel()
	client, script := newScript(t, nil)
	for argument, opts := range map[string]*maas2.MachineProvisionOptions{
		"dry_run": {Allocate: &maas2.MachineAllocateOptions{DryRun: new(true)}},
		"zone":    {Zones: []string{"r1", ""}},
		"pool":    {Pools: []string{}},
	} {
		_, err := client.Machines.Provision(t.Context(), opts)
		bad, ok := errors.AsType[*maas.ArgumentError](err)
		require.True(t, ok, err)
		assert.Equal(t, argument, bad.Argument)
	}
	assert.Empty(t, script.calls())
}

// Many machines are waited for together, and one that fails leaves the others
// alone.
func TestMachinesProvisionMany(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		const n = 20
		var allocated []string
		var list []string
		responses := map[string][]string{"GET /events/": {adaEvents}}
		for i := range n {
			id := fmt.Sprintf("m%05d", i)
			of := func(status maas2.NodeStatus) string { return strings.Replace(ada(status), "k7bmx3", id, 1) }
			allocated = append(allocated, of(maas2.NodeStatusAllocated))
			end := maas2.NodeStatusDeployed
			if i == 7 {
				end = maas2.NodeStatusFailedDeployment
			}
			list = append(list, of(end))
			responses["POST /machines/"+id+"/?op=deploy"] = []string{of(maas2.NodeStatusDeploying)}
			responses["POST /machines/"+id+"/?op=release"] = []string{of(maas2.NodeStatusReleasing)}
			responses["GET /machines/"+id+"/"] = []string{of(end)}
		}
		responses[allocateCall] = append(allocated, "409 No machine available.")
		responses["GET /machines/?"] = []string{"[" + strings.Join(list, ",") + "]"}
		client, script := newScript(t, responses)

		results := client.Machines.ProvisionMany(t.Context(), make([]maas2.MachineProvisionOptions, n+1))
		deployed, failed, none := 0, 0, 0
		for _, r := range results {
			switch {
			case r.Err == nil:
				deployed++
				assert.Equal(t, r.SystemID, r.Machine.SystemID)
			case errors.Is(r.Err, maas2.ErrMachineFailed):
				failed++
				assert.Equal(t, "m00007", r.SystemID)
			case errors.Is(r.Err, maas.ErrConflict):
				none++
				assert.Empty(t, r.SystemID)
			}
		}
		assert.Equal(t, []int{n - 1, 1, 1}, []int{deployed, failed, none})
		assert.Equal(t, []string{"POST /machines/m00007/?op=release"}, script.calls("POST /machines/m00007/?op=release"))
		assert.Less(t, len(script.calls("GET /machines/")), n/2, "looks are shared")
	})
}

func TestMachinesReleaseAndWait(t *testing.T) {
	t.Parallel()
	releasing, erasing, ready := ada(maas2.NodeStatusReleasing), ada(maas2.NodeStatusDiskErasing), ada(maas2.NodeStatusReady)
	for _, tc := range []struct {
		name    string
		release []string
		looks   []string
		sent    int
		err     error
	}{
		{"with erasing", []string{erasing}, []string{erasing, releasing, ready}, 1, nil},
		{"at once", []string{ready}, []string{ready}, 1, nil},
		{"enlisted machine", []string{releasing}, []string{releasing, ada(maas2.NodeStatusNew)}, 1, nil},
		{"taken by another at once", []string{releasing}, []string{releasing, ada(maas2.NodeStatusAllocated)}, 1, nil},
		{"composed machine vanishes", []string{releasing}, []string{releasing, noMachine}, 1, nil},
		{"composed machine is gone", []string{noMachine}, nil, 1, nil},
		{"released by another", []string{"409 Machine cannot be released in its current state ('Releasing')."}, []string{releasing, ready}, 1, nil},
		{"gone after a lost response", []string{"reset"}, []string{noMachine}, 1, nil},
		{"on its way after a lost response", []string{"504 no"}, []string{releasing, ready}, 1, nil},
		{"sent again after a lost request", []string{"reset", releasing}, []string{ada(maas2.NodeStatusDeployed), ready}, 2, nil},
		{"erasing fails", []string{erasing}, []string{erasing, ada(maas2.NodeStatusFailedDiskErasing)}, 1, maas2.ErrMachineFailed},
		{"wrong state", []string{"409 Machine cannot be released in its current state ('New')."}, []string{ada(maas2.NodeStatusNew)}, 1, maas.ErrConflict},
		{"locked", []string{"403 "}, []string{ada(maas2.NodeStatusDeployed)}, 1, maas.ErrForbidden},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				client, script := newScript(t, map[string][]string{releaseCall: tc.release, lookCall: tc.looks, "GET /events/": {adaEvents}})
				err := client.Machines.ReleaseAndWait(t.Context(), "k7bmx3", &maas2.MachineReleaseOptions{Erase: new(true), QuickErase: new(true)}, nil)
				require.ErrorIs(t, err, tc.err)
				assert.Len(t, script.calls(releaseCall), tc.sent)
				assert.Equal(t, "erase=true&quick_erase=true", script.form[releaseCall])
			})
		})
	}
}

func TestMachinesReleaseAndWaitCancelled(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		client, _ := newScript(t, map[string][]string{releaseCall: {ada(maas2.NodeStatusDiskErasing)}, lookCall: {ada(maas2.NodeStatusDiskErasing)}})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		started := time.Now()
		require.ErrorIs(t, client.Machines.ReleaseAndWait(ctx, "k7bmx3", nil, nil), context.DeadlineExceeded)
		assert.Equal(t, time.Minute, time.Since(started))
	})
}

func TestMachinesCommissionMany(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		of := func(id string, status maas2.NodeStatus) string { return strings.Replace(ada(status), "k7bmx3", id, 1) }
		client, script := newScript(t, map[string][]string{
			"POST /machines/aaaaaa/": {of("aaaaaa", maas2.NodeStatusCommissioning)},
			"POST /machines/bbbbbb/": {of("bbbbbb", maas2.NodeStatusCommissioning)},
			"POST /machines/cccccc/": {`400 {"__all__": ["Commission is not available because of the current state of the node."]}`},
			"GET /machines/?":        {"[" + of("aaaaaa", maas2.NodeStatusReady) + "," + of("bbbbbb", maas2.NodeStatusFailedTesting) + "]"},
			"GET /events/":           {adaEvents},
		})
		results := client.Machines.CommissionMany(t.Context(), []string{"aaaaaa", "bbbbbb", "cccccc"}, nil, nil)
		require.Len(t, results, 3)
		require.NoError(t, results[0].Err)
		assert.Equal(t, maas2.NodeStatusReady, results[0].Machine.Status)
		require.ErrorIs(t, results[1].Err, maas2.ErrMachineFailed)
		require.ErrorIs(t, results[2].Err, maas.ErrBadRequest)
		assert.Equal(t, "cccccc", results[2].SystemID)
		assert.Len(t, script.calls("GET /machines/"), 1)
	})
	client, script := newScript(t, nil)
	ctx, cancel := context.WithCancel(deadline.Context(t))
	cancel()
	for _, result := range client.Machines.CommissionMany(ctx, []string{"aaaaaa", "bbbbbb"}, nil, nil) {
		require.ErrorIs(t, result.Err, context.Canceled)
	}
	assert.Empty(t, script.calls())
}

func TestMachinesReleaseEach(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		client, _ := newScript(t, map[string][]string{
			"POST /machines/aaaaaa/": {ada(maas2.NodeStatusReleasing)},
			"POST /machines/bbbbbb/": {noMachine},
			"POST /machines/cccccc/": {"403 "}, "GET /machines/cccccc/": {ada(maas2.NodeStatusDeployed)},
			"POST /machines/dddddd/": {"409 no"}, "GET /machines/dddddd/": {ada(maas2.NodeStatusDiskErasing)},
		})
		outcomes := client.Machines.ReleaseEach(t.Context(), []string{"aaaaaa", "bbbbbb", "cccccc", "dddddd"}, nil)
		require.Len(t, outcomes, 4)
		require.NoError(t, outcomes["aaaaaa"])
		require.NoError(t, outcomes["bbbbbb"])
		require.ErrorIs(t, outcomes["cccccc"], maas.ErrForbidden)
		require.NoError(t, outcomes["dddddd"])
	})
	client, script := newScript(t, nil)
	ctx, cancel := context.WithCancel(deadline.Context(t))
	cancel()
	require.ErrorIs(t, client.Machines.ReleaseEach(ctx, []string{"aaaaaa"}, nil)["aaaaaa"], context.Canceled)
	assert.Empty(t, client.Machines.ReleaseEach(t.Context(), nil, nil))
	assert.Empty(t, script.calls())
}
