package maas2_test

import (
	"context"
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestMachinesWire(t *testing.T) {
	t.Parallel()
	const ada = `{"system_id": "k7bmx3", "hostname": "ada", "status": 4, "power_state": "off", "owner": null}`
	machine := maas2.Machine{SystemID: "k7bmx3", Hostname: "ada", Status: maas2.NodeStatusReady, PowerState: maas2.PowerStateOff}
	runWire(t, []wireCase{
		{
			name:   "List all",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Machines.List(ctx, nil) },
			want:   "GET /machines/",
			answer: "[" + ada + "]",
			result: []maas2.Machine{machine},
		},
		{
			name:    "List some",
			release: "3.4.10",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.List(ctx, &maas2.MachineListOptions{ID: []string{"k7bmx3", "46pkrn"}, Mem: 2048, NotTags: []string{"a b"}})
			},
			want:   "GET /machines/?id=k7bmx3&id=46pkrn&mem=2048&not_tags=a+b",
			answer: "[]",
			result: []maas2.Machine{},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Machines.Get(ctx, "k7bmx3") },
			want:   "GET /machines/k7bmx3/",
			answer: ada,
			result: &machine,
		},
		{
			name: "Create without commissioning",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Create(ctx, "amd64", []string{"52:54:00:10:03:01", "52:54:00:10:03:02"}, &maas2.MachineCreateOptions{
					Commission:      new(false),
					Hostname:        "ada",
					PowerParameters: maas2.VirshPower{ID: "vm1"},
				})
			},
			want: "POST /machines/",
			parts: []string{"architecture=amd64", "mac_addresses=52:54:00:10:03:01", "mac_addresses=52:54:00:10:03:02",
				"hostname=ada", "power_type=virsh", "power_parameters_power_id=vm1", "commission=false"},
			answer: ada,
			result: &machine,
		},
		{
			name: "Update clears and zeroes",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Update(ctx, "k7bmx3", &maas2.MachineUpdateOptions{Description: new(""), SwapSize: new(0)})
			},
			want:   "PUT /machines/k7bmx3/",
			parts:  []string{"description=", "swap_size=0"},
			answer: ada,
		},
		{
			name: "Delete by force",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Machines.Delete(ctx, "k7bmx3", &maas2.MachineDeleteOptions{Force: new(true)})
			},
			want:        "DELETE /machines/k7bmx3/?force=true",
			status:      204,
			contentType: "text/plain",
		},
		{
			name:   "Allocate any",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Machines.Allocate(ctx, nil) },
			want:   "POST /machines/?op=allocate",
			answer: ada,
			result: &machine,
		},
		{
			name: "Allocate with several tags",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Allocate(ctx, &maas2.MachineAllocateOptions{CPUCount: 4, Name: "ada", Tags: []string{"ssd", "gpu"}, Zone: "rack1", DryRun: new(true)})
			},
			want:   "POST /machines/?op=allocate",
			parts:  []string{"name=ada", "zone=rack1", "cpu_count=4", "tags=ssd", "tags=gpu", "dry_run=true"},
			answer: ada,
		},
		{
			name: "Deploy encodes the user data",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Deploy(ctx, "k7bmx3", &maas2.MachineDeployOptions{DistroSeries: "jammy", UserData: []byte("abcd")})
			},
			want:   "POST /machines/k7bmx3/?op=deploy",
			parts:  []string{"distro_series=jammy", "user_data=" + base64.StdEncoding.EncodeToString([]byte("abcd"))},
			answer: ada,
		},
		{
			name: "Release with erasing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Release(ctx, "k7bmx3", &maas2.MachineReleaseOptions{Comment: "done", Erase: new(true), SecureErase: new(false)})
			},
			want:   "POST /machines/k7bmx3/?op=release",
			parts:  []string{"comment=done", "erase=true", "secure_erase=false"},
			answer: ada,
		},
	})
}

