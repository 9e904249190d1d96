package maas2test

import (
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

var subnetsSection = &section{
	resources: []*resource{
		{Template: "subnets/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).subnetsRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).subnetsCreate},
		}},
		// The specifier may be a CIDR.
		{Template: "subnets/{id:[^/]+(?:/[0-9]+)?}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).subnetRead},
			{Method: http.MethodGet, Op: "reserved_ip_ranges", Run: (*call).subnetReserved},
			{Method: http.MethodGet, Op: "unreserved_ip_ranges", Run: (*call).subnetUnreserved},
			{Method: http.MethodGet, Op: "statistics", Run: (*call).subnetStatistics},
			{Method: http.MethodGet, Op: "ip_addresses", Run: (*call).subnetAddresses},
			{Method: http.MethodPut, Run: (*call).subnetUpdate},
			{Method: http.MethodDelete, Run: (*call).subnetDelete},
		}},
	},
}

func (c *call) subnetJSON(s *subnet) object {
	var gateway any
	if s.gateway.IsValid() {
		gateway = s.gateway.String()
	}
	return c.subnetWithGateway(s, gateway)
}

// savedSubnetJSON is the subnet as a form leaves it, for which no gateway is an
// empty one.
func (c *call) savedSubnetJSON(s *subnet) object {
	gateway := ""
	if s.gateway.IsValid() {
		gateway = s.gateway.String()
	}
	return c.subnetWithGateway(s, gateway)
}

func (c *call) subnetWithGateway(s *subnet, gateway any) object {
	v := vlans.in(c.state).Get(s.vlan)
	spaceName := undefinedSpace
	if in := spaces.in(c.state).Get(v.space); in != nil {
		spaceName = in.name
	}
	return object{
		{"name", s.name},
		{"description", s.description},
		{"vlan", c.vlanJSON(v)},
		{"cidr", s.cidr.String()},
		{"rdns_mode", s.rdnsMode},
		{"gateway_ip", gateway},
		{"dns_servers", s.dnsServers},
		{"allow_dns", s.allowDNS},
		{"allow_proxy", s.allowProxy},
		{"active_discovery", s.activeDiscovery},
		{"managed", s.managed},
		{"disabled_boot_architectures", s.disabledBootArchitectures},
		{"space", spaceName},
		{"id", s.id},
		{"resource_uri", c.uri("subnets", strconv.Itoa(s.id))},
	}
}

// subnetsWhere lists the subnets that match accepts.
func (st *state) subnetsWhere(match func(*subnet) bool) []*subnet {
	var list []*subnet
	for _, s := range subnets.in(st).Sorted() {
		if match(s) {
			list = append(list, s)
		}
	}
	return list
}

