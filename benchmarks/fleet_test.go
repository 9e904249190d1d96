package benchmarks

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/benchmarks/internal/workload"
)

// TestFleets holds the calls for many objects to a number of requests. The time
// is that of a bubble.
func TestFleets(t *testing.T) {
	t.Parallel()
	limits := map[string]workload.FleetResult{
		"WaitForAll":  {Requests: 60, InFlight: 4, Failed: 0, Took: 50 * time.Second},
		"ReleaseEach": {Requests: 60, InFlight: 4, Failed: 60, Took: 2 * time.Second},
		"RemoveAll":   {Requests: 201, InFlight: 24, Failed: 0, Took: 600 * time.Millisecond},
	}
	for _, fleet := range workload.Fleets {
		t.Run(fleet.Name, func(t *testing.T) {
			got, err := fleet.Run(t)
			require.NoError(t, err)
			t.Logf("%+v", got)
			if fleet.TwoWorkers {
				return // it is chance how often requests overlap
			}
			limit := limits[fleet.Name]
			assert.LessOrEqual(t, got.Requests, limit.Requests)
			assert.LessOrEqual(t, got.InFlight, limit.InFlight)
			assert.LessOrEqual(t, got.Failed, limit.Failed)
			assert.LessOrEqual(t, got.Took, limit.Took)
		})
	}
}
