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

// runEach runs scenarios as subtests, and says how many there were once all have
// ended.
func runEach[S any](t *testing.T, target string, all []S, name func(S) string, run func(*testing.T, S)) *outcomes {
	t.Helper()
	o := new(outcomes)
	t.Cleanup(func() { t.Logf("%s: %d scenarios ran, %d skipped", target, len(o.ran), len(o.skipped)) })
	for _, s := range all {
		t.Run(name(s), func(t *testing.T) {
			t.Cleanup(func() { o.note(t, name(s)) })
			run(t, s)
		})
	}
	return o
}

// runAll runs the scenarios for API 1.0, each on the site that open gives it.
func runAll(t *testing.T, target string, open func(t *testing.T, s scenario) *site) *outcomes {
	t.Helper()
	return runEach(t, target, scenarios, func(s scenario) string { return s.name }, func(t *testing.T, s scenario) {
		m := open(t, s)
		if reason := m.lacks(s.needs); reason != "" {
			t.Skip(reason)
		}
		s.run(t, m)
	})
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
	api, err := apiOf(t.Context(), os.Getenv("MAAS_URL"))
	require.NoError(t, err)
	if api == "2.0" {
		m, err := live2(t.Context(), os.Getenv)
		require.NoError(t, err)
		runAll2(t, "live MAAS, API 2.0", func(*testing.T, scenario2) *site2 { return m })
		return
	}
	m, err := live(t.Context(), os.Getenv)
	require.NoError(t, err)
	runAll(t, "live MAAS, API 1.0", func(*testing.T, scenario) *site { return m })
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
