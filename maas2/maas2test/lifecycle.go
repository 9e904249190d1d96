package maas2test

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// transitions are the statuses that a machine can change to, by the one it has.
var transitions = map[int][]int{
	statusNew: {
		statusBroken, statusCommissioning, statusEnteringRescueMode, statusMissing, statusReady, statusRetired,
		statusTesting,
	},
	statusCommissioning: {
		statusBroken, statusFailedCommission, statusMissing, statusNew, statusReady, statusRetired, statusTesting,
	},
	statusFailedCommission: {
		statusBroken, statusCommissioning, statusEnteringRescueMode, statusMissing, statusRetired, statusTesting,
	},
	statusReady: {
		statusAllocated, statusBroken, statusCommissioning, statusEnteringRescueMode, statusMissing, statusReserved,
		statusRetired, statusTesting,
	},
	statusReserved: {
		statusAllocated, statusBroken, statusDiskErasing, statusEnteringRescueMode, statusMissing, statusReady,
		statusReleasing, statusRetired, statusTesting,
	},
	statusAllocated: {
		statusBroken, statusDeploying, statusDiskErasing, statusEnteringRescueMode, statusMissing, statusReady,
		statusReleasing, statusRetired, statusTesting,
	},
	statusReleasing: {
		statusAllocated, statusBroken, statusDeployed, statusFailedDeployment, statusFailedDiskErasing,
		statusFailedReleasing, statusMissing, statusNew, statusReady, statusReserved,
	},
	statusDeploying: {
		statusAllocated, statusBroken, statusDeployed, statusDiskErasing, statusFailedDeployment, statusMissing,
		statusReady, statusReleasing,
	},
	statusFailedDeployment: {
		statusAllocated, statusBroken, statusDiskErasing, statusEnteringRescueMode, statusMissing, statusReady,
		statusReleasing, statusTesting,
	},
	statusDeployed: {
		statusAllocated, statusBroken, statusDiskErasing, statusEnteringRescueMode, statusMissing, statusReady,
		statusReleasing, statusTesting,
	},
	statusMissing: {
		statusAllocated, statusBroken, statusCommissioning, statusEnteringRescueMode, statusNew, statusReady,
		statusTesting,
	},
	statusRetired: {statusBroken, statusEnteringRescueMode, statusMissing, statusNew, statusReady, statusTesting},
	statusBroken: {
		statusCommissioning, statusDeployed, statusDiskErasing, statusEnteringRescueMode, statusReady,
		statusReleasing, statusTesting,
	},
	statusFailedReleasing: {statusBroken, statusDiskErasing, statusReady, statusReleasing, statusTesting},
	statusDiskErasing:     {statusBroken, statusDiskErasing, statusFailedDiskErasing, statusReady, statusReleasing},
	statusFailedDiskErasing: {
		statusAllocated, statusBroken, statusDiskErasing, statusEnteringRescueMode, statusReady, statusReleasing,
		statusTesting,
	},
	statusEnteringRescueMode: {
		statusBroken, statusDeployed, statusExitingRescueMode, statusFailedEntering, statusReady, statusRescueMode,
	},
	statusFailedEntering: {statusBroken, statusEnteringRescueMode, statusExitingRescueMode, statusTesting},
	statusRescueMode:     {statusBroken, statusExitingRescueMode, statusTesting},
	statusExitingRescueMode: {
		statusAllocated, statusBroken, statusDeployed, statusFailedCommission, statusFailedDeployment,
		statusFailedDiskErasing, statusFailedEntering, statusFailedExiting, statusFailedReleasing,
		statusFailedTesting, statusMissing, statusNew, statusReady, statusRescueMode, statusReserved, statusRetired,
	},
	statusFailedExiting: {statusBroken, statusExitingRescueMode, statusTesting},
	statusTesting: {
		statusAllocated, statusBroken, statusCommissioning, statusDeployed, statusFailedDeployment,
		statusFailedDiskErasing, statusFailedEntering, statusFailedExiting, statusFailedReleasing,
		statusFailedTesting, statusMissing, statusNew, statusReady, statusReserved, statusRetired,
	},
	statusFailedTesting: {
		statusBroken, statusCommissioning, statusDeployed, statusEnteringRescueMode, statusMissing, statusReady,
		statusTesting,
	},
}

