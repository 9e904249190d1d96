package maas2test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// TestMachineHelpers takes machines through their life on a MAAS in
// memory, by the helpers alone.
func TestMachineHelpers(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	server := Start(t)
	client := server.Client()
	quick := &maas2.MachineWaitOptions{Interval: time.Millisecond, MaxInterval: 5 * time.Millisecond}

	// Enlisted, commissioned and found again.
	machine, adopted, err := client.Machines.CreateOrAdopt(ctx, "amd64", []string{"52:54:00:10:03:01"}, &maas2.MachineCreateOptions{Hostname: "ada", PowerParameters: maas2.ManualPower{}})
	require.NoError(t, err)
	assert.False(t, adopted)
	machine, err = client.Machines.WaitFor(ctx, machine.SystemID, maas2.Ready, quick)
	require.NoError(t, err)
	again, adopted, err := client.Machines.CreateOrAdopt(ctx, "amd64", []string{"52:54:00:10:03:01"}, nil)
	require.NoError(t, err)
	assert.True(t, adopted)
	assert.Equal(t, machine.SystemID, again.SystemID)
	for _, key := range []string{machine.SystemID, "ada", machine.FQDN, "52:54:00:10:03:01"} {
		found, err := client.Machines.Find(ctx, key)
		require.NoError(t, err, key)
		assert.Equal(t, machine.SystemID, found.SystemID)
	}
	_, err = client.Machines.Find(ctx, "nobody")
	require.ErrorIs(t, err, maas.ErrNotFound)

	// Filters and constraints as MAAS reads them.
	ready, err := client.Machines.List(ctx, &maas2.MachineListOptions{Status: []maas2.NodeStatus{maas2.NodeStatusReady, maas2.NodeStatusFailedTesting}})
	require.NoError(t, err)
	assert.Len(t, ready, 1)

	// Provisioned and released.
	machine, err = client.Machines.Provision(ctx, &maas2.MachineProvisionOptions{
		Allocate: &maas2.MachineAllocateOptions{Name: "ada"},
		Zones:    []string{maas2.DefaultZone},
		Deploy:   &maas2.MachineDeployOptions{DistroSeries: "jammy"},
		Wait:     quick,
	})
	require.NoError(t, err)
	assert.Equal(t, maas2.NodeStatusDeployed, machine.Status)
	_, err = client.Machines.WaitFor(ctx, machine.SystemID, maas2.Ready, quick)
	require.ErrorIs(t, err, maas2.ErrUnreachable)
	require.NoError(t, client.Machines.ReleaseAndWait(ctx, machine.SystemID, &maas2.MachineReleaseOptions{Erase: new(true), QuickErase: new(true)}, quick))
	require.NoError(t, client.Machines.ReleaseAndWait(ctx, machine.SystemID, nil, quick), "once more")

	// A deployment that fails leaves nothing behind, and tells why.
	server.FailDeployment(machine.SystemID)
	_, err = client.Machines.Provision(ctx, &maas2.MachineProvisionOptions{Wait: quick})
	require.ErrorIs(t, err, maas2.ErrMachineFailed)
	wait, ok := errors.AsType[*maas2.MachineWaitError](err)
	require.True(t, ok)
	assert.NotEmpty(t, wait.Events)
	_, err = client.Machines.WaitFor(ctx, machine.SystemID, maas2.Ready, quick)
	require.NoError(t, err)

	// Nothing is left to have.
	_, err = client.Machines.Provision(ctx, &maas2.MachineProvisionOptions{Allocate: &maas2.MachineAllocateOptions{Mem: 1 << 30}, Wait: quick})
	require.ErrorIs(t, err, maas.ErrConflict)
}
