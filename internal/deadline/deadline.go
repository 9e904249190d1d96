// Package deadline ends the tests that wait for what never comes, long before the
// limit of go test does. Its limits are generous: no test that passes comes near
// them, however busy the machine is.
package deadline

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

const (
	// Limit is how long a test waits for one thing, in real time.
	Limit = 2 * time.Minute
	// Long is how long a test waits for thousands of calls.
	Long = 6 * time.Minute
	// Day is the usual limit of a bubble, in the bubble's time.
	Day = 24 * time.Hour
)

// Context returns the context of the test with a deadline, for calls that wait.
func Context(tb testing.TB) context.Context {
	tb.Helper()
	ctx, cancel := context.WithTimeoutCause(tb.Context(), Limit, fmt.Errorf("%s: still under way after %v", tb.Name(), Limit))
	tb.Cleanup(cancel)
	return ctx
}

// Receive returns what arrives on ch, the zero value if it is closed. The test
// fails if nothing does.
func Receive[T any](tb testing.TB, ch <-chan T, what string) T {
	tb.Helper()
	return receive(tb, Limit, ch, what)
}

func receive[T any](tb testing.TB, limit time.Duration, ch <-chan T, what string) T {
	tb.Helper()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case v := <-ch:
		return v
	case <-timer.C:
		tb.Fatalf("%s: nothing after %v\n\n%s", what, limit, stacks())
		panic("not reached")
	}
}

// Wait calls wait, such as the method of a sync.WaitGroup. The test fails if that
// does not return within the limit.
func Wait(tb testing.TB, limit time.Duration, wait func(), what string) {
	tb.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		wait()
	}()
	receive(tb, limit, done, what)
}

// Until calls check until it succeeds. The test fails with the last error.
func Until(tb testing.TB, check func() error) {
	tb.Helper()
	for started := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		err := check()
		if err == nil {
			return
		}
		if time.Since(started) > Limit {
			tb.Fatal(err)
		}
	}
}

// Bubble is [synctest.Test] with a limit in the time of the bubble. A goroutine
// that polls for ever is no deadlock, and can't be stopped: the program ends.
func Bubble(t *testing.T, limit time.Duration, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		t.Helper()
		timer := time.AfterFunc(limit, func() {
			panic(fmt.Sprintf("%s: still running after %v of the bubble's time\n\n%s", t.Name(), limit, stacks()))
		})
		defer timer.Stop()
		test(t)
	})
}

// stacks returns the stacks of all goroutines, or as many as are of use.
func stacks() []byte {
	text := make([]byte, 256<<10)
	return text[:runtime.Stack(text, true)]
}