// subnetBy finds the one subnet that a specifier names, or returns nil.
func (st *state) subnetBy(specifier string) *subnet {
	kind, name, hasKind := strings.Cut(specifier, ":")
	cidr, err := netip.ParsePrefix(specifier)
	if !hasKind || err == nil {
		kind, name = "", specifier
	}
	id, notNumber := strconv.Atoi(name)
	found := st.subnetsWhere(func(s *subnet) bool {
		v := vlans.in(st).Get(s.vlan)
		switch kind {
		case "":
			return notNumber == nil && s.id == id || err == nil && s.cidr == cidr.Masked() || s.name == name
		case "name":
			return s.name == name
		case "cidr":
			return s.cidr.String() == name
		case "vid":
			return notNumber == nil && v.vid == id
		case "vlan":
			return notNumber == nil && v.id == id
		case "fabric":
			f := st.fabricBy(name)
			return f != nil && f.id == v.fabric
		case "space":
			in := st.spaceBy(name)
			return in != nil && in.id == v.space
		}
		return false
	})
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// subnetOf returns the subnet with the longest prefix that contains an address, or
// nil.
func (st *state) subnetOf(a netip.Addr) *subnet {
	var best *subnet
	for _, s := range subnets.in(st).Sorted() {
		if s.cidr.Contains(a) && (best == nil || s.cidr.Bits() > best.cidr.Bits()) {
			best = s
		}
	}
	return best
}

// subnet finds the subnet in the path. Only administrators may change one, and are
// told of a subnet that is not there first.
func (c *call) subnet(toChange bool) (*subnet, error) {
	s := c.state.subnetBy(c.args["id"])
	if s == nil {
		return nil, notFound("Subnet")
	}
	if toChange && !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	return s, nil
}

func (c *call) subnetsRead() (any, error) {
	list := []object{}
	for _, s := range subnets.in(c.state).Sorted() {
		list = append(list, c.subnetJSON(s))
	}
	return list, nil
}

func (c *call) subnetsCreate() (any, error) {
	s := &subnet{
		rdnsMode: 2, dnsServers: []string{}, allowDNS: true, allowProxy: true, managed: true,
		disabledBootArchitectures: []string{},
	}
	if err := c.fillSubnet(s); err != nil {
		return nil, err
	}
	s.id = c.state.next("subnet")
	subnets.in(c.state).Put(s.id, s)
	return c.savedSubnetJSON(s), nil
}

func (c *call) subnetRead() (any, error) {
	s, err := c.subnet(false)
	if err != nil {
		return nil, err
	}
	return c.subnetJSON(s), nil
}

func (c *call) subnetUpdate() (any, error) {
	old, err := c.subnet(true)
	if err != nil {
		return nil, err
	}
	s := *old
	if err := c.fillSubnet(&s); err != nil {
		return nil, err
	}
	subnets.in(c.state).Put(s.id, &s)
	return c.savedSubnetJSON(&s), nil
}

// subnetDelete takes all along that is on the subnet, but refuses if that is in
// use.
func (c *call) subnetDelete() (any, error) {
	s, err := c.subnet(true)
	if err != nil {
		return nil, err
	}
	force, _ := stringBool(c.Query.Get("force"))
	onNodes := func(ip *staticIP) bool {
		return ip.subnet == s.id && ip.address.IsValid() && ip.alloc != allocDHCP && ip.alloc != allocDiscovered &&
			c.state.ifaceWith(ip.id) != nil
	}
	dynamic := func(r *ipRange) bool { return r.subnet == s.id && r.kind == dynamicRange }
	switch {
	case vlans.in(c.state).Get(s.vlan).dhcpOn && ipRanges.in(c.state).Find(dynamic) != nil:
		return nil, engine.BadRequest("Cannot delete a subnet that is actively servicing a dynamic IP range. " +
			"(Delete the dynamic range or disable DHCP first.)")
	case !force && staticIPs.in(c.state).Find(onNodes) != nil:
		return nil, engine.BadRequest("Cannot delete a subnet that has IP addresses in use by nodes. " +
			"(Use the 'force' parameter to override.)")
	}
	c.state.deleteSubnet(s)
	return engine.Deleted(), nil
}

func (st *state) deleteSubnet(s *subnet) {
	for id, r := range ipRanges.in(st).All() {
		if r.subnet == s.id {
			ipRanges.in(st).Delete(id)
		}
	}
	for id, r := range staticRoutes.in(st).All() {
		if r.source == s.id || r.destination == s.id {
			staticRoutes.in(st).Delete(id)
		}
	}
	for _, ip := range staticIPs.in(st).All() {
		if ip.subnet == s.id {
			st.deleteIP(ip)
		}
	}
	for id, snippet := range dhcpSnippets.in(st).All() {
		if snippet.subnet == s.id {
			dhcpSnippets.in(st).Delete(id)
		}
	}
	subnets.in(st).Delete(s.id)
}

func (c *call) subnetReserved() (any, error) {
	s, err := c.subnet(false)
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, b := range c.state.used(s, 0) {
		list = append(list, b.json(true))
	}
	return list, nil
}

func (c *call) subnetUnreserved() (any, error) {
	s, err := c.subnet(false)
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, b := range gaps(usable(s.cidr), c.state.used(s, 0), unusedPurpose) {
		list = append(list, b.json(false))
	}
	return list, nil
}

func (c *call) subnetStatistics() (any, error) {
	s, err := c.subnet(false)
	if err != nil {
		return nil, err
	}
	withRanges, err := c.queryBool("include_ranges", false)
	if err != nil {
		return nil, err
	}
	withSuggestions, err := c.queryBool("include_suggestions", false)
	if err != nil {
		return nil, err
	}
	return statistics(s, c.state.used(s, 0), withRanges, withSuggestions), nil
}

// queryBool reads a switch in the URL. A blank one is off.
func (c *call) queryBool(name string, missing bool) (bool, error) {
	return boolOf(c.Query, name, missing)
}

// boolOf reads a parameter that is a switch outside of forms.
func boolOf(values *engine.Values, name string, missing bool) (bool, error) {
	sent, given := values.Lookup(name)
	if !given {
		return missing, nil
	}
	value, ok := stringBool(sent)
	if !ok && sent != "" {
		return false, engine.BadRequest("Invalid " + name + ": Value should be 'true' or 'false'")
	}
	return value, nil
}

func percent(f float64) string { return fmt.Sprintf("%.0f%%", 100*f) }

// subnetAddresses lists the addresses of a subnet that something has.
func (c *call) subnetAddresses() (any, error) {
	s, err := c.subnet(false)
	if err != nil {
		return nil, err
	}
	withUser, err := c.queryBool("with_username", true)
	if err != nil {
		return nil, err
	}
	withSummary, err := c.queryBool("with_summary", true)
	if err != nil {
		return nil, err
	}
	var found []*staticIP
	for _, ip := range staticIPs.in(c.state).All() {
		if ip.subnet == s.id && ip.address.IsValid() {
			found = append(found, ip)
		}
	}
	slices.SortFunc(found, func(a, b *staticIP) int { return a.address.Compare(b.address) })
	by := c.state.ifacesByLink()
	list := []object{}
	for _, ip := range found {
		o := object{
			{"ip", ip.address.String()},
			{"alloc_type", ip.alloc},
			{"created", eventTime(ip.created)},
			{"updated", eventTime(ip.created)},
		}
		if withSummary {
			o = append(o, c.addressSummary(ip, by[ip.id])...)
		}
		if withUser && ip.alloc != allocDiscovered {
			user := ip.user
			if user == "" {
				user = "MAAS"
			}
			o = append(o, engine.Member{"user", user})
		}
		list = append(list, o)
	}
	return list, nil
}

// addressSummary tells what has an address.
func (c *call) addressSummary(ip *staticIP, of []*iface) object {
	var o object
	if len(of) > 0 {
		i := of[0]
		if n := nodes.in(c.state).Get(i.node); n != nil {
			o = append(o, engine.Member{"node_summary", object{
				{"system_id", n.systemID},
				{"node_type", n.kind},
				{"fqdn", c.state.fqdn(n)},
				{"hostname", n.hostname},
				{"is_container", false},
				{"via", i.name},
			}})
		}
	}
	records := []object{}
	for _, r := range dnsResources.in(c.state).Sorted() {
		if slices.Contains(r.ips, ip.id) {
			records = append(records, object{{"id", r.id}, {"name", r.name}, {"domain", domains.in(c.state).Get(r.domain).name}})
		}
	}
	if len(records) > 0 {
		o = append(o, engine.Member{"dns_records", records})
	}
	return o
}

// shortMonths are the months as the style of the Associated Press abbreviates them.
var shortMonths = []string{
	"Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
}

// eventTime is a time in the style of events.
func eventTime(t time.Time) string {
	t = t.UTC()
	return t.Format("Mon, 02 ") + shortMonths[t.Month()-1] + t.Format(" 2006 15:04:05")
}

var subnetName = regexp.MustCompile(`^[.: \w/-]+$`)

// fillSubnet sets the fields that the request's form has.
func (c *call) fillSubnet(s *subnet) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	f.text("name", &s.name, atMost(255), matching(subnetName))
	f.text("description", &s.description)
	if f.has("cidr") || !s.cidr.IsValid() {
		c.fillCIDR(f, s)
	}
	c.fillGateway(f, s)
	c.fillNameServers(f, s)
	if sent := strings.TrimSpace(f.data.Get("rdns_mode")); sent != "" {
		if s.rdnsMode, err = strconv.Atoi(sent); err != nil || s.rdnsMode < 0 || s.rdnsMode > 2 {
			f.errs.Add("rdns_mode", notAChoice(sent))
		}
	}
	f.boolean("active_discovery", &s.activeDiscovery)
	f.boolean("allow_dns", &s.allowDNS)
	f.boolean("allow_proxy", &s.allowProxy)
	f.boolean("managed", &s.managed)
	c.fillBootArchitectures(f, s)
	c.fillSubnetVLAN(f, s)
	if f.has("space") {
		f.errs.Add("space", "Spaces may no longer be set on subnets. Set the space on the underlying VLAN.")
	}
	return f.err()
}

