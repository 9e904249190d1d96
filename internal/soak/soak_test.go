// Package soak runs a client and a double against each other for as long as they
// are told, with faults, and looks at what they leave behind.
//
// TestSoak takes two seconds. MAAS_SOAK is another duration, such as "60m":
// then it asserts as well that neither process grows: its memory as the system
// sees it, after the first fifth of the time. MAAS_SOAK_PAUSE is how long each
// worker rests between two jobs, a tenth of it in that first fifth, and
// MAAS_SOAK_LOG a file for the samples:
//
//	MAAS_SOAK=60m MAAS_SOAK_PAUSE=300ms MAAS_SOAK_LOG=/tmp/soak.tsv go test -run TestSoak -timeout 90m ./internal/soak
//	MAAS_SOAK=60m MAAS_SOAK_PAUSE=10s MAAS_SOAK_LOG=/tmp/race.tsv go test -race -run TestSoak -timeout 90m ./internal/soak
//
// The race detector keeps some 340 bytes of every goroutine that ever was. With
// it, fewer than 3,000 may start in ten minutes, whatever the program does: hence
// the longer pause.
package soak

import (
	"bufio"
	"bytes"
	"context"
	crand "crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/internal/engine"
	"github.com/gomaas/maas/maastest"
)

const (
	workers = 8
	nodes   = 20
	// serverEnv makes the test binary the server.
	serverEnv = "MAAS_SOAK_SERVER"
	// maxSlope is how much a process may grow, in bytes per ten minutes.
	maxSlope = 1 << 20

	// Metrics of the runtime: what the last garbage collection left, and the
	// goroutines that were ever started.
	liveHeap   = "/gc/heap/live:bytes"
	goroutines = "/sched/goroutines-created:goroutines"
)

func TestMain(m *testing.M) {
	if os.Getenv(serverEnv) != "" {
		serve()
		return
	}
	os.Exit(m.Run())
}

// A fault is what happens to a request in the place of the server's response.
type fault struct {
	status                  int // 0: the connection breaks
	body, contentType, vary string
	before                  bool // the request never reached MAAS
	undone                  bool // MAAS took it back, though not what it told power controllers
}

const page, text = "text/html", "text/plain"

// faults meet one request in ten. What is neither before nor undone has been
// carried out: only the response is lost.
var faults = []fault{
	{before: true},
	{},
	{status: 500, body: "could not serialize access due to concurrent update\n", contentType: text, undone: true},
	{status: 500, body: "Incorrect padding", contentType: text, undone: true},
	{status: 409, body: "<html><title>Conflict error.</title></html>", contentType: page, before: true},
	{status: 502, body: "<html><title>502 Bad Gateway</title></html>", contentType: page, before: true},
	{status: 502, body: "<html><title>502 Bad Gateway</title></html>", contentType: page},
	{status: 503, body: "busy", contentType: text, vary: "Authorization, Cookie", undone: true},
	{status: 503, body: "<html><title>503 - MAAS is starting</title></html>", contentType: page, before: true},
	{status: 503, body: "busy", contentType: text},
	{status: 504, body: "timeout", contentType: page},
	{status: 200, body: "<html><title>Log in</title></html>", contentType: page},
}

// A lossyServer is a double that loses responses, and that counts what is done
// twice: every acquire and start has a text of its own.
type lossyServer struct {
	double   *maastest.Server
	mu       sync.Mutex
	requests int
	actions  map[string]int
	recent   []string // the keys of actions, oldest first
	twice    []string
}

// acted notes that a request was carried out as far as hardware can tell.
func (s *lossyServer) acted(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.actions[what]++
	if s.actions[what] > 1 {
		s.twice = append(s.twice, what)
	}
	if s.recent = append(s.recent, what); len(s.recent) > 1000 {
		delete(s.actions, s.recent[0])
		s.recent = append([]string(nil), s.recent[1:]...)
	}
}

