package engine

import (
	"runtime"
	"sync"
)

// fewestParallel is how many things are worth a goroutine.
const fewestParallel = 32

// InParallel has do go through n things, a range of them on each processor, and
// returns when all are done. It is for what only reads: its caller holds the lock of
// the Store for all of them. If do panics, so does InParallel.
func InParallel(n int, do func(from, to int)) {
	parts := min(runtime.GOMAXPROCS(0), n/fewestParallel)
	if parts <= 1 {
		do(0, n)
		return
	}
	panics := make([]any, parts)
	var group sync.WaitGroup
	for i := range parts {
		group.Go(func() {
			defer func() { panics[i] = recover() }()
			do(i*n/parts, (i+1)*n/parts)
		})
	}
	group.Wait()
	for _, p := range panics {
		if p != nil {
			panic(p)
		}
	}
}
