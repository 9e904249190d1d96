package maas2test

import (
	"net/http"
	"regexp"
	"strconv"

	"github.com/gomaas/maas/internal/engine"
)

var spacesSection = &section{
	resources: []*resource{
		{Template: "spaces/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).spacesRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).spacesCreate},
		}},
		{Template: "spaces/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).spaceRead},
			{Method: http.MethodPut, Run: (*call).spaceUpdate},
			{Method: http.MethodDelete, Run: (*call).spaceDelete},
		}},
	},
}

// undefinedSpace is the name of the space of VLANs that are in none. It can be
// read like any other.
const undefinedSpace = "undefined"

func (c *call) spaceJSON(s *space) object {
	uri := strconv.Itoa(s.id)
	if s.id < 0 {
		uri = undefinedSpace
	}
	subnetList, vlanList := []object{}, []object{}
	for _, n := range c.state.subnetsWhere(func(n *subnet) bool { return inSpace(vlans.in(c.state).Get(n.vlan), s) }) {
		subnetList = append(subnetList, c.subnetJSON(n))
	}
	for _, v := range vlans.in(c.state).Sorted() {
		if inSpace(v, s) {
			vlanList = append(vlanList, c.vlanJSON(v))
		}
	}
	return object{
		{"description", s.description},
		{"subnets", subnetList},
		{"name", s.name},
		{"resource_uri", c.uri("spaces", uri)},
		{"id", s.id},
		{"vlans", vlanList},
	}
}

// inSpace reports whether a VLAN is in a space, which may be the undefined one.
func inSpace(v *vlan, s *space) bool { return v.space == s.id || v.space == 0 && s.id < 0 }

// spaceBy finds the space that a specifier names, or returns nil.
func (st *state) spaceBy(specifier string) *space {
	kind, name := cutSpecifier(specifier)
	id, err := strconv.Atoi(name)
	return spaces.in(st).Find(func(s *space) bool {
		return kind == "" && err == nil && s.id == id || (kind == "" || kind == "name") && s.name == name
	})
}

// space finds the space in the path, which only administrators may change.
func (c *call) space() (*space, error) {
	s := c.state.spaceBy(c.args["id"])
	if s == nil {
		return nil, notFound("Space")
	}
	if !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	return s, nil
}

func (c *call) spacesRead() (any, error) {
	list := []object{}
	for _, s := range spaces.in(c.state).Sorted() {
		list = append(list, c.spaceJSON(s))
	}
	return append(list, c.spaceJSON(&space{id: -1, name: undefinedSpace})), nil
}

func (c *call) spacesCreate() (any, error) {
	s := new(space)
	if err := c.fillSpace(s); err != nil {
		return nil, err
	}
	s.id = c.state.next("space")
	if s.name == "" {
		s.name = "space-" + strconv.Itoa(s.id)
	}
	spaces.in(c.state).Put(s.id, s)
	return c.spaceJSON(s), nil
}

func (c *call) spaceRead() (any, error) {
	if id := c.args["id"]; id == undefinedSpace || id == "-1" {
		return c.spaceJSON(&space{id: -1, name: undefinedSpace}), nil
	}
	s := c.state.spaceBy(c.args["id"])
	if s == nil {
		return nil, notFound("Space")
	}
	return c.spaceJSON(s), nil
}

func (c *call) spaceUpdate() (any, error) {
	old, err := c.space()
	if err != nil {
		return nil, err
	}
	s := *old
	if err := c.fillSpace(&s); err != nil {
		return nil, err
	}
	if s.name == "" {
		s.name = old.name
	}
	spaces.in(c.state).Put(s.id, &s)
	return c.spaceJSON(&s), nil
}

// spaceDelete leaves the VLANs that were in the space in none.
func (c *call) spaceDelete() (any, error) {
	s, err := c.space()
	if err != nil {
		return nil, err
	}
	for id, v := range vlans.in(c.state).All() {
		if v.space == s.id {
			vlans.in(c.state).Update(id, func(v *vlan) { v.space = 0 })
		}
	}
	spaces.in(c.state).Delete(s.id)
	return engine.Deleted(), nil
}

var reservedSpace = regexp.MustCompile(`^space-\d+$`)

// fillSpace sets the fields that the request's form has.
func (c *call) fillSpace(s *space) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	own := "space-" + strconv.Itoa(s.id)
	reserved := func(name string) bool {
		return name == undefinedSpace || name != own && reservedSpace.MatchString(name)
	}
	taken := func(name string) bool {
		return spaces.in(c.state).Find(func(other *space) bool { return other.name == name && other.id != s.id }) != nil
	}
	f.text("name", &s.name, atMost(256), named("space"), unless(reserved, "Reserved space name."),
		unless(taken, "Space with this Name already exists."))
	f.text("description", &s.description)
	return f.err()
}
