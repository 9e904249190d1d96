package maas

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/gomaas/maas/internal/jsonlist"
)

const (
	drainBytes = 64 << 10 // how much of an unread rest is read to keep its connection,
	drainTime  = 50 * time.Millisecond
	copyBytes  = 64 << 10 // how much of a body is copied at a time

	maxEmptyReads = 100 // Reads without a byte or an error before a reader is given up
)

// A responseBody is the body of a response and all that lives as long as it:
// the context of the attempt, its stall timer, and its slot.
type responseBody struct {
	request     *builtRequest
	client      *Client
	attempts    int
	reader      atomic.Pointer[io.ReadCloser] // nil before the response
	status      int
	contentType string
	size        int64 // Content-Length, -1 if unknown
	ctx         context.Context
	cancel      context.CancelCauseFunc
	stall       *time.Timer
	limit       *time.Timer   // http.Client.Timeout, if there is one
	unhook      func() bool   // ends the watch over the context of the call; nil: it has no end
	slots       chan struct{} // to give a slot back to; nil: none is held
	kept        bool          // the caller closes it
	spent       atomic.Bool   // being read at the moment, or read to its end
	empty       int           // Reads in a row that returned nothing
	closed      atomic.Bool
}

// newResponseBody starts an attempt.
func newResponseBody(ctx context.Context, c *Client, b *builtRequest, attempts int) *responseBody {
	body := &responseBody{request: b, client: c, attempts: attempts, slots: c.slots}
	body.ctx, body.cancel = context.WithCancelCause(ctx)
	if c.opts.timeout > 0 {
		body.stall = time.AfterFunc(c.opts.timeout, body.giveUp)
	}
	if hc := c.opts.httpClient; hc != nil && hc.Timeout > 0 {
		body.limit = time.AfterFunc(hc.Timeout, func() { body.abort(errTimeout) })
	}
	return body
}

// open takes over the body of resp. ctx is that of the call.
func (b *responseBody) open(ctx context.Context, resp *http.Response) {
	b.pause()
	b.reader.Store(&resp.Body)
	b.status = resp.StatusCode
	b.contentType = resp.Header.Get("Content-Type")
	b.size = resp.ContentLength
	if ctx.Done() != nil {
		b.unhook = context.AfterFunc(ctx, func() { b.abort(context.Cause(ctx)) })
	}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		b.spent.Store(true) // there is no rest to read
	}
}

// abort ends the attempt while somebody waits for it. Not every body ends with
// the context: that of a 101 and those of some RoundTrippers return from Read
// only when they are closed.
func (b *responseBody) abort(cause error) {
	b.cancel(cause)
	if reader := b.reader.Load(); reader != nil {
		_ = (*reader).Close()
	}
}

func (b *responseBody) giveUp() { b.abort(errStalled) }

// endAt aborts the attempt at t unless the returned function is called before.
func (b *responseBody) endAt(t time.Time) (stop func() bool) {
	return time.AfterFunc(time.Until(t), b.giveUp).Stop
}

// failure returns the typed error for what went wrong while the body was read.
func (b *responseBody) failure(err error) error {
	if err == nil {
		return nil
	}
	if broken, ok := errors.AsType[*TransportError](err); ok {
		return broken
	}
	if _, ok := errors.AsType[*DecodeError](err); ok {
		return err
	}
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	return b.decodeError(err)
}

func (b *responseBody) decodeError(err error) *DecodeError {
	auth := b.client.auth
	contentType := oneLine(string(b.request.redact(auth, []byte(b.contentType))))
	return &DecodeError{b.request.op, b.request.path, contentType, b.request.redactError(auth, err)}
}

// progress restarts the stall timer.
func (b *responseBody) progress() {
	if b.stall != nil && b.ctx.Err() == nil {
		b.stall.Reset(b.client.opts.timeout)
	}
}

// pause stops the stall timer while nobody reads.
func (b *responseBody) pause() {
	if b.stall != nil {
		b.stall.Stop()
	}
}

func (b *responseBody) Read(p []byte) (int, error) {
	if b.ctx.Err() != nil && !b.closed.Load() {
		return 0, b.transportError(b.ctx.Err()) // not every body ends with the context
	}
	b.spent.Store(true)
	b.progress()
	n, err := (*b.reader.Load()).Read(p)
	b.pause()
	b.empty++
	switch {
	case n > 0:
		b.empty = 0
	case err == nil && b.empty == maxEmptyReads:
		err = io.ErrNoProgress
	}
	if err == nil {
		b.spent.Store(false)
	} else if err != io.EOF {
		err = b.readError(err)
	}
	return n, err
}

// WriteTo is what io.Copy calls. A buffer larger than its own means fewer reads
// of the connection, which are most of what a download costs.
func (b *responseBody) WriteTo(w io.Writer) (int64, error) {
	buf := jsonlist.GetBuffer(copyBytes)
	defer jsonlist.PutBuffer(buf)
	return io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{b}, *buf)
}

// readError tells a body that is corrupt from one that did not arrive.
func (b *responseBody) readError(err error) error {
	if _, ok := errors.AsType[flate.CorruptInputError](err); ok ||
		errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) {
		return b.decodeError(err)
	}
	return b.transportError(err)
}

func (b *responseBody) transportError(err error) *TransportError {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // the rest repeats what the operation says
	}
	if noTLS, ok := errors.AsType[tls.RecordHeaderError](err); ok && string(noTLS.RecordHeader[:]) == "HTTP/" {
		err = http.ErrSchemeMismatch
	}
	if b.ctx.Err() != nil {
		err = contextError(b.ctx)
		for _, timeout := range []error{errStalled, errTimeout} {
			if errors.Is(err, timeout) {
				err = timeout
			}
		}
	}
	return &TransportError{b.request.op, b.request.path, b.attempts, b.request.redactError(b.client.auth, err)}
}

// Close ends the attempt. A short rest that has arrived is read, so that the
// connection can serve the next call.
func (b *responseBody) Close() error {
	if !b.closed.CompareAndSwap(false, true) {
		return nil
	}
	b.pause()
	var err error
	if reader := b.reader.Load(); reader != nil {
		if !b.spent.Load() && b.ctx.Err() == nil {
			enough := time.AfterFunc(drainTime, func() { b.abort(nil) })
			_, _ = io.CopyN(io.Discard, &userReader{reader: *reader, ctx: b.ctx}, drainBytes)
			enough.Stop()
		}
		if b.unhook == nil || b.unhook() {
			err = (*reader).Close()
		}
	}
	if b.limit != nil {
		b.limit.Stop()
	}
	b.cancel(nil)
	b.releaseSlot()
	return err
}

// releaseSlot gives the slot back: at the end, or when the caller gets the body
// to read, who may make other calls meanwhile.
func (b *responseBody) releaseSlot() {
	if b.slots != nil {
		<-b.slots
		b.slots = nil
	}
}

// limit applies WithMaxResponseBytes to a body.
func (c *Client) limit(body io.Reader) io.Reader {
	if c.opts.maxResponse == 0 {
		return body
	}
	return &cappedReader{body, c.opts.maxResponse}
}

type cappedReader struct {
	reader io.Reader
	left   int64
}

func (r *cappedReader) Read(p []byte) (int, error) {
	n, err := r.reader.Read(p)
	if r.left -= int64(n); r.left < 0 {
		return 0, ErrResponseTooLarge
	}
	return n, err
}
