package maas

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/gomaas/maas/internal/deadline"
)

// returnTime is how soon a call returns after the end of its context.
const returnTime = 250 * time.Millisecond

// A blockedReader returns from Read when it is released.
type blockedReader struct {
	first    io.Reader // what it gives before
	released chan struct{}
}

func newBlockedReader() *blockedReader {
	return &blockedReader{strings.NewReader("some"), make(chan struct{})}
}

func (r *blockedReader) Read(p []byte) (int, error) {
	if n, err := r.first.Read(p); err == nil {
		return n, nil
	}
	<-r.released
	return 0, io.EOF
}

// A blockedFile is a blockedReader that tells its size.
type blockedFile struct{ *blockedReader }

func (blockedFile) Seek(offset int64, whence int) (int64, error) {
	return map[int]int64{io.SeekEnd: 1000}[whence] + offset, nil
}

// repeat writes text again and again until the client has hung up.
func (x *exchange) repeat(text string, pause time.Duration) {
	for {
		time.Sleep(pause)
		if _, err := io.WriteString(x.conn, text); err != nil {
			return
		}
	}
}

// A strangeBody is a body that a RoundTripper made.
type strangeBody struct {
	read   func(p []byte, closed <-chan struct{}) (int, error)
	once   sync.Once
	closed chan struct{}
}

func (b *strangeBody) Read(p []byte) (int, error) { return b.read(p, b.closed) }

func (b *strangeBody) Close() error {
	b.once.Do(func() { close(b.closed) })
	return nil
}

// strange makes responses with a body that blocks in its own way.
func strange(status int, read func(p []byte, closed <-chan struct{}) (int, error)) roundTripper {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {jsonType}}, ContentLength: -1,
			Body: &strangeBody{read: read, closed: make(chan struct{})},
		}, nil
	}
}

func untilClosed(_ []byte, closed <-chan struct{}) (int, error) {
	<-closed
	return 0, net.ErrClosed
}

