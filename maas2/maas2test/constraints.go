package maas2test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// constraints are what machines are asked for by, in lists and allocations.
type constraints struct {
	c      *call
	errs   engine.FieldErrors
	checks []func(*node) bool
	sorted []string // how they are told in a refusal
	// What is asked for by label.
	storage    []storageConstraint
	interfaces []ifaceConstraint
}

// constraintNames are the constraints that lists and allocations know.
var constraintNames = strings.Fields(`agent_name arch cpu_count cpu_speed devices domain fabric_classes fabrics
	hostname id interfaces link_speed mac_address mem name networks not_agent_name not_arch not_domain not_fabric_classes
	not_fabrics not_hostname not_id not_in_pool not_in_zone not_networks not_owner not_pod not_pod_type not_power_state not_simple_status
	not_status not_subnets not_system_id not_tags not_vlans owner pod pod_type pool power_state simple_status status storage subnets
	system_id tags vlans zone`)

// allocateNames are parameters of allocate that are no constraints.
var allocateNames = strings.Fields("op comment dry_run verbose bridge_all bridge_type bridge_stp bridge_fd agent_name install_rackd install_kvm format callback")

// readConstraints reads the constraints in values.
func (c *call) readConstraints(values *engine.Values, also []string) *constraints {
	x := &constraints{c: c, errs: engine.FieldErrors{}}
	var seen []string
	for _, p := range values.Pairs {
		if slices.Contains(seen, p.Name) || slices.Contains(also, p.Name) {
			continue
		}
		seen = append(seen, p.Name)
		if !slices.Contains(constraintNames, p.Name) {
			x.errs.Add(p.Name, "No such constraint.")
			continue
		}
		x.read(p.Name, values.List(p.Name))
	}
	return x
}

// matches reports whether a machine meets the constraints.
func (x *constraints) matches(n *node) bool {
	for _, check := range x.checks {
		if !check(n) {
			return false
		}
	}
	return true
}

// want adds a check, which a constraint whose name begins with not_ turns round.
func (x *constraints) want(not bool, check func(*node) bool) {
	if not {
		positive := check
		check = func(n *node) bool { return !positive(n) }
	}
	x.checks = append(x.checks, check)
}

// read adds what one constraint asks for.
func (x *constraints) read(name string, values []string) {
	x.sorted = append(x.sorted, name+"="+strings.Join(values, ","))
	rest, not := strings.CutPrefix(name, "not_")
	rest = strings.TrimPrefix(rest, "in_")
	st := x.c.state
	has := func(value func(*node) string) {
		x.want(not, func(n *node) bool { return slices.Contains(values, value(n)) })
	}
	switch rest {
	case "id", "system_id":
		has(func(n *node) string { return n.systemID })
	case "hostname", "name":
		x.want(not, func(n *node) bool { return slices.Contains(values, n.hostname) || slices.Contains(values, st.fqdn(n)) })
	case "domain":
		has(func(n *node) string { return st.domainOf(n).name })
	case "agent_name":
		has(func(n *node) string { return n.agentName })
	case "owner":
		has(func(n *node) string { return n.owner })
	case "power_state":
		has(func(n *node) string { return n.powerState })
	case "mac_address":
		for _, mac := range values {
			if problem := macProblem(mac); problem != "" {
				x.errs.Add(name, problem)
			}
		}
		x.want(not, func(n *node) bool {
			return slices.ContainsFunc(st.ifacesOf(n.systemID), func(i *iface) bool { return slices.Contains(values, i.mac) })
		})
	case "zone":
		x.known(name, "zone", values, func(v string) bool { return st.zoneNamed(v) != nil })
		has(func(n *node) string { return st.zoneOf(n).name })
	case "pool":
		x.known(name, "pool", values, func(v string) bool { return st.poolNamed(v) != nil })
		has(func(n *node) string { return st.poolOf(n).name })
	case "status", "simple_status":
		x.readStatus(name, not, values)
	case "tags":
		x.readTags(name, not, values)
	case "arch":
		for _, arch := range values {
			if !slices.ContainsFunc(architectures, func(known string) bool { return known == arch || strings.HasPrefix(known, arch+"/") }) {
				x.errs.Add(name, "Architecture not recognised.")
			}
		}
		x.want(not, func(n *node) bool {
			main, _, _ := strings.Cut(n.architecture, "/")
			return slices.Contains(values, n.architecture) || slices.Contains(values, main)
		})
	case "cpu_count":
		x.atLeast(name, values, "Invalid CPU count: number required.", func(n *node) float64 { return float64(n.cpuCount) })
	case "cpu_speed":
		x.atLeast(name, values, "Invalid CPU speed: number required.", func(n *node) float64 { return float64(n.cpuSpeed) })
	case "mem":
		x.atLeast(name, values, "Invalid memory: number of MiB required.", func(n *node) float64 { return float64(n.memory) })
	case "link_speed":
		x.atLeast(name, values, "Invalid link speed: number required.", func(n *node) float64 {
			fastest := 0
			for _, i := range st.ifacesOf(n.systemID) {
				fastest = max(fastest, i.linkSpeed)
			}
			return float64(fastest)
		})
	case "subnets", "vlans", "fabrics", "networks":
		x.readNetworks(name, rest, not, values)
	case "fabric_classes":
		x.wantIface(not, func(i *iface) bool {
			v := vlans.in(st).Get(i.vlan)
			return v != nil && slices.Contains(values, fabrics.in(st).Get(v.fabric).classType)
		})
	case "storage":
		x.readStorage(name, values)
	case "interfaces":
		x.readInterfaces(name, values)
	case "pod", "pod_type":
		has(func(n *node) string {
			h := vmHosts.in(st).Get(n.pod)
			switch {
			case n.pod == 0 || h == nil:
				return ""
			case rest == "pod":
				return h.name
			}
			return h.kind
		})
	case "devices":
		// No machine has devices that a constraint could name.
		x.want(not, func(*node) bool { return false })
	}
}

