package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// UsersService is STUB.
type UsersService service

// User is STUB.
type User struct {
	IsSuperuser bool   `json:"is_superuser"`
	Username    string `json:"username"`
	Email       string `json:"email"`
	IsLocal     bool   `json:"is_local"`     // since 2.4
	ResourceURI string `json:"resource_uri"` // since 2.1.3
}

// List STUB.
//
// Any user may call it.
//
// GET /users/
func (s *UsersService) List(ctx context.Context) ([]User, error) {
	return maas.List[User](ctx, s.client, maas.Get("/users/"))
}

// Get STUB.
//
// Any user may call it.
//
// GET /users/{username}/
func (s *UsersService) Get(ctx context.Context, username string) (*User, error) {
	return maas.Do[*User](ctx, s.client, maas.Get("/users/{username}/", username))
}

// UserCreateOptions are STUB.
type UserCreateOptions struct {
	IsSuperuser *bool  `param:"is_superuser"`
	Key         string `param:"key"` // since 2.5
}

// Create STUB.
//
// Administrators may call it.
//
// POST /users/
func (s *UsersService) Create(ctx context.Context, email string, password maas.Secret, username string, opts *UserCreateOptions) (*User, error) {
	return maas.Do[*User](ctx, s.client, maas.Post("/users/").Set("email", email).SetSecret("password", password).Set("username", username).With(opts))
}

// UserDeleteOptions are STUB.
type UserDeleteOptions struct {
	TransferResourcesTo string `param:"transfer_resources_to"` // since 2.3
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /users/{username}/
func (s *UsersService) Delete(ctx context.Context, username string, opts *UserDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/users/{username}/", username).With(opts))
}

// Whoami STUB.
//
// Any user may call it.
//
// GET /users/?op=whoami
func (s *UsersService) Whoami(ctx context.Context) (*User, error) {
	return maas.Do[*User](ctx, s.client, maas.Get("/users/").Op("whoami"))
}
