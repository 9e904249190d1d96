package engine

import (
	"slices"
	"sync"
)

// maxRecent is how many events a Recent remembers at most.
const maxRecent = 100_000

// A Recent remembers the latest events of a kind. Its zero value is ready to use.
type Recent[E any] struct {
	mu     sync.Mutex
	events []*E
}

// Add remembers an event, and forgets it if the transaction is rolled back.
func (r *Recent[E]) Add(event E, j *Journal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.events) >= maxRecent {
		r.events = slices.Delete(r.events, 0, maxRecent/2)
	}
	added := &event
	r.events = append(r.events, added)
	j.OnRollback(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		for i, e := range slices.Backward(r.events) {
			if e == added {
				r.events = slices.Delete(r.events, i, i+1)
				return
			}
		}
	})
}

// All lists the events, oldest first.
func (r *Recent[E]) All() []E {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []E
	for _, e := range r.events {
		list = append(list, *e)
	}
	return list
}

// Reset forgets all events.
func (r *Recent[E]) Reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = nil
}
