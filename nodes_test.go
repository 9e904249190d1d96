package maas_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// readyNode is a node as MAAS 1.6 sends it.
const readyNode = `{
    "status": 4,
    "macaddress_set": [
        {
            "resource_uri": "/MAAS/api/1.0/nodes/node-1/macs/aa%3Abb%3Acc%3Add%3Aee%3A01/",
            "mac_address": "aa:bb:cc:dd:ee:01"
        }
    ],
    "cpu_count": 1,
    "zone": {
        "resource_uri": "/MAAS/api/1.0/zones/default/",
        "name": "default",
        "description": ""
    },
    "routers": ["aa:bb:cc:dd:ee:f0"],
    "netboot": true,
    "osystem": "",
    "storage": 0,
    "owner": null,
    "ip_addresses": [],
    "system_id": "node-1",
    "architecture": "amd64/generic",
    "memory": 4096,
    "power_type": "virsh",
    "tag_names": ["use-fastpath-installer"],
    "hostname": "alpha.maas",
    "distro_series": "",
    "resource_uri": "/MAAS/api/1.0/nodes/node-1/"
}`

func wantReadyNode() maas.Node {
	return maas.Node{
		SystemID:      "node-1",
		Hostname:      "alpha.maas",
		MACAddressSet: []maas.MACAddress{{MACAddress: "aa:bb:cc:dd:ee:01", ResourceURI: "/MAAS/api/1.0/nodes/node-1/macs/aa%3Abb%3Acc%3Add%3Aee%3A01/"}},
		Architecture:  "amd64/generic",
		CPUCount:      1,
		Memory:        4096,
		Status:        maas.NodeStatusReady,
		Netboot:       true,
		PowerType:     maas.PowerTypeVirsh,
		TagNames:      []string{"use-fastpath-installer"},
		IPAddresses:   []string{},
		Routers:       []string{"aa:bb:cc:dd:ee:f0"},
		Zone:          maas.Zone{Name: maas.DefaultZone, ResourceURI: "/MAAS/api/1.0/zones/default/"},
		ResourceURI:   "/MAAS/api/1.0/nodes/node-1/",
		OSystem:       new(maas.OSystemDefault),
		DistroSeries:  new(maas.DistroSeriesDefault),
	}
}

