package maas

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/deadline"
)

// inPipe runs a test against a faulty server that is reached through net.Pipe:
// real HTTP, in a bubble in which time passes when everybody waits. The bubble
// does not end while a goroutine of the client is left.
func inPipe(t *testing.T, answer func(*exchange), test func(t *testing.T, c *Client, s *faultyServer), opts ...Option) {
	t.Helper()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		s := &faultyServer{answer: answer, accepted: map[net.Conn]bool{}}
		transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			s.mu.Lock()
			defer s.mu.Unlock()
			s.dials++
			s.running.Go(func() { s.serve(far) })
			return near, nil
		}}
		c, err := NewClient("http://127.0.0.1/MAAS", faultyKey, append([]Option{
			WithHTTPClient(&http.Client{Transport: transport}),
			WithTimeout(time.Minute),
			WithRetryPolicy(RetryPolicy{MaxAttempts: 1}),
		}, opts...)...)
		require.NoError(t, err)
		test(t, c, s)
		assert.Empty(t, c.slots, "slots still held")
		transport.CloseIdleConnections()
		s.running.Wait()
	})
}

// trickle writes text piece by piece with a pause before each.
func (x *exchange) trickle(text string, pieces int, pause time.Duration) {
	size := (len(text) + pieces - 1) / pieces
	for len(text) > 0 {
		time.Sleep(pause)
		n := min(size, len(text))
		x.write("%s", text[:n])
		text = text[n:]
	}
	x.keep = true
}

func TestTimeoutSparesWhatProgresses(t *testing.T) {
	t.Parallel()
	content := strings.Repeat("0123456789abcdef", 512)
	t.Run("download", func(t *testing.T) {
		t.Parallel()
		inPipe(t, func(x *exchange) {
			x.head(200, htmlType, len(content))
			x.trickle(content, 100, 50*time.Second)
		}, func(t *testing.T, c *Client, _ *faultyServer) {
			started := time.Now()
			body, err := c.Files.Download(t.Context(), "notes")
			require.NoError(t, err)
			got, err := io.ReadAll(body)
			require.NoError(t, err)
			require.NoError(t, body.Close())
			assert.Equal(t, content, string(got))
			assert.Greater(t, time.Since(started), 80*time.Minute)
		})
	})
	t.Run("decoded answer", func(t *testing.T) {
		t.Parallel()
		inPipe(t, func(x *exchange) {
			x.head(200, jsonType, len(zoneJSON))
			x.trickle(zoneJSON, 10, 50*time.Second)
		}, func(t *testing.T, c *Client, _ *faultyServer) {
			_, err := c.Zones.Get(t.Context(), "rack1")
			require.NoError(t, err)
		})
	})
	t.Run("upload", func(t *testing.T) {
		t.Parallel()
		inPipe(t, (*exchange).healthy, func(t *testing.T, c *Client, s *faultyServer) {
			started := time.Now()
			slow := &slowReader{bytes.NewReader(make([]byte, 100)), 50 * time.Second}
			require.NoError(t, c.Files.Add(t.Context(), "notes", slow))
			assert.Greater(t, time.Since(started), 80*time.Minute)
			assert.Len(t, parseForm(t, s.requests[0], s.bodies[0]).Get("file"), 100)
		})
	})
	t.Run("a caller who takes time between reads", func(t *testing.T) {
		t.Parallel()
		inPipe(t, func(x *exchange) { x.reply(200, htmlType, content) }, func(t *testing.T, c *Client, _ *faultyServer) {
			body, err := c.Files.Download(t.Context(), "notes")
			require.NoError(t, err)
			defer body.Close()
			for range len(content) / 1024 {
				time.Sleep(time.Hour)
				_, err = io.ReadFull(body, make([]byte, 1024))
				require.NoError(t, err)
			}
		})
	})
	t.Run("a caller who takes time between elements", func(t *testing.T) {
		t.Parallel()
		zones := "[" + strings.Repeat(zoneJSON+",", 3000) + zoneJSON + "]"
		inPipe(t, func(x *exchange) { x.reply(200, jsonType, zones) }, func(t *testing.T, c *Client, _ *faultyServer) {
			n := 0
			for _, err := range Each[Zone](t.Context(), c, Get("/zones/")) {
				require.NoError(t, err)
				if n++; n%500 == 0 {
					time.Sleep(time.Hour)
				}
			}
			assert.Equal(t, 3001, n)
		})
	})
	t.Run("none at all", func(t *testing.T) {
		t.Parallel()
		inPipe(t, func(x *exchange) {
			time.Sleep(20 * time.Hour)
			x.healthy()
		}, func(t *testing.T, c *Client, _ *faultyServer) {
			_, err := c.Zones.Get(t.Context(), "rack1")
			require.NoError(t, err)
		}, WithTimeout(0))
	})
}

