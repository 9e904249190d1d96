package maas2test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// Levels of events.
const (
	levelAudit = 0
	levelDebug = 10
	levelInfo  = 20
)

// eventLevels are the levels by name.
var eventLevels = map[string]int{"AUDIT": levelAudit, "DEBUG": levelDebug, "INFO": levelInfo, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}

// An event is something that happened to a node.
type event struct {
	id                int
	node, hostname    string
	level             int
	kind, description string
	user              string // "" if nobody did it
	created           time.Time
}

var events = hiddenKind[int, event]()

// keptEvents is how many events are remembered; the oldest are forgotten.
const keptEvents = 20000

var eventsSection = &section{
	resources: []*resource{
		{Template: "events/", Operations: []operation{
			{Method: http.MethodGet, Op: "query", Run: (*call).eventsQuery},
		}},
	},
}

// log adds an event.
func (st *state) log(n *node, level int, kind, description, user string, now time.Time) {
	e := &event{
		id: st.next("event"), node: n.systemID, hostname: n.hostname, level: level, kind: kind, description: description,
		user: user, created: now,
	}
	table := events.in(st)
	table.Put(e.id, e)
	if table.Len() > keptEvents {
		table.Delete(e.id - keptEvents)
	}
}

// logUser adds the event of a user's action.
func (c *call) logUser(n *node, kind, comment string) {
	description := "(" + c.user.name + ")"
	if comment != "" {
		description += " - " + comment
	}
	c.state.log(n, levelDebug, kind, description, c.user.name, c.now)
}

// eventQuery are the parameters of a query of events.
type eventQuery struct {
	limit, level  int
	after, before int
	hasAfter      bool
	hasBefore     bool
	filter        func(*event) bool
	base          []string // of the links
}

const (
	defaultEvents = 100
	mostEvents    = 1000
)

func (c *call) parseEventQuery() (*eventQuery, error) {
	q := &eventQuery{limit: defaultEvents, level: levelInfo}
	if text, given := c.Query.Lookup("limit"); given {
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, engine.BadRequest("Invalid limit: Please enter an integer value")
		}
		if n > mostEvents {
			return nil, engine.BadRequest(fmt.Sprintf("Requested number of events %d is greater than limit: %d", n, mostEvents))
		}
		q.limit = max(n, 1)
	}
	if text, given := c.Query.Lookup("level"); given {
		level, known := eventLevels[text]
		if !known {
			return nil, engine.BadRequest("Unrecognised log level: " + text)
		}
		q.level = level
	}
	for _, bound := range []struct {
		name string
		id   *int
		has  *bool
	}{{"after", &q.after, &q.hasAfter}, {"before", &q.before, &q.hasBefore}} {
		text, given := c.Query.Lookup(bound.name)
		if !given {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, engine.BadRequest("Invalid " + bound.name + ": Please enter an integer value")
		}
		*bound.id, *bound.has = n, true
	}
	if q.hasAfter && q.hasBefore {
		return nil, engine.BadRequest("There is undetermined behaviour when both `after` and `before` are specified.")
	}
	for _, p := range c.Query.Pairs {
		if p.Name != "after" && p.Name != "before" {
			q.base = append(q.base, p.Name+"="+url.QueryEscape(p.Value))
		}
	}
	q.filter = c.eventFilter(q.level)
	return q, nil
}

// eventFilter accepts the events of the nodes that are asked for.
func (c *call) eventFilter(level int) func(*event) bool {
	wanted := func(name, value string) bool {
		list := c.Query.List(name)
		return len(list) == 0 || slices.Contains(list, value)
	}
	return func(e *event) bool {
		if e.level < level || level == levelAudit && e.level != levelAudit {
			return false
		}
		n := nodes.in(c.state).Get(e.node)
		if n == nil {
			return c.isAdmin() && len(c.Query.List("id")) == 0 && wanted("hostname", e.hostname)
		}
		if !c.may(n, toView) {
			return false
		}
		if macs := c.Query.List("mac_address"); len(macs) > 0 {
			if !slices.ContainsFunc(c.state.ifacesOf(n.systemID), func(i *iface) bool { return slices.Contains(macs, i.mac) }) {
				return false
			}
		}
		return wanted("hostname", n.hostname) && wanted("id", n.systemID) && wanted("zone", c.state.zoneOf(n).name) &&
			wanted("agent_name", n.agentName) && wanted("owner", e.user)
	}
}

// eventsQuery lists the newest events first, in pages.
func (c *call) eventsQuery() (any, error) {
	q, err := c.parseEventQuery()
	if err != nil {
		return nil, err
	}
	var found []*event
	for _, e := range events.in(c.state).All() {
		if q.filter(e) && (!q.hasAfter || e.id > q.after) && (!q.hasBefore || e.id < q.before) {
			found = append(found, e)
		}
	}
	if q.hasAfter {
		found = found[:min(q.limit, len(found))]
	} else {
		found = found[max(len(found)-q.limit, 0):]
	}
	slices.Reverse(found)
	list := []object{}
	for _, e := range found {
		list = append(list, c.eventJSON(e))
	}
	base := c.uri("events") + "?" + strings.Join(q.base, "&")
	var next, previous any = base, nil
	if len(found) > 0 {
		next = base + "&after=" + strconv.Itoa(found[0].id)
		previous = base + "&before=" + strconv.Itoa(found[len(found)-1].id)
	} else if q.hasAfter {
		next = base + "&after=" + strconv.Itoa(q.after)
		previous = base + "&before=" + strconv.Itoa(q.after+1)
	}
	return object{{"count", len(found)}, {"events", list}, {"next_uri", next}, {"prev_uri", previous}}, nil
}

func (c *call) eventJSON(e *event) object {
	level := ""
	for name, number := range eventLevels {
		if number == e.level {
			level = name
		}
	}
	user := e.user
	if user == "" {
		user = "unknown"
	}
	return object{
		{"username", user},
		{"node", e.node},
		{"hostname", e.hostname},
		{"id", e.id},
		{"level", level},
		{"created", e.created.UTC().Format("Mon, 02 Jan. 2006 15:04:05")},
		{"type", e.kind},
		{"description", e.description},
	}
}
