package maas2_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maas2"
)

func TestVMHostsWire(t *testing.T) {
	t.Parallel()
	const full = `{"id": 15, "name": "host", "type": "lxd", "capabilities": ["composable"], "architectures": ["amd64/generic"],
		"total": {"cores": 16, "memory": 65536, "local_storage": 1000000000000}, "used": {"cores": 2, "memory": 2048, "local_storage": 16000000000},
		"available": {"cores": 14, "memory": 63488, "local_storage": 984000000000}, "cpu_over_commit_ratio": 1.0, "memory_over_commit_ratio": 2.5,
		"storage_pools": [{"id": "pool-0", "name": "default", "type": "dir", "path": "/var/lib/pool", "total": 1000000000000, "used": 16000000000,
		"available": 984000000000, "default": true}], "default_macvlan_mode": null, "host": {"system_id": "en8dym", "__incomplete__": true},
		"tags": ["a"], "zone": {"id": 1, "name": "default"}, "pool": {"id": 0, "name": "default"}, "version": "5.0",
		"resource_uri": "/MAAS/api/2.0/vm-hosts/15/"}`
	host := maas2.VMHost{
		ID: 15, Name: "host", Type: maas2.VMHostTypeLXD, Capabilities: []maas2.VMHostCapability{maas2.VMHostCapabilityComposable},
		Architectures: []string{"amd64/generic"}, Total: maas2.Resources{Cores: 16, Memory: 65536, LocalStorage: 1000000000000},
		Used:               maas2.Resources{Cores: 2, Memory: 2048, LocalStorage: 16000000000},
		Available:          maas2.Resources{Cores: 14, Memory: 63488, LocalStorage: 984000000000},
		CPUOverCommitRatio: 1, MemoryOverCommitRatio: 2.5,
		StoragePools: []maas2.StoragePool{{
			ID: "pool-0", Name: "default", Type: "dir", Path: "/var/lib/pool", Total: 1000000000000, Used: 16000000000, Available: 984000000000, Default: true,
		}},
		Host: &maas2.VMHostMachine{SystemID: new("en8dym"), Incomplete: true}, Tags: []string{"a"}, Zone: maas2.Zone{ID: 1, Name: "default"},
		Pool: maas2.ResourcePool{Name: "default"}, Version: "5.0", ResourceURI: "/MAAS/api/2.0/vm-hosts/15/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMHosts.List(ctx)
			},
			want:   "GET /vm-hosts/",
			answer: "[" + full + "]",
			result: []maas2.VMHost{host},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMHosts.Get(ctx, 15)
			},
			want:   "GET /vm-hosts/15/",
			answer: full,
			result: &host,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMHosts.Create(ctx, "host:8443", maas2.VMHostTypeLXD, &maas2.VMHostCreateOptions{Name: "host", PowerUser: "u", PowerPass: maas.NewSecret("pw"), CPUOverCommitRatio: 2, MemoryOverCommitRatio: 1.5, DefaultStoragePool: "default", DefaultMACVLANMode: maas2.MACVLANModeBridge, Zone: "rack1", Pool: "lab", Tags: maas2.NameList{"a", "b"}, Project: "maas", Certificate: "cert", Key: maas.NewSecret("key")})
			},
			want:   "POST /vm-hosts/",
			parts:  []string{"power_address=host:8443", "type=lxd", "name=host", "power_user=u", "power_pass=pw", "cpu_over_commit_ratio=2", "memory_over_commit_ratio=1.5", "default_storage_pool=default", "default_macvlan_mode=bridge", "zone=rack1", "pool=lab", "tags=a,b", "project=maas", "certificate=cert", "key=key"},
			answer: full,
			result: &host,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMHosts.Update(ctx, 15, &maas2.VMHostUpdateOptions{Name: new("other"), Type: new(maas2.VMHostTypeVirsh), PowerAddress: new("qemu+ssh://host/system"), PowerPass: new(maas.Secret{}), CPUOverCommitRatio: new(0.5), MemoryOverCommitRatio: new(2.0), DefaultStoragePool: new(""), DefaultMACVLANMode: new(maas2.MACVLANModePassthru), Zone: new("rack1"), Pool: new("lab"), Tags: new(maas2.NameList{})})
			},
			want:   "PUT /vm-hosts/15/",
			parts:  []string{"name=other", "type=virsh", "power_address=qemu+ssh://host/system", "power_pass=", "cpu_over_commit_ratio=0.5", "memory_over_commit_ratio=2", "default_storage_pool=", "default_macvlan_mode=passthru", "zone=rack1", "pool=lab", "tags="},
			answer: full,
		},
		{
			name: "Delete with its machines",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.VMHosts.Delete(ctx, 15, &maas2.VMHostDeleteOptions{Decompose: new(true)})
			},
			want:        "DELETE /vm-hosts/15/?decompose=true",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.VMHosts.Delete(ctx, 15, nil)
			},
			want:        "DELETE /vm-hosts/15/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Refresh",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMHosts.Refresh(ctx, 15)
			},
			want:   "POST /vm-hosts/15/?op=refresh",
			answer: full,
			result: &host,
		},
		{
			name: "Parameters",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMHosts.Parameters(ctx, 15)
			},
			want:   "GET /vm-hosts/15/?op=parameters",
			answer: `{"power_address": "host:8443", "password": "pw"}`,
			result: maas2.PowerSettings{"power_address": maas.NewSecret("host:8443"), "password": maas.NewSecret("pw")},
		},
		{
			name: "Compose",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMHosts.Compose(ctx, 15, &maas2.VMHostComposeOptions{Hostname: "vm1", Architecture: "amd64/generic", Cores: 2, PinnedCores: []int{0, 3}, CPUSpeed: 2000, Memory: 4096, HugePagesBacked: new(true), Storage: maas2.StorageConstraints{{Label: "root", Size: 8, Tags: []string{"default"}}, {Label: "data", Size: 20}}, Interfaces: maas2.InterfaceConstraints{{Label: "eth0", Space: "dmz"}}, Domain: new(0), Zone: new(1), Pool: new(0), SkipCommissioning: new(true)})
			},
			want:   "POST /vm-hosts/15/?op=compose",
			parts:  []string{"hostname=vm1", "architecture=amd64/generic", "cores=2", "pinned_cores=0", "pinned_cores=3", "cpu_speed=2000", "memory=4096", "hugepages_backed=true", "storage=root:8(default),data:20", "interfaces=eth0:space=dmz", "domain=0", "zone=1", "pool=0", "skip_commissioning=true"},
			answer: `{"system_id": "h4dnfw", "resource_uri": "/MAAS/api/2.0/machines/h4dnfw/"}`,
			result: &maas2.ComposedMachine{SystemID: "h4dnfw", ResourceURI: "/MAAS/api/2.0/machines/h4dnfw/"},
		},
		{
			name: "Compose any",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMHosts.Compose(ctx, 15, nil)
			},
			want:   "POST /vm-hosts/15/?op=compose",
			answer: `{"system_id": "h4dnfw"}`,
		},
		{
			name: "AddTag",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMHosts.AddTag(ctx, 15, "a")
			},
			want:   "POST /vm-hosts/15/?op=add_tag",
			parts:  []string{"tag=a"},
			answer: full,
		},
		{
			name: "RemoveTag",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.VMHosts.RemoveTag(ctx, 15, "a")
			},
			want:   "POST /vm-hosts/15/?op=remove_tag",
			parts:  []string{"tag=a"},
			answer: full,
		},
	})
}