// setStatus changes the status of a machine, or fails if it cannot change so.
func (st *state) setStatus(n *node, status int, now time.Time) error {
	if n.status == status {
		return nil
	}
	if !slices.Contains(transitions[n.status], status) {
		return engine.Conflict("Invalid transition: " + statusNames[n.status] + " -> " + statusNames[status] + ".")
	}
	st.forceStatus(n, status, now)
	return nil
}

// forceStatus changes the status of a machine.
func (st *state) forceStatus(n *node, status int, now time.Time) {
	st.log(n, levelDebug, "Node changed status", "From '"+statusNames[n.status]+"' to '"+statusNames[status]+"'", "", now)
	n.previousStatus, n.status, n.updated = n.status, status, now
	pending.in(st).Delete(n.systemID)
}

// announce adds the event that a machine's status_message shows.
func (st *state) announce(n *node, message string, now time.Time) {
	st.log(n, levelInfo, message, "", "", now)
	n.statusMessage = message
}

// addScriptSet starts a set of scripts on a machine.
func (st *state) addScriptSet(n *node, kind int, names []string, now time.Time) *scriptSet {
	set := &scriptSet{id: st.next("scriptset"), node: n.systemID, kind: kind, created: now}
	for _, name := range names {
		disks := []int{0}
		hardware := hardwareNode
		if s := st.scriptNamed(name); s != nil {
			hardware = s.hardware
			if found := st.physicalDisks(n); s.forDisks() && len(found) > 0 {
				disks = found
			}
		}
		for _, disk := range disks {
			run := &scriptRun{
				id: st.next("scriptrun"), set: set.id, node: n.systemID, script: name, hardware: hardware, status: scriptPending, disk: disk,
				created: now, updated: now,
			}
			scriptRuns.in(st).Put(run.id, run)
			set.runs = append(set.runs, run.id)
		}
	}
	if len(set.runs) > 0 {
		st.dropEmptySets(n, kind)
	}
	scriptSets.in(st).Put(set.id, set)
	indexAdd(st, scriptSetIndex, n.systemID, set.id)
	return set
}

// dropEmptySets removes the sets of a machine that no script was in, of a kind.
func (st *state) dropEmptySets(n *node, kind int) {
	for _, id := range slices.Clone(indexed(st, scriptSetIndex, n.systemID)) {
		if set := scriptSets.in(st).Get(id); set != nil && set.kind == kind && len(set.runs) == 0 {
			scriptSets.in(st).Delete(id)
			indexRemove(st, scriptSetIndex, n.systemID, id)
		}
	}
}

// scriptSetIndex has the script sets of each node.
var scriptSetIndex = hiddenKind[string, []int]()

// endScriptSet gives the unfinished scripts of a set a status.
func (st *state) endScriptSet(n *node, id, status int, now time.Time) {
	set := scriptSets.in(st).Get(id)
	if set == nil {
		return
	}
	runs := slices.Clone(set.runs)
	slices.SortStableFunc(runs, func(a, b int) int {
		return cmp.Compare(scriptRuns.in(st).Get(a).script, scriptRuns.in(st).Get(b).script)
	})
	for _, id := range runs {
		run := scriptRuns.in(st).Get(id)
		if run.status != scriptPending && run.status != scriptRunning {
			continue
		}
		scriptRuns.in(st).Update(id, func(r *scriptRun) { r.status, r.updated = status, now })
		if status == scriptAborted {
			continue
		}
		scriptRuns.in(st).Update(id, func(r *scriptRun) { r.started, r.ended, r.output = now, now, outputOf(n, r.script) })
		scriptSets.in(st).Update(set.id, func(s *scriptSet) { s.lastPing = now })
		st.log(n, levelDebug, "Script result", run.script+" changed status from '"+scriptStatusNames[run.status]+"' to '"+
			scriptStatusNames[status]+"'", "", now)
	}
}

