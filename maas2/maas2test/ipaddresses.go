package maas2test

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

var ipAddressesSection = &section{
	resources: []*resource{
		{Template: "ipaddresses/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).ipAddressesRead},
			{Method: http.MethodPost, Op: "reserve", Run: (*call).ipAddressReserve},
			{Method: http.MethodPost, Op: "release", Run: (*call).ipAddressRelease},
		}},
	},
}

// allocNames are the names of the kinds of addresses.
var allocNames = map[int]string{
	allocAuto: "Automatic", allocSticky: "Static", allocUserReserved: "User reserved", allocDHCP: "DHCP", allocDiscovered: "Observed",
}

func (c *call) ipAddressJSON(ip *staticIP, of []*iface) object {
	interfaces := []object{}
	for _, i := range of {
		interfaces = append(interfaces, c.ownerlessJSON(i))
	}
	var subnetJSON, owner any
	if s := subnets.in(c.state).Get(ip.subnet); s != nil {
		subnetJSON = c.subnetJSON(s)
	}
	if u := users.in(c.state).Get(ip.user); u != nil {
		owner = c.userJSON(u)
	}
	var address any
	if ip.address.IsValid() {
		address = ip.address.String()
	}
	return object{
		{"created", engine.IsoTime(ip.created)},
		{"ip", address},
		{"alloc_type", ip.alloc},
		{"subnet", subnetJSON},
		{"alloc_type_name", allocNames[ip.alloc]},
		{"interface_set", interfaces},
		{"owner", owner},
		{"resource_uri", c.uri("ipaddresses")},
	}
}

// ownerlessJSON is an interface. Less is shown of one that belongs to no node, but
// only has a reserved address.
func (c *call) ownerlessJSON(i *iface) object {
	o := c.ifaceJSON(i)
	if i.node != "" {
		return o
	}
	return slices.DeleteFunc(o, func(m member) bool {
		return slices.Contains([]string{"links", "effective_mtu", "discovered", "system_id", "resource_uri"}, m.Name())
	})
}

// ifaceWith finds the interface that has a link, or returns nil.
func (st *state) ifaceWith(link int) *iface {
	return ifaces.in(st).Find(func(i *iface) bool { return slices.Contains(i.links, link) })
}

// ifacesByLink lists the interfaces of all links.
func (st *state) ifacesByLink() map[int][]*iface {
	by := make(map[int][]*iface)
	for _, i := range ifaces.in(st).Sorted() {
		for _, link := range i.links {
			by[link] = append(by[link], i)
		}
	}
	return by
}

// deleteIP removes an address from all that has it. What has nothing but the
// address goes too.
func (st *state) deleteIP(ip *staticIP) {
	for id, i := range ifaces.in(st).All() {
		if !slices.Contains(i.links, ip.id) {
			continue
		}
		without := slices.DeleteFunc(slices.Clone(i.links), func(link int) bool { return link == ip.id })
		ifaces.in(st).Update(id, func(i *iface) { i.links = without })
		if i.node == "" && len(without) == 0 {
			indexRemove(st, ifaceIndex, i.node, id)
			ifaces.in(st).Delete(id)
		}
	}
	for id, r := range dnsResources.in(st).All() {
		if !slices.Contains(r.ips, ip.id) {
			continue
		}
		without := slices.DeleteFunc(slices.Clone(r.ips), func(other int) bool { return other == ip.id })
		dnsResources.in(st).Update(id, func(r *dnsResource) { r.ips = without })
		if len(without) == 0 && len(st.recordsOf(id)) == 0 {
			dnsResources.in(st).Delete(id)
		}
	}
	staticIPs.in(st).Delete(ip.id)
}

