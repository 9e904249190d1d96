package maas2

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gomaas/maas"
)

// answered reports whether err is a response that is target, which may be in the
// chain as the cause of a context too.
func answered(err, target error) bool {
	response, ok := maas.ResponseOf(err)
	return ok && errors.Is(response, target)
}

// passing tells an error that says nothing about an object from one that won't go
// away by waiting.
func passing(err error) bool {
	if answer, ok := maas.ResponseOf(err); ok {
		return answer.StatusCode >= 500 || answered(err, maas.ErrDatabaseConflict)
	}
	broken, ok := errors.AsType[*maas.TransportError](err)
	return ok && !permanent(broken.Err)
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

// contextError is the error of a context that has ended, with its cause.
func contextError(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != ctx.Err() {
		return fmt.Errorf("%w: %w", ctx.Err(), cause)
	}
	return ctx.Err()
}

// sleep waits for d or the end of ctx, whose error it returns.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
