package maas2test

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// A textVersion is one version of a text that can be taken back to an earlier one.
type textVersion struct {
	id, previous int // previous is 0 for the first
	text         string
	comment      string
	created      time.Time
}

var textVersions = hiddenKind[int, textVersion]()

// addVersion adds a version of a text after another one.
func (st *state) addVersion(previous int, text, comment string, now time.Time) int {
	id := st.next("textversion")
	textVersions.in(st).Put(id, &textVersion{id: id, previous: previous, text: text, comment: comment, created: now})
	return id
}

// history lists the versions of a text, the newest first.
func (st *state) history(newest int) []*textVersion {
	var list []*textVersion
	for v := textVersions.in(st).Get(newest); v != nil; v = textVersions.in(st).Get(v.previous) {
		list = append(list, v)
	}
	return list
}

// deleteHistory removes all versions of a text.
func (st *state) deleteHistory(newest int) {
	for _, v := range st.history(newest) {
		textVersions.in(st).Delete(v.id)
	}
}

// mailTime is a time in the style of mails.
func mailTime(t time.Time) string { return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 -0000") }

// revert finds the version that a text is to be taken back to: one by number, or
// as many before the newest as a number below one says. The newer ones go.
func (c *call) revert(newest int) (int, error) {
	sent, given := c.Data.Lookup("to")
	if !given {
		return 0, engine.BadRequest("You must specify where to revert to")
	}
	to, err := strconv.Atoi(sent)
	if err != nil {
		return 0, engine.BadRequest(sent + " is an invalid 'to' value")
	}
	history := c.state.history(newest)
	steps := -to
	if to > 0 {
		steps = len(history)
		for i, v := range history {
			if v.id == to {
				steps = i
			}
		}
		if steps == len(history) {
			return 0, engine.BadRequest(sent + " not found in history")
		}
	}
	if steps >= len(history) {
		return 0, engine.BadRequest("Goes too far back.")
	}
	for _, v := range history[:steps] {
		textVersions.in(c.state).Delete(v.id)
	}
	return history[steps].id, nil
}

// A dhcpSnippet is a part of the configuration of DHCP, for all, for a subnet, or
// for a node.
type dhcpSnippet struct {
	id                int
	name, description string
	enabled           bool
	subnet            int    // 0 for none
	node              string // system id, "" for none
	value             int    // of its textVersions
}

var dhcpSnippets = hiddenKind[int, dhcpSnippet]()

var dhcpSnippetsSection = &section{
	resources: []*resource{
		{Template: "dhcp-snippets/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).dhcpSnippetsRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).dhcpSnippetsCreate},
		}},
		{Template: "dhcp-snippets/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).dhcpSnippetRead},
			{Method: http.MethodPost, Op: "revert", Admin: true, Run: (*call).dhcpSnippetRevert},
			{Method: http.MethodPut, Admin: true, Run: (*call).dhcpSnippetUpdate},
			{Method: http.MethodDelete, Admin: true, Run: (*call).dhcpSnippetDelete},
		}},
	},
}

func (c *call) dhcpSnippetJSON(s *dhcpSnippet) object {
	var nodeJSON, subnetJSON any
	if n := nodes.in(c.state).Get(s.node); n != nil {
		interfaces, _ := c.interfacesJSON(n)
		nodeJSON = c.withCommon(nil, n, interfaces)
		if n.kind == machineNode {
			nodeJSON = c.machineJSON(n)
		}
	}
	if n := subnets.in(c.state).Get(s.subnet); n != nil {
		subnetJSON = c.subnetJSON(n)
	}
	history := []object{}
	for _, v := range c.state.history(s.value) {
		history = append(history, object{{"id", v.id}, {"value", v.text}, {"created", mailTime(v.created)}})
	}
	return object{
		{"name", s.name},
		{"description", s.description},
		{"enabled", s.enabled},
		{"node", nodeJSON},
		{"subnet", subnetJSON},
		{"global_snippet", s.subnet == 0 && s.node == ""},
		{"history", history},
		{"value", textVersions.in(c.state).Get(s.value).text},
		{"id", s.id},
		{"resource_uri", c.uri("dhcp-snippets", strconv.Itoa(s.id))},
	}
}

