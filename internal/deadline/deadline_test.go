package deadline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A recorder is a test that keeps what it fails with.
type recorder struct {
	testing.TB
	failure string
}

func (r *recorder) Helper()                           {}
func (r *recorder) Fatal(args ...any)                 { r.fail(fmt.Sprint(args...)) }
func (r *recorder) Fatalf(format string, args ...any) { r.fail(fmt.Sprintf(format, args...)) }
func (r *recorder) fail(text string)                  { r.failure = text; panic(r) }

// outcome returns what a test fails with that calls f.
func outcome(t *testing.T, f func(tb testing.TB)) (failure string) {
	r := &recorder{TB: t}
	defer func() {
		if v := recover(); v != nil && v != any(r) {
			panic(v)
		}
		failure = r.failure
	}()
	f(r)
	return ""
}

func TestReceive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		full, closed, empty := make(chan int, 1), make(chan int), make(chan int)
		full <- 7
		close(closed)
		if got := Receive(t, full, "a number"); got != 7 {
			t.Errorf("received %d", got)
		}
		if got := Receive(t, closed, "the end"); got != 0 {
			t.Errorf("received %d", got)
		}
		started := time.Now()
		failure := outcome(t, func(tb testing.TB) { Receive(tb, empty, "the answer") })
		if !strings.HasPrefix(failure, "the answer: nothing after 2m0s\n\ngoroutine ") {
			t.Errorf("failed with %q", failure)
		}
		if took := time.Since(started); took != Limit {
			t.Errorf("after %v", took)
		}
	})
}

func TestWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var group sync.WaitGroup
		Wait(t, Limit, group.Wait, "nobody")
		group.Add(1)
		if outcome(t, func(tb testing.TB) { Wait(tb, Limit, group.Wait, "somebody") }) == "" {
			t.Error("a wait without an end did not fail")
		}
		group.Done()
	})
}

func TestUntil(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := 0
		Until(t, func() error {
			if n++; n < 100 {
				return errors.New("not yet")
			}
			return nil
		})
		if got := outcome(t, func(tb testing.TB) { Until(tb, func() error { return errors.New("never") }) }); got != "never" {
			t.Errorf("failed with %q", got)
		}
	})
}

func TestContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx := Context(t)
		<-ctx.Done()
		if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
			t.Error(ctx.Err())
		}
	})
}

// TestBubble needs a process of its own for what ends it.
func TestBubble(t *testing.T) {
	t.Parallel()
	if os.Getenv("MAAS_TEST_ENDLESS") != "" {
		Bubble(t, Day, func(*testing.T) {
			for {
				time.Sleep(time.Minute)
			}
		})
	}
	Bubble(t, Day, func(*testing.T) { time.Sleep(23 * time.Hour) })

	cmd := exec.CommandContext(Context(t), os.Args[0], "-test.run=^TestBubble$")
	cmd.Env = append(os.Environ(), "MAAS_TEST_ENDLESS=1")
	out, err := cmd.CombinedOutput()
	if want := "TestBubble: still running after 24h0m0s of the bubble's time"; err == nil || !strings.Contains(string(out), want) {
		t.Errorf("a bubble without an end: %v, %s", err, out)
	}
}
