package maas2

import (
	"context"
	"time"
)

// await calls look each interval until it is done, fails for good or ctx ends.
func await(ctx context.Context, interval time.Duration, look func() (done bool, err error)) error {
	for {
		done, err := look()
		switch {
		case err == nil && done:
			return nil
		case ctx.Err() != nil:
			return contextError(ctx)
		case err != nil && !passing(err):
			return err
		}
		if sleep(ctx, interval) != nil {
			return contextError(ctx)
		}
	}
}
