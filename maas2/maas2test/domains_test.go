package maas2test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/maas2"
)

// What is new is in the default domain, whichever that is, and what is idle goes
// there when another becomes the default one.
func TestNodesFollowTheDefaultDomain(t *testing.T) {
	t.Parallel()
	ctx, server := t.Context(), Start(t)
	client := server.Client()
	ready := server.AddMachine(Machine{Hostname: "ready"})
	deployed := server.AddMachine(Machine{Hostname: "deployed", Status: "Deployed", Owner: "alice"})
	device := server.AddDevice(Device{Hostname: "printer", MACAddresses: []string{"52:54:00:99:00:01"}})
	_, err := client.Domains.Create(ctx, "example.org", nil)
	require.NoError(t, err)
	_, err = client.Domains.SetDefault(ctx, "example.org")
	require.NoError(t, err)

	created, err := client.Machines.Create(ctx, "amd64/generic", []string{"52:54:00:99:00:02"}, &maas2.MachineCreateOptions{Hostname: "created", Commission: new(bool)})
	require.NoError(t, err)
	newDevice, err := client.Devices.Create(ctx, []string{"52:54:00:99:00:03"}, &maas2.DeviceCreateOptions{Hostname: "camera"})
	require.NoError(t, err)
	host := server.AddVMHost(VMHost{Name: "kvm"})
	guest, err := client.VMHosts.Compose(ctx, host, &maas2.VMHostComposeOptions{Hostname: "guest"})
	require.NoError(t, err)
	for id, want := range map[string]string{
		created.SystemID:   "created.example.org",
		newDevice.SystemID: "camera.example.org",
		guest.SystemID:     "guest.example.org",
		server.AddMachine(Machine{Hostname: "seeded"}): "seeded.example.org",
		server.AddDevice(Device{Hostname: "scanner"}):  "scanner.example.org",
		ready:    "ready.example.org",
		device:   "printer.example.org",
		deployed: "deployed.maas",
	} {
		node, err := client.Nodes.Get(ctx, id)
		require.NoError(t, err)
		assert.Equal(t, want, node.FQDN)
	}
	rack, err := client.RackControllers.List(ctx, nil)
	require.NoError(t, err)
	assert.Equal(t, "rack-1.maas", rack[0].FQDN)
}
