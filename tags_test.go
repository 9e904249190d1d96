package maas_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

func TestTagsWire(t *testing.T) {
	t.Parallel()
	const vm = `{"definition": "", "comment": "VMs", "name": "vm", "resource_uri": "/MAAS/api/1.0/tags/vm/", "kernel_opts": "console=ttyS0"}`
	const bare = `{"definition": "//cpu", "comment": "", "name": "bare", "resource_uri": "/MAAS/api/1.0/tags/bare/", "kernel_opts": null}`
	tag := maas.Tag{Name: "vm", Comment: "VMs", KernelOpts: new("console=ttyS0"), ResourceURI: "/MAAS/api/1.0/tags/vm/"}
	node := wantReadyNode()
	runWire(t, []wireCase{
		{
			name:   "List",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Tags.List(ctx) },
			want:   "GET /tags/?op=list",
			answer: "[" + vm + "," + bare + "]",
			result: []maas.Tag{tag, {Name: "bare", Definition: "//cpu", ResourceURI: "/MAAS/api/1.0/tags/bare/"}},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Tags.Get(ctx, "vm") },
			want:   "GET /tags/vm/",
			answer: vm,
			result: &tag,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Tags.Create(ctx, "vm", &maas.TagCreateOptions{Comment: "VMs", Definition: "//node[@id='x']", KernelOpts: "a=b c"})
			},
			want:   "POST /tags/?op=new",
			parts:  []string{"name=vm", "comment=VMs", "definition=//node[@id='x']", "kernel_opts=a=b c"},
			answer: vm,
			result: &tag,
		},
		{
			name:   "Create plainly",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Tags.Create(ctx, "vm", nil) },
			want:   "POST /tags/?op=new",
			parts:  []string{"name=vm"},
			answer: vm,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Tags.Update(ctx, "old", &maas.TagUpdateOptions{
					Name: new("vm"), Comment: new(""), Definition: new("//cpu"), KernelOpts: new("quiet"),
				})
			},
			want:   "PUT /tags/old/",
			parts:  []string{"name=vm", "comment=", "definition=//cpu", "kernel_opts=quiet"},
			answer: vm,
			result: &tag,
		},
		{
			name:   "Update nothing",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Tags.Update(ctx, "vm", nil) },
			want:   "PUT /tags/vm/",
			parts:  []string{},
			answer: vm,
		},
		{
			name:        "Delete",
			call:        func(ctx context.Context, c *maas.Client) (any, error) { return nil, c.Tags.Delete(ctx, "vm") },
			want:        "DELETE /tags/vm/",
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
		{
			name:   "Nodes",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Tags.Nodes(ctx, "vm") },
			want:   "GET /tags/vm/?op=nodes",
			answer: "[" + readyNode + "]",
			result: []maas.Node{node},
		},
		{
			name: "AllNodes",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				var ids []string
				for node, err := range c.Tags.AllNodes(ctx, "vm") {
					if err != nil {
						return nil, err
					}
					ids = append(ids, node.SystemID)
				}
				return ids, nil
			},
			want:   "GET /tags/vm/?op=nodes",
			answer: "[" + readyNode + "," + readyNode + "]",
			result: []string{"node-1", "node-1"},
		},
		{
			name:   "Rebuild",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return nil, c.Tags.Rebuild(ctx, "vm") },
			want:   "POST /tags/vm/?op=rebuild",
			parts:  []string{},
			answer: `{"rebuilding": "vm"}`,
		},
		{
			name: "UpdateNodes",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Tags.UpdateNodes(ctx, "vm", &maas.TagUpdateNodesOptions{
					Add: []string{"node-1", "node-2"}, Remove: []string{"node-3"}, Definition: "//cpu", NodeGroup: "uuid",
				})
			},
			want:   "POST /tags/vm/?op=update_nodes",
			parts:  []string{"add=node-1", "add=node-2", "remove=node-3", "definition=//cpu", "nodegroup=uuid"},
			answer: `{"added": 2, "removed": 1}`,
			result: &maas.TagNodesUpdated{Added: 2, Removed: 1},
		},
		{
			name:   "UpdateNodes of none",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Tags.UpdateNodes(ctx, "vm", nil) },
			want:   "POST /tags/vm/?op=update_nodes",
			parts:  []string{},
			answer: `{"added": 0, "removed": 0}`,
			result: &maas.TagNodesUpdated{},
		},
		{
			name: "AddNodes",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Tags.AddNodes(ctx, "vm", "node-1", "node-2")
			},
			want:   "POST /tags/vm/?op=update_nodes",
			parts:  []string{"add=node-1", "add=node-2"},
			answer: `{"added": 2, "removed": 0}`,
			result: 2,
		},
		{
			name: "RemoveNodes",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Tags.RemoveNodes(ctx, "vm", "node-1")
			},
			want:   "POST /tags/vm/?op=update_nodes",
			parts:  []string{"remove=node-1"},
			answer: `{"added": 0, "removed": 1}`,
			result: 1,
		},
	})
}

func TestTagsRefuseBadArguments(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	tags := newTestClient(t, noNetwork(t)).Tags
	for _, call := range []func() error{
		func() error { return tags.Delete(ctx, "") },
		func() error { return tags.Delete(ctx, ".") },
		func() error { _, err := tags.Create(ctx, "", nil); return err },
		func() error { _, err := tags.Get(ctx, "kernel-doc"); return err }, // MAAS has a page for all that ends so
		func() error { _, err := tags.AddNodes(ctx, "", "node-1"); return err },
	} {
		var bad *maas.ArgumentError
		require.ErrorAs(t, call(), &bad)
		assert.Equal(t, "name", bad.Argument)
	}
}

// TestRebuildWantsItsAnswer shows that another page than MAAS's is no success.
func TestRebuildWantsItsAnswer(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "null", "[]", "<html></html>", `{"rebuilding": 1}`} {
		client := newTestClient(t, answering(http.StatusOK, "application/json", body))
		var broken *maas.DecodeError
		assert.ErrorAsf(t, client.Tags.Rebuild(t.Context(), "vm"), &broken, "%q", body)
	}
}

func TestTagInBulk(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	server.AddTag(maastest.Tag{Name: "bulk"})
	var ids []string
	for range 1200 {
		ids = append(ids, server.AddNode(maastest.Node{}))
	}
	client := server.Client()
	count, err := client.Tags.AddNodes(t.Context(), "bulk", append(ids, "unknown")...)
	require.NoError(t, err)
	assert.Equal(t, 1200, count)
	assert.Len(t, server.Requests(), 3)

	server.Inject(maastest.Match{Op: "update_nodes"}, maastest.Fault{Delay: time.Nanosecond})
	server.Inject(maastest.Match{Op: "update_nodes"}, maastest.Fault{Status: 403})
	count, err = client.Tags.RemoveNodes(t.Context(), "bulk", ids...)
	require.ErrorIs(t, err, maas.ErrForbidden)
	assert.Equal(t, 500, count, "what was done before the failure")
	tagged := 0
	for _, err := range client.Tags.AllNodes(t.Context(), "bulk") {
		require.NoError(t, err)
		tagged++
	}
	assert.Equal(t, 700, tagged)

	server.ResetRequests()
	count, err = client.Tags.AddNodes(t.Context(), "bulk")
	require.NoError(t, err)
	assert.Zero(t, count)
	assert.Empty(t, server.Requests())
}
