package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maas2"
)

// asProgram makes this test's binary be maastestd.
const asProgram = "MAASTESTD_TEST_RUN"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// started is what the program said when it began to serve.
type started struct {
	URL        string
	Keys       map[string]string
	WorkerKeys map[string]string `json:"worker_keys"`
}

// start runs the program with -json until the test ends.
func start(t *testing.T, args ...string) started {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var stderr strings.Builder
	ended := make(chan int, 1)
	go func() {
		code := run(ctx, append([]string{"-json", "-listen", "127.0.0.1:0"}, args...), in, &stderr)
		_ = in.Close()
		ended <- code
	}()
	t.Cleanup(func() {
		stop()
		assert.Equal(t, exitOK, deadline.Receive(t, ended, "the end of the program"))
		assert.Empty(t, stderr.String())
	})
	var line string
	var err error
	deadline.Wait(t, deadline.Limit, func() { line, err = bufio.NewReader(out).ReadString('\n') }, "the program's first line")
	require.NoError(t, err)
	var s started
	require.NoError(t, json.Unmarshal([]byte(line), &s))
	return s
}

var nonces atomic.Int64

// request asks the server for something and decodes its answer.
func (s started) request(t *testing.T, user, method, path, form string) any {
	t.Helper()
	status, body := s.send(t, user, method, path, form)
	require.Equal(t, http.StatusOK, status, body)
	var v any
	require.NoError(t, json.Unmarshal([]byte(body), &v), body)
	return v
}

func (s started) send(t *testing.T, user, method, path, form string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(deadline.Context(t), method, s.URL+"/api/1.0/"+path, strings.NewReader(form))
	require.NoError(t, err)
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	key := strings.Split(s.Keys[user], ":")
	require.Len(t, key, 3, "key of %s", user)
	r.Header.Set("Authorization", fmt.Sprintf(`OAuth oauth_version="1.0", oauth_signature_method="PLAINTEXT", `+
		`oauth_consumer_key="%s", oauth_token="%s", oauth_signature="%%26%s", oauth_timestamp="%d", oauth_nonce="%d"`,
		key[0], key[1], key[2], time.Now().Unix(), nonces.Add(1)))
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(content)
}

func TestServesTheSeed(t *testing.T) {
	t.Parallel()
	s := start(t, "-seed", "testdata/seed.json")
	assert.Contains(t, s.URL, "http://127.0.0.1:")
	assert.Len(t, s.Keys, 5)
	assert.Len(t, strings.Split(s.WorkerKeys["2c3d4e5f-0000-4000-8000-000000000001"], ":"), 3)

	one := s.request(t, "dave", "GET", "nodes/node-one/", "").(map[string]any)
	assert.Equal(t, "one", one["hostname"])
	assert.Equal(t, 4.0, one["status"])
	assert.Equal(t, 8.0, one["cpu_count"])
	assert.Equal(t, []any{"ssd"}, one["tag_names"])
	assert.Equal(t, "rack1", one["zone"].(map[string]any)["name"])
	two := s.request(t, "carol", "GET", "nodes/node-two/", "").(map[string]any)
	assert.Equal(t, "two.lab", two["hostname"])
	assert.Equal(t, 0.0, two["status"])

	clusters := s.request(t, "carol", "GET", "nodegroups/?op=list", "").([]any)
	assert.Len(t, clusters, 2)
	zones := s.request(t, "carol", "GET", "zones/", "").([]any)
	assert.Equal(t, "By the door", zones[1].(map[string]any)["description"])
	macs := s.request(t, "carol", "GET", "networks/storage/?op=list_connected_macs", "").([]any)
	assert.Len(t, macs, 1)
	_, content := s.send(t, "admin", "GET", "files/?op=get&filename=notes/hello.txt", "")
	assert.Equal(t, "Hello", content)
	_, content = s.send(t, "admin", "GET", "files/?op=get&filename=bytes.bin", "")
	assert.Equal(t, "\x00\xff", content)
	emails := fmt.Sprint(s.request(t, "user", "GET", "users/", ""))
	assert.Contains(t, emails, "dave@example.org")
}

