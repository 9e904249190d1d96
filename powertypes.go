package maas

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// A PowerType names the way in which MAAS switches a node on and off.
type PowerType string

// The power types of MAAS 1.5 to 1.10.
const (
	PowerTypeNone      PowerType = "" // not known yet
	PowerTypeEtherWake PowerType = "ether_wake"
	PowerTypeVirsh     PowerType = "virsh"
	PowerTypeFenceCDU  PowerType = "fence_cdu"
	PowerTypeIPMI      PowerType = "ipmi"
	PowerTypeMoonshot  PowerType = "moonshot"
	PowerTypeSM15K     PowerType = "sm15k"
	PowerTypeAMT       PowerType = "amt"
	PowerTypeDLI       PowerType = "dli"
	PowerTypeUCSM      PowerType = "ucsm"
	PowerTypeMSCM      PowerType = "mscm"
	PowerTypeAPC       PowerType = "apc"     // since 1.8
	PowerTypeMSFTOCS   PowerType = "msftocs" // since 1.8
	PowerTypeVMware    PowerType = "vmware"  // since 1.8
	PowerTypeHMC       PowerType = "hmc"     // since 1.9
)

// PowerParameters are a power type and its settings: an [IPMIPower], a
// [VirshPower] and so on, or a [CustomPower]. Setting them on a node replaces
// those that it had: as soon as one field is set, those left empty are emptied.
type PowerParameters interface {
	ParamMarshaler
	PowerType() PowerType
}

// marshalPower returns the power type and the parameters that belong to it, with
// prefix in front of their names.
func marshalPower(power PowerParameters, prefix string) (Params, error) {
	params, err := EncodeParams(prefix, power)
	return append(Params{{Name: "power_type", Value: string(power.PowerType())}}, params...), err
}

// EtherWakePower is Wake-on-LAN. It can switch a node on, not off.
type EtherWakePower struct {
	MACAddress string `param:"mac_address,mac"`
}

// VirshPower is a virtual machine of libvirt.
type VirshPower struct {
	Address  string `param:"power_address"` // "qemu+ssh://user@host/system"
	ID       string `param:"power_id"`      // the name of the virtual machine
	Password Secret `param:"power_pass"`    // optional
}

// FenceCDUPower is a Sentry Switch CDU.
type FenceCDUPower struct {
	Address  string `param:"power_address"`
	ID       string `param:"power_id"`
	User     string `param:"power_user"`
	Password Secret `param:"power_pass"`
}

// IPMIDriver is the version of IPMI that a BMC speaks.
type IPMIDriver string

// The versions of IPMI. MAAS takes IPMIDriverLAN20 for "".
const (
	IPMIDriverLAN   IPMIDriver = "LAN"     // IPMI 1.5
	IPMIDriverLAN20 IPMIDriver = "LAN_2_0" // IPMI 2.0
)

// IPMIPower is a BMC that speaks IPMI.
type IPMIPower struct {
	Driver     IPMIDriver `param:"power_driver"`
	Address    string     `param:"power_address"`
	User       string     `param:"power_user"`
	Password   Secret     `param:"power_pass"`
	MACAddress string     `param:"mac_address,mac"` // finds the BMC where Address is empty
}

// MoonshotPower is a cartridge of an HP Moonshot chassis with iLO4.
type MoonshotPower struct {
	Address         string `param:"power_address"`
	User            string `param:"power_user"`
	Password        Secret `param:"power_pass"`
	HardwareAddress string `param:"power_hwaddress"` // such as "-B 0 -T 0 -b 0 -t 0 -m 0"
}

// SM15KPowerControl is the interface through which a SeaMicro 15000 is
// controlled.
type SM15KPowerControl string

// The interfaces of a SeaMicro 15000. MAAS takes SM15KPowerControlIPMI for "".
const (
	SM15KPowerControlIPMI     SM15KPowerControl = "ipmi"
	SM15KPowerControlRESTAPI  SM15KPowerControl = "restapi"  // REST API v0.9
	SM15KPowerControlRESTAPI2 SM15KPowerControl = "restapi2" // REST API v2.0
)

