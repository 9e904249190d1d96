package integration

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// conductScenarios are about how client and server get on when something is
// wrong, or when there is much to do.
var conductScenarios = []scenario{
	{"raw-call", needs{}, nil, rawCall},
	{"unknown-endpoint", needs{}, nil, unknownEndpoint},
	{"refused-arguments", needs{}, nil, refusedArguments},
	{"canceled-before", needs{}, nil, canceledBefore},
	{"canceled-during", needs{memory: "an answer is delayed"}, nil, canceledDuring},
	{"no-progress", needs{memory: "an answer is delayed"}, nil, noProgress},
	{"retry-after", needs{memory: "faults are injected"}, nil, retryAfter},
	{"broken-get-repeated", needs{memory: "faults are injected"}, nil, brokenGetRepeated},
	{"broken-post-not-repeated", needs{memory: "faults are injected"}, nil, brokenPostNotRepeated},
	{"upload-repeated", needs{memory: "faults are injected"}, nil, uploadRepeated},
	{"tries-used-up", needs{memory: "faults are injected"}, nil, triesUsedUp},
	{"lost-race", needs{memory: "faults are injected"}, nil, lostRace},
	{"web-page-instead", needs{memory: "faults are injected"}, nil, webPageInstead},
	{"list-breaks-off", needs{memory: "faults are injected"}, nil, listBreaksOff},
	{"answer-too-large", needs{}, nil, answerTooLarge},
	{"clock-skew", needs{memory: "the server's clock is wrong"},
		[]maastest.Option{maastest.WithClock(maastest.NewManualClock(time.Now().Add(-26 * time.Hour)))}, clockSkew},
	{"parallel-callers", needs{}, nil, parallelCallers},
	{"serialization-failures", needs{memory: "it needs a busy server"},
		[]maastest.Option{maastest.WithSerializationFailures()}, serializationFailures},
	{"parallel-acquire", needs{memory: "it needs many machines"}, nil, parallelAcquire},
	{"large-list", needs{memory: "it needs many nodes"}, nil, largeList},
	{"redirected", needs{memory: "faults are injected"}, nil, redirected},
	{"server-goes-back", needs{memory: "only a server in memory can"}, nil, serverGoesBack},
}

func rawCall(t *testing.T, m *site) {
	var zones []maas.Zone
	require.NoError(t, m.anyone.Call(t.Context(), http.MethodGet, "zones/", "", nil, &zones))
	want, err := m.anyone.Zones.List(t.Context())
	require.NoError(t, err)
	assert.Equal(t, want, zones)

	var one map[string]any
	require.NoError(t, m.anyone.Call(t.Context(), http.MethodGet, want[0].ResourceURI, "", nil, &one), "MAAS's own address will do")
	assert.Equal(t, want[0].Name, one["name"])

	// A file there and back, without the service.
	name := newName()
	var params maas.Params
	params.Add("filename", name)
	params.AddFile("file", strings.NewReader("raw"))
	require.NoError(t, m.anyone.Call(t.Context(), http.MethodPost, "files/", "add", params, nil))
	cleanUp(t, func(ctx context.Context) error { return m.anyone.Files.Delete(ctx, name) })
	var content bytes.Buffer
	require.NoError(t, m.anyone.Call(t.Context(), http.MethodGet, "files/?op=get", "", maas.Params{{Name: "filename", Value: name}}, &content))
	assert.Equal(t, "raw", content.String())
}

