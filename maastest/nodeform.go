package maastest

import (
	"crypto/rand"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// fastpathTag is put on every node that is created through the API.
const fastpathTag = "use-fastpath-installer"

func (c *call) nodesNew() (any, error) {
	if err := c.NeedForm(); err != nil {
		return nil, err
	}
	data := c.Data
	architecture := data.Get("architecture")
	subarchitecture := data.Get("subarchitecture")
	switch {
	case strings.Contains(architecture, "/") && subarchitecture != "":
		return nil, engine.BadRequest("Subarchitecture cannot be specified twice.")
	case architecture == "" || strings.Contains(architecture, "/"):
	case subarchitecture != "":
		architecture += "/" + subarchitecture
	default:
		architecture += "/generic"
	}
	if !data.Has("nodegroup") && !data.Has("autodetect_nodegroup") {
		return nil, engine.BadRequest("'autodetect_nodegroup' must be specified if 'nodegroup' parameter missing")
	}
	group, err := c.nodeGroupFor(data.Get("nodegroup"))
	if err != nil {
		return nil, err
	}
	n := &node{
		id:           c.state.next("node"),
		systemID:     newSystemID(),
		architecture: architecture,
		nodeGroup:    group.uuid,
		zone:         defaultZone,
		netboot:      true,
		tags:         []string{fastpathTag},
		updated:      c.now,
	}
	errs := engine.FieldErrors{}
	macs := c.checkMACs(data.List("mac_addresses"), errs)
	c.fillNode(nil, n, data, errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	if n.hostname == "" || addressHostname.MatchString(n.hostname) {
		n.hostname = c.state.randomHostname()
	}
	if err := c.setPower(n, group); err != nil {
		return nil, err
	}
	c.state.ensureTag(fastpathTag)
	c.state.addNode(n, macs)
	if c.user == nil {
		return c.anonymousNodeJSON(n), nil
	}
	if c.isAdmin() {
		n = c.startCommissioning(n)
	}
	return c.nodeJSON(n), nil
}

func newSystemID() string { return "node-" + newUUID() }

// addNode stores a new node with its MACs.
func (st *state) addNode(n *node, macs []string) {
	n.macs = macs
	st.nodes.Put(n.systemID, n)
	st.hostnames.Put(n.hostname, &n.systemID)
	for _, address := range macs {
		st.macs.Put(address, &mac{id: st.next("mac"), address: address, systemID: n.systemID})
	}
}

// nodeGroupFor finds the cluster that a new node names; without a name it is
// the one that MAAS began with.
func (c *call) nodeGroupFor(name string) (*nodeGroup, error) {
	for uuid, g := range c.state.nodeGroups.All() {
		if name == "" || name == uuid || name == g.clusterName || name == strconv.Itoa(g.id) {
			return g, nil
		}
	}
	if c.isAdmin() && !c.skipsPowerCheck(c.Data) {
		// The form goes on to look at the cluster that it refused.
		return nil, engine.ServerError("u'nodegroup'")
	}
	return nil, engine.Invalid("nodegroup", "Invalid nodegroup: "+name+".")
}

var macPattern = regexp.MustCompile(`^\s*([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}\s*$`)

func isMAC(s string) bool { return macPattern.MatchString(s) }

// badMAC is the message for what should be a MAC address.
func badMAC(s string) string { return "'" + s + "' is not a valid MAC address." }

// normalizeMAC writes an address as the database does.
func normalizeMAC(s string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), "-", ":"))
}

// checkMACs checks the addresses of a new node.
func (c *call) checkMACs(sent []string, errs engine.FieldErrors) []string {
	sent = slices.DeleteFunc(slices.Clone(sent), func(address string) bool { return address == "" })
	if len(sent) == 0 {
		errs.Add("mac_addresses", fieldRequired)
		return nil
	}
	var macs, messages []string
	for _, address := range sent {
		if !isMAC(address) {
			messages = append(messages, badMAC(address))
			continue
		}
		macs = append(macs, normalizeMAC(address))
	}
	if messages == nil {
		for i, address := range macs {
			if c.state.macs.Get(address) != nil || slices.Contains(macs[:i], address) {
				messages = append(messages, "MAC address "+sent[i]+" already in use.")
				break
			}
		}
	}
	if len(messages) > 0 && len(sent) > 1 {
		messages = []string{"One or more MAC addresses is invalid. (" + strings.Join(messages, " — ") + ")"}
	}
	if messages != nil {
		errs["mac_addresses"] = messages
	}
	return macs
}

// addressHostname matches names that a DNS server made of an address.
var addressHostname = regexp.MustCompile(`^\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}(\.|$)`)

