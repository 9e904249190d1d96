package maas2test

import (
	"net/http"
	"regexp"

	"github.com/gomaas/maas/internal/engine"
)

// defaultZone is the id of the zone of every node that was put in no other.
const defaultZone = 1

// A zone is a physical zone.
type zone struct {
	id                int
	name, description string
}

var zones = newKind[int, zone]()

var zonesSection = &section{
	seed: func(_ *Server, st *state) {
		z := &zone{id: st.next("zone"), name: "default"}
		zones.in(st).Put(z.id, z)
	},
	resources: []*resource{
		{Template: "zones/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).zonesRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).zonesCreate},
		}},
		{Template: "zones/{name}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).zoneRead},
			{Method: http.MethodPut, Admin: true, Run: (*call).zoneUpdate},
			{Method: http.MethodDelete, Admin: true, Run: (*call).zoneDelete},
		}},
	},
}

func (c *call) zoneJSON(z *zone) object {
	return object{
		{"id", z.id},
		{"name", z.name},
		{"description", z.description},
		{"resource_uri", c.uri("zones", z.name)},
	}
}

// zoneNamed finds a zone, or returns nil.
func (st *state) zoneNamed(name string) *zone {
	return zones.in(st).Find(func(z *zone) bool { return z.name == name })
}

func (c *call) zonesRead() (any, error) {
	list := []object{}
	for _, z := range zones.in(c.state).Sorted() {
		list = append(list, c.zoneJSON(z))
	}
	return list, nil
}

func (c *call) zonesCreate() (any, error) {
	z := new(zone)
	if err := c.fillZone(z); err != nil {
		return nil, err
	}
	z.id = c.state.next("zone")
	zones.in(c.state).Put(z.id, z)
	return c.zoneJSON(z), nil
}

func (c *call) zoneRead() (any, error) {
	z := c.state.zoneNamed(c.args["name"])
	if z == nil {
		return nil, notFound("Zone")
	}
	return c.zoneJSON(z), nil
}

func (c *call) zoneUpdate() (any, error) {
	old := c.state.zoneNamed(c.args["name"])
	if old == nil {
		return nil, notFound("Zone")
	}
	z := *old
	if err := c.fillZone(&z); err != nil {
		return nil, err
	}
	zones.in(c.state).Put(z.id, &z)
	return c.zoneJSON(&z), nil
}

// zoneDelete answers the same whether or not there is such a zone.
func (c *call) zoneDelete() (any, error) {
	z := c.state.zoneNamed(c.args["name"])
	switch {
	case z == nil:
	case z.id == defaultZone:
		return nil, engine.BadRequest("This zone is the default zone, it cannot be deleted.")
	default:
		zones.in(c.state).Delete(z.id)
	}
	return engine.Deleted(), nil
}

// modelName is what the names of zones and the like have to match.
var modelName = regexp.MustCompile(`^\w[-\w]*$`)

// fillZone sets the fields that the request's form has.
func (c *call) fillZone(z *zone) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	taken := func(name string) bool {
		other := c.state.zoneNamed(name)
		return other != nil && other.id != z.id
	}
	wasDefault := z.name
	f.text("name", &z.name, required, matching(modelName), atMost(256), unless(taken, "Physical zone with this Name already exists."))
	f.text("description", &z.description)
	if f.ok() && z.id == defaultZone && z.name != wasDefault {
		f.errs.Add("name", "This zone is the default zone, it cannot be renamed.")
	}
	return f.err()
}
