package maas2_test

import "github.com/gomaas/maas"

// samplePower are power parameters of a machine, for the contract.
var samplePower = powerParams{"power_address": "10.0.0.7"}

// powerParams are power parameters by name.
type powerParams map[string]string

func (p powerParams) MarshalParams(prefix string) (maas.Params, error) {
	var params maas.Params
	for name, value := range p {
		params.Add(prefix+name, value)
	}
	return params, nil
}