// slowReader hands out a byte at a time.
type slowReader struct {
	*bytes.Reader
	pause time.Duration
}

func (r *slowReader) Read(p []byte) (int, error) {
	time.Sleep(r.pause)
	return r.Reader.Read(p[:min(1, len(p))])
}

func TestTimeoutEndsWhatStalls(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		answer func(*exchange)
		call   func(ctx context.Context, c *Client) error
		after  time.Duration
	}{
		{"headers", (*exchange).stall, faultOps[1].call, time.Minute},
		{"headers of a download", (*exchange).stall, faultOps[5].call, time.Minute},
		{"body", func(x *exchange) {
			x.head(200, jsonType, len(zoneJSON))
			x.trickle(zoneJSON[:10], 10, 50*time.Second)
			x.stall()
		}, faultOps[0].call, 560 * time.Second},
		{"body of a download", func(x *exchange) {
			x.head(200, jsonType, 1000)
			x.trickle(fileContent, 2, 50*time.Second)
			x.stall()
		}, faultOps[5].call, 160 * time.Second},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			inPipe(t, tc.answer, func(t *testing.T, c *Client, s *faultyServer) {
				started := time.Now()
				err := tc.call(t.Context(), c)
				assert.Equal(t, tc.after, time.Since(started))
				require.Equal(t, "timeout", kindOf(err))
				assert.ErrorContains(t, err, "no progress within the timeout")
				assert.NotErrorIs(t, err, context.Canceled, "nobody cancelled")
				assert.Equal(t, 1, s.seen())
			}, WithMaxConcurrent(1))
		})
	}
	t.Run("upload", func(t *testing.T) {
		t.Parallel()
		deadline.Bubble(t, deadline.Day, func(t *testing.T) {
			near, far := net.Pipe() // nobody reads at the other end
			defer far.Close()
			c, err := NewClient("http://127.0.0.1/MAAS", faultyKey, WithTimeout(time.Minute),
				WithHTTPClient(&http.Client{Transport: &http.Transport{
					DialContext: func(context.Context, string, string) (net.Conn, error) { return near, nil },
				}}))
			require.NoError(t, err)
			started := time.Now()
			err = c.Files.Add(t.Context(), "notes", bytes.NewReader(make([]byte, 1<<20)))
			require.Equal(t, "timeout", kindOf(err))
			assert.Equal(t, time.Minute, time.Since(started))
		})
	})
}

func TestCancellationEndsAtOnce(t *testing.T) {
	t.Parallel()
	stalledBody := func(x *exchange) {
		x.head(200, jsonType, 1000)
		x.write("[")
		x.stall()
	}
	for _, tc := range []struct {
		name   string
		answer func(*exchange)
		call   func(ctx context.Context, c *Client) error
	}{
		{"awaiting headers", (*exchange).stall, faultOps[0].call},
		{"awaiting headers of a POST", (*exchange).stall, faultOps[1].call},
		{"awaiting headers of an upload", (*exchange).stall, faultOps[4].call},
		{"reading the body", stalledBody, faultOps[0].call},
		{"reading a download", stalledBody, faultOps[5].call},
		{"reading an error", func(x *exchange) {
			x.head(500, textType, 1000)
			x.write("no")
			x.stall()
		}, faultOps[1].call},
		{"iterating", stalledBody, func(ctx context.Context, c *Client) (failure error) {
			for _, err := range Each[Zone](ctx, c, Get("/zones/")) {
				failure = err
			}
			return failure
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			inPipe(t, tc.answer, func(t *testing.T, c *Client, s *faultyServer) {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(10*time.Second, cancel)
				started := time.Now()
				err := tc.call(ctx, c)
				assert.Equal(t, 10*time.Second, time.Since(started))
				if tc.name == "reading an error" { // its status is the better news
					require.ErrorIs(t, err, ErrServer)
				} else {
					require.ErrorIs(t, err, context.Canceled)
					assert.Equal(t, "transport", kindOf(err))
				}
				assert.Equal(t, 1, s.seen())
			}, WithMaxConcurrent(1), WithRetryPolicy(RetryPolicy{}))
		})
	}
}

