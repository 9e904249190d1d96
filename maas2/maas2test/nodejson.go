package maas2test

import (
	"cmp"
	"net/netip"
	"reflect"
	"slices"
	"strconv"

	"github.com/gomaas/maas/internal/engine"
)

// A member is a name and a value in an object.
type member = engine.Member

// Statuses of machines.
const (
	statusNew                = 0
	statusCommissioning      = 1
	statusFailedCommission   = 2
	statusMissing            = 3
	statusReady              = 4
	statusReserved           = 5
	statusDeployed           = 6
	statusRetired            = 7
	statusBroken             = 8
	statusDeploying          = 9
	statusAllocated          = 10
	statusFailedDeployment   = 11
	statusReleasing          = 12
	statusFailedReleasing    = 13
	statusDiskErasing        = 14
	statusFailedDiskErasing  = 15
	statusRescueMode         = 16
	statusEnteringRescueMode = 17
	statusFailedEntering     = 18
	statusExitingRescueMode  = 19
	statusFailedExiting      = 20
	statusTesting            = 21
	statusFailedTesting      = 22
)

// statusNames are the names of the statuses, by number.
var statusNames = []string{
	"New", "Commissioning", "Failed commissioning", "Missing", "Ready", "Reserved", "Deployed", "Retired", "Broken", "Deploying",
	"Allocated", "Failed deployment", "Releasing", "Releasing failed", "Disk erasing", "Failed disk erasing", "Rescue mode",
	"Entering rescue mode", "Failed to enter rescue mode", "Exiting rescue mode", "Failed to exit rescue mode", "Testing", "Failed testing",
}

// kindNames are the names of the kinds of nodes.
var kindNames = map[int]string{machineNode: "Machine", deviceNode: "Device", rackNode: "Rack controller", regionNode: "Region controller"}

// Statuses of scripts.
const (
	scriptUnknown = -1
	scriptPending = 0
	scriptRunning = 1
	scriptPassed  = 2
	scriptFailed  = 3
	scriptAborted = 5
)

// scriptStatusNames are the names of the statuses of scripts.
var scriptStatusNames = map[int]string{
	scriptUnknown: "Unknown", scriptPending: "Pending", scriptRunning: "Running", scriptPassed: "Passed", scriptFailed: "Failed",
	4: "Timed out", scriptAborted: "Aborted", 6: "Degraded", 7: "Installing dependencies", 8: "Failed installing dependencies",
	9: "Skipped", 10: "Applying custom network configuration", 11: "Failed to apply custom network configuration",
}

// Types of hardware that scripts test.
const (
	hardwareNode    = 0
	hardwareCPU     = 1
	hardwareMemory  = 2
	hardwareStorage = 3
	hardwareNetwork = 4
	anyHardware     = -1
)

// hardwareFields are the members of hardware_info.
var hardwareFields = []string{
	"system_vendor", "system_product", "system_family", "system_version", "system_sku", "system_serial", "cpu_model",
	"mainboard_vendor", "mainboard_product", "mainboard_serial", "mainboard_version", "mainboard_firmware_vendor",
	"mainboard_firmware_date", "mainboard_firmware_version", "chassis_vendor", "chassis_type", "chassis_serial", "chassis_version",
}

