package maastest

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every operation of the contract is there, at its place, and for those whom it
// is for.
func TestAllOperationsAreServed(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../testdata/operations.json")
	require.NoError(t, err)
	var contract []struct {
		ID, Method, Path, Access string
		Op                       *string
		Documented               bool
		Since, Until             string
	}
	require.NoError(t, json.Unmarshal(content, &contract))
	documented := 0
	for _, wanted := range contract {
		if slices.Contains([]string{"1.7", "1.8", "1.9", "1.10"}, wanted.Since) || wanted.Until == "1.5" {
			continue // MAAS 1.6 lacks it
		}
		op := ""
		if wanted.Op != nil {
			op = *wanted.Op
		}
		served := slices.ContainsFunc(router().Resources, func(r *resource) bool {
			operations := slices.Concat(r.Operations, r.Anonymous)
			return "/"+r.Path == wanted.Path && (r.View != nil || slices.ContainsFunc(operations, func(o operation) bool {
				return o.Method == wanted.Method && o.Op == op
			}))
		})
		assert.True(t, served, wanted.ID)
		if wanted.Documented {
			documented++
		}
	}
	assert.Equal(t, 99, documented)
}

func TestResourceMatching(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]struct {
		template string
		args     map[string]string
	}{
		"nodes/node-1/macs/aa:bb/":     {"nodes/{system_id}/macs/{mac_address}/", map[string]string{"system_id": "node-1", "mac_address": "aa:bb"}},
		"files/a/b c/":                 {"files/{filename}/", map[string]string{"filename": "a/b c"}},
		"commissioning-scripts/x":      {"commissioning-scripts/{name}", map[string]string{"name": "x"}},
		"commissioning-scripts/x/":     {},
		"networks/bad name/":           {},
		"zones/any name/":              {"zones/{name}/", map[string]string{"name": "any name"}},
		"zones/a/b/":                   {},
		"account/prefs/sshkeys/x/":     {"account/prefs/sshkeys/{keyid}/", map[string]string{"keyid": "x"}},
		"nodegroups/u/boot-sources/1/": {"nodegroups/{uuid}/boot-sources/{id}/", map[string]string{"uuid": "u", "id": "1"}},
		"zones/anything/version/":      {"version/", nil},
		"zones":                        {},
		"":                             {},
	} {
		r, args := router().Find(path)
		if want.template == "" {
			assert.Nil(t, r, path)
			continue
		}
		if assert.NotNil(t, r, path) {
			assert.Equal(t, want.template, r.Path, path)
			assert.Equal(t, want.args, args, path)
		}
	}
}