// hangs are the responses of servers and transports that keep a client waiting,
// and a few that do not.
var hangs = []struct {
	name      string
	answer    func(*exchange)
	transport roundTripper
}{
	{name: "101 that upgrades", answer: func(x *exchange) {
		x.write("HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
		x.stall()
	}},
	{name: "101 that upgrades and talks", answer: func(x *exchange) {
		x.write("HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
		x.repeat("x", 10*time.Millisecond)
	}},
	{name: "101 without more", answer: func(x *exchange) {
		x.write("HTTP/1.1 101 X\r\n\r\n")
		x.stall()
	}},
	{name: "silence", answer: (*exchange).stall},
	{name: "half a status line", answer: func(x *exchange) {
		x.write("HTTP/1.")
		x.stall()
	}},
	{name: "endless headers", answer: func(x *exchange) {
		x.write("HTTP/1.1 200 OK\r\n")
		x.repeat("A: b\r\n", 10*time.Millisecond)
	}},
	{name: "endless 100", answer: func(x *exchange) { x.repeat("HTTP/1.1 100 Continue\r\n\r\n", 10*time.Millisecond) }},
	{name: "endless 103", answer: func(x *exchange) { x.repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 10*time.Millisecond) }},
	{name: "200 stalled", answer: func(x *exchange) {
		halfBody(x)
		x.stall()
	}},
	{name: "200 stalled in a chunk", answer: func(x *exchange) {
		x.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n[{")
		x.stall()
	}},
	{name: "200 stalled in a chunk's head", answer: func(x *exchange) {
		x.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\nf")
		x.stall()
	}},
	{name: "200 stalled, HTTP/1.0", answer: func(x *exchange) {
		x.write("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n[")
		x.stall()
	}},
	{name: "200 stalled in gzip", answer: func(x *exchange) {
		x.head(200, jsonType, 1000, "Content-Encoding: gzip")
		x.write("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff")
		x.stall()
	}},
	{name: "200 trickled", answer: func(x *exchange) {
		x.head(200, jsonType, len(zoneJSON))
		x.trickle(zoneJSON, len(zoneJSON), 100*time.Millisecond)
	}},
	{name: "200, endless list", answer: func(x *exchange) {
		x.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[%s", zoneJSON)
		x.repeat(","+zoneJSON, 10*time.Millisecond)
	}},
	{name: "200, endless white space", answer: func(x *exchange) {
		x.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
		x.repeat(" ", 10*time.Millisecond)
	}},
	{name: "200", answer: (*exchange).healthy},
	{name: "204", answer: func(x *exchange) { x.reply(204, textType, "") }},
	{name: "302 stalled", answer: func(x *exchange) {
		x.head(302, htmlType, 10, "Location: "+x.req.URL.RequestURI())
		x.stall()
	}},
	{name: "302 loop", answer: func(x *exchange) {
		time.Sleep(50 * time.Millisecond)
		x.reply(302, htmlType, "", "Location: "+x.req.URL.RequestURI())
	}},
	{name: "401 of another clock, stalled", answer: func(x *exchange) {
		x.head(401, textType, 1000, "Date: Mon, 02 Jan 2006 15:04:05 GMT")
		x.write("Expired timestamp: given 1 and now 1000000 has a greater difference than threshold 300")
		x.stall()
	}},
	{name: "404 page stalled", answer: func(x *exchange) {
		x.head(404, htmlType, 1000)
		x.write("<html>")
		x.stall()
	}},
	{name: "409 for ever", answer: func(x *exchange) {
		x.reply(409, htmlType, "<html><title>Conflict error.</title>Try your request again.</html>")
	}},
	{name: "500 stalled", answer: func(x *exchange) {
		x.head(500, textType, 1000)
		x.stall()
	}},
	{name: "500 trickled", answer: func(x *exchange) {
		x.head(500, textType, 1<<20)
		x.repeat("x", 100*time.Millisecond)
	}},
	{name: "500 endless", answer: func(x *exchange) {
		x.write("HTTP/1.1 500 X\r\nContent-Type: text/plain\r\n\r\n")
		x.repeat(strings.Repeat("x", 8192), 10*time.Millisecond)
	}},
	{name: "500 lost race for ever", answer: func(x *exchange) { x.reply(500, textType, "could not serialize access") }},
	{name: "503 for an hour", answer: func(x *exchange) { x.reply(503, textType, "busy", "Retry-After: 3600", ofMAAS) }},
	{name: "connection closed", answer: func(*exchange) {}},
	{name: "transport: body until Close", transport: strange(200, untilClosed)},
	{name: "transport: error body until Close", transport: strange(500, untilClosed)},
	{name: "transport: 101 until Close", transport: strange(101, untilClosed)},
	{name: "transport: body of nothing", transport: strange(200, func([]byte, <-chan struct{}) (int, error) { return 0, nil })},
	{name: "transport: body of nothing, slowly", transport: strange(200, func([]byte, <-chan struct{}) (int, error) {
		time.Sleep(50 * time.Millisecond)
		return 0, nil
	})},
	{name: "transport: body deaf to Close", transport: strange(200, func(p []byte, _ <-chan struct{}) (int, error) {
		time.Sleep(10 * time.Millisecond)
		return copy(p, " "), nil
	})},
	{name: "transport: error body deaf to Close", transport: strange(500, func(p []byte, _ <-chan struct{}) (int, error) {
		time.Sleep(10 * time.Millisecond)
		return copy(p, " "), nil
	})},
	{name: "transport: neither response nor error", transport: func(*http.Request) (*http.Response, error) { return nil, nil }},
	{name: "transport: broken", transport: func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }},
}

// hangOps are the kinds of operation. file is what the uploads send.
var hangOps = []struct {
	name string
	call func(ctx context.Context, c *Client, file io.Reader) error
}{
	{"Do", func(ctx context.Context, c *Client, _ io.Reader) error {
		_, err := Do[*Zone](ctx, c, Get("/zones/{name}/", "rack1"))
		return err
	}},
	{"Do, POST", func(ctx context.Context, c *Client, _ io.Reader) error {
		_, err := Do[*Zone](ctx, c, Post("/zones/").Set("name", "rack1"))
		return err
	}},
	{"List", func(ctx context.Context, c *Client, _ io.Reader) error {
		_, err := List[Zone](ctx, c, Get("/zones/"))
		return err
	}},
	{"Each", func(ctx context.Context, c *Client, _ io.Reader) (failure error) {
		for _, err := range Each[Zone](ctx, c, Get("/zones/")) {
			failure = err
		}
		return failure
	}},
	{"Exec", func(ctx context.Context, c *Client, _ io.Reader) error {
		return Exec(ctx, c, Delete("/zones/{name}/", "rack1"))
	}},
	{"Stream", func(ctx context.Context, c *Client, _ io.Reader) error {
		body, err := Stream(ctx, c, Get("/files/").Op("get"))
		if err != nil {
			return err
		}
		defer body.Close()
		_, err = io.Copy(io.Discard, body)
		return err
	}},
	{"upload", func(ctx context.Context, c *Client, file io.Reader) error {
		return Exec(ctx, c, Post("/files/").Op("add").Set("filename", "a").File("file", file))
	}},
	{"raw body", func(ctx context.Context, c *Client, file io.Reader) error {
		return Exec(ctx, c, Put("/boot-resources/1/upload/1/").Body("application/octet-stream", file))
	}},
}

// hangPhases are the moments in which the context ends.
var hangPhases = []string{"before", "building", "sending", "headers", "reading"}

// hangCell runs a call in a bubble and ends its context a second later, or before
// it begins.
func hangCell(t *testing.T, answer func(*exchange), transport http.RoundTripper, phase string, call func(ctx context.Context, c *Client, file io.Reader) error) {
	deadline.Bubble(t, time.Minute, func(t *testing.T) {
		s := &faultyServer{answer: answer, accepted: map[net.Conn]bool{}}
		var silent []net.Conn // nobody reads what the client sends
		pipes := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			if phase == "sending" {
				silent = append(silent, far)
				return near, nil
			}
			s.running.Go(func() { s.serve(far) })
			return near, nil
		}}
		if phase == "headers" {
			s.answer = (*exchange).stall
		}
		if transport == nil || phase == "sending" || phase == "headers" {
			transport = pipes
		}
		c, err := NewClient("http://127.0.0.1/MAAS", faultyKey, WithHTTPClient(&http.Client{Transport: transport}), WithMaxConcurrent(1))
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var file io.Reader = onlyReader{strings.NewReader(fileContent)}
		blocked := newBlockedReader()
		ends := time.Second
		switch phase {
		case "before":
			ends = 0
			cancel()
		case "building":
			file = blocked
			c.slots <- struct{}{} // what sends no file waits for its turn
		}
		time.AfterFunc(ends, cancel)
		started := time.Now()
		err = call(ctx, c, file)
		took := time.Since(started)
		if phase == "building" {
			<-c.slots
			close(blocked.released)
		}
		assert.LessOrEqual(t, took, ends+returnTime)
		if phase != "reading" {
			require.ErrorIs(t, err, context.Canceled)
		}
		if err != nil {
			assert.NotContains(t, kindOf(err), "untyped")
		}
		if phase == "before" {
			assert.Zero(t, s.seen())
		}
		assert.Empty(t, c.slots, "slots still held")
		pipes.CloseIdleConnections()
		for _, conn := range silent {
			_ = conn.Close()
		}
		s.running.Wait() // the servers see that the client has hung up; the bubble, that no goroutine is left
	})
}

// spooled lists the temporary files that the process has open, where that is known.
func spooled() (files []string) {
	entries, _ := os.ReadDir("/proc/self/fd")
	for _, entry := range entries {
		if name, err := os.Readlink("/proc/self/fd/" + entry.Name()); err == nil && strings.Contains(name, "maas-upload-") {
			files = append(files, name)
		}
	}
	return files
}

// Whatever a server does, and in whatever a call is at the moment, it returns when
// its context has ended, and leaves nothing.
func TestNothingHangs(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	cells := 0
	for _, hang := range hangs {
		for _, op := range hangOps {
			for _, phase := range hangPhases {
				var transport http.RoundTripper
				if hang.transport != nil {
					transport = hang.transport
				}
				t.Run(hang.name+"/"+op.name+"/"+phase, func(t *testing.T) { hangCell(t, hang.answer, transport, phase, op.call) })
				cells++
			}
		}
	}
	left, err := os.ReadDir(temp)
	require.NoError(t, err)
	assert.Empty(t, left, "temporary files")
	assert.Empty(t, spooled(), "open files")
	t.Logf("%d kinds of response, %d kinds of operation, %d phases: %d cells", len(hangs), len(hangOps), len(hangPhases), cells)
}

// readerFunc is a reader of unknown length.
type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// seekable gives a reader a length of 1000 bytes.
type seekable struct {
	io.Reader
	blockedFile
}

func (s seekable) Read(p []byte) (int, error) { return s.Reader.Read(p) }

// strangeReaders are what a program may pass in to be uploaded.
var strangeReaders = []struct {
	name string
	make func(released <-chan struct{}) readerFunc
	text string // in the error, "" for that of the context
}{
	{"blocked", func(released <-chan struct{}) readerFunc {
		return func([]byte) (int, error) {
			<-released
			return 0, io.EOF
		}
	}, ""},
	{"blocked after a while", func(released <-chan struct{}) readerFunc {
		n := 0
		return func(p []byte) (int, error) {
			if n++; n < 10 {
				time.Sleep(20 * time.Millisecond)
				return copy(p, "x"), nil
			}
			<-released
			return 0, io.EOF
		}
	}, ""},
	{"slow", func(<-chan struct{}) readerFunc {
		return func(p []byte) (int, error) {
			time.Sleep(20 * time.Millisecond)
			return copy(p, "x"), nil
		}
	}, ""},
	{"of nothing", func(<-chan struct{}) readerFunc {
		return func([]byte) (int, error) { return 0, nil }
	}, io.ErrNoProgress.Error()},
	{"of nothing, slowly", func(<-chan struct{}) readerFunc {
		return func([]byte) (int, error) {
			time.Sleep(50 * time.Millisecond)
			return 0, nil
		}
	}, ""},
	{"that panics", func(<-chan struct{}) readerFunc {
		return func([]byte) (int, error) { panic("out of paper") }
	}, "the reader panicked: out of paper"},
	{"that returns more than it may", func(<-chan struct{}) readerFunc {
		return func(p []byte) (int, error) { return len(p) + 1, nil }
	}, "from a Read of"},
	{"that returns less than nothing", func(<-chan struct{}) readerFunc {
		return func([]byte) (int, error) { return -1, nil }
	}, "the reader returned -1"},
	{"that fails", func(<-chan struct{}) readerFunc {
		return func([]byte) (int, error) { return 0, errors.New("paper jam") }
	}, "paper jam"},
	{"that fails like a dial", func(<-chan struct{}) readerFunc {
		return func([]byte) (int, error) {
			return 0, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("refused")}
		}
	}, "refused"},
}

