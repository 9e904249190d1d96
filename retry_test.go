package maas

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/deadline"
)

func TestRetryable(t *testing.T) {
	t.Parallel()
	answer := func(status int, mark func(*Error)) error {
		e := &Error{StatusCode: status}
		if mark != nil {
			mark(e)
		}
		return e
	}
	message := func(text string) func(*Error) { return func(e *Error) { e.Message = text } }
	html := func(e *Error) { e.html = true }
	retryAfter := func(e *Error) { e.retryHas = true }
	page := func(title string) func(*Error) {
		return func(e *Error) { e.html, e.Message, e.Body = true, title, []byte("<title>"+title+"</title>") }
	}
	text := func(text string) func(*Error) {
		return func(e *Error) { e.plain, e.Message, e.Body = true, text, []byte(text) }
	}
	transport := func(err error) error { return &TransportError{Err: err} }
	dial := func(err error) error { return transport(&net.OpError{Op: "dial", Net: "tcp", Err: err}) }
	const no, reads, all, ever = "no", "reads", "all", "ever" // ever: Once as well
	for _, tc := range []struct {
		name string
		err  error
		want string
	}{
		{"dial refused", dial(os.ErrDeadlineExceeded), ever},
		{"dial through a proxy", transport(&net.OpError{Op: "proxyconnect", Err: io.EOF}), ever},
		{"dial, name server down", dial(&net.DNSError{IsTemporary: true}), ever},
		{"dial, no such host", dial(&net.DNSError{IsNotFound: true}), no},
		{"read reset", transport(&net.OpError{Op: "read", Err: io.EOF}), reads},
		{"EOF", transport(io.ErrUnexpectedEOF), reads},
		{"stalled", transport(errStalled), reads},
		{"certificate", transport(&tls.CertificateVerificationError{Err: io.EOF}), no},
		{"no TLS there", transport(tls.RecordHeaderError{}), no},
		{"http where https was meant", transport(http.ErrSchemeMismatch), no},
		{"decoding", &DecodeError{Err: io.EOF}, no},
		{"500", answer(500, message("Incorrect padding")), no},
		{"500 lost race", answer(500, text("could not serialize access due to concurrent update")), all},
		{"502", answer(502, html), reads},
		{"503", answer(503, message("No available IPs")), no},
		{"503 page", answer(503, html), reads},
		{"503 Retry-After", answer(503, retryAfter), reads},
		{"503 Retry-After, of MAAS", answer(503, func(e *Error) { text("busy")(e); retryAfter(e); e.varies = true }), all},
		{"503 of MAAS", answer(503, func(e *Error) { text("No available IPs")(e); e.varies = true }), no},
		{"503 page, Retry-After", answer(503, func(e *Error) { html(e); retryAfter(e); e.varies = true }), reads},
		{"503 starting", answer(503, page("503 - MAAS is starting")), ever},
		{"504", answer(504, nil), reads},
		{"409 text", answer(409, text("could not serialize access")), no},
		{"409 page", answer(409, page("Conflict error")), ever},
		{"409 page of a proxy", answer(409, page("Conflict")), no},
		{"429 Retry-After", answer(429, retryAfter), no},
		{"401", answer(401, message("Invalid consumer.")), no},
		{"401 nonce", answer(401, message("Nonce already used: 1")), reads},
		{"401 nonce, 1.9", answer(401, message("Authorization Error: 'Nonce already used: 1'")), reads},
		{"404", answer(404, html), no},
		{"404 cut off", answer(404, func(e *Error) { e.cut = true }), reads},
		{"401 cut off", answer(401, func(e *Error) { e.cut = true }), reads},
		{"503 cut off", answer(503, func(e *Error) { e.cut = true }), reads},
		{"400", answer(400, nil), no},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			writes := tc.want == all || tc.want == ever
			for method, want := range map[string]bool{"GET": tc.want != no, "POST": writes, "PUT": writes, "DELETE": writes} {
				op := Operation{Method: method}
				assert.Equal(t, want, retryable(&builtRequest{op: op}, tc.err), method)
				assert.Equal(t, tc.want == ever, retryable(&builtRequest{op: op, once: true}, tc.err), "%s, once", method)
			}
		})
	}
}

