package maas2_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/contracttest"
	"github.com/gomaas/maas/maas2"
)

// TestTraps: what clients of API 2.0 are known to get wrong on the wire, a
// subtest each, named after what goes wrong elsewhere. What the core is for is
// held by the tests called TestTrap… of package maas (a connection for each request,
// a conflict that is repeated, a pause that can't be cancelled), and uploads by
// TestUpload and those beside it.
func TestTraps(t *testing.T) {
	t.Parallel()
	t.Run("sent", func(t *testing.T) {
		t.Parallel()
		for _, tc := range trapsSent {
			t.Run(tc.name, func(t *testing.T) {
				t.Parallel()
				var sent []string
				client := newClientOf(t, "3.4.10", contracttest.RoundTripFunc(func(req *http.Request) (*http.Response, error) {
					note := contracttest.NoteRequest(t, req, apiRoot)
					call := req.Method + " " + strings.TrimPrefix(req.URL.RequestURI(), apiRoot)
					for _, p := range note.Form {
						call += " " + p.Name + "=" + p.Value
					}
					sent = append(sent, call)
					return roundTrip(func(*http.Request) (int, string) { return http.StatusOK, tc.answer }).RoundTrip(req)
				}))
				err := tc.call(t.Context(), client)
				assert.Equal(t, tc.want, sent)
				if tc.fails == "" {
					require.NoError(t, err)
				} else {
					require.ErrorContains(t, err, tc.fails)
				}
			})
		}
	})
	t.Run("received", func(t *testing.T) {
		t.Parallel()
		for _, tc := range trapsReceived {
			t.Run(tc.name, func(t *testing.T) {
				t.Parallel()
				client := newClientOf(t, "3.4.10", roundTrip(func(*http.Request) (int, string) { return max(tc.status, http.StatusOK), tc.answer }))
				tc.check(t, client)
			})
		}
	})
}

func second(_ any, err error) error { return err }

