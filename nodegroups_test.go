package maas_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/gomaas/maas"
)

// testCluster is the UUID of the cluster in the recordings.
const testCluster = "5977f6ab-9160-4352-b4db-d71a99066c4f"

// recordedAnswer is the body that a MAAS 1.6.1 sent in an exchange.
func recordedAnswer(t *testing.T, name string) string {
	t.Helper()
	for _, e := range readExchanges(t, "recordings-1.6.1.jsonl", "") {
		if e.Name == name {
			return string(e.body())
		}
	}
	require.Failf(t, "not recorded", "%s", name)
	return ""
}

func TestNodeGroupsWire(t *testing.T) {
	t.Parallel()
	const path = "/nodegroups/" + testCluster + "/"
	const one = `{"cluster_name": "Cluster master", "status": 1, "name": "maas", "uuid": "` + testCluster + `"}`
	cluster := maas.NodeGroup{UUID: testCluster, Status: maas.NodeGroupStatusAccepted, Name: "maas", ClusterName: "Cluster master"}
	pending := maas.NodeGroup{
		UUID: "11111111-2222-3333-4444-555555555555", Status: maas.NodeGroupStatusPending,
		Name: "second", ClusterName: "Cluster 11111111-2222-3333-4444-555555555555",
	}
	const text = "text/html; charset=utf-8"
	runWire(t, []wireCase{
		{
			name:   "List",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.NodeGroups.List(ctx) },
			want:   "GET /nodegroups/?op=list",
			answer: recordedAnswer(t, "nodegroups-list-two"),
			result: []maas.NodeGroup{cluster, pending},
		},
		{
			name: "List unsigned", unsigned: true,
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Anonymous().NodeGroups.List(ctx) },
			want:   "GET /nodegroups/?op=list",
			answer: "[" + one + "]",
			result: []maas.NodeGroup{cluster},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.NodeGroups.Get(ctx, testCluster) },
			want:   "GET " + path,
			answer: one,
			result: &cluster,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeGroups.Update(ctx, testCluster, &maas.NodeGroupUpdateOptions{
					Name: new("maas"), ClusterName: new("Cluster master"), Status: new(maas.NodeGroupStatusPending),
				})
			},
			want:   "PUT " + path,
			parts:  []string{"name=maas", "cluster_name=Cluster master", "status=0"},
			answer: one,
			result: &cluster,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeGroups.Update(ctx, testCluster, nil)
			},
			want:   "PUT " + path,
			parts:  []string{},
			answer: one,
		},
		{
			name: "Accept",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.NodeGroups.Accept(ctx, "a", testCluster)
			},
			want:        "POST /nodegroups/?op=accept",
			parts:       []string{"uuid=a", "uuid=" + testCluster},
			contentType: text,
			answer:      "Nodegroup(s) accepted.",
		},
		{
			name:        "Reject",
			call:        func(ctx context.Context, c *maas.Client) (any, error) { return nil, c.NodeGroups.Reject(ctx, "a", "b") },
			want:        "POST /nodegroups/?op=reject",
			parts:       []string{"uuid=a", "uuid=b"},
			contentType: text,
			answer:      "Nodegroup(s) rejected.",
		},
		{
			name:        "Reject none",
			call:        func(ctx context.Context, c *maas.Client) (any, error) { return nil, c.NodeGroups.Reject(ctx) },
			want:        "POST /nodegroups/?op=reject",
			parts:       []string{},
			contentType: text,
			answer:      "Nodegroup(s) rejected.",
		},
		{
			name: "ImportAllBootImages",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.NodeGroups.ImportAllBootImages(ctx)
			},
			want:        "POST /nodegroups/?op=import_boot_images",
			parts:       []string{},
			contentType: text,
			answer:      recordedAnswer(t, "nodegroups-import-boot-images"),
		},
		{
			name: "ImportBootImages",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.NodeGroups.ImportBootImages(ctx, testCluster)
			},
			want:        "POST " + path + "?op=import_boot_images",
			parts:       []string{},
			contentType: text,
			answer:      recordedAnswer(t, "nodegroup-import-boot-images"),
		},
		{
			name: "ListNodes",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeGroups.ListNodes(ctx, testCluster)
			},
			want:   "GET " + path + "?op=list_nodes",
			answer: `["node-1", "node-2"]`,
			result: []string{"node-1", "node-2"},
		},
		{
			name: "ProbeAndEnlistHardware in a chassis",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.NodeGroups.ProbeAndEnlistHardware(ctx, testCluster, maas.ProbeModelSeaMicro15K,
					&maas.NodeGroupProbeAndEnlistHardwareOptions{
						MACAddress: "aa:bb:cc:00:00:01", Username: "u", Password: maas.NewSecret("p"),
						PowerControl: maas.SM15KPowerControlRESTAPI2, AcceptAll: new(false),
					})
			},
			want: "POST " + path + "?op=probe_and_enlist_hardware",
			parts: []string{
				"model=seamicro15k", "mac=aa:bb:cc:00:00:01", "username=u", "password=p", "power_control=restapi2", "accept_all=false",
			},
			contentType: text,
		},
		{
			name: "ProbeAndEnlistHardware on a host",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.NodeGroups.ProbeAndEnlistHardware(ctx, testCluster, maas.ProbeModelVirsh,
					&maas.NodeGroupProbeAndEnlistHardwareOptions{
						PowerAddress: "qemu+ssh://u@10.0.0.9/system", PowerPassword: maas.NewSecret("x"), PrefixFilter: "vm-",
					})
			},
			want:        "POST " + path + "?op=probe_and_enlist_hardware",
			parts:       []string{"model=virsh", "power_address=qemu+ssh://u@10.0.0.9/system", "power_pass=x", "prefix_filter=vm-"},
			contentType: text,
		},
		{
			name: "ProbeAndEnlistUCSM",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.NodeGroups.ProbeAndEnlistUCSM(ctx, testCluster, "http://10.0.0.8/", "u", maas.NewSecret("p"), nil)
			},
			want:        "POST " + path + "?op=probe_and_enlist_ucsm",
			parts:       []string{"url=http://10.0.0.8/", "username=u", "password=p"},
			contentType: text,
		},
		{
			name: "ProbeAndEnlistMSCM",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.NodeGroups.ProbeAndEnlistMSCM(ctx, testCluster, "10.0.0.8", "u", maas.NewSecret("p"), &maas.NodeGroupProbeOptions{AcceptAll: new(true)})
			},
			want:        "POST " + path + "?op=probe_and_enlist_mscm",
			parts:       []string{"host=10.0.0.8", "username=u", "password=p", "accept_all=true"},
			contentType: text,
		},
		{
			name: "ReportDownloadProgress at first",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.NodeGroups.ReportDownloadProgress(ctx, testCluster, "kernel.img", nil)
			},
			want:        "POST " + path + "?op=report_download_progress",
			parts:       []string{"filename=kernel.img"},
			contentType: text,
		},
		{
			name: "ReportDownloadProgress of a failure",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.NodeGroups.ReportDownloadProgress(ctx, testCluster, "kernel.img", &maas.NodeGroupReportDownloadProgressOptions{
					Size: new(int64(1000)), BytesDownloaded: new(int64(0)), Error: new("disk full"),
				})
			},
			want:        "POST " + path + "?op=report_download_progress",
			parts:       []string{"filename=kernel.img", "size=1000", "bytes_downloaded=0", "error=disk full"},
			contentType: text,
		},
		{
			name: "UpdateLeases",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.NodeGroups.UpdateLeases(ctx, testCluster, maas.DHCPLeases{
					"10.0.0.102": "aa:bb:cc:dd:ee:ff", "10.0.0.101": "aa:bb:cc:dd:ee:01",
				})
			},
			want:        "POST " + path + "?op=update_leases",
			parts:       []string{`leases={"10.0.0.101":"aa:bb:cc:dd:ee:01","10.0.0.102":"aa:bb:cc:dd:ee:ff"}`},
			contentType: text,
			answer:      "Leases updated.",
		},
		{
			name: "UpdateLeases to none",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.NodeGroups.UpdateLeases(ctx, testCluster, nil)
			},
			want:        "POST " + path + "?op=update_leases",
			parts:       []string{"leases={}"},
			contentType: text,
			answer:      "Leases updated.",
		},
		{
			name: "Register pending", unsigned: true,
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.NodeGroups.Register(ctx, "a", &maas.NodeGroupRegisterOptions{
					Name: "second", ClusterName: "Second",
					Interfaces: []maas.NodeGroupRegisterInterface{{
						IP: "192.168.5.1",
						NodeGroupInterfaceCreateOptions: maas.NodeGroupInterfaceCreateOptions{
							Interface: "eth0", Management: maas.NodeGroupInterfaceManagementDHCP, SubnetMask: "255.255.255.0",
						},
					}},
				})
			},
			want: "POST /nodegroups/?op=register",
			parts: []string{
				"uuid=a", "name=second", "cluster_name=Second",
				`interfaces=[{"ip":"192.168.5.1","interface":"eth0","management":1,"subnet_mask":"255.255.255.0"}]`,
			},
			status: http.StatusAccepted, contentType: text,
			answer: recordedAnswer(t, "nodegroups-register-pending"),
			result: &maas.NodeGroupRegistration{},
		},
		{
			name: "Register accepted", unsigned: true,
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.NodeGroups.Register(ctx, "a", nil) },
			want:   "POST /nodegroups/?op=register",
			parts:  []string{"uuid=a"},
			answer: `{"BROKER_URL": "amqp://maas:hush@localhost:5672//maas"}`,
			result: &maas.NodeGroupRegistration{Accepted: true, BrokerURL: maas.NewSecret("amqp://maas:hush@localhost:5672//maas")},
		},
		{
			name: "RefreshWorkers", unsigned: true,
			call:        func(ctx context.Context, c *maas.Client) (any, error) { return nil, c.NodeGroups.RefreshWorkers(ctx) },
			want:        "POST /nodegroups/?op=refresh_workers",
			parts:       []string{},
			contentType: text,
			answer:      "Sending worker refresh.",
		},
	})
}

