package maas2test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// A vmHost is a host of virtual machines, which the API calls a pod too. Its
// machines are those that have its number.
type vmHost struct {
	id                   int
	name, kind           string // "virsh" or "lxd"
	address, pass        string
	project              string // of LXD
	tags                 []string
	zone, pool           int
	host                 string // system id of the machine that it runs on, "" for unknown
	reached              bool   // whether the host answered
	cpuRatio, memoryRate float64
	macvlan              *string
	fresh                bool // since it was made, and not looked at again
}

var vmHosts = newKind[int, vmHost]()

// What the hosts of the server have.
const (
	hostCores       = 16
	hostMemory      = 64 * 1024 // MiB
	hostStorage     = 1000e9
	composedCores   = 1
	composedMemory  = 2048 // MiB
	composedStorage = 8e9
)

var vmHostsSection = &section{
	resources: []*resource{
		{Template: "vm-hosts/", Operations: vmHostsOperations},
		{Template: "pods/", Operations: vmHostsOperations},
		{Template: "vm-hosts/{id}/", Operations: vmHostOperations},
		{Template: "pods/{id}/", Operations: vmHostOperations},
	},
}

var vmHostsOperations = []operation{
	{Method: http.MethodGet, Run: (*call).vmHostsRead},
	{Method: http.MethodPost, Admin: true, Run: (*call).vmHostsCreate},
}

var vmHostOperations = []operation{
	{Method: http.MethodGet, Run: (*call).vmHostRead},
	{Method: http.MethodPut, Admin: true, Run: (*call).vmHostUpdate},
	{Method: http.MethodDelete, Admin: true, Run: (*call).vmHostDelete},
	{Method: http.MethodGet, Op: "parameters", Admin: true, Run: (*call).vmHostParameters},
	{Method: http.MethodPost, Op: "add_tag", Admin: true, Run: func(c *call) (any, error) { return c.tagVMHost(true) }},
	{Method: http.MethodPost, Op: "remove_tag", Admin: true, Run: func(c *call) (any, error) { return c.tagVMHost(false) }},
	{Method: http.MethodPost, Op: "refresh", Admin: true, Run: (*call).vmHostRefresh},
	{Method: http.MethodPost, Op: "compose", Admin: true, Run: (*call).vmHostCompose},
}

// guestsOf lists the virtual machines of a host.
func (st *state) guestsOf(h *vmHost) []*node {
	var list []*node
	for _, n := range nodes.in(st).All() {
		if n.pod == h.id {
			list = append(list, n)
		}
	}
	return list
}

// use is what the virtual machines of a host have.
func (st *state) use(h *vmHost) (cores, memory, storage int) {
	for _, n := range st.guestsOf(h) {
		cores += n.cpuCount
		memory += n.memory
		for _, d := range st.blockDevicesOf(n.systemID) {
			if d.physical() {
				storage += d.size
			}
		}
	}
	if h.fresh {
		// Until the next look at a host MAAS counts what it found there twice.
		storage *= 2
	}
	return cores, memory, storage
}

func (c *call) vmHostJSON(h *vmHost) object {
	capabilities, architectures, storagePools, version := []string{}, []string{}, []object{}, ""
	var total struct{ cores, memory, storage int }
	cores, memory, storage := c.state.use(h)
	if h.reached {
		total.cores, total.memory, total.storage = hostCores, hostMemory, hostStorage
		version = "5.0"
		capabilities = []string{"composable", "dynamic_local_storage", "over_commit", "storage_pools"}
		architectures = []string{"amd64/generic"}
		storagePools = []object{{
			{"id", "pool-0"},
			{"name", "default"},
			{"type", "dir"},
			{"path", "/var/lib/pool"},
			{"total", total.storage},
			{"used", storage},
			{"available", total.storage - storage},
			{"default", true},
		}}
	}
	amounts := func(cores, memory, storage int) object {
		return object{{"cores", cores}, {"memory", memory}, {"local_storage", storage}}
	}
	return object{
		{"id", h.id},
		{"name", h.name},
		{"type", h.kind},
		{"tags", h.tags},
		{"host", object{{"system_id", orNull(h.host)}, {"__incomplete__", true}}},
		{"capabilities", capabilities},
		{"architectures", architectures},
		{"version", version},
		{"total", amounts(total.cores, total.memory, total.storage)},
		{"used", amounts(cores, memory, storage)},
		{"available", amounts(total.cores-cores, total.memory-memory, total.storage-storage)},
		{"cpu_over_commit_ratio", h.cpuRatio},
		{"memory_over_commit_ratio", h.memoryRate},
		{"default_macvlan_mode", textOrNull(h.macvlan)},
		{"storage_pools", storagePools},
		{"pool", c.poolJSON(pools.in(c.state).Get(h.pool))},
		{"zone", c.zoneJSON(zones.in(c.state).Get(h.zone))},
		{"resource_uri", c.uri("vm-hosts", strconv.Itoa(h.id))},
	}
}

