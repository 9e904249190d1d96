package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// UserGroupsService is STUB.
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

// An Entitlement is what the members of a group may do.
type Entitlement struct {
	ResourceType string `json:"resource_type"`
	ResourceID   int    `json:"resource_id"`
	Entitlement  string `json:"entitlement"`
}

// List STUB.
//
// Any user may call it, since MAAS 3.8.
//
// GET /groups/
func (s *UserGroupsService) List(ctx context.Context) ([]UserGroup, error) {
	return maas.List[UserGroup](ctx, s.client, maas.Get("/groups/").Since("3.8"))
}

// Get STUB.
//
// Any user may call it, since MAAS 3.8.
//
// GET /groups/{id}/
func (s *UserGroupsService) Get(ctx context.Context, id int) (*UserGroup, error) {
	return maas.Do[*UserGroup](ctx, s.client, maas.Get("/groups/{id}/", strconv.Itoa(id)).Since("3.8"))
}

// UserGroupCreateOptions are STUB.
type UserGroupCreateOptions struct {
	Description string `param:"description"`
}

// Create STUB.
//
// Administrators may call it, since MAAS 3.8.
//
// POST /groups/
func (s *UserGroupsService) Create(ctx context.Context, name string, opts *UserGroupCreateOptions) (*UserGroup, error) {
	return maas.Do[*UserGroup](ctx, s.client, maas.Post("/groups/").Set("name", name).With(opts).Since("3.8"))
}

// UserGroupUpdateOptions are STUB.
type UserGroupUpdateOptions struct {
	Name        *string `param:"name"`
	Description *string `param:"description"`
}

// Update STUB.
//
// Administrators may call it, since MAAS 3.8.
//
// PUT /groups/{id}/
func (s *UserGroupsService) Update(ctx context.Context, id int, opts *UserGroupUpdateOptions) (*UserGroup, error) {
	return maas.Do[*UserGroup](ctx, s.client, maas.Put("/groups/{id}/", strconv.Itoa(id)).With(opts).Since("3.8"))
}

// Delete STUB.
//
// Administrators may call it, since MAAS 3.8.
//
// DELETE /groups/{id}/
func (s *UserGroupsService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/groups/{id}/", strconv.Itoa(id)).Since("3.8"))
}

// ListMembers STUB.
//
// Any user may call it, since MAAS 3.8.
//
// GET /groups/{id}/?op=list_members
func (s *UserGroupsService) ListMembers(ctx context.Context, id int) ([]UserGroupMember, error) {
	return maas.List[UserGroupMember](ctx, s.client, maas.Get("/groups/{id}/", strconv.Itoa(id)).Op("list_members").Since("3.8"))
}

// AddMember STUB.
//
// Administrators may call it, since MAAS 3.8.
//
// POST /groups/{id}/?op=add_member
func (s *UserGroupsService) AddMember(ctx context.Context, id int, username string) error {
	return maas.Exec(ctx, s.client, maas.Post("/groups/{id}/", strconv.Itoa(id)).Op("add_member").Set("username", username).Since("3.8"))
}

// RemoveMember STUB.
//
// Administrators may call it, since MAAS 3.8.
//
// POST /groups/{id}/?op=remove_member
func (s *UserGroupsService) RemoveMember(ctx context.Context, id int, username string) error {
	return maas.Exec(ctx, s.client, maas.Post("/groups/{id}/", strconv.Itoa(id)).Op("remove_member").Set("username", username).Since("3.8"))
}

// ListEntitlements STUB.
//
// Any user may call it, since MAAS 3.8.
//
// GET /groups/{id}/?op=list_entitlements
func (s *UserGroupsService) ListEntitlements(ctx context.Context, id int) ([]Entitlement, error) {
	return maas.List[Entitlement](ctx, s.client, maas.Get("/groups/{id}/", strconv.Itoa(id)).Op("list_entitlements").Since("3.8"))
}

// AddEntitlement STUB.
//
// Administrators may call it, since MAAS 3.8.
//
// POST /groups/{id}/?op=add_entitlement
func (s *UserGroupsService) AddEntitlement(ctx context.Context, id int, resourceType string, resourceID int, entitlement string) error {
	return maas.Exec(ctx, s.client, maas.Post("/groups/{id}/", strconv.Itoa(id)).Op("add_entitlement").Set("resource_type", resourceType).Set("resource_id", strconv.Itoa(resourceID)).Set("entitlement", entitlement).Since("3.8"))
}

// RemoveEntitlement STUB.
//
// Administrators may call it, since MAAS 3.8.
//
// POST /groups/{id}/?op=remove_entitlement
func (s *UserGroupsService) RemoveEntitlement(ctx context.Context, id int, resourceType string, resourceID int, entitlement string) error {
	return maas.Exec(ctx, s.client, maas.Post("/groups/{id}/", strconv.Itoa(id)).Op("remove_entitlement").Set("resource_type", resourceType).Set("resource_id", strconv.Itoa(resourceID)).Set("entitlement", entitlement).Since("3.8"))
}
