package maastest

import (
	"cmp"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gomaas/maas/internal/engine"
)

// maxVLANTag is the highest value of a VLAN tag's 12 bits, which is reserved.
const maxVLANTag = 0xFFF

// A network is a subnet, with or without a VLAN, that MACs are on.
type network struct {
	name        string
	ip, netmask string
	vlanTag     int // 0 for none
	description string
}

// A Network is a network to seed.
type Network struct {
	Name string
	// IP is any address of the network, Netmask its mask as an address.
	IP, Netmask string
	VLANTag     int // 1 to 4094, or 0 for none
	Description string
	// MACs are the addresses on the network; their nodes have to exist.
	MACs []string
}

// AddNetwork adds a network. It panics if MAAS would refuse it.
func (s *Server) AddNetwork(n Network) {
	s.seed(func(st *state) error {
		added := &network{name: n.Name, ip: n.IP, netmask: n.Netmask, vlanTag: n.VLANTag, description: n.Description}
		if err := st.saveNetwork(nil, added, engine.FieldErrors{}); err != nil {
			return err
		}
		macs, unknown := st.findMACs(n.MACs)
		if len(unknown) > 0 {
			return fmt.Errorf("unknown MAC addresses %q", unknown)
		}
		for _, m := range macs {
			st.connect(m, n.Name)
		}
		return nil
	})
}

func networksResource() *resource {
	return &resource{
		Template: "networks/",
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).networksRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).networksCreate},
		},
	}
}

func networkResource() *resource {
	return &resource{
		Template: `networks/{name:[\w\-]+}/`,
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).networkRead},
			{Method: http.MethodPut, Admin: true, Run: (*call).networkUpdate},
			{Method: http.MethodDelete, Admin: true, Run: (*call).networkDelete},
			{Method: http.MethodPost, Op: "connect_macs", Admin: true, Run: (*call).networkConnectMACs},
			{Method: http.MethodPost, Op: "disconnect_macs", Admin: true, Run: (*call).networkDisconnectMACs},
			{Method: http.MethodGet, Op: "list_connected_macs", Run: (*call).networkListConnectedMACs},
		},
	}
}

func (c *call) networkJSON(n *network) engine.Object {
	var tag any
	if n.vlanTag != 0 {
		tag = n.vlanTag
	}
	return engine.Object{
		{"description", n.description},
		{"ip", n.ip},
		{"netmask", n.netmask},
		{"vlan_tag", tag},
		{"resource_uri", c.uri("networks", n.name)},
		{"name", n.name},
	}
}

// namedNetwork is the network that the path names.
func (c *call) namedNetwork() (*network, error) {
	if n := c.state.networks.Get(c.args["name"]); n != nil {
		return n, nil
	}
	return nil, notFound()
}

func (c *call) networksRead() (any, error) {
	nodes, err := c.networkFilter()
	if err != nil {
		return nil, err
	}
	list := []engine.Object{}
	for _, n := range c.state.networks.Sorted() {
		// The server joins with the nodes' MACs, so that a network comes once
		// for each way in which the nodes are on it.
		for range c.state.attachments(n.name, nodes) {
			list = append(list, c.networkJSON(n))
		}
	}
	return list, nil
}

// networkFilter returns the nodes that listed networks have to be attached to.
func (c *call) networkFilter() ([]*node, error) {
	var nodes []*node
	var unknown []string
	ids := c.Query.List("node")
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if n := c.state.nodes.Get(id); n != nil {
			nodes = append(nodes, n)
		} else {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) > 0 {
		return nil, engine.Invalid("node", "Unknown node(s): "+strings.Join(unknown, ", ")+".")
	}
	return nodes, nil
}

// attachments counts the ways to pick, for each of the nodes, one MAC on the
// network.
func (st *state) attachments(name string, nodes []*node) int {
	ways := 1
	for _, n := range nodes {
		on := 0
		for _, address := range n.macs {
			if m := st.macs.Get(address); m != nil && slices.Contains(m.networks, name) {
				on++
			}
		}
		ways *= on
	}
	return ways
}

func (c *call) networksCreate() (any, error) {
	if c.Data == nil {
		return nil, engine.FieldErrors{}.Raise()
	}
	return c.submitNetwork(nil)
}

func (c *call) networkRead() (any, error) {
	n, err := c.namedNetwork()
	if err != nil {
		return nil, err
	}
	return c.networkJSON(n), nil
}

func (c *call) networkUpdate() (any, error) {
	n, err := c.namedNetwork()
	if err != nil {
		return nil, err
	}
	if c.Data == nil {
		return nil, engine.FieldErrors{}.Raise()
	}
	return c.submitNetwork(n)
}

