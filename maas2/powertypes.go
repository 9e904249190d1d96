package maas2

import (
	"fmt"
	"maps"
	"slices"

	"github.com/gomaas/maas"
)

// PowerState is STUB a vocabulary.
type PowerState string

// STUB.
const (
	PowerStateOn      PowerState = "on"
	PowerStateOff     PowerState = "off"
	PowerStateUnknown PowerState = "unknown"
	PowerStateError   PowerState = "error"
)

// PowerSettings are the power parameters of a node by name, which may hold
// passwords: they print redacted.
type PowerSettings map[string]any

// Format prints the names of the settings alone.
func (p PowerSettings) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "PowerSettings%q", slices.Sorted(maps.Keys(p)))
}

// PowerParameters are the settings of a power type.
type PowerParameters interface{ maas.ParamMarshaler }