func TestOutcomeUnknown(t *testing.T) {
	t.Parallel()
	of := func(status int, mark func(*Error)) error {
		e := &Error{StatusCode: status}
		mark(e)
		return e
	}
	maas := func(e *Error) { e.plain, e.varies = true, true }
	text := func(e *Error) { e.plain = true }
	page := func(title string) func(*Error) {
		return func(e *Error) { e.html, e.Message, e.Body = true, title, []byte("<title>"+title+"</title>") }
	}
	broken := func(err error) error { return &TransportError{Err: err} }
	for name, tc := range map[string]struct {
		err  error
		want bool
	}{
		"success":                     {nil, false},
		"argument":                    {&ArgumentError{}, false},
		"release":                     {&ReleaseError{}, false},
		"refused":                     {broken(&net.OpError{Op: "dial", Err: io.EOF}), false},
		"reset":                       {broken(&net.OpError{Op: "read", Err: io.EOF}), true},
		"context":                     {broken(context.Canceled), true},
		"cause of a context":          {broken(fmt.Errorf("%w: %w", context.Canceled, of(400, maas))), true},
		"unreadable":                  {&DecodeError{Err: io.EOF}, true},
		"wrapped":                     {fmt.Errorf("machine k7bmx3: %w", &DecodeError{Err: io.EOF}), true},
		"refused by MAAS":             {of(400, maas), false},
		"rolled back":                 {of(500, maas), false},
		"500 of something in between": {of(500, text), true},
		"502":                         {of(502, page("502 Bad Gateway")), true},
		"504":                         {of(504, maas), true},
		"MAAS starts":                 {of(503, page("503 - MAAS is starting")), false},
		"lost race":                   {of(409, page("Conflict error")), false},
		"page of a proxy":             {of(403, page("Forbidden")), true},
		"redirect":                    {of(302, page("Found")), false},
		"not found":                   {of(404, page("Not Found")), false},
		"broke off":                   {of(400, func(e *Error) { e.cut = true }), true},
		"repeated by a proxy":         {of(401, func(e *Error) { maas(e); e.Message = "Nonce already used: 1" }), true},
	} {
		assert.Equal(t, tc.want, OutcomeUnknown(tc.err), name)
	}
}

func TestRetryDelay(t *testing.T) {
	t.Parallel()
	p := RetryPolicy{BaseDelay: 100 * time.Millisecond, MaxDelay: time.Second, MaxRetryAfter: 30 * time.Second}
	for try, ceiling := range map[int]time.Duration{
		1: 100 * time.Millisecond, 2: 200 * time.Millisecond, 4: 800 * time.Millisecond,
		5: time.Second, 60: time.Second, 64: time.Second, 1000: time.Second,
	} {
		// Full jitter: anything from nothing to the ceiling. That 500 draws all
		// miss a quarter at either end has a chance of 1 in 10^62.
		least, most := time.Hour, time.Duration(0)
		for range 500 {
			d := p.delay(try, 0)
			least, most = min(least, d), max(most, d)
		}
		assert.GreaterOrEqual(t, least, time.Duration(0), try)
		assert.Less(t, least, ceiling/4, try)
		assert.Greater(t, most, ceiling*3/4, try)
		assert.Less(t, most, ceiling, try)

		for asked, floor := range map[time.Duration]time.Duration{
			10 * time.Second: 10 * time.Second,
			time.Hour:        30 * time.Second,
			math.MaxInt64:    30 * time.Second,
		} {
			d := p.delay(try, asked)
			assert.GreaterOrEqual(t, d, floor, try)
			assert.Less(t, d, floor+ceiling, try)
		}
	}
	extreme := RetryPolicy{BaseDelay: time.Nanosecond, MaxDelay: math.MaxInt64, MaxRetryAfter: 1}
	for try := 1; try < 100; try++ {
		assert.GreaterOrEqual(t, extreme.delay(try, 0), time.Duration(0))
	}
	assert.Less(t, RetryPolicy{BaseDelay: time.Hour, MaxDelay: time.Second}.delay(1, 0), time.Second)
}

func TestRetryAfterDateIsByTheServersClock(t *testing.T) {
	t.Parallel()
	server := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	h := http.Header{
		"Date":        {server.Format(http.TimeFormat)},
		"Retry-After": {server.Add(20 * time.Second).Format(http.TimeFormat)},
	}
	d, ok := parseRetryAfter(h, server.Add(-time.Hour))
	assert.True(t, ok)
	assert.Equal(t, 20*time.Second, d)
}

func TestRetryPolicyIsChecked(t *testing.T) {
	t.Parallel()
	for _, p := range []RetryPolicy{{MaxAttempts: -1}, {BaseDelay: -1}, {MaxDelay: -1}, {MaxRetryAfter: -1}, {MaxElapsed: -1}} {
		assert.ErrorContains(t, p.check(), "negative")
	}
	assert.Equal(t, RetryPolicy{6, 100 * time.Millisecond, 5 * time.Second, 30 * time.Second, 2 * time.Minute, 50}, RetryPolicy{}.withDefaults())
	mine := RetryPolicy{1, 2, 3, 4, 5, -1}
	assert.Equal(t, mine, mine.withDefaults())
}

