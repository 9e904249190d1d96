package maas2test

import (
	"cmp"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A dnsResource is a name in a domain, with its addresses.
type dnsResource struct {
	id, domain int
	name       string // "@" for the domain itself
	ttl        *int
	ips        []int // of staticIPs
}

var dnsResources = newKind[int, dnsResource]()

var dnsResourcesSection = &section{
	resources: []*resource{
		{Template: "dnsresources/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).dnsResourcesRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).dnsResourcesCreate},
		}},
		{Template: "dnsresources/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).dnsResourceRead},
			{Method: http.MethodPut, Run: (*call).dnsResourceUpdate},
			{Method: http.MethodDelete, Run: (*call).dnsResourceDelete},
		}},
	},
}

func (c *call) dnsResourceJSON(r *dnsResource) object {
	return c.dnsResourceWith(r, c.state.ifacesByLink())
}

// dnsResourceWith is a resource, of whose addresses by has the interfaces.
func (c *call) dnsResourceWith(r *dnsResource, by map[int][]*iface) object {
	addresses, records := []object{}, []object{}
	for _, id := range r.ips {
		if ip := staticIPs.in(c.state).Get(id); ip != nil {
			addresses = append(addresses, c.ipAddressJSON(ip, by[id]))
		}
	}
	for _, record := range c.state.recordsOf(r.id) {
		records = append(records, c.dnsRecordJSON(record))
	}
	return c.dnsObject(r.id, r.ttl, c.state.dnsName(r), addresses, records)
}

func (c *call) dnsObject(id int, ttl *int, name string, addresses any, records []object) object {
	return object{
		{"address_ttl", intOrNull(ttl)},
		{"id", id},
		{"resource_records", records},
		{"fqdn", name},
		{"ip_addresses", addresses},
		{"resource_uri", c.uri("dnsresources", strconv.Itoa(id))},
	}
}

// dnsName is the name of a resource with its domain.
func (st *state) dnsName(r *dnsResource) string {
	d := domains.in(st).Get(r.domain)
	if r.name == "@" {
		return d.name
	}
	return r.name + "." + d.name
}

// dnsResource finds the resource in the path. Only administrators may change one,
// and are told of a resource that is not there first.
func (c *call) dnsResource(toChange bool) (*dnsResource, error) {
	kind, name := cutSpecifier(c.args["id"])
	id, err := strconv.Atoi(name)
	r := dnsResources.in(c.state).Find(func(r *dnsResource) bool {
		return kind == "" && err == nil && r.id == id || (kind == "" || kind == "name") && r.name == name
	})
	if r == nil {
		return nil, notFound("DNSResource")
	}
	if toChange && !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	return r, nil
}

// splitName splits a full name into the name and the domain, which is the longest
// one that is known, or else what follows the first dot.
func (st *state) splitName(full string) (name, domainName string) {
	if domains.in(st).Find(func(d *domain) bool { return d.name == full }) != nil {
		return "@", full
	}
	for _, d := range domains.in(st).All() {
		if strings.HasSuffix(full, "."+d.name) && len(d.name) > len(domainName) {
			domainName = d.name
		}
	}
	if domainName != "" {
		return strings.TrimSuffix(full, "."+domainName), domainName
	}
	name, domainName, _ = strings.Cut(full, ".")
	return name, domainName
}

// dnsTarget reads the name and the domain that a request is about: "name" and
// "domain", or "fqdn" if neither was sent. The domain is nil if it was not named.
func (c *call) dnsTarget(values *engine.Values) (name string, named bool, d *domain, err error) {
	name, named = values.Lookup("name")
	domainName, inDomain := values.Lookup("domain")
	if full, given := values.Lookup("fqdn"); given && !named && !inDomain {
		name, domainName = c.state.splitName(full)
		named, inDomain = true, true
	}
	if inDomain {
		if d = c.state.domainBy(domainName); d == nil {
			return "", false, nil, notFound("Domain")
		}
	}
	return name, named, d, nil
}

