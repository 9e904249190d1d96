package maastest

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/gomaas/maas/internal/engine"
)

func usersResource() *resource {
	return &resource{
		Template: "users/",
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).usersRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).usersCreate},
		},
	}
}

func userResource() *resource {
	return &resource{
		Template:   "users/{username}/",
		Operations: []operation{{Method: http.MethodGet, Run: (*call).userRead}},
	}
}

func userJSON(u *user) engine.Object {
	return engine.Object{
		{"username", u.name},
		{"email", u.email},
		{"is_superuser", u.superuser},
	}
}

func (c *call) usersRead() (any, error) {
	list := []engine.Object{}
	for _, u := range c.state.users.Sorted() {
		list = append(list, userJSON(u))
	}
	return list, nil
}

func (c *call) userRead() (any, error) {
	u := c.state.users.Get(c.args["username"])
	if u == nil {
		return nil, notFound()
	}
	return userJSON(u), nil
}

// usersCreate checks nothing but that all is there; the rest is left to the
// database, whose refusals come out as a 500.
func (c *call) usersCreate() (any, error) {
	var sent [4]string
	for i, name := range []string{"username", "email", "password", "is_superuser"} {
		value, err := c.Data.Mandatory(name)
		if err != nil {
			return nil, err
		}
		sent[i] = value
	}
	name, email, password, superuser := sent[0], normalEmail(sent[1]), sent[2], sent[3]
	if superuser != "0" && superuser != "1" {
		return nil, engine.ServerError(fmt.Sprintf("Not a valid Boolean value (0 or 1): '%s'", superuser))
	}
	if name == "" {
		return nil, engine.ServerError("The given username must be set")
	}
	u := &user{name: name, email: email, password: password, superuser: superuser == "1"}
	if err := c.state.insertUser(u); err != nil {
		return nil, err
	}
	return userJSON(u), nil
}

// insertUser adds a user with an API key, unless a constraint of the database
// is against it.
func (st *state) insertUser(u *user) error {
	if err := fitsColumn(u.name, 30); err != nil {
		return err
	}
	if err := fitsColumn(u.email, 75); err != nil {
		return err
	}
	if st.users.Get(u.name) != nil {
		return duplicateKey("auth_user_username_key", "username", u.name)
	}
	if st.users.Find(func(other *user) bool { return other.email == u.email }) != nil {
		return duplicateKey("auth_user_email_key", "email", u.email)
	}
	st.users.Put(u.name, u)
	st.newToken(u.name)
	return nil
}

// normalEmail puts the domain of an address in lower case.
func normalEmail(email string) string {
	local, domain, ok := strings.Cut(strings.TrimSpace(email), "@")
	if !ok {
		return email
	}
	return local + "@" + strings.ToLower(domain)
}

// duplicateKey is the database's refusal of a second row with the same value.
func duplicateKey(constraint, column, value string) error {
	return engine.ServerError(fmt.Sprintf("duplicate key value violates unique constraint %q\nDETAIL:  Key (%s)=(%s) already exists.\n",
		constraint, column, value))
}

// fitsColumn fails as the database does if a text is longer than its column.
func fitsColumn(value string, limit int) error {
	if utf8.RuneCountInString(value) <= limit {
		return nil
	}
	return engine.ServerError(fmt.Sprintf("value too long for type character varying(%d)\n", limit))
}
