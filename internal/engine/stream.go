package engine

import (
	"bytes"
	"compress/gzip"
	"io"
	"slices"
)

// A LongList is a JSON array of which each element is made when its turn comes
// to be written, and forgotten then: a pool of 100,000 nodes is never in memory
// as text. It is not empty. At must return the same for an index each time. It is
// called after the lock of the Store was given back.
type LongList struct {
	Len int
	At  func(i int) any
}

// Expand returns all elements.
func (l LongList) Expand() []any {
	list := make([]any, l.Len)
	for i := range list {
		list[i] = l.At(i)
	}
	return list
}

// An EncodedList is a JSON array of elements that AppendElement has encoded.
type EncodedList [][]byte

// AppendElement appends v as it is in a list at depth 0, after another element.
func (d Dialect) AppendElement(b []byte, v any) []byte {
	return d.AppendJSON(d.appendBreak(b, 1, 1), v, 1)
}

// StreamEncoded returns a function that writes l as AppendJSON would, as often as it
// is called.
func StreamEncoded(l EncodedList, query *Values) func(io.Writer) error {
	before, after, _ := bytes.Cut(WithCallback([]byte("?"), query), []byte("?"))
	return func(w io.Writer) error {
		begin, end := append(slices.Clone(before), '['), append([]byte("\n]"), after...)
		if len(l) == 0 {
			end = end[1:]
		}
		if _, err := w.Write(begin); err != nil {
			return err
		}
		for i, element := range l {
			if i == 0 {
				element = element[1:] // nothing to separate it from
			}
			if _, err := w.Write(element); err != nil {
				return err
			}
		}
		_, err := w.Write(end)
		return err
	}
}

// StreamJSON returns a function that writes l as AppendJSON writes a list at
// depth 0, as often as it is called.
func (d Dialect) StreamJSON(l LongList, query *Values) func(io.Writer) error {
	before, after, _ := bytes.Cut(WithCallback([]byte("?"), query), []byte("?"))
	return func(w io.Writer) error {
		b := append(slices.Clone(before), '[')
		for i := range l.Len {
			b = d.appendBreak(b, i, 1)
			b = d.AppendJSON(b, l.At(i), 1)
			if len(b) >= streamChunk {
				if _, err := w.Write(b); err != nil {
					return err
				}
				b = b[:0]
			}
		}
		b = append(append(appendEnd(b, 0), ']'), after...)
		_, err := w.Write(b)
		return err
	}
}

// streamChunk is how much of a stream is made before it is written.
const streamChunk = 64 << 10

// A byteCounter counts what is written to it.
type byteCounter int64

func (n *byteCounter) Write(p []byte) (int, error) {
	*n += byteCounter(len(p))
	return len(p), nil
}

// size returns the length of the body.
func (r *Response) size() int64 {
	if r.Stream == nil {
		return int64(len(r.Body))
	}
	var n byteCounter
	_ = r.Stream(&n) // a byteCounter takes everything
	return int64(n)
}

// writeTo writes the body.
func (r *Response) writeTo(w io.Writer) error {
	if r.Stream != nil {
		return r.Stream(w)
	}
	_, err := w.Write(r.Body)
	return err
}

// compressed returns the body as gzip packs it.
func (r *Response) compressed() []byte {
	var b packedBody
	w := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(w)
	w.Reset(&b)
	_ = r.writeTo(w) // a packedBody takes everything
	_ = w.Close()
	return b
}

type packedBody []byte

func (b *packedBody) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}

// A cutWriter passes left bytes on and then fails.
type cutWriter struct {
	to   io.Writer
	left int64
}

func (w *cutWriter) Write(p []byte) (int, error) {
	if int64(len(p)) > w.left {
		n, _ := w.to.Write(p[:w.left])
		w.left -= int64(n)
		return n, io.ErrShortWrite
	}
	n, err := w.to.Write(p)
	w.left -= int64(n)
	return n, err
}
