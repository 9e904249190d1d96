package maas

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// A form is the body of a POST or PUT: multipart/form-data, or one raw file. Its
// length is always known, since MAAS reads a chunked body as empty. The text
// between files is made once; files are streamed.
type form struct {
	contentType string
	length      int64
	parts       []formPart
	spooled     []*os.File
	blocks      bool        // a reader is the program's, and may block
	abandoned   atomic.Bool // a Read of an earlier attempt has not returned
}

// A formPart is a piece of the body: bytes, or a file behind them.
type formPart struct {
	text []byte
	file *formFile
}

// newForm lays out the body for params. close must be called when the request
// is over.
func newForm(ctx context.Context, params Params) (*form, error) {
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	boundary := hex.EncodeToString(random[:])
	f := &form{contentType: "multipart/form-data; boundary=" + boundary}

	size := len(boundary) + 8
	for i := range params {
		size += len(boundary) + len(params[i].Name) + len(params[i].text()) + 128
	}
	text := make([]byte, 0, size)
	for i := range params {
		p := &params[i]
		text = append(text, "--"...)
		text = append(text, boundary...)
		text = append(text, "\r\nContent-Disposition: form-data; name=\""...)
		text = append(text, p.Name...)
		if p.File == nil {
			text = append(text, "\"\r\n\r\n"...)
			text = append(text, p.text()...)
		} else {
			text = append(text, "\"; filename=\""...)
			text = append(text, p.Name...)
			text = append(text, "\"\r\nContent-Type: application/octet-stream\r\n\r\n"...)
			file, err := f.open(ctx, p.File)
			if err != nil {
				f.close()
				return nil, fmt.Errorf("the file %s can't be read: %w", p.Name, err)
			}
			f.parts = append(f.parts, formPart{text, file})
			f.length += int64(len(text)) + file.size
			text = text[len(text):]
		}
		text = append(text, "\r\n"...)
	}
	text = append(text, "--"...)
	text = append(text, boundary...)
	text = append(text, "--\r\n"...)
	f.parts = append(f.parts, formPart{text: text})
	f.length += int64(len(text))
	return f, nil
}

// newBody makes the content of a reader the whole body.
func newBody(ctx context.Context, contentType string, content io.Reader) (*form, error) {
	f := &form{contentType: contentType}
	file, err := f.open(ctx, content)
	if err != nil {
		f.close()
		return nil, fmt.Errorf("the body can't be read: %w", err)
	}
	f.parts, f.length = []formPart{{file: file}}, file.size
	return f, nil
}

// replayable reports whether reader can be called again after a failed attempt.
func (f *form) replayable() bool { return !f.abandoned.Load() }

// reader returns the body from its start.
func (f *form) reader() (io.Reader, error) {
	readers := make([]io.Reader, 0, 2*len(f.parts))
	for _, p := range f.parts {
		if len(p.text) > 0 {
			readers = append(readers, bytes.NewReader(p.text))
		}
		if p.file != nil {
			if err := p.file.rewind(); err != nil {
				return nil, err
			}
			readers = append(readers, &exactReader{p.file.reader, p.file.size})
		}
	}
	if len(readers) == 1 {
		return readers[0], nil
	}
	return io.MultiReader(readers...), nil
}

// close removes what was spooled.
func (f *form) close() {
	for _, file := range f.spooled {
		_ = file.Close()
		_ = os.Remove(file.Name()) // gone already where open files can be removed
	}
}

// A formFile is a file part: a reader, its size from where it stands, and the
// way back there if there is one.
type formFile struct {
	reader io.Reader
	size   int64
	seeker io.Seeker
	start  int64
}

// open finds out how much r has left to read. Only readers of the standard
// library that hold bytes, and seekers, are believed; anything else is copied to
// a temporary file first.
func (f *form) open(ctx context.Context, r io.Reader) (file *formFile, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the reader panicked: %v", p)
		}
	}()
	if buffer, ok := r.(*bytes.Buffer); ok {
		r = bytes.NewReader(buffer.Bytes())
	}
	if s, ok := r.(io.Seeker); ok {
		if start, err := s.Seek(0, io.SeekCurrent); err == nil { // a pipe is an *os.File that can't
			end, err := s.Seek(0, io.SeekEnd)
			if _, back := s.Seek(start, io.SeekStart); back != nil {
				return nil, back
			}
			// Files that the kernel makes up can't seek to their end, or
			// pretend to be empty.
			if _, isFile := r.(*os.File); err == nil && (end > start || !isFile) {
				f.blocks = f.blocks || !inMemory(r)
				return &formFile{r, max(0, end-start), s, start}, nil
			}
		}
	}
	return f.spool(ctx, r)
}

// inMemory reports whether a Read of r can't block.
func inMemory(r io.Reader) bool {
	switch r.(type) {
	case *bytes.Reader, *strings.Reader:
		return true
	}
	return false
}