// commissioningScripts are MAAS's own, in the order in which they are added.
var commissioningScripts = []string{
	"20-maas-01-install-lldpd", "20-maas-02-dhcp-unconfigured-ifaces", "30-maas-01-bmc-config", "20-maas-03-machine-resources",
	"40-maas-01-machine-config-hints", "50-maas-01-commissioning", "maas-support-info", "maas-lshw", "maas-list-modaliases",
	"maas-get-fruid-api-data", "maas-kernel-cmdline", "maas-serial-ports", "maas-capture-lldpd",
}

// deployedScripts are those of them that run on controllers and on machines that have a
// system already.
var deployedScripts = []string{
	"20-maas-03-machine-resources", "50-maas-01-commissioning", "maas-support-info", "maas-lshw", "maas-list-modaliases", "maas-serial-ports",
}

// defaultTests run when a machine is commissioned or tested unless others are
// named.
var defaultTests = []string{"smartctl-validate"}

// scriptChoices reads a field that names scripts, by comma or repeated.
func scriptChoices(f *form, field string, known, unless []string, none bool) []string {
	if !f.has(field) {
		return unless
	}
	var names []string
	for _, value := range f.data.List(field) {
		names = append(names, splitList(value)...)
	}
	if none && slices.Contains(names, "none") {
		return nil
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			f.errs.Add(field, notAChoice(name))
		}
	}
	return names
}

// commission has a machine commissioned.
func (c *call) commission(n *node, f *form) error {
	// MAAS's own always run; a choice adds to them.
	scripts := slices.Clone(commissioningScripts)
	for _, name := range scriptChoices(f, "commissioning_scripts", c.state.scriptNames(commissioningScript), nil, true) {
		if !slices.Contains(scripts, name) {
			scripts = append(scripts, name)
		}
	}
	tests := scriptChoices(f, "testing_scripts", c.state.scriptNames(testingScript), defaultTests, true)
	if !slices.Contains([]int{statusNew, statusFailedCommission, statusReady, statusBroken, statusFailedTesting}, n.status) {
		f.errs.Add("__all__", "Commission is not available because of the current state of the node.")
	}
	if err := f.err(); err != nil {
		return err
	}
	if n.powerType == "" {
		return engine.ServerError("Unconfigured power type. Please configure the power type and try again.")
	}
	c.logUser(n, "User starting node commissioning", "")
	c.state.announce(n, "Commissioning", c.now)
	c.state.forceStatus(n, statusCommissioning, c.now)
	n.owner = c.user.name
	n.commissioningSet = c.state.addScriptSet(n, setCommissioning, scripts, c.now).id
	n.testingSet = 0
	if set := c.state.addScriptSet(n, setTesting, tests, c.now); len(tests) > 0 {
		n.testingSet = set.id
	}
	c.switchPower(n, "on")
	c.server.begin(c.state, n, c.now)
	return nil
}

func (c *call) machineCommission() (any, error) {
	return c.change(toAdmin, func(n *node) error {
		f, err := c.form()
		if err != nil {
			return err
		}
		return c.commission(n, f)
	})
}

// change applies an operation to the machine in the path, and shows what became
// of it.
func (c *call) change(p permission, do func(*node) error) (any, error) {
	old, err := c.machineFor(p)
	if err != nil {
		return nil, err
	}
	n := *old
	if err := do(&n); err != nil {
		return nil, err
	}
	c.state.putNode(&n)
	return c.machineJSON(&n), nil
}