func TestNodeGroupsRefuse(t *testing.T) {
	t.Parallel()
	register := func(i maas.NodeGroupRegisterInterface) func(context.Context, *maas.Client) error {
		return func(ctx context.Context, c *maas.Client) error {
			return second(c.NodeGroups.Register(ctx, "a", &maas.NodeGroupRegisterOptions{Interfaces: []maas.NodeGroupRegisterInterface{i}}))
		}
	}
	leases := func(leases maas.DHCPLeases) func(context.Context, *maas.Client) error {
		return func(ctx context.Context, c *maas.Client) error { return c.NodeGroups.UpdateLeases(ctx, "a", leases) }
	}
	runRefusals(t, []refusal{
		{"Get without UUID", func(ctx context.Context, c *maas.Client) error { return second(c.NodeGroups.Get(ctx, "")) }, "uuid"},
		{"Accept an empty UUID", func(ctx context.Context, c *maas.Client) error { return c.NodeGroups.Accept(ctx, "a", "") }, "uuid"},
		{"Register without UUID", func(ctx context.Context, c *maas.Client) error { return second(c.NodeGroups.Register(ctx, "", nil)) }, "uuid"},
		{"Register without address", register(maas.NodeGroupRegisterInterface{}), "interfaces"},
		{"Register with a bad address", register(maas.NodeGroupRegisterInterface{
			IP: "10.0.0.1", NodeGroupInterfaceCreateOptions: maas.NodeGroupInterfaceCreateOptions{RouterIP: "router"},
		}), "router_ip"},
		{"UpdateLeases of no address", leases(maas.DHCPLeases{"10.0.0": "aa:bb:cc:dd:ee:01"}), "leases"},
		{"UpdateLeases of no MAC address", leases(maas.DHCPLeases{"10.0.0.1": "aa:bb"}), "leases"},
		{"ReportDownloadProgress of no file", func(ctx context.Context, c *maas.Client) error {
			return c.NodeGroups.ReportDownloadProgress(ctx, "a", "", nil)
		}, "filename"},
		{"ProbeAndEnlistHardware without model", func(ctx context.Context, c *maas.Client) error {
			return c.NodeGroups.ProbeAndEnlistHardware(ctx, "a", "", nil)
		}, "model"},
		{"ProbeAndEnlistHardware with a bad MAC address", func(ctx context.Context, c *maas.Client) error {
			return c.NodeGroups.ProbeAndEnlistHardware(ctx, "a", maas.ProbeModelSeaMicro15K, &maas.NodeGroupProbeAndEnlistHardwareOptions{MACAddress: "zz"})
		}, "mac"},
		{"ProbeAndEnlistUCSM without URL", func(ctx context.Context, c *maas.Client) error {
			return c.NodeGroups.ProbeAndEnlistUCSM(ctx, "a", "", "u", maas.NewSecret("p"), nil)
		}, "url"},
		{"ProbeAndEnlistMSCM without password", func(ctx context.Context, c *maas.Client) error {
			return c.NodeGroups.ProbeAndEnlistMSCM(ctx, "a", "h", "u", maas.Secret{}, nil)
		}, "password"},
	})
}

