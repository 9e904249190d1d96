package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/gomaas/maas"
)

// settings are the power settings of a machine by MAAS's names for them, without
// those that are empty.
type settings map[string]string

func (s settings) password() maas.Secret { return maas.NewSecret(s[columnPassword]) }

// A powerKind describes the settings of a power type.
type powerKind struct {
	required []string // "a|b" requires at least one of the two
	optional []string
	make     func(settings) maas.PowerParameters
}

var powerKinds = map[maas.PowerType]powerKind{
	maas.PowerTypeNone: {make: func(settings) maas.PowerParameters { return nil }},
	maas.PowerTypeEtherWake: {[]string{"mac_address"}, nil, func(s settings) maas.PowerParameters {
		return maas.EtherWakePower{MACAddress: s["mac_address"]}
	}},
	maas.PowerTypeVirsh: {[]string{"power_address", "power_id"}, []string{"power_pass"}, func(s settings) maas.PowerParameters {
		return maas.VirshPower{Address: s["power_address"], ID: s["power_id"], Password: s.password()}
	}},
	maas.PowerTypeFenceCDU: {[]string{"power_address", "power_id", "power_user", "power_pass"}, nil, func(s settings) maas.PowerParameters {
		return maas.FenceCDUPower{Address: s["power_address"], ID: s["power_id"], User: s["power_user"], Password: s.password()}
	}},
	maas.PowerTypeIPMI: {[]string{"power_address|mac_address", "power_user", "power_pass"}, []string{"power_driver"}, func(s settings) maas.PowerParameters {
		return maas.IPMIPower{
			Driver: maas.IPMIDriver(s["power_driver"]), Address: s["power_address"], User: s["power_user"],
			Password: s.password(), MACAddress: s["mac_address"],
		}
	}},
	maas.PowerTypeMoonshot: {[]string{"power_address", "power_user", "power_pass", "power_hwaddress"}, nil, func(s settings) maas.PowerParameters {
		return maas.MoonshotPower{
			Address: s["power_address"], User: s["power_user"], Password: s.password(), HardwareAddress: s["power_hwaddress"],
		}
	}},
	maas.PowerTypeSM15K: {[]string{"system_id", "power_address", "power_user", "power_pass"}, []string{"power_control"}, func(s settings) maas.PowerParameters {
		return maas.SM15KPower{
			SystemID: s["system_id"], Address: s["power_address"], User: s["power_user"],
			Password: s.password(), Control: maas.SM15KPowerControl(s["power_control"]),
		}
	}},
	maas.PowerTypeAMT: {[]string{"mac_address|power_address", "power_pass"}, nil, func(s settings) maas.PowerParameters {
		return maas.AMTPower{MACAddress: s["mac_address"], Password: s.password(), Address: s["power_address"]}
	}},
	maas.PowerTypeDLI: {[]string{"system_id", "power_address", "power_user", "power_pass"}, nil, func(s settings) maas.PowerParameters {
		return maas.DLIPower{SystemID: s["system_id"], Address: s["power_address"], User: s["power_user"], Password: s.password()}
	}},
	maas.PowerTypeUCSM: {[]string{"uuid", "power_address", "power_user", "power_pass"}, nil, func(s settings) maas.PowerParameters {
		return maas.UCSMPower{UUID: s["uuid"], Address: s["power_address"], User: s["power_user"], Password: s.password()}
	}},
	maas.PowerTypeMSCM: {[]string{"power_address", "power_user", "power_pass", "node_id"}, nil, func(s settings) maas.PowerParameters {
		return maas.MSCMPower{Address: s["power_address"], User: s["power_user"], Password: s.password(), NodeID: s["node_id"]}
	}},
}

// choices are the settings with a fixed set of values.
var choices = map[string][]string{
	"power_driver":  {string(maas.IPMIDriverLAN), string(maas.IPMIDriverLAN20)},
	"power_control": {string(maas.SM15KPowerControlIPMI), string(maas.SM15KPowerControlRESTAPI), string(maas.SM15KPowerControlRESTAPI2)},
}

// settingNames returns the settings of all power types.
func settingNames() []string {
	names := map[string]bool{}
	for _, kind := range powerKinds {
		for name := range kind.names() {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// names returns the set of the settings of the power type.
func (k powerKind) names() map[string]bool {
	names := map[string]bool{}
	for _, name := range strings.Split(strings.Join(slices.Concat(k.required, k.optional), "|"), "|") {
		if name != "" {
			names[name] = true
		}
	}
	return names
}

// powerOf returns the power parameters of a machine, or their problems. The
// problems never quote a password.
func powerOf(name maas.PowerType, given settings) (maas.PowerParameters, []string) {
	kind, ok := powerKinds[name]
	if !ok {
		return nil, []string{fmt.Sprintf("unknown power type %q", name)}
	}
	var problems []string
	names := kind.names()
	for _, setting := range slices.Sorted(maps.Keys(given)) {
		switch {
		case name == maas.PowerTypeNone:
			problems = append(problems, setting+" without a power_type")
		case !names[setting]:
			problems = append(problems, fmt.Sprintf("%s does not have %s", name, setting))
		case choices[setting] != nil && !slices.Contains(choices[setting], given[setting]):
			problems = append(problems, fmt.Sprintf("%s must be one of %s", setting, strings.Join(choices[setting], ", ")))
		case setting == "mac_address" && !isMAC(given[setting]):
			problems = append(problems, notMAC(given[setting]))
		}
	}
	for _, alternatives := range kind.required {
		isThere := func(setting string) bool { return given[setting] != "" }
		if !slices.ContainsFunc(strings.Split(alternatives, "|"), isThere) {
			problems = append(problems, fmt.Sprintf("%s needs %s", name, strings.ReplaceAll(alternatives, "|", " or ")))
		}
	}
	if variable, ok := strings.CutPrefix(given[columnPassword], "env:"); ok {
		given[columnPassword] = os.Getenv(variable)
		if given[columnPassword] == "" {
			// The name is not quoted: it may be a password that begins with "env:".
			problems = append(problems, "the environment variable that power_pass names is not set")
		}
	}
	if problems != nil {
		return nil, problems
	}
	return kind.make(given), nil
}
