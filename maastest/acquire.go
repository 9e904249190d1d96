package maastest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// constraints are what acquire was asked for, checked.
type constraints struct {
	// texts are the constraints as the message of a failure shows them, by
	// name.
	texts map[string]string
	tests []func(*node) bool
}

// add keeps a constraint; values are shown sorted.
func (k *constraints) add(name string, values []string, test func(*node) bool) {
	values = slices.Sorted(slices.Values(values))
	k.texts[name] = strings.Join(values, ",")
	k.tests = append(k.tests, test)
}

func (k *constraints) match(n *node) bool {
	for _, test := range k.tests {
		if !test(n) {
			return false
		}
	}
	return true
}

// failure is the answer when no node meets the constraints.
func (k *constraints) failure() error {
	if len(k.texts) == 0 {
		return engine.Conflict("No node available.")
	}
	var described []string
	for _, name := range engine.SortedKeys(k.texts) {
		described = append(described, name+"="+k.texts[name])
	}
	return engine.Conflict("No available node matches constraints: " + strings.Join(described, " "))
}

func (c *call) nodesAcquire() (any, error) {
	if err := c.NeedBound(); err != nil {
		return nil, err
	}
	k, err := c.constraints()
	if err != nil {
		return nil, err
	}
	n := c.state.nodes.Find(func(n *node) bool {
		return n.status == statusReady && c.visible(n) && k.match(n)
	})
	if n == nil {
		return nil, k.failure()
	}
	key, err := c.oauthToken()
	if err != nil {
		return nil, err
	}
	n = c.state.nodes.Update(n.systemID, func(n *node) {
		n.status, n.owner, n.tokenKey = statusAllocated, c.user.name, key
		n.agentName = c.Data.Get("agent_name")
		n.updated = c.now
	})
	return c.nodeJSON(n), nil
}

// constraints reads what the form asks for.
func (c *call) constraints() (*constraints, error) {
	k := &constraints{texts: make(map[string]string)}
	errs := engine.FieldErrors{}
	c.nameConstraint(k)
	c.archConstraint(k, errs)
	c.numberConstraint(k, errs, "cpu_count", "Invalid CPU count: number required.",
		func(n *node) int { return n.cpuCount })
	c.numberConstraint(k, errs, "mem", "Invalid memory: number of MB required.",
		func(n *node) int { return n.memory })
	c.tagsConstraint(k, errs)
	c.zoneConstraints(k, errs)
	c.networkConstraint(k, errs, "networks", true)
	c.networkConstraint(k, errs, "not_networks", false)
	c.routerConstraint(k, errs, "connected_to", true)
	c.routerConstraint(k, errs, "not_connected_to", false)
	return k, errs.Err()
}

func (c *call) nameConstraint(k *constraints) {
	name := c.Data.Get("name")
	if name == "" {
		return
	}
	host, domain, qualified := strings.Cut(name, ".")
	k.add("name", []string{name}, func(n *node) bool {
		if n.hostname == name {
			return true
		}
		return qualified && (n.hostname == host || strings.HasPrefix(n.hostname, host+".")) &&
			c.state.nodeGroups.Get(n.nodeGroup).name == domain
	})
}

func (c *call) archConstraint(k *constraints, errs engine.FieldErrors) {
	arch := c.Data.Get("arch")
	if arch == "" {
		return
	}
	if arch == "arm" {
		arch = "armhf"
	}
	usable := slices.DeleteFunc(c.state.usableArchitectures(), func(a string) bool {
		return a != arch && !strings.HasPrefix(a, arch+"/")
	})
	if len(usable) == 0 {
		errs.Add("arch", "Architecture not recognised.")
		return
	}
	k.add("arch", usable, func(n *node) bool { return slices.Contains(usable, n.architecture) })
}

func (c *call) numberConstraint(k *constraints, errs engine.FieldErrors, name, message string, have func(*node) int) {
	text := strings.TrimSpace(c.Data.Get(name))
	if text == "" {
		return
	}
	least, err := strconv.ParseFloat(text, 64)
	if err != nil {
		errs.Add(name, message)
		return
	}
	k.add(name, []string{string(engine.AppendFloat(nil, least))}, func(n *node) bool { return float64(have(n)) >= least })
}

func (c *call) tagsConstraint(k *constraints, errs engine.FieldErrors) {
	var names []string
	for _, value := range c.Data.List("tags") {
		names = append(names, strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' })...)
	}
	if names = unique(names); len(names) == 0 {
		return
	}
	unknown := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return c.state.tags.Get(name) != nil })
	if len(unknown) > 0 {
		errs.Add("tags", "No such tag(s): '"+strings.Join(unknown, "', '")+"'.")
		return
	}
	k.add("tags", names, func(n *node) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(n.tags, name) })
	})
}

func (c *call) zoneConstraints(k *constraints, errs engine.FieldErrors) {
	if zone := c.Data.Get("zone"); zone != "" {
		if c.state.zones.Get(zone) == nil {
			errs.Add("zone", "No such zone: '"+zone+"'.")
		}
		k.add("zone", []string{zone}, func(n *node) bool { return n.zone == zone })
	}
	without := c.Data.List("not_in_zone")
	if len(without) == 0 {
		return
	}
	for _, zone := range without {
		if !modelName.MatchString(zone) {
			errs.Add("not_in_zone", "Enter a valid value.")
			return
		}
	}
	unknown := slices.DeleteFunc(unique(without), func(zone string) bool { return c.state.zones.Get(zone) != nil })
	if len(unknown) > 0 {
		errs.Add("not_in_zone", "No such zone(s): "+strings.Join(unknown, ", ")+".")
		return
	}
	k.add("not_in_zone", without, func(n *node) bool { return !slices.Contains(without, n.zone) })
}

// networkConstraint wants a node on all of the given networks, or on none.
func (c *call) networkConstraint(k *constraints, errs engine.FieldErrors, name string, wanted bool) {
	var networks, texts []string
	for _, specifier := range c.Data.List(name) {
		network, err := c.state.networkBySpecifier(specifier)
		if err != nil {
			errs.Add(name, err.Error())
			return
		}
		networks = append(networks, network.name)
		texts = append(texts, network.constraintText())
	}
	if networks == nil {
		return
	}
	k.add(name, texts, func(n *node) bool {
		return !slices.ContainsFunc(networks, func(network string) bool { return c.state.onNetwork(n, network) != wanted })
	})
}

// onNetwork reports whether some MAC of the node is on a network.
func (st *state) onNetwork(n *node, network string) bool {
	return slices.ContainsFunc(n.macs, func(address string) bool {
		return slices.Contains(st.macs.Get(address).networks, network)
	})
}

// routerConstraint wants a node connected to all of the given routers, or to
// none.
func (c *call) routerConstraint(k *constraints, errs engine.FieldErrors, name string, wanted bool) {
	var routers []string
	for _, address := range c.Data.List(name) {
		if !isMAC(address) {
			errs.Add(name, badMAC(address))
			return
		}
		routers = append(routers, normalizeMAC(address))
	}
	if routers == nil {
		return
	}
	k.add(name, routers, func(n *node) bool {
		return !slices.ContainsFunc(routers, func(router string) bool { return slices.Contains(n.routers, router) != wanted })
	})
}
