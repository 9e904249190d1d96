package maas2_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/contracttest"
	"github.com/gomaas/maas/maas2"
)

// The releases in the tags of filters and constraints are those of the contract.
func TestFilterReleases(t *testing.T) {
	t.Parallel()
	contract := contracttest.Read(t, contractFile)
	for operation, options := range map[string]any{
		"Machines.read": maas2.MachineListOptions{}, "Nodes.read": maas2.NodeListOptions{}, "Devices.read": maas2.DeviceListOptions{},
		"RackControllers.read": maas2.RackControllerListOptions{}, "RegionControllers.read": maas2.RegionControllerListOptions{},
		"Machines.allocate": maas2.MachineAllocateOptions{},
	} {
		contracttest.OptionFields(reflect.TypeOf(options), func(_ []int, field reflect.StructField) {
			name, _, _ := strings.Cut(field.Tag.Get("param"), ",")
			param, ok := contract[operation].Param(name)
			require.True(t, ok, name)
			assert.Equal(t, param.Since, field.Tag.Get("since"), "%s: %s", operation, name)
			assert.Equal(t, param.Until, field.Tag.Get("until"), "%s: %s", operation, name)
		})
	}
}

// A MAAS before 2.6 ignores a filter that it does not know and returns
// everything: it must never get one, whether the client knows the release or has
// to ask for it.
func TestFiltersOfOtherReleases(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, version string
		call          func(ctx context.Context, c *maas2.Client) error
		refused       string
	}{
		{"2.5 has no tags", `{"version": "2.5.3"}`, listMachines(byTag), "tags"},
		{"2.6 has", `{"version": "2.6.0"}`, listMachines(byTag), ""},
		{"3.4 has", `{"version": "3.4.10"}`, listMachines(byTag), ""},
		{"2.3 has ids", `{"version": "2.3.5"}`, listMachines(&maas2.MachineListOptions{ID: []string{"k7bmx3"}}), ""},
		{"2.3 has no pools", `{"version": "2.3.5"}`, listMachines(&maas2.MachineListOptions{Pool: []string{"prod"}}), "pool"},
		{"3.3 has no connections", `{"version": "3.3.0~rc1"}`, listMachines(&maas2.MachineListOptions{ConnectedTo: []string{"aa:bb:cc:dd:ee:01"}}), "connected_to"},
		{"numbers too", `{"version": "2.4"}`, listMachines(&maas2.MachineListOptions{Mem: 1024}), "mem"},
		{"no options", `{"version": "2.4"}`, listMachines(nil), ""},
		{"nodes", `{"version": "2.4"}`, func(ctx context.Context, c *maas2.Client) error {
			_, err := c.Nodes.List(ctx, &maas2.NodeListOptions{Tags: []string{"ssd"}})
			return err
		}, "tags"},
		{"devices", `{"version": "2.4"}`, func(ctx context.Context, c *maas2.Client) error {
			_, err := c.Devices.List(ctx, &maas2.DeviceListOptions{Tags: []string{"ssd"}})
			return err
		}, "tags"},
		{"rack controllers", `{"version": "2.4"}`, func(ctx context.Context, c *maas2.Client) error {
			_, err := c.RackControllers.List(ctx, &maas2.RackControllerListOptions{Tags: []string{"ssd"}})
			return err
		}, "tags"},
		{"region controllers", `{"version": "2.4"}`, func(ctx context.Context, c *maas2.Client) error {
			_, err := c.RegionControllers.List(ctx, &maas2.RegionControllerListOptions{Tags: []string{"ssd"}})
			return err
		}, "tags"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for _, known := range []bool{true, false} {
				client, script := newScript(t, map[string][]string{"GET /version/": {tc.version}, "GET /": {"[]"}})
				if known {
					_, err := client.MAAS.Version(t.Context())
					require.NoError(t, err)
				}
				before := len(script.calls("GET /version/"))
				err := tc.call(t.Context(), client)
				lists := len(script.calls()) - len(script.calls("GET /version/"))
				if tc.refused == "" {
					require.NoError(t, err)
					assert.Equal(t, 1, lists)
					continue
				}
				bad, ok := errors.AsType[*maas.ArgumentError](err)
				require.True(t, ok, err)
				assert.Equal(t, tc.refused, bad.Argument)
				assert.Zero(t, lists)
				assert.Len(t, script.calls(), max(before, 1), "the version is asked for once")
			}
		})
	}
}

// Of what is no filter a client that knows the release refuses what it lacks;
// another does not ask.
func TestOptionsThatAreNoFilters(t *testing.T) {
	t.Parallel()
	for argument, call := range map[string]func(ctx context.Context, c *maas2.Client) error{
		"link_speed": func(ctx context.Context, c *maas2.Client) error {
			_, err := c.Machines.Allocate(ctx, &maas2.MachineAllocateOptions{LinkSpeed: 10000})
			return err
		},
		"status": listMachines(&maas2.MachineListOptions{Status: []maas2.NodeStatus{}}),
		"all": func(ctx context.Context, c *maas2.Client) error {
			_, err := c.DNSResources.List(ctx, &maas2.DNSResourceListOptions{All: new(true)})
			return err
		},
	} {
		responses := map[string][]string{"POST /machines/": {"{}"}, "GET /dnsresources/": {"[]"}}
		client, script := newScript(t, responses)
		require.NoError(t, call(t.Context(), client), argument)
		assert.Empty(t, script.calls("GET /version/"))

		bad, ok := errors.AsType[*maas.ArgumentError](call(t.Context(), newClientOf(t, "2.4", contracttest.RoundTripFunc(script.roundTrip))))
		require.True(t, ok, argument)
		assert.Equal(t, argument, bad.Argument)
	}
}