func unknownEndpoint(t *testing.T, m *site) {
	err := m.anyone.Call(t.Context(), http.MethodGet, "/"+newName()+"/", "", nil, nil)
	require.ErrorIs(t, err, maas.ErrUnknownEndpoint)
	require.NotErrorIs(t, err, maas.ErrNotFound, "the path is wrong; no object is gone")
	assert.NotContains(t, err.Error(), "\n")

	err = m.anyone.Call(t.Context(), http.MethodGet, "/nodes/", "dance", nil, nil)
	require.ErrorIs(t, err, maas.ErrUnsupportedOperation)
	answer, ok := errors.AsType[*maas.Error](err)
	require.True(t, ok)
	assert.Equal(t, maas.Operation{APIVersion: "1.0", Method: "GET", Path: "/nodes/", Op: "dance"}, answer.Operation)
	assert.Equal(t, http.StatusBadRequest, answer.StatusCode)
	assert.Nil(t, answer.Fields)

	err = m.anyone.Call(t.Context(), http.MethodDelete, "/zones/", "", nil, nil)
	require.ErrorIs(t, err, maas.ErrMethodNotAllowed)

	var zones []maas.Zone
	if m.from("1.8") {
		err = m.anyone.Call(t.Context(), http.MethodGet, "/zones", "", nil, &zones)
		require.ErrorIs(t, err, maas.ErrUnknownEndpoint)
		require.NotErrorIs(t, err, maas.ErrNotFound)
		return
	}
	// Earlier ones send whoever forgets the slash to the right address. There a
	// POST would arrive without its body.
	require.NoError(t, m.anyone.Call(t.Context(), http.MethodGet, "/zones", "", nil, &zones))
	assert.NotEmpty(t, zones)
	err = m.anyone.Call(t.Context(), http.MethodPost, "/zones", "", nil, nil)
	require.ErrorIs(t, err, maas.ErrRedirect)
	assert.ErrorContains(t, err, "slash")
}

func refusedArguments(t *testing.T, m *site) {
	c, ctx := m.anyone, t.Context()
	for name, tc := range map[string]struct {
		argument string
		try      func() error
	}{
		"no id":             {"system_id", func() error { _, err := c.Nodes.Get(ctx, ""); return err }},
		"an id that climbs": {"name", func() error { _, err := c.Zones.Get(ctx, ".."); return err }},
		"no nodes":          {"nodes", func() error { return c.Nodes.SetZone(ctx, maas.DefaultZone) }},
		"no addresses":      {"mac_addresses", func() error { _, err := c.Nodes.Create(ctx, "amd64/generic", nil, nil); return err }},
		"no router": {"connected_to", func() error {
			_, err := c.Nodes.Acquire(ctx, &maas.NodeAcquireOptions{ConnectedTo: []string{"router"}})
			return err
		}},
	} {
		err := tc.try()
		refused, ok := errors.AsType[*maas.ArgumentError](err)
		if assert.True(t, ok, "%s: %v", name, err) {
			assert.Equal(t, tc.argument, refused.Argument, name)
		}
	}
}

func canceledBefore(t *testing.T, m *site) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	name := newName()
	err := m.anyone.Files.Add(ctx, name, strings.NewReader("x"))
	require.ErrorIs(t, err, context.Canceled)
	files, err := m.anyone.Files.List(t.Context(), &maas.FileListOptions{Prefix: name})
	require.NoError(t, err)
	assert.Empty(t, files, "nothing was sent")
}

func canceledDuring(t *testing.T, m *site) {
	m.server.Inject(maastest.Match{Op: "list"}, maastest.Fault{Delay: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { cancel() }})
	_, err := m.plain.Nodes.List(ctx, nil)
	require.ErrorIs(t, err, context.Canceled)
	broken, ok := errors.AsType[*maas.TransportError](err)
	require.True(t, ok)
	assert.False(t, broken.Timeout(), "somebody wanted it so")
	assert.Equal(t, 1, broken.Attempts)
	m.server.ClearFaults() // the server may not have come to it
	_, err = m.plain.Nodes.List(t.Context(), nil)
	require.NoError(t, err, "the client is as good as before")
}

func noProgress(t *testing.T, m *site) {
	client := m.server.ClientFor("user", maas.WithTimeout(300*time.Millisecond))
	m.server.Inject(maastest.Match{Op: "list"}, maastest.Fault{Delay: time.Hour})
	m.server.Inject(maastest.Match{Op: "acquire"}, maastest.Fault{Delay: time.Hour})
	_, err := client.Nodes.List(t.Context(), nil)
	require.NoError(t, err, "a GET is asked again")
	_, err = client.Nodes.Acquire(t.Context(), nil)
	broken, ok := errors.AsType[*maas.TransportError](err)
	require.True(t, ok, "a POST is not: %v", err)
	assert.True(t, broken.Timeout())
}

