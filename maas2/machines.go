package maas2

import (
	"context"
	"iter"

	"github.com/gomaas/maas"
)

// MachinesService is the sections "Machines" and "Machine" of the API: the
// computers that MAAS deploys, from enlistment to release. Their disks,
// interfaces, results and devices have services of their own.
type MachinesService service

// A Machine is a machine as MAAS shows it. Its power parameters are not part of
// it: see [MachinesService.PowerParameters].
//
// A field that the comment says is of a later release is zero on an earlier
// one. The response to an unsigned request has the fields up to ResourceURI of
// its first part only.
type Machine struct {
	SystemID     string     `json:"system_id"` // six characters, never changes
	Hostname     string     `json:"hostname"`  // without the domain
	FQDN         string     `json:"fqdn"`
	Architecture string     `json:"architecture"` // "amd64/generic"
	Status       NodeStatus `json:"status"`
	StatusName   string     `json:"status_name"`
	// StatusMessage says in words what happened last, for example why a
	// deployment failed; nil where nothing is known.
	StatusMessage *string    `json:"status_message"`
	StatusAction  *string    `json:"status_action"` // the step that is under way, mostly "" or nil
	PowerState    PowerState `json:"power_state"`   // as last seen, may be minutes old
	PowerType     PowerType  `json:"power_type"`
	NodeType      NodeType   `json:"node_type"`
	Domain        Domain     `json:"domain"`
	Zone          Zone       `json:"zone"`
	ResourceURI   string     `json:"resource_uri"`

	Owner               *string           `json:"owner,omitempty"` // nil for nobody
	OwnerData           map[string]string `json:"owner_data,omitzero"`
	WorkloadAnnotations map[string]string `json:"workload_annotations,omitzero"` // the same as OwnerData, since 3.0
	Pool                ResourcePool      `json:"pool"`                          // since 2.4.1
	TagNames            []string          `json:"tag_names,omitzero"`
	Description         string            `json:"description"` // since 2.6
	Locked              bool              `json:"locked"`      // since 2.4
	NodeTypeName        string            `json:"node_type_name"`
	Parent              *string           `json:"parent,omitempty"`            // system id of the node that it is part of, since 3.3
	IsDPU               *bool             `json:"is_dpu,omitempty"`            // since 3.7
	ErrorDescription    *string           `json:"error_description,omitempty"` // what MarkBroken was told, since 3.5
	Pod                 *NodePod          `json:"pod,omitempty"`               // the VM host that it lives on, 2.2 to 3.8
	VirtualMachineID    *int              `json:"virtualmachine_id,omitempty"` // 2.9 to 3.8

	// The hardware; zero until the machine was commissioned.
	CPUCount       int          `json:"cpu_count"`
	CPUSpeed       int          `json:"cpu_speed"` // MHz, since 2.4
	Memory         int64        `json:"memory"`    // MiB
	Storage        float64      `json:"storage"`   // MB
	HardwareInfo   HardwareInfo `json:"hardware_info"`
	HardwareUUID   *string      `json:"hardware_uuid,omitempty"`    // since 2.6
	NUMANodeSet    []NUMANode   `json:"numanode_set,omitzero"`      // since 2.7
	BIOSBootMethod *string      `json:"bios_boot_method,omitempty"` // "pxe", "uefi", …, since 2.7

	// What is or will be installed.
	OSystem               string  `json:"osystem"`       // "ubuntu"; "" stands for the default
	DistroSeries          string  `json:"distro_series"` // "jammy"; "" stands for the default
	HWEKernel             *string `json:"hwe_kernel,omitempty"`
	MinHWEKernel          string  `json:"min_hwe_kernel"`
	SwapSize              *int64  `json:"swap_size,omitempty"` // bytes; nil leaves the choice to MAAS
	Netboot               bool    `json:"netboot"`             // boots from the network next, not from disk
	EphemeralDeploy       bool    `json:"ephemeral_deploy"`    // runs from memory, since 3.3.7
	EnableHWSync          bool    `json:"enable_hw_sync"`      // reports hardware changes, since 3.3.7
	SyncInterval          *int    `json:"sync_interval,omitempty"`
	LastSync              *string `json:"last_sync,omitempty"` // since 3.2, as the two around it
	NextSync              *string `json:"next_sync,omitempty"`
	EnableKernelCrashDump *bool   `json:"enable_kernel_crash_dump,omitempty"` // since 3.6

	// The network.
	InterfaceSet    []Interface     `json:"interface_set,omitzero"`
	BootInterface   *Interface      `json:"boot_interface,omitempty"`
	IPAddresses     []string        `json:"ip_addresses,omitzero"`
	DefaultGateways DefaultGateways `json:"default_gateways"`      // since 2.1
	AddressTTL      *int            `json:"address_ttl,omitempty"` // seconds; nil for the default of the domain
	DisableIPv4     bool            `json:"disable_ipv4"`          // always false

	// The disks.
	BootDisk               *BlockDevice     `json:"boot_disk,omitempty"`
	BlockDeviceSet         []BlockDevice    `json:"blockdevice_set,omitzero"` // the two sets below together
	PhysicalBlockDeviceSet []BlockDevice    `json:"physicalblockdevice_set,omitzero"`
	VirtualBlockDeviceSet  []BlockDevice    `json:"virtualblockdevice_set,omitzero"`
	ISCSIBlockDeviceSet    []BlockDevice    `json:"iscsiblockdevice_set,omitzero"` // 2.2 to 2.9
	VolumeGroups           []VolumeGroup    `json:"volume_groups,omitzero"`        // since 2.3, as the three below
	RAIDs                  []RAID           `json:"raids,omitzero"`
	CacheSets              []BcacheCacheSet `json:"cache_sets,omitzero"`
	Bcaches                []Bcache         `json:"bcaches,omitzero"`
	SpecialFilesystems     []Filesystem     `json:"special_filesystems,omitzero"`

	// The outcomes of the last scripts, since 2.3; those of interface and
	// network since 2.7. The ids are those of [NodeScriptResultsService.Get].
	CurrentCommissioningResultID *int         `json:"current_commissioning_result_id,omitempty"`
	CurrentTestingResultID       *int         `json:"current_testing_result_id,omitempty"`
	CurrentInstallationResultID  *int         `json:"current_installation_result_id,omitempty"`
	CommissioningStatus          ScriptStatus `json:"commissioning_status"`
	CommissioningStatusName      string       `json:"commissioning_status_name"`
	TestingStatus                ScriptStatus `json:"testing_status"`
	TestingStatusName            string       `json:"testing_status_name"`
	CPUTestStatus                ScriptStatus `json:"cpu_test_status"`
	CPUTestStatusName            string       `json:"cpu_test_status_name"`
	MemoryTestStatus             ScriptStatus `json:"memory_test_status"`
	MemoryTestStatusName         string       `json:"memory_test_status_name"`
	StorageTestStatus            ScriptStatus `json:"storage_test_status"`
	StorageTestStatusName        string       `json:"storage_test_status_name"`
	InterfaceTestStatus          ScriptStatus `json:"interface_test_status"`
	InterfaceTestStatusName      string       `json:"interface_test_status_name"`
	NetworkTestStatus            ScriptStatus `json:"network_test_status"`
	NetworkTestStatusName        string       `json:"network_test_status_name"`
	OtherTestStatus              ScriptStatus `json:"other_test_status"`
	OtherTestStatusName          string       `json:"other_test_status_name"`

	// ConstraintsByType is in the response to Allocate alone.
	ConstraintsByType *ConstraintsByType `json:"constraints_by_type,omitempty"`
}

