package maas2test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/deadline"
)

// post sends a form, as name=value pairs.
func post(s *Server, user, method, path string, pairs ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/MAAS"+apiRoot+path, strings.NewReader(strings.Join(pairs, "&")))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", signWith(s, s.Key(user)))
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// statusOf reads the status of a machine.
func statusOf(t *testing.T, s *Server, id string) string {
	t.Helper()
	w := ask(s, "admin", "GET", "machines/"+id+"/")
	require.Equal(t, 200, w.Code, w.Body)
	var machine struct {
		Status string `json:"status_name"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &machine))
	return machine.Status
}

// bodyOf reads a machine.
func bodyOf(s *Server, id string) string {
	return ask(s, "admin", "GET", "machines/"+id+"/").Body.String()
}

// do runs an operation on a machine, which has to succeed.
func do(t *testing.T, s *Server, user, id, op string, pairs ...string) {
	t.Helper()
	w := post(s, user, "POST", "machines/"+id+"/?op="+op, pairs...)
	require.Equal(t, 200, w.Code, "%s: %s", op, w.Body)
}

func TestMachineLife(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithCommissioningPolls(2))
	w := post(s, "admin", "POST", "machines/", "architecture=amd64", "mac_addresses=52:54:00:00:00:01", "power_type=manual", "hostname=a")
	require.Equal(t, 200, w.Code, w.Body)
	var created struct {
		ID string `json:"system_id"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &created))
	id := created.ID
	assert.Equal(t, "Commissioning", statusOf(t, s, id))
	assert.Equal(t, "Ready", statusOf(t, s, id))
	do(t, s, "alice", id, "deploy")
	assert.Equal(t, "Deployed", statusOf(t, s, id))
	assert.Regexp(t, `"id": \d+,\s*"mode": "auto",\s*"ip_address": "10\.0\.0\.\d+"`, bodyOf(s, id), "the link has an address now")
	do(t, s, "alice", id, "lock")
	assert.Equal(t, 403, post(s, "alice", "POST", "machines/"+id+"/?op=release").Code)
	do(t, s, "alice", id, "unlock")
	do(t, s, "alice", id, "release", "erase=true")
	assert.Equal(t, "Ready", statusOf(t, s, id))
	do(t, s, "admin", id, "rescue_mode")
	assert.Equal(t, "Rescue mode", statusOf(t, s, id))
	do(t, s, "admin", id, "exit_rescue_mode")
	assert.Equal(t, "Ready", statusOf(t, s, id))
	do(t, s, "admin", id, "test")
	do(t, s, "admin", id, "abort")
	assert.Equal(t, "Ready", statusOf(t, s, id))
	assert.Zero(t, s.host.Panics())
}

func TestTimedCommissioning(t *testing.T) {
	t.Parallel()
	clock := NewManualClock(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	s := NewUnstarted(WithClock(clock), WithCommissioningTime(time.Minute), WithDeploymentTime(2*time.Minute))
	id := s.AddMachine(Machine{Status: "New"})
	do(t, s, "admin", id, "commission")
	clock.Advance(59 * time.Second)
	assert.Equal(t, "Commissioning", statusOf(t, s, id))
	clock.Advance(time.Second)
	assert.Equal(t, "Ready", statusOf(t, s, id))
	do(t, s, "admin", id, "deploy")
	clock.Advance(2 * time.Minute)
	assert.Equal(t, "Deployed", statusOf(t, s, id))
	assert.Contains(t, bodyOf(s, id), `"power_state": "on"`)
}

func TestFailures(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithManualCommissioning())
	id := s.AddMachine(Machine{})
	s.FailDeployment(id)
	do(t, s, "admin", id, "deploy")
	assert.Equal(t, "Failed deployment", statusOf(t, s, id))
	do(t, s, "admin", id, "release")
	assert.Equal(t, "Ready", statusOf(t, s, id))
	do(t, s, "admin", id, "deploy")
	assert.Equal(t, "Deployed", statusOf(t, s, id))
	do(t, s, "admin", id, "test")
	s.Fail(id)
	assert.Equal(t, "Failed testing", statusOf(t, s, id))
	do(t, s, "admin", id, "override_failed_testing")
	assert.Equal(t, "Deployed", statusOf(t, s, id))
	assert.Panics(t, func() { s.Finish(id) })
	assert.Panics(t, func() { s.AddMachine(Machine{Status: "Asleep"}) })
	assert.Panics(t, func() { s.AddMachine(Machine{Owner: "nobody"}) })
}

