package maas_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// operations counts the requests that a server got by operation.
func operations(server *maastest.Server) map[string]int {
	counts := make(map[string]int)
	for _, r := range server.Requests() {
		counts[r.Operation]++
	}
	return counts
}

func TestFind(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	ada := server.AddNode(maastest.Node{Hostname: "ada", MACs: []string{"52:54:00:00:00:01", "52:54:00:00:00:02"}})
	grace := server.AddNode(maastest.Node{Hostname: "grace.local", MACs: []string{"52:54:00:00:00:03"}})
	server.AddNode(maastest.Node{Hostname: "twin.a", MACs: []string{"52:54:00:00:00:04"}})
	server.AddNode(maastest.Node{Hostname: "twin.b", MACs: []string{"52:54:00:00:00:05"}})
	client := server.Client()
	shown, err := client.Nodes.Get(t.Context(), grace)
	require.NoError(t, err)
	for _, tc := range []struct{ key, want string }{
		{ada, ada},
		{"ada", ada},
		{"52:54:00:00:00:02", ada},
		{"52-54-00-00-00-02", ada},
		{"grace.local", grace},
		{"grace", grace},
		{shown.Hostname, grace},
		{"twin.a", "twin.a"},
	} {
		node, err := client.Nodes.Find(t.Context(), tc.key)
		require.NoError(t, err, tc.key)
		assert.Contains(t, []string{node.SystemID, node.Hostname}, tc.want, tc.key)
	}
	for key, want := range map[string]error{
		"twin": maas.ErrAmbiguous, "ghost": maas.ErrNotFound, "node-ghost": maas.ErrNotFound, "52:54:00:00:00:ff": maas.ErrNotFound,
	} {
		_, err := client.Nodes.Find(t.Context(), key)
		require.ErrorIs(t, err, want, key)
		assert.Contains(t, err.Error(), key)
	}
	server.Inject(maastest.Match{Op: "list"}, maastest.Fault{Status: 500})
	_, err = client.Nodes.Find(t.Context(), "ada")
	require.ErrorIs(t, err, maas.ErrServer)
}

func TestAcquireInZones(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	server.AddZone("full", "")
	server.AddZone("free", "")
	server.AddNode(maastest.Node{Status: maas.NodeStatusReady, Zone: "free", Hostname: "ada"})
	client := server.Client()

	_, err := client.Nodes.AcquireInZones(t.Context(), nil, nil)
	_, ok := errors.AsType[*maas.ArgumentError](err)
	require.True(t, ok, "%v", err)

	opts := &maas.NodeAcquireOptions{AgentName: "test"}
	node, err := client.Nodes.AcquireInZones(t.Context(), []string{"full", "free", "never"}, opts)
	require.NoError(t, err)
	assert.Equal(t, "free", node.Zone.Name)
	assert.Equal(t, 2, operations(server)["POST /nodes/?op=acquire"])
	assert.Empty(t, opts.Zone, "the caller's options were changed")

	_, err = client.Nodes.AcquireInZones(t.Context(), []string{"full", "free"}, nil)
	require.ErrorIs(t, err, maas.ErrConflict)
	_, err = client.Nodes.AcquireInZones(t.Context(), []string{"no-such-zone", "free"}, nil)
	require.ErrorIs(t, err, maas.ErrBadRequest)
}

