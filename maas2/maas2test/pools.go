package maas2test

import (
	"net/http"
	"regexp"
	"strconv"

	"github.com/gomaas/maas/internal/engine"
)

// A pool is a resource pool.
type pool struct {
	id                int
	name, description string
}

// defaultPool is the id of the pool of every machine that was put in no other.
const defaultPool = 0

// poolName is what the names of pools have to match, which can hold blanks.
var poolName = regexp.MustCompile(`^\w[ \w-]*$`)

var pools = newKind[int, pool]()

var poolsSection = &section{
	seed: func(_ *Server, st *state) {
		pools.in(st).Put(defaultPool, &pool{id: defaultPool, name: "default", description: "Default pool"})
	},
	resources: []*resource{
		{Template: "resourcepools/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).poolsRead},
			{Method: http.MethodPost, Run: (*call).poolsCreate},
		}},
		{Template: "resourcepool/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).poolRead},
			{Method: http.MethodPut, Run: (*call).poolUpdate},
			{Method: http.MethodDelete, Run: (*call).poolDelete},
		}},
	},
}

func (c *call) poolJSON(p *pool) object {
	return object{
		{"id", p.id},
		{"name", p.name},
		{"description", p.description},
		{"resource_uri", c.uri("resourcepool", strconv.Itoa(p.id))},
	}
}

// poolNamed finds a pool, or returns nil.
func (st *state) poolNamed(name string) *pool {
	return pools.in(st).Find(func(p *pool) bool { return p.name == name })
}

// pool finds the pool in the path. Only administrators may change one, and are
// told of a pool that is not there first.
func (c *call) pool(toChange bool) (*pool, error) {
	id, isNumber := c.id("id")
	p := pools.in(c.state).Get(id)
	if !isNumber || p == nil {
		return nil, notFound("ResourcePool")
	}
	if toChange && !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	return p, nil
}

func (c *call) poolsRead() (any, error) {
	list := []object{}
	for _, p := range pools.in(c.state).Sorted() {
		list = append(list, c.poolJSON(p))
	}
	return list, nil
}

func (c *call) poolsCreate() (any, error) {
	if !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	p := &pool{id: -1}
	if err := c.fillPool(p); err != nil {
		return nil, err
	}
	p.id = c.state.next("pool")
	pools.in(c.state).Put(p.id, p)
	return c.poolJSON(p), nil
}

func (c *call) poolRead() (any, error) {
	p, err := c.pool(false)
	if err != nil {
		return nil, err
	}
	return c.poolJSON(p), nil
}

func (c *call) poolUpdate() (any, error) {
	old, err := c.pool(true)
	if err != nil {
		return nil, err
	}
	p := *old
	if err := c.fillPool(&p); err != nil {
		return nil, err
	}
	pools.in(c.state).Put(p.id, &p)
	return c.poolJSON(&p), nil
}

func (c *call) poolDelete() (any, error) {
	p, err := c.pool(true)
	if err != nil {
		return nil, err
	}
	if p.id == defaultPool {
		return nil, engine.BadRequest("This is the default pool, it cannot be deleted.")
	}
	pools.in(c.state).Delete(p.id)
	return engine.Deleted(), nil
}

// fillPool sets the fields that the request's form has.
func (c *call) fillPool(p *pool) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	taken := func(name string) bool {
		other := c.state.poolNamed(name)
		return other != nil && other.id != p.id
	}
	f.text("name", &p.name, required, matching(poolName), atMost(256), unless(taken, "Resource pool with this Name already exists."))
	f.text("description", &p.description)
	return f.err()
}
