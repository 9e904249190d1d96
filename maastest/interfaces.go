package maastest

import (
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"github.com/gomaas/maas"

	"github.com/gomaas/maas/internal/engine"
)

// How far a cluster manages the network behind one of its interfaces.
const (
	unmanaged = iota
	managesDHCP
	managesDHCPAndDNS
)

// minNetmaskBits is the length of the shortest prefix of a managed network.
const minNetmaskBits = 16

// A clusterInterface is a network interface of a cluster controller. Addresses
// that are not set are "".
type clusterInterface struct {
	id          int
	cluster     string // the uuid
	name        string
	management  int
	ip          string
	subnetMask  string
	broadcast   string
	router      string
	low, high   string // the dynamic range
	staticLow   string
	staticHigh  string
	foreignDHCP string
}

// An Interface is a cluster's network interface to seed.
type Interface struct {
	Name string // "eth0"
	IP   string
	// Management of DNS makes MAAS show nodes under the cluster's domain.
	Management maas.NodeGroupInterfaceManagement
	SubnetMask string
	// BroadcastIP is worked out from the address and the mask if it is empty.
	BroadcastIP string
	RouterIP    string
	// RangeLow and RangeHigh are the bounds of the dynamic range.
	RangeLow, RangeHigh string
	// StaticLow and StaticHigh are the bounds of the range from which started
	// nodes and users get addresses.
	StaticLow, StaticHigh string
}

// AddInterface adds an interface to a cluster and, if it has a subnet mask, the
// network CLUSTER-INTERFACE. It panics if MAAS would refuse the interface.
func (s *Server) AddInterface(uuid string, i Interface) {
	s.seed(func(st *state) error { return st.seedInterface(uuid, i) })
}

func (st *state) seedInterface(uuid string, i Interface) error {
	if st.nodeGroups.Get(uuid) == nil {
		return fmt.Errorf("no cluster %q", uuid)
	}
	return st.saveInterface(&clusterInterface{
		cluster:    uuid,
		name:       i.Name,
		management: int(i.Management),
		ip:         i.IP,
		subnetMask: i.SubnetMask,
		broadcast:  i.BroadcastIP,
		router:     i.RouterIP,
		low:        i.RangeLow,
		high:       i.RangeHigh,
		staticLow:  i.StaticLow,
		staticHigh: i.StaticHigh,
	}, engine.FieldErrors{})
}

func interfacesResource() *resource {
	return &resource{
		Template: "nodegroups/{uuid}/interfaces/",
		Operations: []operation{
			{Method: http.MethodGet, Op: "list", Run: (*call).interfacesList},
			{Method: http.MethodPost, Op: "new", Run: (*call).interfacesNew},
		},
	}
}

func interfaceResource() *resource {
	return &resource{
		Template: "nodegroups/{uuid}/interfaces/{interface}/",
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).interfaceRead},
			{Method: http.MethodPut, Run: (*call).interfaceUpdate},
			{Method: http.MethodDelete, Run: (*call).interfaceDelete},
			{Method: http.MethodPost, Op: "report_foreign_dhcp", Run: (*call).interfaceForeignDHCP},
		},
	}
}

// interfaceJSON shows an interface. Addresses that are not set appear as unset:
// null when the row was read, "" when it comes from the form that saved it.
func interfaceJSON(i *clusterInterface, unset any) engine.Object {
	show := func(address string) any {
		if address == "" {
			return unset
		}
		return address
	}
	return engine.Object{
		{"ip_range_high", show(i.high)},
		{"ip_range_low", show(i.low)},
		{"broadcast_ip", show(i.broadcast)},
		{"static_ip_range_low", show(i.staticLow)},
		{"ip", i.ip},
		{"subnet_mask", show(i.subnetMask)},
		{"management", i.management},
		{"static_ip_range_high", show(i.staticHigh)},
		{"interface", i.name},
	}
}

// clusterInterfaces yields a cluster's interfaces in the order of their ids.
func (st *state) clusterInterfaces(uuid string) []*clusterInterface {
	var list []*clusterInterface
	for _, i := range st.interfaces.All() {
		if i.cluster == uuid {
			list = append(list, i)
		}
	}
	return list
}

// interfaceNamed finds a cluster's interface, or nil.
func (st *state) interfaceNamed(uuid, name string) *clusterInterface {
	return st.interfaces.Find(func(i *clusterInterface) bool { return i.cluster == uuid && i.name == name })
}

// interfaceCluster is the cluster in the path, if the caller may see its
// interfaces.
func (c *call) interfaceCluster() (*nodeGroup, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	return g, c.requireWorkerOrAdmin(g)
}

// namedInterface is the interface that the path names.
func (c *call) namedInterface() (*clusterInterface, error) {
	g, err := c.interfaceCluster()
	if err != nil {
		return nil, err
	}
	if i := c.state.interfaceNamed(g.uuid, c.args["interface"]); i != nil {
		return i, nil
	}
	return nil, notFound()
}

