package maas2test

import (
	"encoding/base64"
	"encoding/json"

	"github.com/stretchr/testify/require"
)

// What the node's scripts wrote shows only in the results themselves.
var _ = before("results-list", func(r *replay) {
	for _, e := range readRecordings(r.T) {
		if e.Name != "installation-results" {
			continue
		}
		var results []struct {
			ID   int
			Data string
		}
		require.NoError(r.T, json.Unmarshal(e.Body(), &results))
		r.server.seed(func(st *state) error {
			for _, result := range results {
				output, err := base64.StdEncoding.DecodeString(result.Data)
				require.NoError(r.T, err)
				scriptRuns.in(st).Update(result.ID, func(run *scriptRun) { run.output = output })
			}
			return nil
		})
	}
})