// fillCIDR reads the network, whose host bits are dropped. It names a subnet that
// has no name as it was sent.
func (c *call) fillCIDR(f *form, s *subnet) {
	sent := strings.TrimSpace(f.data.Get("cidr"))
	if sent == "" {
		f.errs.Add("cidr", fieldRequired)
		return
	}
	p, err := netip.ParsePrefix(sent)
	if a, notAddress := netip.ParseAddr(sent); err != nil && notAddress == nil {
		p, err = netip.PrefixFrom(a, a.BitLen()), nil
	}
	switch {
	case err != nil:
		f.errs.Add("cidr", "Required format: <network>/<prefixlen>.")
		return
	case p.Bits() == 0:
		f.errs.Add("cidr", "Prefix length must be greater than 0.")
		return
	}
	p = p.Masked()
	if subnets.in(c.state).Find(func(other *subnet) bool { return other.cidr == p && other.id != s.id }) != nil {
		f.errs.Add("cidr", "Subnet with this Cidr already exists.")
		return
	}
	if s.name == "" || s.id != 0 && s.name == s.cidr.String() {
		s.name = sent
	}
	s.cidr = p
}

func (c *call) fillGateway(f *form, s *subnet) {
	if sent, given := f.data.Lookup("gateway_ip"); given {
		s.gateway = netip.Addr{}
		if sent = strings.TrimSpace(sent); sent != "" {
			a, err := netip.ParseAddr(sent)
			if err != nil {
				f.errs.Add("gateway_ip", badAddress)
				return
			}
			s.gateway = a
		}
	}
	onLink := s.cidr.Addr().Is6() && s.gateway.IsLinkLocalUnicast()
	if s.gateway.IsValid() && s.cidr.IsValid() && !s.cidr.Contains(s.gateway) && !onLink {
		f.errs.Add("gateway_ip", "Gateway IP must be within CIDR range.")
	}
}

