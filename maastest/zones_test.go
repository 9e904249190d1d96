package maastest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/engine"
)

func TestZones(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	steps := []struct {
		user, method, path string
		params             []any
		status             int
		contentType, body  string
	}{
		{"admin", "POST", "zones/", []any{"name", "rack1", "description", "é"}, 200, engine.TypeJSON, "{\n    \"resource_uri\": \"/MAAS/api/1.0/zones/rack1/\", \n    \"name\": \"rack1\", \n    \"description\": \"é\"\n}"},
		{"user", "POST", "zones/", []any{"name", "rack2"}, 403, engine.TypeText, "This method is reserved for admin users."},
		{"admin", "POST", "zones/", []any{"name", "rack1"}, 400, engine.TypePlainJSON, `{"name": ["Physical zone with this Name already exists."]}`},
		{"admin", "POST", "zones/", nil, 400, engine.TypePlainJSON, `{"name": ["This field is required."]}`},
		{"admin", "PUT", "zones/rack1/", []any{"name", "bad name"}, 400, engine.TypePlainJSON, `{"name": ["Enter a valid value."]}`},
		{"admin", "PUT", "zones/rack1/", []any{"name", "rack9"}, 200, engine.TypeJSON, "{\n    \"resource_uri\": \"/MAAS/api/1.0/zones/rack9/\", \n    \"name\": \"rack9\", \n    \"description\": \"é\"\n}"},
		{"admin", "PUT", "zones/default/", []any{"name", "other"}, 400, engine.TypePlainJSON, `{"name": ["This zone is the default zone, it cannot be renamed."]}`},
		{"user", "GET", "zones/rack1/", nil, 404, engine.TypePlain, "Not Found"},
		{"", "GET", "zones/rack9/", nil, 401, engine.TypePlain, "Forbidden"},
		{"admin", "DELETE", "zones/default/", nil, 400, engine.TypeText, "This zone is the default zone, it cannot be deleted."},
		{"admin", "DELETE", "zones/rack9/", nil, 204, engine.TypePlain, ""},
		{"admin", "DELETE", "zones/rack9/", nil, 204, engine.TypePlain, ""},
	}
	for _, step := range steps {
		got := ask(t, s, step.user, step.method, step.path, step.params...)
		assert.Equal(t, step.status, got.status, "%s %s", step.method, step.path)
		assert.Equal(t, step.contentType, got.contentType, "%s %s", step.method, step.path)
		assert.Equal(t, step.body, got.body, "%s %s", step.method, step.path)
	}
}
