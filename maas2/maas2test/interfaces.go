package maas2test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

var interfacesSection = &section{
	resources: []*resource{
		{Template: "nodes/{system_id}/interfaces/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).ifacesRead},
			{Method: http.MethodPost, Op: "create_physical", Run: (*call).ifacesCreatePhysical},
			{Method: http.MethodPost, Op: "create_bond", Run: (*call).ifacesCreateBond},
			{Method: http.MethodPost, Op: "create_bridge", Run: (*call).ifacesCreateBridge},
			{Method: http.MethodPost, Op: "create_vlan", Run: (*call).ifacesCreateVLAN},
		}},
		{Template: "nodes/{system_id}/interfaces/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).ifaceRead},
			{Method: http.MethodPut, Run: (*call).ifaceUpdate},
			{Method: http.MethodDelete, Run: (*call).ifaceDelete},
			{Method: http.MethodPost, Op: "link_subnet", Run: (*call).ifaceLinkSubnet},
			{Method: http.MethodPost, Op: "unlink_subnet", Run: (*call).ifaceUnlinkSubnet},
			{Method: http.MethodPost, Op: "disconnect", Run: (*call).ifaceDisconnect},
			{Method: http.MethodPost, Op: "set_default_gateway", Run: (*call).ifaceSetDefaultGateway},
			{Method: http.MethodPost, Op: "add_tag", Run: (*call).ifaceAddTag},
			{Method: http.MethodPost, Op: "remove_tag", Run: (*call).ifaceRemoveTag},
		}},
	},
}

func (c *call) ifacesRead() (any, error) {
	n, err := c.nodeFor(toView)
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, i := range c.state.ifacesOf(n.systemID) {
		list = append(list, c.ifaceJSON(i))
	}
	return list, nil
}

// iface finds the interface in the path, by number or name.
func (c *call) iface() (*iface, error) {
	if nodes.in(c.state).Get(c.args["system_id"]) == nil {
		return nil, notFound("Interface")
	}
	n, err := c.nodeFor(toView)
	if err != nil {
		return nil, err
	}
	specifier := c.args["id"]
	for _, i := range c.state.ifacesOf(n.systemID) {
		if strconv.Itoa(i.id) == specifier || i.name == specifier || "name:"+i.name == specifier || "id:"+strconv.Itoa(i.id) == specifier {
			return i, nil
		}
	}
	return nil, notFound("Interface")
}

// changeable are the statuses of machines whose interfaces can be changed.
var changeable = []int{statusNew, statusReady, statusFailedTesting, statusAllocated, statusBroken}

// mayChange refuses changes of a node's interfaces to those who may not, and while
// the node is in use.
func (c *call) mayChange(n *node, what string) error {
	needed := toAdmin
	if n.kind == deviceNode {
		needed = toEdit
	}
	if !c.may(n, needed) {
		return engine.Forbidden("")
	}
	if n.kind == machineNode && !slices.Contains(changeable, n.status) {
		return engine.Conflict("Cannot " + what + " interface because the machine is not New, Ready, Allocated, or Broken.")
	}
	return nil
}

// changeIface applies an operation to a copy of the interface in the path, and shows
// what became of it.
func (c *call) changeIface(what string, do func(*iface) error) (any, error) {
	old, err := c.iface()
	if err != nil {
		return nil, err
	}
	if err := c.mayChange(nodes.in(c.state).Get(old.node), what); err != nil {
		return nil, err
	}
	i := *old
	if err := do(&i); err != nil {
		return nil, err
	}
	ifaces.in(c.state).Put(i.id, &i)
	return c.ifaceJSON(&i), nil
}

func (c *call) ifaceRead() (any, error) {
	i, err := c.iface()
	if err != nil {
		return nil, err
	}
	return c.ifaceJSON(i), nil
}

func (c *call) ifaceDelete() (any, error) {
	i, err := c.iface()
	if err != nil {
		return nil, err
	}
	if err := c.mayChange(nodes.in(c.state).Get(i.node), "delete"); err != nil {
		return nil, err
	}
	c.state.deleteIface(i)
	for _, child := range c.state.childrenOf(i) {
		if child.kind == "vlan" {
			c.state.deleteIface(child)
			continue
		}
		ifaces.in(c.state).Update(child.id, func(child *iface) {
			child.parents = slices.DeleteFunc(slices.Clone(child.parents), func(id int) bool { return id == i.id })
		})
	}
	return engine.Deleted(), nil
}