// A reader that the program passed in can't keep a call beyond its context, kill
// the process, or have anything sent twice.
func TestStrangeReaders(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	for _, tc := range strangeReaders {
		for _, length := range []bool{false, true} {
			for _, op := range hangOps[len(hangOps)-2:] {
				t.Run(fmt.Sprintf("%s/length %v/%s", tc.name, length, op.name), func(t *testing.T) {
					released := make(chan struct{})
					inPipe(t, (*exchange).healthy, func(t *testing.T, c *Client, s *faultyServer) {
						released = make(chan struct{}) // of the bubble
						var file io.Reader = tc.make(released)
						if length {
							file = seekable{Reader: file}
						}
						ctx, cancel := context.WithCancel(t.Context())
						defer cancel()
						time.AfterFunc(time.Second, cancel)
						started := time.Now()
						err := op.call(ctx, c, file)
						took := time.Since(started)
						close(released)
						time.Sleep(time.Second) // for a Read that is under way
						assert.LessOrEqual(t, took, time.Second+returnTime)
						if tc.text == "" {
							require.ErrorIs(t, err, context.Canceled)
							assert.Equal(t, "transport", kindOf(err))
						} else {
							require.ErrorContains(t, err, tc.text)
							assert.Zero(t, took)
						}
						assert.Zero(t, s.seen(), "nothing arrived whole")
						assert.LessOrEqual(t, s.dials, 1, "nothing was tried again")
					}, WithMaxConcurrent(1), WithRetryPolicy(RetryPolicy{}))
				})
			}
		}
	}
	left, err := os.ReadDir(temp)
	require.NoError(t, err)
	assert.Empty(t, left, "temporary files")
	assert.Empty(t, spooled(), "open files")
}

