package maas_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas"
)

func TestCustomPowerHidesItsValues(t *testing.T) {
	t.Parallel()
	power := maas.NewCustomPower("apc", map[string]string{"power_pass": "hunter2"})
	text := fmt.Sprintf("%v %+v %#v %s %+v", power, power, power, power, maas.NodeCreateOptions{Power: power})
	assert.NotContains(t, text, "hunter2")
	assert.Contains(t, text, "apc power_pass:[redacted]")
}