// podPart is the VM host that a machine is on.
func (c *call) podPart(n *node) any {
	h := vmHosts.in(c.state).Get(n.pod)
	if h == nil {
		return nil
	}
	return object{{"id", h.id}, {"name", h.name}, {"resource_uri", c.uri("vm-hosts", strconv.Itoa(h.id))}}
}

// vmHost finds the host in the path.
func (c *call) vmHost() (*vmHost, error) {
	id, isNumber := c.id("id")
	h := vmHosts.in(c.state).Get(id)
	if !isNumber || h == nil {
		return nil, notFound("Pod")
	}
	return h, nil
}

func (c *call) vmHostsRead() (any, error) {
	list := []object{}
	for _, h := range vmHosts.in(c.state).Sorted() {
		list = append(list, c.vmHostJSON(h))
	}
	return list, nil
}

// missing is the answer of handlers that look an object up by themselves.
func missing() *engine.Response {
	return &engine.Response{Status: http.StatusNotFound, ContentType: engine.TypePlain, Body: []byte("Not Found")}
}

func (c *call) vmHostRead() (any, error) {
	h, err := c.vmHost()
	if err != nil {
		return missing(), nil
	}
	return c.vmHostJSON(h), nil
}

func (c *call) vmHostParameters() (any, error) {
	h, err := c.vmHost()
	if err != nil {
		return nil, err
	}
	o := object{{"power_address", h.address}, {"power_pass", h.pass}}
	if h.kind == "lxd" {
		o = object{{"power_address", h.address}, {"project", h.project}}
	}
	return o, nil
}

