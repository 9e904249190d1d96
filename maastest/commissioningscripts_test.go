package maastest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/engine"
)

func TestCommissioningScripts(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	const (
		notAllowed = "User is not allowed access to this API."
		binary     = "#!/bin/sh\nexit 0\n\xff"
	)
	content := filePart{"content", []byte(binary)}
	runSteps(t, s, []step{
		{"admin", "GET", "commissioning-scripts/", nil, 200, engine.TypeJSON, "[]"},
		{"admin", "POST", "commissioning-scripts/", []any{"name", "25-burn-in", content}, 200, engine.TypeJSON,
			`{"name": "25-burn-in", "content": "IyEvYmluL3NoCmV4aXQgMAr/", "resource_uri": "/MAAS/api/1.0/commissioning-scripts/25-burn-in"}`},
		{"admin", "POST", "commissioning-scripts/", []any{"name", "10 a", filePart{"content", nil}}, 200, engine.TypeJSON,
			`{"name": "10 a", "content": "", "resource_uri": "/MAAS/api/1.0/commissioning-scripts/10%20a"}`},
		{"admin", "GET", "commissioning-scripts/", nil, 200, engine.TypeJSON, `["10 a", "25-burn-in"]`},
		{"admin", "POST", "commissioning-scripts/", []any{"name", "x", "content", "plain"}, 400, engine.TypeText, "No provided content!"},
		{"admin", "POST", "commissioning-scripts/", []any{content}, 400, engine.TypeText, "No provided name!"},
		{"admin", "POST", "commissioning-scripts/", []any{"name", "25-burn-in", content}, 500, engine.TypeText,
			"duplicate key value violates unique constraint \"metadataserver_commissioningscript_name_key\"\nDETAIL:  Key (name)=(25-burn-in) already exists.\n"},
		{"user", "POST", "commissioning-scripts/", []any{"name", "x", content}, 403, engine.TypeText, notAllowed},
		{"", "GET", "commissioning-scripts/", nil, 403, engine.TypeText, notAllowed},
		{"admin", "GET", "commissioning-scripts/25-burn-in", nil, 200, "application/binary", binary},
		{"admin", "GET", "commissioning-scripts/10%20a", nil, 200, "application/binary", ""},
		{"admin", "GET", "commissioning-scripts/nosuch", nil, 404, engine.TypePlain, "Not Found"},
		{"admin", "PUT", "commissioning-scripts/nosuch", []any{content}, 404, engine.TypePlain, "Not Found"},
		{"admin", "PUT", "commissioning-scripts/nosuch", nil, 400, engine.TypeText, "No provided content!"}, // before the 404
		{"admin", "PUT", "commissioning-scripts/25-burn-in", []any{filePart{"content", []byte("new")}}, 200, engine.TypeJSON, "null"},
		{"admin", "GET", "commissioning-scripts/25-burn-in", nil, 200, "application/binary", "new"},
		{"user", "DELETE", "commissioning-scripts/25-burn-in", nil, 403, engine.TypeText, notAllowed},
		{"admin", "DELETE", "commissioning-scripts/25-burn-in", nil, 204, engine.TypePlain, ""},
		{"admin", "DELETE", "commissioning-scripts/25-burn-in", nil, 404, engine.TypePlain, "Not Found"},
	})
	slashed := ask(t, s, "admin", "GET", "commissioning-scripts/10%20a/")
	assert.Equal(t, 404, slashed.status)
	assert.Equal(t, engine.TypeHTML, slashed.contentType)
	assert.Contains(t, slashed.body, "<!DOCTYPE html")
}
