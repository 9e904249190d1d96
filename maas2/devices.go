package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// DevicesService is the sections "Devices" and "Device" of the API: what has an
// address from MAAS but is not deployed by it, such as a container, a phone or a
// switch.
type DevicesService service

// A Device is a thing on the network that MAAS gives addresses and names to.
type Device struct {
	SystemID            string            `json:"system_id"` // six characters, never changes
	Hostname            string            `json:"hostname"`  // without the domain
	FQDN                string            `json:"fqdn"`
	Domain              Domain            `json:"domain"`
	AddressTTL          *int              `json:"address_ttl"` // seconds; nil for the default of the domain
	Parent              *string           `json:"parent"`      // system id of the node that it lives on or is part of
	NodeType            NodeType          `json:"node_type"`
	NodeTypeName        string            `json:"node_type_name"`
	InterfaceSet        []Interface       `json:"interface_set"`
	IPAddresses         []string          `json:"ip_addresses"`
	Owner               string            `json:"owner"`
	OwnerData           map[string]string `json:"owner_data"`
	WorkloadAnnotations map[string]string `json:"workload_annotations"` // the same as OwnerData, since 3.0
	Zone                Zone              `json:"zone"`
	TagNames            []string          `json:"tag_names"`
	Description         string            `json:"description"` // since 2.6
	ResourceURI         string            `json:"resource_uri"`
}

// DeviceListOptions filter [DevicesService.List] as [MachineListOptions] do
// machines.
type DeviceListOptions MachineListOptions

// List returns the devices that the caller may see and that match the filters.
//
// Any user may call it. It fails with [maas.ErrBadRequest] and messages about
// fields for values that do not exist, such as an unknown tag or zone, and with
// [*maas.ArgumentError] for a filter that the server's release lacks.
//
// GET /devices/
func (s *DevicesService) List(ctx context.Context, opts *DeviceListOptions) ([]Device, error) {
	return maas.List[Device](ctx, s.client, maas.Get("/devices/").With(opts))
}

// Get returns a device by its system id.
//
// Any user may call it. It fails with [maas.ErrNotFound] for an unknown id and
// for that of a node of another type.
//
// GET /devices/{system_id}/
func (s *DevicesService) Get(ctx context.Context, systemID string) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Get("/devices/{system_id}/", systemID))
}

// DeviceCreateOptions are the settings of a new device that MAAS does not insist
// on.
type DeviceCreateOptions struct {
	Hostname    string    `param:"hostname"`     // made up by MAAS if empty
	Domain      string    `param:"domain"`       // name; the default domain if empty
	Description string    `param:"description"`  // since 2.6
	Parent      string    `param:"parent"`       // system id of the node that it lives on
	Zone        string    `param:"zone"`         // name, since 2.2
	DisableIPv4 *bool     `param:"disable_ipv4"` // ignored
	SwapSize    int       `param:"swap_size"`    // bytes
	PowerType   PowerType `param:"power_type"`   // since 2.5, until 3.0
}

// Create adds a device with an interface for each of its MAC addresses. The
// caller owns it. It gets addresses by [InterfacesService.LinkSubnet].
//
// Any user may call it. It fails with [maas.ErrBadRequest] and messages about
// fields, and with [maas.ErrExists] for a MAC address or hostname that is taken.
//
// POST /devices/
func (s *DevicesService) Create(ctx context.Context, macAddresses []string, opts *DeviceCreateOptions) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Post("/devices/").
		Check(notEmpty("mac_addresses", len(macAddresses))).SetMACs("mac_addresses", macAddresses).With(opts))
}

// DeviceUpdateOptions are the settings to change; nil keeps a setting.
type DeviceUpdateOptions struct {
	Hostname    *string `param:"hostname"`
	Domain      *string `param:"domain"`       // name
	Description *string `param:"description"`  // new("") empties it, since 2.6
	Parent      *string `param:"parent"`       // system id
	Zone        *string `param:"zone"`         // name
	DisableIPv4 *bool   `param:"disable_ipv4"` // ignored
	SwapSize    *int    `param:"swap_size"`    // bytes
}