// A VM host that MAAS can't compose on, and one that it can.
const (
	newHost   = `{"id": 15, "name": "host", "type": "lxd", "capabilities": [], "total": {"cores": 0, "memory": 0, "local_storage": 0}}`
	readyHost = `{"id": 15, "name": "host", "type": "lxd", "capabilities": ["composable"]}`
)

// hostServer answers each request with what responses have for it, one after
// the other; the last stays.
func hostServer(t *testing.T, responses map[string][]string) *maas2.Client {
	return newTestClient(t, scripted(t, responses))
}

func TestVMHostsRegister(t *testing.T) {
	t.Parallel()
	options := &maas2.VMHostCreateOptions{Name: "host", Project: "maas"}
	t.Run("composes after a while", func(t *testing.T) {
		t.Parallel()
		deadline.Bubble(t, deadline.Day, func(t *testing.T) {
			client := hostServer(t, map[string][]string{
				"POST /vm-hosts/":   {newHost},
				"GET /vm-hosts/15/": {newHost, "502 Bad Gateway", newHost, readyHost},
			})
			start := time.Now()
			host, err := client.VMHosts.Register(t.Context(), "host:8443", maas2.VMHostTypeLXD, options)
			require.NoError(t, err)
			assert.True(t, host.Composable())
			assert.Equal(t, 15*time.Second, time.Since(start))
		})
	})
	t.Run("is there already", func(t *testing.T) {
		t.Parallel()
		client := hostServer(t, map[string][]string{
			"POST /vm-hosts/":                 {"400 Pod host with type and parameters already exist."},
			"GET /vm-hosts/":                  {`[{"id": 13, "type": "virsh"}, {"id": 14, "type": "lxd"}, {"id": 15, "type": "lxd"}]`},
			"GET /vm-hosts/14/?op=parameters": {`{"power_address": "host:8443", "project": "default"}`},
			"GET /vm-hosts/15/?op=parameters": {`{"power_address": "host:8443", "project": "maas"}`},
			"GET /vm-hosts/15/":               {readyHost},
		})
		host, err := client.VMHosts.Register(t.Context(), "host:8443", maas2.VMHostTypeLXD, options)
		require.NoError(t, err)
		assert.Equal(t, 15, host.ID)
	})
	t.Run("the answer is lost", func(t *testing.T) {
		t.Parallel()
		client := hostServer(t, map[string][]string{
			"POST /vm-hosts/":                 {"504 Gateway Time-out"},
			"GET /vm-hosts/":                  {`[{"id": 15, "type": "lxd"}]`},
			"GET /vm-hosts/15/?op=parameters": {`{"power_address": "host:8443", "project": "maas"}`},
			"GET /vm-hosts/15/":               {readyHost},
		})
		_, err := client.VMHosts.Register(t.Context(), "host:8443", maas2.VMHostTypeLXD, options)
		require.NoError(t, err)
	})
	t.Run("nothing came of it", func(t *testing.T) {
		t.Parallel()
		client := hostServer(t, map[string][]string{
			"POST /vm-hosts/": {"504 Gateway Time-out"},
			"GET /vm-hosts/":  {"[]"},
		})
		_, err := client.VMHosts.Register(t.Context(), "host:8443", maas2.VMHostTypeLXD, options)
		assert.ErrorIs(t, err, maas.ErrServer)
	})
	t.Run("nobody knows what came of it", func(t *testing.T) {
		t.Parallel()
		client := hostServer(t, map[string][]string{"POST /vm-hosts/": {"504 Gateway Time-out"}, "GET /vm-hosts/": {"401 Authorization Error"}})
		_, err := client.VMHosts.Register(t.Context(), "host:8443", maas2.VMHostTypeLXD, options)
		require.ErrorIs(t, err, maas.ErrServer)
		require.ErrorIs(t, err, maas.ErrUnauthorized)
		client = hostServer(t, map[string][]string{
			"POST /vm-hosts/": {"504 Gateway Time-out"}, "GET /vm-hosts/": {`[{"id": 15, "type": "lxd"}]`},
			"GET /vm-hosts/15/?op=parameters": {"403 This method is reserved for admin users."},
		})
		_, err = client.VMHosts.Register(t.Context(), "host:8443", maas2.VMHostTypeLXD, options)
		require.ErrorIs(t, err, maas.ErrForbidden)
	})
	t.Run("MAAS refuses", func(t *testing.T) {
		t.Parallel()
		client := hostServer(t, map[string][]string{"POST /vm-hosts/": {"403 This method is reserved for admin users."}})
		_, err := client.VMHosts.Register(t.Context(), "host:8443", maas2.VMHostTypeLXD, nil)
		assert.ErrorIs(t, err, maas.ErrForbidden)
	})
	t.Run("until the context ends", func(t *testing.T) {
		t.Parallel()
		deadline.Bubble(t, deadline.Day, func(t *testing.T) {
			client := hostServer(t, map[string][]string{"POST /vm-hosts/": {newHost}, "GET /vm-hosts/15/": {newHost}})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			_, err := client.VMHosts.Register(ctx, "host:8443", maas2.VMHostTypeLXD, nil)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.ErrorContains(t, err, "waiting for VM host 15 to be composable")
		})
	})
}

