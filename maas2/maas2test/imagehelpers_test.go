package maas2test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// TestImageAndHostHelpers uses the helpers for images, VM hosts, power and events
// on a MAAS in memory.
func TestImageAndHostHelpers(t *testing.T) {
	t.Parallel()
	server := Start(t)
	client := server.Client()
	ctx := t.Context()

	content := bytes.Repeat([]byte("0123456789"), 1000)
	var progress []int64
	image, err := client.BootResources.Upload(ctx, "amd64/generic", "custom/two", bytes.NewReader(content), &maas2.BootResourceUploadOptions{
		Filetype: maas2.UploadFiletypeDDGZ, ChunkSize: 4096, OnProgress: func(sent, _ int64) { progress = append(progress, sent) },
	})
	require.NoError(t, err)
	assert.True(t, image.Complete())
	assert.Equal(t, []int64{4096, 8192, 10000}, progress)
	images, err := client.BootResources.WaitFor(ctx, "custom/two", []string{"amd64"}, nil)
	require.NoError(t, err)
	assert.Len(t, images, 1)

	sources, err := client.BootSources.List(ctx)
	require.NoError(t, err)
	require.NotEmpty(t, sources)
	selection, err := client.BootSourceSelections.Ensure(ctx, sources[0].ID, "ubuntu", "jammy", []string{"amd64"})
	require.NoError(t, err)
	assert.Contains(t, selection.Arches, "amd64")
	images, err = client.BootResources.WaitFor(ctx, "ubuntu/jammy", selection.Arches, nil)
	require.NoError(t, err)
	assert.NotEmpty(t, images)

	script, err := client.Scripts.Create(ctx, strings.NewReader("#!/bin/sh\n"), &maas2.ScriptCreateOptions{Name: "check", Type: maas2.ScriptTypeTesting})
	require.NoError(t, err)
	assert.Equal(t, maas2.ScriptTypeTesting, script.Type)

	host, err := client.VMHosts.Register(ctx, "qemu+ssh://ubuntu@10.0.0.51/system", maas2.VMHostTypeVirsh, &maas2.VMHostCreateOptions{Name: "host"})
	require.NoError(t, err)
	again, err := client.VMHosts.Register(ctx, "qemu+ssh://ubuntu@10.0.0.51/system", maas2.VMHostTypeVirsh, nil)
	require.NoError(t, err)
	assert.Equal(t, host.ID, again.ID)
	found, err := client.VMHosts.Find(ctx, "host")
	require.NoError(t, err)
	assert.Equal(t, host.ID, found.ID)
	composed, err := client.VMHosts.Compose(ctx, host.ID, &maas2.VMHostComposeOptions{
		Cores: 2, Memory: 2048, Storage: maas2.StorageConstraints{{Label: "root", Size: 8, Tags: []string{"default"}}},
	})
	require.NoError(t, err)

	machine, err := client.Machines.Create(ctx, "amd64/generic", []string{"52:54:00:10:03:01"}, &maas2.MachineCreateOptions{
		PowerParameters: maas2.IPMIPower{Address: "10.0.0.7", User: "maas", Password: maas.NewSecret("correct horse")},
	})
	require.NoError(t, err)
	settings, err := client.Machines.PowerParameters(ctx, machine.SystemID)
	require.NoError(t, err)
	power, ok := settings.As(machine.PowerType).(maas2.IPMIPower)
	require.True(t, ok)
	assert.Equal(t, "10.0.0.7", power.Address)
	assert.Equal(t, "correct horse", power.Password.Reveal())

	events := 0
	last := 0
	for event, err := range client.Events.All(ctx, &maas2.EventQueryOptions{Limit: 1, Level: maas2.EventLevelDebug, ID: machine.SystemID}) {
		require.NoError(t, err)
		assert.Equal(t, machine.SystemID, event.Node)
		assert.False(t, event.Time().IsZero())
		assert.True(t, last == 0 || event.ID < last, "the newest first")
		last = event.ID
		events++
	}
	assert.Positive(t, events)
	for event, err := range client.Events.Follow(ctx, &maas2.EventQueryOptions{Level: maas2.EventLevelDebug, ID: machine.SystemID, After: new(0)}, 0) {
		require.NoError(t, err)
		assert.Equal(t, last, event.ID, "the oldest first")
		break
	}
	assert.NotEmpty(t, composed.SystemID)
}
