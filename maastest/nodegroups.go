package maastest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gomaas/maas"

	"github.com/gomaas/maas/internal/engine"
)

// The states of a cluster.
const (
	clusterPending = iota
	clusterAccepted
	clusterRejected
)

// defaultDomain is the domain of a cluster that was given none.
const defaultDomain = "maas"

// A nodeGroup is a cluster.
type nodeGroup struct {
	id          int
	uuid        string
	name        string // its domain
	clusterName string
	status      int    // 0 pending, 1 accepted, 2 rejected
	connected   bool   // its controller can be called
	tokenKey    string // the worker's
}

// A lease is an address that a cluster's DHCP server gave to a MAC.
type lease struct {
	cluster string // the uuid
	mac     string
}

// A download is what a cluster reported of a file that it fetches. Figures that
// are not known are -1.
type download struct {
	id             int
	cluster        string // the uuid
	filename       string
	size, fetched  int
	failureMessage string
}

// A NodeGroup is a cluster to seed.
type NodeGroup struct {
	UUID string
	// Name is the domain of the cluster's nodes, "maas" if empty.
	Name string
	// ClusterName is what people call it, "Cluster UUID" if empty.
	ClusterName string
	Status      maas.NodeGroupStatus
	// Connected clusters answer the region, so that their power types are
	// known. As long as an accepted one is not connected, no power parameters
	// can be checked, nor set one by one.
	Connected bool
}

// AddNodeGroup adds a cluster with the boot source that each cluster begins
// with, and returns the API key of its worker: some operations are for that key
// alone. The key of the first cluster's worker is Key("maas-nodegroup-worker").
// It panics if the UUID or the cluster's name is empty or taken, or the status
// unknown.
func (s *Server) AddNodeGroup(g NodeGroup) string {
	var key string
	s.seed(func(st *state) error {
		added, err := st.seedNodeGroup(g)
		if err != nil {
			return err
		}
		key = st.tokens.Get(added.tokenKey).apiKey()
		return nil
	})
	return key
}