func TestNodeGroupsDetails(t *testing.T) {
	t.Parallel()
	const bsonType = "application/bson"
	details := func(ids ...string) func(context.Context, *maas.Client) (any, error) {
		return func(ctx context.Context, c *maas.Client) (any, error) {
			return c.NodeGroups.Details(ctx, testCluster, ids...)
		}
	}
	made, err := bson.Marshal(bson.D{
		{Key: "node-1", Value: bson.D{{Key: "lshw", Value: []byte("<list/>")}, {Key: "lldp", Value: nil}}},
		{Key: "node-2", Value: bson.D{{Key: "lshw", Value: []byte{}}, {Key: "lldp", Value: []byte{0xff}}}},
	})
	require.NoError(t, err)
	runWire(t, []wireCase{
		{
			name:        "of two",
			call:        details("node-1", "node-2"),
			want:        "POST /nodegroups/" + testCluster + "/?op=details",
			parts:       []string{"system_ids=node-1", "system_ids=node-2"},
			contentType: bsonType,
			answer:      string(made),
			result:      map[string]maas.NodeDetails{"node-1": {LSHW: []byte("<list/>")}, "node-2": {LSHW: []byte{}, LLDP: []byte{0xff}}},
		},
		{
			name:        "of none",
			call:        details(),
			want:        "POST /nodegroups/" + testCluster + "/?op=details",
			parts:       []string{},
			contentType: bsonType,
			answer:      recordedAnswer(t, "nodegroup-details-empty"),
			result:      map[string]maas.NodeDetails{},
		},
	})

	client := newTestClient(t, answering(http.StatusOK, bsonType, recordedAnswer(t, "nodegroup-details")))
	nodes, err := client.NodeGroups.Details(t.Context(), testCluster, "node-1")
	require.NoError(t, err)
	assert.Len(t, nodes, 2)
	first := nodes["node-b7be3ec4-e53a-11f1-9473-02fc00000001"]
	assert.Len(t, first.LSHW, 414)
	assert.Len(t, first.LLDP, 184)
	assert.Contains(t, string(first.LLDP), "LLDP neighbors")
	assert.Equal(t, maas.NodeDetails{}, nodes["node-b7e03970-e53a-11f1-9473-02fc00000001"], "not commissioned yet")

	scalar, err := bson.Marshal(bson.D{{Key: "node-1", Value: 1}})
	require.NoError(t, err)
	incomplete, err := bson.Marshal(bson.D{{Key: "node-1", Value: bson.D{{Key: "lshw", Value: nil}}}})
	require.NoError(t, err)
	for name, body := range map[string]string{
		"a web page": "<html></html>", "cut": string(made[:40]), "no documents": string(scalar), "no lldp": string(incomplete), "nothing": "",
	} {
		client := newTestClient(t, answering(http.StatusOK, bsonType, body))
		_, err := client.NodeGroups.Details(t.Context(), testCluster, "node-1")
		var decode *maas.DecodeError
		assert.ErrorAs(t, err, &decode, name)
	}
}

