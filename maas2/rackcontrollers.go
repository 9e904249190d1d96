package maas2

import (
	"context"
	"encoding/json"

	"github.com/gomaas/maas"
)

// RackControllersService is the sections "RackControllers" and "RackController" of
// the API: the servers by which MAAS reaches the machines of a network.
type RackControllersService service

// A RackController serves the machines of a network: it boots them, switches them
// and gives them addresses.
type RackController struct {
	SystemID     string     `json:"system_id"` // six characters, never changes
	Hostname     string     `json:"hostname"`  // without the domain
	FQDN         string     `json:"fqdn"`
	Architecture *string    `json:"architecture"`  // "amd64/generic", nil where it is not known
	StatusAction *string    `json:"status_action"` // the step that is under way, mostly "" or nil
	PowerState   PowerState `json:"power_state"`   // as last seen, may be minutes old
	PowerType    PowerType  `json:"power_type"`
	NodeType     NodeType   `json:"node_type"`
	Domain       Domain     `json:"domain"`
	Zone         Zone       `json:"zone"`
	ResourceURI  string     `json:"resource_uri"`

	TagNames     []string `json:"tag_names,omitzero"`
	Description  string   `json:"description"` // since 2.6
	NodeTypeName string   `json:"node_type_name"`

	// The hardware; zero until the machine was commissioned.
	CPUCount     int          `json:"cpu_count"`
	CPUSpeed     int          `json:"cpu_speed"` // MHz, since 2.4
	Memory       int64        `json:"memory"`    // MiB
	HardwareInfo HardwareInfo `json:"hardware_info"`
	HardwareUUID *string      `json:"hardware_uuid,omitempty"` // since 2.6

	// What is or will be installed.
	OSystem      string `json:"osystem"`             // "ubuntu"; "" stands for the default
	DistroSeries string `json:"distro_series"`       // "jammy"; "" stands for the default
	SwapSize     *int64 `json:"swap_size,omitempty"` // bytes; nil leaves the choice to MAAS

	// The network.
	InterfaceSet []Interface `json:"interface_set,omitzero"`
	IPAddresses  []string    `json:"ip_addresses,omitzero"`

	CurrentCommissioningResultID *int         `json:"current_commissioning_result_id"`
	CurrentTestingResultID       *int         `json:"current_testing_result_id"`
	CurrentInstallationResultID  *int         `json:"current_installation_result_id"`
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

	ServiceSet []Service `json:"service_set"`
	Version    string    `json:"version"` // of MAAS, since 2.3
}

// A PowerTypeDescription is what the rack controllers say of a power type. Nil
// Defaults are those of an earlier release.
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

// A RackBootImage is a boot image on a rack controller.
type RackBootImage struct {
	Name         string   `json:"name"`
	Architecture string   `json:"architecture"` // "amd64"
	Subarches    []string `json:"subarches"`
}

// RackBootImages are the boot images of a rack controller.
type RackBootImages struct {
	Images    []RackBootImage `json:"images"`
	Connected bool            `json:"connected"` // whether it could be asked; there are no images if not
	Status    string          `json:"status"`    // "out-of-sync", "synced", …
}

// A Service is a part of MAAS that runs on a controller.
type Service struct {
	Name       string        `json:"name"` // "dhcpd", "tftp", …
	Status     ServiceStatus `json:"status"`
	StatusInfo string        `json:"status_info"` // what is wrong, mostly ""
}

// ServiceStatus is how a part of MAAS fares.
type ServiceStatus string

