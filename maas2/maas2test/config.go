package maas2test

import (
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A setting is one thing that administrators set for all of MAAS.
type setting struct {
	name string
	kind settingKind
	// fallback is what the setting has until it is set: nil, or a bool, an int, a
	// string or a []string.
	fallback        any
	choices         []string // of choices
	lowest, highest int      // of numbers
}

// A settingKind says how a setting is checked.
type settingKind int

const (
	textSetting settingKind = iota
	switchSetting
	numberSetting
	choiceSetting
	numberChoiceSetting
	choicesSetting
	urlSetting
	addressesSetting
	networksSetting
	intervalSetting
)

const (
	maxPort    = 65535
	twoWeeks   = 1209600
	threeHours = 10800
)

var (
	releaseChoices = []string{"focal", "jammy"}
	kernelChoices  = []string{"", "ga-20.04", "ga-20.04-lowlatency", "hwe-20.04", "hwe-20.04-edge", "ga-22.04", "ga-22.04-lowlatency", "hwe-22.04", "hwe-22.04-edge"}
	layoutChoices  = []string{"bcache", "flat", "lvm", "blank", "vmfs6", "custom", "vmfs7"}
)

// settings are in the order in which MAAS lists them.
var settings = []setting{
	{name: "maas_name", fallback: "maas-3"},
	{name: "theme", fallback: ""},
	{name: "kernel_opts"},
	{name: "enable_http_proxy", kind: switchSetting, fallback: true},
	{name: "maas_proxy_port", kind: numberSetting, fallback: 8000, lowest: 1, highest: maxPort},
	{name: "use_peer_proxy", kind: switchSetting, fallback: false},
	{name: "prefer_v4_proxy", kind: switchSetting, fallback: false},
	{name: "http_proxy", kind: urlSetting},
	{name: "default_dns_ttl", kind: numberSetting, fallback: 30, lowest: 1, highest: maxTTL},
	{name: "upstream_dns", kind: addressesSetting, fallback: []string{"8.8.8.8"}},
	{name: "dnssec_validation", kind: choiceSetting, fallback: "auto", choices: []string{"auto", "yes", "no"}},
	{name: "maas_internal_domain", fallback: "maas-internal"},
	{name: "dns_trusted_acl", kind: networksSetting},
	{name: "ntp_servers", fallback: "ntp.ubuntu.com"},
	{name: "ntp_external_only", kind: switchSetting, fallback: false},
	{name: "remote_syslog"},
	{name: "maas_syslog_port", kind: numberSetting, fallback: 5247, lowest: 1, highest: maxPort},
	{name: "network_discovery", kind: choiceSetting, fallback: "enabled", choices: []string{"enabled", "disabled"}},
	{
		name: "active_discovery_interval", kind: numberChoiceSetting, fallback: threeHours,
		choices: []string{"0", "604800", "86400", "43200", "21600", "10800", "3600", "1800", "600"},
	},
	{name: "default_osystem", kind: choiceSetting, fallback: "ubuntu", choices: []string{"ubuntu"}},
	{name: "default_distro_series", kind: choiceSetting, fallback: "jammy", choices: releaseChoices},
	{name: "default_min_hwe_kernel", kind: choiceSetting, fallback: "", choices: kernelChoices},
	{name: "default_storage_layout", kind: choiceSetting, fallback: "flat", choices: layoutChoices},
	{name: "commissioning_distro_series", kind: choiceSetting, fallback: "jammy", choices: releaseChoices},
	{name: "enable_third_party_drivers", kind: switchSetting, fallback: true},
	{name: "windows_kms_host"},
	{name: "enable_disk_erasing_on_release", kind: switchSetting, fallback: false},
	{name: "disk_erase_with_secure_erase", kind: switchSetting, fallback: true},
	{name: "disk_erase_with_quick_erase", kind: switchSetting, fallback: false},
	{name: "boot_images_auto_import", kind: switchSetting, fallback: true},
	{name: "boot_images_no_proxy", kind: switchSetting, fallback: false},
	{name: "curtin_verbose", kind: switchSetting, fallback: true},
	{name: "force_v1_network_yaml", kind: switchSetting, fallback: false},
	{name: "enable_analytics", kind: switchSetting, fallback: false},
	{name: "completed_intro", kind: switchSetting, fallback: true},
	{name: "max_node_commissioning_results", kind: numberSetting, fallback: 10, lowest: 1, highest: maxInteger},
	{name: "max_node_testing_results", kind: numberSetting, fallback: 10, lowest: 1, highest: maxInteger},
	{name: "max_node_installation_results", kind: numberSetting, fallback: 3, lowest: 1, highest: maxInteger},
	{name: "subnet_ip_exhaustion_threshold_count", kind: numberSetting, fallback: 16, lowest: 1, highest: maxInteger},
	{name: "release_notifications", kind: switchSetting, fallback: true},
	{name: "use_rack_proxy", kind: switchSetting, fallback: true},
	{name: "node_timeout", kind: numberSetting, fallback: 30, lowest: 1, highest: maxInteger},
	{name: "prometheus_enabled", kind: switchSetting, fallback: false},
	{name: "prometheus_push_gateway"},
	{name: "prometheus_push_interval", kind: numberSetting, fallback: 60, lowest: -maxInteger, highest: maxInteger},
	{name: "promtail_enabled", kind: switchSetting, fallback: false},
	{name: "promtail_port", kind: numberSetting, fallback: 5238, lowest: -maxInteger, highest: maxInteger},
	{name: "enlist_commissioning", kind: switchSetting, fallback: true},
	{name: "maas_auto_ipmi_user", fallback: "maas"},
	{
		name: "maas_auto_ipmi_user_privilege_level", kind: choiceSetting, fallback: "ADMIN",
		choices: []string{"USER", "OPERATOR", "ADMIN"},
	},
	{name: "maas_auto_ipmi_k_g_bmc_key", fallback: ""},
	{name: "maas_auto_ipmi_cipher_suite_id", kind: choiceSetting, fallback: "3", choices: []string{"17", "3", "", "8", "12"}},
	{name: "maas_auto_ipmi_workaround_flags", kind: choicesSetting, choices: []string{
		"opensesspriv", "authcap", "idzero", "unexpectedauth", "forcepermsg", "endianseq", "intel20", "supermicro20", "sun20",
		"nochecksumcheck", "integritycheckvalue", "ipmiping", "",
	}},
	{name: "vcenter_server", fallback: ""},
	{name: "vcenter_username", fallback: ""},
	{name: "vcenter_password", fallback: ""},
	{name: "vcenter_datacenter", fallback: ""},
	{name: "hardware_sync_interval", kind: intervalSetting, fallback: "15m"},
	{name: "tls_cert_expiration_notification_enabled", kind: switchSetting, fallback: false},
	{name: "tls_cert_expiration_notification_interval", kind: numberSetting, fallback: 30, lowest: 1, highest: 90},
	{name: "session_length", kind: numberSetting, fallback: twoWeeks, lowest: 10, highest: twoWeeks},
	{name: "auto_vlan_creation", kind: switchSetting, fallback: true},
}

// configValues are the settings that were set, by name.
var configValues = hiddenKind[string, any]()

var configSection = &section{
	resources: []*resource{
		{Template: "maas/", Operations: []operation{
			{Method: http.MethodGet, Op: "get_config", Run: (*call).configGet},
			{Method: http.MethodPost, Op: "set_config", Admin: true, Run: (*call).configSet},
		}},
	},
}

// findSetting finds a setting, or fails with a list of all.
func findSetting(name string) (*setting, error) {
	names := make([]string, len(settings))
	for i := range settings {
		if settings[i].name == name {
			return &settings[i], nil
		}
		names[i] = settings[i].name
	}
	return nil, engine.Invalid(name, name+" is not a valid config setting (valid settings are: "+strings.Join(names, ", ")+").")
}

// setting is what a setting is set to.
func (st *state) setting(name string) any {
	if value := configValues.in(st).Get(name); value != nil {
		return *value
	}
	for _, s := range settings {
		if s.name == name {
			return s.fallback
		}
	}
	return nil
}

func (c *call) configGet() (any, error) {
	name, err := c.Query.Mandatory("name")
	if err != nil {
		return nil, err
	}
	s, err := findSetting(name)
	if err != nil {
		return nil, err
	}
	return engine.Python3.PlainJSON(c.state.setting(s.name)), nil
}

func (c *call) configSet() (any, error) {
	if err := c.NeedData(); err != nil {
		return nil, err
	}
	name, err := c.Data.Mandatory("name")
	if err != nil {
		return nil, err
	}
	if _, err := c.Data.Mandatory("value"); err != nil {
		return nil, err
	}
	s, err := findSetting(name)
	if err != nil {
		return nil, err
	}
	value, problem := s.clean(c.Data)
	if problem != "" {
		return nil, invalid(name, problem)
	}
	configValues.in(c.state).Put(name, &value)
	return engine.AllOK(), nil
}

// intervalPattern matches a time that systemd understands.
var intervalPattern = regexp.MustCompile(`^\s*\d+\s*(?:h|hr|hours?|m|min|minutes?|s|sec|seconds?)(?:\s*\d+\s*(?:m|min|minutes?|s|sec|seconds?))*\s*$`)

// clean reads what a setting is to be, or returns what is wrong with it.
func (s *setting) clean(sent *engine.Values) (value any, problem string) {
	text := strings.TrimSpace(sent.Get("value"))
	switch s.kind {
	case switchSetting:
		return text != "" && !strings.EqualFold(text, "false"), ""
	case numberSetting:
		n := 0
		f := &form{sent, engine.FieldErrors{}}
		f.number("value", &n, s.lowest, s.highest)
		if problems := f.errs["value"]; problems != nil {
			return nil, problems[0]
		}
		return n, ""
	case choiceSetting, numberChoiceSetting:
		if text != "" && !slices.Contains(s.choices, text) {
			return nil, notAChoice(text)
		}
		if n, err := strconv.Atoi(text); err == nil && s.kind == numberChoiceSetting {
			return n, ""
		}
		return text, ""
	case choicesSetting:
		list := []string{}
		for _, choice := range sent.List("value") {
			if !slices.Contains(s.choices, choice) {
				return nil, notAChoice(choice)
			}
			list = append(list, choice)
		}
		return list, ""
	case urlSetting:
		if text != "" && !isURL(text) {
			return nil, badURL
		}
	case addressesSetting, networksSetting:
		return s.cleanNetworks(text)
	case intervalSetting:
		if !intervalPattern.MatchString(text) {
			return nil, invalidValue
		}
	}
	return text, ""
}

// cleanNetworks reads a list of addresses, or of networks as well.
func (s *setting) cleanNetworks(text string) (value any, problem string) {
	list := splitList(text)
	for _, element := range list {
		_, notAddress := netip.ParseAddr(element)
		_, notNetwork := netip.ParsePrefix(element)
		if notAddress != nil && s.kind == addressesSetting {
			return nil, "Invalid IP address: " + element + "; provide a list of space-separated IP addresses"
		}
		if notAddress != nil && notNetwork != nil && strings.ContainsAny(element, ":/") {
			return nil, "Invalid network: " + element + "."
		}
	}
	return strings.Join(list, " "), ""
}

const badURL = "Enter a valid URL."

// isURL reports whether a form takes text for the URL of a server.
func isURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && slices.Contains([]string{"http", "https", "ftp", "ftps"}, u.Scheme) && u.Host != "" && !strings.ContainsAny(text, " \t\n")
}
