package maas_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

func TestCallWire(t *testing.T) {
	t.Parallel()
	call := func(method, path, op string, params ...maas.Param) func(context.Context, *maas.Client) (any, error) {
		return func(ctx context.Context, c *maas.Client) (any, error) {
			var out any
			err := c.Call(ctx, method, path, op, params, &out)
			return out, err
		}
	}
	runWire(t, []wireCase{
		{name: "op in the query", call: call("GET", "nodes/?op=list", ""), want: "GET /nodes/?op=list", answer: "[]", result: []any{}},
		{name: "op given", call: call("GET", "/nodes/", "list"), want: "GET /nodes/?op=list", answer: "[]"},
		{
			name: "query and parameters", call: call("GET", "nodes/?id=a&op=list&id=b%26", "", maas.Param{Name: "id", Value: "c d"}),
			want: "GET /nodes/?op=list&id=a&id=b%26&id=c+d", answer: "[]",
		},
		{name: "resource_uri", call: call("GET", "/MAAS/api/1.0/nodes/node-1/", ""), want: "GET /nodes/node-1/", answer: "null"},
		{name: "no slash", call: call("GET", "commissioning-scripts/a%20b", ""), want: "GET /commissioning-scripts/a%20b", answer: "1"},
		{
			name: "form", call: call("POST", "machines/", "", maas.Param{Name: "architecture", Value: "amd64"},
				maas.Param{Name: "mac_addresses", Value: "00:00:00:00:00:00"}, maas.Param{Name: "power_type", Value: "manual"}),
			want: "POST /machines/", parts: []string{"architecture=amd64", "mac_addresses=00:00:00:00:00:00", "power_type=manual"}, answer: "{}",
		},
		{
			name: "file", call: call("PUT", "x/", "", maas.Param{Name: "f", File: strings.NewReader("\x00\xff")}),
			want: "PUT /x/", parts: []string{"f@f=\x00\xff"}, answer: "{}",
		},
		{name: "DELETE", call: call("DELETE", "x/", "", maas.Param{Name: "force", Value: "1"}), want: "DELETE /x/?force=1", answer: "{}"},
		{
			name: "to a writer",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				var out strings.Builder
				err := c.Call(ctx, "GET", "files/", "get", maas.Params{{Name: "filename", Value: "a"}}, &out)
				return out.String(), err
			},
			want: "GET /files/?op=get&filename=a", contentType: "text/html", answer: "<raw>", result: "<raw>",
		},
		{
			name: "answer not wanted",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.Call(ctx, "POST", "x/", "do", nil, nil)
			},
			want: "POST /x/?op=do", parts: []string{}, contentType: "text/plain", answer: "OK",
		},
	})
}

func TestCallOtherVersion(t *testing.T) {
	t.Parallel()
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder("GET", testURL+"/api/2.0/pods/", httpmock.NewStringResponder(200, `[{"id": 1}]`))
	client, err := maas.NewClient(testURL, testKey, maas.WithAPIVersion("2.0"), maas.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	machine := httpmock.NewStringResponder(200, `{"system_id": "abc123"}`)
	transport.RegisterResponder("GET", testURL+"/api/2.0/machines/", httpmock.NewStringResponder(200, `[{"system_id": "abc123"}]`))
	transport.RegisterResponder("POST", testURL+"/api/2.0/machines/", func(req *http.Request) (*http.Response, error) {
		assert.Equal(t, []string{"architecture=amd64/generic", "mac_addresses=00:00:00:00:00:00", "power_type=manual"}, readParts(t, req))
		return machine(req)
	})
	var machines []struct {
		SystemID string `json:"system_id"`
	}
	require.NoError(t, client.Call(t.Context(), "GET", "machines/", "", nil, &machines))
	assert.Equal(t, "abc123", machines[0].SystemID)
	require.NoError(t, client.Call(t.Context(), "POST", "machines/", "", maas.Params{
		{Name: "architecture", Value: "amd64/generic"}, {Name: "mac_addresses", Value: "00:00:00:00:00:00"}, {Name: "power_type", Value: "manual"},
	}, &machines[0]))
	var pods []struct{ ID int }
	require.NoError(t, client.Call(t.Context(), "GET", "pods/", "", nil, &pods))
	assert.Equal(t, 1, pods[0].ID)
}

func TestCallRefuses(t *testing.T) {
	t.Parallel()
	client, err := maas.NewClient(testURL, testKey, maas.WithHTTPClient(&http.Client{Transport: httpmock.NewMockTransport()}))
	require.NoError(t, err)
	for _, tc := range []struct {
		method, path, op, want string
		params                 maas.Params
	}{
		{method: "PATCH", path: "nodes/", want: `the method is "PATCH"`},
		{method: "get", path: "nodes/", want: `the method is "get"`},
		{method: "GET", path: "", want: "the path is empty"},
		{method: "GET", path: "/", want: "the path is empty"},
		{method: "GET", path: "nodes/../users/", want: `the path has the path segment ".."`},
		{method: "GET", path: "nodes/%2e%2e/users/", want: `the path has the path segment ".."`},
		{method: "GET", path: "nodes//", want: "empty part"},
		{method: "GET", path: "nodes/#x", want: "the path has a #"},
		{method: "GET", path: "nodes/%zz/", want: "the path has a % that is not escaped"},
		{method: "GET", path: "nodes/?op=list", op: "list", want: "the query has an op besides"},
		{method: "GET", path: "nodes/?a=%zz", want: "the query is not well escaped"},
		{method: "GET", path: "nodes/", params: maas.Params{{Name: "f", File: strings.NewReader("")}}, want: "f is a file"},
		{method: "POST", path: "nodes/", params: maas.Params{{Name: "", Value: "x"}}, want: "has no name"},
		{method: "POST", path: "nodes/", params: maas.Params{{Name: "a\"b", Value: "x"}}, want: "is not a name"},
		{method: "POST", path: "nodes/", params: maas.Params{{Name: "a", Value: "\xff"}}, want: "a is not valid UTF-8"},
	} {
		err := client.Call(t.Context(), tc.method, tc.path, tc.op, tc.params, nil)
		require.ErrorContains(t, err, tc.want, "%s %s", tc.method, tc.path)
		_, ok := errors.AsType[*maas.ArgumentError](err)
		assert.True(t, ok, "%T", err)
	}
}