func (c *call) vmHostsCreate() (any, error) {
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	h := &vmHost{zone: defaultZone, pool: defaultPool, cpuRatio: 1, memoryRate: 1}
	f.text("type", &h.kind, required, oneOf("lxd", "virsh"))
	h.name = c.state.newHostname()
	c.fillVMHost(f, h)
	if h.kind != "" && f.ok() || f.data.Has("type") && len(f.errs["type"]) == 0 {
		f.text("power_address", &h.address, required)
		f.verbatim("power_pass", &h.pass)
		if h.kind == "lxd" {
			f.text("project", &h.project, required)
		}
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	same := vmHosts.in(c.state).Find(func(other *vmHost) bool {
		return other.kind == h.kind && other.address == h.address && other.pass == h.pass && other.project == h.project
	})
	if same != nil {
		return nil, engine.BadRequest("Pod " + same.name + " with type and parameters already exist.")
	}
	c.state.addVMHost(h, c.user.name, c.now)
	return c.vmHostJSON(h), nil
}

// addVMHost stores a new host, with what is found on it.
func (st *state) addVMHost(h *vmHost, owner string, now time.Time) {
	h.id = st.next("bmc")
	// MAAS keeps the tags in no order in particular.
	tags := []string{"pod-console-logging"}
	if h.reached = h.reachable(); h.reached {
		h.fresh = true
		tags = []string{"virtual", "pod-console-logging"}
	}
	if len(h.tags) > 0 {
		tags = slices.Concat(h.tags[1:], tags, h.tags[:1])
	}
	h.tags = tags
	if h.reached {
		st.adoptHost(h, owner, now)
	}
	vmHosts.in(st).Put(h.id, h)
}

// A VMHost is a host of virtual machines to seed.
type VMHost struct {
	Name    string // made up if empty
	Address string // of libvirt; a host with "unreachable" in it does not answer
	Tags    []string
}

// AddVMHost adds a host of virtual machines that virsh reaches, as a new one with a
// machine on it, and returns its number.
func (s *Server) AddVMHost(h VMHost) int {
	var id int
	s.seed(func(st *state) error {
		row := &vmHost{
			name: h.Name, kind: "virsh", address: orElse(h.Address, "qemu:///system"), tags: slices.Clone(h.Tags), zone: defaultZone, pool: defaultPool,
			cpuRatio: 1, memoryRate: 1,
		}
		if row.name == "" {
			row.name = st.newHostname()
		}
		st.addVMHost(row, "admin", s.clock.Now())
		id = row.id
		return nil
	})
	return id
}

// reachable reports whether a host answers: every one that virsh reaches does,
// unless its address says otherwise.
func (h *vmHost) reachable() bool {
	return h.kind == "virsh" && !strings.Contains(h.address, "unreachable")
}

// adoptHost adds the machine that a host runs on, and the virtual machine that is
// found on it.
func (st *state) adoptHost(h *vmHost, owner string, now time.Time) {
	host := st.newGuest(h, now)
	host.hostname, host.powerType, host.pod, host.status, host.owner = h.name, "", 0, statusDeployed, owner
	if st.nodeByHostname(host.hostname) != nil {
		host.hostname = ""
	}
	st.addNode(host, nil)
	h.host = host.systemID
	guest := st.newGuest(h, now)
	guest.cpuCount, guest.memory, guest.status = 2, 2048, statusReady
	st.addGuest(h, guest, []Disk{{Name: "vda", Size: composedStorage}})
	st.restoreStorage(guest)
}

// newGuest is a virtual machine of a host.
func (st *state) newGuest(h *vmHost, now time.Time) *node {
	return &node{
		kind: machineNode, domain: st.defaultDomain().id, zone: h.zone, pool: h.pool, pod: h.id, architecture: "amd64/generic", powerType: "virsh",
		powerState: "off", power: "off", netboot: true, created: now, updated: now, cpuCount: composedCores, memory: composedMemory,
		tags: []string{},
	}
}

// addGuest stores a virtual machine of a host, with its interface and its disks.
func (st *state) addGuest(h *vmHost, n *node, disks []Disk) {
	if n.hostname == "" {
		n.hostname = st.newHostname()
	}
	n.powerParams = map[string]any{"power_id": n.hostname, "power_address": h.address, "power_pass": h.pass}
	n.virtualMachine = st.next("virtualmachine")
	mac := fmt.Sprintf("52:54:00:fe:%02x:%02x", n.virtualMachine>>8&0xff, n.virtualMachine&0xff)
	st.addNode(n, []string{mac})
	for _, d := range disks {
		st.addBlockDevice(&blockDevice{
			node: n.systemID, name: d.Name, idPath: "/dev/" + d.Name, size: d.Size, blockSize: smallestBlock, tags: []string{}, storagePool: "pool-0",
		})
	}
}

// fillVMHost sets the fields that can be sent for a new host as for one that is
// there.
func (c *call) fillVMHost(f *form, h *vmHost) {
	taken := func(name string) bool {
		other := vmHosts.in(c.state).Find(func(o *vmHost) bool { return o.name == name })
		return other != nil && other.id != h.id
	}
	f.text("name", &h.name, atMost(255), unless(taken, "Pod with this Name already exists."))
	if f.has("tags") {
		h.tags = nil
		for _, value := range f.data.List("tags") {
			h.tags = append(h.tags, splitList(value)...)
		}
	}
	zoneName, poolName := "", ""
	f.text("zone", &zoneName, unless(func(name string) bool { return c.state.zoneNamed(name) == nil },
		"Select a valid choice. That choice is not one of the available choices."))
	f.text("pool", &poolName, unless(func(name string) bool { return c.state.poolNamed(name) == nil },
		"Select a valid choice. That choice is not one of the available choices."))
	if z := c.state.zoneNamed(zoneName); z != nil {
		h.zone = z.id
	}
	if p := c.state.poolNamed(poolName); p != nil {
		h.pool = p.id
	}
	f.ratio("cpu_over_commit_ratio", &h.cpuRatio)
	f.ratio("memory_over_commit_ratio", &h.memoryRate)
	mode := ""
	f.text("default_macvlan_mode", &mode, oneOf("bridge", "passthru", "private", "vepa"))
	if f.has("default_macvlan_mode") {
		h.macvlan = &mode
	}
}

// ratio reads a field with a factor up to 10.
func (f *form) ratio(name string, field *float64) {
	value := strings.TrimSpace(f.data.Get(name))
	if value == "" {
		return
	}
	switch ratio, err := strconv.ParseFloat(value, 64); {
	case err != nil:
		f.errs.Add(name, "Enter a number.")
	case ratio < 0:
		f.errs.Add(name, "Ensure this value is greater than or equal to 0.")
	case ratio > 10:
		f.errs.Add(name, "Ensure this value is less than or equal to 10.")
	default:
		*field = ratio
	}
}

// vmHostUpdate looks at the host again, too.
func (c *call) vmHostUpdate() (any, error) {
	old, err := c.vmHost()
	if err != nil {
		return nil, err
	}
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	h := *old
	c.fillVMHost(f, &h)
	f.text("power_address", &h.address, required)
	f.verbatim("power_pass", &h.pass)
	if err := f.err(); err != nil {
		return nil, err
	}
	if h.macvlan == nil {
		h.macvlan = new("")
	}
	h.reached, h.fresh = h.reachable(), false
	if h.reached && h.host == "" {
		c.state.adoptHost(&h, c.user.name, c.now)
	}
	vmHosts.in(c.state).Put(h.id, &h)
	return c.vmHostJSON(&h), nil
}

func (c *call) vmHostRefresh() (any, error) {
	old, err := c.vmHost()
	if err != nil {
		return nil, err
	}
	h := *old
	h.reached, h.fresh = h.reachable(), false
	vmHosts.in(c.state).Put(h.id, &h)
	return c.vmHostJSON(&h), nil
}

// vmHostDelete removes a host and the machines on it.
func (c *call) vmHostDelete() (any, error) {
	h, err := c.vmHost()
	if err != nil {
		return nil, err
	}
	for _, n := range c.state.guestsOf(h) {
		c.state.removeNode(n)
	}
	if n := nodes.in(c.state).Get(h.host); n != nil {
		c.state.removeNode(n)
	}
	vmHosts.in(c.state).Delete(h.id)
	return engine.Deleted(), nil
}

// tagVMHost asks for the tag first, and then whether there is such a host.
func (c *call) tagVMHost(add bool) (any, error) {
	tag, err := c.Post.Mandatory("tag")
	if err != nil {
		return nil, err
	}
	old, err := c.vmHost()
	if err != nil {
		return nil, err
	}
	h := *old
	h.tags = withTag(h.tags, tag, add)
	vmHosts.in(c.state).Put(h.id, &h)
	return c.vmHostJSON(&h), nil
}

// vmHostCompose makes a virtual machine on a host.
func (c *call) vmHostCompose() (any, error) {
	h, err := c.vmHost()
	if err != nil {
		return nil, err
	}
	if !h.reached {
		return nil, engine.BadRequest("Pod does not support composability.")
	}
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	n := c.state.newGuest(h, c.now)
	n.status = statusNew
	f.number("cores", &n.cpuCount, 1, hostCores)
	f.number("memory", &n.memory, 1024, hostMemory)
	f.text("architecture", &n.architecture, oneOf("amd64/generic"))
	taken := func(name string) bool { return c.state.nodeByHostname(name) != nil }
	f.text("hostname", &n.hostname, hostnameProblem, unless(taken, "Node with hostname '"+f.data.Get("hostname")+"' already exists"))
	disks := f.composedDisks()
	var skip bool
	f.boolean("skip_commissioning", &skip)
	if err := f.err(); err != nil {
		return nil, err
	}
	cores, memory, _ := c.state.use(h)
	if free := int(hostCores*h.cpuRatio) - cores; n.cpuCount > free {
		return nil, overCommitted("CPU", h.cpuRatio, free, n.cpuCount)
	}
	if free := int(hostMemory*h.memoryRate) - memory; n.memory > free {
		return nil, overCommitted("Memory", h.memoryRate, free, n.memory)
	}
	c.state.addGuest(h, n, disks)
	if !skip {
		if err := c.commission(n, &form{nil, engine.FieldErrors{}}); err != nil {
			return nil, err
		}
		c.state.putNode(n)
	}
	return object{{"system_id", n.systemID}, {"resource_uri", c.uri("machines", n.systemID)}}, nil
}

// overCommitted is the failure of a machine that is too large for its host.
func overCommitted(what string, ratio float64, free, wanted int) error {
	return engine.BadRequest(fmt.Sprintf("Unable to compose KVM instance in VM host: %s over commit ratio is %g and there are %d available resources; %d requested.",
		what, ratio, free, wanted))
}

// composedDisks reads the disks of a new virtual machine: "label:size(pool)" each,
// the size in GB.
func (f *form) composedDisks() []Disk {
	text := strings.TrimSpace(f.data.Get("storage"))
	if text == "" {
		return []Disk{{Name: "vda", Size: composedStorage}}
	}
	var disks []Disk
	for _, item := range splitOutside(text) {
		if _, rest, labelled := strings.Cut(item, ":"); labelled {
			item = rest
		}
		size, pool, tagged := strings.Cut(item, "(")
		gigabytes, err := strconv.ParseFloat(strings.TrimSpace(size), 64)
		if err != nil || gigabytes <= 0 || gigabytes > hostStorage/1e9 || tagged && !strings.HasSuffix(pool, ")") || len(disks) == 26 {
			f.errs.Add("storage", `Malformed storage constraint, "`+text+`".`)
			return nil
		}
		disks = append(disks, Disk{Name: "vd" + string(rune('a'+len(disks))), Size: int(gigabytes * 1e9)})
	}
	return disks
}