func TestNodesWire(t *testing.T) {
	t.Parallel()
	node := wantReadyNode()
	nodes := []maas.Node{node}
	const nodeList = "[" + readyNode + "]"
	runWire(t, []wireCase{
		{
			name:   "List",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.List(ctx, nil) },
			want:   "GET /nodes/?op=list",
			answer: nodeList,
			result: nodes,
		},
		{
			name: "List with all filters",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.List(ctx, &maas.NodeListOptions{
					Hostnames:    []string{"alpha", "beta"},
					MACAddresses: []string{"aa:bb:cc:dd:ee:01", "aa:bb:cc:dd:ee:02"},
					IDs:          []string{"node-1", "node-2"},
					Zone:         "rack 1",
					AgentName:    new(""),
				})
			},
			want: "GET /nodes/?op=list&hostname=alpha&hostname=beta&mac_address=aa%3Abb%3Acc%3Add%3Aee%3A01&mac_address=aa%3Abb%3Acc%3Add%3Aee%3A02" +
				"&id=node-1&id=node-2&zone=rack+1&agent_name=",
			answer: "[]",
			result: []maas.Node{},
		},
		{
			name: "All",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				var all []maas.Node
				for node, err := range c.Nodes.All(ctx, &maas.NodeListOptions{Zone: "default"}) {
					if err != nil {
						return nil, err
					}
					all = append(all, *node)
				}
				return all, nil
			},
			want:   "GET /nodes/?op=list&zone=default",
			answer: "[" + readyNode + "," + readyNode + "]",
			result: []maas.Node{node, node},
		},
		{
			name:   "ListAllocated",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.ListAllocated(ctx, nil) },
			want:   "GET /nodes/?op=list_allocated",
			answer: nodeList,
			result: nodes,
		},
		{
			name: "ListAllocated of ids",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.ListAllocated(ctx, &maas.NodeListAllocatedOptions{IDs: []string{"node-1", "node-2"}})
			},
			want:   "GET /nodes/?op=list_allocated&id=node-1&id=node-2",
			answer: nodeList,
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.Get(ctx, "node-1") },
			want:   "GET /nodes/node-1/",
			answer: readyNode,
			result: &node,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.Create(ctx, "amd64", []string{"aa:bb:cc:dd:ee:01", "aa-bb-cc-dd-ee-02"}, nil)
			},
			want:   "POST /nodes/?op=new",
			parts:  []string{"architecture=amd64", "mac_addresses=aa:bb:cc:dd:ee:01", "mac_addresses=aa-bb-cc-dd-ee-02", "autodetect_nodegroup=true"},
			answer: readyNode,
			result: &node,
		},
		{
			name: "Create in a cluster",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.Create(ctx, "amd64", []string{"aa:bb:cc:dd:ee:01"}, &maas.NodeCreateOptions{
					Hostname: "alpha", Subarchitecture: "generic", NodeGroup: "uuid",
					Power: maas.IPMIPower{
						Driver: maas.IPMIDriverLAN20, Address: "10.0.0.2", User: "maas", Password: maas.NewSecret("secret word"), MACAddress: "aa:bb:cc:dd:ee:99",
					},
					SkipPowerCheck: new(true), Zone: "rack1", CPUCount: 4, Memory: 2048, Storage: 100,
					DistroSeries: maas.DistroSeriesTrusty, BootType: maas.BootTypeFastPath, MinHWEKernel: "hwe-v",
				})
			},
			want: "POST /nodes/?op=new",
			parts: []string{
				"architecture=amd64", "hostname=alpha", "subarchitecture=generic", "nodegroup=uuid",
				"power_type=ipmi", "power_parameters_power_driver=LAN_2_0", "power_parameters_power_address=10.0.0.2",
				"power_parameters_power_user=maas", "power_parameters_power_pass=secret word", "power_parameters_mac_address=aa:bb:cc:dd:ee:99",
				"power_parameters_skip_check=true", "zone=rack1", "cpu_count=4", "memory=2048", "storage=100",
				"distro_series=trusty", "boot_type=fastpath", "min_hwe_kernel=hwe-v",
				"mac_addresses=aa:bb:cc:dd:ee:01",
			},
			answer: readyNode,
		},
		{
			name: "Create without looking for the cluster",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Anonymous().Nodes.Create(ctx, "amd64", []string{"aa:bb:cc:dd:ee:01"}, &maas.NodeCreateOptions{
					AutodetectNodeGroup: new(false),
					Power:               maas.UncheckedPower{PowerParameters: maas.VirshPower{Address: "qemu:///system", ID: "vm1"}},
				})
			},
			want: "POST /nodes/?op=new",
			parts: []string{
				"architecture=amd64",
				"power_type=virsh", `power_parameters={"power_address":"qemu:///system","power_id":"vm1"}`,
				"mac_addresses=aa:bb:cc:dd:ee:01",
			},
			answer:   readyNode,
			unsigned: true,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.Update(ctx, "node-1", &maas.NodeUpdateOptions{
					Hostname: new("beta"), Architecture: new("i386/generic"), Power: maas.EtherWakePower{MACAddress: "aa:bb:cc:dd:ee:01"},
					SkipPowerCheck: new(false), Zone: new("rack1"), CPUCount: new(0), Memory: new(1), Storage: new(2),
					OSystem: new(maas.OSystemUbuntu), DistroSeries: new(maas.DistroSeriesDefault), LicenseKey: new(maas.Secret{}),
					BootType: new(maas.BootTypeDebianInstaller), DisableIPv4: new(false), SwapSize: new("1G"),
					MinHWEKernel: new("hwe-u"), HWEKernel: new("hwe-v"),
				})
			},
			want: "PUT /nodes/node-1/",
			parts: []string{
				"hostname=beta", "architecture=i386/generic", "power_type=ether_wake", "power_parameters_mac_address=aa:bb:cc:dd:ee:01",
				"power_parameters_skip_check=false", "zone=rack1", "cpu_count=0", "memory=1", "storage=2", "osystem=ubuntu", "distro_series=",
				"license_key=", "boot_type=di", "disable_ipv4=false", "swap_size=1G", "min_hwe_kernel=hwe-u", "hwe_kernel=hwe-v",
			},
			answer: readyNode,
			result: &node,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.Update(ctx, "node-1", nil)
			},
			want:   "PUT /nodes/node-1/",
			parts:  []string{},
			answer: readyNode,
		},
		{
			name: "Update takes the power type away",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.Update(ctx, "node-1", &maas.NodeUpdateOptions{Power: maas.CustomPower{}})
			},
			want:   "PUT /nodes/node-1/",
			parts:  []string{"power_type="},
			answer: readyNode,
		},
		{
			name:        "Delete",
			call:        func(ctx context.Context, c *maas.Client) (any, error) { return nil, c.Nodes.Delete(ctx, "node-1") },
			want:        "DELETE /nodes/node-1/",
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
		{
			name:   "Acquire any",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.Acquire(ctx, nil) },
			want:   "POST /nodes/?op=acquire",
			parts:  []string{},
			answer: readyNode,
			result: &node,
		},
		{
			name: "Acquire with all constraints",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.Acquire(ctx, &maas.NodeAcquireOptions{
					Name: "alpha", Arch: "amd64", CPUCount: 2, Memory: 1024, Tags: []string{"a", "b"}, Zone: "rack1", NotInZone: []string{"c", "d"},
					Networks: []string{"lan", "vlan:5"}, NotNetworks: []string{"ip:10.0.0.1"},
					ConnectedTo: []string{"aa:bb:cc:dd:ee:01"}, NotConnectedTo: []string{"aa:bb:cc:dd:ee:02", "aa:bb:cc:dd:ee:03"},
					AgentName: "agent", NotTags: []string{"e", "f"},
					Storage:    []maas.StorageConstraint{{Label: "root", Size: 10, Tags: []string{"ssd"}}, {Size: 2.5}},
					Interfaces: []maas.InterfaceConstraint{{Label: "a", Space: "s"}, {Label: "b", VID: new(0), Mode: "dhcp"}},
					Fabrics:    []string{"g"}, NotFabrics: []string{"h"}, FabricClasses: []string{"i"}, NotFabricClasses: []string{"j"},
					DryRun: new(false), Verbose: new(false), Comment: "why",
				})
			},
			want: "POST /nodes/?op=acquire",
			parts: []string{
				"name=alpha", "arch=amd64", "cpu_count=2", "mem=1024", "tags=a", "tags=b", "zone=rack1", "not_in_zone=c", "not_in_zone=d",
				"networks=lan", "networks=vlan:5", "not_networks=ip:10.0.0.1", "connected_to=aa:bb:cc:dd:ee:01",
				"not_connected_to=aa:bb:cc:dd:ee:02", "not_connected_to=aa:bb:cc:dd:ee:03", "agent_name=agent", "not_tags=e", "not_tags=f",
				"storage=root:10(ssd),2.5", "interfaces=a:space=s;b:vid=0,mode=dhcp", "fabrics=g", "not_fabrics=h",
				"fabric_classes=i", "not_fabric_classes=j", "dry_run=false", "verbose=false", "comment=why",
			},
			answer: readyNode,
		},
		{
			name: "Start",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.Start(ctx, "node-1", &maas.NodeStartOptions{
					UserData: []byte("#!/bin/sh\n\x00\xff"), DistroSeries: "ubuntu/trusty", LicenseKey: maas.NewSecret("XXXXX"), HWEKernel: "hwe-v", Comment: "why",
				})
			},
			want:   "POST /nodes/node-1/?op=start",
			parts:  []string{"user_data=IyEvYmluL3NoCgD/", "distro_series=ubuntu/trusty", "license_key=XXXXX", "hwe_kernel=hwe-v", "comment=why"},
			answer: readyNode,
			result: &node,
		},
		{
			name:   "Start plainly",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.Start(ctx, "node-1", nil) },
			want:   "POST /nodes/node-1/?op=start",
			parts:  []string{},
			answer: readyNode,
		},
		{
			name: "Stop",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.Stop(ctx, "node-1", &maas.NodeStopOptions{Mode: maas.NodeStopModeSoft, Comment: "why"})
			},
			want:   "POST /nodes/node-1/?op=stop",
			parts:  []string{"stop_mode=soft", "comment=why"},
			answer: readyNode,
			result: &node,
		},
		{
			name:   "Stop plainly",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.Stop(ctx, "node-1", nil) },
			want:   "POST /nodes/node-1/?op=stop",
			parts:  []string{},
			answer: readyNode,
		},
		{
			name: "Release",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.Release(ctx, "node-1", &maas.NodeReleaseOptions{Comment: "why"})
			},
			want:   "POST /nodes/node-1/?op=release",
			parts:  []string{"comment=why"},
			answer: readyNode,
			result: &node,
		},
		{
			name:   "Release plainly",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.Release(ctx, "node-1", nil) },
			want:   "POST /nodes/node-1/?op=release",
			parts:  []string{},
			answer: readyNode,
		},
		{
			name: "ReleaseMany",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.ReleaseMany(ctx, []string{"node-1", "node-2"}, &maas.NodeReleaseOptions{Comment: "why"})
			},
			want:   "POST /nodes/?op=release",
			parts:  []string{"nodes=node-1", "nodes=node-2", "comment=why"},
			answer: `["node-1"]`,
			result: []string{"node-1"},
		},
		{
			name:   "ReleaseMany of none",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.ReleaseMany(ctx, nil, nil) },
			want:   "POST /nodes/?op=release",
			parts:  []string{},
			answer: "[]",
			result: []string{},
		},
		{
			name: "Commission",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.Commission(ctx, "node-1", &maas.NodeCommissionOptions{EnableSSH: new(true), SkipNetworking: new(false), SkipStorage: new(true)})
			},
			want:   "POST /nodes/node-1/?op=commission",
			parts:  []string{"enable_ssh=1", "skip_networking=0", "skip_storage=1"},
			answer: readyNode,
			result: &node,
		},
		{
			name:   "Commission plainly",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.Commission(ctx, "node-1", nil) },
			want:   "POST /nodes/node-1/?op=commission",
			parts:  []string{},
			answer: readyNode,
		},
		{
			name: "Accept",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.Accept(ctx, "node-1", "node-2")
			},
			want:   "POST /nodes/?op=accept",
			parts:  []string{"nodes=node-1", "nodes=node-2"},
			answer: nodeList,
			result: nodes,
		},
		{
			name:   "AcceptAll",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.AcceptAll(ctx) },
			want:   "POST /nodes/?op=accept_all",
			parts:  []string{},
			answer: nodeList,
			result: nodes,
		},
		{
			name:   "CheckCommissioning",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.CheckCommissioning(ctx) },
			want:   "POST /nodes/?op=check_commissioning",
			parts:  []string{},
			answer: nodeList,
			result: nodes,
		},
		{
			name: "SetZone",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.Nodes.SetZone(ctx, "rack1", "node-1", "node-2")
			},
			want:   "POST /nodes/?op=set_zone",
			parts:  []string{"zone=rack1", "nodes=node-1", "nodes=node-2"},
			answer: "null",
		},
		{
			name: "Details",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.Details(ctx, "node-1")
			},
			want:        "GET /nodes/node-1/?op=details",
			contentType: "application/bson",
			answer:      "\x17\x00\x00\x00" + "\x0alldp\x00" + "\x05lshw\x00\x01\x00\x00\x00\x00<" + "\x00",
			result:      &maas.NodeDetails{LSHW: []byte("<")},
		},
		{
			name: "IsRegistered",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.IsRegistered(ctx, "aa:bb:cc:dd:ee:01")
			},
			want:     "GET /nodes/?op=is_registered&mac_address=aa%3Abb%3Acc%3Add%3Aee%3A01",
			answer:   "true",
			result:   true,
			unsigned: true,
		},
		{
			name: "ClaimStickyIPAddress",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.ClaimStickyIPAddress(ctx, "node-1", &maas.NodeClaimStickyIPAddressOptions{
					MACAddress: "aa:bb:cc:dd:ee:01", RequestedAddress: "10.0.0.7",
				})
			},
			want:   "POST /nodes/node-1/?op=claim_sticky_ip_address",
			parts:  []string{"mac_address=aa:bb:cc:dd:ee:01", "requested_address=10.0.0.7"},
			answer: readyNode,
			result: &node,
		},
		{
			name: "ClaimStickyIPAddress for the first interface",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.ClaimStickyIPAddress(ctx, "node-1", nil)
			},
			want:   "POST /nodes/node-1/?op=claim_sticky_ip_address",
			parts:  []string{},
			answer: readyNode,
		},
	})
}

