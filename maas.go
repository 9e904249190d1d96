package maas

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
)

// MAASService is the section "MAAS server" of the API, the settings of the
// server, and what the server tells anyone about itself.
type MAASService service

// A ConfigName is the name of a setting of the server whose value is a T, for
// [GetConfig] and [SetConfig]. A value of another type does not compile.
//
// The constants are the settings of MAAS 1.5 to 1.10. A conversion names any
// other: ConfigName[bool]("name").
type ConfigName[T ConfigType] string

// ConfigType is what a setting can be.
type ConfigType interface{ ~string | ~bool | ~int }

// The settings of the server that are texts; "" where nothing was ever set. The
// trailing comments tell from and until which release, if not in all.
const (
	ConfigMAASName             ConfigName[string] = "maas_name"              // can't be empty
	ConfigMainArchive          ConfigName[string] = "main_archive"           // URL of the packages for Intel; can't be empty
	ConfigPortsArchive         ConfigName[string] = "ports_archive"          // URL of those for others; can't be empty
	ConfigHTTPProxy            ConfigName[string] = "http_proxy"             // URL; for clusters, region and nodes
	ConfigUpstreamDNS          ConfigName[string] = "upstream_dns"           // address; since 1.7.6 several
	ConfigNTPServer            ConfigName[string] = "ntp_server"             // address; since 1.6 a host name too
	ConfigEnlistmentDomain     ConfigName[string] = "enlistment_domain"      // of newly enlisted nodes; until 1.7
	ConfigKernelOpts           ConfigName[string] = "kernel_opts"            // for all nodes
	ConfigWindowsKMSHost       ConfigName[string] = "windows_kms_host"       // since 1.6
	ConfigDNSSECValidation     ConfigName[string] = "dnssec_validation"      // since 1.8
	ConfigDefaultMinHWEKernel  ConfigName[string] = "default_min_hwe_kernel" // since 1.9
	ConfigDefaultStorageLayout ConfigName[string] = "default_storage_layout" // since 1.9
)

// The settings of the server that say what nodes run.
const (
	ConfigDefaultOSystem ConfigName[OSystem] = "default_osystem" // since 1.6
	// MAAS 1.6 wants the operating system in front, "ubuntu/trusty", though it
	// starts with "trusty".
	ConfigDefaultDistroSeries       ConfigName[DistroSeries] = "default_distro_series"
	ConfigCommissioningDistroSeries ConfigName[DistroSeries] = "commissioning_distro_series"
)

// The settings of the server that are on or off.
const (
	ConfigCheckCompatibility         ConfigName[bool] = "check_compatibility" // until 1.7
	ConfigEnableThirdPartyDrivers    ConfigName[bool] = "enable_third_party_drivers"
	ConfigEnableDiskErasingOnRelease ConfigName[bool] = "enable_disk_erasing_on_release"                   // since 1.7
	ConfigEnableDHCPDiscovery        ConfigName[bool] = "enable_dhcp_discovery_on_unconfigured_interfaces" // 1.7 only
	ConfigBootImagesAutoImport       ConfigName[bool] = "boot_images_auto_import"                          // since 1.8
	ConfigEnableHTTPProxy            ConfigName[bool] = "enable_http_proxy"                                // since 1.9
	ConfigCurtinVerbose              ConfigName[bool] = "curtin_verbose"                                   // since 1.9
)

// GetConfig reads a setting of the server:
//
//	ntp, err := maas.GetConfig(ctx, client, maas.ConfigNTPServer)
//
// A setting that was never set, null in MAAS, is the zero value.
//
// Administrators may call it. It fails as [MAASService.GetConfig] does, and with a
// [*DecodeError] for a value that is not a T.
func GetConfig[T ConfigType](ctx context.Context, c *Client, name ConfigName[T]) (T, error) {
	r := Get("/maas/").Op("get_config").Set("name", string(name))
	return fetch(ctx, c, r, func(body *responseBody) (value T, err error) {
		text, err := io.ReadAll(c.limit(body))
		if err == nil {
			err = json.Unmarshal(text, &value)
		}
		return value, err
	})
}