func TestDeploy(t *testing.T) {
	t.Parallel()
	fast := &maas.NodeWaitOptions{Interval: time.Millisecond}
	for _, tc := range []struct {
		name     string
		prepare  func(*maastest.Server, context.CancelFunc)
		err      error
		text     string
		released bool
	}{
		{name: "deployed", prepare: func(*maastest.Server, context.CancelFunc) {}},
		{
			name:    "none is free",
			prepare: func(s *maastest.Server, _ context.CancelFunc) { s.Reset() },
			err:     maas.ErrConflict,
		},
		{
			name: "start fails",
			prepare: func(s *maastest.Server, _ context.CancelFunc) {
				s.Inject(maastest.Match{Op: "start"}, maastest.Fault{Status: 503, Body: "no address"})
			},
			err: maas.ErrUnavailable, text: "no address", released: true,
		},
		{
			name: "canceled while it waits",
			prepare: func(s *maastest.Server, cancel context.CancelFunc) {
				time.AfterFunc(20*time.Millisecond, cancel)
				s.Inject(maastest.Match{Operation: "GET /nodes/{system_id}/"}, maastest.Fault{Delay: time.Minute})
			},
			err: context.Canceled, released: true,
		},
		{
			name: "canceled while it acquires",
			prepare: func(s *maastest.Server, cancel context.CancelFunc) {
				s.Inject(maastest.Match{Op: "acquire"}, maastest.Fault{Delay: 50 * time.Millisecond})
				time.AfterFunc(10*time.Millisecond, cancel)
			},
			err: context.Canceled, released: true,
		},
		{
			name:    "canceled before",
			prepare: func(_ *maastest.Server, cancel context.CancelFunc) { cancel() },
			err:     context.Canceled,
		},
		{
			name: "the release fails too",
			prepare: func(s *maastest.Server, _ context.CancelFunc) {
				s.Inject(maastest.Match{Op: "start"}, maastest.Fault{Status: 503})
				s.Inject(maastest.Match{Op: "release"}, maastest.Fault{Status: 409, Body: "stuck"})
			},
			err: maas.ErrConflict, text: "could not be released",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			server := maastest.Start(t)
			id := server.AddNode(maastest.Node{Status: maas.NodeStatusReady, PowerType: "virsh"})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			tc.prepare(server, cancel)
			client := server.Client()
			node, err := client.Nodes.Deploy(ctx, &maas.NodeDeployOptions{Start: &maas.NodeStartOptions{UserData: []byte("#!")}, Wait: fast})
			assert.Equal(t, tc.released, operations(server)["POST /nodes/{system_id}/?op=release"] > 0 && tc.text != "could not be released")
			if tc.err == nil {
				require.NoError(t, err)
				assert.Equal(t, maas.NodeSubstatusDeployed, node.State())
				return
			}
			require.ErrorIs(t, err, tc.err)
			assert.Contains(t, err.Error(), tc.text)
			assert.Nil(t, node)
			if tc.released {
				after, err := client.Nodes.Get(t.Context(), id)
				require.NoError(t, err)
				assert.Equal(t, maas.NodeStatusReady, after.Status)
			}
		})
	}
}

func TestReleaseEach(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	server.AddUser(maastest.User{Name: "other"})
	mine := server.AddNode(maastest.Node{Status: maas.NodeStatusAllocated, Owner: "user"})
	mineToo := server.AddNode(maastest.Node{Status: maas.NodeStatusAllocated, Owner: "user"})
	free := server.AddNode(maastest.Node{Status: maas.NodeStatusReady})
	others := server.AddNode(maastest.Node{Status: maas.NodeStatusAllocated, Owner: "other"})
	client := server.ClientFor("user", maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))

	assert.Empty(t, client.Nodes.ReleaseEach(t.Context(), nil, nil))
	assert.Empty(t, server.Requests(), "nothing to release needs no request")

	outcomes := client.Nodes.ReleaseEach(t.Context(), []string{mine, free, others, "node-unknown"}, nil)
	require.Len(t, outcomes, 4)
	require.NoError(t, outcomes[mine])
	require.NoError(t, outcomes[free])
	require.ErrorIs(t, outcomes[others], maas.ErrForbidden)
	require.ErrorIs(t, outcomes["node-unknown"], maas.ErrNotFound)

	server.ResetRequests()
	assert.Equal(t, map[string]error{mineToo: nil}, client.Nodes.ReleaseEach(t.Context(), []string{mineToo}, nil))
	assert.Len(t, server.Requests(), 1, "one call where that will do")

	held := server.AddNode(maastest.Node{Status: maas.NodeStatusAllocated, Owner: "user"})
	server.Inject(maastest.Match{Op: "release"}, maastest.Fault{Status: 500, Body: "x"})
	require.ErrorIs(t, client.Nodes.ReleaseEach(t.Context(), []string{held}, nil)[held], maas.ErrServer)
}

func TestWaitForAll(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	ready := server.AddNode(maastest.Node{Status: maas.NodeStatusReady})
	failed := server.AddNode(maastest.Node{Status: maas.NodeStatusFailedTests})
	nodes, err := server.Client().Nodes.WaitForAll(t.Context(), []string{failed, ready}, maas.Ready, nil)
	require.ErrorIs(t, err, maas.ErrNodeFailed)
	require.ErrorContains(t, err, failed)
	assert.NotContains(t, err.Error(), ready)
	assert.Nil(t, nodes[0])
	assert.Equal(t, ready, nodes[1].SystemID)
}

