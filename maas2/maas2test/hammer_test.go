package maas2test

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maas2"
)

// TestHammer has 64 callers call all operations at once, without parameters and
// with plausible ones, and others allocate and release machines meanwhile: nothing
// panics or fails where MAAS does not, no state is torn, and no machine has two
// owners. It shows most when it runs with -race.
func TestHammer(t *testing.T) {
	t.Parallel()
	const callers, machines = 64, 12
	server := NewServer()
	t.Cleanup(server.Close)
	var ids []string
	for range machines {
		ids = append(ids, server.AddMachine(Machine{}))
	}
	forms, known := plausibleForms(t), knownErrors(t)
	type operation struct{ method, path, template, op string }
	var operations []operation
	withParams := 0
	for _, r := range router().Resources {
		for _, o := range r.Operations {
			operations = append(operations, operation{o.Method, r.Path, r.Template, o.Op})
			if slices.ContainsFunc(forms[operationKey(o.Method, r.Path, o.Op)], func(form [][2]string) bool { return len(form) > 0 }) {
				withParams++
			}
		}
	}
	require.Greater(t, len(operations), 300)
	require.Greater(t, withParams, 150)

	steps := len(operations) // of each caller; a part will do to have all called
	if testing.Short() {
		steps /= 8
	}
	owners := make(map[string]*atomic.Int32, machines)
	for _, id := range ids {
		owners[id] = new(atomic.Int32)
	}
	var group sync.WaitGroup
	for i := range callers {
		group.Go(func() {
			client := server.ClientFor([]string{"admin", "alice"}[i/4%2], maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))
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
				id := ids[(i+k)%machines]
				var params maas.Params
				if variants := forms[operationKey(o.method, o.path, o.op)]; len(variants) > 0 && i%4 != 1 {
					params = hammerParams(variants[(i+k)%len(variants)], id)
				}
				err := client.Core().Call(t.Context(), o.method, fill(o.template, id), o.op, params, nil)
				if e, ok := errors.AsType[*maas.Error](err); ok {
					known.check(t, operationKey(o.method, o.path, o.op), e.StatusCode, e.Message)
				}
			}
		})
	}
	deadline.Wait(t, deadline.Long, group.Wait, "the callers")
	assert.Zero(t, server.host.Panics())
	allocated, answered := 0, make(map[int]int)
	for _, r := range server.Requests() {
		answered[r.Status]++
		if r.Op == "allocate" && r.Status == http.StatusOK {
			allocated++
		}
	}
	assert.Positive(t, allocated)
	t.Logf("%d operations, %d with parameters, %d requests by status: %v, %d allocations", len(operations), withParams, len(server.Requests()), answered, allocated)
}

// recordedSystemID is what the ids of nodes look like.
var recordedSystemID = regexp.MustCompile(`^[0-9a-z]{6}$`)

// hammerParams are the parameters of a form, with a machine of ours in the place
// of recorded ones.
func hammerParams(form [][2]string, systemID string) maas.Params {
	var params maas.Params
	for _, p := range form {
		value := p[1]
		if recordedSystemID.MatchString(value) && strings.ContainsAny(value, "0123456789") {
			value = systemID
		}
		params.Add(p[0], value)
	}
	return params
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
