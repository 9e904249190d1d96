package benchmarks

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/benchmarks/internal/workload"
)

func TestMain(m *testing.M) {
	if workload.IsServer() {
		if err := workload.Serve(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// connect returns the sides of a case.
func connect(tb testing.TB, c *workload.Case) []workload.Side {
	server, err := workload.StartServer()
	require.NoError(tb, err)
	sides, closeAll, err := c.Connect(server)
	require.NoError(tb, err)
	tb.Cleanup(closeAll)
	return sides
}

// TestCases runs all sides of the cases once: a benchmark that does not work
// measures nothing.
func TestCases(t *testing.T) {
	t.Parallel()
	for _, c := range workload.Cases {
		if c.Count > 1000 {
			continue // the same as for less
		}
		t.Run(c.Name, func(t *testing.T) {
			for _, side := range connect(t, &c) {
				require.NoError(t, side.Do(), side.Name)
			}
		})
	}
}

func TestOwnCost(t *testing.T) {
	t.Parallel()
	sides, err := workload.OwnCost()
	require.NoError(t, err)
	for _, side := range sides {
		require.NoError(t, side.Do(), side.Name)
	}
}

// BenchmarkCases is for profiles of one side of a case. What is compared is
// measured by the program in report.
func BenchmarkCases(b *testing.B) {
	for _, c := range workload.Cases {
		b.Run(c.Name, func(b *testing.B) {
			for _, side := range connect(b, &c) {
				b.Run(side.Name, func(b *testing.B) { loop(b, side.Do) })
			}
		})
	}
}

// BenchmarkOwnCost is a Get without a network.
func BenchmarkOwnCost(b *testing.B) {
	sides, err := workload.OwnCost()
	require.NoError(b, err)
	for _, side := range sides {
		b.Run(side.Name, func(b *testing.B) { loop(b, side.Do) })
	}
}

func loop(b *testing.B, do func() error) {
	b.ReportAllocs()
	for b.Loop() {
		if err := do(); err != nil {
			b.Fatal(err)
		}
	}
}
