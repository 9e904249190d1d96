package maastest

import (
	"fmt"
	"net/http"
	"regexp"
	"unicode/utf8"

	"github.com/gomaas/maas/internal/engine"
)

// defaultZone is the zone of every node that was put in no other.
const defaultZone = "default"

// A zone is a physical zone.
type zone struct {
	name, description string
}

func (c *call) zoneJSON(z *zone) engine.Object {
	return engine.Object{
		{"resource_uri", c.uri("zones", z.name)},
		{"name", z.name},
		{"description", z.description},
	}
}

func zonesResource() *resource {
	return &resource{
		Template: "zones/",
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).zonesRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).zonesCreate},
		},
	}
}

func zoneResource() *resource {
	return &resource{
		Template: "zones/{name}/",
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).zoneRead},
			{Method: http.MethodPut, Admin: true, Run: (*call).zoneUpdate},
			{Method: http.MethodDelete, Admin: true, Run: (*call).zoneDelete},
		},
	}
}

func (c *call) zonesRead() (any, error) {
	list := []engine.Object{}
	for _, z := range c.state.zones.Sorted() {
		list = append(list, c.zoneJSON(z))
	}
	return list, nil
}

func (c *call) zonesCreate() (any, error) {
	if err := c.NeedBound(); err != nil {
		return nil, err
	}
	z := &zone{name: c.Data.Get("name"), description: c.Data.Get("description")}
	if err := c.state.checkZone(nil, z); err != nil {
		return nil, err
	}
	c.state.zones.Put(z.name, z)
	return c.zoneJSON(z), nil
}

func (c *call) zoneRead() (any, error) {
	z := c.state.zones.Get(c.args["name"])
	if z == nil {
		return nil, notFound()
	}
	return c.zoneJSON(z), nil
}

func (c *call) zoneUpdate() (any, error) {
	old := c.state.zones.Get(c.args["name"])
	if old == nil {
		return nil, notFound()
	}
	if err := c.NeedBound(); err != nil {
		return nil, err
	}
	changed := *old
	keepOr(c.Data, "name", &changed.name)
	keepOr(c.Data, "description", &changed.description)
	if err := c.state.checkZone(old, &changed); err != nil {
		return nil, err
	}
	c.state.zones.Rename(old.name, changed.name, &changed)
	c.state.moveNodes(old.name, changed.name)
	return c.zoneJSON(&changed), nil
}

func (c *call) zoneDelete() (any, error) {
	name := c.args["name"]
	if name == defaultZone {
		return nil, engine.BadRequest("This zone is the default zone, it cannot be deleted.")
	}
	if c.state.zones.Delete(name) {
		c.state.moveNodes(name, defaultZone)
	}
	return engine.Deleted(), nil
}

// modelName is what the names of zones, networks and tags have to match.
var modelName = regexp.MustCompile(`^[\w-]+$`)

// checkName checks the name of a zone or the like; kind is what MAAS calls it.
func checkName(name, kind string, taken bool, errs engine.FieldErrors) {
	switch {
	case name == "":
		errs.Add("name", fieldRequired)
	case !modelName.MatchString(name):
		errs.Add("name", "Enter a valid value.")
	case utf8.RuneCountInString(name) > 256:
		errs.Add("name", tooLong(256, name))
	case taken:
		errs.Add("name", kind+" with this Name already exists.")
	}
}

// checkZone checks a new zone, or the changed form of old.
func (st *state) checkZone(old, z *zone) error {
	errs := engine.FieldErrors{}
	renamed := old == nil || old.name != z.name
	checkName(z.name, "Physical zone", renamed && st.zones.Get(z.name) != nil, errs)
	if len(errs) == 0 && renamed && old != nil && old.name == defaultZone {
		errs.Add("name", "This zone is the default zone, it cannot be renamed.")
	}
	return errs.Err()
}

// moveNodes puts all nodes of one zone into another.
func (st *state) moveNodes(from, to string) {
	if from == to {
		return
	}
	for id, n := range st.nodes.All() {
		if n.zone == from {
			st.nodes.Update(id, func(n *node) { n.zone = to })
		}
	}
}

// keepOr sets field to the parameter of that name, if it was sent.
func keepOr(data *engine.Values, name string, field *string) {
	if value, sent := data.Lookup(name); sent {
		*field = value
	}
}

// tooLong is the message for text that has more than limit characters.
func tooLong(limit int, s string) string {
	return fmt.Sprintf("Ensure this value has at most %d characters (it has %d).", limit, utf8.RuneCountInString(s))
}
