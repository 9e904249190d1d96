package maas2test

import (
	"math/big"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// Kinds of ranges.
const (
	dynamicRange  = "dynamic"
	reservedRange = "reserved"
)

var ipRangesSection = &section{
	resources: []*resource{
		{Template: "ipranges/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).ipRangesRead},
			{Method: http.MethodPost, Run: (*call).ipRangesCreate},
		}},
		{Template: "ipranges/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).ipRangeRead},
			{Method: http.MethodPut, Run: (*call).ipRangeUpdate},
			{Method: http.MethodDelete, Run: (*call).ipRangeDelete},
		}},
	},
}

func (c *call) ipRangeJSON(r *ipRange) object {
	var owner any
	if u := users.in(c.state).Get(r.user); u != nil {
		owner = c.userJSON(u)
	}
	return object{
		{"subnet", c.subnetJSON(subnets.in(c.state).Get(r.subnet))},
		{"type", r.kind},
		{"start_ip", r.start.String()},
		{"end_ip", r.end.String()},
		{"user", owner},
		{"comment", r.comment},
		{"id", r.id},
		{"resource_uri", c.uri("ipranges", strconv.Itoa(r.id))},
	}
}

// ipRange finds the range in the path.
func (c *call) ipRange() (*ipRange, error) {
	kind, value := cutSpecifier(c.args["id"])
	address, _ := netip.ParseAddr(value)
	id, err := strconv.Atoi(value)
	r := ipRanges.in(c.state).Find(func(r *ipRange) bool {
		switch kind {
		case "":
			return err == nil && r.id == id
		case "type":
			return r.kind == value
		case "start_ip":
			return r.start == address
		case "end_ip":
			return r.end == address
		}
		return false
	})
	if r == nil {
		return nil, notFound("IPRange")
	}
	return r, nil
}

// ownIPRange finds the range in the path, which only its owner and administrators
// may change.
func (c *call) ownIPRange() (*ipRange, error) {
	r, err := c.ipRange()
	if err != nil {
		return nil, err
	}
	if r.user != c.user.name && !c.isAdmin() {
		return nil, engine.Forbidden("Unable to modify IP range. You don't own the IP range.")
	}
	return r, nil
}

func (c *call) ipRangesRead() (any, error) {
	list := []object{}
	for _, r := range ipRanges.in(c.state).Sorted() {
		list = append(list, c.ipRangeJSON(r))
	}
	return list, nil
}

func (c *call) ipRangesCreate() (any, error) {
	if c.Data.Get("type") == dynamicRange && !c.isAdmin() {
		return nil, engine.Forbidden("Unable to create dynamic IP range. You don't have sufficient privileges.")
	}
	r := &ipRange{user: c.user.name}
	if err := c.fillIPRange(r); err != nil {
		return nil, err
	}
	r.id = c.state.next("iprange")
	ipRanges.in(c.state).Put(r.id, r)
	return c.ipRangeJSON(r), nil
}

func (c *call) ipRangeRead() (any, error) {
	r, err := c.ipRange()
	if err != nil {
		return nil, err
	}
	return c.ipRangeJSON(r), nil
}

func (c *call) ipRangeUpdate() (any, error) {
	old, err := c.ownIPRange()
	if err != nil {
		return nil, err
	}
	r := *old
	if err := c.fillIPRange(&r); err != nil {
		return nil, err
	}
	ipRanges.in(c.state).Put(r.id, &r)
	return c.ipRangeJSON(&r), nil
}

func (c *call) ipRangeDelete() (any, error) {
	r, err := c.ownIPRange()
	if err != nil {
		return nil, err
	}
	ipRanges.in(c.state).Delete(r.id)
	return engine.Deleted(), nil
}

