package maas2test

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

var machinesSection = &section{
	advance: advanceNodes,
	resources: []*resource{
		{Template: "machines/", Operations: []operation{
			{Method: http.MethodGet, Run: listNodes(machineNode)},
			{Method: http.MethodPost, Run: (*call).machinesCreate},
			{Method: http.MethodPost, Op: "accept", Run: (*call).machinesAccept},
			{Method: http.MethodPost, Op: "accept_all", Run: (*call).machinesAcceptAll},
			{Method: http.MethodPost, Op: "add_chassis", Admin: true, Run: (*call).machinesAddChassis},
			{Method: http.MethodPost, Op: "allocate", Run: (*call).machinesAllocate},
			{Method: http.MethodPost, Op: "clone", Run: (*call).machinesClone},
			{Method: http.MethodGet, Op: "is_registered", Run: (*call).isRegistered},
			{Method: http.MethodGet, Op: "list_allocated", Run: (*call).machinesListAllocated},
			{Method: http.MethodGet, Op: "power_parameters", Admin: true, Run: powerParametersOf(machineNode)},
			{Method: http.MethodPost, Op: "release", Run: (*call).machinesRelease},
			{Method: http.MethodPost, Op: "set_zone", Run: setZone(machineNode)},
		}, Anonymous: append([]operation{
			{Method: http.MethodPost, Run: (*call).machinesEnlist},
			{Method: http.MethodPost, Op: "accept", Run: (*call).acceptAnonymously},
		}, anonymousNodes...)},
		{Template: "machines/{system_id}/", Operations: []operation{
			{Method: http.MethodGet, Run: readNode(machineNode)},
			{Method: http.MethodPut, Run: (*call).machineUpdate},
			{Method: http.MethodDelete, Run: deleteNode(machineNode)},
			{Method: http.MethodPost, Op: "abort", Run: (*call).machineAbort},
			{Method: http.MethodPost, Op: "clear_default_gateways", Run: (*call).machineClearDefaultGateways},
			{Method: http.MethodPost, Op: "commission", Run: (*call).machineCommission},
			{Method: http.MethodPost, Op: "deploy", Run: (*call).machineDeploy},
			{Method: http.MethodGet, Op: "details", Run: nodeDetails(machineNode)},
			{Method: http.MethodPost, Op: "exit_rescue_mode", Run: (*call).machineExitRescueMode},
			{Method: http.MethodGet, Op: "get_curtin_config", Run: (*call).machineCurtinConfig},
			{Method: http.MethodGet, Op: "get_token", Run: (*call).machineToken},
			{Method: http.MethodPost, Op: "lock", Run: (*call).machineLock},
			{Method: http.MethodPost, Op: "mark_broken", Run: (*call).machineMarkBroken},
			{Method: http.MethodPost, Op: "mark_fixed", Run: (*call).machineMarkFixed},
			{Method: http.MethodPost, Op: "mount_special", Run: (*call).machineMountSpecial},
			{Method: http.MethodPost, Op: "override_failed_testing", Run: (*call).machineOverrideFailedTesting},
			{Method: http.MethodPost, Op: "power_off", Run: (*call).machinePowerOff},
			{Method: http.MethodPost, Op: "power_on", Run: (*call).machinePowerOn},
			{Method: http.MethodGet, Op: "power_parameters", Run: (*call).nodePowerParameters},
			{Method: http.MethodGet, Op: "query_power_state", Run: (*call).machineQueryPower},
			{Method: http.MethodPost, Op: "release", Run: (*call).machineRelease},
			{Method: http.MethodPost, Op: "rescue_mode", Run: (*call).machineRescueMode},
			{Method: http.MethodPost, Op: "restore_default_configuration", Run: (*call).machineRestoreDefault},
			{Method: http.MethodPost, Op: "restore_networking_configuration", Run: (*call).machineRestoreNetworking},
			{Method: http.MethodPost, Op: "restore_storage_configuration", Run: (*call).machineRestoreStorage},
			{Method: http.MethodPost, Op: "set_owner_data", Run: (*call).machineSetOwnerData},
			{Method: http.MethodPost, Op: "set_storage_layout", Run: (*call).machineSetStorageLayout},
			{Method: http.MethodPost, Op: "set_workload_annotations", Run: (*call).machineSetOwnerData},
			{Method: http.MethodPost, Op: "test", Run: (*call).machineTest},
			{Method: http.MethodPost, Op: "unlock", Run: (*call).machineUnlock},
			{Method: http.MethodPost, Op: "unmount_special", Run: (*call).machineUnmountSpecial},
		}},
	},
}