// What helpers filter by is in every release.
func TestFilterOfEveryRelease(t *testing.T) {
	t.Parallel()
	client, script := newScript(t, map[string][]string{
		"GET /machines/":    {`[{"system_id": "k7bmx3", "fqdn": "ada.maas"}]`},
		"GET /devices/":     {`[{"system_id": "k7bmx4", "fqdn": "printer.maas"}]`},
		"GET /ipaddresses/": {`[{"ip": "10.0.0.7"}]`},
	})
	ctx := t.Context()
	for _, key := range []string{"ada", "ada.maas", "52:54:00:10:03:01"} {
		_, err := client.Machines.Find(ctx, key)
		require.NoError(t, err)
	}
	_, err := client.Devices.Find(ctx, "printer")
	require.NoError(t, err)
	_, err = client.IPAddresses.Find(ctx, "10.0.0.7")
	require.NoError(t, err)
	assert.Len(t, script.calls(), 5)
	assert.Empty(t, script.calls("GET /version/"))
}

// Calls that have to know the release ask for it together, once.
func TestReleaseIsAskedForOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		proceed := make(chan struct{})
		var versions, lists atomic.Int32
		client := newTestClient(t, roundTrip(func(req *http.Request) (int, string) {
			if strings.HasSuffix(req.URL.Path, "/version/") {
				versions.Add(1)
				<-proceed
				return http.StatusOK, `{"version": "3.4.10"}`
			}
			lists.Add(1)
			return http.StatusOK, "[]"
		}))
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() { assert.NoError(t, listMachines(byTag)(t.Context(), client)) })
		}
		synctest.Wait()
		close(proceed)
		group.Wait()
		require.NoError(t, listMachines(byTag)(t.Context(), client))
		assert.EqualValues(t, 1, versions.Load())
		assert.EqualValues(t, 21, lists.Load())
		assert.Equal(t, "3.4.10", client.Core().Release())
	})
}

// A call whose context ends does not take those along that wait with it.
func TestReleaseAskedForByACancelledCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		versions := 0
		client := newTestClient(t, contracttest.RoundTripFunc(func(req *http.Request) (*http.Response, error) {
			answer := "[]"
			if strings.HasSuffix(req.URL.Path, "/version/") {
				if versions++; versions == 1 {
					<-req.Context().Done()
					return nil, req.Context().Err()
				}
				answer = `{"version": "3.4.10"}`
			}
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(answer)), Request: req}, nil
		}))
		results := make(chan error, 2)
		leader, cancelLeader := context.WithCancel(t.Context())
		go func() { results <- listMachines(byTag)(leader, client) }()
		synctest.Wait()
		waiter, cancelWaiter := context.WithCancel(t.Context())
		go func() { results <- listMachines(byTag)(waiter, client) }()
		synctest.Wait()

		cancelWaiter()
		err := <-results
		require.ErrorIs(t, err, context.Canceled)
		_, ok := errors.AsType[*maas.TransportError](err)
		assert.True(t, ok)

		go func() { results <- listMachines(byTag)(t.Context(), client) }()
		synctest.Wait()
		cancelLeader()
		errs := []error{<-results, <-results}
		assert.ErrorIs(t, errors.Join(errs...), context.Canceled, "of the first")
		assert.Contains(t, errs, nil, "of the one that waited")
		assert.Equal(t, 2, versions)
	})
}

// Without the release such a filter is not sent at all.
func TestReleaseThatStaysUnknown(t *testing.T) {
	t.Parallel()
	client, script := newScript(t, map[string][]string{
		"GET /version/": {"500 no database", `{"capabilities": []}`, `{"version": "3.4.10"}`}, "GET /machines/": {"[]"},
	})
	err := listMachines(byTag)(t.Context(), client)
	refused, ok := errors.AsType[*maas.Error](err)
	require.True(t, ok, err)
	assert.Equal(t, 500, refused.StatusCode)
	assert.ErrorContains(t, err, "maas: GET /machines/: asking for the release of MAAS, since not all have the filter tags: ")
	require.ErrorContains(t, listMachines(byTag)(t.Context(), client), "the server does not report it")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, listMachines(byTag)(ended, client), context.Canceled)
	assert.Equal(t, []string{"GET /version/", "GET /version/"}, script.calls())

	require.NoError(t, listMachines(byTag)(t.Context(), client))
	assert.Len(t, script.calls(), 4)
	for range client.Machines.All(t.Context(), byTag) {
		t.Error("there is no machine")
	}
	assert.Len(t, script.calls(), 5, "it asks no more")
}