// fillIPRange sets the fields that the request's form has. A range without a
// subnet is put on the one that its first address is in.
func (c *call) fillIPRange(r *ipRange) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	c.fillAddress(f, "start_ip", &r.start)
	c.fillAddress(f, "end_ip", &r.end)
	if r.subnet == 0 && !f.has("subnet") && r.start.IsValid() {
		if s := c.state.subnetOf(r.start); s != nil {
			r.subnet = s.id
		}
	}
	c.subnetField(f, "subnet", &r.subnet)
	f.text("type", &r.kind, required, oneOf(dynamicRange, reservedRange))
	f.text("comment", &r.comment, atMost(255))
	both := []string{"start_ip", "end_ip"}
	if !r.start.IsValid() || !r.end.IsValid() {
		f.addTo(both, "Start IP address and end IP address are both required.")
		return f.err()
	}
	if s := subnets.in(c.state).Get(r.subnet); f.ok() && s != nil {
		c.checkIPRange(f, r, s)
	}
	return f.err()
}

// addTo adds a message to several fields.
func (f *form) addTo(fields []string, message string) {
	for _, field := range fields {
		f.errs.Add(field, message)
	}
}

// fillAddress reads an address, which has to be there.
func (c *call) fillAddress(f *form, name string, field *netip.Addr) {
	sent := strings.TrimSpace(f.data.Get(name))
	switch a, err := netip.ParseAddr(sent); {
	case sent == "" && !field.IsValid():
		f.errs.Add(name, fieldRequired)
	case sent == "":
	case err != nil:
		f.errs.Add(name, badAddress)
	default:
		*field = a
	}
}

// smallestV6 is how many addresses a dynamic range has at least in IPv6.
const smallestV6 = 256

// checkIPRange checks that a range is within its subnet and does not conflict with
// what else is there: a reserved one must not overlap with other ranges, a dynamic
// one not with anything.
func (c *call) checkIPRange(f *form, r *ipRange, s *subnet) {
	both := []string{"start_ip", "end_ip"}
	hasStart, hasEnd := s.cidr.Contains(r.start), s.cidr.Contains(r.end)
	whole := block{first: r.start, last: r.end}
	switch {
	case r.start.Is4() != r.end.Is4():
		f.addTo(both, "Start IP address and end IP address must be in the same address family.")
	case r.end.Less(r.start):
		f.errs.Add("end_ip", "End IP address must not be less than Start IP address.")
	case !hasStart && !hasEnd:
		f.addTo(both, "IP addresses must be within subnet: "+s.cidr.String()+".")
	case !hasStart:
		f.errs.Add("start_ip", "Start IP address must be within subnet: "+s.cidr.String()+".")
	case !hasEnd:
		f.errs.Add("end_ip", "End IP address must be within subnet: "+s.cidr.String()+".")
	case r.start == s.cidr.Addr():
		f.errs.Add("start_ip", "Reserved network address cannot be included in IP range.")
	case r.end.Is4() && r.end == lastOf(s.cidr):
		f.errs.Add("end_ip", "Broadcast address cannot be included in IP range.")
	case r.start.Is6() && r.kind == dynamicRange && whole.size().Cmp(big.NewInt(smallestV6)) < 0:
		f.addTo(both, "IPv6 dynamic range must be at least 256 addresses in size.")
	default:
		c.checkRoom(f, r, s)
	}
}

func (c *call) checkRoom(f *form, r *ipRange, s *subnet) {
	both := []string{"start_ip", "end_ip"}
	taken, with := c.state.used(s, r.id), "an existing IP address or range."
	if r.kind == reservedRange {
		taken, with = condense(c.state.rangesOf(s, r.id)), "an existing range."
	}
	free := gaps(usable(s.cidr), taken, unusedPurpose)
	fits := func(b block) bool { return b.has(r.start) && b.has(r.end) }
	switch {
	case len(free) == 0:
		f.addTo(both, "There is no room for any "+r.kind+" ranges on this subnet.")
	case !slices.ContainsFunc(free, fits):
		f.addTo(both, "Requested "+r.kind+" range conflicts with "+with)
	}
}
