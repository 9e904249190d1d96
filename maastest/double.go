package maastest

import (
	"time"

	"github.com/gomaas/maas/maastest/double"
)

// Types of package double, which package maas2test shares.
type (
	// A Request is one that arrived, parsed.
	Request = double.Request
	// A File is a part of a request that has a file name.
	File = double.File
	// A Pair is one parameter of a request.
	Pair = double.Pair
	// A Match says which requests a fault is for.
	Match = double.Match
	// A Fault is what happens to a request instead of the server's own answer.
	Fault = double.Fault
	// A Clock tells the server what time it is.
	Clock = double.Clock
	// A ManualClock stands still until it is told to move.
	ManualClock = double.ManualClock
)

// NewManualClock returns a clock that stands at now.
func NewManualClock(now time.Time) *ManualClock { return double.NewManualClock(now) }