// SM15KPower is a server of a SeaMicro 15000.
type SM15KPower struct {
	SystemID string            `param:"system_id"` // the server's number in the chassis
	Address  string            `param:"power_address"`
	User     string            `param:"power_user"`
	Password Secret            `param:"power_pass"`
	Control  SM15KPowerControl `param:"power_control"`
}

// AMTPower is Intel Active Management Technology.
type AMTPower struct {
	MACAddress string `param:"mac_address,mac"`
	Password   Secret `param:"power_pass"`
	Address    string `param:"power_address"` // instead of that of MACAddress
}

// DLIPower is an outlet of a Digital Loggers PDU. The number of the outlet goes
// into OutletID from MAAS 1.9 on, and into SystemID before.
type DLIPower struct {
	OutletID string `param:"outlet_id"`
	SystemID string `param:"system_id"`
	Address  string `param:"power_address"`
	User     string `param:"power_user"`
	Password Secret `param:"power_pass"`
}

// UCSMPower is a server of a Cisco UCS Manager.
type UCSMPower struct {
	UUID     string `param:"uuid"`
	Address  string `param:"power_address"` // the URL of the XML API
	User     string `param:"power_user"`
	Password Secret `param:"power_pass"`
}

// MSCMPower is a cartridge of a Moonshot Chassis Manager.
type MSCMPower struct {
	Address  string `param:"power_address"`
	User     string `param:"power_user"`
	Password Secret `param:"power_pass"`
	NodeID   string `param:"node_id"`
}

// APCPower is an outlet of an APC PDU. Since 1.8.
type APCPower struct {
	Address string `param:"power_address"`
	Outlet  string `param:"node_outlet"`    // 1 to 16
	OnDelay string `param:"power_on_delay"` // seconds; "" is 5
}

// MSFTOCSPower is a blade of a Microsoft OCS chassis. Since 1.8.
type MSFTOCSPower struct {
	Address  string `param:"power_address"`
	Port     string `param:"power_port"`
	User     string `param:"power_user"`
	Password Secret `param:"power_pass"`
	BladeID  string `param:"blade_id"` // 1 to 24
}

// VMwarePower is a virtual machine of VMware. Since 1.8.
type VMwarePower struct {
	VMName   string `param:"power_vm_name"` // where UUID is not known
	UUID     string `param:"power_uuid"`
	Address  string `param:"power_address"`
	User     string `param:"power_user"`
	Password Secret `param:"power_pass"`
	Port     string `param:"power_port"`     // optional
	Protocol string `param:"power_protocol"` // optional
}

// HMCPower is a logical partition under an IBM Hardware Management Console.
// Since 1.9.
type HMCPower struct {
	Address    string `param:"power_address"`
	User       string `param:"power_user"`
	Password   Secret `param:"power_pass"`
	ServerName string `param:"server_name"`
	LPAR       string `param:"lpar"`
}

// CustomPower is any other power type, for a release that knows more than
// those above.
// [NewCustomPower] makes one.
type CustomPower struct {
	powerType  PowerType
	parameters Params
}

// NewCustomPower returns the parameters of a power type, by their names without
// "power_parameters_". Any of them may be a password: none shows where the value
// is printed.
func NewCustomPower(powerType PowerType, parameters map[string]string) CustomPower {
	p := CustomPower{powerType: powerType}
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		p.parameters.AddSecret(name, NewSecret(parameters[name]))
	}
	return p
}

// String returns the type and the names of the parameters.
func (p CustomPower) String() string {
	text := "{" + string(p.powerType)
	for _, param := range p.parameters {
		text += " " + param.Name + ":" + redacted
	}
	return text + "}"
}

// MarshalParams returns the power type and its parameters.
func (p CustomPower) MarshalParams(prefix string) (Params, error) {
	params := Params{{Name: "power_type", Value: string(p.powerType)}}
	for _, param := range p.parameters {
		params.AddSecret(prefix+param.Name, param.Secret)
	}
	return params, nil
}

