package maas2

import (
	"context"
	"encoding/json"
	"io"

	"github.com/gomaas/maas"
)

// RackControllersService is STUB.
type RackControllersService service

// PowerTypeDescription is STUB.
type PowerTypeDescription struct {
	Name            string           `json:"name"`
	DriverType      string           `json:"driver_type"`
	Description     string           `json:"description"`
	Fields          []PowerTypeField `json:"fields"`
	MissingPackages []string         `json:"missing_packages"`
	Chassis         bool             `json:"chassis"`
	CanProbe        bool             `json:"can_probe"`
	Queryable       bool             `json:"queryable"`
	Defaults        map[string]any   `json:"defaults,omitzero"`
}

// RackBootImage is STUB.
type RackBootImage struct {
	Name         string   `json:"name"`
	Architecture string   `json:"architecture"`
	Subarches    []string `json:"subarches"`
}

// RackBootImages is STUB.
type RackBootImages struct {
	Images    []RackBootImage `json:"images"`
	Connected bool            `json:"connected"`
	Status    string          `json:"status"`
}

// RackController is STUB.
type RackController struct {
	SystemID                     string       `json:"system_id"`
	Hostname                     string       `json:"hostname"`
	FQDN                         string       `json:"fqdn"`
	HardwareInfo                 HardwareInfo `json:"hardware_info"` // since 2.4
	ServiceSet                   []Service    `json:"service_set"`
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

// Service is STUB.
type Service struct {
	Name       string        `json:"name"`
	Status     ServiceStatus `json:"status"`
	StatusInfo string        `json:"status_info"`
}

// ServiceStatus is STUB a vocabulary.
type ServiceStatus string

// STUB.
const (
	ServiceStatusUnknown  ServiceStatus = "unknown"
	ServiceStatusRunning  ServiceStatus = "running"
	ServiceStatusDegraded ServiceStatus = "degraded"
	ServiceStatusDead     ServiceStatus = "dead"
	ServiceStatusOff      ServiceStatus = "off"
	ServiceStatusOn       ServiceStatus = "on" // until before 3.0
)

// PowerTypeField is a setting of a power type.
type PowerTypeField struct {
	Name      string          `json:"name"`
	Label     string          `json:"label"`
	Required  bool            `json:"required"`
	FieldType string          `json:"field_type"`
	Choices   [][2]string     `json:"choices"`
	Default   json.RawMessage `json:"default"` // a text, a number or a list of texts
	Scope     string          `json:"scope"`
	Secret    bool            `json:"secret"`
}

// RackControllerListOptions are STUB.
type RackControllerListOptions struct {
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
// GET /rackcontrollers/
func (s *RackControllersService) List(ctx context.Context, opts *RackControllerListOptions) ([]RackController, error) {
	return maas.List[RackController](ctx, s.client, maas.Get("/rackcontrollers/").With(opts))
}

// Get STUB.
//
// Any user may call it.
//
// GET /rackcontrollers/{system_id}/
func (s *RackControllersService) Get(ctx context.Context, systemID string) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Get("/rackcontrollers/{system_id}/", systemID))
}

// RackControllerUpdateOptions are STUB.
type RackControllerUpdateOptions struct {
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
// PUT /rackcontrollers/{system_id}/
func (s *RackControllersService) Update(ctx context.Context, systemID string, opts *RackControllerUpdateOptions) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Put("/rackcontrollers/{system_id}/", systemID).With(opts))
}

// RackControllerDeleteOptions are STUB.
type RackControllerDeleteOptions struct {
	Force *bool `param:"force"` // since 2.5
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /rackcontrollers/{system_id}/
func (s *RackControllersService) Delete(ctx context.Context, systemID string, opts *RackControllerDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/rackcontrollers/{system_id}/", systemID).With(opts))
}

// Details STUB.
//
// Any user may call it.
//
// GET /rackcontrollers/{system_id}/?op=details
func (s *RackControllersService) Details(ctx context.Context, systemID string) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/rackcontrollers/{system_id}/", systemID).Op("details"))
}

// PowerParameters STUB.
//
// Administrators may call it.
//
// GET /rackcontrollers/{system_id}/?op=power_parameters
func (s *RackControllersService) PowerParameters(ctx context.Context, systemID string) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/rackcontrollers/{system_id}/", systemID).Op("power_parameters"))
}

// QueryPowerState STUB.
//
// Any user may call it.
//
// GET /rackcontrollers/{system_id}/?op=query_power_state
func (s *RackControllersService) QueryPowerState(ctx context.Context, systemID string) (*PowerStatus, error) {
	return maas.Do[*PowerStatus](ctx, s.client, maas.Get("/rackcontrollers/{system_id}/", systemID).Op("query_power_state"))
}

// RackControllerPowerOnOptions are STUB.
type RackControllerPowerOnOptions struct {
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
// POST /rackcontrollers/{system_id}/?op=power_on
func (s *RackControllersService) PowerOn(ctx context.Context, systemID string, opts *RackControllerPowerOnOptions) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Post("/rackcontrollers/{system_id}/", systemID).Op("power_on").With(opts).Once())
}

// RackControllerPowerOffOptions are STUB.
type RackControllerPowerOffOptions struct {
	Comment  string `param:"comment"`
	StopMode string `param:"stop_mode"`
}

