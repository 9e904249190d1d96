package maastest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gomaas/maas"
	"go.mongodb.org/mongo-driver/v2/bson"
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
		key = st.tokens.get(added.tokenKey).apiKey()
		return nil
	})
	return key
}

func (st *state) seedNodeGroup(g NodeGroup) (*nodeGroup, error) {
	if g.UUID == "" || st.nodeGroups.get(g.UUID) != nil {
		return nil, fmt.Errorf("cluster UUID %q is empty or taken", g.UUID)
	}
	if g.Status < clusterPending || g.Status > clusterRejected {
		return nil, fmt.Errorf("cluster status %d is unknown", g.Status)
	}
	added := &nodeGroup{uuid: g.UUID, name: g.Name, clusterName: g.ClusterName, status: int(g.Status), connected: g.Connected}
	errs := fieldErrors{}
	st.checkNodeGroup(added, errs)
	if err := errs.err(); err != nil {
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
	st.nodeGroups.put(g.uuid, g)
	st.addDefaultBootSource(g.uuid)
}

// checkNodeGroup fills in a cluster's names and checks them.
func (st *state) checkNodeGroup(g *nodeGroup, errs fieldErrors) {
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
			errs.add(field.name, tooLong(field.limit, field.value))
		}
	}
	if st.nodeGroups.find(func(o *nodeGroup) bool { return o.uuid != g.uuid && o.clusterName == g.clusterName }) != nil {
		errs.add("cluster_name", "Node group with this Cluster name already exists.")
	}
}

func nodeGroupsResource() *resource {
	return &resource{
		template: "nodegroups/",
		operations: []operation{
			{method: http.MethodGet, op: "list", run: (*call).nodeGroupsList},
			{method: http.MethodGet, op: "describe_power_types", run: (*call).nodeGroupsDescribePowerTypes},
			{method: http.MethodPost, op: "accept", admin: true, run: (*call).nodeGroupsAccept},
			{method: http.MethodPost, op: "reject", admin: true, run: (*call).nodeGroupsReject},
			{method: http.MethodPost, op: "import_boot_images", admin: true, run: (*call).nodeGroupsImportBootImages},
		},
		anonymous: []operation{
			{method: http.MethodGet, op: "list", run: (*call).nodeGroupsList},
			{method: http.MethodPost, op: "register", run: (*call).nodeGroupsRegister},
			{method: http.MethodPost, op: "refresh_workers", run: (*call).nodeGroupsRefreshWorkers},
		},
	}
}

func nodeGroupResource() *resource {
	return &resource{
		template: "nodegroups/{uuid}/",
		operations: []operation{
			{method: http.MethodGet, run: (*call).nodeGroupRead},
			{method: http.MethodPut, admin: true, run: (*call).nodeGroupUpdate},
			{method: http.MethodGet, op: "list_nodes", run: (*call).nodeGroupListNodes},
			{method: http.MethodPost, op: "details", run: (*call).nodeGroupDetails},
			{method: http.MethodPost, op: "import_boot_images", admin: true, run: (*call).nodeGroupImportBootImages},
			{method: http.MethodPost, op: "update_leases", run: (*call).nodeGroupUpdateLeases},
			{method: http.MethodPost, op: "report_download_progress", run: (*call).nodeGroupReportDownloadProgress},
			{method: http.MethodPost, op: "probe_and_enlist_hardware", admin: true, run: (*call).nodeGroupProbeHardware},
			{method: http.MethodPost, op: "probe_and_enlist_ucsm", admin: true, run: (*call).nodeGroupProbeUCSM},
			{method: http.MethodPost, op: "probe_and_enlist_mscm", admin: true, run: (*call).nodeGroupProbeMSCM},
		},
	}
}

func nodeGroupJSON(g *nodeGroup) object {
	return object{
		{"cluster_name", g.clusterName},
		{"status", g.status},
		{"name", g.name},
		{"uuid", g.uuid},
	}
}

// cluster is the one that the path names.
func (c *call) cluster() (*nodeGroup, error) {
	if g := c.state.nodeGroups.get(c.args["uuid"]); g != nil {
		return g, nil
	}
	return nil, notFound()
}

// workerCluster is the cluster in the path, if its worker calls.
func (c *call) workerCluster() (*nodeGroup, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	return g, c.requireWorker(g)
}

// requireWorkerOrAdmin fails unless the cluster's worker or an administrator
// calls.
func (c *call) requireWorkerOrAdmin(g *nodeGroup) error {
	if c.isAdmin() {
		return nil
	}
	return c.requireWorker(g)
}

