package main

import (
	"context"
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

func TestRunInMemory(t *testing.T) {
	demotest.Memory(t)
	stdout, _, err := demotest.Run(t, run)
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^    ada +Deployed +admin +default +amd64/generic +.*database$`, stdout)
	assert.Regexp(t, `(?m)^    edsger +Ready  `, stdout)
	assert.Contains(t, stdout, "==> releasing ada\n")
}

func TestRunOnLiveMAASReadsOnly(t *testing.T) {
	server := demotest.Live(t)
	server.AddNode(maastest.Node{Hostname: "ada", Status: 4, PowerType: "virsh"})
	stdout, _, err := demotest.Run(t, run)
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^    ada +Ready`, stdout)
	for _, request := range server.Requests() {
		assert.Equal(t, http.MethodGet, request.Method, request.Operation)
	}
}

func TestRunFailsAndReleases(t *testing.T) {
	server := demotest.Live(t)
	id := server.AddNode(maastest.Node{Hostname: "ada", Status: 4, PowerType: "virsh"})
	server.Inject(maastest.Match{Operation: "POST /nodes/{system_id}/?op=start"}, maastest.Fault{Status: 503, Body: "no address is left"})
	_, _, err := demotest.Run(t, run, "-write")
	require.ErrorIs(t, err, maas.ErrUnavailable)
	requireReady(t, server, id)
}

func TestRunInterruptedReleases(t *testing.T) {
	server := demotest.Live(t, maastest.WithManualDeployment())
	id := server.AddNode(maastest.Node{Hostname: "ada", Status: 4, PowerType: "virsh"})
	ctx, interrupt := context.WithCancel(deadline.Context(t))
	stdout := &demotest.Watch{Text: "    Allocated", Seen: interrupt}
	err := run(ctx, []string{"-write"}, stdout, io.Discard)
	require.ErrorIs(t, err, context.Canceled)
	assert.Contains(t, stdout.String(), "==> releasing ada\n")
	requireReady(t, server, id)
}

func requireReady(t *testing.T, server *maastest.Server, id string) {
	t.Helper()
	node, err := server.Client().Nodes.Get(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, maas.NodeSubstatusReady, node.State())
}

func TestRunCalledWrongly(t *testing.T) {
	for _, args := range [][]string{{"-nonsense"}, {"-timeout", "soon"}, {"argument"}} {
		_, _, err := demotest.Run(t, run, args...)
		assert.IsType(t, &demo.UsageError{}, err, args)
	}
}
