package maas2test

import (
	"encoding/base64"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// A discovery is a host that a rack controller saw on the network.
type discovery struct {
	id       int
	ip       netip.Addr
	mac      string
	hostname string // "" for unknown
	observer int    // the interface that saw it
	lastSeen time.Time
}

var discoveries = hiddenKind[int, discovery]()

var discoveriesSection = &section{
	seed: func(s *Server, st *state) {
		st.addDiscovery(netip.MustParseAddr("10.0.0.60"), "52:54:00:99:00:01", "printer", s.clock.Now())
	},
	resources: []*resource{
		{Template: "discovery/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).discoveriesRead},
			{Method: http.MethodGet, Op: "by_unknown_ip", Run: (*call).discoveriesByIP},
			{Method: http.MethodGet, Op: "by_unknown_mac", Run: (*call).discoveriesByMAC},
			{Method: http.MethodGet, Op: "by_unknown_ip_and_mac", Run: (*call).discoveriesByBoth},
			{Method: http.MethodPost, Op: "scan", Run: (*call).discoveriesScan},
			{Method: http.MethodPost, Op: "clear", Run: (*call).discoveriesClear},
			{Method: http.MethodPost, Op: "clear_by_mac_and_ip", Run: (*call).discoveryClear},
		}},
		{Template: "discovery/{discovery_id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).discoveryRead},
		}},
	},
}

// addDiscovery adds a host that the first rack controller saw.
func (st *state) addDiscovery(ip netip.Addr, mac, hostname string, seen time.Time) {
	d := &discovery{id: st.next("discovery"), ip: ip, mac: mac, hostname: hostname, lastSeen: seen}
	if racks := st.nodesOf(rackNode); len(racks) > 0 {
		d.observer = racks[0].bootInterface
	}
	discoveries.in(st).Put(d.id, d)
}

// key is how a discovery is named in paths.
func (d *discovery) key() string {
	return base64.URLEncoding.EncodeToString([]byte(d.ip.String() + "," + d.mac))
}

func (c *call) discoveryJSON(d *discovery) object {
	var fabricName, vid any
	observer := object{{"system_id", nil}, {"hostname", nil}, {"interface_id", nil}, {"interface_name", nil}}
	if i := ifaces.in(c.state).Get(d.observer); i != nil {
		n := nodes.in(c.state).Get(i.node)
		observer = object{{"system_id", n.systemID}, {"hostname", n.hostname}, {"interface_id", i.id}, {"interface_name", i.name}}
		if v := vlans.in(c.state).Get(i.vlan); v != nil {
			fabricName = fabrics.in(c.state).Get(v.fabric).name
			vid = numberOrNull(v.vid)
		}
	}
	return object{
		{"discovery_id", d.key()},
		{"ip", d.ip.String()},
		{"mac_address", d.mac},
		{"last_seen", engine.IsoTime(d.lastSeen)},
		{"hostname", orNull(d.hostname)},
		{"fabric_name", fabricName},
		{"vid", vid},
		{"observer", observer},
		{"mac_organization", nil},
		{"resource_uri", c.uri("discovery", d.key())},
	}
}

func (c *call) discoveriesWhere(match func(*discovery) bool) (any, error) {
	list := []object{}
	for _, d := range discoveries.in(c.state).Sorted() {
		if match(d) {
			list = append(list, c.discoveryJSON(d))
		}
	}
	return list, nil
}

func (c *call) unknownIP(d *discovery) bool {
	return staticIPs.in(c.state).Find(func(ip *staticIP) bool { return ip.address == d.ip }) == nil
}

func (c *call) unknownMAC(d *discovery) bool {
	return ifaces.in(c.state).Find(func(i *iface) bool { return i.mac == d.mac }) == nil
}

func (c *call) discoveriesRead() (any, error) {
	return c.discoveriesWhere(func(*discovery) bool { return true })
}

func (c *call) discoveriesByIP() (any, error) { return c.discoveriesWhere(c.unknownIP) }

func (c *call) discoveriesByMAC() (any, error) { return c.discoveriesWhere(c.unknownMAC) }

func (c *call) discoveriesByBoth() (any, error) {
	return c.discoveriesWhere(func(d *discovery) bool { return c.unknownIP(d) && c.unknownMAC(d) })
}

func (c *call) discoveryRead() (any, error) {
	d := discoveries.in(c.state).Find(func(d *discovery) bool { return d.key() == c.args["discovery_id"] })
	if d == nil {
		return nil, notFound("Discovery")
	}
	return c.discoveryJSON(d), nil
}

