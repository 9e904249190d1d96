package maastest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"

	"github.com/gomaas/maas/internal/engine"
)

// Names of the results that MAAS makes something of.
const (
	lshwResult       = "00-maas-01-lshw.out"
	virtualityResult = "00-maas-02-virtuality.out"
	lldpResult       = "99-maas-02-capture-lldp.out"
)

// virtualTag is on the nodes that commissioning found to be virtual.
const virtualTag = "virtual"

// Kinds of work that take nodes some time.
const (
	commissioning = "commissioning"
	installing    = "installing"
)

// pendingWork is what a node is busy with.
type pendingWork struct {
	kind  string
	since time.Time
	polls int // reads of the node since
}

// A commissioningResult is what one commissioning script left.
type commissioningResult struct {
	systemID         string
	name             string
	scriptResult     int
	data             []byte
	created, updated time.Time
}

// A PowerAction is something that the server told a node's power control.
type PowerAction struct {
	SystemID  string
	Action    string // "on" or "off"
	PowerType string
	Time      time.Time // by the server's clock
}

// Commissioned is what commissioning finds out about a node.
type Commissioned struct {
	// CPUCount, Memory (MB) and Storage (MB) are read from LSHW where they are
	// 0 and it is given.
	CPUCount, Memory, Storage int
	// LSHW is the XML that lshw printed. If it is nil, one is made up that says
	// the above.
	LSHW []byte
	// LLDP is the XML that lldpd printed, nil for none.
	LLDP []byte
	// Routers are the MAC addresses of the routers that the node is connected
	// to, in addition to those in LLDP.
	Routers []string
}

// PowerActions lists the power actions since the start or ResetPowerActions.
func (s *Server) PowerActions() []PowerAction {
	return s.power.All()
}

// ResetPowerActions forgets the power actions so far.
func (s *Server) ResetPowerActions() {
	s.power.Reset()
}

// recordPower notes a power action. If the request is taken back, so is the note,
// unless the option says that the command is out by then.
func (s *Server) recordPower(n *node, action string, now time.Time) {
	journal := s.store.Current().journal
	if s.config.powerOnRollback {
		journal = new(engine.Journal)
	}
	s.power.Add(PowerAction{n.systemID, action, n.powerType, now}, journal)
}

// begin makes a node busy.
func (st *state) begin(n *node, kind string, now time.Time) {
	st.pending.Put(n.systemID, &pendingWork{kind: kind, since: now})
}

// startCommissioning puts a node through its tests.
func (c *call) startCommissioning(n *node) *node {
	c.state.clearResults(n)
	n = c.state.nodes.Update(n.systemID, func(n *node) {
		n.status = statusCommissioning
		n.lshw, n.lldp = nil, nil
		n.updated = c.now
	})
	c.powerOn(n)
	c.state.begin(n, commissioning, c.now)
	return n
}

// endCommissioning takes a node out of its tests.
func (st *state) endCommissioning(n *node, status int, now time.Time) *node {
	st.pending.Delete(n.systemID)
	return st.nodes.Update(n.systemID, func(n *node) {
		n.status = status
		n.updated = now
	})
}

// clearResults removes what commissioning left of a node.
func (st *state) clearResults(n *node) {
	for _, name := range n.results {
		st.results.Delete(resultKey(n.systemID, name))
	}
	st.nodes.Update(n.systemID, func(n *node) { n.results = nil })
}

func resultKey(systemID, name string) string { return systemID + "/" + name }

// takesTime is how long a kind of work takes, and how many reads if that is
// 0. With neither it does not end by itself.
func (s *Server) takesTime(kind string) (time.Duration, int) {
	c := &s.config
	switch {
	case kind == commissioning && !c.manualCommissioning:
		return c.commissioningTime, c.commissioningPolls
	case kind == installing && !c.manualDeployment:
		return c.deploymentTime, c.deploymentPolls
	}
	return 0, 0
}

