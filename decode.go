package maas

import (
	"io"

	"github.com/gomaas/maas/internal/jsonlist"
)

// decodeJSON reads r to its end and decodes the one JSON value it holds into a
// T. Anything after the value is an error, and so is null. size is the
// Content-Length, or -1; it is only a hint. limit is what WithMaxResponseBytes
// says, 0 for nothing: a value that would take many times that is refused.
func decodeJSON[T any](r io.Reader, size, limit int64) (T, error) {
	return jsonlist.Value[T](r, size, limit)
}

// decodeList reads r to its end and decodes an array of T. The array is all there
// is in r, no element is null, and the slice is nil only beside an error.
func decodeList[T any](r io.Reader, size, limit int64) ([]T, error) {
	return jsonlist.List[T](r, size, limit)
}

// decodeEach decodes an array of T as decodeList does, and hands its elements
// to yield in order, as they arrive: before it reads on, all that it has read
// so far has been handed over. It ends early, without an error, when yield
// returns false.
func decodeEach[T any](r io.Reader, limit int64, yield func(*T) bool) error {
	return jsonlist.Each(r, limit, yield)
}