func (st *state) seedNodeGroup(g NodeGroup) (*nodeGroup, error) {
	if g.UUID == "" || st.nodeGroups.Get(g.UUID) != nil {
		return nil, fmt.Errorf("cluster UUID %q is empty or taken", g.UUID)
	}
	if g.Status < clusterPending || g.Status > clusterRejected {
		return nil, fmt.Errorf("cluster status %d is unknown", g.Status)
	}
	added := &nodeGroup{uuid: g.UUID, name: g.Name, clusterName: g.ClusterName, status: int(g.Status), connected: g.Connected}
	errs := engine.FieldErrors{}
	st.checkNodeGroup(added, errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	st.insertNodeGroup(added)
	return added, nil
}

// seedCluster makes the cluster that a server has from the start.
func (st *state) seedCluster() error {
	g, err := st.seedNodeGroup(NodeGroup{
		UUID:        defaultCluster,
		ClusterName: "Cluster master",
		Status:      clusterAccepted,
		Connected:   true,
	})
	if err != nil {
		return err
	}
	st.seedBootImages(g.uuid)
	return st.seedInterface(g.uuid, Interface{
		Name:       "eth0",
		IP:         "10.0.0.1",
		Management: managesDHCP,
		SubnetMask: "255.255.255.0",
		RouterIP:   "10.0.0.254",
		RangeLow:   "10.0.0.100",
		RangeHigh:  "10.0.0.150",
		StaticLow:  "10.0.0.200",
		StaticHigh: "10.0.0.220",
	})
}

// insertNodeGroup stores a new cluster with all that belongs to it.
func (st *state) insertNodeGroup(g *nodeGroup) {
	g.id = st.next("nodegroup")
	g.tokenKey = st.newToken(workerUser).key
	st.nodeGroups.Put(g.uuid, g)
	st.addDefaultBootSource(g.uuid)
}

// checkNodeGroup fills in a cluster's names and checks them.
func (st *state) checkNodeGroup(g *nodeGroup, errs engine.FieldErrors) {
	if g.name == "" {
		g.name = defaultDomain
	}
	if g.clusterName == "" {
		g.clusterName = "Cluster " + g.uuid
	}
	for _, field := range []struct {
		name, value string
		limit       int
	}{{"name", g.name, 80}, {"cluster_name", g.clusterName, 100}, {"uuid", g.uuid, 36}} {
		if utf8.RuneCountInString(field.value) > field.limit {
			errs.Add(field.name, tooLong(field.limit, field.value))
		}
	}
	if st.nodeGroups.Find(func(o *nodeGroup) bool { return o.uuid != g.uuid && o.clusterName == g.clusterName }) != nil {
		errs.Add("cluster_name", "Node group with this Cluster name already exists.")
	}
}

func nodeGroupsResource() *resource {
	return &resource{
		Template: "nodegroups/",
		Operations: []operation{
			{Method: http.MethodGet, Op: "list", Run: (*call).nodeGroupsList},
			{Method: http.MethodGet, Op: "describe_power_types", Run: (*call).nodeGroupsDescribePowerTypes},
			{Method: http.MethodPost, Op: "accept", Admin: true, Run: (*call).nodeGroupsAccept},
			{Method: http.MethodPost, Op: "reject", Admin: true, Run: (*call).nodeGroupsReject},
			{Method: http.MethodPost, Op: "import_boot_images", Admin: true, Run: (*call).nodeGroupsImportBootImages},
		},
		Anonymous: []operation{
			{Method: http.MethodGet, Op: "list", Run: (*call).nodeGroupsList},
			{Method: http.MethodPost, Op: "register", Run: (*call).nodeGroupsRegister},
			{Method: http.MethodPost, Op: "refresh_workers", Run: (*call).nodeGroupsRefreshWorkers},
		},
	}
}

func nodeGroupResource() *resource {
	return &resource{
		Template: "nodegroups/{uuid}/",
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).nodeGroupRead},
			{Method: http.MethodPut, Admin: true, Run: (*call).nodeGroupUpdate},
			{Method: http.MethodGet, Op: "list_nodes", Run: (*call).nodeGroupListNodes},
			{Method: http.MethodPost, Op: "details", Run: (*call).nodeGroupDetails},
			{Method: http.MethodPost, Op: "import_boot_images", Admin: true, Run: (*call).nodeGroupImportBootImages},
			{Method: http.MethodPost, Op: "update_leases", Run: (*call).nodeGroupUpdateLeases},
			{Method: http.MethodPost, Op: "report_download_progress", Run: (*call).nodeGroupReportDownloadProgress},
			{Method: http.MethodPost, Op: "probe_and_enlist_hardware", Admin: true, Run: (*call).nodeGroupProbeHardware},
			{Method: http.MethodPost, Op: "probe_and_enlist_ucsm", Admin: true, Run: (*call).nodeGroupProbeUCSM},
			{Method: http.MethodPost, Op: "probe_and_enlist_mscm", Admin: true, Run: (*call).nodeGroupProbeMSCM},
		},
	}
}

func nodeGroupJSON(g *nodeGroup) engine.Object {
	return engine.Object{
		{"cluster_name", g.clusterName},
		{"status", g.status},
		{"name", g.name},
		{"uuid", g.uuid},
	}
}

// cluster is the one that the path names.
func (c *call) cluster() (*nodeGroup, error) {
	if g := c.state.nodeGroups.Get(c.args["uuid"]); g != nil {
		return g, nil
	}
	return nil, notFound()
}

func (c *call) nodeGroupsList() (any, error) {
	list := []engine.Object{}
	for _, g := range c.state.nodeGroups.All() {
		list = append(list, nodeGroupJSON(g))
	}
	return list, nil
}

func (c *call) nodeGroupsAccept() (any, error) {
	return c.setClusterStatus(clusterAccepted, "Nodegroup(s) accepted.")
}