// The statuses of services.
const (
	ServiceStatusUnknown  ServiceStatus = "unknown"
	ServiceStatusRunning  ServiceStatus = "running"
	ServiceStatusDegraded ServiceStatus = "degraded"
	ServiceStatusDead     ServiceStatus = "dead"
	ServiceStatusOff      ServiceStatus = "off"
	ServiceStatusOn       ServiceStatus = "on" // until 2.9
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

// RackControllerListOptions filter [RackControllersService.List] as [MachineListOptions] do
// machines.
type RackControllerListOptions MachineListOptions

// List returns the rack controllers that the caller may see and that match the
// filters. To others than administrators MAAS may show none.
//
// Any user may call it. It fails with [maas.ErrBadRequest] and messages about
// fields for values that do not exist, such as an unknown tag or zone, and with
// [*maas.ArgumentError] for a filter that the server's release lacks.
//
// GET /rackcontrollers/
func (s *RackControllersService) List(ctx context.Context, opts *RackControllerListOptions) ([]RackController, error) {
	return maas.List[RackController](ctx, s.client, maas.Get("/rackcontrollers/").With(opts))
}

// Get returns a rack controller by its system id.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /rackcontrollers/{system_id}/
func (s *RackControllersService) Get(ctx context.Context, systemID string) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Get("/rackcontrollers/{system_id}/", systemID))
}

// RackControllerUpdateOptions are the settings to change; nil keeps a setting.
type RackControllerUpdateOptions struct {
	Description              *string         `param:"description"` // new("") empties it, since 2.6
	Domain                   *string         `param:"domain"`      // name, since 2.2
	PowerParameters          PowerParameters `param:"power_parameters_"`
	PowerParametersSkipCheck *bool           `param:"power_parameters_skip_check"` // takes settings that the power type does not have
	Zone                     *string         `param:"zone"`                        // name
}

// Update changes the settings of a rack controller. What opts leaves nil stays as
// it is.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /rackcontrollers/{system_id}/
func (s *RackControllersService) Update(ctx context.Context, systemID string, opts *RackControllerUpdateOptions) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Put("/rackcontrollers/{system_id}/", systemID).With(opts))
}

// RackControllerDeleteOptions say how to delete a rack controller.
type RackControllerDeleteOptions struct {
	// Force deletes one that MAAS refuses to delete otherwise. Since 2.5.
	Force *bool `param:"force"`
}

// Delete removes a rack controller from MAAS, once it no longer runs.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] for one that serves a network
// as the only one.
//
// DELETE /rackcontrollers/{system_id}/
func (s *RackControllersService) Delete(ctx context.Context, systemID string, opts *RackControllerDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/rackcontrollers/{system_id}/", systemID).With(opts))
}

// Details returns what the last commissioning found out about a rack controller, as XML of
// lshw and lldp; both are nil before.
//
// Any user may call it. It fails with [maas.ErrForbidden] and [maas.ErrNotFound].
//
// GET /rackcontrollers/{system_id}/?op=details
func (s *RackControllersService) Details(ctx context.Context, systemID string) (*maas.NodeDetails, error) {
	return nodeDetails(ctx, s.client, "/rackcontrollers/{system_id}/", maas.Get("/rackcontrollers/{system_id}/", systemID).Op("details"))
}

// PowerParameters returns the settings by which MAAS switches a rack controller,
// passwords in the clear: they print redacted.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// GET /rackcontrollers/{system_id}/?op=power_parameters
func (s *RackControllersService) PowerParameters(ctx context.Context, systemID string) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/rackcontrollers/{system_id}/", systemID).Op("power_parameters"))
}

// QueryPowerState asks the BMC of a rack controller whether it is on, which may
// take a minute.
//
// Any user may call it. It fails with [maas.ErrNotFound], and with
// [maas.ErrUnavailable] for one whose BMC is not known or can't be reached.
//
// GET /rackcontrollers/{system_id}/?op=query_power_state
func (s *RackControllersService) QueryPowerState(ctx context.Context, systemID string) (*PowerStatus, error) {
	return maas.Do[*PowerStatus](ctx, s.client, maas.Get("/rackcontrollers/{system_id}/", systemID).Op("query_power_state"))
}