// createIface adds an interface that fill reads from the form.
func (c *call) createIface(kind string, fill func(*form, *node, *iface)) (any, error) {
	kinds := []int{machineNode}
	if kind == "physical" {
		kinds = append(kinds, deviceNode)
	}
	n, err := c.nodeFor(toView, kinds...)
	if err != nil {
		return nil, err
	}
	if err := c.mayChange(n, "create"); err != nil {
		return nil, err
	}
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	i := &iface{node: n.systemID, kind: kind, enabled: true, added: true, params: map[string]any{}}
	fill(f, n, i)
	c.fillIface(f, n, i)
	if err := f.err(); err != nil {
		return nil, err
	}
	c.state.addIface(i)
	if i.kind == "bond" || i.kind == "bridge" {
		for _, id := range i.parents {
			c.state.unlink(id)
		}
	}
	if i.vlan != 0 && n.kind != deviceNode {
		i.links = []int{c.state.addIP(&staticIP{node: i.node, alloc: allocSticky, created: c.now}).id}
		ifaces.in(c.state).Put(i.id, i)
	}
	return c.ifaceJSON(i), nil
}

// unlink removes the links of an interface.
func (st *state) unlink(id int) {
	i := ifaces.in(st).Get(id)
	links, seen := st.linksOf(i)
	for _, ip := range links {
		staticIPs.in(st).Delete(ip.id)
	}
	var kept []int
	for _, ip := range seen {
		kept = append(kept, ip.id)
	}
	ifaces.in(st).Update(id, func(i *iface) { i.links = kept })
}

// ifaceSwitches are the parameters of interfaces that are on or off, with their names
// in params.
var ifaceSwitches = map[string]string{"accept_ra": "accept-ra", "autoconf": "autoconf"}

// fillIface sets the fields that all kinds of interfaces have.
func (c *call) fillIface(f *form, n *node, i *iface) {
	if i.kind == "vlan" && i.name == "" && len(i.parents) > 0 && i.vlan != 0 {
		i.name = ifaces.in(c.state).Get(i.parents[0]).name + "." + strconv.Itoa(vlans.in(c.state).Get(i.vlan).vid)
	}
	if i.kind == "physical" && i.name == "" && !f.has("name") {
		i.name = c.state.freeIfaceName(n)
	}
	rules := []rule{atMost(63)}
	if i.kind == "bond" || i.kind == "bridge" {
		rules = append(rules, required)
	}
	f.text("name", &i.name, rules...)
	for _, other := range c.state.ifacesOf(n.systemID) {
		if other.id != i.id && other.name == i.name && i.name != "" {
			f.errs.Add("name", "Node "+n.systemID+" ("+n.hostname+") already has an interface named "+pyRepr(i.name)+".")
			break
		}
	}
	c.fillIfaceMAC(f, i)
	if f.has("vlan") && i.kind != "vlan" {
		c.fillIfaceVLAN(f, i)
	}
	if list := f.data.List("tags"); len(list) > 0 {
		i.tags = []string{}
		for _, value := range list {
			for tag := range strings.SplitSeq(value, ",") {
				if tag = strings.TrimSpace(tag); tag != "" {
					i.tags = append(i.tags, tag)
				}
			}
		}
	}
	f.number("link_speed", &i.linkSpeed, 0, 1<<31-1)
	f.number("interface_speed", &i.maxSpeed, 0, 1<<31-1)
	f.boolean("link_connected", &i.linkUp)
	f.boolean("enabled", &i.enabled)
	c.ifaceNumber(f, i, "mtu", 552, 65535)
	for field, key := range ifaceSwitches {
		if f.has(field) {
			var on bool
			f.boolean(field, &on)
			i.params[key] = on
		}
	}
}

// ifaceNumber reads a parameter of an interface that is a number.
func (c *call) ifaceNumber(f *form, i *iface, field string, lowest, highest int) {
	if !f.has(field) {
		return
	}
	value := 0
	f.number(field, &value, lowest, highest)
	if f.data.Get(field) == "" {
		delete(i.params, field)
		return
	}
	i.params[field] = value
}