func TestCloseDoesNotWaitForTheServer(t *testing.T) {
	t.Parallel()
	part := "[" + strings.Repeat(zoneJSON+",", 1000)
	stall := func(x *exchange) {
		x.head(200, jsonType, 1<<20)
		x.write("%s", part)
		x.stall()
	}
	t.Run("stream", func(t *testing.T) {
		t.Parallel()
		inPipe(t, stall, func(t *testing.T, c *Client, _ *faultyServer) {
			body, err := c.Files.Download(t.Context(), "notes")
			require.NoError(t, err)
			_, err = io.ReadFull(body, make([]byte, len(part)))
			require.NoError(t, err)
			started := time.Now()
			require.NoError(t, body.Close())
			require.NoError(t, body.Close(), "again")
			assert.LessOrEqual(t, time.Since(started), drainTime)
			_, err = body.Read(make([]byte, 1))
			assert.Error(t, err)
		}, WithTimeout(0))
	})
	t.Run("from another goroutine", func(t *testing.T) {
		t.Parallel()
		inPipe(t, stall, func(t *testing.T, c *Client, _ *faultyServer) {
			body, err := c.Files.Download(t.Context(), "notes")
			require.NoError(t, err)
			time.AfterFunc(time.Second, func() { body.Close() })
			started := time.Now()
			_, err = io.Copy(io.Discard, body)
			require.Error(t, err)
			assert.LessOrEqual(t, time.Since(started), time.Second+drainTime)
		}, WithTimeout(0))
	})
	t.Run("iteration", func(t *testing.T) {
		t.Parallel()
		inPipe(t, stall, func(t *testing.T, c *Client, _ *faultyServer) {
			started := time.Now()
			for _, err := range Each[Zone](t.Context(), c, Get("/zones/")) {
				require.NoError(t, err)
				break
			}
			assert.LessOrEqual(t, time.Since(started), drainTime)
		}, WithTimeout(0))
	})
}

func TestConnectionIsKept(t *testing.T) {
	t.Parallel()
	answers := []func(*exchange){
		(*exchange).healthy,
		func(x *exchange) { x.reply(404, textType, "Not Found") },
		func(x *exchange) { x.reply(400, textType, strings.Repeat("x", 100_000)) },
		func(x *exchange) { x.reply(200, jsonType, zoneJSON+"x") },
		func(x *exchange) { x.reply(200, htmlType, webPage+strings.Repeat("x", 3000)) },
		func(x *exchange) { x.reply(302, htmlType, "", "Location: http://elsewhere/") },
		(*exchange).healthy,
	}
	inPipe(t, func(x *exchange) { answers[(x.n-1)%len(answers)](x) }, func(t *testing.T, c *Client, s *faultyServer) {
		for _, op := range faultOps[:5] {
			for range answers {
				_ = op.call(t.Context(), c)
			}
		}
		// A stream of which a short rest is left unread.
		for range answers {
			if body, err := c.Files.Download(t.Context(), "notes"); err == nil {
				require.NoError(t, body.Close())
			}
		}
		assert.Equal(t, 6*len(answers), s.seen())
		assert.Equal(t, 1, s.dials)
	})
}

