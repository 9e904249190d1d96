package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// DiscoveriesService is the sections "Discoveries" and "Discovery" of the API:
// what the rack controllers see in their networks that MAAS may not know.
type DiscoveriesService service

// A Discovery is an IP address together with the MAC address that uses it.
type Discovery struct {
	DiscoveryID     string            `json:"discovery_id"`
	Hostname        string            `json:"hostname"` // from mDNS or reverse DNS, "" if neither knows
	IP              string            `json:"ip"`
	MACAddress      string            `json:"mac_address"`
	MACOrganization *string           `json:"mac_organization"` // the maker of the interface; nil if unknown
	LastSeen        string            `json:"last_seen"`        // "2026-11-21T12:24:12.108", in UTC
	FabricName      string            `json:"fabric_name"`
	VID             *int              `json:"vid"` // nil for untagged
	Observer        DiscoveryObserver `json:"observer"`
	ResourceURI     string            `json:"resource_uri"`
}

// A DiscoveryObserver is the interface of a rack controller that saw something.
type DiscoveryObserver struct {
	SystemID      string `json:"system_id"`
	Hostname      string `json:"hostname"`
	InterfaceID   int    `json:"interface_id"`
	InterfaceName string `json:"interface_name"`
}

// A DiscoveryScan says on which rack controllers a scan started.
type DiscoveryScan struct {
	Result            string    `json:"result"` // a sentence
	ScanStartedOn     []NodeRef `json:"scan_started_on"`
	ScanFailedOn      []NodeRef `json:"scan_failed_on"`
	ScanAttemptedOn   []NodeRef `json:"scan_attempted_on"`
	FailedToConnectTo []NodeRef `json:"failed_to_connect_to"`
	RPCCallTimedOutOn []NodeRef `json:"rpc_call_timed_out_on"`
	Failures          []string  `json:"failures"`
}

// List returns all that was seen.
//
// Any user may call it, since MAAS 2.1.
//
// GET /discovery/
func (s *DiscoveriesService) List(ctx context.Context) ([]Discovery, error) {
	return maas.List[Discovery](ctx, s.client, maas.Get("/discovery/").Since("2.1"))
}

// Get returns a discovery by its DiscoveryID.
//
// Any user may call it, since MAAS 2.1. It fails with [maas.ErrNotFound].
//
// GET /discovery/{discovery_id}/
func (s *DiscoveriesService) Get(ctx context.Context, discoveryID string) (*Discovery, error) {
	return maas.Do[*Discovery](ctx, s.client, maas.Get("/discovery/{discovery_id}/", discoveryID).Since("2.1"))
}

// ByUnknownMAC returns what was seen of MAC addresses that no node has.
//
// Any user may call it, since MAAS 2.1.
//
// GET /discovery/?op=by_unknown_mac
func (s *DiscoveriesService) ByUnknownMAC(ctx context.Context) ([]Discovery, error) {
	return maas.List[Discovery](ctx, s.client, maas.Get("/discovery/").Op("by_unknown_mac").Since("2.1"))
}

// ByUnknownIP returns what was seen of IP addresses that MAAS did not assign.
//
// Any user may call it, since MAAS 2.1.
//
// GET /discovery/?op=by_unknown_ip
func (s *DiscoveriesService) ByUnknownIP(ctx context.Context) ([]Discovery, error) {
	return maas.List[Discovery](ctx, s.client, maas.Get("/discovery/").Op("by_unknown_ip").Since("2.1"))
}

// ByUnknownIPAndMAC returns what was seen of addresses that MAAS knows neither of.
//
// Any user may call it, since MAAS 2.1.
//
// GET /discovery/?op=by_unknown_ip_and_mac
func (s *DiscoveriesService) ByUnknownIPAndMAC(ctx context.Context) ([]Discovery, error) {
	return maas.List[Discovery](ctx, s.client, maas.Get("/discovery/").Op("by_unknown_ip_and_mac").Since("2.1"))
}

// DiscoveryClearOptions say what to forget; one of them has to be true.
type DiscoveryClearOptions struct {
	All        *bool `param:"all"`
	MDNS       *bool `param:"mdns"`       // names
	Neighbours *bool `param:"neighbours"` // addresses
}

// Clear has MAAS forget what was seen.
//
// Administrators may call it, since MAAS 2.1. It fails with [maas.ErrForbidden],
// and with [maas.ErrBadRequest] if nothing is chosen.
//
// POST /discovery/?op=clear
func (s *DiscoveriesService) Clear(ctx context.Context, opts *DiscoveryClearOptions) error {
	return maas.Exec(ctx, s.client, maas.Post("/discovery/").Op("clear").With(opts).Since("2.1"))
}

// DiscoveryScanOptions say what to scan and how.
type DiscoveryScanOptions struct {
	CIDR          []string `param:"cidr"`            // networks; all that the rack controllers are in if nil, which takes Force
	Force         *bool    `param:"force"`           // scan all networks
	AlwaysUsePing *bool    `param:"always_use_ping"` // even where nmap is there
	Slow          *bool    `param:"slow"`            // at most nine packets a second, for nmap
	Threads       int      `param:"threads"`
}

// Scan has all rack controllers look for what is in their networks. It returns
// once they have started; what they see appears in List by and by.
//
// Any user may call it, since MAAS 2.1. It fails with [maas.ErrBadRequest] for a
// network that is none, and for all networks without Force.
//
// POST /discovery/?op=scan
func (s *DiscoveriesService) Scan(ctx context.Context, opts *DiscoveryScanOptions) (*DiscoveryScan, error) {
	return maas.Do[*DiscoveryScan](ctx, s.client, maas.Post("/discovery/").Op("scan").With(opts).Once().Since("2.1"))
}

// ClearByMACAndIP has MAAS forget one discovery.
//
// Administrators may call it, since MAAS 2.6. It fails with [maas.ErrForbidden],
// and with [maas.ErrGone] if there is no such discovery.
//
// POST /discovery/?op=clear_by_mac_and_ip
func (s *DiscoveriesService) ClearByMACAndIP(ctx context.Context, ip, mac string) error {
	return maas.Exec(ctx, s.client, maas.Post("/discovery/").Op("clear_by_mac_and_ip").Set("ip", ip).Set("mac", mac).Since("2.6"))
}
