package maas2test

import "net/netip"

// The gateway and the boot architectures of a subnet were changed by hand.
var _ = before("staticroutes-create", func(r *replay) {
	r.server.seed(func(st *state) error {
		subnets.in(st).Update(2, func(s *subnet) {
			s.gateway = netip.MustParseAddr("192.168.50.1")
			s.disabledBootArchitectures = []string{"pxe"}
		})
		return nil
	})
})

// The VLAN and the subnet that are deleted were made by hand.
var _ = before("vlans-delete-with-subnet", func(r *replay) {
	r.server.seed(func(st *state) error {
		v := &vlan{id: st.next("vlan"), fabric: 3, vid: 7, mtu: defaultMTU}
		vlans.in(st).Put(v.id, v)
		s := &subnet{id: st.next("subnet"), vlan: v.id, name: "192.168.99.0/24", cidr: netip.MustParsePrefix("192.168.99.0/24"), managed: true}
		subnets.in(st).Put(s.id, s)
		return nil
	})
})
