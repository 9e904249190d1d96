package maas2test

import (
	"fmt"
	"net/netip"
	"slices"
	"time"
)

// What machines do by themselves: they are commissioned, tested, installed and
// erased in a time of the server's clock, or once they were read a number of times.

// powerDelay is how long MAAS does not know that a machine was switched.
const powerDelay = 300 * time.Millisecond

// A busy row is a machine that is busy, until it was read often enough or it is due.
type busy struct {
	polls int       // reads left, 0 if it goes by the clock
	due   time.Time // zero if it goes by reads
}

var pending = hiddenKind[string, busy]()

// A powerChange is a switch that MAAS does not know of yet.
type powerChange struct {
	state string
	due   time.Time
}

var powerChanges = hiddenKind[string, powerChange]()

// phase tells which of the two kinds of waiting a status is.
func (c *config) phase(status int) (polls int, d time.Duration, manual bool) {
	if status == statusCommissioning || status == statusTesting {
		return c.commissioningPolls, c.commissioningTime, c.manualCommissioning
	}
	return c.deploymentPolls, c.deploymentTime, c.manualDeployment
}

// begin makes a machine busy with what its status says.
func (s *Server) begin(st *state, n *node, now time.Time) {
	polls, d, manual := s.config.phase(n.status)
	switch {
	case manual:
	case d > 0:
		pending.in(st).Put(n.systemID, &busy{due: now.Add(d)})
	default:
		pending.in(st).Put(n.systemID, &busy{polls: polls})
	}
}

// learnPower has MAAS learn of a switch a moment later.
func (s *Server) learnPower(st *state, n *node, now time.Time) {
	powerChanges.in(st).Put(n.systemID, &powerChange{n.power, now.Add(powerDelay)})
}

// advanceNodes lets happen what is due.
func advanceNodes(s *Server, st *state, now time.Time) {
	for id, l := range laters.in(st).All() {
		laters.in(st).Delete(id)
		if n := nodes.in(st).Get(id); n != nil {
			s.catchUp(st, n, l, now)
		}
	}
	for id, p := range powerChanges.in(st).All() {
		if now.Before(p.due) {
			continue
		}
		powerChanges.in(st).Delete(id)
		if n := nodes.in(st).Get(id); n != nil {
			nodes.in(st).Update(id, func(n *node) { n.powerState = p.state })
		}
	}
	for id, b := range pending.in(st).All() {
		if !b.due.IsZero() && !now.Before(b.due) {
			s.finish(st, id, now)
		}
	}
}

// catchUp does what was left for after a request.
func (s *Server) catchUp(st *state, old *node, l *later, now time.Time) {
	n := *old
	if l.abort {
		for _, set := range []int{n.commissioningSet, n.testingSet, n.installationSet} {
			st.endScriptSet(&n, set, scriptAborted, now)
		}
	}
	if l.status >= 0 {
		st.forceStatus(&n, l.status, now)
	}
	if l.claim && n.status == statusDeploying {
		st.claimAddresses(&n)
	}
	if l.powerOn {
		n.power, n.powerState = "on", "on"
	}
	st.putNode(&n)
}

// polled notes that a machine was read, and returns what is seen of it.
func (c *call) polled(n *node) *node {
	if p := powerChanges.in(c.state).Get(n.systemID); p != nil && !c.now.Before(p.due) {
		powerChanges.in(c.state).Delete(n.systemID)
		n = nodes.in(c.state).Update(n.systemID, func(n *node) { n.powerState = p.state })
	}
	b := pending.in(c.state).Get(n.systemID)
	if b == nil || !b.due.IsZero() {
		return n
	}
	if b.polls > 1 {
		pending.in(c.state).Put(n.systemID, &busy{polls: b.polls - 1})
		return n
	}
	c.server.finish(c.state, n.systemID, c.now)
	return nodes.in(c.state).Get(n.systemID)
}

// finish ends what a machine is busy with, well or as it was told to fail.
func (s *Server) finish(st *state, systemID string, now time.Time) {
	pending.in(st).Delete(systemID)
	old := nodes.in(st).Get(systemID)
	if old == nil {
		return
	}
	n := *old
	if fails := failures.in(st).Get(systemID); fails != nil && fails[n.status] {
		left := *fails
		left[n.status] = false
		if n.status == statusReleasing || n.status == statusDiskErasing {
			left[statusReleasing], left[statusDiskErasing] = false, false // one release, two ways to fail
		}
		failures.in(st).Put(systemID, &left)
		st.fail(&n, now)
	} else {
		s.succeed(st, &n, now)
	}
	st.putNode(&n)
}

// failing are the statuses whose work ends badly the next time.
type failing [statusFailedTesting + 1]bool

