package maas2test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// noSuchChoice is what a form says of a reference to what is not there.
const noSuchChoice = "Select a valid choice. That choice is not one of the available choices."

// architectures are those that there are boot images for.
var architectures = []string{"amd64/generic"}

var macPattern = regexp.MustCompile(`^([0-9a-fA-F]{1,2}[:-]){5}[0-9a-fA-F]{1,2}$`)

// macProblem returns what is wrong with a MAC address, or "".
func macProblem(mac string) string {
	if !macPattern.MatchString(mac) {
		return pyRepr(mac) + " is not a valid MAC address."
	}
	return ""
}

// normalMAC writes a MAC address as MAAS does.
func normalMAC(mac string) string { return strings.ToLower(strings.ReplaceAll(mac, "-", ":")) }

var (
	labelPattern = regexp.MustCompile(`^[a-zA-Z0-9-]+$`)
	firstNames   = strings.Fields("able brave calm daring eager fair gentle happy keen lucky merry noble proud quick sharp sound swift vital warm wise")
)

// hostnameProblem returns what is wrong with a host name, or "".
func hostnameProblem(name string) string {
	for label := range strings.SplitSeq(name, ".") {
		switch {
		case label == "":
			return "DNS name contains an empty label: " + pyRepr(name) + "."
		case len(label) > 63:
			return "Label is too long: " + pyRepr(label) + ". Maximum allowed length is 63 characters."
		case strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-"):
			return "Label cannot start or end with hyphen: " + pyRepr(label) + "."
		case !labelPattern.MatchString(label):
			return "Label contains disallowed characters: " + pyRepr(label) + "."
		}
	}
	return ""
}

// newHostname makes up a name that no node has.
func (st *state) newHostname() string {
	for {
		name := firstNames[rand.IntN(len(firstNames))] + "-"
		for range 3 {
			name += string("bdfgklmnprstvz"[rand.IntN(14)]) + string("aeiou"[rand.IntN(5)])
		}
		if st.nodeByHostname(name) == nil {
			return name
		}
	}
}

// fillNode sets the fields that all kinds of nodes have.
func (c *call) fillNode(f *form, n *node) {
	f.text("hostname", &n.hostname, hostnameProblem, unless(func(name string) bool {
		other := c.state.nodeByHostname(name)
		return other != nil && other.systemID != n.systemID
	}, "Node with this Hostname already exists."))
	f.text("description", &n.description)
	if name := f.data.Get("domain"); name != "" {
		if d := c.state.domainBy(name); d != nil {
			n.domain = d.id
		} else {
			f.errs.Add("domain", "Unable to find domain "+name)
		}
	}
	if name := f.data.Get("zone"); name != "" {
		if z := c.state.zoneNamed(name); z != nil {
			n.zone = z.id
		} else {
			f.errs.Add("zone", noSuchChoice)
		}
	}
}

// fillMachine sets the fields that machines have beyond other nodes.
func (c *call) fillMachine(f *form, n *node, creating bool) error {
	c.fillNode(f, n)
	if name := f.data.Get("pool"); name != "" {
		if p := c.state.poolNamed(name); p != nil {
			n.pool = p.id
		} else {
			f.errs.Add("pool", noSuchChoice)
		}
	}
	c.fillArchitecture(f, n)
	f.number("cpu_count", &n.cpuCount, 0, 1<<31-1)
	f.number("memory", &n.memory, 0, 1<<31-1)
	if f.has("swap_size") {
		swap := 0
		f.number("swap_size", &swap, 0, 1<<62)
		n.swapSize = &swap
		if f.data.Get("swap_size") == "" {
			n.swapSize = nil
		}
	}
	f.text("min_hwe_kernel", &n.minHWEKernel)
	f.text("hwe_kernel", &n.hweKernel)
	return c.fillPower(f, n, creating)
}

// fillArchitecture reads an architecture with or without its subarchitecture.
func (c *call) fillArchitecture(f *form, n *node) {
	architecture := n.architecture
	f.text("architecture", &architecture, required)
	if architecture != "" && !strings.Contains(architecture, "/") {
		sub := f.data.Get("subarchitecture")
		if sub == "" {
			sub = "generic"
		}
		architecture += "/" + sub
	}
	if architecture != "" && !slices.Contains(architectures, architecture) {
		f.errs.Add("architecture", choiceProblem("architecture", architecture, architectures))
		return
	}
	n.architecture = architecture
}