func TestMachinesOtherOperationsWire(t *testing.T) {
	t.Parallel()
	const one = `{"system_id": "k7bmx3", "hostname": "ada", "status": 4}`
	machine := maas2.Machine{SystemID: "k7bmx3", Hostname: "ada", Status: maas2.NodeStatusReady}
	runWire(t, []wireCase{
		{
			name:        "Details",
			call:        func(ctx context.Context, c *maas2.Client) (any, error) { return c.Machines.Details(ctx, "k7bmx3") },
			want:        "GET /machines/k7bmx3/?op=details",
			contentType: "application/bson",
			answer:      "\x11\x00\x00\x00\x0alldp\x00\x0alshw\x00\x00",
			result:      &maas.NodeDetails{},
		},
		{
			name: "PowerParameters",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.PowerParameters(ctx, "k7bmx3")
			},
			want:   "GET /machines/k7bmx3/?op=power_parameters",
			answer: `{"power_pass": "s3cret"}`,
			result: maas2.PowerSettings{"power_pass": maas.NewSecret("s3cret")},
		},
		{
			name: "SetOwnerData",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.SetOwnerData(ctx, "k7bmx3", map[string]string{"b": "", "a": "1"})
			},
			want:   "POST /machines/k7bmx3/?op=set_owner_data",
			parts:  []string{"a=1", "b="},
			answer: one,
			result: &machine,
		},
		{
			name: "QueryPowerState",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.QueryPowerState(ctx, "k7bmx3")
			},
			want:   "GET /machines/k7bmx3/?op=query_power_state",
			answer: `{"state": "off"}`,
			result: &maas2.PowerStatus{State: maas2.PowerStateOff},
		},
		{
			name: "PowerOn",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.PowerOn(ctx, "k7bmx3", &maas2.MachinePowerOnOptions{Comment: "go", UserData: []byte("abcd"), BridgeType: maas2.BridgeTypeOVS, BridgeSTP: new(false)})
			},
			want:   "POST /machines/k7bmx3/?op=power_on",
			parts:  []string{"bridge_stp=false", "bridge_type=ovs", "comment=go", "user_data=YWJjZA=="},
			answer: one,
			result: &machine,
		},
		{
			name: "PowerOff",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.PowerOff(ctx, "k7bmx3", &maas2.MachinePowerOffOptions{Comment: "stop", StopMode: maas2.StopModeSoft})
			},
			want:   "POST /machines/k7bmx3/?op=power_off",
			parts:  []string{"comment=stop", "stop_mode=soft"},
			answer: one,
			result: &machine,
		},
		{
			name: "Commission",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Commission(ctx, "k7bmx3", &maas2.MachineCommissionOptions{
					CommissioningScripts: []string{"00-maas-01-lshw", "bmc"}, TestingScripts: []string{"none"}, SkipNetworking: new(false), EnableSSH: new(true),
					ScriptParameters: maas2.ScriptParameters{"fio": {"storage": "sda"}},
				})
			},
			want:   "POST /machines/k7bmx3/?op=commission",
			parts:  []string{"commissioning_scripts=00-maas-01-lshw,bmc", "enable_ssh=true", "skip_networking=false", "testing_scripts=none", "fio_storage=sda"},
			answer: one,
			result: &machine,
		},
		{
			name: "Commission as MAAS thinks fit",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Commission(ctx, "k7bmx3", nil)
			},
			want:   "POST /machines/k7bmx3/?op=commission",
			answer: one,
		},
		{
			name: "Abort",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Abort(ctx, "k7bmx3", &maas2.MachineAbortOptions{Comment: "no"})
			},
			want:   "POST /machines/k7bmx3/?op=abort",
			parts:  []string{"comment=no"},
			answer: one,
			result: &machine,
		},
		{
			name: "SetStorageLayout",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.SetStorageLayout(ctx, "k7bmx3", maas2.StorageLayoutLVM, &maas2.MachineSetStorageLayoutOptions{VGName: "vg0", LVSize: "8G", RootDevice: maas2.ID(2)})
			},
			want:   "POST /machines/k7bmx3/?op=set_storage_layout",
			parts:  []string{"storage_layout=lvm", "lv_size=8G", "root_device=2", "vg_name=vg0"},
			answer: one,
			result: &machine,
		},
		{
			name: "MountSpecial",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.MountSpecial(ctx, "k7bmx3", maas2.FilesystemTypeTmpfs, "/tmp", &maas2.MachineMountSpecialOptions{MountOptions: "size=10%"})
			},
			want:   "POST /machines/k7bmx3/?op=mount_special",
			parts:  []string{"fstype=tmpfs", "mount_point=/tmp", "mount_options=size=10%"},
			answer: one,
			result: &machine,
		},
		{
			name: "UnmountSpecial",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.UnmountSpecial(ctx, "k7bmx3", "/tmp")
			},
			want:   "POST /machines/k7bmx3/?op=unmount_special",
			parts:  []string{"mount_point=/tmp"},
			answer: one,
			result: &machine,
		},
		{
			name: "ClearDefaultGateways",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.ClearDefaultGateways(ctx, "k7bmx3")
			},
			want:   "POST /machines/k7bmx3/?op=clear_default_gateways",
			answer: one,
			result: &machine,
		},
		{
			name:        "CurtinConfig",
			call:        func(ctx context.Context, c *maas2.Client) (any, error) { return c.Machines.CurtinConfig(ctx, "k7bmx3") },
			want:        "GET /machines/k7bmx3/?op=get_curtin_config",
			contentType: "text/plain",
			answer:      "apt: {}\n",
			result:      maas.NewSecret("apt: {}\n"),
		},
		{
			name: "RestoreNetworkingConfiguration",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.RestoreNetworkingConfiguration(ctx, "k7bmx3")
			},
			want:   "POST /machines/k7bmx3/?op=restore_networking_configuration",
			answer: one,
			result: &machine,
		},
		{
			name: "RestoreStorageConfiguration",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.RestoreStorageConfiguration(ctx, "k7bmx3")
			},
			want:   "POST /machines/k7bmx3/?op=restore_storage_configuration",
			answer: one,
			result: &machine,
		},
		{
			name: "RestoreDefaultConfiguration",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.RestoreDefaultConfiguration(ctx, "k7bmx3")
			},
			want:   "POST /machines/k7bmx3/?op=restore_default_configuration",
			answer: one,
			result: &machine,
		},
		{
			name: "MarkBroken",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.MarkBroken(ctx, "k7bmx3", &maas2.MachineMarkBrokenOptions{Comment: "c", ErrorDescription: "bad fan"})
			},
			want:   "POST /machines/k7bmx3/?op=mark_broken",
			parts:  []string{"comment=c", "error_description=bad fan"},
			answer: one,
			result: &machine,
		},
		{
			name: "MarkFixed",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.MarkFixed(ctx, "k7bmx3", &maas2.MachineMarkFixedOptions{Comment: "new fan"})
			},
			want:   "POST /machines/k7bmx3/?op=mark_fixed",
			parts:  []string{"comment=new fan"},
			answer: one,
			result: &machine,
		},
		{
			name: "SetZone",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Machines.SetZone(ctx, []string{"k7bmx3", "46pkrn"}, "rack1")
			},
			want:   "POST /machines/?op=set_zone",
			parts:  []string{"nodes=k7bmx3", "nodes=46pkrn", "zone=rack1"},
			answer: "null",
		},
		{
			name: "ListPowerParameters",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.ListPowerParameters(ctx, &maas2.MachineListPowerParametersOptions{ID: []string{"k7bmx3", "46pkrn"}})
			},
			want:   "GET /machines/?op=power_parameters&id=k7bmx3&id=46pkrn",
			answer: `{"k7bmx3": {}}`,
			result: map[string]maas2.PowerSettings{"k7bmx3": {}},
		},
		{
			name: "Accept",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Accept(ctx, []string{"k7bmx3", "46pkrn"})
			},
			want:   "POST /machines/?op=accept",
			parts:  []string{"machines=k7bmx3", "machines=46pkrn"},
			answer: "[" + one + "]",
			result: []maas2.Machine{machine},
		},
		{
			name:   "AcceptAll",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Machines.AcceptAll(ctx) },
			want:   "POST /machines/?op=accept_all",
			answer: "[]",
			result: []maas2.Machine{},
		},
		{
			name: "ReleaseMany",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.ReleaseMany(ctx, []string{"k7bmx3", "46pkrn"}, &maas2.MachineReleaseManyOptions{Comment: "done"})
			},
			want:   "POST /machines/?op=release",
			parts:  []string{"machines=k7bmx3", "machines=46pkrn", "comment=done"},
			answer: `["k7bmx3"]`,
			result: []string{"k7bmx3"},
		},
		{
			name: "ListAllocated",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.ListAllocated(ctx, &maas2.MachineListAllocatedOptions{ID: []string{"k7bmx3"}})
			},
			want:   "GET /machines/?op=list_allocated&id=k7bmx3",
			answer: "[" + one + "]",
			result: []maas2.Machine{machine},
		},
		{
			name: "AddChassis",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Machines.AddChassis(ctx, maas2.ChassisTypeProxmox, "10.0.0.9", &maas2.MachineAddChassisOptions{
					AcceptAll: new(true), Username: "root", TokenName: "t", TokenSecret: maas.NewSecret("s3cret"), VerifySSL: new(false),
				})
			},
			want:        "POST /machines/?op=add_chassis",
			parts:       []string{"chassis_type=proxmox", "hostname=10.0.0.9", "accept_all=true", "token_name=t", "token_secret=s3cret", "username=root", "verify_ssl=false"},
			contentType: "text/plain",
			answer:      "Asking rack-1 to add machines",
		},
		{
			name: "IsRegistered",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.IsRegistered(ctx, "52:54:00:10:03:01")
			},
			want:   "GET /machines/?op=is_registered&mac_address=52%3A54%3A00%3A10%3A03%3A01",
			answer: "true",
			result: true,
		},
		{
			name:   "RescueMode",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Machines.RescueMode(ctx, "k7bmx3") },
			want:   "POST /machines/k7bmx3/?op=rescue_mode",
			answer: one,
			result: &machine,
		},
		{
			name: "ExitRescueMode",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.ExitRescueMode(ctx, "k7bmx3")
			},
			want:   "POST /machines/k7bmx3/?op=exit_rescue_mode",
			answer: one,
			result: &machine,
		},
		{
			name: "Test",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Test(ctx, "k7bmx3", &maas2.MachineTestOptions{TestingScripts: []string{"smartctl-validate", "memory"}, EnableSSH: new(false)})
			},
			want:   "POST /machines/k7bmx3/?op=test",
			parts:  []string{"enable_ssh=false", "testing_scripts=smartctl-validate,memory"},
			answer: one,
			result: &machine,
		},
		{
			name: "OverrideFailedTesting",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.OverrideFailedTesting(ctx, "k7bmx3", &maas2.MachineOverrideFailedTestingOptions{Comment: "known"})
			},
			want:   "POST /machines/k7bmx3/?op=override_failed_testing",
			parts:  []string{"comment=known"},
			answer: one,
			result: &machine,
		},
		{
			name: "Lock",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Lock(ctx, "k7bmx3", &maas2.MachineLockOptions{Comment: "keep"})
			},
			want:   "POST /machines/k7bmx3/?op=lock",
			parts:  []string{"comment=keep"},
			answer: one,
			result: &machine,
		},
		{
			name:   "Unlock",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Machines.Unlock(ctx, "k7bmx3", nil) },
			want:   "POST /machines/k7bmx3/?op=unlock",
			answer: one,
			result: &machine,
		},
		{
			name: "IsActionInProgress",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.IsActionInProgress(ctx, "52:54:00:10:03:01")
			},
			want:     "GET /machines/?op=is_action_in_progress&mac_address=52%3A54%3A00%3A10%3A03%3A01",
			answer:   "false",
			result:   false,
			unsigned: true,
		},
		{
			name: "Clone",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Machines.Clone(ctx, "k7bmx3", []string{"46pkrn", "r8hmsk"}, &maas2.MachineCloneOptions{Storage: new(true)})
			},
			want:        "POST /machines/?op=clone",
			parts:       []string{"source=k7bmx3", "destinations=46pkrn,r8hmsk", "storage=true"},
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "SetWorkloadAnnotations",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.SetWorkloadAnnotations(ctx, "k7bmx3", map[string]string{"app": "db"})
			},
			want:   "POST /machines/k7bmx3/?op=set_workload_annotations",
			parts:  []string{"app=db"},
			answer: one,
			result: &machine,
		},
		{
			name:   "Token",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Machines.Token(ctx, "k7bmx3") },
			want:   "GET /machines/k7bmx3/?op=get_token",
			answer: `{"token_key": "k", "token_secret": "s", "consumer_key": "c"}`,
			result: &maas2.NodeToken{TokenKey: "k", TokenSecret: maas.NewSecret("s"), ConsumerKey: "c"},
		},
		{
			name:    "List by status",
			release: "3.4.10",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.List(ctx, &maas2.MachineListOptions{
					Status: []maas2.NodeStatus{maas2.NodeStatusReady, maas2.NodeStatusFailedTesting}, PowerState: []maas2.PowerState{maas2.PowerStateOff},
					Devices: maas2.DeviceConstraint{VendorID: "8086"},
				})
			},
			want:   "GET /machines/?status=ready&status=failed_testing&power_state=off&devices=vendor_id%3D8086",
			answer: "[]",
			result: []maas2.Machine{},
		},
		{
			name: "Allocate with labels",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Machines.Allocate(ctx, &maas2.MachineAllocateOptions{
					Storage:    []maas2.StorageConstraint{{Label: "root", Size: 50, Tags: []string{"ssd"}}, {Label: "data", Size: 100}},
					Interfaces: []maas2.InterfaceConstraint{{Label: "eth0", Subnet: "10.0.0.0/24"}, {Label: "eth1", Space: "storage"}},
				})
			},
			want:   "POST /machines/?op=allocate",
			parts:  []string{"storage=root:50(ssd),data:100", "interfaces=eth0:subnet=10.0.0.0/24;eth1:space=storage"},
			answer: one,
			result: &machine,
		},
	})
}

func TestNodeStatus(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Failed testing", maas2.NodeStatusFailedTesting.String())
	assert.Equal(t, "NodeStatus(42)", maas2.NodeStatus(42).String())
}