var failures = hiddenKind[string, failing]()

// failedStatuses are what the statuses of busy machines become if that fails.
var failedStatuses = map[int]int{
	statusCommissioning: statusFailedCommission, statusTesting: statusFailedTesting, statusDeploying: statusFailedDeployment,
	statusReleasing: statusFailedReleasing, statusDiskErasing: statusFailedDiskErasing, statusEnteringRescueMode: statusFailedEntering,
	statusExitingRescueMode: statusFailedExiting,
}

// fail ends what a machine is busy with badly.
func (st *state) fail(n *node, now time.Time) {
	status := failedStatuses[n.status]
	for _, set := range []int{n.commissioningSet, n.testingSet, n.installationSet} {
		st.endScriptSet(n, set, scriptFailed, now)
	}
	st.announce(n, statusNames[status], now)
	before := n.previousStatus
	st.forceStatus(n, status, now)
	if status == statusFailedTesting {
		n.previousStatus = before
	}
}

// succeed ends what a machine is busy with well.
func (s *Server) succeed(st *state, n *node, now time.Time) {
	switch n.status {
	case statusCommissioning:
		st.endScriptSet(n, n.commissioningSet, scriptPassed, now)
		st.endScriptSet(n, n.testingSet, scriptPassed, now)
		s.commissioned(st, n, s.config.hardware)
		n.owner = ""
		st.announce(n, "Ready", now)
		st.forceStatus(n, statusReady, now)
		s.powerDown(st, n, now)
	case statusTesting:
		st.endScriptSet(n, n.testingSet, scriptPassed, now)
		status := n.previousStatus
		st.forceStatus(n, status, now)
		if status == statusReady {
			n.owner = ""
		}
	case statusDeploying:
		st.endScriptSet(n, n.installationSet, scriptPassed, now)
		st.announce(n, "Deployed", now)
		st.forceStatus(n, statusDeployed, now)
		n.netboot = n.ephemeral
		if st.switchable(n) {
			n.powerState = n.power
		}
	case statusDiskErasing:
		st.finishRelease(n, now)
		s.powerDown(st, n, now)
	case statusReleasing:
		n.powerState = "off"
		st.finishRelease(n, now)
	case statusEnteringRescueMode:
		st.announce(n, "Rescue mode", now)
		st.forceStatus(n, statusRescueMode, now)
		if st.switchable(n) {
			n.powerState = n.power
		}
	case statusExitingRescueMode:
		st.leaveRescueMode(n, now)
	}
}

// powerDown has a machine that MAAS can switch go off when its work is done.
func (s *Server) powerDown(st *state, n *node, now time.Time) {
	if st.switchable(n) {
		n.power, n.powerState = "off", "off"
	}
}

// Hardware is what commissioning finds in a machine.
type Hardware struct {
	CPUCount, CPUSpeed int // CPUSpeed in MHz
	Memory             int // MiB
	LSHW, LLDP         []byte
	Disks              []Disk // nil for the default ones
	// Info is what hardware_info tells of it, by the names there.
	Info map[string]string
}

// defaultHardware is that of a small virtual machine.
var defaultHardware = Hardware{CPUCount: 4, CPUSpeed: 2000, Memory: 8192, Info: map[string]string{
	"system_vendor": "Dell Inc.", "system_product": "PowerEdge R620", "system_version": "1.0", "system_sku": "SKU0", "system_serial": "SER01",
	"cpu_model": "Intel(R) Xeon(R) CPU E5-2650 0", "mainboard_vendor": "Dell Inc.", "mainboard_product": "0KCKR5", "mainboard_serial": "MB1",
	"mainboard_version": "A02", "mainboard_firmware_vendor": "Dell Inc.", "mainboard_firmware_date": "08/29/2013",
	"mainboard_firmware_version": "2.0.19", "chassis_vendor": "Dell Inc.", "chassis_type": "Rack Mount Chassis", "chassis_serial": "CH1",
	"chassis_version": "1",
}}

// commissioned stores what commissioning finds: the hardware, the networks behind
// the interfaces, and the disks.
func (s *Server) commissioned(st *state, n *node, found Hardware) {
	disks := found.Disks
	if disks == nil {
		disks = defaultDisks
	}
	if n.pod != 0 {
		// A virtual machine has what it was composed with.
		found.CPUCount, found.Memory, disks = n.cpuCount, n.memory, st.disksFound(n)
	}
	n.cpuCount, n.cpuSpeed, n.memory = found.CPUCount, found.CPUSpeed, found.Memory
	n.numaCores, n.numaMemory, n.hardware = found.CPUCount, found.Memory, found.Info
	n.lshw, n.lldp = found.LSHW, found.LLDP
	if n.lshw == nil {
		n.lshw = fmt.Appendf(nil, `<?xml version="1.0" standalone="yes" ?><list><node id="%s" class="system"/></list>`, n.systemID)
	}
	if n.lldp == nil {
		n.lldp = []byte(`<?xml version="1.0" encoding="UTF-8"?><lldp label="LLDP neighbors"/>`)
	}
	for position, i := range st.ifacesOf(n.systemID) {
		if i.kind == "physical" {
			st.plug(n, i, position == 0, s.clock.Now())
		}
	}
	st.findDevices(n)
	st.commissionStorage(n, disks)
	st.evaluateTags(n)
}