// A permission is what somebody wants to do with a node.
type permission int

const (
	toView  permission = iota
	toEdit             // as its owner, or anybody while it has none
	toAdmin            // as an administrator
	toLock             // like toEdit, though it is locked
)

// may reports whether the caller has a permission on a node.
func (c *call) may(n *node, p permission) bool {
	owns := n.owner != "" && n.owner == c.user.name
	switch p {
	case toView:
		return c.isAdmin() || n.owner == "" || owns || n.kind == rackNode || n.kind == regionNode
	case toEdit:
		return !n.locked && (c.isAdmin() || owns || n.owner == "")
	case toLock:
		return c.isAdmin() || owns
	}
	return !n.locked && c.isAdmin()
}

// modelNames are what the look-up of a node of a kind calls it.
var modelNames = map[int]string{machineNode: "Machine", deviceNode: "Device", rackNode: "RackController", regionNode: "RegionController"}

// nodeFor finds the node in the path, which is of one of the kinds if there are
// any, and checks what the caller may do with it.
func (c *call) nodeFor(p permission, kinds ...int) (*node, error) {
	n := nodes.in(c.state).Get(c.args["system_id"])
	if n == nil || len(kinds) > 0 && !slices.Contains(kinds, n.kind) {
		model := "Node"
		if len(kinds) == 1 {
			model = modelNames[kinds[0]]
		}
		return nil, notFound(model)
	}
	if !c.may(n, p) {
		return nil, engine.Forbidden("")
	}
	return n, nil
}

// machineFor is nodeFor for machines.
func (c *call) machineFor(p permission) (*node, error) { return c.nodeFor(p, machineNode) }

