package soak

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/contracttest"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
)

// loadFaults are what happens to one request in ten. Processed ones have been
// carried out: only the answer is lost.
var loadFaults = []maastest.Fault{
	{Reset: true},
	{Reset: true, Processed: true},
	{Truncate: 1},
	{Status: 500, Body: "could not serialize access due to concurrent update\n"},
	{Status: 500, Body: "Incorrect padding"},
	{Status: 409, Body: "<html><title>Conflict error.</title></html>", ContentType: "text/html"},
	{Status: 409, Body: "No available node matches constraints: mem=1.0"},
	{Status: 502, Body: "<html><title>502 Bad Gateway</title></html>", ContentType: "text/html"},
	{Status: 502, Body: "<html><title>502 Bad Gateway</title></html>", ContentType: "text/html", Processed: true},
	{Status: 503, Body: "busy", Header: http.Header{"Retry-After": {"0"}}},
	{Status: 503, Body: "No available IPs"},
	{Status: 504, Body: "timeout"},
	{Status: 200, Body: "<html><title>Log in</title></html>", ContentType: "text/html"},
}

// A loadMeter counts what one client does: calls, their outcomes, tries that the
// log tells of, and requests that went out.
type loadMeter struct {
	slog.Handler
	calls, logged, sent atomic.Int64

	mu       sync.Mutex
	outcomes map[string]int
	untyped  []string
}

func (m *loadMeter) Enabled(context.Context, slog.Level) bool { return true }

func (m *loadMeter) Handle(_ context.Context, record slog.Record) error {
	if record.Message == "maas: request" {
		m.logged.Add(1)
	}
	return nil
}

// RoundTrip notes each request as it gets a connection. net/http repeats a GET by
// itself when a kept connection breaks, so these are more than the log's.
func (m *loadMeter) roundTripper(next http.RoundTripper) http.RoundTripper {
	return contracttest.RoundTripFunc(func(req *http.Request) (*http.Response, error) {
		trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { m.sent.Add(1) }}
		return next.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	})
}

// note sorts the outcome of a call.
func (m *loadMeter) note(err error) {
	m.calls.Add(1)
	m.mu.Lock()
	defer m.mu.Unlock()
	outcome := "success"
	if answer, ok := errors.AsType[*maas.Error](err); ok {
		outcome = fmt.Sprintf("*Error %d", answer.StatusCode)
	} else if _, ok := errors.AsType[*maas.TransportError](err); ok {
		outcome = "*TransportError"
	} else if _, ok := errors.AsType[*maas.DecodeError](err); ok {
		outcome = "*DecodeError"
	} else if err != nil {
		outcome = "untyped"
		m.untyped = append(m.untyped, err.Error())
	}
	m.outcomes[outcome]++
}

// TestLoad makes many calls at once on one client, against a server of which one
// request in ten fails in some way.
func TestLoad(t *testing.T) {
	goroutines, each := 1000, 50
	switch {
	case testing.Short():
		goroutines, each = 100, 20
	case deadline.Race:
		each = 10
	}
	before := goleak.IgnoreCurrent()
	server := maastest.NewServer()
	server.AddNode(maastest.Node{SystemID: "node-shared", Hostname: "shared", Status: maas.NodeStatusReady})
	server.AddFile("admin", "shared", []byte(strings.Repeat("content ", 100)))

	meter := &loadMeter{outcomes: map[string]int{}}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost, transport.MaxIdleConns, transport.MaxConnsPerHost = 128, 128, 128
	client := server.Client(
		maas.WithHTTPClient(&http.Client{Transport: meter.roundTripper(transport)}),
		maas.WithLogger(slog.New(meter)),
		maas.WithRetryPolicy(maas.RetryPolicy{BaseDelay: time.Millisecond}))

	started := time.Now()
	var running sync.WaitGroup
	for g := range goroutines {
		running.Go(func() {
			random := rand.New(rand.NewPCG(uint64(g), 0))
			for i := range each {
				if random.IntN(10) == 0 {
					server.Inject(maastest.Match{}, loadFaults[random.IntN(len(loadFaults))])
				}
				meter.note(loadCall(t.Context(), client, g, i))
			}
		})
	}
	deadline.Wait(t, deadline.Long, running.Wait, "the calls")
	took := time.Since(started)
	requests := server.Requests()
	transport.CloseIdleConnections()
	server.Close()

	assert.EqualValues(t, goroutines*each, meter.calls.Load())
	assert.Empty(t, meter.untyped)
	assert.Len(t, requests, int(meter.sent.Load()), "the server's count of requests, and the client's")
	assert.GreaterOrEqual(t, meter.sent.Load(), meter.logged.Load())
	assert.Greater(t, meter.logged.Load(), meter.calls.Load(), "some were retried")
	assert.Greater(t, meter.outcomes["success"], goroutines*each*9/10)

	// What is created has a name of its own: a second success would be a POST
	// that was made twice.
	created := map[string]int{}
	for _, r := range requests {
		if r.Operation == "POST /zones/" && r.Status == http.StatusOK {
			created[r.Param("name")]++
		}
	}
	twice := slices.DeleteFunc(slices.Collect(keysOf(created)), func(name string) bool { return created[name] == 1 })
	assert.Empty(t, twice, "zones that were created twice")
	deadline.Until(t, func() error { return goleak.Find(before) })
	t.Logf("%d calls by %d goroutines in %v: %v; %d tries, %d requests sent, %d arrived; %d zones created",
		meter.calls.Load(), goroutines, took.Round(time.Millisecond), meter.outcomes,
		meter.logged.Load(), meter.sent.Load(), len(requests), len(created))
}

func keysOf(m map[string]int) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for name := range m {
			if !yield(name) {
				return
			}
		}
	}
}

// loadCall makes the i-th call of a goroutine.
func loadCall(ctx context.Context, c *maas.Client, goroutine, i int) error {
	name := fmt.Sprintf("load-%d-%d", goroutine, i/10)
	switch i % 10 {
	case 0:
		_, err := c.Zones.Create(ctx, name, &maas.ZoneCreateOptions{Description: "load"})
		return err
	case 1:
		_, err := c.Zones.Get(ctx, name)
		return err
	case 2:
		_, err := c.Zones.Update(ctx, name, &maas.ZoneUpdateOptions{Description: new("changed")})
		return err
	case 3:
		return c.Zones.Delete(ctx, name)
	case 4:
		return c.Files.Add(ctx, "uploaded", bytes.NewReader([]byte(name)))
	case 5, 6:
		body, err := c.Files.Download(ctx, "shared")
		if err != nil {
			return err
		}
		defer body.Close()
		_, err = io.Copy(io.Discard, body)
		return err
	case 7:
		_, err := c.Nodes.List(ctx, nil)
		return err
	default:
		_, err := c.Nodes.Get(ctx, "node-shared")
		return err
	}
}
