package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestNotificationsWire(t *testing.T) {
	t.Parallel()
	const full = `{"ident": "disk", "user": null, "users": true, "admins": true, "message": "Hello {name}", "context": {"name": "world"},
		"category": "info", "dismissable": true, "id": 3, "resource_uri": "/MAAS/api/2.0/notifications/3/"}`
	notification := maas2.Notification{
		ID: 3, Ident: new("disk"), Users: true, Admins: true, Message: "Hello {name}", Context: map[string]any{"name": "world"},
		Category: maas2.NotificationCategoryInfo, Dismissable: true, ResourceURI: "/MAAS/api/2.0/notifications/3/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Notifications.List(ctx)
			},
			want:   "GET /notifications/",
			answer: "[" + full + "]",
			result: []maas2.Notification{notification},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Notifications.Get(ctx, 3)
			},
			want:   "GET /notifications/3/",
			answer: full,
			result: &notification,
		},
		{
			name: "Create writes the context as JSON",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Notifications.Create(ctx, "Hello {name}", &maas2.NotificationCreateOptions{User: 2, Users: new(true), Admins: new(false), Ident: "disk", Category: maas2.NotificationCategoryWarning, Context: map[string]any{"name": "world", "at": 1}, Dismissable: new(false)})
			},
			want:   "POST /notifications/",
			parts:  []string{"message=Hello {name}", "user=2", "users=true", "admins=false", "ident=disk", "category=warning", "context={\"at\":1,\"name\":\"world\"}", "dismissable=false"},
			answer: full,
			result: &notification,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Notifications.Update(ctx, 3, &maas2.NotificationUpdateOptions{Message: new("Bye"), User: new(2), Users: new(false), Admins: new(true), Ident: new(""), Category: new(maas2.NotificationCategoryError), Context: map[string]any{}, Dismissable: new(true)})
			},
			want:   "PUT /notifications/3/",
			parts:  []string{"message=Bye", "user=2", "users=false", "admins=true", "ident=", "category=error", "context={}", "dismissable=true"},
			answer: full,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Notifications.Delete(ctx, 3)
			},
			want:        "DELETE /notifications/3/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Dismiss",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Notifications.Dismiss(ctx, 3)
			},
			want:   "POST /notifications/3/?op=dismiss",
			answer: "null",
		},
	})
}
