package integration

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
	"github.com/gomaas/maas/maas2/maas2test"
)

// A scenario2 is a scenario for API 2.0.
type scenario2 struct {
	name    string
	needs   needs2
	options []maas2test.Option // of its maas2test server
	run     func(t *testing.T, m *site2)
}

// scenarios2 are all of them, a list for each file.
var scenarios2 = slices.Concat(
	acceptanceScenarios2, machineScenarios2, nicScenarios2, diskScenarios2, networkScenarios2, dnsScenarios2, inventoryScenarios2,
	accountScenarios2, serverScenarios2, conductScenarios2,
)

// runAll2 runs the scenarios for API 2.0 as runAll does those for 1.0.
func runAll2(t *testing.T, target string, open func(t *testing.T, s scenario2) *site2) *outcomes {
	t.Helper()
	return runEach(t, target, scenarios2, func(s scenario2) string { return s.name }, func(t *testing.T, s scenario2) {
		m := open(t, s)
		if reason := m.lacks(s.needs); reason != "" {
			t.Skip(reason)
		}
		s.run(t, m)
	})
}

func TestScenarios2(t *testing.T) {
	t.Parallel()
	runAll2(t, "maas2test", func(t *testing.T, s scenario2) *site2 {
		t.Parallel()
		return inMemory2(t, s.options...)
	})
}

// apiOf tells which API a MAAS has: "2.0" or "1.0".
func apiOf(ctx context.Context, url string) (string, error) {
	client, err := maas2.NewClient(url, "any:key:will-do")
	if err != nil {
		return "", err
	}
	switch _, err = client.Anonymous().Ping(ctx); {
	case err == nil:
		return "2.0", nil
	case errors.Is(err, maas.ErrUnknownEndpoint), errors.Is(err, maas.ErrNotFound), errors.Is(err, maas.ErrGone):
		return "1.0", nil
	default:
		return "", err
	}
}

// standIn2 is a maas2test server in the place of a live MAAS: it is in use.
func standIn2(t *testing.T) *maas2test.Server {
	t.Helper()
	server := maas2test.Start(t, maas2test.WithHardware(maas2test.Hardware{CPUCount: 4, CPUSpeed: 2400, Memory: 8192}))
	server.AddTag(maas2test.Tag{Name: "not-ours"})
	server.AddMachine(maas2test.Machine{Hostname: "used", Status: "Allocated", Owner: "admin", MACAddresses: newMACs(1)})
	server.AddMachine(maas2test.Machine{Hostname: "by-hand", PowerType: "manual", MACAddresses: newMACs(1)})
	server.AddMachine(maas2test.Machine{Hostname: "free", MACAddresses: newMACs(1), Tags: []string{"not-ours"}})
	server.AddDevice(maas2test.Device{Hostname: "printer", MACAddresses: newMACs(1)})
	server.AddDiscovery(maas2test.Discovery{IP: "10.0.0.77", MAC: newMACs(1)[0]})
	server.AddSubnet(maas2test.Subnet{CIDR: "10.9.0.0/24", VLAN: 1})
	server.AddFile("alice", "not-ours", []byte("x"))
	return server
}

// everything2 is all that a MAAS tells about itself, as JSON by the question.
func everything2(t *testing.T, server *maas2test.Server) map[string]string {
	t.Helper()
	told := map[string]string{}
	for user, c := range map[string]*maas2.Client{"admin": server.Client(), "alice": server.ClientFor("alice")} {
		for _, path := range []string{
			"machines/", "devices/", "nodes/", "zones/", "resourcepools/", "tags/", "users/", "files/", "fabrics/", "spaces/", "subnets/",
			"ipranges/", "ipaddresses/", "static-routes/", "domains/", "dnsresources/", "dnsresourcerecords/", "dhcp-snippets/",
			"account/prefs/sshkeys/", "account/prefs/sslkeys/", "scripts/", "notifications/", "boot-sources/", "boot-resources/",
			"package-repositories/", "license-keys/", "discovery/", "vm-hosts/", "rackcontrollers/", "maas/?op=get_config&name=maas_name",
		} {
			var answer any
			err := c.Core().Call(t.Context(), http.MethodGet, path, "", nil, &answer)
			if errors.Is(err, maas.ErrForbidden) {
				continue
			}
			require.NoError(t, err, path)
			if path == "machines/" || path == "nodes/" {
				lasting(answer)
			}
			text, err := json.Marshal(answer)
			require.NoError(t, err)
			told[user+" "+path] = string(text)
		}
	}
	return told
}

