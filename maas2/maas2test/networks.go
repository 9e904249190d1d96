package maas2test

import (
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// networksSection has what is left of the networks of API 1.0: subnets under other
// names, which can only be read.
var networksSection = &section{
	resources: []*resource{
		{Template: "networks/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).networksRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).gone},
		}},
		{Template: "networks/{name}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).networkRead},
			{Method: http.MethodGet, Op: "list_connected_macs", Run: (*call).networkMACs},
			{Method: http.MethodPost, Op: "connect_macs", Admin: true, Run: (*call).gone},
			{Method: http.MethodPost, Op: "disconnect_macs", Admin: true, Run: (*call).gone},
			{Method: http.MethodPut, Admin: true, Run: (*call).gone},
			{Method: http.MethodDelete, Admin: true, Run: (*call).gone},
		}},
	},
}

const networkPrefix = "subnet-"

func (c *call) networkJSON(s *subnet) object {
	var gateway any
	if s.gateway.IsValid() {
		gateway = s.gateway.String()
	}
	name := networkPrefix + strconv.Itoa(s.id)
	return object{
		{"name", name},
		{"ip", s.cidr.Addr().String()},
		{"netmask", netmask(s.cidr).String()},
		{"vlan_tag", vlans.in(c.state).Get(s.vlan).vid},
		{"description", s.name},
		{"default_gateway", gateway},
		{"dns_servers", s.dnsServers},
		{"resource_uri", c.uri("networks", name)},
	}
}

func netmask(p netip.Prefix) netip.Addr {
	ones := lastOf(netip.PrefixFrom(p.Addr(), 0))
	return netip.PrefixFrom(ones, p.Bits()).Masked().Addr()
}

// network finds the subnet in the path.
func (c *call) network() (*subnet, error) {
	s := c.state.subnetBy(strings.TrimPrefix(c.args["name"], networkPrefix))
	if s == nil {
		return nil, notFound("Subnet")
	}
	return s, nil
}

func (c *call) networksRead() (any, error) {
	list := []object{}
	for _, s := range subnets.in(c.state).Sorted() {
		list = append(list, c.networkJSON(s))
	}
	return list, nil
}

func (c *call) networkRead() (any, error) {
	s, err := c.network()
	if err != nil {
		return nil, err
	}
	return c.networkJSON(s), nil
}

// networkMACs lists the interfaces that have an address on the subnet.
func (c *call) networkMACs() (any, error) {
	s, err := c.network()
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, i := range ifaces.in(c.state).Sorted() {
		links, _ := c.state.linksOf(i)
		for _, link := range links {
			if n := nodes.in(c.state).Get(i.node); link.subnet == s.id && n != nil && c.may(n, toView) {
				list = append(list, object{{"mac_address", i.mac}})
				break
			}
		}
	}
	return list, nil
}

// gone is what became of all that changed networks.
func (c *call) gone() (any, error) {
	return &engine.Response{Status: http.StatusGone, ContentType: engine.TypePlain, Body: []byte("Gone")}, nil
}
