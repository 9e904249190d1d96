package maastest

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A request that is taken back has no effect but its power action, if the server
// keeps those.
func TestPowerOnRollback(t *testing.T) {
	t.Parallel()
	for _, keep := range []bool{false, true} {
		var opts []Option
		if keep {
			opts = append(opts, WithPowerOnRollback())
		}
		s := NewUnstarted(opts...)
		id := s.AddNode(Node{Hostname: "one", Status: statusReady, PowerType: "virsh"})
		assert.Equal(t, 200, ask(t, s, "admin", "POST", "nodes/", "op", "acquire").status)
		lost := Fault{Status: http.StatusInternalServerError, Body: serializationFailure, RolledBack: true}

		s.Inject(Match{Op: "start"}, lost)
		assert.Equal(t, 500, ask(t, s, "admin", "POST", "nodes/"+id+"/", "op", "start").status)
		actions := s.PowerActions()
		if keep {
			assert.Len(t, actions, 1)
		} else {
			assert.Empty(t, actions)
		}
		s.Inject(Match{Op: "release"}, lost)
		assert.Equal(t, 500, ask(t, s, "admin", "POST", "nodes/"+id+"/", "op", "release").status)
		node := ask(t, s, "admin", "GET", "nodes/"+id+"/").json(t).(map[string]any)
		assert.EqualValues(t, statusAllocated, node["status"])
		assert.Equal(t, true, node["netboot"], "the start was taken back")

		assert.Equal(t, 200, ask(t, s, "admin", "POST", "nodes/"+id+"/", "op", "release").status)
		if keep {
			assert.Len(t, s.PowerActions(), 3)
		} else {
			assert.Len(t, s.PowerActions(), 1)
		}
	}
}
