package maas

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/gomaas/maas/internal/deadline"
)

// faultOps are the operations that each fault is tried on.
var faultOps = []struct {
	name string
	call func(ctx context.Context, c *Client) error
}{
	{"GET", func(ctx context.Context, c *Client) error {
		zone, err := c.Zones.Get(ctx, "rack1")
		return checkZone(zone, err)
	}},
	{"POST", func(ctx context.Context, c *Client) error {
		zone, err := c.Zones.Create(ctx, "rack1", &ZoneCreateOptions{Description: "first row"})
		return checkZone(zone, err)
	}},
	{"PUT", func(ctx context.Context, c *Client) error {
		zone, err := c.Zones.Update(ctx, "rack1", &ZoneUpdateOptions{Description: new("first row")})
		return checkZone(zone, err)
	}},
	{"DELETE", func(ctx context.Context, c *Client) error {
		return c.Zones.Delete(ctx, "rack1")
	}},
	{"upload", func(ctx context.Context, c *Client) error {
		return c.Files.Add(ctx, "notes", onlyReader{strings.NewReader(fileContent)})
	}},
	{"download", func(ctx context.Context, c *Client) error {
		body, err := c.Files.Download(ctx, "notes")
		if err != nil {
			return err
		}
		defer body.Close()
		_, err = io.Copy(io.Discard, body)
		return err
	}},
}

// checkZone makes an error of a success that does not give what was sent.
func checkZone(zone *Zone, err error) error {
	if err == nil && (zone.Name != "rack1" || zone.Description != "first row") {
		return fmt.Errorf("success with %+v", zone)
	}
	return err
}

// A faultCell is what becomes of an operation: when every try meets the fault,
// and when only the first does. requests are those that reached the server.
type faultCell struct {
	always   string
	requests int
	once     string
	recovery int // requests, when only the first try meets the fault
}

func (c faultCell) String() string {
	return fmt.Sprintf("%s ×%d, %s ×%d", c.always, c.requests, c.once, c.recovery)
}

// The usual rows. The client of the matrix has three tries.
func everyMethodRetried(kind string) [6]faultCell {
	c := faultCell{kind, 3, "ok", 2}
	return [6]faultCell{c, c, c, c, c, c}
}

func readsRetried(kind string) [6]faultCell {
	r, w := faultCell{kind, 3, "ok", 2}, faultCell{kind, 1, kind, 1}
	return [6]faultCell{r, w, w, w, w, r}
}

func neverRetried(kind string) [6]faultCell {
	c := faultCell{kind, 1, kind, 1}
	return [6]faultCell{c, c, c, c, c, c}
}

// jsonOnly is for what breaks a JSON answer and is nothing to the other three.
func jsonOnly(kind string) [6]faultCell {
	bad, ok := faultCell{kind, 1, kind, 1}, faultCell{"ok", 1, "ok", 1}
	return [6]faultCell{bad, bad, bad, ok, ok, ok}
}

// download replaces the cell of a download, the last one.
func download(row [6]faultCell, c faultCell) [6]faultCell {
	row[5] = c
	return row
}

// ofMAAS is a header by which a response is known to be MAAS's own.
const ofMAAS = "Vary: Authorization,Cookie"

const (
	webPage  = "<html><head><title>502 Bad Gateway</title></head><body>proxy</body></html>"
	jsonType = "application/json; charset=utf-8"
	textType = "text/plain; charset=utf-8"
	htmlType = "text/html; charset=utf-8"
)

// An answer breaks off in the middle of what the operation should get.
func halfBody(x *exchange) {
	x.head(200, jsonType, len(zoneJSON))
	x.write("%s", zoneJSON[:len(zoneJSON)/2])
}

