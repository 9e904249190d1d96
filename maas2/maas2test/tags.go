package maas2test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A tag is a label of nodes. One with a definition is on the machines for whose
// hardware the definition, an XPath expression, is true.
type tag struct {
	name, definition, comment, kernelOpts string
}

var tags = hiddenKind[string, tag]()

// tagName is what the names of tags have to match.
var tagName = regexp.MustCompile(`^[a-zA-Z0-9_-]+$`)

var tagsSection = &section{
	resources: []*resource{
		{Template: "tags/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).tagsRead},
			{Method: http.MethodPost, Run: (*call).tagsCreate},
		}},
		{Template: "tags/{name}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).tagRead},
			{Method: http.MethodPut, Run: (*call).tagUpdate},
			{Method: http.MethodDelete, Run: (*call).tagDelete},
			{Method: http.MethodGet, Op: "nodes", Run: tagged()},
			{Method: http.MethodGet, Op: "machines", Run: tagged(machineNode)},
			{Method: http.MethodGet, Op: "devices", Run: tagged(deviceNode)},
			{Method: http.MethodGet, Op: "rack_controllers", Run: tagged(rackNode)},
			{Method: http.MethodGet, Op: "region_controllers", Run: tagged(regionNode)},
			{Method: http.MethodPost, Op: "rebuild", Run: (*call).tagRebuild},
			{Method: http.MethodPost, Op: "update_nodes", Run: (*call).tagUpdateNodes},
		}},
	},
}

func (c *call) tagJSON(t *tag) object {
	return object{
		{"name", t.name},
		{"definition", t.definition},
		{"comment", t.comment},
		{"kernel_opts", t.kernelOpts},
		{"resource_uri", c.uri("tags", t.name)},
	}
}

// tag finds the tag in the path. Only administrators may change one.
func (c *call) tag(toChange bool) (*tag, error) {
	t := tags.in(c.state).Get(c.args["name"])
	if t == nil {
		return nil, notFound("Tag")
	}
	if toChange && !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	return t, nil
}

func (c *call) tagsRead() (any, error) {
	list := []object{}
	for _, t := range tags.in(c.state).Sorted() {
		list = append(list, c.tagJSON(t))
	}
	return list, nil
}

func (c *call) tagsCreate() (any, error) {
	if !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	t := new(tag)
	if err := c.fillTag(nil, t); err != nil {
		return nil, err
	}
	tags.in(c.state).Put(t.name, t)
	c.state.evaluateTag(t)
	return c.tagJSON(t), nil
}

func (c *call) tagRead() (any, error) {
	t, err := c.tag(false)
	if err != nil {
		return nil, err
	}
	return c.tagJSON(t), nil
}

func (c *call) tagUpdate() (any, error) {
	old, err := c.tag(true)
	if err != nil {
		return nil, err
	}
	t := *old
	if err := c.fillTag(old, &t); err != nil {
		return nil, err
	}
	tags.in(c.state).Rename(old.name, t.name, &t)
	if t.name != old.name {
		c.state.retag(func(names []string) []string {
			if i := slices.Index(names, old.name); i >= 0 {
				names[i] = t.name
			}
			return names
		})
	}
	if t.definition != old.definition {
		c.state.evaluateTag(&t)
	}
	return c.tagJSON(&t), nil
}

func (c *call) tagDelete() (any, error) {
	t, err := c.tag(true)
	if err != nil {
		return nil, err
	}
	tags.in(c.state).Delete(t.name)
	c.state.retag(func(names []string) []string { return without(names, t.name) })
	return engine.Deleted(), nil
}

// fillTag sets the fields that the request's form has.
func (c *call) fillTag(old, t *tag) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	taken := func(name string) bool { return (old == nil || old.name != name) && tags.in(c.state).Get(name) != nil }
	f.text("name", &t.name, required, matching(tagName), atMost(256), unless(taken, "Tag with this Name already exists."))
	f.text("comment", &t.comment)
	f.text("kernel_opts", &t.kernelOpts)
	f.text("definition", &t.definition, func(definition string) string {
		if _, err := engine.CompileXPath(definition); definition != "" && err != nil {
			return "Invalid xpath expression: Invalid expression"
		}
		return ""
	})
	return f.err()
}

// retag changes the tags of all nodes.
func (st *state) retag(change func([]string) []string) {
	for id, n := range nodes.in(st).All() {
		if names := change(slices.Clone(n.tags)); !slices.Equal(names, n.tags) {
			nodes.in(st).Update(id, func(n *node) { n.tags = names })
		}
	}
}