// randomHostname makes a name of five characters in the enlistment domain.
func (st *state) randomHostname() string {
	domain := st.textSetting("enlistment_domain")
	if domain != "" {
		domain = "." + domain
	}
	for {
		name := strings.ToLower(rand.Text()[:5]) + domain
		if st.hostnames.Get(name) == nil {
			return name
		}
	}
}

// setPower stores the power control of a new node as any caller may give it.
func (c *call) setPower(n *node, group *nodeGroup) error {
	name, sent := c.Post.Lookup("power_type")
	if !sent {
		return nil
	}
	if !group.connected {
		return engine.Unavailable(noConnection(group))
	}
	if name != "" && findPowerType(name) == nil {
		return engine.BadRequest("Bad power_type '" + name + "'")
	}
	n.powerType = name
	parameters, sent := c.Post.Lookup("power_parameters")
	if !sent {
		return nil
	}
	n.powerParams = nil
	if json.Unmarshal([]byte(parameters), &n.powerParams) != nil {
		return engine.BadRequest("Failed to parse JSON power_parameters")
	}
	return nil
}

func noConnection(g *nodeGroup) string {
	return "Unable to get RPC connection for cluster '" + g.name + "'"
}

func findPowerType(name string) *powerType {
	i := slices.IndexFunc(powerTypes, func(t powerType) bool { return t.name == name })
	if i < 0 {
		return nil
	}
	return &powerTypes[i]
}

func (c *call) nodeUpdate() (any, error) {
	n, err := c.node(c.mayEdit)
	if err != nil {
		return nil, err
	}
	if err := c.NeedBound(); err != nil {
		return nil, err
	}
	n, err = c.editNode(n, c.Data)
	if err != nil {
		return nil, err
	}
	return c.nodeJSON(n), nil
}

