package maastest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gomaas/maas"
)

// defaultCluster is the uuid of the cluster that a server has from the start.
const defaultCluster = "5977f6ab-9160-4352-b4db-d71a99066c4f"

// seed changes the state on behalf of a test. Nonsense is the test's own
// mistake and so a panic.
func (s *Server) seed(change func(*state) error) {
	if err := s.store.Update(change); err != nil {
		panic("maastest: " + err.Error())
	}
}

// seedInitial makes the state that every server begins with.
func (s *Server) seedInitial() {
	s.seed(func(st *state) error {
		st.users.Put(nodeInitUser, &user{name: nodeInitUser, inactive: true})
		st.users.Put(workerUser, &user{name: workerUser, email: workerUser + "@localhost"})
		st.zones.Put(defaultZone, &zone{name: defaultZone})
		if s.config.empty {
			return nil
		}
		return st.seedCluster()
	})
	s.AddUser(User{Name: "admin", Admin: true})
	s.AddUser(User{Name: "user"})
}

// A User is an account to seed.
type User struct {
	Name  string
	Email string // NAME@example.com if empty
	Admin bool
	// Inactive users have a key that the API refuses.
	Inactive bool
}

// AddUser adds an account with one API key, which it returns. It panics if the
// name is empty or taken.
func (s *Server) AddUser(u User) string {
	if u.Email == "" {
		u.Email = u.Name + "@example.com"
	}
	var key string
	s.seed(func(st *state) error {
		if u.Name == "" || st.users.Get(u.Name) != nil {
			return fmt.Errorf("user name %q is empty or taken", u.Name)
		}
		st.users.Put(u.Name, &user{name: u.Name, email: u.Email, superuser: u.Admin, inactive: u.Inactive})
		key = st.newToken(u.Name).apiKey()
		return nil
	})
	return key
}

// Key returns the API key of a user, the oldest one if there are several. It
// panics if there is none.
func (s *Server) Key(user string) string {
	var key string
	s.store.View(func(st *state) {
		t := st.userToken(user)
		if t == nil {
			panic(fmt.Sprintf("maastest: user %q has no key", user))
		}
		key = t.apiKey()
	})
	return key
}

// AddZone adds a physical zone. It panics if the name is not one or is taken.
func (s *Server) AddZone(name, description string) {
	s.seed(func(st *state) error {
		z := &zone{name: name, description: description}
		if err := st.checkZone(nil, z); err != nil {
			return err
		}
		st.zones.Put(name, z)
		return nil
	})
}

// A Tag is a tag to seed.
type Tag struct {
	Name, Comment, KernelOpts string
	// Definition is an XPath expression over what lshw reported of a node; the
	// nodes for which it is true have the tag. "" is for a tag by hand.
	Definition string
}

// AddTag adds a tag. It panics if the name or the definition is not one, or if
// the name is taken.
func (s *Server) AddTag(t Tag) {
	s.seed(func(st *state) error {
		added := &tag{name: t.Name, definition: t.Definition, comment: t.Comment, kernelOpts: &t.KernelOpts}
		if err := st.fillTag(nil, added, nil); err != nil {
			return err
		}
		st.tags.Put(added.name, added)
		s.populate(added)
		return nil
	})
}

// A Node is a machine to seed. What is left out has MAAS's own defaults; the
// status is Declared then.
type Node struct {
	SystemID string          // made up if empty
	Hostname string          // as stored; made up if empty
	Status   maas.NodeStatus // up to NodeStatusRetired, those that 1.6 has
	// State names the state instead: "Ready", "Deployed", "Failed commissioning"
	// and so on, with hyphens or without, in either case.
	State        string
	Owner        string // a user's name; the node belongs to that user's oldest key
	AgentName    string
	NodeGroup    string // uuid of its cluster, the first one if empty
	Architecture string // amd64/generic if empty
	OSystem      string
	DistroSeries string
	// Installed nodes boot from their own disk: netboot is false.
	Installed bool

	CPUCount, Memory, Storage int // Memory and Storage in MB

	MACs []string
	// Tags are made, by hand, where they do not exist.
	Tags            []string
	Zone            string // default if empty
	PowerType       string
	PowerParameters map[string]any
	// Routers are nil for a node that was not commissioned.
	Routers []string
	// LSHW and LLDP are what commissioning found, as XML. Without LSHW, a node
	// that is Ready or beyond gets one that says the above.
	LSHW, LLDP []byte
}

// AddNode adds a node and returns its system id. It panics if it refers to
// what does not exist, or has a name or a MAC that is taken.
func (s *Server) AddNode(n Node) string {
	s.seed(func(st *state) error {
		if n.SystemID == "" {
			n.SystemID = newSystemID()
		}
		if n.Hostname == "" {
			n.Hostname = st.randomHostname()
		}
		if err := n.readState(); err != nil {
			return err
		}
		added, err := s.newNode(st, n)
		if err != nil {
			return err
		}
		st.addNode(added, added.macs)
		for _, name := range n.Tags {
			if st.tags.Get(name) == nil {
				st.tags.Put(name, &tag{name: name, kernelOpts: new(string)})
			}
		}
		s.seedHardware(added, n)
		if added.status == statusCommissioning {
			st.begin(added, commissioning, added.updated)
		}
		return nil
	})
	return n.SystemID
}

