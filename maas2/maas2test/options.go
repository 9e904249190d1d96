package maas2test

import "github.com/gomaas/maas/internal/engine"

// An Option changes how a server is made.
type Option func(*config)

type config struct {
	clock  Clock
	prefix string
}

func newConfig(opts []Option) config {
	c := config{clock: engine.SystemClock{}, prefix: "/MAAS"}
	for _, opt := range opts {
		opt(&c)
	}
	return c
}

// WithClock makes the server go by clock instead of the system's.
func WithClock(clock Clock) Option {
	return func(c *config) { c.clock = clock }
}

// WithPrefix changes the path under which MAAS is mounted, "/MAAS" by default.
// "" or "/" means none.
func WithPrefix(prefix string) Option {
	return func(c *config) { c.prefix = engine.CleanPrefix(prefix) }
}