// ipAddressesRead lists the caller's reservations. Administrators may ask for
// those of somebody else, or for all addresses.
func (c *call) ipAddressesRead() (any, error) {
	all, err := c.queryBool("all", false)
	if err != nil {
		return nil, err
	}
	// A switch that is there but blank is neither on nor off.
	sent, given := c.Query.Lookup("all")
	anybody := given && sent == ""
	owner, ofOther := c.Query.Lookup("owner")
	switch {
	case all && !c.isAdmin():
		return forbiddenText("Listing all IP addresses requires admin privileges."), nil
	case ofOther && !c.isAdmin():
		return forbiddenText("Listing another user's IP addresses requires admin privileges."), nil
	case !ofOther:
		owner = c.user.name
	}
	wanted := c.Query.Get("ip")
	by := c.state.ifacesByLink()
	var found []*staticIP
	for _, ip := range staticIPs.in(c.state).Sorted() {
		found = append(found, ip)
	}
	if all {
		found = append(found, c.state.powerAddresses()...)
		slices.SortStableFunc(found, func(a, b *staticIP) int { return a.created.Compare(b.created) })
	}
	list := []object{}
	for _, ip := range found {
		shown := all && ip.address.IsValid() || ip.alloc == allocUserReserved && (anybody || ip.user == owner)
		if shown && (wanted == "" || ip.address.String() == wanted) {
			list = append(list, c.ipAddressJSON(ip, by[ip.id]))
		}
	}
	return list, nil
}

// forbiddenText is a refusal that a handler returns, so that its nonce stays used.
func forbiddenText(text string) *engine.Response {
	return &engine.Response{Status: http.StatusForbidden, ContentType: engine.TypePlain, Body: []byte(text)}
}

// ipAddressReserve reserves an address that was named, or the next one of a
// subnet, on an interface or a name of its own if these were sent.
func (c *call) ipAddressReserve() (any, error) {
	sent := c.Post.Get("ip")
	if sent == "" {
		sent = c.Post.Get("ip_address") // its old name
	}
	mac := c.Post.Get("mac")
	address, err := c.checkClaim(sent, mac)
	if err != nil {
		return nil, err
	}
	s, address, err := c.claimed(address)
	if err != nil {
		return nil, err
	}
	d := c.state.defaultDomain()
	if specifier := c.Post.Get("domain"); specifier != "" {
		if d = c.state.domainBy(specifier); d == nil {
			return nil, notFound("Domain")
		}
	}
	var nic *iface
	if mac != "" {
		if nic, err = c.ifaceForMAC(normalMAC(mac), s); err != nil {
			return nil, err
		}
	}
	ip := c.state.addIP(&staticIP{subnet: s.id, address: address, alloc: allocUserReserved, user: c.user.name, created: c.now})
	var of []*iface
	if nic != nil {
		of = append(of, ifaces.in(c.state).Update(nic.id, func(i *iface) { i.links = append(slices.Clone(i.links), ip.id) }))
	}
	if hostname := c.Post.Get("hostname"); hostname != "" {
		c.state.nameAddress(hostname, d, ip.id)
	}
	return c.ipAddressJSON(ip, of), nil
}

// checkClaim checks the parameters that a form of MAAS does.
func (c *call) checkClaim(sent, mac string) (netip.Addr, error) {
	errs := engine.FieldErrors{}
	var address netip.Addr
	if sent != "" {
		var err error
		if address, err = netip.ParseAddr(sent); err != nil {
			errs.Add("ip_address", badAddress)
		}
	}
	if problem := macProblem(mac); mac != "" && problem != "" {
		errs.Add("mac", problem)
	}
	if len(errs) > 0 {
		return address, refuse(errs)
	}
	return address, nil
}