var faults = []struct {
	name  string
	fault func(*exchange) // nil: the dial is refused
	want  [6]faultCell
}{
	{"refused", nil, func() [6]faultCell {
		c := faultCell{"transport", 0, "ok", 1}
		return [6]faultCell{c, c, c, c, c, c}
	}()},
	{"reset before headers", func(x *exchange) { x.reset() }, readsRetried("transport")},
	{"closed before headers", func(*exchange) {}, readsRetried("transport")},
	{"reset mid-headers", func(x *exchange) {
		x.write("HTTP/1.1 200 OK\r\nContent-Ty")
		x.reset()
	}, readsRetried("transport")},
	{"reset mid-body", func(x *exchange) {
		halfBody(x)
		x.reset()
	}, download(readsRetried("transport"), faultCell{"transport", 1, "transport", 1})},
	{"closed mid-body", halfBody, download(readsRetried("transport"), faultCell{"transport", 1, "transport", 1})},
	{"truncated JSON", func(x *exchange) {
		x.reply(200, jsonType, zoneJSON[:len(zoneJSON)/2])
	}, jsonOnly("decode")},
	{"stalled headers", func(x *exchange) { x.stall() }, readsRetried("timeout")},
	{"stalled body", func(x *exchange) {
		halfBody(x)
		x.stall()
	}, download(readsRetried("timeout"), faultCell{"timeout", 1, "timeout", 1})},
	{"500 text", func(x *exchange) {
		x.reply(500, textType, "Incorrect padding")
	}, neverRetried("server")},
	{"500 cut mid-body", func(x *exchange) {
		x.head(500, textType, 1000)
		x.write("Incorrect pad")
	}, readsRetried("server")},
	{"500 lost race", func(x *exchange) {
		x.reply(500, textType, "could not serialize access due to concurrent update\n")
	}, everyMethodRetried("race")},
	{"502 HTML", func(x *exchange) { x.reply(502, htmlType, webPage) }, readsRetried("server")},
	{"503 with Retry-After, of a proxy", func(x *exchange) {
		x.reply(503, textType, "busy", "Retry-After: 10")
	}, readsRetried("unavailable")},
	{"503 with Retry-After, of MAAS", func(x *exchange) {
		x.reply(503, textType, "busy", "Retry-After: 10", ofMAAS)
	}, everyMethodRetried("unavailable")},
	{"503 with a date, of MAAS", func(x *exchange) {
		x.reply(503, textType, "busy", "Retry-After: "+time.Now().Add(time.Hour).UTC().Format(http.TimeFormat), ofMAAS)
	}, everyMethodRetried("unavailable")},
	{"503 starting", func(x *exchange) {
		x.reply(503, htmlType, "<html><head><title>503 - MAAS is starting</title></head></html>")
	}, everyMethodRetried("unavailable")},
	{"503 text", func(x *exchange) {
		x.reply(503, textType, "No available IPs")
	}, neverRetried("unavailable")},
	{"503 HTML of a proxy", func(x *exchange) {
		x.reply(503, htmlType, webPage)
	}, readsRetried("unavailable")},
	{"504", func(x *exchange) { x.reply(504, htmlType, webPage) }, readsRetried("server")},
	{"409 text", func(x *exchange) {
		x.reply(409, textType, "No available node matches constraints: mem=1.0")
	}, neverRetried("conflict")},
	{"409 HTML", func(x *exchange) {
		x.reply(409, htmlType, "<html><title>Conflict error.</title>Try your request again.</html>")
	}, func() [6]faultCell {
		c := faultCell{"race", 2, "ok", 2} // MAAS has repeated it itself
		return [6]faultCell{c, c, c, c, c, c}
	}()},
	{"409 HTML of a proxy", func(x *exchange) { x.reply(409, htmlType, webPage) }, neverRetried("conflict")},
	{"redirect same origin", func(x *exchange) {
		if strings.Contains(x.req.URL.Path, "/moved/") {
			x.healthy()
		} else {
			x.reply(301, htmlType, "", "Location: /MAAS/moved/?"+x.req.URL.RawQuery)
		}
	}, func() [6]faultCell {
		read, write := faultCell{"ok", 2, "ok", 2}, faultCell{"redirect", 1, "redirect", 1}
		return [6]faultCell{read, write, write, write, write, read}
	}()},
	{"redirect other origin", func(x *exchange) {
		x.reply(302, htmlType, "", "Location: http://127.0.0.2:9/MAAS/")
	}, neverRetried("redirect")},
	{"redirect loop", func(x *exchange) {
		x.reply(307, htmlType, "", "Location: "+x.req.URL.RequestURI())
	}, func() [6]faultCell {
		read, write := faultCell{"redirect", 11, "ok", 2}, faultCell{"redirect", 1, "redirect", 1}
		return [6]faultCell{read, write, write, write, write, read}
	}()},
	{"gzip garbage", func(x *exchange) {
		x.reply(200, jsonType, "this is not gzip at all", "Content-Encoding: gzip")
	}, neverRetried("decode")},
	{"1 GiB error body", func(x *exchange) {
		x.head(500, textType, 1<<30)
		chunk := make([]byte, 64<<10)
		for i := range chunk {
			chunk[i] = 'x'
		}
		for range 1 << 30 / len(chunk) {
			if _, err := x.conn.Write(chunk); err != nil {
				return
			}
		}
	}, neverRetried("server")},
	{"wrong Content-Type: a page", func(x *exchange) {
		x.reply(200, htmlType, "<!DOCTYPE html><title>Log in</title>")
	}, download(neverRetried("decode"), faultCell{"ok", 1, "ok", 1})},
	{"wrong Content-Type: JSON as text", func(x *exchange) {
		x.reply(200, textType, zoneJSON)
	}, jsonOnly("ok")},
	{"empty 200", func(x *exchange) { x.reply(200, jsonType, "") }, jsonOnly("decode")},
	{"HTTP/1.0 close", func(x *exchange) {
		x.write("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n%s", zoneJSON)
	}, jsonOnly("ok")},
	{"extra data after JSON", func(x *exchange) {
		x.reply(200, jsonType, zoneJSON+zoneJSON)
	}, jsonOnly("decode")},
}