func (c *call) machineUpdate() (any, error) {
	old, err := c.machineFor(toAdmin)
	if err != nil {
		return nil, err
	}
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	n := *old
	if err := c.fillMachine(f, &n, false); err != nil {
		return nil, err
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	n.updated = c.now
	c.state.putNode(&n)
	return c.machineJSON(&n), nil
}

// removeNode removes a node with all that belongs to it.
func (st *state) removeNode(n *node) {
	for _, i := range st.ifacesOf(n.systemID) {
		st.deleteIface(i)
	}
	for _, id := range indexed(st, scriptSetIndex, n.systemID) {
		if set := scriptSets.in(st).Get(id); set != nil {
			for _, run := range set.runs {
				scriptRuns.in(st).Delete(run)
			}
			scriptSets.in(st).Delete(id)
		}
	}
	scriptSetIndex.in(st).Delete(n.systemID)
	st.dropDevices(n)
	st.deleteStorage(n)
	for _, child := range nodes.in(st).All() {
		if child.parent == n.systemID {
			st.removeNode(child)
		}
	}
	pending.in(st).Delete(n.systemID)
	nodes.in(st).Delete(n.systemID)
}

// deleteIface removes an interface with its links.
func (st *state) deleteIface(i *iface) {
	for _, id := range i.links {
		staticIPs.in(st).Delete(id)
	}
	ifaces.in(st).Delete(i.id)
	indexRemove(st, ifaceIndex, i.node, i.id)
}

// addNode stores a new node, with an interface for each MAC address.
func (st *state) addNode(n *node, macs []string) {
	n.id = st.next("node")
	n.systemID = st.newSystemID()
	if n.hostname == "" {
		n.hostname = st.newHostname()
	}
	for i, mac := range macs {
		added := &iface{
			node: n.systemID, name: "eth" + string(rune('0'+i%10)), kind: "physical", mac: mac, enabled: true, linkUp: true,
		}
		if n.kind != deviceNode {
			added.numa = new(int)
		}
		st.addIface(added)
		if i == 0 {
			n.bootInterface = added.id
		}
	}
	st.putNode(n)
}

// newMachine makes a machine out of the request's form.
func (c *call) newMachine(macsNeeded bool) (*node, *form, error) {
	f, err := c.form()
	if err != nil {
		return nil, nil, err
	}
	n := &node{
		kind: machineNode, domain: c.state.defaultDomain().id, zone: defaultZone, pool: defaultPool, status: statusNew,
		powerState: "unknown", netboot: true, created: c.now, updated: c.now,
	}
	macs := c.fillMACs(f, macsNeeded)
	if err := c.fillMachine(f, n, true); err != nil {
		return nil, nil, err
	}
	if err := f.err(); err != nil {
		return nil, nil, err
	}
	c.state.addNode(n, macs)
	return n, f, nil
}

// machinesCreate adds a machine. Administrators have it commissioned unless they
// say otherwise; that of others waits to be accepted.
func (c *call) machinesCreate() (any, error) {
	n, f, err := c.newMachine(true)
	if err != nil {
		return nil, err
	}
	var deployed bool
	commission := true
	f.boolean("deployed", &deployed)
	f.boolean("commission", &commission)
	switch {
	case !c.isAdmin():
	case deployed:
		n.status, n.owner = statusDeployed, c.user.name
		n.commissioningSet = c.state.addScriptSet(n, setCommissioning, deployedScripts, c.now).id
	case commission:
		if err := c.commission(n, f); err != nil {
			return nil, err
		}
	}
	c.state.putNode(n)
	return c.machineJSON(n), nil
}

// machinesEnlist adds a machine that waits to be accepted.
func (c *call) machinesEnlist() (any, error) {
	n, _, err := c.newMachine(true)
	if err != nil {
		return nil, err
	}
	return c.anonymousJSON(n), nil
}

// machineDeploy installs a system on a machine. One that is Ready is allocated to
// the caller first.
func (c *call) machineDeploy() (any, error) {
	old, err := c.machineFor(toEdit)
	if err != nil {
		return nil, err
	}
	n := *old
	if n.status == statusReady && n.owner == "" {
		c.logUser(&n, "User acquiring node", c.Post.Get("comment"))
		c.state.allocateTo(&n, c.user.name, c.Post.Get("agent_name"), c)
	}
	if n.status != statusAllocated {
		return nil, engine.Conflict("Can't deploy a machine that is in the '" + statusNames[n.status] + "' state")
	}
	if kvm, _ := stringBool(c.Post.Get("install_kvm")); kvm && !c.isAdmin() {
		return nil, engine.Forbidden("Only administratros can deploy VM hosts")
	}
	if kvm, _ := stringBool(c.Post.Get("register_vmhost")); kvm && !c.isAdmin() {
		return nil, engine.Forbidden("Only administratros can deploy VM hosts")
	}
	if err := c.chooseSystem(&n); err != nil {
		return nil, err
	}
	n.ephemeral, _ = stringBool(c.Post.Get("ephemeral_deploy"))
	c.logUser(&n, "User starting deployment", c.Post.Get("comment"))
	c.state.announce(&n, "Deploying", c.now)
	c.state.forceStatus(&n, statusDeploying, c.now)
	if !n.ephemeral {
		n.installationSet = c.state.addScriptSet(&n, setInstallation, []string{"/tmp/install.log"}, c.now).id
	}
	n.token = randomKey(18) + ":" + randomKey(18) + ":" + randomKey(32)
	c.switchPower(&n, "on")
	c.server.begin(c.state, &n, c.now)
	c.state.afterwards(&n, later{status: -1, claim: true})
	c.state.putNode(&n)
	return c.machineJSON(&n), nil
}

// defaultSeries is what is deployed where nothing else is asked for, whatever the
// settings say.
const defaultSeries = "focal"

// seriesKernels are the kernels of the series that come with the first images.
var seriesKernels = map[string]string{"focal": "ga-20.04", "jammy": "ga-22.04"}

// chooseSystem reads which system to deploy.
func (c *call) chooseSystem(n *node) error {
	known := c.state.releases()
	series := c.Post.Get("distro_series")
	if series != "" {
		i := slices.IndexFunc(known, func(release string) bool {
			system, name, _ := strings.Cut(strings.TrimSuffix(release, "*"), "/")
			return series == name || series == system+"/"+name
		})
		if i < 0 {
			return invalid("distro_series", choiceProblem("distro_series", series, append([]string{""}, known...)))
		}
		n.osystem, n.distroSeries, _ = strings.Cut(strings.TrimSuffix(known[i], "*"), "/")
	} else {
		n.osystem, n.distroSeries = "ubuntu", defaultSeries
	}
	n.hweKernel = seriesKernels[n.distroSeries]
	return nil
}

// releases are the systems that there are images for. A star is on those that need
// a license.
func (st *state) releases() []string {
	var list []string
	for _, r := range bootResources.in(st).All() {
		if len(r.sets) == 0 || slices.ContainsFunc(r.sets[len(r.sets)-1].files, func(f bootFile) bool { return !f.complete() }) {
			continue
		}
		name := r.name
		if !strings.Contains(name, "/") {
			name = "custom/" + name
		}
		if strings.HasPrefix(name, "windows/") {
			name += "*"
		}
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// machinesRelease gives back the machines that are named, and lists those that were
// not given back before.
func (c *call) machinesRelease() (any, error) {
	machines, err := c.namedMachines()
	if err != nil {
		return nil, err
	}
	var refused, released []string
	for _, n := range machines {
		if !c.may(n, toEdit) {
			refused = append(refused, n.systemID)
		}
	}
	if len(refused) > 0 {
		return nil, engine.Forbidden("You don't have the required permission to release the following machine(s): " + strings.Join(refused, ", ") + ".")
	}
	var failed []string
	for _, old := range machines {
		n := *old
		switch {
		case n.status == statusReady || n.status == statusReleasing:
		case slices.Contains(releasable, n.status):
			if err := c.release(&n); err != nil {
				return nil, err
			}
			c.state.putNode(&n)
			released = append(released, n.systemID)
		default:
			failed = append(failed, n.systemID+" ('"+statusNames[n.status]+"')")
		}
	}
	if len(failed) > 0 {
		return nil, engine.Conflict("Machine(s) cannot be released in their current state: " + strings.Join(failed, ", ") + ".")
	}
	return append([]string{}, released...), nil
}

// namedMachines finds the machines that the form names.
func (c *call) namedMachines() ([]*node, error) {
	var found []*node
	var unknown []string
	for _, id := range c.Post.List("machines") {
		n := nodes.in(c.state).Get(id)
		if n == nil || n.kind != machineNode {
			unknown = append(unknown, id)
			continue
		}
		found = append(found, n)
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return nil, engine.BadRequest("Unknown machine(s): " + strings.Join(unknown, ", ") + ".")
	}
	return found, nil
}

// machinesAccept has machines commissioned that were enlisted.
func (c *call) machinesAccept() (any, error) {
	machines, err := c.namedMachines()
	if err != nil {
		return nil, err
	}
	var refused []string
	for _, n := range machines {
		if !c.may(n, toAdmin) {
			refused = append(refused, n.systemID)
		}
	}
	if len(refused) > 0 {
		return nil, engine.Forbidden("You don't have the required permission to accept the following machine(s): " + strings.Join(refused, ", ") + ".")
	}
	return c.accept(machines)
}

func (c *call) accept(machines []*node) (any, error) {
	list := []object{}
	for _, old := range machines {
		if old.status != statusNew {
			continue
		}
		n := *old
		if err := c.commission(&n, &form{new(engine.Values), engine.FieldErrors{}}); err != nil {
			return nil, err
		}
		c.state.putNode(&n)
		list = append(list, c.machineJSON(&n))
	}
	return list, nil
}

// machinesAcceptAll accepts what the caller may accept.
func (c *call) machinesAcceptAll() (any, error) {
	var machines []*node
	for _, n := range c.state.nodesOf(machineNode) {
		if c.may(n, toAdmin) {
			machines = append(machines, n)
		}
	}
	return c.accept(machines)
}

func (c *call) acceptAnonymously() (any, error) {
	return nil, engine.Unauthorized("You must be logged in to accept machines.")
}

func (c *call) machinesListAllocated() (any, error) {
	ids := c.Query.List("id")
	var list []*node
	for _, n := range c.state.nodesOf(machineNode) {
		if n.owner == c.user.name && n.status == statusAllocated && (len(ids) == 0 || slices.Contains(ids, n.systemID)) {
			list = append(list, n)
		}
	}
	return c.encoded(list), nil
}

// chassisTypes are the kinds of chassis.
var chassisTypes = []string{"recs_box", "ucsm", "mscm", "hmcz", "msftocs", "proxmox", "sm15k", "vmware", "virsh", "powerkvm", "seamicro15k"}

// machinesAddChassis asks a rack to look for machines. It finds none.
func (c *call) machinesAddChassis() (any, error) {
	kind, err := c.Post.Mandatory("chassis_type")
	if err != nil {
		return nil, err
	}
	if !slices.Contains(chassisTypes, kind) {
		return nil, engine.BadRequest("Invalid chassis_type: Value must be one of: " + strings.Join(chassisTypes, "; ") + " (not " + pyRepr(kind) + ")")
	}
	host, err := c.Post.Mandatory("hostname")
	if err != nil {
		return nil, err
	}
	if kind == "virsh" || kind == "powerkvm" {
		for _, name := range []string{"username", "power_control", "port", "protocol"} {
			if c.Post.Get(name) != "" {
				return &engine.Response{
					Status: http.StatusBadRequest, ContentType: engine.TypeText,
					Body: []byte(name + " can not be specified when using the " + kind + " chassis."),
				}, nil
			}
		}
	} else {
		for _, name := range []string{"username", "password"} {
			if _, err := c.Post.Mandatory(name); err != nil && kind != "proxmox" {
				return nil, err
			}
		}
	}
	rack := c.Post.Get("rack_controller")
	if rack == "" {
		// Without a rack, one is sought that reaches the address.
		address := host
		if _, rest, ok := strings.Cut(host, "://"); ok {
			address, _, _ = strings.Cut(rest, "/")
			if _, after, ok := strings.Cut(address, "@"); ok {
				address = after
			}
		}
		if _, err := netip.ParseAddr(address); err != nil {
			return nil, engine.ServerError("[Errno -2] Name or service not known")
		}
		return &engine.Response{
			Status: http.StatusOK, ContentType: engine.TypeText, Body: []byte("Asking rack-1 to add machines from chassis " + host),
		}, nil
	}
	for _, n := range c.state.nodesOf(rackNode) {
		if n.systemID == rack || n.hostname == rack {
			return &engine.Response{
				Status: http.StatusOK, ContentType: engine.TypeText, Body: []byte("Asking " + n.hostname + " to add machines from chassis " + host),
			}, nil
		}
	}
	return &engine.Response{Status: http.StatusNotFound, ContentType: engine.TypeText, Body: []byte("Unable to find specified rack " + rack)}, nil
}

// machinesClone gives machines the interfaces and disks of another one.
func (c *call) machinesClone() (any, error) {
	errs := engine.FieldErrors{}
	var withStorage, withInterfaces bool
	f := &form{c.Post, errs}
	f.boolean("storage", &withStorage)
	f.boolean("interfaces", &withInterfaces)
	source := c.clonable(c.Post.Get("source"))
	switch {
	case !c.Post.Has("source"):
		errs.Add("source", fieldRequired)
	case source == nil:
		errs.Add("source", notAChoice(c.Post.Get("source")))
		errs.Add("source", fieldRequired)
	}
	var destinations []*node
	ids := c.Post.List("destinations")
	if len(ids) == 0 {
		errs.Add("destinations", fieldRequired)
	}
	for i, id := range ids {
		n := c.clonable(id)
		switch {
		case n == nil || !c.may(n, toAdmin):
			errs.Add("destinations", fmt.Sprintf("Machine %d is invalid: %s", i+1, notAChoice(id)))
		case source == nil:
		case n.systemID == source.systemID:
			errs.Add("destinations", "Source machine "+id+" ("+n.hostname+") cannot be a destination machine.")
		case n.status != statusReady && n.status != statusFailedTesting:
			errs.Add("destinations", fmt.Sprintf("Machine %d is invalid: %s", i+1, notAChoice(id)))
		default:
			if problem := c.state.storageProblem(source, n); withStorage && problem != "" {
				errs.Add("destinations", id+" ("+n.hostname+") is invalid: "+problem)
				continue
			}
			destinations = append(destinations, n)
		}
	}
	if !withStorage && !withInterfaces {
		errs.Add("__all__", "Either storage or interfaces must be true.")
	}
	if len(errs) > 0 {
		return nil, refuse(errs)
	}
	for _, n := range destinations {
		if withStorage {
			c.state.cloneStorage(source, n)
		}
		if withInterfaces {
			c.state.cloneInterfaces(source, n)
		}
	}
	return engine.Deleted(), nil
}

// clonable finds a machine that the caller sees, or returns nil.
func (c *call) clonable(id string) *node {
	n := nodes.in(c.state).Get(id)
	if n == nil || n.kind != machineNode || !c.may(n, toView) {
		return nil
	}
	return n
}

// cloneInterfaces links the interfaces of a machine as those of the same name of
// another one are.
func (st *state) cloneInterfaces(source, destination *node) {
	for _, from := range st.ifacesOf(source.systemID) {
		for _, to := range st.ifacesOf(destination.systemID) {
			if to.name != from.name || to.kind != from.kind {
				continue
			}
			i := *to
			i.vlan, i.tags, i.params, i.enabled = from.vlan, from.tags, from.params, from.enabled
			links, _ := st.linksOf(to)
			_, seen := st.linksOf(to)
			i.links = nil
			for _, ip := range seen {
				i.links = append(i.links, ip.id)
			}
			for _, ip := range links {
				staticIPs.in(st).Delete(ip.id)
			}
			originals, _ := st.linksOf(from)
			for _, ip := range originals {
				copied := &staticIP{node: i.node, subnet: ip.subnet, alloc: ip.alloc, created: ip.created}
				if ip.alloc == allocSticky && ip.address.IsValid() {
					copied.alloc = allocAuto
				}
				i.links = append(i.links, st.addIP(copied).id)
			}
			ifaces.in(st).Put(i.id, &i)
		}
	}
}

// machineSetOwnerData stores what the owner of a machine notes on it. A blank value
// takes a note away.
func (c *call) machineSetOwnerData() (any, error) {
	return c.change(toView, func(n *node) error {
		if n.owner == "" || !slices.Contains(ownedStatuses, n.status) {
			return engine.Conflict("Cannot set workload annotation: it hasn't been acquired.")
		}
		if !c.may(n, toEdit) {
			return engine.Forbidden("")
		}
		n.ownerData = c.noted(n.ownerData)
		return nil
	})
}

// ownedStatuses are the statuses of machines that somebody has.
var ownedStatuses = []int{
	statusAllocated, statusFailedDeployment, statusReleasing, statusFailedReleasing, statusDiskErasing, statusFailedDiskErasing, statusRescueMode,
	statusEnteringRescueMode, statusFailedEntering, statusExitingRescueMode, statusFailedExiting, statusTesting, statusFailedTesting,
	statusDeployed, statusDeploying,
}

// noted returns notes as the form changes them.
func (c *call) noted(old map[string]string) map[string]string {
	changed := make(map[string]string, len(old))
	for key, value := range old {
		changed[key] = value
	}
	for _, p := range c.Post.Pairs {
		switch {
		case p.Name == "op":
		case p.Value == "":
			delete(changed, p.Name)
		default:
			changed[p.Name] = p.Value
		}
	}
	return changed
}

func (c *call) machineClearDefaultGateways() (any, error) {
	return c.change(toAdmin, func(n *node) error {
		n.gateway4, n.gateway6 = 0, 0
		return nil
	})
}

// restorable reports whether the configuration of a machine can be put back.
func restorable(n *node) bool { return n.status == statusReady || n.status == statusFailedTesting }

func (c *call) machineRestoreDefault() (any, error) {
	return c.change(toAdmin, func(n *node) error {
		if !restorable(n) {
			return engine.Conflict("Machine must be in a ready or failed testing state to restore default networking and storage configuration.")
		}
		c.state.restoreNetworking(n, c.now)
		c.state.restoreStorage(n)
		return nil
	})
}

func (c *call) machineRestoreNetworking() (any, error) {
	return c.change(toAdmin, func(n *node) error {
		if !restorable(n) {
			return engine.Conflict("Machine must be in a ready or failed testing state to restore networking configuration")
		}
		c.state.restoreNetworking(n, c.now)
		return nil
	})
}

// restoreNetworking puts the interfaces of a machine back to what commissioning found.
func (st *state) restoreNetworking(n *node, now time.Time) {
	boot := n.bootInterface
	for _, i := range st.ifacesOf(n.systemID) {
		if i.kind != "physical" || i.added {
			st.deleteIface(i)
			continue
		}
		st.plug(n, i, i.id == boot, now)
	}
}

func (c *call) machineRestoreStorage() (any, error) {
	return c.change(toAdmin, func(n *node) error {
		if !restorable(n) {
			return engine.Conflict("Machine must be in a ready or failed testing state to restore storage configuration.")
		}
		c.state.restoreStorage(n)
		return nil
	})
}

func (c *call) machineSetStorageLayout() (any, error) {
	return c.change(toAdmin, func(n *node) error {
		if n.status != statusReady && n.status != statusAllocated {
			return engine.Conflict("Cannot change the storage layout on a machine that is not Ready.")
		}
		return c.setStorageLayout(n)
	})
}

func (c *call) machineMountSpecial() (any, error) {
	return c.change(toEdit, func(n *node) error {
		if n.status != statusReady && n.status != statusAllocated {
			return engine.Conflict("Cannot mount the filesystem because the machine is not Ready or Allocated.")
		}
		return c.mountSpecial(n)
	})
}

func (c *call) machineUnmountSpecial() (any, error) {
	return c.change(toEdit, func(n *node) error {
		if n.status != statusReady && n.status != statusAllocated {
			return engine.Conflict("Cannot unmount the filesystem because the machine is not Ready or Allocated.")
		}
		return c.unmountSpecial(n)
	})
}

// machineToken shows the key with which a machine itself talks to MAAS, or null
// while it has none.
func (c *call) machineToken() (any, error) {
	n, err := c.machineFor(toView)
	if err != nil {
		return nil, err
	}
	if !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	if n.token == "" {
		return nil, nil
	}
	parts := strings.Split(n.token, ":")
	return object{{"token_key", parts[1]}, {"token_secret", parts[2]}, {"consumer_key", parts[0]}}, nil
}

// machineCurtinConfig gives the part of an installer's configuration that names the
// machine.
func (c *call) machineCurtinConfig() (any, error) {
	n, err := c.machineFor(toView)
	if err != nil {
		return nil, err
	}
	if n.status != statusDeploying && n.status != statusDeployed {
		return nil, engine.BadRequest("Machine " + n.hostname + " is not in a deployment state.")
	}
	var b strings.Builder
	b.WriteString("install:\n  log_file: /tmp/install.log\nkernel:\n  package: linux-generic\nnetwork:\n  ethernets:\n")
	for _, i := range c.state.ifacesOf(n.systemID) {
		fmt.Fprintf(&b, "    %s:\n      match:\n        macaddress: '%s'\n      set-name: %s\n", i.name, i.mac, i.name)
	}
	b.WriteString("  version: 2\n")
	return &engine.Response{Status: http.StatusOK, ContentType: engine.TypePlain, Body: []byte(b.String())}, nil
}