// powerPrefix begins the names of power parameters.
const powerPrefix = "power_parameters_"

// fillPower sets the power type and its parameters.
func (c *call) fillPower(f *form, n *node, creating bool) error {
	kind, sent := f.data.Lookup("power_type")
	parameters := make(map[string]any)
	if text, given := f.data.Lookup("power_parameters"); given && text != "" {
		if json.Unmarshal([]byte(text), &parameters) != nil {
			return engine.BadRequest("Failed to parse JSON power_parameters")
		}
	}
	given := f.data.Prefixed(powerPrefix)
	if !sent {
		kind = n.powerType
		if len(given) == 0 && len(parameters) == 0 {
			return nil
		}
		for name, value := range n.powerParams {
			if _, changed := parameters[name]; !changed {
				parameters[name] = value
			}
		}
	}
	for name, value := range given {
		parameters[name] = value
	}
	if kind == "" {
		n.powerType, n.powerParams = "", nil
		return nil
	}
	t := powerTypeNamed(kind)
	if t == nil {
		f.errs.Add("power_type", "Select a valid choice. "+kind+" is not one of the available choices.")
		return nil
	}
	if creating && kind == "manual" && len(f.errs["mac_addresses"]) > 0 {
		f.errs.Add("power_type", "Can't set power type to manual without network interfaces")
		return nil
	}
	kept := make(map[string]any)
	skip, _ := stringBool(given["skip_check"])
	for _, field := range t.Fields {
		value, ok := parameters[field.Name]
		if !ok || value == "" {
			value = field.Default
		}
		if value == "" && field.Name == "power_address" && kind != "virsh" {
			return engine.ServerError("IPAddress() does not support netmasks or subnet prefixes! See documentation for details.")
		}
		if value == "" && field.Required && !skip {
			f.errs.Add("power_parameters", field.Label+": This field is required.")
		}
		kept[field.Name] = plainValue(value)
	}
	n.powerType, n.powerParams = kind, kept
	return nil
}

// plainValue is a decoded JSON value as power parameters hold it: what is neither a
// text, a number, a switch nor a list of texts becomes a text.
func plainValue(value any) any {
	switch value := value.(type) {
	case string, bool, float64, nil:
		return value
	case []any:
		texts := make([]string, 0, len(value))
		for _, element := range value {
			texts = append(texts, fmt.Sprint(element))
		}
		return texts
	}
	text, _ := json.Marshal(value) // it was decoded from JSON
	return string(text)
}

// fillMACs reads the MAC addresses of a new node.
func (c *call) fillMACs(f *form, needed bool) []string {
	var macs []string
	for _, value := range f.data.List("mac_addresses") {
		for mac := range strings.SplitSeq(value, ",") {
			if mac = strings.TrimSpace(mac); mac != "" {
				macs = append(macs, mac)
			}
		}
	}
	if len(macs) == 0 && needed {
		f.errs.Add("mac_addresses", fieldRequired)
	}
	for i, mac := range macs {
		if problem := macProblem(mac); problem != "" {
			f.errs.Add("mac_addresses", problem)
			continue
		}
		macs[i] = normalMAC(mac)
		if owner := c.state.nodeByMAC(macs[i]); owner != nil {
			f.errs.Add("mac_addresses", "MAC address "+macs[i]+" already in use on "+owner.hostname+".")
		}
	}
	return macs
}

// nodeByMAC finds the node with a physical interface of that address, or returns nil.
func (st *state) nodeByMAC(mac string) *node {
	i := ifaces.in(st).Find(func(i *iface) bool { return i.mac == mac && i.kind == "physical" })
	if i == nil {
		return nil
	}
	return nodes.in(st).Get(i.node)
}

// nodeByHostname finds a node, or returns nil.
func (st *state) nodeByHostname(name string) *node {
	return nodes.in(st).Find(func(n *node) bool { return strings.EqualFold(n.hostname, name) })
}