// RackControllerPowerOnOptions go with the command to switch a rack controller on.
type RackControllerPowerOnOptions struct {
	BridgeFD       int        `param:"bridge_fd"`        // seconds, since 2.6, until 3.8
	BridgeSTP      *bool      `param:"bridge_stp"`       // since 2.6, until 3.8
	BridgeType     BridgeType `param:"bridge_type"`      // since 2.7, until 3.8
	Comment        string     `param:"comment"`          // for the event log
	InstallKVM     *bool      `param:"install_kvm"`      // since 2.6, until 3.8
	RegisterVMHost *bool      `param:"register_vmhost"`  // since 3.0, until 3.8
	UserData       []byte     `param:"user_data,base64"` // for cloud-init
}

// PowerOn switches a rack controller on. It returns at once.
//
// The owner and administrators may call it. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], with [maas.ErrBadRequest] for one that MAAS can't boot,
// and with [maas.ErrUnavailable] when no other rack controller is connected.
//
// POST /rackcontrollers/{system_id}/?op=power_on
func (s *RackControllersService) PowerOn(ctx context.Context, systemID string, opts *RackControllerPowerOnOptions) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Post("/rackcontrollers/{system_id}/", systemID).Op("power_on").With(opts).Once())
}

// RackControllerPowerOffOptions say how to switch a rack controller off.
type RackControllerPowerOffOptions struct {
	Comment  string   `param:"comment"` // for the event log
	StopMode StopMode `param:"stop_mode"`
}

// PowerOff switches a rack controller off. It returns at once.
//
// The owner and administrators may call it. It fails with [maas.ErrNotFound] and
// [maas.ErrForbidden], and with [maas.ErrNoValue] where MAAS can't switch it and
// sent no command.
//
// POST /rackcontrollers/{system_id}/?op=power_off
func (s *RackControllersService) PowerOff(ctx context.Context, systemID string, opts *RackControllerPowerOffOptions) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Post("/rackcontrollers/{system_id}/", systemID).Op("power_off").With(opts).Once())
}

// ImportBootImages has a rack controller fetch the boot images that the region
// has and it has not. It returns at once; see [RackControllersService.ListBootImages].
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// POST /rackcontrollers/{system_id}/?op=import_boot_images
func (s *RackControllersService) ImportBootImages(ctx context.Context, systemID string) error {
	return maas.Exec(ctx, s.client, maas.Post("/rackcontrollers/{system_id}/", systemID).Op("import_boot_images").Once())
}

// ListBootImages returns the boot images that a rack controller has, and whether
// it has all.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// GET /rackcontrollers/{system_id}/?op=list_boot_images
func (s *RackControllersService) ListBootImages(ctx context.Context, systemID string) (*RackBootImages, error) {
	return maas.Do[*RackBootImages](ctx, s.client, maas.Get("/rackcontrollers/{system_id}/", systemID).Op("list_boot_images"))
}

// SetZone moves rack controllers to a zone, by their system ids and its name. All
// move or none.
//
// Administrators may call it. It fails with [maas.ErrBadRequest] and messages about
// fields for unknown ids, for an unknown zone, and for other users.
//
// POST /rackcontrollers/?op=set_zone
func (s *RackControllersService) SetZone(ctx context.Context, nodes []string, zone string) error {
	return maas.Exec(ctx, s.client, maas.Post("/rackcontrollers/").Op("set_zone").Check(notEmpty("nodes", len(nodes))).SetAll("nodes", nodes).Set("zone", zone))
}

// RackControllerListPowerParametersOptions choose rack controllers; nil is all.
type RackControllerListPowerParametersOptions struct {
	ID []string `param:"id,any"` // system ids
}

// ListPowerParameters returns by system id the settings by which MAAS switches
// rack controllers, as [RackControllersService.PowerParameters] does for one.
//
// Administrators may call it. It fails with [maas.ErrForbidden].
//
// GET /rackcontrollers/?op=power_parameters
func (s *RackControllersService) ListPowerParameters(ctx context.Context, opts *RackControllerListPowerParametersOptions) (map[string]PowerSettings, error) {
	return maas.Do[map[string]PowerSettings](ctx, s.client, maas.Get("/rackcontrollers/").Op("power_parameters").With(opts))
}