func TestVMHostsWaitForComposable(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		client := hostServer(t, map[string][]string{"GET /vm-hosts/15/": {newHost, "502 Bad Gateway", "404 Not Found"}})
		var seen []error
		start := time.Now()
		_, err := client.VMHosts.WaitForComposable(t.Context(), 15, &maas2.VMHostWaitOptions{
			Interval: time.Minute,
			OnPoll:   func(_ *maas2.VMHost, err error) { seen = append(seen, err) },
		})
		require.ErrorIs(t, err, maas.ErrNotFound, "the host was deleted")
		assert.Equal(t, 2*time.Minute, time.Since(start))
		require.Len(t, seen, 3)
		require.NoError(t, seen[0])
		assert.ErrorIs(t, seen[1], maas.ErrServer)
	})
}

func TestVMHostsFind(t *testing.T) {
	t.Parallel()
	client := hostServer(t, map[string][]string{"GET /vm-hosts/": {`[{"id": 14, "name": "a"}, {"id": 15, "name": "host"}]`}})
	host, err := client.VMHosts.Find(t.Context(), "host")
	require.NoError(t, err)
	assert.Equal(t, 15, host.ID)
	denied := hostServer(t, map[string][]string{"GET /vm-hosts/": {"401 Authorization Error"}})
	_, err = denied.VMHosts.Find(t.Context(), "host")
	require.ErrorIs(t, err, maas.ErrUnauthorized)
	_, err = client.VMHosts.Find(t.Context(), "nosuch")
	require.ErrorIs(t, err, maas.ErrNotFound)
	assert.ErrorContains(t, err, `"nosuch"`)
}

func TestVMHostSecrets(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, roundTrip(func(*http.Request) (int, string) { return 400, `{"power_pass": ["correct-horse-battery is wrong"]}` }))
	_, err := client.VMHosts.Create(t.Context(), "host:8443", maas2.VMHostTypeLXD, &maas2.VMHostCreateOptions{PowerPass: maas.NewSecret("correct-horse-battery")})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "correct-horse-battery")
}
