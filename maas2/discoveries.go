package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// DiscoveriesService is STUB.
type DiscoveriesService service

// Discovery is STUB.
type Discovery struct {
	Hostname        string            `json:"hostname"`
	DiscoveryID     string            `json:"discovery_id"`
	IP              string            `json:"ip"`
	MACAddress      string            `json:"mac_address"`
	LastSeen        string            `json:"last_seen"`
	FabricName      string            `json:"fabric_name"`
	VID             *int              `json:"vid"` // nil when MAAS has null
	Observer        DiscoveryObserver `json:"observer"`
	MACOrganization *string           `json:"mac_organization"` // nil when MAAS has null
	ResourceURI     string            `json:"resource_uri"`
}

// DiscoveryScan is STUB.
type DiscoveryScan struct {
	Result            string    `json:"result"`
	ScanStartedOn     []NodeRef `json:"scan_started_on"`
	ScanFailedOn      []NodeRef `json:"scan_failed_on"`
	ScanAttemptedOn   []NodeRef `json:"scan_attempted_on"`
	FailedToConnectTo []NodeRef `json:"failed_to_connect_to"`
	RPCCallTimedOutOn []NodeRef `json:"rpc_call_timed_out_on"`
	Failures          []string  `json:"failures"`
}

// DiscoveryObserver is the interface of a rack controller that saw a device.
type DiscoveryObserver struct {
	SystemID      string `json:"system_id"`
	Hostname      string `json:"hostname"`
	InterfaceID   int    `json:"interface_id"`
	InterfaceName string `json:"interface_name"`
}

// List STUB.
//
// Any user may call it, since MAAS 2.1.
//
// GET /discovery/
func (s *DiscoveriesService) List(ctx context.Context) ([]Discovery, error) {
	return maas.List[Discovery](ctx, s.client, maas.Get("/discovery/").Since("2.1"))
}

// Get STUB.
//
// Any user may call it, since MAAS 2.1.
//
// GET /discovery/{discovery_id}/
func (s *DiscoveriesService) Get(ctx context.Context, discoveryID string) (*Discovery, error) {
	return maas.Do[*Discovery](ctx, s.client, maas.Get("/discovery/{discovery_id}/", discoveryID).Since("2.1"))
}

// ByUnknownMAC STUB.
//
// Any user may call it, since MAAS 2.1.
//
// GET /discovery/?op=by_unknown_mac
func (s *DiscoveriesService) ByUnknownMAC(ctx context.Context) ([]Discovery, error) {
	return maas.List[Discovery](ctx, s.client, maas.Get("/discovery/").Op("by_unknown_mac").Since("2.1"))
}

// ByUnknownIP STUB.
//
// Any user may call it, since MAAS 2.1.
//
// GET /discovery/?op=by_unknown_ip
func (s *DiscoveriesService) ByUnknownIP(ctx context.Context) ([]Discovery, error) {
	return maas.List[Discovery](ctx, s.client, maas.Get("/discovery/").Op("by_unknown_ip").Since("2.1"))
}

// ByUnknownIPAndMAC STUB.
//
// Any user may call it, since MAAS 2.1.
//
// GET /discovery/?op=by_unknown_ip_and_mac
func (s *DiscoveriesService) ByUnknownIPAndMAC(ctx context.Context) ([]Discovery, error) {
	return maas.List[Discovery](ctx, s.client, maas.Get("/discovery/").Op("by_unknown_ip_and_mac").Since("2.1"))
}

// DiscoveryClearOptions are STUB.
type DiscoveryClearOptions struct {
	All        *bool `param:"all"`
	Mdns       *bool `param:"mdns"`
	Neighbours *bool `param:"neighbours"`
}

// Clear STUB.
//
// Administrators may call it, since MAAS 2.1.
//
// POST /discovery/?op=clear
func (s *DiscoveriesService) Clear(ctx context.Context, opts *DiscoveryClearOptions) error {
	return maas.Exec(ctx, s.client, maas.Post("/discovery/").Op("clear").With(opts).Since("2.1"))
}

// DiscoveryScanOptions are STUB.
type DiscoveryScanOptions struct {
	AlwaysUsePing *bool    `param:"always_use_ping"`
	CIDR          []string `param:"cidr"`
	Force         *bool    `param:"force"`
	Slow          *bool    `param:"slow"`
	Threads       int      `param:"threads"`
}

// Scan STUB.
//
// Any user may call it, since MAAS 2.1.
//
// POST /discovery/?op=scan
func (s *DiscoveriesService) Scan(ctx context.Context, opts *DiscoveryScanOptions) (*DiscoveryScan, error) {
	return maas.Do[*DiscoveryScan](ctx, s.client, maas.Post("/discovery/").Op("scan").With(opts).Since("2.1"))
}

// ClearByMACAndIP STUB.
//
// Administrators may call it, since MAAS 2.6.
//
// POST /discovery/?op=clear_by_mac_and_ip
func (s *DiscoveriesService) ClearByMACAndIP(ctx context.Context, ip, mac string) error {
	return maas.Exec(ctx, s.client, maas.Post("/discovery/").Op("clear_by_mac_and_ip").Set("ip", ip).Set("mac", mac).Since("2.6"))
}
