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
	"sync"
)

// A form is the body of a POST or PUT: multipart/form-data, or one raw file. Its
// length is always known, since MAAS reads a chunked body as empty. The text
// between files is made once; files are streamed.
type form struct {
	contentType string
	length      int64
	parts       []formPart
	spooled     []*os.File
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
		size += len(boundary) + len(params[i].Name) + len(params[i].Value) + 128
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
			text = append(text, p.Value...)
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
func (f *form) replayable() bool {
	for _, p := range f.parts {
		if p.file != nil && p.file.seeker == nil {
			return false
		}
	}
	return true
}

// reader returns the body from its start.
func (f *form) reader() (io.Reader, error) {
	if len(f.parts) == 1 && f.parts[0].file == nil {
		return bytes.NewReader(f.parts[0].text), nil
	}
	readers := make([]io.Reader, 0, 2*len(f.parts))
	for _, p := range f.parts {
		readers = append(readers, bytes.NewReader(p.text))
		if p.file != nil {
			if err := p.file.rewind(); err != nil {
				return nil, err
			}
			readers = append(readers, io.LimitReader(p.file.reader, p.file.size))
		}
	}
	return io.MultiReader(readers...), nil
}

// close removes what was spooled.
func (f *form) close() {
	for _, file := range f.spooled {
		_ = file.Close()
		_ = os.Remove(file.Name())
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

// open finds out the size of what r has left to read. Where r can't tell, its
// content is copied to a temporary file first.
func (f *form) open(ctx context.Context, r io.Reader) (*formFile, error) {
	if buffer, ok := r.(*bytes.Buffer); ok {
		r = bytes.NewReader(buffer.Bytes())
	}
	if s, ok := r.(io.Seeker); ok {
		start, err := s.Seek(0, io.SeekCurrent)
		if err == nil { // a pipe is an *os.File that can't
			end, err := s.Seek(0, io.SeekEnd)
			if err == nil {
				_, err = s.Seek(start, io.SeekStart)
			}
			if err != nil {
				return nil, err
			}
			return &formFile{r, max(0, end-start), s, start}, nil
		}
	}
	if l, ok := r.(interface{ Len() int }); ok {
		return &formFile{reader: r, size: int64(l.Len())}, nil
	}
	file, err := os.CreateTemp("", "maas-upload-")
	if err != nil {
		return nil, err
	}
	f.spooled = append(f.spooled, file)
	size, err := io.Copy(file, &contextReader{ctx, r})
	if err != nil {
		return nil, err
	}
	return &formFile{file, size, file, 0}, nil
}

// A contextReader fails as soon as its context is over.
type contextReader struct {
	ctx    context.Context
	reader io.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, contextError(r.ctx)
	}
	return r.reader.Read(p)
}

func (f *formFile) rewind() error {
	if f.seeker == nil {
		return nil // sent once, from where it stands
	}
	_, err := f.seeker.Seek(f.start, io.SeekStart)
	return err
}

// errDetached is what the transport gets that still reads a body after its
// request is over.
var errDetached = errors.New("maas: the request is over")

// A sentBody is what net/http reads. It may go on reading after it has returned
// the answer, while the caller owns the reader again: detach ends that.
type sentBody struct {
	mu       sync.Mutex
	reader   io.Reader
	progress func()
}

func (b *sentBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.reader == nil {
		return 0, errDetached
	}
	n, err := b.reader.Read(p)
	b.progress()
	return n, err
}

func (b *sentBody) Close() error { return nil }

func (b *sentBody) detach() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reader = nil
}
