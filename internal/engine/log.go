package engine

import (
	"sync"

	"github.com/gomaas/maas/maastest/double"
)

// maxLogBytes is how much of the requests that arrived is remembered; the oldest
// go first. The number of requests has no bound of its own: each counts with at
// least entryBytes.
const (
	maxLogBytes = 64 << 20
	entryBytes  = 256
)

// A Log remembers the requests that arrived, as far as maxLogBytes go.
type Log struct {
	mu      sync.Mutex
	entries []double.Request
	first   int // index in entries of the oldest one that is remembered
	bytes   int
}

// Add remembers a request.
func (l *Log) Add(r double.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, r)
	l.bytes += sizeOf(&r)
	for l.bytes > maxLogBytes && l.first < len(l.entries)-1 {
		l.bytes -= sizeOf(&l.entries[l.first])
		l.entries[l.first] = double.Request{}
		l.first++
	}
	if l.first > len(l.entries)/2 {
		l.entries = append([]double.Request(nil), l.entries[l.first:]...)
		l.first = 0
	}
}

// All lists the requests that are remembered, in the order of their answers.
func (l *Log) All() []double.Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]double.Request(nil), l.entries[l.first:]...)
}

// Reset forgets all requests.
func (l *Log) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries, l.first, l.bytes = nil, 0, 0
}

// sizeOf estimates how many bytes it takes to remember a request.
func sizeOf(r *double.Request) int {
	n := entryBytes + len(r.Path) + len(r.Op) + len(r.Operation) + len(r.User)
	for _, pairs := range [][]double.Pair{r.Query, r.Form} {
		for _, p := range pairs {
			n += 32 + len(p.Name) + len(p.Value)
		}
	}
	for _, f := range r.Files {
		n += 64 + len(f.Name) + len(f.Filename) + len(f.ContentType)
	}
	return n
}
