package maas2test

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// TestHammer has 64 callers call all operations at once, and others allocate and
// release machines meanwhile: nothing panics, no state is torn, and no machine has
// two owners. It shows most when it runs with -race.
func TestHammer(t *testing.T) {
	t.Parallel()
	const callers, machines = 64, 12
	server := NewServer()
	t.Cleanup(server.Close)
	var ids []string
	for range machines {
		ids = append(ids, server.AddMachine(Machine{}))
	}
	type operation struct{ method, template, op string }
	var operations []operation
	for _, s := range sections() {
		for _, r := range s.resources {
			for _, o := range r.Operations {
				operations = append(operations, operation{o.Method, r.Template, o.Op})
			}
		}
	}
	require.Greater(t, len(operations), 300)

	steps := len(operations) // of each caller; a part will do to have all called
	if testing.Short() {
		steps /= 8
	}
	owners := make(map[string]*atomic.Int32, machines)
	for _, id := range ids {
		owners[id] = new(atomic.Int32)
	}
	var broken atomic.Int32
	var group sync.WaitGroup
	for i := range callers {
		group.Go(func() {
			client := server.ClientFor([]string{"admin", "alice"}[i%2], maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))
			defer client.CloseIdleConnections()
			for k := range steps {
				if i%4 == 0 {
					allocateAndRelease(t, client, owners)
					continue
				}
				o := operations[(i*len(operations)/callers+k)%len(operations)]
				if skipInHammer(o.template, o.op, o.method) {
					continue
				}
				err := client.Core().Call(t.Context(), o.method, fill(o.template, ids[(i+k)%machines]), o.op, nil, nil)
				if errors.Is(err, maas.ErrServer) {
					broken.Add(1)
					assert.NotContains(t, err.Error(), "panic", "%s %s %s", o.method, o.template, o.op)
				}
			}
		})
	}
	group.Wait()
	allocated := 0
	for _, r := range server.Requests() {
		if r.Op == "allocate" && r.Status == http.StatusOK {
			allocated++
		}
	}
	assert.Positive(t, allocated)
	t.Logf("%d operations, %d requests, %d of them 500, %d allocations", len(operations), len(server.Requests()), broken.Load(), allocated)
}

// allocateAndRelease counts how many have a machine at the same time.
func allocateAndRelease(t *testing.T, client *maas2.Client, owners map[string]*atomic.Int32) {
	machine, err := client.Machines.Allocate(t.Context(), &maas2.MachineAllocateOptions{AgentName: "hammer"})
	if err != nil {
		return // none is free
	}
	if count := owners[machine.SystemID]; count != nil {
		assert.EqualValues(t, 1, count.Add(1), "machine %s was allocated twice", machine.SystemID)
		_, _ = client.Machines.Get(t.Context(), machine.SystemID) // it is held for a while
		count.Add(-1)
	}
	_, _ = client.Machines.Release(t.Context(), machine.SystemID, nil)
}

// skipInHammer leaves out what would end the machines' or the callers' part in it:
// what releases or deletes them.
func skipInHammer(template, op, method string) bool {
	switch {
	case op == "release", op == "mark_broken", op == "abort", op == "restore_default_configuration":
		return true
	case template == "account/" && op == "delete_authorisation_token":
		return true
	}
	return method == http.MethodDelete && (template == "machines/{system_id}/" || template == "nodes/{system_id}/" || template == "users/{username}/")
}

// fill puts the id of a machine, or a number, where a path has a parameter.
func fill(template, systemID string) string {
	var path []byte
	for i := 0; i < len(template); i++ {
		if template[i] != '{' {
			path = append(path, template[i])
			continue
		}
		start, depth := i, 0
		for ; i < len(template); i++ {
			if template[i] == '{' {
				depth++
			} else if template[i] == '}' {
				if depth--; depth == 0 {
					break
				}
			}
		}
		if name := template[start+1 : i]; name == "system_id" {
			path = append(path, systemID...)
		} else {
			path = fmt.Append(path, 1)
		}
	}
	return string(path)
}