// noNetwork is a transport for calls that must not use one.
func noNetwork(t *testing.T) http.RoundTripper {
	return roundTripFunc(func(req *http.Request) (*http.Response, error) {
		assert.Failf(t, "sent", "%s %s", req.Method, req.URL)
		return nil, http.ErrUseLastResponse
	})
}

func TestNodesRefuseBadArguments(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	nodes := newTestClient(t, noNetwork(t)).Nodes
	for _, tc := range []struct {
		name     string
		call     func() error
		argument string
	}{
		{"no id", func() error { return nodes.Delete(ctx, "") }, "system_id"},
		{"an id that climbs", func() error { return nodes.Delete(ctx, "..") }, "system_id"},
		{"no architecture", func() error {
			_, err := nodes.Create(ctx, "", []string{"aa:bb:cc:dd:ee:01"}, nil)
			return err
		}, "architecture"},
		{"no MAC address", func() error { _, err := nodes.Create(ctx, "amd64", nil, nil); return err }, "mac_addresses"},
		{"a bad MAC address", func() error {
			_, err := nodes.Create(ctx, "amd64", []string{"aa:bb:cc:dd:ee:01", "zz"}, nil)
			return err
		}, "mac_addresses"},
		{"a bad router", func() error {
			_, err := nodes.Acquire(ctx, &maas.NodeAcquireOptions{ConnectedTo: []string{"10.0.0.1"}})
			return err
		}, "connected_to"},
		{"a bad BMC", func() error {
			_, err := nodes.Update(ctx, "node-1", &maas.NodeUpdateOptions{Power: maas.AMTPower{MACAddress: "zz"}})
			return err
		}, "power_parameters_mac_address"},
		{"no zone", func() error { return nodes.SetZone(ctx, "", "node-1") }, "zone"},
		{"no nodes", func() error { return nodes.SetZone(ctx, "rack1") }, "nodes"},
		{"an empty id among others", func() error { _, err := nodes.Accept(ctx, "node-1", ""); return err }, "nodes"},
		{"an address that is none", func() error {
			_, err := nodes.ClaimStickyIPAddress(ctx, "node-1", &maas.NodeClaimStickyIPAddressOptions{RequestedAddress: "10.0.0"})
			return err
		}, "requested_address"},
		{"no address", func() error { _, err := nodes.IsRegistered(ctx, ""); return err }, "mac_address"},
		{"no zones to acquire in", func() error { _, err := nodes.AcquireInZones(ctx, nil, nil); return err }, "zone"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var bad *maas.ArgumentError
			require.ErrorAs(t, tc.call(), &bad)
			assert.Equal(t, tc.argument, bad.Argument)
		})
	}
}