func TestSpeed(t *testing.T) {
	t.Parallel()
	const enlist = "op=new&architecture=amd64/generic&mac_addresses=52:54:00:00:00:09&autodetect_nodegroup=1"
	for _, test := range []struct {
		speed  string
		status float64 // of a new node when it is read
		done   bool    // a started node is installed when it is read
	}{
		{"poll", 4, true},
		{"1ns", 4, true},
		{"1h", 1, false},
		{"2x", 1, false},
		{"never", 1, false},
	} {
		t.Run(test.speed, func(t *testing.T) {
			t.Parallel()
			s := start(t, "-speed", test.speed, "-seed", "testdata/seed.json")
			node := s.request(t, "admin", "POST", "nodes/", enlist).(map[string]any)
			assert.Equal(t, 1.0, node["status"])
			node = s.request(t, "admin", "GET", "nodes/"+node["system_id"].(string)+"/", "").(map[string]any)
			assert.Equal(t, test.status, node["status"])

			s.request(t, "user", "POST", "nodes/", "op=acquire&name=one")
			s.request(t, "user", "POST", "nodes/node-one/", "op=start")
			node = s.request(t, "user", "GET", "nodes/node-one/", "").(map[string]any)
			assert.Equal(t, !test.done, node["netboot"])
		})
	}
}

func TestSpeedValues(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text                      string
		commissioning, deployment time.Duration
	}{
		{"poll", 0, 0},
		{"5s", 5 * time.Second, 5 * time.Second},
		{"1x", 4 * time.Minute, 10 * time.Minute},
		{"0.5x", 8 * time.Minute, 20 * time.Minute},
		{"60x", 4 * time.Second, 10 * time.Second},
	} {
		var s speed
		require.NoError(t, s.Set(test.text))
		assert.Equal(t, test.commissioning, s.commissioning, test.text)
		assert.Equal(t, test.deployment, s.deployment, test.text)
	}
	for _, text := range []string{"", "0s", "-1s", "fast", "0x", "-1x", "NaNx", "x"} {
		assert.Error(t, new(speed).Set(text), text)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	write := func(content string) string {
		name := filepath.Join(t.TempDir(), "seed.json")
		require.NoError(t, os.WriteFile(name, []byte(content), 0o600))
		return name
	}
	taken := start(t)
	for name, test := range map[string]struct {
		args  []string
		code  int
		wants string
	}{
		"unknown flag":     {[]string{"-nosuch"}, exitUsage, "-nosuch"},
		"argument":         {[]string{"extra"}, exitUsage, `unexpected argument "extra"`},
		"bad speed":        {[]string{"-speed", "fast"}, exitUsage, "poll, never"},
		"every address":    {[]string{"-listen", ":0"}, exitUsage, "-any-address"},
		"zero address":     {[]string{"-listen", "0.0.0.0:0"}, exitUsage, "-any-address"},
		"other address":    {[]string{"-listen", "192.0.2.1:0"}, exitUsage, "-any-address"},
		"no port":          {[]string{"-listen", "127.0.0.1"}, exitUsage, "missing port"},
		"taken port":       {[]string{"-listen", strings.TrimSuffix(strings.TrimPrefix(taken.URL, "http://"), prefix)}, exitFailure, "in use"},
		"no seed":          {[]string{"-seed", "testdata/nosuch.json"}, exitFailure, "nosuch.json"},
		"broken seed":      {[]string{"-seed", write("{")}, exitFailure, "unexpected EOF"},
		"two seeds":        {[]string{"-seed", write("{} {}")}, exitFailure, "more than one"},
		"misspelt kind":    {[]string{"-seed", write(`{"nods": []}`)}, exitFailure, `"nods"`},
		"misspelt field":   {[]string{"-seed", write(`{"nodes": [{"systemid_": "x", "zon": "y"}]}`)}, exitFailure, `"zon"`},
		"nonsense":         {[]string{"-seed", write(`{"users": [{"name": "admin"}]}`)}, exitFailure, `user name "admin"`},
		"unknown owner":    {[]string{"-seed", write(`{"files": [{"owner": "x", "name": "f"}]}`)}, exitFailure, `no user "x"`},
		"taken zone":       {[]string{"-seed", write(`{"zones": [{"name": "default"}]}`)}, exitFailure, "already exists"},
		"unknown cluster":  {[]string{"-seed", write(`{"nodes": [{"node_group": "x"}]}`)}, exitFailure, "-seed"},
		"cluster and type": {[]string{"-seed", write(`{"clusters": [{"uuid": 1}]}`)}, exitFailure, "-seed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr strings.Builder
			code := run(deadline.Context(t), test.args, &stdout, &stderr)
			assert.Equal(t, test.code, code)
			assert.Empty(t, stdout.String())
			assert.Contains(t, stderr.String(), test.wants)
		})
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	var stdout, stderr strings.Builder
	assert.Equal(t, exitOK, run(deadline.Context(t), []string{"-h"}, &stdout, &stderr))
	for _, name := range []string{"-listen", "-any-address", "-json", "-seed", "-speed"} {
		assert.Contains(t, stderr.String(), name)
	}
}

