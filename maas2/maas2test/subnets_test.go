package maas2test

import (
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
)

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

func TestUnmanagedSubnetUsesOnlyWhatIsReserved(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddSubnet(Subnet{CIDR: "192.168.9.0/24", VLAN: firstVLAN})
	path := fmt.Sprintf("subnets/%d/", id)
	assert.Equal(t, http.StatusOK, submit(s, "admin", "PUT", path, "managed", "false").Code)
	w := submit(s, "alice", "POST", "ipaddresses/?op=reserve", "subnet", strconv.Itoa(id))
	assert.Equal(t, http.StatusServiceUnavailable, w.Code, w.Body.String())
	w = submit(s, "admin", "POST", "ipranges/", "type", "reserved", "start_ip", "192.168.9.5", "end_ip", "192.168.9.6")
	assert.Equal(t, http.StatusOK, w.Code, w.Body.String())
	reserved := answer[struct{ IP string }](t, http.StatusOK, submit(s, "alice", "POST", "ipaddresses/?op=reserve", "subnet", strconv.Itoa(id)))
	assert.Equal(t, "192.168.9.5", reserved.IP)
}

func TestSubnetInUseIsDeletedByForceOnly(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	assert.Equal(t, http.StatusBadRequest, ask(s, "admin", "DELETE", "subnets/1/?force=true").Code, "DHCP is on")
	assert.Equal(t, http.StatusOK, submit(s, "admin", "PUT", "vlans/1/", "dhcp_on", "false").Code)
	w := ask(s, "admin", "DELETE", "subnets/1/")
	assert.Equal(t, http.StatusBadRequest, w.Code, "the controllers have addresses")
	assert.Contains(t, w.Body.String(), "Use the 'force' parameter")
	assert.Equal(t, http.StatusNoContent, ask(s, "admin", "DELETE", "subnets/1/?force=true").Code)
	assert.Empty(t, answer[[]any](t, http.StatusOK, ask(s, "admin", "GET", "ipranges/")))
	assert.Empty(t, answer[[]any](t, http.StatusOK, ask(s, "admin", "GET", "ipaddresses/?all=true")))
	assert.Equal(t, http.StatusOK, ask(s, "admin", "GET", "rackcontrollers/").Code, "what refers to the addresses still works")
}

func TestDHCPNeedsRangeAndRack(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	v := answer[struct{ ID int }](t, http.StatusOK, submit(s, "admin", "POST", "fabrics/0/vlans/", "vid", "5"))
	s.AddSubnet(Subnet{CIDR: "192.168.9.0/24", VLAN: v.ID})
	path := fmt.Sprintf("vlans/%d/", v.ID)
	w := submit(s, "admin", "PUT", path, "dhcp_on", "true")
	assert.Contains(t, w.Body.String(), "when a dynamic IP range is defined")
	w = submit(s, "admin", "POST", "ipranges/", "type", "dynamic", "start_ip", "192.168.9.100", "end_ip", "192.168.9.200")
	assert.Equal(t, http.StatusOK, w.Code, w.Body.String())
	w = submit(s, "admin", "PUT", path, "dhcp_on", "true")
	assert.Contains(t, w.Body.String(), "when a primary rack controller is set")
	rack := answer[[]struct {
		ID string `json:"system_id"`
	}](t, http.StatusOK, ask(s, "admin", "GET", "rackcontrollers/"))[0].ID
	assert.Equal(t, http.StatusOK, submit(s, "admin", "PUT", path, "dhcp_on", "true", "primary_rack", rack).Code)
	w = submit(s, "admin", "PUT", path, "secondary_rack", rack)
	assert.Equal(t, http.StatusBadRequest, w.Code, "one rack cannot be both")
}