// HardwareInfo is what the firmware of a machine says of it, "Unknown" where it
// says nothing. Since 2.4.
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

// A NodeToken is the key that a machine itself signs with.
type NodeToken struct {
	TokenKey    string      `json:"token_key"`
	TokenSecret maas.Secret `json:"token_secret"`
	ConsumerKey string      `json:"consumer_key"`
}

// A NUMANode is a set of processors with memory of their own.
type NUMANode struct {
	Index        int         `json:"index"`
	Memory       int64       `json:"memory"` // MiB
	Cores        []int       `json:"cores"`
	HugePagesSet []HugePages `json:"hugepages_set"`
}

// PowerStatus is what a BMC was asked.
type PowerStatus struct {
	State PowerState `json:"state"`
}

// NodeStatus is where in its life a node is.
type NodeStatus int

// The statuses of a node.
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

// String returns the status as MAAS shows it, NodeStatus(42) for an unknown one.
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

// SimpleStatus is a group of statuses, for filters. Since 3.3.
type SimpleStatus string

// The groups of statuses.
const (
	SimpleStatusAllocated     SimpleStatus = "Allocated"
	SimpleStatusBroken        SimpleStatus = "Broken"
	SimpleStatusCommissioning SimpleStatus = "Commissioning"
	SimpleStatusDeployed      SimpleStatus = "Deployed"
	SimpleStatusDeploying     SimpleStatus = "Deploying"
	SimpleStatusFailed        SimpleStatus = "Failed"
	SimpleStatusNew           SimpleStatus = "New"
	SimpleStatusReady         SimpleStatus = "Ready"
	SimpleStatusReleasing     SimpleStatus = "Releasing"
	SimpleStatusRescueMode    SimpleStatus = "Rescue Mode"
	SimpleStatusTesting       SimpleStatus = "Testing"
	SimpleStatusOther         SimpleStatus = "Other"
)

// StorageLayout is a way to partition the disks of a machine.
type StorageLayout string

// The storage layouts.
const (
	StorageLayoutBcache StorageLayout = "bcache"
	StorageLayoutFlat   StorageLayout = "flat"
	StorageLayoutLVM    StorageLayout = "lvm"
	StorageLayoutBlank  StorageLayout = "blank"  // since 2.6
	StorageLayoutVMFS6  StorageLayout = "vmfs6"  // since 2.6
	StorageLayoutCustom StorageLayout = "custom" // since 3.1
	StorageLayoutVMFS7  StorageLayout = "vmfs7"  // since 3.1
)

// DeploymentTarget is where a machine runs from. Since 3.5.
type DeploymentTarget string

// The deployment targets.
const (
	DeploymentTargetMemory DeploymentTarget = "memory"
	DeploymentTargetDisk   DeploymentTarget = "disk"
)

// MachineListOptions filter [MachinesService.List]. All filters must match; one
// value of a filter has to, but all of Tags and Subnets. A nil list is no filter;
// an empty one matches no machine, so that a list of ids which came out empty
// never turns into all machines.
//
// The tags since and until are the releases of MAAS that have a filter. One before
// 2.6 ignores a filter that it lacks and returns everything: such a filter is
// refused. A client that does not know the release of its server asks for it before
// it sends a filter that has a tag.
type MachineListOptions struct {
	ID                  []string             `param:"id,any"` // system ids
	SystemID            []string             `param:"system_id,any" since:"3.3"`
	NotID               []string             `param:"not_id,any" since:"3.3"`
	Hostname            []string             `param:"hostname,any"` // without the domain
	NotHostname         []string             `param:"not_hostname,any" since:"3.3"`
	MACAddress          []string             `param:"mac_address,any,mac"` // of any of its interfaces
	Domain              []string             `param:"domain,any"`
	NotDomain           []string             `param:"not_domain,any" since:"3.3"`
	AgentName           []string             `param:"agent_name,any"` // as given to Allocate
	NotAgentName        []string             `param:"not_agent_name,any" since:"3.3"`
	Owner               []string             `param:"owner,any" since:"3.3"` // user names
	NotOwner            []string             `param:"not_owner,any" since:"3.3"`
	Zone                []string             `param:"zone,any"`
	NotInZone           []string             `param:"not_in_zone,any" since:"2.6"`
	Pool                []string             `param:"pool,any" since:"2.4"`
	NotInPool           []string             `param:"not_in_pool,any" since:"2.6"`
	Status              NodeStatuses         `param:"status,any" since:"2.6"`
	NotStatus           NodeStatuses         `param:"not_status,any" since:"3.3"`
	SimpleStatus        []SimpleStatus       `param:"simple_status,any" since:"3.3"`
	NotSimpleStatus     []SimpleStatus       `param:"not_simple_status,any" since:"3.3"`
	PowerState          []PowerState         `param:"power_state,any" since:"3.3"`
	NotPowerState       []PowerState         `param:"not_power_state,any" since:"3.3"`
	DeploymentTarget    []DeploymentTarget   `param:"deployment_target,any" since:"3.5"`
	NotDeploymentTarget []DeploymentTarget   `param:"not_deployment_target,any" since:"3.5"`
	Arch                []string             `param:"arch,any" since:"2.6"` // "amd64" or "amd64/generic"
	NotArch             []string             `param:"not_arch,any" since:"3.3"`
	CPUCount            int                  `param:"cpu_count" since:"2.6"` // at least
	CPUSpeed            int                  `param:"cpu_speed" since:"3.3"` // MHz, at least
	Mem                 int                  `param:"mem" since:"2.6"`       // MiB, at least
	Storage             StorageConstraints   `param:"storage" since:"2.6"`
	Interfaces          InterfaceConstraints `param:"interfaces" since:"2.6"`
	LinkSpeed           int                  `param:"link_speed" since:"2.7"` // Mbit/s, at least
	Devices             DeviceConstraint     `param:"devices" since:"3.0"`
	Tags                []string             `param:"tags,any" since:"2.6"` // all of them
	NotTags             []string             `param:"not_tags,any" since:"2.6"`
	Fabrics             []string             `param:"fabrics,any" since:"2.6"`
	NotFabrics          []string             `param:"not_fabrics,any" since:"2.6"`
	FabricClasses       []string             `param:"fabric_classes,any" since:"2.6"`
	NotFabricClasses    []string             `param:"not_fabric_classes,any" since:"2.6"`
	Subnets             []string             `param:"subnets,any" since:"2.6"`
	NotSubnets          []string             `param:"not_subnets,any" since:"2.6"`
	VLANs               []string             `param:"vlans,any" since:"2.6"`
	NotVLANs            []string             `param:"not_vlans,any" since:"2.6"`
	ConnectedTo         []string             `param:"connected_to,any" since:"2.6" until:"3.2"`
	NotConnectedTo      []string             `param:"not_connected_to,any" since:"2.6" until:"3.2"`
	Pod                 []string             `param:"pod,any" since:"2.6" until:"3.8"`
	NotPod              []string             `param:"not_pod,any" since:"2.6" until:"3.8"`
	PodType             []string             `param:"pod_type,any" since:"2.6" until:"3.8"`
	NotPodType          []string             `param:"not_pod_type,any" since:"2.6" until:"3.8"`
}

