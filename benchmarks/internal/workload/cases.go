// Package workload is what the benchmarks do: each case by the SDK and by a
// program written by hand, against a server in a process of its own.
package workload

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

const (
	consumer, token, secret = "consumer-key-0123", "token-key-01234567", "token-secret-0123456789abcdef0123"

	// Key is the API key of the client.
	Key = consumer + ":" + token + ":" + secret

	authorization = `OAuth oauth_version="1.0", oauth_signature_method="PLAINTEXT", oauth_consumer_key="` + consumer +
		`", oauth_token="` + token + `", oauth_signature="%26` + secret + `", oauth_timestamp="1700000000", oauth_nonce="0123456789abcdef"`

	// NodeID is the node that the server has.
	NodeID = "node-9e3779b1-e53a-11f1-9473-02fc00000001"
)

// Names of sides.
const (
	SDK       = "SDK"
	Decode    = "Decode"    // by hand, with json.NewDecoder(r).Decode
	ReadAll   = "ReadAll"   // by hand, with io.ReadAll and json.Unmarshal
	Anonymous = "Anonymous" // the SDK without a signature
)

// A Side is one way to carry out a case.
type Side struct {
	Name string
	Do   func() error
}

// A Case is one thing done in several ways.
type Case struct {
	Name  string
	Count int // of the objects in the MAAS
	Kind  string
	// Calls is how many are made in one go.
	Calls int
	// Long is a case that takes seconds.
	Long bool

	secure bool
	sides  func(*client) []Side
}

// Connect returns the sides of the case for a server.
func (c *Case) Connect(s Server) (sides []Side, closeAll func(), err error) {
	base := fmt.Sprintf("http://%s/%s/%d/MAAS", s.HTTP, c.Kind, c.Count)
	transport := &http.Transport{MaxIdleConnsPerHost: 256}
	if c.secure {
		base = fmt.Sprintf("https://%s/%s/%d/MAAS", s.TLS, c.Kind, c.Count)
		certificate, err := x509.ParseCertificate(s.Certificate)
		if err != nil {
			return nil, nil, err
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: x509.NewCertPool()}
		transport.TLSClientConfig.RootCAs.AddCert(certificate)
	}
	by, err := newClient(base, transport)
	if err != nil {
		return nil, nil, err
	}
	return c.sides(by), by.close, nil
}

// A client is what the sides send by.
type client struct {
	decode, readAll *floor
	sdk             *maas.Client
	sdk2            *maas2.Client
	close           func()
}

func newClient(base string, transport http.RoundTripper) (*client, error) {
	own := func() *http.Client { // each with connections of its own
		if t, ok := transport.(*http.Transport); ok {
			return &http.Client{Transport: t.Clone()}
		}
		return &http.Client{Transport: transport}
	}
	option := maas.WithHTTPClient(own())
	sdk, err := maas.NewClient(base, Key, option)
	if err != nil {
		return nil, err
	}
	sdk2, err := maas2.NewClient(base, Key, option)
	if err != nil {
		return nil, err
	}
	c := &client{
		decode:  &floor{base: base + "/api/", authorization: authorization, http: own(), decode: decode},
		readAll: &floor{base: base + "/api/", authorization: authorization, http: own(), decode: readAll},
		sdk:     sdk, sdk2: sdk2,
	}
	c.close = func() {
		c.decode.http.CloseIdleConnections()
		c.readAll.http.CloseIdleConnections()
		sdk.CloseIdleConnections()
		sdk2.CloseIdleConnections()
	}
	return c, nil
}

// both returns the sides of a case whose answer is JSON.
func (c *client) both(by func(*floor) error, sdk func() error) []Side {
	return []Side{
		{SDK, sdk},
		{Decode, func() error { return by(c.decode) }},
		{ReadAll, func() error { return by(c.readAll) }},
	}
}

// result is an error unless n is what was expected.
func result(n, expected int, err error) error {
	if err == nil && n != expected {
		err = fmt.Errorf("%d instead of %d", n, expected)
	}
	return err
}

func same(node *maas.Node, err error) error {
	if err == nil && node.SystemID != NodeID {
		err = fmt.Errorf("node %q", node.SystemID)
	}
	return err
}