// answerer makes a client whose server is a function, for tests in which time
// stands still.
func answerer(t *testing.T, answer func(req *http.Request, n int) (*http.Response, error), opts ...Option) (c *Client, asked *atomic.Int64) {
	t.Helper()
	asked = new(atomic.Int64)
	c, err := NewClient("http://127.0.0.1/MAAS", faultyKey, append([]Option{
		WithHTTPClient(&http.Client{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			if req.Body != nil {
				if _, err := io.Copy(io.Discard, req.Body); err != nil {
					return nil, err
				}
			}
			return answer(req, int(asked.Add(1)))
		})}),
	}, opts...)...)
	require.NoError(t, err)
	return c, asked
}

// response makes an answer. Each header is a "Name: value".
func response(status int, contentType, body string, headers ...string) *http.Response {
	h := http.Header{"Content-Type": {contentType}}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		h.Set(name, value)
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}

func TestRetryAfterIsWaitedFor(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		c, asked := answerer(t, func(_ *http.Request, n int) (*http.Response, error) {
			switch n {
			case 1:
				return response(503, textType, "busy", "Retry-After: 5", ofMAAS), nil
			case 2:
				return response(503, textType, "busy", "Retry-After: 3600", ofMAAS), nil
			}
			return response(200, jsonType, zoneJSON), nil
		})
		started := time.Now()
		_, err := c.Zones.Create(t.Context(), "rack1", nil)
		require.NoError(t, err)
		assert.EqualValues(t, 3, asked.Load())
		// 5 s, then 3600 s capped at 30 s, and up to 100 ms and 200 ms on top.
		assert.GreaterOrEqual(t, time.Since(started), 35*time.Second)
		assert.Less(t, time.Since(started), 35300*time.Millisecond)
	})
}

func TestRetriesAreBounded(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		policy RetryPolicy
		answer *http.Response
		want   int
		atMost time.Duration
		text   string
	}{
		{
			"in number, by default six", RetryPolicy{},
			response(500, textType, "could not serialize access due to read/write dependencies among transactions"),
			6, 3100 * time.Millisecond, "serialize access due to read/write dependencies among transactions (after 6 attempts)",
		},
		{"in number, none", RetryPolicy{MaxAttempts: 1}, response(502, htmlType, webPage), 1, 0, "502 Bad Gateway: 502 Bad Gateway"},
		{
			// Each try but the first starts 30 s to 31 s after the one before.
			"in time", RetryPolicy{MaxAttempts: 100, MaxElapsed: 100 * time.Second},
			response(503, textType, "busy", "Retry-After: 30", ofMAAS),
			4, 100 * time.Second, "503 Service Unavailable: busy (after 4 attempts)",
		},
		{
			"in time, at once if the pause does not fit", RetryPolicy{MaxElapsed: time.Second},
			response(503, textType, "busy", "Retry-After: 2"), 1, 0, "503 Service Unavailable: busy",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			body, err := io.ReadAll(tc.answer.Body)
			require.NoError(t, err)
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				c, asked := answerer(t, func(*http.Request, int) (*http.Response, error) {
					resp := *tc.answer
					resp.Body = io.NopCloser(bytes.NewReader(body))
					return &resp, nil
				}, WithRetryPolicy(tc.policy))
				started := time.Now()
				_, err := c.Zones.Get(t.Context(), "rack1")
				require.ErrorContains(t, err, tc.text)
				assert.EqualValues(t, tc.want, asked.Load())
				assert.LessOrEqual(t, time.Since(started), tc.atMost)
			})
		})
	}
}