// TestRegisterAnswers: neither a web page nor an answer without credentials
// passes for a registration, and the credentials don't show.
func TestRegisterAnswers(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]struct {
		status int
		body   string
	}{
		"a page":             {http.StatusAccepted, "<html><title>hush</title></html>"},
		"a page for JSON":    {http.StatusOK, "<html><title>Proxy</title></html>"},
		"text where JSON is": {http.StatusOK, "Cluster registered.  Awaiting admin approval."},
		"nothing":            {http.StatusOK, ""},
	} {
		client := newTestClient(t, answering(answer.status, "text/html", answer.body))
		registration, err := client.NodeGroups.Register(t.Context(), "a", nil)
		var decode *maas.DecodeError
		assert.ErrorAs(t, err, &decode, name)
		assert.Nil(t, registration, name)
	}

	client := newTestClient(t, answering(http.StatusForbidden, "text/plain", recordedAnswer(t, "nodegroups-register-rejected")))
	_, err := client.NodeGroups.Register(t.Context(), "a", nil)
	assert.ErrorIs(t, err, maas.ErrForbidden)

	shown := fmt.Sprintf("%v %+v %#v", maas.NodeGroupRegistration{BrokerURL: maas.NewSecret("amqp://maas:hush@localhost//")},
		&maas.NodeGroupRegistration{BrokerURL: maas.NewSecret("amqp://maas:hush@localhost//")}, maas.NodeGroupRegistration{BrokerURL: maas.NewSecret("hush")})
	assert.NotContains(t, shown, "hush")
}

