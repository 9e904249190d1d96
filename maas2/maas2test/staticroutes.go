package maas2test

import (
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A staticRoute is a route that the hosts of a subnet are told.
type staticRoute struct {
	id, source, destination, metric int
	gateway                         netip.Addr
}

var staticRoutes = hiddenKind[int, staticRoute]()

var staticRoutesSection = &section{
	resources: []*resource{
		{Template: "static-routes/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).staticRoutesRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).staticRoutesCreate},
		}},
		{Template: "static-routes/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).staticRouteRead},
			{Method: http.MethodPut, Run: (*call).staticRouteUpdate},
			{Method: http.MethodDelete, Run: (*call).staticRouteDelete},
		}},
	},
}

func (c *call) staticRouteJSON(r *staticRoute) object {
	return object{
		{"source", c.subnetJSON(subnets.in(c.state).Get(r.source))},
		{"destination", c.subnetJSON(subnets.in(c.state).Get(r.destination))},
		{"gateway_ip", r.gateway.String()},
		{"metric", r.metric},
		{"id", r.id},
		{"resource_uri", c.uri("static-routes", strconv.Itoa(r.id))},
	}
}

// staticRoute finds the route in the path. Only administrators may change one, and
// are told of a route that is not there first.
func (c *call) staticRoute(toChange bool) (*staticRoute, error) {
	id, _ := c.id("id")
	r := staticRoutes.in(c.state).Get(id)
	if r == nil {
		return nil, notFound("StaticRoute")
	}
	if toChange && !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	return r, nil
}

func (c *call) staticRoutesRead() (any, error) {
	list := []object{}
	for _, r := range staticRoutes.in(c.state).Sorted() {
		list = append(list, c.staticRouteJSON(r))
	}
	return list, nil
}

func (c *call) staticRoutesCreate() (any, error) {
	r := new(staticRoute)
	if err := c.fillStaticRoute(r); err != nil {
		return nil, err
	}
	r.id = c.state.next("staticroute")
	staticRoutes.in(c.state).Put(r.id, r)
	return c.staticRouteJSON(r), nil
}

func (c *call) staticRouteRead() (any, error) {
	r, err := c.staticRoute(false)
	if err != nil {
		return nil, err
	}
	return c.staticRouteJSON(r), nil
}

func (c *call) staticRouteUpdate() (any, error) {
	old, err := c.staticRoute(true)
	if err != nil {
		return nil, err
	}
	r := *old
	if err := c.fillStaticRoute(&r); err != nil {
		return nil, err
	}
	staticRoutes.in(c.state).Put(r.id, &r)
	return c.staticRouteJSON(&r), nil
}

func (c *call) staticRouteDelete() (any, error) {
	r, err := c.staticRoute(true)
	if err != nil {
		return nil, err
	}
	staticRoutes.in(c.state).Delete(r.id)
	return engine.Deleted(), nil
}

// subnetField reads a subnet, by a specifier. A field that has a subnet keeps it
// if none was sent.
func (c *call) subnetField(f *form, name string, id *int) {
	sent := f.data.Get(name)
	switch s := c.state.subnetBy(sent); {
	case sent == "" && *id == 0:
		f.errs.Add(name, fieldRequired)
	case sent == "":
	case s == nil:
		f.errs.Add(name, choice(sent))
	default:
		*id = s.id
	}
}

// fillStaticRoute sets the fields that the request's form has.
func (c *call) fillStaticRoute(r *staticRoute) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	c.subnetField(f, "source", &r.source)
	c.subnetField(f, "destination", &r.destination)
	source, destination := subnets.in(c.state).Get(r.source), subnets.in(c.state).Get(r.destination)
	sent := strings.TrimSpace(f.data.Get("gateway_ip"))
	switch gateway, err := netip.ParseAddr(sent); {
	case sent == "" && !r.gateway.IsValid():
		f.errs.Add("gateway_ip", fieldRequired)
	case sent == "":
	case err != nil:
		f.errs.Add("gateway_ip", badAddress)
	default:
		r.gateway = gateway
	}
	f.number("metric", &r.metric, 0, maxInteger)
	if !f.ok() {
		return f.err()
	}
	switch {
	case source == destination:
		f.errs.Add("__all__", "source and destination cannot be the same subnet.")
	case source.cidr.Addr().Is4() != destination.cidr.Addr().Is4():
		f.errs.Add("__all__", "source and destination must be the same IP version.")
	case !source.cidr.Contains(r.gateway):
		f.errs.Add("gateway_ip", "Enter an IP address in "+source.cidr.String()+".")
		f.errs.Add("__all__", "gateway_ip must be with in the source subnet.")
	}
	if err := f.err(); err != nil {
		return err
	}
	same := func(other *staticRoute) bool {
		return other.id != r.id && other.source == r.source && other.destination == r.destination && other.gateway == r.gateway
	}
	if staticRoutes.in(c.state).Find(same) != nil {
		return engine.Invalid("__all__", "Static route with this Source, Destination and Gateway IP already exists.")
	}
	return nil
}

// maxInteger is the largest number that the database holds.
const maxInteger = 1<<31 - 1
