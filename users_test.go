package maas_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas"
)

func TestUsersWire(t *testing.T) {
	t.Parallel()
	const newbie = `{
    "username": "newbie", 
    "is_superuser": false, 
    "email": "newbie@example.com"
}`
	user := &maas.User{Username: "newbie", Email: "newbie@example.com"}
	create := func(opts *maas.UserCreateOptions) func(context.Context, *maas.Client) (any, error) {
		return func(ctx context.Context, c *maas.Client) (any, error) {
			return c.Users.Create(ctx, "newbie", "newbie@example.com", maas.NewSecret("pw"), opts)
		}
	}
	ordinary := []string{"username=newbie", "email=newbie@example.com", "password=pw", "is_superuser=0"}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas.Client) (any, error) { return c.Users.List(ctx) },
			want: "GET /users/",
			answer: `[{"username": "admin", "is_superuser": true, "email": "admin@example.com"},
				{"username": "maas-init-node", "is_superuser": false, "email": ""}]`,
			result: []maas.User{
				{Username: "admin", Email: "admin@example.com", IsSuperuser: true},
				{Username: maas.UserInitNode},
			},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Users.Get(ctx, "new bie@x") },
			want:   "GET /users/new%20bie@x/",
			answer: newbie,
			result: user,
		},
		{name: "Create", call: create(nil), want: "POST /users/", parts: ordinary, answer: newbie, result: user},
		{name: "Create with no choice", call: create(&maas.UserCreateOptions{}), want: "POST /users/", parts: ordinary, answer: newbie},
		{
			name: "Create an ordinary user", call: create(&maas.UserCreateOptions{IsSuperuser: new(false)}),
			want: "POST /users/", parts: ordinary, answer: newbie,
		},
		{
			name:   "Create an administrator",
			call:   create(&maas.UserCreateOptions{IsSuperuser: new(true)}),
			want:   "POST /users/",
			parts:  []string{"username=newbie", "email=newbie@example.com", "password=pw", "is_superuser=1"},
			answer: newbie,
		},
	})
}

func TestUsersRefuse(t *testing.T) {
	t.Parallel()
	create := func(username, email, password string) func(context.Context, *maas.Client) error {
		return func(ctx context.Context, c *maas.Client) error {
			return second(c.Users.Create(ctx, username, email, maas.NewSecret(password), nil))
		}
	}
	runRefusals(t, []refusal{
		{"Get all", func(ctx context.Context, c *maas.Client) error { return second(c.Users.Get(ctx, "")) }, "username"},
		{"Create without name", create("", "a@example.com", "pw"), "username"},
		{"Create without email", create("a", "", "pw"), "email"},
		{"Create without password", create("a", "a@example.com", ""), "password"},
	})
}

// TestUsersCreateHidesThePassword: what MAAS has against a user is told, the
// password is not.
func TestUsersCreateHidesThePassword(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, answering(http.StatusInternalServerError, "text/plain; charset=utf-8",
		`duplicate key value violates unique constraint "auth_user_username_key"`+"\nDETAIL:  Key (username)=(newbie) already exists.\n"))
	_, err := client.Users.Create(t.Context(), "newbie", "newbie@example.com", maas.NewSecret("hush-hush"), nil)
	assert.ErrorIs(t, err, maas.ErrServer)
	assert.ErrorContains(t, err, "Key (username)=(newbie) already exists.")
	assert.NotContains(t, err.Error(), "hush")

	_, err = client.Users.Create(t.Context(), "newbie", "newbie@example.com", maas.NewSecret("hush\xff"), nil)
	assert.ErrorContains(t, err, "password")
	assert.NotContains(t, err.Error(), "hush")
}
