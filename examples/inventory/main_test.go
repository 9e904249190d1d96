package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
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

func TestCSV(t *testing.T) {
	demotest.Memory(t)
	stdout, stderr, err := demotest.Run(t, run)
	require.NoError(t, err, "a node that was never commissioned is not a failure")
	rows, err := csv.NewReader(strings.NewReader(stdout)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 5)
	assert.Equal(t, "hostname", rows[0][0])
	assert.Equal(t, []string{
		"default", "Ready", "Dell Inc.", "PowerEdge R420", "ABC1234", "2", "8", "32768", "2", "999",
		"52:54:00:00:01:01 52:54:00:00:01:02", "",
	}, rows[1][2:])
	assert.Equal(t, []string{"default", "New", "", "", "", "", "", "", "", "", "", "never commissioned"}, rows[4][2:])
	assert.Contains(t, stderr, "in memory", "only data is on stdout")
}

func TestJSON(t *testing.T) {
	demotest.Memory(t)
	stdout, _, err := demotest.Run(t, run, "-json")
	require.NoError(t, err)
	var items []item
	require.NoError(t, json.Unmarshal([]byte(stdout), &items))
	require.Len(t, items, 4)
	assert.Equal(t, int64(32768), items[0].Hardware.MemoryMiB)
	grace := items[2]
	assert.Equal(t, "grace", grace.Hostname)
	require.Len(t, grace.Hardware.Disks, 4)
	assert.Equal(t, maas.Disk{Name: "/dev/sdd", Product: "LOGICAL VOLUME", Size: 1_200_210_141_184}, grace.Hardware.Disks[3])
	assert.Nil(t, items[3].Hardware)
}

func TestOneBadNodeHidesNoOther(t *testing.T) {
	server := demotest.Live(t)
	for i := range 3 {
		server.AddNode(maastest.Node{Hostname: fmt.Sprint("node", i), Status: maas.NodeStatusReady, LSHW: []byte("<list/>")})
	}
	server.Inject(maastest.Match{Op: "details"}, maastest.Fault{Status: 403, Body: "not you"})
	stdout, _, err := demotest.Run(t, run, "-parallel", "1")
	require.ErrorIs(t, err, maas.ErrForbidden)
	require.ErrorContains(t, err, "node0: ")
	assert.Equal(t, 1, strings.Count(stdout, "not you"))
	assert.Contains(t, stdout, "node1,")
	assert.Contains(t, stdout, "node2,")
}

func TestNoMoreAtOnceThanAllowed(t *testing.T) {
	server := demotest.Live(t, maastest.WithSerializationFailures())
	for range 20 {
		server.AddNode(maastest.Node{Status: maas.NodeStatusReady})
	}
	server.ResetRequests()
	_, _, err := demotest.Run(t, run, "-parallel", "1")
	require.NoError(t, err)
	requests := server.Requests()
	require.Len(t, requests, 21)
	for _, request := range requests {
		assert.Equal(t, 200, request.Status, "requests that overlap fail")
	}
}

func TestInterruptedPrintsNothing(t *testing.T) {
	server := demotest.Live(t)
	for range 20 {
		server.AddNode(maastest.Node{Status: maas.NodeStatusReady})
	}
	ctx, interrupt := context.WithCancel(deadline.Context(t))
	defer interrupt()
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("op") == "details" {
			interrupt()
			<-r.Context().Done() // the program hangs up
			return
		}
		server.ServeHTTP(w, r)
	}))
	defer front.Close()
	t.Setenv("MAAS_URL", front.URL+"/MAAS")
	var stdout strings.Builder
	require.ErrorIs(t, run(ctx, nil, &stdout, io.Discard), context.Canceled)
	assert.Empty(t, stdout.String())
}

func TestNoRequestAfterAnInterruption(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	nodes := make([]maas.Node, 3)
	for i := range nodes {
		nodes[i].SystemID = server.AddNode(maastest.Node{Status: maas.NodeStatusReady})
	}
	ctx, interrupt := context.WithCancel(deadline.Context(t))
	interrupt()
	items := collect(ctx, server.Client(), nodes, 2, demo.NewProgress(io.Discard))
	require.Len(t, items, 3)
	for _, item := range items {
		assert.ErrorIs(t, item.err, context.Canceled)
	}
	assert.Empty(t, server.Requests())
}

func TestCalledWrongly(t *testing.T) {
	for _, args := range [][]string{{"-nonsense"}, {"-json=maybe"}, {"-parallel", "0"}, {"node"}} {
		_, _, err := demotest.Run(t, run, args...)
		assert.IsType(t, &demo.UsageError{}, err, args)
	}
}