// Whoever asks at the same time gets another machine, and the last ones none.
func TestAllocateConcurrently(t *testing.T) {
	t.Parallel()
	const machines, askers = 20, 64
	s := NewUnstarted()
	for i := range machines {
		s.AddMachine(Machine{Hostname: fmt.Sprintf("m%d", i)})
	}
	var mu sync.Mutex
	given := make(map[string]int)
	var none int
	var wg sync.WaitGroup
	for i := range askers {
		wg.Go(func() {
			w := post(s, []string{"admin", "alice"}[i%2], "POST", "machines/?op=allocate", "cpu_count=2")
			var machine struct {
				ID string `json:"system_id"`
			}
			mu.Lock()
			defer mu.Unlock()
			switch {
			case w.Code == 409:
				none++
			case json.Unmarshal(w.Body.Bytes(), &machine) == nil:
				given[machine.ID]++
			}
		})
	}
	deadline.Wait(t, deadline.Limit, wg.Wait, "the callers")
	assert.Len(t, given, machines)
	assert.Equal(t, askers-machines, none)
	for id, times := range given {
		assert.Equal(t, 1, times, id)
	}
}

// A tag with a definition is on the machines whose lshw it is true of.
func TestTagDefinition(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	lshw := func(id string) *Hardware {
		return &Hardware{CPUCount: 1, LSHW: []byte(`<list><node id="` + id + `"/></list>`)}
	}
	screen := s.AddMachine(Machine{Hardware: lshw("display")})
	s.AddMachine(Machine{Hardware: lshw("core")})
	require.Equal(t, 200, post(s, "admin", "POST", "tags/", "name=screen", `definition=//node[@id="display"]`).Code)
	w := ask(s, "admin", "GET", "machines/?tags=screen")
	var machines []struct {
		ID   string   `json:"system_id"`
		Tags []string `json:"tag_names"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &machines), w.Body)
	require.Len(t, machines, 1)
	assert.Equal(t, screen, machines[0].ID)
	assert.Equal(t, []string{"screen"}, machines[0].Tags)
	require.Equal(t, 204, ask(s, "admin", "DELETE", "tags/screen/").Code)
	assert.NotContains(t, bodyOf(s, screen), "screen")
}

// What the machine was in may be gone.
func TestMachineOutlivesItsZone(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	require.Equal(t, 200, post(s, "admin", "POST", "zones/", "name=z1").Code)
	id := s.AddMachine(Machine{Zone: "z1"})
	require.Equal(t, 204, ask(s, "admin", "DELETE", "zones/z1/").Code)
	assert.Contains(t, bodyOf(s, id), `/zones/default/`)
}

// A refused change of a machine leaves no trace.
func TestMachineRollback(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddMachine(Machine{Hostname: "kept"})
	w := post(s, "admin", "PUT", "machines/"+id+"/", "description=x", "zone=nope")
	assert.Equal(t, 400, w.Code)
	assert.NotContains(t, bodyOf(s, id), `"description": "x"`)
	w = post(s, "admin", "POST", "machines/", "architecture=amd64", "mac_addresses=52:54:00:aa:00:01", "hostname=unpowered")
	assert.Equal(t, 500, w.Code, w.Body) // it cannot be commissioned
	assert.Equal(t, "[]", ask(s, "admin", "GET", "machines/?hostname=unpowered").Body.String())
}

// discard is a client that looks at nothing but the status.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }

// BenchmarkList10000Machines lists new machines, and machines that were commissioned,
// with three disks each: for the first time, after one of them has changed, after
// something has changed that machines do not show, and after nothing has.
func BenchmarkList10000Machines(b *testing.B) {
	for _, status := range []string{"New", "Ready"} {
		s := NewUnstarted()
		var id string
		for i := range 10_000 {
			id = s.AddMachine(Machine{Hostname: fmt.Sprintf("node%d", i), Status: status})
		}
		for _, change := range []struct {
			name string
			make func()
		}{
			{"cold", func() { s.Restore(s.Snapshot()) }},
			{"machine", func() {
				w := post(s, "admin", "PUT", "machines/"+id+"/", "description="+randomKey(20))
				require.Equal(b, 200, w.Code, w.Body)
			}},
			{"tag", func() { s.AddTag(Tag{Name: randomKey(20)}) }},
			{"unchanged", func() {}},
		} {
			b.Run(status+"/"+change.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					b.StopTimer()
					change.make()
					r := httptest.NewRequest("GET", "/MAAS"+apiRoot+"machines/", nil)
					r.Header.Set("Authorization", signWith(s, s.Key("admin")))
					d := &discard{header: http.Header{}}
					b.StartTimer()
					s.ServeHTTP(d, r)
					require.Equal(b, 200, d.status)
				}
			})
		}
	}
}

// A list shows what has changed since the one before.
func TestListAfterChanges(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	const machines = 100 // which are encoded on several processors
	for i := range machines {
		s.AddMachine(Machine{Hostname: fmt.Sprintf("node%d", i), Status: []string{"New", "Ready"}[i%2]})
	}
	type named struct {
		Hostname    string `json:"hostname"`
		Description string `json:"description"`
	}
	list := func(user string) (machines []named) {
		w := ask(s, user, "GET", "machines/")
		require.Equal(t, 200, w.Code)
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &machines))
		return machines
	}
	first := list("admin")
	assert.Len(t, first, machines)
	assert.Equal(t, first, list("admin"))
	kept := s.Snapshot()
	id := s.AddMachine(Machine{Hostname: "last", Owner: "admin"})
	assert.Len(t, list("admin"), machines+1)
	assert.Len(t, list("alice"), machines)
	require.Equal(t, 200, post(s, "admin", "PUT", "machines/"+id+"/", "description=new").Code)
	assert.Equal(t, named{"last", "new"}, list("admin")[machines])
	s.Restore(kept)
	assert.Equal(t, first, list("admin"))
	assert.Equal(t, "f([])", ask(s, "admin", "GET", "machines/?hostname=nobody&callback=f").Body.String())
	assert.Equal(t, 400, ask(s, "admin", "GET", "machines/?format=yaml").Code)
}

// checkKept compares what is kept of all nodes with what they are encoded as when
// nothing is, and returns how many had been kept.
func checkKept(t *testing.T, s *Server) (kept int) {
	t.Helper()
	s.store.View(func(st *state) {
		var list []*node
		for _, n := range nodes.in(st).All() {
			list = append(list, n)
			if st.journal.Kept(n.systemID) != nil {
				kept++
			}
		}
		ours := (&call{server: s, state: st}).encoded(list)
		fresh := (&call{server: s, state: st.Clone()}).encoded(list)
		for i, n := range list {
			if !bytes.Equal(ours[i], fresh[i]) {
				last := s.Requests()[len(s.Requests())-1]
				t.Fatalf("after %s %s %v %s is kept as %s\nbut is %s", last.Method, last.Path, append(last.Query, last.Form...), n.systemID, ours[i], fresh[i])
			}
		}
	})
	return kept
}

// What is kept of a node is dropped when anything changes that the node shows:
// through all that was recorded, and through requests at random, many of which are
// taken back.
func TestKeptEncodings(t *testing.T) {
	t.Parallel()
	t.Run("recorded", func(t *testing.T) {
		t.Parallel()
		r := newReplay(t)
		played, kept := 0, 0
		for _, e := range readRecordings(t) {
			r.Play(e)
			if e.Request.Method != http.MethodGet && e.Response.Status < 300 {
				played++
				kept += checkKept(t, r.server)
			}
		}
		assert.Greater(t, kept, played, "encodings outlive requests")
	})
	t.Run("random", func(t *testing.T) {
		t.Parallel()
		forms := plausibleForms(t)
		s, ids := monkeyServer()
		start := s.Snapshot()
		rng := rand.New(rand.NewPCG(1, 3))
		for i := range 2000 {
			monkeyRequest(s, rng, ids, forms)
			if i%300 == 299 {
				s.Restore(start)
			}
			checkKept(t, s)
		}
	})
}

func TestConstraints(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddTag(Tag{Name: "fast"})
	s.AddMachine(Machine{Hostname: "small", Hardware: &Hardware{CPUCount: 1, Memory: 1024}})
	s.AddMachine(Machine{Hostname: "big", Hardware: &Hardware{CPUCount: 64, Memory: 262144}, Tags: []string{"fast"}})
	s.AddMachine(Machine{Hostname: "busy", Status: "Deployed", Owner: "alice", MACAddresses: []string{"52:54:00:00:00:aa", "52:54:00:00:00:ab"}})
	for query, want := range map[string]string{
		"":                                    "small big busy",
		"hostname=big":                        "big",
		"hostname=big&hostname=small":         "small big",
		"not_hostname=big":                    "small busy",
		"cpu_count=2":                         "big busy",
		"cpu_count=2&mem=200000.5":            "big",
		"tags=fast":                           "big",
		"not_tags=fast":                       "small busy",
		"status=deployed":                     "busy",
		"status=ready&status=deployed":        "small big busy",
		"not_status=ready":                    "busy",
		"owner=alice":                         "busy",
		"mac_address=52:54:00:00:00:ab":       "busy",
		"arch=amd64":                          "small big busy",
		"subnets=10.0.0.0/24&fabrics=0":       "small big busy",
		"not_fabrics=fabric-0":                "",
		"interfaces=a:name=eth1":              "busy",
		"interfaces=a:name=eth0,vlan=vid:0":   "small big busy",
		"interfaces=a:name=eth1;b:vid=77":     "",
		"storage=root:90(ssd),data:200(sata)": "small big busy",
		"storage=100000":                      "",
		"zone=default&pool=default":           "small big busy",
		"not_in_zone=default":                 "",
		"power_state=on":                      "busy",
		"simple_status=deployed":              "busy",
	} {
		var machines []struct {
			Hostname string `json:"hostname"`
		}
		w := ask(s, "admin", "GET", "machines/?"+strings.NewReplacer(";", "%3B").Replace(query))
		if !assert.Equal(t, 200, w.Code, "%s: %s", query, w.Body) {
			continue
		}
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &machines))
		var names []string
		for _, m := range machines {
			names = append(names, m.Hostname)
		}
		assert.Equal(t, want, strings.Join(names, " "), query)
	}
	for query, want := range map[string]string{
		"tags=slow":               `{"tags": ["No such tag(s): 'slow'."]}`,
		"pool=nope":               `{"pool": ["No such pool(s): nope."]}`,
		"speed=1":                 `{"speed": ["No such constraint."]}`,
		"interfaces=a:colour=red": `{"interfaces": ["Malformed constraint: 'a:colour=red' (required format: '<label>:<key>=<value>[,<key2>=<value2>[,...]]')"]}`,
	} {
		w := ask(s, "admin", "GET", "machines/?"+query)
		assert.Equal(t, 400, w.Code, query)
		assert.Equal(t, want, w.Body.String(), query)
	}
	w := post(s, "alice", "POST", "machines/?op=allocate", "interfaces=net:name=eth0", "storage=root:200", "mem=200000")
	require.Equal(t, 200, w.Code, w.Body)
	assert.Regexp(t, `"constraints_by_type": \{\s*"storage": \{\s*"root": \[\s*\d+\s*\]\s*\},\s*"interfaces": \{\s*"net"`, w.Body.String())
}