// kindOf names an error by its type and sentinel, and "untyped" if it is not one
// that this package promises.
func kindOf(err error) string {
	if err == nil {
		return "ok"
	}
	if answer, ok := errors.AsType[*Error](err); ok {
		switch {
		case errors.Is(answer, ErrDatabaseConflict):
			return "race"
		case errors.Is(answer, ErrConflict):
			return "conflict"
		case errors.Is(answer, ErrUnavailable):
			return "unavailable"
		case errors.Is(answer, ErrServer):
			return "server"
		case errors.Is(answer, ErrRedirect):
			return "redirect"
		}
		return answer.Error()
	}
	if broken, ok := errors.AsType[*TransportError](err); ok {
		if broken.Timeout() {
			return "timeout"
		}
		return "transport"
	}
	if _, ok := errors.AsType[*DecodeError](err); ok {
		return "decode"
	}
	return "untyped: " + err.Error()
}

// TestFaultMatrix meets every operation with every fault, at each try and at the
// first only, and looks at what comes out, how often the server was asked, and
// whether anything stays behind. It prints what it saw as a table: the outcome
// and the number of requests when every try meets the fault, then when only the
// first does.
func TestFaultMatrix(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "fault")
	for _, op := range faultOps {
		fmt.Fprint(w, "\t", op.name)
	}
	fmt.Fprintln(w)
	for _, f := range faults {
		fmt.Fprint(w, f.name)
		for i, op := range faultOps {
			var got faultCell
			t.Run(f.name+"/"+op.name, func(t *testing.T) {
				meet := meetFault
				if strings.HasPrefix(f.name, "stalled") {
					meet = meetStall // in a bubble, where waiting takes no time
				}
				got.always, got.requests = meet(t, f.fault, 1<<20, op.call)
				got.once, got.recovery = meet(t, f.fault, 1, op.call)
				assert.Equal(t, f.want[i].String(), got.String())
				left, err := os.ReadDir(temp)
				require.NoError(t, err)
				assert.Empty(t, left, "temporary files")
			})
			fmt.Fprint(w, "\t", got)
		}
		fmt.Fprintln(w)
	}
	require.NoError(t, w.Flush())
	t.Logf("outcome ×requests at the server: fault at every try, fault at the first only\n%s", table.String())
}

