package maas2test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/doubletest"
	"github.com/gomaas/maas/internal/engine"

	"github.com/gomaas/maas/internal/deadline"
)

// operationKey names an operation of a resource.
func operationKey(method, path, op string) string { return method + " " + path + " " + op }

// recordedOperation is the operation that a recorded request was for, "" for none.
func recordedOperation(e *doubletest.Exchange) string {
	path, ok := strings.CutPrefix(e.Request.Path, "/MAAS"+apiRoot)
	r, _ := router().Find(path)
	if !ok || r == nil {
		return ""
	}
	return operationKey(e.Request.Method, r.Path, e.OpOf())
}

// plausibleForms are parameters of each operation: those that were recorded, and
// once all that it has.
func plausibleForms(t *testing.T) map[string][][][2]string {
	forms := make(map[string][][][2]string)
	for _, e := range readRecordings(t) {
		operation := recordedOperation(e)
		if operation == "" {
			continue
		}
		pairs := slices.DeleteFunc(slices.Clone(e.Request.Query), func(p [2]string) bool { return p[0] == "op" })
		var form [][2]string
		if json.Unmarshal(e.Request.Form, &form) == nil {
			pairs = append(pairs, form...)
		}
		forms[operation] = append(forms[operation], pairs)
	}
	content, err := os.ReadFile("../testdata/operations.json")
	require.NoError(t, err)
	var operations []struct {
		Method, Path, Op string
		Params           []struct{ Name, Type string }
	}
	require.NoError(t, json.Unmarshal(content, &operations))
	for _, o := range operations {
		r, _ := router().Find(strings.TrimPrefix(engine.TemplateArgument.ReplaceAllString(o.Path, "1"), "/"))
		if r == nil {
			continue // of another release
		}
		pairs := make([][2]string, len(o.Params))
		for i, p := range o.Params {
			pairs[i] = [2]string{p.Name, plausibleValue(p.Name, p.Type)}
		}
		operation := operationKey(o.Method, r.Path, o.Op)
		forms[operation] = append(forms[operation], pairs)
	}
	return forms
}

// plausibleValue is one that a parameter may well have.
func plausibleValue(name, kind string) string {
	values := map[string]string{
		"architecture": "amd64/generic", "mac_addresses": "52:54:00:98:00:01", "mac_address": "52:54:00:98:00:02", "power_type": "virsh",
		"cidr": "10.98.0.0/24", "ip": "10.0.0.61", "ip_address": "10.0.0.62", "ip_addresses": "10.0.0.63", "gateway_ip": "10.98.0.1",
		"start_ip": "10.98.0.10", "end_ip": "10.98.0.20", "fqdn": "www.maas", "rrtype": "CNAME", "rrdata": "web", "mode": "AUTO",
		"fstype": "ext4", "mount_point": "/srv", "storage_layout": "lvm", "level": "raid-1", "cache_mode": "writeback", "status": "ready",
		"type": "dynamic", "zone": "default", "pool": "default", "domain": "maas", "owner": "alice", "user": "alice", "arches": "amd64",
		"key": "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ== a", "url": "http://images.example.org/", "definition": "//node", "email": "a@example.org",
	}
	if value, ok := values[name]; ok {
		return value
	}
	switch kind {
	case "int":
		return "1"
	case "float":
		return "1.5"
	case "bool":
		return "true"
	case "json":
		return "{}"
	default:
		return "x"
	}
}

// variable is what differs between two texts of the same error.
var variable = regexp.MustCompile(`\{.*\}|'[^']*'|-?\d+`)

// An errorList tells which errors of the server's own MAAS gives too, by the
// operation, or "" for any, and the text without what varies.
type errorList map[string]map[string]bool

// knownErrors are the responses of 500 that were recorded, and those that differ
// from them only in what was asked for.
func knownErrors(t *testing.T) errorList {
	known := make(errorList)
	add := func(operation, text string) {
		if known[operation] == nil {
			known[operation] = make(map[string]bool)
		}
		known[operation][variable.ReplaceAllString(text, "")] = true
	}
	for _, e := range readRecordings(t) {
		if e.Response.Status != http.StatusInternalServerError {
			continue
		}
		if strings.HasPrefix(e.Name, "auth-") {
			add("", e.Response.Text) // whatever is asked for
		} else {
			add(recordedOperation(e), e.Response.Text)
		}
	}
	// What is commissioned without a power type is refused as on accept.
	const noPower = "Unconfigured power type. Please configure the power type and try again."
	add(operationKey("POST", "machines/", ""), noPower)
	add(operationKey("POST", "machines/{system_id}/", "commission"), noPower)
	// Django itself refuses an empty name, which MAAS does not look at.
	add(operationKey("POST", "users/", ""), "The given username must be set")
	return known
}

// check fails the test for a response of 500 that MAAS would not give.
func (known errorList) check(t *testing.T, operation string, status int, text string) {
	t.Helper()
	plain := variable.ReplaceAllString(text, "")
	if status == http.StatusInternalServerError && !known[""][plain] && !known[operation][plain] {
		t.Errorf("%s: 500 %.300s", operation, text)
	}
}

// monkeyValues are what is sent instead of them.
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

// monkeyRequest makes up a request of an operation, which it returns.
func monkeyRequest(s *Server, rng *rand.Rand, ids []string, forms map[string][][][2]string) (*httptest.ResponseRecorder, string) {
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
		return ask(s, "admin", "GET", path), operationKey("GET", r.Path, "")
	}
	o := r.Operations[rng.IntN(len(r.Operations))]
	form := url.Values{}
	operation := operationKey(o.Method, r.Path, o.Op)
	if recorded := forms[operation]; len(recorded) > 0 {
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
		return ask(s, user, o.Method, path+separator+form.Encode()), operation
	}
	return post(s, user, o.Method, path, form.Encode()), operation
}

// No request makes a handler panic or fail where MAAS's does not, whatever is in
// it and whatever came before.
func TestMonkey(t *testing.T) {
	t.Parallel()
	forms, known := plausibleForms(t), knownErrors(t)
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			s, ids := monkeyServer()
			start := s.Snapshot()
			rng := rand.New(rand.NewPCG(seed, 1))
			for i := range 4000 {
				before := s.host.Panics()
				w, operation := monkeyRequest(s, rng, ids, forms)
				known.check(t, operation, w.Code, w.Body.String())
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
	forms, known := plausibleForms(t), knownErrors(t)
	s, ids := monkeyServer()
	var wg sync.WaitGroup
	for seed := range uint64(64) {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(seed, 2))
			for range 25 {
				w, operation := monkeyRequest(s, rng, ids, forms)
				known.check(t, operation, w.Code, w.Body.String())
			}
		})
	}
	deadline.Wait(t, deadline.Limit, wg.Wait, "the callers")
	assert.Zero(t, s.host.Panics())
}
