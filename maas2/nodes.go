package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// NodesService is the sections "Nodes" and "Node" of the API: everything that has
// a system id, whatever its type. What a type of its own can do is in its
// service, [MachinesService] for example.
type NodesService service

// A Node is anything that MAAS has a system id for: a machine, a device or a
// controller, by NodeType. It has the fields of a [Machine], a [Device], a
// [RackController] and a [RegionController]; those that its type does not have are
// zero.
type Node struct {
	SystemID     string     `json:"system_id"` // six characters, never changes
	Hostname     string     `json:"hostname"`  // without the domain
	FQDN         string     `json:"fqdn"`
	Architecture *string    `json:"architecture"` // "amd64/generic", nil where it is not known
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

	ServiceSet []Service `json:"service_set,omitzero"` // of a controller
	Version    string    `json:"version"`              // of MAAS on a controller, since 2.3
}

// A NodeRef names a node within another object.
type NodeRef struct {
	Hostname string `json:"hostname,omitempty"` // "" where MAAS does not tell
	SystemID string `json:"system_id"`
}

// NodeType is what a node is.
type NodeType int

// The types of nodes.
const (
	NodeTypeMachine                 NodeType = 0
	NodeTypeDevice                  NodeType = 1
	NodeTypeRackController          NodeType = 2
	NodeTypeRegionController        NodeType = 3
	NodeTypeRegionAndRackController NodeType = 4
)

// String returns the type as MAAS shows it, NodeType(42) for an unknown one.
func (v NodeType) String() string {
	return enumName(v, "NodeType", map[NodeType]string{
		0: "Machine",
		1: "Device",
		2: "Rack controller",
		3: "Region controller",
		4: "Region and rack controller",
	})
}

// NodePod is the VM host that a machine lives on.
type NodePod struct {
	ID          int    `json:"id"`
	Name        string `json:"name"`
	ResourceURI string `json:"resource_uri"`
}

// NodeListOptions filter [NodesService.List] as [MachineListOptions] do machines.
type NodeListOptions MachineListOptions

// List returns the nodes of all types that the caller may see and that match the
// filters. Each is whole and takes MAAS some time: on a large site filter, by ID
// if nothing else.
//
// Any user may call it. It fails with [maas.ErrBadRequest] and messages about
// fields for values that do not exist, such as an unknown tag or zone, and with
// [*maas.ArgumentError] for a filter that the server's release lacks.
//
// GET /nodes/
func (s *NodesService) List(ctx context.Context, opts *NodeListOptions) ([]Node, error) {
	return maas.List[Node](ctx, s.client, maas.Get("/nodes/").With(opts))
}

// Get returns a node of any type by its system id.
//
// Any user may call it. It fails with [maas.ErrNotFound] for an unknown id and
// for a node that the caller may not see.
//
// GET /nodes/{system_id}/
func (s *NodesService) Get(ctx context.Context, systemID string) (*Node, error) {
	return maas.Do[*Node](ctx, s.client, maas.Get("/nodes/{system_id}/", systemID))
}

// Delete removes a node of any type from MAAS.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /nodes/{system_id}/
func (s *NodesService) Delete(ctx context.Context, systemID string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/", systemID))
}

// Details returns what the last commissioning found out about a node, as XML of
// lshw and lldp; both are nil before.
//
// Any user may call it. It fails with [maas.ErrNotFound], and with
// [maas.ErrForbidden] for a node that the caller may see but not look into.
//
// GET /nodes/{system_id}/?op=details
func (s *NodesService) Details(ctx context.Context, systemID string) (*maas.NodeDetails, error) {
	return nodeDetails(ctx, s.client, "/nodes/{system_id}/", maas.Get("/nodes/{system_id}/", systemID).Op("details"))
}

// PowerParameters returns the settings by which MAAS switches a node, passwords
// in the clear: they print redacted.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// GET /nodes/{system_id}/?op=power_parameters
func (s *NodesService) PowerParameters(ctx context.Context, systemID string) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/nodes/{system_id}/", systemID).Op("power_parameters"))
}

// SetZone moves nodes to a zone, by their system ids and its name. All move or
// none.
//
// Any user may call it for devices of their own, administrators for any node. It
// fails with [maas.ErrBadRequest] and messages about fields for other and unknown
// ids and for an unknown zone.
//
// POST /nodes/?op=set_zone
func (s *NodesService) SetZone(ctx context.Context, nodes []string, zone string) error {
	return maas.Exec(ctx, s.client, maas.Post("/nodes/").Op("set_zone").Check(notEmpty("nodes", len(nodes))).SetAll("nodes", nodes).Set("zone", zone))
}

// IsRegistered reports whether a node of any type has a MAC address. To an
// unsigned client MAAS does not tell of every node.
//
// Anyone may call it, without a key too.
//
// GET /nodes/?op=is_registered
func (s *NodesService) IsRegistered(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/nodes/").Op("is_registered").Set("mac_address", macAddress))
}

// IsActionInProgress reports whether MAAS is at work on the node with a MAC
// address, see [MachinesService.IsActionInProgress].
//
// Anyone may call it, without a key too, since MAAS 2.4. The request is never
// signed.
//
// GET /nodes/?op=is_action_in_progress
func (s *NodesService) IsActionInProgress(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/nodes/").Op("is_action_in_progress").Set("mac_address", macAddress).Unsigned().Since("2.4"))
}
