package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// UsersService is the sections "Users" and "User" of the API.
type UsersService service

// A User is a user of MAAS.
type User struct {
	Username    string `json:"username"`
	Email       string `json:"email"`
	IsSuperuser bool   `json:"is_superuser"` // an administrator
	IsLocal     bool   `json:"is_local"`     // not one of an external service, since 2.4
	ResourceURI string `json:"resource_uri"` // since 2.1.3
}

// List returns all users, with "MAAS", the one that MAAS itself is.
//
// Any user may call it.
//
// GET /users/
func (s *UsersService) List(ctx context.Context) ([]User, error) {
	return maas.List[User](ctx, s.client, maas.Get("/users/"))
}

// Get returns a user by name.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /users/{username}/
func (s *UsersService) Get(ctx context.Context, username string) (*User, error) {
	return maas.Do[*User](ctx, s.client, maas.Get("/users/{username}/", username))
}

// UserCreateOptions are the settings of a new user that have a default.
type UserCreateOptions struct {
	IsSuperuser *bool  `param:"is_superuser,01"` // an administrator; nil is no
	Key         string `param:"key" since:"2.5"`
}

// Create makes a user.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrBadRequest], and for a name or email address that is taken with
// [maas.ErrDatabaseConflict], after some 15 seconds. [UsersService.Get] tells
// beforehand whether a name is taken.
//
// POST /users/
func (s *UsersService) Create(ctx context.Context, username, email string, password maas.Secret, opts *UserCreateOptions) (*User, error) {
	r := maas.Post("/users/").Set("username", username).Set("email", email).SetSecret("password", password).With(opts)
	if opts == nil || opts.IsSuperuser == nil {
		r = r.Set("is_superuser", "0") // MAAS has no default
	}
	return maas.Do[*User](ctx, s.client, r)
}

// UserDeleteOptions say what becomes of what a user has.
type UserDeleteOptions struct {
	// TransferResourcesTo is the user who gets the machines, addresses and so on
	// of the one who goes.
	TransferResourcesTo string `param:"transfer_resources_to" since:"2.3"`
}

// Delete removes a user. Deleting a user who does not exist succeeds.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrBadRequest] for the caller, and with [maas.ErrNotFound] for an unknown
// user to transfer to.
//
// DELETE /users/{username}/
func (s *UsersService) Delete(ctx context.Context, username string, opts *UserDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/users/{username}/", username).With(opts))
}

// Whoami returns the user whose key the client has.
//
// Any user may call it.
//
// GET /users/?op=whoami
func (s *UsersService) Whoami(ctx context.Context) (*User, error) {
	return maas.Do[*User](ctx, s.client, maas.Get("/users/").Op("whoami"))
}