// submitNetwork runs the form of a new network, or of the changed old one.
func (c *call) submitNetwork(old *network) (any, error) {
	changed := network{}
	if old != nil {
		changed = *old
	}
	errs := engine.FieldErrors{}
	keepOr(c.Data, "description", &changed.description)
	if formRequired(c.Data, "name", changed.name, errs) {
		keepOr(c.Data, "name", &changed.name)
	}
	for name, field := range map[string]*string{"ip": &changed.ip, "netmask": &changed.netmask} {
		if formRequired(c.Data, name, *field, errs) {
			formAddress(c.Data, name, field, errs)
		}
	}
	if text := c.Data.Get("vlan_tag"); text != "" {
		switch tag, err := strconv.Atoi(strings.TrimSpace(text)); {
		case err != nil:
			errs.Add("vlan_tag", wholeNumber)
		case tag < 0:
			errs.Add("vlan_tag", "Ensure this value is greater than or equal to 0.")
		default:
			changed.vlanTag = tag
		}
	}
	attached, sent, err := c.networkFormMACs(errs)
	if err != nil {
		return nil, err
	}
	if err := c.state.saveNetwork(old, &changed, errs); err != nil {
		return nil, err
	}
	if sent {
		c.state.connectOnly(changed.name, attached)
	}
	return c.networkJSON(&changed), nil
}

// networkFormMACs reads a field that the form has for MAAS's own web pages.
func (c *call) networkFormMACs(errs engine.FieldErrors) (macs []*mac, sent bool, err error) {
	given := c.Data.List("mac_addresses")
	if err := checkMACSyntax(given); err != nil {
		return nil, false, err
	}
	for _, address := range given {
		m := c.state.macs.Get(address)
		if m == nil {
			errs.Add("mac_addresses", notAChoice(address))
			break
		}
		macs = append(macs, m)
	}
	return macs, len(given) > 0, nil
}

// saveNetwork checks a new network, or the changed form of old, and stores it.
// errs has what is already known to be wrong.
func (st *state) saveNetwork(old, n *network, errs engine.FieldErrors) error {
	if utf8.RuneCountInString(n.name) > 255 {
		errs.Add("name", tooLong(255, n.name))
	}
	if err := n.clean(errs); err != nil {
		return err
	}
	if err := st.checkNetworkUnique(old, n, errs); err != nil {
		return err
	}
	if err := errs.Err(); err != nil {
		return err
	}
	if old == nil {
		st.networks.Put(n.name, n)
		return nil
	}
	st.networks.Rename(old.name, n.name, n)
	st.renameInMACs(old.name, n.name)
	return nil
}

// clean runs the model's own checks, each of which ends the row at its first
// problem, and zeroes the host bits. The error is one that MAAS does not expect.
func (n *network) clean(errs engine.FieldErrors) error {
	switch {
	case errs["name"] == nil && !modelName.MatchString(n.name):
		errs.Add("name", "Enter a valid value.")
	case n.vlanTag == maxVLANTag:
		errs.Add("vlan_tag", "Cannot use reserved value 0xFFF.")
	case n.vlanTag > maxVLANTag || n.vlanTag < 0:
		errs.Add("vlan_tag", "Value must be between 0x000 and 0xFFF (12 bits)")
	default:
		if err := n.cleanNetmask(errs); err != nil {
			return err
		}
	}
	subnet, err := makeNetwork(n.ip, n.netmask)
	if err != nil {
		errs.Add("__all__", "Invalid network address: "+err.Error())
		return nil
	}
	n.ip = subnet.Addr().String()
	return nil
}

func (n *network) cleanNetmask(errs engine.FieldErrors) error {
	ip, err := netip.ParseAddr(n.ip)
	if err != nil {
		return engine.ServerError(notAnAddress(n.ip))
	}
	mask, err := netip.ParseAddr(n.netmask)
	if err != nil {
		return engine.ServerError(notAnAddress(n.netmask))
	}
	if ip.Is4() != mask.Is4() {
		errs.Add("netmask", "You can't mix IPv4 and IPv6 anywhere in the same network definition.")
		return nil
	}
	probe := "10.0.1.1"
	if mask.Is6() {
		probe = "fc00:1:1::"
	}
	subnet, err := makeNetwork(probe, n.netmask)
	switch {
	case err != nil:
		errs.Add("netmask", err.Error())
	case mask.IsUnspecified():
		errs.Add("netmask", "This netmask would span the entire Internet.")
	case subnet.IsSingleIP():
		errs.Add("netmask", "This netmask leaves no room for IP addresses.")
	}
	return nil
}