// fillIfaceMAC reads a MAC address. What is made of other interfaces has that of the
// first of them.
func (c *call) fillIfaceMAC(f *form, i *iface) {
	mac := f.data.Get("mac_address")
	if mac == "" && i.mac == "" && len(i.parents) > 0 {
		i.mac = ifaces.in(c.state).Get(i.parents[0]).mac
	}
	switch {
	case mac == "" && i.mac == "" && i.kind == "physical":
		f.errs.Add("mac_address", fieldRequired)
	case mac == "" && i.mac == "" && (i.kind == "bond" || i.kind == "bridge"):
		f.errs.Add("mac_address", "This field cannot be blank.")
	case mac != "" && macProblem(mac) != "":
		f.errs.Add("mac_address", macProblem(mac))
	case mac != "":
		i.mac = normalMAC(mac)
		other := ifaces.in(c.state).Find(func(o *iface) bool { return o.id != i.id && o.mac == i.mac && o.kind == "physical" })
		if other != nil && i.kind == "physical" {
			f.errs.Add("mac_address", "This MAC address is already in use by "+other.name+" (physical) on "+
				nodes.in(c.state).Get(other.node).hostname+".")
		}
	}
}

// fillIfaceVLAN reads a VLAN by its number; a blank one is none.
func (c *call) fillIfaceVLAN(f *form, i *iface) {
	text := f.data.Get("vlan")
	if text == "" {
		if !slices.ContainsFunc(c.state.childrenOf(i), func(child *iface) bool { return child.kind != "vlan" }) {
			i.vlan = 0
		}
		return
	}
	id, err := strconv.Atoi(text)
	if err != nil || vlans.in(c.state).Get(id) == nil {
		f.errs.Add("vlan", noSuchChoice)
		return
	}
	i.vlan = id
}

// freeIfaceName is the first ethN that a node has no interface of.
func (st *state) freeIfaceName(n *node) string {
	for number := 0; ; number++ {
		name := "eth" + strconv.Itoa(number)
		if !slices.ContainsFunc(st.ifacesOf(n.systemID), func(i *iface) bool { return i.name == name }) {
			return name
		}
	}
}

func (c *call) ifacesCreatePhysical() (any, error) {
	return c.createIface("physical", func(_ *form, n *node, i *iface) {
		if n.kind != deviceNode {
			i.numa = new(int)
		}
	})
}

// fillParents reads the interfaces of a node that another one is made of.
func (c *call) fillParents(f *form, n *node, i *iface, field string) {
	values := f.data.List(field)
	if len(values) > 0 {
		i.parents = nil
	}
	for _, value := range values {
		parent := slices.IndexFunc(c.state.ifacesOf(n.systemID), func(p *iface) bool { return strconv.Itoa(p.id) == value || p.name == value })
		if parent < 0 {
			f.errs.Add(field, notAChoice(value))
			continue
		}
		i.parents = append(i.parents, c.state.ifacesOf(n.systemID)[parent].id)
	}
	if len(i.parents) > 0 && i.kind != "vlan" {
		i.vlan = ifaces.in(c.state).Get(i.parents[0]).vlan
	}
}

// Choices of bonds and bridges.
var (
	bondModes  = []string{"balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb"}
	lacpRates  = []string{"fast", "slow"}
	hashPolicy = []string{"layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4"}
	bridgeKind = []string{"standard", "ovs"}
)

// choiceProblem is what newer forms say of a value outside a list.
func choiceProblem(field, value string, choices []string) string {
	return pyRepr(value) + " is not a valid " + field + ".  It should be one of: '" + strings.Join(choices, "', '") + "'."
}

// ifaceChoice reads a parameter of an interface that is one of a list.
func (c *call) ifaceChoice(f *form, i *iface, field string, choices []string, otherwise string) {
	value := f.data.Get(field)
	switch {
	case value == "" && i.params[field] != nil:
	case value == "":
		i.params[field] = otherwise
	case !slices.Contains(choices, value):
		f.errs.Add(field, choiceProblem(field, value, choices))
	default:
		i.params[field] = value
	}
}