// without returns a list without one of its elements.
func without(list []string, element string) []string {
	return slices.DeleteFunc(list, func(other string) bool { return other == element })
}

// evaluateTag puts a tag with a definition on the machines that it is true of, and
// takes it off the others.
func (st *state) evaluateTag(t *tag) {
	if t.definition == "" {
		return
	}
	for id, n := range nodes.in(st).All() {
		if n.kind != machineNode {
			continue
		}
		names := without(slices.Clone(n.tags), t.name)
		if engine.MatchXPath(t.definition, n.lshw) {
			names = append(names, t.name)
		}
		if !slices.Equal(names, n.tags) {
			nodes.in(st).Update(id, func(n *node) { n.tags = names })
		}
	}
}

// evaluateTags finds out which tags with definitions are true of a machine that is
// not stored yet.
func (st *state) evaluateTags(n *node) {
	names := slices.Clone(n.tags)
	for _, t := range tags.in(st).All() {
		if t.definition == "" {
			continue
		}
		names = without(names, t.name)
		if engine.MatchXPath(t.definition, n.lshw) {
			names = append(names, t.name)
		}
	}
	n.tags = names
}

// tagged lists the nodes of a kind that have a tag, or of all kinds.
func tagged(kinds ...int) func(*call) (any, error) {
	return func(c *call) (any, error) {
		t, err := c.tag(false)
		if err != nil {
			return nil, err
		}
		var list []*node
		for _, n := range nodes.in(c.state).All() {
			if slices.Contains(n.tags, t.name) && (len(kinds) == 0 || slices.Contains(kinds, n.kind)) && c.inLists(n) {
				list = append(list, n)
			}
		}
		return c.encoded(list), nil
	}
}

func (c *call) tagRebuild() (any, error) {
	t, err := c.tag(true)
	if err != nil {
		return nil, err
	}
	c.state.evaluateTag(t)
	return object{{"rebuilding", t.name}}, nil
}

// tagUpdateNodes puts a tag on nodes and takes it off others.
func (c *call) tagUpdateNodes() (any, error) {
	t, err := c.tag(false)
	if err != nil {
		return nil, err
	}
	rack := c.Post.Get("rack_controller")
	if !c.isAdmin() && rack == "" {
		return nil, engine.Forbidden("Must be a superuser or supply a rack_controller")
	}
	if definition, sent := c.Post.Lookup("definition"); sent && definition != t.definition {
		return &engine.Response{
			Status: http.StatusConflict, ContentType: engine.TypeText,
			Body: fmt.Appendf(nil, "Definition supplied '%s' doesn't match current definition '%s'", definition, t.definition),
		}, nil
	}
	if !c.isAdmin() {
		return nil, engine.Forbidden("Must be a superuser or supply a rack_controller")
	}
	added, removed := c.listed("add"), c.listed("remove")
	for _, id := range slices.Sorted(maps.Keys(removed)) {
		nodes.in(c.state).Update(id, func(n *node) { n.tags = without(slices.Clone(n.tags), t.name) })
	}
	for _, id := range slices.Sorted(maps.Keys(added)) {
		nodes.in(c.state).Update(id, func(n *node) {
			if !slices.Contains(n.tags, t.name) {
				n.tags = append(slices.Clone(n.tags), t.name)
			}
		})
	}
	return object{{"added", len(added)}, {"removed", len(removed)}}, nil
}

// listed is the set of the system ids in a parameter that nodes have.
func (c *call) listed(name string) map[string]bool {
	found := make(map[string]bool)
	for _, value := range c.Post.List(name) {
		for id := range strings.SplitSeq(value, ",") {
			if nodes.in(c.state).Get(id) != nil {
				found[id] = true
			}
		}
	}
	return found
}

// A Tag is one to seed.
type Tag struct {
	Name, Comment, KernelOpts string
	Definition                string // an XPath expression over lshw, "" for none
}

// AddTag adds a tag. It panics if the name or the definition is not one, or if the
// name is taken.
func (s *Server) AddTag(t Tag) {
	s.seed(func(st *state) error {
		if !tagName.MatchString(t.Name) || tags.in(st).Get(t.Name) != nil {
			return fmt.Errorf("tag name %q is not one or taken", t.Name)
		}
		if _, err := engine.CompileXPath(t.Definition); t.Definition != "" && err != nil {
			return err
		}
		added := &tag{name: t.Name, definition: t.Definition, comment: t.Comment, kernelOpts: t.KernelOpts}
		tags.in(st).Put(added.name, added)
		st.evaluateTag(added)
		return nil
	})
}
