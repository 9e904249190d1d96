package maas2_test

import (
	"strings"

	"github.com/gomaas/maas/maas2"
)

// samplePower are power parameters of a machine, for the contract.
var samplePower = maas2.NewCustomPower(maas2.PowerTypeIPMI, map[string]string{"power_address": "10.0.0.7"})

// takePower makes power parameters of those whose names have the prefix, which
// it takes out of left; nil if there are none.
func takePower(prefix string, left map[string][]string) maas2.PowerParameters {
	params := map[string]string{}
	for name, values := range left {
		if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "skip_check" {
			params[rest] = values[len(values)-1]
			delete(left, name)
		}
	}
	powerType := strings.Join(left["power_type"], "")
	delete(left, "power_type")
	if powerType == "" && len(params) == 0 {
		return nil
	}
	return maas2.NewCustomPower(maas2.PowerType(powerType), params)
}

// revealed is a result with power settings as texts, for comparing them.
func revealed(result any) any {
	texts := func(settings maas2.PowerSettings) map[string]string {
		values := map[string]string{}
		for name, secret := range settings {
			values[name] = secret.Reveal()
		}
		return values
	}
	switch result := result.(type) {
	case maas2.PowerSettings:
		return texts(result)
	case map[string]maas2.PowerSettings:
		all := map[string]any{}
		for id, settings := range result {
			all[id] = texts(settings)
		}
		return all
	}
	return result
}
