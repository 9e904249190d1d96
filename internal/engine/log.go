package engine

import (
	"slices"
	"sync"

	"github.com/gomaas/maas/maastest/double"
)

// maxLogBytes is how much of the requests that arrived is remembered; the oldest
// go first. The number of requests has no bound of its own: each counts with at
// least entryBytes.
const (
	maxLogBytes = 64 << 20
	entryBytes  = 256
	logPage     = 256 // entries
)

// A Log remembers the requests that arrived, as far as maxLogBytes go. It is made
// of pages, so that no request waits until all that is remembered was copied.
type Log struct {
	mu    sync.Mutex
	pages [][]double.Request // only the last one has room
	first int                // index in the first page of the oldest one that is remembered
	bytes int
}

// Add remembers a request.
func (l *Log) Add(r double.Request) {
	size := sizeOf(&r)
	l.mu.Lock()
	defer l.mu.Unlock()
	last := len(l.pages) - 1
	if last < 0 || len(l.pages[last]) == logPage {
		l.pages = append(l.pages, make([]double.Request, 0, logPage))
		last++
	}
	l.pages[last] = append(l.pages[last], r)
	for l.bytes += size; l.bytes > maxLogBytes && (len(l.pages) > 1 || l.first < len(l.pages[0])-1); {
		oldest := &l.pages[0][l.first]
		l.bytes -= sizeOf(oldest)
		*oldest = double.Request{}
		if l.first++; l.first == logPage {
			l.pages, l.first = l.pages[1:], 0
		}
	}
}

// All lists the requests that are remembered, in the order of their answers.
func (l *Log) All() []double.Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.pages) == 0 {
		return nil
	}
	return slices.Concat(l.pages...)[l.first:]
}

// Reset forgets all requests.
func (l *Log) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pages, l.first, l.bytes = nil, 0, 0
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