// checkNetworkUnique compares the good fields with those of other networks.
func (st *state) checkNetworkUnique(old, n *network, errs engine.FieldErrors) error {
	badAddress := errs["ip"] != nil || errs["netmask"] != nil
	taken := engine.FieldErrors{}
	for _, other := range st.networks.All() {
		if other == old {
			continue
		}
		if errs["name"] == nil && other.name == n.name {
			taken.Add("name", "Network with this Name already exists.")
		}
		if errs["ip"] == nil && other.ip == n.ip {
			taken.Add("ip", "Network with this Ip already exists.")
		}
		if errs["vlan_tag"] == nil && n.vlanTag != 0 && other.vlanTag == n.vlanTag {
			taken.Add("vlan_tag", "Network with this Vlan tag already exists.")
		}
	}
	if len(taken) == 0 && !badAddress {
		subnet, err := makeNetwork(n.ip, n.netmask)
		if err != nil {
			return engine.ServerError(err.Error())
		}
		if other := st.overlapping(subnet, old); other != nil {
			message := "IP range clashes with network '" + other.name + "'."
			taken.Add("ip", message)
			taken.Add("netmask", message)
		}
	}
	for field, messages := range taken {
		errs[field] = append(errs[field], messages...)
	}
	return nil
}

// overlapping returns a network other than old that shares addresses with
// subnet, or nil.
func (st *state) overlapping(subnet netip.Prefix, old *network) *network {
	return st.networks.Find(func(other *network) bool {
		return other != old && other.subnet().Overlaps(subnet)
	})
}

// subnet is the network's range of addresses. Stored networks always have one.
func (n *network) subnet() netip.Prefix {
	subnet, _ := makeNetwork(n.ip, n.netmask)
	return subnet
}

// constraintText is how the message of a failed acquire shows a network.
func (n *network) constraintText() string {
	text := n.name + ":" + n.subnet().String()
	if n.vlanTag != 0 {
		text += fmt.Sprintf("(tag:%x)", n.vlanTag)
	}
	return text
}

// A reason is an error in MAAS's words.
type reason string

func (r reason) Error() string { return string(r) }

// networkBySpecifier finds a network by its name, "ip:ADDRESS" or "vlan:TAG".
// The error's text is the one that acquire gives.
func (st *state) networkBySpecifier(spec string) (*network, error) {
	match, err := networkMatcher(spec)
	if err != nil {
		return nil, err
	}
	if n := st.networks.Find(match); n != nil {
		return n, nil
	}
	return nil, reason(fmt.Sprintf("No network matching '%s'.", spec))
}

func networkMatcher(spec string) (func(*network) bool, error) {
	kind, value, tagged := strings.Cut(spec, ":")
	switch {
	case !tagged && !modelName.MatchString(spec):
		return nil, reason("Enter a valid value.")
	case !tagged:
		return func(n *network) bool { return n.name == spec }, nil
	case kind == "ip":
		ip, err := netip.ParseAddr(value)
		if err != nil {
			return nil, reason(fmt.Sprintf("Invalid IP address: %s.", notAnAddress(value)))
		}
		return func(n *network) bool { return n.subnet().Contains(ip) }, nil
	case kind == "vlan":
		return vlanMatcher(value)
	default:
		return nil, reason(fmt.Sprintf("Invalid network specifier type: '%s'.", kind))
	}
}

func vlanMatcher(value string) (func(*network) bool, error) {
	digits, base := strings.ToLower(value), 10
	if hex, ok := strings.CutPrefix(digits, "0x"); ok {
		digits, base = hex, 16
	}
	tag, err := strconv.ParseInt(digits, base, 64)
	if err != nil {
		return nil, reason(fmt.Sprintf("Invalid VLAN tag: '%s'.", value))
	}
	if tag <= 0 || tag >= maxVLANTag {
		return nil, reason("VLAN tag out of range (1-4094).")
	}
	return func(n *network) bool { return int64(n.vlanTag) == tag }, nil
}

func (c *call) networkDelete() (any, error) {
	name := c.args["name"]
	if c.state.networks.Delete(name) {
		c.state.connectOnly(name, nil)
	}
	return engine.Deleted(), nil
}

func (c *call) networkConnectMACs() (any, error) {
	return nil, c.eachNetworkMAC(c.state.connect)
}

func (c *call) networkDisconnectMACs() (any, error) {
	return nil, c.eachNetworkMAC(c.state.disconnect)
}

