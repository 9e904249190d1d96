package maas2

import (
	"context"
	"io"

	"github.com/gomaas/maas"
)

// MachinesService is STUB.
type MachinesService service

// HardwareInfo is STUB.
type HardwareInfo struct {
	SystemVendor             string `json:"system_vendor"`
	SystemProduct            string `json:"system_product"`
	SystemFamily             string `json:"system_family"`
	SystemVersion            string `json:"system_version"`
	SystemSKU                string `json:"system_sku"`
	SystemSerial             string `json:"system_serial"`
	CPUModel                 string `json:"cpu_model"`
	MainboardVendor          string `json:"mainboard_vendor"`
	MainboardProduct         string `json:"mainboard_product"`
	MainboardSerial          string `json:"mainboard_serial"`
	MainboardVersion         string `json:"mainboard_version"`
	MainboardFirmwareVendor  string `json:"mainboard_firmware_vendor"`
	MainboardFirmwareDate    string `json:"mainboard_firmware_date"`
	MainboardFirmwareVersion string `json:"mainboard_firmware_version"`
	ChassisVendor            string `json:"chassis_vendor"`
	ChassisType              string `json:"chassis_type"`
	ChassisSerial            string `json:"chassis_serial"`
	ChassisVersion           string `json:"chassis_version"`
}

// Machine is STUB.
type Machine struct {
	SystemID                     string             `json:"system_id"`
	Hostname                     string             `json:"hostname"`
	FQDN                         string             `json:"fqdn"`
	CPUSpeed                     int                `json:"cpu_speed"`                     // MHz, since 2.4
	WorkloadAnnotations          map[string]string  `json:"workload_annotations,omitzero"` // since 3.0
	DisableIPv4                  bool               `json:"disable_ipv4"`
	NetworkTestStatus            ScriptStatus       `json:"network_test_status"`    // since 2.7
	VolumeGroups                 []VolumeGroup      `json:"volume_groups,omitzero"` // since 2.3
	CPUCount                     int                `json:"cpu_count"`
	StorageTestStatusName        string             `json:"storage_test_status_name"` // since 2.3
	OwnerData                    map[string]string  `json:"owner_data,omitzero"`
	SyncInterval                 *int               `json:"sync_interval,omitempty"` // seconds, nil when MAAS has null, since 3.2
	EnableHWSync                 bool               `json:"enable_hw_sync"`          // since 3.3.7
	CPUTestStatusName            string             `json:"cpu_test_status_name"`    // since 2.3
	NUMANodeSet                  []NUMANode         `json:"numanode_set,omitzero"`   // since 2.7
	Storage                      float64            `json:"storage"`                 // MB
	Status                       NodeStatus         `json:"status"`
	Pool                         ResourcePool       `json:"pool"` // since 2.4.1
	SpecialFilesystems           []Filesystem       `json:"special_filesystems,omitzero"`
	HWEKernel                    *string            `json:"hwe_kernel,omitempty"` // nil when MAAS has null
	BootDisk                     *BlockDevice       `json:"boot_disk,omitempty"`  // nil when MAAS has null
	Zone                         Zone               `json:"zone"`
	MemoryTestStatus             ScriptStatus       `json:"memory_test_status"` // since 2.3
	PhysicalBlockDeviceSet       []BlockDevice      `json:"physicalblockdevice_set,omitzero"`
	StorageTestStatus            ScriptStatus       `json:"storage_test_status"` // since 2.3
	Locked                       bool               `json:"locked"`              // since 2.4
	DistroSeries                 string             `json:"distro_series"`
	HardwareUUID                 *string            `json:"hardware_uuid,omitempty"` // nil when MAAS has null, since 2.6
	Description                  string             `json:"description"`             // since 2.6
	MemoryTestStatusName         string             `json:"memory_test_status_name"` // since 2.3
	InterfaceTestStatus          ScriptStatus       `json:"interface_test_status"`   // since 2.7
	RAIDs                        []RAID             `json:"raids,omitzero"`          // since 2.3
	OtherTestStatus              ScriptStatus       `json:"other_test_status"`       // since 2.3
	Owner                        *string            `json:"owner,omitempty"`         // nil when MAAS has null
	EphemeralDeploy              bool               `json:"ephemeral_deploy"`        // since 3.3.7
	TestingStatusName            string             `json:"testing_status_name"`     // since 2.3
	NodeType                     NodeType           `json:"node_type"`
	InterfaceSet                 []Interface        `json:"interface_set,omitzero"`
	Pod                          *NodePod           `json:"pod,omitempty"` // nil when MAAS has null, since 2.2
	BootInterface                *Interface         `json:"boot_interface,omitempty"`
	BIOSBootMethod               *string            `json:"bios_boot_method,omitempty"` // nil when MAAS has null, since 2.7
	InterfaceTestStatusName      string             `json:"interface_test_status_name"` // since 2.7
	Architecture                 string             `json:"architecture"`
	VirtualBlockDeviceSet        []BlockDevice      `json:"virtualblockdevice_set,omitzero"`
	NextSync                     *string            `json:"next_sync,omitempty"`                       // nil when MAAS has null, since 3.2
	SwapSize                     *int64             `json:"swap_size,omitempty"`                       // bytes, nil when MAAS has null
	CurrentCommissioningResultID *int               `json:"current_commissioning_result_id,omitempty"` // nil when MAAS has null, since 2.2
	CommissioningStatus          ScriptStatus       `json:"commissioning_status"`                      // since 2.3
	Netboot                      bool               `json:"netboot"`
	MinHWEKernel                 string             `json:"min_hwe_kernel"`
	DefaultGateways              DefaultGateways    `json:"default_gateways"` // since 2.1
	PowerState                   PowerState         `json:"power_state"`
	OtherTestStatusName          string             `json:"other_test_status_name"` // since 2.3
	IPAddresses                  []string           `json:"ip_addresses,omitzero"`
	HardwareInfo                 HardwareInfo       `json:"hardware_info"`             // since 2.4
	StatusMessage                *string            `json:"status_message"`            // nil when MAAS has null
	NetworkTestStatusName        string             `json:"network_test_status_name"`  // since 2.7
	Memory                       int64              `json:"memory"`                    // MiB
	CPUTestStatus                ScriptStatus       `json:"cpu_test_status"`           // since 2.3
	CommissioningStatusName      string             `json:"commissioning_status_name"` // since 2.3
	AddressTTL                   *int               `json:"address_ttl,omitempty"`     // seconds, nil when MAAS has null
	PowerType                    string             `json:"power_type"`
	TagNames                     []string           `json:"tag_names,omitzero"`
	StatusName                   string             `json:"status_name"`
	StatusAction                 *string            `json:"status_action"`                       // nil when MAAS has null
	CurrentTestingResultID       *int               `json:"current_testing_result_id,omitempty"` // nil when MAAS has null, since 2.2
	NodeTypeName                 string             `json:"node_type_name"`
	LastSync                     *string            `json:"last_sync,omitempty"` // nil when MAAS has null, since 3.2
	Domain                       Domain             `json:"domain"`
	TestingStatus                ScriptStatus       `json:"testing_status"` // since 2.3
	BlockDeviceSet               []BlockDevice      `json:"blockdevice_set,omitzero"`
	Parent                       *string            `json:"parent,omitempty"`            // nil when MAAS has null, since 3.3
	CacheSets                    []BcacheCacheSet   `json:"cache_sets,omitzero"`         // since 2.3
	VirtualMachineID             *int               `json:"virtualmachine_id,omitempty"` // nil when MAAS has null, since 2.9
	OSystem                      string             `json:"osystem"`
	CurrentInstallationResultID  *int               `json:"current_installation_result_id,omitempty"` // nil when MAAS has null, since 2.2
	Bcaches                      []Bcache           `json:"bcaches,omitzero"`                         // since 2.3
	ConstraintsByType            *ConstraintsByType `json:"constraints_by_type,omitempty"`
	ISCSIBlockDeviceSet          []BlockDevice      `json:"iscsiblockdevice_set,omitzero"`      // since 2.2, gone in 3.0
	ErrorDescription             *string            `json:"error_description,omitempty"`        // since 3.5
	EnableKernelCrashDump        *bool              `json:"enable_kernel_crash_dump,omitempty"` // since 3.6
	IsDPU                        *bool              `json:"is_dpu,omitempty"`                   // since 3.7
	ResourceURI                  string             `json:"resource_uri"`
}

