package maas2test

import (
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// An Option changes how a server is made.
type Option func(*config)

type config struct {
	clock  Clock
	prefix string

	hardware                              Hardware
	commissioningPolls, deploymentPolls   int
	commissioningTime, deploymentTime     time.Duration
	manualCommissioning, manualDeployment bool
}

func newConfig(opts []Option) config {
	c := config{clock: engine.SystemClock{}, prefix: "/MAAS", hardware: defaultHardware, commissioningPolls: 1, deploymentPolls: 1}
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

// WithHardware sets what commissioning finds in machines.
func WithHardware(found Hardware) Option {
	return func(c *config) { c.hardware = found }
}

// WithCommissioningPolls makes a machine that is commissioned or tested finish when
// it was read n times. The default is 1. It takes the place of
// WithCommissioningTime.
func WithCommissioningPolls(n int) Option {
	return func(c *config) { c.commissioningPolls, c.commissioningTime = max(n, 1), 0 }
}

// WithCommissioningTime makes a machine finish commissioning or testing by itself
// once d has passed on the server's clock, instead of after a number of reads.
func WithCommissioningTime(d time.Duration) Option {
	return func(c *config) { c.commissioningTime = d }
}

// WithManualCommissioning leaves machines that are commissioned or tested alone:
// they finish by [Server.Finish] or [Server.Fail].
func WithManualCommissioning() Option {
	return func(c *config) { c.manualCommissioning = true }
}

// WithDeploymentPolls makes a machine that is deployed, released, erased, or on its
// way into or out of rescue mode finish when it was read n times. The default is 1.
// It takes the place of WithDeploymentTime.
func WithDeploymentPolls(n int) Option {
	return func(c *config) { c.deploymentPolls, c.deploymentTime = max(n, 1), 0 }
}

// WithDeploymentTime makes what WithDeploymentPolls names finish once d has passed
// on the server's clock, instead of after a number of reads.
func WithDeploymentTime(d time.Duration) Option {
	return func(c *config) { c.deploymentTime = d }
}

// WithManualDeployment leaves machines with what WithDeploymentPolls names alone:
// they finish by [Server.Finish] or [Server.Fail].
func WithManualDeployment() Option {
	return func(c *config) { c.manualDeployment = true }
}