// machineTest runs tests on a machine.
func (c *call) machineTest() (any, error) {
	return c.change(toAdmin, func(n *node) error {
		f, err := c.form()
		if err != nil {
			return err
		}
		tests := scriptChoices(f, "testing_scripts", c.state.scriptNames(testingScript), defaultTests, false)
		if f.ok() && !slices.Contains(transitions[n.status], statusTesting) {
			f.errs.Add("__all__", "Test is not available because of the current state of the node.")
		}
		if err := f.err(); err != nil {
			return err
		}
		c.logUser(n, "User starting node testing", "")
		c.state.announce(n, "Testing", c.now)
		c.state.forceStatus(n, statusTesting, c.now)
		n.testingSet = c.state.addScriptSet(n, setTesting, tests, c.now).id
		if n.owner == "" {
			n.owner = c.user.name
		}
		c.switchPower(n, "on")
		c.server.begin(c.state, n, c.now)
		return nil
	})
}

// later is what becomes of a machine once the request that asked for it is over.
type later struct {
	status  int  // -1 for no change
	abort   bool // the scripts
	claim   bool // addresses
	powerOn bool
}

var laters = hiddenKind[string, later]()

// afterwards has something done after the request.
func (st *state) afterwards(n *node, l later) { laters.in(st).Put(n.systemID, &l) }

// abort stops what a machine is busy with. The status in the response is the one
// that it still has.
func (c *call) machineAbort() (any, error) {
	return c.change(toEdit, func(n *node) error {
		comment := c.Post.Get("comment")
		switch n.status {
		case statusCommissioning:
			c.logUser(n, "User aborting node commissioning", comment)
			c.state.announce(n, "Aborted commissioning", c.now)
			n.owner = ""
			c.state.afterwards(n, later{status: statusNew, abort: true})
		case statusDeploying:
			c.logUser(n, "User aborting deployment", comment)
			c.state.announce(n, "Aborted deployment", c.now)
			c.state.afterwards(n, later{status: statusAllocated, abort: true})
		case statusDiskErasing:
			c.logUser(n, "User aborting disk erasing", comment)
			c.state.announce(n, "Aborted disk erasing", c.now)
			c.state.afterwards(n, later{status: statusFailedDiskErasing})
		case statusTesting:
			c.logUser(n, "User aborting node testing", comment)
			c.state.announce(n, "Aborted testing", c.now)
			c.state.afterwards(n, later{status: n.previousStatus, abort: true})
		default:
			return engine.Conflict("Cannot abort in current state: node " + n.systemID + " is in state " + statusNames[n.status] + ".")
		}
		c.switchPower(n, "off")
		return nil
	})
}

// machineRelease gives a machine back.
func (c *call) machineRelease() (any, error) {
	return c.change(toEdit, func(n *node) error { return c.release(n) })
}

// releasable are the statuses in which a machine can be given back.
var releasable = []int{
	statusAllocated, statusReserved, statusBroken, statusDeploying, statusDeployed, statusFailedDeployment, statusFailedReleasing,
	statusFailedDiskErasing,
}

// release gives a machine back, after erasing its disks if that is asked for.
func (c *call) release(n *node) error {
	if n.status == statusReady || n.status == statusReleasing {
		return nil
	}
	if !slices.Contains(releasable, n.status) {
		return engine.Conflict("Machine cannot be released in its current state ('" + statusNames[n.status] + "').")
	}
	c.logUser(n, "User releasing node", c.Post.Get("comment"))
	erase, asked := stringBool(c.Post.Get("erase"))
	if always, _ := c.state.setting("enable_disk_erasing_on_release").(bool); erase || always && !asked {
		c.state.forceStatus(n, statusDiskErasing, c.now)
		c.server.begin(c.state, n, c.now)
		return nil
	}
	c.state.startRelease(c.server, n, c.now)
	return nil
}

// startRelease has a machine switched off, which a machine that MAAS cannot switch
// or that is off need not wait for.
func (st *state) startRelease(s *Server, n *node, now time.Time) {
	if st.switchable(n) && n.power == "on" {
		st.announce(n, "Releasing", now)
		st.forceStatus(n, statusReleasing, now)
		n.power = "off"
		s.begin(st, n, now)
		return
	}
	st.finishRelease(n, now)
}