// A 101 is no answer of MAAS. It is not tried again, and takes no time.
func TestSwitchingProtocolsIsPermanent(t *testing.T) {
	t.Parallel()
	for _, op := range faultOps {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			inPipe(t, func(x *exchange) {
				x.write("HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
				x.stall()
			}, func(t *testing.T, c *Client, s *faultyServer) {
				started := time.Now()
				err := op.call(t.Context(), c)
				answer, ok := errors.AsType[*Error](err)
				require.True(t, ok, err)
				assert.Equal(t, 101, answer.StatusCode)
				assert.ErrorContains(t, err, "it is not MAAS")
				assert.Equal(t, 1, s.seen())
				assert.Zero(t, time.Since(started))
			}, WithMaxConcurrent(1), WithRetryPolicy(RetryPolicy{}), WithTimeout(0))
		})
	}
}

// Over sockets, a call that is cancelled while the server hangs leaves no
// descriptor. Only that it returns is asserted: how soon is for the log.
func TestNothingHangsOverSockets(t *testing.T) {
	for _, hang := range hangs[:10] {
		for _, op := range hangOps {
			t.Run(hang.name+"/"+op.name, func(t *testing.T) {
				before := goleak.IgnoreCurrent()
				reached := make(chan struct{}, 100)
				s := startFaulty(t, func(x *exchange) {
					reached <- struct{}{}
					hang.answer(x)
				})
				c := s.client(t, WithMaxConcurrent(1))
				ctx, cancel := context.WithCancel(deadline.Context(t))
				var cancelled time.Time
				go func() {
					select {
					case <-reached:
						cancelled = time.Now()
						cancel()
					case <-ctx.Done():
					}
				}()
				returned := make(chan error, 1)
				go func() { returned <- op.call(ctx, c, onlyReader{strings.NewReader(fileContent)}) }()
				require.Error(t, deadline.Receive(t, returned, "the call"))
				deadline.Receive(t, ctx.Done(), "a request at the server")
				if took := time.Since(cancelled); took > returnTime {
					t.Logf("returned after %v", took)
				}
				cancel()
				verifyNoLeak(t, c, s, before)
			})
		}
	}
}

