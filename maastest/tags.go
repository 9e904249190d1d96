package maastest

import (
	"net/http"
	"slices"

	"github.com/gomaas/maas/internal/engine"
)

// A tag groups nodes, by hand or by a definition.
type tag struct {
	name, definition, comment string
	kernelOpts                *string // nil for those MAAS made for itself
}

func (c *call) tagJSON(t *tag) engine.Object {
	var kernelOpts any
	if t.kernelOpts != nil {
		kernelOpts = *t.kernelOpts
	}
	return engine.Object{
		{"name", t.name},
		{"definition", t.definition},
		{"comment", t.comment},
		{"kernel_opts", kernelOpts},
		{"resource_uri", c.uri("tags", t.name)},
	}
}

func tagsResource() *resource {
	return &resource{
		Template: "tags/",
		Operations: []operation{
			{Method: http.MethodGet, Op: "list", Run: (*call).tagsList},
			{Method: http.MethodPost, Op: "new", Run: (*call).tagsNew},
		},
	}
}

func tagResource() *resource {
	return &resource{
		Template: `tags/{name:[\w\-]+}/`,
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).tagRead},
			{Method: http.MethodPut, Run: (*call).tagUpdate},
			{Method: http.MethodDelete, Run: (*call).tagDelete},
			{Method: http.MethodGet, Op: "nodes", Run: (*call).tagNodes},
			{Method: http.MethodPost, Op: "update_nodes", Run: (*call).tagUpdateNodes},
			{Method: http.MethodPost, Op: "rebuild", Run: (*call).tagRebuild},
		},
	}
}

// ensureTag makes one of MAAS's own tags when it is first needed.
func (st *state) ensureTag(name string) {
	if st.tags.Get(name) == nil {
		st.tags.Put(name, &tag{name: name})
	}
}

// tag finds the tag in the path. Those who want to change it have to be
// administrators, which is checked first.
func (c *call) tag(toChange bool) (*tag, error) {
	if toChange && !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	t := c.state.tags.Get(c.args["name"])
	if t == nil {
		return nil, notFound()
	}
	return t, nil
}

func (c *call) tagsList() (any, error) {
	list := []engine.Object{}
	for _, t := range c.state.tags.All() {
		list = append(list, c.tagJSON(t))
	}
	return list, nil
}

func (c *call) tagsNew() (any, error) {
	if !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	if err := c.NeedBound(); err != nil {
		return nil, err
	}
	var none string
	t := &tag{kernelOpts: &none}
	if err := c.state.fillTag(nil, t, c.Data); err != nil {
		return nil, err
	}
	c.state.tags.Put(t.name, t)
	c.server.populate(t)
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
	if err := c.NeedBound(); err != nil {
		return nil, err
	}
	changed := *old
	if err := c.state.fillTag(old, &changed, c.Data); err != nil {
		return nil, err
	}
	c.state.tags.Rename(old.name, changed.name, &changed)
	if changed.name != old.name {
		c.state.retag(old.name, func(tags []string, i int) []string {
			tags[i] = changed.name
			return tags
		})
	}
	if changed.definition != old.definition {
		c.server.populate(&changed)
	}
	return c.tagJSON(&changed), nil
}

func (c *call) tagDelete() (any, error) {
	t, err := c.tag(true)
	if err != nil {
		return nil, err
	}
	c.state.tags.Delete(t.name)
	c.state.untagAll(t.name)
	return engine.Deleted(), nil
}

func (c *call) tagNodes() (any, error) {
	t, err := c.tag(false)
	if err != nil {
		return nil, err
	}
	var found []*node
	for _, n := range c.state.nodes.All() {
		if slices.Contains(n.tags, t.name) && c.visible(n) {
			found = append(found, n)
		}
	}
	return c.nodesJSON(found), nil
}

func (c *call) tagUpdateNodes() (any, error) {
	t, err := c.tag(false)
	if err != nil {
		return nil, err
	}
	if err := c.NeedData(); err != nil {
		return nil, err
	}
	group, err := c.taggingCluster()
	if err != nil {
		return nil, err
	}
	if definition, sent := c.Data.Lookup("definition"); sent && definition != t.definition {
		return engine.Text(http.StatusConflict, "Definition supplied '"+definition+"' doesn't match current definition '"+t.definition+"'"), nil
	}
	change := func(name string, change func(*state, *node, string)) int {
		count := 0
		for _, n := range c.nodesByID(c.Data.List(name)) {
			if group == nil || n.nodeGroup == group.uuid {
				change(c.state, n, t.name)
				count++
			}
		}
		return count
	}
	added := change("add", (*state).tagNode)
	removed := change("remove", (*state).untagNode)
	return engine.Object{{"added", added}, {"removed", removed}}, nil
}

