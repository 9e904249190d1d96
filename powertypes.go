package maas

import "fmt"

// A PowerType names the way in which MAAS switches a node on and off.
type PowerType string

// The power types of MAAS 1.6. Later releases have more: [CustomPower] carries
// the parameters of any.
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
)

// String returns the name as MAAS writes it.
func (t PowerType) String() string { return string(t) }

// PowerParameters are the settings of a power type, one struct for each: an
// [IPMIPower], a [VirshPower] and so on. Setting them on a node replaces those
// that it had: as soon as one field is set, those left empty are emptied.
type PowerParameters interface{ powerType() PowerType }

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

// String returns the name as MAAS writes it.
func (d IPMIDriver) String() string { return string(d) }

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

// String returns the name as MAAS writes it.
func (c SM15KPowerControl) String() string { return string(c) }

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

// DLIPower is an outlet of a Digital Loggers PDU. From MAAS 1.9 on the outlet
// is called outlet_id: use a [CustomPower] there.
type DLIPower struct {
	OutletID string `param:"system_id"`
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

// CustomPower is any other power type, for a release that knows more than
// those above: vmware, msftocs and apc since 1.8, hmc since 1.9.
type CustomPower struct {
	Type       PowerType
	Parameters Params // by their names without "power_parameters_"
}

// Format prints the type and the names of the parameters; their values may be
// secret.
func (p CustomPower) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "{%s", p.Type)
	for _, param := range p.Parameters {
		fmt.Fprintf(f, " %s:%s", param.Name, redacted)
	}
	fmt.Fprint(f, "}")
}

func (EtherWakePower) powerType() PowerType { return PowerTypeEtherWake }
func (VirshPower) powerType() PowerType     { return PowerTypeVirsh }
func (FenceCDUPower) powerType() PowerType  { return PowerTypeFenceCDU }
func (IPMIPower) powerType() PowerType      { return PowerTypeIPMI }
func (MoonshotPower) powerType() PowerType  { return PowerTypeMoonshot }
func (SM15KPower) powerType() PowerType     { return PowerTypeSM15K }
func (AMTPower) powerType() PowerType       { return PowerTypeAMT }
func (DLIPower) powerType() PowerType       { return PowerTypeDLI }
func (UCSMPower) powerType() PowerType      { return PowerTypeUCSM }
func (MSCMPower) powerType() PowerType      { return PowerTypeMSCM }
func (p CustomPower) powerType() PowerType  { return p.Type }