// The body of an error may trickle in for as long as the retries may take, and no
// longer.
func TestTrickledErrorEndsWithMaxElapsed(t *testing.T) {
	t.Parallel()
	for _, elapsed := range []time.Duration{10 * time.Second, 0} {
		inPipe(t, func(x *exchange) {
			x.head(500, textType, 1<<20)
			x.repeat("x", time.Second)
		}, func(t *testing.T, c *Client, s *faultyServer) {
			started := time.Now()
			_, err := c.Zones.Get(t.Context(), "rack1")
			require.ErrorIs(t, err, ErrServer)
			want := elapsed
			if want == 0 {
				want = 2 * time.Minute
			}
			assert.Equal(t, want, time.Since(started))
			assert.Equal(t, 1, s.seen())
		}, WithMaxConcurrent(1), WithRetryPolicy(RetryPolicy{MaxElapsed: elapsed}))
	}
}

// A body that is never more than announced is a stall, however often it is read.
func TestReadsOfNothingAreNoProgress(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		c, err := NewClient("http://127.0.0.1/MAAS", faultyKey, WithRetryPolicy(RetryPolicy{MaxAttempts: 1}), WithHTTPClient(&http.Client{
			Transport: strange(200, func([]byte, <-chan struct{}) (int, error) {
				time.Sleep(time.Second)
				return 0, nil
			})}))
		require.NoError(t, err)
		_, err = c.Zones.Get(t.Context(), "rack1")
		require.ErrorIs(t, err, io.ErrNoProgress)
		assert.Equal(t, "transport", kindOf(err))
	})
}

// Over HTTP/2, too, a blocked reader does not keep a call.
func TestBlockedUploadOverHTTP2(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{}, 1)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		arrived <- struct{}{}
		_, _ = io.Copy(io.Discard, req.Body)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	c, err := NewClient(server.URL, faultyKey, WithHTTPClient(server.Client()))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(deadline.Context(t))
	go func() {
		defer cancel()
		select {
		case <-arrived:
		case <-ctx.Done():
		}
	}()
	blocked := blockedFile{newBlockedReader()}
	returned := make(chan error, 1)
	go func() { returned <- Exec(ctx, c, Put("/x/").Body("application/octet-stream", blocked)) }()
	require.ErrorIs(t, deadline.Receive(t, returned, "the call"), context.Canceled)
	close(blocked.released)
	c.CloseIdleConnections()
	server.Close()
}