func TestBackOffEndsWithTheContext(t *testing.T) {
	t.Parallel()
	busy := func(*http.Request, int) (*http.Response, error) {
		return response(503, textType, "busy", "Retry-After: 30", ofMAAS), nil
	}
	for _, tc := range []struct {
		name string
		end  func(context.Context) (context.Context, context.CancelFunc)
		want error
		text string
	}{
		{
			"cancelled",
			func(ctx context.Context) (context.Context, context.CancelFunc) {
				ctx, cancel := context.WithCancel(ctx)
				time.AfterFunc(time.Second, cancel)
				return ctx, cancel
			},
			context.Canceled, "context canceled",
		},
		{
			"cancelled for a reason",
			func(ctx context.Context) (context.Context, context.CancelFunc) {
				ctx, cancel := context.WithCancelCause(ctx)
				time.AfterFunc(time.Second, func() { cancel(errors.New("shutting down")) })
				return ctx, func() { cancel(nil) }
			},
			context.Canceled, "shutting down",
		},
		{
			"out of time",
			func(ctx context.Context) (context.Context, context.CancelFunc) {
				return context.WithTimeout(ctx, time.Second)
			},
			context.DeadlineExceeded, "deadline exceeded",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				c, asked := answerer(t, busy)
				ctx, cancel := tc.end(t.Context())
				defer cancel()
				started := time.Now()
				_, err := c.Nodes.Acquire(ctx, nil)
				assert.Equal(t, time.Second, time.Since(started), "it ends at once")
				assert.EqualValues(t, 1, asked.Load())
				require.ErrorIs(t, err, tc.want)
				assert.ErrorIs(t, err, ErrUnavailable, "what it was waiting out")
				assert.ErrorContains(t, err, tc.text)
				broken, ok := errors.AsType[*TransportError](err)
				require.True(t, ok)
				assert.Equal(t, 1, broken.Attempts)
				assert.Equal(t, tc.want == context.DeadlineExceeded, broken.Timeout())
			})
		})
	}
}

func TestEachTryIsSignedAfresh(t *testing.T) {
	t.Parallel()
	s := startFaulty(t, func(x *exchange) {
		if x.n < 3 {
			x.reply(500, textType, "could not serialize access")
		} else {
			x.healthy()
		}
	})
	c := s.client(t)
	_, err := c.Zones.Create(deadline.Context(t), "rack1", nil)
	require.NoError(t, err)
	nonces := map[string]bool{}
	for _, req := range s.requests {
		require.Len(t, req.Header.Values("Authorization"), 1)
		_, rest, ok := strings.Cut(req.Header.Get("Authorization"), `oauth_nonce="`)
		require.True(t, ok)
		nonce, _, _ := strings.Cut(rest, `"`)
		nonces[nonce] = true
	}
	assert.Len(t, nonces, 3)
}

func TestEachTryIsLogged(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		var log bytes.Buffer
		ctx, cancel := context.WithCancel(t.Context())
		c, _ := answerer(t, func(_ *http.Request, n int) (*http.Response, error) {
			time.Sleep(3 * time.Second)
			switch n {
			case 1:
				return response(502, htmlType, webPage), nil
			case 2:
				return nil, io.ErrUnexpectedEOF
			case 3:
				return response(200, jsonType, "nonsense"), nil
			case 4:
				return response(404, textType, "Not Found"), nil
			case 5:
				return response(200, jsonType, `{"system_id": "node-1"}`), nil
			}
			cancel()
			return nil, ctx.Err()
		}, WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{
			Level: slog.LevelDebug,
			ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
				if a.Key == slog.TimeKey || a.Key == slog.MessageKey {
					return slog.Attr{}
				}
				return a
			},
		}))))
		_, _ = c.Nodes.Get(ctx, "node-1")
		_, _ = c.Nodes.Start(ctx, "node-1", nil)
		_, _ = c.Nodes.Get(ctx, "node-1")
		_, _ = c.Nodes.Get(ctx, "node-1")
		const get = ` method=GET path=/nodes/node-1/ op="" status=`
		assert.Equal(t, []string{
			"level=WARN" + get + "502 duration=3s attempt=1",
			"level=WARN" + get + `0 duration=3s attempt=2 error="maas: GET /nodes/node-1/: unexpected EOF (after 2 attempts)"`,
			"level=WARN" + get + `200 duration=3s attempt=3 error="maas: GET /nodes/node-1/: can't decode the response (application/json; charset=utf-8): invalid character 'o' in literal null (expecting 'u')"`,
			"level=DEBUG method=POST path=/nodes/node-1/ op=start status=404 duration=3s attempt=1",
			"level=DEBUG" + get + "200 duration=3s attempt=1",
			"level=DEBUG" + get + `0 duration=3s attempt=1 error="maas: GET /nodes/node-1/: context canceled"`,
		}, strings.Split(strings.TrimSpace(log.String()), "\n"))
	})
}

func TestErrorsOfTheNetworkAreOneLine(t *testing.T) {
	t.Parallel()
	s := startFaulty(t, func(x *exchange) {
		x.write("HTTP/1.1 200 OK\r\n\x1b[2J %s\r\n\r\n", strings.Repeat("wild ", 20_000))
	})
	_, err := s.client(t).Zones.Get(deadline.Context(t), "rack1")
	require.Equal(t, "transport", kindOf(err))
	assert.NotContains(t, err.Error(), "\x1b")
	assert.Less(t, len(err.Error()), 1500)

	ctx, cancel := context.WithCancelCause(deadline.Context(t))
	cause := errors.New("two\nlines")
	cancel(cause)
	_, err = s.client(t).Zones.Get(ctx, "rack1")
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, cause)
	assert.NotContains(t, err.Error(), "\n")
}