// finishRelease makes a machine that was given back Ready.
func (st *state) finishRelease(n *node, now time.Time) {
	st.announce(n, "Released", now)
	st.forceStatus(n, statusReady, now)
	st.forgetUse(n)
	st.dropAddresses(n)
}

// forgetUse clears what a machine has of the one who had it.
func (st *state) forgetUse(n *node) {
	n.owner, n.agentName, n.osystem, n.distroSeries, n.hweKernel, n.token = "", "", "", "", "", ""
	n.ephemeral, n.netboot, n.locked = false, true, false
	n.ownerData, n.installationSet = nil, 0
	st.releaseFilesystems(n)
}

// claimAddresses gives the automatic links of a node the next free addresses.
func (st *state) claimAddresses(n *node) {
	for _, i := range st.ifacesOf(n.systemID) {
		for _, id := range i.links {
			ip := staticIPs.in(st).Get(id)
			if ip == nil || ip.alloc != allocAuto || ip.address.IsValid() {
				continue
			}
			if address := st.freeAddress(ip.subnet); address.IsValid() {
				staticIPs.in(st).Update(id, func(ip *staticIP) { ip.address = address })
			}
		}
	}
}

// dropAddresses takes the addresses of the automatic links back.
func (st *state) dropAddresses(n *node) {
	for _, i := range st.ifacesOf(n.systemID) {
		for _, id := range i.links {
			if ip := staticIPs.in(st).Get(id); ip != nil && ip.alloc == allocAuto && ip.address.IsValid() {
				staticIPs.in(st).Update(id, func(ip *staticIP) { ip.address = netip.Addr{} })
			}
		}
	}
}

// freeAddress finds the address of a subnet to hand out next, or returns the zero
// Addr.
func (st *state) freeAddress(id int) netip.Addr {
	s := subnets.in(st).Get(id)
	if s == nil {
		return netip.Addr{}
	}
	address, _ := st.nextAddress(s)
	return address
}

// machineMarkBroken is for the owner of a machine; one that nobody has is an
// administrator's to mark.
func (c *call) machineMarkBroken() (any, error) {
	return c.change(toEdit, func(n *node) error {
		if n.owner != c.user.name {
			return engine.Forbidden("")
		}
		c.logUser(n, "User marking node broken", c.Post.Get("comment"))
		if !slices.Contains(transitions[n.status], statusBroken) {
			return engine.Conflict("Can't mark a machine broken that is in the '" + statusNames[n.status] + "' state")
		}
		c.state.announce(n, "Released", c.now)
		c.state.forceStatus(n, statusBroken, c.now)
		c.state.forgetUse(n)
		c.state.dropAddresses(n)
		return nil
	})
}

func (c *call) machineMarkFixed() (any, error) {
	return c.change(toAdmin, func(n *node) error {
		if n.status != statusBroken {
			return engine.Conflict("Can't mark a non-broken node as 'Ready'.")
		}
		c.logUser(n, "User marking node fixed", c.Post.Get("comment"))
		status := statusReady
		if n.previousStatus == statusDeployed && n.osystem != "" {
			status = statusDeployed
		}
		c.state.forceStatus(n, status, c.now)
		return nil
	})
}

func (c *call) machineRescueMode() (any, error) {
	return c.change(toAdmin, func(n *node) error {
		n.rescueFrom = n.status
		if err := c.state.setStatus(n, statusEnteringRescueMode, c.now); err != nil {
			return err
		}
		c.logUser(n, "User starting rescue mode", "")
		c.state.announce(n, "Entering rescue mode", c.now)
		n.owner = c.user.name
		c.switchPower(n, "on")
		c.server.begin(c.state, n, c.now)
		return nil
	})
}

