// Package poll looks at many objects of a server in few requests. Those who wait
// for different objects at the same time share lists of them.
package poll

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	window   = 60 * time.Millisecond // how long a look waits for others to join
	inFlight = 4                     // requests of a Poller at a time
)

// A Source is where the objects come from.
type Source[T any] struct {
	Key   func(*T) string
	Get   func(ctx context.Context, key string) (*T, error)
	List  func(ctx context.Context, keys []string) ([]T, error) // may leave out what Get finds
	Batch int                                                   // the most keys of a List

	// OneAtATime, if not nil, reports whether the server refuses requests that
	// overlap.
	OneAtATime func() bool
}

// A Poller looks at objects on behalf of those who watch them.
type Poller[T any] struct {
	source Source[T]
	slots  chan struct{}
	single chan struct{} // the slot in place of slots, if there is to be one

	mu       sync.Mutex
	watchers int
	hidden   map[string]bool // what List leaves out
	next     *batch[T]       // that a look can still join
}

// New returns a Poller of source.
func New[T any](source Source[T]) *Poller[T] {
	return &Poller[T]{source: source, slots: make(chan struct{}, inFlight), single: make(chan struct{}, 1), hidden: map[string]bool{}}
}

// Watch announces n watchers, each of whom calls Look now and then. leave is to
// be called when they are done.
func (p *Poller[T]) Watch(n int) (leave func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.watchers += n
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.watchers -= n; p.watchers == 0 {
			clear(p.hidden)
		}
	}
}

// A batch is the looks that share requests. Its requests go on until nobody
// waits for them.
type batch[T any] struct {
	ctx     context.Context
	cancel  context.CancelFunc
	waiting int // guarded by the Poller's mu
	entries map[string]*entry[T]
}

type entry[T any] struct {
	done  chan struct{} // closed once value and err are there
	value *T
	err   error
}

// Look returns the object with a key as it is now. Alone it gets it; with others
// it waits a moment and lists them together. The value may be shared, and is not
// to be changed.
func (p *Poller[T]) Look(ctx context.Context, key string) (*T, error) {
	p.mu.Lock()
	if p.watchers < 2 || p.hidden[key] {
		p.mu.Unlock()
		return p.get(ctx, key)
	}
	b := p.next
	if b == nil {
		b = &batch[T]{entries: map[string]*entry[T]{}}
		b.ctx, b.cancel = context.WithCancel(context.WithoutCancel(ctx))
		p.next = b
		time.AfterFunc(window, func() { p.run(b) })
	}
	e := b.entries[key]
	if e == nil {
		e = &entry[T]{done: make(chan struct{})}
		b.entries[key] = e
	}
	b.waiting++
	p.mu.Unlock()

	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if b.waiting--; b.waiting == 0 && p.next != b {
			b.cancel()
		}
	}()
	select {
	case <-e.done:
		return e.value, e.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// run carries out the looks of b, which no other can join from now on.
func (p *Poller[T]) run(b *batch[T]) {
	p.mu.Lock()
	p.next = nil
	if b.waiting == 0 {
		b.cancel()
	}
	keys := make([]string, 0, len(b.entries))
	for key := range b.entries {
		keys = append(keys, key)
	}
	p.mu.Unlock()
	slices.Sort(keys)
	for chunk := range slices.Chunk(keys, p.source.Batch) {
		go p.list(b, chunk)
	}
}

func (p *Poller[T]) list(b *batch[T], keys []string) {
	found := make(map[string]*T, len(keys))
	values, err := p.listed(b.ctx, keys)
	for i := range values {
		found[p.source.Key(&values[i])] = &values[i]
	}
	for _, key := range keys {
		e := b.entries[key]
		e.value, e.err = found[key], err
		if e.value == nil && err == nil {
			e.value, e.err = p.get(b.ctx, key)
			p.mu.Lock()
			p.hidden[key] = p.watchers > 0
			p.mu.Unlock()
		}
		close(e.done)
	}
}

func (p *Poller[T]) get(ctx context.Context, key string) (*T, error) {
	leave, err := p.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return p.source.Get(ctx, key)
}

func (p *Poller[T]) listed(ctx context.Context, keys []string) ([]T, error) {
	leave, err := p.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return p.source.List(ctx, keys)
}

// enter waits until one more request may be in flight.
func (p *Poller[T]) enter(ctx context.Context) (leave func(), err error) {
	slots := p.slots
	if p.source.OneAtATime != nil && p.source.OneAtATime() {
		slots = p.single
	}
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
