package maas2

import (
	"context"
	"io"

	"github.com/gomaas/maas"
)

// DevicesService is STUB.
type DevicesService service

// Device is STUB.
type Device struct {
	SystemID            string            `json:"system_id"`
	Hostname            string            `json:"hostname"`
	FQDN                string            `json:"fqdn"`
	NodeTypeName        string            `json:"node_type_name"`
	Domain              Domain            `json:"domain"`
	AddressTTL          *int              `json:"address_ttl"` // seconds, nil when MAAS has null
	Parent              *string           `json:"parent"`      // nil when MAAS has null
	NodeType            NodeType          `json:"node_type"`
	InterfaceSet        []Interface       `json:"interface_set"`
	TagNames            []string          `json:"tag_names"`
	Owner               string            `json:"owner"`
	Zone                Zone              `json:"zone"`
	WorkloadAnnotations map[string]string `json:"workload_annotations"` // since 3.0
	Description         string            `json:"description"`          // since 2.6
	OwnerData           map[string]string `json:"owner_data"`
	IPAddresses         []string          `json:"ip_addresses"`
	ResourceURI         string            `json:"resource_uri"`
}

// DeviceListOptions are STUB.
type DeviceListOptions struct {
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
// GET /devices/
func (s *DevicesService) List(ctx context.Context, opts *DeviceListOptions) ([]Device, error) {
	return maas.List[Device](ctx, s.client, maas.Get("/devices/").With(opts))
}

// Get STUB.
//
// Any user may call it.
//
// GET /devices/{system_id}/
func (s *DevicesService) Get(ctx context.Context, systemID string) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Get("/devices/{system_id}/", systemID))
}

// DeviceCreateOptions are STUB.
type DeviceCreateOptions struct {
	Description string `param:"description"` // since 2.6
	DisableIPv4 *bool  `param:"disable_ipv4"`
	Domain      string `param:"domain"`
	Hostname    string `param:"hostname"`
	Parent      string `param:"parent"`
	SwapSize    int    `param:"swap_size"`
	Zone        string `param:"zone"`       // since 2.2
	PowerType   string `param:"power_type"` // since 2.5, until 3.0
}

// Create STUB.
//
// Any user may call it.
//
// POST /devices/
func (s *DevicesService) Create(ctx context.Context, macAddresses []string, opts *DeviceCreateOptions) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Post("/devices/").Check(notEmpty("mac_addresses", len(macAddresses))).SetAll("mac_addresses", macAddresses).With(opts))
}

// DeviceUpdateOptions are STUB.
type DeviceUpdateOptions struct {
	Description *string `param:"description"` // since 2.6
	DisableIPv4 *bool   `param:"disable_ipv4"`
	Domain      *string `param:"domain"`
	Hostname    *string `param:"hostname"`
	Parent      *string `param:"parent"`
	SwapSize    *int    `param:"swap_size"`
	Zone        *string `param:"zone"`
}

// Update STUB.
//
// Any user may call it.
//
// PUT /devices/{system_id}/
func (s *DevicesService) Update(ctx context.Context, systemID string, opts *DeviceUpdateOptions) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Put("/devices/{system_id}/", systemID).With(opts))
}

// Delete STUB.
//
// Any user may call it.
//
// DELETE /devices/{system_id}/
func (s *DevicesService) Delete(ctx context.Context, systemID string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/devices/{system_id}/", systemID))
}

// Details STUB.
//
// Any user may call it.
//
// GET /devices/{system_id}/?op=details
func (s *DevicesService) Details(ctx context.Context, systemID string) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/devices/{system_id}/", systemID).Op("details"))
}

// PowerParameters STUB.
//
// Administrators may call it.
//
// GET /devices/{system_id}/?op=power_parameters
func (s *DevicesService) PowerParameters(ctx context.Context, systemID string) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/devices/{system_id}/", systemID).Op("power_parameters"))
}

// SetOwnerData STUB.
//
// Any user may call it.
//
// POST /devices/{system_id}/?op=set_owner_data
func (s *DevicesService) SetOwnerData(ctx context.Context, systemID string, data map[string]string) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Post("/devices/{system_id}/", systemID).Op("set_owner_data").With(sortedParams(data)))
}

// RestoreNetworkingConfiguration STUB.
//
// Administrators may call it.
//
// POST /devices/{system_id}/?op=restore_networking_configuration
func (s *DevicesService) RestoreNetworkingConfiguration(ctx context.Context, systemID string) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Post("/devices/{system_id}/", systemID).Op("restore_networking_configuration"))
}

// RestoreDefaultConfiguration STUB.
//
// Administrators may call it.
//
// POST /devices/{system_id}/?op=restore_default_configuration
func (s *DevicesService) RestoreDefaultConfiguration(ctx context.Context, systemID string) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Post("/devices/{system_id}/", systemID).Op("restore_default_configuration"))
}

// SetZone STUB.
//
// Any user may call it.
//
// POST /devices/?op=set_zone
func (s *DevicesService) SetZone(ctx context.Context, nodes []string, zone string) error {
	return maas.Exec(ctx, s.client, maas.Post("/devices/").Op("set_zone").Check(notEmpty("nodes", len(nodes))).SetAll("nodes", nodes).Set("zone", zone))
}

// IsRegistered STUB.
//
// Any user may call it.
//
// GET /devices/?op=is_registered
func (s *DevicesService) IsRegistered(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/devices/").Op("is_registered").Set("mac_address", macAddress))
}

// IsActionInProgress STUB.
//
// Anyone may call it, without a key too, since MAAS 2.4.
//
// GET /devices/?op=is_action_in_progress
func (s *DevicesService) IsActionInProgress(ctx context.Context, macAddress string) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/devices/").Op("is_action_in_progress").Set("mac_address", macAddress).Unsigned().Since("2.4"))
}

// SetWorkloadAnnotations STUB.
//
// Any user may call it, since MAAS 3.0.
//
// POST /devices/{system_id}/?op=set_workload_annotations
func (s *DevicesService) SetWorkloadAnnotations(ctx context.Context, systemID string, data map[string]string) (*Device, error) {
	return maas.Do[*Device](ctx, s.client, maas.Post("/devices/{system_id}/", systemID).Op("set_workload_annotations").With(sortedParams(data)).Since("3.0"))
}
