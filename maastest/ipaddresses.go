package maastest

import (
	"net/http"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// What a static address was given out for.
const (
	addressAuto         = 0 // to a node, from start to release
	addressSticky       = 1 // to a node, for good
	addressUserReserved = 4 // to a user
)

// A staticAddress is an address of a cluster's static range that is taken.
type staticAddress struct {
	ip        string
	allocType int
	mac       string // "" if it is a user's
	user      string // "" if it is a MAC's
	created   time.Time
}

func ipAddressesResource() *resource {
	return &resource{
		Template: "ipaddresses/",
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).ipAddressesRead},
			{Method: http.MethodPost, Op: "reserve", Run: (*call).ipAddressesReserve},
			{Method: http.MethodPost, Op: "release", Run: (*call).ipAddressesRelease},
		},
	}
}

func (c *call) ipAddressJSON(a *staticAddress) engine.Object {
	return engine.Object{
		{"alloc_type", a.allocType},
		{"ip", a.ip},
		{"resource_uri", c.uri("ipaddresses")},
		{"created", engine.IsoTime(a.created)},
	}
}

func (c *call) ipAddressesRead() (any, error) {
	list := []engine.Object{}
	for _, a := range c.state.addresses.All() {
		if a.user == c.user.name {
			list = append(list, c.ipAddressJSON(a))
		}
	}
	return list, nil
}

func (c *call) ipAddressesReserve() (any, error) {
	given, err := c.Post.Mandatory("network")
	if err != nil {
		return nil, err
	}
	subnet, ok := parseSubnet(given)
	if !ok {
		return nil, engine.BadRequest("Invalid network parameter " + given)
	}
	for _, i := range c.state.interfaces.All() {
		accepted := c.state.nodeGroups.Get(i.cluster).status == clusterAccepted
		own, ok := i.network()
		if !accepted || !ok || own != subnet || i.staticLow == "" || i.staticHigh == "" {
			continue
		}
		a := &staticAddress{allocType: addressUserReserved, user: c.user.name, created: c.now}
		if !c.state.allocate(a, i) {
			return nil, engine.Unavailable("")
		}
		return c.ipAddressJSON(a), nil
	}
	return nil, engine.BadRequest("No network found matching " + given)
}

func (c *call) ipAddressesRelease() (any, error) {
	ip, err := c.Post.Mandatory("ip")
	if err != nil {
		return nil, err
	}
	if a := c.state.addresses.Get(ip); a == nil || a.user != c.user.name {
		return nil, notFound()
	}
	c.state.addresses.Delete(ip)
	return nil, nil
}

// allocate takes the first free address of an interface's static range, and
// reports whether there was one.
func (st *state) allocate(a *staticAddress, i *clusterInterface) bool {
	free := parseRange(i.staticLow, i.staticHigh)
	for ip := free.low; free.contains(ip); ip = ip.Next() {
		if st.addresses.Get(ip.String()) == nil {
			a.ip = ip.String()
			st.addresses.Put(a.ip, a)
			return true
		}
	}
	return false
}

// macAddresses are the static addresses of a MAC.
func (st *state) macAddresses(mac string) []*staticAddress {
	var list []*staticAddress
	for _, a := range st.addresses.All() {
		if a.mac == mac {
			list = append(list, a)
		}
	}
	return list
}

// claimStaticIP gives a MAC a static address of the given type, unless it has
// one. Behind an unknown interface, or one without a static range, there is
// none to be had.
func (st *state) claimStaticIP(c *call, n *node, m *mac, allocType int) error {
	if given := st.macAddresses(m.address); len(given) > 0 {
		if given[0].allocType != allocType {
			return engine.Conflict(m.address + " already has an IP with a different type")
		}
		return nil
	}
	i := st.interfaceNamed(n.nodeGroup, m.clusterInterface)
	if m.clusterInterface == "" || i == nil || i.staticLow == "" || i.staticHigh == "" {
		return nil
	}
	if !st.allocate(&staticAddress{allocType: allocType, mac: m.address, created: c.now}, i) {
		return engine.Unavailable("")
	}
	return nil
}

// claimStaticIPs gives a started node an address on each managed network that
// has a static range. It fails with a 503 when a range is used up.
func (st *state) claimStaticIPs(c *call, n *node) error {
	for _, address := range n.macs {
		m := st.macs.Get(address)
		i := st.interfaceNamed(n.nodeGroup, m.clusterInterface)
		if i == nil || i.management == unmanaged || len(st.macAddresses(address)) > 0 {
			continue
		}
		if err := st.claimStaticIP(c, n, m, addressAuto); err != nil {
			return engine.Unavailable(n.systemID + ": Unable to allocate static IP due to address exhaustion.")
		}
	}
	return nil
}

// releaseStaticIPs takes back the addresses that starting gave to a node; all of
// them, those kept for it included, when it is deleted.
func (st *state) releaseStaticIPs(n *node, deleted bool) {
	for _, mac := range n.macs {
		for _, a := range st.macAddresses(mac) {
			if deleted || a.allocType == addressAuto {
				st.addresses.Delete(a.ip)
			}
		}
	}
}

// nodeIPs are the addresses that a node is shown with: its static ones, or else
// those leased to its MACs.
func (st *state) nodeIPs(n *node) []string {
	ips := []string{}
	if st.addresses.Len() > 0 {
		for _, mac := range n.macs {
			for _, a := range st.macAddresses(mac) {
				ips = append(ips, a.ip)
			}
		}
	}
	if len(ips) > 0 || st.leases.Len() == 0 {
		return ips
	}
	for ip, l := range st.leases.All() {
		for _, mac := range n.macs {
			if l.cluster == n.nodeGroup && l.mac == mac {
				ips = append(ips, ip)
			}
		}
	}
	return ips
}

func (c *call) nodeClaimStickyIP() (any, error) {
	n := c.state.nodes.Get(c.args["system_id"])
	if n == nil {
		return nil, notFound()
	}
	if n.status == statusAllocated {
		return nil, engine.Conflict("Sticky IP cannot be assigned to a node that is allocated")
	}
	m, err := c.stickyMAC(n)
	if err != nil {
		return nil, err
	}
	if err := c.state.claimStaticIP(c, n, m, addressSticky); err != nil {
		return nil, err
	}
	return c.nodeJSON(n), nil
}

// stickyMAC is the MAC that the request names, or else the node's first.
func (c *call) stickyMAC(n *node) (*mac, error) {
	given, sent := c.Post.Lookup("mac_address")
	if !sent {
		if len(n.macs) == 0 {
			return nil, engine.ServerError("'NoneType' object has no attribute 'claim_static_ip'")
		}
		return c.state.macs.Get(n.macs[0]), nil
	}
	if m := c.state.macByAddress(given); m != nil && m.systemID == n.systemID {
		return m, nil
	}
	return nil, engine.BadRequest("mac_address " + given + " not found on the node")
}
