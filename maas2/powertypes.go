package maas2

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas"
)

// PowerState is whether a node is on, as the power driver found it last.
type PowerState string

// The power states.
const (
	PowerStateOn      PowerState = "on"
	PowerStateOff     PowerState = "off"
	PowerStateUnknown PowerState = "unknown" // never asked, or the driver can't tell
	PowerStateError   PowerState = "error"   // the BMC did not answer as it should
)

// A PowerType names the driver by which MAAS switches a node on and off.
type PowerType string

// The power types.
const (
	PowerTypeNone     PowerType = "" // not known yet
	PowerTypeManual   PowerType = "manual"
	PowerTypeVirsh    PowerType = "virsh"
	PowerTypeVMware   PowerType = "vmware"
	PowerTypeFenceCDU PowerType = "fence_cdu" // until 2.6
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
	PowerTypeNova     PowerType = "nova"     // until 3.7
	PowerTypeWedge    PowerType = "wedge"    // since 2.1
	PowerTypeRSD      PowerType = "rsd"      // since 2.2, until 2.9
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

// PowerParameters are a power type and its settings: an [IPMIPower], a
// [VirshPower] and so on, or a [CustomPower].
type PowerParameters interface {
	maas.ParamMarshaler
	PowerType() PowerType
}

// marshalPower returns the power type and the parameters that belong to it, with
// prefix in front of their names.
func marshalPower(power PowerParameters, prefix string) (maas.Params, error) {
	params, err := maas.EncodeParams(prefix, power)
	return append(maas.Params{{Name: "power_type", Value: string(power.PowerType())}}, params...), err
}

// PowerSettings are the power parameters that MAAS has of a node, by name. Since
// some are passwords, none shows where they are printed. A number or a list is
// its JSON text. [PowerSettings.As] converts them to the type of a driver.
type PowerSettings map[string]maas.Secret

// As returns the settings as the parameters of a power type, which must be that of
// the node: an [IPMIPower] for [PowerTypeIPMI] and so on, and a [CustomPower] for
// a type that this package does not know. It leaves out settings that the type
// does not have, and numbers that it can't read.
func (p PowerSettings) As(powerType PowerType) PowerParameters {
	if read := typedPower[powerType]; read != nil {
		return read(p)
	}
	return customPower(powerType, p)
}

// readPower fills the fields of T from the settings of their names.
func readPower[T PowerParameters](settings PowerSettings) PowerParameters {
	var power T
	v := reflect.ValueOf(&power).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("param"), ",")
		if secret := settings[name]; !secret.IsZero() {
			readSetting(v.Field(i), secret)
		}
	}
	return power
}

// readSetting sets a field of one of the types that power parameters have.
func readSetting(field reflect.Value, setting maas.Secret) {
	switch field.Kind() {
	case reflect.Struct:
		field.Set(reflect.ValueOf(setting))
	case reflect.String:
		field.SetString(setting.Reveal())
	case reflect.Int:
		if number, err := strconv.Atoi(setting.Reveal()); err == nil {
			field.SetInt(int64(number))
		}
	case reflect.Pointer:
		value := reflect.New(field.Type().Elem())
		readSetting(value.Elem(), setting)
		if !value.Elem().IsZero() || setting.Reveal() == "0" {
			field.Set(value)
		}
	case reflect.Slice:
		list := reflect.New(field.Type())
		if json.Unmarshal([]byte(setting.Reveal()), list.Interface()) == nil {
			field.Set(list.Elem())
		}
	}
}

// CustomPower is a power type by its name, for one that this package does not
// know. [NewCustomPower] makes one.
type CustomPower struct {
	powerType PowerType
	settings  PowerSettings
}

// NewCustomPower returns the parameters of a power type, by their names without
// "power_parameters_". Any of them may be a password, so none shows where the
// value is printed. With [PowerTypeNone] they are for the type that the node has.
func NewCustomPower(powerType PowerType, parameters map[string]string) CustomPower {
	settings := make(PowerSettings, len(parameters))
	for name, value := range parameters {
		settings[name] = maas.NewSecret(value)
	}
	return customPower(powerType, settings)
}

