package benchmarks

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"runtime/metrics"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

const (
	consumer, token, secret = "consumer-key-0123", "token-key-01234567", "token-secret-0123456789abcdef0123"

	authorization = `OAuth oauth_version="1.0", oauth_signature_method="PLAINTEXT", oauth_consumer_key="` + consumer +
		`", oauth_token="` + token + `", oauth_signature="%26` + secret + `", oauth_timestamp="1700000000", oauth_nonce="0123456789abcdef"`

	nodeID = "node-9e3779b1-e53a-11f1-9473-02fc00000001"
)

// sides are the two that are compared: the same server, transports alike.
type sides struct {
	floor *floor
	sdk   *maas.Client
}

// connect makes the two for a MAAS with count nodes.
func connect(tb testing.TB, count int, secure bool) sides {
	s, err := startServer()
	require.NoError(tb, err)
	base := fmt.Sprintf("http://%s/%d/MAAS", s.HTTP, count)
	transport := &http.Transport{MaxIdleConnsPerHost: 256}
	if secure {
		base = fmt.Sprintf("https://%s/%d/MAAS", s.TLS, count)
		certificate, err := x509.ParseCertificate(s.Certificate)
		require.NoError(tb, err)
		transport.TLSClientConfig = &tls.Config{RootCAs: x509.NewCertPool()}
		transport.TLSClientConfig.RootCAs.AddCert(certificate)
	}
	sdk, err := maas.NewClient(base, consumer+":"+token+":"+secret, maas.WithHTTPClient(&http.Client{Transport: transport.Clone()}))
	require.NoError(tb, err)
	by := &floor{base: base + "/api/1.0/", authorization: authorization, http: &http.Client{Transport: transport}}
	tb.Cleanup(transport.CloseIdleConnections)
	tb.Cleanup(sdk.CloseIdleConnections)
	return sides{by, sdk}
}

// A benchCase is one thing done by hand and by the SDK.
type benchCase struct {
	name   string
	nodes  int // in the MAAS
	secure bool
	calls  int // in one go, for a time per call; 0: one
	floor  func(*floor) error
	sdk    func(*maas.Client) error
}

// result is an error unless n is what was expected.
func result(n, expected int, err error) error {
	if err == nil && n != expected {
		err = fmt.Errorf("%d instead of %d", n, expected)
	}
	return err
}

func same(node *maas.Node, err error) error {
	if err == nil && node.SystemID != nodeID {
		err = fmt.Errorf("node %q", node.SystemID)
	}
	return err
}

func listCase(n int) benchCase {
	return benchCase{
		name: fmt.Sprintf("List/%d", n), nodes: n,
		floor: func(f *floor) error { nodes, err := f.list(); return result(len(nodes), n, err) },
		sdk: func(c *maas.Client) error {
			nodes, err := c.Nodes.List(context.Background(), nil)
			return result(len(nodes), n, err)
		},
	}
}

func allCase(n int) benchCase {
	return benchCase{
		name: fmt.Sprintf("All/%d", n), nodes: n,
		floor: func(f *floor) error {
			got := 0
			err := f.each(func(*maas.Node) { got++ })
			return result(got, n, err)
		},
		sdk: func(c *maas.Client) error {
			got := 0
			for _, err := range c.Nodes.All(context.Background(), nil) {
				if err != nil {
					return err
				}
				got++
			}
			return result(got, n, nil)
		},
	}
}

func getCase(name string, secure bool) benchCase {
	return benchCase{
		name: name, nodes: 1, secure: secure,
		floor: func(f *floor) error { return same(f.get(nodeID)) },
		sdk:   func(c *maas.Client) error { return same(c.Nodes.Get(context.Background(), nodeID)) },
	}
}

// callersCase has n goroutines get a node at the same time, several times each.
func callersCase(n int) benchCase {
	const times = 8
	all := func(get func() error) error {
		errs := make([]error, n)
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				for range times {
					if err := get(); err != nil {
						errs[i] = err
						return
					}
				}
			})
		}
		wg.Wait()
		for _, err := range errs {
			if err != nil {
				return err
			}
		}
		return nil
	}
	one := getCase("", false)
	return benchCase{
		name: fmt.Sprintf("Callers/%d", n), nodes: 1, calls: n * times,
		floor: func(f *floor) error { return all(func() error { return one.floor(f) }) },
		sdk:   func(c *maas.Client) error { return all(func() error { return one.sdk(c) }) },
	}
}