// taggingCluster is the cluster whose nodes a worker may tag; administrators
// may tag all.
func (c *call) taggingCluster() (*nodeGroup, error) {
	if c.isAdmin() {
		return nil, nil
	}
	uuid, sent := c.Data.Lookup("nodegroup")
	if !sent {
		return nil, engine.Forbidden("Must be a superuser or supply a nodegroup")
	}
	group := c.state.nodeGroups.Get(uuid)
	if group == nil {
		return nil, engine.ServerError("'NoneType' object has no attribute 'api_key'")
	}
	return group, c.requireWorker(group)
}

func (c *call) tagRebuild() (any, error) {
	t, err := c.tag(true)
	if err != nil {
		return nil, err
	}
	c.server.populate(t)
	return engine.Object{{"rebuilding", t.name}}, nil
}

// fillTag sets the fields of a tag that data has, and checks the result. old is
// nil for a new tag.
func (st *state) fillTag(old, t *tag, data *engine.Values) error {
	keepOr(data, "name", &t.name)
	keepOr(data, "comment", &t.comment)
	keepOr(data, "definition", &t.definition)
	if opts, sent := data.Lookup("kernel_opts"); sent {
		t.kernelOpts = &opts
	}
	errs := engine.FieldErrors{}
	renamed := old == nil || old.name != t.name
	checkName(t.name, "Tag", renamed && st.tags.Get(t.name) != nil, errs)
	if !isDefinition(t.definition) {
		errs.Add("definition", "Invalid xpath expression: Invalid expression")
	}
	return errs.Err()
}

// tagNode puts a tag on a node.
func (st *state) tagNode(n *node, name string) {
	if n = st.nodes.Get(n.systemID); !slices.Contains(n.tags, name) {
		st.nodes.Update(n.systemID, func(n *node) { n.tags = append(slices.Clip(n.tags), name) })
	}
}

// untagNode takes a tag off a node.
func (st *state) untagNode(n *node, name string) {
	if n = st.nodes.Get(n.systemID); slices.Contains(n.tags, name) {
		st.nodes.Update(n.systemID, func(n *node) {
			n.tags = slices.DeleteFunc(slices.Clone(n.tags), func(t string) bool { return t == name })
		})
	}
}

func (st *state) untagAll(name string) {
	st.retag(name, func(tags []string, i int) []string { return slices.Delete(tags, i, i+1) })
}

// retag changes the tags of every node that has the named one, which is at i.
func (st *state) retag(name string, change func(tags []string, i int) []string) {
	for id, n := range st.nodes.All() {
		if i := slices.Index(n.tags, name); i >= 0 {
			st.nodes.Update(id, func(n *node) { n.tags = change(slices.Clone(n.tags), i) })
		}
	}
}

// populate finds the nodes that a tag's definition is true for. MAAS leaves
// that to the clusters, which do it a moment later.
func (s *Server) populate(t *tag) {
	if t.definition == "" {
		return
	}
	st := s.store.Current()
	st.untagAll(t.name)
	if s.config.idleClusters {
		return
	}
	for _, n := range st.nodes.All() {
		if engine.MatchXPath(t.definition, n.lshw) {
			st.tagNode(n, t.name)
		}
	}
}

// populateNode puts the tags on a node whose definitions are true for it now,
// and takes off the others that have a definition.
func (s *Server) populateNode(n *node) {
	st := s.store.Current()
	if s.config.idleClusters {
		return
	}
	for name, t := range st.tags.All() {
		switch {
		case t.definition == "":
		case engine.MatchXPath(t.definition, n.lshw):
			st.tagNode(n, name)
		default:
			st.untagNode(n, name)
		}
	}
}

// isDefinition reports whether a tag can have the definition.
func isDefinition(definition string) bool {
	if definition == "" {
		return true
	}
	_, err := engine.CompileXPath(definition)
	return err == nil
}
