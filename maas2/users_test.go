package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestUsersWire(t *testing.T) {
	t.Parallel()
	const bob = `{"is_superuser": true, "username": "bob", "email": "bob@example.com", "is_local": true, "resource_uri": "/MAAS/api/2.0/users/bob/"}`
	user := maas2.User{Username: "bob", Email: "bob@example.com", IsSuperuser: true, IsLocal: true, ResourceURI: "/MAAS/api/2.0/users/bob/"}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Users.List(ctx)
			},
			want:   "GET /users/",
			answer: "[" + bob + "]",
			result: []maas2.User{user},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Users.Get(ctx, "bob")
			},
			want:   "GET /users/bob/",
			answer: bob,
			result: &user,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Users.Create(ctx, "bob", "bob@example.com", maas.NewSecret("pass"), &maas2.UserCreateOptions{IsSuperuser: new(true), Key: "ssh-rsa AAA"})
			},
			want:   "POST /users/",
			parts:  []string{"username=bob", "email=bob@example.com", "password=pass", "is_superuser=1", "key=ssh-rsa AAA"},
			answer: bob,
			result: &user,
		},
		{
			name: "Create plain",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Users.Create(ctx, "bob", "bob@example.com", maas.NewSecret("pass"), nil)
			},
			want:   "POST /users/",
			parts:  []string{"username=bob", "email=bob@example.com", "password=pass", "is_superuser=0"},
			answer: bob,
		},
		{
			name: "Create with a key",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Users.Create(ctx, "bob", "bob@example.com", maas.NewSecret("pass"), &maas2.UserCreateOptions{Key: "ssh-rsa AAA"})
			},
			want:   "POST /users/",
			parts:  []string{"username=bob", "email=bob@example.com", "password=pass", "key=ssh-rsa AAA", "is_superuser=0"},
			answer: bob,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Users.Delete(ctx, "bob", nil)
			},
			want:        "DELETE /users/bob/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Delete transfers in the URL",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Users.Delete(ctx, "bob", &maas2.UserDeleteOptions{TransferResourcesTo: "a b"})
			},
			want:        "DELETE /users/bob/?transfer_resources_to=a+b",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Whoami",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Users.Whoami(ctx)
			},
			want:   "GET /users/?op=whoami",
			answer: bob,
			result: &user,
		},
	})
}
