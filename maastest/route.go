package maastest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// apiRoot is where the API is, below the server's prefix.
const apiRoot = "/api/1.0/"

// A resource is what one URL pattern leads to, an operation one thing it does.
type (
	resource  = engine.Resource[*call]
	operation = engine.Operation[*call]
)

// A call is a request on its way through a handler.
type call struct {
	*engine.Payload
	server *Server
	state  *state
	req    *http.Request
	args   map[string]string // of the path
	user   *user             // nil if the request has no credentials
	token  *token            // that it was signed with, or nil
	now    time.Time
	doomed bool // loses a race in the database when all is done

	credentials credentials
}

// isAdmin reports whether the caller is an administrator.
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
		return 0, engine.ServerError(fmt.Sprintf("invalid literal for int() with base 10: '%s'", c.args[name]))
	}
	return n, nil
}

// router has what there is in the order in which MAAS tries it.
var router = sync.OnceValue(func() *engine.Router[*call] {
	return engine.NewRouter([]*resource{
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
	})
})

// opOf reads the name of the operation, which may be in the form or the query.
func opOf(p *engine.Payload) (op string, given bool) {
	if op, given = p.Post.Lookup("op"); !given {
		op, given = p.Query.Lookup("op")
	}
	return op, given
}

// dispatch finds and runs the operation that a call asks for. badJSON tells
// that its body could not be decoded.
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
		c.user, c.token = c.state.users.Get(tok.user), tok
	}
	refused := r.AdminOnly && !c.isAdmin()
	if c.user != nil && c.user.inactive != r.ForNodes {
		refused = true
	}
	if refused {
		return engine.Forbidden("User is not allowed access to this API.")
	}
	return nil
}

// perform runs the one of the operations that the call's method and op name.
func (c *call) perform(operations []operation) (any, error) {
	op, given := opOf(c.Payload)
	for _, o := range operations {
		if o.Method != c.req.Method || o.Op != op || given != (o.Op != "") {
			continue
		}
		if o.Admin && !c.isAdmin() {
			return nil, engine.Forbidden("This method is reserved for admin users.")
		}
		return o.Run(c)
	}
	if !given {
		op = "None"
	}
	return nil, engine.BadRequest("Unrecognised signature: " + c.req.Method + " " + op)
}