func (s *lossyServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	content, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client went away
	}
	r.Body = io.NopCloser(bytes.NewReader(content))
	payload, _ := engine.Python2.ParsePayload(r)
	r.Body = io.NopCloser(bytes.NewReader(content))
	s.mu.Lock()
	s.requests++
	s.mu.Unlock()

	f, faulty := fault{}, rand.IntN(10) == 0
	if faulty {
		f = faults[rand.IntN(len(faults))]
		time.Sleep(time.Duration(rand.IntN(5)) * time.Millisecond)
	}
	agent, start := payload.Post.Get("agent_name"), payload.Post.Get("user_data")
	if agent != "" && f.status == 0 {
		f.before = false // Deploy would look for a node that never comes, for seconds
	}
	if start != "" && !f.before {
		s.acted("start " + start)
	}
	var inner *httptest.ResponseRecorder
	if !f.before && !f.undone {
		inner = httptest.NewRecorder()
		s.double.ServeHTTP(inner, r)
		if agent != "" && inner.Code == http.StatusOK {
			s.acted("acquire " + agent)
		}
	}
	switch {
	case !faulty:
		maps.Copy(w.Header(), inner.Header())
		w.WriteHeader(inner.Code)
		_, _ = w.Write(inner.Body.Bytes())
	case f.status == 0:
		panic(http.ErrAbortHandler)
	default:
		w.Header().Set("Content-Type", f.contentType)
		w.Header().Set("Vary", f.vary)
		if f.status == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", "0")
		}
		w.WriteHeader(f.status)
		_, _ = io.WriteString(w, f.body)
	}
}

// A report is a line that the server writes to its standard output.
type report struct {
	URL, Key   string
	RSS, Heap  int64
	Started    int64 // goroutines, ever
	Requests   int
	Violations []string
}

// serve is the server's process. It ends with its standard input.
func serve() {
	s := &lossyServer{double: maastest.NewUnstarted(), actions: map[string]int{}}
	for i := range nodes {
		s.double.AddNode(maastest.Node{
			SystemID: fmt.Sprintf("node-%d", i), Hostname: fmt.Sprintf("host%d", i),
			Status: maas.NodeStatusReady, PowerType: "virsh",
		})
	}
	listener := httptest.NewServer(s)
	defer listener.Close()
	out := json.NewEncoder(os.Stdout)
	_ = out.Encode(report{URL: listener.URL + "/MAAS", Key: s.double.AdminKey})
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(ended)
	}()
	for {
		select {
		case <-ended:
			return
		case <-time.After(time.Second):
		}
		s.double.ResetRequests() // a log that fills up is no leak
		s.double.ResetPowerActions()
		s.mu.Lock()
		r := report{RSS: rss(), Heap: measure(liveHeap), Started: measure(goroutines), Requests: s.requests, Violations: s.twice}
		s.mu.Unlock()
		_ = out.Encode(r)
	}
}

// rss returns the memory that the process has in use, 0 where that is not known.
func rss() int64 {
	text, _ := os.ReadFile("/proc/self/statm")
	if fields := strings.Fields(string(text)); len(fields) > 1 {
		pages, _ := strconv.ParseInt(fields[1], 10, 64)
		return pages * int64(os.Getpagesize())
	}
	return 0
}

// measure returns a metric of the runtime.
func measure(name string) int64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}

// descriptors counts the open files of the process, 0 where that is not known.
func descriptors() int {
	entries, _ := os.ReadDir("/proc/self/fd")
	return len(entries)
}

func setting(t *testing.T, name string, otherwise time.Duration) time.Duration {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	d, err := time.ParseDuration(text)
	require.NoError(t, err, name)
	return d
}

