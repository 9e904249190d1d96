package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// RegionControllersService is the sections "RegionControllers" and
// "RegionController" of the API: the servers that MAAS itself runs on.
type RegionControllersService service

// A RegionController is a server of MAAS itself, with its API and user interface.
type RegionController struct {
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

	Version string `json:"version"` // of MAAS, since 2.3
}

// RegionControllerListOptions filter [RegionControllersService.List] as [MachineListOptions] do
// machines.
type RegionControllerListOptions MachineListOptions

// List returns the region controllers that the caller may see and that match the
// filters. To others than administrators MAAS may show none.
//
// Any user may call it. It fails with [maas.ErrBadRequest] and messages about
// fields for values that do not exist, such as an unknown tag or zone, and with
// [*maas.ArgumentError] for a filter that the server's release lacks.
//
// GET /regioncontrollers/
func (s *RegionControllersService) List(ctx context.Context, opts *RegionControllerListOptions) ([]RegionController, error) {
	return maas.List[RegionController](ctx, s.client, maas.Get("/regioncontrollers/").With(opts))
}

// Get returns a region controller by its system id.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /regioncontrollers/{system_id}/
func (s *RegionControllersService) Get(ctx context.Context, systemID string) (*RegionController, error) {
	return maas.Do[*RegionController](ctx, s.client, maas.Get("/regioncontrollers/{system_id}/", systemID))
}

// RegionControllerUpdateOptions are the settings to change; nil keeps a setting.
type RegionControllerUpdateOptions struct {
	Description              *string         `param:"description"` // new("") empties it, since 2.6
	Domain                   *string         `param:"domain"`      // name, since 2.2
	PowerParameters          PowerParameters `param:"power_parameters_"`
	PowerParametersSkipCheck *bool           `param:"power_parameters_skip_check"` // takes settings that the power type does not have
	Zone                     *string         `param:"zone"`                        // name
}

// Update changes the settings of a region controller. What opts leaves nil stays as
// it is.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /regioncontrollers/{system_id}/
func (s *RegionControllersService) Update(ctx context.Context, systemID string, opts *RegionControllerUpdateOptions) (*RegionController, error) {
	return maas.Do[*RegionController](ctx, s.client, maas.Put("/regioncontrollers/{system_id}/", systemID).With(opts))
}

// RegionControllerDeleteOptions say how to delete a region controller.
type RegionControllerDeleteOptions struct {
	// Force deletes one that MAAS refuses to delete otherwise. Since 2.5.
	Force *bool `param:"force"`
}

// Delete removes a region controller from MAAS, once it no longer runs.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] for one that runs.
//
// DELETE /regioncontrollers/{system_id}/
func (s *RegionControllersService) Delete(ctx context.Context, systemID string, opts *RegionControllerDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/regioncontrollers/{system_id}/", systemID).With(opts))
}

// Details returns what the last commissioning found out about a region controller, as XML of
// lshw and lldp; both are nil before.
//
// Any user may call it. It fails with [maas.ErrForbidden] and [maas.ErrNotFound].
//
// GET /regioncontrollers/{system_id}/?op=details
func (s *RegionControllersService) Details(ctx context.Context, systemID string) (*maas.NodeDetails, error) {
	return nodeDetails(ctx, s.client, "/regioncontrollers/{system_id}/", maas.Get("/regioncontrollers/{system_id}/", systemID).Op("details"))
}

// PowerParameters returns the settings by which MAAS switches a region controller,
// passwords in the clear: they print redacted.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// GET /regioncontrollers/{system_id}/?op=power_parameters
func (s *RegionControllersService) PowerParameters(ctx context.Context, systemID string) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/regioncontrollers/{system_id}/", systemID).Op("power_parameters"))
}

// SetZone moves region controllers to a zone, by their system ids and its name. All
// move or none.
//
// Administrators may call it. It fails with [maas.ErrBadRequest] and messages about
// fields for unknown ids, for an unknown zone, and for other users.
//
// POST /regioncontrollers/?op=set_zone
func (s *RegionControllersService) SetZone(ctx context.Context, nodes []string, zone string) error {
	return maas.Exec(ctx, s.client, maas.Post("/regioncontrollers/").Op("set_zone").Check(notEmpty("nodes", len(nodes))).SetAll("nodes", nodes).Set("zone", zone))
}

// IsRegistered reports whether a node of any type has a MAC address. To an
// unsigned client MAAS does not tell of every node.
//
// Anyone may call it, without a key too.
//
// GET /regioncontrollers/?op=is_registered
func (s *RegionControllersService) IsRegistered(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/regioncontrollers/").Op("is_registered").Set("mac_address", macAddress))
}

// IsActionInProgress reports whether MAAS is at work on the node with a MAC
// address, see [MachinesService.IsActionInProgress].
//
// Anyone may call it, without a key too, since MAAS 2.4. The request is never
// signed.
//
// GET /regioncontrollers/?op=is_action_in_progress
func (s *RegionControllersService) IsActionInProgress(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/regioncontrollers/").Op("is_action_in_progress").Set("mac_address", macAddress).Unsigned().Since("2.4"))
}