func (c *call) interfacesList() (any, error) {
	g, err := c.interfaceCluster()
	if err != nil {
		return nil, err
	}
	list := []engine.Object{}
	for _, i := range c.state.clusterInterfaces(g.uuid) {
		list = append(list, interfaceJSON(i, nil))
	}
	return list, nil
}

func (c *call) interfacesNew() (any, error) {
	g, err := c.interfaceCluster()
	if err != nil {
		return nil, err
	}
	return c.submitInterface(&clusterInterface{cluster: g.uuid})
}

func (c *call) interfaceRead() (any, error) {
	i, err := c.namedInterface()
	if err != nil {
		return nil, err
	}
	return interfaceJSON(i, nil), nil
}

func (c *call) interfaceUpdate() (any, error) {
	i, err := c.namedInterface()
	if err != nil {
		return nil, err
	}
	return c.submitInterface(i)
}

func (c *call) submitInterface(i *clusterInterface) (any, error) {
	if c.Data == nil {
		return nil, engine.FieldErrors{}.Raise()
	}
	changed := *i
	errs := changed.fill(c.Data)
	if err := c.state.saveInterface(&changed, errs); err != nil {
		return nil, err
	}
	return interfaceJSON(&changed, ""), nil
}

func (c *call) interfaceDelete() (any, error) {
	i, err := c.namedInterface()
	if err != nil {
		return nil, err
	}
	c.state.interfaces.Delete(i.id)
	c.state.renameInterface(i.cluster, i.name, "")
	return engine.Deleted(), nil
}