// eachNetworkMAC calls change for each of the MACs that the request names.
func (c *call) eachNetworkMAC(change func(m *mac, network string)) error {
	n, err := c.namedNetwork()
	if err != nil {
		return err
	}
	if c.Data == nil {
		return engine.FieldErrors{}.Raise()
	}
	given := c.Data.List("macs")
	if err := checkMACSyntax(given); err != nil {
		return err
	}
	macs, unknown := c.state.findMACs(given)
	if len(unknown) > 0 {
		return engine.Invalid("macs", "Unknown MAC address(es): "+strings.Join(unknown, ", ")+".")
	}
	for _, m := range macs {
		change(m, n.name)
	}
	return nil
}

// findMACs returns the registered ones of the addresses and, sorted, the rest. Of
// several spellings of one address all but the stored one count as unknown.
func (st *state) findMACs(addresses []string) (macs []*mac, unknown []string) {
	given := slices.Compact(slices.Sorted(slices.Values(addresses)))
	for _, address := range slices.Backward(given) { // small letters first
		if m := st.macByAddress(address); m != nil && !slices.Contains(macs, m) {
			macs = append(macs, m)
		} else {
			unknown = append(unknown, address)
		}
	}
	slices.Reverse(unknown)
	return macs, unknown
}

// macByAddress finds a MAC by any spelling of its address.
func (st *state) macByAddress(text string) *mac {
	address, _ := parseMAC(text)
	return st.macs.Get(address)
}

func (c *call) networkListConnectedMACs() (any, error) {
	network, err := c.namedNetwork()
	if err != nil {
		return nil, err
	}
	type connected struct {
		node    *node
		address string
	}
	var found []connected
	for _, m := range c.state.macs.All() {
		n := c.state.nodes.Get(m.systemID)
		if slices.Contains(m.networks, network.name) && n != nil && c.visible(n) {
			found = append(found, connected{n, m.address})
		}
	}
	slices.SortFunc(found, func(a, b connected) int {
		return cmp.Or(strings.Compare(a.node.hostname, b.node.hostname), strings.Compare(a.address, b.address))
	})
	list := []engine.Object{}
	for _, m := range found {
		list = append(list, macJSON(c.uri("nodes", m.node.systemID), m.address))
	}
	return list, nil
}

// connect puts a MAC on a network.
func (st *state) connect(m *mac, network string) {
	if slices.Contains(m.networks, network) {
		return
	}
	st.macs.Update(m.address, func(m *mac) {
		m.networks = append(slices.Clip(m.networks), network)
	})
}

// disconnect takes a MAC off a network.
func (st *state) disconnect(m *mac, network string) {
	if !slices.Contains(m.networks, network) {
		return
	}
	st.macs.Update(m.address, func(m *mac) {
		m.networks = slices.DeleteFunc(slices.Clone(m.networks), func(name string) bool { return name == network })
	})
}

// connectOnly makes the given MACs the only ones on a network.
func (st *state) connectOnly(network string, macs []*mac) {
	for _, m := range st.macs.All() {
		st.disconnect(m, network)
	}
	for _, m := range macs {
		st.connect(st.macs.Get(m.address), network)
	}
}

func (st *state) renameInMACs(from, to string) {
	if from == to {
		return
	}
	for _, m := range st.macs.All() {
		if slices.Contains(m.networks, from) {
			st.disconnect(m, from)
			st.connect(st.macs.Get(m.address), to)
		}
	}
}

// parseMAC reads a MAC address as the database does, and gives the form in which
// it is stored.
func parseMAC(text string) (string, bool) {
	address, err := net.ParseMAC(strings.TrimSpace(text))
	return address.String(), err == nil && len(address) == 6
}

// checkMACSyntax fails as the database does on what is no MAC address.
func checkMACSyntax(addresses []string) error {
	const query = `FROM "maasserver_macaddress" WHERE "maasserver_macaddress"."mac_address" IN (`
	for i, address := range addresses {
		if _, ok := parseMAC(address); !ok {
			good := query
			for _, before := range addresses[:i] {
				good += "'" + before + "', "
			}
			rest := "'" + strings.Join(addresses[i:], "', '") + "')"
			return engine.ServerError("invalid input syntax for type macaddr: \"" + address + "\"\n" + queryExcerpt(good, rest))
		}
	}
	return nil
}

// queryExcerpt points out, as PostgreSQL does, the place in a query where its
// rest has a mistake: in 60 characters, ten of them after the place.
func queryExcerpt(before, rest string) string {
	const width, right = 60, 10
	end := ""
	if len(rest) > right {
		rest, end = rest[:right], "..."
	}
	start := ""
	if cut := len(before) + len(rest) - width; cut > 0 {
		before, start = before[cut:], "..."
	}
	line := "LINE 1: " + start + before
	return line + rest + end + "\n" + strings.Repeat(" ", len(line)) + "^\n"
}