// List returns the machines that the caller may see and that match the filters.
// Each machine is whole, with its disks and interfaces, and takes MAAS some time:
// on a large site filter, by ID if nothing else.
//
// Any user may call it. It fails with [maas.ErrBadRequest] and messages about
// fields for values that do not exist, such as an unknown tag or zone, and with
// [*maas.ArgumentError] for a filter that the server's release lacks.
//
// GET /machines/
func (s *MachinesService) List(ctx context.Context, opts *MachineListOptions) ([]Machine, error) {
	return maas.List[Machine](ctx, s.client, maas.Get("/machines/").With(opts))
}

// All is [MachinesService.List] for a list of any length: it yields each machine as
// it arrives and holds a few in memory at most. An error ends it, as the last
// pair.
//
// Any user may call it. It fails as List does.
//
// GET /machines/
func (s *MachinesService) All(ctx context.Context, opts *MachineListOptions) iter.Seq2[*Machine, error] {
	return maas.Each[Machine](ctx, s.client, maas.Get("/machines/").With(opts))
}

// Get returns a machine by its system id.
//
// Any user may call it. It fails with [maas.ErrNotFound] for an unknown id and
// for a machine that the caller may not see.
//
// GET /machines/{system_id}/
func (s *MachinesService) Get(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Get("/machines/{system_id}/", systemID))
}

// MachineCreateOptions are the settings of a new machine that MAAS does not
// insist on.
type MachineCreateOptions struct {
	Hostname        string          `param:"hostname"`    // made up by MAAS if empty
	Domain          string          `param:"domain"`      // name; the default domain if empty
	Description     string          `param:"description"` // since 2.6
	Zone            string          `param:"zone"`
	Pool            string          `param:"pool"`            // since 2.4
	Subarchitecture string          `param:"subarchitecture"` // "generic", where the architecture is without
	MinHWEKernel    string          `param:"min_hwe_kernel"`  // "ga-22.04"
	PowerParameters PowerParameters `param:"power_parameters_"`
	PowerAddress    string          `param:"power_address"` // since 2.5
	IsDPU           *bool           `param:"is_dpu"`        // since 3.7

	// How it is commissioned.
	Commission           *bool    `param:"commission"`            // true unless given, since 2.5
	CommissioningScripts NameList `param:"commissioning_scripts"` // names and tags; nil for all, since 2.5
	TestingScripts       NameList `param:"testing_scripts"`       // names and tags; nil for the default ones, {"none"} for none, since 2.5
	EnableSSH            *bool    `param:"enable_ssh"`            // since 2.5
	SkipBMCConfig        *bool    `param:"skip_bmc_config"`       // since 2.5
	SkipNetworking       *bool    `param:"skip_networking"`       // since 2.5
	SkipStorage          *bool    `param:"skip_storage"`          // since 2.5

	// What it is, for a machine that is not commissioned.
	CPUCount int   `param:"cpu_count"`
	Memory   int   `param:"memory"`   // MiB
	Deployed *bool `param:"deployed"` // it runs a system that MAAS did not install, since 3.1

	// What is to be installed.
	OSystem               string      `param:"osystem"`
	DistroSeries          string      `param:"distro_series"`
	HWEKernel             string      `param:"hwe_kernel"`
	LicenseKey            maas.Secret `param:"license_key"`
	SwapSize              int         `param:"swap_size"`                // bytes
	EphemeralDeploy       *bool       `param:"ephemeral_deploy"`         // since 2.6
	EnableHWSync          *bool       `param:"enable_hw_sync"`           // since 3.2
	EnableKernelCrashDump *bool       `param:"enable_kernel_crash_dump"` // since 3.6
	InstallKVM            *bool       `param:"install_kvm"`              // since 2.5, until 2.5
	InstallRackController *bool       `param:"install_rackd"`            // since 2.3, until 3.8
	DisableIPv4           *bool       `param:"disable_ipv4"`             // ignored
}

// Create adds a machine by its architecture, such as "amd64" or "amd64/generic",
// and the MAC addresses of its interfaces. An administrator's machine is
// commissioned at once unless Commission is new(false): the call returns while
// MAAS boots it; wait with [MachinesService.WaitFor] and [Ready]. Anybody else's is
// enlisted: it stays [NodeStatusNew] until an administrator accepts it.
//
// Anyone may call it, without a key too. It fails with [maas.ErrBadRequest] and
// messages about fields, and with [maas.ErrExists] for a MAC address or hostname
// that is in use; [MachinesService.CreateOrAdopt] finds the machine then.
//
// POST /machines/
func (s *MachinesService) Create(ctx context.Context, architecture string, macAddresses []string, opts *MachineCreateOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/").Set("architecture", architecture).
		Check(notEmpty("mac_addresses", len(macAddresses))).SetMACs("mac_addresses", macAddresses).With(opts).Once())
}

// MachineUpdateOptions are the settings to change; nil keeps a setting.
type MachineUpdateOptions struct {
	Hostname                 *string         `param:"hostname"` // without the domain
	Domain                   *string         `param:"domain"`
	Description              *string         `param:"description"` // new("") empties it, since 2.6
	Zone                     *string         `param:"zone"`
	Pool                     *string         `param:"pool"` // since 2.4
	Architecture             *string         `param:"architecture"`
	MinHWEKernel             *string         `param:"min_hwe_kernel"` // "ga-22.04"
	PowerParameters          PowerParameters `param:"power_parameters_"`
	PowerParametersSkipCheck *bool           `param:"power_parameters_skip_check"` // takes settings that the power type does not have
	IsDPU                    *bool           `param:"is_dpu"`                      // since 3.7

	// What it is.
	CPUCount   *int  `param:"cpu_count"`
	Memory     *int  `param:"memory"`     // MiB
	Deployed   *bool `param:"deployed"`   // since 3.1
	Commission *bool `param:"commission"` // since 2.5

	// What is to be installed.
	OSystem               *string      `param:"osystem"`
	DistroSeries          *string      `param:"distro_series"`
	HWEKernel             *string      `param:"hwe_kernel"`
	LicenseKey            *maas.Secret `param:"license_key"`
	SwapSize              *int         `param:"swap_size"`                // bytes
	EphemeralDeploy       *bool        `param:"ephemeral_deploy"`         // since 2.6
	EnableHWSync          *bool        `param:"enable_hw_sync"`           // since 3.2
	EnableKernelCrashDump *bool        `param:"enable_kernel_crash_dump"` // since 3.6
	InstallKVM            *bool        `param:"install_kvm"`              // since 2.5, until 2.5
	InstallRackController *bool        `param:"install_rackd"`            // since 2.3, until 3.8
	DisableIPv4           *bool        `param:"disable_ipv4"`             // ignored
}