// advance ends the work whose time is over.
func (s *Server) advance(now time.Time) {
	st := s.store.Current()
	if st.pending.Len() == 0 {
		return
	}
	for id, work := range st.pending.All() {
		if takes, _ := s.takesTime(work.kind); takes > 0 && now.Sub(work.since) >= takes {
			s.complete(st.nodes.Get(id), work.kind, now)
		}
	}
	st.journal.Commit()
}

// polled counts a read of a node, which can be the one that ends its work.
func (c *call) polled(n *node) *node {
	work := c.state.pending.Get(n.systemID)
	if work == nil {
		return n
	}
	takes, polls := c.server.takesTime(work.kind)
	if takes > 0 || polls == 0 {
		return n
	}
	if work.polls+1 >= polls {
		return c.server.complete(n, work.kind, c.now)
	}
	c.state.pending.Update(n.systemID, func(w *pendingWork) { w.polls++ })
	return n
}

// complete ends a node's work with success.
func (s *Server) complete(n *node, kind string, now time.Time) *node {
	st := s.store.Current()
	if kind == installing {
		st.pending.Delete(n.systemID)
		return st.nodes.Update(n.systemID, func(n *node) { n.netboot = false })
	}
	found := s.config.hardware
	if n.cpuCount+n.memory+n.storage > 0 {
		found = Commissioned{CPUCount: n.cpuCount, Memory: n.memory, Storage: n.storage, LLDP: found.LLDP, Routers: found.Routers}
	}
	return s.commissioned(n, found, now)
}

// commissioned ends commissioning with success.
func (s *Server) commissioned(n *node, found Commissioned, now time.Time) *node {
	st := s.store.Current()
	if found.LSHW == nil {
		s.keepLSHW(n, makeLSHW(found), now)
	} else {
		s.storeResult(n, lshwResult, 0, found.LSHW, now)
	}
	if found.LLDP != nil {
		s.storeResult(n, lldpResult, 0, found.LLDP, now)
	}
	n = st.nodes.Update(n.systemID, func(n *node) {
		if n.routers == nil {
			n.routers = []string{}
		}
		for _, address := range found.Routers {
			if address = normalizeMAC(address); !slices.Contains(n.routers, address) {
				n.routers = append(slices.Clip(n.routers), address)
			}
		}
		setIfGiven(&n.cpuCount, found.CPUCount)
		setIfGiven(&n.memory, found.Memory)
		setIfGiven(&n.storage, found.Storage)
	})
	return st.endCommissioning(n, statusReady, now)
}

func setIfGiven(field *int, value int) {
	if value != 0 {
		*field = value
	}
}

// makeLSHW writes what lshw would print for the given hardware.
func makeLSHW(found Commissioned) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><list><node id="machine" class="system"><node id="core" class="bus">`)
	for i := range found.CPUCount {
		fmt.Fprintf(&b, `<node id="cpu:%d" class="processor"><product>Virtual CPU</product></node>`, i)
	}
	fmt.Fprintf(&b, `<node id="memory" class="memory"><size units="bytes">%d</size></node></node>`, found.Memory<<20)
	fmt.Fprintf(&b, `<node id="volume:0" class="volume"><size units="bytes">%d</size></node></node></list>`, found.Storage<<20)
	return []byte(b.String())
}

// FinishCommissioning ends the commissioning of a node with success. It panics
// if the node is not in Commissioning.
func (s *Server) FinishCommissioning(systemID string, found Commissioned) {
	s.endByHand(systemID, statusCommissioning, func(n *node, now time.Time) { s.commissioned(n, found, now) })
}

// FailCommissioning ends the commissioning of a node with failure: its status
// becomes Failed tests. It panics if the node is not in Commissioning.
func (s *Server) FailCommissioning(systemID string) {
	s.endByHand(systemID, statusCommissioning, func(n *node, now time.Time) {
		s.store.Current().endCommissioning(n, statusFailedTests, now)
	})
}

// FinishDeployment ends the installation of a node: it boots from its own disk
// from now on, so that netboot is false. It panics if the node is not Allocated.
func (s *Server) FinishDeployment(systemID string) {
	s.endByHand(systemID, statusAllocated, func(n *node, now time.Time) { s.complete(n, installing, now) })
}

func (s *Server) endByHand(systemID string, status int, end func(*node, time.Time)) {
	s.seed(func(st *state) error {
		n := st.nodes.Get(systemID)
		if n == nil || n.status != status {
			return fmt.Errorf("node %q is not there or not %s", systemID, statusNames[status])
		}
		end(n, s.clock.Now())
		return nil
	})
}

// Expressions for what lshw's XML says of the hardware.
var (
	lshwCPUs    = xpath.MustCompile(`count(//node[@id='core']/node[@class='processor'][not(@disabled)])`)
	lshwMemory  = xpath.MustCompile(`//node[@id='memory']/size[@units='bytes'] | //node[starts-with(@id,'memory:')]/node[starts-with(@id,'bank:')]/size[@units='bytes']`)
	lshwVolumes = xpath.MustCompile(`//node[starts-with(@id,'volume:')]/size[@units='bytes']`)
	lldpRouters = xpath.MustCompile(`//id[@type='mac']`)
)

