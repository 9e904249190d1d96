package maastest

import (
	"net/http"
	"slices"

	"github.com/gomaas/maas/internal/engine"
)

func (c *call) nodeGroupProbeHardware() (any, error) {
	if _, err := c.cluster(); err != nil {
		return nil, err
	}
	model, err := c.Data.Mandatory("model")
	if err != nil {
		return nil, err
	}
	switch model {
	case "seamicro15k":
		return c.probeSeaMicro()
	case "virsh", "powerkvm":
		return c.probeWith("power_address")
	default:
		return engine.Text(http.StatusBadRequest, ""), nil
	}
}

func (c *call) probeSeaMicro() (any, error) {
	found, err := c.probeWith("mac", "username", "password")
	if err != nil {
		return nil, err
	}
	control, sent := c.Data.Lookup("power_control")
	if sent && !slices.Contains([]string{"ipmi", "restapi", "restapi2"}, control) {
		return nil, engine.BadRequest("Invalid power_control: Value must be one of: ipmi; restapi; restapi2 (not " + pyRepr(control) + ")")
	}
	return found, nil
}

func (c *call) nodeGroupProbeUCSM() (any, error) { return c.probeWith("url", "username", "password") }

func (c *call) nodeGroupProbeMSCM() (any, error) { return c.probeWith("host", "username", "password") }

// probeWith looks for machines, and finds none, given the mandatory parameters.
func (c *call) probeWith(parameters ...string) (any, error) {
	if _, err := c.cluster(); err != nil {
		return nil, err
	}
	for _, name := range parameters {
		if _, err := c.Data.Mandatory(name); err != nil {
			return nil, err
		}
	}
	return engine.Text(http.StatusOK, ""), nil
}