// spool copies r to a temporary file. It returns when ctx ends, even while r
// blocks: the copy then ends with the Read that is under way.
func (f *form) spool(ctx context.Context, r io.Reader) (*formFile, error) {
	if ctx.Err() != nil {
		return nil, contextError(ctx)
	}
	file, err := os.CreateTemp("", "maas-upload-")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(file.Name()) // where open files can't be removed, close does it
	type result struct {
		size int64
		err  error
	}
	done := make(chan result) // whoever is left with the file closes it
	go func() {
		size, err := io.Copy(file, &userReader{reader: r, ctx: ctx})
		select {
		case done <- result{size, err}:
		case <-ctx.Done():
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	select {
	case <-ctx.Done():
		return nil, contextError(ctx)
	case copied := <-done:
		f.spooled = append(f.spooled, file)
		return &formFile{file, copied.size, file, 0}, copied.err
	}
}

// rewind goes back to the start. A transport may have it called where nobody
// would recover from a panic.
func (f *formFile) rewind() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the reader panicked: %v", p)
		}
	}()
	_, err = f.seeker.Seek(f.start, io.SeekStart)
	return err
}

// An exactReader reads size bytes and fails if there are fewer or more.
type exactReader struct {
	reader io.Reader
	left   int64
}

func (r *exactReader) Read(p []byte) (int, error) {
	if r.left > 0 && int64(len(p)) > r.left {
		p = p[:r.left]
	}
	if r.left == 0 {
		p = make([]byte, 1)
	}
	n, err := r.reader.Read(p)
	switch {
	case n < 0 || n > len(p):
		return 0, fmt.Errorf("the reader returned %d from a Read of %d bytes", n, len(p))
	case r.left == 0 && n > 0:
		return 0, errors.New("the reader has more bytes than it announced")
	case err == io.EOF && r.left > int64(n):
		return n, fmt.Errorf("the reader ended %d bytes early: %w", r.left-int64(n), io.ErrUnexpectedEOF)
	}
	r.left -= int64(n)
	return n, err
}

// A userReader guards against readers that the program passed in: it ends with
// the context, and reports a panic, an impossible count and a reader that makes
// no progress as errors.
type userReader struct {
	reader io.Reader
	ctx    context.Context
	empty  int // Reads in a row that returned nothing
}

func (r *userReader) Read(p []byte) (n int, err error) {
	if r.ctx.Err() != nil {
		return 0, contextError(r.ctx)
	}
	defer func() {
		if p := recover(); p != nil {
			n, err = 0, fmt.Errorf("the reader panicked: %v", p)
		}
	}()
	n, err = r.reader.Read(p)
	if n < 0 || n > len(p) {
		return 0, fmt.Errorf("the reader returned %d from a Read of %d bytes", n, len(p))
	}
	if n > 0 || err != nil || len(p) == 0 {
		r.empty = 0
		return n, err
	}
	if r.empty++; r.empty == maxEmptyReads {
		return 0, io.ErrNoProgress
	}
	return 0, nil
}

// A bodyError is an error of a reader that the program passed in. Whatever it
// wraps says nothing about the connection.
type bodyError struct{ err error }

func (e *bodyError) Error() string { return e.err.Error() }
func (e *bodyError) Unwrap() error { return e.err }

// errDetached is what the transport gets that still reads a body after its
// request is over.
var errDetached = errors.New("maas: the request is over")

// A sentBody is what net/http reads. It may go on reading after it has returned
// the response, when the caller owns the reader again: detach ends that.
type sentBody struct {
	reader   userReader
	progress func()
	turn     chan struct{} // held by whoever reads or has detached
	over     atomic.Bool
}

func newSentBody(ctx context.Context, reader io.Reader, progress func()) *sentBody {
	return &sentBody{reader: userReader{reader: reader, ctx: ctx}, progress: progress, turn: make(chan struct{}, 1)}
}

func (b *sentBody) Read(p []byte) (int, error) {
	if b.over.Load() {
		return 0, errDetached
	}
	select {
	case b.turn <- struct{}{}:
	default:
		return 0, errDetached
	}
	defer func() { <-b.turn }()
	n, err := b.reader.Read(p)
	b.progress()
	if err != nil && err != io.EOF {
		err = &bodyError{err}
	}
	return n, err
}

func (b *sentBody) Close() error { return nil }

// detachTime is how long a request that is over waits for a blocked reader.
const detachTime = 50 * time.Millisecond

// detach ends the reading. It waits a moment for a Read that is under way, and
// reports false if that did not end.
func (b *sentBody) detach() bool {
	b.over.Store(true)
	select {
	case b.turn <- struct{}{}:
		return true
	default:
	}
	t := time.NewTimer(detachTime)
	defer t.Stop()
	select {
	case b.turn <- struct{}{}:
		return true
	case <-t.C:
		return false
	}
}