// keepResult stores what a commissioning script left.
func (st *state) keepResult(n *node, name string, scriptResult int, data []byte, now time.Time) {
	key := resultKey(n.systemID, name)
	stored := commissioningResult{systemID: n.systemID, name: name, created: now}
	if old := st.results.Get(key); old != nil {
		stored = *old
	} else {
		st.nodes.Update(n.systemID, func(n *node) { n.results = append(slices.Clip(n.results), name) })
	}
	stored.scriptResult, stored.data, stored.updated = scriptResult, data, now
	st.results.Put(key, &stored)
}

// keepLSHW stores a document that says what the node is known to have.
func (s *Server) keepLSHW(n *node, document []byte, now time.Time) {
	s.store.Current().keepResult(n, lshwResult, 0, document, now)
	s.populateNode(s.store.Current().nodes.Update(n.systemID, func(n *node) { n.lshw = document }))
}

// storeResult keeps what a commissioning script left, and makes of it what
// MAAS does if the script succeeded.
func (s *Server) storeResult(n *node, name string, scriptResult int, data []byte, now time.Time) {
	st := s.store.Current()
	st.keepResult(n, name, scriptResult, data, now)
	if scriptResult != 0 {
		return
	}
	switch name {
	case lshwResult:
		s.useLSHW(n, data)
	case lldpResult:
		st.nodes.Update(n.systemID, func(n *node) { n.lldp, n.routers = data, texts(lldpRouters, data) })
	case virtualityResult:
		switch strings.TrimSpace(string(data)) {
		case "":
		case "none":
			st.ensureTag(virtualTag)
			st.untagNode(n, virtualTag)
		default:
			st.ensureTag(virtualTag)
			st.tagNode(n, virtualTag)
		}
	}
}

func (s *Server) useLSHW(n *node, data []byte) {
	n = s.store.Current().nodes.Update(n.systemID, func(n *node) {
		n.lshw = data
		n.memory = int(sum(texts(lshwMemory, data)) / (1 << 20))
		n.storage = int(sum(texts(lshwVolumes, data)) / (1 << 20))
		n.cpuCount = 0
		if document, err := xmlquery.Parse(bytes.NewReader(data)); err == nil {
			count, _ := lshwCPUs.Evaluate(xmlquery.CreateXPathNavigator(document)).(float64)
			n.cpuCount = int(count)
		}
	})
	s.populateNode(n)
}

// texts returns the text of each element of an XML document that expression
// finds.
func texts(expression *xpath.Expr, document []byte) []string {
	list := []string{}
	root, err := xmlquery.Parse(bytes.NewReader(document))
	if err != nil {
		return list
	}
	for _, element := range xmlquery.QuerySelectorAll(root, expression) {
		list = append(list, strings.TrimSpace(element.InnerText()))
	}
	return list
}