func (c *call) machineExitRescueMode() (any, error) {
	return c.change(toAdmin, func(n *node) error {
		if !slices.Contains(transitions[n.status], statusExitingRescueMode) {
			return engine.Conflict("Invalid transition: " + statusNames[n.status] + " -> " + statusNames[statusExitingRescueMode] + ".")
		}
		c.logUser(n, "User exiting rescue mode", "")
		c.state.forceStatus(n, statusExitingRescueMode, c.now)
		if c.state.switchable(n) {
			c.server.begin(c.state, n, c.now)
			return nil
		}
		c.state.leaveRescueMode(n, c.now)
		return nil
	})
}

// leaveRescueMode brings a machine back to the status that it had.
func (st *state) leaveRescueMode(n *node, now time.Time) {
	status := n.rescueFrom
	st.forceStatus(n, status, now)
	switch status {
	case statusDeployed:
		st.afterwards(n, later{status: -1, powerOn: true})
	case statusReady, statusNew:
		n.owner = ""
	}
}

func (c *call) machineLock() (any, error) {
	return c.change(toLock, func(n *node) error {
		switch {
		case n.locked:
			return engine.Conflict("Machine is already locked")
		case n.status != statusDeployed && n.status != statusDeploying:
			return engine.Conflict("Can't lock, node is not deployed or deploying")
		}
		c.logUser(n, "User locking node", c.Post.Get("comment"))
		n.locked = true
		return nil
	})
}

func (c *call) machineUnlock() (any, error) {
	return c.change(toLock, func(n *node) error {
		if !n.locked {
			return engine.Conflict("Machine is not locked")
		}
		c.logUser(n, "User unlocking node", c.Post.Get("comment"))
		n.locked = false
		return nil
	})
}

func (c *call) machineOverrideFailedTesting() (any, error) {
	return c.change(toAdmin, func(n *node) error {
		if n.status != statusFailedTesting {
			return engine.Conflict("Unable to override node status. Node is not in 'Failed testing' status.")
		}
		c.logUser(n, "User overriding failed testing", c.Post.Get("comment"))
		status := statusReady
		if n.osystem != "" {
			status = statusDeployed
		}
		c.state.forceStatus(n, status, c.now)
		return nil
	})
}

// switchable reports whether MAAS can switch a machine on and off.
func (st *state) switchable(n *node) bool {
	t := powerTypeNamed(n.powerType)
	return t != nil && t.Queryable
}

// switchPower switches a machine that can be switched. MAAS learns of it a moment
// later.
func (c *call) switchPower(n *node, power string) {
	if c.state.switchable(n) && n.power != power {
		n.power = power
		c.server.learnPower(c.state, n, c.now)
	}
}

func (c *call) machinePowerOn() (any, error) {
	return c.change(toEdit, func(n *node) error {
		if n.owner == "" {
			return engine.Conflict("Can't start node: it hasn't been allocated.")
		}
		c.logUser(n, "User powering up node", c.Post.Get("comment"))
		c.switchPower(n, "on")
		return nil
	})
}

// machinePowerOff answers null where MAAS can do nothing.
func (c *call) machinePowerOff() (any, error) {
	old, err := c.machineFor(toEdit)
	if err != nil {
		return nil, err
	}
	if !c.state.switchable(old) {
		return nil, nil
	}
	n := *old
	c.logUser(&n, "User powering down node", c.Post.Get("comment"))
	c.switchPower(&n, "off")
	c.state.putNode(&n)
	return c.machineJSON(&n), nil
}

// machineQueryPower asks a machine itself whether it is on.
func (c *call) machineQueryPower() (any, error) {
	old, err := c.machineFor(toView)
	if err != nil {
		return nil, err
	}
	power := "unknown"
	if c.state.switchable(old) {
		if power = old.power; power == "" {
			power = "off"
		}
	}
	if old.powerState != power {
		n := *old
		n.powerState = power
		c.state.putNode(&n)
	}
	return object{{"state", power}}, nil
}
