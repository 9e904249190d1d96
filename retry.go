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
	"time"
)

// A RetryPolicy says how often and how long a failed try is repeated. A field
// that is 0 has its default.
//
// Repeated are, with no difference between methods, a request of which nothing
// was sent since the dial failed, a 503 with Retry-After, and a lost race in
// MAAS's database, which was rolled back; and for GET also a broken connection,
// 502, 504, and a 500 or 503 that is a web page. Everything else is an
// answer: a 409 that names a state, a 503 of MAAS itself that names no time,
// and a POST, PUT or DELETE whose fate is unknown; the one GET that deletes
// counts as a DELETE. An upload whose reader can't go back to its start is sent
// once.
//
// A GET is repeated as well when the connection breaks within the body of its
// answer, as long as the caller has seen nothing of it: not in a stream, nor in
// an iteration that has begun.
//
// Besides, without a pause and whatever MaxAttempts says, a redirect is followed
// up to ten times, and a request that was refused for its timestamp is signed
// once more, by the server's clock, which the client then keeps to.
//
// Between tries lies a random time of up to BaseDelay, doubled each time up to
// MaxDelay, on top of what Retry-After asks for, up to MaxRetryAfter.
type RetryPolicy struct {
	MaxAttempts   int           // tries in all; 1 never repeats. Default 6.
	BaseDelay     time.Duration // default 100 ms
	MaxDelay      time.Duration // default 5 s
	MaxRetryAfter time.Duration // default 30 s
	MaxElapsed    time.Duration // no try starts later than this after the first. Default 2 min.
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
// again. Whether ctx still runs and tries are left is the caller's to know.
func retryable(b *builtRequest, err error) bool {
	if b.once {
		return dialFailed(err)
	}
	idempotent := b.op.Method == http.MethodGet

	if e, ok := errors.AsType[*Error](err); ok {
		switch {
		case e.lostRace():
			return true
		case e.StatusCode == http.StatusServiceUnavailable:
			return e.retryHas || idempotent && (e.html || e.cut)
		case e.StatusCode == http.StatusInternalServerError:
			// A race that is lost outside of a handler ends in a page.
			return idempotent && (e.html || e.cut)
		case e.StatusCode == http.StatusBadGateway, e.StatusCode == http.StatusGatewayTimeout:
			return idempotent
		case e.StatusCode == http.StatusUnauthorized:
			// net/http repeats a GET by itself when a kept connection turns
			// out closed, header and all.
			return idempotent && (e.cut || strings.Contains(e.Message, "Nonce already used"))
		}
		return idempotent && e.cut
	}
	if _, ok := errors.AsType[*DecodeError](err); ok {
		return false
	}
	return dialFailed(err) || idempotent && !permanent(err)
}

// dialFailed reports whether err means that there never was a connection, to the
// server or through the proxy, for a reason that may pass.
func dialFailed(err error) bool {
	e, ok := errors.AsType[*net.OpError](err)
	return ok && (e.Op == "dial" || e.Op == "proxyconnect") && !permanent(err)
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