// NodeToken is STUB.
type NodeToken struct {
	TokenKey    string      `json:"token_key"`
	TokenSecret maas.Secret `json:"token_secret"`
	ConsumerKey string      `json:"consumer_key"`
}

// NUMANode is STUB.
type NUMANode struct {
	Index        int         `json:"index"`
	Memory       int64       `json:"memory"` // MiB
	Cores        []int       `json:"cores"`
	HugePagesSet []HugePages `json:"hugepages_set"`
}

// PowerStatus is STUB.
type PowerStatus struct {
	State PowerState `json:"state"`
}

// NodeStatus is STUB a vocabulary.
type NodeStatus int

// STUB.
const (
	NodeStatusNew                      NodeStatus = 0
	NodeStatusCommissioning            NodeStatus = 1
	NodeStatusFailedCommissioning      NodeStatus = 2
	NodeStatusMissing                  NodeStatus = 3
	NodeStatusReady                    NodeStatus = 4
	NodeStatusReserved                 NodeStatus = 5
	NodeStatusDeployed                 NodeStatus = 6
	NodeStatusRetired                  NodeStatus = 7
	NodeStatusBroken                   NodeStatus = 8
	NodeStatusDeploying                NodeStatus = 9
	NodeStatusAllocated                NodeStatus = 10
	NodeStatusFailedDeployment         NodeStatus = 11
	NodeStatusReleasing                NodeStatus = 12
	NodeStatusFailedReleasing          NodeStatus = 13
	NodeStatusDiskErasing              NodeStatus = 14
	NodeStatusFailedDiskErasing        NodeStatus = 15
	NodeStatusRescueMode               NodeStatus = 16 // since 2.1
	NodeStatusEnteringRescueMode       NodeStatus = 17 // since 2.1
	NodeStatusFailedEnteringRescueMode NodeStatus = 18 // since 2.1
	NodeStatusExitingRescueMode        NodeStatus = 19 // since 2.1
	NodeStatusFailedExitingRescueMode  NodeStatus = 20 // since 2.1
	NodeStatusTesting                  NodeStatus = 21 // since 2.2
	NodeStatusFailedTesting            NodeStatus = 22 // since 2.2
)

// String returns the name as MAAS shows it, NodeStatus(42) for an unknown value.
func (v NodeStatus) String() string {
	return enumName(v, "NodeStatus", map[NodeStatus]string{
		0:  "New",
		1:  "Commissioning",
		2:  "Failed commissioning",
		3:  "Missing",
		4:  "Ready",
		5:  "Reserved",
		6:  "Deployed",
		7:  "Retired",
		8:  "Broken",
		9:  "Deploying",
		10: "Allocated",
		11: "Failed deployment",
		12: "Releasing",
		13: "Releasing failed",
		14: "Disk erasing",
		15: "Failed disk erasing",
		16: "Rescue mode",
		17: "Entering rescue mode",
		18: "Failed to enter rescue mode",
		19: "Exiting rescue mode",
		20: "Failed to exit rescue mode",
		21: "Testing",
		22: "Failed testing",
	})
}

