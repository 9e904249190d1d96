package maas_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
)

// A meter is a network in memory on which a request takes 20 ms. It counts requests
// and those in flight.
type meter struct {
	server *maastest.Server

	mu             sync.Mutex
	counts         map[string]int // by operation
	total          int
	inFlight, most int
}

func newMeter(t *testing.T, opts ...maastest.Option) (*meter, *maas.Client) {
	t.Helper()
	m := &meter{server: maastest.NewUnstarted(opts...), counts: map[string]int{}}
	client, err := maas.NewClient("http://127.0.0.1/MAAS", m.server.AdminKey, maas.WithHTTPClient(&http.Client{Transport: m}))
	require.NoError(t, err)
	return m, client
}

func (m *meter) RoundTrip(req *http.Request) (*http.Response, error) {
	operation, _ := maas.OperationFromContext(req.Context())
	m.mu.Lock()
	m.counts[operation.String()]++
	m.total++
	m.inFlight++
	m.most = max(m.most, m.inFlight)
	m.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	w := httptest.NewRecorder()
	again := httptest.NewRequest(req.Method, req.URL.RequestURI(), req.Body)
	again.Header, again.ContentLength = req.Header.Clone(), req.ContentLength
	m.server.ServeHTTP(w, again.WithContext(req.Context()))
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inFlight--
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

// nodes adds nodes to the pool and returns their ids.
func (m *meter) nodes(n int, status maas.NodeStatus, owner string) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = m.server.AddNode(maastest.Node{
			SystemID: fmt.Sprintf("node-%04d", i), Hostname: fmt.Sprintf("host%d", i), Status: status, Owner: owner, PowerType: "virsh",
		})
	}
	return ids
}

// The states of a node and what a wait makes of each: "." is reached, "…" may come
// by itself, "x" is a failure and "!" takes another call.
func TestEveryStateForEveryGoal(t *testing.T) {
	t.Parallel()
	const states = 17 // 0 to 15, and one that is not known
	//                 New Com Fai Mis Rea Res Dep Ret Bro Dpl All FDp Rel RFa Era FEr ???
	for goal, want := range map[string]string{
		"Ready":            "! … x x . ! ! x x ! ! x … x … x …",
		"Deployed":         "! ! x x ! ! . x x … ! x ! x ! x …",
		"Ready until 1.6":  "! … x x . ! ! x x",
		"Deployed, 1.6":    "! ! x x ! ! . x x",
		"Deployed, netb.":  "! ! x x ! ! … x x",
		"Ready, netbooted": "! … x x . ! ! x x",
	} {
		condition := maas.Ready
		if strings.HasPrefix(goal, "Deployed") {
			condition = maas.Deployed
		}
		marks := strings.Fields(want)
		for i, mark := range marks {
			node := &maas.Node{Status: maas.NodeStatus(i), Netboot: strings.Contains(goal, "netb")}
			if len(marks) == states {
				state := maas.NodeSubstatus(i)
				if i == states-1 {
					state = 99
				}
				node = &maas.Node{Status: maas.NodeStatusAllocated, Substatus: &state}
			}
			got, err := "…", condition.Failed(node)
			switch {
			case condition.Done(node):
				got = "."
				require.NoError(t, err, "%s: %d", goal, i)
			case err != nil && strings.Contains(err.Error(), maas.ErrNodeFailed.Error()):
				require.ErrorIs(t, err, maas.ErrNodeFailed)
				got = "x"
			case err != nil:
				require.ErrorIs(t, err, maas.ErrUnreachable)
				got = "!"
			}
			assert.Equal(t, mark, got, "%s: %v", goal, node.State())
		}
	}
}

// A status that a later release adds is not taken for a failure on old ones either.
func TestUnknownStatusWithoutSubstatus(t *testing.T) {
	t.Parallel()
	node := &maas.Node{Status: 99}
	for _, condition := range []maas.NodeCondition{maas.Ready, maas.Deployed} {
		assert.False(t, condition.Done(node))
		require.NoError(t, condition.Failed(node))
	}
}

// WaitForAll looks at 1,000 nodes that take 30 s to deploy in 60 requests, four at
// a time.
func TestWaitForAllOfAThousand(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		m, client := newMeter(t, maastest.WithDeploymentTime(30*time.Second))
		ids := m.nodes(1000, maas.NodeStatusAllocated, "admin")
		forEachOf(ids, 4, func(id string) {
			_, err := client.Nodes.Start(t.Context(), id, nil)
			assert.NoError(t, err)
		})
		m.total, m.most = 0, 0
		clear(m.counts)
		started := time.Now()
		slices.Reverse(ids)
		nodes, err := client.Nodes.WaitForAll(t.Context(), ids, maas.Deployed, nil)
		require.NoError(t, err)
		for i, node := range nodes {
			require.Equal(t, ids[i], node.SystemID)
		}
		assert.LessOrEqual(t, m.total, 60)
		assert.LessOrEqual(t, m.most, 4)
		t.Logf("%d requests, %d at a time, %v: %v", m.total, m.most, time.Since(started), m.counts)
	})
}

