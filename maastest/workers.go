package maastest

import (
	"sync"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

const (
	// workerCount is how many requests a MAAS 1.6 works on at a time.
	workerCount = 2
	// transactionTime is how long a transaction stays open, so that requests
	// which are sent in parallel overlap.
	transactionTime = 2 * time.Millisecond
)

// serializationFailure is what PostgreSQL says, and MAAS passes on.
const serializationFailure = "could not serialize access due to read/write dependencies among transactions\n" +
	"DETAIL:  Reason code: Canceled on identification as a pivot, during conflict in checking.\n" +
	"HINT:  The transaction might succeed if retried.\n"

// A workerPool lets two requests run at a time, and the later of two that
// overlap fail.
type workerPool struct {
	slots chan struct{}

	mu      sync.Mutex
	commits uint64
}

func newWorkerPool() *workerPool {
	return &workerPool{slots: make(chan struct{}, workerCount)}
}

// begin waits for a worker and opens a transaction; its result is for finish.
func (p *workerPool) begin() uint64 {
	p.slots <- struct{}{}
	p.mu.Lock()
	began := p.commits
	p.mu.Unlock()
	time.Sleep(transactionTime)
	return began
}

// finish runs a transaction, which is lost if another one committed since it
// began.
func (p *workerPool) finish(began uint64, run func(lost bool) (resp *engine.Response, committed bool)) *engine.Response {
	p.mu.Lock()
	defer p.mu.Unlock()
	resp, committed := run(p.commits != began)
	if committed {
		p.commits++
	}
	return resp
}

func (p *workerPool) end() { <-p.slots }