func (c *call) nodeGroupsList() (any, error) {
	list := []object{}
	for _, g := range c.state.nodeGroups.all() {
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
	if c.data == nil || c.json != nil {
		return nil, serverError("'" + pyType(c.json) + "' object has no attribute 'getlist'")
	}
	for _, uuid := range c.data.list("uuid") {
		if c.state.nodeGroups.get(uuid) == nil {
			return nil, notFound()
		}
		c.state.nodeGroups.update(uuid, func(g *nodeGroup) { g.status = status })
	}
	return text(http.StatusOK, done), nil
}

func (c *call) nodeGroupsImportBootImages() (any, error) {
	return text(http.StatusOK, "Import of boot images started on all cluster controllers"), nil
}

func (c *call) nodeGroupsRefreshWorkers() (any, error) {
	return text(http.StatusOK, "Sending worker refresh."), nil
}

func (c *call) nodeGroupsRegister() (any, error) {
	uuid, err := c.data.mandatory("uuid")
	if err != nil {
		return nil, err
	}
	known := c.state.nodeGroups.get(uuid)
	if known == nil {
		return c.registerCluster(uuid)
	}
	switch known.status {
	case clusterAccepted:
		return object{{"BROKER_URL", "amqp://guest:guest@localhost:5672//"}}, nil
	case clusterRejected:
		return nil, forbidden("Rejected cluster.")
	default:
		return text(http.StatusAccepted, "Awaiting admin approval."), nil
	}
}

func (c *call) registerCluster(uuid string) (any, error) {
	g := &nodeGroup{uuid: uuid, name: c.data.get("name"), clusterName: c.data.get("cluster_name")}
	errs := fieldErrors{}
	if uuid == "" {
		errs.add("uuid", fieldRequired)
	}
	c.state.checkNodeGroup(g, errs)
	interfaces, problem := parseInterfaces(c.data.get("interfaces"))
	if problem != "" {
		errs.add("interfaces", problem)
	}
	if err := errs.err(); err != nil {
		return nil, err
	}
	c.state.insertNodeGroup(g)
	for _, i := range interfaces {
		i.cluster = uuid
		if err := c.state.saveInterface(i, fieldErrors{}); err != nil {
			return nil, err
		}
	}
	return text(http.StatusAccepted, "Cluster registered.  Awaiting admin approval."), nil
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
			return nil, "Invalid interface: " + pyValue(definition) + " (" + errs.repr() + ")."
		}
		interfaces = append(interfaces, i)
	}
	return interfaces, conflictingNetworks(interfaces)
}