// newNode checks a node to seed.
func (s *Server) newNode(st *state, n Node) (*node, error) {
	added := &node{
		id: st.next("node"), systemID: n.SystemID, hostname: n.Hostname, status: int(n.Status),
		owner: n.Owner, agentName: n.AgentName, nodeGroup: n.NodeGroup, architecture: n.Architecture,
		cpuCount: n.CPUCount, memory: n.Memory, storage: n.Storage,
		osystem: n.OSystem, distroSeries: n.DistroSeries, netboot: !n.Installed,
		powerType: n.PowerType, powerParams: n.PowerParameters,
		tags: slices.Clone(n.Tags), zone: n.Zone, updated: s.clock.Now(),
	}
	setDefault(&added.architecture, "amd64/generic")
	setDefault(&added.zone, defaultZone)
	for uuid := range st.nodeGroups.All() {
		setDefault(&added.nodeGroup, uuid)
		break
	}
	if n.Owner != "" {
		t := st.userToken(n.Owner)
		if t == nil {
			return nil, fmt.Errorf("node %s: no user %q with a key", n.Hostname, n.Owner)
		}
		added.tokenKey = t.key
	}
	for _, address := range n.MACs {
		if !isMAC(address) || st.macs.Get(normalizeMAC(address)) != nil {
			return nil, fmt.Errorf("node %s: MAC %q is none or taken", n.Hostname, address)
		}
		added.macs = append(added.macs, normalizeMAC(address))
	}
	for _, address := range n.Routers {
		added.routers = append(added.routers, normalizeMAC(address))
	}
	switch {
	case n.Status < statusDeclared || n.Status > statusRetired:
		return nil, fmt.Errorf("node %s: no status %d", n.Hostname, int(n.Status))
	case st.nodes.Get(n.SystemID) != nil || st.hostnames.Get(n.Hostname) != nil:
		return nil, fmt.Errorf("node %s %s: id or name taken", n.SystemID, n.Hostname)
	case checkHostname(n.Hostname) != "":
		return nil, fmt.Errorf("node %s: %s", n.Hostname, checkHostname(n.Hostname))
	case st.zones.Get(added.zone) == nil:
		return nil, fmt.Errorf("node %s: no zone %q", n.Hostname, n.Zone)
	case st.nodeGroups.Get(added.nodeGroup) == nil:
		return nil, fmt.Errorf("node %s: no cluster %q", n.Hostname, n.NodeGroup)
	case n.PowerType != "" && findPowerType(n.PowerType) == nil:
		return nil, fmt.Errorf("node %s: no power type %q", n.Hostname, n.PowerType)
	}
	return added, nil
}

func setDefault(field *string, value string) {
	if *field == "" {
		*field = value
	}
}

// seedHardware stores what commissioning would have found. What a node is said
// to have wins over what its documents say.
func (s *Server) seedHardware(added *node, n Node) {
	switch {
	case n.LSHW != nil:
		s.storeResult(added, lshwResult, 0, n.LSHW, added.updated)
	case n.Status >= statusReady:
		found := Commissioned{CPUCount: n.CPUCount, Memory: n.Memory, Storage: n.Storage}
		s.keepLSHW(added, makeLSHW(found), added.updated)
	}
	if n.LLDP != nil {
		s.storeResult(added, lldpResult, 0, n.LLDP, added.updated)
	}
	s.store.Current().nodes.Update(added.systemID, func(stored *node) {
		setIfGiven(&stored.cpuCount, n.CPUCount)
		setIfGiven(&stored.memory, n.Memory)
		setIfGiven(&stored.storage, n.Storage)
		if added.routers != nil {
			stored.routers = added.routers
		}
	})
}

// statusOf is the status by which MAAS 1.6 stores a state.
var statusOf = map[maas.NodeSubstatus]maas.NodeStatus{
	maas.NodeSubstatusNew:                 maas.NodeStatusDeclared,
	maas.NodeSubstatusCommissioning:       maas.NodeStatusCommissioning,
	maas.NodeSubstatusFailedCommissioning: maas.NodeStatusFailedTests,
	maas.NodeSubstatusMissing:             maas.NodeStatusMissing,
	maas.NodeSubstatusReady:               maas.NodeStatusReady,
	maas.NodeSubstatusReserved:            maas.NodeStatusReserved,
	maas.NodeSubstatusAllocated:           maas.NodeStatusAllocated,
	maas.NodeSubstatusDeployed:            maas.NodeStatusAllocated, // and installed
	maas.NodeSubstatusRetired:             maas.NodeStatusRetired,
}

// readState sets the status of the state that is named, if one is.
func (n *Node) readState() error {
	if n.State == "" {
		return nil
	}
	if n.Status != 0 {
		return fmt.Errorf("node %s: it has both a state and a status", n.Hostname)
	}
	plain := func(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "-") }
	var names []string
	for state, status := range statusOf {
		if plain(n.State) == plain(state.String()) {
			n.Status = status
			n.Installed = n.Installed || state == maas.NodeSubstatusDeployed
			return nil
		}
		names = append(names, plain(state.String()))
	}
	slices.Sort(names)
	return fmt.Errorf("node %s: unknown state %q; the states are %s", n.Hostname, n.State, strings.Join(names, ", "))
}
