package maas2_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

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
// everything: it must never get one.
func TestFiltersOfOtherReleases(t *testing.T) {
	t.Parallel()
	filter := &maas2.MachineListOptions{Tags: []string{"ssd"}}
	for _, tc := range []struct {
		name, version string
		call          func(ctx context.Context, c *maas2.Client) error
		refused       string
	}{
		{"2.5 has no tags", `{"version": "2.5.3"}`, listMachines(filter), "tags"},
		{"2.6 has", `{"version": "2.6.0"}`, listMachines(filter), ""},
		{"3.4 has", `{"version": "3.4.10"}`, listMachines(filter), ""},
		{"nobody knows", "", listMachines(filter), ""},
		{"2.3 has ids", `{"version": "2.3.5"}`, listMachines(&maas2.MachineListOptions{ID: []string{"k7bmx3"}}), ""},
		{"2.3 has no pools", `{"version": "2.3.5"}`, listMachines(&maas2.MachineListOptions{Pool: []string{"prod"}}), "pool"},
		{"3.3 has no connections", `{"version": "3.3.0~rc1"}`, listMachines(&maas2.MachineListOptions{ConnectedTo: []string{"aa:bb:cc:dd:ee:01"}}), "connected_to"},
		{"numbers too", `{"version": "2.4"}`, listMachines(&maas2.MachineListOptions{Mem: 1024}), "mem"},
		{"even an empty list", `{"version": "2.4"}`, listMachines(&maas2.MachineListOptions{Status: []maas2.NodeStatus{}}), "status"},
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
		{"a constraint", `{"version": "2.5"}`, func(ctx context.Context, c *maas2.Client) error {
			_, err := c.Machines.Allocate(ctx, &maas2.MachineAllocateOptions{LinkSpeed: 10000})
			return err
		}, "link_speed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			client, script := newScript(t, map[string][]string{"GET /version/": {tc.version}, "GET /": {"[]"}})
			if tc.version != "" {
				_, err := client.MAAS.Version(t.Context())
				require.NoError(t, err)
			}
			before := len(script.calls())
			err := tc.call(t.Context(), client)
			if tc.refused == "" {
				require.NoError(t, err)
				assert.Len(t, script.calls(), before+1)
				return
			}
			bad, ok := errors.AsType[*maas.ArgumentError](err)
			require.True(t, ok, err)
			assert.Equal(t, tc.refused, bad.Argument)
			assert.Len(t, script.calls(), before, "nothing is sent")
		})
	}
}

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