// Update changes the settings of a machine. What opts leaves nil stays as it is.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /machines/{system_id}/
func (s *MachinesService) Update(ctx context.Context, systemID string, opts *MachineUpdateOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Put("/machines/{system_id}/", systemID).With(opts))
}

// MachineDeleteOptions say how to delete a machine.
type MachineDeleteOptions struct {
	// Force deletes a machine that is a VM host together with the machines that
	// live on it. Since 2.5.
	Force *bool `param:"force"`
}

// Delete removes a machine from MAAS. A machine that MAAS composed on a VM host
// is destroyed.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /machines/{system_id}/
func (s *MachinesService) Delete(ctx context.Context, systemID string, opts *MachineDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/machines/{system_id}/", systemID).With(opts))
}

// MachineAllocateOptions are the constraints on a machine, all of which it has to
// satisfy; those not given do not count. A list of what is wanted, such as Tags,
// is wanted whole; a Not list excludes each. The tags since and until are the
// releases of MAAS that have a constraint. Of those that a release lacks, MAAS 2.1
// and later complain and 2.0 ignores them; a client that knows the release, see
// [Client.Ping], refuses them.
type MachineAllocateOptions struct {
	// One machine.
	SystemID string `param:"system_id"`
	Name     string `param:"name"` // the hostname, or the FQDN

	// Where it is.
	Zone       string   `param:"zone"`
	NotInZone  []string `param:"not_in_zone"`
	Pool       string   `param:"pool" since:"2.4"`
	NotInPool  []string `param:"not_in_pool" since:"2.4"`
	Pod        string   `param:"pod" since:"2.2" until:"3.8"`
	NotPod     string   `param:"not_pod" since:"2.4" until:"3.8"`
	PodType    string   `param:"pod_type" since:"2.2" until:"3.8"`
	NotPodType string   `param:"not_pod_type" since:"2.4" until:"3.8"`

	// What it is.
	Arch                []string             `param:"arch"` // "amd64" or "amd64/generic"
	NotArch             []string             `param:"not_arch" since:"3.3"`
	CPUCount            int                  `param:"cpu_count"`             // at least
	CPUSpeed            int                  `param:"cpu_speed" since:"3.3"` // MHz, at least
	Mem                 int                  `param:"mem"`                   // MiB, at least
	Storage             StorageConstraints   `param:"storage"`
	Interfaces          InterfaceConstraints `param:"interfaces"`
	LinkSpeed           int                  `param:"link_speed" since:"2.7"` // Mbit/s, at least
	Devices             DeviceConstraint     `param:"devices" since:"3.0"`
	Tags                []string             `param:"tags"`
	NotTags             []string             `param:"not_tags"`
	Owner               []string             `param:"owner" since:"3.3"`
	NotOwner            []string             `param:"not_owner" since:"3.3"`
	PowerState          []PowerState         `param:"power_state" since:"3.3"`
	NotPowerState       []PowerState         `param:"not_power_state" since:"3.3"`
	DeploymentTarget    []DeploymentTarget   `param:"deployment_target" since:"3.5"`
	NotDeploymentTarget []DeploymentTarget   `param:"not_deployment_target" since:"3.5"`

	// What it is connected to.
	Subnets          []string `param:"subnets"`
	NotSubnets       []string `param:"not_subnets"`
	VLANs            []string `param:"vlans" since:"2.2"`
	NotVLANs         []string `param:"not_vlans" since:"2.2"`
	Fabrics          []string `param:"fabrics"`
	NotFabrics       []string `param:"not_fabrics"`
	FabricClasses    []string `param:"fabric_classes"`
	NotFabricClasses []string `param:"not_fabric_classes"`
	ConnectedTo      []string `param:"connected_to" until:"3.2"`
	NotConnectedTo   []string `param:"not_connected_to" until:"3.2"`

	// What is done with it.
	AgentName  string     `param:"agent_name"`             // whoever wants it, for the filter of List
	Comment    string     `param:"comment"`                // for the event log
	BridgeAll  *bool      `param:"bridge_all" since:"2.1"` // puts a bridge on each interface
	BridgeFD   int        `param:"bridge_fd" since:"2.1"`  // seconds, 15 if 0
	BridgeSTP  *bool      `param:"bridge_stp" since:"2.1"`
	BridgeType BridgeType `param:"bridge_type" since:"2.7"`
	DryRun     *bool      `param:"dry_run"` // shows the machine, allocates none
	Verbose    *bool      `param:"verbose"` // fills more of ConstraintsByType
}

// Allocate makes the caller the owner of a machine that is [NodeStatusReady] and
// satisfies the constraints, of any such machine if opts is nil. It returns the
// machine [NodeStatusAllocated], whose ConstraintsByType tell which disk and which
// interface satisfied a labelled constraint. Where there are VM hosts, MAAS may
// compose a virtual machine instead; NotPod and NotPodType keep it from that.
//
// Any user may call it. It fails with [maas.ErrConflict] when no machine
// matches, and with [maas.ErrBadRequest] and messages about fields for
// constraints that can't be met at all, such as an unknown tag or zone.
//
// POST /machines/?op=allocate
func (s *MachinesService) Allocate(ctx context.Context, opts *MachineAllocateOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/").Op("allocate").With(opts).Once())
}

// MachineDeployOptions say what to install, and how.
type MachineDeployOptions struct {
	// What is installed.
	OSystem               string      `param:"osystem"`       // "ubuntu"; "" for the default
	DistroSeries          string      `param:"distro_series"` // "jammy", "ubuntu/jammy"; "" for the default
	HWEKernel             string      `param:"hwe_kernel"`    // "ga-22.04", "hwe-22.04"
	LicenseKey            maas.Secret `param:"license_key"`
	EphemeralDeploy       *bool       `param:"ephemeral_deploy"`         // runs from memory, since 2.6
	EnableHWSync          *bool       `param:"enable_hw_sync"`           // reports changes of the hardware, since 3.2
	EnableKernelCrashDump *bool       `param:"enable_kernel_crash_dump"` // since 3.6

	// What it becomes.
	UserData              []byte `param:"user_data,base64"`     // for cloud-init, as it is: it is sent in base64
	InstallKVM            *bool  `param:"install_kvm"`          // makes it a VM host of libvirt, since 2.5
	RegisterVMHost        *bool  `param:"register_vmhost"`      // makes it a VM host of LXD, since 3.0
	InstallRackController *bool  `param:"install_rackd"`        // makes it a rack controller; since 2.3, refused from 3.4 on
	VCenterRegistration   *bool  `param:"vcenter_registration"` // registers ESXi with the vCenter of the settings, since 2.6

	// How its interfaces are bridged.
	BridgeAll  *bool      `param:"bridge_all"`  // since 2.2
	BridgeFD   int        `param:"bridge_fd"`   // seconds, 15 if 0, since 2.2
	BridgeSTP  *bool      `param:"bridge_stp"`  // since 2.2
	BridgeType BridgeType `param:"bridge_type"` // since 2.7

	AgentName string `param:"agent_name"` // whoever wants it, since 2.2
	Comment   string `param:"comment"`    // for the event log
}

