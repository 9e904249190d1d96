package maas

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A RetryPolicy limits how often and for how long a failed attempt is repeated.
// A field that is 0 has its default.
//
// Any request is repeated when
//
//   - no connection could be made, so that nothing was sent,
//   - MAAS is starting, or reports with Retry-After that it undid the request, or
//   - it lost a race in MAAS's database and was rolled back; twice in a row for a
//     MAAS that repeats such requests itself, from 1.8 on.
//
// A GET is repeated as well after a broken connection, a 502 or 504, a 503 with
// Retry-After, and a 500 or 503 that is a web page.
//
// A request that may act on hardware or that can't be undone, see
// [Request.Once], is repeated only if the server can't have received it, was
// starting, or is a MAAS from 1.8 on that lost the race: earlier ones send power
// commands before they commit, and no rollback recalls those.
//
// Everything else is returned at once: a 409 that is about a state, a 503
// without a time, and a POST, PUT or DELETE whose outcome is unknown. An upload
// whose reader fails, or is still blocked in an earlier attempt, is not sent again.
// A GET whose body breaks off is repeated as long as the caller has seen nothing of
// it: not in a stream, nor in an iteration that has begun.
//
// Without a pause and regardless of MaxAttempts, a redirect is followed up to
// ten times, and a request that was refused for its timestamp is signed once
// more by the server's clock, which the client then keeps to.
//
// The pause between attempts is random, up to BaseDelay, which doubles each time
// up to MaxDelay. What Retry-After asks for is added, up to MaxRetryAfter.
type RetryPolicy struct {
	MaxAttempts   int           // attempts in all; 1 never repeats. Default 6.
	BaseDelay     time.Duration // default 100 ms
	MaxDelay      time.Duration // default 5 s
	MaxRetryAfter time.Duration // default 30 s
	MaxElapsed    time.Duration // no attempt starts later than this after the first. Default 2 min.
	// Budget bounds the retries of all calls of a client together while the
	// server is away: so many at once, and one more every two seconds. A call
	// that succeeds in the end gives back what it took. Default 50; negative
	// for no bound.
	Budget int
}

func (p RetryPolicy) check() error {
	if p.MaxAttempts < 0 || p.BaseDelay < 0 || p.MaxDelay < 0 || p.MaxRetryAfter < 0 || p.MaxElapsed < 0 {
		return fmt.Errorf("maas: WithRetryPolicy: a field is negative: %+v", p)
	}
	return nil
}

func (p RetryPolicy) withDefaults() RetryPolicy {
	return RetryPolicy{
		MaxAttempts:   cmp.Or(p.MaxAttempts, 6),
		BaseDelay:     cmp.Or(p.BaseDelay, 100*time.Millisecond),
		MaxDelay:      cmp.Or(p.MaxDelay, 5*time.Second),
		MaxRetryAfter: cmp.Or(p.MaxRetryAfter, 30*time.Second),
		MaxElapsed:    cmp.Or(p.MaxElapsed, 2*time.Minute),
		Budget:        cmp.Or(p.Budget, 50),
	}
}

// delay is the pause after the given try, 1 for the first. Those that were told
// the same Retry-After don't come back at the same moment.
func (p RetryPolicy) delay(attempt int, retryAfter time.Duration) time.Duration {
	ceiling := p.MaxDelay
	if shift := attempt - 1; p.BaseDelay <= p.MaxDelay>>shift { // no overflow
		ceiling = p.BaseDelay << shift
	}
	return min(retryAfter, p.MaxRetryAfter) + rand.N(ceiling)
}

// retryable reports whether a request that failed with err is worth sending
// again. Whether ctx still runs and attempts are left is for the caller to know.
func retryable(b *builtRequest, err error) bool {
	e, ok := ResponseOf(err)
	switch {
	case !ok:
		_, nonsense := errors.AsType[*DecodeError](err)
		return neverSent(err) || b.repeats() && !nonsense && !permanent(err)
	case e.starting():
		return true
	case e.lostRace() && e.StatusCode == http.StatusConflict:
		b.races++
		return b.races == 1
	case b.once:
		return false
	case e.lostRace():
		return true
	case e.rolledBack():
		return true
	case !b.repeats():
		return false
	}
	switch e.StatusCode {
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		return true
	case http.StatusServiceUnavailable:
		return e.retryHas || e.html || e.cut
	case http.StatusInternalServerError: // a race that is lost outside of a handler ends in a page
		return e.html || e.cut
	case http.StatusUnauthorized:
		// net/http repeats a GET by itself when a kept connection turns out
		// closed, header and all.
		return e.cut || e.sentBefore()
	}
	return e.cut
}

// sentBefore reports whether MAAS refused a request for having seen it before: a
// proxy on the way has repeated it.
func (e *Error) sentBefore() bool {
	return e.StatusCode == http.StatusUnauthorized && strings.Contains(e.Message, "Nonce already used")
}

// repeats reports whether sending b twice is the same as sending it once.
func (b *builtRequest) repeats() bool { return b.op.Method == http.MethodGet && !b.once }

// neverSent reports whether err means that there never was a connection, to the
// server or through the proxy, for a reason that may pass.
func neverSent(err error) bool {
	if _, ok := errors.AsType[*bodyError](err); ok {
		return false
	}
	e, ok := errors.AsType[*net.OpError](err)
	return ok && (e.Op == "dial" || e.Op == "proxyconnect") && !permanent(err)
}

// outage reports whether err says that MAAS is away, rather than busy.
func outage(err error) bool {
	e, ok := ResponseOf(err)
	return !ok || e.StatusCode >= http.StatusBadGateway && !e.rolledBack()
}

// A retryBudget is a token bucket for the retries of a client.
type retryBudget struct {
	size   float64 // negative: no bound
	mu     sync.Mutex
	spent  float64
	filled time.Time
}

const refillPerSecond = 0.5

// spend takes a retry from the budget and reports whether there was one.
func (b *retryBudget) spend() bool {
	if b.size < 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	b.spent = max(0, b.spent-refillPerSecond*now.Sub(b.filled).Seconds())
	b.filled = now
	if b.spent+1 > b.size {
		return false
	}
	b.spent++
	return true
}

// refund gives retries back that led to a success.
func (b *retryBudget) refund(retries int) {
	if retries == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spent = max(0, b.spent-float64(retries))
}

// permanent reports whether a transport error will be the same next time.
func permanent(err error) bool {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return dns.IsNotFound
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	return noTLS || errors.Is(err, http.ErrSchemeMismatch)
}

// sleep waits for d or the end of ctx, whose error it returns.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
