package maas2test

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

var fabricsSection = &section{
	resources: []*resource{
		{Template: "fabrics/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).fabricsRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).fabricsCreate},
		}},
		{Template: "fabrics/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).fabricRead},
			{Method: http.MethodPut, Run: (*call).fabricUpdate},
			{Method: http.MethodDelete, Run: (*call).fabricDelete},
		}},
	},
}

func (c *call) fabricJSON(f *fabric) object {
	list := []object{}
	for _, v := range c.state.vlansOf(f.id) {
		list = append(list, c.vlanJSON(v))
	}
	return object{
		{"class_type", orNull(f.classType)},
		{"name", f.name},
		{"vlans", list},
		{"id", f.id},
		{"resource_uri", c.uri("fabrics", strconv.Itoa(f.id))},
	}
}

// cutSpecifier splits what names an object, as in "name:main", into the kind of
// the name and the name. The kind is "" if there is none in front.
func cutSpecifier(specifier string) (kind, name string) {
	if kind, name, ok := strings.Cut(specifier, ":"); ok {
		return kind, name
	}
	return "", specifier
}

// fabricBy finds the fabric that a specifier names, or returns nil.
func (st *state) fabricBy(specifier string) *fabric {
	kind, name := cutSpecifier(specifier)
	id, err := strconv.Atoi(name)
	return fabrics.in(st).Find(func(f *fabric) bool {
		switch kind {
		case "class":
			return f.classType == name
		case "name":
			return f.name == name
		case "":
			return err == nil && f.id == id || f.name == name
		}
		return false
	})
}

// vlansOf lists the VLANs of a fabric. The first of them is its default.
func (st *state) vlansOf(fabric int) []*vlan {
	var list []*vlan
	for _, v := range vlans.in(st).Sorted() {
		if v.fabric == fabric {
			list = append(list, v)
		}
	}
	return list
}

// fabric finds the fabric in the path. Only administrators may change one, and are
// told of a fabric that is not there first.
func (c *call) fabric(argument string, toChange bool) (*fabric, error) {
	f := c.state.fabricBy(c.args[argument])
	if f == nil {
		return nil, notFound("Fabric")
	}
	if toChange && !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	return f, nil
}

func (c *call) fabricsRead() (any, error) {
	list := []object{}
	for _, f := range fabrics.in(c.state).Sorted() {
		list = append(list, c.fabricJSON(f))
	}
	return list, nil
}

func (c *call) fabricsCreate() (any, error) {
	f := &fabric{id: -1}
	if err := c.fillFabric(f); err != nil {
		return nil, err
	}
	c.state.addFabric(f)
	return c.fabricJSON(f), nil
}

// addFabric adds a fabric, with the next number, a name if it has none, and its
// untagged VLAN.
func (st *state) addFabric(f *fabric) {
	f.id = st.next("fabric")
	if f.name == "" {
		f.name = "fabric-" + strconv.Itoa(f.id)
	}
	fabrics.in(st).Put(f.id, f)
	untagged := &vlan{id: st.next("vlan"), fabric: f.id, mtu: defaultMTU, name: "untagged"}
	vlans.in(st).Put(untagged.id, untagged)
}

func (c *call) fabricRead() (any, error) {
	f, err := c.fabric("id", false)
	if err != nil {
		return nil, err
	}
	return c.fabricJSON(f), nil
}

func (c *call) fabricUpdate() (any, error) {
	old, err := c.fabric("id", true)
	if err != nil {
		return nil, err
	}
	f := *old
	if err := c.fillFabric(&f); err != nil {
		return nil, err
	}
	if f.name == "" {
		f.name = old.name
	}
	fabrics.in(c.state).Put(f.id, &f)
	return c.fabricJSON(&f), nil
}

// fabricDelete takes the fabric's VLANs along, unless something is connected to
// one of them.
func (c *call) fabricDelete() (any, error) {
	f, err := c.fabric("id", true)
	if err != nil {
		return nil, err
	}
	if f.id == firstFabric {
		return nil, engine.BadRequest("This fabric is the default fabric, it cannot be deleted.")
	}
	of := c.state.vlansOf(f.id)
	has := func(id int) bool { return slices.ContainsFunc(of, func(v *vlan) bool { return v.id == id }) }
	var present, connected []string
	for _, s := range c.state.subnetsWhere(func(s *subnet) bool { return has(s.vlan) }) {
		present = append(present, s.cidr.String())
	}
	for _, i := range ifaces.in(c.state).All() {
		if n := nodes.in(c.state).Get(i.node); n != nil && has(i.vlan) {
			connected = append(connected, i.name+" ("+i.kind+") on "+n.hostname)
		}
	}
	slices.Sort(present)
	switch {
	case present != nil:
		return nil, engine.BadRequest("Can't delete fabric; the following subnets are still present: " + strings.Join(present, ", "))
	case connected != nil:
		return nil, engine.BadRequest("Can't delete fabric; the following interfaces are still connected: " + strings.Join(connected, ", "))
	}
	for _, v := range of {
		c.state.deleteVLAN(v)
	}
	fabrics.in(c.state).Delete(f.id)
	return engine.Deleted(), nil
}

var (
	networkName    = regexp.MustCompile(`^[ \w-]+$`)
	reservedFabric = regexp.MustCompile(`^fabric-\d+$`)
)

// fillFabric sets the fields that the request's form has.
func (c *call) fillFabric(fab *fabric) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	own := "fabric-" + strconv.Itoa(fab.id)
	reserved := func(name string) bool { return name != own && reservedFabric.MatchString(name) }
	taken := func(name string) bool {
		return fabrics.in(c.state).Find(func(other *fabric) bool { return other.name == name && other.id != fab.id }) != nil
	}
	f.text("name", &fab.name, atMost(256), named("fabric"), unless(reserved, "Reserved fabric name."),
		unless(taken, "Fabric with this Name already exists."))
	f.text("description", &fab.description)
	f.text("class_type", &fab.classType, atMost(256))
	return f.err()
}

// named refuses what is no name of a fabric or a space.
func named(what string) rule {
	return func(name string) string {
		if !networkName.MatchString(name) {
			return "Invalid " + what + " name: " + name + "."
		}
		return ""
	}
}