// orNull is a text, or nil for "".
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// numberOrNull is a number, or nil for 0.
func numberOrNull(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// intOrNull is the number that n points to, or nil.
func intOrNull(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}

// fqdn is the host name of a node with its domain.
func (st *state) fqdn(n *node) string {
	return n.hostname + "." + st.domainOf(n).name
}

// domainOf, zoneOf and poolOf are what a node is in. Where that was removed, the node
// is in the default one.
func (st *state) domainOf(n *node) *domain {
	if d := domains.in(st).Get(n.domain); d != nil {
		return d
	}
	return st.defaultDomain()
}

func (st *state) zoneOf(n *node) *zone {
	if z := zones.in(st).Get(n.zone); z != nil {
		return z
	}
	return zones.in(st).Get(defaultZone)
}

func (st *state) poolOf(n *node) *pool {
	if p := pools.in(st).Get(n.pool); p != nil {
		return p
	}
	return pools.in(st).Get(defaultPool)
}

// nodeURI is the path of a node in the collection of its kind.
func (c *call) nodeURI(n *node) string {
	collections := map[int]string{machineNode: "machines", deviceNode: "devices", rackNode: "rackcontrollers", regionNode: "regioncontrollers"}
	return c.uri(collections[n.kind], n.systemID)
}

// scriptStatus is what the latest scripts of a set say together about a type of
// hardware.
func (st *state) scriptStatus(set, hardware int) int {
	s := scriptSets.in(st).Get(set)
	if s == nil {
		return scriptUnknown
	}
	seen := make(map[int]bool)
	for _, id := range s.runs {
		if run := scriptRuns.in(st).Get(id); run != nil && (hardware == anyHardware || run.hardware == hardware) {
			seen[run.status] = true
		}
	}
	for _, status := range []int{10, 7, scriptRunning, scriptPending, 11, scriptFailed, 8, 4, 6, scriptPassed} {
		if seen[status] {
			return status
		}
	}
	return scriptUnknown
}

// mode is how a link gets its address.
func (ip *staticIP) mode() string {
	switch {
	case ip.alloc == allocAuto:
		return "auto"
	case ip.alloc == allocDHCP:
		return "dhcp"
	case ip.address.IsValid():
		return "static"
	}
	return "link_up"
}

// linksOf lists the links of an interface and the addresses that were seen on it.
func (st *state) linksOf(i *iface) (links, discovered []*staticIP) {
	for _, id := range i.links {
		ip := staticIPs.in(st).Get(id)
		switch {
		case ip == nil:
		case ip.alloc == allocDiscovered:
			discovered = append(discovered, ip)
		default:
			links = append(links, ip)
		}
	}
	slices.SortFunc(links, func(a, b *staticIP) int { return cmp.Compare(a.id, b.id) })
	return links, discovered
}

// childrenOf lists the interfaces that an interface is a parent of.
func (st *state) childrenOf(i *iface) []*iface {
	var children []*iface
	for _, other := range st.ifacesOf(i.node) {
		if slices.Contains(other.parents, i.id) {
			children = append(children, other)
		}
	}
	return children
}

// discoveredAddress is the address that DHCP gave an interface on a subnet.
func discoveredAddress(discovered []*staticIP, subnet int) netip.Addr {
	for _, ip := range discovered {
		if ip.subnet == subnet && ip.address.IsValid() {
			return ip.address
		}
	}
	return netip.Addr{}
}

func (c *call) ifaceJSON(i *iface) object {
	links, discovered := c.state.linksOf(i)
	linkList, seen := []object{}, []object{}
	for _, ip := range links {
		link := object{{"id", ip.id}, {"mode", ip.mode()}}
		address := ip.address
		if ip.alloc == allocDHCP {
			address = discoveredAddress(discovered, ip.subnet)
		}
		if address.IsValid() {
			link = append(link, member{"ip_address", address.String()})
		}
		if s := subnets.in(c.state).Get(ip.subnet); s != nil {
			link = append(link, member{"subnet", madeOnce(c, s, (*call).subnetJSON)})
		}
		linkList = append(linkList, link)
	}
	for _, ip := range discovered {
		if s := subnets.in(c.state).Get(ip.subnet); s != nil && ip.address.IsValid() {
			seen = append(seen, object{{"subnet", madeOnce(c, s, (*call).subnetJSON)}, {"ip_address", ip.address.String()}})
		}
	}
	var discoveredJSON any
	if len(seen) > 0 {
		discoveredJSON = seen
	}
	parents, children := []string{}, []string{}
	for _, id := range i.parents {
		if parent := ifaces.in(c.state).Get(id); parent != nil {
			parents = append(parents, parent.name)
		}
	}
	for _, child := range c.state.childrenOf(i) {
		children = append(children, child.name)
	}
	slices.Sort(parents)
	slices.Sort(children)
	var onVLAN any
	mtu := 1500
	if v := vlans.in(c.state).Get(i.vlan); v != nil && i.vlan != 0 {
		onVLAN, mtu = madeOnce(c, v, (*call).vlanJSON), v.mtu
	}
	if own, ok := i.params["mtu"].(int); ok {
		mtu = own
	}
	return object{
		{"name", i.name},
		{"interface_speed", i.maxSpeed},
		{"type", i.kind},
		{"product", orNull(i.product)},
		{"link_speed", i.linkSpeed},
		{"effective_mtu", mtu},
		{"firmware_version", orNull(i.firmware)},
		{"sriov_max_vf", 0},
		{"vlan", onVLAN},
		{"children", children},
		{"link_connected", i.linkUp},
		{"links", linkList},
		{"params", sortedObject(i.params)},
		{"mac_address", orNull(i.mac)},
		{"tags", i.tags},
		{"id", i.id},
		{"discovered", discoveredJSON},
		{"parents", parents},
		{"enabled", i.enabled},
		{"numa_node", intOrNull(i.numa)},
		{"vendor", orNull(i.vendor)},
		{"system_id", i.node},
		{"resource_uri", c.uri("nodes", i.node, "interfaces", strconv.Itoa(i.id))},
	}
}

// sortedObject is a JSON object with the members of a map.
func sortedObject[V any](m map[string]V) object {
	o := object{}
	for _, name := range engine.SortedKeys(m) {
		o = append(o, member{name, m[name]})
	}
	return o
}

// addressesOf lists the addresses of a node: those that were seen on it count only
// while it has no others.
func (st *state) addressesOf(n *node) []string {
	assigned, seen := []string{}, []string{}
	for _, i := range st.ifacesOf(n.systemID) {
		links, discovered := st.linksOf(i)
		for _, ip := range links {
			if ip.address.IsValid() {
				assigned = append(assigned, ip.address.String())
			}
		}
		for _, ip := range discovered {
			if ip.address.IsValid() {
				seen = append(seen, ip.address.String())
			}
		}
	}
	if len(assigned) == 0 {
		return seen
	}
	return assigned
}

// gatewayOf finds the gateway of a node in an address family, and the link that
// was set as its default.
func (st *state) gatewayOf(n *node, link int, v4 bool) object {
	if ip := staticIPs.in(st).Get(link); ip != nil && link != 0 {
		if s := subnets.in(st).Get(ip.subnet); s != nil && s.gateway.IsValid() {
			return object{{"gateway_ip", s.gateway.String()}, {"link_id", link}}
		}
	}
	for _, i := range st.ifacesOf(n.systemID) {
		links, _ := st.linksOf(i)
		for _, ip := range links {
			s := subnets.in(st).Get(ip.subnet)
			if s != nil && s.gateway.IsValid() && s.gateway.Is4() == v4 && (ip.alloc == allocAuto || ip.alloc == allocSticky || ip.alloc == allocUserReserved) {
				return object{{"gateway_ip", s.gateway.String()}, {"link_id", nil}}
			}
		}
	}
	return object{{"gateway_ip", nil}, {"link_id", nil}}
}

// madeOnce is the JSON of a row that nodes show. A list makes that of each row once.
func madeOnce[V any](c *call, row *V, make func(*call, *V) object) any {
	if c.parts == nil {
		return make(c, row)
	}
	part := c.parts[row]
	if part == nil {
		part = &engine.Shared{Value: make(c, row)}
		c.parts[row] = part
	}
	return part
}

// interfacesJSON lists the interfaces of a node, and shows the one that it boots from.
func (c *call) interfacesJSON(n *node) (list []object, boot any) {
	list = []object{}
	for _, i := range c.state.ifacesOf(n.systemID) {
		shown := c.ifaceJSON(i)
		list = append(list, shown)
		if i.id == n.bootInterface {
			boot = shown
		}
	}
	return list, boot
}

// withCommon appends what all kinds of nodes show.
func (c *call) withCommon(o object, n *node, interfaces []object) object {
	return append(o, object{
		{"node_type", n.kind},
		{"node_type_name", kindNames[n.kind]},
		{"system_id", n.systemID},
		{"hostname", n.hostname},
		{"description", n.description},
		{"domain", madeOnce(c, c.state.domainOf(n), (*call).domainJSON)},
		{"fqdn", c.state.fqdn(n)},
		{"zone", madeOnce(c, c.state.zoneOf(n), (*call).zoneJSON)},
		{"interface_set", interfaces},
		{"ip_addresses", c.state.addressesOf(n)},
		{"tag_names", n.tags},
		{"resource_uri", c.nodeURI(n)},
	}...)
}

// withOwner appends what machines and devices show beyond other nodes.
func (c *call) withOwner(o object, n *node) object {
	return append(o, object{
		{"owner", orNull(n.owner)},
		{"owner_data", sortedObject(n.ownerData)},
		{"workload_annotations", sortedObject(n.ownerData)},
		{"address_ttl", intOrNull(n.addressTTL)},
		{"parent", orNull(n.parent)},
	}...)
}

// withHardware appends what machines and controllers show of their hardware and of
// the scripts that ran on it.
func (c *call) withHardware(o object, n *node) object {
	o = append(o, object{
		{"architecture", orNull(n.architecture)},
		{"cpu_count", n.cpuCount},
		{"cpu_speed", n.cpuSpeed},
		{"memory", n.memory},
		{"swap_size", intOrNull(n.swapSize)},
		{"hardware_uuid", orNull(n.hardwareUUID)},
		{"hardware_info", c.hardwareInfo(n)},
		{"osystem", n.osystem},
		{"distro_series", n.distroSeries},
		{"power_type", n.powerType},
		{"power_state", n.powerState},
		{"current_commissioning_result_id", numberOrNull(n.commissioningSet)},
		{"current_testing_result_id", numberOrNull(n.testingSet)},
		{"current_installation_result_id", numberOrNull(n.installationSet)},
	}...)
	for i, kind := range shownStatuses {
		set := n.testingSet
		if i == 0 {
			set = n.commissioningSet
		}
		o = append(o, kind.shown[c.state.scriptStatus(set, kind.hardware)]...)
	}
	return o
}

// hardwareInfo is what hardware_info tells. Machines of one make have the same map.
func (c *call) hardwareInfo(n *node) any {
	identity := reflect.ValueOf(n.hardware).Pointer()
	if made := c.parts[identity]; made != nil {
		return made
	}
	info := make(object, 0, len(hardwareFields))
	for _, field := range hardwareFields {
		value, known := n.hardware[field]
		if !known {
			value = "Unknown"
		}
		info = append(info, member{field, value})
	}
	if c.parts == nil {
		return info
	}
	made := &engine.Shared{Value: info}
	c.parts[identity] = made
	return made
}

// A shownStatus is a status that scripts have together, as nodes show it.
type shownStatus struct {
	hardware int
	shown    map[int]object // by status
}

// shownStatuses are those of scripts that commission, the first one, and that test.
var shownStatuses = func() (kinds []shownStatus) {
	for _, kind := range []struct {
		name     string
		hardware int
	}{
		{"commissioning", anyHardware}, {"testing", anyHardware}, {"cpu_test", hardwareCPU}, {"memory_test", hardwareMemory},
		{"storage_test", hardwareStorage}, {"network_test", hardwareNetwork}, {"interface_test", hardwareNetwork}, {"other_test", hardwareNode},
	} {
		shown := make(map[int]object)
		for status, name := range scriptStatusNames {
			shown[status] = object{{kind.name + "_status", status}, {kind.name + "_status_name", name}}
		}
		kinds = append(kinds, shownStatus{kind.hardware, shown})
	}
	return kinds
}()

func (c *call) machineJSON(n *node) object {
	var action any
	if n.statusMessage != "" {
		action = ""
	}
	cores := []any{}
	for core := range n.numaCores {
		cores = append(cores, core)
	}
	interfaces, bootInterface := c.interfacesJSON(n)
	o := c.withCommon(make(object, 0, 96), n, interfaces)
	o = c.withStorage(c.withHardware(c.withOwner(o, n), n), n)
	return append(o, object{
		{"status", n.status},
		{"status_name", statusNames[n.status]},
		{"status_message", orNull(n.statusMessage)},
		{"status_action", action},
		{"pool", madeOnce(c, c.state.poolOf(n), (*call).poolJSON)},
		{"boot_interface", bootInterface},
		{"locked", n.locked},
		{"netboot", n.netboot},
		{"ephemeral_deploy", n.ephemeral},
		{"enable_hw_sync", false},
		{"sync_interval", nil},
		{"last_sync", nil},
		{"next_sync", nil},
		{"disable_ipv4", false},
		{"hwe_kernel", orNull(n.hweKernel)},
		{"min_hwe_kernel", n.minHWEKernel},
		{"bios_boot_method", orNull(n.biosBootMethod)},
		{"pod", c.podPart(n)},
		{"virtualmachine_id", numberOrNull(n.virtualMachine)},
		{"numanode_set", []object{{{"index", 0}, {"memory", n.numaMemory}, {"cores", cores}, {"hugepages_set", []any{}}}}},
		{"default_gateways", object{
			{"ipv4", c.state.gatewayOf(n, n.gateway4, true)},
			{"ipv6", c.state.gatewayOf(n, n.gateway6, false)},
		}},
	}...)
}

// anonymousJSON is what anonymous callers see of a machine that they enlist.
func (c *call) anonymousJSON(n *node) object {
	o := object{}
	for _, m := range c.machineJSON(n) {
		switch m.Name() {
		case "power_state", "status_action", "domain", "hostname", "status_message", "architecture", "node_type", "system_id", "fqdn",
			"power_type", "zone", "status", "status_name", "resource_uri":
			if part, ok := m[1].(object); ok {
				m[1] = slices.DeleteFunc(slices.Clone(part), func(m member) bool { return m.Name() == "resource_uri" })
			}
			o = append(o, m)
		}
	}
	return o
}
