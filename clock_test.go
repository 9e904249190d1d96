package maas

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/deadline"
)

// localClock is what the client's own clock shows in these tests.
var localClock = time.Unix(1_700_000_000, 0)

// timestampOf reads the time with which a request was signed.
func timestampOf(req *http.Request) int64 {
	_, rest, _ := strings.Cut(req.Header.Get("Authorization"), `oauth_timestamp="`)
	digits, _, _ := strings.Cut(rest, `"`)
	sec, _ := strconv.ParseInt(digits, 10, 64)
	return sec
}

// expired is the 401 for a timestamp, as MAAS 1.6 or, quoted, as 1.9 words it.
func expired(quoted bool, given int64, now any, headers ...string) *http.Response {
	text := fmt.Sprintf("Expired timestamp: given %d and now %v has a greater difference than threshold 300", given, now)
	if quoted {
		text = "Authorization Error: '" + text + "'"
	}
	return response(401, htmlType, text, headers...)
}

func dateHeader(at time.Time) string { return "Date: " + at.UTC().Format(http.TimeFormat) }

// clockClient makes a client with the local clock.
func clockClient(t *testing.T, answer func(req *http.Request, n int) (*http.Response, error)) (*Client, *atomic.Int64) {
	t.Helper()
	c, asked := answerer(t, answer)
	c.auth.now = func() time.Time { return localClock }
	return c, asked
}

func TestClockIsLearnt(t *testing.T) {
	t.Parallel()
	date := func(at time.Time) func(*http.Request) *http.Response {
		return func(*http.Request) *http.Response {
			return response(401, textType, "Expired timestamp", dateHeader(at))
		}
	}
	for _, tc := range []struct {
		name    string
		skew    time.Duration // of the server's clock
		refusal func(at time.Time) func(*http.Request) *http.Response
	}{
		{"from the body, ahead", time.Hour, func(at time.Time) func(*http.Request) *http.Response {
			return func(req *http.Request) *http.Response { return expired(false, timestampOf(req), at.Unix()) }
		}},
		{"from the body, behind", -400 * 24 * time.Hour, func(at time.Time) func(*http.Request) *http.Response {
			return func(req *http.Request) *http.Response { return expired(false, timestampOf(req), at.Unix()) }
		}},
		{"from the body, by little", 301 * time.Second, func(at time.Time) func(*http.Request) *http.Response {
			return func(req *http.Request) *http.Response { return expired(false, timestampOf(req), at.Unix()) }
		}},
		{"from the body of 1.9", time.Hour, func(at time.Time) func(*http.Request) *http.Response {
			return func(req *http.Request) *http.Response { return expired(true, timestampOf(req), at.Unix()) }
		}},
		{"from the body rather than a proxy's Date", time.Hour, func(at time.Time) func(*http.Request) *http.Response {
			return func(req *http.Request) *http.Response {
				return expired(false, timestampOf(req), at.Unix(), dateHeader(localClock))
			}
		}},
		{"from Date", -time.Hour, date},
		{"from Date when the body has no number", 5 * time.Hour, func(at time.Time) func(*http.Request) *http.Response {
			return func(req *http.Request) *http.Response {
				return expired(false, timestampOf(req), "later", dateHeader(at))
			}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			server := localClock.Add(tc.skew)
			c, asked := clockClient(t, func(req *http.Request, _ int) (*http.Response, error) {
				if d := timestampOf(req) - server.Unix(); d > 300 || d < -300 {
					return tc.refusal(server)(req), nil
				}
				return response(200, jsonType, zoneJSON), nil
			})
			// Nothing was done for a 401, so any method may be repeated.
			_, err := c.Zones.Create(t.Context(), "rack1", nil)
			require.NoError(t, err)
			assert.EqualValues(t, 2, asked.Load())
			_, err = c.Zones.Get(t.Context(), "rack1")
			require.NoError(t, err)
			assert.EqualValues(t, 3, asked.Load(), "the clock is kept")
			assert.Equal(t, int64(tc.skew/time.Second), c.auth.offset.Load())
		})
	}
}