func listCase(name, kind string, n int) Case {
	return Case{
		Name: name, Kind: kind, Count: n, Calls: 1, Long: n >= 100_000,
		sides: func(c *client) []Side {
			return c.both(
				func(f *floor) error {
					nodes, err := listBy[maas.Node](f, "1.0/nodes/?op=list")
					return result(len(nodes), n, err)
				},
				func() error {
					nodes, err := c.sdk.Nodes.List(context.Background(), nil)
					return result(len(nodes), n, err)
				})
		},
	}
}

func machinesCase(name, kind string, n int) Case {
	return Case{
		Name: name, Kind: kind, Count: n, Calls: 1,
		sides: func(c *client) []Side {
			return c.both(
				func(f *floor) error {
					machines, err := listBy[maas2.Machine](f, "2.0/machines/")
					return result(len(machines), n, err)
				},
				func() error {
					machines, err := c.sdk2.Machines.List(context.Background(), nil)
					return result(len(machines), n, err)
				})
		},
	}
}

// allCase has one floor: with the whole body in memory it would be a list.
func allCase(name, kind string, n int) Case {
	return Case{
		Name: name, Kind: kind, Count: n, Calls: 1, Long: n >= 100_000,
		sides: func(c *client) []Side {
			sides := []Side{{SDK, func() error {
				got := 0
				for _, err := range c.sdk.Nodes.All(context.Background(), nil) {
					if err != nil {
						return err
					}
					got++
				}
				return result(got, n, nil)
			}}}
			if n > 100_000 {
				return sides
			}
			return append(sides, Side{Decode, func() error {
				got := 0
				err := c.decode.each("1.0/nodes/?op=list", func(*maas.Node) { got++ })
				return result(got, n, err)
			}})
		},
	}
}

func getCase(name string, secure bool) Case {
	return Case{
		Name: name, Kind: "node16", Count: 1, Calls: 1, secure: secure,
		sides: func(c *client) []Side {
			return c.both(
				func(f *floor) error { return same(f.get(NodeID)) },
				func() error { return same(c.sdk.Nodes.Get(context.Background(), NodeID)) })
		},
	}
}

