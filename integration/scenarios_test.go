package integration

import (
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/gomaas/maas/maastest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A scenario is a program of a user with checks.
type scenario struct {
	name    string
	needs   needs
	options []maastest.Option // of its maastest server
	run     func(t *testing.T, m *site)
}

// scenarios are all of them, a list for each file.
var scenarios = slices.Concat(
	nodeScenarios, lifeScenarios, inventoryScenarios, fileScenarios, accountScenarios, serverScenarios, conductScenarios,
)

// outcomes are the names of the scenarios that ran and of those that were skipped.
type outcomes struct {
	mu           sync.Mutex
	ran, skipped []string
}

func (o *outcomes) note(t *testing.T, name string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if t.Skipped() {
		o.skipped = append(o.skipped, name)
	} else {
		o.ran = append(o.ran, name)
	}
}

// runAll runs the scenarios as subtests, each on the site that open gives it, and
// says how many there were once all have ended.
func runAll(t *testing.T, target string, open func(t *testing.T, s scenario) *site) *outcomes {
	t.Helper()
	o := new(outcomes)
	t.Cleanup(func() { t.Logf("%s: %d scenarios ran, %d skipped", target, len(o.ran), len(o.skipped)) })
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Cleanup(func() { o.note(t, s.name) })
			m := open(t, s)
			if reason := m.lacks(s.needs); reason != "" {
				t.Skip(reason)
			}
			s.run(t, m)
		})
	}
	return o
}

func TestScenarios(t *testing.T) {
	t.Parallel()
	runAll(t, "maastest", func(t *testing.T, s scenario) *site {
		t.Parallel()
		return inMemory(t, s.options...)
	})
}

func TestScenariosLive(t *testing.T) {
	if os.Getenv("MAAS_URL") == "" || os.Getenv("MAAS_API_KEY") == "" {
		t.Skip("MAAS_URL and MAAS_API_KEY are not set: there is no live MAAS to run on")
	}
	m, err := live(t.Context(), os.Getenv)
	require.NoError(t, err)
	runAll(t, "live MAAS", func(*testing.T, scenario) *site { return m })
}

// Two scenarios of one name would be told apart by a number that depends on
// their order.
func TestScenarioNames(t *testing.T) {
	t.Parallel()
	var names []string
	for _, s := range scenarios {
		assert.Regexp(t, `^[a-z0-9-]+$`, s.name)
		names = append(names, s.name)
	}
	slices.Sort(names)
	assert.Len(t, slices.Compact(slices.Clone(names)), len(names), "each once: %v", names)
}
