package maas


import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// errNull is null, or nothing at all, where a value belongs.
var errNull = errors.New("null where a value belongs")

func decodeJSON[T any](r io.Reader, size int64) (T, error) {
	var v T
	b, err := io.ReadAll(r)
	if err != nil {
		return v, err
	}
	if t := bytes.TrimSpace(b); len(t) == 0 || string(t) == "null" {
		return v, errNull
	}
	return v, json.Unmarshal(b, &v)
}

func decodeList[T any](r io.Reader, size int64) ([]T, error) { return decodeJSON[[]T](r, size) }

func decodeEach[T any](r io.Reader, yield func(*T) bool) error {
	vs, err := decodeJSON[[]T](r, -1)
	if err != nil {
		return err
	}
	for i := range vs {
		if !yield(&vs[i]) {
			return nil
		}
	}
	return nil
}