// start runs the server and returns what it reports, and how to end it.
func start(t *testing.T) (reports <-chan report, end func()) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	command := exec.Command(self) // ends with its standard input
	command.Env = append(os.Environ(), serverEnv+"=1")
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	require.NoError(t, err)
	out, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	lines := make(chan report, 100)
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(out); scanner.Scan(); {
			var r report
			if json.Unmarshal(scanner.Bytes(), &r) == nil {
				lines <- r
			}
		}
	}()
	return lines, func() {
		_ = in.Close()
		killer := time.AfterFunc(deadline.Limit, func() { _ = command.Process.Kill() })
		defer killer.Stop()
		for range lines { // until it has closed its output
		}
		_ = command.Wait()
	}
}

// A soak is what the workers share.
type soak struct {
	client *maas.Client

	mu       sync.Mutex
	jobs     map[string]int
	admitted strings.Builder // errors of deployments that name what may still be held
	wrong    []string
}

func (s *soak) violation(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wrong = append(s.wrong, fmt.Sprintf(format, args...))
}

// check takes note of an outcome: every error has one of the package's types.
func (s *soak) check(job string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	outcome := "ok"
	if err != nil {
		outcome = "failed"
		_, answer := errors.AsType[*maas.Error](err)
		_, broken := errors.AsType[*maas.TransportError](err)
		_, nonsense := errors.AsType[*maas.DecodeError](err)
		_, waited := errors.AsType[*maas.NodeWaitError](err)
		if !answer && !broken && !nonsense && !waited {
			s.wrong = append(s.wrong, job+": untyped: "+err.Error())
		}
	}
	s.jobs[job+" "+outcome]++
}

var wait = &maas.NodeWaitOptions{Interval: 5 * time.Millisecond}

// job does one thing of many, and gives up in the midst of one in four.
func (s *soak) job(ctx context.Context, random *rand.Rand, worker int) {
	whole := ctx
	if random.IntN(4) == 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(random.IntN(20_000))*time.Microsecond)
		defer cancel()
	}
	name := fmt.Sprintf("soak-%d", worker)
	switch random.IntN(7) {
	case 0, 1:
		start := &maas.NodeStartOptions{UserData: []byte(crand.Text())}
		node, err := s.client.Nodes.Deploy(ctx, &maas.NodeDeployOptions{Start: start, Wait: wait})
		s.check("deploy", err)
		if err != nil {
			s.mu.Lock()
			fmt.Fprintln(&s.admitted, err)
			s.mu.Unlock()
			return
		}
		released := s.client.Nodes.ReleaseEach(whole, []string{node.SystemID}, nil)
		s.check("release", released[node.SystemID])
		if err := released[node.SystemID]; err != nil {
			s.mu.Lock()
			fmt.Fprintln(&s.admitted, node.SystemID, err)
			s.mu.Unlock()
		}
	case 2:
		content := strings.Repeat("content of a file ", 1+random.IntN(5000))
		s.check("upload", s.client.Files.Add(ctx, name, struct{ io.Reader }{strings.NewReader(content)}))
		body, err := s.client.Files.Download(ctx, name)
		if err == nil {
			_, err = io.CopyN(io.Discard, body, random.Int64N(int64(len(content))))
			_ = body.Close()
			if errors.Is(err, io.EOF) {
				err = nil // the file of an earlier upload, which was shorter
			}
		}
		s.check("download", err)
	case 3:
		_, err := s.client.Zones.Create(ctx, name, &maas.ZoneCreateOptions{Description: "soak"})
		s.check("create", err)
		s.check("delete", s.client.Zones.Delete(whole, name))
	case 4:
		_, err := s.client.Nodes.List(ctx, nil)
		s.check("list", err)
	case 5:
		left := random.IntN(nodes)
		for _, err := range s.client.Nodes.All(ctx, nil) {
			if err != nil {
				s.check("iterate", err)
			}
			if left--; left < 0 {
				break
			}
		}
	case 6:
		ids := make([]string, 5)
		for i := range ids {
			ids[i] = fmt.Sprintf("node-%d", random.IntN(nodes))
		}
		_, err := s.client.Nodes.WaitForAll(ctx, ids, maas.NodeCondition{Name: "seen", Done: func(*maas.Node) bool { return true }}, wait)
		s.check("wait", err)
	}
}

