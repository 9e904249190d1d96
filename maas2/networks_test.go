package maas2_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maas2"
)

const nicsOfX = "GET /nodes/xacmmx/interfaces/"

// TestInterfacesFind looks an interface up by each of its names.
func TestInterfacesFind(t *testing.T) {
	t.Parallel()
	const (
		shared = `[{"id": 14, "name": "bond0", "type": "bond", "mac_address": "52:54:00:10:01:01"}, {"id": 4, "name": "eth0", "type": "physical", "mac_address": "52:54:00:10:01:01"},
			{"id": 5, "name": "eth1", "type": "physical", "mac_address": "52:54:00:10:01:02"}]`
		twins = `[{"id": 1, "type": "bond", "mac_address": "52:54:00:10:01:01"}, {"id": 2, "type": "bridge", "mac_address": "52:54:00:10:01:01"}]`
	)
	for _, tc := range []struct {
		name, key, request, answer string
		id                         int
		err                        error
	}{
		{"by name", "eth0", nicsOfX + "eth0/", `{"id": 4}`, 4, nil},
		{"by id", "4", nicsOfX + "4/", `{"id": 4}`, 4, nil},
		{"by MAC address, the physical one", "52-54-00-10-01-01", nicsOfX, shared, 4, nil},
		{"by MAC address in capitals", "52:54:00:10:01:02", nicsOfX, shared, 5, nil},
		{"by the MAC address of a bond alone", "52:54:00:10:01:01", nicsOfX, `[{"id": 14, "type": "bond", "mac_address": "52:54:00:10:01:01"}]`, 14, nil},
		{"ambiguous", "52:54:00:10:01:01", nicsOfX, twins, 0, maas.ErrAmbiguous},
		{"no such MAC address", "52:54:00:10:01:09", nicsOfX, shared, 0, maas.ErrNotFound},
		{"no such name", "eth9", nicsOfX + "eth9/", "404 No Interface matches the given query.", 0, maas.ErrNotFound},
		{"no such node", "52:54:00:10:01:09", nicsOfX, "404 No Node matches the given query.", 0, maas.ErrNotFound},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := answers(t, map[string]string{tc.request: tc.answer})
			found, err := newTestClient(t, c).Interfaces.Find(t.Context(), "xacmmx", tc.key)
			assert.Equal(t, []string{tc.request}, c.requests())
			if tc.err != nil {
				require.ErrorIs(t, err, tc.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tc.id, found.ID)
		})
	}
}