// known refuses values that name nothing.
func (x *constraints) known(field, what string, values []string, exists func(string) bool) {
	var missing []string
	for _, value := range values {
		if !exists(value) {
			missing = append(missing, value)
		}
	}
	if len(missing) > 0 {
		x.errs.Add(field, "No such "+what+"(s): "+strings.Join(missing, ", ")+".")
	}
}

// atLeast asks for a number that is not below the one given.
func (x *constraints) atLeast(field string, values []string, problem string, of func(*node) float64) {
	least, err := strconv.ParseFloat(strings.TrimSpace(values[len(values)-1]), 64)
	if err != nil {
		x.errs.Add(field, problem)
		return
	}
	x.sorted[len(x.sorted)-1] = field + "=" + string(engine.AppendFloat(nil, least))
	x.checks = append(x.checks, func(n *node) bool { return of(n) >= least })
}

// statusKeys are the names of statuses as filters write them.
func statusKey(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "_") }

func (x *constraints) readStatus(field string, not bool, values []string) {
	if strings.Contains(field, "simple") {
		x.want(not, func(n *node) bool {
			return slices.ContainsFunc(values, func(v string) bool {
				name := strings.ToLower(statusNames[n.status])
				return strings.EqualFold(v, name) || strings.EqualFold(v, "failed") && strings.Contains(name, "fail")
			})
		})
		return
	}
	var numbers []int
	for _, value := range values {
		number := slices.IndexFunc(statusNames, func(name string) bool { return statusKey(name) == value })
		if value == "failed_releasing" {
			number = statusFailedReleasing
		}
		if number < 0 {
			x.errs.Add(field, fmt.Sprintf("Unknown node status(es): '%s'.", value))
		}
		numbers = append(numbers, number)
	}
	x.want(not, func(n *node) bool { return slices.Contains(numbers, n.status) })
}

// readTags asks for all of some tags.
func (x *constraints) readTags(field string, not bool, values []string) {
	var names []string
	for _, value := range values {
		names = append(names, splitList(value)...)
	}
	if !not {
		var missing []string
		for _, name := range names {
			if tags.in(x.c.state).Get(name) == nil {
				missing = append(missing, pyRepr(name))
			}
		}
		if len(missing) > 0 {
			x.errs.Add(field, "No such tag(s): "+strings.Join(missing, ", ")+".")
		}
	}
	for _, name := range names {
		x.want(not, func(n *node) bool { return slices.Contains(n.tags, name) })
	}
}

// wantIface asks for an interface.
func (x *constraints) wantIface(not bool, match func(*iface) bool) {
	st := x.c.state
	x.want(not, func(n *node) bool { return slices.ContainsFunc(st.ifacesOf(n.systemID), match) })
}