// slope fits a line and returns its rise for ten minutes.
func slope(times []time.Duration, sizes []int64) float64 {
	var n, sx, sy, sxx, sxy float64
	for i := range times {
		x, y := float64(times[i])/float64(10*time.Minute), float64(sizes[i])
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}

func TestSoak(t *testing.T) {
	length, pause := setting(t, "MAAS_SOAK", 2*time.Second), setting(t, "MAAS_SOAK_PAUSE", 0)
	before := goleak.IgnoreCurrent()
	open := descriptors()
	reports, end := start(t)
	first := deadline.Receive(t, reports, "the server's address")
	require.NotEmpty(t, first.URL, "the server did not start")
	log := io.Discard
	if name := os.Getenv("MAAS_SOAK_LOG"); name != "" {
		file, err := os.Create(name)
		require.NoError(t, err)
		defer file.Close()
		open++
		log = file
	}
	client, err := maas.NewClient(first.URL, first.Key, maas.WithMaxConcurrent(workers),
		maas.WithRetryPolicy(maas.RetryPolicy{BaseDelay: time.Millisecond, MaxRetryAfter: time.Millisecond, Budget: -1}))
	require.NoError(t, err)
	s := &soak{client: client, jobs: map[string]int{}}

	started, warm := time.Now(), length/5
	ctx, cancel := context.WithTimeout(t.Context(), length+deadline.Limit)
	defer cancel()
	var running sync.WaitGroup
	for worker := range workers {
		running.Go(func() {
			random := rand.New(rand.NewPCG(uint64(worker), uint64(started.UnixNano())))
			for time.Since(started) < length {
				s.job(ctx, random, worker)
				if time.Since(started) < warm {
					time.Sleep(pause / 10)
				} else {
					time.Sleep(pause)
				}
			}
		})
	}
	done, stuck := make(chan struct{}), time.After(length+2*deadline.Limit)
	go func() {
		running.Wait()
		close(done)
	}()
	var times []time.Duration
	var clientSizes, serverSizes []int64
	last := report{}
	for finished := false; !finished; {
		select {
		case <-done:
			finished = true
		case <-stuck:
			require.Fail(t, "a job has not ended though its context has")
		case r, ok := <-reports:
			require.True(t, ok, "the server died")
			assert.Empty(t, r.Violations)
			last = r
			at, own := time.Since(started), rss()
			fmt.Fprintln(log, int(at.Seconds()), own, r.RSS, measure(liveHeap), r.Heap, measure(goroutines), r.Started, runtime.NumGoroutine(), descriptors(), r.Requests)
			if at > warm {
				times, clientSizes, serverSizes = append(times, at), append(clientSizes, own), append(serverSizes, r.RSS)
			}
		}
	}

	// What is held in the end was admitted.
	var held []maas.Node
	deadline.Until(t, func() (err error) {
		held, err = client.Nodes.List(deadline.Context(t), nil)
		return err
	})
	for _, node := range held {
		if node.Status == maas.NodeStatusAllocated && !strings.Contains(s.admitted.String(), node.SystemID) &&
			!strings.Contains(s.admitted.String(), "may be held") {
			s.violation("%s is held, and nobody said so", node.SystemID)
		}
	}
	client.CloseIdleConnections()
	end()
	assert.Empty(t, s.wrong)
	deadline.Until(t, func() error { return goleak.Find(before) })
	assert.LessOrEqual(t, descriptors(), open)
	t.Logf("%v: %d requests, jobs %v", time.Since(started).Round(time.Second), last.Requests, s.jobs)
	if length >= 10*time.Minute && len(times) > 10 {
		own, server := slope(times, clientSizes), slope(times, serverSizes)
		t.Logf("bytes per ten minutes: client %.0f, server %.0f", own, server)
		assert.Less(t, own, float64(maxSlope), "the client grows")
		assert.Less(t, server, float64(maxSlope), "the server grows")
	}
}