// UncheckedPower has MAAS store power parameters as they are, which it allows
// any user to do when a node is created.
type UncheckedPower struct{ PowerParameters }

// MarshalParams returns the power type, and its parameters as one JSON object.
func (p UncheckedPower) MarshalParams(prefix string) (Params, error) {
	if p.PowerParameters == nil {
		return nil, &ArgumentError{Argument: "power_parameters", Reason: "is nil"}
	}
	params, err := p.PowerParameters.MarshalParams("")
	if err != nil {
		return nil, err
	}
	object := make(map[string]string, len(params))
	for _, param := range params[1:] { // the first is the type
		object[param.Name] = param.text()
	}
	text, err := json.Marshal(object)
	params = params[:1]
	params.AddSecret(strings.TrimSuffix(prefix, "_"), NewSecret(string(text)))
	return params, err
}

// PowerType returns [PowerTypeEtherWake].
func (EtherWakePower) PowerType() PowerType { return PowerTypeEtherWake }

// PowerType returns [PowerTypeVirsh].
func (VirshPower) PowerType() PowerType { return PowerTypeVirsh }

// PowerType returns [PowerTypeFenceCDU].
func (FenceCDUPower) PowerType() PowerType { return PowerTypeFenceCDU }

// PowerType returns [PowerTypeIPMI].
func (IPMIPower) PowerType() PowerType { return PowerTypeIPMI }

// PowerType returns [PowerTypeMoonshot].
func (MoonshotPower) PowerType() PowerType { return PowerTypeMoonshot }

// PowerType returns [PowerTypeSM15K].
func (SM15KPower) PowerType() PowerType { return PowerTypeSM15K }

// PowerType returns [PowerTypeAMT].
func (AMTPower) PowerType() PowerType { return PowerTypeAMT }

// PowerType returns [PowerTypeDLI].
func (DLIPower) PowerType() PowerType { return PowerTypeDLI }

// PowerType returns [PowerTypeUCSM].
func (UCSMPower) PowerType() PowerType { return PowerTypeUCSM }

// PowerType returns [PowerTypeMSCM].
func (MSCMPower) PowerType() PowerType { return PowerTypeMSCM }

// PowerType returns [PowerTypeAPC].
func (APCPower) PowerType() PowerType { return PowerTypeAPC }

// PowerType returns [PowerTypeMSFTOCS].
func (MSFTOCSPower) PowerType() PowerType { return PowerTypeMSFTOCS }

// PowerType returns [PowerTypeVMware].
func (VMwarePower) PowerType() PowerType { return PowerTypeVMware }

// PowerType returns [PowerTypeHMC].
func (HMCPower) PowerType() PowerType { return PowerTypeHMC }

// PowerType returns the type that p was made with.
func (p CustomPower) PowerType() PowerType { return p.powerType }

// MarshalParams returns the power type and its parameters.
func (p EtherWakePower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }

// MarshalParams returns the power type and its parameters.
func (p VirshPower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }

// MarshalParams returns the power type and its parameters.
func (p FenceCDUPower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }

// MarshalParams returns the power type and its parameters.
func (p IPMIPower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }

// MarshalParams returns the power type and its parameters.
func (p MoonshotPower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }

// MarshalParams returns the power type and its parameters.
func (p SM15KPower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }

// MarshalParams returns the power type and its parameters.
func (p AMTPower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }

// MarshalParams returns the power type and its parameters.
func (p DLIPower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }

// MarshalParams returns the power type and its parameters.
func (p UCSMPower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }

// MarshalParams returns the power type and its parameters.
func (p MSCMPower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }

// MarshalParams returns the power type and its parameters.
func (p APCPower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }

// MarshalParams returns the power type and its parameters.
func (p MSFTOCSPower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }

// MarshalParams returns the power type and its parameters.
func (p VMwarePower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }

// MarshalParams returns the power type and its parameters.
func (p HMCPower) MarshalParams(prefix string) (Params, error) { return marshalPower(p, prefix) }