// readNetworks asks for an interface on each of some subnets, or on one of some
// VLANs or fabrics.
func (x *constraints) readNetworks(field, what string, not bool, values []string) {
	st := x.c.state
	var specifiers []string
	for _, value := range values {
		specifiers = append(specifiers, splitList(value)...)
	}
	switch what {
	case "subnets", "networks":
		for _, specifier := range specifiers {
			found := subnetsMatching(st, specifier)
			if len(found) == 0 {
				x.errs.Add(field, "No matching subnets found.")
				return
			}
			x.wantIface(not, func(i *iface) bool { return st.onSubnet(i, found) })
		}
	case "vlans":
		x.wantIface(not, func(i *iface) bool {
			v := vlans.in(st).Get(i.vlan)
			return v != nil && slices.ContainsFunc(specifiers, func(s string) bool { return matchesSpecifier(s, v.id, v.name, "vid", strconv.Itoa(v.vid)) })
		})
	case "fabrics":
		x.wantIface(not, func(i *iface) bool {
			v := vlans.in(st).Get(i.vlan)
			if v == nil {
				return false
			}
			f := fabrics.in(st).Get(v.fabric)
			return slices.ContainsFunc(specifiers, func(s string) bool { return matchesSpecifier(s, f.id, f.name, "class", f.classType) })
		})
	}
}

// matchesSpecifier reports whether a specifier names what has an id, a name, and
// another property.
func matchesSpecifier(specifier string, id int, name, property, value string) bool {
	key, text, qualified := strings.Cut(specifier, ":")
	switch {
	case !qualified:
		return specifier == name || specifier == strconv.Itoa(id)
	case key == "id":
		return text == strconv.Itoa(id)
	case key == "name":
		return text == name
	}
	return key == property && text == value
}

// subnetsMatching lists the numbers of the subnets that a specifier names.
func subnetsMatching(st *state, specifier string) []int {
	var found []int
	for _, s := range subnets.in(st).All() {
		space := ""
		if v := vlans.in(st).Get(s.vlan); v != nil {
			if sp := spaces.in(st).Get(v.space); sp != nil {
				space = sp.name
			}
		}
		key, text, _ := strings.Cut(specifier, ":")
		switch {
		case specifier == s.cidr.String(), key == "cidr" && text == s.cidr.String(), key == "space" && text == space,
			matchesSpecifier(specifier, s.id, s.name, "", ""):
			found = append(found, s.id)
		}
	}
	return found
}

// onSubnet reports whether an interface has a link to one of some subnets.
func (st *state) onSubnet(i *iface, wanted []int) bool {
	links, _ := st.linksOf(i)
	return slices.ContainsFunc(links, func(ip *staticIP) bool { return ip.subnet != 0 && slices.Contains(wanted, ip.subnet) })
}

// A storageConstraint asks for a disk, at least so large and with all of the tags.
type storageConstraint struct {
	label string
	size  float64 // GB
	tags  []string
}

func (x *constraints) readStorage(field string, values []string) {
	text := values[len(values)-1]
	for _, part := range splitOutside(text) {
		label, rest, labelled := strings.Cut(part, ":")
		if !labelled {
			label, rest = "", part
		}
		size, tags, tagged := strings.Cut(rest, "(")
		gigabytes, err := strconv.ParseFloat(size, 64)
		if err != nil || tagged && !strings.HasSuffix(tags, ")") {
			x.errs.Add(field, `Malformed storage constraint, "`+text+`".`)
			return
		}
		c := storageConstraint{label: label, size: gigabytes}
		if tagged {
			c.tags = splitList(strings.TrimSuffix(tags, ")"))
		}
		x.storage = append(x.storage, c)
	}
	x.checks = append(x.checks, func(n *node) bool { return x.storageOf(n) != nil })
}

// splitOutside splits a text at the commas that are not in parentheses.
func splitOutside(text string) []string {
	var parts []string
	depth, start := 0, 0
	for i, r := range text {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth == 0:
			parts, start = append(parts, text[start:i]), i+1
		}
	}
	return append(parts, text[start:])
}

// A diskChoice is a disk that meets a storage constraint.
type diskChoice struct {
	label string
	disk  int
}

