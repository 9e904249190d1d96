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

// A PowerType names the driver by which MAAS switches a node on and off.
type PowerType string

// The power types.
const (
	PowerTypeNone     PowerType = "" // not known yet
	PowerTypeManual   PowerType = "manual"
	PowerTypeVirsh    PowerType = "virsh"
	PowerTypeVMware   PowerType = "vmware"
	PowerTypeFenceCDU PowerType = "fence_cdu" // gone in 2.7
	PowerTypeIPMI     PowerType = "ipmi"
	PowerTypeMoonshot PowerType = "moonshot"
	PowerTypeSM15K    PowerType = "sm15k"
	PowerTypeAMT      PowerType = "amt"
	PowerTypeDLI      PowerType = "dli"
	PowerTypeUCSM     PowerType = "ucsm"
	PowerTypeMSCM     PowerType = "mscm"
	PowerTypeMSFTOCS  PowerType = "msftocs"
	PowerTypeAPC      PowerType = "apc"
	PowerTypeHMC      PowerType = "hmc"
	PowerTypeNova     PowerType = "nova"     // gone in 3.8
	PowerTypeWedge    PowerType = "wedge"    // since 2.1
	PowerTypeRSD      PowerType = "rsd"      // since 2.2, gone in 3.0
	PowerTypeRECSBox  PowerType = "recs_box" // since 2.3
	PowerTypeRedfish  PowerType = "redfish"  // since 2.5
	PowerTypeOpenBMC  PowerType = "openbmc"  // since 2.6
	PowerTypeLXD      PowerType = "lxd"      // since 2.8
	PowerTypeEaton    PowerType = "eaton"    // since 2.9
	PowerTypeProxmox  PowerType = "proxmox"  // since 2.9
	PowerTypeWebhook  PowerType = "webhook"  // since 2.9
	PowerTypeHMCZ     PowerType = "hmcz"     // since 3.0
	PowerTypeRaritan  PowerType = "raritan"  // since 3.2
)