// ifaceDefault reads a parameter of an interface that is a number.
func (c *call) ifaceDefault(f *form, i *iface, field string, otherwise int) {
	if i.params[field] == nil {
		i.params[field] = otherwise
	}
	if f.data.Get(field) != "" {
		c.ifaceNumber(f, i, field, 0, 1<<31-1)
	}
}

// fillBond sets the parameters of a bond.
func (c *call) fillBond(f *form, i *iface) {
	c.ifaceChoice(f, i, "bond_mode", bondModes, "active-backup")
	c.ifaceDefault(f, i, "bond_miimon", 100)
	c.ifaceDefault(f, i, "bond_downdelay", 0)
	c.ifaceDefault(f, i, "bond_updelay", 0)
	c.ifaceDefault(f, i, "bond_num_grat_arp", 1)
	c.ifaceChoice(f, i, "bond_lacp_rate", lacpRates, "fast")
	c.ifaceChoice(f, i, "bond_xmit_hash_policy", hashPolicy, "layer2")
}

func (c *call) ifacesCreateBond() (any, error) {
	return c.createIface("bond", func(f *form, n *node, i *iface) {
		c.fillParents(f, n, i, "parents")
		if len(i.parents) == 0 && len(f.errs["parents"]) == 0 {
			f.errs.Add("parents", "A bond interface must have one or more parents.")
		}
		c.fillBond(f, i)
	})
}

// fillBridge sets the parameters of a bridge.
func (c *call) fillBridge(f *form, i *iface) {
	c.ifaceChoice(f, i, "bridge_type", bridgeKind, "standard")
	stp, _ := i.params["bridge_stp"].(bool)
	f.boolean("bridge_stp", &stp)
	i.params["bridge_stp"] = stp
	c.ifaceDefault(f, i, "bridge_fd", 15)
}

func (c *call) ifacesCreateBridge() (any, error) {
	return c.createIface("bridge", func(f *form, n *node, i *iface) {
		c.fillParents(f, n, i, "parent")
		if len(i.parents) != 1 && len(f.errs["parent"]) == 0 {
			f.errs.Add("parent", "A bridge interface must have exactly one parent.")
		}
		c.fillBridge(f, i)
	})
}

func (c *call) ifacesCreateVLAN() (any, error) {
	return c.createIface("vlan", func(f *form, n *node, i *iface) {
		c.fillParents(f, n, i, "parent")
		if len(i.parents) != 1 && len(f.errs["parent"]) == 0 {
			f.errs.Add("parent", "A VLAN interface must have exactly one parent.")
		}
		c.fillIfaceVLAN(f, i)
		if v := vlans.in(c.state).Get(i.vlan); len(f.errs["vlan"]) == 0 && (i.vlan == 0 || v.vid == 0) {
			f.errs.Add("vlan", "A VLAN interface must be connected to a tagged VLAN.")
		}
	})
}

// ifaceUpdate changes an interface. Of its tags MAAS keeps only the last where none
// are sent.
func (c *call) ifaceUpdate() (any, error) {
	return c.changeIface("update", func(i *iface) error {
		f, err := c.form()
		if err != nil {
			return err
		}
		params := make(map[string]any)
		for key, value := range i.params {
			params[key] = value
		}
		i.params = params
		if len(i.tags) > 1 {
			i.tags = i.tags[len(i.tags)-1:]
		}
		n := nodes.in(c.state).Get(i.node)
		switch i.kind {
		case "bond":
			c.fillParents(f, n, i, "parents")
			c.fillBond(f, i)
		case "bridge":
			c.fillParents(f, n, i, "parent")
			c.fillBridge(f, i)
		case "vlan":
			c.fillParents(f, n, i, "parent")
		}
		c.fillIface(f, n, i)
		return f.err()
	})
}

// linkModes are the ways to link an interface to a subnet.
var linkModes = []string{"auto", "dhcp", "static", "link_up"}

