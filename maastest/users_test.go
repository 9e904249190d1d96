package maastest

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/engine"
)

func TestUsers(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	newUser := func(name, email, superuser string) []any {
		return []any{"username", name, "email", email, "password", "pw", "is_superuser", superuser}
	}
	const initial = `{"username": "admin", "is_superuser": true, "email": "admin@example.com"},
		{"username": "maas-init-node", "is_superuser": false, "email": ""},
		{"username": "maas-nodegroup-worker", "is_superuser": false, "email": "maas-nodegroup-worker@localhost"},`
	runSteps(t, s, []step{
		{"admin", "POST", "users/", newUser("newbie", "newbie@Example.COM", "0"), 200, engine.TypeJSON, `{"username": "newbie", "is_superuser": false, "email": "newbie@example.com"}`},
		{"admin", "POST", "users/", newUser("boss", "zz", "1"), 200, engine.TypeJSON, `{"username": "boss", "is_superuser": true, "email": "zz"}`},
		{"user", "POST", "users/", newUser("n1", "", "0"), 403, engine.TypeText, "This method is reserved for admin users."},
		{"", "POST", "users/", newUser("n1", "", "0"), 401, engine.TypePlain, "Forbidden"},
		{"admin", "POST", "users/", nil, 400, engine.TypeText, "No provided username!"},
		{"admin", "POST", "users/", []any{"username", "n1"}, 400, engine.TypeText, "No provided email!"},
		{"admin", "POST", "users/", []any{"username", "n1", "email", "e"}, 400, engine.TypeText, "No provided password!"},
		{"admin", "POST", "users/", []any{"username", "n1", "email", "e", "password", "p"}, 400, engine.TypeText, "No provided is_superuser!"},
		{"admin", "POST", "users/", newUser("n1", "n1@x", "true"), 500, engine.TypeText, "Not a valid Boolean value (0 or 1): 'true'"},
		{"admin", "POST", "users/", newUser("", "n1@x", "0"), 500, engine.TypeText, "The given username must be set"},
		{"admin", "POST", "users/", newUser("newbie", "n1@x", "0"), 500, engine.TypeText,
			"duplicate key value violates unique constraint \"auth_user_username_key\"\nDETAIL:  Key (username)=(newbie) already exists.\n"},
		{"admin", "POST", "users/", newUser("n1", "newbie@example.com", "0"), 500, engine.TypeText,
			"duplicate key value violates unique constraint \"auth_user_email_key\"\nDETAIL:  Key (email)=(newbie@example.com) already exists.\n"},
		{"admin", "POST", "users/", newUser(strings.Repeat("n", 31), "n1@x", "0"), 500, engine.TypeText, "value too long for type character varying(30)\n"},
		{"admin", "POST", "users/", newUser("n1", strings.Repeat("e", 76), "0"), 500, engine.TypeText, "value too long for type character varying(75)\n"},
		{"user", "GET", "users/", nil, 200, engine.TypeJSON, "[" + strings.Replace(initial, "},", `}, {"username": "boss", "is_superuser": true, "email": "zz"},`, 1) +
			`{"username": "newbie", "is_superuser": false, "email": "newbie@example.com"},
			{"username": "user", "is_superuser": false, "email": "user@example.com"}]`},
		{"", "GET", "users/", nil, 401, engine.TypePlain, "Forbidden"},
		{"user", "GET", "users/boss/", nil, 200, engine.TypeJSON, `{"username": "boss", "is_superuser": true, "email": "zz"}`},
		{"user", "GET", "users/nosuch/", nil, 404, engine.TypePlain, "Not Found"},
		{"boss", "GET", "maas/", []any{"op", "get_config", "name", "ntp_server"}, 200, engine.TypePlainJSON, `"ntp.ubuntu.com"`},
	})
}

func TestUsersCreateFromUnknownFormat(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	r := httptest.NewRequest("POST", "/MAAS/api/1.0/users/", strings.NewReader("username=x"))
	r.Header.Set("Content-Type", "text/plain")
	r.Header.Set("Authorization", authorization(s, "admin"))
	got := send(t, s, r)
	assert.Equal(t, 500, got.status)
	assert.Equal(t, "'NoneType' object has no attribute 'get'", got.body)
}