// storageOf finds a disk for each storage constraint, or returns nil.
func (x *constraints) storageOf(n *node) []diskChoice {
	choices := []diskChoice{}
	for _, want := range x.storage {
		found := 0
		for _, d := range x.c.state.disksOf(n) {
			taken := slices.ContainsFunc(choices, func(c diskChoice) bool { return c.disk == d.id })
			missing := slices.ContainsFunc(want.tags, func(tag string) bool { return !slices.Contains(d.tags, tag) })
			if !taken && !missing && float64(d.size) >= want.size*1e9 {
				found = d.id
				break
			}
		}
		if found == 0 {
			return nil
		}
		choices = append(choices, diskChoice{want.label, found})
	}
	return choices
}

// An ifaceConstraint asks for an interface with some properties.
type ifaceConstraint struct {
	label string
	match func(*state, *iface) bool
}

func (x *constraints) readInterfaces(field string, values []string) {
	for part := range strings.SplitSeq(values[len(values)-1], ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		label, rest, ok := strings.Cut(part, ":")
		var tests []func(*state, *iface) bool
		for property := range strings.SplitSeq(rest, ",") {
			key, value, given := strings.Cut(property, "=")
			test := ifaceProperty(strings.TrimSpace(key), value)
			if ok = ok && given && test != nil; !ok {
				break
			}
			tests = append(tests, test)
		}
		if !ok {
			x.errs.Add(field, "Malformed constraint: "+pyRepr(part)+" (required format: '<label>:<key>=<value>[,<key2>=<value2>[,...]]')")
			return
		}
		x.interfaces = append(x.interfaces, ifaceConstraint{label, func(st *state, i *iface) bool {
			return !slices.ContainsFunc(tests, func(test func(*state, *iface) bool) bool { return !test(st, i) })
		}})
	}
	x.checks = append(x.checks, func(n *node) bool {
		return !slices.ContainsFunc(x.interfaces, func(want ifaceConstraint) bool { return len(x.ifacesFor(n, want)) == 0 })
	})
}

// ifaceProperty is the test of a property of interfaces, or nil if there is none of
// that name.
func ifaceProperty(key, value string) func(*state, *iface) bool {
	vlanOf := func(test func(*state, *vlan) bool) func(*state, *iface) bool {
		return func(st *state, i *iface) bool {
			v := vlans.in(st).Get(i.vlan)
			return i.vlan != 0 && v != nil && test(st, v)
		}
	}
	switch key {
	case "subnet", "subnet_cidr", "cidr":
		return func(st *state, i *iface) bool { return st.onSubnet(i, subnetsMatching(st, value)) }
	case "space":
		return vlanOf(func(st *state, v *vlan) bool {
			s := spaces.in(st).Get(v.space)
			return s != nil && matchesSpecifier(value, s.id, s.name, "", "")
		})
	case "fabric":
		return vlanOf(func(st *state, v *vlan) bool {
			f := fabrics.in(st).Get(v.fabric)
			return matchesSpecifier(value, f.id, f.name, "class", f.classType)
		})
	case "fabric_class":
		return vlanOf(func(st *state, v *vlan) bool { return fabrics.in(st).Get(v.fabric).classType == value })
	case "vlan":
		return vlanOf(func(_ *state, v *vlan) bool { return matchesSpecifier(value, v.id, v.name, "vid", strconv.Itoa(v.vid)) })
	case "vid":
		return vlanOf(func(_ *state, v *vlan) bool { return value == strconv.Itoa(v.vid) })
	case "name":
		return func(_ *state, i *iface) bool { return i.name == value }
	case "id":
		return func(_ *state, i *iface) bool { return strconv.Itoa(i.id) == value }
	case "hostname":
		return func(st *state, i *iface) bool { return nodes.in(st).Get(i.node).hostname == value }
	case "mac":
		return func(_ *state, i *iface) bool { return i.mac == normalMAC(value) }
	case "tag":
		return func(_ *state, i *iface) bool { return slices.Contains(i.tags, value) }
	case "ip":
		return func(st *state, i *iface) bool {
			links, seen := st.linksOf(i)
			return slices.ContainsFunc(append(links, seen...), func(ip *staticIP) bool { return ip.address.IsValid() && ip.address.String() == value })
		}
	case "mode":
		return func(st *state, i *iface) bool {
			links, _ := st.linksOf(i)
			if value == "unconfigured" {
				return len(links) == 0
			}
			return slices.ContainsFunc(links, func(ip *staticIP) bool { return ip.mode() == strings.ToLower(value) })
		}
	case "type":
		return func(_ *state, i *iface) bool { return i.kind == value }
	}
	return nil
}

