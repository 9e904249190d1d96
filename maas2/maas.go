package maas2

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/gomaas/maas"
)

// MAASService is the sections "MAAS server" and "MAAS version" of the API: the
// settings of the server, and what the server tells about itself to anyone.
type MAASService service

// Version returns what the server can do.
//
// Anyone may call it, without a key too.
//
// GET /version/
func (s *MAASService) Version(ctx context.Context) (*maas.ServerVersion, error) {
	return maas.Do[*maas.ServerVersion](ctx, s.client, maas.Get("/version/"))
}

// GetConfig returns a setting whose name is known only at run time: the JSON of
// its value, or null where it was never set. The function [GetConfig] returns a
// Go value.
//
// Any user may call it. It fails with [maas.ErrBadRequest] for a name that this
// release does not know.
//
// GET /maas/?op=get_config
func (s *MAASService) GetConfig(ctx context.Context, name string) (json.RawMessage, error) {
	return maas.Do[json.RawMessage](ctx, s.client, maas.Get("/maas/").Op("get_config").Set("name", name))
}

// SetConfig changes a setting whose name is known only at run time; the function
// [SetConfig] takes a Go value. The value is plain text, "" to empty a setting that
// is not mandatory. For a setting that is on or off only "true" and "false" are
// right: to MAAS, "0" is on.
//
// Administrators may call it. It fails with [maas.ErrForbidden], and with
// [maas.ErrBadRequest] and a message under the name of the setting for a value
// that MAAS refuses and for a name that this release does not know.
//
// POST /maas/?op=set_config
func (s *MAASService) SetConfig(ctx context.Context, name, value string) error {
	r := maas.Post("/maas/").Op("set_config").Set("name", name).With(maas.Params{{Name: "value", Value: value}})
	return maas.Exec(ctx, s.client, r)
}

// setSecret is SetConfig for a value that must not show.
func (s *MAASService) setSecret(ctx context.Context, name string, value maas.Secret) error {
	var params maas.Params
	params.AddSecret("value", value)
	return maas.Exec(ctx, s.client, maas.Post("/maas/").Op("set_config").Set("name", name).With(params))
}

// A ConfigName is the name of a setting of the server whose value is a T, for
// [GetConfig] and [SetConfig]. A value of another type does not compile.
//
// The constants are the settings of MAAS 2.0 to 3.8. A conversion names any
// other: ConfigName[bool]("name").
type ConfigName[T ConfigType] string

// ConfigType is what a setting can be. A list is written with blanks between its
// values.
type ConfigType interface {
	~string | ~bool | ~int | []string | maas.Secret
}

// GetConfig reads a setting of the server:
//
//	ntp, err := maas2.GetConfig(ctx, client, maas2.ConfigNTPServers)
//
// A setting that was never set, null in MAAS, is the zero value.
//
// Any user may call it. It fails as [MAASService.GetConfig] does, and with a
// [*maas.DecodeError] for a value that is not a T.
func GetConfig[T ConfigType](ctx context.Context, c *Client, name ConfigName[T]) (value T, err error) {
	text, err := c.MAAS.GetConfig(ctx, string(name))
	if err != nil || string(text) == "null" {
		return value, err
	}
	if err = decodeConfig(text, &value); err != nil {
		operation := maas.Operation{APIVersion: "2.0", Method: "GET", Path: "/maas/", Op: "get_config"}
		err = &maas.DecodeError{Operation: operation, Path: "/maas/", ContentType: "application/json", Err: err}
	}
	return value, err
}

// decodeConfig decodes the value of a setting. MAAS may write a number or a list
// as a text, and the other way round.
func decodeConfig[T ConfigType](text json.RawMessage, value *T) error {
	err := json.Unmarshal(text, value)
	if err == nil {
		return nil
	}
	v := reflect.ValueOf(value).Elem()
	var inner string
	if json.Unmarshal(text, &inner) != nil { // not a text
		var number json.Number
		if v.Kind() == reflect.String && json.Unmarshal(text, &number) == nil {
			v.SetString(number.String())
			return nil
		}
		return err
	}
	if v.Kind() == reflect.Slice {
		words := strings.FieldsFunc(inner, func(r rune) bool { return r == ' ' || r == ',' })
		v.Set(reflect.ValueOf(words))
		return nil
	}
	if json.Unmarshal([]byte(inner), value) != nil {
		return err
	}
	return nil
}

// SetConfig changes a setting of the server. "" empties a text that is not
// mandatory, and so does an empty list.
//
// Administrators may call it. It fails as [MAASService.SetConfig] does.
func SetConfig[T ConfigType](ctx context.Context, c *Client, name ConfigName[T], value T) error {
	switch value := any(value).(type) {
	case maas.Secret:
		return c.MAAS.setSecret(ctx, string(name), value)
	case []string:
		return c.MAAS.SetConfig(ctx, string(name), strings.Join(value, " "))
	}
	return c.MAAS.SetConfig(ctx, string(name), fmt.Sprint(value))
}