func (c *call) ifaceLinkSubnet() (any, error) {
	return c.changeIface("link", func(i *iface) error {
		f, err := c.form()
		if err != nil {
			return err
		}
		n := nodes.in(c.state).Get(i.node)
		modes := linkModes
		if n.kind == deviceNode {
			modes = []string{"static"}
		}
		mode := f.data.Get("mode")
		switch lower := strings.ToLower(mode); {
		case mode == "":
			f.errs.Add("mode", fieldRequired)
		case !slices.Contains(modes, lower):
			f.errs.Add("mode", choiceProblem("mode", mode, modes))
		default:
			mode = lower
		}
		s := c.linkedSubnet(f, mode)
		var force, defaultGateway bool
		f.boolean("force", &force)
		f.boolean("default_gateway", &defaultGateway)
		links, _ := c.state.linksOf(i)
		if f.ok() && mode == "link_up" && !force && slices.ContainsFunc(links, func(ip *staticIP) bool { return ip.mode() != "link_up" }) {
			f.errs.Add("mode", "Cannot configure interface to link up (with no IP address) while other links are already configured. "+
				"Specify force=True to override this behavior and delete all links.")
		}
		if err := f.err(); err != nil {
			return err
		}
		ip := &staticIP{node: i.node, alloc: map[string]int{"auto": allocAuto, "dhcp": allocDHCP, "static": allocSticky, "link_up": allocSticky}[mode], created: c.now}
		if s != nil {
			ip.subnet = s.id
		}
		if mode == "static" {
			if ip.address, err = c.staticAddress(f, i, s); err != nil {
				return err
			}
			if n.kind == deviceNode && n.owner != "" {
				ip.user = n.owner
			}
		}
		c.link(i, ip, s, force)
		if defaultGateway && s != nil && s.gateway.IsValid() {
			c.state.chooseGateway(i.node, s, ip.id)
		}
		return nil
	})
}

// chooseGateway makes a link's gateway the default one of its node.
func (st *state) chooseGateway(systemID string, s *subnet, link int) {
	nodes.in(st).Update(systemID, func(n *node) {
		if s.gateway.Is4() {
			n.gateway4 = link
		} else {
			n.gateway6 = link
		}
	})
}

// link adds a link to an interface that is about to be stored. What only says that
// the interface is up makes way for it, and with force all links do.
func (c *call) link(i *iface, ip *staticIP, s *subnet, force bool) {
	var kept []int
	for _, id := range i.links {
		other := staticIPs.in(c.state).Get(id)
		switch {
		case other == nil:
		case other.alloc != allocDiscovered && (force || other.mode() == "link_up" && other.subnet == 0):
			staticIPs.in(c.state).Delete(id)
		default:
			kept = append(kept, id)
		}
	}
	i.links = append(kept, c.state.addIP(ip).id)
	if s != nil {
		i.vlan = s.vlan
	}
}

// linkedSubnet reads the subnet of a link, which only some modes need.
func (c *call) linkedSubnet(f *form, mode string) *subnet {
	specifier := f.data.Get("subnet")
	if specifier == "" {
		if mode == "auto" || mode == "static" {
			f.errs.Add("subnet", fieldRequired)
		}
		return nil
	}
	found := subnetsMatching(c.state, specifier)
	if len(found) == 0 {
		message := "None found with name=" + specifier + "."
		if _, err := strconv.Atoi(specifier); err == nil {
			message = "None found with id=" + specifier + "."
		}
		f.errs.Add("subnet", message)
		f.errs.Add("subnet", fieldRequired)
		return nil
	}
	return subnets.in(c.state).Get(found[0])
}

// staticAddress is the address of a static link: the one asked for, or a free one.
func (c *call) staticAddress(f *form, i *iface, s *subnet) (netip.Addr, error) {
	text := f.data.Get("ip_address")
	if text == "" {
		address := c.state.freeAddress(s.id)
		if !address.IsValid() {
			return address, engine.Unavailable("No more IPs available in subnet: " + s.cidr.String() + ".")
		}
		return address, nil
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return address, invalid("ip_address", "Enter a valid IPv4 or IPv6 address.")
	}
	if !s.cidr.Contains(address) {
		return address, invalid("ip_address", fmt.Sprintf("IP address is not in the given subnet '%s:%s(vid=%d)'.", s.name, s.cidr, vlans.in(c.state).Get(s.vlan).vid))
	}
	for _, r := range ipRanges.in(c.state).All() {
		if r.kind == "dynamic" && r.start.Compare(address) <= 0 && address.Compare(r.end) <= 0 {
			return address, invalid("ip_address", fmt.Sprintf("IP address is inside a dynamic range %s to %s.", r.start, r.end))
		}
	}
	taken := staticIPs.in(c.state).Find(func(ip *staticIP) bool { return ip.address == address && ip.alloc != allocDiscovered })
	if taken != nil {
		return address, engine.Raise(404, "IP address is already in use.")
	}
	return address, nil
}