func TestNonsenseDateChangesNothing(t *testing.T) {
	t.Parallel()
	for name, refusal := range map[string]*http.Response{
		"no Date":         response(401, textType, "Expired timestamp"),
		"not a date":      response(401, textType, "Expired timestamp", "Date: yesterday"),
		"before MAAS":     response(401, textType, "Expired timestamp", "Date: Thu, 01 Jan 1970 00:00:00 GMT"),
		"far away":        response(401, textType, "Expired timestamp", "Date: Sat, 01 Jan 9999 00:00:00 GMT"),
		"in the body":     expired(false, localClock.Unix(), 12),
		"in the body, up": expired(false, localClock.Unix(), int64(1)<<62),
		"too many digits": expired(false, localClock.Unix(), "99999999999999999999"),
		"another reason":  response(401, htmlType, "Invalid consumer.", dateHeader(localClock.Add(time.Hour))),
		"not a 401":       response(403, htmlType, "Expired timestamp", dateHeader(localClock.Add(time.Hour))),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, asked := clockClient(t, func(*http.Request, int) (*http.Response, error) { return refusal, nil })
			_, err := c.Zones.Get(t.Context(), "rack1")
			require.Error(t, err)
			assert.EqualValues(t, 1, asked.Load())
			assert.Zero(t, c.auth.offset.Load())
		})
	}
}

func TestClockIsLearntOncePerCall(t *testing.T) {
	t.Parallel()
	server := localClock
	c, asked := clockClient(t, func(req *http.Request, _ int) (*http.Response, error) {
		server = server.Add(time.Hour) // a clock that can't be caught up with
		return expired(false, timestampOf(req), server.Unix()), nil
	})
	_, err := c.Zones.Get(t.Context(), "rack1")
	require.ErrorIs(t, err, ErrUnauthorized)
	assert.ErrorContains(t, err, "Expired timestamp")
	assert.ErrorContains(t, err, "(after 2 attempts)")
	assert.EqualValues(t, 2, asked.Load())
}

func TestRequestThatWaitedTooLongIsSignedAgain(t *testing.T) {
	t.Parallel()
	c, asked := clockClient(t, func(req *http.Request, n int) (*http.Response, error) {
		if n == 1 { // it lay in a queue; the clocks agree
			return expired(false, timestampOf(req)-600, localClock.Unix()), nil
		}
		return response(200, jsonType, zoneJSON), nil
	})
	_, err := c.Zones.Create(t.Context(), "rack1", nil)
	require.NoError(t, err)
	assert.EqualValues(t, 2, asked.Load())
	assert.Zero(t, c.auth.offset.Load())
}

func TestConcurrentCallersLearnTheClockOnce(t *testing.T) {
	t.Parallel()
	const callers = 50
	server := localClock.Add(time.Hour)
	var arrived, running sync.WaitGroup
	arrived.Add(callers)
	var refused atomic.Int64
	c, asked := clockClient(t, func(req *http.Request, _ int) (*http.Response, error) {
		if timestampOf(req) == server.Unix() {
			return response(200, jsonType, zoneJSON), nil
		}
		if timestampOf(req) != localClock.Unix() {
			return response(400, textType, "signed with a clock that was learnt twice"), nil
		}
		// All are on the way with the wrong time before the first is refused.
		arrived.Done()
		arrived.Wait()
		refused.Add(1)
		return expired(false, timestampOf(req), server.Unix()), nil
	})
	for range callers {
		running.Go(func() {
			_, err := c.Zones.Get(t.Context(), "rack1")
			assert.NoError(t, err)
		})
	}
	deadline.Wait(t, deadline.Limit, running.Wait, "the calls")
	assert.EqualValues(t, callers, refused.Load())
	assert.EqualValues(t, 2*callers, asked.Load())
	_, err := c.Anonymous().Zones.Get(t.Context(), "rack1")
	require.ErrorIs(t, err, ErrBadRequest, "an unsigned request has no time")
}

// An answer that was long on its way must not undo what another call has learnt
// meanwhile, be it at the last moment.
func TestLateRefusalDoesNotUnlearn(t *testing.T) {
	t.Parallel()
	key, err := ParseAPIKey(faultyKey)
	require.NoError(t, err)
	for name, before := range map[string]bool{"before": true, "at the same time": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAuthorizer(key)
			if before {
				a.offset.Store(3600)
			}
			a.now = func() time.Time {
				a.offset.Store(3600)
				return localClock
			}
			body := fmt.Sprintf("Expired timestamp: given %d and now %d has", localClock.Unix(), localClock.Unix()+7200)
			assert.True(t, a.learnClock(response(401, htmlType, body), []byte(body), 0), "worth another try")
			assert.EqualValues(t, 3600, a.offset.Load())
		})
	}
}