// ifacesFor lists the interfaces of a node that meet a constraint.
func (x *constraints) ifacesFor(n *node, want ifaceConstraint) []any {
	var found []any
	for _, i := range x.c.state.ifacesOf(n.systemID) {
		if want.match(x.c.state, i) {
			found = append(found, i.id)
		}
	}
	return found
}

// chosenJSON tells which disks and interfaces of a machine meet the constraints.
func (x *constraints) chosenJSON(chosen *node, verbose bool) object {
	o := object{}
	storage, interfaces := object{}, object{}
	for _, choice := range x.storageOf(chosen) {
		storage = append(storage, member{choice.label, []any{choice.disk}})
	}
	for _, want := range x.interfaces {
		interfaces = append(interfaces, member{want.label, x.ifacesFor(chosen, want)})
	}
	if len(storage) > 0 {
		o = append(o, member{"storage", storage})
	}
	if len(interfaces) > 0 {
		o = append(o, member{"interfaces", interfaces})
	}
	if !verbose {
		return o
	}
	allStorage, allInterfaces := object{}, object{}
	for _, n := range nodes.in(x.c.state).All() {
		of := object{}
		for _, choice := range x.storageOf(n) {
			of = append(of, member{strconv.Itoa(choice.disk), choice.label})
		}
		if len(of) > 0 && n.status == statusReady {
			allStorage = append(allStorage, member{strconv.Itoa(n.id), of})
		}
	}
	for _, want := range x.interfaces {
		of := object{}
		for _, n := range nodes.in(x.c.state).All() {
			if found := x.ifacesFor(n, want); len(found) > 0 {
				of = append(of, member{strconv.Itoa(n.id), found})
			}
		}
		allInterfaces = append(allInterfaces, member{want.label, of})
	}
	return append(o, member{"verbose_storage", allStorage}, member{"verbose_interfaces", allInterfaces})
}

// machinesAllocate gives the caller a machine that is Ready. The store's lock is held
// from the search to the end, so that nobody else gets the same one.
func (c *call) machinesAllocate() (any, error) {
	x := c.readConstraints(c.Post, allocateNames)
	if len(x.errs) > 0 {
		return nil, refuse(x.errs)
	}
	dryRun, _ := stringBool(c.Post.Get("dry_run"))
	verbose, _ := stringBool(c.Post.Get("verbose"))
	for _, old := range c.state.nodesOf(machineNode) {
		if old.status != statusReady || old.owner != "" || !c.may(old, toView) || !x.matches(old) {
			continue
		}
		n := *old
		if !dryRun {
			c.logUser(&n, "User acquiring node", c.Post.Get("comment"))
			c.state.allocateTo(&n, c.user.name, c.Post.Get("agent_name"), c)
			c.state.putNode(&n)
		}
		return append(c.machineJSON(&n), member{"constraints_by_type", x.chosenJSON(&n, verbose)}), nil
	}
	return nil, engine.Conflict(x.refusal(c.Post))
}

// allocateTo makes a machine somebody's.
func (st *state) allocateTo(n *node, owner, agent string, c *call) {
	st.forceStatus(n, statusAllocated, c.now)
	n.owner, n.agentName = owner, agent
	st.acquireFilesystems(n)
}

// refusal is what allocate says when no machine is left.
func (x *constraints) refusal(values *engine.Values) string {
	var given []string
	var seen []string
	for _, p := range values.Pairs {
		if slices.Contains(seen, p.Name) || slices.Contains(allocateNames, p.Name) {
			continue
		}
		seen = append(seen, p.Name)
		var list []string
		for _, value := range values.List(p.Name) {
			list = append(list, pyRepr(value))
		}
		given = append(given, "("+pyRepr(p.Name)+", ["+strings.Join(list, ", ")+"])")
	}
	if len(given) == 0 {
		return "No machine available."
	}
	if id := values.Get("system_id"); id != "" {
		return "No machine with system ID " + id + " available."
	}
	if name := values.Get("name"); name != "" {
		return "No machine with hostname " + name + " available."
	}
	slices.Sort(x.sorted)
	return "No available machine matches constraints: [" + strings.Join(given, ", ") + `] (resolved to "` + strings.Join(x.sorted, " ") + `")`
}
