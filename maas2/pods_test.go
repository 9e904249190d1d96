package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestPodsWire(t *testing.T) {
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
				return c.Pods.List(ctx)
			},
			want:   "GET /pods/",
			answer: "[" + full + "]",
			result: []maas2.VMHost{host},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Pods.Get(ctx, 15)
			},
			want:   "GET /pods/15/",
			answer: full,
			result: &host,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Pods.Create(ctx, "host:8443", maas2.VMHostTypeLXD, &maas2.VMHostCreateOptions{Name: "host", PowerUser: "u", PowerPass: maas.NewSecret("pw"), CPUOverCommitRatio: 2, MemoryOverCommitRatio: 1.5, DefaultStoragePool: "default", DefaultMACVLANMode: maas2.MACVLANModeBridge, Zone: "rack1", Pool: "lab", Tags: maas2.NameList{"a", "b"}, Project: "maas", Certificate: "cert", Key: maas.NewSecret("key")})
			},
			want:   "POST /pods/",
			parts:  []string{"power_address=host:8443", "type=lxd", "name=host", "power_user=u", "power_pass=pw", "cpu_over_commit_ratio=2", "memory_over_commit_ratio=1.5", "default_storage_pool=default", "default_macvlan_mode=bridge", "zone=rack1", "pool=lab", "tags=a,b", "project=maas", "certificate=cert", "key=key"},
			answer: full,
			result: &host,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Pods.Update(ctx, 15, &maas2.PodUpdateOptions{VMHostUpdateOptions: maas2.VMHostUpdateOptions{Name: new("other"), Type: new(maas2.VMHostTypeVirsh), PowerAddress: new("qemu+ssh://host/system"), PowerPass: new(maas.Secret{}), CPUOverCommitRatio: new(0.5), MemoryOverCommitRatio: new(2.0), DefaultStoragePool: new(""), DefaultMACVLANMode: new(maas2.MACVLANModePassthru), Zone: new("rack1"), Pool: new("lab"), Tags: new(maas2.NameList{})}, ConsoleLog: new(false)})
			},
			want:   "PUT /pods/15/",
			parts:  []string{"name=other", "type=virsh", "power_address=qemu+ssh://host/system", "power_pass=", "cpu_over_commit_ratio=0.5", "memory_over_commit_ratio=2", "default_storage_pool=", "default_macvlan_mode=passthru", "zone=rack1", "pool=lab", "tags=", "console_log=false"},
			answer: full,
		},
		{
			name: "Delete with its machines",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Pods.Delete(ctx, 15, &maas2.VMHostDeleteOptions{Decompose: new(true)})
			},
			want:        "DELETE /pods/15/?decompose=true",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Pods.Delete(ctx, 15, nil)
			},
			want:        "DELETE /pods/15/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Refresh",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Pods.Refresh(ctx, 15)
			},
			want:   "POST /pods/15/?op=refresh",
			answer: full,
			result: &host,
		},
		{
			name: "Parameters",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Pods.Parameters(ctx, 15)
			},
			want:   "GET /pods/15/?op=parameters",
			answer: `{"power_address": "host:8443", "password": "pw"}`,
			result: maas2.PowerSettings{"power_address": maas.NewSecret("host:8443"), "password": maas.NewSecret("pw")},
		},
		{
			name: "Compose",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Pods.Compose(ctx, 15, &maas2.VMHostComposeOptions{Hostname: "vm1", Architecture: "amd64/generic", Cores: 2, PinnedCores: []int{0, 3}, CPUSpeed: 2000, Memory: 4096, HugePagesBacked: new(true), Storage: maas2.StorageConstraints{{Label: "root", Size: 8, Tags: []string{"default"}}, {Label: "data", Size: 20}}, Interfaces: maas2.InterfaceConstraints{{Label: "eth0", Space: "dmz"}}, Domain: new(0), Zone: new(1), Pool: new(0), SkipCommissioning: new(true)})
			},
			want:   "POST /pods/15/?op=compose",
			parts:  []string{"hostname=vm1", "architecture=amd64/generic", "cores=2", "pinned_cores=0", "pinned_cores=3", "cpu_speed=2000", "memory=4096", "hugepages_backed=true", "storage=root:8(default),data:20", "interfaces=eth0:space=dmz", "domain=0", "zone=1", "pool=0", "skip_commissioning=true"},
			answer: `{"system_id": "h4dnfw", "resource_uri": "/MAAS/api/2.0/machines/h4dnfw/"}`,
			result: &maas2.ComposedMachine{SystemID: "h4dnfw", ResourceURI: "/MAAS/api/2.0/machines/h4dnfw/"},
		},
		{
			name: "Compose any",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Pods.Compose(ctx, 15, nil)
			},
			want:   "POST /pods/15/?op=compose",
			answer: `{"system_id": "h4dnfw"}`,
		},
		{
			name: "AddTag",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Pods.AddTag(ctx, 15, "a")
			},
			want:   "POST /pods/15/?op=add_tag",
			parts:  []string{"tag=a"},
			answer: full,
		},
		{
			name: "RemoveTag",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Pods.RemoveTag(ctx, 15, "a")
			},
			want:   "POST /pods/15/?op=remove_tag",
			parts:  []string{"tag=a"},
			answer: full,
		},
	})
}
