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
	"github.com/gomaas/maas/maas2"
	"github.com/gomaas/maas/maas2/maas2test"
)

// live starts a MAAS that the program takes for a live one.
func live(t *testing.T, opts ...maas2test.Option) *maas2test.Server {
	t.Helper()
	server := maas2test.Start(t, opts...)
	t.Setenv("MAAS_URL", server.URL)
	t.Setenv("MAAS_API_KEY", server.Key("admin"))
	return server
}

func TestRunInMemory(t *testing.T) {
	demotest.Memory(t)
	stdout, _, err := demotest.Run(t, run)
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^    ada\.maas +Deployed +default +default +amd64/generic +database$`, stdout)
	assert.Regexp(t, `(?m)^    edsger\.maas +Ready  `, stdout)
	assert.Contains(t, stdout, "==> releasing ada\n")
}

func TestRunOnLiveMAASReadsOnly(t *testing.T) {
	server := live(t)
	server.AddMachine(maas2test.Machine{Hostname: "ada"})
	stdout, _, err := demotest.Run(t, run)
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^    ada\.maas +Ready`, stdout)
	for _, request := range server.Requests() {
		assert.Equal(t, http.MethodGet, request.Method, request.Operation)
	}
}

func TestRunFailsAndReleases(t *testing.T) {
	server := live(t)
	id := server.AddMachine(maas2test.Machine{Hostname: "ada"})
	server.Inject(maas2test.Match{Operation: "POST /machines/{system_id}/?op=deploy"}, maas2test.Fault{Status: 503, Body: "no rack is left"})
	_, _, err := demotest.Run(t, run, "-write")
	require.ErrorIs(t, err, maas.ErrUnavailable)
	requireReady(t, server, id)
}

func TestRunInterruptedReleases(t *testing.T) {
	server := live(t, maas2test.WithManualDeployment())
	id := server.AddMachine(maas2test.Machine{Hostname: "ada"})
	ctx, interrupt := context.WithCancel(deadline.Context(t))
	stdout := &demotest.Watch{Text: "ada is Deploying", Seen: interrupt}
	err := run(ctx, []string{"-write"}, stdout, io.Discard)
	require.ErrorIs(t, err, context.Canceled)
	requireReady(t, server, id)
}

// requireReady checks that a machine was released, which it may still be busy with.
func requireReady(t *testing.T, server *maas2test.Server, id string) {
	t.Helper()
	machine, err := server.Client().Machines.Get(t.Context(), id)
	require.NoError(t, err)
	require.Contains(t, []maas2.NodeStatus{maas2.NodeStatusReady, maas2.NodeStatusReleasing}, machine.Status)
}

func TestRunCalledWrongly(t *testing.T) {
	for _, args := range [][]string{{"-nonsense"}, {"-timeout", "soon"}, {"argument"}} {
		_, _, err := demotest.Run(t, run, args...)
		assert.IsType(t, &demo.UsageError{}, err, args)
	}
}
