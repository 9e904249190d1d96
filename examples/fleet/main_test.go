package main

import (
	"context"
	"encoding/json"
	"io"
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

func TestTable(t *testing.T) {
	demotest.Memory(t)
	stdout, stderr, err := demotest.Run(t, run)
	require.NoError(t, err)
	lines := strings.Split(stdout, "\n")
	require.Len(t, lines, 12)
	assert.Equal(t, "ZONE     STATE                 OWNER  HOSTNAME  ARCHITECTURE   CPUS  MEMORY MIB  TAGS", lines[0])
	assert.Equal(t, "default  New                   -      margaret  amd64/generic  -     -           -", lines[1])
	assert.Equal(t, "rack1    Deployed              admin  ada       amd64/generic  16    65536       database,ssd", lines[3])
	assert.Contains(t, stderr, "in memory", "only data is on stdout")
}

func TestJSON(t *testing.T) {
	demotest.Memory(t)
	stdout, _, err := demotest.Run(t, run, "-json", "-zone", "rack2")
	require.NoError(t, err)
	var rows []row
	require.NoError(t, json.Unmarshal([]byte(stdout), &rows))
	require.Len(t, rows, 4)
	assert.Equal(t, "Commissioning", rows[0].State)
	assert.Equal(t, "grace", rows[3].Hostname)
}

func TestJSONOfNoNodesIsAnEmptyList(t *testing.T) {
	demotest.Live(t)
	stdout, _, err := demotest.Run(t, run, "-json")
	require.NoError(t, err)
	assert.Equal(t, "[]\n", stdout)
}

func TestCount(t *testing.T) {
	demotest.Memory(t)
	stdout, _, err := demotest.Run(t, run, "-count", "-zone", "rack1")
	require.NoError(t, err)
	assert.Equal(t, `ZONE   STATE      OWNER  NODES
rack1  Allocated  user   1
rack1  Deployed   admin  1
rack1  Deployed   user   1
rack1  Ready      -      2
`, stdout)
}

func TestWatchEndsWithTheContext(t *testing.T) {
	demotest.Memory(t)
	ctx, interrupt := context.WithCancel(deadline.Context(t))
	// At the third poll jean and ken are commissioned and join grace.
	stdout := &demotest.Watch{Text: "rack2    Ready                 -      3", Seen: interrupt}
	require.NoError(t, run(ctx, []string{"-watch", "-interval", "1ms", "-count"}, stdout, io.Discard))
	assert.Contains(t, stdout.String(), "rack2    Commissioning         -      2")
	assert.Equal(t, 2, strings.Count(stdout.String(), "\n\nZONE"), "an empty line separates polls")
}

func TestWatchInterruptedDuringAPoll(t *testing.T) {
	demotest.Live(t)
	ctx, interrupt := context.WithCancel(deadline.Context(t))
	stderr := &demotest.Watch{Text: "using the MAAS", Seen: interrupt}
	require.NoError(t, run(ctx, []string{"-watch"}, io.Discard, stderr))
	assert.NotContains(t, stderr.String(), "fleet:", "an interruption is not reported")
}

func TestWatchSurvivesServerErrorsAndEndsWithARefusal(t *testing.T) {
	server := demotest.Live(t)
	server.AddNode(maastest.Node{Hostname: "ada"})
	nodes := maastest.Match{Operation: "GET /nodes/?op=list"}
	server.Inject(nodes, maastest.Fault{Status: 500, Body: "trouble"})
	server.Inject(nodes, maastest.Fault{Status: 401, Body: "no more"})
	_, stderr, err := demotest.Run(t, run, "-watch", "-interval", "1ms")
	require.ErrorIs(t, err, maas.ErrUnauthorized)
	assert.Contains(t, stderr, "fleet: maas: GET ")
	assert.Contains(t, stderr, "trouble")
}

func TestUnknownZone(t *testing.T) {
	demotest.Memory(t)
	stdout, _, err := demotest.Run(t, run, "-zone", "rack9")
	require.EqualError(t, err, `zone "rack9" does not exist; the zones are default, rack1, rack2`)
	assert.Empty(t, stdout)
}

func TestFailure(t *testing.T) {
	server := demotest.Live(t)
	server.Inject(maastest.Match{}, maastest.Fault{Status: 500, Body: "trouble"})
	stdout, _, err := demotest.Run(t, run)
	require.ErrorIs(t, err, maas.ErrServer)
	assert.Empty(t, stdout)
}

func TestCalledWrongly(t *testing.T) {
	for _, args := range [][]string{{"-nonsense"}, {"-watch", "-interval", "0s"}, {"-json", "-count"}, {"node"}} {
		_, _, err := demotest.Run(t, run, args...)
		assert.IsType(t, &demo.UsageError{}, err, args)
	}
}