// Deploy installs an operating system on a machine that the caller has
// allocated, the default one of MAAS unless opts name another. It returns at once
// with the machine [NodeStatusDeploying]; wait with [MachinesService.WaitFor] and
// [Deployed]. [MachinesService.Provision] allocates, deploys and waits.
//
// The owner may call it, and administrators, for whom it allocates a machine that
// is [NodeStatusReady]. It fails with [maas.ErrNotFound], with
// [maas.ErrForbidden] where InstallKVM or RegisterVMHost need an administrator,
// with [maas.ErrConflict] for a machine in another status, with
// [maas.ErrBadRequest] for a series that is not there, and with
// [maas.ErrUnavailable] when no rack controller is connected or no IP address is
// left.
//
// POST /machines/{system_id}/?op=deploy
func (s *MachinesService) Deploy(ctx context.Context, systemID string, opts *MachineDeployOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("deploy").With(opts).Once())
}

// MachineReleaseOptions say what becomes of the disks of a released machine.
type MachineReleaseOptions struct {
	Comment string `param:"comment"` // for the event log
	// Erase overwrites the disks, since 2.1. SecureErase uses the drives' own
	// feature where they have one, QuickErase wipes the start and the end alone;
	// with both, MAAS tries the former first.
	Erase       *bool `param:"erase"`
	SecureErase *bool `param:"secure_erase"`
	QuickErase  *bool `param:"quick_erase"`
	// Force releases a machine that is a VM host with machines on it. Since 2.6.
	Force *bool `param:"force"`
	// Scripts are release scripts to run, by name or tag. Since 3.5.
	Scripts NameList `param:"scripts"`
}

// Release gives a machine back. Unless opts say otherwise, the settings of MAAS
// decide whether its disks are erased. It returns at once with the machine
// [NodeStatusReleasing] or [NodeStatusDiskErasing], or already [NodeStatusReady];
// [MachinesService.ReleaseAndWait] waits. A machine that MAAS composed for Allocate
// is deleted instead. Releasing a machine that is released succeeds.
//
// The owner and administrators may call it. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], and [maas.ErrConflict] for a machine in a status that has
// nothing to release.
//
// POST /machines/{system_id}/?op=release
func (s *MachinesService) Release(ctx context.Context, systemID string, opts *MachineReleaseOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("release").With(opts).Once())
}

// Details returns what the last commissioning found out about a machine, as XML
// of lshw and lldp; both are nil before.
//
// Any user may call it. It fails with [maas.ErrNotFound], and with
// [maas.ErrForbidden] for a machine that the caller may see but not look into.
//
// GET /machines/{system_id}/?op=details
func (s *MachinesService) Details(ctx context.Context, systemID string) (*maas.NodeDetails, error) {
	return nodeDetails(ctx, s.client, "/machines/{system_id}/", maas.Get("/machines/{system_id}/", systemID).Op("details"))
}

// PowerParameters returns the settings of the machine's power driver by name,
// without "power_parameters_". All of them print redacted, since any may be a
// password; Reveal returns the text. [PowerSettings.As] returns them typed, as an
// [IPMIPower] for example.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// GET /machines/{system_id}/?op=power_parameters
func (s *MachinesService) PowerParameters(ctx context.Context, systemID string) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/machines/{system_id}/", systemID).Op("power_parameters"))
}

// SetOwnerData adds notes to a machine while it is allocated, and removes those
// whose value is "". Others stay. Since MAAS 3.0 it does the same as
// [MachinesService.SetWorkloadAnnotations].
//
// Any user may call it, for a machine that they may see. It fails with
// [maas.ErrNotFound], and with [maas.ErrConflict] for a machine that is not
// allocated.
//
// POST /machines/{system_id}/?op=set_owner_data
func (s *MachinesService) SetOwnerData(ctx context.Context, systemID string, data map[string]string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("set_owner_data").With(sortedParams(data)))
}

// QueryPowerState asks the BMC of a machine whether it is on, which may take a
// minute. [Machine.PowerState] is what MAAS saw last.
//
// Any user may call it. It fails with [maas.ErrNotFound], and with
// [maas.ErrUnavailable] for a machine whose BMC is not known or can't be
// reached. The state is [PowerStateUnknown] where the power type can't tell.
//
// GET /machines/{system_id}/?op=query_power_state
func (s *MachinesService) QueryPowerState(ctx context.Context, systemID string) (*PowerStatus, error) {
	return maas.Do[*PowerStatus](ctx, s.client, maas.Get("/machines/{system_id}/", systemID).Op("query_power_state"))
}

// MachinePowerOnOptions go with the command to switch a machine on.
type MachinePowerOnOptions struct {
	BridgeFD       int        `param:"bridge_fd"`        // seconds, since 2.6, until 3.8
	BridgeSTP      *bool      `param:"bridge_stp"`       // since 2.6, until 3.8
	BridgeType     BridgeType `param:"bridge_type"`      // since 2.7, until 3.8
	Comment        string     `param:"comment"`          // for the event log
	InstallKVM     *bool      `param:"install_kvm"`      // since 2.6, until 3.8
	RegisterVMHost *bool      `param:"register_vmhost"`  // since 3.0, until 3.8
	UserData       []byte     `param:"user_data,base64"` // for cloud-init
}

// PowerOn switches a machine on that is allocated or deployed. It returns at
// once; wait with [MachinesService.WaitFor] and [PoweredOn]. A machine that is on
// already may be power cycled by its BMC: [MachinesService.EnsureOn] looks first.
//
// The owner and administrators may call it. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], with [maas.ErrConflict] for a machine that is not
// allocated, and with [maas.ErrUnavailable] when no rack controller is connected
// or no IP address is left.
//
// POST /machines/{system_id}/?op=power_on
func (s *MachinesService) PowerOn(ctx context.Context, systemID string, opts *MachinePowerOnOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("power_on").With(opts).Once())
}

// StopMode is how a machine is switched off.
type StopMode string

// The ways to switch off.
const (
	StopModeHard StopMode = "hard" // cuts the power
	StopModeSoft StopMode = "soft" // asks the operating system to shut down
)

// MachinePowerOffOptions say how to switch a machine off.
type MachinePowerOffOptions struct {
	Comment  string   `param:"comment"` // for the event log
	StopMode StopMode `param:"stop_mode"`
}

// PowerOff switches a machine off, whatever its status. It returns at once; wait
// with [MachinesService.WaitFor] and [PoweredOff].
//
// The owner and administrators may call it. It fails with [maas.ErrNotFound] and
// [maas.ErrForbidden], and with [maas.ErrNoValue] where MAAS can't switch the
// machine and sent no command.
//
// POST /machines/{system_id}/?op=power_off
func (s *MachinesService) PowerOff(ctx context.Context, systemID string, opts *MachinePowerOffOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("power_off").With(opts).Once())
}

// MachineCommissionOptions say how to commission a machine.
type MachineCommissionOptions struct {
	CommissioningScripts NameList         `param:"commissioning_scripts"` // names and tags; nil for all, since 2.2
	EnableSSH            *bool            `param:"enable_ssh"`            // keeps the machine on, with the caller's SSH keys
	Parameters           string           `param:"parameters"`            // those of scripts that take one of no name, since 2.7
	SkipBMCConfig        *bool            `param:"skip_bmc_config"`       // since 2.4
	SkipNetworking       *bool            `param:"skip_networking"`       // keeps the network as it is configured
	SkipStorage          *bool            `param:"skip_storage"`          // keeps the storage as it is configured
	TestingScripts       NameList         `param:"testing_scripts"`       // names and tags; nil for the default ones, {"none"} for none, since 2.2
	ScriptParameters     ScriptParameters `param:"{script}_{name}"`       // since 2.7
}

