package maas2test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

type scriptAnswer struct {
	Name, Timeout string
	Tags          []string
	Type          int
	Parameters    map[string]any
	History       []struct{ ID int }
}

const describedScript = `#!/bin/bash
# --- Start MAAS 1.0 script metadata ---
# name: described
# script_type: commissioning
# hardware_type: network
# timeout: 01:30:00
# destructive: true
# parameters:
#   interface: {type: interface, since: 2024-01-01}
# --- End MAAS 1.0 script metadata ---
echo hello
`

func TestScriptMetadata(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	got := answer[scriptAnswer](t, http.StatusOK, submit(s, "admin", "POST", "scripts/", "script", describedScript))
	assert.Equal(t, "described", got.Name)
	assert.Equal(t, "1:30:00", got.Timeout)
	assert.Equal(t, commissioningScript, got.Type)
	assert.Equal(t, []string{"network", "destructive"}, got.Tags)
	assert.Contains(t, got.Parameters, "interface")

	broken := "#!/bin/sh\n# --- Start MAAS 1.0 script metadata ---\n# a: [\n# --- End MAAS 1.0 script metadata ---\n"
	w := submit(s, "admin", "POST", "scripts/", "name", "broken", "script", broken)
	assert.Equal(t, http.StatusBadRequest, w.Code)
	assert.Contains(t, w.Body.String(), "Invalid metadata YAML")
}

func TestScriptVersions(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	first := answer[scriptAnswer](t, http.StatusOK, submit(s, "admin", "POST", "scripts/", "name", "a", "script", "#!/bin/sh\n1\n"))
	for _, text := range []string{"#!/bin/sh\n2\n", "#!/bin/sh\n3\n"} {
		assert.Equal(t, http.StatusOK, submit(s, "admin", "PUT", "scripts/a", "script", text).Code)
	}
	assert.Equal(t, http.StatusBadRequest, submit(s, "admin", "PUT", "scripts/a", "script", "no shebang").Code)
	assert.Equal(t, "#!/bin/sh\n3\n", ask(s, "alice", "GET", "scripts/a?op=download").Body.String(), "a refused text is taken back")
	back := answer[scriptAnswer](t, http.StatusOK, submit(s, "admin", "POST", "scripts/a?op=revert", "to", "-2"))
	assert.Equal(t, first.History, back.History)
	assert.Equal(t, "#!/bin/sh\n1\n", ask(s, "alice", "GET", "scripts/a?op=download").Body.String())
	assert.Equal(t, http.StatusBadRequest, submit(s, "admin", "POST", "scripts/a?op=revert", "to", "nonsense").Code)
	assert.Equal(t, http.StatusNoContent, ask(s, "admin", "DELETE", "scripts/a").Code)
}

func TestBuiltinScriptsKeepWhatTheyAre(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	assert.Equal(t, http.StatusOK, submit(s, "admin", "PUT", "scripts/maas-lshw", "timeout", "0:10:00").Code)
	assert.Equal(t, "0:10:00", answer[scriptAnswer](t, http.StatusOK, ask(s, "alice", "GET", "scripts/maas-lshw")).Timeout)
	assert.Equal(t, http.StatusBadRequest, submit(s, "admin", "PUT", "scripts/maas-lshw", "script", "#!/bin/sh\n").Code)
	assert.Equal(t, http.StatusBadRequest, ask(s, "admin", "DELETE", "commissioning-scripts/maas-lshw").Code)
	other := NewUnstarted()
	assert.Equal(t, "0:05:00", answer[scriptAnswer](t, http.StatusOK, ask(other, "alice", "GET", "scripts/maas-lshw")).Timeout, "servers share nothing")
}
