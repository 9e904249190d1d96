package maas

import (
	"context"
	"iter"
	"slices"
)

// TagsService is the section "Tags" and "Tag" of the API: the labels of nodes,
// set by hand or by an XPath over what lshw found.
type TagsService service

// A Tag is a label of nodes.
type Tag struct {
	Name       string `json:"name"`       // letters, digits, "-" and "_"
	Definition string `json:"definition"` // an XPath 1.0 over the XML of lshw; "" for a tag set by hand
	Comment    string `json:"comment"`
	// KernelOpts are kernel options for the nodes with this tag; of several
	// tags with options the first by name counts. nil: none.
	KernelOpts  *string `json:"kernel_opts"`
	ResourceURI string  `json:"resource_uri"`
}

// List returns all tags, in no order.
//
// Any user may call it.
//
// GET /tags/?op=list
func (s *TagsService) List(ctx context.Context) ([]Tag, error) {
	return List[Tag](ctx, s.client, Get("/tags/").Op("list"))
}

// Get returns a tag by its name.
//
// Any user may call it. It fails with [ErrNotFound].
//
// GET /tags/{name}/
func (s *TagsService) Get(ctx context.Context, name string) (*Tag, error) {
	return Do[*Tag](ctx, s.client, Get("/tags/{name}/", name))
}

// TagCreateOptions are the settings of a new tag that MAAS does not insist on.
type TagCreateOptions struct {
	Comment    string `param:"comment"`
	Definition string `param:"definition"` // an XPath 1.0; "" for a tag set by hand
	KernelOpts string `param:"kernel_opts"`
}

// Create makes a tag. Its name has letters, digits, "-" and "_", 256 at most.
//
// Administrators may call it. It fails with [ErrForbidden], and with
// [ErrBadRequest] and messages about fields, for example when the name is taken
// or the definition is not XPath.
//
// POST /tags/?op=new
func (s *TagsService) Create(ctx context.Context, name string, opts *TagCreateOptions) (*Tag, error) {
	return Do[*Tag](ctx, s.client, Post("/tags/").Op("new").Set("name", name).With(opts))
}

// TagUpdateOptions are the settings to change. nil keeps a setting, new("")
// empties it.
type TagUpdateOptions struct {
	Name       *string `param:"name"`
	Comment    *string `param:"comment"`
	Definition *string `param:"definition"` // a new one is applied to all nodes
	KernelOpts *string `param:"kernel_opts"`
}

// Update changes a tag.
//
// Administrators may call it. It fails with [ErrForbidden], [ErrNotFound], and
// [ErrBadRequest] with messages about fields.
//
// PUT /tags/{name}/
func (s *TagsService) Update(ctx context.Context, name string, opts *TagUpdateOptions) (*Tag, error) {
	return Do[*Tag](ctx, s.client, Put("/tags/{name}/", name).With(opts))
}

// Delete removes a tag, from its nodes too.
//
// Administrators may call it. It fails with [ErrForbidden] and [ErrNotFound].
//
// DELETE /tags/{name}/
func (s *TagsService) Delete(ctx context.Context, name string) error {
	return Exec(ctx, s.client, Delete("/tags/{name}/", name))
}

// Nodes returns the nodes with a tag that the caller may see, see
// [NodesService.List], in no order.
//
// Any user may call it. It fails with [ErrNotFound].
//
// GET /tags/{name}/?op=nodes
func (s *TagsService) Nodes(ctx context.Context, name string) ([]Node, error) {
	return List[Node](ctx, s.client, Get("/tags/{name}/", name).Op("nodes"))
}

// AllNodes is [TagsService.Nodes] for a list of any length: it yields each node
// as it arrives and holds a few in memory at most. An error ends it, as the last
// pair.
//
// Any user may call it. It fails as Nodes does.
//
// GET /tags/{name}/?op=nodes
func (s *TagsService) AllNodes(ctx context.Context, name string) iter.Seq2[*Node, error] {
	return Each[Node](ctx, s.client, Get("/tags/{name}/", name).Op("nodes"))
}

// Rebuild makes the clusters evaluate a tag's definition for all nodes again,
// which MAAS does by itself when the definition or a node changes. It does nothing
// for a tag without a definition.
//
// Administrators may call it. It fails with [ErrForbidden] and [ErrNotFound].
//
// POST /tags/{name}/?op=rebuild
func (s *TagsService) Rebuild(ctx context.Context, name string) error {
	_, err := Do[*struct {
		Rebuilding string `json:"rebuilding"`
	}](ctx, s.client, Post("/tags/{name}/", name).Op("rebuild"))
	return err
}

// TagUpdateNodesOptions say which nodes get and lose a tag.
type TagUpdateNodesOptions struct {
	Add    []string `param:"add"`    // system ids; done first
	Remove []string `param:"remove"` // system ids
	// Definition, if given, must be the one that the tag has, else nothing is
	// done.
	Definition string `param:"definition"`
	// NodeGroup is the uuid of the cluster whose worker calls. Nodes of other
	// clusters are then left alone. Administrators need none.
	NodeGroup string `param:"nodegroup"`
}

// TagNodesUpdated is the outcome of [TagsService.UpdateNodes].
type TagNodesUpdated struct {
	Added   int `json:"added"`   // how many of the ids in Add exist
	Removed int `json:"removed"` // how many of the ids in Remove exist
}

// UpdateNodes puts a tag on nodes and takes it from others, in one call however
// many they are. Unknown ids are ignored. The counts tell how many ids there
// are, not how many changes were made.
//
// Administrators may call it, and the worker of the cluster in opts. It fails
// with [ErrNotFound], [ErrForbidden], and [ErrConflict] when the definition is
// not the tag's.
//
// POST /tags/{name}/?op=update_nodes
func (s *TagsService) UpdateNodes(ctx context.Context, name string, opts *TagUpdateNodesOptions) (*TagNodesUpdated, error) {
	return Do[*TagNodesUpdated](ctx, s.client, Post("/tags/{name}/", name).Op("update_nodes").With(opts))
}

// nodesPerCall bounds the ids in one call, whose time on the server grows with
// them.
const nodesPerCall = 500

// AddNodes puts a tag on nodes, in few calls however many they are. Unknown
// ids are ignored; the result counts the ones that exist.
//
// Administrators may call it. It fails as [TagsService.UpdateNodes] does; nodes
// of the calls before that have the tag then.
//
// POST /tags/{name}/?op=update_nodes
func (s *TagsService) AddNodes(ctx context.Context, name string, systemIDs ...string) (int, error) {
	return s.updateInChunks(ctx, name, systemIDs, func(ids []string) TagUpdateNodesOptions { return TagUpdateNodesOptions{Add: ids} })
}

// RemoveNodes takes a tag from nodes, as [TagsService.AddNodes] puts it on.
//
// Administrators may call it. It fails as AddNodes does.
//
// POST /tags/{name}/?op=update_nodes
func (s *TagsService) RemoveNodes(ctx context.Context, name string, systemIDs ...string) (int, error) {
	return s.updateInChunks(ctx, name, systemIDs, func(ids []string) TagUpdateNodesOptions { return TagUpdateNodesOptions{Remove: ids} })
}

func (s *TagsService) updateInChunks(ctx context.Context, name string, ids []string, options func([]string) TagUpdateNodesOptions) (int, error) {
	count := 0
	for chunk := range slices.Chunk(ids, nodesPerCall) {
		opts := options(chunk)
		updated, err := s.UpdateNodes(ctx, name, &opts)
		if err != nil {
			return count, err
		}
		count += updated.Added + updated.Removed
	}
	return count, nil
}