func (c *call) nodeGroupsReject() (any, error) {
	return c.setClusterStatus(clusterRejected, "Nodegroup(s) rejected.")
}

// setClusterStatus changes the clusters that the request names. Those before an
// unknown one stay changed.
func (c *call) setClusterStatus(status int, done string) (any, error) {
	if c.Data == nil || c.JSON != nil {
		return nil, engine.ServerError("'" + pyType(c.JSON) + "' object has no attribute 'getlist'")
	}
	for _, uuid := range c.Data.List("uuid") {
		if c.state.nodeGroups.Get(uuid) == nil {
			return nil, notFound()
		}
		c.state.nodeGroups.Update(uuid, func(g *nodeGroup) { g.status = status })
	}
	return engine.Text(http.StatusOK, done), nil
}

func (c *call) nodeGroupsImportBootImages() (any, error) {
	return engine.Text(http.StatusOK, "Import of boot images started on all cluster controllers"), nil
}

func (c *call) nodeGroupsRefreshWorkers() (any, error) {
	return engine.Text(http.StatusOK, "Sending worker refresh."), nil
}

func (c *call) nodeGroupsRegister() (any, error) {
	uuid, err := c.Data.Mandatory("uuid")
	if err != nil {
		return nil, err
	}
	known := c.state.nodeGroups.Get(uuid)
	if known == nil {
		return c.registerCluster(uuid)
	}
	switch known.status {
	case clusterAccepted:
		return engine.Object{{"BROKER_URL", "amqp://guest:guest@localhost:5672//"}}, nil
	case clusterRejected:
		return nil, engine.Forbidden("Rejected cluster.")
	default:
		return engine.Text(http.StatusAccepted, "Awaiting admin approval."), nil
	}
}