// sizedReader tells its size and can't go back.
type sizedReader struct {
	io.Reader
	size int
}

func (r sizedReader) Len() int { return r.size }

// greedyReader counts without a lock: the race detector sees a read that comes
// after the call.
type greedyReader struct {
	*bytes.Reader
	reads int
}

func (r *greedyReader) Read(p []byte) (int, error) {
	r.reads++
	return r.Reader.Read(p)
}

// lostConn is a kept connection of which the client learns that the server has
// closed it as it wants to write.
type lostConn struct {
	net.Conn
	lost atomic.Bool
}

func (c *lostConn) Write(p []byte) (int, error) {
	if c.lost.Load() {
		return 0, net.ErrClosed
	}
	return c.Conn.Write(p)
}

func TestPostOnConnectionThatIsGone(t *testing.T) {
	t.Parallel()
	s := startFaulty(t, (*exchange).healthy)
	transport := s.transport()
	dial, conns := transport.DialContext, []*lostConn{}
	transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		conns = append(conns, &lostConn{Conn: conn})
		return conns[len(conns)-1], nil
	}
	c := s.client(t, WithHTTPClient(&http.Client{Transport: transport}))
	defer transport.CloseIdleConnections()
	_, err := c.Zones.Create(deadline.Context(t), "rack1", nil)
	require.NoError(t, err)
	conns[0].lost.Store(true)
	_, err = c.Zones.Create(deadline.Context(t), "rack2", nil)
	require.NoError(t, err)
	require.Equal(t, 2, s.seen(), "sent once each")
	assert.Equal(t, []string{"rack2"}, parseForm(t, s.requests[1], s.bodies[1])["name"])
	assert.Len(t, conns, 2)
}

func TestIterationIsRetriedOnlyBeforeItsFirstElement(t *testing.T) {
	t.Parallel()
	zones := strings.Repeat(zoneJSON+",", 2000)
	list := "[" + zones + zoneJSON + "]"
	for _, tc := range []struct {
		name        string
		cut         int // bytes of the first answer
		requests    int
		elements    int
		atLeast     bool // elements is a lower bound
		wantFailure bool
	}{
		{"broken before the first", len(zoneJSON) / 2, 2, 2001, false, false},
		{"broken after the first", len(list) - 10, 1, 1, true, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := startFaulty(t, func(x *exchange) {
				if x.n == 1 {
					x.head(200, jsonType, len(list))
					x.write("%s", list[:tc.cut])
					return
				}
				x.reply(200, jsonType, list)
			})
			var elements int
			var failure error
			for zone, err := range Each[Zone](deadline.Context(t), s.client(t), Get("/zones/")) {
				if err != nil {
					require.NoError(t, failure, "one error only")
					failure = err
					continue
				}
				require.NoError(t, failure, "nothing after the error")
				require.Equal(t, "rack1", zone.Name)
				elements++
			}
			assert.Equal(t, tc.requests, s.seen())
			assert.Equal(t, tc.wantFailure, failure != nil)
			if tc.wantFailure {
				assert.Equal(t, "transport", kindOf(failure))
			}
			if tc.atLeast {
				assert.GreaterOrEqual(t, elements, tc.elements)
			} else {
				assert.Equal(t, tc.elements, elements)
			}
		})
	}
}

func TestErrorsOfTheNetworkSayWhy(t *testing.T) {
	t.Parallel()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // it tells of the failed handshakes
	secure.StartTLS()
	defer secure.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	for _, tc := range []struct {
		name, url string
		text      string
		tries     int
	}{
		{"certificate", secure.URL, "certificate", 1},
		{"no TLS", strings.Replace(plain.URL, "http:", "https:", 1), "HTTP response to HTTPS client", 1},
		{"refused", "http://" + closedPort + "/MAAS", "refused", 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, err := NewClient(tc.url, faultyKey, WithRetryPolicy(RetryPolicy{MaxAttempts: 2, BaseDelay: 1}))
			require.NoError(t, err)
			defer c.CloseIdleConnections()
			_, err = c.Zones.Get(deadline.Context(t), "rack1")
			require.ErrorContains(t, err, tc.text)
			assert.Equal(t, 1, strings.Count(err.Error(), "maas:"), err)
			broken, ok := errors.AsType[*TransportError](err)
			require.True(t, ok)
			assert.Equal(t, tc.tries, broken.Attempts)
		})
	}
}
