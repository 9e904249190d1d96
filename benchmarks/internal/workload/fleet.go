package workload

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maas2/maas2test"
	"github.com/gomaas/maas/maastest"
)

// FleetSize is how many nodes a fleet has, and latency what a request takes.
const (
	FleetSize = 1000
	latency   = 50 * time.Millisecond
)

// A FleetResult is what a call for many objects cost.
type FleetResult struct {
	Requests int // of any kind
	InFlight int // the most at a time
	Failed   int // responses that are not a success
	Took     time.Duration
}

// A Fleet is a call for many objects.
type Fleet struct {
	Name string
	// TwoWorkers is a server as MAAS 1.6 is by default: it works on two requests
	// at a time, and refuses the later of two that overlap.
	TwoWorkers bool

	setUp func(*maastest.Server, *maas.Client) (do func(context.Context) error, err error)
}

// Fleets are the calls that are counted.
var Fleets = []Fleet{
	{"WaitForAll", false, waitForAll},
	{"ReleaseEach", false, releaseEach},
	{"RemoveAll", false, removeAll},
	{"WaitForAll, two workers", true, waitForAll},
	{"ReleaseEach, two workers", true, releaseEach},
	{"RemoveAll, two workers", true, removeAll},
}

func waitForAll(s *maastest.Server, c *maas.Client) (func(context.Context) error, error) {
	ids := addNodes(s)
	for _, id := range ids {
		if _, err := c.Nodes.Start(context.Background(), id, nil); err != nil {
			return nil, err
		}
	}
	return func(ctx context.Context) error {
		_, err := c.Nodes.WaitForAll(ctx, ids, maas.Deployed, nil)
		return err
	}, nil
}

func releaseEach(s *maastest.Server, c *maas.Client) (func(context.Context) error, error) {
	ids := addNodes(s)
	ids[FleetSize/3] = "node-unknown"
	return func(ctx context.Context) error {
		for id, err := range c.Nodes.ReleaseEach(ctx, ids, nil) {
			if id == "node-unknown" && !errors.Is(err, maas.ErrNotFound) || id != "node-unknown" && err != nil {
				return fmt.Errorf("%s: %w", id, err)
			}
		}
		return nil
	}, nil
}

func removeAll(s *maastest.Server, c *maas.Client) (func(context.Context) error, error) {
	for i := range 200 {
		s.AddFile("admin", fmt.Sprintf("store/%d", i), []byte("content"))
	}
	return c.Files.Under("store/").RemoveAll, nil
}

func addNodes(s *maastest.Server) []string {
	ids := make([]string, FleetSize)
	for i := range ids {
		ids[i] = s.AddNode(maastest.Node{
			Status: maas.NodeStatusAllocated, Owner: "admin", MACs: []string{mac(i)}, PowerType: string(maas.PowerTypeVirsh),
		})
	}
	return ids
}

func mac(i int) string { return fmt.Sprintf("52:54:00:%02x:%02x:%02x", i>>16&255, i>>8&255, i&255) }

// Run makes the call on an in-memory MAAS 1.6, where a request takes 50 ms and the
// deployment of a node 30 s. All that is in a bubble, whose time is its own.
func (f *Fleet) Run(t *testing.T) (result FleetResult, err error) {
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		result, err = f.run(t.Context())
	})
	return result, err
}

func (f *Fleet) run(ctx context.Context) (FleetResult, error) {
	options := []maastest.Option{maastest.WithDeploymentTime(30 * time.Second)}
	if f.TwoWorkers {
		options = append(options, maastest.WithSerializationFailures())
	}
	server := maastest.NewUnstarted(options...)
	counter := &counter{server: server}
	client, err := direct(server.AdminKey, counter)
	if err != nil {
		return FleetResult{}, err
	}
	do, err := f.setUp(server, client)
	if err != nil {
		return FleetResult{}, err
	}
	counter.on.Store(true)
	began := time.Now()
	err = do(ctx)
	return FleetResult{
		Requests: int(counter.requests.Load()), InFlight: int(counter.most.Load()), Failed: int(counter.failed.Load()),
		Took: time.Since(began),
	}, err
}

// A counter is the way to a server: it takes its time, and counts once it is on.
type counter struct {
	server http.Handler
	on     atomic.Bool

	requests, inFlight, most, failed atomic.Int64
}

