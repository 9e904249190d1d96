package maastest

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Statuses of nodes.
const (
	statusDeclared      = 0
	statusCommissioning = 1
	statusFailedTests   = 2
	statusMissing       = 3
	statusReady         = 4
	statusReserved      = 5
	statusAllocated     = 6
	statusRetired       = 7
)

// statusNames are the statuses as messages show them.
var statusNames = []string{
	"Declared", "Commissioning", "Failed tests", "Missing", "Ready", "Reserved", "Allocated", "Retired",
}

// A node is a machine as the database has it. Its slices and maps are never
// modified, only replaced.
type node struct {
	id           int
	systemID     string
	hostname     string // as stored; what is shown can have the cluster's domain
	status       int
	owner        string // "" for none
	nodeGroup    string // uuid of the cluster
	architecture string
	cpuCount     int
	memory       int // MB
	storage      int // MB
	osystem      string
	distroSeries string
	licenseKey   string
	netboot      bool
	powerType    string
	powerParams  map[string]any
	tags         []string
	zone         string
	routers      []string // nil until commissioned
	macs         []string // in the order of their addition
	agentName    string
	tokenKey     string // of the credentials that acquired it
	userData     []byte
	lshw, lldp   []byte   // nil until commissioned
	results      []string // names of what commissioning left
	updated      time.Time
}

// A mac is a network interface of a node.
type mac struct {
	id       int
	address  string
	systemID string
	// networks are the names of the networks that it is on; never modified.
	networks []string
	// clusterInterface names the interface of the node's cluster that it was
	// seen behind, "" if it was not yet.
	clusterInterface string
}

// visible tells whether the caller sees a node in lists.
func (c *call) visible(n *node) bool {
	return n.owner == "" || c.mayEdit(n)
}

// mayEdit tells whether the caller owns a node or is an administrator.
func (c *call) mayEdit(n *node) bool {
	return c.user != nil && (c.user.superuser || n.owner == c.user.name)
}

// nodeJSON shows a node.
func (c *call) nodeJSON(n *node) object {
	macs := make([]object, len(n.macs))
	for i, address := range n.macs {
		macs[i] = c.macJSON(n, address)
	}
	shown := c.commonNodeJSON(n)
	return append(shown,
		member{"macaddress_set", macs},
		member{"zone", c.zoneJSON(c.state.zones.get(n.zone))},
		member{"resource_uri", c.uri("nodes", n.systemID)},
	)
}

// commonNodeJSON is what every caller is shown of a node in the same way.
func (c *call) commonNodeJSON(n *node) object {
	var owner, routers any
	if n.owner != "" {
		owner = n.owner
	}
	if n.routers != nil {
		routers = n.routers
	}
	shown := make(object, 0, 19)
	return append(shown,
		member{"system_id", n.systemID},
		member{"hostname", c.state.fqdn(n)},
		member{"owner", owner},
		member{"status", n.status},
		member{"architecture", n.architecture},
		member{"cpu_count", n.cpuCount},
		member{"memory", n.memory},
		member{"storage", n.storage},
		member{"osystem", n.osystem},
		member{"distro_series", n.distroSeries},
		member{"netboot", n.netboot},
		member{"power_type", n.powerType},
		member{"tag_names", n.tags},
		member{"ip_addresses", c.state.nodeIPs(n)},
		member{"routers", routers},
	)
}

// anonymousNodeJSON shows a node to a caller without credentials: MAAS has no
// views of the zone and the MACs for those and dumps the records.
func (c *call) anonymousNodeJSON(n *node) object {
	macs := make([]object, len(n.macs))
	for i, address := range n.macs {
		macs[i] = object{{"mac_address", address}}
	}
	z := c.state.zones.get(n.zone)
	created := isoTime(c.server.started)
	return append(c.commonNodeJSON(n),
		member{"macaddress_set", macs},
		member{"zone", object{
			{"_state", "<django.db.models.base.ModelState object at 0x7f0000000000>"},
			{"created", created},
			{"updated", created},
			{"id", 1},
			{"name", z.name},
			{"description", z.description},
		}},
		member{"resource_uri", c.uri("nodes")},
	)
}

func (c *call) nodesJSON(nodes []*node) []object {
	list := make([]object, len(nodes))
	for i, n := range nodes {
		list[i] = c.nodeJSON(n)
	}
	return list
}