func (c *call) registerCluster(uuid string) (any, error) {
	g := &nodeGroup{uuid: uuid, name: c.Data.Get("name"), clusterName: c.Data.Get("cluster_name")}
	errs := engine.FieldErrors{}
	if uuid == "" {
		errs.Add("uuid", fieldRequired)
	}
	c.state.checkNodeGroup(g, errs)
	interfaces, problem := parseInterfaces(c.Data.Get("interfaces"))
	if problem != "" {
		errs.Add("interfaces", problem)
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	c.state.insertNodeGroup(g)
	for _, i := range interfaces {
		i.cluster = uuid
		if err := c.state.saveInterface(i, engine.FieldErrors{}); err != nil {
			return nil, err
		}
	}
	return engine.Text(http.StatusAccepted, "Cluster registered.  Awaiting admin approval."), nil
}

// parseInterfaces reads the interfaces that a new cluster has, given as JSON,
// or says what is wrong with them.
func parseInterfaces(given string) (interfaces []*clusterInterface, problem string) {
	if given == "" {
		return nil, ""
	}
	var decoded any
	if json.Unmarshal([]byte(given), &decoded) != nil {
		return nil, "Invalid json value."
	}
	const notObjects = "Invalid json value: should be a list of dictionaries, each containing " +
		"the information needed to initialize an interface."
	list, ok := decoded.([]any)
	if !ok {
		return nil, notObjects
	}
	for _, element := range list {
		definition, ok := element.(map[string]any)
		if !ok {
			return nil, notObjects
		}
		i := new(clusterInterface)
		errs := i.fill(definitionValues(definition))
		i.clean(errs)
		if len(errs) > 0 {
			return nil, "Invalid interface: " + pyValue(definition) + " (" + pyErrors(errs) + ")."
		}
		interfaces = append(interfaces, i)
	}
	return interfaces, conflictingNetworks(interfaces)
}

// definitionValues makes form data of a JSON object. A null counts as not sent.
func definitionValues(definition map[string]any) *engine.Values {
	data := new(engine.Values)
	for _, name := range engine.SortedKeys(definition) {
		if value := definition[name]; value != nil {
			data.Add(name, engine.PyStr(value))
		}
	}
	return data
}

// conflictingNetworks says which managed interfaces share addresses.
func conflictingNetworks(interfaces []*clusterInterface) (problem string) {
	managed := slices.DeleteFunc(slices.Clone(interfaces), func(i *clusterInterface) bool { return i.management == unmanaged })
	slices.SortStableFunc(managed, func(a, b *clusterInterface) int {
		first, _ := a.network()
		second, _ := b.network()
		return first.Addr().Compare(second.Addr())
	})
	for n := 1; n < len(managed); n++ {
		before, _ := managed[n-1].network()
		after, _ := managed[n].network()
		if before.Overlaps(after) {
			return fmt.Sprintf("Conflicting networks on %s and %s: address ranges overlap.", managed[n-1].name, managed[n].name)
		}
	}
	return ""
}

// pyErrors is how Python 2 shows the errors of a form.
func pyErrors(e engine.FieldErrors) string {
	shown := make(map[string]any, len(e))
	for field, messages := range e {
		list := make([]any, len(messages))
		for i, message := range messages {
			list[i] = message
		}
		shown[field] = list
	}
	return pyValue(shown)
}

// pyValue is how Python 2 shows a decoded JSON value.
func pyValue(v any) string {
	switch v := v.(type) {
	case string:
		return pyRepr(v)
	case []any:
		shown := make([]string, len(v))
		for i, element := range v {
			shown[i] = pyValue(element)
		}
		return "[" + strings.Join(shown, ", ") + "]"
	case map[string]any:
		var shown []string
		for _, name := range engine.SortedKeys(v) {
			shown = append(shown, pyRepr(name)+": "+pyValue(v[name]))
		}
		return "{" + strings.Join(shown, ", ") + "}"
	default:
		return engine.PyStr(v)
	}
}

func (c *call) nodeGroupRead() (any, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	return nodeGroupJSON(g), nil
}

func (c *call) nodeGroupUpdate() (any, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	if c.Data == nil {
		return nil, engine.FieldErrors{}.Raise()
	}
	changed := *g
	errs := engine.FieldErrors{}
	if name := c.Data.Get("name"); name != "" && name != g.name {
		changed.name = name
		if c.state.managesDNS(g) && c.state.inUse(g) {
			errs.Add("name", "Can't rename DNS zone to "+name+"; nodes are in use.")
		}
	}
	keepOr(c.Data, "cluster_name", &changed.clusterName)
	if status := c.Data.Get("status"); status != "" {
		n, err := strconv.Atoi(status)
		if err != nil || n < clusterPending || n > clusterRejected {
			errs.Add("status", notAChoice(status))
		} else {
			changed.status = n
		}
	}
	c.state.checkNodeGroup(&changed, errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	c.state.nodeGroups.Put(g.uuid, &changed)
	return nodeGroupJSON(&changed), nil
}

// inUse reports whether a node of the cluster is allocated.
func (st *state) inUse(g *nodeGroup) bool {
	return st.nodes.Find(func(n *node) bool { return n.nodeGroup == g.uuid && n.status == statusAllocated }) != nil
}

// managesDNS reports whether a cluster's nodes have names in its domain.
func (st *state) managesDNS(g *nodeGroup) bool {
	return g.status == clusterAccepted && st.interfaces.Find(func(i *clusterInterface) bool {
		return i.cluster == g.uuid && i.management == managesDHCPAndDNS
	}) != nil
}

func (c *call) nodeGroupImportBootImages() (any, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	return engine.Text(http.StatusOK, "Import of boot images started on cluster "+pyRepr(g.uuid)), nil
}

// fqdn is the name under which a node is shown.
func (st *state) fqdn(n *node) string {
	g := st.nodeGroups.Get(n.nodeGroup)
	if g == nil || !st.managesDNS(g) {
		return n.hostname
	}
	label, _, _ := strings.Cut(n.hostname, ".")
	return label + "." + g.name
}