// answered are the requests for an operation, by the status of their answers.
func answered(m *site, op string) []int {
	var statuses []int
	for _, request := range m.server.Requests() {
		if request.Op == op {
			statuses = append(statuses, request.Status)
		}
	}
	return statuses
}

// rolledBack is MAAS's own 503, which asks to repeat the request.
var rolledBack = maastest.Fault{Status: http.StatusServiceUnavailable, Body: "starting",
	Header: http.Header{"Retry-After": {"0"}, "Vary": {"Authorization, Cookie"}}}

// impatient is a policy that tests have the time for.
var impatient = maas.WithRetryPolicy(maas.RetryPolicy{BaseDelay: time.Millisecond, MaxDelay: time.Millisecond, MaxRetryAfter: time.Millisecond})

func retryAfter(t *testing.T, m *site) {
	m.machine(t)
	client := m.server.ClientFor("user", impatient)
	twice := rolledBack
	twice.Times = 2
	m.server.Inject(maastest.Match{Op: "acquire"}, twice)
	node, err := client.Nodes.Acquire(t.Context(), nil)
	require.NoError(t, err)
	m.releaseLater(t, client, node.SystemID)
	assert.Equal(t, "user", node.Owner)
	assert.Equal(t, []int{503, 503, 200}, answered(m, "acquire"), "MAAS asked for it, so a POST is repeated too")

	m.server.Inject(maastest.Match{Op: "acquire"}, maastest.Fault{Status: http.StatusServiceUnavailable, Body: "no address"})
	_, err = client.Nodes.Acquire(t.Context(), nil)
	require.ErrorIs(t, err, maas.ErrUnavailable)
	assert.Len(t, answered(m, "acquire"), 4, "without that it is an answer")
}

func brokenGetRepeated(t *testing.T, m *site) {
	client := m.server.ClientFor("user", impatient)
	for _, fault := range []maastest.Fault{
		{Reset: true}, {Truncate: 1}, {Status: http.StatusBadGateway}, {Status: http.StatusGatewayTimeout},
	} {
		m.server.ResetRequests()
		m.server.Inject(maastest.Match{Path: "zones/"}, fault)
		zones, err := client.Zones.List(t.Context())
		require.NoError(t, err, "%+v", fault)
		assert.Len(t, zones, 1)
		assert.Len(t, m.server.Requests(), 2, "%+v", fault)
	}
}

func brokenPostNotRepeated(t *testing.T, m *site) {
	client := m.server.Client(impatient)
	name := newName()
	m.server.Inject(maastest.Match{Path: "zones/", Method: http.MethodPost}, maastest.Fault{Reset: true, Processed: true})
	_, err := client.Zones.Create(t.Context(), name, nil)
	broken, ok := errors.AsType[*maas.TransportError](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, 1, broken.Attempts, "its fate is unknown")
	zone, err := client.Zones.Get(t.Context(), name)
	require.NoError(t, err, "it had been done")
	assert.Equal(t, name, zone.Name)

	m.server.Inject(maastest.Match{Path: "zones/", Method: http.MethodPost}, maastest.Fault{Status: http.StatusBadGateway, Body: "<html></html>"})
	_, err = client.Zones.Create(t.Context(), newName(), nil)
	require.ErrorIs(t, err, maas.ErrServer)
}

func uploadRepeated(t *testing.T, m *site) {
	client := m.server.ClientFor("user", impatient)
	content := randomBytes(200_000)
	m.server.Inject(maastest.Match{Op: "add"}, rolledBack)
	require.NoError(t, client.Files.Add(t.Context(), "rewound", bytes.NewReader(content)))
	assert.Equal(t, content, contentOf(t)(client.Files.Download(t.Context(), "rewound")), "the second try sent all of it")
	assert.Equal(t, []int{503, 201}, answered(m, "add"))

	// A reader that can't seek is spooled first, so that it can be sent again.
	m.server.Inject(maastest.Match{Op: "add"}, rolledBack)
	require.NoError(t, client.Files.Add(t.Context(), "spooled", io.MultiReader(bytes.NewReader(content))))
	assert.Equal(t, content, contentOf(t)(client.Files.Download(t.Context(), "spooled")))
	assert.Equal(t, []int{503, 201, 503, 201}, answered(m, "add"))

	// So is one that reports its size.
	m.server.Inject(maastest.Match{Op: "add"}, rolledBack)
	require.NoError(t, client.Files.Add(t.Context(), "buffered", bytes.NewBuffer(bytes.Clone(content))))
	assert.Equal(t, content, contentOf(t)(client.Files.Download(t.Context(), "buffered")))
	assert.Len(t, answered(m, "add"), 6)
}

