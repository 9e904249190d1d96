package maas_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

// virtuality is a result as MAAS 1.6 sends it, the list it is in not closed.
const virtuality = `[
    {
        "node": {
            "status": 4, 
            "system_id": "node-b7be3ec4-e53a-11f1-9473-02fc00000001", 
            "hostname": "alpha.maas", 
            "zone": {"resource_uri": "/MAAS/api/1.0/zones/default/", "name": "default", "description": ""}, 
            "routers": ["aa:bb:cc:dd:ee:f0"]
        }, 
        "updated": "2026-11-20T23:32:59.580", 
        "name": "00-maas-02-virtuality.out", 
        "created": "2026-11-20T23:32:59", 
        "script_result": 0, 
        "data": "bm9uZQr/", 
        "resource_uri": "/MAAS/api/1.0/commissioning-results/"
    }`

func localTime(t *testing.T, text string) (local maas.LocalTime) {
	t.Helper()
	require.NoError(t, local.UnmarshalText([]byte(text)))
	return local
}

func TestCommissioningResultsWire(t *testing.T) {
	t.Parallel()
	result := maas.CommissioningResult{
		Name: maas.CommissioningResultNameVirtuality,
		Node: maas.Node{
			Status: maas.NodeStatusReady, SystemID: "node-b7be3ec4-e53a-11f1-9473-02fc00000001", Hostname: "alpha.maas",
			Zone:    maas.Zone{Name: "default", ResourceURI: "/MAAS/api/1.0/zones/default/"},
			Routers: []string{"aa:bb:cc:dd:ee:f0"},
		},
		Data:        []byte("none\n\xff"),
		Created:     localTime(t, "2026-11-20T23:32:59"),
		Updated:     localTime(t, "2026-11-20T23:32:59.580"),
		ResourceURI: "/MAAS/api/1.0/commissioning-results/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.CommissioningResults.List(ctx, nil)
			},
			want:   "GET /commissioning-results/?op=list",
			answer: virtuality + "]",
			result: []maas.CommissioningResult{result},
		},
		{
			name: "List some",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.CommissioningResults.List(ctx, &maas.CommissioningResultListOptions{
					SystemIDs:  []string{"node-1", "node-2"},
					Names:      []maas.CommissioningResultName{maas.CommissioningResultNameLSHW},
					ResultType: new(maas.ResultTypeCommissioning),
				})
			},
			want:   "GET /commissioning-results/?op=list&system_id=node-1&system_id=node-2&name=00-maas-01-lshw.out&result_type=0",
			answer: "[]",
			result: []maas.CommissioningResult{},
		},
		{
			name: "All",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				var names []string
				for result, err := range c.CommissioningResults.All(ctx, nil) {
					if err != nil {
						return nil, err
					}
					names = append(names, fmt.Sprint(result.Name, " ", result.ResultType))
				}
				return names, nil
			},
			want:   "GET /commissioning-results/?op=list",
			answer: virtuality + `, {"name": "install.log", "node": {"system_id": "node-1"}, "result_type": 1}]`,
			result: []string{"00-maas-02-virtuality.out <nil>", "install.log Installation"},
		},
	})
}

// TestCommissioningResultsOfNone: an empty list of ids is not all of them.
func TestCommissioningResultsOfNone(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, answering(200, "application/json", virtuality+"]"))
	for _, opts := range []*maas.CommissioningResultListOptions{
		{SystemIDs: []string{}},
		{Names: []maas.CommissioningResultName{}},
	} {
		results, err := client.CommissioningResults.List(t.Context(), opts)
		require.NoError(t, err)
		assert.Equal(t, []maas.CommissioningResult{}, results)
		for range client.CommissioningResults.All(t.Context(), opts) {
			assert.Fail(t, "a result")
		}
	}
}

func TestResultTypeString(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Commissioning Installation ResultType(2)",
		fmt.Sprint(maas.ResultTypeCommissioning, " ", maas.ResultTypeInstallation, " ", maas.ResultType(2)))
}

func TestLocalTime(t *testing.T) {
	t.Parallel()
	paris := time.FixedZone("", 3600)
	tests := []struct {
		text  string
		paris time.Time
	}{
		{`"2026-11-20T23:31:44.146"`, time.Date(2026, 11, 20, 22, 31, 44, 146e6, time.UTC)},
		{`"2026-11-20T23:31:44.140"`, time.Date(2026, 11, 20, 22, 31, 44, 140e6, time.UTC)},
		{`"2014-07-02T03:02:34.000"`, time.Date(2014, 7, 2, 2, 2, 34, 0, time.UTC)},
		{`"2014-07-02T00:02:34"`, time.Date(2014, 7, 1, 23, 2, 34, 0, time.UTC)},
		{`"2014-07-02T00:02:34.123456"`, time.Date(2014, 7, 1, 23, 2, 34, 123456e3, time.UTC)},
		{`""`, time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			var local maas.LocalTime
			require.NoError(t, json.Unmarshal([]byte(tt.text), &local))
			assert.True(t, tt.paris.Equal(local.In(paris)), "%v", local.In(paris))
			again, err := json.Marshal(local)
			require.NoError(t, err)
			assert.Equal(t, tt.text, string(again))
			assert.Equal(t, tt.text, `"`+local.String()+`"`)
		})
	}

	for _, text := range []string{`"yesterday"`, `"2026-11-20T23:31:44Z"`, `"2026-11-20"`, `7`} {
		var local maas.LocalTime
		assert.Error(t, json.Unmarshal([]byte(text), &local), text)
		assert.Equal(t, maas.LocalTime{}, local)
	}
	local := localTime(t, "2014-07-02T00:02:34")
	require.NoError(t, local.UnmarshalText(nil))
	assert.Equal(t, maas.LocalTime{}, local, "the old time is kept")
}