func (c *call) interfaceForeignDHCP() (any, error) {
	if _, err := c.Data.Mandatory("foreign_dhcp_ip"); err != nil {
		return nil, err
	}
	i, err := c.namedInterface()
	if err != nil {
		return nil, err
	}
	changed := *i
	errs := engine.FieldErrors{}
	formAddress(c.Data, "foreign_dhcp_ip", &changed.foreignDHCP, errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	c.state.interfaces.Put(changed.id, &changed)
	return interfaceJSON(&changed, nil), nil
}

// fill sets the fields that a form has, as far as they can be read.
func (i *clusterInterface) fill(data *engine.Values) engine.FieldErrors {
	errs := engine.FieldErrors{}
	if formRequired(data, "ip", i.ip, errs) {
		formAddress(data, "ip", &i.ip, errs)
	}
	for _, field := range i.optionalAddresses() {
		formAddress(data, field.name, field.value, errs)
	}
	if name := data.Get("interface"); len(name) > 255 {
		errs.Add("interface", tooLong(255, name))
	} else {
		keepOr(data, "interface", &i.name)
	}
	switch text, sent := data.Lookup("management"); {
	case !sent:
	case text == "":
		i.management = unmanaged
	case len(text) == 1 && text >= "0" && text <= "2":
		i.management, _ = strconv.Atoi(text)
	default:
		errs.Add("management", notAChoice(text))
	}
	return errs
}

// An addressField is an address of an interface under its name on the wire.
type addressField struct {
	name  string
	value *string
}

// optionalAddresses are all addresses but the interface's own.
func (i *clusterInterface) optionalAddresses() []addressField {
	return append([]addressField{{"subnet_mask", &i.subnetMask}}, i.inNetwork()...)
}

// inNetwork are the addresses that have to be in the interface's network.
func (i *clusterInterface) inNetwork() []addressField {
	return []addressField{
		{"broadcast_ip", &i.broadcast},
		{"router_ip", &i.router},
		{"ip_range_low", &i.low},
		{"ip_range_high", &i.high},
		{"static_ip_range_low", &i.staticLow},
		{"static_ip_range_high", &i.staticHigh},
	}
}

// saveInterface checks a new or changed interface and stores it; errs has what
// is already known to be wrong. A new one brings its network with it.
func (st *state) saveInterface(i *clusterInterface, errs engine.FieldErrors) error {
	i.clean(errs)
	if err := errs.Err(); err != nil {
		return err
	}
	if twin := st.interfaceNamed(i.cluster, i.name); twin != nil && twin.id != i.id {
		return engine.Invalid("__all__", "Node group interface with this Nodegroup and Interface already exists.")
	}
	if i.id == 0 {
		i.id = st.next("interface")
		st.interfaces.Put(i.id, i)
		st.addInterfaceNetwork(i)
		return nil
	}
	st.renameInterface(i.cluster, st.interfaces.Get(i.id).name, i.name)
	st.interfaces.Put(i.id, i)
	return nil
}

// clean checks how the fields go together. The checks are in rows, and the
// first row with a problem is the last.
func (i *clusterInterface) clean(errs engine.FieldErrors) {
	checks := []func() engine.FieldErrors{i.checkNetwork, i.checkInNetwork, i.checkComplete, i.checkBounds, i.checkRanges}
	for _, check := range checks {
		found := check()
		for field, messages := range found {
			errs[field] = append(errs[field], messages...)
		}
		if len(found) > 0 {
			return
		}
	}
}

// network is the interface's network; ok is false if it has no mask or a bad
// one.
func (i *clusterInterface) network() (subnet netip.Prefix, ok bool) {
	subnet, err := makeNetwork(i.ip, i.subnetMask)
	return subnet, err == nil
}

func (i *clusterInterface) checkNetwork() engine.FieldErrors {
	if i.subnetMask == "" {
		return nil
	}
	subnet, err := makeNetwork(i.ip, i.subnetMask)
	switch {
	case err != nil:
		return engine.FieldErrors{"subnet_mask": {err.Error()}}
	case i.management != unmanaged && subnet.Bits() < minNetmaskBits:
		return engine.FieldErrors{"subnet_mask": {fmt.Sprintf("Cannot create an address space bigger than a /%d network.  "+
			"This network is a /%d network.", minNetmaskBits, subnet.Bits())}}
	}
	return nil
}

// checkInNetwork also works out the broadcast address if there is none.
func (i *clusterInterface) checkInNetwork() engine.FieldErrors {
	subnet, ok := i.network()
	if !ok {
		return nil
	}
	errs := engine.FieldErrors{}
	for _, field := range i.inNetwork() {
		if address, err := netip.ParseAddr(*field.value); err == nil && !subnet.Contains(address) {
			errs.Add(field.name, fmt.Sprintf("%s not in the %s network", *field.value, subnet))
		}
	}
	if i.broadcast == "" {
		i.broadcast = broadcast(subnet).String()
	}
	return errs
}

func (i *clusterInterface) checkComplete() engine.FieldErrors {
	if i.management == unmanaged {
		return nil
	}
	errs := engine.FieldErrors{}
	for _, field := range []addressField{
		{"interface", &i.name}, {"subnet_mask", &i.subnetMask}, {"router_ip", &i.router},
		{"ip_range_low", &i.low}, {"ip_range_high", &i.high},
	} {
		if *field.value == "" {
			errs.Add(field.name, "That field cannot be empty (unless that interface is 'unmanaged')")
		}
	}
	return errs
}

// managesStaticRange reports whether the interface has static addresses to give.
func (i *clusterInterface) managesStaticRange() bool {
	return i.management != unmanaged && i.staticLow != "" && i.staticHigh != ""
}

func (i *clusterInterface) checkBounds() engine.FieldErrors {
	errs := engine.FieldErrors{}
	if !i.managesStaticRange() {
		return nil
	}
	for _, bounds := range []struct{ prefix, low, high string }{
		{"", i.low, i.high},
		{"static_", i.staticLow, i.staticHigh},
	} {
		if parseRange(bounds.low, bounds.high).reversed() {
			message := "Lower bound " + bounds.low + " is higher than upper bound " + bounds.high
			errs.Add(bounds.prefix+"ip_range_low", message)
			errs.Add(bounds.prefix+"ip_range_high", message)
		}
	}
	return errs
}

func (i *clusterInterface) checkRanges() engine.FieldErrors {
	if !i.managesStaticRange() || !parseRange(i.low, i.high).overlaps(parseRange(i.staticLow, i.staticHigh)) {
		return nil
	}
	errs := engine.FieldErrors{}
	for _, field := range []string{"ip_range_low", "ip_range_high", "static_ip_range_low", "static_ip_range_high"} {
		errs.Add(field, "Static and dynamic IP ranges may not overlap.")
	}
	return errs
}

// addInterfaceNetwork makes the network that goes with a new interface. If it
// cannot be made, for it is there already or clashes with another one, the
// interface does without.
func (st *state) addInterfaceNetwork(i *clusterInterface) {
	subnet, ok := i.network()
	if !ok {
		return
	}
	cluster := st.nodeGroups.Get(i.cluster).name
	// A name can say which VLAN it is on, and have an alias: eth0.5:1
	_, tag, _ := strings.Cut(i.name, ".")
	tag, _, _ = strings.Cut(tag, ":")
	vlan, _ := strconv.Atoi(tag)
	_ = st.saveNetwork(nil, &network{
		name:        cluster + "-" + strings.NewReplacer(".", "-", ":", "-").Replace(i.name),
		ip:          subnet.Addr().String(),
		netmask:     netmask(subnet),
		vlanTag:     vlan,
		description: fmt.Sprintf("Auto created when creating interface %s on cluster %s", i.name, cluster),
	}, engine.FieldErrors{})
}

// renameInterface tells the MACs behind an interface its new name, "" for none.
func (st *state) renameInterface(cluster, from, to string) {
	if from == to {
		return
	}
	for address, m := range st.macs.All() {
		if n := st.nodes.Get(m.systemID); m.clusterInterface == from && n != nil && n.nodeGroup == cluster {
			st.macs.Update(address, func(m *mac) { m.clusterInterface = to })
		}
	}
}

// serves reports whether an address is in one of the interface's ranges.
func (i *clusterInterface) serves(text string) bool {
	ip, _ := netip.ParseAddr(text)
	return parseRange(i.low, i.high).contains(ip) || parseRange(i.staticLow, i.staticHigh).contains(ip)
}