// meetFault makes a call of which the first tries meet a fault.
func meetFault(t *testing.T, fault func(*exchange), times int, call func(context.Context, *Client) error) (kind string, requests int) {
	before := goleak.IgnoreCurrent()
	s := startFaulty(t, func(x *exchange) {
		if fault == nil || x.n > times {
			x.healthy()
		} else {
			fault(x)
		}
	})
	if fault == nil {
		s.refuse = times
	}
	c := s.client(t, WithMaxConcurrent(2))
	err := call(deadline.Context(t), c)
	checkFaultError(t, s, err)
	verifyNoLeak(t, c, s, before)
	return kindOf(err), s.seen()
}

// meetStall is meetFault for a server that says nothing more.
func meetStall(t *testing.T, fault func(*exchange), times int, call func(context.Context, *Client) error) (kind string, requests int) {
	inPipe(t, func(x *exchange) {
		if x.n > times {
			x.healthy()
		} else {
			fault(x)
		}
	}, func(t *testing.T, c *Client, s *faultyServer) {
		started := time.Now()
		err := call(t.Context(), c)
		checkFaultError(t, s, err)
		kind, requests = kindOf(err), s.seen()
		assert.GreaterOrEqual(t, time.Since(started), time.Minute, "the timeout of one attempt")
	}, WithMaxConcurrent(2), WithTimeout(time.Minute), WithRetryPolicy(RetryPolicy{MaxAttempts: 3, MaxElapsed: time.Hour}))
	return kind, requests
}

// checkFaultError checks what every error tells.
func checkFaultError(t *testing.T, s *faultyServer, err error) {
	requests := s.seen()
	if answer, ok := errors.AsType[*Error](err); ok {
		assert.Equal(t, requests, answer.Attempts, "tries that the error tells of")
		assert.LessOrEqual(t, len(answer.Body), maxErrorBody)
		assert.Less(t, len(err.Error()), 1500, "an error is a line of text")
	}
	if broken, ok := errors.AsType[*TransportError](err); ok {
		assert.Equal(t, s.dials, broken.Attempts, "tries that the error tells of")
	}
	if requests > 1 && err != nil {
		assert.ErrorContains(t, err, fmt.Sprintf("(after %d attempts)", requests))
	}
	if err != nil {
		assert.NotContains(t, err.Error(), "\n")
	}
}

// TestCauseIsNotAResponse cancels a call with the error of another: its fields
// stay those of the other call.
func TestCauseIsNotAResponse(t *testing.T) {
	t.Parallel()
	other := &Error{StatusCode: http.StatusServiceUnavailable, Attempts: 3}
	ctx, cancel := context.WithCancelCause(t.Context())
	client, err := NewClient("http://host/MAAS", authKey, WithHTTPClient(&http.Client{
		Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			cancel(other)
			return nil, io.ErrUnexpectedEOF
		}),
	}))
	require.NoError(t, err)
	_, err = client.Zones.List(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, ErrUnavailable, "the cause is in the chain")
	assert.Equal(t, 3, other.Attempts)

	for _, err := range []error{nil, err, contextError(ctx), fmt.Errorf("node x: %w", contextError(ctx)), errors.New("another")} {
		_, ok := ResponseOf(err)
		assert.False(t, ok, err)
	}
	for _, err := range []error{other, fmt.Errorf("node x: %w", other), errors.Join(err, other)} {
		got, ok := ResponseOf(err)
		require.True(t, ok, err)
		assert.Same(t, other, got)
	}
}