func TestDescribePowerTypes(t *testing.T) {
	t.Parallel()
	answer := recordedAnswer(t, "nodegroups-describe-power-types")
	var types []maas.PowerTypeDescription
	runWire(t, []wireCase{{
		name: "DescribePowerTypes",
		call: func(ctx context.Context, c *maas.Client) (any, error) {
			types, err := c.NodeGroups.DescribePowerTypes(ctx)
			assert.Len(t, types, 10)
			for _, typ := range types {
				if typ.Name == maas.PowerTypeIPMI {
					return typ.Fields[0], err
				}
			}
			return nil, err
		},
		want:   "GET /nodegroups/?op=describe_power_types",
		answer: answer,
		result: maas.PowerTypeField{
			Name: "power_driver", Label: "Power driver", FieldType: maas.PowerFieldTypeChoice, Default: "LAN_2_0",
			Choices: []maas.PowerTypeChoice{{"LAN", "LAN [IPMI 1.5]"}, {"LAN_2_0", "LAN_2_0 [IPMI 2.0]"}},
		},
	}})
	require.NoError(t, json.Unmarshal([]byte(answer), &types))
	again, err := json.Marshal(types)
	require.NoError(t, err)
	assert.JSONEq(t, answer, string(again))

	for _, bad := range []string{`["LAN"]`, `["LAN", "LAN", "LAN"]`, `"LAN"`, `[1, 2]`} {
		assert.Error(t, json.Unmarshal([]byte(bad), new(maas.PowerTypeChoice)), bad)
	}
}

func TestNodeGroupEnums(t *testing.T) {
	t.Parallel()
	for want, value := range map[string]fmt.Stringer{
		"Pending":                         maas.NodeGroupStatusPending,
		"Rejected":                        maas.NodeGroupStatusRejected,
		"NodeGroupStatus(3)":              maas.NodeGroupStatus(3),
		"Unmanaged":                       maas.NodeGroupInterfaceManagementUnmanaged,
		"DHCP and DNS":                    maas.NodeGroupInterfaceManagementDHCPAndDNS,
		"NodeGroupInterfaceManagement(3)": maas.NodeGroupInterfaceManagement(3),
		"User reserved":                   maas.IPAddressTypeUserReserved,
		"Discovered":                      maas.IPAddressTypeDiscovered,
		"IPAddressType(-1)":               maas.IPAddressType(-1),
	} {
		assert.Equal(t, want, value.String())
	}
}