// dhcpSnippet finds the snippet in the path, by number or name.
func (c *call) dhcpSnippet() (*dhcpSnippet, error) {
	kind, name := cutSpecifier(c.args["id"])
	id, err := strconv.Atoi(name)
	s := dhcpSnippets.in(c.state).Find(func(s *dhcpSnippet) bool {
		return kind == "" && err == nil && s.id == id || (kind == "" || kind == "name") && s.name == name
	})
	if s == nil {
		return nil, notFound("DHCPSnippet")
	}
	return s, nil
}

func (c *call) dhcpSnippetsRead() (any, error) {
	list := []object{}
	for _, s := range dhcpSnippets.in(c.state).Sorted() {
		list = append(list, c.dhcpSnippetJSON(s))
	}
	return list, nil
}

func (c *call) dhcpSnippetsCreate() (any, error) {
	s := &dhcpSnippet{enabled: true}
	if err := c.fillDHCPSnippet(s); err != nil {
		return nil, err
	}
	s.id = c.state.next("dhcpsnippet")
	dhcpSnippets.in(c.state).Put(s.id, s)
	return c.dhcpSnippetJSON(s), nil
}

func (c *call) dhcpSnippetRead() (any, error) {
	s, err := c.dhcpSnippet()
	if err != nil {
		return nil, err
	}
	return c.dhcpSnippetJSON(s), nil
}

// dhcpSnippetRevert looks at its parameter before it looks for the snippet.
func (c *call) dhcpSnippetRevert() (any, error) {
	s, notThere := c.dhcpSnippet()
	newest := 0
	if s != nil {
		newest = s.value
	}
	to, err := c.revert(newest)
	switch {
	case notThere != nil && c.Data.Has("to"):
		return nil, notThere
	case err != nil:
		return nil, err
	}
	reverted := *s
	reverted.value = to
	dhcpSnippets.in(c.state).Put(s.id, &reverted)
	return c.dhcpSnippetJSON(&reverted), nil
}

func (c *call) dhcpSnippetUpdate() (any, error) {
	old, err := c.dhcpSnippet()
	if err != nil {
		return nil, err
	}
	s := *old
	if err := c.fillDHCPSnippet(&s); err != nil {
		return nil, err
	}
	dhcpSnippets.in(c.state).Put(s.id, &s)
	return c.dhcpSnippetJSON(&s), nil
}

func (c *call) dhcpSnippetDelete() (any, error) {
	s, err := c.dhcpSnippet()
	if err != nil {
		return nil, err
	}
	c.state.deleteHistory(s.value)
	dhcpSnippets.in(c.state).Delete(s.id)
	return engine.Deleted(), nil
}

// fillDHCPSnippet sets the fields that the request's form has. MAAS takes the
// value of a snippet that is changed without one for the number of its version.
func (c *call) fillDHCPSnippet(s *dhcpSnippet) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	f.text("name", &s.name, required, atMost(255))
	f.text("description", &s.description)
	f.boolean("enabled", &s.enabled)
	value, given := f.data.Lookup("value")
	switch {
	case given:
	case s.value != 0:
		value = strconv.Itoa(s.value)
	default:
		f.errs.Add("value", "Must be given a value")
	}
	if given || s.value != 0 {
		s.value = c.state.addVersion(s.value, value, "", c.now)
	}
	if sent := strings.TrimSpace(f.data.Get("subnet")); sent != "" {
		n := c.state.subnetBy(sent)
		if n == nil {
			f.errs.Add("subnet", choice(sent))
		} else {
			s.subnet, s.node = n.id, ""
		}
	}
	if sent := strings.TrimSpace(f.data.Get("node")); sent != "" {
		switch n := nodes.in(c.state).Get(sent); {
		case n == nil:
			f.errs.Add("node", notAChoice(sent))
		case f.data.Get("subnet") != "":
			f.errs.Add("subnet", "Cannot set both a subnet and a node on a snippet.")
		default:
			s.node, s.subnet = n.systemID, 0
		}
	}
	global := false
	if f.boolean("global_snippet", &global); global {
		s.node, s.subnet = "", 0
	}
	return f.err()
}
