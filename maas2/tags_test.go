package maas2_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/contracttest"
	"github.com/gomaas/maas/maas2"
)

func TestTagsWire(t *testing.T) {
	t.Parallel()
	const ssd = `{"name": "ssd", "definition": "//node", "comment": "fast", "kernel_opts": "quiet", "resource_uri": "/MAAS/api/2.0/tags/ssd/"}`
	tag := maas2.Tag{Name: "ssd", Definition: "//node", Comment: "fast", KernelOpts: "quiet", ResourceURI: "/MAAS/api/2.0/tags/ssd/"}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Tags.List(ctx)
			},
			want:   "GET /tags/",
			answer: "[" + ssd + "]",
			result: []maas2.Tag{tag},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Tags.Get(ctx, "ssd")
			},
			want:   "GET /tags/ssd/",
			answer: ssd,
			result: &tag,
		},
		{
			name: "Get escapes",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Tags.Get(ctx, "a b")
			},
			want:   "GET /tags/a%20b/",
			answer: ssd,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Tags.Create(ctx, "ssd", &maas2.TagCreateOptions{Comment: "fast", Definition: "//node", KernelOpts: "quiet"})
			},
			want:   "POST /tags/",
			parts:  []string{"name=ssd", "comment=fast", "definition=//node", "kernel_opts=quiet"},
			answer: ssd,
			result: &tag,
		},
		{
			name: "Create plain",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Tags.Create(ctx, "ssd", nil)
			},
			want:   "POST /tags/",
			parts:  []string{"name=ssd"},
			answer: ssd,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Tags.Update(ctx, "ssd", &maas2.TagUpdateOptions{Name: new("nvme"), Comment: new(""), Definition: new(""), KernelOpts: new("")})
			},
			want:   "PUT /tags/ssd/",
			parts:  []string{"name=nvme", "comment=", "definition=", "kernel_opts="},
			answer: ssd,
			result: &tag,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Tags.Update(ctx, "ssd", nil)
			},
			want:   "PUT /tags/ssd/",
			answer: ssd,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Tags.Delete(ctx, "ssd")
			},
			want:        "DELETE /tags/ssd/",
			status:      204,
			contentType: "text/plain",
		},
		{
			name: "Nodes",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Tags.Nodes(ctx, "ssd")
			},
			want:   "GET /tags/ssd/?op=nodes",
			answer: "[]",
			result: []maas2.Node{},
		},
		{
			name: "Machines",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Tags.Machines(ctx, "ssd")
			},
			want:   "GET /tags/ssd/?op=machines",
			answer: "[]",
			result: []maas2.Machine{},
		},
		{
			name: "Devices",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Tags.Devices(ctx, "ssd")
			},
			want:   "GET /tags/ssd/?op=devices",
			answer: "[]",
			result: []maas2.Device{},
		},
		{
			name: "RackControllers",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Tags.RackControllers(ctx, "ssd")
			},
			want:   "GET /tags/ssd/?op=rack_controllers",
			answer: "[]",
			result: []maas2.RackController{},
		},
		{
			name: "RegionControllers",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Tags.RegionControllers(ctx, "ssd")
			},
			want:   "GET /tags/ssd/?op=region_controllers",
			answer: "[]",
			result: []maas2.RegionController{},
		},
		{
			name: "Rebuild",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.Tags.Rebuild(ctx, "ssd")
			},
			want:   "POST /tags/ssd/?op=rebuild",
			answer: `{"rebuilding": "ssd"}`,
		},
		{
			name: "UpdateNodes",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Tags.UpdateNodes(ctx, "ssd", &maas2.TagUpdateNodesOptions{
					Add: []string{"xacmmx", "k7bmx3"}, Remove: []string{"r8hmsk", "8n6w88"}, Definition: "//node", RackController: "hw7rt6",
				})
			},
			want:   "POST /tags/ssd/?op=update_nodes",
			parts:  []string{"add=xacmmx", "add=k7bmx3", "remove=r8hmsk", "remove=8n6w88", "definition=//node", "rack_controller=hw7rt6"},
			answer: `{"added": 2, "removed": 1}`,
			result: &maas2.TagUpdate{Added: 2, Removed: 1},
		},
	})
}

