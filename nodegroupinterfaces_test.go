package maas_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/gomaas/maas"
)

func TestNodeGroupInterfacesWire(t *testing.T) {
	t.Parallel()
	const (
		path = "/nodegroups/" + testCluster + "/interfaces/"
		eth0 = `{"ip_range_high": "10.0.0.150", "ip_range_low": "10.0.0.100", "broadcast_ip": "10.0.0.255",
			"static_ip_range_low": "10.0.0.200", "ip": "10.0.0.1", "subnet_mask": "255.255.255.0", "management": 1,
			"static_ip_range_high": "10.0.0.220", "interface": "eth0"}`
	)
	managed := maas.NodeGroupInterface{
		Interface: "eth0", IP: "10.0.0.1", Management: maas.NodeGroupInterfaceManagementDHCP,
		SubnetMask: "255.255.255.0", BroadcastIP: "10.0.0.255", IPRangeLow: "10.0.0.100", IPRangeHigh: "10.0.0.150",
		StaticIPRangeLow: "10.0.0.200", StaticIPRangeHigh: "10.0.0.220",
	}
	unmanaged := &maas.NodeGroupInterface{Interface: "eth2", IP: "172.17.0.1"}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeGroupInterfaces.List(ctx, testCluster)
			},
			want:   "GET " + path + "?op=list",
			answer: "[" + eth0 + "]",
			result: []maas.NodeGroupInterface{managed},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeGroupInterfaces.Get(ctx, testCluster, "eth2")
			},
			want:   "GET " + path + "eth2/",
			answer: recordedAnswer(t, "nginterface-read-unmanaged"),
			result: unmanaged,
		},
		{
			name: "Get from a later MAAS",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeGroupInterfaces.Get(ctx, testCluster, "eth0:1")
			},
			want:   "GET " + path + "eth0:1/",
			answer: `{"name": "eth0:1", "interface": "eth0", "ip": "10.0.0.1", "management": 2}`,
			result: &maas.NodeGroupInterface{
				Name: new("eth0:1"), Interface: "eth0", IP: "10.0.0.1", Management: maas.NodeGroupInterfaceManagementDHCPAndDNS,
			},
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeGroupInterfaces.Create(ctx, testCluster, "10.0.0.1", &maas.NodeGroupInterfaceCreateOptions{
					Name: "lan", Interface: "eth0", Management: maas.NodeGroupInterfaceManagementDHCP,
					SubnetMask: "255.255.255.0", BroadcastIP: "10.0.0.255", RouterIP: "10.0.0.254",
					IPRangeLow: "10.0.0.100", IPRangeHigh: "10.0.0.150", StaticIPRangeLow: "10.0.0.200", StaticIPRangeHigh: "10.0.0.220",
				})
			},
			want: "POST " + path + "?op=new",
			parts: []string{
				"ip=10.0.0.1", "name=lan", "interface=eth0", "management=1", "subnet_mask=255.255.255.0", "broadcast_ip=10.0.0.255",
				"router_ip=10.0.0.254", "ip_range_low=10.0.0.100", "ip_range_high=10.0.0.150",
				"static_ip_range_low=10.0.0.200", "static_ip_range_high=10.0.0.220",
			},
			answer: eth0,
			result: &managed,
		},
		{
			name: "Create unmanaged",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeGroupInterfaces.Create(ctx, testCluster, "172.17.0.1", nil)
			},
			want:   "POST " + path + "?op=new",
			parts:  []string{"ip=172.17.0.1"},
			answer: recordedAnswer(t, "nginterfaces-new-unmanaged-minimal"),
			result: unmanaged,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeGroupInterfaces.Update(ctx, testCluster, "eth0", &maas.NodeGroupInterfaceUpdateOptions{
					Name: new("lan"), Interface: new("eth1"), IP: new("10.0.0.1"), Management: new(maas.NodeGroupInterfaceManagementUnmanaged),
					SubnetMask: new("255.255.255.0"), BroadcastIP: new(""), RouterIP: new("10.0.0.254"),
					IPRangeLow: new("fd00::1"), IPRangeHigh: new("fd00::9"), StaticIPRangeLow: new(""), StaticIPRangeHigh: new(""),
				})
			},
			want: "PUT " + path + "eth0/",
			parts: []string{
				"name=lan", "interface=eth1", "ip=10.0.0.1", "management=0", "subnet_mask=255.255.255.0", "broadcast_ip=", "router_ip=10.0.0.254",
				"ip_range_low=fd00::1", "ip_range_high=fd00::9", "static_ip_range_low=", "static_ip_range_high=",
			},
			answer: eth0,
			result: &managed,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeGroupInterfaces.Update(ctx, testCluster, "eth0", nil)
			},
			want:   "PUT " + path + "eth0/",
			parts:  []string{},
			answer: eth0,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.NodeGroupInterfaces.Delete(ctx, testCluster, "eth0")
			},
			want:        "DELETE " + path + "eth0/",
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
		{
			name: "ReportForeignDHCP",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeGroupInterfaces.ReportForeignDHCP(ctx, testCluster, "eth0", "10.0.0.77")
			},
			want:   "POST " + path + "eth0/?op=report_foreign_dhcp",
			parts:  []string{"foreign_dhcp_ip=10.0.0.77"},
			answer: eth0,
			result: &managed,
		},
		{
			name: "ReportForeignDHCP of none",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeGroupInterfaces.ReportForeignDHCP(ctx, testCluster, "eth0", "")
			},
			want:   "POST " + path + "eth0/?op=report_foreign_dhcp",
			parts:  []string{"foreign_dhcp_ip="},
			answer: eth0,
		},
	})
}

func TestNodeGroupInterfacesRefuse(t *testing.T) {
	t.Parallel()
	runRefusals(t, []refusal{
		{"Get of all", func(ctx context.Context, c *maas.Client) error {
			return second(c.NodeGroupInterfaces.Get(ctx, testCluster, ""))
		}, "interface"},
		{"Delete of another resource", func(ctx context.Context, c *maas.Client) error {
			return c.NodeGroupInterfaces.Delete(ctx, testCluster, "..")
		}, "interface"},
		{"Create without address", func(ctx context.Context, c *maas.Client) error {
			return second(c.NodeGroupInterfaces.Create(ctx, testCluster, "", nil))
		}, "ip"},
		{"Create with a bad address", func(ctx context.Context, c *maas.Client) error {
			return second(c.NodeGroupInterfaces.Create(ctx, testCluster, "10.0.0.0/24", nil))
		}, "ip"},
		{"Create with a bad mask", func(ctx context.Context, c *maas.Client) error {
			return second(c.NodeGroupInterfaces.Create(ctx, testCluster, "10.0.0.1", &maas.NodeGroupInterfaceCreateOptions{SubnetMask: "24"}))
		}, "subnet_mask"},
		{"Update with a bad range", func(ctx context.Context, c *maas.Client) error {
			return second(c.NodeGroupInterfaces.Update(ctx, testCluster, "eth0", &maas.NodeGroupInterfaceUpdateOptions{StaticIPRangeLow: new("x")}))
		}, "static_ip_range_low"},
		{"ReportForeignDHCP of no address", func(ctx context.Context, c *maas.Client) error {
			return second(c.NodeGroupInterfaces.ReportForeignDHCP(ctx, testCluster, "eth0", "zz"))
		}, "foreign_dhcp_ip"},
	})
}