// plug gives an interface the network that commissioning finds behind it: the first
// one of a machine gets an address from DHCP on the first subnet, and each other one
// a fabric of its own.
func (st *state) plug(n *node, old *iface, first bool, now time.Time) {
	i := *old
	i.maxSpeed, i.linkSpeed = 10000, 10000
	i.vendor, i.product, i.firmware = "My Corporation", "My Gigabit Network Connection", "1.63, 0x800009fa"
	links, seen := st.linksOf(&i)
	for _, ip := range links {
		staticIPs.in(st).Delete(ip.id)
	}
	i.links = nil
	s := subnets.in(st).Get(firstSubnet)
	switch {
	case first && s != nil:
		i.vlan = s.vlan
		if len(seen) == 0 {
			seen = append(seen, st.addIP(&staticIP{node: i.node, subnet: s.id, address: st.leasedAddress(s.id), alloc: allocDiscovered, created: now}))
		}
		link := st.addIP(&staticIP{node: i.node, subnet: s.id, alloc: allocAuto, created: now})
		i.links = []int{seen[0].id, link.id}
	default:
		if i.vlan == 0 {
			f := new(fabric)
			st.addFabric(f)
			i.vlan = st.vlanOf(f.id, 0).id
		}
		i.links = []int{st.addIP(&staticIP{node: i.node, alloc: allocSticky, created: now}).id}
	}
	ifaces.in(st).Put(i.id, &i)
}

// leasedAddress is the next address that DHCP gives out on a subnet, or the zero
// Addr. The first one of the dynamic range is left out.
func (st *state) leasedAddress(id int) netip.Addr {
	r := ipRanges.in(st).Find(func(r *ipRange) bool { return r.subnet == id && r.kind == "dynamic" })
	if r == nil {
		return netip.Addr{}
	}
	size, address := 1, r.start
	for next := r.start; next.Compare(r.end) < 0 && size < 1<<16; next = next.Next() {
		size++
	}
	for range st.next("lease") % size {
		address = address.Next()
	}
	return address
}

// end ends what a machine is busy with on behalf of a test.
func (s *Server) end(systemID string, statuses []int, end func(*state, *node)) {
	s.seed(func(st *state) error {
		advanceNodes(s, st, s.clock.Now())
		old := nodes.in(st).Get(systemID)
		if old == nil {
			return fmt.Errorf("no machine %q", systemID)
		}
		if !slices.Contains(statuses, old.status) {
			return fmt.Errorf("machine %q is %s", systemID, statusNames[old.status])
		}
		n := *old
		pending.in(st).Delete(systemID)
		end(st, &n)
		st.putNode(&n)
		return nil
	})
}

// busyStatuses are those that machines leave by themselves.
var busyStatuses = []int{
	statusCommissioning, statusTesting, statusDeploying, statusReleasing, statusDiskErasing, statusEnteringRescueMode, statusExitingRescueMode,
}

// Finish ends well what a machine is busy with: commissioning, testing, deployment,
// release, erasing its disks, or a way into or out of rescue mode. It panics if the
// machine is not busy.
func (s *Server) Finish(systemID string) {
	s.end(systemID, busyStatuses, func(st *state, n *node) { s.succeed(st, n, s.clock.Now()) })
}

// Fail is Finish with a bad end.
func (s *Server) Fail(systemID string) {
	s.end(systemID, busyStatuses, func(st *state, n *node) { st.fail(n, s.clock.Now()) })
}

// FailDeployment has the next deployment of a machine fail.
func (s *Server) FailDeployment(systemID string) { s.failNext(systemID, statusDeploying) }

// FailCommissioning has the next commissioning of a machine fail.
func (s *Server) FailCommissioning(systemID string) { s.failNext(systemID, statusCommissioning) }

// FailTesting has the next test of a machine fail.
func (s *Server) FailTesting(systemID string) { s.failNext(systemID, statusTesting) }

// FailRelease has the next release of a machine fail while it waits for the power
// to go off or for its disks to be erased.
func (s *Server) FailRelease(systemID string) {
	s.failNext(systemID, statusReleasing)
	s.failNext(systemID, statusDiskErasing)
}