func nodesResource(template string) *resource {
	return &resource{
		template: template,
		operations: []operation{
			{method: "GET", op: "list", run: (*call).nodesList},
			{method: "GET", op: "list_allocated", run: (*call).nodesListAllocated},
			{method: "POST", op: "new", run: (*call).nodesNew},
			{method: "POST", op: "accept", run: (*call).nodesAccept},
			{method: "POST", op: "accept_all", run: (*call).nodesAcceptAll},
			{method: "POST", op: "check_commissioning", run: (*call).nodesCheckCommissioning},
			{method: "POST", op: "release", run: (*call).nodesRelease},
			{method: "POST", op: "acquire", run: (*call).nodesAcquire},
			{method: "POST", op: "set_zone", admin: true, run: (*call).nodesSetZone},
		},
		anonymous: []operation{
			{method: "GET", op: "is_registered", run: (*call).nodesIsRegistered},
			{method: "POST", op: "new", run: (*call).nodesNew},
			{method: "POST", op: "accept", run: func(*call) (any, error) {
				return nil, unauthorized("You must be logged in to accept nodes.")
			}},
		},
	}
}

func nodeResource() *resource {
	return &resource{
		template: `nodes/{system_id:[\w\-]+}/`,
		operations: []operation{
			{method: "GET", run: (*call).nodeRead},
			{method: "PUT", run: (*call).nodeUpdate},
			{method: "DELETE", run: (*call).nodeDelete},
			{method: "GET", op: "details", run: (*call).nodeDetails},
			{method: "POST", op: "start", run: (*call).nodeStart},
			{method: "POST", op: "stop", run: (*call).nodeStop},
			{method: "POST", op: "release", run: (*call).nodeRelease},
			{method: "POST", op: "commission", run: (*call).nodeCommission},
			{method: "POST", op: "claim_sticky_ip_address", admin: true, run: (*call).nodeClaimStickyIP},
		},
	}
}

// node finds the node in the path and refuses callers that permitted rejects.
func (c *call) node(permitted func(*node) bool) (*node, error) {
	n := c.state.nodes.get(c.args["system_id"])
	switch {
	case n == nil:
		return nil, notFound()
	case permitted != nil && !permitted(n):
		return nil, forbidden("")
	}
	return n, nil
}

func (c *call) nodeRead() (any, error) {
	n, err := c.node(nil)
	if err != nil {
		return nil, err
	}
	return c.nodeJSON(c.polled(n)), nil
}

func (c *call) nodesList() (any, error) {
	macs := c.query.list("mac_address")
	if bad := slices.DeleteFunc(slices.Clone(macs), isMAC); len(bad) > 0 {
		return nil, badRequest("Invalid MAC address(es): " + strings.Join(bad, ", "))
	}
	for i := range macs {
		macs[i] = normalizeMAC(macs[i])
	}
	var found []*node
	for _, n := range c.candidates(c.query.list("id")) {
		if !c.visible(n) || !c.matchesList(n) {
			continue
		}
		n = c.polled(n)
		if macs == nil {
			found = append(found, n)
			continue
		}
		for _, address := range n.macs {
			// Once for each address that matches: MAAS joins the tables.
			if slices.Contains(macs, address) {
				found = append(found, n)
			}
		}
	}
	return c.nodesJSON(found), nil
}

// candidates returns the nodes with the given ids, or all of them if there are
// none given, in the order of their creation.
func (c *call) candidates(ids []string) []*node {
	if ids != nil {
		return c.nodesByID(ids)
	}
	nodes := make([]*node, 0, c.state.nodes.len())
	for _, n := range c.state.nodes.all() {
		nodes = append(nodes, n)
	}
	return nodes
}

// nodesByID returns the nodes with the given ids, each once, in the order of
// their creation.
func (c *call) nodesByID(ids []string) []*node {
	var found []*node
	for _, id := range unique(ids) {
		if n := c.state.nodes.get(id); n != nil {
			found = append(found, n)
		}
	}
	slices.SortFunc(found, func(a, b *node) int { return a.id - b.id })
	return found
}

