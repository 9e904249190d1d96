package maas2

import (
	"context"
	"io"

	"github.com/gomaas/maas"
)

// NodesService is STUB.
type NodesService service

// Node is STUB.
type Node struct {
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
	HardwareUUID                 *string            `json:"hardware_uuid"`           // nil when MAAS has null, since 2.6
	Description                  string             `json:"description"`             // since 2.6
	MemoryTestStatusName         string             `json:"memory_test_status_name"` // since 2.3
	InterfaceTestStatus          ScriptStatus       `json:"interface_test_status"`   // since 2.7
	RAIDs                        []RAID             `json:"raids,omitzero"`          // since 2.3
	OtherTestStatus              ScriptStatus       `json:"other_test_status"`       // since 2.3
	Owner                        *string            `json:"owner,omitempty"`         // nil when MAAS has null
	EphemeralDeploy              bool               `json:"ephemeral_deploy"`        // since 3.3.7
	TestingStatusName            string             `json:"testing_status_name"`     // since 2.3
	NodeType                     NodeType           `json:"node_type"`
	InterfaceSet                 []Interface        `json:"interface_set"`
	Pod                          *NodePod           `json:"pod,omitempty"` // nil when MAAS has null, since 2.2
	BootInterface                *Interface         `json:"boot_interface,omitempty"`
	BIOSBootMethod               *string            `json:"bios_boot_method,omitempty"` // nil when MAAS has null, since 2.7
	InterfaceTestStatusName      string             `json:"interface_test_status_name"` // since 2.7
	Architecture                 *string            `json:"architecture"`               // nil when MAAS has null
	VirtualBlockDeviceSet        []BlockDevice      `json:"virtualblockdevice_set,omitzero"`
	NextSync                     *string            `json:"next_sync,omitempty"`             // nil when MAAS has null, since 3.2
	SwapSize                     *int64             `json:"swap_size"`                       // bytes, nil when MAAS has null
	CurrentCommissioningResultID *int               `json:"current_commissioning_result_id"` // nil when MAAS has null, since 2.2
	CommissioningStatus          ScriptStatus       `json:"commissioning_status"`            // since 2.3
	Netboot                      bool               `json:"netboot"`
	MinHWEKernel                 string             `json:"min_hwe_kernel"`
	DefaultGateways              DefaultGateways    `json:"default_gateways"` // since 2.1
	PowerState                   PowerState         `json:"power_state"`
	OtherTestStatusName          string             `json:"other_test_status_name"` // since 2.3
	IPAddresses                  []string           `json:"ip_addresses"`
	HardwareInfo                 HardwareInfo       `json:"hardware_info"`             // since 2.4
	StatusMessage                *string            `json:"status_message,omitempty"`  // nil when MAAS has null
	NetworkTestStatusName        string             `json:"network_test_status_name"`  // since 2.7
	Memory                       int64              `json:"memory"`                    // MiB
	CPUTestStatus                ScriptStatus       `json:"cpu_test_status"`           // since 2.3
	CommissioningStatusName      string             `json:"commissioning_status_name"` // since 2.3
	AddressTTL                   *int               `json:"address_ttl,omitempty"`     // seconds, nil when MAAS has null
	PowerType                    PowerType          `json:"power_type"`
	TagNames                     []string           `json:"tag_names"`
	StatusName                   string             `json:"status_name"`
	StatusAction                 *string            `json:"status_action"`             // nil when MAAS has null
	CurrentTestingResultID       *int               `json:"current_testing_result_id"` // nil when MAAS has null, since 2.2
	NodeTypeName                 string             `json:"node_type_name"`
	LastSync                     *string            `json:"last_sync,omitempty"` // nil when MAAS has null, since 3.2
	Domain                       Domain             `json:"domain"`
	TestingStatus                ScriptStatus       `json:"testing_status"` // since 2.3
	BlockDeviceSet               []BlockDevice      `json:"blockdevice_set,omitzero"`
	Parent                       *string            `json:"parent,omitempty"`            // nil when MAAS has null, since 3.3
	CacheSets                    []BcacheCacheSet   `json:"cache_sets,omitzero"`         // since 2.3
	VirtualMachineID             *int               `json:"virtualmachine_id,omitempty"` // nil when MAAS has null, since 2.9
	OSystem                      string             `json:"osystem"`
	CurrentInstallationResultID  *int               `json:"current_installation_result_id"` // nil when MAAS has null, since 2.2
	Bcaches                      []Bcache           `json:"bcaches,omitzero"`               // since 2.3
	ServiceSet                   []Service          `json:"service_set,omitzero"`
	Version                      string             `json:"version"` // since 2.3
	ConstraintsByType            *ConstraintsByType `json:"constraints_by_type,omitempty"`
	ISCSIBlockDeviceSet          []BlockDevice      `json:"iscsiblockdevice_set,omitzero"`      // since 2.2, gone in 3.0
	ErrorDescription             *string            `json:"error_description,omitempty"`        // since 3.5
	EnableKernelCrashDump        *bool              `json:"enable_kernel_crash_dump,omitempty"` // since 3.6
	IsDPU                        *bool              `json:"is_dpu,omitempty"`                   // since 3.7
	ResourceURI                  string             `json:"resource_uri"`
}