func (c *call) ifaceUnlinkSubnet() (any, error) {
	return c.changeIface("unlink", func(i *iface) error {
		id, err := c.chosenLink("id", i.links)
		if err != nil {
			return err
		}
		staticIPs.in(c.state).Delete(id)
		i.links = slices.DeleteFunc(slices.Clone(i.links), func(other int) bool { return other == id })
		if links, _ := c.state.linksOf(i); len(links) == 0 && i.vlan != 0 {
			i.links = append(i.links, c.state.addIP(&staticIP{node: i.node, alloc: allocSticky, created: c.now}).id)
		}
		return nil
	})
}

// chosenLink reads the number of one of some links.
func (c *call) chosenLink(field string, links []int) (int, error) {
	text := c.Post.Get(field)
	if text == "" {
		return 0, invalid(field, fieldRequired)
	}
	var choices []string
	for _, id := range slices.Sorted(slices.Values(links)) {
		choices = append(choices, strconv.Itoa(id))
	}
	if !slices.Contains(choices, text) {
		return 0, invalid(field, choiceProblem(field, text, choices))
	}
	return strconv.Atoi(text)
}

// ifaceDisconnect takes an interface off its VLAN. One that a bond or bridge is made of
// gets that one's VLAN back at once.
func (c *call) ifaceDisconnect() (any, error) {
	old, err := c.iface()
	if err != nil {
		return nil, err
	}
	if err := c.mayChange(nodes.in(c.state).Get(old.node), "disconnect"); err != nil {
		return nil, err
	}
	for _, id := range old.links {
		staticIPs.in(c.state).Delete(id)
	}
	i := *old
	i.links, i.vlan = nil, 0
	shown := c.ifaceJSON(&i)
	for _, child := range c.state.childrenOf(&i) {
		if child.kind != "vlan" {
			i.vlan = child.vlan
		}
	}
	ifaces.in(c.state).Put(i.id, &i)
	return shown, nil
}

// ifaceSetDefaultGateway makes a link with a gateway the default one of its node.
func (c *call) ifaceSetDefaultGateway() (any, error) {
	return c.changeIface("set the default gateway of", func(i *iface) error {
		links, _ := c.state.linksOf(i)
		var choices []*staticIP
		for _, ip := range links {
			if s := subnets.in(c.state).Get(ip.subnet); s != nil && s.gateway.IsValid() && (ip.alloc == allocAuto || ip.alloc == allocSticky) {
				choices = append(choices, ip)
			}
		}
		slices.SortFunc(choices, func(a, b *staticIP) int { return cmp.Compare(a.id, b.id) })
		var ids []int
		for _, ip := range choices {
			ids = append(ids, ip.id)
		}
		if len(ids) == 0 {
			return invalid("__all__", "This interface has no usable gateways.")
		}
		id := ids[0]
		if c.Post.Get("link_id") != "" {
			var err error
			if id, err = c.chosenLink("link_id", ids); err != nil {
				return err
			}
		}
		s := subnets.in(c.state).Get(staticIPs.in(c.state).Get(id).subnet)
		c.state.chooseGateway(i.node, s, id)
		return nil
	})
}

func (c *call) ifaceAddTag() (any, error) {
	return c.changeIface("update", func(i *iface) error {
		tag, err := c.Post.Mandatory("tag")
		if err == nil && !slices.Contains(i.tags, tag) {
			i.tags = append(slices.Clone(i.tags), tag)
		}
		return err
	})
}

func (c *call) ifaceRemoveTag() (any, error) {
	return c.changeIface("update", func(i *iface) error {
		tag, err := c.Post.Mandatory("tag")
		i.tags = without(slices.Clone(i.tags), tag)
		return err
	})
}