func TestMaxResponseBytes(t *testing.T) {
	t.Parallel()
	zones := "[" + strings.Repeat(zoneJSON+",", 100) + zoneJSON + "]"
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := io.WriteString(w, zones)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.Less(t, packed.Len(), len(zones)/10)

	s := startFaulty(t, func(x *exchange) {
		if strings.Contains(x.req.Header.Get("Accept-Encoding"), "gzip") {
			x.reply(200, jsonType, packed.String(), "Content-Encoding: gzip")
		} else {
			x.reply(200, jsonType, zones)
		}
	})
	for name, call := range map[string]func(c *Client) error{
		"list": func(c *Client) error {
			_, err := c.Zones.List(deadline.Context(t))
			return err
		},
		"value": func(c *Client) error {
			_, err := Do[[]Zone](deadline.Context(t), c, Get("/zones/"))
			return err
		},
		"iteration": func(c *Client) (failure error) {
			for _, err := range Each[Zone](deadline.Context(t), c, Get("/zones/")) {
				failure = err
			}
			return failure
		},
		"raw call": func(c *Client) error {
			var out []Zone
			return c.Call(deadline.Context(t), "GET", "zones/", "", nil, &out)
		},
	} {
		for _, compressed := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				transport := s.transport()
				transport.DisableCompression = !compressed
				t.Cleanup(transport.CloseIdleConnections)
				exact := s.client(t, WithHTTPClient(&http.Client{Transport: transport}), WithMaxResponseBytes(int64(len(zones))))
				require.NoError(t, call(exact))
				less := s.client(t, WithHTTPClient(&http.Client{Transport: transport}), WithMaxResponseBytes(int64(len(zones)-1)))
				err := call(less)
				require.ErrorIs(t, err, ErrResponseTooLarge)
				assert.Equal(t, "decode", kindOf(err))
			})
		}
	}
	t.Run("not a stream", func(t *testing.T) {
		t.Parallel()
		var out bytes.Buffer
		require.NoError(t, s.client(t, WithMaxResponseBytes(1)).Call(deadline.Context(t), "GET", "zones/", "", nil, &out))
		assert.Equal(t, zones, out.String())
	})
}

func TestMaxConcurrent(t *testing.T) {
	t.Parallel()
	const limit, calls = 3, 30
	var inFlight, most atomic.Int64
	inPipe(t, func(x *exchange) {
		n := inFlight.Add(1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		time.Sleep(time.Second)
		inFlight.Add(-1)
		if x.n%5 == 0 {
			x.reply(500, textType, "could not serialize access") // a slot is not held in a back-off
			return
		}
		x.healthy()
	}, func(t *testing.T, c *Client, s *faultyServer) {
		var callers sync.WaitGroup
		for i := range calls {
			callers.Go(func() { assert.NoError(t, faultOps[i%len(faultOps)].call(t.Context(), c)) })
		}
		callers.Wait()
		assert.EqualValues(t, limit, most.Load())
		assert.GreaterOrEqual(t, s.seen(), calls)
	}, WithMaxConcurrent(limit), WithRetryPolicy(RetryPolicy{MaxAttempts: 50}))
}

func TestWaitForTheTurnEndsWithTheContext(t *testing.T) {
	t.Parallel()
	inPipe(t, func(x *exchange) {
		time.Sleep(time.Hour)
		x.healthy()
	}, func(t *testing.T, c *Client, s *faultyServer) {
		var first sync.WaitGroup
		first.Go(func() { assert.NoError(t, faultOps[1].call(t.Context(), c)) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		started := time.Now()
		err := faultOps[1].call(ctx, c)
		assert.Equal(t, time.Second, time.Since(started))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		broken, ok := errors.AsType[*TransportError](err)
		require.True(t, ok)
		assert.Zero(t, broken.Attempts)
		first.Wait()
		assert.Equal(t, 1, s.seen())
	}, WithMaxConcurrent(1), WithTimeout(0))
}

// What the caller reads at leisure must not keep other calls from their turn.
func TestOpenStreamHoldsNoSlot(t *testing.T) {
	t.Parallel()
	inPipe(t, func(x *exchange) {
		if x.req.Method == http.MethodGet && strings.HasSuffix(x.req.URL.Path, "/zones/") {
			x.reply(200, jsonType, "["+zoneJSON+","+zoneJSON+"]")
		} else {
			x.healthy()
		}
	}, func(t *testing.T, c *Client, s *faultyServer) {
		for zone, err := range Each[Zone](t.Context(), c, Get("/zones/")) {
			require.NoError(t, err)
			require.NoError(t, c.Zones.Delete(t.Context(), zone.Name))
		}
		body, err := c.Files.Download(t.Context(), "notes")
		require.NoError(t, err)
		_, err = c.Zones.Get(t.Context(), "rack1")
		require.NoError(t, err)
		require.NoError(t, body.Close())
		assert.Equal(t, 5, s.seen())
	}, WithMaxConcurrent(1))
}
