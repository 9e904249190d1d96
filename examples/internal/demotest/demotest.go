// Package demotest holds what the tests of the example programs share.
package demotest

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
)

// Memory makes the programs that the test runs use a MAAS in memory.
func Memory(t *testing.T) {
	t.Helper()
	t.Setenv("MAAS_URL", "")
	t.Setenv("MAAS_API_KEY", "")
}

// Live starts a MAAS that the programs that the test runs take for a live one.
func Live(t *testing.T, opts ...maastest.Option) *maastest.Server {
	t.Helper()
	server := maastest.Start(t, opts...)
	t.Setenv("MAAS_URL", server.URL)
	t.Setenv("MAAS_API_KEY", server.AdminKey)
	return server
}

// Run calls the run function of a program and returns what it wrote.
func Run(t *testing.T, run func(context.Context, []string, io.Writer, io.Writer) error, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errs strings.Builder
	err = run(deadline.Context(t), args, &out, &errs)
	return out.String(), errs.String(), err
}

// A Watch keeps what is written to it and calls Seen when that contains Text
// for the first time, for example to interrupt a program at a certain point.
type Watch struct {
	Text string
	Seen func()

	mu      sync.Mutex
	written strings.Builder
	called  bool
}

// Write never fails.
func (w *Watch) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.written.Write(p)
	if !w.called && strings.Contains(w.written.String(), w.Text) {
		w.called = true
		w.Seen()
	}
	return n, err
}

// String returns what was written.
func (w *Watch) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.written.String()
}
