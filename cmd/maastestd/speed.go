package main

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/gomaas/maas/maas2/maas2test"
	"github.com/gomaas/maas/maastest"
)

// How long a real machine takes, by and large.
const (
	realCommissioning = 4 * time.Minute
	realDeployment    = 10 * time.Minute
)

// A speed is how nodes finish commissioning and deployment by themselves. The
// zero value is "poll": when they are next read.
type speed struct {
	text          string
	never         bool
	commissioning time.Duration
	deployment    time.Duration
}

func (s *speed) String() string { return s.text }

// Set parses the flag's value.
func (s *speed) Set(text string) error {
	*s = speed{text: text}
	factor, isFactor := strings.CutSuffix(text, "x")
	switch {
	case text == "poll":
	case text == "never":
		s.never = true
	case isFactor:
		f, err := strconv.ParseFloat(factor, 64)
		if err != nil || !(f >= 0.01 && f <= 1e6) { // NaN is neither
			return errors.New("a factor is from 0.01x to 1000000x")
		}
		s.commissioning = time.Duration(float64(realCommissioning) / f)
		s.deployment = time.Duration(float64(realDeployment) / f)
	default:
		d, err := time.ParseDuration(text)
		if err != nil || d <= 0 {
			return errors.New("want poll, never, a positive duration such as 5s, or a factor such as 10x")
		}
		s.commissioning, s.deployment = d, d
	}
	return nil
}

// options are the options of a MAAS 1.6 that is that fast.
func (s *speed) options() []maastest.Option {
	switch {
	case s.never:
		return []maastest.Option{
			maastest.WithManualCommissioning(),
			maastest.WithManualDeployment(),
		}
	case s.commissioning > 0:
		return []maastest.Option{
			maastest.WithCommissioningTime(s.commissioning),
			maastest.WithDeploymentTime(s.deployment),
		}
	}
	return nil
}

// options2 are the options of a MAAS 3.4 that is that fast.
func (s *speed) options2() []maas2test.Option {
	switch {
	case s.never:
		return []maas2test.Option{
			maas2test.WithManualCommissioning(),
			maas2test.WithManualDeployment(),
		}
	case s.commissioning > 0:
		return []maas2test.Option{
			maas2test.WithCommissioningTime(s.commissioning),
			maas2test.WithDeploymentTime(s.deployment),
		}
	}
	return nil
}