// Commission boots a machine and finds out what it is made of, then tests it. It
// returns at once with the machine [NodeStatusCommissioning]; wait with
// [MachinesService.WaitFor] and [Ready].
//
// Administrators may call it. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], and with [maas.ErrBadRequest] and messages about fields
// for unknown scripts, and for a machine in a status that forbids it.
//
// POST /machines/{system_id}/?op=commission
func (s *MachinesService) Commission(ctx context.Context, systemID string, opts *MachineCommissionOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("commission").With(opts).Once())
}

// MachineAbortOptions go with an abort.
type MachineAbortOptions struct {
	Comment string `param:"comment"` // for the event log
}

// Abort stops what is under way on a machine. It returns at once, with the
// machine as it was; wait with [MachinesService.WaitFor] and [Settled]. In the end
// a machine that was being commissioned is [NodeStatusNew], one that was being
// deployed [NodeStatusAllocated], one whose disks were being erased
// [NodeStatusFailedDiskErasing], and one that was being tested what it was before.
//
// The owner and administrators may call it. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], and [maas.ErrConflict] where there is nothing to abort.
//
// POST /machines/{system_id}/?op=abort
func (s *MachinesService) Abort(ctx context.Context, systemID string, opts *MachineAbortOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("abort").With(opts).Once())
}

// MachineSetStorageLayoutOptions refine a storage layout. Sizes are bytes, or have
// a unit, "512M"; what MAAS is not told it computes from the disks.
type MachineSetStorageLayoutOptions struct {
	BootSize    string    `param:"boot_size"`    // of the boot partition
	CacheDevice string    `param:"cache_device"` // id of the block device, for bcache
	CacheMode   CacheMode `param:"cache_mode"`   // for bcache
	CacheNoPart *bool     `param:"cache_no_part"`
	CacheSize   string    `param:"cache_size"`  // for bcache
	LVName      string    `param:"lv_name"`     // for LVM
	LVSize      string    `param:"lv_size"`     // for LVM
	RootDevice  string    `param:"root_device"` // id of the block device, the boot disk if ""
	RootSize    string    `param:"root_size"`   // of the root partition
	VGName      string    `param:"vg_name"`     // for LVM
}

// SetStorageLayout replaces the partitions, file systems and all else on the
// disks of a machine by a layout that MAAS makes. Nothing is written to the disks
// before the machine is deployed.
//
// Administrators may call it. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], with [maas.ErrConflict] for a machine that is not
// [NodeStatusReady], and with [maas.ErrBadRequest] and messages about fields,
// among them for disks that are too small.
//
// POST /machines/{system_id}/?op=set_storage_layout
func (s *MachinesService) SetStorageLayout(ctx context.Context, systemID string, layout StorageLayout, opts *MachineSetStorageLayoutOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("set_storage_layout").Set("storage_layout", string(layout)).With(opts))
}

// MachineMountSpecialOptions refine a special mount.
type MachineMountSpecialOptions struct {
	MountOptions string `param:"mount_options"` // as for mount(8), "size=10%"
}

// MountSpecial has a machine mount a file system that is on no disk, such as
// tmpfs, at a path once it is deployed.
//
// The owner may call it while the machine is [NodeStatusAllocated], and
// administrators also while it is [NodeStatusReady]. It fails with
// [maas.ErrNotFound], [maas.ErrForbidden], with [maas.ErrConflict] for a machine
// in another status, and with [maas.ErrBadRequest] and messages about fields.
//
// POST /machines/{system_id}/?op=mount_special
func (s *MachinesService) MountSpecial(ctx context.Context, systemID string, fsType FilesystemType, mountPoint string, opts *MachineMountSpecialOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("mount_special").
		Set("fstype", string(fsType)).Set("mount_point", mountPoint).With(opts))
}

// UnmountSpecial takes a special mount back, by its path.
//
// The owner may call it while the machine is [NodeStatusAllocated], and
// administrators also while it is [NodeStatusReady]. It fails with
// [maas.ErrNotFound], [maas.ErrForbidden], with [maas.ErrConflict] for a machine
// in another status, and with [maas.ErrBadRequest] and messages about fields.
//
// POST /machines/{system_id}/?op=unmount_special
func (s *MachinesService) UnmountSpecial(ctx context.Context, systemID, mountPoint string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("unmount_special").Set("mount_point", mountPoint))
}

// ClearDefaultGateways leaves the choice of a machine's default gateways to MAAS
// again. [InterfacesService.SetDefaultGateway] makes a choice.
//
// Administrators may call it. It fails with [maas.ErrNotFound] and
// [maas.ErrForbidden].
//
// POST /machines/{system_id}/?op=clear_default_gateways
func (s *MachinesService) ClearDefaultGateways(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("clear_default_gateways"))
}

// CurtinConfig returns the configuration that the installer of a machine works
// by, YAML. It is a secret as a whole, since it holds the machine's own key.
//
// Any user may call it, for a machine that is being deployed or is deployed. It
// fails with [maas.ErrNotFound], [maas.ErrForbidden], and with
// [maas.ErrBadRequest] for a machine in another status.
//
// GET /machines/{system_id}/?op=get_curtin_config
func (s *MachinesService) CurtinConfig(ctx context.Context, systemID string) (maas.Secret, error) {
	return secretText(ctx, s.client, maas.Get("/machines/{system_id}/", systemID).Op("get_curtin_config"))
}

// RestoreNetworkingConfiguration configures the network of a machine as its
// commissioning did, and drops what was changed since.
//
// Administrators may call it. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], and with [maas.ErrConflict] for a machine that is neither
// [NodeStatusReady] nor [NodeStatusFailedTesting].
//
// POST /machines/{system_id}/?op=restore_networking_configuration
func (s *MachinesService) RestoreNetworkingConfiguration(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("restore_networking_configuration"))
}

// RestoreStorageConfiguration lays the disks of a machine out as its
// commissioning did, and drops what was changed since.
//
// Administrators may call it. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], and with [maas.ErrConflict] for a machine that is neither
// [NodeStatusReady] nor [NodeStatusFailedTesting].
//
// POST /machines/{system_id}/?op=restore_storage_configuration
func (s *MachinesService) RestoreStorageConfiguration(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("restore_storage_configuration"))
}

// RestoreDefaultConfiguration configures the network and the disks of a machine
// as its commissioning did, and drops what was changed since.
//
// Administrators may call it. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], and with [maas.ErrConflict] for a machine that is neither
// [NodeStatusReady] nor [NodeStatusFailedTesting].
//
// POST /machines/{system_id}/?op=restore_default_configuration
func (s *MachinesService) RestoreDefaultConfiguration(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("restore_default_configuration"))
}

// MachineMarkBrokenOptions say what is wrong with a machine.
type MachineMarkBrokenOptions struct {
	Comment          string `param:"comment"` // for the event log
	ErrorDescription string `param:"error_description"`
}