// TestSetLinksOfRecordedShapes goes through what links may look like: the order of
// the answer says nothing, a link_up placeholder is left alone, one link never
// serves twice, and force, which deletes all links, is never sent.
func TestSetLinksOfRecordedShapes(t *testing.T) {
	t.Parallel()
	const (
		nic    = nicsOfX + "eth0/"
		link   = "POST /nodes/xacmmx/interfaces/4/?op=link_subnet "
		unlink = "POST /nodes/xacmmx/interfaces/4/?op=unlink_subnet "
		subnet = `"subnet": {"id": 1, "cidr": "10.0.0.0/24"}`
		static = `{"id": 20, "mode": "static", "ip_address": "10.0.0.30", ` + subnet + `}`
		other  = `{"id": 21, "mode": "static", "ip_address": "10.0.0.31", ` + subnet + `}`
		auto   = `{"id": 22, "mode": "auto", ` + subnet + `}`
		up     = `{"id": 19, "mode": "link_up"}`
	)
	with := func(links string) string {
		return `{"id": 4, "name": "eth0", "vlan": {"id": 1}, "links": [` + links + `]}`
	}
	for _, tc := range []struct {
		name  string
		there string
		links []maas2.Link
		steps [][2]string // requests that change something, with the links after them
	}{
		{"nothing to do", static + "," + auto, []maas2.Link{{Mode: maas2.LinkModeAuto}, {Mode: maas2.LinkModeStatic, IPAddress: "10.0.0.30"}}, nil},
		{"any static address will do", static, []maas2.Link{{Mode: maas2.LinkModeStatic}}, nil},
		{"a given address comes first", static + "," + other, []maas2.Link{{Mode: maas2.LinkModeStatic}, {Mode: maas2.LinkModeStatic, IPAddress: "10.0.0.30"}}, nil},
		{"two of a kind", auto, []maas2.Link{{}, {}}, [][2]string{{link + "mode=auto subnet=1", auto + `,{"id": 23, "mode": "auto", ` + subnet + `}`}}},
		{"the placeholder goes by itself", up, []maas2.Link{{Mode: maas2.LinkModeDHCP}}, [][2]string{{link + "mode=dhcp subnet=1", `{"id": 24, "mode": "dhcp", ` + subnet + `}`}}},
		{"a second link keeps the first", static, []maas2.Link{{Mode: maas2.LinkModeStatic, IPAddress: "10.0.0.30"}, {Mode: maas2.LinkModeStatic, IPAddress: "10.0.0.31"}}, [][2]string{{link + "mode=static subnet=1 ip_address=10.0.0.31", other + "," + static}}},
		{"others go first", static + "," + other, []maas2.Link{{}}, [][2]string{{unlink + "id=20", other}, {unlink + "id=21", up}, {link + "mode=auto subnet=1", auto}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			want := []string{nic}
			table := map[string]string{nic: with(tc.there), "GET /subnets/cidr:10.0.0.0/24/": `{"id": 1, "cidr": "10.0.0.0/24", "vlan": {"id": 1}}`}
			for _, step := range tc.steps {
				table[step[0]] = with(step[1])
				want = append(want, step[0])
			}
			for i := range tc.links {
				tc.links[i].Subnet = "10.0.0.0/24"
			}
			c := answers(t, table)
			_, err := newTestClient(t, c).Interfaces.SetLinks(t.Context(), "xacmmx", "eth0", tc.links)
			require.NoError(t, err)
			assert.Equal(t, want, c.requests()[len(tc.links):])
		})
	}
}

// TestSetLinksInAnotherVLAN: an interface follows its subnets into their VLAN, but
// for one that is made for a VLAN.
func TestSetLinksInAnotherVLAN(t *testing.T) {
	t.Parallel()
	const disconnect, link = "POST /nodes/xacmmx/interfaces/4/?op=disconnect", "POST /nodes/xacmmx/interfaces/4/?op=link_subnet mode=auto subnet=2"
	set := func(kind string, subnets ...string) (*conversation, *maas2.Interface, error) {
		c := answers(t, map[string]string{
			"GET /subnets/name:a/": `{"id": 1, "cidr": "10.0.0.0/24", "vlan": {"id": 1}}`,
			"GET /subnets/name:b/": `{"id": 2, "cidr": "10.0.1.0/24", "vlan": {"id": 2}}`,
			nicsOfX + "eth0/":      `{"id": 4, "name": "eth0", "type": "` + kind + `", "vlan": {"id": 1}, "links": [{"id": 9, "mode": "auto", "subnet": {"id": 1}}]}`,
			disconnect:             `{"id": 4, "name": "eth0", "type": "` + kind + `", "links": []}`,
			link:                   `{"id": 4, "vlan": {"id": 2}, "links": [{"id": 10, "mode": "auto", "subnet": {"id": 2}}]}`,
		})
		var links []maas2.Link
		for _, subnet := range subnets {
			links = append(links, maas2.Link{Subnet: subnet})
		}
		nic, err := newTestClient(t, c).Interfaces.SetLinks(t.Context(), "xacmmx", "eth0", links)
		return c, nic, err
	}

	c, nic, err := set("physical", "b")
	require.NoError(t, err)
	assert.Equal(t, 2, nic.VLAN.ID)
	assert.Equal(t, []string{disconnect, link}, c.requests()[2:])

	for kind, subnets := range map[string][]string{"vlan": {"b"}, "physical": {"a", "b"}} {
		c, _, err := set(kind, subnets...)
		var bad *maas.ArgumentError
		require.ErrorAs(t, err, &bad, kind)
		assert.Contains(t, bad.Reason, "10.0.1.0/24", kind)
		for _, request := range c.requests() {
			assert.True(t, strings.HasPrefix(request, "GET "), request)
		}
	}
}

