package maas2test

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A dnsRecord is what a name has besides addresses.
type dnsRecord struct {
	id, resource   int
	rrtype, rrdata string
	ttl            *int
}

var dnsRecords = newKind[int, dnsRecord]()

var dnsRecordsSection = &section{
	resources: []*resource{
		{Template: "dnsresourcerecords/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).dnsRecordsRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).dnsRecordsCreate},
		}},
		{Template: "dnsresourcerecords/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).dnsRecordRead},
			{Method: http.MethodPut, Run: (*call).dnsRecordUpdate},
			{Method: http.MethodDelete, Run: (*call).dnsRecordDelete},
		}},
	},
}

func (c *call) dnsRecordJSON(r *dnsRecord) object {
	return object{
		{"ttl", intOrNull(r.ttl)},
		{"rrtype", r.rrtype},
		{"rrdata", r.rrdata},
		{"id", r.id},
		{"fqdn", c.state.dnsName(dnsResources.in(c.state).Get(r.resource))},
		{"resource_uri", c.uri("dnsresourcerecords", strconv.Itoa(r.id))},
	}
}

// recordsOf lists the records of a name, by their type.
func (st *state) recordsOf(resource int) []*dnsRecord {
	var list []*dnsRecord
	for _, r := range dnsRecords.in(st).All() {
		if r.resource == resource {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b *dnsRecord) int { return cmp.Compare(a.rrtype, b.rrtype) })
	return list
}

// dnsRecord finds the record in the path. Only administrators may change one, and
// are told of a record that is not there first.
func (c *call) dnsRecord(toChange bool) (*dnsRecord, error) {
	id, _ := c.id("id")
	r := dnsRecords.in(c.state).Get(id)
	if r == nil {
		return nil, notFound("DNSData")
	}
	if toChange && !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	return r, nil
}

func (c *call) dnsRecordsRead() (any, error) {
	name, named, in, err := c.dnsTarget(c.Query)
	if err != nil {
		return nil, err
	}
	rrtype := strings.ToUpper(c.Query.Get("rrtype"))
	var resources []*dnsResource
	for _, r := range dnsResources.in(c.state).All() {
		if (in == nil || r.domain == in.id) && (!named || r.name == name) {
			resources = append(resources, r)
		}
	}
	slices.SortFunc(resources, dnsOrder)
	list := []object{}
	for _, resource := range resources {
		for _, r := range c.state.recordsOf(resource.id) {
			if rrtype == "" || r.rrtype == rrtype {
				list = append(list, c.dnsRecordJSON(r))
			}
		}
	}
	return list, nil
}

// dnsRecordsCreate makes the name too if there is none yet.
func (c *call) dnsRecordsCreate() (any, error) {
	if err := c.NeedData(); err != nil {
		return nil, err
	}
	for _, needed := range []string{"rrtype", "rrdata"} {
		if !c.Data.Has(needed) {
			return nil, engine.BadRequest(needed + " must be provided.")
		}
	}
	name, named, d, err := c.dnsTarget(c.Data)
	if err != nil {
		return nil, err
	}
	if !named || d == nil {
		return nil, engine.BadRequest("Either name and domain (or fqdn) must be specified")
	}
	resource := dnsResources.in(c.state).Find(func(r *dnsResource) bool { return r.domain == d.id && r.name == name })
	if resource == nil {
		if !dnsLabel.MatchString(name) {
			return nil, invalid("name", "Invalid dnsresource name: "+name+".")
		}
		resource = &dnsResource{id: c.state.next("dnsresource"), name: name, domain: d.id}
		dnsResources.in(c.state).Put(resource.id, resource)
	}
	r := &dnsRecord{resource: resource.id}
	if err := c.fillDNSRecord(r); err != nil {
		return nil, err
	}
	r.id = c.state.next("dnsdata")
	dnsRecords.in(c.state).Put(r.id, r)
	return c.dnsRecordJSON(r), nil
}

func (c *call) dnsRecordRead() (any, error) {
	r, err := c.dnsRecord(false)
	if err != nil {
		return nil, err
	}
	return c.dnsRecordJSON(r), nil
}

func (c *call) dnsRecordUpdate() (any, error) {
	old, err := c.dnsRecord(true)
	if err != nil {
		return nil, err
	}
	r := *old
	if err := c.fillDNSRecord(&r); err != nil {
		return nil, err
	}
	dnsRecords.in(c.state).Put(r.id, &r)
	return c.dnsRecordJSON(&r), nil
}

// dnsRecordDelete takes the name along if nothing else is left of it.
func (c *call) dnsRecordDelete() (any, error) {
	r, err := c.dnsRecord(true)
	if err != nil {
		return nil, err
	}
	dnsRecords.in(c.state).Delete(r.id)
	if len(c.state.recordsOf(r.resource)) == 0 && len(dnsResources.in(c.state).Get(r.resource).ips) == 0 {
		dnsResources.in(c.state).Delete(r.resource)
	}
	return engine.Deleted(), nil
}

// recordKinds are what records can be, with what MAAS says of data that does not
// match.
var recordKinds = map[string]struct {
	pattern *regexp.Regexp
	problem string
}{
	"TXT": {regexp.MustCompile(`(?s)`), ""},
	"NS":  {regexp.MustCompile(`^\S+$`), "Invalid NS: Should be '<server>'."},
	"CNAME": {
		regexp.MustCompile(`^[a-zA-Z0-9_][-a-zA-Z0-9_.]*$`), "Invalid CNAME: Should be '<server>'.",
	},
	"MX": {
		regexp.MustCompile(`^` + number16 + `\s+\S+$`),
		"Invalid MX: Should be '<preference> <server>'. Range for preference is 0-65535.",
	},
	"SRV": {
		regexp.MustCompile(`^(?:` + number16 + `\s+){3}\S+$`),
		"Invalid SRV: Should be '<priority> <weight> <port> <server>'. Range for priority, weight, and port are 0-65535.",
	},
	"SSHFP": {
		regexp.MustCompile(`^[0-4]\s+[0-2]\s+[0-9a-fA-F]+$`), "Invalid SSHFP: Should be '<algorithm> <fptype> <fingerprint>'.",
	},
}

// number16 matches a number of 16 bits.
const number16 = `(?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])`

// fillDNSRecord sets the fields that the request's form has.
func (c *call) fillDNSRecord(r *dnsRecord) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	rrtype := r.rrtype
	f.text("rrtype", &rrtype, required)
	kind, known := recordKinds[strings.ToUpper(rrtype)]
	if f.ok() && !known {
		f.errs.Add("rrtype", rrtype+" is not one of TXT SRV SSHFP NS MX CNAME.")
	}
	r.rrtype = strings.ToUpper(rrtype)
	f.text("rrdata", &r.rrdata, required)
	f.ttlField("ttl", &r.ttl)
	if !f.ok() {
		return f.err()
	}
	if !kind.pattern.MatchString(r.rrdata) {
		f.errs.Add("__all__", kind.problem)
	}
	alias := r.rrtype == "CNAME"
	mixed := alias && len(dnsResources.in(c.state).Get(r.resource).ips) > 0
	for _, other := range c.state.recordsOf(r.resource) {
		if other.id == r.id {
			continue
		}
		if alias && other.rrtype == "CNAME" {
			return invalid("__all__", "Only one CNAME can be associated with a name.")
		}
		mixed = mixed || alias != (other.rrtype == "CNAME")
	}
	if mixed {
		f.errs.Add("__all__", "CNAME records for a name cannot coexist with non-CNAME records.")
	}
	return f.err()
}