func (c *counter) RoundTrip(req *http.Request) (*http.Response, error) {
	if c.on.Load() {
		c.requests.Add(1)
		now := c.inFlight.Add(1)
		defer c.inFlight.Add(-1)
		for most := c.most.Load(); now > most && !c.most.CompareAndSwap(most, now); most = c.most.Load() {
		}
		time.Sleep(latency)
	}
	asked := req.Clone(req.Context())
	if asked.Body == nil {
		asked.Body = http.NoBody
	}
	asked.RequestURI = req.URL.RequestURI()
	answer := httptest.NewRecorder()
	c.server.ServeHTTP(answer, asked)
	resp := answer.Result()
	resp.Request = req
	if c.on.Load() && resp.StatusCode >= 300 {
		c.failed.Add(1)
	}
	return resp, nil
}

// DoubleList returns a function that lists the nodes of an in-memory server with n of
// them, and leaves the decoding out.
func DoubleList(n int) (func() error, error) {
	s := maastest.NewUnstarted()
	s.AddTag(maastest.Tag{Name: "virtual"})
	for i := range n {
		s.AddNode(maastest.Node{
			Hostname: fmt.Sprintf("node%d", i), Status: maas.NodeStatusReady, CPUCount: 8, Memory: 16384, Storage: 1 << 20,
			MACs: []string{mac(i)},
			Tags: []string{"virtual"}, PowerType: string(maas.PowerTypeVirsh), Routers: []string{"aa:bb:cc:00:00:01"},
		})
	}
	client, err := direct(s.AdminKey, sink{s})
	if err != nil {
		return nil, err
	}
	return func() error {
		body, err := maas.Stream(context.Background(), client, maas.Get("/nodes/").Op("list"))
		if err != nil {
			return err
		}
		return body.Close()
	}, nil
}

// Double2List is DoubleList for machines of MAAS 3.4 with three disks.
func Double2List(n int) (func() error, error) {
	s := maas2test.NewUnstarted()
	for i := range n {
		s.AddMachine(maas2test.Machine{Hostname: fmt.Sprintf("node%d", i)})
	}
	one, err := direct(s.Key("admin"), sink{s})
	if err != nil {
		return nil, err
	}
	client, err := one.ForAPI("2.0")
	if err != nil {
		return nil, err
	}
	return func() error {
		body, err := maas.Stream(context.Background(), client, maas.Get("/machines/"))
		if err != nil {
			return err
		}
		return body.Close()
	}, nil
}

// DoubleCallers is how many callers DoubleGets has, and how many gets each makes.
const DoubleCallers, DoubleCalls = 16, 64

// DoubleGets returns a function in which many callers get zones of an in-memory
// server at the same time.
func DoubleGets() (func() error, error) {
	s := maastest.NewUnstarted()
	client, err := direct(s.AdminKey, &counter{server: s})
	if err != nil {
		return nil, err
	}
	return func() error {
		errs := make([]error, DoubleCallers)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				for range DoubleCalls {
					if _, err := client.Zones.Get(context.Background(), "default"); err != nil {
						errs[i] = err
					}
				}
			})
		}
		wg.Wait()
		return errors.Join(errs...)
	}, nil
}

// direct returns a client of an in-memory server without a network.
func direct(key string, transport http.RoundTripper) (*maas.Client, error) {
	return maas.NewClient("http://127.0.0.1/MAAS", key, maas.WithHTTPClient(&http.Client{Transport: transport}))
}

// A sink is the way to a server of whose bodies nobody wants anything: what is
// left is the time in the server.
type sink struct{ server http.Handler }

func (s sink) RoundTrip(req *http.Request) (*http.Response, error) {
	asked := req.Clone(req.Context())
	asked.Body, asked.RequestURI = http.NoBody, req.URL.RequestURI()
	answer := &bodiless{resp: &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody, Request: req}}
	s.server.ServeHTTP(answer, asked)
	return answer.resp, nil
}

type bodiless struct{ resp *http.Response }

func (b *bodiless) Header() http.Header         { return b.resp.Header }
func (b *bodiless) WriteHeader(status int)      { b.resp.StatusCode = status }
func (b *bodiless) Write(p []byte) (int, error) { return len(p), nil }
