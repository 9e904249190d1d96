package maastest

import (
	"encoding/json"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/engine"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	const capabilities = `{"capabilities": ["networks-management", "static-ipaddresses"]}`
	runSteps(t, s, []step{
		{"", "GET", "version/", nil, 200, engine.TypeJSON, capabilities},
		{"admin", "GET", "version/", nil, 200, engine.TypeJSON, capabilities},
		{"", "GET", "files/my-version/", nil, 200, engine.TypeJSON, capabilities}, // the pattern is not anchored
		{"", "POST", "version/", nil, 405, engine.TypeHTML, ""},
	})
	r := httptest.NewRequest("GET", "/MAAS/api/1.0/version/", nil)
	r.Header.Set("Authorization", signWith(s, "no:such:key"))
	assert.Equal(t, 200, send(t, s, r).status, "credentials are not looked at")
	redirected := ask(t, s, "", "GET", "version")
	assert.Equal(t, 301, redirected.status)
	assert.Equal(t, "http://example.com/MAAS/api/1.0/version/", redirected.header.Get("Location"))
}

type handlerAnswer struct {
	Name, Path, URI string
	Doc             *string
	Params          []string
	Actions         []struct {
		Name, Method string
		Op           *string
		Restful      bool
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithPrefix("/region"))
	for _, method := range []string{"GET", "POST", "DELETE"} {
		got := ask(t, s, "", method, "describe/", "op", "ignored")
		require.Equal(t, 200, got.status)
		assert.Equal(t, engine.TypePlainJSON, got.contentType)
		assert.NotContains(t, got.body, "\n")
		var all struct {
			Resources []struct {
				Name       string
				Auth, Anon *handlerAnswer
			}
			Handlers []handlerAnswer
		}
		require.NoError(t, json.Unmarshal([]byte(got.body), &all))
		assert.Len(t, all.Resources, 35)
		assert.Len(t, all.Handlers, 38)
		assert.Equal(t, "AnonNodeGroupsHandler", all.Handlers[0].Name)
		i := slices.IndexFunc(all.Handlers, func(h handlerAnswer) bool { return h.Name == "NodeMacHandler" })
		require.GreaterOrEqual(t, i, 0)
		assert.Equal(t, "/region/api/1.0/nodes/{system_id}/macs/{mac_address}/", all.Handlers[i].Path)
		assert.Equal(t, "http://example.com/region/api/1.0/nodes/{system_id}/macs/{mac_address}/", all.Handlers[i].URI)
		assert.Equal(t, []string{"system_id", "mac_address"}, all.Handlers[i].Params)
		assert.Equal(t, "delete", all.Handlers[i].Actions[0].Name)
		assert.True(t, all.Handlers[i].Actions[0].Restful)
	}
}

// TestDescribedIsWhatThereIs holds the description and the routes together.
func TestDescribedIsWhatThereIs(t *testing.T) {
	t.Parallel()
	list := func(operations []operation) []string {
		var names []string
		for _, o := range operations {
			name := o.Method
			if o.Op != "" {
				name += ":" + o.Op
			}
			names = append(names, name)
		}
		slices.Sort(names)
		return names
	}
	fields := func(text string) []string {
		names := strings.Fields(text)
		slices.Sort(names)
		return names
	}
	routes := make(map[string]*resource)
	for _, r := range router().Resources {
		if routes[r.Path] == nil {
			routes[r.Path] = r
		}
	}
	for _, h := range described {
		r := routes[h.path]
		if assert.NotNil(t, r, h.path) {
			assert.ElementsMatch(t, fields(h.operations), list(r.Operations), h.path)
			assert.ElementsMatch(t, fields(h.anonymous), list(r.Anonymous), h.path)
		}
		delete(routes, h.path)
	}
	var rest []string
	for path := range routes {
		rest = append(rest, path)
	}
	assert.ElementsMatch(t, []string{"doc/", "describe/", "pxeconfig/", "version/", "users/{username}/", "nodes/{_}/nodes/"}, rest)
}

func TestDoc(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	got := ask(t, s, "", "GET", "doc/")
	assert.Equal(t, 200, got.status)
	assert.Equal(t, engine.TypeHTML, got.contentType)
	assert.Contains(t, got.body, "<li>POST /MAAS/api/1.0/nodes/?op=acquire</li>")
	assert.Equal(t, 200, ask(t, s, "", "GET", "tags/kernel-doc/").status, "the pattern is not anchored")
}
