package maastest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/doubletest"
)

// A replay plays what was recorded with a real MAAS 1.6.1.
type replay struct {
	doubletest.Replay
	server *Server
}

func newReplay(t *testing.T) *replay {
	clock := NewManualClock(time.Date(2026, 11, 20, 23, 17, 36, 0, time.UTC))
	s := NewUnstarted(WithClock(clock), WithManualCommissioning(), WithManualDeployment(), WithIdleClusters())
	s.AddUser(User{Name: "user2"})
	s.seed(func(st *state) error {
		var hostname any = "vm" // of the machine that MAAS was installed on
		st.settings.Put("maas_name", &hostname)
		return nil
	})
	r := &replay{server: s}
	r.Replay = doubletest.Replay{
		T: t, Handler: s, Clock: clock, Host: "127.0.0.1:5240", Key: r.key, Before: r.prepare,
		MadeUp: madeUp, Times: timePattern, Page: 150,
		Fresh: func(map[string]any) bool { return true },
		Same: func(path string, recorded, ours any) bool { // some lists are in no order
			return strings.HasSuffix(path, ".tag_names") && slices.Equal(sortedStrings(recorded), sortedStrings(ours))
		},
	}
	// These are the keys in the headers that were recorded as they were, of a test
	// server that is gone.
	r.setKey("admin", "RARqVysGar3cuJMFuP", "8mNFVXqr8AzBQnyNSk", "YfNJxNnzHqnwmzYrQSQC8aS2mXZU5H85")
	r.setKey("user", "j6bTA5hUQuu88cJNdz", "a5TGDTFgjZHgAyV7WF", "cPbaps4NQhvJPqP3ebAcdKPqMHct8sut")
	return r
}

func (r *replay) setKey(user, consumer, key, secret string) {
	r.server.seed(func(st *state) error {
		st.deleteToken(st.userToken(user))
		st.addToken(&token{consumer: consumer, key: key, secret: secret, user: user})
		return nil
	})
}

// prepare does what the one who recorded did to the database by hand before an
// exchange.
func (r *replay) prepare(name string) {
	r.server.seed(func(st *state) error {
		setStaticRange := func(low, high string) {
			i := st.interfaceNamed(defaultCluster, "eth0")
			st.interfaces.Update(i.id, func(i *clusterInterface) { i.staticLow, i.staticHigh = low, high })
		}
		switch name {
		case "nodes-check-commissioning-one":
			id := r.Translate("node-b7e03970-e53a-11f1-9473-02fc00000001")
			st.nodes.Update(id, func(n *node) { n.updated = n.updated.Add(-2 * commissioningTimeout) })
		case "node-start-with-static-ip":
			setStaticRange("10.0.0.200", "10.0.0.200")
			for _, address := range []string{"aa:bb:cc:dd:ee:01", "aa:bb:cc:dd:ee:02"} {
				st.macs.Update(address, func(m *mac) { m.clusterInterface = "eth0" })
			}
		case "ipaddresses-reserve":
			// MAAS takes any free address of a range, ours takes the first.
			setStaticRange("10.0.0.205", "10.0.0.220")
		case "inactive-user-refused":
			st.users.Update("user2", func(u *user) { u.inactive = true })
		}
		return nil
	})
}

// key is the API key of the one who made a recorded request.
func (r *replay) key(as string) string {
	if as == "worker" {
		s := r.server
		s.store.Lock()
		defer s.store.Unlock()
		return s.store.Current().tokens.Get(s.store.Current().nodeGroups.Get(defaultCluster).tokenKey).apiKey()
	}
	if id, ok := strings.CutPrefix(as, "node:"); ok {
		return r.server.NodeKey(r.Translate(id))
	}
	return r.server.Key(as)
}

var madeUp = map[string]*regexp.Regexp{
	"system_id":         regexp.MustCompile(`^(node-[0-9a-f-]{36})$`),
	"hostname":          regexp.MustCompile(`^([a-z0-9]{5})(\..*)?$`),
	"uuid":              regexp.MustCompile(`^([0-9a-f-]{36})$`),
	"consumer_key":      regexp.MustCompile(`^(\w{18})$`),
	"token_key":         regexp.MustCompile(`^(\w{18})$`),
	"token_secret":      regexp.MustCompile(`^(\w{32})$`),
	"anon_resource_uri": regexp.MustCompile(`[?&]key=([0-9a-f-]{36})`),
}

var timePattern = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?$`)

func sortedStrings(list any) []string {
	values, _ := list.([]any)
	sorted := make([]string, len(values))
	for i, v := range values {
		sorted[i] = fmt.Sprint(v)
	}
	slices.Sort(sorted)
	return sorted
}

// TestReplay plays everything that was recorded with a real MAAS to the server,
// in order, and compares the answers. What differs has to be listed with its
// reason in testdata/known-differences.txt, and what is listed has to differ.
func TestReplay(t *testing.T) {
	t.Parallel()
	known := doubletest.ReadDifferences(t, "testdata/known-differences.txt")
	for name := range known {
		assert.False(t, strings.HasPrefix(name, "auth-"), "authentication has no differences")
	}
	r := newReplay(t)
	var all, documented doubletest.Figures
	for _, e := range doubletest.ReadRecordings(t, "testdata/recordings-1.6.1.jsonl") {
		if strings.HasPrefix(e.Name, "parallel-") {
			continue // which of these failed was chance
		}
		status, body, _ := r.PlayListed(e, known)
		all.Add(status, body)
		if e.Op != nil {
			documented.Add(status, body)
		}
	}
	assert.Empty(t, known, "listed, but not recorded")
	assert.Zero(t, r.server.host.Panics())
	documented.Check(t)
	t.Logf("all                      %v", &all)
	t.Logf("of documented operations %v", &documented)
}