const badAddress = "Enter a valid IPv4 or IPv6 address."

// splitList splits what is separated by commas or blanks.
func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' })
}

func (c *call) fillNameServers(f *form, s *subnet) {
	if !f.has("dns_servers") {
		return
	}
	s.dnsServers = []string{}
	for _, sent := range f.data.List("dns_servers") {
		for _, server := range splitList(sent) {
			if _, err := netip.ParseAddr(server); err != nil {
				f.errs.Add("__all__", "Invalid IP address: "+server+"; provide a list of space-separated IP addresses")
				return
			}
			s.dnsServers = append(s.dnsServers, server)
		}
	}
}

// bootArchitectures are the ways to boot that can be disabled, with their numbers
// in DHCP.
var bootArchitectures = map[string]string{
	"pxe": "0x00", "uefi_amd64_tftp": "0x07", "uefi_ebc_tftp": "0x09", "uefi_arm64_tftp": "0x0B",
	"open-firmware_ppc64el": "0x0C", "powernv": "0x0E", "uefi_amd64_http": "0x10", "uefi_arm64_http": "0x13",
	"s390x": "0x1F", "s390x_partition": "0x20",
}

// fillBootArchitectures reads a set, which MAAS keeps in no certain order.
func (c *call) fillBootArchitectures(f *form, s *subnet) {
	if !f.has("disabled_boot_architectures") {
		return
	}
	disabled := []string{}
	for _, sent := range f.data.List("disabled_boot_architectures") {
	names:
		for _, name := range splitList(sent) {
			for known, octet := range bootArchitectures {
				if name == known || name == octet {
					disabled = append(disabled, known)
					continue names
				}
			}
			f.errs.Add("disabled_boot_architectures", "Unknown boot architecture "+name)
		}
	}
	slices.SortFunc(disabled, func(a, b string) int { return strings.Compare(b, a) })
	s.disabledBootArchitectures = slices.Compact(disabled)
}