func (s *Server) failNext(systemID string, status int) {
	s.seed(func(st *state) error {
		if nodes.in(st).Get(systemID) == nil {
			return fmt.Errorf("no machine %q", systemID)
		}
		var f failing
		if old := failures.in(st).Get(systemID); old != nil {
			f = *old
		}
		f[status] = true
		failures.in(st).Put(systemID, &f)
		return nil
	})
}

// A Machine is one to seed. What is left out has MAAS's own defaults.
type Machine struct {
	SystemID     string // made up if empty
	Hostname     string // made up if empty
	Status       string // the name of its status, "Ready" if empty
	Owner        string // a user's name
	Architecture string // "amd64/generic" if empty
	PowerType    string // "virsh" if empty
	Zone, Pool   string // names of what is there, "default" if empty
	Description  string
	Tags         []string // names of tags that are there
	MACAddresses []string // one is made up if there is none
	// Hardware is what WithHardware says if it is zero. A machine that was not
	// commissioned yet has none.
	Hardware     *Hardware
	OwnerData    map[string]string
	OSystem      string // "ubuntu" if it is deployed
	DistroSeries string
}

// AddMachine adds a machine and returns its system id. It panics if the machine
// names what is not there.
func (s *Server) AddMachine(m Machine) string {
	var id string
	s.seed(func(st *state) error {
		n, err := s.newSeed(st, m)
		if err != nil {
			return err
		}
		// Now, and not when a test waits for the first list of thousands.
		(&call{server: s, state: st}).encoded([]*node{n})
		id = n.systemID
		return nil
	})
	return id
}

// newSeed stores a machine to seed.
func (s *Server) newSeed(st *state, m Machine) (*node, error) {
	now := s.clock.Now()
	if m.Status == "" {
		m.Status = "Ready"
	}
	status := slices.Index(statusNames, m.Status)
	if status < 0 {
		return nil, fmt.Errorf("no status %q", m.Status)
	}
	n := &node{
		kind: machineNode, systemID: m.SystemID, hostname: m.Hostname, description: m.Description, status: status, owner: m.Owner,
		domain: st.defaultDomain().id, zone: defaultZone, pool: defaultPool, architecture: orElse(m.Architecture, "amd64/generic"),
		powerType: orElse(m.PowerType, "virsh"), power: "off", powerState: "off", netboot: true, ownerData: m.OwnerData,
		osystem: m.OSystem, distroSeries: m.DistroSeries, created: now, updated: now,
	}
	if m.Owner != "" && users.in(st).Get(m.Owner) == nil {
		return nil, fmt.Errorf("no user %q", m.Owner)
	}
	if m.Zone != "" {
		z := st.zoneNamed(m.Zone)
		if z == nil {
			return nil, fmt.Errorf("no zone %q", m.Zone)
		}
		n.zone = z.id
	}
	if m.Pool != "" {
		p := st.poolNamed(m.Pool)
		if p == nil {
			return nil, fmt.Errorf("no pool %q", m.Pool)
		}
		n.pool = p.id
	}
	for _, name := range m.Tags {
		if tags.in(st).Get(name) == nil {
			return nil, fmt.Errorf("no tag %q", name)
		}
	}
	n.tags = slices.Clone(m.Tags)
	if n.powerType == "virsh" {
		n.powerParams = map[string]any{"power_address": "qemu+ssh://maas@10.0.0.9/system", "power_id": n.hostname, "power_pass": ""}
	}
	macs := m.MACAddresses
	if len(macs) == 0 {
		serial := st.next("seededmac")
		macs = []string{fmt.Sprintf("52:54:00:%02x:%02x:%02x", serial>>16&255, serial>>8&255, serial&255)}
	}
	if n.systemID != "" && nodes.in(st).Get(n.systemID) != nil {
		return nil, fmt.Errorf("system id %q is taken", n.systemID)
	}
	st.addNode(n, macs)
	if status != statusNew && status != statusCommissioning && status != statusFailedCommission {
		found := s.config.hardware
		if m.Hardware != nil {
			found = *m.Hardware
		}
		s.commissioned(st, n, found)
	}
	if allocatedStatuses[status] {
		st.acquireFilesystems(n)
	}
	if status == statusDeployed || status == statusDeploying {
		n.osystem, n.distroSeries = orElse(n.osystem, "ubuntu"), orElse(n.distroSeries, "jammy")
		st.claimAddresses(n)
		n.power = "on"
		if status == statusDeployed {
			n.powerState, n.netboot = "on", false
		}
	}
	st.putNode(n)
	if slices.Contains(busyStatuses, status) {
		s.begin(st, n, now)
	}
	return n, nil
}

// orElse is a text, or another one for "".
func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