// SimpleStatus is STUB a vocabulary.
type SimpleStatus string

// STUB.
const (
	SimpleStatusAllocated     SimpleStatus = "Allocated"     // since 3.3
	SimpleStatusBroken        SimpleStatus = "Broken"        // since 3.3
	SimpleStatusCommissioning SimpleStatus = "Commissioning" // since 3.3
	SimpleStatusDeployed      SimpleStatus = "Deployed"      // since 3.3
	SimpleStatusDeploying     SimpleStatus = "Deploying"     // since 3.3
	SimpleStatusFailed        SimpleStatus = "Failed"        // since 3.3
	SimpleStatusNew           SimpleStatus = "New"           // since 3.3
	SimpleStatusReady         SimpleStatus = "Ready"         // since 3.3
	SimpleStatusReleasing     SimpleStatus = "Releasing"     // since 3.3
	SimpleStatusRescueMode    SimpleStatus = "Rescue Mode"   // since 3.3
	SimpleStatusTesting       SimpleStatus = "Testing"       // since 3.3
	SimpleStatusOther         SimpleStatus = "Other"         // since 3.3
)

// StorageLayout is STUB a vocabulary.
type StorageLayout string

// STUB.
const (
	StorageLayoutBcache StorageLayout = "bcache"
	StorageLayoutFlat   StorageLayout = "flat"
	StorageLayoutLVM    StorageLayout = "lvm"
	StorageLayoutBlank  StorageLayout = "blank"  // since 2.6
	StorageLayoutVMFS6  StorageLayout = "vmfs6"  // since 2.6
	StorageLayoutCustom StorageLayout = "custom" // since 3.1
	StorageLayoutVMFS7  StorageLayout = "vmfs7"  // since 3.1
)

// DeploymentTarget is STUB a vocabulary.
type DeploymentTarget string

// STUB.
const (
	DeploymentTargetMemory DeploymentTarget = "memory" // since 3.5
	DeploymentTargetDisk   DeploymentTarget = "disk"   // since 3.5
)

// Details STUB.
//
// Any user may call it.
//
// GET /machines/{system_id}/?op=details
func (s *MachinesService) Details(ctx context.Context, systemID string) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/machines/{system_id}/", systemID).Op("details"))
}

// PowerParameters STUB.
//
// Administrators may call it.
//
// GET /machines/{system_id}/?op=power_parameters
func (s *MachinesService) PowerParameters(ctx context.Context, systemID string) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/machines/{system_id}/", systemID).Op("power_parameters"))
}

// SetOwnerData STUB.
//
// Any user may call it.
//
// POST /machines/{system_id}/?op=set_owner_data
func (s *MachinesService) SetOwnerData(ctx context.Context, systemID string, data map[string]string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("set_owner_data").With(sortedParams(data)))
}

// QueryPowerState STUB.
//
// Any user may call it.
//
// GET /machines/{system_id}/?op=query_power_state
func (s *MachinesService) QueryPowerState(ctx context.Context, systemID string) (*PowerStatus, error) {
	return maas.Do[*PowerStatus](ctx, s.client, maas.Get("/machines/{system_id}/", systemID).Op("query_power_state"))
}

// MachinePowerOnOptions are STUB.
type MachinePowerOnOptions struct {
	BridgeFD       int    `param:"bridge_fd"`   // since 2.6, until 3.8
	BridgeSTP      *bool  `param:"bridge_stp"`  // since 2.6, until 3.8
	BridgeType     string `param:"bridge_type"` // since 2.7, until 3.8
	Comment        string `param:"comment"`
	InstallKVM     *bool  `param:"install_kvm"`     // since 2.6, until 3.8
	RegisterVMHost *bool  `param:"register_vmhost"` // since 3.0, until 3.8
	UserData       []byte `param:"user_data,base64"`
}

// PowerOn STUB.
//
// Any user may call it.
//
// POST /machines/{system_id}/?op=power_on
func (s *MachinesService) PowerOn(ctx context.Context, systemID string, opts *MachinePowerOnOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("power_on").With(opts).Once())
}

// MachinePowerOffOptions are STUB.
type MachinePowerOffOptions struct {
	Comment  string `param:"comment"`
	StopMode string `param:"stop_mode"`
}

// PowerOff STUB.
//
// Any user may call it.
//
// POST /machines/{system_id}/?op=power_off
func (s *MachinesService) PowerOff(ctx context.Context, systemID string, opts *MachinePowerOffOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("power_off").With(opts).Once())
}

// MachineDeployOptions are STUB.
type MachineDeployOptions struct {
	AgentName             string `param:"agent_name"`  // since 2.2
	BridgeAll             *bool  `param:"bridge_all"`  // since 2.2
	BridgeFD              int    `param:"bridge_fd"`   // since 2.2
	BridgeSTP             *bool  `param:"bridge_stp"`  // since 2.2
	BridgeType            string `param:"bridge_type"` // since 2.7
	Comment               string `param:"comment"`
	DistroSeries          string `param:"distro_series"`
	EnableHWSync          *bool  `param:"enable_hw_sync"`   // since 3.2
	EphemeralDeploy       *bool  `param:"ephemeral_deploy"` // since 2.6
	HWEKernel             string `param:"hwe_kernel"`
	InstallKVM            *bool  `param:"install_kvm"`   // since 2.5
	InstallRackController *bool  `param:"install_rackd"` // since 2.3
	LicenseKey            string `param:"license_key"`
	OSystem               string `param:"osystem"`
	RegisterVMHost        *bool  `param:"register_vmhost"` // since 3.0
	UserData              []byte `param:"user_data,base64"`
	VCenterRegistration   *bool  `param:"vcenter_registration"`     // since 2.6
	EnableKernelCrashDump *bool  `param:"enable_kernel_crash_dump"` // since 3.6
}

