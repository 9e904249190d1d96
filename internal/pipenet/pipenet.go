// Package pipenet is a network in memory. Unlike sockets, it can be used in a
// bubble of testing/synctest, in which no time passes while a goroutine can run:
// timeouts of net/http then don't depend on how busy the machine is.
package pipenet

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
)

// A Listener accepts the connections that are dialed by its DialContext.
type Listener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
	dials atomic.Int64
}

// Listen returns a new Listener.
func Listen() *Listener {
	return &Listener{conns: make(chan net.Conn), done: make(chan struct{})}
}

// DialContext makes a connection, whatever the address. It is for an
// http.Transport.
func (l *Listener) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case l.conns <- far:
		l.dials.Add(1)
		return near, nil
	case <-l.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Dials returns how many connections were made.
func (l *Listener) Dials() int { return int(l.dials.Load()) }

// Accept implements net.Listener.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr implements net.Listener.
func (l *Listener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }
