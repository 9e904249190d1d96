package maastest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDispatch(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddNode(Node{Hostname: "one"})
	for _, test := range []struct {
		user, method, path, op string
		status                 int
		body                   string
	}{
		{"admin", "GET", "nodes/", "", 400, "Unrecognised signature: GET None"},
		{"admin", "GET", "nodes/?op=", "", 400, "Unrecognised signature: GET "},
		{"admin", "GET", "zones/?op=", "", 400, "Unrecognised signature: GET "},
		{"admin", "PUT", "zones/default/", "foo", 400, "Unrecognised signature: PUT foo"},
		{"admin", "HEAD", "zones/", "", 405, ""},
		{"admin", "PATCH", "nodes/" + id + "/", "", 405, ""},
		{"", "PATCH", "nodes/" + id + "/", "", 401, "Forbidden"},
		{"", "PUT", "nodes/", "", 401, "Forbidden"},
		{"admin", "GET", "nodes/" + id + "/macs/nonsense/nodes/", "list", 400, "Unrecognised signature: GET list"},
		{"admin", "GET", "nodes/no one's/nodes/", "nosuch", 400, "Unrecognised signature: GET nosuch"},
		{"admin", "GET", "tags/kernel-doc/", "", 200, ""},
		{"", "GET", "files/my-version/", "", 200, ""},
		{"user", "POST", "zones/", "", 403, "This method is reserved for admin users."},
		{"user", "GET", "maas/", "get_config", 403, "User is not allowed access to this API."},
	} {
		path, params := strings.ReplaceAll(test.path, " ", "%20"), []any{}
		if test.op != "" {
			params = []any{"op", test.op}
		}
		got := ask(t, s, test.user, test.method, path, params...)
		assert.Equal(t, test.status, got.status, "%s %s", test.method, test.path)
		if test.body != "" {
			assert.Equal(t, test.body, got.body, "%s %s", test.method, test.path)
		}
	}
}

func TestAllowListsTheMethods(t *testing.T) {
	t.Parallel()
	got := ask(t, NewUnstarted(), "admin", "PATCH", "zones/default/")
	assert.Equal(t, "PUT, DELETE, GET", got.header.Get("Allow"))
}

func TestMissingSlashIsRedirectedForAnyMethod(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	for _, method := range []string{"GET", "POST", "PUT", "DELETE"} {
		r := httptest.NewRequest(method, "http://maas.example.com:5240/MAAS/api/1.0/zones?x=%26", nil)
		got := send(t, s, r)
		assert.Equal(t, http.StatusMovedPermanently, got.status)
		assert.Equal(t, "http://maas.example.com:5240/MAAS/api/1.0/zones/?x=%26", got.header.Get("Location"))
	}
	got := ask(t, s, "admin", "GET", "nosuch")
	assert.Equal(t, http.StatusNotFound, got.status)
	assert.Contains(t, got.body, "<html")
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	clock := NewManualClock(time.Date(2014, 6, 1, 12, 0, 0, 0, time.UTC))
	s := NewUnstarted(WithClock(clock))
	s.AddZone("long", strings.Repeat("x", gzipFrom))
	for _, test := range []struct{ path, accept, encoding, vary string }{
		{"zones/default/", "gzip", "", "Authorization, Cookie"},
		{"zones/long/", "", "", "Authorization, Accept-Encoding, Cookie"},
		{"zones/long/", "gzip, deflate", "gzip", "Authorization, Accept-Encoding, Cookie"},
		{"nodes/", "gzip", "", "Cookie"},
	} {
		r := httptest.NewRequest("GET", "/MAAS/api/1.0/"+test.path, nil)
		r.Header.Set("Authorization", authorization(s, "admin"))
		r.Header.Set("Accept-Encoding", test.accept)
		got := send(t, s, r)
		assert.Equal(t, test.encoding, got.header.Get("Content-Encoding"), test)
		assert.Equal(t, test.vary, got.header.Get("Vary"), test)
		assert.Equal(t, "Sun, 01 Jun 2014 12:00:00 GMT", got.header.Get("Date"))
		assert.Equal(t, "SAMEORIGIN", got.header.Get("X-Frame-Options"))
		assert.Equal(t, fmt.Sprint(len(got.body)), got.header.Get("Content-Length"))
	}
}