func triesUsedUp(t *testing.T, m *site) {
	client := m.server.ClientFor("user", maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 3, BaseDelay: time.Millisecond}))
	m.server.Inject(maastest.Match{Path: "zones/"}, maastest.Fault{Status: http.StatusBadGateway, Times: -1})
	_, err := client.Zones.List(t.Context())
	answer, ok := errors.AsType[*maas.Error](err)
	require.True(t, ok)
	assert.Equal(t, 3, answer.Attempts)
	assert.ErrorContains(t, err, "after 3 attempts")
	assert.Len(t, m.server.Requests(), 3)
	m.server.ClearFaults()
	_, err = client.Zones.List(t.Context())
	require.NoError(t, err)
}

func lostRace(t *testing.T, m *site) {
	client := m.server.Client(impatient)
	race := maastest.Fault{Status: http.StatusInternalServerError, Body: "could not serialize access due to concurrent update"}
	m.server.Inject(maastest.Match{Path: "zones/"}, race)
	zone, err := client.Zones.Create(t.Context(), "rack1", nil)
	require.NoError(t, err, "it was rolled back, so it can be repeated")
	assert.Equal(t, "rack1", zone.Name)

	race.Times = -1
	m.server.Inject(maastest.Match{Path: "zones/"}, race)
	_, err = client.Zones.Create(t.Context(), "rack2", nil)
	require.ErrorIs(t, err, maas.ErrDatabaseConflict)
	answer, ok := errors.AsType[*maas.Error](err)
	require.True(t, ok)
	assert.Equal(t, 6, answer.Attempts)
}

func webPageInstead(t *testing.T, m *site) {
	m.server.Inject(maastest.Match{Path: "zones/"},
		maastest.Fault{Status: http.StatusOK, ContentType: "text/html", Body: "<html><title>Please log in</title></html>"})
	_, err := m.plain.Zones.List(t.Context())
	nonsense, ok := errors.AsType[*maas.DecodeError](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, "GET /zones/", nonsense.Operation.String())
}

func listBreaksOff(t *testing.T, m *site) {
	const count = 300
	for i := range count {
		m.server.AddNode(maastest.Node{Hostname: fmt.Sprintf("node%d", i), MACs: newMACs(1)})
	}
	m.server.Inject(maastest.Match{Op: "list"}, maastest.Fault{Truncate: 6000, Times: -1})
	seen := 0
	var last error
	for node, err := range m.plain.Nodes.All(t.Context(), nil) {
		require.NoError(t, last, "an error is the last that a list yields")
		if last = err; err == nil {
			assert.Equal(t, fmt.Sprintf("node%d", seen), label(node))
			seen++
		}
	}
	require.Error(t, last, "half a list is not the list")
	assert.Positive(t, seen)
	assert.Less(t, seen, count)
	nodes, err := m.plain.Nodes.List(t.Context(), nil)
	require.Error(t, err)
	assert.Empty(t, nodes)
}

func answerTooLarge(t *testing.T, m *site) {
	_, key := m.newKey(t, m.anyone)
	client, err := maas.NewClient(m.anyone.BaseURL(), key.Reveal(), maas.WithMaxResponseBytes(10))
	require.NoError(t, err)
	_, err = client.Zones.List(t.Context())
	require.ErrorIs(t, err, maas.ErrResponseTooLarge)
}

func clockSkew(t *testing.T, m *site) {
	for range 3 {
		_, err := m.plain.Zones.List(t.Context())
		require.NoError(t, err)
	}
	require.NoError(t, m.plain.Files.Add(t.Context(), "signed", strings.NewReader("in the past")))
	var statuses []int
	for _, request := range m.server.Requests() {
		statuses = append(statuses, request.Status)
	}
	assert.Equal(t, []int{401, 200, 200, 200, 201}, statuses, "the first answer tells the time")
}