// customPower keeps a copy, since a value of the interface does not change.
func customPower(powerType PowerType, settings PowerSettings) CustomPower {
	return CustomPower{powerType, maps.Clone(settings)}
}

// String returns the type and the names of the parameters.
func (p CustomPower) String() string {
	return fmt.Sprintf("{%s %v}", p.powerType, p.settings)
}

// PowerType returns the type that p was made with.
func (p CustomPower) PowerType() PowerType { return p.powerType }

// MarshalParams returns the power type and its parameters.
func (p CustomPower) MarshalParams(prefix string) (maas.Params, error) {
	var params maas.Params
	if p.powerType != PowerTypeNone {
		params.Add("power_type", string(p.powerType))
	}
	for _, name := range slices.Sorted(maps.Keys(p.settings)) {
		params.AddSecret(prefix+name, p.settings[name])
	}
	return params, nil
}

// VerifyTLS is whether MAAS verifies the certificate of what it talks to.
type VerifyTLS string

// The choices of VerifyTLS.
const (
	VerifyTLSNo  VerifyTLS = "n"
	VerifyTLSYes VerifyTLS = "y"
)

// typedPower makes the typed parameters of each power type.
var typedPower = map[PowerType]func(PowerSettings) PowerParameters{
	PowerTypeManual:   readPower[ManualPower],
	PowerTypeVirsh:    readPower[VirshPower],
	PowerTypeVMware:   readPower[VMwarePower],
	PowerTypeFenceCDU: readPower[FenceCDUPower],
	PowerTypeIPMI:     readPower[IPMIPower],
	PowerTypeMoonshot: readPower[MoonshotPower],
	PowerTypeSM15K:    readPower[SM15KPower],
	PowerTypeAMT:      readPower[AMTPower],
	PowerTypeDLI:      readPower[DLIPower],
	PowerTypeUCSM:     readPower[UCSMPower],
	PowerTypeMSCM:     readPower[MSCMPower],
	PowerTypeMSFTOCS:  readPower[MSFTOCSPower],
	PowerTypeAPC:      readPower[APCPower],
	PowerTypeHMC:      readPower[HMCPower],
	PowerTypeNova:     readPower[NovaPower],
	PowerTypeWedge:    readPower[WedgePower],
	PowerTypeRSD:      readPower[RSDPower],
	PowerTypeRECSBox:  readPower[RECSBoxPower],
	PowerTypeRedfish:  readPower[RedfishPower],
	PowerTypeOpenBMC:  readPower[OpenBMCPower],
	PowerTypeLXD:      readPower[LXDPower],
	PowerTypeEaton:    readPower[EatonPower],
	PowerTypeProxmox:  readPower[ProxmoxPower],
	PowerTypeWebhook:  readPower[WebhookPower],
	PowerTypeHMCZ:     readPower[HMCZPower],
	PowerTypeRaritan:  readPower[RaritanPower],
}

// ManualPower is a machine that MAAS can't switch: somebody presses the button.
type ManualPower struct{}

// VirshPower is a virtual machine of libvirt.
type VirshPower struct {
	Address  string      `param:"power_address"` // "qemu+ssh://user@host/system"
	ID       string      `param:"power_id"`      // name of the virtual machine
	Password maas.Secret `param:"power_pass"`    // optional
}

// VMwarePower is a virtual machine of VMware.
type VMwarePower struct {
	VMName   string      `param:"power_vm_name"` // where UUID is not known
	UUID     string      `param:"power_uuid"`
	Address  string      `param:"power_address"`
	User     string      `param:"power_user"`
	Password maas.Secret `param:"power_pass"`
	Port     int         `param:"power_port"`
	Protocol string      `param:"power_protocol"`
}

// FenceCDUPower is a Sentry Switch CDU. MAAS 2.7 and later have it no more.
type FenceCDUPower struct {
	Address  string      `param:"power_address"`
	ID       string      `param:"power_id"`
	User     string      `param:"power_user"`
	Password maas.Secret `param:"power_pass"`
}

