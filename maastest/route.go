package maastest

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// apiRoot is where the API is, below the server's prefix.
const apiRoot = "/api/1.0/"

// A resource is what one URL pattern leads to: a handler of MAAS.
type resource struct {
	// template is the path below apiRoot. {name} stands for one element,
	// {name:expr} for what the regular expression matches.
	template string
	// anywhere makes any path that ends in template match.
	anywhere bool
	// open resources look at no credentials.
	open bool
	// view answers any request, whatever its method, op and credentials.
	view func(*call) (any, error)
	// forNodes resources are for the keys of nodes, which the API refuses.
	forNodes bool
	// adminOnly resources refuse everyone but administrators.
	adminOnly  bool
	operations []operation
	// anonymous are the operations for requests without credentials. With
	// none, such a request is told to log in.
	anonymous []operation

	path    string // template without expressions
	literal string // what every path that matches begins with
	pattern *regexp.Regexp
}

// An operation is one thing that a resource does.
type operation struct {
	method, op string // op is "" for a method's own operation
	admin      bool   // refused to others than administrators
	run        func(*call) (any, error)
}

// A call is a request on its way through a handler.
type call struct {
	*payload
	server *Server
	state  *state
	req    *http.Request
	args   map[string]string // of the path
	user   *user             // nil if the request has no credentials
	token  *token            // that it was signed with, or nil
	now    time.Time
}

// isAdmin tells whether the caller is an administrator.
func (c *call) isAdmin() bool { return c.user != nil && c.user.superuser }

// uri is the resource_uri of the given path below apiRoot.
func (c *call) uri(elements ...string) string {
	return c.server.uri(elements...)
}

// intArg is an argument of the path that has to be a number. MAAS does not
// expect anything else, and so does not catch the exception.
func (c *call) intArg(name string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(c.args[name]))
	if err != nil {
		return 0, serverError(fmt.Sprintf("invalid literal for int() with base 10: '%s'", c.args[name]))
	}
	return n, nil
}

// resources lists what there is in the order in which MAAS tries it.
var resources = sync.OnceValue(func() []*resource {
	list := []*resource{
		docResource(),
		describeResource(),
		pxeConfigResource(),
		versionResource(),
		fileResource(),
		filesResource(),
		sshKeys.single(),
		sshKeys.collection(),
		sslKeys.single(),
		sslKeys.collection(),
		accountResource(),
		usersResource(),
		userResource(),
		maasResource(),
		commissioningScriptsResource(),
		commissioningScriptResource(),
		licenseKeysResource(),
		licenseKeyResource(),
		nodeMACResource(),
		nodeMACsResource(),
		nodeResource(),
		nodesResource("nodes/"),
		// MAAS's pattern has no beginning, so that this is the same resource.
		nodesResource("nodes/{_:.+}/nodes/"),
		tagResource(),
		tagsResource(),
		commissioningResultsResource(),
		nodeGroupsResource(),
		nodeGroupResource(),
		interfacesResource(),
		interfaceResource(),
		bootImagesResource(),
		bootImageResource(),
		bootSourcesResource(),
		bootSourceResource(),
		selectionsResource(),
		selectionResource(),
		networksResource(),
		networkResource(),
		ipAddressesResource(),
		zonesResource(),
		zoneResource(),
	}
	for _, r := range list {
		r.compile()
	}
	return list
})

var templateArgument = regexp.MustCompile(`\{(\w+)(?::([^}]+))?\}`)

func (r *resource) compile() {
	r.path = templateArgument.ReplaceAllString(r.template, "{$1}")
	r.literal, _, _ = strings.Cut(r.path, "{")
	expression := templateArgument.ReplaceAllStringFunc(r.template, func(argument string) string {
		parts := templateArgument.FindStringSubmatch(argument)
		if parts[2] == "" {
			parts[2] = "[^/]+"
		}
		return "(?P<" + parts[1] + ">" + parts[2] + ")"
	})
	start := "^"
	if r.anywhere {
		start, r.literal = "", ""
	}
	r.pattern = regexp.MustCompile(start + expression + "$")
}

// match returns the path's arguments.
func (r *resource) match(path string) (args map[string]string, ok bool) {
	if r.anywhere {
		return nil, strings.HasSuffix(path, r.path)
	}
	if !strings.HasPrefix(path, r.literal) {
		return nil, false
	}
	if r.literal == r.path {
		return nil, path == r.path
	}
	found := r.pattern.FindStringSubmatch(path)
	if found == nil {
		return nil, false
	}
	args = make(map[string]string, len(found)-1)
	for i, name := range r.pattern.SubexpNames() {
		if name != "" {
			args[name] = found[i]
		}
	}
	return args, true
}

// findResource finds what a path below apiRoot leads to, or nil.
func findResource(path string) (*resource, map[string]string) {
	for _, r := range resources() {
		if args, ok := r.match(path); ok {
			return r, args
		}
	}
	return nil, nil
}

// methodOrder is the order of an Allow header.
var methodOrder = []string{http.MethodPut, http.MethodPost, http.MethodDelete, http.MethodGet}

func allowed(operations []operation) []string {
	var methods []string
	for _, method := range methodOrder {
		if slices.ContainsFunc(operations, func(o operation) bool { return o.method == method }) {
			methods = append(methods, method)
		}
	}
	return methods
}

// opOf reads the name of the operation, which may be in the form or the query.
func opOf(p *payload) (op string, given bool) {
	if op, given = p.post.lookup("op"); !given {
		op, given = p.query.lookup("op")
	}
	return op, given
}

// dispatch finds and runs the operation that a call asks for. badJSON tells
// that its body could not be decoded.
func (c *call) dispatch(r *resource, badJSON bool) (any, error) {
	if r.view != nil {
		return r.view(c)
	}
	operations := r.operations
	if !r.open {
		if err := c.identify(r); err != nil {
			return nil, err
		}
		if c.user == nil {
			operations = r.anonymous
			if !slices.Contains(allowed(operations), c.req.Method) {
				return &response{status: 401, contentType: typePlain, body: []byte("Forbidden")}, nil
			}
		}
	}
	if badJSON {
		return &response{status: 400, contentType: typePlain, body: []byte("Bad Request")}, nil
	}
	methods := allowed(operations)
	if !slices.Contains(methods, c.req.Method) {
		return &response{
			status:      405,
			contentType: typeHTML,
			header:      []Pair{{"Allow", strings.Join(methods, ", ")}},
		}, nil
	}
	return c.perform(operations)
}

// identify finds out who calls and whether they may use the resource at all.
func (c *call) identify(r *resource) error {
	tok, err := c.server.authenticate(c.req, c.payload, c.now)
	if err != nil {
		return err
	}
	if tok != nil {
		c.user, c.token = c.state.users.get(tok.user), tok
	}
	refused := r.adminOnly && !c.isAdmin()
	if c.user != nil && c.user.inactive != r.forNodes {
		refused = true
	}
	if refused {
		return forbidden("User is not allowed access to this API.")
	}
	return nil
}

// perform runs the one of the operations that the call's method and op name.
func (c *call) perform(operations []operation) (any, error) {
	op, given := opOf(c.payload)
	for _, o := range operations {
		if o.method != c.req.Method || o.op != op || given != (o.op != "") {
			continue
		}
		if o.admin && !c.isAdmin() {
			return nil, forbidden("This method is reserved for admin users.")
		}
		return o.run(c)
	}
	if !given {
		op = "None"
	}
	return nil, badRequest("Unrecognised signature: " + c.req.Method + " " + op)
}
