package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// NotificationsService is STUB.
type NotificationsService service

// Notification is STUB.
type Notification struct {
	ID          int            `json:"id"`
	Ident       *string        `json:"ident"` // nil when MAAS has null
	User        *User          `json:"user"`  // nil when MAAS has null
	Users       bool           `json:"users"`
	Admins      bool           `json:"admins"`
	Message     string         `json:"message"`
	Context     map[string]any `json:"context"`
	Category    string         `json:"category"`
	Dismissable bool           `json:"dismissable"` // since 2.8
	ResourceURI string         `json:"resource_uri"`
}

// List STUB.
//
// Any user may call it, since MAAS 2.2.
//
// GET /notifications/
func (s *NotificationsService) List(ctx context.Context) ([]Notification, error) {
	return maas.List[Notification](ctx, s.client, maas.Get("/notifications/").Since("2.2"))
}

// Get STUB.
//
// Any user may call it, since MAAS 2.2.
//
// GET /notifications/{id}/
func (s *NotificationsService) Get(ctx context.Context, id int) (*Notification, error) {
	return maas.Do[*Notification](ctx, s.client, maas.Get("/notifications/{id}/", strconv.Itoa(id)).Since("2.2"))
}

// NotificationCreateOptions are STUB.
type NotificationCreateOptions struct {
	Admins      *bool  `param:"admins"`
	Category    string `param:"category"`
	Context     string `param:"context"`
	Dismissable *bool  `param:"dismissable"` // since 2.8
	Ident       string `param:"ident"`
	User        string `param:"user"`
	Users       *bool  `param:"users"`
}

// Create STUB.
//
// Administrators may call it, since MAAS 2.2.
//
// POST /notifications/
func (s *NotificationsService) Create(ctx context.Context, message string, opts *NotificationCreateOptions) (*Notification, error) {
	return maas.Do[*Notification](ctx, s.client, maas.Post("/notifications/").Set("message", message).With(opts).Since("2.2"))
}

// NotificationUpdateOptions are STUB.
type NotificationUpdateOptions struct {
	Message     *string `param:"message"`
	Admins      *bool   `param:"admins"`
	Category    *string `param:"category"`
	Context     *string `param:"context"`
	Dismissable *bool   `param:"dismissable"` // since 2.8
	Ident       *string `param:"ident"`
	User        *string `param:"user"`
	Users       *bool   `param:"users"`
}

// Update STUB.
//
// Administrators may call it, since MAAS 2.2.
//
// PUT /notifications/{id}/
func (s *NotificationsService) Update(ctx context.Context, id int, opts *NotificationUpdateOptions) (*Notification, error) {
	return maas.Do[*Notification](ctx, s.client, maas.Put("/notifications/{id}/", strconv.Itoa(id)).With(opts).Since("2.2"))
}

// Delete STUB.
//
// Administrators may call it, since MAAS 2.2.
//
// DELETE /notifications/{id}/
func (s *NotificationsService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/notifications/{id}/", strconv.Itoa(id)).Since("2.2"))
}

// Dismiss STUB.
//
// Any user may call it, since MAAS 2.2.
//
// POST /notifications/{id}/?op=dismiss
func (s *NotificationsService) Dismiss(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Post("/notifications/{id}/", strconv.Itoa(id)).Op("dismiss").Since("2.2"))
}
