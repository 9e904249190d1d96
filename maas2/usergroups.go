package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// UserGroupsService is the sections "UserGroups" and "UserGroup" of the API:
// groups of users that have entitlements together.
type UserGroupsService service

// A UserGroup is a group of users.
type UserGroup struct {
	ID          int    `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	ResourceURI string `json:"resource_uri,omitempty"`
}

// A UserGroupMember is a user in a group.
type UserGroupMember struct {
	ID       int    `json:"id"`
	Username string `json:"username"`
	Email    string `json:"email"`
}

// An Entitlement is what the members of a group may do with a resource.
type Entitlement struct {
	ResourceType string `json:"resource_type"`
	ResourceID   int    `json:"resource_id"`
	Entitlement  string `json:"entitlement"` // such as "can_edit_identities"
}

// List returns all groups.
//
// Users with the entitlement can_view_identities may call it, since MAAS 3.8. It
// fails with [maas.ErrForbidden].
//
// GET /groups/
func (s *UserGroupsService) List(ctx context.Context) ([]UserGroup, error) {
	return maas.List[UserGroup](ctx, s.client, maas.Get("/groups/").Since("3.8"))
}

// Get returns a group by its id.
//
// Users with the entitlement can_view_identities may call it, since MAAS 3.8. It
// fails with [maas.ErrForbidden] and [maas.ErrNotFound].
//
// GET /groups/{id}/
func (s *UserGroupsService) Get(ctx context.Context, id int) (*UserGroup, error) {
	return maas.Do[*UserGroup](ctx, s.client, maas.Get("/groups/{id}/", strconv.Itoa(id)).Since("3.8"))
}

// UserGroupCreateOptions are the settings of a new group that MAAS does not
// insist on.
type UserGroupCreateOptions struct {
	Description string `param:"description"`
}

// Create makes a group.
//
// Administrators may call it, since MAAS 3.8. It fails with [maas.ErrForbidden]
// and [maas.ErrBadRequest].
//
// POST /groups/
func (s *UserGroupsService) Create(ctx context.Context, name string, opts *UserGroupCreateOptions) (*UserGroup, error) {
	return maas.Do[*UserGroup](ctx, s.client, maas.Post("/groups/").Set("name", name).With(opts).Since("3.8"))
}

// UserGroupUpdateOptions are the settings to change; nil keeps a setting.
type UserGroupUpdateOptions struct {
	Name        *string `param:"name"`
	Description *string `param:"description"`
}

// Update changes a group.
//
// Administrators may call it, since MAAS 3.8. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound] and [maas.ErrBadRequest].
//
// PUT /groups/{id}/
func (s *UserGroupsService) Update(ctx context.Context, id int, opts *UserGroupUpdateOptions) (*UserGroup, error) {
	return maas.Do[*UserGroup](ctx, s.client, maas.Put("/groups/{id}/", strconv.Itoa(id)).With(opts).Since("3.8"))
}

// Delete removes a group, not its members.
//
// Administrators may call it, since MAAS 3.8. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// DELETE /groups/{id}/
func (s *UserGroupsService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/groups/{id}/", strconv.Itoa(id)).Since("3.8"))
}

// ListMembers returns the users in a group.
//
// Users with the entitlement can_view_identities may call it, since MAAS 3.8. It
// fails with [maas.ErrForbidden] and [maas.ErrNotFound].
//
// GET /groups/{id}/?op=list_members
func (s *UserGroupsService) ListMembers(ctx context.Context, id int) ([]UserGroupMember, error) {
	return maas.List[UserGroupMember](ctx, s.client, maas.Get("/groups/{id}/", strconv.Itoa(id)).Op("list_members").Since("3.8"))
}

// AddMember puts a user in a group.
//
// Administrators may call it, since MAAS 3.8. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// POST /groups/{id}/?op=add_member
func (s *UserGroupsService) AddMember(ctx context.Context, id int, username string) error {
	return maas.Exec(ctx, s.client, maas.Post("/groups/{id}/", strconv.Itoa(id)).Op("add_member").Set("username", username).Since("3.8"))
}

// RemoveMember takes a user out of a group.
//
// Administrators may call it, since MAAS 3.8. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// POST /groups/{id}/?op=remove_member
func (s *UserGroupsService) RemoveMember(ctx context.Context, id int, username string) error {
	return maas.Exec(ctx, s.client, maas.Post("/groups/{id}/", strconv.Itoa(id)).Op("remove_member").Set("username", username).Since("3.8"))
}

// ListEntitlements returns what the members of a group may do.
//
// Users with the entitlement can_view_identities may call it, since MAAS 3.8. It
// fails with [maas.ErrForbidden] and [maas.ErrNotFound].
//
// GET /groups/{id}/?op=list_entitlements
func (s *UserGroupsService) ListEntitlements(ctx context.Context, id int) ([]Entitlement, error) {
	return maas.List[Entitlement](ctx, s.client, maas.Get("/groups/{id}/", strconv.Itoa(id)).Op("list_entitlements").Since("3.8"))
}

// AddEntitlement lets the members of a group do something.
//
// Administrators may call it, since MAAS 3.8. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound] and [maas.ErrBadRequest].
//
// POST /groups/{id}/?op=add_entitlement
func (s *UserGroupsService) AddEntitlement(ctx context.Context, id int, e Entitlement) error {
	r := maas.Post("/groups/{id}/", strconv.Itoa(id)).Op("add_entitlement").Since("3.8").Set("resource_type", e.ResourceType)
	r = r.Set("resource_id", strconv.Itoa(e.ResourceID)).Set("entitlement", e.Entitlement)
	return maas.Exec(ctx, s.client, r)
}

// RemoveEntitlement takes back what the members of a group may do.
//
// Administrators may call it, since MAAS 3.8. It fails with [maas.ErrForbidden]
// and [maas.ErrNotFound].
//
// POST /groups/{id}/?op=remove_entitlement
func (s *UserGroupsService) RemoveEntitlement(ctx context.Context, id int, e Entitlement) error {
	r := maas.Post("/groups/{id}/", strconv.Itoa(id)).Op("remove_entitlement").Since("3.8").Set("resource_type", e.ResourceType)
	r = r.Set("resource_id", strconv.Itoa(e.ResourceID)).Set("entitlement", e.Entitlement)
	return maas.Exec(ctx, s.client, r)
}