func TestPrefix(t *testing.T) {
	t.Parallel()
	for prefix, uri := range map[string]string{
		"":        "/api/1.0/zones/default/",
		"/":       "/api/1.0/zones/default/",
		"metal/":  "/metal/api/1.0/zones/default/",
		"/a/b":    "/a/b/api/1.0/zones/default/",
		"/MAAS//": "/MAAS/api/1.0/zones/default/",
	} {
		s := NewServer(WithPrefix(prefix))
		zone, err := s.Client().Zones.Get(t.Context(), "default")
		s.Close()
		if assert.NoError(t, err, prefix) {
			assert.Equal(t, uri, zone.ResourceURI)
		}
	}
}

// A request that fails is taken back as a whole, its nonce included; a 404 and
// whatever is returned is not.
func TestTransactions(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	nonceUsedAgain := func(method, path string) string {
		header := authorization(s, "admin")
		var got answer
		for range 2 {
			r := httptest.NewRequest(method, "/MAAS/api/1.0/"+path, nil)
			r.Header.Set("Authorization", header)
			got = send(t, s, r)
		}
		return got.body
	}
	assert.Equal(t, "Unrecognised signature: GET None", nonceUsedAgain("GET", "nodes/"))
	assert.Contains(t, nonceUsedAgain("GET", "zones/nosuch/"), "Nonce already used: ")
	assert.Contains(t, nonceUsedAgain("PATCH", "zones/"), "Nonce already used: ")
	assert.Contains(t, nonceUsedAgain("GET", "zones/"), "Nonce already used: ")

	ready := s.AddNode(Node{Hostname: "ready", Status: statusReserved, Owner: "user"})
	declared := s.AddNode(Node{Hostname: "declared", Owner: "user"})
	got := ask(t, s, "user", "POST", "nodes/", "op", "release", "nodes", ready, "nodes", declared)
	require.Equal(t, 409, got.status, got.body)
	node := ask(t, s, "user", "GET", "nodes/"+ready+"/").json(t).(map[string]any)
	assert.EqualValues(t, statusReserved, node["status"], "released although the request failed")
}

func TestSnapshotRestoreReset(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	zones := func() int { return len(ask(t, s, "admin", "GET", "zones/").json(t).([]any)) }
	id := s.AddNode(Node{Hostname: "one", Status: statusReady})
	before := s.Snapshot()
	s.AddZone("rack1", "")
	require.Equal(t, 204, ask(t, s, "admin", "DELETE", "nodes/"+id+"/").status)
	s.Inject(Match{}, Fault{Status: 500})
	require.Equal(t, 500, ask(t, s, "admin", "GET", "zones/").status)
	require.Equal(t, 2, zones())

	for range 2 { // a snapshot can be used again
		s.Restore(before)
		assert.Equal(t, 1, zones())
		assert.Equal(t, 200, ask(t, s, "admin", "GET", "nodes/"+id+"/").status)
		s.AddZone("rack2", "")
	}
	other := NewUnstarted()
	other.Restore(before)
	assert.Equal(t, s.Key("admin"), other.Key("admin"))

	s.Inject(Match{}, Fault{Status: 500})
	s.Reset()
	assert.Empty(t, s.Requests())
	assert.Equal(t, 404, ask(t, s, "admin", "GET", "nodes/"+id+"/").status)
	assert.Equal(t, 1, zones())
}

func TestHandlerCanBeEmbedded(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	mux := http.NewServeMux()
	mux.Handle("/MAAS/", s)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ours") })
	web := httptest.NewServer(mux)
	defer web.Close()
	s.URL = web.URL + "/MAAS"

	_, err := s.Client().Zones.List(deadline.Context(t))
	assert.NoError(t, err)
	r, err := http.NewRequestWithContext(deadline.Context(t), http.MethodGet, web.URL+"/other", nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	assert.Equal(t, "ours", string(body))
}

func TestXML(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddNode(Node{SystemID: "node-1", Hostname: "a", Tags: []string{"x", "y"}, MACs: []string{"aa:bb:cc:dd:ee:01"}})
	got := ask(t, s, "user", "GET", "nodes/", "op", "list", "format", "xml")
	assert.Equal(t, "text/xml; charset=utf-8", got.contentType)
	for _, want := range []string{
		`<?xml version="1.0" encoding="utf-8"?>` + "\n<response><resource><system_id>node-1</system_id>",
		"<owner>None</owner>", "<netboot>True</netboot>", "<cpu_count>0</cpu_count>",
		"<tag_names><resource>x</resource><resource>y</resource></tag_names>",
		"<macaddress_set><resource><mac_address>aa:bb:cc:dd:ee:01</mac_address>",
	} {
		assert.Contains(t, got.body, want)
	}
}

func TestClients(t *testing.T) {
	t.Parallel()
	s := Start(t)
	s.AddNode(Node{MACs: []string{"aa:bb:cc:dd:ee:01"}})
	registered, err := s.AnonymousClient().Nodes.IsRegistered(t.Context(), "aa:bb:cc:dd:ee:01")
	require.NoError(t, err)
	assert.True(t, registered)
	_, err = s.ClientFor("user").Zones.Create(t.Context(), "rack1", nil)
	assert.ErrorIs(t, err, maas.ErrForbidden)
	assert.Panics(t, func() { NewUnstarted().Client() }, "there is no URL")
	assert.Panics(t, func() { s.ClientFor("nobody") })
}

func TestEmpty(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithEmpty())
	assert.Equal(t, "[]", ask(t, s, "admin", "GET", "nodegroups/", "op", "list").body)
	assert.Equal(t, "[]", ask(t, s, "admin", "GET", "networks/").body)
}

