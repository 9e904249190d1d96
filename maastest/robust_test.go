package maastest

import (
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Whatever is sent to whatever operation by whomever, there is an answer.
func TestEveryRequestIsAnswered(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddNode(Node{SystemID: "node-1", Hostname: "one", MACs: []string{"aa:bb:cc:dd:ee:01"}, Status: statusReady, PowerType: "virsh"})
	s.AddTag(Tag{Name: "x"})
	s.AddZone("x", "")
	initial := s.Snapshot()
	bodies := []struct{ contentType, body string }{
		{"", ""},
		{"text/plain", "name=x"},
		{"application/json", `{}`},
		{"application/json", `[1, "x"]`},
		{"application/json", `"x"`},
		{"application/json", `null`},
		{"application/json", `{"name": null, "nodes": [{}], "macs": "x", "zone": 1, "uuid": ["x"], "leases": [], "images": 1}`},
		{"application/x-www-form-urlencoded", "name=&nodes=&macs=&zone=&uuid=&leases=null&images=null&interfaces=null&mac_address=&ip=&user_data=%00&add=&value="},
		{"application/x-www-form-urlencoded", "name=x&leases={\"x\":1}&images=[{}]&interfaces=[{}]&mac_addresses=x&power_parameters=1&power_type=virsh&autodetect_nodegroup=&architecture=/"},
	}
	arguments := map[string]string{
		"system_id": "node-1", "mac_address": "aa:bb:cc:dd:ee:01", "uuid": defaultCluster, "interface": "eth0",
		"id": "1", "boot_source_id": "1", "keyid": "1", "username": "user", "name": "x",
	}
	argument := regexp.MustCompile(`\{(\w+)\}`)
	signers := []func() string{
		func() string { return "" },
		func() string { return authorization(s, "user") },
		func() string { return authorization(s, "admin") },
		signerFor(s, defaultCluster),
	}
	try := func(method, target, contentType, body, header string) {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		w := httptest.NewRecorder()
		if assert.NotPanics(t, func() { s.ServeHTTP(w, r) }, "%s %s %q", method, target, body) {
			assert.GreaterOrEqual(t, w.Code, 200, "%s %s %q", method, target, body)
		}
		s.Restore(initial)
	}
	existing := func(name string) string {
		if value, ok := arguments[strings.Trim(name, "{}")]; ok {
			return value
		}
		return "x"
	}
	for _, r := range router().Resources {
		for _, o := range slices.Concat([]operation{{Method: "GET"}}, r.Operations, r.Anonymous) {
			for _, path := range []string{argument.ReplaceAllStringFunc(r.Path, existing), argument.ReplaceAllString(r.Path, "nosuch")} {
				target := "/MAAS/api/1.0/" + path
				if o.Op != "" {
					target += "?id=x&name=x&op=" + o.Op
				}
				for _, body := range bodies {
					for _, sign := range signers {
						try(o.Method, target, body.contentType, body.body, sign())
					}
				}
			}
		}
	}
}

// signerFor signs with the key of a cluster's worker.
func signerFor(s *Server, cluster string) func() string {
	return func() string {
		s.store.Lock()
		key := s.store.Current().tokens.Get(s.store.Current().nodeGroups.Get(cluster).tokenKey).apiKey()
		s.store.Unlock()
		return signWith(s, key)
	}
}
