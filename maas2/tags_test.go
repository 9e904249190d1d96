package maas2_test

import (
	"context"
	"testing"

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
