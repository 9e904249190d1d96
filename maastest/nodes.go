package maastest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/gomaas/maas/internal/engine"
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

// visible reports whether the caller sees a node in lists.
func (c *call) visible(n *node) bool {
	return n.owner == "" || c.mayEdit(n)
}

// mayEdit reports whether the caller owns a node or is an administrator.
func (c *call) mayEdit(n *node) bool {
	return c.user != nil && (c.user.superuser || n.owner == c.user.name)
}

// nodeJSON shows a node.
func (c *call) nodeJSON(n *node) engine.Object {
	return c.nodeInZoneJSON(n, c.zoneJSON(c.state.zones.Get(n.zone)))
}

func (c *call) nodeInZoneJSON(n *node, zone engine.Object) engine.Object {
	uri := c.uri("nodes", n.systemID)
	macs := make([]engine.Object, len(n.macs))
	for i, address := range n.macs {
		macs[i] = macJSON(uri, address)
	}
	return append(c.commonNodeJSON(n),
		engine.Member{"macaddress_set", macs},
		engine.Member{"zone", zone},
		engine.Member{"resource_uri", uri},
	)
}

// commonNodeJSON is what every caller is shown of a node in the same way.
func (c *call) commonNodeJSON(n *node) engine.Object {
	var owner, routers any
	if n.owner != "" {
		owner = n.owner
	}
	if n.routers != nil {
		routers = n.routers
	}
	shown := make(engine.Object, 0, 19)
	return append(shown,
		engine.Member{"system_id", n.systemID},
		engine.Member{"hostname", c.state.fqdn(n)},
		engine.Member{"owner", owner},
		engine.Member{"status", n.status},
		engine.Member{"architecture", n.architecture},
		engine.Member{"cpu_count", n.cpuCount},
		engine.Member{"memory", n.memory},
		engine.Member{"storage", n.storage},
		engine.Member{"osystem", n.osystem},
		engine.Member{"distro_series", n.distroSeries},
		engine.Member{"netboot", n.netboot},
		engine.Member{"power_type", n.powerType},
		engine.Member{"tag_names", n.tags},
		engine.Member{"ip_addresses", c.state.nodeIPs(n)},
		engine.Member{"routers", routers},
	)
}

// anonymousNodeJSON shows a node to a caller without credentials: MAAS has no
// views of the zone and the MACs for those and dumps the records.
func (c *call) anonymousNodeJSON(n *node) engine.Object {
	macs := make([]engine.Object, len(n.macs))
	for i, address := range n.macs {
		macs[i] = engine.Object{{"mac_address", address}}
	}
	z := c.state.zones.Get(n.zone)
	created := engine.IsoTime(c.server.started)
	return append(c.commonNodeJSON(n),
		engine.Member{"macaddress_set", macs},
		engine.Member{"zone", engine.Object{
			{"_state", "<django.db.models.base.ModelState object at 0x7f0000000000>"},
			{"created", created},
			{"updated", created},
			{"id", 1},
			{"name", z.name},
			{"description", z.description},
		}},
		engine.Member{"resource_uri", c.uri("nodes")},
	)
}

// longList is how many nodes a list has that is not put together in memory.
const longList = 12_000

func (c *call) nodesJSON(nodes []*node) any {
	if len(nodes) >= longList {
		then := *c
		then.state = c.state.Clone()
		return engine.LongList{Len: len(nodes), At: func(i int) any { return then.nodeJSON(nodes[i]) }}
	}
	zones := map[string]engine.Object{} // shown the same in all nodes
	for _, n := range nodes {
		if zones[n.zone] == nil {
			zones[n.zone] = c.zoneJSON(c.state.zones.Get(n.zone))
		}
	}
	list := make([]engine.Object, len(nodes))
	engine.InParallel(len(nodes), func(from, to int) {
		for i := from; i < to; i++ {
			list[i] = c.nodeInZoneJSON(nodes[i], zones[nodes[i].zone])
		}
	})
	return list
}

