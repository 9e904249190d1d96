package maas2test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

var domainsSection = &section{
	resources: []*resource{
		{Template: "domains/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).domainsRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).domainsCreate},
			{Method: http.MethodPost, Op: "set_serial", Admin: true, Run: (*call).domainsSetSerial},
		}},
		{Template: "domains/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).domainRead},
			{Method: http.MethodPost, Op: "set_default", Run: (*call).domainSetDefault},
			{Method: http.MethodPut, Run: (*call).domainUpdate},
			{Method: http.MethodDelete, Run: (*call).domainDelete},
		}},
	},
}

func (c *call) domainJSON(d *domain) object {
	count := 0
	for _, r := range dnsResources.in(c.state).All() {
		if r.domain == d.id {
			count += len(r.ips)
		}
	}
	for _, r := range dnsRecords.in(c.state).All() {
		if dnsResources.in(c.state).Get(r.resource).domain == d.id {
			count++
		}
	}
	return object{
		{"authoritative", d.authoritative},
		{"ttl", intOrNull(d.ttl)},
		{"name", d.name},
		{"id", d.id},
		{"resource_record_count", count},
		{"is_default", d.id == c.state.defaultDomain().id},
		{"resource_uri", c.uri("domains", strconv.Itoa(d.id))},
	}
}

// domainBy finds the domain that a specifier names, or returns nil.
func (st *state) domainBy(specifier string) *domain {
	kind, name := cutSpecifier(specifier)
	id, err := strconv.Atoi(name)
	if kind == "" && err == nil {
		return domains.in(st).Get(id)
	}
	if kind != "" && kind != "name" {
		return nil
	}
	return domains.in(st).Find(func(d *domain) bool { return d.name == name })
}

// defaultDomain is the domain of what is put in no other.
func (st *state) defaultDomain() *domain {
	if d := domains.in(st).Find(func(d *domain) bool { return d.isDefault }); d != nil {
		return d
	}
	return domains.in(st).Get(defaultDomain)
}

// domain finds the domain in the path. Only administrators may change one, and are
// told of a domain that is not there first.
func (c *call) domain(toChange bool) (*domain, error) {
	d := c.state.domainBy(c.args["id"])
	if d == nil {
		return nil, notFound("Domain")
	}
	if toChange && !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	return d, nil
}

func (c *call) domainsRead() (any, error) {
	list := []object{}
	for _, d := range domains.in(c.state).Sorted() {
		list = append(list, c.domainJSON(d))
	}
	return list, nil
}

func (c *call) domainsCreate() (any, error) {
	d := &domain{id: -1, authoritative: true}
	if err := c.fillDomain(d); err != nil {
		return nil, err
	}
	d.id = c.state.next("domain")
	domains.in(c.state).Put(d.id, d)
	return c.domainJSON(d), nil
}

// domainsSetSerial sets the serial number of all zones, which nothing shows.
func (c *call) domainsSetSerial() (any, error) {
	sent, given := c.Data.Lookup("serial")
	if !given {
		return nil, invalid("serial", "Missing parameter")
	}
	if _, err := strconv.ParseUint(sent, 10, 32); err != nil {
		return nil, invalid("serial", "Expected a serial number")
	}
	return nil, nil
}

func (c *call) domainRead() (any, error) {
	d, err := c.domain(false)
	if err != nil {
		return nil, err
	}
	return c.domainJSON(d), nil
}

func (c *call) domainSetDefault() (any, error) {
	d, err := c.domain(true)
	if err != nil {
		return nil, err
	}
	c.state.moveToDomain(c.state.defaultDomain().id, d.id)
	for id, other := range domains.in(c.state).All() {
		if other.isDefault != (id == d.id) {
			domains.in(c.state).Update(id, func(other *domain) { other.isDefault = id == d.id })
		}
	}
	return c.domainJSON(d), nil
}

