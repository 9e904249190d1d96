package maas2test

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// apiRoot is where the API is, below the server's prefix.
const apiRoot = "/api/2.0/"

// A resource is what one URL pattern leads to, an operation one thing it does.
type (
	resource  = engine.Resource[*call]
	operation = engine.Operation[*call]
	object    = engine.Object
)

// A call is a request on its way through a handler.
type call struct {
	*engine.Payload
	server *Server
	state  *state
	req    *http.Request
	args   map[string]string // of the path
	op     string            // "" for none
	user   *user             // nil if the request has no credentials
	token  *token            // that it was signed with, or nil
	now    time.Time
	parts  map[any]*engine.Shared // what a list has made so far, by row; nil elsewhere

	credentials credentials
}

// isAdmin reports whether the caller is an administrator.
func (c *call) isAdmin() bool { return c.user != nil && c.user.superuser }

// uri is the resource_uri of the given path below apiRoot, with a slash at the
// end.
func (c *call) uri(elements ...string) string { return c.server.uri(elements...) }

// uri is the path of a resource, as resource_uri gives it.
func (s *Server) uri(elements ...string) string {
	var b strings.Builder
	b.Grow(120)
	b.WriteString(s.config.prefix)
	b.WriteString(apiRoot)
	for _, element := range elements {
		writeQuoted(&b, element)
		b.WriteByte('/')
	}
	return b.String()
}

// writeQuoted writes a path element, in which everything but letters, digits and
// the marks that a path can hold is percent-encoded. A slash stays.
func writeQuoted(b *strings.Builder, element string) {
	const hex = "0123456789ABCDEF"
	for i := range len(element) {
		c := element[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~!$&'()*+,;=:@/", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
}

// id is an argument of the path that names a row by its number. What is not a
// number names none.
func (c *call) id(name string) (int, bool) {
	n, err := strconv.Atoi(c.args[name])
	return n, err == nil
}

// router has what all sections have.
var router = sync.OnceValue(func() *engine.Router[*call] {
	var list []*resource
	for _, section := range sections() {
		list = append(list, section.resources...)
	}
	return engine.NewRouter(list)
})

// opOf reads the name of the operation, which may be in the query or else the
// form. An empty one is none.
func opOf(p *engine.Payload) string {
	if op, given := p.Query.Lookup("op"); given {
		return op
	}
	return p.Post.Get("op")
}

// dispatch finds and runs the operation that a call asks for. badJSON tells that
// its body could not be decoded.
func (c *call) dispatch(r *resource, badJSON bool) (any, error) {
	if r.View != nil {
		return r.View(c)
	}
	if !r.Open {
		if err := c.identify(r); err != nil {
			return nil, err
		}
	}
	operations, refusal := r.Offer(c.req.Method, c.user != nil, badJSON)
	if refusal != nil {
		return refusal, nil
	}
	return c.perform(operations)
}

// identify finds out who calls and whether they may use the resource at all.
func (c *call) identify(r *resource) error {
	tok, err := c.authenticate()
	if err != nil {
		return err
	}
	if tok != nil {
		c.user, c.token = users.in(c.state).Get(tok.user), tok
	}
	if r.AdminOnly && !c.isAdmin() {
		return engine.Forbidden("User is not allowed access to this API.")
	}
	return nil
}

// perform runs the one of the operations that the call's method and op name.
func (c *call) perform(operations []operation) (any, error) {
	for _, o := range operations {
		if o.Method != c.req.Method || o.Op != c.op {
			continue
		}
		if o.Admin && !c.isAdmin() {
			return nil, engine.Forbidden("This method is reserved for admin users.")
		}
		return o.Run(c)
	}
	op := c.op
	if op == "" {
		op = "None"
	}
	return nil, engine.BadRequest("Unrecognised signature: method=" + c.req.Method + " op=" + op)
}

// notFound is the answer for an object of the model that is not there, or that
// the caller may not see. It commits, so that the nonce stays used.
func notFound(model string) error {
	body := []byte("No " + model + " matches the given query.")
	return &engine.Failure{Response: engine.Response{Status: http.StatusNotFound, ContentType: engine.TypePlain, Body: body}, Keep: true}
}