// TestEmptyFilterIsNotEverything shows that a list of ids that came out empty
// finds nothing, with no call, where MAAS would answer with all nodes.
func TestEmptyFilterIsNotEverything(t *testing.T) {
	t.Parallel()
	nodes := newTestClient(t, noNetwork(t)).Nodes
	for _, opts := range []*maas.NodeListOptions{{IDs: []string{}}, {Hostnames: []string{}}, {MACAddresses: []string{}, Zone: "rack1"}} {
		found, err := nodes.List(t.Context(), opts)
		require.NoError(t, err)
		assert.Equal(t, []maas.Node{}, found)
		for node, err := range nodes.All(t.Context(), opts) {
			assert.Failf(t, "found", "%v %v", node, err)
		}
	}
	found, err := nodes.ListAllocated(t.Context(), &maas.NodeListAllocatedOptions{IDs: []string{}})
	require.NoError(t, err)
	assert.Empty(t, found)
}

// readNode19 decodes a node with all that MAAS 1.9 sends.
func readNode19(t *testing.T) (*maas.Node, []byte) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", "node-1.9.json"))
	require.NoError(t, err)
	node := new(maas.Node)
	require.NoError(t, json.Unmarshal(body, node))
	return node, body
}

// TestNode19 shows that nothing is lost of a node of MAAS 1.9.
func TestNode19(t *testing.T) {
	t.Parallel()
	node, body := readNode19(t)
	var want, got any
	require.NoError(t, json.Unmarshal(body, &want))
	require.NoError(t, json.Unmarshal(encode(t, node), &got))
	compareJSON(t, reflect.TypeFor[maas.Node](), "", want, got)

	assert.Equal(t, maas.NodeStatusAllocated, node.Status, "folded")
	require.NotNil(t, node.Substatus)
	assert.Equal(t, maas.NodeSubstatusDeploying, *node.Substatus)
	assert.Equal(t, maas.NodeSubstatusDeploying, node.State())
	assert.Equal(t, maas.PowerStateOn, *node.PowerState)
	assert.Equal(t, maas.BootTypeFastPath, *node.BootType)
	assert.Equal(t, 8e9, node.Storage)
	assert.Empty(t, node.PXEMAC.ResourceURI)
	assert.Equal(t, map[int]string{1: "root"}, node.ConstraintMap)
	assert.Equal(t, []int{1}, node.ConstraintsByType.Storage["root"])
	assert.Equal(t, []int{2, 3}, node.ConstraintsByType.VerboseInterfaces["0"]["data"])
	require.Len(t, node.InterfaceSet, 2)
	assert.Equal(t, "10.0.0.7", *node.InterfaceSet[0].Links[0].IPAddress)
	assert.Equal(t, "10.0.0.0/24", node.InterfaceSet[0].Links[0].Subnet.CIDR)
	assert.Nil(t, node.InterfaceSet[1].MACAddress)
	require.Len(t, node.BlockDeviceSet, 2)
	assert.Equal(t, "/", *node.BlockDeviceSet[0].Partitions[0].Filesystem.MountPoint)
	assert.Nil(t, node.BlockDeviceSet[1].Filesystem.MountPoint)
	assert.NotNil(t, node.VirtualBlockDeviceSet)
	assert.Empty(t, node.VirtualBlockDeviceSet)
}

