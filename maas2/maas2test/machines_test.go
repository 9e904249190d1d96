package maas2test

// numbers has sequences go on from the given numbers: others had been given out to
// what was made and removed by hand, or inside MAAS.
func numbers(last map[string]int) func(*replay) {
	return func(r *replay) {
		r.server.seed(func(st *state) error {
			for sequence, number := range last {
				st.sequences[sequence] = number
			}
			return nil
		})
	}
}

// inOrder runs one preparation after the other.
func inOrder(list ...func(*replay)) func(*replay) {
	return func(r *replay) {
		for _, prepare := range list {
			prepare(r)
		}
	}
}

// machineBy makes a machine by hand, and has it commissioned if it is to be Ready.
// Recorded is its system id.
func machineBy(recorded, hostname string, ready bool, macs ...string) func(*replay) {
	return func(r *replay) {
		s := r.server
		s.seed(func(st *state) error {
			n := &node{
				kind: machineNode, hostname: hostname, domain: defaultDomain, zone: defaultZone, pool: defaultPool, status: statusNew,
				architecture: "amd64/generic", powerType: "manual", powerState: "unknown", netboot: true,
			}
			st.addNode(n, macs)
			r.Learn(recorded, n.systemID)
			if !ready {
				return nil
			}
			now := s.clock.Now()
			n.commissioningSet = st.addScriptSet(n, setCommissioning, commissioningScripts, now).id
			st.addScriptSet(n, setTesting, nil, now)
			st.announce(n, "Commissioning", now)
			st.forceStatus(n, statusCommissioning, now)
			s.succeed(st, n, now)
			st.putNode(n)
			return nil
		})
	}
}

// finished has a machine end what it is busy with.
func finished(hostname string) func(*replay) {
	return func(r *replay) { r.server.Finish(r.machine(hostname)) }
}

// machine finds the system id of a machine.
func (r *replay) machine(hostname string) (id string) {
	r.server.store.View(func(st *state) { id = st.nodeByHostname(hostname).systemID })
	return id
}

// by changes a machine by hand.
func by(hostname string, change func(*Server, *state, *node)) func(*replay) {
	return func(r *replay) {
		r.server.seed(func(st *state) error {
			advanceNodes(r.server, st, r.server.clock.Now())
			n := *st.nodeByHostname(hostname)
			change(r.server, st, &n)
			st.putNode(&n)
			return nil
		})
	}
}

var (
	// An interface had been made and removed by hand. The racks' ids were not told before.
	_ = before("machines-create", inOrder(numbers(map[string]int{"interface": 3}), func(r *replay) {
		r.server.store.View(func(st *state) {
			r.Learn("hw7rt6", st.nodesOf(rackNode)[0].systemID)
			r.Learn("8n6w88", st.nodesOf(regionNode)[0].systemID)
		})
	}))
	_ = before("machines-create-commission", numbers(map[string]int{"event": 63}))
	_ = before("machines-create-deployed", numbers(map[string]int{"scriptset": 7}))
	_ = before("machines-commission", numbers(map[string]int{"event": 72}))
	_ = before("machines-read-ready", inOrder(numbers(map[string]int{"staticip": 10}), finished("node-1b")))
	_ = before("machines-skip0", machineBy("prcc8b", "node-skip", false, "52:54:00:10:02:01"))
	_ = before("interfaces-create-vlan", func(r *replay) {
		r.server.seed(func(st *state) error {
			v := &vlan{id: st.next("vlan"), vid: 20, fabric: firstFabric, mtu: 1500, name: "20"}
			vlans.in(st).Put(v.id, v)
			return nil
		})
	})
	// What commissioning found is processed again, with links that do not stay.
	_ = before("machines-restore_networking_configuration", numbers(map[string]int{"staticip": 26}))
	_ = before("machines-restore_default_configuration", numbers(map[string]int{"staticip": 33}))
	_ = before("machines-allocate-dry-run", inOrder(
		numbers(map[string]int{"scriptset": 14, "staticip": 35, "lease": 2}),
		machineBy("k7bmx3", "node-2", true, "52:54:00:10:03:01", "52:54:00:10:03:02"),
		machineBy("r8hmsk", "node-3", true, "52:54:00:10:04:01", "52:54:00:10:04:02"),
		machineBy("mspfyd", "node-4", true, "52:54:00:10:05:01", "52:54:00:10:05:02"),
	))
	_ = before("machines-read-deployed", finished("node-2"))
	_ = before("machines-unlock", by("node-2", func(_ *Server, _ *state, n *node) { n.locked = true }))
	_ = before("machines-deploy-bad-kernel", inOrder(
		numbers(map[string]int{"scriptset": 22, "staticip": 45}),
		machineBy("qnsggd", "node-5", true, "52:54:00:10:06:01", "52:54:00:10:06:02"),
	))
	_ = before("machines-deploy-bad-osystem", by("node-5", func(s *Server, st *state, n *node) { st.finishRelease(n, s.clock.Now()) }))
	_ = before("machines-test-ready", inOrder(
		numbers(map[string]int{"scriptset": 27, "staticip": 51}),
		machineBy("egpf7q", "node-6", true, "52:54:00:10:07:01", "52:54:00:10:07:02"),
	))
	_ = before("machines-mark-broken-not-owner", by("node-6", func(_ *Server, _ *state, n *node) { n.status, n.owner = statusAllocated, "alice" }))
	_ = before("machines-read-rescue-mode", finished("node-6"))
	_ = before("machines-deploy-unallocated", by("node-5", func(s *Server, st *state, n *node) { st.finishRelease(n, s.clock.Now()) }))
	_ = before("machines-accept-no-power", inOrder(
		machineBy("nhxkf3", "enl-2", false, "52:54:00:66:00:01"),
		by("enl-2", func(_ *Server, _ *state, n *node) { n.powerType = "" }),
	))
	// MAAS asks after the power of all machines from time to time; nobody tells that of this one.
	_ = before("tags-machines", by("node-2", func(_ *Server, _ *state, n *node) { n.powerState = "unknown" }))
	_ = before("devices-link-static", numbers(map[string]int{"staticip": 58}))
	_ = before("machines-accept", by("enl-2", func(_ *Server, _ *state, n *node) { n.powerType = "manual" }))
)
