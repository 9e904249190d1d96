package maas2test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/deadline"
)

func TestBlocks(t *testing.T) {
	t.Parallel()
	b := func(first, last string, purposes ...string) block {
		return block{netip.MustParseAddr(first), netip.MustParseAddr(last), purposes}
	}
	used := condense([]block{
		b("10.0.0.20", "10.0.0.29", "reserved"),
		b("10.0.0.25", "10.0.0.25", "assigned-ip"),
		b("10.0.0.5", "10.0.0.5", "assigned-ip"),
		b("10.0.0.6", "10.0.0.6", "assigned-ip"),
		b("10.0.0.7", "10.0.0.7", "gateway-ip"),
	})
	assert.Equal(t, []block{
		b("10.0.0.5", "10.0.0.6", "assigned-ip"),
		b("10.0.0.7", "10.0.0.7", "gateway-ip"),
		b("10.0.0.20", "10.0.0.29", "assigned-ip", "reserved"),
	}, used)
	assert.Equal(t, []block{
		b("10.0.0.1", "10.0.0.4", "unused"),
		b("10.0.0.8", "10.0.0.19", "unused"),
		b("10.0.0.30", "10.0.0.30", "unused"),
	}, gaps(usable(netip.MustParsePrefix("10.0.0.0/27")), used, unusedPurpose))
	whole := netip.MustParsePrefix("255.255.255.255/32")
	assert.Empty(t, gaps(usable(whole), []block{b("255.255.255.255", "255.255.255.255", "assigned-ip")}, unusedPurpose))
	assert.Equal(t, b("10.0.0.0", "10.0.0.1"), usable(netip.MustParsePrefix("10.0.0.0/31")), "both are hosts")
	assert.Equal(t, b("fd00::1", "fd00::3"), usable(netip.MustParsePrefix("fd00::/126")))
}

func TestStatisticsOfIPv6(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddSubnet(Subnet{CIDR: "fd00:1::/64", VLAN: firstVLAN})
	w := ask(s, "alice", "GET", fmt.Sprintf("subnets/%d/?op=statistics&include_suggestions=true", id))
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Contains(t, w.Body.String(), `"total_addresses": 18446744073709551616`)
	assert.Contains(t, w.Body.String(), `"suggested_gateway": "fd00:1::"`)
}

func TestReserveUntilNothingIsLeft(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddSubnet(Subnet{CIDR: "192.168.9.0/28", Gateway: "192.168.9.1", VLAN: firstVLAN})
	const callers, free = 16, 13
	var responses [callers]*httptest.ResponseRecorder
	var wg sync.WaitGroup
	for i := range responses {
		wg.Go(func() {
			responses[i] = submit(s, "alice", "POST", "ipaddresses/?op=reserve", "subnet", "192.168.9.0/28")
		})
	}
	deadline.Wait(t, deadline.Limit, wg.Wait, "the callers")
	codes, addresses := make(map[int]int), make(map[string]bool)
	for _, w := range responses {
		if codes[w.Code]++; w.Code == http.StatusOK {
			addresses[answer[struct{ IP string }](t, http.StatusOK, w).IP] = true
		}
	}
	assert.Equal(t, map[int]int{http.StatusOK: free, http.StatusServiceUnavailable: callers - free}, codes)
	assert.Len(t, addresses, free, "each is given once")
}

func TestReservations(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddUser(User{Name: "bob"})
	reserve := func(user string, form ...string) (int, string) {
		w := submit(s, user, "POST", "ipaddresses/?op=reserve", form...)
		return w.Code, w.Body.String()
	}
	code, _ := reserve("alice", "ip", "10.0.0.9", "mac", "52:54:00:00:00:01", "hostname", "printer")
	assert.Equal(t, http.StatusOK, code)
	code, text := reserve("alice", "subnet", "1", "mac", "52:54:00:00:00:01")
	assert.Equal(t, http.StatusConflict, code)
	assert.Equal(t, "MAC address 52:54:00:00:00:01 already has the IP address(es) 10.0.0.9.", text)
	code, text = reserve("alice", "subnet", "1", "mac", "nonsense")
	assert.Equal(t, http.StatusBadRequest, code, text)
	code, _ = reserve("alice", "subnet", "1", "domain", "nosuch")
	assert.Equal(t, http.StatusNotFound, code)

	release := func(user string, form ...string) int {
		return submit(s, user, "POST", "ipaddresses/?op=release", append(form, "ip", "10.0.0.9")...).Code
	}
	assert.Equal(t, http.StatusBadRequest, release("bob"), "it is not theirs")
	assert.Equal(t, http.StatusForbidden, release("bob", "force", "true"))
	assert.Equal(t, http.StatusNoContent, release("admin", "force", "true"))
	assert.Empty(t, answer[[]any](t, http.StatusOK, ask(s, "alice", "GET", "ipaddresses/")))
	assert.Empty(t, answer[[]any](t, http.StatusOK, ask(s, "alice", "GET", "dnsresources/")), "its name is gone too")
	code, _ = reserve("bob", "subnet", "1", "mac", "52:54:00:00:00:01")
	assert.Equal(t, http.StatusOK, code, "and its interface")
}

func TestPowerAddressesAreNotGivenOut(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"10.0.0.9": "10.0.0.9", "qemu+ssh://u@10.0.0.9/system": "10.0.0.9", "https://[fd00::9]:8443": "fd00::9", "10.0.0.9:8443": "10.0.0.9",
		"fd00::9": "fd00::9", "host.example.org": "", "": "",
	} {
		address, ok := hostOf(target)
		assert.Equal(t, want != "", ok, target)
		assert.True(t, !ok || address.String() == want, target)
	}
	s := NewUnstarted()
	s.AddSubnet(Subnet{CIDR: "192.168.9.0/29", VLAN: firstVLAN})
	w := submit(s, "admin", "POST", "machines/", "architecture", "amd64/generic", "mac_addresses", "52:54:00:00:00:01", "commission", "false",
		"power_type", "ipmi", "power_parameters_power_address", "192.168.9.1", "power_parameters_power_user", "u", "power_parameters_power_pass", "p")
	assert.Equal(t, http.StatusOK, w.Code, w.Body.String())
	got := answer[struct{ IP string }](t, http.StatusOK, submit(s, "alice", "POST", "ipaddresses/?op=reserve", "subnet", "192.168.9.0/29"))
	assert.Equal(t, "192.168.9.2", got.IP)
}
