package doubletest

import (
	"fmt"
	"testing"
)

// A Reporter is a test that keeps what it is told.
type Reporter struct {
	testing.TB
	Errors  []string
	cleanup func()
}

// Helper does nothing.
func (r *Reporter) Helper() {}

// Logf forgets the line.
func (r *Reporter) Logf(string, ...any) {}

// Failed reports false: only what is in Errors counts.
func (r *Reporter) Failed() bool { return false }

// Skipped reports false.
func (r *Reporter) Skipped() bool { return false }

// Cleanup keeps the one function for End.
func (r *Reporter) Cleanup(after func()) { r.cleanup = after }

// Errorf keeps an error.
func (r *Reporter) Errorf(format string, args ...any) {
	r.Errors = append(r.Errors, fmt.Sprintf(format, args...))
}

// End is the end of the test.
func (r *Reporter) End() { r.cleanup() }
