package engine

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestInParallel(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, fewestParallel, 10*fewestParallel + 1} {
		done := make([]atomic.Int32, n)
		InParallel(n, func(from, to int) {
			for i := from; i < to; i++ {
				done[i].Add(1)
			}
		})
		for i := range done {
			assert.EqualValues(t, 1, done[i].Load(), "%d of %d", i, n)
		}
		assert.PanicsWithValue(t, "end", func() {
			InParallel(n, func(_, to int) {
				if to == n {
					panic("end")
				}
			})
		})
	}
}