// The settings of the server, in alphabetical order. The comments name the first
// and the last release of a setting that not all releases have.
const (
	ConfigActiveDiscoveryInterval               ConfigName[int]                = "active_discovery_interval"    // seconds between scans, 0 for none; since 2.1
	ConfigAllowOnlyTrustedTransfers             ConfigName[bool]               = "allow_only_trusted_transfers" // of DNS zones; since 3.5
	ConfigAutoVLANCreation                      ConfigName[bool]               = "auto_vlan_creation"           // since 3.4
	ConfigBootImagesAutoImport                  ConfigName[bool]               = "boot_images_auto_import"      // every hour
	ConfigBootImagesNoProxy                     ConfigName[bool]               = "boot_images_no_proxy"         // nodes fetch images without the proxy; since 2.3
	ConfigCommissioningDistroSeries             ConfigName[string]             = "commissioning_distro_series"
	ConfigCompletedIntro                        ConfigName[bool]               = "completed_intro" // of the web interface; since 2.1
	ConfigCurtinVerbose                         ConfigName[bool]               = "curtin_verbose"
	ConfigDefaultBootInterfaceLinkType          ConfigName[LinkMode]           = "default_boot_interface_link_type" // since 3.6
	ConfigDefaultDistroSeries                   ConfigName[string]             = "default_distro_series"
	ConfigDefaultDNSTTL                         ConfigName[int]                = "default_dns_ttl" // seconds
	ConfigDefaultMinHWEKernel                   ConfigName[string]             = "default_min_hwe_kernel"
	ConfigDefaultOSystem                        ConfigName[string]             = "default_osystem"
	ConfigDefaultStorageLayout                  ConfigName[StorageLayout]      = "default_storage_layout"
	ConfigDiskEraseWithQuickErase               ConfigName[bool]               = "disk_erase_with_quick_erase"  // since 2.1
	ConfigDiskEraseWithSecureErase              ConfigName[bool]               = "disk_erase_with_secure_erase" // since 2.1
	ConfigDNSTrustedACL                         ConfigName[[]string]           = "dns_trusted_acl"              // networks and addresses that may ask; since 2.5
	ConfigDNSSECValidation                      ConfigName[DNSSECValidation]   = "dnssec_validation"
	ConfigEnableAnalytics                       ConfigName[bool]               = "enable_analytics" // since 2.1
	ConfigEnableDiskErasingOnRelease            ConfigName[bool]               = "enable_disk_erasing_on_release"
	ConfigEnableHTTPProxy                       ConfigName[bool]               = "enable_http_proxy"
	ConfigEnableKernelCrashDump                 ConfigName[bool]               = "enable_kernel_crash_dump" // since 3.6
	ConfigEnableThirdPartyDrivers               ConfigName[bool]               = "enable_third_party_drivers"
	ConfigEnlistCommissioning                   ConfigName[bool]               = "enlist_commissioning"                      // while a machine enlists; since 2.5
	ConfigExperimentalSwitchProvisioning        ConfigName[bool]               = "experimental_switch_provisioning"          // since 3.8
	ConfigForceV1NetworkYAML                    ConfigName[bool]               = "force_v1_network_yaml"                     // in place of version 2; since 2.6
	ConfigHardwareSyncInterval                  ConfigName[string]             = "hardware_sync_interval"                    // "15m"; since 3.2
	ConfigHTTPBoot                              ConfigName[bool]               = "http_boot"                                 // since 2.3; until 2.3
	ConfigHTTPProxy                             ConfigName[string]             = "http_proxy"                                // URL
	ConfigKernelOpts                            ConfigName[string]             = "kernel_opts"                               // for all machines
	ConfigMAASAutoIPMICipherSuiteID             ConfigName[string]             = "maas_auto_ipmi_cipher_suite_id"            // a number, "" for that of the tools; since 3.2
	ConfigMAASAutoIPMIKGBMCKey                  ConfigName[maas.Secret]        = "maas_auto_ipmi_k_g_bmc_key"                // since 2.9
	ConfigMAASAutoIPMIUser                      ConfigName[string]             = "maas_auto_ipmi_user"                       // since 2.8
	ConfigMAASAutoIPMIUserPrivilegeLevel        ConfigName[IPMIPrivilegeLevel] = "maas_auto_ipmi_user_privilege_level"       // since 2.9
	ConfigMAASAutoIPMIWorkaroundFlags           ConfigName[[]string]           = "maas_auto_ipmi_workaround_flags"           // such as "opensesspriv"; since 3.2
	ConfigMAASInternalDomain                    ConfigName[string]             = "maas_internal_domain"                      // since 2.5
	ConfigMAASName                              ConfigName[string]             = "maas_name"                                 // can't be empty
	ConfigMAASProxyPort                         ConfigName[int]                = "maas_proxy_port"                           // since 2.3
	ConfigMAASSyslogPort                        ConfigName[int]                = "maas_syslog_port"                          // since 2.5
	ConfigMainArchive                           ConfigName[string]             = "main_archive"                              // URL of the packages for Intel
	ConfigMaxNodeCommissioningResults           ConfigName[int]                = "max_node_commissioning_results"            // of each machine; since 2.2
	ConfigMaxNodeInstallationResults            ConfigName[int]                = "max_node_installation_results"             // of each machine; since 2.2
	ConfigMaxNodeReleaseResults                 ConfigName[int]                = "max_node_release_results"                  // of each machine; since 3.5
	ConfigMaxNodeTestingResults                 ConfigName[int]                = "max_node_testing_results"                  // of each machine; since 2.2
	ConfigNetworkDiscovery                      ConfigName[NetworkDiscovery]   = "network_discovery"                         // since 2.1
	ConfigNodeTimeout                           ConfigName[int]                = "node_timeout"                              // minutes; since 2.5
	ConfigNTPExternalOnly                       ConfigName[bool]               = "ntp_external_only"                         // machines ask the external servers themselves; since 2.1
	ConfigNTPServer                             ConfigName[string]             = "ntp_server"                                // later releases take it for ntp_servers; until 2.0
	ConfigNTPServers                            ConfigName[[]string]           = "ntp_servers"                               // addresses and host names; since 2.1
	ConfigPortsArchive                          ConfigName[string]             = "ports_archive"                             // URL of the packages for others
	ConfigPreferV4Proxy                         ConfigName[bool]               = "prefer_v4_proxy"                           // IPv4 addresses of the proxy; since 2.4
	ConfigPrometheusEnabled                     ConfigName[bool]               = "prometheus_enabled"                        // since 2.5
	ConfigPrometheusPushGateway                 ConfigName[string]             = "prometheus_push_gateway"                   // since 2.5
	ConfigPrometheusPushInterval                ConfigName[int]                = "prometheus_push_interval"                  // since 2.5
	ConfigPromtailEnabled                       ConfigName[bool]               = "promtail_enabled"                          // since 3.2
	ConfigPromtailPort                          ConfigName[int]                = "promtail_port"                             // since 3.2
	ConfigRefreshTokenDuration                  ConfigName[int]                = "refresh_token_duration"                    // seconds; since 3.8
	ConfigReleaseNotifications                  ConfigName[bool]               = "release_notifications"                     // of new releases of MAAS; since 2.9
	ConfigRemoteSyslog                          ConfigName[string]             = "remote_syslog"                             // "host:port" of another syslog server; since 2.5
	ConfigSessionLength                         ConfigName[int]                = "session_length"                            // seconds; since 3.4
	ConfigSubnetIPExhaustionThresholdCount      ConfigName[int]                = "subnet_ip_exhaustion_threshold_count"      // free addresses below which MAAS warns; since 2.2
	ConfigTheme                                 ConfigName[string]             = "theme"                                     // of the web interface; since 3.3
	ConfigTLSCertExpirationNotificationEnabled  ConfigName[bool]               = "tls_cert_expiration_notification_enabled"  // since 3.2
	ConfigTLSCertExpirationNotificationInterval ConfigName[int]                = "tls_cert_expiration_notification_interval" // days before; since 3.2
	ConfigUpstreamDNS                           ConfigName[[]string]           = "upstream_dns"                              // addresses
	ConfigUsePeerProxy                          ConfigName[bool]               = "use_peer_proxy"                            // http_proxy is a peer of the proxy of MAAS; since 2.3
	ConfigUseRackProxy                          ConfigName[bool]               = "use_rack_proxy"                            // machines use the proxies of racks; since 2.5
	ConfigVCenterDatacenter                     ConfigName[string]             = "vcenter_datacenter"                        // since 2.6
	ConfigVCenterPassword                       ConfigName[maas.Secret]        = "vcenter_password"                          // since 2.6
	ConfigVCenterServer                         ConfigName[string]             = "vcenter_server"                            // since 2.6
	ConfigVCenterUsername                       ConfigName[string]             = "vcenter_username"                          // since 2.6
	ConfigWindowsKMSHost                        ConfigName[string]             = "windows_kms_host"
)

// DNSSECValidation says whether MAAS's DNS checks what other servers sign.
type DNSSECValidation string

// The ways of checking.
const (
	DNSSECValidationAuto DNSSECValidation = "auto" // with the keys that it has
	DNSSECValidationYes  DNSSECValidation = "yes"  // with keys that an administrator gave it
	DNSSECValidationNo   DNSSECValidation = "no"
)

// NetworkDiscovery says whether MAAS notes the hosts that its racks see.
type NetworkDiscovery string

// The states of the discovery.
const (
	NetworkDiscoveryEnabled  NetworkDiscovery = "enabled"
	NetworkDiscoveryDisabled NetworkDiscovery = "disabled"
)