// PowerOff STUB.
//
// Any user may call it.
//
// POST /rackcontrollers/{system_id}/?op=power_off
func (s *RackControllersService) PowerOff(ctx context.Context, systemID string, opts *RackControllerPowerOffOptions) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Post("/rackcontrollers/{system_id}/", systemID).Op("power_off").With(opts).Once())
}

// ImportBootImages STUB.
//
// Administrators may call it.
//
// POST /rackcontrollers/{system_id}/?op=import_boot_images
func (s *RackControllersService) ImportBootImages(ctx context.Context, systemID string) error {
	return maas.Exec(ctx, s.client, maas.Post("/rackcontrollers/{system_id}/", systemID).Op("import_boot_images"))
}

// ListBootImages STUB.
//
// Administrators may call it.
//
// GET /rackcontrollers/{system_id}/?op=list_boot_images
func (s *RackControllersService) ListBootImages(ctx context.Context, systemID string) (*RackBootImages, error) {
	return maas.Do[*RackBootImages](ctx, s.client, maas.Get("/rackcontrollers/{system_id}/", systemID).Op("list_boot_images"))
}

// SetZone STUB.
//
// Any user may call it.
//
// POST /rackcontrollers/?op=set_zone
func (s *RackControllersService) SetZone(ctx context.Context, nodes []string, zone string) error {
	return maas.Exec(ctx, s.client, maas.Post("/rackcontrollers/").Op("set_zone").Check(notEmpty("nodes", len(nodes))).SetAll("nodes", nodes).Set("zone", zone))
}

// RackControllerAllPowerParametersOptions are STUB.
type RackControllerAllPowerParametersOptions struct {
	ID []string `param:"id,any"`
}

// AllPowerParameters STUB.
//
// Administrators may call it.
//
// GET /rackcontrollers/?op=power_parameters
func (s *RackControllersService) AllPowerParameters(ctx context.Context, opts *RackControllerAllPowerParametersOptions) (map[string]PowerSettings, error) {
	return maas.Do[map[string]PowerSettings](ctx, s.client, maas.Get("/rackcontrollers/").Op("power_parameters").With(opts))
}

// ImportAllBootImages STUB.
//
// Administrators may call it.
//
// POST /rackcontrollers/?op=import_boot_images
func (s *RackControllersService) ImportAllBootImages(ctx context.Context) error {
	return maas.Exec(ctx, s.client, maas.Post("/rackcontrollers/").Op("import_boot_images"))
}

// DescribePowerTypes STUB.
//
// Administrators may call it.
//
// GET /rackcontrollers/?op=describe_power_types
func (s *RackControllersService) DescribePowerTypes(ctx context.Context) ([]PowerTypeDescription, error) {
	return maas.List[PowerTypeDescription](ctx, s.client, maas.Get("/rackcontrollers/").Op("describe_power_types"))
}

// IsRegistered STUB.
//
// Any user may call it.
//
// GET /rackcontrollers/?op=is_registered
func (s *RackControllersService) IsRegistered(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/rackcontrollers/").Op("is_registered").Set("mac_address", macAddress))
}

// RackControllerTestOptions are STUB.
type RackControllerTestOptions struct {
	EnableSSH      *bool  `param:"enable_ssh"`
	Parameters     string `param:"parameters"` // since 2.7
	TestingScripts string `param:"testing_scripts"`
}

// Test STUB.
//
// Administrators may call it, since MAAS 2.2.
//
// POST /rackcontrollers/{system_id}/?op=test
func (s *RackControllersService) Test(ctx context.Context, systemID string, opts *RackControllerTestOptions) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Post("/rackcontrollers/{system_id}/", systemID).Op("test").With(opts).Once().Since("2.2"))
}

// RackControllerAbortOptions are STUB.
type RackControllerAbortOptions struct {
	Comment string `param:"comment"`
}

// Abort STUB.
//
// Any user may call it, since MAAS 2.2.
//
// POST /rackcontrollers/{system_id}/?op=abort
func (s *RackControllersService) Abort(ctx context.Context, systemID string, opts *RackControllerAbortOptions) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Post("/rackcontrollers/{system_id}/", systemID).Op("abort").With(opts).Once().Since("2.2"))
}

// RackControllerOverrideFailedTestingOptions are STUB.
type RackControllerOverrideFailedTestingOptions struct {
	Comment string `param:"comment"`
}

// OverrideFailedTesting STUB.
//
// Administrators may call it, since MAAS 2.3.
//
// POST /rackcontrollers/{system_id}/?op=override_failed_testing
func (s *RackControllersService) OverrideFailedTesting(ctx context.Context, systemID string, opts *RackControllerOverrideFailedTestingOptions) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Post("/rackcontrollers/{system_id}/", systemID).Op("override_failed_testing").With(opts).Once().Since("2.3"))
}

// IsActionInProgress STUB.
//
// Anyone may call it, without a key too, since MAAS 2.4.
//
// GET /rackcontrollers/?op=is_action_in_progress
func (s *RackControllersService) IsActionInProgress(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/rackcontrollers/").Op("is_action_in_progress").Set("mac_address", macAddress).Unsigned().Since("2.4"))
}
