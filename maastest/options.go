package maastest

import (
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// An Option changes how a server is made.
type Option func(*config)

type config struct {
	clock               Clock
	prefix              string
	empty               bool
	serializationErrors bool
	powerOnRollback     bool
	manualCommissioning bool
	manualDeployment    bool
	idleClusters        bool
	commissioningPolls  int
	commissioningTime   time.Duration
	deploymentPolls     int
	deploymentTime      time.Duration
	hardware            Commissioned
}

func newConfig(opts []Option) config {
	c := config{
		clock:              engine.SystemClock{},
		prefix:             "/MAAS",
		commissioningPolls: 1,
		deploymentPolls:    1,
		hardware:           Commissioned{CPUCount: 4, Memory: 8192, Storage: 120000},
	}
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

// WithEmpty starts the server without the cluster and the boot images that it
// has otherwise: users, their keys and the default zone are all there is.
func WithEmpty() Option {
	return func(c *config) { c.empty = true }
}

// WithCommissioningPolls makes a node finish commissioning by itself when it
// was read n times, alone or in a list; the nth read already shows the outcome.
// The default is 1. It takes the place of WithCommissioningTime.
func WithCommissioningPolls(n int) Option {
	return func(c *config) { c.commissioningPolls, c.commissioningTime = max(n, 1), 0 }
}

// WithCommissioningTime makes a node finish commissioning by itself once d has
// passed on the server's clock, instead of after a number of reads.
func WithCommissioningTime(d time.Duration) Option {
	return func(c *config) { c.commissioningTime = d }
}

// WithManualCommissioning leaves commissioning nodes alone: they finish by
// [Server.FinishCommissioning], [Server.FailCommissioning], or when the node
// itself reports to the metadata service.
func WithManualCommissioning() Option {
	return func(c *config) { c.manualCommissioning = true }
}

// WithDeploymentPolls makes a started node finish its installation when it was
// read n times. MAAS 1.6 shows that by netboot going from true to false; the
// status stays Allocated. The default is 1. It takes the place of
// WithDeploymentTime.
func WithDeploymentPolls(n int) Option {
	return func(c *config) { c.deploymentPolls, c.deploymentTime = max(n, 1), 0 }
}

// WithDeploymentTime makes a started node finish its installation once d has
// passed on the server's clock, instead of after a number of reads.
func WithDeploymentTime(d time.Duration) Option {
	return func(c *config) { c.deploymentTime = d }
}

// WithManualDeployment leaves started nodes alone: they finish their
// installation by [Server.FinishDeployment].
func WithManualDeployment() Option {
	return func(c *config) { c.manualDeployment = true }
}

// WithIdleClusters makes clusters do nothing by themselves, as if their workers
// were stopped: a tag's definition finds no nodes until somebody reports them
// with the operation update_nodes.
func WithIdleClusters() Option {
	return func(c *config) { c.idleClusters = true }
}

// WithHardware sets what nodes that finish commissioning by themselves are
// found to have, where they were not seeded or created with anything else.
func WithHardware(found Commissioned) Option {
	return func(c *config) { c.hardware = found }
}

// WithSerializationFailures makes requests that overlap fail as on a real 1.6,
// which runs two workers on a database with serializable isolation and does not
// retry: of two requests under way at the same time, the one that ends later is
// answered with a 500 whose text begins with "could not serialize access", and
// has no effect. Reads fail as well, since each stores its nonce. Requests take
// at least two milliseconds then, so that parallel ones do overlap.
func WithSerializationFailures() Option {
	return func(c *config) { c.serializationErrors = true }
}

// WithPowerOnRollback keeps the power actions of requests that are taken back, as
// MAAS 1.5 and 1.6 do: they queue the command to the power controller while the
// request runs, and no rollback recalls it. A client that repeats such a request
// acts twice, which [Server.PowerActions] then shows.
func WithPowerOnRollback() Option {
	return func(c *config) { c.powerOnRollback = true }
}