func unique(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// matchesList applies the filters of the list that are not about ids and MACs.
func (c *call) matchesList(n *node) bool {
	hostnames := c.query.list("hostname")
	zone, byZone := c.query.lookup("zone")
	agent, byAgent := c.query.lookup("agent_name")
	return (hostnames == nil || slices.Contains(hostnames, n.hostname)) &&
		(!byZone || n.zone == zone) && (!byAgent || n.agentName == agent)
}

func (c *call) nodesListAllocated() (any, error) {
	key, err := c.oauthToken()
	if err != nil {
		return nil, err
	}
	var found []*node
	for _, n := range c.candidates(c.query.list("id")) {
		if n.status == statusAllocated && n.tokenKey == key {
			found = append(found, c.polled(n))
		}
	}
	return c.nodesJSON(found), nil
}

func (c *call) nodesIsRegistered() (any, error) {
	address, err := c.query.mandatory("mac_address")
	if err != nil {
		return nil, err
	}
	m := c.state.macs.get(normalizeMAC(address))
	return m != nil && c.state.nodes.get(m.systemID).status != statusRetired, nil
}

// existing checks that all nodes in the form exist and that the caller is
// permitted to use them, and returns them.
func (c *call) existing(verb string, permitted func(*node) bool) ([]*node, error) {
	if c.json != nil {
		return nil, c.needForm()
	}
	ids := unique(c.post.list("nodes"))
	nodes := c.nodesByID(ids)
	if len(nodes) < len(ids) {
		unknown := slices.DeleteFunc(ids, func(id string) bool { return c.state.nodes.get(id) != nil })
		return nil, badRequest("Unknown node(s): " + strings.Join(unknown, ", ") + ".")
	}
	var refused []string
	for _, n := range nodes {
		if !permitted(n) {
			refused = append(refused, n.systemID)
		}
	}
	if refused != nil {
		return nil, forbidden("You don't have the required permission to " + verb +
			" the following node(s): " + strings.Join(refused, ", ") + ".")
	}
	return nodes, nil
}

func (c *call) nodesAccept() (any, error) {
	nodes, err := c.existing("accept", func(*node) bool { return c.isAdmin() })
	if err != nil {
		return nil, err
	}
	var accepted []*node
	for _, n := range nodes {
		switch n.status {
		case statusReady, statusCommissioning:
		case statusDeclared:
			accepted = append(accepted, c.startCommissioning(n))
		default:
			return nil, conflict(fmt.Sprintf("Cannot accept node enlistment: node %s is in state %s.",
				n.systemID, statusNames[n.status]))
		}
	}
	return c.nodesJSON(accepted), nil
}

func (c *call) nodesAcceptAll() (any, error) {
	var accepted []*node
	for _, n := range c.state.nodes.all() {
		if n.status == statusDeclared && c.isAdmin() {
			accepted = append(accepted, c.startCommissioning(n))
		}
	}
	return c.nodesJSON(accepted), nil
}

// commissioningTimeout is how long a commissioning node may be silent.
const commissioningTimeout = time.Hour

func (c *call) nodesCheckCommissioning() (any, error) {
	var failed []*node
	for _, n := range c.state.nodes.all() {
		if n.status == statusCommissioning && c.now.Sub(n.updated) > commissioningTimeout {
			failed = append(failed, c.state.endCommissioning(n, statusFailedTests, c.now))
		}
	}
	return c.nodesJSON(failed), nil
}

func (c *call) nodesSetZone() (any, error) {
	if err := c.needForm(); err != nil {
		return nil, err
	}
	errs := fieldErrors{}
	zone, ids := c.data.get("zone"), c.data.list("nodes")
	switch {
	case zone == "":
		errs.add("zone", fieldRequired)
	case c.state.zones.get(zone) == nil:
		errs.add("zone", badChoice)
	}
	nodes := c.nodesByID(ids)
	switch {
	case len(ids) == 0:
		errs.add("system_id", "No node selected.")
	case len(nodes) < len(unique(ids)):
		errs.add("system_id", "Some of the given system ids are invalid system ids.")
	}
	if err := errs.err(); err != nil {
		return nil, err
	}
	for _, n := range nodes {
		c.state.nodes.update(n.systemID, func(n *node) { n.zone = zone })
	}
	return nil, nil
}

// badChoice is the message for an object that does not exist.
const badChoice = "Select a valid choice. That choice is not one of the available choices."

func (c *call) nodeDelete() (any, error) {
	n, err := c.node(func(*node) bool { return c.isAdmin() })
	if err != nil {
		return nil, err
	}
	if n.status == statusAllocated {
		return nil, conflict(fmt.Sprintf("Cannot delete node %s: node is in state %s.",
			n.systemID, statusNames[n.status]))
	}
	c.state.releaseStaticIPs(n, true)
	c.state.clearResults(n)
	for _, address := range n.macs {
		c.state.macs.delete(address)
	}
	c.state.pending.delete(n.systemID)
	c.state.hostnames.delete(n.hostname)
	c.state.nodes.delete(n.systemID)
	return deleted(), nil
}

// detailsBSON is what commissioning found out about a node.
func detailsBSON(n *node) bson.D {
	return bson.D{{Key: "lldp", Value: binaryOrNull(n.lldp)}, {Key: "lshw", Value: binaryOrNull(n.lshw)}}
}

func binaryOrNull(content []byte) any {
	if content == nil {
		return nil
	}
	return bson.Binary{Data: content}
}

func (c *call) nodeDetails() (any, error) {
	n, err := c.node(nil)
	if err != nil {
		return nil, err
	}
	document, err := bson.Marshal(detailsBSON(n))
	if err != nil {
		return nil, err
	}
	return bsonBody(document), nil
}

// powerOn tells a node's power control to start it, if there is one that can.
func (c *call) powerOn(n *node) bool {
	if n.powerType == "" {
		return false
	}
	if address, _ := n.powerParams["mac_address"].(string); n.powerType == "ether_wake" && address == "" {
		return false
	}
	c.server.recordPower(n, "on", c.now)
	return true
}

// powerOff tells a node's power control to stop it; a machine that is woken
// over the network stays on.
func (c *call) powerOff(n *node) bool {
	if n.powerType == "" {
		return false
	}
	if n.powerType != "ether_wake" {
		c.server.recordPower(n, "off", c.now)
	}
	return true
}

var base64Junk = regexp.MustCompile(`[^A-Za-z0-9+/=]`)

// decodeBase64 decodes as Python does, which skips what is not base64.
func decodeBase64(s string) ([]byte, error) {
	decoded, err := base64.StdEncoding.DecodeString(base64Junk.ReplaceAllString(s, ""))
	if err != nil {
		return nil, serverError("Incorrect padding")
	}
	return decoded, nil
}

func (c *call) nodeStart() (any, error) {
	var userData []byte
	if encoded, sent := c.post.lookup("user_data"); sent {
		var err error
		if userData, err = decodeBase64(encoded); err != nil {
			return nil, err
		}
	}
	if err := c.setSeries(); err != nil {
		return nil, err
	}
	n := c.state.nodes.get(c.args["system_id"])
	refused := forbidden("You are not allowed to start up this node.")
	if n == nil || !c.mayEdit(n) {
		return nil, refused
	}
	n = c.state.nodes.update(n.systemID, func(n *node) { n.userData, n.updated = userData, c.now })
	if n.status == statusAllocated {
		if err := c.state.claimStaticIPs(c, n); err != nil {
			return nil, err
		}
	}
	if !c.powerOn(n) {
		return nil, refused
	}
	if n.status == statusAllocated && n.netboot {
		c.state.begin(n, installing, c.now)
	}
	return c.nodeJSON(n), nil
}

// setSeries stores the system to install, if start names one.
func (c *call) setSeries() error {
	series, hasSeries := c.post.lookup("distro_series")
	license, hasLicense := c.post.lookup("license_key")
	if !hasSeries && !hasLicense {
		return nil
	}
	n, err := c.node(c.mayEdit)
	if err != nil {
		return err
	}
	changes := new(values)
	if hasSeries {
		if slices.Contains(ubuntuSeries, series) {
			series = "ubuntu/" + series
		}
		changes.add("distro_series", series)
	}
	if hasLicense {
		changes.add("license_key", license)
	}
	_, err = c.editNode(n, changes)
	return err
}

// ubuntuSeries are the releases that MAAS 1.6 knows by name alone.
var ubuntuSeries = []string{"precise", "saucy", "trusty", "utopic"}

func (c *call) nodeStop() (any, error) {
	n := c.state.nodes.get(c.args["system_id"])
	if n == nil || !c.mayEdit(n) || !c.powerOff(n) {
		return nil, forbidden("You are not allowed to shut down this node.")
	}
	return c.nodeJSON(n), nil
}

func (c *call) nodeRelease() (any, error) {
	n, err := c.node(c.mayEdit)
	if err != nil {
		return nil, err
	}
	switch n.status {
	case statusReady:
	case statusAllocated, statusReserved:
		n = c.release(n)
	default:
		return nil, conflict("Node cannot be released in its current state ('" + statusNames[n.status] + "').")
	}
	return c.nodeJSON(n), nil
}

func (c *call) nodesRelease() (any, error) {
	nodes, err := c.existing("release", c.mayEdit)
	if err != nil {
		return nil, err
	}
	released := []string{}
	var failed []string
	for _, n := range nodes {
		switch n.status {
		case statusReady:
		case statusAllocated, statusReserved:
			released = append(released, c.release(n).systemID)
		default:
			failed = append(failed, n.systemID+" ('"+statusNames[n.status]+"')")
		}
	}
	if failed != nil {
		return nil, conflict("Node(s) cannot be released in their current state: " + strings.Join(failed, ", ") + ".")
	}
	return released, nil
}

// release gives a node back to the pool.
func (c *call) release(n *node) *node {
	c.powerOff(n)
	c.state.releaseStaticIPs(n, false)
	c.state.pending.delete(n.systemID)
	return c.state.nodes.update(n.systemID, func(n *node) {
		n.status = statusReady
		n.owner, n.tokenKey, n.agentName = "", "", ""
		n.osystem, n.distroSeries, n.licenseKey = "", "", ""
		n.netboot = true
		n.updated = c.now
	})
}

func (c *call) nodeCommission() (any, error) {
	n, err := c.node(nil)
	if err != nil {
		return nil, err
	}
	from := []int{statusDeclared, statusFailedTests, statusReady}
	if !c.isAdmin() || !slices.Contains(from, n.status) {
		return nil, invalid("action", "Not a permitted action: commission.")
	}
	return c.nodeJSON(c.startCommissioning(n)), nil
}
