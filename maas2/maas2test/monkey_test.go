package maas2test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

// recordedForms are the parameters that were recorded for each operation, under its
// method, template and op.
func recordedForms(t *testing.T) map[string][][][2]string {
	forms := make(map[string][][][2]string)
	for _, e := range readRecordings(t) {
		path, ok := strings.CutPrefix(e.Request.Path, "/MAAS"+apiRoot)
		r, _ := router().Find(path)
		if !ok || r == nil {
			continue
		}
		op := ""
		pairs := [][2]string{}
		for _, p := range e.Request.Query {
			if p[0] == "op" {
				op = p[1]
			} else {
				pairs = append(pairs, p)
			}
		}
		var form [][2]string
		if json.Unmarshal(e.Request.Form, &form) == nil {
			pairs = append(pairs, form...)
		}
		key := e.Request.Method + " " + r.Path + " " + op
		forms[key] = append(forms[key], pairs)
	}
	return forms
}

// monkeyValues are what is sent in them.
var monkeyValues = []string{
	"", "0", "1", "2", "-1", "99999999999999999999", "3.5", "true", "false", "null", "a", "eth0", "default", "maas", "node-a", "admin", "alice",
	"amd64/generic", "virsh", "manual", "ipmi", "10.0.0.0/24", "10.0.0.30", "10.0.0.256", "fe80::1", "2001:db8::/32", "52:54:00:00:00:07", "ready",
	"static", "auto", "dhcp", "link_up", "tmpfs", "ext4", "/", "/dev/sda", "flat", "lvm", "bcache", "vmfs7", "raid-1", "raid-5", "802.3ad",
	"standard", "//node", "root:10(ssd)", "eth:subnet=1", "none", "ubuntu/jammy", "custom/one", "x,y", "é\x00", "A", "example.org", "..", "%s",
}

// monkeyServer has one of most things.
func monkeyServer() (s *Server, ids []string) {
	s = NewUnstarted()
	ids = []string{"1", "2", "3", "0", "default", "eth0", "x"}
	for _, status := range []string{"Ready", "Allocated", "New", "Deployed"} {
		m := Machine{Status: status}
		if status == "Allocated" {
			m.Owner = "alice"
		}
		ids = append(ids, s.AddMachine(m))
	}
	ids = append(ids, s.AddDevice(Device{MACAddresses: []string{"52:54:00:00:99:01"}}))
	s.AddTag(Tag{Name: "x"})
	s.store.View(func(st *state) {
		ids = append(ids, st.nodesOf(rackNode)[0].systemID, st.nodesOf(regionNode)[0].systemID)
	})
	return s, ids
}

// monkeyRequest makes up a request of an operation.
func monkeyRequest(s *Server, rng *rand.Rand, ids []string, forms map[string][][][2]string) *httptest.ResponseRecorder {
	pick := func(list []string) string { return list[rng.IntN(len(list))] }
	resources := router().Resources
	r := resources[rng.IntN(len(resources))]
	path := r.Path
	for strings.Contains(path, "{") {
		start, end := strings.Index(path, "{"), strings.Index(path, "}")
		value := pick(ids)
		if nodes := ids[len(ids)-7:]; path[start:end] == "{system_id" && rng.IntN(8) > 0 {
			value = pick(nodes)
		} else if rng.IntN(8) > 0 {
			value = pick(ids[:len(ids)-7])
		}
		path = path[:start] + value + path[end+1:]
	}
	if len(r.Operations) == 0 {
		return ask(s, "admin", "GET", path)
	}
	o := r.Operations[rng.IntN(len(r.Operations))]
	form := url.Values{}
	if recorded := forms[o.Method+" "+r.Path+" "+o.Op]; len(recorded) > 0 {
		for _, p := range recorded[rng.IntN(len(recorded))] {
			switch rng.IntN(8) {
			case 0: // left out
			case 1, 2:
				form.Add(p[0], pick(monkeyValues))
			case 3:
				form.Add(p[0], pick(ids))
			default:
				form.Add(p[0], p[1])
			}
		}
	}
	if o.Op != "" {
		path += "?op=" + o.Op
	}
	user := "admin"
	if rng.IntN(4) == 0 {
		user = "alice"
	}
	if o.Method == "GET" || o.Method == "DELETE" {
		separator := "?"
		if o.Op != "" {
			separator = "&"
		}
		return ask(s, user, o.Method, path+separator+form.Encode())
	}
	return post(s, user, o.Method, path, form.Encode())
}

// No request makes a handler panic, whatever is in it and whatever came before.
func TestMonkey(t *testing.T) {
	t.Parallel()
	forms := recordedForms(t)
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			s, ids := monkeyServer()
			start := s.Snapshot()
			rng := rand.New(rand.NewPCG(seed, 1))
			for i := range 1500 {
				before := s.host.Panics()
				w := monkeyRequest(s, rng, ids, forms)
				if s.host.Panics() != before {
					last := s.Requests()[len(s.Requests())-1]
					t.Errorf("%s %s %v: %d %.300s", last.Method, last.Path, append(last.Query, last.Form...), w.Code, w.Body)
				}
				if i%300 == 299 {
					s.Restore(start)
				}
			}
		})
	}
}

// Many may ask for anything at the same time.
func TestMonkeysTogether(t *testing.T) {
	t.Parallel()
	forms := recordedForms(t)
	s, ids := monkeyServer()
	var wg sync.WaitGroup
	for seed := range uint64(64) {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(seed, 2))
			for range 25 {
				monkeyRequest(s, rng, ids, forms)
			}
		})
	}
	wg.Wait()
	assert.Zero(t, s.host.Panics())
}