// trapsSent are calls and the requests that they make, with their parameters.
var trapsSent = []struct {
	name   string
	call   func(ctx context.Context, c *maas2.Client) error
	answer string
	want   []string
	fails  string
}{
	{
		name: "a user is deleted without the transfer",
		call: func(ctx context.Context, c *maas2.Client) error {
			return c.Users.Delete(ctx, "bob", &maas2.UserDeleteOptions{TransferResourcesTo: "ada"})
		},
		want: []string{"DELETE /users/bob/?transfer_resources_to=ada"},
	},
	{
		name:   "set_serial creates a domain",
		call:   func(ctx context.Context, c *maas2.Client) error { return c.Domains.SetSerial(ctx, 7) },
		answer: "null",
		want:   []string{"POST /domains/?op=set_serial serial=7"},
	},
	{
		name: "the type of boot resources is spelled Type",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.BootResources.List(ctx, &maas2.BootResourceListOptions{Type: maas2.BootResourceTypeUploaded}))
		},
		answer: "[]",
		want:   []string{"GET /boot-resources/?type=uploaded"},
	},
	{
		name: "a license key has a slash at its end",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.LicenseKeys.Get(ctx, "windows", "2019"))
		},
		answer: "{}",
		want:   []string{"GET /license-key/windows/2019"},
	},
	{
		name:   "a script has a slash at its end",
		call:   func(ctx context.Context, c *maas2.Client) error { return second(c.Scripts.Get(ctx, "memtest", nil)) },
		answer: "{}",
		want:   []string{"GET /scripts/memtest"},
	},
	{
		name: "the power parameters of racks fail before they are asked for",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.RackControllers.PowerParameters(ctx, "k7bmx3"))
		},
		answer: "{}",
		want:   []string{"GET /rackcontrollers/k7bmx3/?op=power_parameters"},
	},
	{
		name: "the test of a rack fails before it is sent",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.RackControllers.Test(ctx, "k7bmx3", nil))
		},
		answer: "{}",
		want:   []string{"POST /rackcontrollers/k7bmx3/?op=test"},
	},
	{
		name:   "discoveries can't be reached",
		call:   func(ctx context.Context, c *maas2.Client) error { return second(c.Discoveries.List(ctx)) },
		answer: "[]",
		want:   []string{"GET /discovery/"},
	},
	{
		name: "numbers vanish from power parameters",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.Machines.Update(ctx, "k7bmx3", &maas2.MachineUpdateOptions{
				PowerParameters: maas2.NewCustomPower(maas2.PowerTypeIPMI, map[string]string{"power_port": "623"}),
			}))
		},
		answer: "{}",
		want:   []string{"PUT /machines/k7bmx3/ power_type=ipmi power_parameters_power_port=623"},
	},
	{
		name: "an update resets what was not set",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.Subnets.Update(ctx, "7", &maas2.SubnetUpdateOptions{Name: new("prod")}))
		},
		answer: "{}",
		want:   []string{"PUT /subnets/7/ name=prod"},
	},
	{
		name: "false, 0 and an empty text can't be sent",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.Interfaces.Update(ctx, "k7bmx3", "3", &maas2.InterfaceUpdateOptions{
				Name: new(""), LinkConnected: new(false), LinkSpeed: new(0), Tags: new(maas2.NameList{}),
			}))
		},
		answer: "{}",
		want:   []string{"PUT /nodes/k7bmx3/interfaces/3/ name= tags= link_connected=false link_speed=0"},
	},
	{
		name: "the context of a notification is in the syntax of a Go map",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.Notifications.Create(ctx, "{n}", &maas2.NotificationCreateOptions{Context: map[string]any{"n": 1}}))
		},
		answer: "{}",
		want:   []string{`POST /notifications/ message={n} context={"n":1}`},
	},
	{
		name: "interfaces are sent as devices",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.Machines.List(ctx, &maas2.MachineListOptions{Interfaces: maas2.InterfaceConstraints{{Label: "x", Space: "prod"}}}))
		},
		answer: "[]",
		want:   []string{"GET /machines/?interfaces=x%3Aspace%3Dprod"},
	},
	{
		name:   "a name is resolved as a URL",
		call:   func(ctx context.Context, c *maas2.Client) error { return second(c.Tags.Get(ctx, "a b")) },
		answer: "{}",
		want:   []string{"GET /tags/a%20b/"},
	},
	{
		name:  "a slash leads elsewhere",
		call:  func(ctx context.Context, c *maas2.Client) error { return second(c.Tags.Get(ctx, "a b/c")) },
		fails: "name",
	},
	{
		name:  "two dots lead to the root",
		call:  func(ctx context.Context, c *maas2.Client) error { return second(c.Zones.Get(ctx, "..")) },
		fails: "name",
	},
	{
		name:  "an empty id leads to the collection",
		call:  func(ctx context.Context, c *maas2.Client) error { return c.Machines.Delete(ctx, "", nil) },
		fails: "system_id is empty",
	},
	{
		name: "an empty list of ids is all machines",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.Machines.List(ctx, &maas2.MachineListOptions{ID: []string{}}))
		},
	},
	{
		name: "the newest script is revision 0",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.Scripts.Download(ctx, "memtest", nil))
		},
		answer: "#!/bin/sh",
		want:   []string{"GET /scripts/memtest?op=download"},
	},
	{
		name: "commissioning, type 0, can't be asked for",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.NodeScriptResults.List(ctx, "k7bmx3", &maas2.NodeScriptResultListOptions{Type: new(maas2.ResultTypeCommissioning)}))
		},
		answer: "[]",
		want:   []string{"GET /nodes/k7bmx3/results/?type=commissioning"},
	},
	{
		name:  "reserved addresses are asked of a MAAS without",
		call:  func(ctx context.Context, c *maas2.Client) error { return second(c.ReservedIPs.List(ctx)) },
		fails: "available in MAAS 3.6 and later",
	},
	{
		name:   "pools are at pools/",
		call:   func(ctx context.Context, c *maas2.Client) error { return second(c.ResourcePools.List(ctx)) },
		answer: "[]",
		want:   []string{"GET /resourcepools/"},
	},
	{
		name: "a device can't be updated",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.Devices.Update(ctx, "k7bmx3", &maas2.DeviceUpdateOptions{Hostname: new("printer")}))
		},
		answer: "{}",
		want:   []string{"PUT /devices/k7bmx3/ hostname=printer"},
	},
	{
		name: "a call sends what the one before it was given",
		call: func(ctx context.Context, c *maas2.Client) error {
			if _, err := c.Machines.Allocate(ctx, &maas2.MachineAllocateOptions{Tags: []string{"a", "b"}}); err != nil {
				return err
			}
			if _, err := c.Machines.Deploy(ctx, "k7bmx3", &maas2.MachineDeployOptions{UserData: []byte("abcd")}); err != nil {
				return err
			}
			if _, err := c.Machines.Get(ctx, "k7bmx3"); err != nil {
				return err
			}
			return c.Machines.Delete(ctx, "k7bmx3", nil)
		},
		answer: `{"system_id": "k7bmx3"}`,
		want: []string{
			"POST /machines/?op=allocate tags=a tags=b", // all of them, not the last alone
			"POST /machines/k7bmx3/?op=deploy user_data=YWJjZA==",
			"GET /machines/k7bmx3/",
			"DELETE /machines/k7bmx3/",
		},
	},
	{
		name: "not_pod is a flag, and a comment is escaped twice",
		call: func(ctx context.Context, c *maas2.Client) error {
			return second(c.Machines.Allocate(ctx, &maas2.MachineAllocateOptions{NotPod: "vm1", Comment: "a+b & c"}))
		},
		answer: "{}",
		want:   []string{"POST /machines/?op=allocate not_pod=vm1 comment=a+b & c"},
	},
}