func nodesResource(template string) *resource {
	return &resource{
		Template: template,
		Operations: []operation{
			{Method: http.MethodGet, Op: "list", Run: (*call).nodesList},
			{Method: http.MethodGet, Op: "list_allocated", Run: (*call).nodesListAllocated},
			{Method: http.MethodPost, Op: "new", Run: (*call).nodesNew},
			{Method: http.MethodPost, Op: "accept", Run: (*call).nodesAccept},
			{Method: http.MethodPost, Op: "accept_all", Run: (*call).nodesAcceptAll},
			{Method: http.MethodPost, Op: "check_commissioning", Run: (*call).nodesCheckCommissioning},
			{Method: http.MethodPost, Op: "release", Run: (*call).nodesRelease},
			{Method: http.MethodPost, Op: "acquire", Run: (*call).nodesAcquire},
			{Method: http.MethodPost, Op: "set_zone", Admin: true, Run: (*call).nodesSetZone},
		},
		Anonymous: []operation{
			{Method: http.MethodGet, Op: "is_registered", Run: (*call).nodesIsRegistered},
			{Method: http.MethodPost, Op: "new", Run: (*call).nodesNew},
			{Method: http.MethodPost, Op: "accept", Run: func(*call) (any, error) {
				return nil, engine.Unauthorized("You must be logged in to accept nodes.")
			}},
		},
	}
}

func nodeResource() *resource {
	return &resource{
		Template: `nodes/{system_id:[\w\-]+}/`,
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).nodeRead},
			{Method: http.MethodPut, Run: (*call).nodeUpdate},
			{Method: http.MethodDelete, Run: (*call).nodeDelete},
			{Method: http.MethodGet, Op: "details", Run: (*call).nodeDetails},
			{Method: http.MethodPost, Op: "start", Run: (*call).nodeStart},
			{Method: http.MethodPost, Op: "stop", Run: (*call).nodeStop},
			{Method: http.MethodPost, Op: "release", Run: (*call).nodeRelease},
			{Method: http.MethodPost, Op: "commission", Run: (*call).nodeCommission},
			{Method: http.MethodPost, Op: "claim_sticky_ip_address", Admin: true, Run: (*call).nodeClaimStickyIP},
		},
	}
}