func TestTagInBulk(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	server.AddTag(maastest.Tag{Name: "bulk"})
	var ids []string
	for range 1200 {
		ids = append(ids, server.AddNode(maastest.Node{}))
	}
	client := server.Client()
	count, err := client.Tags.AddNodes(t.Context(), "bulk", append(ids, "unknown")...)
	require.NoError(t, err)
	assert.Equal(t, 1200, count)
	assert.Len(t, server.Requests(), 3)

	server.Inject(maastest.Match{Op: "update_nodes"}, maastest.Fault{Delay: time.Nanosecond})
	server.Inject(maastest.Match{Op: "update_nodes"}, maastest.Fault{Status: 403})
	count, err = client.Tags.RemoveNodes(t.Context(), "bulk", ids...)
	require.ErrorIs(t, err, maas.ErrForbidden)
	assert.Equal(t, 500, count, "what was done before the failure")
	tagged := 0
	for _, err := range client.Tags.AllNodes(t.Context(), "bulk") {
		require.NoError(t, err)
		tagged++
	}
	assert.Equal(t, 700, tagged)

	server.ResetRequests()
	count, err = client.Tags.AddNodes(t.Context(), "bulk")
	require.NoError(t, err)
	assert.Zero(t, count)
	assert.Empty(t, server.Requests())
}

func TestFileStore(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	client := server.ClientFor("user")
	ctx := t.Context()
	store := client.Files.Under("app/")
	for name, content := range map[string]string{"a b": "mine", "ü/c": "\x00\xff"} {
		require.NoError(t, store.Put(ctx, name, strings.NewReader(content)))
	}
	server.AddFile("user", "other/a b", []byte("another prefix"))
	server.AddFile("admin", "app/a b", []byte("another user, and newer"))

	names, err := store.List(ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{"a b", "ü/c"}, names)
	assert.Equal(t, "mine", contentOfStore(t, store, "a b"))
	assert.Equal(t, "\x00\xff", contentOfStore(t, store, "ü/c"))

	url, err := store.URL(ctx, "a b")
	require.NoError(t, err)
	resp, err := http.Get(url)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	assert.Equal(t, "mine", string(body))

	require.NoError(t, store.Remove(ctx, "a b"))
	require.NoError(t, store.Remove(ctx, "a b"), "once more")
	_, err = store.Open(ctx, "a b")
	require.ErrorIs(t, err, maas.ErrNotFound)
	_, err = store.URL(ctx, "a b")
	require.ErrorIs(t, err, maas.ErrNotFound)
	require.NoError(t, store.RemoveAll(ctx))
	names, err = store.List(ctx)
	require.NoError(t, err)
	assert.Empty(t, names)
	left, err := client.Files.List(ctx, nil)
	require.NoError(t, err)
	assert.Len(t, left, 1, "another prefix is another store")

	require.NoError(t, store.Put(ctx, "stays", strings.NewReader("")))
	require.NoError(t, store.Put(ctx, "goes", strings.NewReader("")))
	server.Inject(maastest.Match{Method: "DELETE"}, maastest.Fault{Status: 500, Body: "broken"})
	require.ErrorIs(t, store.RemoveAll(ctx), maas.ErrServer)
	names, err = store.List(ctx)
	require.NoError(t, err)
	assert.Len(t, names, 1, "a failure does not end it")
}

func contentOfStore(t *testing.T, store *maas.FileStore, name string) string {
	t.Helper()
	file, err := store.Open(t.Context(), name)
	require.NoError(t, err)
	defer file.Close()
	content, err := io.ReadAll(file)
	require.NoError(t, err)
	return string(content)
}

func TestArchitectures(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	const uuid = "12345678-0000-0000-0000-000000000000"
	server.AddNodeGroup(maastest.NodeGroup{UUID: uuid, Status: maas.NodeGroupStatusAccepted})
	server.AddBootImage(uuid, maastest.BootImage{Architecture: "armhf", Subarchitecture: "highbank", Purpose: maas.BootImagePurposeCommissioning})
	client := server.Client()
	architectures, err := client.BootImages.Architectures(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"amd64/generic", "i386/generic"}, architectures)

	server.AddBootImage(uuid, maastest.BootImage{Architecture: "armhf", Subarchitecture: "highbank", Purpose: maas.BootImagePurposeInstall})
	architectures, err = client.BootImages.Architectures(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"amd64/generic", "armhf/highbank", "i386/generic"}, architectures)

	server.Inject(maastest.Match{Path: "nodegroups/" + uuid + "/boot-images/"}, maastest.Fault{Status: 503})
	architectures, err = client.BootImages.Architectures(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"amd64/generic", "i386/generic"}, architectures, "a cluster that is away is left out")

	server.Inject(maastest.Match{Operation: "GET /nodegroups/?op=list"}, maastest.Fault{Status: 500})
	_, err = client.BootImages.Architectures(t.Context())
	require.ErrorIs(t, err, maas.ErrServer)
}