// TestTagsSync has exactly a set of machines have a tag.
func TestTagsSync(t *testing.T) {
	t.Parallel()
	const find, change = "GET /tags/ssd/?op=machines", "POST /tags/ssd/?op=update_nodes"
	for _, tc := range []struct {
		name     string
		machines []string
		answers  map[string]string
		want     maas2.TagUpdate
		requests int
		err      error
	}{
		{
			name: "both", machines: []string{"k7bmx3", "xacmmx", "k7bmx3"},
			answers: map[string]string{find: `[{"system_id": "r8hmsk"}, {"system_id": "xacmmx"}]`, change + " add=k7bmx3 remove=r8hmsk": `{"added": 1, "removed": 1}`},
			want:    maas2.TagUpdate{Added: 1, Removed: 1}, requests: 2,
		},
		{name: "nothing to do", machines: []string{"r8hmsk"}, answers: map[string]string{find: `[{"system_id": "r8hmsk"}]`}, requests: 1},
		{
			name:    "none at all",
			answers: map[string]string{find: `[{"system_id": "r8hmsk"}]`, change + " remove=r8hmsk": `{"added": 0, "removed": 1}`},
			want:    maas2.TagUpdate{Removed: 1}, requests: 2,
		},
		{
			name: "a machine that does not exist", machines: []string{"k7bmx3", "zzzzzz"},
			answers: map[string]string{find: `[]`, change + " add=k7bmx3 add=zzzzzz": `{"added": 1, "removed": 0}`},
			want:    maas2.TagUpdate{Added: 1}, requests: 2, err: maas.ErrNotFound,
		},
		{name: "unknown tag", answers: map[string]string{find: "404 No Tag matches the given query."}, requests: 1, err: maas.ErrNotFound},
		{
			name: "not allowed", machines: []string{"k7bmx3"}, requests: 2, err: maas.ErrForbidden,
			answers: map[string]string{find: `[]`, change + " add=k7bmx3": "403 Must be a superuser or supply a rack_controller"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			said := answers(t, tc.answers)
			update, err := newTestClient(t, said).Tags.Sync(t.Context(), "ssd", tc.machines)
			require.ErrorIs(t, err, tc.err)
			assert.Len(t, said.requests(), tc.requests)
			if update != nil {
				assert.Equal(t, tc.want, *update)
			} else {
				assert.Error(t, err)
			}
		})
	}
}

// TestTagsSyncMany: 500 machines are two requests, more are sent in turns.
func TestTagsSyncMany(t *testing.T) {
	t.Parallel()
	for machines, requests := range map[int]int{500: 2, 501: 3, 1200: 4} {
		t.Run(strconv.Itoa(machines), func(t *testing.T) {
			t.Parallel()
			var ids []string
			for i := range machines {
				ids = append(ids, fmt.Sprintf("m%05d", i))
			}
			sent, added := 0, map[string]bool{}
			client := newTestClient(t, contracttest.RoundTripFunc(func(req *http.Request) (*http.Response, error) {
				body := `[]`
				if sent++; req.Method == http.MethodPost {
					form := contracttest.NoteRequest(t, req, apiRoot).Form
					assert.LessOrEqual(t, len(form), 500)
					for _, p := range form {
						assert.Equal(t, "add", p.Name)
						added[p.Value] = true
					}
					body = fmt.Sprintf(`{"added": %d, "removed": 0}`, len(form))
				}
				return &http.Response{
					StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
					Body: io.NopCloser(strings.NewReader(body)), Request: req,
				}, nil
			}))
			update, err := client.Tags.Sync(t.Context(), "ssd", ids)
			require.NoError(t, err)
			assert.Equal(t, maas2.TagUpdate{Added: machines}, *update)
			assert.Len(t, added, machines)
			assert.Equal(t, requests, sent)
		})
	}
}