// lasting leaves of nodes what a deployment does not change for good.
func lasting(nodes any) {
	list, _ := nodes.([]any)
	for i, node := range list {
		all, _ := node.(map[string]any)
		kept := map[string]any{}
		for _, field := range []string{"system_id", "hostname", "status_name", "owner", "zone", "pool", "tag_names", "locked", "owner_data", "ip_addresses"} {
			kept[field] = all[field]
		}
		list[i] = kept
	}
}

// The suite runs on what stands in for a live MAAS, by the same path: what is
// skipped is what the environment does not allow, and nothing is left behind.
func TestScenarios2LivePath(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		apiKey, userKey string // names of users
		write           string
		runs            func(n needs2) bool
	}{
		"all that there is": {"admin", "alice", "1", func(n needs2) bool { return n.memory == "" }},
		"administrator who may not write": {"admin", "", "",
			func(n needs2) bool { return n.memory == "" && !n.plain && !n.write }},
		"user who may write": {"alice", "", "1", func(n needs2) bool { return n.memory == "" && !n.admin }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := standIn2(t)
			before := everything2(t, server)
			environment := map[string]string{"MAAS_URL": server.URL, "MAAS_API_KEY": server.Key(tc.apiKey), "MAAS_LIVE_WRITE": tc.write}
			if tc.userKey != "" {
				environment["MAAS_USER_API_KEY"] = server.Key(tc.userKey)
			}
			api, err := apiOf(t.Context(), server.URL)
			require.NoError(t, err)
			require.Equal(t, "2.0", api)
			m, err := live2(t.Context(), func(name string) string { return environment[name] })
			require.NoError(t, err)
			m.poll.Interval, m.poll.MaxInterval, m.patience = time.Millisecond, 5*time.Millisecond, time.Minute // nothing takes its time here

			server.ResetRequests()
			o := runAll2(t, name, func(*testing.T, scenario2) *site2 { return m })
			var ran, skipped []string
			for _, s := range scenarios2 {
				if tc.runs(s.needs) {
					ran = append(ran, s.name)
				} else {
					skipped = append(skipped, s.name)
				}
			}
			assert.Equal(t, ran, o.ran)
			assert.Equal(t, skipped, o.skipped)
			if tc.write == "" {
				for _, r := range server.Requests() {
					assert.True(t, r.Method == http.MethodGet || r.Status >= 400, "%s %s changed something: %d", r.Method, r.Operation, r.Status)
				}
			}
			after := everything2(t, server)
			for question, answer := range before {
				assert.Equal(t, answer, after[question], "%s: all is as it was", question)
			}
		})
	}
}

func TestScenario2Names(t *testing.T) {
	t.Parallel()
	var names []string
	for _, s := range scenarios2 {
		assert.Regexp(t, `^[a-z0-9-]+$`, s.name)
		names = append(names, s.name)
	}
	slices.Sort(names)
	assert.Len(t, slices.Compact(slices.Clone(names)), len(names), "each once: %v", names)
	assert.GreaterOrEqual(t, len(names), 120)
}

func TestAPIOf(t *testing.T) {
	t.Parallel()
	api, err := apiOf(t.Context(), standIn(t).URL)
	require.NoError(t, err)
	assert.Equal(t, "1.0", api)
	api, err = apiOf(t.Context(), maas2test.Start(t).URL)
	require.NoError(t, err)
	assert.Equal(t, "2.0", api)
}