func TestPing(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	version, err := server.Client().Ping(t.Context())
	require.NoError(t, err)
	assert.True(t, version.Supports(maas.CapabilityStaticIPAddresses))
	_, err = server.AnonymousClient().Ping(t.Context())
	require.NoError(t, err)

	atRoot := maastest.Start(t, maastest.WithPrefix(""))
	notMAAS := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/page"):
			fmt.Fprint(w, "<!DOCTYPE html><title>Welcome</title>")
		case strings.HasPrefix(r.URL.Path, "/away"):
			http.Redirect(w, r, "https://elsewhere.example/", http.StatusFound)
		case strings.HasPrefix(r.URL.Path, "/starting"):
			http.Error(w, "MAAS is starting", http.StatusServiceUnavailable)
		default:
			http.NotFound(w, r)
		}
	}))
	defer notMAAS.Close()
	inactive := server.AddUser(maastest.User{Name: "gone", Inactive: true})
	host := strings.TrimSuffix(server.URL, "/MAAS")
	for _, tc := range []struct{ url, key, want string }{
		{atRoot.URL, atRoot.AdminKey, ""},
		{host, server.AdminKey, "there is no MAAS at " + host + ", but there is one at " + host + "/MAAS"},
		{server.URL + "/x", server.AdminKey, "MAAS is at another path"},
		{notMAAS.URL, server.AdminKey, "it is not MAAS"},
		{notMAAS.URL + "/page", server.AdminKey, "it is not MAAS"},
		{notMAAS.URL + "/away", server.AdminKey, "sends elsewhere"},
		{notMAAS.URL + "/starting", server.AdminKey, "503"},
		{"https" + strings.TrimPrefix(server.URL, "http"), server.AdminKey, "write http:// in the base URL"},
		{"http://127.0.0.1:1/MAAS", server.AdminKey, "no connection to http://127.0.0.1:1/MAAS"},
		{server.URL, "aaaaaaaaaaaaaaaaaa:bbbbbbbbbbbbbbbbbb:cccccccccccccccccccccccccccccccc", "does not accept the API key"},
		{server.URL, inactive, "its user is not active"},
	} {
		client, err := maas.NewClient(tc.url, tc.key, maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))
		require.NoError(t, err)
		_, err = client.Ping(t.Context())
		client.CloseIdleConnections()
		if tc.want == "" {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, tc.want)
		}
	}
}

func TestIDFromURI(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]string{
		"/MAAS/api/1.0/nodes/node-1/":                   "node-1",
		"/MAAS/api/1.0/nodes/node-1/macs/aa%3Abb%3Acc/": "aa:bb:cc",
		"/MAAS/api/1.0/commissioning-scripts/25%20burn": "25 burn",
		"/MAAS/api/1.0/tags/virtual/?op=nodes":          "virtual",
		"":                                              "",
		"/":                                             "",
		"/MAAS/api/1.0/tags/%zz/":                       "",
	} {
		assert.Equal(t, want, maas.IDFromURI(uri), uri)
	}
}

func TestStopWithoutMeans(t *testing.T) {
	t.Parallel()
	// What MAAS 1.7 and later answer for a node that they can't switch off.
	for _, answer := range []string{"null", ""} {
		server := maastest.Start(t)
		server.Inject(maastest.Match{Op: "stop"}, maastest.Fault{Status: 200, Body: answer, ContentType: "application/json"})
		_, err := server.Client().Nodes.Stop(t.Context(), "node-1", nil)
		require.ErrorIs(t, err, maas.ErrNotStopped)
		assert.Equal(t, "maas: POST /nodes/node-1/?op=stop: can't decode the response (application/json): MAAS can't switch this node off", err.Error())
	}
}