var cases = []benchCase{
	listCase(100), listCase(1_000), listCase(10_000), listCase(100_000),
	allCase(1_000), allCase(10_000), allCase(100_000),
	getCase("Get", false), getCase("GetTLS", true),
	{
		name: "Create", nodes: 1,
		floor: func(f *floor) error {
			return same(f.post("nodes/?op=new",
				"architecture", "amd64/generic", "mac_addresses", "52:54:00:00:00:01", "mac_addresses", "52:54:00:00:00:02",
				"hostname", "machine-1", "nodegroup", "5977f6ab-9160-4352-b4db-d71a99066c4f", "power_type", "ipmi", "zone", "zone-1",
				"cpu_count", "8", "memory", "8192", "distro_series", "trusty"))
		},
		sdk: func(c *maas.Client) error {
			return same(c.Nodes.Create(context.Background(), "amd64/generic", []string{"52:54:00:00:00:01", "52:54:00:00:00:02"},
				&maas.NodeCreateOptions{
					Hostname: "machine-1", NodeGroup: "5977f6ab-9160-4352-b4db-d71a99066c4f", Power: maas.NewCustomPower(maas.PowerTypeIPMI, nil), Zone: "zone-1",
					CPUCount: 8, Memory: 8192, DistroSeries: "trusty",
				}))
		},
	},
	{
		name: "Acquire", nodes: 1,
		floor: func(f *floor) error {
			return same(f.post("nodes/?op=acquire",
				"name", "machine-1", "arch", "amd64/generic", "cpu_count", "4", "mem", "8192", "tags", "ssd", "tags", "gpu",
				"zone", "zone-1", "not_in_zone", "zone-2", "not_in_zone", "zone-3", "networks", "lan", "networks", "vlan:23",
				"not_networks", "dmz", "connected_to", "52:54:00:00:00:c8", "not_connected_to", "52:54:00:00:00:c9", "agent_name", "agent"))
		},
		sdk: func(c *maas.Client) error {
			return same(c.Nodes.Acquire(context.Background(), &maas.NodeAcquireOptions{
				Name: "machine-1", Arch: "amd64/generic", CPUCount: 4, Memory: 8192, Tags: []string{"ssd", "gpu"},
				Zone: "zone-1", NotInZone: []string{"zone-2", "zone-3"}, Networks: []string{"lan", "vlan:23"},
				NotNetworks: []string{"dmz"}, ConnectedTo: []string{"52:54:00:00:00:c8"},
				NotConnectedTo: []string{"52:54:00:00:00:c9"}, AgentName: "agent",
			}))
		},
	},
	{
		name: "Upload", nodes: 1,
		floor: func(f *floor) error { return f.upload("file", newFile(), fileSize) },
		sdk:   func(c *maas.Client) error { return c.Files.Add(context.Background(), "file", newFile()) },
	},
	{
		name: "Download", nodes: 1,
		floor: func(f *floor) error { return drain(f.download("file")) },
		sdk:   func(c *maas.Client) error { return drain(c.Files.Download(context.Background(), "file")) },
	},
	callersCase(1), callersCase(4), callersCase(16), callersCase(64), callersCase(256),
}

func drain(body io.ReadCloser, err error) error {
	if err != nil {
		return err
	}
	defer body.Close()
	n, err := io.Copy(io.Discard, body)
	return result(int(n), fileSize, err)
}

// TestCases runs both sides of the cases once: a benchmark that does not work
// measures nothing.
func TestCases(t *testing.T) {
	t.Parallel()
	for _, c := range cases {
		if c.nodes > 1000 {
			continue // the same as for less
		}
		t.Run(c.name, func(t *testing.T) {
			s := connect(t, c.nodes, c.secure)
			require.NoError(t, c.floor(s.floor))
			require.NoError(t, c.sdk(s.sdk))
		})
	}
}

// BenchmarkCases has floor and SDK take turns and reports, for each, the time
// and the allocations of a call and the most that the heap grew by.
func BenchmarkCases(b *testing.B) {
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			s := connect(b, c.nodes, c.secure)
			by := [2]*side{
				{name: "floor", do: func() error { return c.floor(s.floor) }},
				{name: "sdk", do: func() error { return c.sdk(s.sdk) }},
			}
			for _, side := range by {
				require.NoError(b, side.do()) // connections, pools, the server's texts
				require.NoError(b, side.measureMemory())
			}
			for turn := 0; b.Loop(); turn++ {
				for i := range by {
					// Who goes first changes, too.
					require.NoError(b, by[(i+turn)%2].turn())
				}
			}
			calls := max(1, c.calls)
			for _, side := range by {
				b.ReportMetric(float64(side.time.Nanoseconds())/float64(side.times*calls), side.name+"-ns/call")
				b.ReportMetric(float64(side.allocations)/float64(calls), side.name+"-allocs/call")
				b.ReportMetric(float64(side.bytes)/float64(calls), side.name+"-B/call")
				b.ReportMetric(float64(side.peak), side.name+"-peak-B")
			}
			b.ReportMetric(by[1].time.Seconds()/float64(by[1].times)/(by[0].time.Seconds()/float64(by[0].times)), "ratio")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// turnTime is how long one side goes on before the other has its turn.
const turnTime = 20 * time.Millisecond

// A side is one of the two, and what has been measured of it.
type side struct {
	name string
	do   func() error

	time               time.Duration
	times              int
	allocations, bytes uint64
	peak               uint64
}

// turn lets the side work for a while, from a heap that the other has left no
// garbage in.
func (s *side) turn() error {
	runtime.GC()
	start := time.Now()
	for {
		if err := s.do(); err != nil {
			return err
		}
		s.times++
		if d := time.Since(start); d >= turnTime {
			s.time += d
			return nil
		}
	}
}

// measureMemory counts the allocations of a call, on average of a few, and
// watches the heap.
func (s *side) measureMemory() error {
	const few = 10
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start, times := time.Now(), uint64(0)
	for ; times < few && time.Since(start) < time.Second; times++ {
		if err := s.do(); err != nil {
			return err
		}
	}
	runtime.ReadMemStats(&after)
	s.allocations = (after.Mallocs - before.Mallocs) / times
	s.bytes = (after.TotalAlloc - before.TotalAlloc) / times

	runtime.GC()
	base := heapBytes()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		ticks := time.NewTicker(200 * time.Microsecond)
		defer ticks.Stop()
		for {
			if now := heapBytes(); now > base {
				s.peak = max(s.peak, now-base)
			}
			select {
			case <-ticks.C:
			case <-stop:
				return
			}
		}
	}()
	err := s.do()
	close(stop)
	<-stopped
	return err
}

func heapBytes() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
