package integration

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// standIn is a maastest server in the place of a live MAAS: it is in use, and
// what is enlisted never finishes commissioning, since it is no machine.
func standIn(t *testing.T) *maastest.Server {
	t.Helper()
	found := maastest.Commissioned{CPUCount: 4, Memory: 8192, Storage: 100000}
	server := maastest.NewServer(maastest.WithManualCommissioning(), maastest.WithHardware(found))
	t.Cleanup(server.Close)
	server.AddZone("row-1", "not ours")
	server.AddNode(maastest.Node{Hostname: "used", Status: maas.NodeStatusAllocated, Owner: "admin", PowerType: "virsh", MACs: newMACs(1)})
	server.AddNode(maastest.Node{Hostname: "off", Status: maas.NodeStatusReady, MACs: newMACs(1)}) // no power type
	server.AddNode(maastest.Node{Hostname: "free", Status: maas.NodeStatusReady, PowerType: "virsh", MACs: newMACs(1),
		CPUCount: found.CPUCount, Memory: found.Memory, Storage: found.Storage, Zone: "row-1", Tags: []string{"not-ours", "use-fastpath-installer"}})
	server.AddFile("user", "not-ours", []byte("x"))
	// What was never set is null, which no request restores.
	require.NoError(t, maas.SetConfig(t.Context(), server.Client(), maas.ConfigKernelOpts, ""))
	return server
}

// everything is all that a MAAS tells about itself, as JSON by the question.
func everything(t *testing.T, server *maastest.Server) map[string]string {
	t.Helper()
	told := map[string]string{}
	tell := func(question string, answer any, err error) {
		require.NoError(t, err, question)
		text, err := json.Marshal(answer)
		require.NoError(t, err)
		told[question] = string(text)
	}
	for user, c := range map[string]*maas.Client{"admin": server.Client(), "user": server.ClientFor("user")} {
		for _, path := range []string{
			"nodes/?op=list", "nodes/?op=list_allocated", "tags/?op=list", "zones/", "networks/", "files/?op=list", "users/", "ipaddresses/",
			"account/prefs/sshkeys/?op=list", "account/prefs/sslkeys/?op=list", "nodegroups/?op=list", "commissioning-results/?op=list",
		} {
			var answer any
			err := c.Call(t.Context(), http.MethodGet, path, "", nil, &answer)
			tell(user+" "+path, answer, err)
		}
	}
	c, ctx := server.Client(), t.Context()
	for _, name := range []string{
		"maas_name", "main_archive", "ports_archive", "http_proxy", "upstream_dns", "ntp_server", "enlistment_domain", "kernel_opts",
		"windows_kms_host", "default_osystem", "default_distro_series", "commissioning_distro_series", "check_compatibility",
		"enable_third_party_drivers",
	} {
		value, err := c.MAAS.GetConfig(ctx, name)
		tell("setting "+name, value, err)
	}
	scripts, err := c.CommissioningScripts.List(ctx)
	tell("scripts", scripts, err)
	groups, err := c.NodeGroups.List(ctx)
	require.NoError(t, err)
	for _, group := range groups {
		sources, err := c.BootSources.List(ctx, group.UUID)
		tell("boot sources", sources, err)
		interfaces, err := c.NodeGroupInterfaces.List(ctx, group.UUID)
		tell("interfaces", interfaces, err)
	}
	return told
}

// The suite runs on what stands in for a live MAAS, by the same path: what is
// skipped is what the environment does not allow, and nothing is left behind.
func TestScenariosLivePath(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		apiKey, userKey string // names of users
		write           string
		capabilities    string
		runs            func(n needs) bool
	}{
		"all that there is": {"admin", "user", "1", "", func(n needs) bool { return n.memory == "" }},
		"administrator who may not write": {"admin", "", "", "",
			func(n needs) bool { return n.memory == "" && !n.plain && !n.write }},
		"user who may write": {"user", "", "1", "", func(n needs) bool { return n.memory == "" && !n.admin }},
		"MAAS 1.5": {"admin", "user", "1", `"networks-management"`,
			func(n needs) bool { return n.memory == "" && n.since == "" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := standIn(t)
			before := everything(t, server)
			if tc.capabilities != "" {
				server.Inject(maastest.Match{Path: "version/"}, maastest.Fault{
					Status: http.StatusOK, ContentType: "application/json", Body: `{"capabilities": [` + tc.capabilities + `]}`, Times: -1})
			}
			environment := map[string]string{"MAAS_URL": server.URL, "MAAS_API_KEY": server.Key(tc.apiKey), "MAAS_LIVE_WRITE": tc.write}
			if tc.userKey != "" {
				environment["MAAS_USER_API_KEY"] = server.Key(tc.userKey)
			}
			m, err := live(t.Context(), func(name string) string { return environment[name] })
			require.NoError(t, err)
			m.poll.Interval = time.Millisecond // nothing takes its time here

			o := runAll(t, name, func(*testing.T, scenario) *site { return m })
			var ran, skipped []string
			for _, s := range scenarios {
				if tc.runs(s.needs) {
					ran = append(ran, s.name)
				} else {
					skipped = append(skipped, s.name)
				}
			}
			assert.Equal(t, ran, o.ran)
			assert.Equal(t, skipped, o.skipped)
			server.ClearFaults()
			after := everything(t, server)
			for question, answer := range before {
				assert.Equal(t, answer, after[question], "%s: all is as it was", question)
			}
		})
	}
}

func TestLacks(t *testing.T) {
	t.Parallel()
	old := &maas.ServerVersion{Capabilities: []maas.Capability{maas.CapabilityNetworksManagement}}
	m := &site{version: old}
	for want, n := range map[string]needs{
		"":                               {},
		"on maastest alone: of a reason": {memory: "of a reason"},
		"MAAS_API_KEY is not that of an administrator":         {admin: true, plain: true},
		"MAAS_USER_API_KEY is not set":                         {plain: true, write: true},
		"MAAS_LIVE_WRITE is not 1":                             {write: true},
		"this release is too old: it lacks static-ipaddresses": {since: maas.CapabilityStaticIPAddresses},
		"this release is too new: it has networks-management":  {before: maas.CapabilityNetworksManagement},
	} {
		assert.Equal(t, want, m.lacks(n))
	}
}

// The environment may be wrong, which is to be said before anything is tried.
func TestLiveEnvironment(t *testing.T) {
	t.Parallel()
	server := standIn(t)
	for name, tc := range map[string]struct {
		environment map[string]string
		want        string
	}{
		"no key":           {map[string]string{"MAAS_URL": server.URL}, "key"},
		"no MAAS":          {map[string]string{"MAAS_URL": server.URL + "/elsewhere", "MAAS_API_KEY": server.AdminKey}, "not MAAS"},
		"a key that ended": {map[string]string{"MAAS_URL": server.URL, "MAAS_API_KEY": "a:b:c"}, "does not accept"},
		"a user's key that ended": {
			map[string]string{"MAAS_URL": server.URL, "MAAS_API_KEY": server.AdminKey, "MAAS_USER_API_KEY": "a:b:c"}, "does not accept"},
	} {
		_, err := live(context.Background(), func(name string) string { return tc.environment[name] })
		assert.ErrorContains(t, err, tc.want, name)
	}
}