// TestSetLinksGateway chooses the link that was just made, which is not always the
// first of the answer, and leaves alone a choice that stands.
func TestSetLinksGateway(t *testing.T) {
	t.Parallel()
	const (
		before  = `{"id": 4, "vlan": {"id": 1}, "links": [{"id": 20, "mode": "static", "ip_address": "10.0.0.30", "subnet": {"id": 1}}]}`
		after   = `{"id": 4, "vlan": {"id": 1}, "links": [{"id": 20, "mode": "static", "ip_address": "10.0.0.30", "subnet": {"id": 1}}, {"id": 33, "mode": "auto", "subnet": {"id": 2}}]}`
		gateway = "POST /nodes/xacmmx/interfaces/4/?op=set_default_gateway link_id=33"
	)
	for chosen, want := range map[string]bool{`null`: true, `20`: true, `33`: false} {
		c := answers(t, map[string]string{
			"GET /subnets/name:a/": `{"id": 1, "vlan": {"id": 1}}`,
			"GET /subnets/name:b/": `{"id": 2, "vlan": {"id": 1}}`,
			nicsOfX + "eth0/":      before,
			"POST /nodes/xacmmx/interfaces/4/?op=link_subnet mode=auto subnet=2": after,
			"GET /machines/xacmmx/": `{"default_gateways": {"ipv4": {"gateway_ip": null, "link_id": ` + chosen + `}, "ipv6": {"gateway_ip": null, "link_id": null}}}`,
			gateway:                 after,
		})
		_, err := newTestClient(t, c).Interfaces.SetLinks(t.Context(), "xacmmx", "eth0", []maas2.Link{
			{Subnet: "a", Mode: maas2.LinkModeStatic, IPAddress: "10.0.0.30"}, {Subnet: "b", DefaultGateway: true},
		})
		require.NoError(t, err)
		assert.Equal(t, want, assert.ObjectsAreEqual(gateway, c.requests()[len(c.requests())-1]), "chosen: %s", chosen)
	}
}

// TestInterfacesWaitFor waits until commissioning has found the interfaces.
func TestInterfacesWaitFor(t *testing.T) {
	t.Parallel()
	const (
		one = `[{"id": 4, "name": "eth0", "type": "physical", "mac_address": "52:54:00:10:01:01"}]`
		two = `[{"id": 4, "name": "eth0", "type": "physical", "mac_address": "52:54:00:10:01:01"}, {"id": 5, "name": "eth1", "type": "physical", "mac_address": "52:54:00:10:01:02"}]`
	)
	keys := []string{"52:54:00:10:01:02", "eth0"}
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		c := answers(t, map[string]string{nicsOfX: one})
		c.then = map[string]string{nicsOfX: two}
		start := time.Now()
		found, err := newTestClient(t, c).Interfaces.WaitFor(t.Context(), "xacmmx", keys, nil)
		require.NoError(t, err)
		require.Len(t, found, 2)
		assert.Equal(t, []string{"eth1", "eth0"}, []string{found[0].Name, found[1].Name})
		assert.Equal(t, 5*time.Second, time.Since(start))
	})
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := newTestClient(t, answers(t, map[string]string{nicsOfX: one})).Interfaces.WaitFor(ctx, "xacmmx", keys, &maas2.InterfaceWaitOptions{Interval: time.Second})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.ErrorContains(t, err, "interfaces 52:54:00:10:01:02 of node xacmmx")
	})
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		c := answers(t, map[string]string{nicsOfX: "404 No Node matches the given query."})
		_, err := newTestClient(t, c).Interfaces.WaitFor(t.Context(), "xacmmx", keys, nil)
		require.ErrorIs(t, err, maas.ErrNotFound)
		assert.Len(t, c.requests(), 1)
	})
}
