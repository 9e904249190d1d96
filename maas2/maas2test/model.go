package maas2test

import (
	"net/netip"
	"slices"
	"strings"
	"time"
)

// The rows that more than one section reads are declared here, with their tables
// and what the server begins with. A section adds the fields that it needs.

// A fabric is a set of VLANs that are connected with each other.
type fabric struct {
	id                int
	name, description string
	classType         string // "" for none
}

var fabrics = newKind[int, fabric]()

// A vlan is a layer 2 network.
type vlan struct {
	id, vid, fabric, mtu       int
	name, description          string
	space                      int // 0 for none
	dhcpOn                     bool
	externalDHCP               string
	relayVLAN                  int    // 0 for none
	primaryRack, secondaryRack string // system ids, "" for none
}

var vlans = newKind[int, vlan]()

// A space groups VLANs.
type space struct {
	id                int
	name, description string
}

var spaces = newKind[int, space]()

// A subnet is a layer 3 network on a VLAN.
type subnet struct {
	id, vlan                              int
	name, description                     string
	cidr                                  netip.Prefix
	rdnsMode                              int
	gateway                               netip.Addr // the zero Addr for none
	dnsServers                            []string
	allowDNS, allowProxy, activeDiscovery bool
	managed                               bool
	disabledBootArchitectures             []string
}

var subnets = newKind[int, subnet]()

// An ipRange is a part of a subnet that is kept for something.
type ipRange struct {
	id, subnet int
	kind       string // "dynamic" or "reserved"
	start, end netip.Addr
	comment    string
	user       string // "" for MAAS's own
}

var ipRanges = hiddenKind[int, ipRange]()

// Kinds of addresses.
const (
	allocAuto         = 0
	allocSticky       = 1
	allocUserReserved = 4
	allocDHCP         = 5
	allocDiscovered   = 6
)

// A staticIP is an address that something has, or a link without one yet. The
// number of a link is the id of its address.
type staticIP struct {
	id, subnet int        // subnet is 0 for none
	address    netip.Addr // the zero Addr for none yet
	alloc      int
	user       string // of reservations
	node       string // system id of the only one that shows it, "" for unknown
	created    time.Time
}

var staticIPs = nodesKind(func(_ int, ip *staticIP) string { return ip.node })

// A domain is a DNS zone.
type domain struct {
	id            int
	name          string
	authoritative bool
	ttl           *int
	isDefault     bool // of what is put in no other
}

var domains = newKind[int, domain]()

// defaultDomain is the id of the domain that is the default one at first.
const defaultDomain = 0

// Types of nodes.
const (
	machineNode = 0
	deviceNode  = 1
	rackNode    = 2
	regionNode  = 3
)

// A node is a machine, a device or a controller. The tables of its interfaces and
// disks refer to it by system id.
type node struct {
	id                         int // its place in lists
	systemID                   string
	kind                       int
	hostname, description      string
	domain, zone, pool         int
	status                     int
	owner                      string // a user's name, "" for none
	parent                     string // system id of a device's, "" for none
	architecture               string // "" for none
	osystem, distroSeries      string
	hweKernel, minHWEKernel    string
	powerType, powerState      string
	powerParams                map[string]any
	cpuCount, cpuSpeed         int
	memory                     int // MiB
	swapSize                   *int
	bootInterface              int // 0 for none
	bootDisk                   int // 0 for the first
	tags                       []string
	ownerData                  map[string]string
	locked, netboot, ephemeral bool
	created, updated           time.Time

	agentName, hardwareUUID string
	biosBootMethod          string            // "" for unknown
	hardware                map[string]string // what hardware_info tells
	lshw, lldp              []byte            // nil for unknown
	numaMemory, numaCores   int               // of the only NUMA node
	addressTTL              *int
	gateway4, gateway6      int // links, 0 for none in particular
	pod, virtualMachine     int // 0 for none
	statusMessage           string
	previousStatus          int
	rescueFrom              int    // status before rescue mode
	power                   string // of the machine itself; powerState is what MAAS knows
	token                   string // API key of the machine itself, "" for none
	// The latest sets of scripts, 0 for none.
	commissioningSet, testingSet, installationSet int
}

var nodes = nodesKind(func(systemID string, _ *node) string { return systemID }) // by system id

// putNode stores a changed node.
func (st *state) putNode(n *node) { nodes.in(st).Put(n.systemID, n) }

// nodesOf lists the nodes of a kind in the order of their ids.
func (st *state) nodesOf(kind int) []*node {
	var list []*node
	for _, n := range nodes.in(st).All() {
		if n.kind == kind {
			list = append(list, n)
		}
	}
	return list
}

// An iface is a network interface of a node.
type iface struct {
	id        int
	node      string // system id
	name      string
	kind      string // "physical", "bond", "bridge", "vlan" or "unknown"
	mac       string
	vlan      int // 0 for none
	parents   []int
	links     []int // of staticIPs
	tags      []string
	params    map[string]any
	enabled   bool
	linkUp    bool
	linkSpeed int  // Mbit/s
	maxSpeed  int  // Mbit/s
	added     bool // by hand, and not found by commissioning
	numa      *int
	vendor    string
	product   string
	firmware  string
}

var ifaces = nodesKind(func(_ int, i *iface) string { return i.node })

// An index lists numbers of rows under the key of what they belong to.
type index = kind[string, []int]

// indexAdd adds a number under key.
func indexAdd(st *state, x index, key string, id int) {
	var list []int
	if old := x.in(st).Get(key); old != nil {
		list = slices.Clone(*old)
	}
	list = append(list, id)
	x.in(st).Put(key, &list)
}