// IPMIPower is a BMC that speaks IPMI.
type IPMIPower struct {
	Driver         IPMIDriver         `param:"power_driver"` // IPMIDriverLAN20 if ""
	Address        string             `param:"power_address"`
	User           string             `param:"power_user"`
	Password       maas.Secret        `param:"power_pass"`
	MACAddress     string             `param:"mac_address,mac"`  // of the BMC
	BootType       IPMIBootType       `param:"power_boot_type"`  // IPMIBootTypeAuto if "", since 2.3
	BMCKey         maas.Secret        `param:"k_g"`              // K_g, since 2.9
	CipherSuite    *IPMICipherSuite   `param:"cipher_suite_id"`  // IPMICipherSuite3 if nil, since 2.9
	PrivilegeLevel IPMIPrivilegeLevel `param:"privilege_level"`  // IPMIPrivilegeLevelOperator if "", since 2.9
	Workarounds    []IPMIWorkaround   `param:"workaround_flags"` // IPMIWorkaroundOpenSessionPrivilege if nil, since 3.2
	PowerOffMode   IPMIPowerOffMode   `param:"power_off_mode"`   // IPMIPowerOffModeHard if "", since 3.5
}

// IPMIDriver is the version of IPMI that a BMC speaks.
type IPMIDriver string

// The versions of IPMI.
const (
	IPMIDriverLAN   IPMIDriver = "LAN"     // IPMI 1.5
	IPMIDriverLAN20 IPMIDriver = "LAN_2_0" // IPMI 2.0
)

// IPMIBootType is the firmware that a machine boots with.
type IPMIBootType string

// The kinds of firmware.
const (
	IPMIBootTypeAuto   IPMIBootType = "auto"
	IPMIBootTypeLegacy IPMIBootType = "legacy"
	IPMIBootTypeEFI    IPMIBootType = "efi"
)

// IPMICipherSuite is the number of the cipher suite that a BMC is spoken to with.
type IPMICipherSuite string

// The cipher suites.
const (
	IPMICipherSuiteFreeIPMI IPMICipherSuite = "" // the choice of freeipmi-tools
	IPMICipherSuite3        IPMICipherSuite = "3"
	IPMICipherSuite8        IPMICipherSuite = "8"
	IPMICipherSuite12       IPMICipherSuite = "12"
	IPMICipherSuite17       IPMICipherSuite = "17"
)

// IPMIPrivilegeLevel is what MAAS asks a BMC to be allowed.
type IPMIPrivilegeLevel string

// The privilege levels.
const (
	IPMIPrivilegeLevelUser     IPMIPrivilegeLevel = "USER"
	IPMIPrivilegeLevelOperator IPMIPrivilegeLevel = "OPERATOR"
	IPMIPrivilegeLevelAdmin    IPMIPrivilegeLevel = "ADMIN"
)

// IPMIWorkaround makes up for a peculiarity of a BMC: see the workarounds of
// freeipmi.
type IPMIWorkaround string

// The workarounds.
const (
	IPMIWorkaroundNone                 IPMIWorkaround = ""
	IPMIWorkaroundOpenSessionPrivilege IPMIWorkaround = "opensesspriv"
	IPMIWorkaroundAuthCapabilities     IPMIWorkaround = "authcap"
	IPMIWorkaroundIDZero               IPMIWorkaround = "idzero"
	IPMIWorkaroundUnexpectedAuth       IPMIWorkaround = "unexpectedauth"
	IPMIWorkaroundForcePerMessage      IPMIWorkaround = "forcepermsg"
	IPMIWorkaroundEndianSequence       IPMIWorkaround = "endianseq"
	IPMIWorkaroundIntel20              IPMIWorkaround = "intel20"
	IPMIWorkaroundSupermicro20         IPMIWorkaround = "supermicro20"
	IPMIWorkaroundSun20                IPMIWorkaround = "sun20"
	IPMIWorkaroundNoChecksumCheck      IPMIWorkaround = "nochecksumcheck"
	IPMIWorkaroundIntegrityCheckValue  IPMIWorkaround = "integritycheckvalue"
	IPMIWorkaroundIPMIPing             IPMIWorkaround = "ipmiping"
)