// TestNodeOfOldRelease shows what is zero on a MAAS that does not send it.
func TestNodeOfOldRelease(t *testing.T) {
	t.Parallel()
	node := new(maas.Node)
	require.NoError(t, json.Unmarshal([]byte(readyNode), node))
	assert.Equal(t, wantReadyNode(), *node)
	assert.NotContains(t, string(encode(t, node)), "substatus")
	assert.Empty(t, node.Owner)

	for _, body := range []string{
		`{"system_id": "node-1"}`,
		`{"system_id": "node-1", "owner": null, "routers": null, "macaddress_set": null, "architecture": null, "zone": null,
		  "pxe_mac": null, "swap_size": null, "boot_disk": null, "hwe_kernel": null, "interface_set": null, "substatus_action": null}`,
	} {
		node := new(maas.Node)
		require.NoError(t, json.Unmarshal([]byte(body), node))
		assert.Equal(t, maas.Node{SystemID: "node-1"}, *node)
	}
}

func TestNodeState(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		body string
		want maas.NodeSubstatus
		text string
	}{
		// MAAS 1.6
		{`{"status": 0, "netboot": true}`, maas.NodeSubstatusNew, "New"},
		{`{"status": 1, "netboot": true}`, maas.NodeSubstatusCommissioning, "Commissioning"},
		{`{"status": 2, "netboot": true}`, maas.NodeSubstatusFailedCommissioning, "Failed commissioning"},
		{`{"status": 4, "netboot": false}`, maas.NodeSubstatusReady, "Ready"},
		{`{"status": 6, "netboot": true}`, maas.NodeSubstatusAllocated, "Allocated"},
		{`{"status": 6, "netboot": false}`, maas.NodeSubstatusDeployed, "Deployed"},
		{`{"status": 7, "netboot": false}`, maas.NodeSubstatusRetired, "Retired"},
		// MAAS 1.7 and later
		{`{"status": 6, "substatus": 6, "netboot": true}`, maas.NodeSubstatusDeployed, "Deployed"},
		{`{"status": 6, "substatus": 10, "netboot": false}`, maas.NodeSubstatusAllocated, "Allocated"},
		{`{"status": 6, "substatus": 12}`, maas.NodeSubstatusReleasing, "Releasing"},
		{`{"status": 0, "substatus": 0}`, maas.NodeSubstatusNew, "New"},
		{`{"status": 6, "substatus": 15}`, maas.NodeSubstatusFailedDiskErasing, "Failed disk erasing"},
		// not known yet
		{`{"status": 6, "substatus": 42}`, 42, "NodeSubstatus(42)"},
		{`{"status": 42}`, 42, "NodeSubstatus(42)"},
		{`{"status": -1}`, -1, "NodeSubstatus(-1)"},
	} {
		t.Run(tc.body, func(t *testing.T) {
			t.Parallel()
			node := new(maas.Node)
			require.NoError(t, json.Unmarshal([]byte(tc.body), node))
			assert.Equal(t, tc.want, node.State())
			assert.Equal(t, tc.text, node.State().String())
		})
	}
}