// SetConfig changes a setting of the server. "" empties a text that is not
// mandatory.
//
// Administrators may call it. It fails as [MAASService.SetConfig] does.
func SetConfig[T ConfigType](ctx context.Context, c *Client, name ConfigName[T], value T) error {
	return c.MAAS.SetConfig(ctx, string(name), fmt.Sprint(value))
}

// GetConfig returns a setting whose name is known only at run time: the JSON of
// a text, of a number, of true or false, or null where it was never set. The
// function [GetConfig] returns a Go value.
//
// Administrators may call it. It fails with [ErrForbidden], and with
// [ErrBadRequest] for a name that this release does not know.
//
// GET /maas/?op=get_config
func (s *MAASService) GetConfig(ctx context.Context, name string) (json.RawMessage, error) {
	return Do[json.RawMessage](ctx, s.client, Get("/maas/").Op("get_config").Set("name", name))
}

// SetConfig changes a setting whose name is known only at run time; the function
// [SetConfig] takes a Go value. The value is plain text, "" to empty a setting that is not mandatory.
// For a setting that is on or off only "true" and "false" are right: to MAAS, "0"
// is on.
//
// Administrators may call it. It fails with [ErrForbidden], and with
// [ErrBadRequest] and a message under the name of the setting for a value that
// MAAS refuses and for a name that this release does not know.
//
// POST /maas/?op=set_config
func (s *MAASService) SetConfig(ctx context.Context, name, value string) error {
	r := Post("/maas/").Op("set_config").Set("name", name).With(Params{{Name: "value", Value: value}})
	return Exec(ctx, s.client, r)
}

// A ServerVersion is the release of a MAAS and what it can do.
type ServerVersion struct {
	Capabilities []Capability `json:"capabilities"`
	// Version and Subversion are such as "1.9.5" and "bzr4599"; "" before 1.7.3,
	// which does not tell. Capabilities are what to go by.
	Version    string `json:"version,omitempty"`
	Subversion string `json:"subversion,omitempty"`
}

// String returns the version in one line: "MAAS 1.9.5 (bzr4599)".
func (v ServerVersion) String() string {
	switch {
	case v.Version == "":
		return "MAAS before 1.7.3"
	case v.Subversion == "":
		return "MAAS " + v.Version
	}
	return "MAAS " + v.Version + " (" + v.Subversion + ")"
}

// Supports reports whether the server has a capability.
func (v *ServerVersion) Supports(c Capability) bool { return slices.Contains(v.Capabilities, c) }

// A Capability is something that MAAS can do from some release on. The
// vocabulary is open.
type Capability string

// The capabilities, with the release that brought them.
const (
	CapabilityNetworksManagement      Capability = "networks-management"       // 1.5
	CapabilityStaticIPAddresses       Capability = "static-ipaddresses"        // 1.6
	CapabilityIPv6DeploymentUbuntu    Capability = "ipv6-deployment-ubuntu"    // 1.7
	CapabilityDevicesManagement       Capability = "devices-management"        // 1.8
	CapabilityStorageDeploymentUbuntu Capability = "storage-deployment-ubuntu" // 1.9
	CapabilityNetworkDeploymentUbuntu Capability = "network-deployment-ubuntu" // 1.9
)

// Version returns what the server can do. The API document lacks it.
//
// Anyone may call it, since MAAS 1.5, with any client: credentials are not
// looked at. It fails with [ErrNotFound] before that.
//
// GET /version/
func (s *MAASService) Version(ctx context.Context) (*ServerVersion, error) {
	return Do[*ServerVersion](ctx, s.client, Get("/version/"))
}

// An APIDescription lists the operations of a MAAS.
type APIDescription struct {
	Doc       string        `json:"doc"`
	Resources []APIResource `json:"resources"`
	Handlers  []APIHandler  `json:"handlers"` // the same as in Resources, flat
	// Hash changes with the API; "" before 1.7.6.
	Hash string `json:"hash,omitempty"`
}

