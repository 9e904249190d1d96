package maas2test

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A user is an account.
type user struct {
	id                    int // which only records in DNS show
	name, email, password string
	superuser             bool
	system                bool // MAAS's own, which has no key
}

var users = hiddenKind[string, user]()

var usersSection = &section{
	seed: func(s *Server, st *state) {
		st.sequences["user"] = 4 // the accounts of MAAS's own
		users.in(st).Put("MAAS", &user{id: 1, name: "MAAS", email: "maas@localhost", system: true})
		for _, u := range []*user{
			{name: "admin", email: "admin@example.com", superuser: true},
			{name: "alice", email: "alice@example.com"},
		} {
			u.id = st.next("user")
			users.in(st).Put(u.name, u)
			st.newToken(u.name, "MAAS consumer")
		}
	},
	resources: []*resource{
		{Template: "users/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).usersRead},
			{Method: http.MethodGet, Op: "whoami", Run: (*call).whoami},
			{Method: http.MethodPost, Admin: true, Run: (*call).usersCreate},
		}},
		{Template: "users/{username}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).userRead},
			{Method: http.MethodDelete, Admin: true, Run: (*call).userDelete},
		}},
	},
}

func (c *call) userJSON(u *user) object {
	return object{
		{"is_superuser", u.superuser},
		{"username", u.name},
		{"email", u.email},
		{"is_local", true},
		{"resource_uri", c.uri("users", u.name)},
	}
}

func (c *call) usersRead() (any, error) {
	list := []object{}
	for _, u := range users.in(c.state).Sorted() {
		list = append(list, c.userJSON(u))
	}
	return list, nil
}

func (c *call) whoami() (any, error) { return c.userJSON(c.user), nil }

func (c *call) userRead() (any, error) {
	u := users.in(c.state).Get(c.args["username"])
	if u == nil {
		return nil, notFound("User")
	}
	return c.userJSON(u), nil
}

// usersCreate checks nothing but that all is there; the rest is left to the
// database, whose refusals are tried again until MAAS gives up.
func (c *call) usersCreate() (any, error) {
	var sent [4]string
	for i, name := range []string{"username", "email", "password", "is_superuser"} {
		value, err := c.Post.Mandatory(name)
		if err != nil {
			return nil, err
		}
		sent[i] = value
	}
	name, email, password := sent[0], normalEmail(sent[1]), sent[2]
	superuser, ok := stringBool(sent[3])
	if !ok {
		return nil, engine.ServerError("Not a valid Boolean value (0 or 1): " + pyRepr(sent[3]))
	}
	if name == "" {
		return nil, engine.ServerError("The given username must be set")
	}
	same := func(u *user) bool { return u.name == name || u.email == email }
	if users.in(c.state).Find(same) != nil {
		return nil, lostRace()
	}
	u := &user{id: c.state.next("user"), name: name, email: email, password: password, superuser: superuser}
	users.in(c.state).Put(u.name, u)
	return c.userJSON(u), nil
}

// userDelete answers the same whether or not there is such a user.
func (c *call) userDelete() (any, error) {
	if c.args["username"] == c.user.name {
		return nil, engine.BadRequest("An administrator cannot self-delete.")
	}
	if heir := c.Query.Get("transfer_resources_to"); heir != "" && users.in(c.state).Get(heir) == nil {
		return nil, notFound("User")
	}
	name := c.args["username"]
	if heir := c.Query.Get("transfer_resources_to"); heir != "" {
		c.state.transferResources(name, heir)
	}
	if users.in(c.state).Delete(name) {
		for _, t := range tokens.in(c.state).All() {
			if t.user == name {
				c.state.deleteToken(t)
			}
		}
	}
	return engine.Deleted(), nil
}

// transferResources gives what a user has to another.
func (st *state) transferResources(from, to string) {
	for _, n := range nodes.in(st).All() {
		if n.owner == from {
			nodes.in(st).Update(n.systemID, func(n *node) { n.owner = to })
		}
	}
	for _, ip := range staticIPs.in(st).All() {
		if ip.user == from {
			staticIPs.in(st).Update(ip.id, func(ip *staticIP) { ip.user = to })
		}
	}
	for _, r := range ipRanges.in(st).All() {
		if r.user == from {
			ipRanges.in(st).Update(r.id, func(r *ipRange) { r.user = to })
		}
	}
}

// normalEmail puts the domain of an address in lower case.
func normalEmail(email string) string {
	local, domain, ok := strings.Cut(strings.TrimSpace(email), "@")
	if !ok {
		return email
	}
	return local + "@" + strings.ToLower(domain)
}

// conflictPage stands for the page of a request that kept losing races in the
// database.
const conflictPage = `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
  <head>
    <title>Conflict error | MAAS</title>
  </head>
  <body>
    <h2>Conflict error</h2>
    <p>A conflict occurred in the database. Please try again.</p>
  </body>
</html>
`

// lostRace is the answer to a request that the database refused ten times.
func lostRace() error {
	resp := engine.Response{Status: http.StatusConflict, ContentType: engine.TypeHTML, Body: []byte(conflictPage)}
	resp.SetHeader("Retry-After", "5")
	return &engine.Failure{Response: resp}
}

// A User is an account to seed.
type User struct {
	Name  string
	Email string // NAME@example.com if empty
	Admin bool
}

// AddUser adds an account with one API key, which it returns. It panics if the
// name is empty or taken.
func (s *Server) AddUser(u User) string {
	if u.Email == "" {
		u.Email = u.Name + "@example.com"
	}
	var key string
	s.seed(func(st *state) error {
		if u.Name == "" || users.in(st).Get(u.Name) != nil {
			return fmt.Errorf("user name %q is empty or taken", u.Name)
		}
		users.in(st).Put(u.Name, &user{id: st.next("user"), name: u.Name, email: u.Email, superuser: u.Admin})
		key = st.newToken(u.Name, "MAAS consumer").apiKey()
		return nil
	})
	return key
}

// Key returns the API key of a user, the oldest one if there are several. It
// panics if there is none.
func (s *Server) Key(user string) string {
	var key string
	s.store.View(func(st *state) {
		t := tokens.in(st).Find(func(t *token) bool { return t.user == user })
		if t == nil {
			panic(fmt.Sprintf("maas2test: user %q has no key", user))
		}
		key = t.apiKey()
	})
	return key
}

// seed changes the state on behalf of a test. Nonsense is the test's own mistake
// and so a panic.
func (s *Server) seed(change func(*state) error) {
	if err := s.store.Update(change); err != nil {
		panic("maas2test: " + err.Error())
	}
}
