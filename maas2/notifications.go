package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// NotificationsService is the sections "Notifications" and "Notification" of the
// API: messages that the user interface shows.
type NotificationsService service

// A Notification is a message to all administrators, to all other users, to both
// or to one user.
type Notification struct {
	ID      int     `json:"id"`
	Ident   *string `json:"ident"` // a name that no other one has; nil if it has none
	User    *User   `json:"user"`  // nil unless it is for one
	Users   bool    `json:"users"` // for all users that are no administrators
	Admins  bool    `json:"admins"`
	Message string  `json:"message"` // may be HTML
	// Context is what the names in braces in Message stand for.
	Context     map[string]any       `json:"context"`
	Category    NotificationCategory `json:"category"`
	Dismissable bool                 `json:"dismissable"` // since 2.8
	ResourceURI string               `json:"resource_uri"`
}

// NotificationCategory is how a notification looks.
type NotificationCategory string

// The categories.
const (
	NotificationCategoryError   NotificationCategory = "error"
	NotificationCategoryWarning NotificationCategory = "warning"
	NotificationCategorySuccess NotificationCategory = "success"
	NotificationCategoryInfo    NotificationCategory = "info"
)

// List returns the notifications that are for the user who calls and were not
// dismissed.
//
// Any user may call it, since MAAS 2.2.
//
// GET /notifications/
func (s *NotificationsService) List(ctx context.Context) ([]Notification, error) {
	return maas.List[Notification](ctx, s.client, maas.Get("/notifications/").Since("2.2"))
}

// Get returns a notification.
//
// Any user may call it for one that is for them, administrators for any, since
// MAAS 2.2. It fails with [maas.ErrNotFound].
//
// GET /notifications/{id}/
func (s *NotificationsService) Get(ctx context.Context, id int) (*Notification, error) {
	return maas.Do[*Notification](ctx, s.client, maas.Get("/notifications/{id}/", strconv.Itoa(id)).Since("2.2"))
}

// NotificationCreateOptions say whom a new notification is for, and how it looks.
type NotificationCreateOptions struct {
	User        int                  `param:"user"`                    // the id of one user
	Users       *bool                `param:"users"`                   // for all users that are no administrators, false if nil
	Admins      *bool                `param:"admins"`                  // false if nil
	Ident       string               `param:"ident"`                   // a name that no other one has
	Category    NotificationCategory `param:"category"`                // NotificationCategoryInfo if ""
	Context     map[string]any       `param:"context,json"`            // what the names in braces in the message stand for
	Dismissable *bool                `param:"dismissable" since:"2.8"` // true if nil
}

// Create adds a notification. Nobody sees it unless opts say whom it is for.
//
// Administrators may call it, since MAAS 2.2. It fails with [maas.ErrForbidden],
// with [maas.ErrExists] for an Ident that is taken, and with
// [maas.ErrBadRequest] and messages about fields.
//
// POST /notifications/
func (s *NotificationsService) Create(ctx context.Context, message string, opts *NotificationCreateOptions) (*Notification, error) {
	return maas.Do[*Notification](ctx, s.client, maas.Post("/notifications/").Set("message", message).With(opts).Since("2.2"))
}

// NotificationUpdateOptions are the settings to change; nil keeps a setting,
// except for Dismissable.
type NotificationUpdateOptions struct {
	Message  *string               `param:"message"`
	User     *int                  `param:"user"`
	Users    *bool                 `param:"users"`
	Admins   *bool                 `param:"admins"`
	Ident    *string               `param:"ident"`
	Category *NotificationCategory `param:"category"`
	Context  map[string]any        `param:"context,json"`
	// Dismissable is to be given with every update, since 2.8: MAAS takes nil for
	// false.
	Dismissable *bool `param:"dismissable" since:"2.8"`
}

// Update changes a notification.
//
// Administrators may call it, since MAAS 2.2. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /notifications/{id}/
func (s *NotificationsService) Update(ctx context.Context, id int, opts *NotificationUpdateOptions) (*Notification, error) {
	return maas.Do[*Notification](ctx, s.client, maas.Put("/notifications/{id}/", strconv.Itoa(id)).With(opts).Since("2.2"))
}

// Delete removes a notification for everybody.
//
// Administrators may call it, since MAAS 2.2. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// DELETE /notifications/{id}/
func (s *NotificationsService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/notifications/{id}/", strconv.Itoa(id)).Since("2.2"))
}

// Dismiss hides a notification from the user who calls. Doing so again succeeds.
//
// Any user may call it for one that is for them, since MAAS 2.2. It fails with
// [maas.ErrNotFound], and with [maas.ErrServer] for one that can't be dismissed.
//
// POST /notifications/{id}/?op=dismiss
func (s *NotificationsService) Dismiss(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Post("/notifications/{id}/", strconv.Itoa(id)).Op("dismiss").Since("2.2"))
}