// Deploy STUB.
//
// Any user may call it.
//
// POST /machines/{system_id}/?op=deploy
func (s *MachinesService) Deploy(ctx context.Context, systemID string, opts *MachineDeployOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("deploy").With(opts).Once())
}

// MachineReleaseOptions are STUB.
type MachineReleaseOptions struct {
	Comment     string `param:"comment"`
	Erase       *bool  `param:"erase"`        // since 2.1
	Force       *bool  `param:"force"`        // since 2.6
	QuickErase  *bool  `param:"quick_erase"`  // since 2.1
	SecureErase *bool  `param:"secure_erase"` // since 2.1
	Scripts     string `param:"scripts"`      // since 3.5
}

// Release STUB.
//
// Any user may call it.
//
// POST /machines/{system_id}/?op=release
func (s *MachinesService) Release(ctx context.Context, systemID string, opts *MachineReleaseOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("release").With(opts).Once())
}

// MachineCommissionOptions are STUB.
type MachineCommissionOptions struct {
	CommissioningScripts string           `param:"commissioning_scripts"` // since 2.2
	EnableSSH            *bool            `param:"enable_ssh"`
	Parameters           string           `param:"parameters"`      // since 2.7
	SkipBMCConfig        *bool            `param:"skip_bmc_config"` // since 2.4
	SkipNetworking       *bool            `param:"skip_networking"`
	SkipStorage          *bool            `param:"skip_storage"`
	TestingScripts       string           `param:"testing_scripts"` // since 2.2
	ScriptParameters     ScriptParameters `param:"{script}_{name}"` // since 2.7
}

// Commission STUB.
//
// Administrators may call it.
//
// POST /machines/{system_id}/?op=commission
func (s *MachinesService) Commission(ctx context.Context, systemID string, opts *MachineCommissionOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("commission").With(opts).Once())
}

// MachineAbortOptions are STUB.
type MachineAbortOptions struct {
	Comment string `param:"comment"`
}

// Abort STUB.
//
// Any user may call it.
//
// POST /machines/{system_id}/?op=abort
func (s *MachinesService) Abort(ctx context.Context, systemID string, opts *MachineAbortOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("abort").With(opts).Once())
}

// MachineSetStorageLayoutOptions are STUB.
type MachineSetStorageLayoutOptions struct {
	BootSize    string `param:"boot_size"`
	CacheDevice string `param:"cache_device"`
	CacheMode   string `param:"cache_mode"`
	CacheNoPart *bool  `param:"cache_no_part"`
	CacheSize   string `param:"cache_size"`
	LVName      string `param:"lv_name"`
	LVSize      string `param:"lv_size"`
	RootDevice  string `param:"root_device"`
	RootSize    string `param:"root_size"`
	VGName      string `param:"vg_name"`
}

// SetStorageLayout STUB.
//
// Administrators may call it.
//
// POST /machines/{system_id}/?op=set_storage_layout
func (s *MachinesService) SetStorageLayout(ctx context.Context, systemID string, storageLayout string, opts *MachineSetStorageLayoutOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("set_storage_layout").Set("storage_layout", storageLayout).With(opts))
}

// MachineMountSpecialOptions are STUB.
type MachineMountSpecialOptions struct {
	MountOption  string `param:"mount_option"`
	MountOptions string `param:"mount_options"`
}

// MountSpecial STUB.
//
// Any user may call it.
//
// POST /machines/{system_id}/?op=mount_special
func (s *MachinesService) MountSpecial(ctx context.Context, systemID string, fsType string, mountPoint string, opts *MachineMountSpecialOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("mount_special").Set("fstype", fsType).Set("mount_point", mountPoint).With(opts))
}

// UnmountSpecial STUB.
//
// Any user may call it.
//
// POST /machines/{system_id}/?op=unmount_special
func (s *MachinesService) UnmountSpecial(ctx context.Context, systemID string, mountPoint string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("unmount_special").Set("mount_point", mountPoint))
}

// ClearDefaultGateways STUB.
//
// Administrators may call it.
//
// POST /machines/{system_id}/?op=clear_default_gateways
func (s *MachinesService) ClearDefaultGateways(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("clear_default_gateways"))
}

// CurtinConfig STUB.
//
// Any user may call it.
//
// GET /machines/{system_id}/?op=get_curtin_config
func (s *MachinesService) CurtinConfig(ctx context.Context, systemID string) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/machines/{system_id}/", systemID).Op("get_curtin_config"))
}

// RestoreNetworkingConfiguration STUB.
//
// Administrators may call it.
//
// POST /machines/{system_id}/?op=restore_networking_configuration
func (s *MachinesService) RestoreNetworkingConfiguration(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("restore_networking_configuration"))
}

// RestoreStorageConfiguration STUB.
//
// Administrators may call it.
//
// POST /machines/{system_id}/?op=restore_storage_configuration
func (s *MachinesService) RestoreStorageConfiguration(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("restore_storage_configuration"))
}

// RestoreDefaultConfiguration STUB.
//
// Administrators may call it.
//
// POST /machines/{system_id}/?op=restore_default_configuration
func (s *MachinesService) RestoreDefaultConfiguration(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("restore_default_configuration"))
}

// MachineMarkBrokenOptions are STUB.
type MachineMarkBrokenOptions struct {
	Comment          string `param:"comment"`
	ErrorDescription string `param:"error_description"`
}

