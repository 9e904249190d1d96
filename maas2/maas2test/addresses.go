package maas2test

import (
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// Purposes of addresses, beside the kinds of ranges.
const (
	gatewayPurpose   = "gateway-ip"
	dnsPurpose       = "dns-server"
	assignedPurpose  = "assigned-ip"
	neighbourPurpose = "neighbour"
	routerPurpose    = "rfc-4291-2.6.1"
	unmanagedPurpose = "unmanaged"
	unusedPurpose    = "unused"
	proposedPurpose  = "proposed-dynamic"
)

// A block is a run of addresses that are used for the same.
type block struct {
	first, last netip.Addr
	purposes    []string // sorted
}

func (b block) has(a netip.Addr) bool { return b.first.Compare(a) <= 0 && a.Compare(b.last) <= 0 }

// size is the number of addresses.
func (b block) size() *big.Int {
	n := new(big.Int).Sub(number(b.last), number(b.first))
	return n.Add(n, big.NewInt(1))
}

func (b block) json(withPurpose bool) object {
	o := object{{"start", b.first.String()}, {"end", b.last.String()}, {"num_addresses", b.size()}}
	if withPurpose {
		o = append(o, engine.Member{"purpose", b.purposes})
	}
	return o
}

func number(a netip.Addr) *big.Int { return new(big.Int).SetBytes(a.AsSlice()) }

// plus is the address n places after a.
func plus(a netip.Addr, n *big.Int) netip.Addr {
	raw := a.AsSlice()
	sum, _ := netip.AddrFromSlice(new(big.Int).Add(number(a), n).FillBytes(raw))
	return sum
}

// lastOf is the last address of a network.
func lastOf(p netip.Prefix) netip.Addr {
	raw := p.Masked().Addr().AsSlice()
	for i := p.Bits(); i < 8*len(raw); i++ {
		raw[i/8] |= 0x80 >> (i % 8)
	}
	last, _ := netip.AddrFromSlice(raw)
	return last
}

// usable is what of a network can be given to hosts.
func usable(p netip.Prefix) block {
	whole := block{first: p.Masked().Addr(), last: lastOf(p)}
	switch spare := p.Addr().BitLen() - p.Bits(); {
	case spare < 2:
	case p.Addr().Is4():
		whole.first, whole.last = whole.first.Next(), whole.last.Prev()
	default:
		whole.first = whole.first.Next()
	}
	return whole
}

// condense sorts blocks, and makes one of those that overlap and of neighbours
// that are used for the same.
func condense(blocks []block) []block {
	slices.SortFunc(blocks, func(a, b block) int {
		if c := a.first.Compare(b.first); c != 0 {
			return c
		}
		return a.last.Compare(b.last)
	})
	var merged []block
	for _, b := range blocks {
		if len(merged) > 0 {
			before := &merged[len(merged)-1]
			if b.first.Compare(before.last) <= 0 {
				before.purposes = slices.Concat(before.purposes, b.purposes)
				slices.Sort(before.purposes)
				before.purposes = slices.Compact(before.purposes)
				if before.last.Less(b.last) {
					before.last = b.last
				}
				continue
			}
		}
		merged = append(merged, b)
	}
	var joined []block
	for _, b := range merged {
		if len(joined) > 0 {
			before := &joined[len(joined)-1]
			if before.last.Next() == b.first && slices.Equal(before.purposes, b.purposes) {
				before.last = b.last
				continue
			}
		}
		joined = append(joined, b)
	}
	return joined
}

// gaps are the parts of outer that none of the condensed blocks covers.
func gaps(outer block, blocks []block, purpose string) []block {
	var free []block
	next := outer.first
	for _, b := range blocks {
		if b.last.Less(next) {
			continue
		}
		if outer.last.Less(b.first) {
			break
		}
		if next.Less(b.first) {
			free = append(free, block{next, b.first.Prev(), []string{purpose}})
		}
		if next = b.last.Next(); !next.IsValid() {
			return free
		}
	}
	if next.Compare(outer.last) <= 0 {
		free = append(free, block{next, outer.last, []string{purpose}})
	}
	return free
}

// rangesOf are the ranges on a subnet but for the one with the given number.
func (st *state) rangesOf(s *subnet, except int) []block {
	var blocks []block
	for _, r := range ipRanges.in(st).All() {
		if r.subnet == s.id && r.id != except {
			blocks = append(blocks, block{r.start, r.end, []string{r.kind}})
		}
	}
	return blocks
}

// used lists what of a subnet is in use for something, but for the range with the
// given number. Of a subnet that MAAS does not manage, only what is reserved is
// MAAS's to use.
func (st *state) used(s *subnet, except int) []block {
	one := func(a netip.Addr, purpose string) block { return block{a, a, []string{purpose}} }
	var blocks []block
	if ranges := st.rangesOf(s, except); s.managed {
		blocks = ranges
	} else {
		reserved := slices.DeleteFunc(ranges, func(b block) bool { return b.purposes[0] != reservedRange })
		blocks = gaps(usable(s.cidr), condense(reserved), unmanagedPurpose)
	}
	if network := s.cidr.Masked().Addr(); network.Is6() {
		if s.cidr.Bits() < 127 {
			blocks = append(blocks, one(network, routerPurpose))
		}
		if s.cidr.Bits() == 64 {
			// The low addresses are for whoever runs the network.
			blocks = append(blocks, block{network.Next(), plus(network, big.NewInt(0xffffffff)), []string{reservedRange}})
		}
	}
	if s.cidr.Contains(s.gateway) {
		blocks = append(blocks, one(s.gateway, gatewayPurpose))
	}
	for _, server := range s.dnsServers {
		if a, err := netip.ParseAddr(server); err == nil && s.cidr.Contains(a) {
			blocks = append(blocks, one(a, dnsPurpose))
		}
	}
	for _, ip := range staticIPs.in(st).All() {
		if ip.subnet == s.id && ip.address.IsValid() && ip.alloc != allocDiscovered {
			blocks = append(blocks, one(ip.address, assignedPurpose))
		}
	}
	for _, ip := range st.powerAddresses() {
		if ip.subnet == s.id {
			blocks = append(blocks, one(ip.address, assignedPurpose))
		}
	}
	return condense(blocks)
}

// powerAddresses are the addresses of what controls the power of nodes, and of VM
// hosts, as far as they are on known subnets. They have no numbers.
func (st *state) powerAddresses() []*staticIP {
	var list []*staticIP
	seen := make(map[netip.Addr]bool)
	add := func(target string, created time.Time) {
		address, ok := hostOf(target)
		if !ok || seen[address] {
			return
		}
		seen[address] = true
		if s := st.subnetOf(address); s != nil {
			list = append(list, &staticIP{subnet: s.id, address: address, alloc: allocSticky, created: created})
		}
	}
	last := ""
	for _, n := range nodes.in(st).All() {
		if target, ok := n.powerParams["power_address"].(string); ok && target != last {
			last = target
			add(target, n.created)
		}
	}
	for _, h := range vmHosts.in(st).All() {
		add(h.address, time.Time{})
	}
	return list
}

// hostOf finds the address in what names a host: itself, or a URL.
func hostOf(target string) (address netip.Addr, ok bool) {
	if _, after, ok := strings.Cut(target, "://"); ok {
		target = after
	}
	target, _, _ = strings.Cut(target, "/")
	target = target[strings.LastIndexByte(target, '@')+1:]
	if port, err := netip.ParseAddrPort(target); err == nil {
		return port.Addr(), true
	}
	address, err := netip.ParseAddr(strings.Trim(target, "[]"))
	return address, err == nil
}

// nextAddress returns the address of a subnet to hand out next: the first address in
// the shortest run of free ones.
func (st *state) nextAddress(s *subnet) (netip.Addr, error) {
	blocks := st.used(s, 0)
	for _, d := range discoveries.in(st).All() {
		if s.cidr.Contains(d.ip) {
			blocks = append(blocks, block{d.ip, d.ip, []string{neighbourPurpose}})
		}
	}
	free := gaps(usable(s.cidr), condense(blocks), unusedPurpose)
	if len(free) == 0 {
		return netip.Addr{}, engine.Unavailable("No more IPs available in subnet: " + s.cidr.String() + ".")
	}
	smallest := slices.MinFunc(free, func(a, b block) int { return a.size().Cmp(b.size()) })
	return smallest.first, nil
}

// statistics are those of a subnet that is used as the blocks say.
func statistics(s *subnet, used []block, withRanges, withSuggestions bool) object {
	free := gaps(usable(s.cidr), used, unusedPurpose)
	all := condense(slices.Concat(used, free))
	available, unavailable, largest := new(big.Int), new(big.Int), block{}
	for _, b := range used {
		unavailable.Add(unavailable, b.size())
	}
	largestSize := new(big.Int)
	for _, b := range free {
		size := b.size()
		available.Add(available, size)
		if size.Cmp(largestSize) > 0 {
			largest, largestSize = b, size
		}
	}
	total := new(big.Int).Add(available, unavailable)
	version := 4
	if s.cidr.Addr().Is6() {
		version = 6
	}
	o := object{
		{"num_available", available},
		{"largest_available", largestSize},
		{"num_unavailable", unavailable},
		{"total_addresses", total},
		{"usage", ratio(unavailable, total)},
		{"usage_string", percent(ratio(unavailable, total))},
		{"available_string", percent(ratio(available, total))},
		{"first_address", all[0].first.String()},
		{"last_address", all[len(all)-1].last.String()},
		{"ip_version", version},
	}
	if withRanges {
		list := []object{}
		for _, b := range all {
			list = append(list, b.json(true))
		}
		o = append(o, engine.Member{"ranges", list})
	}
	if withSuggestions {
		gateway := suggestedGateway(s, used, free)
		var shown, dynamic any
		if gateway.IsValid() {
			shown = gateway.String()
		}
		if b, ok := suggestedRange(used, largest, gateway, total, available); ok {
			dynamic = b.json(true)
		}
		o = append(o, engine.Member{"suggested_gateway", shown}, engine.Member{"suggested_dynamic_range", dynamic})
	}
	return o
}

func ratio(part, whole *big.Int) float64 {
	quotient, _ := new(big.Rat).SetFrac(part, whole).Float64()
	return quotient
}

func serves(blocks []block, purpose string) bool {
	return slices.ContainsFunc(blocks, func(b block) bool { return slices.Contains(b.purposes, purpose) })
}

// suggestedGateway is the first address of the subnet if it is free, or else the
// last, or else any. There is none if the subnet has a gateway.
func suggestedGateway(s *subnet, used, free []block) netip.Addr {
	hosts := usable(s.cidr)
	isFree := func(a netip.Addr) bool { return slices.ContainsFunc(free, func(b block) bool { return b.has(a) }) }
	switch {
	case serves(used, gatewayPurpose):
		return netip.Addr{}
	case s.cidr.Addr().Is6():
		return s.cidr.Masked().Addr() // that of any router
	case isFree(hosts.first):
		return hosts.first
	case isFree(hosts.last):
		return hosts.last
	case len(free) > 0:
		return free[0].first
	}
	return netip.Addr{}
}

// suggestedRange is a part of the largest gap that takes no more than a fourth of
// the addresses, and no more than half of the free ones.
func suggestedRange(used []block, largest block, gateway netip.Addr, total, available *big.Int) (block, bool) {
	if !largest.first.IsValid() || serves(used, dynamicRange) {
		return block{}, false
	}
	proposed := block{largest.first, largest.last, []string{proposedPurpose}}
	if largest.first == largest.last && gateway.IsValid() {
		return block{}, false
	}
	switch gateway {
	case proposed.first:
		proposed.first = proposed.first.Next()
	case proposed.last:
		proposed.last = proposed.last.Prev()
	}
	fourth, half := new(big.Int).Rsh(total, 2), new(big.Int).Rsh(available, 1)
	switch size := proposed.size(); {
	case size.Cmp(fourth) > 0:
		proposed.first = plus(proposed.last, fourth.Neg(fourth))
	case size.Cmp(half) >= 0:
		proposed.first = plus(proposed.last, half.Sub(big.NewInt(1), half))
	}
	return proposed, proposed.first.Less(proposed.last)
}