// recordingTB keeps what is logged.
type recordingTB struct {
	testing.TB
	mu    sync.Mutex
	lines []string
}

func (tb *recordingTB) Helper() {}

func (tb *recordingTB) Logf(format string, args ...any) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.lines = append(tb.lines, fmt.Sprintf(format, args...))
}

func TestStartLogsShortLinesWithoutSecrets(t *testing.T) {
	t.Parallel()
	tb := &recordingTB{TB: t}
	s := Start(tb)
	ask(t, s, "user", "POST", "account/", "op", "create_authorisation_token", "password", "hunter2")
	ask(t, s, "", "GET", "zones/?oauth_token=abc")
	require.Len(t, tb.lines, 2)
	assert.Contains(t, tb.lines[0], "POST /MAAS/api/1.0/account/ op=create_authorisation_token by user: 200 in ")
	assert.Contains(t, tb.lines[1], "GET /MAAS/api/1.0/zones/ by anonymous: 401 in ")
	for _, part := range strings.Split(s.Key("user"), ":") {
		assert.NotContains(t, tb.lines[0], part)
	}
	assert.NotContains(t, tb.lines[0], "hunter2")
}

func TestRequestsAreRecorded(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	ask(t, s, "admin", "POST", "files/", "op", "add", "filename", "a/b", filePart{"file", []byte("1234")})
	ask(t, s, "", "GET", "nodes/", "op", "is_registered", "mac_address", "x", "mac_address", "y")
	ask(t, s, "user", "GET", "nosuch/")
	list := s.Requests()
	require.Len(t, list, 3)

	add := list[0]
	assert.Equal(t, "POST /files/?op=add", add.Operation)
	assert.Equal(t, "admin", add.User)
	assert.Equal(t, 201, add.Status)
	assert.Equal(t, []Pair{{Name: "op", Value: "add"}}, add.Query)
	assert.Equal(t, []Pair{{Name: "filename", Value: "a/b"}}, add.Form)
	assert.Equal(t, []File{{Name: "file", Filename: "file", ContentType: "application/octet-stream", Size: 4}}, add.Files)

	assert.Empty(t, list[1].User)
	assert.Equal(t, "y", list[1].Param("mac_address"))
	assert.Equal(t, []string{"x", "y"}, list[1].Params("mac_address"))
	assert.Empty(t, list[1].Params("nosuch"))

	assert.Empty(t, list[2].Operation)
	assert.Equal(t, 404, list[2].Status)

	s.ResetRequests()
	assert.Empty(t, s.Requests())
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	for i := range 100 {
		s.AddNode(Node{Hostname: fmt.Sprintf("node%d", i), Status: statusReady})
	}
	var wg sync.WaitGroup
	acquired := make(chan string, 200)
	for range 20 {
		wg.Go(func() {
			for range 10 {
				got := ask(t, s, "user", "POST", "nodes/", "op", "acquire")
				if got.status == 200 {
					acquired <- got.json(t).(map[string]any)["system_id"].(string)
				} else {
					assert.Equal(t, "No node available.", got.body)
				}
				ask(t, s, "user", "GET", "nodes/", "op", "list")
				s.Requests()
				s.Snapshot()
			}
		})
	}
	deadline.Wait(t, deadline.Limit, wg.Wait, "the callers")
	close(acquired)
	seen := make(map[string]bool)
	for id := range acquired {
		assert.False(t, seen[id], "acquired twice")
		seen[id] = true
	}
	assert.Len(t, seen, 100)
}
