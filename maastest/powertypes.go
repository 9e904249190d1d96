package maastest

import "github.com/gomaas/maas/internal/engine"

// A powerType is a way to switch nodes on and off.
type powerType struct {
	name, description string
	fields            []powerField
}

// A powerField is a parameter of a power type. MAAS 1.6 insists on none.
type powerField struct {
	name, label  string
	fieldType    string // "string", "mac_address" or "choice"
	defaultValue string
	choices      [][2]string // values and labels
}

func powerText(name, label string) powerField {
	return powerField{name: name, label: label, fieldType: "string"}
}

func powerMAC(name, label string) powerField {
	return powerField{name: name, label: label, fieldType: "mac_address"}
}

// Parameters that several power types have.
var (
	powerAddress  = powerText("power_address", "Power address")
	powerUser     = powerText("power_user", "Power user")
	powerPassword = powerText("power_pass", "Power password")
)

// powerTypes are those that the clusters of a MAAS 1.6 know. Labels that explain
// are left out.
var powerTypes = []powerType{
	{"moonshot", "iLO4 Moonshot Chassis", []powerField{
		powerAddress, powerUser, powerPassword, powerText("power_hwaddress", "Power hardware address"),
	}},
	{"ether_wake", "Wake-on-LAN", []powerField{
		powerMAC("mac_address", "MAC Address"),
	}},
	{"fence_cdu", "Sentry Switch CDU", []powerField{
		powerAddress, powerText("power_id", "Power ID"), powerUser, powerPassword,
	}},
	{"dli", "Digital Loggers, Inc. PDU", []powerField{
		powerText("system_id", "Outlet ID"), powerAddress, powerUser, powerPassword,
	}},
	{"virsh", "Virsh (virtual systems)", []powerField{
		powerAddress, powerText("power_id", "Power ID"), powerText("power_pass", "Power password (optional)"),
	}},
	{"mscm", "Moonshot HP iLO Chassis Manager", []powerField{
		powerText("power_address", "IP for MSCM CLI API"),
		powerText("power_user", "MSCM CLI API user"),
		powerText("power_pass", "MSCM CLI API password"),
		powerText("node_id", ""),
	}},
	{"ipmi", "IPMI", []powerField{
		{"power_driver", "Power driver", "choice", "LAN_2_0", [][2]string{{"LAN", "LAN [IPMI 1.5]"}, {"LAN_2_0", "LAN_2_0 [IPMI 2.0]"}}},
		powerText("power_address", "IP address"), powerUser, powerPassword,
		powerText("mac_address", ""),
	}},
	{"sm15k", "SeaMicro 15000", []powerField{
		powerText("system_id", "System ID"), powerAddress, powerUser, powerPassword,
		{"power_control", "Power control type", "choice", "ipmi", [][2]string{
			{"ipmi", "IPMI"}, {"restapi", "REST API v0.9"}, {"restapi2", "REST API v2.0"},
		}},
	}},
	{"ucsm", "Cisco UCS Manager", []powerField{
		powerText("uuid", "Server UUID"),
		powerText("power_address", "URL for XML API"),
		powerText("power_user", "API user"),
		powerText("power_pass", "API password"),
	}},
	{"amt", "Intel AMT", []powerField{
		powerMAC("mac_address", "MAC Address"), powerPassword,
		powerText("power_address", ""),
	}},
}

func (t *powerType) json() engine.Object {
	fields := []engine.Object{}
	for _, f := range t.fields {
		choices := []any{}
		for _, choice := range f.choices {
			choices = append(choices, choice[:])
		}
		fields = append(fields, engine.Object{
			{"field_type", f.fieldType},
			{"name", f.name},
			{"default", f.defaultValue},
			{"required", false},
			{"label", f.label},
			{"choices", choices},
		})
	}
	return engine.Object{{"fields", fields}, {"name", t.name}, {"description", t.description}}
}

// nodeGroupsDescribePowerTypes asks the clusters that can be reached. All of
// them know the same power types.
func (c *call) nodeGroupsDescribePowerTypes() (any, error) {
	list := []engine.Object{}
	if c.state.nodeGroups.Find(func(g *nodeGroup) bool { return g.connected }) == nil {
		return list, nil
	}
	for i := range powerTypes {
		list = append(list, powerTypes[i].json())
	}
	return list, nil
}