func TestNodeVocabularies(t *testing.T) {
	t.Parallel()
	names := []string{"Declared", "Commissioning", "Failed tests", "Missing", "Ready", "Reserved", "Allocated", "Retired", "Broken", "NodeStatus(9)"}
	for i, name := range names {
		assert.Equal(t, name, maas.NodeStatus(i).String())
	}
	node := new(maas.Node)
	require.NoError(t, json.Unmarshal([]byte(`{"power_type": "hmc", "osystem": "plan9", "distro_series": "zesty", "boot_type": "netboot", "power_state": "asleep"}`), node))
	assert.Equal(t, "hmc plan9 zesty netboot asleep",
		fmt.Sprint(node.PowerType, " ", *node.OSystem, " ", *node.DistroSeries, " ", *node.BootType, " ", *node.PowerState))
}

// TestDryRun shows that a dry run, which an older MAAS takes for an acquire, is
// sent only to a server that is known to have it.
func TestDryRun(t *testing.T) {
	t.Parallel()
	for release, refused := range map[string]bool{"": true, "1.8.3": true, "1.9.5": false, "1.10.0": false} {
		var sent []string
		client := newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
			sent = append(sent, req.URL.RequestURI())
			body := io.NopCloser(strings.NewReader(`{"version": "` + release + `"}`))
			return &http.Response{StatusCode: http.StatusOK, Body: body, Request: req}, nil
		}))
		_, err := client.MAAS.Version(t.Context())
		require.NoError(t, err)
		assert.Equal(t, release, client.Release())
		_, err = client.Nodes.Acquire(t.Context(), &maas.NodeAcquireOptions{DryRun: new(true)})
		if !refused {
			require.NoError(t, err, release)
			assert.Len(t, sent, 2)
			continue
		}
		var bad *maas.ArgumentError
		require.ErrorAs(t, err, &bad, release)
		assert.Equal(t, "dry_run", bad.Argument)
		assert.Len(t, sent, 1, "nothing but the question for the release")
	}
}