// IPMIPowerOffMode is how a machine is switched off.
type IPMIPowerOffMode string

// The ways to switch off.
const (
	IPMIPowerOffModeSoft IPMIPowerOffMode = "soft" // the system shuts down
	IPMIPowerOffModeHard IPMIPowerOffMode = "hard"
)

// MoonshotPower is a cartridge of an HP Moonshot chassis with iLO4.
type MoonshotPower struct {
	Address         string      `param:"power_address"`
	User            string      `param:"power_user"`
	Password        maas.Secret `param:"power_pass"`
	HardwareAddress string      `param:"power_hwaddress"` // "-B 0 -T 0 -b 0 -t 0 -m 0", for example
}

// SM15KPower is a server of a SeaMicro 15000.
type SM15KPower struct {
	SystemID string            `param:"system_id"` // of the server in the chassis
	Address  string            `param:"power_address"`
	User     string            `param:"power_user"`
	Password maas.Secret       `param:"power_pass"`
	Control  SM15KPowerControl `param:"power_control"` // SM15KPowerControlIPMI if ""
}

// SM15KPowerControl is the interface by which a SeaMicro 15000 is controlled.
type SM15KPowerControl string

// The interfaces of a SeaMicro 15000.
const (
	SM15KPowerControlIPMI     SM15KPowerControl = "ipmi"
	SM15KPowerControlRESTAPI  SM15KPowerControl = "restapi"  // REST API v0.9
	SM15KPowerControlRESTAPI2 SM15KPowerControl = "restapi2" // REST API v2.0
)

// AMTPower is Intel Active Management Technology.
type AMTPower struct {
	Password maas.Secret `param:"power_pass"`
	Address  string      `param:"power_address"`
	User     string      `param:"power_user"` // "admin" if "", since 3.6
	Port     AMTPort     `param:"port"`       // AMTPortHTTP if 0, since 3.6
}

// AMTPort is the port of AMT, which reports whether it is spoken to with TLS.
type AMTPort int

// The ports of AMT.
const (
	AMTPortHTTP  AMTPort = 16992
	AMTPortHTTPS AMTPort = 16993
)

// DLIPower is an outlet of a Digital Loggers PDU.
type DLIPower struct {
	OutletID string      `param:"outlet_id"`
	Address  string      `param:"power_address"`
	User     string      `param:"power_user"`
	Password maas.Secret `param:"power_pass"`
}

// UCSMPower is a server of a Cisco UCS Manager.
type UCSMPower struct {
	UUID     string      `param:"uuid"`
	Address  string      `param:"power_address"` // URL of the XML API
	User     string      `param:"power_user"`
	Password maas.Secret `param:"power_pass"`
}

// MSCMPower is a cartridge of a Moonshot Chassis Manager.
type MSCMPower struct {
	Address  string      `param:"power_address"`
	User     string      `param:"power_user"`
	Password maas.Secret `param:"power_pass"`
	NodeID   string      `param:"node_id"` // "c1n1": cartridge and node
}

// MSFTOCSPower is a blade of a chassis of the Microsoft Open CloudServer.
type MSFTOCSPower struct {
	Address  string      `param:"power_address"`
	Port     int         `param:"power_port"`
	User     string      `param:"power_user"`
	Password maas.Secret `param:"power_pass"`
	BladeID  string      `param:"blade_id"`
}

// APCPower is an outlet of an APC PDU.
type APCPower struct {
	Address string     `param:"power_address"`
	Outlet  int        `param:"node_outlet"`    // from 1
	OnDelay *int       `param:"power_on_delay"` // seconds, 5 if nil
	PDUType APCPDUType `param:"pdu_type"`       // APCPDUTypeRPDU if "", since 3.1
}

// APCPDUType is the kind of an APC PDU.
type APCPDUType string

// The kinds of APC PDUs.
const (
	APCPDUTypeRPDU         APCPDUType = "RPDU"
	APCPDUTypeMasterSwitch APCPDUType = "MASTERSWITCH"
)