// callersCase has n goroutines get a node at the same time, several times each.
func callersCase(n int) Case {
	const times = 8
	all := func(get func() error) func() error {
		return func() error {
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
	}
	c := getCase(fmt.Sprintf("Get, %d callers", n), false)
	c.Calls = n * times
	one := c.sides
	c.sides = func(c *client) []Side {
		sides := one(c)
		for i := range sides {
			sides[i].Do = all(sides[i].Do)
		}
		return sides
	}
	return c
}

// Cases are all cases with a server.
var Cases = []Case{
	listCase("List 100", "node16", 100),
	listCase("List 1,000", "node16", 1_000),
	listCase("List 10,000", "node16", 10_000),
	listCase("List 100,000", "node16", 100_000),
	listCase("List 100, compact", "node16-compact", 100),
	listCase("List 10,000, compact", "node16-compact", 10_000),
	listCase("List 1,000 of 1.9", "node19", 1_000),
	listCase("List 1,000 of 1.9, compact", "node19-compact", 1_000),
	machinesCase("List 1,000 machines of 3.4", "machine", 1_000),
	machinesCase("List 1,000 machines of 3.4, compact", "machine-compact", 1_000),
	listCase("List 1,000, unusual", "node16-odd", 1_000),
	listCase("List 1,000 of 1.9, unusual", "node19-odd", 1_000),
	allCase("All 1,000", "node16", 1_000),
	allCase("All 10,000", "node16", 10_000),
	allCase("All 10,000, compact", "node16-compact", 10_000),
	allCase("All 100,000", "node16", 100_000),
	allCase("All 1,000,000", "node16", 1_000_000),
	getCase("Get", false), getCase("Get, TLS", true),
	{
		Name: "Create", Kind: "node16", Count: 1, Calls: 1,
		sides: func(c *client) []Side {
			return c.both(
				func(f *floor) error {
					return same(f.post("1.0/nodes/?op=new",
						"architecture", "amd64/generic", "mac_addresses", "52:54:00:00:00:01", "mac_addresses", "52:54:00:00:00:02",
						"hostname", "machine-1", "nodegroup", "5977f6ab-9160-4352-b4db-d71a99066c4f", "power_type", "ipmi", "zone", "zone-1",
						"cpu_count", "8", "memory", "8192", "distro_series", "trusty"))
				},
				func() error {
					return same(c.sdk.Nodes.Create(context.Background(), "amd64/generic", []string{"52:54:00:00:00:01", "52:54:00:00:00:02"},
						&maas.NodeCreateOptions{
							Hostname: "machine-1", NodeGroup: "5977f6ab-9160-4352-b4db-d71a99066c4f", Power: maas.NewCustomPower(maas.PowerTypeIPMI, nil), Zone: "zone-1",
							CPUCount: 8, Memory: 8192, DistroSeries: "trusty",
						}))
				})
		},
	},
	{
		Name: "Acquire", Kind: "node16", Count: 1, Calls: 1,
		sides: func(c *client) []Side {
			return c.both(
				func(f *floor) error {
					return same(f.post("1.0/nodes/?op=acquire",
						"name", "machine-1", "arch", "amd64/generic", "cpu_count", "4", "mem", "8192", "tags", "ssd", "tags", "gpu",
						"zone", "zone-1", "not_in_zone", "zone-2", "not_in_zone", "zone-3", "networks", "lan", "networks", "vlan:23",
						"not_networks", "dmz", "connected_to", "52:54:00:00:00:c8", "not_connected_to", "52:54:00:00:00:c9", "agent_name", "agent"))
				},
				func() error {
					return same(c.sdk.Nodes.Acquire(context.Background(), &maas.NodeAcquireOptions{
						Name: "machine-1", Arch: "amd64/generic", CPUCount: 4, Memory: 8192, Tags: []string{"ssd", "gpu"},
						Zone: "zone-1", NotInZone: []string{"zone-2", "zone-3"}, Networks: []string{"lan", "vlan:23"},
						NotNetworks: []string{"dmz"}, ConnectedTo: []string{"52:54:00:00:00:c8"},
						NotConnectedTo: []string{"52:54:00:00:00:c9"}, AgentName: "agent",
					}))
				})
		},
	},
	{
		Name: "Upload 64 MiB", Kind: "node16", Count: 1, Calls: 1,
		sides: func(c *client) []Side {
			return []Side{
				{SDK, func() error { return c.sdk.Files.Add(context.Background(), "file", newFile()) }},
				{Decode, func() error { return c.decode.upload("file", newFile(), fileSize) }},
			}
		},
	},
	{
		Name: "Download 64 MiB", Kind: "node16", Count: 1, Calls: 1,
		sides: func(c *client) []Side {
			return []Side{
				{SDK, func() error { return drain(c.sdk.Files.Download(context.Background(), "file")) }},
				{Decode, func() error { return drain(c.decode.download("file")) }},
			}
		},
	},
	callersCase(16),
}

func drain(body io.ReadCloser, err error) error {
	if err != nil {
		return err
	}
	defer body.Close()
	n, err := io.Copy(io.Discard, body)
	return result(int(n), fileSize, err)
}

// instant answers every request at once with a tiny node.
type instant struct{}

var tiny = []byte(`{"system_id": "` + NodeID + `"}`)

func (instant) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		Body:          io.NopCloser(bytes.NewReader(tiny)),
		ContentLength: int64(len(tiny)),
		Request:       req,
	}, nil
}

// OwnCost is a Get without a network or much of a body: what is left is what
// the sides themselves do.
func OwnCost() ([]Side, error) {
	c, err := newClient("http://127.0.0.1/MAAS", instant{})
	if err != nil {
		return nil, err
	}
	anonymous := c.sdk.Anonymous()
	return append(c.both(
		func(f *floor) error { return same(f.get(NodeID)) },
		func() error { return same(c.sdk.Nodes.Get(context.Background(), NodeID)) },
	), Side{Anonymous, func() error { return same(anonymous.Nodes.Get(context.Background(), NodeID)) }}), nil
}

// Warm has the server make the texts of the case.
func (c *Case) Warm(s Server) error {
	path := "1.0/nodes/?op=list"
	if strings.HasPrefix(c.Kind, "machine") {
		path = "2.0/machines/"
	}
	resp, err := http.Get(fmt.Sprintf("http://%s/%s/%d/MAAS/api/%s", s.HTTP, c.Kind, c.Count, path))
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
