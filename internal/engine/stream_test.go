package engine

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A stream is the same text as that of the list when it is put together.
func TestStreamJSON(t *testing.T) {
	t.Parallel()
	for _, dialect := range []Dialect{Python2, Python3} {
		for _, n := range []int{1, 3, 5000} {
			for _, callback := range []string{"", "a.b"} {
				long := LongList{n, func(i int) any {
					return Object{{"id", i}, {"name", fmt.Sprint("node-", i)}, {"tags", []string{"a", "b"}}}
				}}
				query := new(Values)
				query.Add("callback", callback)
				want := WithCallback(dialect.AppendJSON(nil, long.Expand(), 0), query)
				resp := &Response{Stream: dialect.StreamJSON(long, query)}
				for range 2 {
					var got bytes.Buffer
					require.NoError(t, resp.writeTo(&got))
					require.Equal(t, string(want), got.String())
				}
				assert.EqualValues(t, len(want), resp.size())
				assert.Equal(t, want, WithCallback(dialect.AppendJSON(nil, long, 0), query))
			}
		}
	}
}

func TestCutWriter(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	resp := &Response{Body: []byte("0123456789")}
	require.Error(t, resp.writeTo(&cutWriter{&out, 4}))
	assert.Equal(t, "0123", out.String())
}