// moveToDomain takes the nodes of a domain that was the default one into the new
// one. Those that somebody has, or that run something now, stay.
func (st *state) moveToDomain(from, to int) {
	for id, n := range nodes.in(st).All() {
		controller := n.kind == rackNode || n.kind == regionNode
		if n.domain == from && !controller && !allocatedStatuses[n.status] && n.status != statusCommissioning {
			nodes.in(st).Update(id, func(n *node) { n.domain = to })
		}
	}
}

func (c *call) domainUpdate() (any, error) {
	old, err := c.domain(true)
	if err != nil {
		return nil, err
	}
	d := *old
	if err := c.fillDomain(&d); err != nil {
		return nil, err
	}
	domains.in(c.state).Put(d.id, &d)
	return c.domainJSON(&d), nil
}

// domainDelete fails, as nobody expected it to, for a domain that has something
// in it.
func (c *call) domainDelete() (any, error) {
	d, err := c.domain(true)
	if err != nil {
		return nil, err
	}
	if d.id == c.state.defaultDomain().id {
		return nil, engine.BadRequest("This domain is the default domain, it cannot be deleted.")
	}
	var by string
	var protected []string
	for _, n := range nodes.in(c.state).All() {
		if n.domain == d.id {
			by, protected = "Node.domain", append(protected, "<Node: "+n.systemID+" ("+n.hostname+")>")
		}
	}
	for _, r := range dnsResources.in(c.state).Sorted() {
		if r.domain == d.id {
			by, protected = "DNSResource.domain", append(protected, "<DNSResource: name="+r.name+">")
		}
	}
	if protected != nil {
		return nil, engine.ServerError(`("Cannot delete some instances of model 'Domain' because they are referenced through ` +
			`protected foreign keys: '` + by + `'.", {` + strings.Join(protected, ", ") + `})`)
	}
	domains.in(c.state).Delete(d.id)
	return engine.Deleted(), nil
}

const (
	maxTTL    = 604800
	maxLabel  = 63
	maxDomain = 255
)

var domainName = regexp.MustCompile(`^(?:[a-zA-Z0-9](?:[-a-zA-Z0-9_]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[-a-zA-Z0-9_]*[a-zA-Z0-9])?)*$`)

// domainProblems returns what is wrong with the name of a domain.
func domainProblems(name string) []string {
	var problems []string
	if !domainName.MatchString(name) {
		problems = append(problems, "Invalid domain name: "+name+".")
	}
	if len(name) > maxDomain {
		return append(problems, "Hostname is too long.  Maximum allowed is 255 characters.")
	}
	for label := range strings.SplitSeq(name, ".") {
		switch {
		case label == "":
			return append(problems, "Hostname contains empty name.")
		case strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-"):
			return append(problems, "Label cannot start or end with hyphen: "+pyRepr(label)+".")
		case len(label) > maxLabel:
			return append(problems, "Name is too long: "+pyRepr(label)+".  Maximum allowed is 63 characters.")
		}
	}
	return problems
}

// ttlField reads a number of seconds. A blank one is none.
func (f *form) ttlField(name string, ttl **int) {
	sent, given := f.data.Lookup(name)
	if !given {
		return
	}
	if strings.TrimSpace(sent) == "" {
		*ttl = nil
		return
	}
	n := 0
	f.number(name, &n, 1, maxTTL)
	*ttl = &n
}

// fillDomain sets the fields that the request's form has.
func (c *call) fillDomain(d *domain) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	taken := func(name string) bool {
		return domains.in(c.state).Find(func(other *domain) bool { return other.name == name && other.id != d.id }) != nil
	}
	old := d.name
	f.text("name", &d.name, required, atMost(256))
	if d.name != old {
		problems := domainProblems(d.name)
		if problems == nil && taken(d.name) {
			problems = []string{"Domain with this Name already exists."}
		}
		for _, problem := range problems {
			f.errs.Add("name", problem)
		}
	}
	if f.data.Get("authoritative") != "" {
		f.boolean("authoritative", &d.authoritative)
	}
	f.ttlField("ttl", &d.ttl)
	return f.err()
}
