package maas2

// PowerState is STUB a vocabulary.
type PowerState string

// STUB.
const (
	PowerStateOn      PowerState = "on"
	PowerStateOff     PowerState = "off"
	PowerStateUnknown PowerState = "unknown"
	PowerStateError   PowerState = "error"
)
