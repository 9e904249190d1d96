package maas2

import (
	"context"
	"io"

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

// MachineListOptions filter [MachinesService.List]; all filters given must match.
// A nil list is no filter; an empty one matches no machine, so that a list of ids
// which came out empty never turns into all machines. CPUCount, Mem, CPUSpeed and
// LinkSpeed are minimums.
type MachineListOptions struct {
	AgentName           []string `param:"agent_name,any"`
	CPUCount            int      `param:"cpu_count"` // since 2.6
	Devices             string   `param:"devices"`   // since 3.0
	Domain              []string `param:"domain,any"`
	Fabrics             []string `param:"fabrics,any"` // since 2.6
	Hostname            []string `param:"hostname,any"`
	ID                  []string `param:"id,any"`
	LinkSpeed           int      `param:"link_speed"` // since 2.7
	MACAddress          []string `param:"mac_address,any"`
	Mem                 int      `param:"mem"`              // since 2.6
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
	CPUSpeed            int      `param:"cpu_speed"`                 // since 3.3
	Owner               []string `param:"owner,any"`                 // since 3.3
	NotOwner            []string `param:"not_owner,any"`             // since 3.3
	PowerState          []string `param:"power_state,any"`           // since 3.3
	NotPowerState       []string `param:"not_power_state,any"`       // since 3.3
	DeploymentTarget    []string `param:"deployment_target,any"`     // since 3.5
	NotDeploymentTarget []string `param:"not_deployment_target,any"` // since 3.5
}

// List returns the machines that the caller may see and that match the filters.
// Each machine is whole, with its disks and interfaces, and takes MAAS some time:
// on a large site filter, by ID if nothing else.
//
// Any user may call it. It fails with [maas.ErrBadRequest] and messages about
// fields for values that do not exist, such as an unknown tag or zone.
//
// GET /machines/
func (s *MachinesService) List(ctx context.Context, opts *MachineListOptions) ([]Machine, error) {
	return maas.List[Machine](ctx, s.client, maas.Get("/machines/").With(opts))
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
// insist on. Those up to TestingScripts say how it is commissioned.
type MachineCreateOptions struct {
	Commission            *bool           `param:"commission"`            // true unless given, since 2.5
	CommissioningScripts  string          `param:"commissioning_scripts"` // names and tags, with commas; "" for all, since 2.5
	Deployed              *bool           `param:"deployed"`              // since 3.1
	Description           string          `param:"description"`           // since 2.6
	Domain                string          `param:"domain"`
	EnableSSH             *bool           `param:"enable_ssh"` // since 2.5
	Hostname              string          `param:"hostname"`   // made up by MAAS if empty
	MinHWEKernel          string          `param:"min_hwe_kernel"`
	PowerType             PowerType       `param:"power_type"`
	SkipBMCConfig         *bool           `param:"skip_bmc_config"` // since 2.5
	SkipNetworking        *bool           `param:"skip_networking"` // since 2.5
	SkipStorage           *bool           `param:"skip_storage"`    // since 2.5
	Subarchitecture       string          `param:"subarchitecture"`
	TestingScripts        string          `param:"testing_scripts"` // names and tags, with commas; "none" for none, since 2.5
	DisableIPv4           *bool           `param:"disable_ipv4"`
	SwapSize              int             `param:"swap_size"` // bytes
	OSystem               string          `param:"osystem"`
	DistroSeries          string          `param:"distro_series"`
	LicenseKey            string          `param:"license_key"`
	HWEKernel             string          `param:"hwe_kernel"`
	CPUCount              int             `param:"cpu_count"`
	Memory                int             `param:"memory"` // MiB
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

// Create adds a machine by its architecture, such as "amd64" or "amd64/generic",
// and the MAC addresses of its interfaces. An administrator's machine is
// commissioned at once unless Commission is new(false): the call returns while
// MAAS boots it, and the machine is [NodeStatusReady] or
// [NodeStatusFailedCommissioning] in the end. Anybody else's is enlisted: it
// stays [NodeStatusNew] until an administrator accepts it.
//
// Anyone may call it, without a key too. It fails with [maas.ErrBadRequest] and
// messages about fields, for example for a MAC address that is in use.
//
// POST /machines/
func (s *MachinesService) Create(ctx context.Context, architecture string, macAddresses []string, opts *MachineCreateOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/").Set("architecture", architecture).
		Check(notEmpty("mac_addresses", len(macAddresses))).SetMACs("mac_addresses", macAddresses).With(opts))
}

// MachineUpdateOptions are the settings to change; nil keeps a setting.
type MachineUpdateOptions struct {
	Architecture             *string         `param:"architecture"`
	CPUCount                 *int            `param:"cpu_count"`
	Description              *string         `param:"description"` // new("") empties it, since 2.6
	DisableIPv4              *bool           `param:"disable_ipv4"`
	Domain                   *string         `param:"domain"`
	Hostname                 *string         `param:"hostname"` // without the domain
	Memory                   *int            `param:"memory"`   // MiB
	MinHWEKernel             *string         `param:"min_hwe_kernel"`
	Pool                     *string         `param:"pool"` // since 2.4
	PowerParametersSkipCheck *bool           `param:"power_parameters_skip_check"`
	PowerType                *PowerType      `param:"power_type"`
	SwapSize                 *int            `param:"swap_size"` // bytes
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
// is wanted whole; a Not list excludes each.
type MachineAllocateOptions struct {
	AgentName           string   `param:"agent_name"` // whoever wants it, for the filter of List
	Arch                []string `param:"arch"`       // "amd64" or "amd64/generic"
	BridgeAll           *bool    `param:"bridge_all"` // puts a bridge on each interface, since 2.1
	BridgeFD            int      `param:"bridge_fd"`  // seconds, 15 if 0, since 2.1
	BridgeSTP           *bool    `param:"bridge_stp"` // since 2.1
	Comment             string   `param:"comment"`    // for the event log
	CPUCount            int      `param:"cpu_count"`  // at least
	Devices             string   `param:"devices"`    // "vendor_id=8086", since 3.0
	DryRun              *bool    `param:"dry_run"`    // shows the machine, allocates none
	FabricClasses       []string `param:"fabric_classes"`
	Fabrics             []string `param:"fabrics"`
	Interfaces          string   `param:"interfaces"` // "eth0:subnet=10.0.0.0/24"
	Mem                 int      `param:"mem"`        // MiB, at least
	Name                string   `param:"name"`       // the hostname, or the FQDN
	NotFabricClasses    []string `param:"not_fabric_classes"`
	NotFabrics          []string `param:"not_fabrics"`
	NotInPool           []string `param:"not_in_pool"` // since 2.4
	NotInZone           []string `param:"not_in_zone"`
	NotPod              string   `param:"not_pod"`      // since 2.4, until 3.8
	NotPodType          string   `param:"not_pod_type"` // since 2.4, until 3.8
	NotSubnets          []string `param:"not_subnets"`
	NotTags             []string `param:"not_tags"`
	Pod                 string   `param:"pod"`      // since 2.2, until 3.8
	PodType             string   `param:"pod_type"` // since 2.2, until 3.8
	Pool                string   `param:"pool"`     // since 2.4
	Storage             string   `param:"storage"`  // "root:50(ssd),data:100"
	Subnets             []string `param:"subnets"`
	SystemID            string   `param:"system_id"`
	Tags                []string `param:"tags"`
	Verbose             *bool    `param:"verbose"` // fills more of ConstraintsByType
	Zone                string   `param:"zone"`
	ConnectedTo         []string `param:"connected_to"`          // until 3.2
	NotConnectedTo      []string `param:"not_connected_to"`      // until 3.2
	VLANs               []string `param:"vlans"`                 // since 2.2
	NotVLANs            []string `param:"not_vlans"`             // since 2.2
	BridgeType          string   `param:"bridge_type"`           // since 2.7
	LinkSpeed           int      `param:"link_speed"`            // Mbit/s, at least, since 2.7
	NotArch             []string `param:"not_arch"`              // since 3.3
	CPUSpeed            int      `param:"cpu_speed"`             // MHz, at least, since 3.3
	Owner               []string `param:"owner"`                 // since 3.3
	NotOwner            []string `param:"not_owner"`             // since 3.3
	PowerState          []string `param:"power_state"`           // since 3.3
	NotPowerState       []string `param:"not_power_state"`       // since 3.3
	DeploymentTarget    []string `param:"deployment_target"`     // since 3.5
	NotDeploymentTarget []string `param:"not_deployment_target"` // since 3.5
}

// Allocate gives the caller a machine that is [NodeStatusReady] and satisfies
// the constraints; without any it may be every machine. MAAS prefers the one
// that costs least. With a VM host of a type that can compose machines, MAAS may
// make one.
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
	AgentName             string `param:"agent_name"`       // whoever wants it, since 2.2
	BridgeAll             *bool  `param:"bridge_all"`       // since 2.2
	BridgeFD              int    `param:"bridge_fd"`        // seconds, 15 if 0, since 2.2
	BridgeSTP             *bool  `param:"bridge_stp"`       // since 2.2
	BridgeType            string `param:"bridge_type"`      // since 2.7
	Comment               string `param:"comment"`          // for the event log
	DistroSeries          string `param:"distro_series"`    // "jammy", "ubuntu/jammy"; "" for the default
	EnableHWSync          *bool  `param:"enable_hw_sync"`   // reports changes of the hardware, since 3.2
	EphemeralDeploy       *bool  `param:"ephemeral_deploy"` // runs from memory, since 2.6
	HWEKernel             string `param:"hwe_kernel"`       // "ga-22.04", "hwe-22.04"
	InstallKVM            *bool  `param:"install_kvm"`      // makes it a VM host of libvirt, since 2.5
	InstallRackController *bool  `param:"install_rackd"`    // since 2.3
	LicenseKey            string `param:"license_key"`
	OSystem               string `param:"osystem"`                  // "ubuntu"; "" for the default
	RegisterVMHost        *bool  `param:"register_vmhost"`          // makes it a VM host of LXD, since 3.0
	UserData              []byte `param:"user_data,base64"`         // for cloud-init
	VCenterRegistration   *bool  `param:"vcenter_registration"`     // since 2.6
	EnableKernelCrashDump *bool  `param:"enable_kernel_crash_dump"` // since 3.6
}

// Deploy installs an operating system on a machine that the caller has
// allocated. It returns at once with the machine [NodeStatusDeploying]; in the
// end it is [NodeStatusDeployed] or [NodeStatusFailedDeployment].
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
	// Scripts are release scripts to run, by name or tag, with commas. Since 3.5.
	Scripts string `param:"scripts"`
}

// Release gives a machine back. It returns at once with the machine
// [NodeStatusReleasing] or [NodeStatusDiskErasing]; in the end it is
// [NodeStatusReady], or [NodeStatusFailedReleasing] or
// [NodeStatusFailedDiskErasing]. A machine that MAAS composed for Allocate is
// deleted instead. Releasing a machine that is released succeeds.
//
// The owner and administrators may call it. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], and [maas.ErrConflict] for a machine in a status that has
// nothing to release.
//
// POST /machines/{system_id}/?op=release
func (s *MachinesService) Release(ctx context.Context, systemID string, opts *MachineReleaseOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("release").With(opts).Once())
}

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
func (s *MachinesService) SetStorageLayout(ctx context.Context, systemID, storageLayout string, opts *MachineSetStorageLayoutOptions) (*Machine, error) {
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
func (s *MachinesService) MountSpecial(ctx context.Context, systemID, fsType, mountPoint string, opts *MachineMountSpecialOptions) (*Machine, error) {
	return maas.Do[*Machine](ctx, s.client, maas.Post("/machines/{system_id}/", systemID).Op("mount_special").Set("fstype", fsType).Set("mount_point", mountPoint).With(opts))
}

// UnmountSpecial STUB.
//
// Any user may call it.
//
// POST /machines/{system_id}/?op=unmount_special
func (s *MachinesService) UnmountSpecial(ctx context.Context, systemID, mountPoint string) (*Machine, error) {
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
func (s *MachinesService) AddChassis(ctx context.Context, chassisType, hostname string, opts *MachineAddChassisOptions) error {
	return maas.Exec(ctx, s.client, maas.Post("/machines/").Op("add_chassis").Set("chassis_type", chassisType).Set("hostname", hostname).With(opts).Once())
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
func (s *MachinesService) Clone(ctx context.Context, destinations, source string, opts *MachineCloneOptions) error {
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
