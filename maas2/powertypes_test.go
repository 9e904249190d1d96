package maas2_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// powerTypes are the typed parameters of each driver.
var powerTypes = []maas2.PowerParameters{
	maas2.ManualPower{}, maas2.VirshPower{}, maas2.VMwarePower{}, maas2.FenceCDUPower{}, maas2.IPMIPower{}, maas2.MoonshotPower{},
	maas2.SM15KPower{}, maas2.AMTPower{}, maas2.DLIPower{}, maas2.UCSMPower{}, maas2.MSCMPower{}, maas2.MSFTOCSPower{}, maas2.APCPower{},
	maas2.HMCPower{}, maas2.NovaPower{}, maas2.WedgePower{}, maas2.RSDPower{}, maas2.RECSBoxPower{}, maas2.RedfishPower{}, maas2.OpenBMCPower{},
	maas2.LXDPower{}, maas2.EatonPower{}, maas2.ProxmoxPower{}, maas2.WebhookPower{}, maas2.HMCZPower{}, maas2.RaritanPower{},
}

// TestPowerTypes holds the typed parameters equal to what the drivers of all
// releases take, and checks that what is sent reads back the same.
func TestPowerTypes(t *testing.T) {
	t.Parallel()
	type field struct {
		Name    string   `json:"name"`
		Type    string   `json:"type"`
		Secret  bool     `json:"secret"`
		Choices []string `json:"choices"`
	}
	var drivers []struct {
		Name   string  `json:"name"`
		Fields []field `json:"fields"`
	}
	data, err := os.ReadFile("testdata/powertypes.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &drivers))
	require.Len(t, powerTypes, len(drivers))
	for _, driver := range drivers {
		t.Run(driver.Name, func(t *testing.T) {
			t.Parallel()
			var power reflect.Value
			for _, p := range powerTypes {
				if string(p.PowerType()) == driver.Name {
					power = reflect.New(reflect.TypeOf(p)).Elem()
				}
			}
			require.True(t, power.IsValid(), "no type")
			fields := map[string]field{}
			for _, f := range driver.Fields {
				fields[f.Name] = f
			}
			settings := maas2.PowerSettings{}
			for i := range power.NumField() {
				name, _, _ := strings.Cut(power.Type().Field(i).Tag.Get("param"), ",")
				f, ok := fields[name]
				assert.True(t, ok, "the driver has no %s", name)
				delete(fields, name)
				power.Field(i).Set(sample(t, power.Type().Field(i).Name, power.Field(i).Type()))
				assert.Equal(t, f.Secret, power.Field(i).Type() == reflect.TypeFor[maas.Secret](), "%s is a secret", name)
				assert.Equal(t, f.Type == "multiple_choice", power.Field(i).Kind() == reflect.Slice, "%s is a list", name)
			}
			assert.Empty(t, fields, "parameters without a field")

			params, err := power.Interface().(maas2.PowerParameters).MarshalParams("power_parameters_")
			require.NoError(t, err)
			require.NotEmpty(t, params)
			assert.Equal(t, maas.Param{Name: "power_type", Value: driver.Name}, params[0])
			for _, p := range params[1:] {
				name := strings.TrimPrefix(p.Name, "power_parameters_")
				require.NotEqual(t, p.Name, name)
				settings[name] = p.Secret
				if p.Secret.IsZero() {
					settings[name] = maas.NewSecret(p.Value)
				}
				if power.Type() == reflect.TypeFor[maas2.IPMIPower]() && name == "workaround_flags" {
					settings[name] = maas.NewSecret(`["` + p.Value + `"]`)
				}
			}
			assert.Equal(t, power.Interface(), settings.As(maas2.PowerType(driver.Name)), "read back")
			assert.NotContains(t, fmt.Sprintf("%v %+v %#v", settings, settings, settings), "sample")
		})
	}
}

func TestPowerSettings(t *testing.T) {
	t.Parallel()
	var settings maas2.PowerSettings
	require.NoError(t, json.Unmarshal([]byte(`{
		"power_address": "10.0.0.7", "power_pass": "hunter2", "k_g": null, "cipher_suite_id": "17",
		"workaround_flags": ["opensesspriv", ""], "power_boot_type": "auto", "later": 7
	}`), &settings))
	assert.Equal(t, maas2.IPMIPower{
		Address: "10.0.0.7", Password: maas.NewSecret("hunter2"), BootType: maas2.IPMIBootTypeAuto,
		CipherSuite: new(maas2.IPMICipherSuite17),
		Workarounds: []maas2.IPMIWorkaround{maas2.IPMIWorkaroundOpenSessionPrivilege, maas2.IPMIWorkaroundNone},
	}, settings.As(maas2.PowerTypeIPMI))

	settings = maas2.PowerSettings{"power_port": maas.NewSecret("623"), "blade_id": maas.NewSecret("3"), "power_pass": maas.NewSecret("hunter2")}
	assert.Equal(t, maas2.MSFTOCSPower{Port: 623, BladeID: "3", Password: maas.NewSecret("hunter2")}, settings.As(maas2.PowerTypeMSFTOCS))
	settings["power_port"] = maas.NewSecret("none")
	assert.Zero(t, settings.As(maas2.PowerTypeMSFTOCS).(maas2.MSFTOCSPower).Port, "a port that is no number")

	custom := settings.As("flux")
	assert.Equal(t, maas2.PowerType("flux"), custom.PowerType())
	assert.Equal(t, "{flux map[blade_id:[redacted] power_pass:[redacted] power_port:[redacted]]}", fmt.Sprint(custom))
	params, err := custom.MarshalParams("power_parameters_")
	require.NoError(t, err)
	assert.Equal(t, maas.Params{
		{Name: "power_type", Value: "flux"},
		{Name: "power_parameters_blade_id", Secret: maas.NewSecret("3")},
		{Name: "power_parameters_power_pass", Secret: maas.NewSecret("hunter2")},
		{Name: "power_parameters_power_port", Secret: maas.NewSecret("none")},
	}, params)
}

// A client that keeps parameters as any loses numbers and lists on the way.
func TestPowerParametersSendNumbersAndLists(t *testing.T) {
	t.Parallel()
	params, err := maas2.IPMIPower{
		Address:     "10.0.0.7",
		CipherSuite: new(maas2.IPMICipherSuiteFreeIPMI),
		Workarounds: []maas2.IPMIWorkaround{maas2.IPMIWorkaroundIDZero, maas2.IPMIWorkaroundIPMIPing},
	}.MarshalParams("power_parameters_")
	require.NoError(t, err)
	assert.Equal(t, maas.Params{
		{Name: "power_type", Value: "ipmi"},
		{Name: "power_parameters_power_address", Value: "10.0.0.7"},
		{Name: "power_parameters_cipher_suite_id", Value: ""},
		{Name: "power_parameters_workaround_flags", Value: "idzero"},
		{Name: "power_parameters_workaround_flags", Value: "ipmiping"},
	}, params)

	params, err = maas2.APCPower{Address: "10.0.0.8", Outlet: 3, OnDelay: new(0)}.MarshalParams("power_parameters_")
	require.NoError(t, err)
	assert.Equal(t, maas.Params{
		{Name: "power_type", Value: "apc"},
		{Name: "power_parameters_power_address", Value: "10.0.0.8"},
		{Name: "power_parameters_node_outlet", Value: "3"},
		{Name: "power_parameters_power_on_delay", Value: "0"},
	}, params)

	_, err = maas2.IPMIPower{MACAddress: "zz"}.MarshalParams("")
	assert.ErrorContains(t, err, "mac_address")
}