// NodeRef is STUB.
type NodeRef struct {
	Hostname string `json:"hostname,omitempty"` // only where MAAS names it
	SystemID string `json:"system_id"`
}

// NodeType is STUB a vocabulary.
type NodeType int

// STUB.
const (
	NodeTypeMachine                 NodeType = 0
	NodeTypeDevice                  NodeType = 1
	NodeTypeRackController          NodeType = 2
	NodeTypeRegionController        NodeType = 3
	NodeTypeRegionAndRackController NodeType = 4
)

// String returns the name as MAAS shows it, NodeType(42) for an unknown value.
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

// NodeListOptions are STUB.
type NodeListOptions struct {
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

// List STUB.
//
// Any user may call it.
//
// GET /nodes/
func (s *NodesService) List(ctx context.Context, opts *NodeListOptions) ([]Node, error) {
	return maas.List[Node](ctx, s.client, maas.Get("/nodes/").With(opts))
}

// Get STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/
func (s *NodesService) Get(ctx context.Context, systemID string) (*Node, error) {
	return maas.Do[*Node](ctx, s.client, maas.Get("/nodes/{system_id}/", systemID))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /nodes/{system_id}/
func (s *NodesService) Delete(ctx context.Context, systemID string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/nodes/{system_id}/", systemID))
}

// Details STUB.
//
// Any user may call it.
//
// GET /nodes/{system_id}/?op=details
func (s *NodesService) Details(ctx context.Context, systemID string) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/nodes/{system_id}/", systemID).Op("details"))
}

// PowerParameters STUB.
//
// Administrators may call it.
//
// GET /nodes/{system_id}/?op=power_parameters
func (s *NodesService) PowerParameters(ctx context.Context, systemID string) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/nodes/{system_id}/", systemID).Op("power_parameters"))
}

// SetZone STUB.
//
// Any user may call it.
//
// POST /nodes/?op=set_zone
func (s *NodesService) SetZone(ctx context.Context, nodes []string, zone string) error {
	return maas.Exec(ctx, s.client, maas.Post("/nodes/").Op("set_zone").Check(notEmpty("nodes", len(nodes))).SetAll("nodes", nodes).Set("zone", zone))
}

// IsRegistered STUB.
//
// Any user may call it.
//
// GET /nodes/?op=is_registered
func (s *NodesService) IsRegistered(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/nodes/").Op("is_registered").Set("mac_address", macAddress))
}

// IsActionInProgress STUB.
//
// Anyone may call it, without a key too, since MAAS 2.4.
//
// GET /nodes/?op=is_action_in_progress
func (s *NodesService) IsActionInProgress(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/nodes/").Op("is_action_in_progress").Set("mac_address", macAddress).Unsigned().Since("2.4"))
}
