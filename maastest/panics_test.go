package maastest

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/engine"
)

// Definitions that the XPath library panics over do no harm to other requests,
// neither when the tag is made nor when a node is commissioned later.
func TestDefinitionsThatPanic(t *testing.T) {
	t.Parallel()
	for definition, status := range map[string]int{
		"starts-with(1,2)": 200, "contains(//*,//*)": 200, "replace('x','(','y')": 200, "//node[": 400,
	} {
		s := NewUnstarted()
		id := s.AddNode(Node{Hostname: "one", Status: statusDeclared, PowerType: "virsh"})
		made := ask(t, s, "admin", "POST", "tags/", "op", "new", "name", "t", "definition", definition)
		assert.Equal(t, status, made.status, "%s: %s", definition, made.body)
		assert.Equal(t, 200, ask(t, s, "admin", "POST", "nodes/"+id+"/", "op", "commission").status, definition)
		assert.Equal(t, 200, ask(t, s, "user", "GET", "zones/").status, definition)
		assert.Zero(t, s.host.Panics(), definition)
	}
}

// A panic is the answer to its own request and rolls back what that did.
func TestPanicTouchesOneRequest(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	route := s.host.Route
	s.host.Route = func(r *http.Request, p *engine.Payload, err error) engine.Route {
		found := route(r, p, err)
		if found.Op != "boom" {
			return found
		}
		found.Serve = func() (*engine.Response, string) {
			_ = s.store.Update(func(st *state) error {
				st.zones.Put("half", &zone{name: "half"})
				panic("a bug")
			})
			return nil, ""
		}
		return found
	}
	got := ask(t, s, "admin", "GET", "zones/", "op", "boom")
	assert.Equal(t, 500, got.status)
	assert.Contains(t, got.body, "a bug")
	assert.Equal(t, 1, s.host.Panics())
	list := ask(t, s, "admin", "GET", "zones/").json(t).([]any)
	assert.Len(t, list, 1, "what the request did was rolled back")
}
