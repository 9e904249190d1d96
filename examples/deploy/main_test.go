package main

import (
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/examples/internal/demo"
	"github.com/gomaas/maas/examples/internal/demotest"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
)

func TestInMemory(t *testing.T) {
	demotest.Memory(t)
	stdout, stderr, err := demotest.Run(t, run, "-tag", "ssd", "-cpus", "12", "-interval", "1ms")
	require.NoError(t, err)
	assert.Regexp(t, `^hostname      barbara\nsystem id     node-[-0-9a-f]+\nstate         Deployed\nzone          rack2\n`, stdout)
	assert.Contains(t, stderr, "deploying barbara (node-")
	assert.NotContains(t, stderr, "\x1b", "progress is for terminals")
}

func TestWhatIsSent(t *testing.T) {
	server := demotest.Live(t)
	server.AddNode(maastest.Node{Status: maas.NodeStatusReady, PowerType: "virsh", CPUCount: 8, Memory: 16384, Tags: []string{"ssd", "gpu"}})
	_, _, err := demotest.Run(t, run, "-write", "-interval", "1ms", "-user-data", "cloud-config.yaml",
		"-tag", "ssd", "-tag", "gpu", "-cpus", "4", "-memory", "8192", "-arch", "amd64", "-zone", "default", "-series", "trusty")
	require.NoError(t, err)
	requests := server.Requests()
	require.Len(t, requests, 3)
	acquire, start := requests[0], requests[1]
	for name, want := range map[string]string{
		"cpu_count": "4", "mem": "8192", "arch": "amd64", "zone": "default", "name": "",
	} {
		assert.Equal(t, want, acquire.Param(name), name)
	}
	assert.Equal(t, []string{"ssd", "gpu"}, acquire.Params("tags"))
	assert.Equal(t, "trusty", start.Param("distro_series"))
	userData, err := base64.StdEncoding.DecodeString(start.Param("user_data"))
	require.NoError(t, err)
	assert.Equal(t, "#cloud-config\npackages: [postgresql]\n", string(userData))
}

func TestLiveMAASIsOnlyReadWithoutWrite(t *testing.T) {
	server := demotest.Live(t)
	server.AddNode(maastest.Node{Status: maas.NodeStatusReady})
	server.AddNode(maastest.Node{Status: maas.NodeStatusDeclared})
	stdout, _, err := demotest.Run(t, run)
	require.NoError(t, err)
	assert.Contains(t, stdout, "machines that are Ready: 1; ")
	for _, request := range server.Requests() {
		assert.Equal(t, http.MethodGet, request.Method)
	}
}

func TestZonesInOrder(t *testing.T) {
	demotest.Memory(t)
	stdout, _, err := demotest.Run(t, run, "-zone", "default", "-zone", "rack2", "-zone", "rack1", "-interval", "1ms")
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^zone +rack2$`, stdout, "default has no machines")
}

func TestUnknownZone(t *testing.T) {
	server := demotest.Live(t)
	_, _, err := demotest.Run(t, run, "-zone", "nowhere")
	require.ErrorContains(t, err, `zone "nowhere" does not exist`)
	_, _, err = demotest.Run(t, run, "-zone", "nowhere", "-write")
	require.ErrorIs(t, err, maas.ErrBadRequest)
	assert.Len(t, server.Requests(), 2)
}

func TestNoMachine(t *testing.T) {
	demotest.Memory(t)
	_, _, err := demotest.Run(t, run, "-name", "nobody")
	require.ErrorIs(t, err, maas.ErrConflict)
}

func TestFailureReleases(t *testing.T) {
	server := demotest.Live(t, maastest.WithManualDeployment())
	id := server.AddNode(maastest.Node{Hostname: "ada", Status: maas.NodeStatusReady, PowerType: "virsh"})
	server.Inject(maastest.Match{Operation: "GET /nodes/{system_id}/"}, maastest.Fault{}) // the first poll succeeds
	server.Inject(maastest.Match{Operation: "GET /nodes/{system_id}/"}, maastest.Fault{Status: 403})
	_, stderr, err := demotest.Run(t, run, "-write", "-interval", "1ms")
	require.ErrorIs(t, err, maas.ErrForbidden)
	assert.Contains(t, stderr, "ada ("+id+") is now Ready\n")
}

func TestInterruptReleases(t *testing.T) {
	server := demotest.Live(t, maastest.WithManualDeployment())
	id := server.AddNode(maastest.Node{Hostname: "ada", Status: maas.NodeStatusReady, PowerType: "virsh"})
	ctx, interrupt := context.WithCancel(deadline.Context(t))
	stderr := &demotest.Watch{Text: "deploying ada", Seen: interrupt}
	err := run(ctx, []string{"-write"}, io.Discard, stderr)
	require.ErrorIs(t, err, context.Canceled)
	assert.Contains(t, stderr.String(), "ada ("+id+") is now Ready\n")
}

func TestTimeoutReleases(t *testing.T) {
	server := demotest.Live(t, maastest.WithManualDeployment())
	id := server.AddNode(maastest.Node{Hostname: "ada", Status: maas.NodeStatusReady, PowerType: "virsh"})
	_, _, err := demotest.Run(t, run, "-write", "-timeout", "50ms")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	node, err := server.Client().Nodes.Get(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, maas.NodeSubstatusReady, node.State())
}

func TestCalledWrongly(t *testing.T) {
	for _, args := range [][]string{{"-nonsense"}, {"-cpus", "many"}, {"machine"}, {"-cpus", "4", "machine"}} {
		_, _, err := demotest.Run(t, run, args...)
		assert.IsType(t, &demo.UsageError{}, err, args)
	}
}

func TestUserDataIsReadBeforeAMachineIsTaken(t *testing.T) {
	server := demotest.Live(t)
	_, _, err := demotest.Run(t, run, "-write", "-user-data", "no-such-file")
	require.ErrorContains(t, err, "no-such-file")
	assert.Empty(t, server.Requests())
}
