package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
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
	stdout, _, err := demotest.Run(t, run)
	require.NoError(t, err)
	spans, metrics, ok := strings.Cut(stdout, "\n\n")
	require.True(t, ok)
	assert.Regexp(t, `(?m)^look +ok +[0-9.]+\n  GET /version/ +200 `, spans)
	assert.Regexp(t, `(?m)^deploy +ok +[0-9.]+\n  POST /nodes/\?op=acquire +500 .*\n  POST /nodes/\?op=acquire +200 `, spans)
	assert.NotContains(t, stdout, "node-", "names hold no ids")
	assert.Regexp(t, `(?m)^OPERATION +STATUS +REQUESTS +MEAN MS$`, metrics)
	assert.Regexp(t, `(?m)^GET /nodes/\{system_id\}/ +200 +4 +[0-9.]+$`, metrics)
	assert.Regexp(t, `(?m)^POST /nodes/\?op=acquire +500 +1 `, metrics)
}

func TestLiveOnlyReads(t *testing.T) {
	server := demotest.Live(t)
	seed(server)
	server.ClearFaults() // nothing is acquired
	stdout, _, err := demotest.Run(t, run)
	require.NoError(t, err)
	assert.NotContains(t, stdout, "deploy")
	for _, request := range server.Requests() {
		assert.Equal(t, http.MethodGet, request.Method, request.Operation)
	}
}

func TestSpansOfFailures(t *testing.T) {
	server := demotest.Live(t)
	stdout, _, err := demotest.Run(t, run, "-write")
	require.ErrorIs(t, err, maas.ErrConflict)
	assert.Regexp(t, `(?m)^deploy +failed .*\n  POST /nodes/\?op=acquire +409 `, stdout)

	server.Inject(maastest.Match{Op: "acquire"}, maastest.Fault{Reset: true})
	stdout, _, err = demotest.Run(t, run, "-write")
	_, broken := errors.AsType[*maas.TransportError](err)
	require.True(t, broken, err)
	assert.Regexp(t, `(?m)^deploy +failed .*\n  POST /nodes/\?op=acquire  .*(EOF|reset).* [0-9.]+$`, stdout)
}

// waitInterrupter interrupts during the first poll of a node.
type waitInterrupter struct {
	http.RoundTripper
	interrupt func()
}

func (i waitInterrupter) RoundTrip(req *http.Request) (*http.Response, error) {
	if operation, _ := maas.OperationFromContext(req.Context()); operation.Path == "/nodes/{system_id}/" && operation.Op == "" {
		i.interrupt()
	}
	return i.RoundTripper.RoundTrip(req)
}

func TestInterruptedDeployReleases(t *testing.T) {
	server := demotest.Live(t, maastest.WithManualDeployment())
	seed(server)
	collected := newTelemetry()
	ctx, interrupt := context.WithCancel(deadline.Context(t))
	client := server.Client(maas.WithTransport(collected.transport), maas.WithTransport(func(next http.RoundTripper) http.RoundTripper {
		return waitInterrupter{next, interrupt}
	}))

	err := deploy(ctx, collected.tracers.Tracer("test"), client)
	require.ErrorIs(t, err, context.Canceled)
	for node, err := range server.Client().Nodes.All(t.Context(), nil) {
		require.NoError(t, err)
		assert.Equal(t, maas.NodeSubstatusReady, node.State(), node.Hostname)
	}
	var stdout strings.Builder
	require.NoError(t, collected.printSpans(&stdout))
	assert.Regexp(t, `(?m)^  POST /nodes/\{system_id\}/\?op=release +200 `, stdout.String())
}

func TestCalledWrongly(t *testing.T) {
	for _, args := range [][]string{{"-nonsense"}, {"-timeout", "soon"}, {"argument"}} {
		err := run(deadline.Context(t), args, io.Discard, io.Discard)
		assert.IsType(t, &demo.UsageError{}, err, args)
	}
}