// trapsReceived are responses and what becomes of them.
var trapsReceived = []struct {
	name   string
	status int
	answer string
	check  func(t *testing.T, c *maas2.Client)
}{
	{
		name:   "the default of a power setting is a list",
		answer: `[{"name": "x", "fields": [{"name": "a", "default": ["b", "c"]}, {"name": "d", "default": "e"}]}]`,
		check: func(t *testing.T, c *maas2.Client) {
			types, err := c.RackControllers.DescribePowerTypes(t.Context())
			require.NoError(t, err)
			assert.Len(t, types[0].Fields, 2)
		},
	},
	{
		name: "null is a zero",
		answer: `{"address_ttl": null, "boot_interface": null, "parent": null, "interface_set": [{"numa_node": null, "vlan": null}, {"numa_node": 0, "vlan": {"id": 0}}],
			"virtualmachine_id": 7, "constraints_by_type": {"storage": {"root": [34]}}}`,
		check: func(t *testing.T, c *maas2.Client) {
			m, err := c.Machines.Get(t.Context(), "k7bmx3")
			require.NoError(t, err)
			assert.Nil(t, m.AddressTTL)
			assert.Nil(t, m.BootInterface)
			assert.Nil(t, m.InterfaceSet[0].NUMANode)
			assert.Nil(t, m.InterfaceSet[0].VLAN)
			assert.Equal(t, new(0), m.InterfaceSet[1].NUMANode)
			assert.NotNil(t, m.InterfaceSet[1].VLAN)
		},
	},
	{
		name:   "fields are dropped",
		answer: `{"parent": "abc678", "virtualmachine_id": 7, "constraints_by_type": {"storage": {"root": [34]}}, "description": "of a space", "version": "5.0", "added": 2, "removed": 1, "name": "cache0"}`,
		check: func(t *testing.T, c *maas2.Client) {
			m, err := c.Machines.Get(t.Context(), "k7bmx3")
			require.NoError(t, err)
			assert.Equal(t, new("abc678"), m.Parent)
			assert.Equal(t, new(7), m.VirtualMachineID)
			assert.NotNil(t, m.ConstraintsByType)
			space, err := c.Spaces.Get(t.Context(), "1")
			require.NoError(t, err)
			assert.Equal(t, "of a space", space.Description)
			host, err := c.VMHosts.Get(t.Context(), 1)
			require.NoError(t, err)
			assert.Equal(t, "5.0", host.Version)
			update, err := c.Tags.UpdateNodes(t.Context(), "x", &maas2.TagUpdateNodesOptions{Add: []string{"k7bmx3"}})
			require.NoError(t, err)
			assert.Equal(t, maas2.TagUpdate{Added: 2, Removed: 1}, *update)
			set, err := c.BcacheCacheSets.Get(t.Context(), "k7bmx3", 1)
			require.NoError(t, err)
			assert.Equal(t, "cache0", set.Name)
		},
	},
	{
		name:   "an IPv6 subnet has more addresses than an int",
		answer: `{"num_available": 18446744073709551614, "total_addresses": 18446744073709551614, "ranges": [{"num_addresses": 18446744073709551614}]}`,
		check: func(t *testing.T, c *maas2.Client) {
			statistics, err := c.Subnets.Statistics(t.Context(), "7", &maas2.SubnetStatisticsOptions{IncludeRanges: new(true)})
			require.NoError(t, err)
			assert.Equal(t, json.Number("18446744073709551614"), statistics.NumAvailable)
			assert.Len(t, statistics.Ranges, 1)
		},
	},
	{
		name:   "a size is a float",
		answer: `{"id": 7, "size": 3221094400.0, "devices": [{"id": 34, "size": 3221094400.0}]}`,
		check: func(t *testing.T, c *maas2.Client) {
			group, err := c.VolumeGroups.Get(t.Context(), "k7bmx3", 7)
			require.NoError(t, err)
			assert.Equal(t, 7, group.ID)
			assert.EqualValues(t, 3221094400, group.Size)
			assert.Len(t, group.Devices, 1)
		},
	},
	{
		name:   "a number beyond 2^53 is rounded, and a response without resource_uri is an error",
		answer: `{"id": 3, "size": 9007199254740993}`,
		check: func(t *testing.T, c *maas2.Client) {
			device, err := c.BlockDevices.Update(t.Context(), "k7bmx3", "3", &maas2.BlockDeviceUpdateOptions{Name: new("sda")})
			require.NoError(t, err)
			assert.EqualValues(t, 9007199254740993, device.Size)
		},
	},
	{
		name:   "a number among power parameters vanishes, and a list panics",
		answer: `{"power_port": 623, "ids": ["a"], "off": null}`,
		check: func(t *testing.T, c *maas2.Client) {
			settings, err := c.Machines.PowerParameters(t.Context(), "k7bmx3")
			require.NoError(t, err)
			assert.Equal(t, "623", settings["power_port"].Reveal())
			assert.Equal(t, `["a"]`, settings["ids"].Reveal())
		},
	},
	{
		name:   "null is an empty object",
		answer: "null",
		check: func(t *testing.T, c *maas2.Client) {
			machine, err := c.Machines.PowerOff(t.Context(), "k7bmx3", nil)
			require.ErrorIs(t, err, maas.ErrNoValue)
			assert.Nil(t, machine)
		},
	},
	{
		name:   "a machine that was enlisted has no interfaces",
		answer: `{"system_id": "k7bmx3", "status": 0}`,
		check: func(t *testing.T, c *maas2.Client) {
			machine, err := c.Anonymous().Machines.Create(t.Context(), "amd64", []string{"52:54:00:10:03:01"}, nil)
			require.NoError(t, err)
			assert.Equal(t, "k7bmx3", machine.SystemID)
		},
	},
	{
		name:   "every bridge is one with children",
		answer: `[{"type": "physical", "children": ["br0"]}, {"type": "bridge", "children": []}]`,
		check: func(t *testing.T, c *maas2.Client) {
			interfaces, err := c.Interfaces.List(t.Context(), "k7bmx3")
			require.NoError(t, err)
			assert.Equal(t, maas2.InterfaceTypePhysical, interfaces[0].Type)
			assert.Equal(t, maas2.InterfaceTypeBridge, interfaces[1].Type)
		},
	},
	{
		name:   "a second read adds to the first",
		answer: `{"system_id": "k7bmx3", "ip_addresses": ["10.0.0.7"]}`,
		check: func(t *testing.T, c *maas2.Client) {
			for range 2 {
				machine, err := c.Machines.Get(t.Context(), "k7bmx3")
				require.NoError(t, err)
				assert.Equal(t, []string{"10.0.0.7"}, machine.IPAddresses)
			}
		},
	},
	{
		name: "a refusal is no error", status: http.StatusForbidden, answer: "This method is reserved for admin users.",
		check: func(t *testing.T, c *maas2.Client) {
			ctx := t.Context()
			require.ErrorIs(t, second(c.Tags.Create(ctx, "x", nil)), maas.ErrForbidden)
			require.ErrorIs(t, second(c.Tags.UpdateNodes(ctx, "x", &maas2.TagUpdateNodesOptions{Add: []string{"k7bmx3"}})), maas.ErrForbidden)
			require.ErrorIs(t, c.VMHosts.Delete(ctx, 1, nil), maas.ErrForbidden)
		},
	},
	{
		name: "a conflict is always that no machine matches", status: http.StatusConflict, answer: "<html>Conflict error. Try your request again, as it will most likely succeed.</html>",
		check: func(t *testing.T, c *maas2.Client) {
			require.ErrorIs(t, second(c.Machines.Allocate(t.Context(), nil)), maas.ErrDatabaseConflict)
		},
	},
	{
		name: "the error shows the secret", status: http.StatusUnauthorized,
		answer: "Authorization Error: 'Invalid signature. Expected signature base string: &secret789abcdef'",
		check: func(t *testing.T, c *maas2.Client) {
			err := second(c.Machines.Get(t.Context(), "k7bmx3"))
			require.ErrorIs(t, err, maas.ErrUnauthorized)
			assert.NotContains(t, err.Error(), "secret789abcdef")
		},
	},
}

// TestTrapsOfClients: what is wrong elsewhere before anything is sent.
func TestTrapsOfClients(t *testing.T) {
	t.Parallel()
	t.Run("a malformed key is shown, or sends unsigned", func(t *testing.T) {
		t.Parallel()
		_, err := maas2.NewClient(testURL, "consumer123:token456-secret789abcdef")
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "secret789abcdef")
	})
	t.Run("making a client sends requests", func(t *testing.T) {
		t.Parallel()
		_, script := newScript(t, nil)
		assert.Empty(t, script.calls())
	})
	t.Run("a slash at the end of the URL doubles", func(t *testing.T) {
		t.Parallel()
		client, err := maas2.NewClient(testURL+"/", testKey)
		require.NoError(t, err)
		assert.Equal(t, testURL, client.BaseURL())
	})
	t.Run("a cancelled context does not count", func(t *testing.T) {
		t.Parallel()
		client, script := newScript(t, map[string][]string{"POST /": {"{}"}})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, second(client.Machines.PowerOn(ctx, "k7bmx3", nil)), context.Canceled)
		assert.Empty(t, script.calls())
	})
}
