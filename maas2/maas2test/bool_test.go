package maas2test

import "net/netip"

// Eight requests at once reserved an address each, and a subnet was made by hand.
var _ = before("bool-form-0", func(r *replay) {
	r.server.seed(func(st *state) error {
		for _, address := range []string{
			"10.0.0.4", "10.0.0.7", "10.0.0.8", "10.0.0.10", "10.0.0.11", "10.0.0.12", "10.0.0.13", "10.0.0.14",
		} {
			st.addIP(&staticIP{
				subnet: firstSubnet, address: netip.MustParseAddr(address), alloc: allocUserReserved, user: "alice",
				created: r.Clock.Now(),
			})
		}
		s := &subnet{
			id: 8, vlan: firstVLAN, name: "192.168.200.0/24", cidr: netip.MustParsePrefix("192.168.200.0/24"), rdnsMode: 2,
			allowDNS: true, allowProxy: true, managed: true,
		}
		subnets.in(st).Put(s.id, s)
		return nil
	})
})
