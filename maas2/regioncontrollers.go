package maas2

import (
	"context"
	"io"

	"github.com/gomaas/maas"
)

// RegionControllersService is STUB.
type RegionControllersService service

// RegionController is STUB.
type RegionController struct {
	SystemID                     string       `json:"system_id"`
	Hostname                     string       `json:"hostname"`
	FQDN                         string       `json:"fqdn"`
	HardwareInfo                 HardwareInfo `json:"hardware_info"`       // since 2.4
	CPUSpeed                     int          `json:"cpu_speed"`           // MHz, since 2.4
	Architecture                 *string      `json:"architecture"`        // nil when MAAS has null
	StorageTestStatus            ScriptStatus `json:"storage_test_status"` // since 2.3
	DistroSeries                 string       `json:"distro_series"`
	NetworkTestStatusName        string       `json:"network_test_status_name"`  // since 2.7
	HardwareUUID                 *string      `json:"hardware_uuid"`             // nil when MAAS has null, since 2.6
	Memory                       int64        `json:"memory"`                    // MiB
	Description                  string       `json:"description"`               // since 2.6
	CPUTestStatus                ScriptStatus `json:"cpu_test_status"`           // since 2.3
	MemoryTestStatusName         string       `json:"memory_test_status_name"`   // since 2.3
	Version                      string       `json:"version"`                   // since 2.3
	NetworkTestStatus            ScriptStatus `json:"network_test_status"`       // since 2.7
	CommissioningStatusName      string       `json:"commissioning_status_name"` // since 2.3
	InterfaceTestStatus          ScriptStatus `json:"interface_test_status"`     // since 2.7
	CPUCount                     int          `json:"cpu_count"`
	OtherTestStatus              ScriptStatus `json:"other_test_status"` // since 2.3
	PowerType                    PowerType    `json:"power_type"`
	TagNames                     []string     `json:"tag_names"`                       // since 2.4
	TestingStatusName            string       `json:"testing_status_name"`             // since 2.3
	StorageTestStatusName        string       `json:"storage_test_status_name"`        // since 2.3
	SwapSize                     *int64       `json:"swap_size"`                       // bytes, nil when MAAS has null
	StatusAction                 *string      `json:"status_action"`                   // nil when MAAS has null
	CurrentCommissioningResultID int          `json:"current_commissioning_result_id"` // since 2.2
	NodeTypeName                 string       `json:"node_type_name"`
	CurrentTestingResultID       *string      `json:"current_testing_result_id"` // nil when MAAS has null, since 2.2
	Domain                       Domain       `json:"domain"`
	CommissioningStatus          ScriptStatus `json:"commissioning_status"` // since 2.3
	TestingStatus                ScriptStatus `json:"testing_status"`       // since 2.3
	NodeType                     NodeType     `json:"node_type"`
	InterfaceSet                 []Interface  `json:"interface_set"`
	CPUTestStatusName            string       `json:"cpu_test_status_name"` // since 2.3
	PowerState                   PowerState   `json:"power_state"`
	InterfaceTestStatusName      string       `json:"interface_test_status_name"` // since 2.7
	OSystem                      string       `json:"osystem"`
	CurrentInstallationResultID  *string      `json:"current_installation_result_id"` // nil when MAAS has null, since 2.2
	Zone                         Zone         `json:"zone"`
	MemoryTestStatus             ScriptStatus `json:"memory_test_status"`     // since 2.3
	OtherTestStatusName          string       `json:"other_test_status_name"` // since 2.3
	IPAddresses                  []string     `json:"ip_addresses"`
	ResourceURI                  string       `json:"resource_uri"`
}

// RegionControllerListOptions are STUB.
type RegionControllerListOptions struct {
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
// GET /regioncontrollers/
func (s *RegionControllersService) List(ctx context.Context, opts *RegionControllerListOptions) ([]RegionController, error) {
	return maas.List[RegionController](ctx, s.client, maas.Get("/regioncontrollers/").With(opts))
}

// Get STUB.
//
// Any user may call it.
//
// GET /regioncontrollers/{system_id}/
func (s *RegionControllersService) Get(ctx context.Context, systemID string) (*RegionController, error) {
	return maas.Do[*RegionController](ctx, s.client, maas.Get("/regioncontrollers/{system_id}/", systemID))
}

// RegionControllerUpdateOptions are STUB.
type RegionControllerUpdateOptions struct {
	Description              *string         `param:"description"` // since 2.6
	Domain                   *string         `param:"domain"`      // since 2.2
	PowerParametersSkipCheck *bool           `param:"power_parameters_skip_check"`
	Zone                     *string         `param:"zone"`
	PowerParameters          PowerParameters `param:"power_parameters_"`
}

// Update STUB.
//
// Administrators may call it.
//
// PUT /regioncontrollers/{system_id}/
func (s *RegionControllersService) Update(ctx context.Context, systemID string, opts *RegionControllerUpdateOptions) (*RegionController, error) {
	return maas.Do[*RegionController](ctx, s.client, maas.Put("/regioncontrollers/{system_id}/", systemID).With(opts))
}

// RegionControllerDeleteOptions are STUB.
type RegionControllerDeleteOptions struct {
	Force *bool `param:"force"` // since 2.5
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /regioncontrollers/{system_id}/
func (s *RegionControllersService) Delete(ctx context.Context, systemID string, opts *RegionControllerDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/regioncontrollers/{system_id}/", systemID).With(opts))
}

// Details STUB.
//
// Any user may call it.
//
// GET /regioncontrollers/{system_id}/?op=details
func (s *RegionControllersService) Details(ctx context.Context, systemID string) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/regioncontrollers/{system_id}/", systemID).Op("details"))
}

// PowerParameters STUB.
//
// Administrators may call it.
//
// GET /regioncontrollers/{system_id}/?op=power_parameters
func (s *RegionControllersService) PowerParameters(ctx context.Context, systemID string) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/regioncontrollers/{system_id}/", systemID).Op("power_parameters"))
}

// SetZone STUB.
//
// Any user may call it.
//
// POST /regioncontrollers/?op=set_zone
func (s *RegionControllersService) SetZone(ctx context.Context, nodes []string, zone string) error {
	return maas.Exec(ctx, s.client, maas.Post("/regioncontrollers/").Op("set_zone").Check(notEmpty("nodes", len(nodes))).SetAll("nodes", nodes).Set("zone", zone))
}

// IsRegistered STUB.
//
// Any user may call it.
//
// GET /regioncontrollers/?op=is_registered
func (s *RegionControllersService) IsRegistered(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/regioncontrollers/").Op("is_registered").Set("mac_address", macAddress))
}

// IsActionInProgress STUB.
//
// Anyone may call it, without a key too, since MAAS 2.4.
//
// GET /regioncontrollers/?op=is_action_in_progress
func (s *RegionControllersService) IsActionInProgress(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/regioncontrollers/").Op("is_action_in_progress").Set("mac_address", macAddress).Unsigned().Since("2.4"))
}