// ImportAllBootImages has all rack controllers fetch the boot images that the
// region has and they have not. It returns at once.
//
// Administrators may call it. It fails with [maas.ErrForbidden].
//
// POST /rackcontrollers/?op=import_boot_images
func (s *RackControllersService) ImportAllBootImages(ctx context.Context) error {
	return maas.Exec(ctx, s.client, maas.Post("/rackcontrollers/").Op("import_boot_images").Once())
}

// DescribePowerTypes returns the power types that the rack controllers have, with
// their settings.
//
// Administrators may call it. It fails with [maas.ErrForbidden].
//
// GET /rackcontrollers/?op=describe_power_types
func (s *RackControllersService) DescribePowerTypes(ctx context.Context) ([]PowerTypeDescription, error) {
	return maas.List[PowerTypeDescription](ctx, s.client, maas.Get("/rackcontrollers/").Op("describe_power_types"))
}

// IsRegistered reports whether a node of any type has a MAC address. To an
// unsigned client MAAS does not tell of every node.
//
// Anyone may call it, without a key too.
//
// GET /rackcontrollers/?op=is_registered
func (s *RackControllersService) IsRegistered(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/rackcontrollers/").Op("is_registered").Set("mac_address", macAddress))
}

// RackControllerTestOptions say which tests to run.
type RackControllerTestOptions struct {
	EnableSSH      *bool    `param:"enable_ssh"`      // keeps it on, with the caller's SSH keys
	Parameters     string   `param:"parameters"`      // those of scripts that take one of no name, since 2.7
	TestingScripts NameList `param:"testing_scripts"` // names and tags; nil for the default ones
}

// Test boots a rack controller and tests its hardware. It returns at once.
//
// Administrators may call it, since MAAS 2.2. It fails with [maas.ErrNotFound],
// and with [maas.ErrServer] for one without a power type.
//
// POST /rackcontrollers/{system_id}/?op=test
func (s *RackControllersService) Test(ctx context.Context, systemID string, opts *RackControllerTestOptions) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Post("/rackcontrollers/{system_id}/", systemID).Op("test").With(opts).Once().Since("2.2"))
}

// RackControllerAbortOptions go with an abort.
type RackControllerAbortOptions struct {
	Comment string `param:"comment"` // for the event log
}

// Abort stops the tests of a rack controller. It returns at once.
//
// The owner and administrators may call it, since MAAS 2.2. It fails with
// [maas.ErrNotFound], [maas.ErrForbidden], and [maas.ErrConflict] where there is
// nothing to abort.
//
// POST /rackcontrollers/{system_id}/?op=abort
func (s *RackControllersService) Abort(ctx context.Context, systemID string, opts *RackControllerAbortOptions) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Post("/rackcontrollers/{system_id}/", systemID).Op("abort").With(opts).Once().Since("2.2"))
}

// RackControllerOverrideFailedTestingOptions go with an override.
type RackControllerOverrideFailedTestingOptions struct {
	Comment string `param:"comment"` // for the event log
}

// OverrideFailedTesting puts a rack controller to use whose tests failed.
//
// Administrators may call it, since MAAS 2.3. It fails with [maas.ErrNotFound],
// [maas.ErrForbidden], and with [maas.ErrConflict] for one whose tests did not
// fail.
//
// POST /rackcontrollers/{system_id}/?op=override_failed_testing
func (s *RackControllersService) OverrideFailedTesting(ctx context.Context, systemID string, opts *RackControllerOverrideFailedTestingOptions) (*RackController, error) {
	return maas.Do[*RackController](ctx, s.client, maas.Post("/rackcontrollers/{system_id}/", systemID).Op("override_failed_testing").With(opts).Since("2.3"))
}

// IsActionInProgress reports whether MAAS is at work on the node with a MAC
// address, see [MachinesService.IsActionInProgress].
//
// Anyone may call it, without a key too, since MAAS 2.4. The request is never
// signed.
//
// GET /rackcontrollers/?op=is_action_in_progress
func (s *RackControllersService) IsActionInProgress(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/rackcontrollers/").Op("is_action_in_progress").Set("mac_address", macAddress).Unsigned().Since("2.4"))
}
