package maas2_test

import (
	"context"
	"testing"

	"github.com/gomaas/maas/maas2"
)

func TestInstallationResultsWire(t *testing.T) {
	t.Parallel()
	runWire(t, []wireCase{
		{
			name: "List of commissioning, whose type is 0",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.InstallationResults.List(ctx, &maas2.InstallationResultListOptions{SystemID: []string{"k7bmx3", "46pkrn"}, Name: []string{"maas-lshw"}, ResultType: new(maas2.ResultTypeCommissioning)})
			},
			want: "GET /installation-results/?system_id=k7bmx3&system_id=46pkrn&name=maas-lshw&result_type=0",
			answer: `[{"created": "2026-11-21T12:49:59.833", "updated": "u", "id": 63, "name": "maas-lshw", "script_result": 1, "result_type": 0,
				"node": {"system_id": "k7bmx3"}, "data": "aGk=", "resource_uri": "/MAAS/api/2.0/commissioning-scripts/"}]`,
			result: []maas2.InstallationResult{{
				ID: 63, Name: "maas-lshw", Created: "2026-11-21T12:49:59.833", Updated: "u", ScriptResult: 1, Node: maas2.NodeRef{SystemID: "k7bmx3"},
				Data: []byte("hi"), ResourceURI: "/MAAS/api/2.0/commissioning-scripts/",
			}},
		},
		{
			name: "List all",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.InstallationResults.List(ctx, nil)
			},
			want:   "GET /installation-results/",
			answer: "[]",
			result: []maas2.InstallationResult{},
		},
	})
}