func TestAnyAddress(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{":0", "0.0.0.0:0", "192.0.2.1:80"} {
		_, err := checkAddress(listen, true)
		assert.NoError(t, err, listen)
	}
	for _, listen := range []string{"127.0.0.1:0", "[::1]:0", "127.8.9.10:80"} {
		_, err := checkAddress(listen, false)
		assert.NoError(t, err, listen)
	}
}

func TestAnnouncedURL(t *testing.T) {
	t.Parallel()
	for ip, url := range map[string]string{
		"127.0.0.1": "http://127.0.0.1:80/MAAS",
		"::1":       "http://[::1]:80/MAAS",
		"0.0.0.0":   "http://127.0.0.1:80/MAAS",
		"::":        "http://127.0.0.1:80/MAAS",
	} {
		var out strings.Builder
		require.NoError(t, announce(&out, false, "1.6.1", &net.TCPAddr{IP: net.ParseIP(ip), Port: 80}, keys{}))
		assert.Equal(t, "MAAS 1.6.1 at "+url+"\n", out.String())
	}
}

// TestReadmeSeed seeds with the example of the README.
func TestReadmeSeed(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, example, found := strings.Cut(string(readme), "```json\n{\n")
	require.True(t, found)
	example, _, _ = strings.Cut(example, "```")
	name := filepath.Join(t.TempDir(), "seed.json")
	require.NoError(t, os.WriteFile(name, []byte("{"+example), 0o600))
	s := start(t, "-seed", name)
	assert.Len(t, s.request(t, "carol", "GET", "nodes/?op=list", ""), 2)
	_, content := s.send(t, "user", "GET", "files/?op=get&filename=hello.txt", "")
	assert.Equal(t, "Hello", content)
}

// TestSignals runs the program as one and ends it as people and supervisors do.
func TestSignals(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a process can't send these signals to another on Windows")
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			program := exec.CommandContext(deadline.Context(t), os.Args[0], "-listen", "127.0.0.1:0", "-seed", "-")
			program.Env = append(os.Environ(), asProgram+"=1")
			program.Stdin = strings.NewReader(`{"users": [{"name": "carol"}]}`)
			var stderr strings.Builder
			program.Stderr = &stderr
			out, err := program.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, program.Start())
			lines := bufio.NewScanner(out)
			require.True(t, lines.Scan(), stderr.String())
			assert.Regexp(t, `^MAAS 1\.6\.1 at http://127\.0\.0\.1:\d+/MAAS$`, lines.Text())
			for _, user := range []string{"admin", "user", "maas-nodegroup-worker", "carol"} {
				require.True(t, lines.Scan())
				assert.Regexp(t, `^API key of `+user+`: \w{18}:\w{18}:\w{32}$`, lines.Text())
			}
			require.NoError(t, program.Process.Signal(signal))
			assert.NoError(t, program.Wait(), "exit code 0")
			assert.Empty(t, stderr.String())
		})
	}
}

// TestServesAPI2 serves a MAAS 3.4.10 and refuses what that can't do.
func TestServesAPI2(t *testing.T) {
	ctx, stop := context.WithCancel(deadline.Context(t))
	defer stop()
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"-api", "2.0", "-json", "-listen", "127.0.0.1:0"}, writer, io.Discard)
		_ = writer.Close()
	}()
	var announced announcement
	deadline.Wait(t, deadline.Limit, func() { assert.NoError(t, json.NewDecoder(reader).Decode(&announced)) }, "the program's first line")
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	client, err := maas2.NewClient(announced.URL, announced.Users["alice"])
	require.NoError(t, err)
	version, err := client.Ping(ctx)
	require.NoError(t, err)
	assert.Equal(t, "3.4.10", version.Version)
	client.CloseIdleConnections()
	stop()
	assert.Equal(t, exitOK, deadline.Receive(t, ended, "the end of the program"))

	for _, args := range [][]string{{"-api", "2.0", "-seed", "x"}, {"-api", "3.0"}} {
		assert.Equal(t, exitUsage, run(deadline.Context(t), append(args, "-listen", "127.0.0.1:0"), io.Discard, io.Discard), args)
	}
}