// definitionValues makes form data of a JSON object. A null counts as not sent.
func definitionValues(definition map[string]any) *values {
	data := new(values)
	for _, name := range sortedKeys(definition) {
		if value := definition[name]; value != nil {
			data.add(name, pyStr(value))
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

// repr is how Python 2 shows the errors of a form.
func (e fieldErrors) repr() string {
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
		for _, name := range sortedKeys(v) {
			shown = append(shown, pyRepr(name)+": "+pyValue(v[name]))
		}
		return "{" + strings.Join(shown, ", ") + "}"
	default:
		return pyStr(v)
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
	if c.data == nil {
		return nil, fieldErrors{}.raise()
	}
	changed := *g
	errs := fieldErrors{}
	if name := c.data.get("name"); name != "" && name != g.name {
		changed.name = name
		if c.state.managesDNS(g) && c.state.inUse(g) {
			errs.add("name", "Can't rename DNS zone to "+name+"; nodes are in use.")
		}
	}
	keepOr(c.data, "cluster_name", &changed.clusterName)
	if status := c.data.get("status"); status != "" {
		n, err := strconv.Atoi(status)
		if err != nil || n < clusterPending || n > clusterRejected {
			errs.add("status", notAChoice(status))
		} else {
			changed.status = n
		}
	}
	c.state.checkNodeGroup(&changed, errs)
	if err := errs.err(); err != nil {
		return nil, err
	}
	c.state.nodeGroups.put(g.uuid, &changed)
	return nodeGroupJSON(&changed), nil
}

// inUse tells whether a node of the cluster is allocated.
func (st *state) inUse(g *nodeGroup) bool {
	return st.nodes.find(func(n *node) bool { return n.nodeGroup == g.uuid && n.status == statusAllocated }) != nil
}

// managesDNS tells whether a cluster's nodes have names in its domain.
func (st *state) managesDNS(g *nodeGroup) bool {
	return g.status == clusterAccepted && st.interfaces.find(func(i *clusterInterface) bool {
		return i.cluster == g.uuid && i.management == managesDHCPAndDNS
	}) != nil
}

func (c *call) nodeGroupListNodes() (any, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	if err := c.requireWorkerOrAdmin(g); err != nil {
		return nil, err
	}
	ids := []string{}
	for id, n := range c.state.nodes.all() {
		if n.nodeGroup == g.uuid {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (c *call) nodeGroupDetails() (any, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	if err := c.requireWorkerOrAdmin(g); err != nil {
		return nil, err
	}
	if c.data == nil {
		return nil, noData()
	}
	details := bson.D{}
	seen := make(map[string]bool)
	for _, id := range c.data.list("system_ids") {
		if n := c.state.nodes.get(id); n != nil && n.nodeGroup == g.uuid && !seen[id] {
			seen[id] = true
			details = append(details, bson.E{Key: id, Value: detailsBSON(n)})
		}
	}
	document, err := bson.Marshal(details)
	if err != nil {
		return nil, err
	}
	return bsonBody(document), nil
}

func (c *call) nodeGroupImportBootImages() (any, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	return text(http.StatusOK, "Import of boot images started on cluster "+pyRepr(g.uuid)), nil
}

func (c *call) nodeGroupUpdateLeases() (any, error) {
	given, err := c.data.mandatory("leases")
	if err != nil {
		return nil, err
	}
	g, err := c.workerCluster()
	if err != nil {
		return nil, err
	}
	decoded, err := decodeJSON(given)
	if err != nil {
		return nil, err
	}
	leases, ok := decoded.(map[string]any)
	if !ok {
		return nil, serverError("'" + pyType(decoded) + "' object has no attribute 'items'")
	}
	for ip, l := range c.state.leases.all() {
		if l.cluster == g.uuid {
			c.state.leases.delete(ip)
		}
	}
	for _, ip := range sortedKeys(leases) {
		mac := strings.ToLower(pyStr(leases[ip]))
		c.state.leases.put(ip, &lease{cluster: g.uuid, mac: mac})
		c.state.noticeLease(g, ip, mac)
	}
	return text(http.StatusOK, "Leases updated."), nil
}

// noticeLease remembers behind which interface of the cluster a MAC is.
func (st *state) noticeLease(g *nodeGroup, ip, address string) {
	m := st.macByAddress(address)
	if m == nil {
		return
	}
	for _, i := range st.clusterInterfaces(g.uuid) {
		if i.serves(ip) {
			st.macs.update(m.address, func(m *mac) { m.clusterInterface = i.name })
			return
		}
	}
}

// decodeJSON decodes a parameter. Like MAAS it does not expect that to fail, so
// that the error is a 500 with the words of the server's JSON library.
func decodeJSON(given string) (any, error) {
	var decoded any
	err := json.Unmarshal([]byte(given), &decoded)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return nil, serverError(jsonComplaint(given, syntax))
	}
	return decoded, err
}

// pyType is the name of the Python 2 type of a decoded JSON value.
func pyType(v any) string {
	switch v.(type) {
	case map[string]any:
		return "dict"
	case []any:
		return "list"
	case string:
		return "unicode"
	case bool:
		return "bool"
	case float64:
		return "int"
	default:
		return "NoneType"
	}
}

// jsonComplaint says where a JSON text has a mistake.
func jsonComplaint(given string, err *json.SyntaxError) string {
	at := int(err.Offset) - 1
	what := "Expecting value"
	switch message := err.Error(); {
	case strings.HasSuffix(message, "object key string"):
		what = "Expecting property name enclosed in double quotes"
	case strings.HasSuffix(message, "after object key"):
		what = "Expecting ':' delimiter"
	case strings.Contains(message, "after object key:value pair"), strings.Contains(message, "after array element"):
		what = "Expecting ',' delimiter"
	case strings.HasSuffix(message, "after top-level value"):
		return "Extra data: " + jsonPlace(given, at) + " - " + jsonPlace(given, len(given)) + fmt.Sprintf(" (char %d - %d)", at, len(given))
	case strings.Contains(message, "unexpected end"):
		at = len(given)
	}
	return what + ": " + jsonPlace(given, at) + fmt.Sprintf(" (char %d)", at)
}

func jsonPlace(given string, at int) string {
	before := given[:at]
	line := strings.Count(before, "\n")
	return fmt.Sprintf("line %d column %d", line+1, at-strings.LastIndex(before, "\n"))
}

func (c *call) nodeGroupReportDownloadProgress() (any, error) {
	g, err := c.workerCluster()
	if err != nil {
		return nil, err
	}
	filename, err := c.data.mandatory("filename")
	if err != nil {
		return nil, err
	}
	d := &download{cluster: g.uuid, filename: filename, size: -1, fetched: -1}
	var known *download
	ongoing := c.data.has("bytes_downloaded")
	if ongoing {
		if known = c.state.latestDownload(g.uuid, filename); known != nil {
			*d = *known
		}
	}
	if !c.data.has("size") {
		if err := c.keepDownloadSize(ongoing && known == nil); err != nil {
			return nil, err
		}
	}
	if err := d.fill(c.data, ongoing && known == nil); err != nil {
		return nil, err
	}
	if known == nil {
		d.id = c.state.next("download")
	}
	c.state.downloads.put(d.id, d)
	return text(http.StatusOK, ""), nil
}

// keepDownloadSize fails where MAAS stumbles over its own habit of writing the
// stored size into the request's data.
func (c *call) keepDownloadSize(unknown bool) error {
	if unknown {
		return serverError("'NoneType' object has no attribute 'size'")
	}
	if c.json == nil && !strings.HasPrefix(c.req.Header.Get("Content-Type"), "multipart") {
		return serverError("This QueryDict instance is immutable")
	}
	return nil
}

// latestDownload is the newest report of a file, or nil.
func (st *state) latestDownload(cluster, filename string) *download {
	var latest *download
	for _, d := range st.downloads.all() {
		if d.cluster == cluster && d.filename == filename {
			latest = d
		}
	}
	return latest
}

// fill reads a report's form. unannounced tells that the file's download was
// never begun.
func (d *download) fill(data *values, unannounced bool) error {
	errs := fieldErrors{}
	for name, field := range map[string]*int{"size": &d.size, "bytes_downloaded": &d.fetched} {
		given := strings.TrimSpace(data.get(name))
		if given == "" {
			continue
		}
		n, err := strconv.Atoi(given)
		switch {
		case err != nil:
			errs.add(name, wholeNumber)
		case n < 0:
			errs.add(name, fmt.Sprintf("Number must not be negative (got %d).", n))
		default:
			*field = n
		}
	}
	keepOr(data, "error", &d.failureMessage)
	if utf8.RuneCountInString(d.failureMessage) > 1000 {
		errs.add("error", tooLong(1000, d.failureMessage))
	}
	if unannounced {
		errs.add("__all__", "bytes_downloaded was passed on a new download.")
	}
	if d.size >= 0 && d.fetched > d.size {
		errs.add("__all__", "Downloaded more bytes than the file is supposed to have.")
	}
	return errs.err()
}

func (c *call) nodeGroupProbeHardware() (any, error) {
	if _, err := c.cluster(); err != nil {
		return nil, err
	}
	model, err := c.data.mandatory("model")
	if err != nil {
		return nil, err
	}
	switch model {
	case "seamicro15k":
		return c.probeSeaMicro()
	case "virsh", "powerkvm":
		return c.probeWith("power_address")
	default:
		return text(http.StatusBadRequest, ""), nil
	}
}

func (c *call) probeSeaMicro() (any, error) {
	found, err := c.probeWith("mac", "username", "password")
	if err != nil {
		return nil, err
	}
	control, sent := c.data.lookup("power_control")
	if sent && !slices.Contains([]string{"ipmi", "restapi", "restapi2"}, control) {
		return nil, badRequest("Invalid power_control: Value must be one of: ipmi; restapi; restapi2 (not " + pyRepr(control) + ")")
	}
	return found, nil
}

func (c *call) nodeGroupProbeUCSM() (any, error) { return c.probeWith("url", "username", "password") }

func (c *call) nodeGroupProbeMSCM() (any, error) { return c.probeWith("host", "username", "password") }

// probeWith looks for machines, and finds none, given the mandatory parameters.
func (c *call) probeWith(parameters ...string) (any, error) {
	if _, err := c.cluster(); err != nil {
		return nil, err
	}
	for _, name := range parameters {
		if _, err := c.data.mandatory(name); err != nil {
			return nil, err
		}
	}
	return text(http.StatusOK, ""), nil
}

// fqdn is the name under which a node is shown.
func (st *state) fqdn(n *node) string {
	g := st.nodeGroups.get(n.nodeGroup)
	if g == nil || !st.managesDNS(g) {
		return n.hostname
	}
	label, _, _ := strings.Cut(n.hostname, ".")
	return label + "." + g.name
}