// MarkBroken takes a machine out of use: it is [NodeStatusBroken] and loses its
// owner. [MachinesService.MarkFixed] is the way back.
//
// The owner may call it. It fails with [maas.ErrNotFound], and with
// [maas.ErrForbidden] for anybody else, administrators too.
//
// POST /machines/{system_id}/?op=mark_broken
func (s *MachinesService) MarkBroken(ctx context.Context, systemID string, opts *MachineMarkBrokenOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("mark_broken").With(opts).Once())
}

// MachineMarkFixedOptions say what was repaired.
type MachineMarkFixedOptions struct {
	Comment string `param:"comment"` // for the event log
}

// MarkFixed puts a broken machine back to use: it is [NodeStatusReady], or since
// MAAS 2.6 [NodeStatusDeployed] if it was that before.
//
// Administrators may call it. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], and with [maas.ErrConflict] for a machine that is not
// broken.
//
// POST /machines/{system_id}/?op=mark_fixed
func (s *MachinesService) MarkFixed(ctx context.Context, systemID string, opts *MachineMarkFixedOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("mark_fixed").With(opts))
}

// SetZone moves machines to a zone, by their system ids and its name. All move or
// none.
//
// Administrators may call it. It fails with [maas.ErrBadRequest] and messages about
// fields for unknown ids, for an unknown zone, and for other users.
//
// POST /machines/?op=set_zone
func (s *MachinesService) SetZone(ctx context.Context, nodes []string, zone string) error {
	return maas.Exec(ctx, s.client, maas.Post("/machines/").Op("set_zone").Check(notEmpty("nodes", len(nodes))).SetAll("nodes", nodes).Set("zone", zone))
}

// MachineListPowerParametersOptions choose machines; nil is all.
type MachineListPowerParametersOptions struct {
	ID []string `param:"id,any"` // system ids
}

// ListPowerParameters returns by system id the settings by which MAAS switches
// machines, as [MachinesService.PowerParameters] does for one.
//
// Administrators may call it. It fails with [maas.ErrForbidden].
//
// GET /machines/?op=power_parameters
func (s *MachinesService) ListPowerParameters(ctx context.Context, opts *MachineListPowerParametersOptions) (map[string]PowerSettings, error) {
	return maas.Do[map[string]PowerSettings](ctx, s.client, maas.Get("/machines/").Op("power_parameters").With(opts))
}

// Accept commissions machines that enlisted themselves, by their system ids. It
// returns at once with those that were [NodeStatusNew]; the others stay as they
// are. Wait with [MachinesService.WaitForAll] and [Ready].
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrBadRequest] for unknown ids, and with [maas.ErrServer] for a machine
// without a power type; then none is accepted.
//
// POST /machines/?op=accept
func (s *MachinesService) Accept(ctx context.Context, machines []string) ([]Machine, error) {
	return maas.List[Machine](ctx, s.client, maas.Post("/machines/").Op("accept").SetAll("machines", machines).Once())
}

// AcceptAll commissions all machines that enlisted themselves. It returns them at
// once; wait with [MachinesService.WaitForAll] and [Ready].
//
// Administrators may call it; for other users it accepts none and returns none.
// It fails with [maas.ErrServer] when one of the machines has no power type; then
// none is accepted.
//
// POST /machines/?op=accept_all
func (s *MachinesService) AcceptAll(ctx context.Context) ([]Machine, error) {
	return maas.List[Machine](ctx, s.client, maas.Post("/machines/").Op("accept_all").Once())
}

// MachineReleaseManyOptions go with the release of several machines.
type MachineReleaseManyOptions struct {
	Comment string `param:"comment"` // for the event log
}

// ReleaseMany gives machines back, by their system ids, as
// [MachinesService.Release] does for one: all or none. It returns at once the ids
// of those that are released now; one that was released before is not among them.
//
// Any user may call it for machines of their own, administrators for any. It
// fails with [maas.ErrForbidden] for others, with [maas.ErrBadRequest] for
// unknown ids, and with [maas.ErrConflict] for a machine in a status that has
// nothing to release.
//
// POST /machines/?op=release
func (s *MachinesService) ReleaseMany(ctx context.Context, machines []string, opts *MachineReleaseManyOptions) ([]string, error) {
	return maas.List[string](ctx, s.client, maas.Post("/machines/").Op("release").SetAll("machines", machines).With(opts).Once())
}

// MachineListAllocatedOptions choose among the machines; nil is all.
type MachineListAllocatedOptions struct {
	ID []string `param:"id,any"` // system ids
}

// ListAllocated returns the machines that the caller has allocated, deployed ones
// too.
//
// Any user may call it.
//
// GET /machines/?op=list_allocated
func (s *MachinesService) ListAllocated(ctx context.Context, opts *MachineListAllocatedOptions) ([]Machine, error) {
	return maas.List[Machine](ctx, s.client, maas.Get("/machines/").Op("list_allocated").With(opts))
}

// ChassisType is a kind of chassis or hypervisor that MAAS can enlist machines
// from.
type ChassisType string

// The types of chassis.
const (
	ChassisTypeHMCZ        ChassisType = "hmcz"
	ChassisTypeMSCM        ChassisType = "mscm"
	ChassisTypeMSFTOCS     ChassisType = "msftocs"
	ChassisTypePowerKVM    ChassisType = "powerkvm"
	ChassisTypeProxmox     ChassisType = "proxmox"
	ChassisTypeRECSBox     ChassisType = "recs_box"
	ChassisTypeSeaMicro15K ChassisType = "seamicro15k"
	ChassisTypeSM15K       ChassisType = "sm15k"
	ChassisTypeUCSM        ChassisType = "ucsm"
	ChassisTypeVirsh       ChassisType = "virsh"
	ChassisTypeVMware      ChassisType = "vmware"
)

// MachineAddChassisOptions are what MAAS has to know of a chassis. It refuses
// those that the type of the chassis has no use for.
type MachineAddChassisOptions struct {
	AcceptAll      *bool       `param:"accept_all"` // commissions the machines at once
	Domain         string      `param:"domain"`     // of the machines
	Password       maas.Secret `param:"password"`
	Port           int         `param:"port"`            // for recs_box, vmware and msftocs
	PowerControl   string      `param:"power_control"`   // "ipmi", "restapi" or "restapi2", for seamicro15k
	PrefixFilter   string      `param:"prefix_filter"`   // enlists machines alone whose name begins so
	Protocol       string      `param:"protocol"`        // "https" if "", for vmware
	RackController string      `param:"rack_controller"` // system id; "" for one that can reach the chassis
	TokenName      string      `param:"token_name"`      // for proxmox, in place of a password, since 3.0
	TokenSecret    maas.Secret `param:"token_secret"`    // since 3.0
	Username       string      `param:"username"`
	VerifySSL      *bool       `param:"verify_ssl"` // since 3.0
}

