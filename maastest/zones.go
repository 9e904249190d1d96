package maastest

import (
	"fmt"
	"regexp"
	"unicode/utf8"
)

// defaultZone is the zone of every node that was put in no other.
const defaultZone = "default"

// A zone is a physical zone.
type zone struct {
	name, description string
}

func (c *call) zoneJSON(z *zone) object {
	return object{
		{"resource_uri", c.uri("zones", z.name)},
		{"name", z.name},
		{"description", z.description},
	}
}

func zonesResource() *resource {
	return &resource{
		template: "zones/",
		operations: []operation{
			{method: "GET", run: (*call).zonesRead},
			{method: "POST", admin: true, run: (*call).zonesCreate},
		},
	}
}

func zoneResource() *resource {
	return &resource{
		template: "zones/{name}/",
		operations: []operation{
			{method: "GET", run: (*call).zoneRead},
			{method: "PUT", admin: true, run: (*call).zoneUpdate},
			{method: "DELETE", admin: true, run: (*call).zoneDelete},
		},
	}
}

func (c *call) zonesRead() (any, error) {
	list := []object{}
	for _, z := range c.state.zones.sorted() {
		list = append(list, c.zoneJSON(z))
	}
	return list, nil
}

func (c *call) zonesCreate() (any, error) {
	if err := c.needBound(); err != nil {
		return nil, err
	}
	z := &zone{name: c.data.get("name"), description: c.data.get("description")}
	if err := c.state.checkZone(nil, z); err != nil {
		return nil, err
	}
	c.state.zones.put(z.name, z)
	return c.zoneJSON(z), nil
}

func (c *call) zoneRead() (any, error) {
	z := c.state.zones.get(c.args["name"])
	if z == nil {
		return nil, notFound()
	}
	return c.zoneJSON(z), nil
}

func (c *call) zoneUpdate() (any, error) {
	old := c.state.zones.get(c.args["name"])
	if old == nil {
		return nil, notFound()
	}
	if err := c.needBound(); err != nil {
		return nil, err
	}
	changed := *old
	keepOr(c.data, "name", &changed.name)
	keepOr(c.data, "description", &changed.description)
	if err := c.state.checkZone(old, &changed); err != nil {
		return nil, err
	}
	c.state.zones.rename(old.name, changed.name, &changed)
	c.state.moveNodes(old.name, changed.name)
	return c.zoneJSON(&changed), nil
}

func (c *call) zoneDelete() (any, error) {
	name := c.args["name"]
	if name == defaultZone {
		return nil, badRequest("This zone is the default zone, it cannot be deleted.")
	}
	if c.state.zones.delete(name) {
		c.state.moveNodes(name, defaultZone)
	}
	return deleted(), nil
}

// modelName is what the names of zones, networks and tags have to match.
var modelName = regexp.MustCompile(`^[\w-]+$`)

// checkName checks the name of a zone or the like; kind is what MAAS calls it.
func checkName(name, kind string, taken bool, errs fieldErrors) {
	switch {
	case name == "":
		errs.add("name", fieldRequired)
	case !modelName.MatchString(name):
		errs.add("name", "Enter a valid value.")
	case utf8.RuneCountInString(name) > 256:
		errs.add("name", tooLong(256, name))
	case taken:
		errs.add("name", kind+" with this Name already exists.")
	}
}

// checkZone checks a new zone, or the changed form of old.
func (st *state) checkZone(old, z *zone) error {
	errs := fieldErrors{}
	renamed := old == nil || old.name != z.name
	checkName(z.name, "Physical zone", renamed && st.zones.get(z.name) != nil, errs)
	if len(errs) == 0 && renamed && old != nil && old.name == defaultZone {
		errs.add("name", "This zone is the default zone, it cannot be renamed.")
	}
	return errs.err()
}

// moveNodes puts all nodes of one zone into another.
func (st *state) moveNodes(from, to string) {
	if from == to {
		return
	}
	for id, n := range st.nodes.all() {
		if n.zone == from {
			st.nodes.update(id, func(n *node) { n.zone = to })
		}
	}
}

// keepOr sets field to the parameter of that name, if it was sent.
func keepOr(data *values, name string, field *string) {
	if value, sent := data.lookup(name); sent {
		*field = value
	}
}

// tooLong is the message for text that has more than limit characters.
func tooLong(limit int, s string) string {
	return fmt.Sprintf("Ensure this value has at most %d characters (it has %d).", limit, utf8.RuneCountInString(s))
}