// MarkBroken STUB.
//
// Any user may call it.
//
// POST /machines/{system_id}/?op=mark_broken
func (s *MachinesService) MarkBroken(ctx context.Context, systemID string, opts *MachineMarkBrokenOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("mark_broken").With(opts).Once())
}

// MachineMarkFixedOptions are STUB.
type MachineMarkFixedOptions struct {
	Comment string `param:"comment"`
}

// MarkFixed STUB.
//
// Administrators may call it.
//
// POST /machines/{system_id}/?op=mark_fixed
func (s *MachinesService) MarkFixed(ctx context.Context, systemID string, opts *MachineMarkFixedOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("mark_fixed").With(opts))
}

// Get STUB.
//
// Any user may call it.
//
// GET /machines/{system_id}/
func (s *MachinesService) Get(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Get("/machines/{system_id}/", systemID))
}

// MachineUpdateOptions are STUB.
type MachineUpdateOptions struct {
	Architecture             *string         `param:"architecture"`
	CPUCount                 *int            `param:"cpu_count"`
	Description              *string         `param:"description"` // since 2.6
	DisableIPv4              *bool           `param:"disable_ipv4"`
	Domain                   *string         `param:"domain"`
	Hostname                 *string         `param:"hostname"`
	Memory                   *int            `param:"memory"`
	MinHWEKernel             *string         `param:"min_hwe_kernel"`
	Pool                     *string         `param:"pool"` // since 2.4
	PowerParametersSkipCheck *bool           `param:"power_parameters_skip_check"`
	PowerType                *string         `param:"power_type"`
	SwapSize                 *int            `param:"swap_size"`
	Zone                     *string         `param:"zone"`
	OSystem                  *string         `param:"osystem"`
	DistroSeries             *string         `param:"distro_series"`
	LicenseKey               *string         `param:"license_key"`
	HWEKernel                *string         `param:"hwe_kernel"`
	InstallRackController    *bool           `param:"install_rackd"`            // since 2.3, until 3.8
	InstallKVM               *bool           `param:"install_kvm"`              // since 2.5, until 2.5
	Commission               *bool           `param:"commission"`               // since 2.5
	EphemeralDeploy          *bool           `param:"ephemeral_deploy"`         // since 2.6
	Deployed                 *bool           `param:"deployed"`                 // since 3.1
	EnableHWSync             *bool           `param:"enable_hw_sync"`           // since 3.2
	EnableKernelCrashDump    *bool           `param:"enable_kernel_crash_dump"` // since 3.6
	IsDPU                    *bool           `param:"is_dpu"`                   // since 3.7
	PowerParameters          PowerParameters `param:"power_parameters_"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /machines/{system_id}/
func (s *MachinesService) Update(ctx context.Context, systemID string, opts *MachineUpdateOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Put("/machines/{system_id}/", systemID).With(opts))
}

// MachineDeleteOptions are STUB.
type MachineDeleteOptions struct {
	Force *bool `param:"force"` // since 2.5
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /machines/{system_id}/
func (s *MachinesService) Delete(ctx context.Context, systemID string, opts *MachineDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/machines/{system_id}/", systemID).With(opts))
}

// SetZone STUB.
//
// Any user may call it.
//
// POST /machines/?op=set_zone
func (s *MachinesService) SetZone(ctx context.Context, nodes []string, zone string) error {
	return maas.Exec(ctx, s.client, maas.Post("/machines/").Op("set_zone").Check(notEmpty("nodes", len(nodes))).SetAll("nodes", nodes).Set("zone", zone))
}

// MachineAllPowerParametersOptions are STUB.
type MachineAllPowerParametersOptions struct {
	ID []string `param:"id,any"`
}

// AllPowerParameters STUB.
//
// Administrators may call it.
//
// GET /machines/?op=power_parameters
func (s *MachinesService) AllPowerParameters(ctx context.Context, opts *MachineAllPowerParametersOptions) (map[string]PowerSettings, error) {
	return maas.Do[map[string]PowerSettings](ctx, s.client, maas.Get("/machines/").Op("power_parameters").With(opts))
}

// MachineAcceptOptions are STUB.
type MachineAcceptOptions struct {
	Machines []string `param:"machines"`
}

// Accept STUB.
//
// Any user may call it.
//
// POST /machines/?op=accept
func (s *MachinesService) Accept(ctx context.Context, opts *MachineAcceptOptions) ([]Machine, error) {
	return maas.List[Machine](ctx, s.client, maas.Post("/machines/").Op("accept").With(opts).Once())
}

// AcceptAll STUB.
//
// Administrators may call it.
//
// POST /machines/?op=accept_all
func (s *MachinesService) AcceptAll(ctx context.Context) ([]Machine, error) {
	return maas.List[Machine](ctx, s.client, maas.Post("/machines/").Op("accept_all").Once())
}

// MachineReleaseManyOptions are STUB.
type MachineReleaseManyOptions struct {
	Machines []string `param:"machines"`
	Comment  string   `param:"comment"`
}

// ReleaseMany STUB.
//
// Any user may call it.
//
// POST /machines/?op=release
func (s *MachinesService) ReleaseMany(ctx context.Context, opts *MachineReleaseManyOptions) ([]string, error) {
	return maas.List[string](ctx, s.client, maas.Post("/machines/").Op("release").With(opts).Once())
}

// MachineListAllocatedOptions are STUB.
type MachineListAllocatedOptions struct {
	ID []string `param:"id,any"`
}

// ListAllocated STUB.
//
// Any user may call it.
//
// GET /machines/?op=list_allocated
func (s *MachinesService) ListAllocated(ctx context.Context, opts *MachineListAllocatedOptions) ([]Machine, error) {
	return maas.List[Machine](ctx, s.client, maas.Get("/machines/").Op("list_allocated").With(opts))
}

// MachineAllocateOptions are STUB.
type MachineAllocateOptions struct {
	AgentName             string   `param:"agent_name"`
	Arch                  []string `param:"arch"`
	BridgeAll             *bool    `param:"bridge_all"` // since 2.1
	BridgeFD              int      `param:"bridge_fd"`  // since 2.1
	BridgeSTP             *bool    `param:"bridge_stp"` // since 2.1
	Comment               string   `param:"comment"`
	CPUCount              []int    `param:"cpu_count"`
	Devices               string   `param:"devices"` // since 3.0
	DryRun                *bool    `param:"dry_run"`
	FabricClasses         []string `param:"fabric_classes"`
	Fabrics               []string `param:"fabrics"`
	Interfaces            string   `param:"interfaces"`
	Mem                   []int    `param:"mem"`
	Name                  []string `param:"name"`
	NotFabricClasses      []string `param:"not_fabric_classes"`
	NotFabrics            []string `param:"not_fabrics"`
	NotInPool             []string `param:"not_in_pool"` // since 2.4
	NotInZone             []string `param:"not_in_zone"`
	NotPod                []string `param:"not_pod"`      // since 2.4, until 3.8
	NotPodType            []string `param:"not_pod_type"` // since 2.4, until 3.8
	NotSubnets            []string `param:"not_subnets"`
	NotTags               []string `param:"not_tags"`
	Pod                   []string `param:"pod"`      // since 2.2, until 3.8
	PodType               []string `param:"pod_type"` // since 2.2, until 3.8
	Pool                  []string `param:"pool"`     // since 2.4
	Storage               string   `param:"storage"`
	Subnets               []string `param:"subnets"`
	SystemID              []string `param:"system_id"`
	Tags                  []string `param:"tags"`
	Verbose               *bool    `param:"verbose"`
	Zone                  []string `param:"zone"`
	Networks              []string `param:"networks"`              // until 2.0
	NotNetworks           []string `param:"not_networks"`          // until 2.0
	ConnectedTo           []string `param:"connected_to"`          // until 3.2
	NotConnectedTo        []string `param:"not_connected_to"`      // until 3.2
	VLANs                 []string `param:"vlans"`                 // since 2.2
	NotVLANs              []string `param:"not_vlans"`             // since 2.2
	InstallRackController *bool    `param:"install_rackd"`         // since 2.5
	InstallKVM            *bool    `param:"install_kvm"`           // since 2.5
	EphemeralDeploy       *bool    `param:"ephemeral_deploy"`      // since 2.6
	BridgeType            string   `param:"bridge_type"`           // since 2.7
	LinkSpeed             []int    `param:"link_speed"`            // since 2.7
	RegisterVMHost        string   `param:"register_vmhost"`       // since 3.0
	EnableHWSync          *bool    `param:"enable_hw_sync"`        // since 3.2
	NotArch               []string `param:"not_arch"`              // since 3.3
	CPUSpeed              []int    `param:"cpu_speed"`             // since 3.3
	Owner                 []string `param:"owner"`                 // since 3.3
	NotOwner              []string `param:"not_owner"`             // since 3.3
	PowerState            []string `param:"power_state"`           // since 3.3
	NotPowerState         []string `param:"not_power_state"`       // since 3.3
	DeploymentTarget      []string `param:"deployment_target"`     // since 3.5
	NotDeploymentTarget   []string `param:"not_deployment_target"` // since 3.5
}

// Allocate STUB.
//
// Any user may call it.
//
// POST /machines/?op=allocate
func (s *MachinesService) Allocate(ctx context.Context, opts *MachineAllocateOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/").Op("allocate").With(opts).Once())
}

// MachineAddChassisOptions are STUB.
type MachineAddChassisOptions struct {
	AcceptAll      string      `param:"accept_all"`
	Domain         string      `param:"domain"`
	Password       maas.Secret `param:"password"`
	Port           int         `param:"port"`
	PowerControl   string      `param:"power_control"`
	PrefixFilter   string      `param:"prefix_filter"`
	Protocol       string      `param:"protocol"`
	RackController string      `param:"rack_controller"`
	TokenName      string      `param:"token_name"`   // since 3.0
	TokenSecret    string      `param:"token_secret"` // since 3.0
	Username       string      `param:"username"`
	VerifySSL      *bool       `param:"verify_ssl"` // since 3.0
}

// AddChassis STUB.
//
// Administrators may call it.
//
// POST /machines/?op=add_chassis
func (s *MachinesService) AddChassis(ctx context.Context, chassisType string, hostname string, opts *MachineAddChassisOptions) error {
	return maas.Exec(ctx, s.client, maas.Post("/machines/").Op("add_chassis").Set("chassis_type", chassisType).Set("hostname", hostname).With(opts).Once())
}

// MachineCreateOptions are STUB.
type MachineCreateOptions struct {
	Commission            *bool           `param:"commission"`            // since 2.5
	CommissioningScripts  string          `param:"commissioning_scripts"` // since 2.5
	Deployed              *bool           `param:"deployed"`              // since 3.1
	Description           string          `param:"description"`           // since 2.6
	Domain                string          `param:"domain"`
	EnableSSH             *bool           `param:"enable_ssh"` // since 2.5
	Hostname              string          `param:"hostname"`
	MinHWEKernel          string          `param:"min_hwe_kernel"`
	PowerType             string          `param:"power_type"`
	SkipBMCConfig         *bool           `param:"skip_bmc_config"` // since 2.5
	SkipNetworking        *bool           `param:"skip_networking"` // since 2.5
	SkipStorage           *bool           `param:"skip_storage"`    // since 2.5
	Subarchitecture       string          `param:"subarchitecture"`
	TestingScripts        string          `param:"testing_scripts"` // since 2.5
	DisableIPv4           *bool           `param:"disable_ipv4"`
	SwapSize              int             `param:"swap_size"`
	OSystem               string          `param:"osystem"`
	DistroSeries          string          `param:"distro_series"`
	LicenseKey            string          `param:"license_key"`
	HWEKernel             string          `param:"hwe_kernel"`
	CPUCount              int             `param:"cpu_count"`
	Memory                int             `param:"memory"`
	Zone                  string          `param:"zone"`
	InstallRackController *bool           `param:"install_rackd"`            // since 2.3, until 3.8
	Pool                  string          `param:"pool"`                     // since 2.4
	InstallKVM            *bool           `param:"install_kvm"`              // since 2.5, until 2.5
	PowerAddress          string          `param:"power_address"`            // since 2.5
	EphemeralDeploy       *bool           `param:"ephemeral_deploy"`         // since 2.6
	EnableHWSync          *bool           `param:"enable_hw_sync"`           // since 3.2
	EnableKernelCrashDump *bool           `param:"enable_kernel_crash_dump"` // since 3.6
	IsDPU                 *bool           `param:"is_dpu"`                   // since 3.7
	PowerParameters       PowerParameters `param:"power_parameters_"`
}

// Create STUB.
//
// Any user may call it.
//
// POST /machines/
func (s *MachinesService) Create(ctx context.Context, architecture string, macAddresses []string, opts *MachineCreateOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/").Set("architecture", architecture).Check(notEmpty("mac_addresses", len(macAddresses))).SetAll("mac_addresses", macAddresses).With(opts))
}

// MachineListOptions are STUB.
type MachineListOptions struct {
	AgentName           []string `param:"agent_name,any"`
	CPUCount            []int    `param:"cpu_count,any"` // since 2.6
	Devices             string   `param:"devices"`       // since 3.0
	Domain              []string `param:"domain,any"`
	Fabrics             []string `param:"fabrics,any"` // since 2.6
	Hostname            []string `param:"hostname,any"`
	ID                  []string `param:"id,any"`
	LinkSpeed           []int    `param:"link_speed,any"` // since 2.7
	MACAddress          []string `param:"mac_address,any"`
	Mem                 []int    `param:"mem,any"`          // since 2.6
	NotFabrics          []string `param:"not_fabrics,any"`  // since 2.6
	NotPod              []string `param:"not_pod,any"`      // since 2.6, until 3.8
	NotPodType          []string `param:"not_pod_type,any"` // since 2.6, until 3.8
	NotSubnets          []string `param:"not_subnets,any"`  // since 2.6
	NotVLANs            []string `param:"not_vlans,any"`    // since 2.6
	Pod                 []string `param:"pod,any"`          // since 2.6, until 3.8
	PodType             []string `param:"pod_type,any"`     // since 2.6, until 3.8
	Pool                []string `param:"pool,any"`         // since 2.4
	Status              []string `param:"status,any"`       // since 2.6
	Subnets             []string `param:"subnets,any"`      // since 2.6
	VLANs               []string `param:"vlans,any"`        // since 2.6
	Zone                []string `param:"zone,any"`
	Arch                []string `param:"arch,any"`                  // since 2.6
	Tags                []string `param:"tags,any"`                  // since 2.6
	NotTags             []string `param:"not_tags,any"`              // since 2.6
	FabricClasses       []string `param:"fabric_classes,any"`        // since 2.6
	NotFabricClasses    []string `param:"not_fabric_classes,any"`    // since 2.6
	ConnectedTo         []string `param:"connected_to,any"`          // since 2.6, until 3.2
	NotConnectedTo      []string `param:"not_connected_to,any"`      // since 2.6, until 3.2
	NotInZone           []string `param:"not_in_zone,any"`           // since 2.6
	NotInPool           []string `param:"not_in_pool,any"`           // since 2.6
	Storage             string   `param:"storage"`                   // since 2.6
	Interfaces          string   `param:"interfaces"`                // since 2.6
	NotID               []string `param:"not_id,any"`                // since 3.3
	NotHostname         []string `param:"not_hostname,any"`          // since 3.3
	NotDomain           []string `param:"not_domain,any"`            // since 3.3
	NotAgentName        []string `param:"not_agent_name,any"`        // since 3.3
	NotStatus           []string `param:"not_status,any"`            // since 3.3
	SimpleStatus        []string `param:"simple_status,any"`         // since 3.3
	NotSimpleStatus     []string `param:"not_simple_status,any"`     // since 3.3
	NotArch             []string `param:"not_arch,any"`              // since 3.3
	SystemID            []string `param:"system_id,any"`             // since 3.3
	CPUSpeed            []int    `param:"cpu_speed,any"`             // since 3.3
	Owner               []string `param:"owner,any"`                 // since 3.3
	NotOwner            []string `param:"not_owner,any"`             // since 3.3
	PowerState          []string `param:"power_state,any"`           // since 3.3
	NotPowerState       []string `param:"not_power_state,any"`       // since 3.3
	DeploymentTarget    []string `param:"deployment_target,any"`     // since 3.5
	NotDeploymentTarget []string `param:"not_deployment_target,any"` // since 3.5
}

// List STUB.
//
// Any user may call it.
//
// GET /machines/
func (s *MachinesService) List(ctx context.Context, opts *MachineListOptions) ([]Machine, error) {
	return maas.List[Machine](ctx, s.client, maas.Get("/machines/").With(opts))
}

// IsRegistered STUB.
//
// Any user may call it.
//
// GET /machines/?op=is_registered
func (s *MachinesService) IsRegistered(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/machines/").Op("is_registered").Set("mac_address", macAddress))
}

// RescueMode STUB.
//
// Administrators may call it, since MAAS 2.1.
//
// POST /machines/{system_id}/?op=rescue_mode
func (s *MachinesService) RescueMode(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("rescue_mode").Once().Since("2.1"))
}

// ExitRescueMode STUB.
//
// Administrators may call it, since MAAS 2.1.
//
// POST /machines/{system_id}/?op=exit_rescue_mode
func (s *MachinesService) ExitRescueMode(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("exit_rescue_mode").Once().Since("2.1"))
}

// MachineTestOptions are STUB.
type MachineTestOptions struct {
	EnableSSH        *bool            `param:"enable_ssh"`
	Parameters       string           `param:"parameters"` // since 2.7
	TestingScripts   string           `param:"testing_scripts"`
	ScriptParameters ScriptParameters `param:"{script}_{name}"` // since 2.7
}

// Test STUB.
//
// Administrators may call it, since MAAS 2.2.
//
// POST /machines/{system_id}/?op=test
func (s *MachinesService) Test(ctx context.Context, systemID string, opts *MachineTestOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("test").With(opts).Once().Since("2.2"))
}

// MachineOverrideFailedTestingOptions are STUB.
type MachineOverrideFailedTestingOptions struct {
	Comment string `param:"comment"`
}

// OverrideFailedTesting STUB.
//
// Administrators may call it, since MAAS 2.3.
//
// POST /machines/{system_id}/?op=override_failed_testing
func (s *MachinesService) OverrideFailedTesting(ctx context.Context, systemID string, opts *MachineOverrideFailedTestingOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("override_failed_testing").With(opts).Once().Since("2.3"))
}

// MachineLockOptions are STUB.
type MachineLockOptions struct {
	Comment string `param:"comment"`
}

// Lock STUB.
//
// Any user may call it, since MAAS 2.4.
//
// POST /machines/{system_id}/?op=lock
func (s *MachinesService) Lock(ctx context.Context, systemID string, opts *MachineLockOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("lock").With(opts).Once().Since("2.4"))
}

// MachineUnlockOptions are STUB.
type MachineUnlockOptions struct {
	Comment string `param:"comment"`
}

// Unlock STUB.
//
// Any user may call it, since MAAS 2.4.
//
// POST /machines/{system_id}/?op=unlock
func (s *MachinesService) Unlock(ctx context.Context, systemID string, opts *MachineUnlockOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("unlock").With(opts).Once().Since("2.4"))
}

// IsActionInProgress STUB.
//
// Anyone may call it, without a key too, since MAAS 2.4.
//
// GET /machines/?op=is_action_in_progress
func (s *MachinesService) IsActionInProgress(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/machines/").Op("is_action_in_progress").Set("mac_address", macAddress).Unsigned().Since("2.4"))
}

// MachineCloneOptions are STUB.
type MachineCloneOptions struct {
	Interfaces  *bool  `param:"interfaces"`
	Storage     *bool  `param:"storage"`
	Destination string `param:"destination"` // until 2.7
}

// Clone STUB.
//
// Any user may call it, since MAAS 2.6.
//
// POST /machines/?op=clone
func (s *MachinesService) Clone(ctx context.Context, destinations string, source string, opts *MachineCloneOptions) error {
	return maas.Exec(ctx, s.client, maas.Post("/machines/").Op("clone").Set("destinations", destinations).Set("source", source).With(opts).Once().Since("2.6"))
}

// SetWorkloadAnnotations STUB.
//
// Any user may call it, since MAAS 3.0.
//
// POST /machines/{system_id}/?op=set_workload_annotations
func (s *MachinesService) SetWorkloadAnnotations(ctx context.Context, systemID string, data map[string]string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("set_workload_annotations").With(sortedParams(data)).Since("3.0"))
}

// Token STUB.
//
// Administrators may call it, since MAAS 3.1.
//
// GET /machines/{system_id}/?op=get_token
func (s *MachinesService) Token(ctx context.Context, systemID string) (*NodeToken, error) {
	return maas.Do[*NodeToken](ctx, s.client, maas.Get("/machines/{system_id}/", systemID).Op("get_token").Since("3.1"))
}

// HugePages are pages of one size that a NUMA node sets aside.
type HugePages struct {
	PageSize int64 `json:"page_size"` // KiB
	Total    int64 `json:"total"`
}

// DefaultGateways are the gateways that a node uses, by IP version.
type DefaultGateways struct {
	IPv4 DefaultGateway `json:"ipv4"`
	IPv6 DefaultGateway `json:"ipv6"`
}

// A DefaultGateway is the gateway of one IP version. LinkID is nil unless a link
// was chosen by hand.
type DefaultGateway struct {
	GatewayIP *string `json:"gateway_ip"`
	LinkID    *int    `json:"link_id"`
}

// ConstraintsByType tells what satisfied the labelled constraints of
// [MachinesService.Allocate]: by label, the ids of block devices or interfaces.
type ConstraintsByType struct {
	Storage    map[string][]int `json:"storage,omitempty"`
	Interfaces map[string][]int `json:"interfaces,omitempty"`
	// The same for all candidates, where MachineAllocateOptions.Verbose asked for
	// it: by machine and block device the label, by label and machine the
	// interfaces.
	VerboseStorage    map[string]map[string]string `json:"verbose_storage,omitzero"`
	VerboseInterfaces map[string]map[string][]int  `json:"verbose_interfaces,omitzero"`
}