// node finds the node in the path and refuses callers that permitted rejects.
func (c *call) node(permitted func(*node) bool) (*node, error) {
	n := c.state.nodes.Get(c.args["system_id"])
	switch {
	case n == nil:
		return nil, notFound()
	case permitted != nil && !permitted(n):
		return nil, engine.Forbidden("")
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
	macs := c.Query.List("mac_address")
	if bad := slices.DeleteFunc(slices.Clone(macs), isMAC); len(bad) > 0 {
		return nil, engine.BadRequest("Invalid MAC address(es): " + strings.Join(bad, ", "))
	}
	for i := range macs {
		macs[i] = normalizeMAC(macs[i])
	}
	var found []*node
	for _, n := range c.candidates(c.Query.List("id")) {
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
	nodes := make([]*node, 0, c.state.nodes.Len())
	for _, n := range c.state.nodes.All() {
		nodes = append(nodes, n)
	}
	return nodes
}

// nodesByID returns the nodes with the given ids, each once, in the order of
// their creation.
func (c *call) nodesByID(ids []string) []*node {
	var found []*node
	for _, id := range unique(ids) {
		if n := c.state.nodes.Get(id); n != nil {
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
	hostnames := c.Query.List("hostname")
	zone, byZone := c.Query.Lookup("zone")
	agent, byAgent := c.Query.Lookup("agent_name")
	return (hostnames == nil || slices.Contains(hostnames, n.hostname)) &&
		(!byZone || n.zone == zone) && (!byAgent || n.agentName == agent)
}

func (c *call) nodesListAllocated() (any, error) {
	key, err := c.oauthToken()
	if err != nil {
		return nil, err
	}
	var found []*node
	for _, n := range c.candidates(c.Query.List("id")) {
		if n.status == statusAllocated && n.tokenKey == key {
			found = append(found, c.polled(n))
		}
	}
	return c.nodesJSON(found), nil
}

func (c *call) nodesIsRegistered() (any, error) {
	address, err := c.Query.Mandatory("mac_address")
	if err != nil {
		return nil, err
	}
	m := c.state.macs.Get(normalizeMAC(address))
	return m != nil && c.state.nodes.Get(m.systemID).status != statusRetired, nil
}

// existing checks that all nodes in the form exist and that the caller is
// permitted to use them, and returns them.
func (c *call) existing(verb string, permitted func(*node) bool) ([]*node, error) {
	if c.JSON != nil {
		return nil, c.NeedForm()
	}
	ids := unique(c.Post.List("nodes"))
	nodes := c.nodesByID(ids)
	if len(nodes) < len(ids) {
		unknown := slices.DeleteFunc(ids, func(id string) bool { return c.state.nodes.Get(id) != nil })
		return nil, engine.BadRequest("Unknown node(s): " + strings.Join(unknown, ", ") + ".")
	}
	var refused []string
	for _, n := range nodes {
		if !permitted(n) {
			refused = append(refused, n.systemID)
		}
	}
	if refused != nil {
		return nil, engine.Forbidden("You don't have the required permission to " + verb +
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
			return nil, engine.Conflict(fmt.Sprintf("Cannot accept node enlistment: node %s is in state %s.",
				n.systemID, statusNames[n.status]))
		}
	}
	return c.nodesJSON(accepted), nil
}

func (c *call) nodesAcceptAll() (any, error) {
	var accepted []*node
	for _, n := range c.state.nodes.All() {
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
	for _, n := range c.state.nodes.All() {
		if n.status == statusCommissioning && c.now.Sub(n.updated) > commissioningTimeout {
			failed = append(failed, c.state.endCommissioning(n, statusFailedTests, c.now))
		}
	}
	return c.nodesJSON(failed), nil
}

func (c *call) nodesSetZone() (any, error) {
	if err := c.NeedForm(); err != nil {
		return nil, err
	}
	errs := engine.FieldErrors{}
	zone, ids := c.Data.Get("zone"), c.Data.List("nodes")
	switch {
	case zone == "":
		errs.Add("zone", fieldRequired)
	case c.state.zones.Get(zone) == nil:
		errs.Add("zone", badChoice)
	}
	nodes := c.nodesByID(ids)
	switch {
	case len(ids) == 0:
		errs.Add("system_id", "No node selected.")
	case len(nodes) < len(unique(ids)):
		errs.Add("system_id", "Some of the given system ids are invalid system ids.")
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	for _, n := range nodes {
		c.state.nodes.Update(n.systemID, func(n *node) { n.zone = zone })
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
		return nil, engine.Conflict(fmt.Sprintf("Cannot delete node %s: node is in state %s.",
			n.systemID, statusNames[n.status]))
	}
	c.state.releaseStaticIPs(n, true)
	c.state.clearResults(n)
	for _, address := range n.macs {
		c.state.macs.Delete(address)
	}
	c.state.pending.Delete(n.systemID)
	c.state.hostnames.Delete(n.hostname)
	c.state.nodes.Delete(n.systemID)
	return engine.Deleted(), nil
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
	return engine.BsonBody(document), nil
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
		return nil, engine.ServerError("Incorrect padding")
	}
	return decoded, nil
}

func (c *call) nodeStart() (any, error) {
	var userData []byte
	if encoded, sent := c.Post.Lookup("user_data"); sent {
		var err error
		if userData, err = decodeBase64(encoded); err != nil {
			return nil, err
		}
	}
	if err := c.setSeries(); err != nil {
		return nil, err
	}
	n := c.state.nodes.Get(c.args["system_id"])
	refused := engine.Forbidden("You are not allowed to start up this node.")
	if n == nil || !c.mayEdit(n) {
		return nil, refused
	}
	n = c.state.nodes.Update(n.systemID, func(n *node) { n.userData, n.updated = userData, c.now })
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
	series, hasSeries := c.Post.Lookup("distro_series")
	license, hasLicense := c.Post.Lookup("license_key")
	if !hasSeries && !hasLicense {
		return nil
	}
	n, err := c.node(c.mayEdit)
	if err != nil {
		return err
	}
	changes := new(engine.Values)
	if hasSeries {
		if slices.Contains(ubuntuSeries, series) {
			series = "ubuntu/" + series
		}
		changes.Add("distro_series", series)
	}
	if hasLicense {
		changes.Add("license_key", license)
	}
	_, err = c.editNode(n, changes)
	return err
}

// ubuntuSeries are the releases that MAAS 1.6 knows by name alone.
var ubuntuSeries = []string{"precise", "saucy", "trusty", "utopic"}

func (c *call) nodeStop() (any, error) {
	n := c.state.nodes.Get(c.args["system_id"])
	if n == nil || !c.mayEdit(n) || !c.powerOff(n) {
		return nil, engine.Forbidden("You are not allowed to shut down this node.")
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
		return nil, engine.Conflict("Node cannot be released in its current state ('" + statusNames[n.status] + "').")
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
		return nil, engine.Conflict("Node(s) cannot be released in their current state: " + strings.Join(failed, ", ") + ".")
	}
	return released, nil
}

// release gives a node back to the pool.
func (c *call) release(n *node) *node {
	c.powerOff(n)
	c.state.releaseStaticIPs(n, false)
	c.state.pending.Delete(n.systemID)
	return c.state.nodes.Update(n.systemID, func(n *node) {
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
		return nil, engine.Invalid("action", "Not a permitted action: commission.")
	}
	return c.nodeJSON(c.startCommissioning(n)), nil
}