// fillSubnetVLAN reads the VLAN, which a new subnet may find by fabric and tag.
func (c *call) fillSubnetVLAN(f *form, s *subnet) {
	if sent := f.data.Get("vlan"); sent != "" {
		id, err := strconv.Atoi(sent)
		if err != nil || vlans.in(c.state).Get(id) == nil {
			f.errs.Add("vlan", noSuchChoice)
			return
		}
		s.vlan = id
	}
	if s.id != 0 {
		return
	}
	fab, inFabric := fabrics.in(c.state).Get(firstFabric), "default fabric"
	if sent := f.data.Get("fabric"); sent != "" {
		id, err := strconv.Atoi(sent)
		if fab = fabrics.in(c.state).Get(id); err != nil || fab == nil {
			f.errs.Add("fabric", noSuchChoice)
			return
		}
		inFabric = "fabric " + fab.name
		if v := vlans.in(c.state).Get(s.vlan); v != nil && v.fabric != fab.id {
			f.errs.Add("vlan", "VLAN "+v.name+" is not in fabric "+fab.name+".")
			return
		}
	}
	vid := 0
	f.number("vid", &vid, 0, maxVID)
	switch v := c.state.vlanOf(fab.id, vid); {
	case s.vlan != 0:
	case vid == 0:
		s.vlan = c.state.vlansOf(fab.id)[0].id
	case v == nil:
		f.errs.Add("vid", fmt.Sprintf("No VLAN with vid %d in %s.", vid, inFabric))
	default:
		s.vlan = v.id
	}
}

// A Subnet is a network to seed.
type Subnet struct {
	CIDR    string
	Name    string // the CIDR if empty
	Gateway string // none if empty
	VLAN    int    // number of its VLAN, 1 for the one that every server has
}

// AddSubnet adds a subnet and returns its number. It panics if the CIDR or the
// gateway is not one, or if there is no such VLAN.
func (s *Server) AddSubnet(n Subnet) int {
	var id int
	s.seed(func(st *state) error {
		cidr, err := netip.ParsePrefix(n.CIDR)
		if err != nil {
			return err
		}
		row := &subnet{
			vlan: n.VLAN, name: n.Name, cidr: cidr.Masked(), rdnsMode: 2, dnsServers: []string{}, allowDNS: true, allowProxy: true,
			managed: true, disabledBootArchitectures: []string{},
		}
		if row.name == "" {
			row.name = row.cidr.String()
		}
		if n.Gateway != "" {
			if row.gateway, err = netip.ParseAddr(n.Gateway); err != nil {
				return err
			}
		}
		if vlans.in(st).Get(n.VLAN) == nil {
			return fmt.Errorf("no VLAN with the number %d", n.VLAN)
		}
		row.id = st.next("subnet")
		subnets.in(st).Put(row.id, row)
		id = row.id
		return nil
	})
	return id
}
