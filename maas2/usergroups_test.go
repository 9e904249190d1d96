package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestUserGroupsWire(t *testing.T) {
	t.Parallel()
	const ops = `{"id": 1, "name": "ops", "description": "d", "resource_uri": "/MAAS/api/2.0/groups/1/"}`
	group := maas2.UserGroup{ID: 1, Name: "ops", Description: "d", ResourceURI: "/MAAS/api/2.0/groups/1/"}
	entitlement := maas2.Entitlement{ResourceType: "pool", ResourceID: 3, Entitlement: "can_edit_machines"}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.UserGroups.List(ctx)
			},
			want:   "GET /groups/",
			answer: "[" + ops + "]",
			result: []maas2.UserGroup{group},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.UserGroups.Get(ctx, 1)
			},
			want:   "GET /groups/1/",
			answer: ops,
			result: &group,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.UserGroups.Create(ctx, "ops", &maas2.UserGroupCreateOptions{Description: "d"})
			},
			want:   "POST /groups/",
			parts:  []string{"name=ops", "description=d"},
			answer: ops,
			result: &group,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.UserGroups.Update(ctx, 1, &maas2.UserGroupUpdateOptions{Name: new("b"), Description: new("")})
			},
			want:   "PUT /groups/1/",
			parts:  []string{"name=b", "description="},
			answer: ops,
			result: &group,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.UserGroups.Delete(ctx, 1)
			},
			want:        "DELETE /groups/1/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "ListMembers",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.UserGroups.ListMembers(ctx, 1)
			},
			want:   "GET /groups/1/?op=list_members",
			answer: `[{"id": 7, "username": "bob", "email": "bob@example.com"}]`,
			result: []maas2.UserGroupMember{{ID: 7, Username: "bob", Email: "bob@example.com"}},
		},
		{
			name: "AddMember",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.UserGroups.AddMember(ctx, 1, "bob")
			},
			want:   "POST /groups/1/?op=add_member",
			parts:  []string{"username=bob"},
			answer: "null",
		},
		{
			name: "RemoveMember",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.UserGroups.RemoveMember(ctx, 1, "bob")
			},
			want:   "POST /groups/1/?op=remove_member",
			parts:  []string{"username=bob"},
			answer: "null",
		},
		{
			name: "ListEntitlements",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.UserGroups.ListEntitlements(ctx, 1)
			},
			want:   "GET /groups/1/?op=list_entitlements",
			answer: `[{"resource_type": "pool", "resource_id": 3, "entitlement": "can_edit_machines"}]`,
			result: []maas2.Entitlement{entitlement},
		},
		{
			name: "AddEntitlement",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.UserGroups.AddEntitlement(ctx, 1, entitlement)
			},
			want:   "POST /groups/1/?op=add_entitlement",
			parts:  []string{"resource_type=pool", "resource_id=3", "entitlement=can_edit_machines"},
			answer: "null",
		},
		{
			name: "RemoveEntitlement",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.UserGroups.RemoveEntitlement(ctx, 1, entitlement)
			},
			want:   "POST /groups/1/?op=remove_entitlement",
			parts:  []string{"resource_type=pool", "resource_id=3", "entitlement=can_edit_machines"},
			answer: "null",
		},
	})
}