// HMCPower is a logical partition of an IBM HMC.
type HMCPower struct {
	Address    string      `param:"power_address"`
	User       string      `param:"power_user"`
	Password   maas.Secret `param:"power_pass"`
	ServerName string      `param:"server_name"` // the managed system
	LPAR       string      `param:"lpar"`
}

// NovaPower is a virtual machine of OpenStack. MAAS 3.8 and later have it no more.
type NovaPower struct {
	ID       string      `param:"nova_id"` // UUID of the virtual machine
	Tenant   string      `param:"os_tenantname"`
	User     string      `param:"os_username"`
	Password maas.Secret `param:"os_password"`
	AuthURL  string      `param:"os_authurl"`
}

// WedgePower is a Facebook Wedge switch, since MAAS 2.1.
type WedgePower struct {
	Address  string      `param:"power_address"`
	User     string      `param:"power_user"`
	Password maas.Secret `param:"power_pass"`
}

// RSDPower is a node of an Intel Rack Scale Design pod, from MAAS 2.2 to 2.9.
type RSDPower struct {
	Address  string      `param:"power_address"`
	User     string      `param:"power_user"`
	Password maas.Secret `param:"power_pass"`
	NodeID   string      `param:"node_id"`
}

// RECSBoxPower is a node of a christmann RECS|Box, since MAAS 2.3.
type RECSBoxPower struct {
	NodeID   string      `param:"node_id"`
	Address  string      `param:"power_address"`
	Port     int         `param:"power_port"`
	User     string      `param:"power_user"`
	Password maas.Secret `param:"power_pass"`
}

// RedfishPower is a BMC that speaks Redfish, since MAAS 2.5.
type RedfishPower struct {
	Address  string      `param:"power_address"`
	User     string      `param:"power_user"`
	Password maas.Secret `param:"power_pass"`
	NodeID   string      `param:"node_id"` // the only one if ""
}

// OpenBMCPower is a BMC that runs OpenBMC, since MAAS 2.6.
type OpenBMCPower struct {
	Address  string      `param:"power_address"`
	User     string      `param:"power_user"`
	Password maas.Secret `param:"power_pass"`
}

// LXDPower is a virtual machine of LXD, since MAAS 2.8.
type LXDPower struct {
	Address      string      `param:"power_address"`
	InstanceName string      `param:"instance_name"`
	Password     maas.Secret `param:"password"`    // trust password, optional
	Project      string      `param:"project"`     // "default" if "", since 3.0
	Certificate  string      `param:"certificate"` // PEM, since 3.1
	Key          maas.Secret `param:"key"`         // PEM, since 3.1
}

// EatonPower is an outlet of an Eaton PDU, since MAAS 2.9.
type EatonPower struct {
	Address string `param:"power_address"`
	Outlet  int    `param:"node_outlet"`    // from 1
	OnDelay *int   `param:"power_on_delay"` // seconds, 5 if nil
}

// ProxmoxPower is a virtual machine of Proxmox, since MAAS 2.9. It is reached with
// a password or with a token.
type ProxmoxPower struct {
	Address     string      `param:"power_address"`
	User        string      `param:"power_user"` // with the realm: "root@pam"
	Password    maas.Secret `param:"power_pass"`
	TokenName   string      `param:"power_token_name"`
	TokenSecret maas.Secret `param:"power_token_secret"`
	VMName      string      `param:"power_vm_name"`    // name or id
	VerifyTLS   VerifyTLS   `param:"power_verify_ssl"` // VerifyTLSNo if ""
}

// WebhookPower is a machine that a web service switches, since MAAS 2.9.
type WebhookPower struct {
	OnURI     string      `param:"power_on_uri"`
	OffURI    string      `param:"power_off_uri"`
	QueryURI  string      `param:"power_query_uri"`
	OnRegex   string      `param:"power_on_regex"`  // what the query answers for on, `status.*\:.*running` if ""
	OffRegex  string      `param:"power_off_regex"` // for off, `status.*\:.*stopped` if ""
	User      string      `param:"power_user"`
	Password  maas.Secret `param:"power_pass"`
	Token     maas.Secret `param:"power_token"`      // instead of User and Password
	VerifyTLS VerifyTLS   `param:"power_verify_ssl"` // VerifyTLSNo if ""
}

