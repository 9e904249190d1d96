package maas

import "context"

// UsersService is the section "Users" and "User" of the API: the accounts.
type UsersService service

// A User is an account of MAAS.
type User struct {
	Username    string `json:"username"`
	Email       string `json:"email"` // "" for one of MAAS's own
	IsSuperuser bool   `json:"is_superuser"`
}

// The accounts that MAAS itself uses, which are listed too.
const (
	UserInitNode        = "maas-init-node"        // nodes that fetch their metadata
	UserNodeGroupWorker = "maas-nodegroup-worker" // the clusters
)

// List returns all users, ordered by name.
//
// Any user may call it.
//
// GET /users/
func (s *UsersService) List(ctx context.Context) ([]User, error) {
	return List[User](ctx, s.client, Get("/users/"))
}

// Get returns a user by name. The API document lacks it.
//
// Any user may call it. It fails with [ErrNotFound].
//
// GET /users/{username}/
func (s *UsersService) Get(ctx context.Context, username string) (*User, error) {
	return Do[*User](ctx, s.client, Get("/users/{username}/", username))
}

// UserCreateOptions are the settings of a new user that have a default.
type UserCreateOptions struct {
	IsSuperuser *bool `param:"is_superuser,01"` // an administrator; nil is no
}

// Create makes a user. The email address is not checked by MAAS, but no two
// users share one.
//
// Administrators may call it. It fails with [ErrForbidden], and for a name or
// email address that is taken with [ErrServer] and a message of the database.
//
// POST /users/
func (s *UsersService) Create(ctx context.Context, username, email string, password Secret, opts *UserCreateOptions) (*User, error) {
	r := Post("/users/").Set("username", username).Set("email", email).SetSecret("password", password).With(opts)
	if opts == nil || opts.IsSuperuser == nil {
		r = r.Set("is_superuser", "0") // MAAS has no default
	}
	return Do[*User](ctx, s.client, r)
}

// Delete removes a user. Deleting one that does not exist succeeds.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrForbidden], and
// with [ErrBadRequest] for the caller and for a user who owns nodes or addresses.
//
// DELETE /users/{username}/
func (s *UsersService) Delete(ctx context.Context, username string) error {
	return Exec(ctx, s.client, Delete("/users/{username}/", username).Since("1.9"))
}