// indexRemove removes a number that is under key.
func indexRemove(st *state, x index, key string, id int) {
	if old := x.in(st).Get(key); old != nil {
		list := slices.DeleteFunc(slices.Clone(*old), func(other int) bool { return other == id })
		x.in(st).Put(key, &list)
	}
}

// indexed lists the numbers under key.
func indexed(st *state, x index, key string) []int {
	if list := x.in(st).Get(key); list != nil {
		return *list
	}
	return nil
}

// ifaceIndex has the interfaces of each node.
var ifaceIndex = newIndex()

// ifacesOf lists the interfaces of a node.
func (st *state) ifacesOf(systemID string) []*iface {
	var list []*iface
	for _, id := range indexed(st, ifaceIndex, systemID) {
		list = append(list, ifaces.in(st).Get(id))
	}
	return list
}

// A scriptSet is one run of scripts on a node.
type scriptSet struct {
	id      int
	node    string // system id
	kind    int    // setCommissioning, setInstallation or setTesting
	runs    []int  // ids of its scriptRuns
	created time.Time
	// lastPing is when the node last told of it, zero for never.
	lastPing time.Time
}

// Kinds of script sets.
const (
	setCommissioning = 0
	setInstallation  = 1
	setTesting       = 2
)

var scriptSets = nodesKind(func(_ int, s *scriptSet) string { return s.node })

// A scriptRun is the result of one script in a set, on a disk or an interface if
// the script is for each of them.
type scriptRun struct {
	id, set          int
	node             string // system id
	script           string // its name
	hardware         int    // type of what it tests
	status           int
	disk             int // 0 for none
	created, updated time.Time
	started, ended   time.Time // zero for not yet
	output           []byte
	suppressed       bool
}

var scriptRuns = nodesKind(func(_ int, r *scriptRun) string { return r.node })

// newSystemID makes up the id of a node.
func (st *state) newSystemID() string {
	for {
		id := strings.ToLower(randomKey(6))
		if nodes.in(st).Get(id) == nil {
			return id
		}
	}
}

// addIface adds an interface to a node, with the next number.
func (st *state) addIface(i *iface) *iface {
	i.id = st.next("interface")
	ifaces.in(st).Put(i.id, i)
	indexAdd(st, ifaceIndex, i.node, i.id)
	return i
}

// addIP adds an address or a link, with the next number.
func (st *state) addIP(ip *staticIP) *staticIP {
	ip.id = st.next("staticip")
	staticIPs.in(st).Put(ip.id, ip)
	return ip
}

// Numbers of the network that every server begins with.
const (
	firstFabric = 0
	firstVLAN   = 1
	firstSpace  = 1
	firstSubnet = 1
)

// modelSection makes the network and the controllers that every server begins with.
var modelSection = &section{seed: func(s *Server, st *state) {
	now := s.clock.Now()
	// A new region makes and removes a few rows before it is ready.
	st.sequences["node"], st.sequences["scriptset"], st.sequences["scriptrun"] = 3, 3, 18
	domains.in(st).Put(defaultDomain, &domain{id: defaultDomain, name: "maas", authoritative: true, isDefault: true})
	fabrics.in(st).Put(firstFabric, &fabric{id: firstFabric, name: "fabric-0"})
	spaces.in(st).Put(st.next("space"), &space{id: firstSpace, name: "main"})
	st.next("vlan")
	st.next("subnet")
	subnets.in(st).Put(firstSubnet, &subnet{
		id: firstSubnet, vlan: firstVLAN, name: "10.0.0.0/24", cidr: netip.MustParsePrefix("10.0.0.0/24"), rdnsMode: 2,
		gateway: netip.MustParseAddr("10.0.0.254"), dnsServers: []string{"10.0.0.1"}, allowDNS: true, allowProxy: true, managed: true,
	})
	dynamic := &ipRange{
		id: st.next("iprange"), subnet: firstSubnet, kind: "dynamic",
		start: netip.MustParseAddr("10.0.0.100"), end: netip.MustParseAddr("10.0.0.150"),
	}
	ipRanges.in(st).Put(dynamic.id, dynamic)
	var rack string
	for _, controller := range []struct {
		kind                   int
		hostname, mac, address string
	}{
		{regionNode, "region-1", "00:16:3e:00:00:01", "10.0.0.1"},
		{rackNode, "rack-1", "00:16:3e:00:00:02", "10.0.0.2"},
	} {
		n := &node{
			id: st.next("node"), systemID: st.newSystemID(), kind: controller.kind, hostname: controller.hostname,
			domain: defaultDomain, zone: defaultZone, powerState: "unknown", created: now, updated: now,
		}
		ip := st.addIP(&staticIP{node: n.systemID, subnet: firstSubnet, address: netip.MustParseAddr(controller.address), alloc: allocSticky, created: now})
		i := st.addIface(&iface{
			node: n.systemID, name: "eth0", kind: "physical", mac: controller.mac, vlan: firstVLAN,
			links: []int{ip.id}, enabled: true, linkUp: true, numa: new(int),
		})
		n.bootInterface = i.id
		nodes.in(st).Put(n.systemID, n)
		rack = n.systemID // the last one
	}
	vlans.in(st).Put(firstVLAN, &vlan{
		id: firstVLAN, fabric: firstFabric, mtu: 1500, name: "untagged", space: firstSpace, dhcpOn: true, primaryRack: rack,
	})
}}
