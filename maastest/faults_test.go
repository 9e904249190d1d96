package maastest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/internal/doubletest"
	"github.com/gomaas/maas/internal/engine"
)

// statuses asks for the zones a few times.
func statuses(t *testing.T, s *Server, times int) []int {
	t.Helper()
	var list []int
	for range times {
		list = append(list, ask(t, s, "user", "GET", "zones/").status)
	}
	return list
}

func TestFaultsAreUsedUp(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		times int
		want  []int
	}{
		{0, []int{503, 200, 200}},
		{1, []int{503, 200, 200}},
		{2, []int{503, 503, 200}},
		{-1, []int{503, 503, 503}},
	} {
		s := NewUnstarted()
		s.Inject(Match{}, Fault{Status: 503, Times: test.times})
		assert.Equal(t, test.want, statuses(t, s, 3), test.times)
		s.ClearFaults()
		assert.Equal(t, []int{200}, statuses(t, s, 1))
	}
}

func TestFaultsAreUsedUpInOrder(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.Inject(Match{Method: "GET"}, Fault{Status: 502})
	s.Inject(Match{}, Fault{Status: 504})
	assert.Equal(t, []int{502, 504, 200}, statuses(t, s, 3))
}

func TestFaultMatch(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		match Match
		want  bool
	}{
		"everything":        {Match{}, true},
		"method":            {Match{Method: "post"}, true},
		"other method":      {Match{Method: "GET"}, false},
		"op":                {Match{Op: "acquire"}, true},
		"other op":          {Match{Op: "list"}, false},
		"operation":         {Match{Operation: "POST /nodes/?op=acquire"}, true},
		"other operation":   {Match{Operation: "GET /nodes/?op=list"}, false},
		"path":              {Match{Path: "nodes/"}, true},
		"path with slash":   {Match{Path: "/nodes/"}, true},
		"whole path":        {Match{Path: "/MAAS/api/1.0/nodes/"}, true},
		"glob":              {Match{Path: "n*/"}, true},
		"glob of elements":  {Match{Path: "*/*/"}, false},
		"user":              {Match{User: "user"}, true},
		"other user":        {Match{User: "admin"}, false},
		"all, one of other": {Match{Method: "POST", Op: "acquire", User: "admin"}, false},
	} {
		s := NewUnstarted()
		s.Inject(test.match, Fault{Status: 599})
		got := ask(t, s, "user", "POST", "nodes/", "op", "acquire")
		assert.Equal(t, test.want, got.status == 599, name)
	}
}

func TestFaultMatchesTemplate(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.Inject(Match{Operation: "GET /nodes/{system_id}/?op=details"}, Fault{Status: 599})
	assert.Equal(t, 404, ask(t, s, "user", "GET", "nodes/node-1/").status)
	assert.Equal(t, 599, ask(t, s, "user", "GET", "nodes/node-1/", "op", "details").status)
}

func TestFaultAnswer(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.Inject(Match{}, Fault{
		Status: 429, Body: `{"a": 1}`, ContentType: "application/json",
		Header: http.Header{"Retry-After": {"7"}},
	})
	got := ask(t, s, "user", "GET", "zones/")
	assert.Equal(t, 429, got.status)
	assert.Equal(t, `{"a": 1}`, got.body)
	assert.Equal(t, "application/json", got.contentType)
	assert.Equal(t, "7", got.header.Get("Retry-After"))
	assert.Equal(t, 429, s.Requests()[0].Status)
}

func TestFaultInsteadOfTheRequestOrAfterIt(t *testing.T) {
	t.Parallel()
	for processed, zones := range map[bool]int{false: 1, true: 2} {
		s := NewUnstarted()
		s.Inject(Match{Method: "POST"}, Fault{Status: 500, Processed: processed})
		assert.Equal(t, 500, ask(t, s, "admin", "POST", "zones/", "name", "rack1").status)
		assert.Len(t, ask(t, s, "admin", "GET", "zones/").json(t), zones)
	}
}

func get(t *testing.T, ctx context.Context, s *Server) (string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/api/1.0/zones/", nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", authorization(s, "user"))
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

func TestFaultReset(t *testing.T) {
	t.Parallel()
	s := Start(t)
	s.Inject(Match{}, Fault{Reset: true})
	_, err := get(t, deadline.Context(t), s)
	const wsaeConnReset = syscall.Errno(10054) // what Windows calls it
	assert.True(t, errors.Is(err, syscall.ECONNRESET) || errors.Is(err, wsaeConnReset), "%v", err)
	assert.Zero(t, s.Requests()[0].Status)
	_, err = get(t, deadline.Context(t), s)
	assert.NoError(t, err)
}