var byTag = &maas2.MachineListOptions{Tags: []string{"ssd"}}

func listMachines(opts *maas2.MachineListOptions) func(ctx context.Context, c *maas2.Client) error {
	return func(ctx context.Context, c *maas2.Client) error {
		_, err := c.Machines.List(ctx, opts)
		return err
	}
}

// An empty list of ids means no machine, not all machines, and asks nobody.
func TestFilterOfNothing(t *testing.T) {
	t.Parallel()
	client, script := newScript(t, nil)
	for _, opts := range []*maas2.MachineListOptions{{ID: []string{}}, {Status: []maas2.NodeStatus{}}} {
		machines, err := client.Machines.List(t.Context(), opts)
		require.NoError(t, err)
		assert.Empty(t, machines)
	}
	assert.Empty(t, script.calls())
}

func TestNodeStatuses(t *testing.T) {
	t.Parallel()
	var all maas2.NodeStatuses
	for status := maas2.NodeStatusNew; status <= maas2.NodeStatusFailedTesting; status++ {
		all = append(all, status)
	}
	params, err := all.MarshalParams("status")
	require.NoError(t, err)
	var names []string
	for _, p := range params {
		assert.Equal(t, "status", p.Name)
		names = append(names, p.Value)
	}
	assert.Equal(t, strings.Fields(`new commissioning failed_commissioning missing ready reserved deployed retired broken deploying allocated
		failed_deployment releasing failed_releasing disk_erasing failed_disk_erasing rescue_mode entering_rescue_mode
		failed_entering_rescue_mode exiting_rescue_mode failed_exiting_rescue_mode testing failed_testing`), names)

	_, err = maas2.NodeStatuses{42}.MarshalParams("status")
	require.ErrorContains(t, err, "NodeStatus(42)")
}

func TestNameList(t *testing.T) {
	t.Parallel()
	params, err := maas2.NameList{"smartctl-validate", "memtester"}.MarshalParams("testing_scripts")
	require.NoError(t, err)
	assert.Equal(t, maas.Params{{Name: "testing_scripts", Value: "smartctl-validate,memtester"}}, params)
	for _, bad := range []maas2.NameList{{""}, {"a,b"}} {
		_, err := bad.MarshalParams("testing_scripts")
		require.Error(t, err)
	}
}

func TestConstraints(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		constraints maas.ParamMarshaler
		want        string // begins with "!": the error has it
	}{
		{maas2.StorageConstraints{{Label: "root", Size: 50, Tags: []string{"ssd", "nvme"}}, {Size: 1.5}}, "root:50(ssd,nvme),1.5"},
		{maas2.StorageConstraints{{Label: "root"}}, "!asks for no size"},
		{maas2.StorageConstraints{{Label: "a:b", Size: 1}}, "!can't have"},
		{maas2.StorageConstraints{{Label: "a", Size: 1, Tags: []string{"x)"}}}, "!can't have"},
		{
			maas2.InterfaceConstraints{{Label: "data", Space: "storage", VID: new(0)}, {Label: "mgmt", Subnet: "10.0.0.0/24", LinkSpeed: 10000}},
			"data:space=storage,vid=0;mgmt:link_speed=10000,subnet=10.0.0.0/24",
		},
		{
			maas2.InterfaceConstraints{{Label: "x", ID: 7, Name: "eth0", Hostname: "ada", Type: maas2.InterfaceTypeBond, Tag: "t", Fabric: "f", FabricClass: "c",
				VLAN: "5", SubnetCIDR: "10.0.0.0/24", IP: "10.0.0.7", Mode: maas2.LinkMode("unconfigured")}},
			"x:id=7,name=eth0,hostname=ada,type=bond,tag=t,fabric=f,fabric_class=c,vlan=5,subnet_cidr=10.0.0.0/24,ip=10.0.0.7,mode=unconfigured",
		},
		{maas2.InterfaceConstraints{{Space: "storage"}}, "!has no label"},
		{maas2.InterfaceConstraints{{Label: "x"}}, "!asks for nothing"},
		{maas2.InterfaceConstraints{{Label: "x", Space: "a;y:space=b"}}, "!can't have"},
		{
			maas2.DeviceConstraint{VendorID: "8086", ProductID: "1521", VendorName: "Intel", ProductName: "I350", CommissioningDriver: "igb"},
			"vendor_id=8086,product_id=1521,vendor_name=Intel,product_name=I350,commissioning_driver=igb",
		},
		{maas2.DeviceConstraint{VendorName: "Intel, Inc."}, "!can't have"},
		{maas2.DeviceConstraint{}, "!asks for nothing"},
	} {
		params, err := tc.constraints.MarshalParams("p")
		if text, bad := strings.CutPrefix(tc.want, "!"); bad {
			require.ErrorContains(t, err, text)
			wrong, ok := errors.AsType[*maas.ArgumentError](err)
			require.True(t, ok)
			assert.Equal(t, "p", wrong.Argument)
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, maas.Params{{Name: "p", Value: tc.want}}, params)
	}
}