// dnsOrder is the order of lists: by domain and name.
func dnsOrder(a, b *dnsResource) int {
	return cmp.Or(cmp.Compare(a.domain, b.domain), cmp.Compare(a.name, b.name))
}

// dnsResourcesRead lists the resources, and with "all" also what MAAS makes of
// them and of the nodes that have addresses.
func (c *call) dnsResourcesRead() (any, error) {
	all, err := c.queryBool("all", false)
	if err != nil {
		return nil, err
	}
	name, named, in, err := c.dnsTarget(c.Query)
	if err != nil {
		return nil, err
	}
	rrtype := strings.ToUpper(c.Query.Get("rrtype"))
	var found []*dnsResource
	for _, r := range dnsResources.in(c.state).All() {
		hasType := func(record *dnsRecord) bool { return record.rrtype == rrtype }
		if (in == nil || r.domain == in.id) && (!named || r.name == name) &&
			(rrtype == "" || slices.ContainsFunc(c.state.recordsOf(r.id), hasType)) {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, dnsOrder)
	by := c.state.ifacesByLink()
	list := []object{}
	for _, d := range domains.in(c.state).Sorted() {
		if in != nil && d.id != in.id {
			continue
		}
		if all {
			list = append(list, c.impliedRecords(d, name, rrtype)...)
		}
		for _, r := range found {
			if r.domain == d.id {
				list = append(list, c.dnsResourceWith(r, by))
			}
		}
	}
	return list, nil
}

// impliedRecords are the records of addresses in a domain, of which those of other
// users are shown to administrators only.
func (c *call) impliedRecords(d *domain, wantedName, wantedType string) []object {
	list := []object{}
	add := func(name string, ttl *int, addresses []*staticIP, owner string, resource int, n *node) {
		if wantedName != "" && name != wantedName || !c.isAdmin() && owner != "" && owner != c.user.name {
			return
		}
		records := []object{}
		for _, ip := range addresses {
			rrtype := "A"
			if ip.address.Is6() {
				rrtype = "AAAA"
			}
			if wantedType != "" && rrtype != wantedType {
				continue
			}
			var systemID, kind, userID any
			if n != nil {
				systemID, kind = n.systemID, n.kind
			}
			if u := users.in(c.state).Get(owner); u != nil {
				userID = u.id
			}
			records = append(records, object{
				{"system_id", systemID},
				{"node_type", kind},
				{"user_id", userID},
				{"dnsresource_id", numberOrNull(resource)},
				{"ttl", intOrNull(ttl)},
				{"rrtype", rrtype},
				{"rrdata", ip.address.String()},
				{"dnsdata_id", nil},
			})
		}
		if len(records) > 0 {
			list = append(list, c.dnsObject(-1, nil, name+"."+d.name, nil, records))
		}
	}
	named := make(map[int]bool)
	var resources []*dnsResource
	for _, r := range dnsResources.in(c.state).All() {
		for _, id := range r.ips {
			named[id] = true
		}
		if r.domain == d.id {
			resources = append(resources, r)
		}
	}
	slices.SortFunc(resources, dnsOrder)
	for _, r := range resources {
		var addresses []*staticIP
		owner := ""
		for _, id := range r.ips {
			if ip := staticIPs.in(c.state).Get(id); ip != nil && ip.address.IsValid() {
				addresses, owner = append(addresses, ip), ip.user
			}
		}
		add(r.name, r.ttl, addresses, owner, r.id, nil)
	}
	if d.id == c.state.defaultDomain().id {
		for _, ip := range staticIPs.in(c.state).Sorted() {
			if ip.alloc == allocUserReserved && !named[ip.id] {
				name := strings.NewReplacer(".", "-", ":", "-").Replace(ip.address.String())
				add(name, nil, []*staticIP{ip}, ip.user, 0, nil)
			}
		}
	}
	var in []*node
	for _, n := range nodes.in(c.state).All() {
		if n.domain == d.id {
			in = append(in, n)
		}
	}
	slices.SortFunc(in, func(a, b *node) int { return cmp.Compare(a.hostname, b.hostname) })
	for _, n := range in {
		var addresses []*staticIP
		for _, i := range c.state.ifacesOf(n.systemID) {
			links, _ := c.state.linksOf(i)
			for _, ip := range links {
				if ip.address.IsValid() {
					addresses = append(addresses, ip)
				}
			}
		}
		add(n.hostname, n.addressTTL, addresses, n.owner, 0, n)
	}
	return list
}

func (c *call) dnsResourcesCreate() (any, error) {
	r := new(dnsResource)
	if err := c.fillDNSResource(r); err != nil {
		return nil, err
	}
	r.id = c.state.next("dnsresource")
	dnsResources.in(c.state).Put(r.id, r)
	return c.dnsResourceJSON(r), nil
}

func (c *call) dnsResourceRead() (any, error) {
	r, err := c.dnsResource(false)
	if err != nil {
		return nil, err
	}
	return c.dnsResourceJSON(r), nil
}

func (c *call) dnsResourceUpdate() (any, error) {
	old, err := c.dnsResource(true)
	if err != nil {
		return nil, err
	}
	r := *old
	if err := c.fillDNSResource(&r); err != nil {
		return nil, err
	}
	dnsResources.in(c.state).Put(r.id, &r)
	return c.dnsResourceJSON(&r), nil
}

// dnsResourceDelete takes the records of the name along.
func (c *call) dnsResourceDelete() (any, error) {
	r, err := c.dnsResource(true)
	if err != nil {
		return nil, err
	}
	for _, record := range c.state.recordsOf(r.id) {
		dnsRecords.in(c.state).Delete(record.id)
	}
	dnsResources.in(c.state).Delete(r.id)
	return engine.Deleted(), nil
}

var dnsLabel = regexp.MustCompile(`^(?:@|\*|[a-zA-Z0-9_](?:[-.a-zA-Z0-9_]*[a-zA-Z0-9])?)$`)

// fillDNSResource sets the fields that the request's form has.
func (c *call) fillDNSResource(r *dnsResource) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	name, named, d, err := c.dnsTarget(f.data)
	if err != nil {
		return err
	}
	if d != nil {
		r.domain = d.id
	}
	if r.id == 0 && d == nil {
		f.errs.Add("domain", fieldRequired)
	}
	switch {
	case !named && r.name != "":
	case !named || name == "":
		f.errs.Add("name", fieldRequired)
	case !dnsLabel.MatchString(name):
		f.errs.Add("name", "Invalid dnsresource name: "+name+".")
	default:
		r.name = name
	}
	f.ttlField("address_ttl", &r.ttl)
	if f.ok() {
		same := func(other *dnsResource) bool {
			return other.id != r.id && other.domain == r.domain && other.name == r.name
		}
		if dnsResources.in(c.state).Find(same) != nil {
			f.errs.Add("__all__", "Labels must be unique within their zone.")
		}
	}
	if f.ok() && f.has("ip_addresses") {
		if r.ips, err = c.dnsAddresses(f.data.List("ip_addresses")); err != nil {
			return err
		}
	}
	return f.err()
}

// dnsAddresses finds addresses by themselves or by number, and reserves those that
// nothing has yet for the caller.
func (c *call) dnsAddresses(sent []string) ([]int, error) {
	var ids []int
	for _, text := range splitList(strings.Join(sent, " ")) {
		if id, err := strconv.Atoi(text); err == nil && staticIPs.in(c.state).Get(id) != nil {
			ids = append(ids, id)
			continue
		}
		address, err := netip.ParseAddr(text)
		if err != nil {
			return nil, engine.ServerError("failed to detect a valid IP address from " + pyRepr(text))
		}
		ip := staticIPs.in(c.state).Find(func(ip *staticIP) bool { return ip.address == address })
		if ip == nil {
			ip = &staticIP{address: address, alloc: allocUserReserved, user: c.user.name, created: c.now}
			if s := c.state.subnetOf(address); s != nil {
				ip.subnet = s.id
			}
			c.state.addIP(ip)
		}
		ids = append(ids, ip.id)
	}
	return ids, nil
}