func sum(numbers []string) float64 {
	var total float64
	for _, text := range numbers {
		if number, err := strconv.ParseFloat(text, 64); err == nil && !math.IsNaN(number) {
			total += number
		}
	}
	return total
}

func commissioningResultsResource() *resource {
	return &resource{
		Template:   "commissioning-results/",
		Operations: []operation{{Method: http.MethodGet, Op: "list", Run: (*call).commissioningResultsList}},
	}
}

func (c *call) commissioningResultsList() (any, error) {
	ids, names := c.Query.List("system_id"), c.Query.List("name")
	list := []engine.Object{}
	for _, r := range c.state.results.All() {
		n := c.state.nodes.Get(r.systemID)
		if !c.visible(n) || ids != nil && !slices.Contains(ids, r.systemID) || names != nil && !slices.Contains(names, r.name) {
			continue
		}
		list = append(list, engine.Object{
			{"name", r.name},
			{"script_result", r.scriptResult},
			{"data", base64.StdEncoding.EncodeToString(r.data)},
			{"created", engine.IsoTime(r.created)},
			{"updated", engine.IsoTime(r.updated)},
			{"node", c.nodeJSON(n)},
			{"resource_uri", c.uri("commissioning-results")},
		})
	}
	return list, nil
}

// NodeKey returns the API key by which a node itself reports to the metadata
// service. It panics if there is no such node.
func (s *Server) NodeKey(systemID string) string {
	var key string
	s.seed(func(st *state) error {
		if st.nodes.Get(systemID) == nil {
			return fmt.Errorf("there is no node %q", systemID)
		}
		t := st.tokens.Find(func(t *token) bool { return t.node == systemID })
		if t == nil {
			t = st.tokens.Update(st.newToken(nodeInitUser).key, func(t *token) { t.node = systemID })
		}
		key = t.apiKey()
		return nil
	})
	return key
}

// metadataResource is the one operation of the metadata service that nodes
// report with: how their commissioning went.
var metadataResource = &resource{
	Template:   "{version}/",
	ForNodes:   true,
	Operations: []operation{{Method: http.MethodPost, Op: "signal", Run: (*call).metadataSignal}},
}

// metadata answers the nodes' own requests.
func (s *Server) metadata(r *http.Request, p *engine.Payload, path string) *engine.Response {
	if strings.Count(path, "/") != 1 || !strings.HasSuffix(path, "/") {
		return &engine.Response{Status: http.StatusNotFound, ContentType: engine.TypeHTML, Vary: "Cookie", Body: []byte(notFoundPage)}
	}
	return s.handle(&call{Payload: p, server: s, req: r}, metadataResource, nil)
}

func (c *call) metadataSignal() (any, error) {
	n := c.state.nodes.Get(c.token.node)
	if n == nil {
		return nil, notFound()
	}
	status, err := c.Post.Mandatory("status")
	if err != nil {
		return nil, err
	}
	outcome, known := map[string]int{"OK": statusReady, "FAILED": statusFailedTests, "WORKING": statusCommissioning}[status]
	if !known {
		return nil, engine.BadRequest("Unknown commissioning status: '" + status + "'")
	}
	if n.status != statusCommissioning && n.status != outcome {
		return nil, engine.Conflict(fmt.Sprintf("Node wasn't commissioning (status is %s)", statusNames[n.status]))
	}
	scriptResult, _ := strconv.Atoi(c.Post.Get("script_result"))
	files := slices.Clone(c.Files)
	slices.SortFunc(files, func(a, b engine.Upload) int { return strings.Compare(a.Name, b.Name) })
	for _, f := range files {
		c.server.storeResult(n, f.Name, scriptResult, f.Content, c.now)
	}
	if outcome != statusCommissioning {
		c.state.endCommissioning(n, outcome, c.now)
	}
	return engine.AllOK(), nil
}