// refusedBeforeSending asserts that nothing but an ArgumentError came of a call.
func refusedBeforeSending(t *testing.T, server *maastest.Server, err error, want string) {
	t.Helper()
	_, ok := errors.AsType[*maas.ArgumentError](err)
	require.True(t, ok, "%v", err)
	require.ErrorContains(t, err, want)
	assert.Empty(t, server.Requests())
}

func TestHelpersRefuse(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	server.AddNode(maastest.Node{Status: maas.NodeStatusReady})
	client := server.Client()
	ctx := t.Context()
	_, err := client.Nodes.AcquireInZones(ctx, []string{"default", ""}, nil)
	refusedBeforeSending(t, server, err, "zone is empty")
	_, err = client.Nodes.Deploy(ctx, &maas.NodeDeployOptions{Acquire: &maas.NodeAcquireOptions{DryRun: new(true)}})
	refusedBeforeSending(t, server, err, "dry_run is set")
	_, err = client.Nodes.Find(ctx, "")
	refusedBeforeSending(t, server, err, "key is empty")
	refusedBeforeSending(t, server, client.Files.Under("").RemoveAll(ctx), "prefix is empty")
	_, err = client.Nodes.List(ctx, &maas.NodeListOptions{MACAddresses: []string{"zz"}})
	refusedBeforeSending(t, server, err, `mac_address "zz" is not a MAC address`)
	var nothing *maas.Node
	for _, out := range []any{map[string]any{}, maas.Node{}, nothing} {
		refusedBeforeSending(t, server, client.Call(ctx, "POST", "nodes/", "acquire", nil, out), "not a pointer")
	}
	_, err = maas.NewClient(server.URL, server.AdminKey, nil)
	require.ErrorContains(t, err, "an option is nil")
}

func TestFindNamesThatNoPathCanHave(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	id := server.AddNode(maastest.Node{Hostname: "node-version"})
	node, err := server.Client().Nodes.Find(t.Context(), "node-version")
	require.NoError(t, err)
	assert.Equal(t, id, node.SystemID)
}

func TestReleaseEachWithABadID(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	id := server.AddNode(maastest.Node{Status: maas.NodeStatusAllocated, Owner: "admin"})
	outcomes := server.Client().Nodes.ReleaseEach(t.Context(), []string{id, ""}, nil)
	require.NoError(t, outcomes[id])
	_, ok := errors.AsType[*maas.ArgumentError](outcomes[""])
	assert.True(t, ok)
}

func TestLostRaceIsNoConflict(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	server.AddZone("a", "")
	server.Inject(maastest.Match{Op: "acquire"}, maastest.Fault{Status: 409, ContentType: "text/html", Body: "<title>Conflict error</title>", Times: -1})
	client := server.Client(maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 2, BaseDelay: 1}))
	_, err := client.Nodes.AcquireInZones(t.Context(), []string{"a", "default"}, nil)
	require.ErrorIs(t, err, maas.ErrDatabaseConflict)
	assert.NotErrorIs(t, err, maas.ErrConflict)
	assert.Len(t, server.Requests(), 2, "the next zone was asked, though the first has no answer yet")
}

func TestPageOfAnInternalErrorIsRetriedForGET(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	client := server.Client(maas.WithRetryPolicy(maas.RetryPolicy{BaseDelay: 1}))
	page := maastest.Fault{Status: 500, ContentType: "text/html", Body: "<title>Error: Internal server error</title>"}
	server.Inject(maastest.Match{Path: "zones/"}, page)
	_, err := client.Zones.List(t.Context())
	require.NoError(t, err)
	server.Inject(maastest.Match{Path: "zones/"}, page)
	_, err = client.Zones.Create(t.Context(), "z", nil)
	require.ErrorIs(t, err, maas.ErrServer)
}

func TestCallTakesTheURIsOfAnotherPrefix(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t, maastest.WithPrefix("/metal"))
	client := server.Client()
	var zone maas.Zone
	require.NoError(t, client.Call(t.Context(), "GET", "/MAAS/api/1.0/zones/default/", "", nil, &zone))
	assert.Equal(t, "default", zone.Name)
}

func TestCustomPowerHidesItsValues(t *testing.T) {
	t.Parallel()
	power := maas.NewCustomPower("apc", map[string]string{"power_pass": "hunter2"})
	text := fmt.Sprintf("%v %+v %#v %s %+v", power, power, power, power, maas.NodeCreateOptions{Power: power})
	assert.NotContains(t, text, "hunter2")
	assert.Contains(t, text, "apc power_pass:[redacted]")
}