// claimed finds the subnet and the address to reserve, and checks that it is free.
func (c *call) claimed(address netip.Addr) (*subnet, netip.Addr, error) {
	specifier, given := c.Post.Lookup("subnet")
	var s *subnet
	switch {
	case given:
		if s = c.state.subnetBy(specifier); s == nil {
			return nil, address, engine.BadRequest("Unable to identify subnet: " + specifier + ".")
		}
	case address.IsValid():
		if s = c.state.subnetOf(address); s == nil {
			return nil, address, engine.BadRequest("No known subnet for IP address: " + address.String() + ".")
		}
	default:
		return nil, address, engine.BadRequest("Must supply either the 'subnet' or the 'ip' parameter.")
	}
	if !address.IsValid() {
		free, err := c.state.nextAddress(s)
		return s, free, err
	}
	inDynamic := func(r *ipRange) bool {
		return r.subnet == s.id && r.kind == dynamicRange && block{first: r.start, last: r.end}.has(address)
	}
	taken := func(ip *staticIP) bool { return ip.address == address && ip.alloc != allocDiscovered }
	switch {
	case !s.cidr.Contains(address):
		return nil, address, engine.Forbidden(address.String() + " is not within subnet CIDR: " + s.cidr.String())
	case ipRanges.in(c.state).Find(inDynamic) != nil:
		return nil, address, engine.Forbidden("IP address " + address.String() + " belongs to an existing dynamic range. " +
			"To reserve this IP address, a MAC address is required. (Create a device instead.)")
	case staticIPs.in(c.state).Find(taken) != nil:
		return nil, address, engine.Raise(http.StatusNotFound, "The IP address "+address.String()+" is already in use.")
	}
	return s, address, nil
}

// ifaceForMAC finds the interface with a MAC address, or makes one that belongs to
// no node. It must not have an address on the subnet yet.
func (c *call) ifaceForMAC(mac string, s *subnet) (*iface, error) {
	i := ifaces.in(c.state).Find(func(i *iface) bool { return i.mac == mac })
	if i == nil {
		return c.state.addIface(&iface{name: "eth0", kind: "unknown", mac: mac, vlan: s.vlan, tags: []string{}, enabled: true, linkUp: true}), nil
	}
	var has []string
	for _, link := range i.links {
		if ip := staticIPs.in(c.state).Get(link); ip != nil && ip.subnet == s.id && ip.address.IsValid() && ip.alloc != allocDiscovered {
			has = append(has, ip.address.String())
		}
	}
	if has != nil {
		return nil, engine.Conflict("MAC address " + mac + " already has the IP address(es) " + strings.Join(has, ", ") + ".")
	}
	return i, nil
}

// nameAddress gives an address a name in a domain.
func (st *state) nameAddress(name string, d *domain, ip int) {
	r := dnsResources.in(st).Find(func(r *dnsResource) bool { return r.name == name && r.domain == d.id })
	if r == nil {
		r = &dnsResource{id: st.next("dnsresource"), name: name, domain: d.id}
	}
	named := *r
	named.ips = append(slices.Clone(r.ips), ip)
	dnsResources.in(st).Put(named.id, &named)
}

// ipAddressRelease releases a reservation of the caller. Administrators can force
// the release of any address.
func (c *call) ipAddressRelease() (any, error) {
	sent, err := c.Post.Mandatory("ip")
	if err != nil {
		return nil, err
	}
	force, err := boolOf(c.Post, "force", false)
	if err != nil {
		return nil, err
	}
	discovered, err := boolOf(c.Post, "discovered", false)
	if err != nil {
		return nil, err
	}
	if force && !c.isAdmin() {
		return forbiddenText("Force-releasing an IP address requires admin privileges."), nil
	}
	address, notAddress := netip.ParseAddr(sent)
	if notAddress != nil {
		return nil, invalid("ip", badAddress)
	}
	ip := staticIPs.in(c.state).Find(func(ip *staticIP) bool {
		switch {
		case ip.address != address:
			return false
		case force:
			return discovered == (ip.alloc == allocDiscovered)
		}
		return ip.alloc == allocUserReserved && ip.user == c.user.name
	})
	if ip == nil {
		message := "IP address " + sent + " does not exist, is not the correct type of address, or does not belong to the requesting user."
		if !force {
			message += "\nIf you are sure you want to release this address, use force=true as a MAAS administrator."
		}
		return nil, engine.BadRequest(message)
	}
	c.state.deleteIP(ip)
	return engine.Deleted(), nil
}