func TestConstraintsRefused(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, nil)
	for want, opts := range map[string]maas.NodeAcquireOptions{
		`storage "root:0" asks for no size`:              {Storage: []maas.StorageConstraint{{Label: "root"}}},
		"storage \"a:b:5\": a label or tag can't":        {Storage: []maas.StorageConstraint{{Size: 1}, {Label: "a:b", Size: 5}}},
		"storage \"5(a,b)\": a label or tag can't":       {Storage: []maas.StorageConstraint{{Size: 5, Tags: []string{"a,b"}}}},
		`interfaces ":vid=5" has no label`:               {Interfaces: []maas.InterfaceConstraint{{VID: new(5)}}},
		`interfaces "a:" asks for nothing`:               {Interfaces: []maas.InterfaceConstraint{{Label: "a"}}},
		"interfaces \"a:space=b;c\": a value can't have": {Interfaces: []maas.InterfaceConstraint{{Label: "a", Space: "b;c"}}},
	} {
		_, err := client.Nodes.Acquire(t.Context(), &opts)
		var bad *maas.ArgumentError
		require.ErrorAs(t, err, &bad)
		require.ErrorContains(t, err, want)
	}
}

func TestStopWithoutMeans(t *testing.T) {
	t.Parallel()
	// What MAAS 1.7 and later answer for a node that they can't switch off.
	for _, answer := range []string{"null", ""} {
		server := maastest.Start(t)
		server.Inject(maastest.Match{Op: "stop"}, maastest.Fault{Status: 200, Body: answer, ContentType: "application/json"})
		_, err := server.Client().Nodes.Stop(t.Context(), "node-1", nil)
		require.ErrorIs(t, err, maas.ErrNotStopped)
		assert.Equal(t, "maas: POST /nodes/node-1/?op=stop: can't decode the response (application/json): MAAS can't switch this node off", err.Error())
	}
}