// Update changes the settings of a device. What opts leaves nil stays as it is.
//
// The owner and administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /devices/{system_id}/
func (s *DevicesService) Update(ctx context.Context, systemID string, opts *DeviceUpdateOptions) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Put("/devices/{system_id}/", systemID).With(opts))
}

// Delete removes a device and frees its addresses.
//
// The owner and administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /devices/{system_id}/
func (s *DevicesService) Delete(ctx context.Context, systemID string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/devices/{system_id}/", systemID))
}

// Details returns details without content: MAAS does not commission devices.
//
// Any user may call it. It fails with [maas.ErrForbidden] and [maas.ErrNotFound].
//
// GET /devices/{system_id}/?op=details
func (s *DevicesService) Details(ctx context.Context, systemID string) (*maas.NodeDetails, error) {
	return nodeDetails(ctx, s.client, "/devices/{system_id}/", maas.Get("/devices/{system_id}/", systemID).Op("details"))
}

// PowerParameters returns the settings by which MAAS switches a device, mostly
// none.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// GET /devices/{system_id}/?op=power_parameters
func (s *DevicesService) PowerParameters(ctx context.Context, systemID string) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/devices/{system_id}/", systemID).Op("power_parameters"))
}

// SetOwnerData adds notes to a device, and removes those whose value is "".
// Others stay. Since MAAS 3.0 it does the same as
// [DevicesService.SetWorkloadAnnotations].
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// POST /devices/{system_id}/?op=set_owner_data
func (s *DevicesService) SetOwnerData(ctx context.Context, systemID string, data map[string]string) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Post("/devices/{system_id}/", systemID).Op("set_owner_data").With(sortedParams(data)))
}

// RestoreNetworkingConfiguration resets the network of a device to that which it
// was made with.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// POST /devices/{system_id}/?op=restore_networking_configuration
func (s *DevicesService) RestoreNetworkingConfiguration(ctx context.Context, systemID string) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Post("/devices/{system_id}/", systemID).Op("restore_networking_configuration"))
}

// RestoreDefaultConfiguration resets the configuration of a device, which is that
// of its network.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// POST /devices/{system_id}/?op=restore_default_configuration
func (s *DevicesService) RestoreDefaultConfiguration(ctx context.Context, systemID string) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Post("/devices/{system_id}/", systemID).Op("restore_default_configuration"))
}

// SetZone moves devices to a zone, by their system ids and its name. All move or
// none.
//
// Any user may call it for devices of their own, administrators for any. It fails
// with [maas.ErrBadRequest] and messages about fields for other and unknown ids
// and for an unknown zone.
//
// POST /devices/?op=set_zone
func (s *DevicesService) SetZone(ctx context.Context, nodes []string, zone string) error {
	return maas.Exec(ctx, s.client, maas.Post("/devices/").Op("set_zone").Check(notEmpty("nodes", len(nodes))).SetAll("nodes", nodes).Set("zone", zone))
}

// IsRegistered reports whether a node of any type has a MAC address. To an
// unsigned client MAAS does not tell of every node.
//
// Anyone may call it, without a key too.
//
// GET /devices/?op=is_registered
func (s *DevicesService) IsRegistered(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/devices/").Op("is_registered").Set("mac_address", macAddress))
}

// IsActionInProgress reports whether MAAS is at work on the node with a MAC
// address, see [MachinesService.IsActionInProgress].
//
// Anyone may call it, without a key too, since MAAS 2.4. The request is never
// signed.
//
// GET /devices/?op=is_action_in_progress
func (s *DevicesService) IsActionInProgress(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/devices/").Op("is_action_in_progress").Set("mac_address", macAddress).Unsigned().Since("2.4"))
}

// SetWorkloadAnnotations adds notes about what a device is for, and removes those
// whose value is "". Others stay.
//
// The owner and administrators may call it, since MAAS 3.0. It fails with
// [maas.ErrForbidden] and [maas.ErrNotFound].
//
// POST /devices/{system_id}/?op=set_workload_annotations
func (s *DevicesService) SetWorkloadAnnotations(ctx context.Context, systemID string, data map[string]string) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Post("/devices/{system_id}/", systemID).Op("set_workload_annotations").With(sortedParams(data)).Since("3.0"))
}