const scanAll = `Bad request: scanning all subnets is not allowed unless force=True is specified.

**WARNING: This will scan ALL networks attached to MAAS rack controllers.
Check with your internet service provider or IT department to be sure this is
allowed before proceeding.**
`

// discoveriesScan tells that all racks are scanning, which finds nothing.
func (c *call) discoveriesScan() (any, error) {
	networks := c.Post.List("cidr")
	for _, network := range networks {
		if _, err := netip.ParsePrefix(network); err != nil {
			if _, err := netip.ParseAddr(network); err != nil {
				return nil, engine.BadRequest("Invalid cidr: Please enter a valid IP address (a.b.c.d) or IP network (a.b.c.d/e)")
			}
		}
	}
	for _, name := range []string{"always_use_ping", "slow"} {
		if _, err := boolOf(c.Post, name, false); err != nil {
			return nil, err
		}
	}
	if sent := c.Post.Get("threads"); sent != "" {
		if _, err := strconv.Atoi(sent); err != nil {
			return nil, engine.BadRequest("Invalid threads: Please enter an integer value")
		}
	}
	force, err := boolOf(c.Post, "force", false)
	if err != nil {
		return nil, err
	}
	if len(networks) == 0 && !force {
		return &engine.Response{Status: http.StatusBadRequest, ContentType: engine.TypePlain, Body: []byte(scanAll)}, nil
	}
	racks := []object{}
	for _, n := range c.state.nodesOf(rackNode) {
		racks = append(racks, object{{"system_id", n.systemID}, {"hostname", n.hostname}})
	}
	result := "Scanning is in-progress on all rack controllers."
	if len(racks) == 0 {
		result = "Unable to initiate network scanning on any rack controller. Verify that the rack controllers are started and have connected to the region."
	}
	return object{
		{"result", result},
		{"scan_started_on", racks},
		{"scan_failed_on", []object{}},
		{"scan_attempted_on", racks},
		{"failed_to_connect_to", []object{}},
		{"rpc_call_timed_out_on", []object{}},
		{"failures", []object{}},
	}, nil
}

const clearNeedsAdmin = "Must be an administrator to clear discovery entries."

// discoveriesClear forgets hosts, or the names that they gave themselves.
func (c *call) discoveriesClear() (any, error) {
	var chosen [3]bool
	for i, name := range []string{"all", "mdns", "neighbours"} {
		var err error
		if chosen[i], err = boolOf(c.Post, name, false); err != nil {
			return nil, err
		}
	}
	all, names, neighbours := chosen[0], chosen[1], chosen[2]
	if !c.isAdmin() {
		return forbiddenText(clearNeedsAdmin), nil
	}
	if !all && !names && !neighbours {
		const text = "Bad request: could not determine what data to clear.\nMust specify mdns=True, neighbours=True, or all=True."
		return &engine.Response{Status: http.StatusBadRequest, ContentType: engine.TypePlain, Body: []byte(text)}, nil
	}
	for id := range discoveries.in(c.state).All() {
		if all || neighbours {
			discoveries.in(c.state).Delete(id)
		} else {
			discoveries.in(c.state).Update(id, func(d *discovery) { d.hostname = "" })
		}
	}
	return engine.Deleted(), nil
}

func (c *call) discoveryClear() (any, error) {
	ip, err := c.Post.Mandatory("ip")
	if err != nil {
		return nil, err
	}
	mac, err := c.Post.Mandatory("mac")
	if err != nil {
		return nil, err
	}
	if !c.isAdmin() {
		return forbiddenText(clearNeedsAdmin), nil
	}
	d := discoveries.in(c.state).Find(func(d *discovery) bool { return d.ip.String() == ip && d.mac == strings.ToLower(mac) })
	if d == nil {
		return c.gone()
	}
	discoveries.in(c.state).Delete(d.id)
	return engine.Deleted(), nil
}

// A Discovery is a host on the network to seed.
type Discovery struct {
	IP, MAC  string
	Hostname string // unknown if empty
}

// AddDiscovery adds a host that the first rack controller saw just now. It panics
// if the address is not one.
func (s *Server) AddDiscovery(d Discovery) {
	s.seed(func(st *state) error {
		ip, err := netip.ParseAddr(d.IP)
		if err != nil {
			return err
		}
		st.addDiscovery(ip, strings.ToLower(d.MAC), d.Hostname, s.clock.Now())
		return nil
	})
}