// An APIResource is a URL with what can be done there.
type APIResource struct {
	Name string      `json:"name"`
	Auth *APIHandler `json:"auth"` // for signed requests; nil: none
	Anon *APIHandler `json:"anon"` // for unsigned requests; nil: none
}

// An APIHandler lists the operations of a URL.
type APIHandler struct {
	Name    string      `json:"name"`
	Doc     string      `json:"doc"`
	URI     string      `json:"uri"`    // with host, and wildcards in braces
	Path    string      `json:"path"`   // the path of URI
	Params  []string    `json:"params"` // the wildcards
	Actions []APIAction `json:"actions"`
}

// An APIAction is an operation.
type APIAction struct {
	Name    string `json:"name"`
	Method  string `json:"method"`
	Op      string `json:"op"` // "" where Restful
	Doc     string `json:"doc"`
	Restful bool   `json:"restful"` // the operation is the method alone
}

// Describe returns the list of the operations that the server has. The API
// document lacks it, and it lacks some operations itself.
//
// Anyone may call it, with any client: credentials are not looked at.
//
// GET /describe/
func (s *MAASService) Describe(ctx context.Context) (*APIDescription, error) {
	return Do[*APIDescription](ctx, s.client, Get("/describe/"))
}

// Doc returns the server's own documentation of the API, a web page, for the
// caller to read and close.
//
// Anyone may call it, with any client: credentials are not looked at.
//
// GET /doc/
func (s *MAASService) Doc(ctx context.Context) (io.ReadCloser, error) {
	return Stream(ctx, s.client, Get("/doc/"))
}

// MAASPXEConfigOptions say which machine boots. MAAS finds a node by MACAddress,
// and goes by the architecture where it finds none.
type MAASPXEConfigOptions struct {
	Remote      string         `param:"remote,ip"` // address of the machine
	MACAddress  string         `param:"mac,mac"`   // with hyphens, "aa-bb-cc-dd-ee-ff"
	Arch        string         `param:"arch"`      // "amd64"
	Subarch     string         `param:"subarch"`   // "" is generic
	ClusterUUID string         `param:"cluster_uuid"`
	Label       BootImageLabel `param:"label"`
}

// KernelParameters are what a machine boots with from the network.
type KernelParameters struct {
	OSystem    OSystem          `json:"osystem"`
	Arch       string           `json:"arch"`
	Subarch    string           `json:"subarch"`
	Release    DistroSeries     `json:"release"`
	Label      BootImageLabel   `json:"label"`
	Purpose    BootImagePurpose `json:"purpose"` // or "local", to boot from disk
	Hostname   string           `json:"hostname"`
	Domain     string           `json:"domain"`
	PreseedURL string           `json:"preseed_url"`
	LogHost    string           `json:"log_host"`   // address for syslog
	FSHost     string           `json:"fs_host"`    // address of the boot images
	ExtraOpts  string           `json:"extra_opts"` // further kernel options
}

// PXEConfig returns what a machine boots with that asks for it at the address
// local of a cluster. The API document lacks it; clusters use it.
//
// Anyone may call it, with any client: credentials are not looked at. It fails
// with [ErrNotFound] for a MAC address that no node has when no architecture is
// given either.
//
// GET /pxeconfig/
func (s *MAASService) PXEConfig(ctx context.Context, local string, opts *MAASPXEConfigOptions) (*KernelParameters, error) {
	r := Get("/pxeconfig/").Set("local", local).Check(checkIP("local", local)).With(opts)
	return fetch(ctx, s.client, r, func(body *responseBody) (*KernelParameters, error) {
		if body.status == http.StatusNoContent {
			return nil, &Error{StatusCode: http.StatusNotFound, Operation: body.request.op, Path: body.request.path, Message: "no node has this MAC address"}
		}
		return decodeJSON[*KernelParameters](s.client.limit(body), body.size, s.client.opts.maxResponse)
	})
}