// forEachOf calls do for each id, so many at a time.
func forEachOf(ids []string, atOnce int, do func(id string)) {
	var group sync.WaitGroup
	for worker := range atOnce {
		group.Go(func() {
			for i := worker; i < len(ids); i += atOnce {
				do(ids[i])
			}
		})
	}
	group.Wait()
}

// ReleaseEach finds the one of 1,000 that is in the way in a few calls.
func TestReleaseEachOfAThousand(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		spoil   func(m *meter, ids []string)
		failed  int
		most    int
		sentinl error
	}{
		{"all can be", func(*meter, []string) {}, 0, 1, nil},
		{"one is unknown", func(_ *meter, ids []string) { ids[700] = "node-unknown" }, 1, 60, maas.ErrNotFound},
		{"three are unknown", func(_ *meter, ids []string) { ids[1], ids[500], ids[998] = "no-1", "no-2", "no-3" }, 3, 60, maas.ErrNotFound},
		{"one is in another state", func(m *meter, ids []string) {
			ids[300] = m.server.AddNode(maastest.Node{SystemID: "node-declared", Hostname: "declared", Status: maas.NodeStatusDeclared})
		}, 1, 60, maas.ErrConflict},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				m, client := newMeter(t)
				ids := m.nodes(1000, maas.NodeStatusAllocated, "admin")
				tc.spoil(m, ids)
				outcomes := client.Nodes.ReleaseEach(t.Context(), ids, nil)
				require.Len(t, outcomes, len(ids))
				failed := 0
				for id, err := range outcomes {
					if err != nil {
						failed++
						assert.ErrorIs(t, err, tc.sentinl, id)
					}
				}
				assert.Equal(t, tc.failed, failed)
				assert.LessOrEqual(t, m.total, tc.most)
				assert.LessOrEqual(t, m.most, 4)
				t.Logf("%d calls, %d at a time", m.total, m.most)
			})
		})
	}
}

// DeployMany makes two calls for each node and looks at all of them together.
func TestDeployManyOfAHundred(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		const count = 100
		m, client := newMeter(t, maastest.WithDeploymentTime(30*time.Second))
		m.nodes(count-1, maas.NodeStatusReady, "")
		results := client.Nodes.DeployMany(t.Context(), make([]maas.NodeDeployOptions, count))
		require.Len(t, results, count)
		deployed := map[string]bool{}
		failed := 0
		for _, r := range results {
			if r.Err != nil {
				failed++
				require.ErrorIs(t, r.Err, maas.ErrConflict, "one more than there are")
				continue
			}
			require.Equal(t, maas.NodeSubstatusDeployed, r.Node.State())
			deployed[r.SystemID] = true
		}
		assert.Len(t, deployed, count-1)
		assert.Equal(t, 1, failed)
		assert.Equal(t, count, m.counts["POST /nodes/?op=acquire"])
		assert.Equal(t, count-1, m.counts["POST /nodes/{system_id}/?op=start"])
		assert.LessOrEqual(t, m.total, 2*count+110, "%v", m.counts) // nodes that start at different times share fewer looks
		assert.LessOrEqual(t, m.most, 8, "four calls and four looks")
		t.Logf("%d requests, %d at a time: %v", m.total, m.most, m.counts)
	})
}

// CommissionMany makes a call for each node and looks at all of them together.
func TestCommissionManyOfAHundred(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		const count = 100
		m, client := newMeter(t, maastest.WithCommissioningTime(5*time.Minute))
		ids := m.nodes(count, maas.NodeStatusReady, "")
		ids[50] = "node-unknown"
		results := client.Nodes.CommissionMany(t.Context(), ids, nil, nil)
		require.Len(t, results, count)
		for i, r := range results {
			assert.Equal(t, ids[i], r.SystemID)
			if i == 50 {
				require.ErrorIs(t, r.Err, maas.ErrNotFound)
				continue
			}
			require.NoError(t, r.Err)
			assert.Equal(t, maas.NodeSubstatusReady, r.Node.State())
		}
		assert.Equal(t, count, m.counts["POST /nodes/{system_id}/?op=commission"])
		assert.LessOrEqual(t, m.total, count+60, "%v", m.counts)
		assert.LessOrEqual(t, m.most, 4)
		t.Logf("%d requests, %d at a time: %v", m.total, m.most, m.counts)
	})
}

// RemoveAll of 200 files is a list and 200 calls, 24 at a time.
func TestRemoveAllOfTwoHundred(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		m, client := newMeter(t)
		for i := range 200 {
			m.server.AddFile("admin", fmt.Sprintf("juju/%d", i), []byte("x"))
		}
		m.server.AddFile("admin", "other", []byte("x"))
		require.NoError(t, client.Files.Under("juju/").RemoveAll(t.Context()))
		assert.Equal(t, 201, m.total)
		assert.LessOrEqual(t, m.most, 24)
		left, err := client.Files.List(t.Context(), nil)
		require.NoError(t, err)
		assert.Len(t, left, 1)
	})
}