// AddChassis enlists the machines of a chassis or hypervisor at hostname, which
// is a URL for some types. It returns at once; the machines appear one by one.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrBadRequest] for an option that the type has no use for, with
// [maas.ErrNotFound] for an unknown rack controller, and with [maas.ErrServer]
// for a hostname that can't be resolved.
//
// POST /machines/?op=add_chassis
func (s *MachinesService) AddChassis(ctx context.Context, chassisType ChassisType, hostname string, opts *MachineAddChassisOptions) error {
	return maas.Exec(ctx, s.client, maas.Post("/machines/").Op("add_chassis").Set("chassis_type", string(chassisType)).Set("hostname", hostname).With(opts).Once())
}

// IsRegistered reports whether a node of any type has a MAC address. To an
// unsigned client MAAS does not tell of every node.
//
// Anyone may call it, without a key too.
//
// GET /machines/?op=is_registered
func (s *MachinesService) IsRegistered(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/machines/").Op("is_registered").Set("mac_address", macAddress))
}

// RescueMode boots a machine from the network, to look into it or repair it; its
// disks stay as they are. It returns at once with the machine
// [NodeStatusEnteringRescueMode]; wait with [MachinesService.WaitFor] and
// [InRescueMode].
//
// Administrators may call it, since MAAS 2.1. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], and [maas.ErrConflict] for a machine in a status that
// forbids it.
//
// POST /machines/{system_id}/?op=rescue_mode
func (s *MachinesService) RescueMode(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("rescue_mode").Once().Since("2.1"))
}

// ExitRescueMode brings a machine back to the status that it had before its
// rescue mode. It returns at once; wait with [MachinesService.WaitFor] and
// [Settled].
//
// Administrators may call it, since MAAS 2.1. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], and with [maas.ErrConflict] for a machine that is not in
// rescue mode.
//
// POST /machines/{system_id}/?op=exit_rescue_mode
func (s *MachinesService) ExitRescueMode(ctx context.Context, systemID string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("exit_rescue_mode").Once().Since("2.1"))
}

// MachineTestOptions say which tests to run.
type MachineTestOptions struct {
	EnableSSH        *bool            `param:"enable_ssh"`      // keeps the machine on, with the caller's SSH keys
	Parameters       string           `param:"parameters"`      // those of scripts that take one of no name, since 2.7
	TestingScripts   NameList         `param:"testing_scripts"` // names and tags; nil for the default ones
	ScriptParameters ScriptParameters `param:"{script}_{name}"` // since 2.7
}

// Test boots a machine and tests its hardware, even while it is deployed. It
// returns at once with the machine [NodeStatusTesting]; wait with
// [MachinesService.WaitFor] and [Settled]: in the end it has the status that it
// had before, or [NodeStatusFailedTesting].
//
// Administrators may call it, since MAAS 2.2. It fails with [maas.ErrNotFound],
// and with [maas.ErrBadRequest] and messages about fields for unknown scripts,
// and for a machine in a status that forbids it.
//
// POST /machines/{system_id}/?op=test
func (s *MachinesService) Test(ctx context.Context, systemID string, opts *MachineTestOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("test").With(opts).Once().Since("2.2"))
}

// MachineOverrideFailedTestingOptions go with an override.
type MachineOverrideFailedTestingOptions struct {
	Comment string `param:"comment"` // for the event log
}

// OverrideFailedTesting puts a machine to use whose tests failed: it is
// [NodeStatusReady], or [NodeStatusDeployed] where a system is installed.
//
// Administrators may call it, since MAAS 2.3. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], and with [maas.ErrConflict] for a machine that is not
// [NodeStatusFailedTesting].
//
// POST /machines/{system_id}/?op=override_failed_testing
func (s *MachinesService) OverrideFailedTesting(ctx context.Context, systemID string, opts *MachineOverrideFailedTestingOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("override_failed_testing").With(opts).Once().Since("2.3"))
}

// MachineLockOptions go with a lock.
type MachineLockOptions struct {
	Comment string `param:"comment"` // for the event log
}

// Lock keeps a machine that is deployed, or about to be, from all changes until
// [MachinesService.Unlock]: what would change it fails with [maas.ErrForbidden].
//
// The owner and administrators may call it, since MAAS 2.4. It fails with
// [maas.ErrNotFound], [maas.ErrForbidden], and with [maas.ErrConflict] for a
// machine that is locked or in another status.
//
// POST /machines/{system_id}/?op=lock
func (s *MachinesService) Lock(ctx context.Context, systemID string, opts *MachineLockOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("lock").With(opts).Since("2.4"))
}

// MachineUnlockOptions go with an unlock.
type MachineUnlockOptions struct {
	Comment string `param:"comment"` // for the event log
}

// Unlock lets a machine be changed again.
//
// The owner and administrators may call it, since MAAS 2.4. It fails with
// [maas.ErrNotFound], [maas.ErrForbidden], and with [maas.ErrConflict] for a
// machine that is not locked.
//
// POST /machines/{system_id}/?op=unlock
func (s *MachinesService) Unlock(ctx context.Context, systemID string, opts *MachineUnlockOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("unlock").With(opts).Since("2.4"))
}

// IsActionInProgress reports whether MAAS is at work on the machine with a MAC
// address: whether it is deployed, commissioned or the like at the moment.
//
// Anyone may call it, without a key too, since MAAS 2.4. MAAS has it for unsigned
// requests alone, and so the request is never signed.
//
// GET /machines/?op=is_action_in_progress
func (s *MachinesService) IsActionInProgress(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/machines/").Op("is_action_in_progress").Set("mac_address", macAddress).Unsigned().Since("2.4"))
}

// MachineCloneOptions say what to copy; MAAS insists on one of the two.
type MachineCloneOptions struct {
	Interfaces *bool `param:"interfaces"`
	Storage    *bool `param:"storage"`
}

// Clone copies the network or storage configuration of a machine to others, by
// their system ids. All get it or none.
//
// Administrators may call it, since MAAS 2.6. It fails with [maas.ErrBadRequest]
// and messages about fields: for unknown machines, for disks that are too small,
// and for other users.
//
// POST /machines/?op=clone
func (s *MachinesService) Clone(ctx context.Context, source string, destinations []string, opts *MachineCloneOptions) error {
	return maas.Exec(ctx, s.client, maas.Post("/machines/").Op("clone").Set("source", source).Set("destinations", commas(destinations)).With(opts).Once().Since("2.6"))
}

// SetWorkloadAnnotations adds notes about what runs on a machine while it is
// allocated, and removes those whose value is "". Others stay.
//
// The owner and administrators may call it, since MAAS 3.0. It fails with
// [maas.ErrNotFound], [maas.ErrForbidden], and with [maas.ErrConflict] for a
// machine that is not allocated.
//
// POST /machines/{system_id}/?op=set_workload_annotations
func (s *MachinesService) SetWorkloadAnnotations(ctx context.Context, systemID string, data map[string]string) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("set_workload_annotations").With(sortedParams(data)).Since("3.0"))
}

// Token returns the key that a machine signs with when it talks to MAAS.
//
// Administrators may call it, since MAAS 3.1. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], and with [maas.ErrNoValue] for a machine that never had
// one, because it never was deployed or commissioned.
//
// GET /machines/{system_id}/?op=get_token
func (s *MachinesService) Token(ctx context.Context, systemID string) (*NodeToken, error) {
	return maas.Do[*NodeToken](ctx, s.client, maas.Get("/machines/{system_id}/", systemID).Op("get_token").Since("3.1"))
}