// HMCZPower is a partition of an IBM Z, since MAAS 3.0.
type HMCZPower struct {
	Address       string      `param:"power_address"`
	User          string      `param:"power_user"`
	Password      maas.Secret `param:"power_pass"`
	PartitionName string      `param:"power_partition_name"`
	VerifyTLS     VerifyTLS   `param:"power_verify_ssl"` // VerifyTLSYes if "", since 3.5
}

// RaritanPower is an outlet of a Raritan PDU, since MAAS 3.2.
type RaritanPower struct {
	Address string `param:"power_address"`
	Outlet  int    `param:"node_outlet"`
	OnDelay *int   `param:"power_on_delay"` // seconds, 5 if nil
}

// PowerType returns [PowerTypeManual].
func (ManualPower) PowerType() PowerType { return PowerTypeManual }

// PowerType returns [PowerTypeVirsh].
func (VirshPower) PowerType() PowerType { return PowerTypeVirsh }

// PowerType returns [PowerTypeVMware].
func (VMwarePower) PowerType() PowerType { return PowerTypeVMware }

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

// PowerType returns [PowerTypeMSFTOCS].
func (MSFTOCSPower) PowerType() PowerType { return PowerTypeMSFTOCS }

// PowerType returns [PowerTypeAPC].
func (APCPower) PowerType() PowerType { return PowerTypeAPC }

// PowerType returns [PowerTypeHMC].
func (HMCPower) PowerType() PowerType { return PowerTypeHMC }

// PowerType returns [PowerTypeNova].
func (NovaPower) PowerType() PowerType { return PowerTypeNova }

// PowerType returns [PowerTypeWedge].
func (WedgePower) PowerType() PowerType { return PowerTypeWedge }

// PowerType returns [PowerTypeRSD].
func (RSDPower) PowerType() PowerType { return PowerTypeRSD }

// PowerType returns [PowerTypeRECSBox].
func (RECSBoxPower) PowerType() PowerType { return PowerTypeRECSBox }

// PowerType returns [PowerTypeRedfish].
func (RedfishPower) PowerType() PowerType { return PowerTypeRedfish }

// PowerType returns [PowerTypeOpenBMC].
func (OpenBMCPower) PowerType() PowerType { return PowerTypeOpenBMC }

// PowerType returns [PowerTypeLXD].
func (LXDPower) PowerType() PowerType { return PowerTypeLXD }

// PowerType returns [PowerTypeEaton].
func (EatonPower) PowerType() PowerType { return PowerTypeEaton }

// PowerType returns [PowerTypeProxmox].
func (ProxmoxPower) PowerType() PowerType { return PowerTypeProxmox }

// PowerType returns [PowerTypeWebhook].
func (WebhookPower) PowerType() PowerType { return PowerTypeWebhook }

// PowerType returns [PowerTypeHMCZ].
func (HMCZPower) PowerType() PowerType { return PowerTypeHMCZ }

// PowerType returns [PowerTypeRaritan].
func (RaritanPower) PowerType() PowerType { return PowerTypeRaritan }

// MarshalParams returns the power type and its parameters.
func (p ManualPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p VirshPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p VMwarePower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p FenceCDUPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p IPMIPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p MoonshotPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p SM15KPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p AMTPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p DLIPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p UCSMPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p MSCMPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p MSFTOCSPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p APCPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p HMCPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p NovaPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p WedgePower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p RSDPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p RECSBoxPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p RedfishPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p OpenBMCPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p LXDPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p EatonPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p ProxmoxPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p WebhookPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p HMCZPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}

// MarshalParams returns the power type and its parameters.
func (p RaritanPower) MarshalParams(prefix string) (maas.Params, error) {
	return marshalPower(p, prefix)
}