func TestFaultTruncate(t *testing.T) {
	t.Parallel()
	s := Start(t)
	s.Inject(Match{}, Fault{Truncate: 10})
	body, err := get(t, deadline.Context(t), s)
	assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.Equal(t, "[\n    {\n  ", body, "the beginning of the server's own answer")

	s.Inject(Match{}, Fault{Status: 200, Body: "0123456789", Truncate: 4})
	body, err = get(t, deadline.Context(t), s)
	assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.Equal(t, "0123", body)
}

func TestFaultDelay(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		s := NewUnstarted()
		s.Inject(Match{}, Fault{Delay: time.Minute})
		began := time.Now()
		assert.Equal(t, []int{200, 200}, statuses(t, s, 2))
		assert.Equal(t, time.Minute, time.Since(began))

		s.Inject(Match{}, Fault{Delay: time.Hour, Status: 500})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began = time.Now()
		r := httptest.NewRequestWithContext(ctx, "GET", "/MAAS/api/1.0/zones/", nil)
		send(t, s, r)
		assert.Equal(t, time.Second, time.Since(began), "the client gave up")
	})
}

func TestSerializationFailures(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		s := NewUnstarted(WithSerializationFailures())
		var wg sync.WaitGroup
		var mu sync.Mutex
		failed := 0
		for i := range 8 {
			wg.Go(func() {
				got := ask(t, s, "admin", "POST", "zones/", "name", string(rune('a'+i)))
				mu.Lock()
				defer mu.Unlock()
				if got.status == 500 {
					failed++
					assert.Contains(t, got.body, "could not serialize access due to ")
					assert.Equal(t, engine.TypeText, got.contentType)
				} else {
					assert.Equal(t, 200, got.status, got.body)
				}
			})
		}
		wg.Wait()
		assert.Equal(t, 4, failed, "one of each two that the workers do at a time")
		assert.Len(t, ask(t, s, "admin", "GET", "zones/").json(t), 8-failed+1, "what failed has no effect")
		for range 5 {
			assert.Equal(t, []int{200}, statuses(t, s, 1), "one after the other they all succeed")
		}
	})
}

// Only a transaction that ended well is in the way of another.
func TestRolledBackRequestsDoNotDisturb(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		s := NewUnstarted(WithSerializationFailures())
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { assert.Equal(t, 400, ask(t, s, "admin", "GET", "nodes/").status) })
			wg.Go(func() { assert.Equal(t, 401, ask(t, s, "", "GET", "zones/").status) })
		}
		wg.Wait()
	})
}

func TestFaultsThatNoRequestMeets(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	for name, match := range map[string]Match{
		"operation":          {Operation: "POST /nodes/?op=acqire"},
		"method":             {Operation: "DELETE /nodes/?op=acquire"},
		"op":                 {Op: "acqire"},
		"op of another path": {Op: "acquire", Path: "zones/"},
		"method of the op":   {Op: "acquire", Method: "GET"},
		"path":               {Path: "node/node-1/"},
		"path without slash": {Path: "zones"},
		"whole path":         {Path: "/MAAS/api/1.0/zone/"},
		"user":               {User: "nobody"},
		"pattern":            {Path: "nodes/["},
	} {
		assert.Panics(t, func() { s.Inject(match, Fault{Status: 500}) }, name)
	}
	for name, match := range map[string]Match{
		"operation":          {Operation: "GET /version/"},
		"anonymous":          {Op: "is_registered", Method: "get"},
		"member":             {Path: "nodes/node-1/", Op: "details"},
		"path with slashes":  {Path: "files/*/*/"},
		"whole path":         {Path: "/MAAS/api/1.0/zones/"},
		"outside of the API": {Path: "/MAAS/metadata/*/meta-data/"},
		"user":               {User: "maas-nodegroup-worker"},
	} {
		assert.NotPanics(t, func() { s.Inject(match, Fault{Status: 500}) }, name)
	}
}

func TestStartReportsUnusedFaults(t *testing.T) {
	t.Parallel()
	used, unused := Fault{Status: 503, Times: -1}, Fault{Status: 500}
	for name, test := range map[string]struct {
		use  func(*Server)
		want int
	}{
		"used":    {func(s *Server) { s.Inject(Match{Path: "zones/"}, used); statuses(t, s, 1) }, 0},
		"unused":  {func(s *Server) { s.Inject(Match{Op: "acquire"}, unused); statuses(t, s, 1) }, 1},
		"removed": {func(s *Server) { s.Inject(Match{Op: "acquire"}, unused); s.ClearFaults() }, 0},
	} {
		r := &doubletest.Reporter{TB: t}
		test.use(Start(r))
		r.End()
		assert.Len(t, r.Errors, test.want, name)
	}
}