// editNode changes a node as data says, if it is valid as a whole afterwards.
func (c *call) editNode(old *node, data *engine.Values) (*node, error) {
	changed := *old
	errs := engine.FieldErrors{}
	c.fillNode(old, &changed, data, errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	if changed.hostname != old.hostname {
		c.state.hostnames.Delete(old.hostname)
		c.state.hostnames.Put(changed.hostname, &changed.systemID)
	}
	changed.updated = c.now
	c.state.nodes.Put(changed.systemID, &changed)
	return &changed, nil
}

// fillNode sets the fields of a node that data has, and checks the result. old
// is nil for a new node.
func (c *call) fillNode(old, n *node, data *engine.Values, errs engine.FieldErrors) {
	c.fillHostname(old, n, data, errs)
	if old != nil {
		if architecture, sent := data.Lookup("architecture"); sent {
			n.architecture = architecture
		}
	}
	c.state.checkArchitecture(n.architecture, errs)
	c.state.fillSeries(n, data, errs)
	keepOr(data, "license_key", &n.licenseKey)
	if !c.isAdmin() {
		return
	}
	if zone := data.Get("zone"); zone != "" {
		if c.state.zones.Get(zone) == nil {
			errs.Add("zone", badChoice)
		}
		n.zone = zone
	}
	fillNumber(&n.cpuCount, data, "cpu_count", errs)
	fillNumber(&n.memory, data, "memory", errs)
	fillNumber(&n.storage, data, "storage", errs)
	c.fillPower(old, n, data, errs)
}

// fillNumber sets a field that is not cleared by an empty value.
func fillNumber(field *int, data *engine.Values, name string, errs engine.FieldErrors) {
	text := strings.TrimSpace(data.Get(name))
	if text == "" {
		return
	}
	number, err := strconv.Atoi(text)
	if err != nil {
		errs.Add(name, "Enter a whole number.")
		return
	}
	*field = number
}

func (c *call) fillHostname(old, n *node, data *engine.Values, errs engine.FieldErrors) {
	name, sent := data.Lookup("hostname")
	if !sent || old != nil && name == old.hostname {
		return
	}
	n.hostname = name
	if old != nil && old.status == statusAllocated {
		errs.Add("hostname", "Can't change hostname to "+name+": node is in use.")
		return
	}
	if name == "" {
		return
	}
	if message := checkHostname(name); message != "" {
		errs.Add("hostname", message)
	} else if c.state.hostnames.Get(name) != nil {
		errs.Add("hostname", "Node with this Hostname already exists.")
	}
}

var hostLabel = regexp.MustCompile(`^[a-zA-Z0-9_-]*$`)

// checkHostname returns what is wrong with a name, or "".
func checkHostname(name string) string {
	if len(name) > 255 {
		return "Hostname is too long.  Maximum allowed is 255 characters."
	}
	labels := strings.Split(name, ".")
	if strings.Contains(labels[0], "_") {
		return "Host label cannot contain underscore: " + pyRepr(labels[0]) + "."
	}
	for _, label := range labels {
		switch {
		case label == "":
			return "Hostname contains empty name."
		case len(label) > 63:
			return "Name is too long: " + pyRepr(label) + ".  Maximum allowed is 63 characters."
		case label[0] == '-' || label[len(label)-1] == '-':
			return "Name cannot start or end with hyphen: " + pyRepr(label) + "."
		case !hostLabel.MatchString(label):
			return "Name contains disallowed characters: " + pyRepr(label) + "."
		}
	}
	return ""
}

const noArchitectures = "\nNo architectures are available to use for this node; boot images may not\n" +
	"have been imported on the selected cluster controller, or it may be\nunavailable.\n"

func (st *state) checkArchitecture(architecture string, errs engine.FieldErrors) {
	usable := st.usableArchitectures()
	switch {
	case len(usable) == 0:
		errs.Add("architecture", noArchitectures)
	case architecture == "":
		errs.Add("architecture", fieldRequired)
	case !slices.Contains(usable, architecture):
		errs.Add("architecture", notOneOf("architecture", architecture, usable))
	}
}

// notOneOf is the message for a value that is not among the choices.
func notOneOf(field, value string, choices []string) string {
	return "'" + value + "' is not a valid " + field + ".  It should be one of: '" +
		strings.Join(choices, "', '") + "'."
}

// fillSeries sets the system to install. It is written SYSTEM/SERIES here.
func (st *state) fillSeries(n *node, data *engine.Values, errs engine.FieldErrors) {
	keepOr(data, "osystem", &n.osystem)
	series, sent := data.Lookup("distro_series")
	if !sent {
		return
	}
	choices := st.distroSeriesChoices()
	if !slices.Contains(choices, series) {
		errs.Add("distro_series", notOneOf("distro_series", series, choices))
		return
	}
	n.osystem, n.distroSeries, _ = strings.Cut(series, "/")
}

func (c *call) skipsPowerCheck(data *engine.Values) bool {
	return data.Get("power_parameters_skip_check") == "true"
}

const clusterSilent = "\nThe cluster controller for this node is not responding; power type\n" +
	"validation is not available.\n"

// fillPower sets and checks what administrators say about power control.
func (c *call) fillPower(old, n *node, data *engine.Values, errs engine.FieldErrors) {
	name, sent := data.Lookup("power_type")
	if sent {
		n.powerType = name
	}
	control := findPowerType(n.powerType)
	if control == nil && n.powerType != "" {
		errs.Add("power_type", "Select a valid choice. "+n.powerType+" is not one of the available choices.")
	}
	parameters := data.Prefixed("power_parameters_")
	skip := c.skipsPowerCheck(data)
	delete(parameters, "skip_check")
	switch {
	case skip && len(parameters) > 0:
		n.powerParams = make(map[string]any)
		for name, value := range parameters {
			n.powerParams[name] = value
		}
	case len(parameters) > 0:
		if !c.knowsParameters(old, n) {
			control = nil
		}
		fillPowerParameters(n, control, parameters, errs)
	}
	if n.powerType == "" && !skip {
		n.powerParams = nil
	}
	if group := c.state.nodeGroups.Get(n.nodeGroup); group != nil && !group.connected && !skip {
		errs["power_type"] = []string{clusterSilent + noConnection(group)}
	}
}

// fillPowerParameters replaces all parameters by the given ones.
func fillPowerParameters(n *node, control *powerType, parameters map[string]string, errs engine.FieldErrors) {
	var fields []powerField
	if control != nil {
		fields = control.fields
	}
	n.powerParams = make(map[string]any)
	unknown := engine.SortedKeys(parameters)
	for _, field := range fields {
		value := parameters[field.name]
		n.powerParams[field.name] = value
		unknown = slices.DeleteFunc(unknown, func(name string) bool { return name == field.name })
		if message := checkPowerField(field, value); message != "" {
			errs.Add("power_parameters", field.label+": "+message)
		}
	}
	if len(unknown) > 0 {
		errs["power_parameters"] = []string{"Unknown parameter(s): " + strings.Join(unknown, ", ") + "."}
	}
}

func checkPowerField(field powerField, value string) string {
	switch {
	case value == "":
	case field.fieldType == "mac_address" && !isMAC(value):
		return badMAC(value)
	case field.fieldType == "choice" && !slices.ContainsFunc(field.choices, func(c [2]string) bool { return c[0] == value }):
		return "Select a valid choice. " + value + " is not one of the available choices."
	}
	return ""
}

// knowsParameters reports whether MAAS can find out what parameters a power type
// has. For a new node it asks every cluster, accepted or not, and knows nothing
// if one does not answer; else it asks the node's own.
func (c *call) knowsParameters(old, n *node) bool {
	return c.state.nodeGroups.Find(func(g *nodeGroup) bool {
		return !g.connected && (old == nil || g.uuid == n.nodeGroup)
	}) == nil
}