func parallelCallers(t *testing.T, m *site) {
	const callers = 12
	want, err := m.anyone.Zones.Get(t.Context(), maas.DefaultZone)
	require.NoError(t, err)
	got, errs := make([]*maas.Zone, callers), make([]error, callers)
	inParallel(t, callers, func(i int) { got[i], errs[i] = m.anyone.Zones.Get(t.Context(), maas.DefaultZone) })
	require.NoError(t, errors.Join(errs...))
	for _, zone := range got {
		assert.Equal(t, want, zone)
	}
}

// inParallel calls f n times at once.
func inParallel(t *testing.T, n int, f func(i int)) {
	t.Helper()
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { f(i) })
	}
	deadline.Wait(t, deadline.Limit, group.Wait, "the callers")
}

func serializationFailures(t *testing.T, m *site) {
	const callers = 8
	client := m.server.Client(maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 100, BaseDelay: 5 * time.Millisecond, MaxDelay: 50 * time.Millisecond}))
	ctx := deadline.Context(t)
	for made := callers; ; made += callers { // until two requests overlap, as they mostly do at once
		errs := make([]error, callers)
		inParallel(t, callers, func(i int) {
			_, errs[i] = client.Zones.Create(ctx, fmt.Sprintf("rack%d", made+i), nil)
		})
		require.NoError(t, errors.Join(errs...))
		zones, err := client.Zones.List(ctx)
		require.NoError(t, err)
		assert.Len(t, zones, made+1, "each was made once")
		if slices.ContainsFunc(m.server.Requests(), func(r maastest.Request) bool { return r.Status == http.StatusInternalServerError }) {
			return
		}
	}
}

func parallelAcquire(t *testing.T, m *site) {
	const machines, callers = 6, 9
	for i := range machines {
		m.server.AddNode(maastest.Node{Hostname: fmt.Sprintf("node%d", i), Status: maas.NodeStatusReady})
	}
	got, errs := make([]*maas.Node, callers), make([]error, callers)
	inParallel(t, callers, func(i int) { got[i], errs[i] = m.plain.Nodes.Acquire(t.Context(), nil) })
	owned := map[string]bool{}
	for i, err := range errs {
		if err != nil {
			assert.ErrorIs(t, err, maas.ErrConflict)
			continue
		}
		owned[got[i].SystemID] = true
	}
	assert.Len(t, owned, machines, "each machine has one owner")
}

func largeList(t *testing.T, m *site) {
	const count = 2000
	for i := range count {
		m.server.AddNode(maastest.Node{Hostname: fmt.Sprintf("node%d", i), MACs: newMACs(1)})
	}
	seen := 0
	for node, err := range m.plain.Nodes.All(t.Context(), nil) {
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf("node%d", seen), label(node), "in the order of their making")
		seen++
	}
	assert.Equal(t, count, seen)
	assert.Len(t, m.server.Requests(), 1, "MAAS has no pages")
}

func redirected(t *testing.T, m *site) {
	elsewhere := http.Header{"Location": {"http://127.0.0.1:1/MAAS/api/1.0/zones/"}}
	m.server.Inject(maastest.Match{Path: "zones/"}, maastest.Fault{Status: http.StatusFound, Header: elsewhere, Times: -1})
	_, err := m.plain.Zones.List(t.Context())
	require.ErrorIs(t, err, maas.ErrRedirect)
	_, err = m.admin.Zones.Create(t.Context(), "rack1", nil)
	require.ErrorIs(t, err, maas.ErrRedirect, "a POST never becomes a GET")
	assert.ErrorContains(t, err, "another server")
}

func serverGoesBack(t *testing.T, m *site) {
	before := m.server.Snapshot()
	machine := m.machine(t)
	_, err := m.plain.Nodes.Acquire(t.Context(), &maas.NodeAcquireOptions{Name: machine.Hostname})
	require.NoError(t, err)
	m.server.Restore(before)
	_, err = m.plain.Nodes.Get(t.Context(), machine.SystemID)
	require.ErrorIs(t, err, maas.ErrNotFound)
	_, err = m.plain.Ping(t.Context())
	require.NoError(t, err, "the keys are the same")
}
